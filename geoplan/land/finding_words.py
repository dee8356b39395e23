"""Findings in words."""

from __future__ import annotations

import math
from typing import Any

import pandas as pd

from geoplan.land.findings import ASSUMED
from geoplan.words.catalogue import Text
from geoplan.words.telling import joined, number, told

FLOOR_NORMS = ("floor_m2_per_bed",)
ROUNDING = 1e-9  # of a shortfall, which is told in whole m² and never as 0
IN_FORCE = "in force"  # of this standing nothing is said


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


def _said(row: Any) -> Text:
    finding = told("land", "finding.by", finding=_found(row), norm=_norm(row))
    return told("land", "finding.waived", finding=finding) if row.grade == "waived" else finding


def _found(row: Any) -> Text:
    ground = told("land", f"ground.{'floor' if row.norm in FLOOR_NORMS else 'land'}")
    if math.isnan(row.asked):
        return told("land", "finding.beds_unknown", ground=ground)
    asked = _area(row.asked)
    if row.grade == "unknown":
        return told("land", "finding.unknown", ground=ground, asked=asked)
    if row.grade == "meets":
        return told("land", "finding.meets", ground=ground, asked=asked, found=_area(row.found))
    short = _area(math.ceil(row.short_by - ROUNDING))
    return told("land", "finding.short", ground=ground, asked=asked, short=short)


def _norm(row: Any) -> Text:
    """Return what stands in the brackets: beds, document, standing."""
    parts = []
    if not math.isnan(row.per_bed):
        rate = number(row.per_bed, 2, trimmed=True)
        key = "norm.per_bed" if math.isnan(row.beds) else "norm.for_beds"
        parts.append(told("land", key, rate=rate, beds=number(row.beds)))
    if row.standing != ASSUMED:
        parts.append(Text(str(row.citation), str(row.citation)))
    if row.standing != IN_FORCE:
        parts.append(told("land", f"norm.{str(row.standing).replace(' ', '_')}"))
    return joined(", ", parts)


def _area(area_m2: float) -> Text:
    return told("land", "area", n=number(area_m2))
