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
from geoplan.reports.land.words import criterion_words, made_up
from geoplan.study import Study
from geoplan.study_land import Land
from geoplan.words.catalogue import Text
from geoplan.words.telling import number, told

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


def limits(about: About) -> list[Text]:
    """Return what the lists cannot tell."""
    rules, parcels = about.rules, about.parcels
    count, marked = len(parcels), int(made_up(parcels).sum())
    judged = "verified" if rules.judgements.verified else "assumed"
    limits = [
        told("land", "limits.modelled"),
        told("land", f"limits.judged.{judged}"),
        told("land", "limits.unknown", worth=number(rules.unknown_worth.value, 2, trimmed=True)),
        told("land", "limits.borders"),
        told("land", "limits.norms"),
        told("land", "limits.ignored"),
    ]
    if marked:
        limits.insert(0, told("land", "limits.made_up", marked=marked, count=count))
    if about.later:
        limits.append(told("land", "limits.later", count=about.later))
    return limits


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
        yield "weight", criterion, f"{weight:.4f}", criterion_words(criterion).en
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
    for place, (vi, en) in enumerate(limits(about), 1):
        yield "limit", str(place), vi, en
