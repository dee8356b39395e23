"""What is known of each plot, whatever is built there: where it is, and what can be used of it."""

from __future__ import annotations

from collections.abc import Mapping

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from geoplan.land.criteria import measure_shape
from geoplan.layers.files import WGS84
from geoplan.layers.land_layers import LandLayer
from geoplan.layers.norms import LandUse
from geoplan.layers.roads import RoadLayer
from geoplan.siting.problem import Floats

TOLD = (
    "old_commune", "sheet", "number", "name", "land_use", "zones", "status", "floor_m2",
    "price_m_vnd_m2", "source", "crs", "datum_operation",
)  # fmt: skip

Shapes = NDArray[np.object_]


def measure_plots(
    parcels: gpd.GeoDataFrame,
    communes: gpd.GeoDataFrame,
    *,
    land_use: LandUse,
    areas: Mapping[LandLayer, gpd.GeoDataFrame],
    roads: RoadLayer | None,
    crs: str,
) -> gpd.GeoDataFrame:
    """Return what is known of each plot.

    Parameters
    ----------
    parcels
        As stored, indexed by ``parcel_id``, EPSG:4326.
    communes
        Polygons by ``commune_code``, EPSG:4326.
    land_use
        Says which uses are excluded.
    areas
        The layers of areas that the study names.
    roads
        Of the study.
    crs
        Metric coordinate reference system.

    Returns
    -------
    GeoDataFrame
        Indexed by ``parcel_id``, EPSG:4326, with the shape of each plot and those columns of the
        parcels layer that ``TOLD`` names; ``point`` (within the plot); ``commune_code`` by
        position, missing outside the study; ``area_m2`` (geodesic, or stated where the plot is
        only a point); ``usable_m2``, without water, protected land and excluded uses; ``width_m``
        and ``compactness``; ``hazard_share`` and ``road_m`` where the study has such a layer.
    """
    shapes = parcels.geometry
    points = gpd.GeoSeries(shapes.representative_point(), crs=WGS84)
    metric = shapes.to_crs(crs)
    plots = gpd.GeoDataFrame(
        {name: parcels[name] for name in TOLD if name in parcels.columns},
        index=parcels.index,
        geometry=shapes,
    )
    plots["point"] = points
    plots["commune_code"] = _commune(points, communes)
    plots["area_m2"] = parcels["area_m2"].fillna(parcels["stated_area_m2"]).astype("float64")
    barred = [areas[layer] for layer in ("water", "protected") if layer in areas]
    lost = _share(metric, gpd.GeoDataFrame(pd.concat(barred)) if barred else None, crs)
    plots["usable_m2"] = plots["area_m2"] * (1 - np.maximum(lost, _excluded(parcels, land_use)))
    plots[["width_m", "compactness"]] = measure_shape(metric)
    if "hazard" in areas:
        plots["hazard_share"] = _share(metric, areas["hazard"], crs)
    if roads is not None:
        plots["road_m"] = _to_road(metric, roads, crs)
    return plots


def frontage_m(shapes: gpd.GeoSeries, roads: RoadLayer, within_m: float) -> pd.Series[float]:
    """Return how much of the border of each plot lies within a distance of a road.

    Parameters
    ----------
    shapes
        Polygons in a metric CRS.
    roads
        Of the study.
    within_m
        Distance from the middle of the road.
    """
    lines = _lines(roads, str(shapes.crs))
    tree, told = shapely.STRtree(lines), np.zeros(len(shapes))
    for number, shape in enumerate(shapes):
        near = tree.query(shape, predicate="dwithin", distance=within_m)
        street = shapely.union_all(shapely.buffer(lines[near], within_m))
        told[number] = shapely.length(shapely.intersection(shapely.boundary(shape), street))
    return pd.Series(told, shapes.index)


def _commune(points: gpd.GeoSeries, communes: gpd.GeoDataFrame) -> pd.Series[str]:
    tree = shapely.STRtree(points.to_numpy())
    commune, plot = tree.query(communes.geometry.to_numpy(), predicate="covers")
    code = np.full(len(points), None, dtype=object)
    code[plot] = communes.index.to_numpy()[commune]
    return pd.Series(code, points.index, dtype="string")


def _share(shapes: gpd.GeoSeries, areas: gpd.GeoDataFrame | None, crs: str) -> Floats:
    """Return the share of each plot that lies in some areas; of a point, whether it does."""
    share = np.zeros(len(shapes))
    if areas is None:
        return share
    plots, barriers = shapes.to_numpy(), areas.geometry.to_crs(crs).to_numpy()
    barrier, plot = shapely.STRtree(plots).query(barriers, predicate="intersects")
    touched = np.unique(plot)
    order = np.argsort(plot, kind="stable")
    groups = np.split(barrier[order], np.searchsorted(plot[order], touched[1:]))
    for number, of in zip(touched.tolist(), groups, strict=True):
        within = shapely.intersection(plots[number], shapely.union_all(barriers[of]))
        whole = shapely.area(plots[number])
        share[number] = shapely.area(within) / whole if whole else 1.0
    return np.minimum(share, 1.0)


def _excluded(parcels: gpd.GeoDataFrame, land_use: LandUse) -> Floats:
    """Return the share of each plot whose planned, or else stated, use is excluded."""
    share = pd.Series(np.nan, parcels.index)
    for name in ("zones", "land_use"):
        if name in parcels.columns:
            share = share.where(share.notna(), land_use.excluded_share(parcels[name]))
    return np.asarray(share.fillna(0.0), np.float64)


def _to_road(shapes: gpd.GeoSeries, roads: RoadLayer, crs: str) -> Floats:
    plots, distance = np.full(len(shapes), np.nan), shapely.STRtree(_lines(roads, crs))
    (plot, _), far = distance.query_nearest(
        shapes.to_numpy(), return_distance=True, all_matches=False
    )
    plots[plot] = far
    return plots


def _lines(roads: RoadLayer, crs: str) -> Shapes:
    edges = roads.edges[roads.edges["motorcar"]]
    lines: Shapes = edges[edges["kind"] != "ferry"].geometry.to_crs(crs).to_numpy()
    return lines
