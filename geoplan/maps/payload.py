"""What the page carries: a plan as plain values, each told once, ready for JSON."""

from __future__ import annotations

from typing import Any

from geoplan.layers.facilities import KINDS
from geoplan.maps.cell_payload import cells
from geoplan.maps.classes import share_classes
from geoplan.maps.facility_payload import layers
from geoplan.maps.geometry import DEGREE_STEPS, encoded_rings, far_communes
from geoplan.maps.money_payload import money, targets
from geoplan.maps.plain import both, plain, position, records
from geoplan.maps.programme_payload import investors, levels, programmes
from geoplan.maps.roads import road_payload
from geoplan.maps.site_payload import places, sites
from geoplan.maps.year_payload import communes_by_year
from geoplan.result import PlanTables
from geoplan.rounding import rounded_together
from geoplan.words.telling import told

MEASURES = (
    "people_covered",
    "covered_share",
    "people_within_full",
    "people_within_limit",
    "travel_min",
    "polyclinic_min",
    "hospital_min",
    "people_per_facility",
    "access_2sfca",
    "access_e2sfca",
    "access_3sfca",
)
STATES = ("before", "after")
COUNTED = [f"people_covered_{state}" for state in STATES]  # which the tables have with fractions
COMMUNE_FIELDS = (
    "name",
    "name_ascii",
    "name_en",
    "type",
    "area_km2",
    "people",
    "former_province",
    "is_island",
    "new_sites",
    "new_hospitals",
)


def payload(tables: PlanTables) -> dict[str, Any]:
    """Return all that the page shows of a plan.

    Returns
    -------
    dict
        Plain values that JSON knows. A number that is not known is ``None``; one that is
        infinite, as minutes to what cannot be reached, is the text ``"unreachable"``.
    """
    study = tables.study
    classes = share_classes(tables.communes)
    far = far_communes(tables.communes)
    west, south, east, north = tables.communes.drop(index=list(far)).total_bounds
    return {
        "title": both((study.title_vi, study.title_en)),
        "version": tables.version,
        "credits": tables.credits,
        "classes": plain(classes._asdict()),
        "degree_steps": DEGREE_STEPS,
        "frame": [[plain(south), plain(west)], [plain(north), plain(east)]],
        "far": [{"code": code, "bearing": round(bearing)} for code, bearing in far.items()],
        "travel": both(tables.travel),
        "standards": _standards(tables),
        "kinds": {kind: both(told("labels", f"kind.{kind}")) for kind in KINDS},
        "communes": _communes(tables),
        "layers": layers(tables),
        "cells": cells(tables.demand, tables.communes, classes, tables.covered_by_year),
        "programmes": programmes(tables),
        "levels": levels(tables),
        "sites": sites(tables),
        "places": places(tables),
        "money": money(tables),
        "targets": targets(tables),
        "investors": investors(tables),
        "coverage": plain(tables.coverage),
        "equity": plain(tables.equity),
        "robustness": _robustness(tables),
        "roads": None if tables.roads is None else road_payload(tables.roads, tables.demand),
        "assumptions": [plain(vars(row)) for row in study.assumptions()],
        "warnings": [both(warning) for warning in tables.warnings],
        "inputs": [plain(vars(file)) for file in tables.inputs],
    }


def _robustness(tables: PlanTables) -> dict[str, Any] | None:
    firm = tables.robustness
    if firm is None:
        return None
    return {**plain(firm.figures), "effects": [plain(vars(each)) for each in firm.effects]}


def _standards(tables: PlanTables) -> dict[str, float]:
    primary, hospital = tables.study.standards.primary, tables.study.standards.hospital
    return {
        "capacity": primary.capacity_people.value,
        "full": primary.full_min.value,
        "limit": primary.limit_min.value,
        "hospital_full": hospital.full_min.value,
        "hospital_limit": hospital.limit_min.value,
    }


def _communes(tables: PlanTables) -> dict[str, dict[str, Any]]:
    """Return the communes by code, with those measures that are known for any of them."""
    communes = tables.communes.assign(
        **{name: rounded_together(tables.communes[name]) for name in COUNTED}
    )
    by_year = communes_by_year(tables)
    columns = {name: [f"{name}_{state}" for state in STATES] for name in MEASURES}
    known = [
        name
        for name, both_states in columns.items()
        if communes[communes.columns.intersection(both_states)].notna().any(axis=None)
    ]
    centres = communes.geometry.representative_point()
    told = dict(zip(communes.index, records(communes, COMMUNE_FIELDS), strict=True))
    for (code, record), (_, row) in zip(told.items(), communes.iterrows(), strict=True):
        for state in STATES:
            record[state] = {name: plain(row[f"{name}_{state}"]) for name in known}
        if code in by_year:
            record["years"] = by_year[code]
        record["centre"] = position(centres[code])
        record["rings"] = encoded_rings(row["geometry"])
    return told
