"""Findings in words, Vietnamese and English."""

from __future__ import annotations

import math
from typing import Any

import pandas as pd

from geoplan.land.findings import ASSUMED
from geoplan.numerals import viet

FLOOR_NORMS = ("floor_m2_per_bed",)
ROUNDING = 1e-9  # of a shortfall, which is told in whole m² and never as 0

STANDINGS = {
    "in force": ("", ""),
    "superseded": ("đã hết hiệu lực, chỉ để tham khảo", "superseded, for information"),
    "to verify": ("cần kiểm chứng", "to be verified"),
    ASSUMED: ("giả định trong tệp nghiên cứu", "assumed in the study"),
}


def finding_words(findings: pd.DataFrame) -> pd.DataFrame:
    """Return each finding as a sentence without a full stop, to stand in a list.

    Parameters
    ----------
    findings
        As ``findings`` makes them; a grade may have become ``waived``.

    Returns
    -------
    DataFrame
        Indexed as ``findings``; ``finding_vi``, ``finding_en``.

    Examples
    --------
    >>> row = {"norm": "plot_m2", "grade": "short", "asked": 500.0, "found": 380.0,
    ...        "short_by": 120.0, "per_bed": float("nan"), "beds": float("nan"),
    ...        "citation": "QCVN 01:2021/BXD", "standing": "to verify"}
    >>> for words in finding_words(pd.DataFrame([row])).iloc[0]:
    ...     print(words)
    đất thiếu 120 m² so với 500 m² (QCVN 01:2021/BXD, cần kiểm chứng)
    land short by 120 m² of 500 m² (QCVN 01:2021/BXD, to be verified)
    """
    said = [_said(row) for row in findings.itertuples(index=False)]
    return pd.DataFrame(said, columns=["finding_vi", "finding_en"], index=findings.index)


def _said(row: Any) -> tuple[str, str]:
    vi, en = ("diện tích sàn", "floor") if row.norm in FLOOR_NORMS else ("đất", "land")
    end_vi, end_en = (f" ({inner})" for inner in _standing(row))
    grade, short = row.grade, row.short_by
    if math.isnan(row.asked):
        return (f"chưa rõ cần bao nhiêu {vi} vì chưa biết số giường{end_vi}",
                f"how much {en} is asked is not known, since beds are not{end_en}")  # fmt: skip
    asked_vi, asked_en = _area(row.asked)
    if grade == "unknown":
        return (f"chưa rõ có bao nhiêu {vi}, cần {asked_vi}{end_vi}",
                f"how much {en} there is is not known, {asked_en} asked{end_en}")  # fmt: skip
    if grade == "meets":
        found_vi, found_en = _area(row.found)
        return (f"đủ {vi}: {found_vi}, cần {asked_vi}{end_vi}",
                f"enough {en}: {found_en}, {asked_en} asked{end_en}")  # fmt: skip
    short_vi, short_en = _area(math.ceil(short - ROUNDING))
    waived = (
        (", được miễn theo quyết định", ", waived by decision") if grade == "waived" else ("", "")
    )
    return (f"{vi} thiếu {short_vi} so với {asked_vi}{end_vi}{waived[0]}",
            f"{en} short by {short_en} of {asked_en}{end_en}{waived[1]}")  # fmt: skip


def _standing(row: Any) -> tuple[str, str]:
    """Return what stands in the brackets: beds, document, standing."""
    by_vi = by_en = ""
    if not math.isnan(row.per_bed):
        rate = row.per_bed
        by_vi, by_en = f"{rate:g} m² mỗi giường", f"{rate:g} m² per bed"
        if not math.isnan(row.beds):
            by_vi = f"{by_vi} × {viet(row.beds)} giường"
            by_en = f"{by_en} × {row.beds:,.0f} beds"
    citation = "" if row.standing == ASSUMED else str(row.citation)
    vi, en = STANDINGS[str(row.standing)]
    parts = (by_vi, citation, vi), (by_en, citation, en)
    told_vi, told_en = (", ".join(part for part in each if part) for each in parts)
    return told_vi, told_en


def _area(area_m2: float) -> tuple[str, str]:
    return f"{viet(area_m2)} m²", f"{area_m2:,.0f} m²"
