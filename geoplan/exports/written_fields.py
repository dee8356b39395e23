"""Every column of a written plan with its entry in the data dictionary."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import Literal

from geoplan.layers import communes, demand, facilities
from geoplan.layers.fields import Field, FieldType
from geoplan.reports import fields as reports
from geoplan.reports.land.fields import KEYS, PLOTS

STATES: tuple[Literal["before", "after"], ...] = ("before", "after")


@cache
def fields_of(table: str) -> dict[str, Field]:
    """Return the columns that a table of a plan may have, by name, without geometry.

    Parameters
    ----------
    table
        A layer of ``plan.gpkg``, ``communes_by_year``, ``phases``, ``targets``, or ``plots`` and
        ``search_areas`` of ``parcels.gpkg``.

    Examples
    --------
    >>> fields_of("communes")["travel_min_after"].unit
    'min'
    """
    held = {
        "communes": (
            *communes.FIELDS.fields,
            *reports.COMMUNE_COUNTS,
            *_in_both_states(reports.MEASURES + reports.COMMUNE_MEASURES),
        ),
        "demand": (
            *demand.FIELDS.fields,
            *_in_both_states(reports.MEASURES + reports.CELL_MEASURES),
        ),
        "facilities": (*facilities.FIELDS.fields, reports.FATE),
        "sites": (*reports.SITES.fields, *reports.SITE_DETAILS),
        "programme": (*reports.PROGRAMME.fields, *reports.PROGRAMME_DETAILS),
        "beneficiaries": reports.BENEFICIARIES.fields,
        "communes_by_year": reports.COMMUNES_BY_YEAR.fields,
        "phases": reports.PHASES.fields,
        "targets": reports.TARGETS.fields,
        "plots": PLOTS.fields,
        "search_areas": KEYS[:2],
    }
    return {field.name: field for field in held[table] if field.type is not FieldType.GEOMETRY}


def without_state(name: str) -> tuple[str, str]:
    """Return what a column measures, and ``before``, ``after`` or nothing.

    Examples
    --------
    >>> without_state("covered_share_after"), without_state("rank")
    (('covered_share', 'after'), ('rank', ''))
    """
    measure, _, state = name.rpartition("_")
    return (measure, state) if state in STATES and measure else (name, "")


def _in_both_states(measures: tuple[Field, ...]) -> list[Field]:
    return [
        replace(measure, name=f"{measure.name}_{state}") for state in STATES for measure in measures
    ]
