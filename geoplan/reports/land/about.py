"""What short lists rest on: study, files, judgements, limits; told in every output of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

import geopandas as gpd
import pandas as pd

from geoplan._version import __version__
from geoplan.land.ahp import Weights
from geoplan.layers.files import sha256
from geoplan.numerals import viet
from geoplan.reports.land.words import criterion_words, made_up
from geoplan.study import Study
from geoplan.study_land import Land

LATER = "Decisions that the plan does not honour yet"
VERIFIED = "verified"  # what somebody answers for
PLAN = "plan.json"  # the input by which a later reader knows whether the plan is still the same


class About(NamedTuple):
    """What a reader of short lists has to know.

    Parameters
    ----------
    study
        Of the plan.
    rules
        How it judges plots.
    weights
        Of the criteria.
    parcels
        As stored.
    files
        All files that the lists rest on, by layer; those of ``parcels`` and ``plan`` among them.
    later
        Decisions in force that the plan does not honour yet.
    """

    study: Study
    rules: Land
    weights: Weights
    parcels: gpd.GeoDataFrame
    files: Mapping[str, Path]
    later: int


def about_rows(about: About) -> pd.DataFrame:
    """Return the table ``about``, as ``fields.ABOUT`` has it."""
    return pd.DataFrame(_rows(about), columns=["part", "name", "value", "note"], dtype="string")


def limits(about: About) -> list[tuple[str, str]]:
    """Return what the lists cannot tell: (Vietnamese, English)."""
    rules, parcels = about.rules, about.parcels
    count, marked = len(parcels), int(made_up(parcels).sum())
    unknown = rules.unknown_worth.value
    standing = ("giả định, chưa ai kiểm chứng", "assumed, verified by nobody")
    if rules.judgements.verified:
        standing = ("đã được kiểm chứng", VERIFIED)
    told = [
        ("Thời gian đi lại và số người được phục vụ là kết quả mô hình; thửa thay vị trí được tính "
         "bằng chính mô hình đó.",
         "Travel times and the people served are modelled, for a plot by the same model as for the "
         "site."),
        (f"Trọng số và điểm của các tiêu chí là nhận định {standing[0]}.",
         f"Weights and worths of the criteria are judgements, {standing[1]}."),
        (f"Điều chưa rõ của một thửa được tính {viet(unknown, 2)} điểm, không phải 0.",
         f"What is not known of a plot counts with a worth of {unknown:g}, not 0."),
        ("Ranh giới, diện tích khai và loại đất là của tệp địa chính, không đo đạc lại; diện tích "
         "đo là diện tích trắc địa tính từ toạ độ.",
         "Borders, stated areas and land use are those of the cadastral files, not surveyed again; "
         "measured areas are geodesic, from the coordinates."),
        ("Tiêu chuẩn ghi 'cần kiểm chứng' chưa được đối chiếu với văn bản gốc.",
         "Norms that are to be verified have not been held against the document."),
        ("Danh sách không biết tranh chấp, nền đất, hạ tầng và ý kiến người dân.",
         "The lists know nothing of disputes, ground, utilities and what residents think."),
    ]  # fmt: skip
    if marked:
        told.insert(
            0,
            (f"{viet(marked)} trong {viet(count)} thửa là dữ liệu GIẢ ĐỊNH, không có thật.",
             f"{marked:,} of {count:,} parcels are MADE UP and do not exist."),
        )  # fmt: skip
    if about.later:
        told.append(
            (f"Quyết định mà phương án chưa tính đến: {viet(about.later)}.",
             f"{LATER}: {about.later:,}."),
        )  # fmt: skip
    return told


def parcels_day(path: Path) -> str:
    """Return the day on which parcels were stored last, ISO 8601, UTC."""
    return datetime.fromtimestamp(path.stat().st_mtime, UTC).date().isoformat()


def _rows(about: About) -> Iterator[tuple[str, str, str, str]]:
    study, weights, rules = about.study, about.weights, about.rules
    yield "study", study.id, study.title_vi, study.title_en
    yield "version", "geoplan", __version__, ""
    yield "crs", "study", study.crs, "metric reference system of the study"
    yield "day", "parcels", parcels_day(about.files["parcels"]), "day on which they were stored"
    for change in study.changes:
        yield "setting", change.key, str(change.value), f"the study has {change.instead_of}"
    for layer, path in about.files.items():
        yield "input", layer, sha256(path), path.name
    for operation in sorted(about.parcels["datum_operation"].dropna().unique()):
        yield "datum", "operation", str(operation), "how parcels were brought to WGS 84"
    for criterion, weight in weights.by_criterion().items():
        yield "weight", criterion, f"{weight:.4f}", criterion_words(criterion)[1]
    yield (
        "consistency", "ratio", f"{weights.consistency_ratio:.4f}",
        "of the judgements (Saaty 1980); to be made again from 0.1",
    )  # fmt: skip
    for name in ("gain_kept", "waiver_share", "weight_change", "unknown_worth"):
        figure = getattr(rules, name)
        yield "figure", name, f"{figure.value:g}", f"{figure.unit}; {figure.source}"
    yield "figure", "parcels", str(len(about.parcels)), "parcels of the study"
    yield "figure", "made_up", str(int(made_up(about.parcels).sum())), "of these, made up"
    standing = VERIFIED if rules.judgements.verified else "assumed"
    yield "figure", "judgements", standing, rules.judgements.source
    for number, (vi, en) in enumerate(limits(about), 1):
        yield "limit", str(number), vi, en
