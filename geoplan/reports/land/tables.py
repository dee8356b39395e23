"""Short lists as the tables that are written of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd

from geoplan.land.finding_words import finding_words
from geoplan.land.listing import Shortlists
from geoplan.layers.files import WGS84
from geoplan.layers.sites import plots_of
from geoplan.reports.land.decided import concerning, naming
from geoplan.reports.land.fields import FINDINGS, KEYS, LISTS, PLOTS, names
from geoplan.reports.land.words import made_up

SITE = ["programme", "site_id"]
SIMPLE_M = 10.0  # search areas are drawn on a lattice that is coarser
DECIMALS = {
    "score": 4,
    "gain_kept": 4,
    "area_m2": 1,
    "stated_area_m2": 1,
    "usable_m2": 1,
    "short_by_m2": 1,
    "width_m": 1,
    "compactness": 3,
    "hazard_share": 4,
    "road_m": 1,
    "first_holds": 4,
    "area_km2": 3,
}


@dataclass(frozen=True, eq=False)
class LandTables:
    """Short lists, ready to be written.

    Parameters
    ----------
    sites
        As ``fields.LISTS`` has them, points, EPSG:4326.
    areas
        ``programme``, ``site_id``, polygon, EPSG:4326.
    plots
        As ``fields.PLOTS`` has them, polygons or points, EPSG:4326, by rank of the site and
        position.
    findings
        As ``fields.FINDINGS`` has them.
    decisions
        Those in force, as the file has them.
    about
        What all of it rests on, as ``fields.ABOUT`` has it.
    """

    sites: gpd.GeoDataFrame
    areas: gpd.GeoDataFrame
    plots: gpd.GeoDataFrame
    findings: pd.DataFrame
    decisions: pd.DataFrame
    about: pd.DataFrame


def land_tables(
    lists: Shortlists,
    parcels: gpd.GeoDataFrame,
    communes: gpd.GeoDataFrame,
    decisions: pd.DataFrame,
    about: pd.DataFrame,
    places: Iterable[str] = (),
) -> LandTables:
    """Return short lists as tables.

    Parameters
    ----------
    lists
        Of a plan.
    parcels
        As stored, indexed by ``parcel_id``.
    communes
        Indexed by ``commune_code``, with ``name``.
    decisions
        Those in force, indexed by ``decision_id``.
    about
        As ``about_rows`` returns it.
    places
        Every candidate site, by which a decision that names the place of a site is known.
    """
    said = _findings(lists.findings)
    plots = _plots(lists, parcels, communes, said)
    plots["decisions"] = _named_by(decisions, plots, frozenset(places))
    by_rank = ["programme", "rank"]
    order = {name: place for place, name in enumerate(dict.fromkeys(lists.sites["programme"]))}
    plots = plots.sort_values(
        [*by_rank, "position"],
        key=lambda held: held.map(order) if held.name == "programme" else held,
        kind="stable",
        ignore_index=True,
    )
    return LandTables(
        _sites(lists.sites, plots),
        _areas(lists.areas),
        gpd.GeoDataFrame(plots),
        said[names(FINDINGS)].round({"found": 1, "short_by": 1}),
        decisions.reset_index(),
        about,
    )


def _plots(
    lists: Shortlists, parcels: gpd.GeoDataFrame, communes: gpd.GeoDataFrame, said: pd.DataFrame
) -> gpd.GeoDataFrame:
    ours = lists.sites[[*SITE, "kind", "rank", "least_m2"]]
    told = lists.plots.drop(columns=["kind", "area_m2", "stated_area_m2"], errors="ignore")
    told = told.merge(ours, on=SITE, how="left", validate="many_to_one")
    table = told.assign(
        **_areas_of(told["parcel_id"], parcels),
        commune=told["commune_code"].map(communes["name"]) if len(told) else None,
        lon=gpd.GeoSeries(told["point"], crs=WGS84).x.round(6) if len(told) else np.nan,
        lat=gpd.GeoSeries(told["point"], crs=WGS84).y.round(6) if len(told) else np.nan,
        made_up=made_up(told),
    )
    texts = said.groupby(["parcel_id", "kind"])[["finding_vi", "finding_en"]].agg("; ".join)
    table = table.join(texts, on=["parcel_id", "kind"])
    table = table.reindex(columns=[*names(PLOTS), "geometry"])
    scores = [name for name in names(PLOTS) if name.startswith(("worth_", "part_"))]
    table = table.round(DECIMALS | dict.fromkeys(scores, 4))
    return gpd.GeoDataFrame(_typed(table, PLOTS), geometry="geometry", crs=WGS84)


def _areas_of(plots: pd.Series[str], parcels: gpd.GeoDataFrame) -> dict[str, Any]:
    """Return the measured and the stated area of plots; of adjoining ones that of all."""
    ids = plots.map(plots_of).explode()
    known = parcels.reindex(columns=["area_m2", "stated_area_m2"]).reindex(ids)
    by_plot = known.set_axis(ids.index).groupby(level=0)
    whole = by_plot.sum().where(by_plot.count().eq(by_plot.size(), axis=0))
    areas = whole.reindex(plots.index).astype("float64")
    return {str(name): areas[name] for name in areas}


def _named_by(
    decisions: pd.DataFrame, plots: pd.DataFrame, places: frozenset[str]
) -> pd.Series[str]:
    """Return the ids of the decisions that name each plot, or its site, and no other plot."""
    told = [""] * len(plots)
    for row, plot in enumerate(plots.itertuples() if len(decisions) else ()):
        parcel = str(plot.parcel_id)
        own = concerning(decisions, str(plot.site_id), str(plot.kind), [parcel], places)
        named = own["parcel_id"].isna() | naming(own, plots_of(parcel))
        told[row] = " ".join(own.index[named])
    ids = pd.Series(told, plots.index, dtype="string")
    return ids.mask(ids == "")


def _findings(findings: pd.DataFrame) -> pd.DataFrame:
    return pd.concat([findings, finding_words(findings)], axis=1)


def _sites(sites: gpd.GeoDataFrame, plots: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    by_site = plots.groupby(SITE)["made_up"]
    told = by_site.agg(listed="size", made_up="any")
    table = sites.merge(told, left_on=SITE, right_index=True, how="left")
    table["listed"] = table["listed"].fillna(0)
    table["made_up"] = table["made_up"].fillna(value=False).astype(bool)
    order = [field.name for field in KEYS]
    table = table.reindex(columns=[*order, *names(LISTS)[len(order) :], "geometry"])
    return gpd.GeoDataFrame(
        _typed(table.round(DECIMALS), LISTS), geometry="geometry", crs=WGS84
    ).reset_index(drop=True)


def _areas(areas: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    if areas.empty:
        return areas[[*SITE, "geometry"]]
    metric = areas.to_crs(areas.estimate_utm_crs())
    shapes = metric.geometry.simplify(SIMPLE_M).to_crs(WGS84)
    return gpd.GeoDataFrame(areas[SITE], geometry=shapes).reset_index(drop=True)


def _typed(table: pd.DataFrame, fields: Any) -> pd.DataFrame:
    """Return a table whose whole numbers are such, and whose texts are missing where unknown."""
    types = {"whole number": "Int64", "true or false": "bool", "text": "string"}
    kinds = {field.name: types.get(str(field.type), "float64") for field in fields.fields}
    texts = [name for name, kind in kinds.items() if kind == "string"]
    table = table.astype({name: kind for name, kind in kinds.items() if name in table.columns})
    table[texts] = table[texts].mask(table[texts] == "")
    return table
