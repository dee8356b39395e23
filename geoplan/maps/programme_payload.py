"""What the page carries of the programmes: how each came out, by level, and as investors see it."""

from __future__ import annotations

from typing import Any

from geoplan.maps.plain import both, plain
from geoplan.result import PlanTables
from geoplan.siting.market.sensitivity import EntryAgain

OUTCOME_FIELDS = ("count", "gap", "method", "people_gained", "figures")
LEVEL_FIELDS = (
    "level",
    "kind",
    "count",
    "people_covered_today",
    "people_covered_before",
    "people_covered_after",
    "gap",
)


def programmes(tables: PlanTables) -> list[dict[str, Any]]:
    """Return how each programme came out, in the order of the study."""
    asked = tables.study.programmes
    return [
        {
            "id": name,
            "title": both((asked[name].title_vi, asked[name].title_en)),
            "model": asked[name].method,
            **{field: plain(getattr(outcome, field)) for field in OUTCOME_FIELDS},
            "prefixes": [plain(vars(prefix)) for prefix in outcome.prefixes],
        }
        for name, outcome in tables.programmes.items()
    ]


def levels(tables: PlanTables) -> list[dict[str, Any]]:
    """Return the kinds of the public programme in the order in which they were placed."""
    return [
        {field: plain(getattr(step, field)) for field in LEVEL_FIELDS} for step in tables.levels
    ]


def investors(tables: PlanTables) -> dict[str, Any] | None:
    """Return the private hospitals as investors see them.

    Returns
    -------
    dict or None
        ``count`` of hospitals; ``movers``, how many would win more by moving alone; people whom
        the group wins as ``planned``, and ``settled`` where nobody would move any more (None where
        the moves go round for ever); ``again``, under other exponents, which of the plan's ranks
        stay and what the plan would forgo. None for a study without kinds.
    """
    if not tables.study.kinds:
        return None
    equilibrium = tables.market.equilibrium
    return {
        "count": len(tables.market.entry.order),
        "movers": int((equilibrium.regret > 0).sum()),
        "planned": plain(equilibrium.planned),
        "settled": plain(equilibrium.objective) if equilibrium.responses.settled else None,
        "again": [_again(each) for each in tables.market.sensitivity],
    }


def _again(entry: EntryAgain) -> dict[str, Any]:
    """Return where hospitals enter under other exponents; ranks count from 1."""
    return {
        "beds_exponent": entry.beds_exponent,
        "time_exponent": entry.time_exponent,
        "stay": [rank for rank, stays in enumerate(entry.stays.tolist(), start=1) if stays],
        "loss": plain(entry.loss_of_plan),
    }
