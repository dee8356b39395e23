"""The headline figures of a plan with everything that stands behind them, as JSON."""

from __future__ import annotations

import json
import math
from dataclasses import asdict
from pathlib import Path
from typing import Any

from geoplan.reports.market import market
from geoplan.reports.money import phases
from geoplan.result import PlanTables
from geoplan.siting.robust import TIERS


def summary(tables: PlanTables) -> dict[str, Any]:
    """Return what a reader needs to check a plan: figures, bounds, assumptions, inputs."""
    study = tables.study
    return {
        "geoplan": tables.version,
        "study": {"id": study.id, "title_vi": study.title_vi, "title_en": study.title_en},
        "changes": [asdict(change) for change in study.changes],
        "programmes": {
            key: {
                "title_vi": study.programmes[key].title_vi,
                "title_en": study.programmes[key].title_en,
                **{name: value for name, value in asdict(programme).items() if name != "id"},
            }
            for key, programme in tables.programmes.items()
        },
        "levels": [asdict(step) for step in tables.levels],
        **({"decisions": [asdict(each) for each in tables.decisions]} if tables.decisions else {}),
        "former_stations": {
            str(fate): int(count) for fate, count in tables.former_stations.value_counts().items()
        },
        "phases": None if tables.phases is None else phases(tables.phases, study),
        "people_covered_by_year": tables.people_covered_by_year,
        "targets": None
        if tables.targets is None
        else [asdict(headline) for headline in tables.targets.headline],
        "market": market(tables.market),
        "travel": dict(zip(("vi", "en"), tables.travel, strict=True)),
        "coverage": tables.coverage,
        "equity": tables.equity,
        "robustness": robustness(tables),
        "assumptions": [asdict(row) for row in study.assumptions()],
        "inputs": [asdict(file) for file in tables.inputs],
        "warnings": [{"vi": vi, "en": en} for vi, en in tables.warnings],
        "credits": tables.credits,
    }


def robustness(tables: PlanTables) -> dict[str, Any] | None:
    """Return how firm the public programme is, and which assumption moves it most first."""
    firm = tables.robustness
    if firm is None:
        return None
    tiers = firm.sites["tier"].value_counts()
    return {
        **firm.figures,
        "tiers": {name: int(tiers.get(name, 0)) for name in TIERS},
        "effects": [asdict(effect) for effect in firm.effects],
    }


def write_summary(tables: PlanTables, path: Path) -> None:
    """Write the summary as indented UTF-8; what is not known is null."""
    text = json.dumps(_plain(summary(tables)), ensure_ascii=False, indent=2, allow_nan=False)
    path.write_text(text + "\n", encoding="utf-8")


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_plain(item) for item in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value
