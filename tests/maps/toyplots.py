"""Made-up short lists for the made-up plan: plots in rows beside their sites.

Each of the first sites has some plots, 30 m squares along a row that begins at the site; the first
of them is given to it. The plots of S001 come first::

    #0  S001, given to it; on the list of S002 too, as number 2
    #1  S001, a point only, given to nobody
    #2  S001, with a hostile name, and made up
"""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import pandas as pd
import shapely

from geoplan.reports.land.fields import FINDINGS, LISTS, PLOTS, names
from geoplan.reports.land.tables import LandTables
from geoplan.reports.summary import write_summary
from geoplan.result import PlanTables
from tests.maps.toyplan import HOSTILE, PUBLIC

SIDE_DEG = 0.0003  # some 30 m
GAP_DEG = 0.0005
CRITERIA = {"gain_kept": "0.6", "area": "0.4"}
MADE_UP = 1  # plots


def land_tables(tables: PlanTables, *, sites: int = 3, each: int = 3) -> LandTables:
    """Return lists of ``each`` plots for so many of the public sites."""
    own = tables.sites[tables.sites["programme"] == PUBLIC].sort_values("rank").iloc[:sites]
    rows = [
        _plot(site, label, place, each)
        for label, site in own.iterrows()
        for place in range(1, each + 1)
    ]
    first = rows[0]
    rows.insert(each, {**first, "site_id": own.index[1], "rank": 2, "position": each + 1,
                       "is_given": False, "given_to": own.index[0], "score": 0.123})  # fmt: skip
    if each > 1:
        rows[1]["geometry"] = shapely.Point(rows[1]["lon"], rows[1]["lat"])
    if each > 2:
        rows[2] |= {"name": HOSTILE, "made_up": True}
    plots = pd.DataFrame(rows).reindex(columns=[*names(PLOTS), "geometry"])
    plots = plots.sort_values(["rank", "position"], ignore_index=True)
    points = own.geometry
    lists = pd.DataFrame(
        {
            "programme": PUBLIC,
            "site_id": own.index,
            "kind": "commune_station",
            "rank": own["rank"].to_numpy(),
            "commune_code": own["commune_code"].to_numpy(),
            "commune": own["commune"].to_numpy(),
            "least_m2": 500.0,
            "people": 1000,
            "area_km2": 1.5,
            "standing": "fits",
        }
    ).reindex(columns=names(LISTS))
    areas = gpd.GeoDataFrame(
        lists[["programme", "site_id"]],
        geometry=shapely.buffer(points.to_numpy(), 0.01),
        crs="EPSG:4326",
    )
    return LandTables(
        gpd.GeoDataFrame(lists, geometry=points.to_numpy(), crs="EPSG:4326"),
        areas,
        gpd.GeoDataFrame(plots, geometry="geometry", crs="EPSG:4326"),
        pd.DataFrame(columns=names(FINDINGS)),
        _decisions(),
        _about(len(plots)),
    )


def write_page(tables: PlanTables, html: str, folder: Path) -> Path:
    """Write a page and the summary of its plan, as ``geoplan plan`` does."""
    folder.mkdir(exist_ok=True)
    write_summary(tables, folder / "plan.json")
    path = folder / "index.html"
    path.write_text(html, encoding="utf-8")
    return path


def _plot(site: pd.Series, label: object, place: int, each: int) -> dict[str, object]:
    west, south = site["lon"] + GAP_DEG * place, site["lat"] + GAP_DEG
    return {
        "programme": PUBLIC,
        "site_id": label,
        "kind": "commune_station",
        "rank": site["rank"],
        "position": place,
        "parcel_id": f"An|{site['rank']}|{place}",
        "standing": "fits",
        "is_given": place == 1,
        "given_to": None,
        "score": 0.9 - 0.01 * place,
        "gain_kept": 1 - 0.001 * place,
        "people": 1000 - place,
        "area_m2": 970.0,
        "stated_area_m2": 950.5,
        "usable_m2": 960.0 + place,
        "short_by_m2": 0.0,
        "old_commune": "An",
        "sheet": str(site["rank"]),
        "number": str(place),
        "land_use": "DYT",
        "status": "surplus",
        "part_gain_kept": 0.6,
        "part_area": 0.3 - 0.01 * place,
        "finding_vi": f"đủ đất {place}",
        "finding_en": f"enough land {place}",
        "decisions": "D1" if place == 1 and site["rank"] == 1 else None,
        "lon": west + SIDE_DEG / 2,
        "lat": south + SIDE_DEG / 2,
        "made_up": False,
        "source": "made-up.gpkg" if place == 3 else "an.gpkg",
        "geometry": shapely.box(west, south, west + SIDE_DEG, south + SIDE_DEG),
    }


def _decisions() -> pd.DataFrame:
    row = {"decision_id": "D1", "what": "choose", "site_id": "S001", "parcel_id": "An|1|1",
           "kind": "commune_station", "norm": None, "reopens": None, "why": HOSTILE, "by": "Lan",
           "when": "2026-05-04"}  # fmt: skip
    return pd.DataFrame([row])


def _about(count: int) -> pd.DataFrame:
    rows = [("weight", name, weight, "") for name, weight in CRITERIA.items()]
    rows += [("figure", "parcels", str(count), ""), ("figure", "made_up", str(MADE_UP), "")]
    return pd.DataFrame(rows, columns=["part", "name", "value", "note"])
