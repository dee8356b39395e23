"""What the page carries: a plan as plain values, each told once, ready for JSON."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from geoplan.checking import counted
from geoplan.labels import LABELS
from geoplan.layers.facilities import HOSPITAL_KINDS, KINDS
from geoplan.maps.geometry import DEGREE_STEPS, encoded_rings, far_communes
from geoplan.maps.roads import road_payload
from geoplan.result import PlanTables

# A share is read in fifths; the last fifth is cut once more, since a good plan lands there.
CLASS_BREAKS = (0.2, 0.4, 0.6, 0.8, 0.95)
# ColorBrewer YlGnBu, six classes (Harrower and Brewer, 2003): light to dark in even steps, safe for
# the colour-blind; its last three moved a little, so that steps are even and a projector keeps the
# darkest from black.
CLASS_COLOURS = ("#ffffcc", "#c7e9b4", "#7fcdbb", "#37a9bd", "#2877b3", "#274b9f")

DECIMALS = 5  # of every number; of a degree, 1.1 m

MEASURES = (
    "people_covered",
    "covered_share",
    "people_within_full",
    "people_within_limit",
    "travel_min",
    "hospital_min",
    "people_per_facility",
    "access_2sfca",
    "access_e2sfca",
    "access_3sfca",
)
FACILITY_LAYERS = {
    "hospitals": HOSPITAL_KINDS,
    "clinics": ("polyclinic",),
    "stations": ("commune_station",),
    "former_stations": ("former_station",),
}
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
SITE_FIELDS = (
    "site_id",
    "programme",
    "rank",
    "kind",
    "commune_code",
    "people_gained",
    "people_gained_cum",
    "travel_min_before",
    "travel_min_after",
    "lost_if_dropped",
    "runner_up_value",
    "chosen_share",
    "rank_low",
    "rank_high",
    "tier",
    "reason_vi",
    "reason_en",
    "beds",
    "people_captured",
    "people_taken",
    "minutes_saved",
    "person_minutes_saved",
    "alternative_cost_people",
    "held_by",
    "idle_places",
    "next_commune_code",
)
# The other sites that a site names: the field of their id, and what they are called on the page
OTHERS = {"runner_up_site_id": "runner_up", "alternative_site_id": "alternative"}


def payload(tables: PlanTables) -> dict[str, Any]:
    """Return all that the page shows of a plan.

    Returns
    -------
    dict
        Plain values that JSON knows. A number that is not known is ``None``; one that is
        infinite, as minutes to what cannot be reached, is the text ``"unreachable"``.
    """
    study = tables.study
    far = far_communes(tables.communes)
    west, south, east, north = tables.communes.drop(index=list(far)).total_bounds
    return {
        "title": {"vi": study.title_vi, "en": study.title_en},
        "version": tables.version,
        "credits": tables.credits,
        "classes": {"breaks": CLASS_BREAKS, "colours": CLASS_COLOURS},
        "degree_steps": DEGREE_STEPS,
        "frame": [[_plain(south), _plain(west)], [_plain(north), _plain(east)]],
        "far": [{"code": code, "bearing": round(bearing)} for code, bearing in far.items()],
        "travel": dict(zip(("vi", "en"), tables.travel, strict=True)),
        "standards": _standards(tables),
        "kinds": {kind: dict(zip(("vi", "en"), LABELS[kind], strict=True)) for kind in KINDS},
        "communes": _communes(tables),
        "layers": _layers(tables),
        "programmes": _programmes(tables),
        "sites": _sites(tables),
        "places": _places(tables),
        "coverage": _plain(tables.coverage),
        "equity": _plain(tables.equity),
        "robustness": _robustness(tables),
        "roads": None if tables.roads is None else road_payload(tables.roads, tables.demand),
        "assumptions": [_plain(vars(row)) for row in study.assumptions()],
        "warnings": [{"vi": vi, "en": en} for vi, en in tables.warnings],
        "inputs": [_plain(vars(file)) for file in tables.inputs],
    }


def _robustness(tables: PlanTables) -> dict[str, Any] | None:
    firm = tables.robustness
    if firm is None:
        return None
    return {**_plain(firm.figures), "effects": [_plain(vars(each)) for each in firm.effects]}


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
    communes = tables.communes
    centres = communes.geometry.representative_point()
    records = dict(zip(communes.index, _records(communes, COMMUNE_FIELDS), strict=True))
    for (code, record), (_, row) in zip(records.items(), communes.iterrows(), strict=True):
        for time in ("before", "after"):
            record[time] = {name: _plain(row[f"{name}_{time}"]) for name in MEASURES}
        record["centre"] = _position(centres[code])
        record["rings"] = encoded_rings(row["geometry"])
    return records


def _layers(tables: PlanTables) -> list[dict[str, Any]]:
    published = tables.study.facility_counts
    layers = []
    for name, kinds in FACILITY_LAYERS.items():
        held = tables.facilities[tables.facilities["kind"].isin(kinds)]
        records = _records(held, FACILITY_FIELDS)
        for record, point in zip(records, held.geometry, strict=True):
            record["at"] = _position(point)
        counts = [published[kind].value for kind in kinds if kind in published]
        located = counted(held)
        layers.append(
            {
                "id": name,
                "facilities": records,
                "located": len(located),
                "published": sum(counts) or None,
            }
        )
    return layers


def _programmes(tables: PlanTables) -> list[dict[str, Any]]:
    asked = tables.study.programmes
    return [
        {
            "id": name,
            "title": {"vi": asked[name].title_vi, "en": asked[name].title_en},
            "model": asked[name].method,
            **{
                field: _plain(getattr(outcome, field))
                for field in ("count", "gap", "method", "people_gained", "figures")
            },
            "prefixes": [_plain(vars(prefix)) for prefix in outcome.prefixes],
        }
        for name, outcome in tables.programmes.items()
    ]


def _sites(tables: PlanTables) -> list[dict[str, Any]]:
    """Return the sites in the order of the table, each with the others that it names."""
    lying = _candidates(tables)
    sites = _records(tables.sites.reset_index(), SITE_FIELDS)
    chosen = {(site["programme"], site["site_id"]): number for number, site in enumerate(sites)}
    for column, name in OTHERS.items():
        for site, other in zip(sites, tables.sites[column].fillna(""), strict=True):
            number = chosen.get((site["programme"], other))
            if number is not None or other in lying:
                site[name] = {"id": other, "site": number, **lying.get(other, {})}
    whom = dict(iter(tables.beneficiaries.groupby(["programme", "site_id"], sort=False)))
    nobody = tables.beneficiaries.iloc[:0]
    for site in sites:
        site["serves"] = _whom(whom.get((site["programme"], site["site_id"]), nobody))
    return sites


def _whom(communes: pd.DataFrame) -> dict[str, Any]:
    """Return whom a site serves: commune by commune, and what all others gain or lose by it."""
    gains = communes[["served", "newly_served"]].fillna(0).gt(0).any(axis=1)
    others = communes[~gains]
    return {
        "communes": [
            [_plain(value) for value in row]
            for row in communes.loc[
                gains, ["commune_code", "served", "newly_served", "newly_covered"]
            ].itertuples(index=False)
        ],
        "others": [len(others), _plain(others["newly_covered"].sum())],
    }


def _candidates(tables: PlanTables) -> dict[str, dict[str, Any]]:
    """Return where the other sites that the sites name lie, by site id."""
    named = {label for column in OTHERS for label in tables.sites[column]}
    found = {}
    # A candidate site is named S and the cell or the facility that it stands on.
    for layer in (tables.demand, tables.facilities):
        held = layer[("S" + layer.index.astype(str)).isin(named)]
        for label, code, point in zip(held.index, held["commune_code"], held.geometry, strict=True):
            found[f"S{label}"] = {"commune_code": str(code), "at": _position(point)}
    return found


def _places(tables: PlanTables) -> list[dict[str, Any]]:
    """Return one marker for each place of a programme, with its sites (row numbers) by rank."""
    rows = tables.sites.reset_index().sort_values(["programme", "rank"], kind="stable")
    held: dict[tuple[str, float, float], list[int]] = {}
    for number, programme, point in zip(rows.index, rows["programme"], rows.geometry, strict=True):
        held.setdefault((programme, *_position(point)), []).append(int(number))
    return [
        {"programme": programme, "at": [lat, lon], "sites": numbers}
        for (programme, lat, lon), numbers in held.items()
    ]


def _position(point: Any) -> tuple[float, float]:
    return round(point.y, DECIMALS), round(point.x, DECIMALS)


def _records(frame: pd.DataFrame, fields: tuple[str, ...]) -> list[dict[str, Any]]:
    present = [field for field in fields if field in frame.columns]
    rows = frame[present].itertuples(index=False, name=None)
    return [dict(zip(present, map(_plain, row), strict=True)) for row in rows]


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {str(key): _plain(held) for key, held in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(held) for held in value]
    if isinstance(value, np.generic):
        return _plain(value.item())
    if value is None or value is pd.NA or value != value:  # noqa: PLR0124 - NaN is not itself
        return None
    if isinstance(value, float):
        return "unreachable" if math.isinf(value) else round(value, DECIMALS)
    return value
