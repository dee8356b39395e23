"""What the page carries of the register: the facilities of today, in layers by kind."""

from __future__ import annotations

from typing import Any

import geopandas as gpd

from geoplan.checking import counted
from geoplan.layers.facilities import HOSPITAL_KINDS
from geoplan.maps.plain import position, records
from geoplan.result import PlanTables

FACILITY_LAYERS = {
    "hospitals": (*HOSPITAL_KINDS, "geriatric_hospital"),
    "clinics": ("polyclinic",),
    "stations": ("commune_station", "satellite_point"),
    "former_stations": ("former_station",),
    "others": ("nursing_home", "training_complex", "emergency_centre"),
}
FACILITY_FIELDS = (
    "name",
    "kind",
    "status",
    "beds",
    "position_quality",
    "commune_code",
    "source",
    "verified",
    "note",
)


def layers(tables: PlanTables) -> list[dict[str, Any]]:
    """Return the layers, each with its facilities, how many are located and how many published."""
    told = []
    for name, held in _held(tables).items():
        facilities = records(held, FACILITY_FIELDS)
        for record, point in zip(facilities, held.geometry, strict=True):
            record["at"] = position(point)
        told.append(
            {
                "id": name,
                "facilities": facilities,
                "located": len(counted(held)),
                "published": _published(tables, name) or None,
            }
        )
    return told


def facility_rows(tables: PlanTables) -> dict[str, tuple[int, int]]:
    """Return where each facility stands in ``layers``: number of its layer, its row there."""
    return {
        str(label): (layer, row)
        for layer, held in enumerate(_held(tables).values())
        for row, label in enumerate(held.index)
    }


def _held(tables: PlanTables) -> dict[str, gpd.GeoDataFrame]:
    """Return the facilities by layer, without a layer of which nothing is known at all."""
    kinds = tables.facilities["kind"]
    held = {name: tables.facilities[kinds.isin(own)] for name, own in FACILITY_LAYERS.items()}
    return {name: part for name, part in held.items() if len(part) or _published(tables, name)}


def _published(tables: PlanTables, layer: str) -> int:
    counts = tables.study.facility_counts
    return sum(counts[kind].value for kind in FACILITY_LAYERS[layer] if kind in counts)
