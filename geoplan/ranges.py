"""Assumptions with a range: which ones the public programme rests on, and a study under others."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from geoplan.assumption import Assumption, AssumptionRow
from geoplan.study import Study

PEOPLE, COMMUNE_PEOPLE = "uncertainty.people", "uncertainty.commune_people"


def uncertain(study: Study) -> list[AssumptionRow]:
    """Return the assumptions with a range that the public programme rests on, in their order.

    A range of a mode, of a standard or of a time of day that the programme does not use is left
    out.
    """
    primary, hospital = study.standards.primary, study.standards.hospital
    by_road = study.layers.roads is not None
    figures = "travel.roads.profiles" if by_road else "travel.modes"
    modes = [f"{figures}.{mode}." for mode in (primary.mode, hospital.mode)]
    rests_on = ("standards.primary.", "priorities.", "uncertainty.", *modes)
    return [
        row
        for row in study.assumptions()
        if row.range is not None
        and row.key.startswith(rests_on)
        and (".congestion." not in row.key or row.key.endswith(f".{study.travel.time_of_day}"))
    ]


def with_values(study: Study, values: Mapping[str, float]) -> Study:
    """Return the study under other values of some assumptions.

    Parameters
    ----------
    study
        Left as it is.
    values
        By dotted key, such as ``travel.modes.motorbike.urban_kmh``; a whole figure is rounded.

    Examples
    --------
    >>> with_values(Study.load(), {"priorities.island": 1.8}).priorities.island.value
    1.8
    """
    for key, value in values.items():
        study = _replaced(study, key.split("."), value)
    return study


def _replaced(held: Any, path: list[str], value: float) -> Any:
    if isinstance(held, Assumption):
        exact = round(value) if isinstance(held.value, int) else value
        return held.model_copy(update={"value": exact})
    name, *rest = path
    if isinstance(held, dict):
        return {**held, name: _replaced(held[name], rest, value)}
    return held.model_copy(update={name: _replaced(getattr(held, name), rest, value)})
