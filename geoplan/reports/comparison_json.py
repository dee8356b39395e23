"""Everything that a comparison says, as plain values and as a JSON file for other programs."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pandas as pd

from geoplan._version import __version__
from geoplan.reports.comparison import NAMES, Comparison
from geoplan.reports.comparison_figures import Figure, Target
from geoplan.reports.comparison_money import AMOUNTS, MoneyCompared
from geoplan.reports.comparison_study import TOLD, AssumptionChange
from geoplan.reports.moves import CHANGES, FATES, MOVED_KM, OPENINGS, PLACE
from geoplan.reports.quantities import MEASURES, Quantity
from geoplan.reports.written import WrittenPlan

PLANS = ("old", "new")
DECIMALS = 5  # of every number; of a degree, 1.1 m


def write_comparison(comparison: Comparison, path: Path) -> None:
    """Write what ``content`` returns as indented UTF-8."""
    text = json.dumps(content(comparison), ensure_ascii=False, indent=2, allow_nan=False)
    path.write_text(text + "\n", encoding="utf-8")


def content(comparison: Comparison) -> dict[str, Any]:
    """Return all that a comparison says, plain values that JSON knows, in a stable order.

    A number that is not known is ``None``; minutes out of reach are the text ``"unreachable"``,
    and what they differ by is ``None``.
    """
    study = comparison.new.summary.study
    return {
        "geoplan": __version__,
        "study": {"id": study.id, "title": {"vi": study.title_vi, "en": study.title_en}},
        "plans": {name: _plan(getattr(comparison, name)) for name in PLANS},
        "headline": [figure(each) for each in comparison.headline],
        "further": [figure(each) for each in comparison.further],
        "programmes": [_programme(comparison, name) for name in comparison.programmes],
        "facilities": _facilities(comparison.facilities),
        "moved_km": MOVED_KM,
        "money": None if comparison.money is None else _money(comparison.money),
        "targets": [_target(each) for each in comparison.targets],
        "measures": {name: quantity(measure) for name, measure in MEASURES.items()},
        "communes": _communes(comparison),
        "assumptions": [_assumption(each) for each in comparison.assumptions],
        "settings": [
            {"key": each.key, "old": each.values[0], "new": each.values[1]}
            for each in comparison.settings
        ],
        "inputs": [
            {"layer": each.layer, **{name: [file.path for file in getattr(each, name)]
                                     for name in PLANS}}
            for each in comparison.inputs
        ],
        "decisions": {
            name: [each.model_dump() for each in own]
            for name, own in zip(PLANS, comparison.decisions, strict=True)
        },
        "made": {name: dict(zip(PLANS, both, strict=True))
                 for name, both in comparison.made.items()},
    }  # fmt: skip


def quantity(asked: Quantity) -> dict[str, Any]:
    """Return what a figure is called and counted in."""
    return {
        "label": asked.name._asdict(),
        "unit": asked.unit,
        "better": asked.better,
        "digits": asked.digits,
        "resolution": asked.resolution,
    }


def figure(asked: Figure) -> dict[str, Any]:
    """Return a figure in both plans and what it differs by."""
    return {"key": asked.key, **quantity(asked.quantity), **_sides(asked.old, asked.new)}


def number(value: Any) -> Any:
    """Return a number as JSON knows it, whole ones without decimals."""
    if pd.isna(value):
        return None
    if math.isinf(value):
        return "unreachable"
    return int(value) if float(value).is_integer() else round(float(value), DECIMALS)


def _sides(old: Any, new: Any) -> dict[str, Any]:
    apart = new - old
    difference = None if pd.isna(apart) or math.isinf(apart) else number(apart)
    return {"old": number(old), "new": number(new), "difference": difference}


def _plan(plan: WrittenPlan) -> dict[str, Any]:
    summary = plan.summary
    return {
        "name": plan.name,
        "geoplan": summary.geoplan,
        "travel": summary.travel.model_dump(),
        "inputs": [file.model_dump() for file in summary.inputs],
        "credits": summary.credits,
    }


def _programme(comparison: Comparison, name: str) -> dict[str, Any]:
    result, facilities = comparison.programmes[name], comparison.of(name)
    changed = facilities["changed"].str.get_dummies("; ").reindex(columns=CHANGES, fill_value=0)
    return {
        "id": name,
        "title": {"vi": result.title_vi, "en": result.title_en},
        "market": result.market,
        "figures": [figure(each) for each in comparison.by_programme[name]],
        "fates": _counts(facilities["fate"], FATES),
        "changed": {kind: int(count) for kind, count in changed.sum().items()},
        "opening": None if comparison.money is None else _counts(facilities["opening"], OPENINGS),
    }


def _counts(words: pd.Series[str], order: Iterable[str]) -> dict[str, int]:
    counts = words.value_counts()
    return {word: int(counts.get(word, 0)) for word in order}


def _facilities(table: pd.DataFrame) -> list[dict[str, Any]]:
    return [
        {
            "programme": row["programme"],
            "fate": row["fate"],
            "changed": row["changed"].split("; ") if row["changed"] else [],
            "opening": _plain(row["opening"]),
            **{plan: _facility(row, plan) for plan in PLANS},
            "people_gained_difference": number(row["people_gained_difference"]),
            "cost_bn_vnd_difference": number(row["cost_bn_vnd_difference"]),
            "distance_km": number(row["distance_km"]),
        }
        for row in table.to_dict("records")
    ]


def _facility(row: dict[Any, Any], plan: str) -> dict[str, Any] | None:
    if pd.isna(row[f"id_{plan}"]):
        return None
    return {name: _plain(row[f"{name}_{plan}"]) for name in PLACE[1:]}


def _plain(value: Any) -> Any:
    return value if isinstance(value, str) else number(value)


def _money(held: MoneyCompared) -> dict[str, Any]:
    return {
        "figures": [figure(each) for each in held.figures],
        "people_covered": [figure(each) for each in held.covered],
        "years": [{"year": int(str(key)), **row} for key, row in _amounts(held.by_year)],
        "sources": [
            {
                "id": key,
                "title": dict(zip(("vi", "en"), held.sources[str(key)], strict=True)),
                **row,
            }
            for key, row in _amounts(held.by_source)
        ],
        "rows": [
            {"year": int(key[0]), "source": key[1], **row}
            for key, row in _amounts(held.table.set_index(["year", "source"]))
        ],
    }


def _amounts(table: pd.DataFrame) -> list[tuple[Any, dict[str, Any]]]:
    return [
        (
            key,
            {name: _sides(row[f"{name}_old"], row[f"{name}_new"]) for name in AMOUNTS},
        )
        for key, row in zip(table.index, table.to_dict("records"), strict=True)
    ]


def _target(target: Target) -> dict[str, Any]:
    told = ("today", "target", "planned")
    return {
        "indicator": target.indicator,
        "year": target.year,
        **{
            name: _sides(*(getattr(plan, name, math.nan) for plan in (target.old, target.new)))
            for name in told
        },
        "shortfall": figure(target.shortfall),
    }


def _communes(comparison: Comparison) -> dict[str, dict[str, Any]]:
    return {
        str(code): {
            **{name: _plain(row[name]) for name in NAMES},
            "measures": {name: _sides(row[f"{name}_old"], row[f"{name}_new"]) for name in MEASURES},
        }
        for code, row in comparison.communes.drop(columns="geometry").to_dict("index").items()
    }


def _assumption(change: AssumptionChange) -> dict[str, Any]:
    return {
        "key": change.key,
        "label": {"vi": change.label_vi, "en": change.label_en},
        "unit": change.unit,
        "differs": list(change.differs),
        **{
            name: held and {told: getattr(held, told) for told in TOLD}
            for name, held in (("old", change.old), ("new", change.new))
        },
    }
