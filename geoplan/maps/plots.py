"""Short lists of plots for the map: what a written page carries of them, and how it gets there."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from pathlib import Path
from typing import Any

import geopandas as gpd

from geoplan.errors import PlanError
from geoplan.land.pools import STANDINGS
from geoplan.layers.decision_rules import listed
from geoplan.layers.decision_words import decision_words
from geoplan.maps.elements import embedded_json
from geoplan.maps.geometry import DEGREE_STEPS, encoded_rings
from geoplan.maps.plain import both, records
from geoplan.reports.land.tables import SITE, LandTables
from geoplan.reports.land.words import criterion_words, standing_words, status_words
from geoplan.study_land import STATUSES

STEPS = 1_000_000  # of a degree: 0.1 m, since a plot may be 5 m wide
HOLDER = re.compile(
    r'(<script type="application/json" id="plots-data" data-format="1">)(.*?)(</script>)', re.DOTALL
)
PLAN = re.compile(r'<script type="application/json" id="plan-data">(.*?)</script>', re.DOTALL)
PLOT_FIELDS = (
    "parcel_id",
    "commune_code",
    "old_commune",
    "sheet",
    "number",
    "name",
    "land_use",
    "zones",
    "status",
    "area_m2",
    "stated_area_m2",
    "usable_m2",
    "made_up",
    "source",
)
PLACE_FIELDS = (
    "position",
    "is_given",
    "given_to",
    "score",
    "gain_kept",
    "people",
    "short_by_m2",
)
LIST_FIELDS = ("programme", "site_id", "standing", "least_m2", "people", "area_km2")


def plot_payload(tables: LandTables) -> dict[str, Any]:
    """Return what the page shows of short lists, plain values that JSON knows.

    Returns
    -------
    dict
        ``plots``, each parcel once, with ``rings`` or a point ``at`` (latitude, longitude);
        ``lists``, one for each site: ``area`` as rings, and ``places``, the plots on it by
        position, each with ``plot`` (its row in ``plots``), ``parts`` of the score by criterion and
        ``finding``; ``criteria`` with weights, and words.
    """
    about = tables.about.set_index(["part", "name"])
    weights = about.loc[["weight"]].droplevel("part")["value"].astype("float64")
    plots = tables.plots.drop_duplicates("parcel_id").reset_index(drop=True)
    row_of = {plot: row for row, plot in enumerate(plots["parcel_id"])}
    return {
        "steps": STEPS,
        "count": int(about["value"]["figure", "parcels"]),
        "made_up": int(about["value"]["figure", "made_up"]),
        "criteria": [
            {"name": both(criterion_words(str(name))), "weight": weight}
            for name, weight in weights.items()
        ],
        "standings": {name: both(standing_words(name)) for name in STANDINGS},
        "statuses": {name: both(status_words(name)) for name in STATUSES},
        "plots": _plots(plots),
        "lists": _lists(tables, [f"part_{name}" for name in weights.index], row_of),
        "decisions": {
            decision.decision_id: both(decision_words(decision))
            for decision in listed(tables.decisions.set_index("decision_id"))
        },
    }


def read_page(path: Path) -> str:
    """Return the page of a written plan, which short lists may be put into.

    Raises
    ------
    PlanError
        When it is missing, of another version of geoplan, or not of the plan beside it.
    """
    cure = f"Make the plan again with `geoplan plan --out {path.parent}`, then the short lists."
    try:
        page = path.read_text(encoding="utf-8")
        plan = json.loads((path.parent / "plan.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        raise PlanError(f"{path}: the map of the plan cannot be read. {cure}") from None
    carried = PLAN.search(page)
    if carried is None or len(HOLDER.findall(page)) != 1:
        raise PlanError(
            f"{path}: the map was made by another version of geoplan and has no room for plots. "
            f"{cure}"
        )
    told = json.loads(carried[1])
    if (told["version"], told["inputs"]) != (plan.get("geoplan"), plan.get("inputs")):
        raise PlanError(f"{path}: the map is not of the plan in plan.json beside it. {cure}")
    return page


def filled(path: Path, payload: dict[str, Any]) -> str:
    """Return the text of a page with short lists in it, in place of those that it held.

    Raises
    ------
    PlanError
        As ``read_page``.
    """
    text = embedded_json(payload)
    return HOLDER.sub(lambda found: f"{found[1]}{text}{found[3]}", read_page(path))


def _plots(plots: gpd.GeoDataFrame) -> list[dict[str, Any]]:
    told = records(plots, PLOT_FIELDS)
    for record, shape in zip(told, plots.geometry, strict=True):
        rings = [] if shape.geom_type == "Point" else encoded_rings(shape, STEPS)
        if rings:
            record["rings"] = rings
        else:
            inside = shape.representative_point()
            record["at"] = [round(inside.y, 6), round(inside.x, 6)]
    return [_known(record) for record in told]


def _lists(tables: LandTables, parts: list[str], row_of: dict[str, int]) -> list[dict[str, Any]]:
    places: dict[tuple[str, str], list[dict[str, Any]]] = defaultdict(list)
    further = [*parts, "parcel_id", "finding_vi", "finding_en", "decisions", *SITE]
    for place in records(tables.plots, (*PLACE_FIELDS, *further)):
        told = {name: place[name] for name in PLACE_FIELDS}
        told |= {
            "plot": row_of[place["parcel_id"]],
            "parts": [None if place[part] is None else round(place[part], 3) for part in parts],
            "finding": [place["finding_vi"], place["finding_en"]] if place["finding_vi"] else None,
            "decisions": place["decisions"].split() if place["decisions"] else None,
        }
        places[place["programme"], place["site_id"]].append(_known(told))
    areas = tables.areas.set_index(SITE).geometry
    lists = records(tables.sites, LIST_FIELDS)
    for told in lists:
        key = (told["programme"], told["site_id"])
        told["area"] = encoded_rings(areas[key], DEGREE_STEPS)
        told["places"] = places[key]
    return lists


def _known(record: dict[str, Any]) -> dict[str, Any]:
    """Return a record without what is not known, of which there is much in thousands of them."""
    return {name: value for name, value in record.items() if value is not None}
