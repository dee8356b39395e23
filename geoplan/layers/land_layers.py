"""Layers of areas that a plot is held against: water, protected, hazard, zoning."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Literal

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geoplan.errors import LayerError
from geoplan.layers.fields import Field, FieldTable, FieldType
from geoplan.layers.files import read_features, refuse_broken_polygons
from geoplan.layers.junctions import GEOD

LandLayer = Literal["water", "protected", "hazard", "zoning"]

_POLYGON = Field("geometry", FieldType.GEOMETRY, "polygon, any declared CRS")
AREAS = FieldTable(
    "water, protected, hazard",
    "Areas in which no plot may lie (water; protected by law or plan), and areas of flood or "
    "another hazard, one polygon or multipolygon each. Other columns are not read.",
    (_POLYGON,),
)
ZONING = FieldTable(
    "zoning",
    "Zones of the land-use or urban plan, one polygon or multipolygon each.",
    (Field("land_use", FieldType.TEXT, "land-use code that the plan gives the zone"), _POLYGON),
)


def read_land_layer(path: Path, layer: LandLayer, communes: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Read a layer of areas and keep those that touch the study.

    Parameters
    ----------
    path
        GeoPackage, GeoJSON, Shapefile or another vector file with a declared CRS.
    layer
        Which one; ``zoning`` needs the column ``land_use``.
    communes
        Polygons of the study, EPSG:4326.

    Returns
    -------
    GeoDataFrame
        EPSG:4326, indexed by ``row`` (of the file, the first one 1); ``geometry``, of zoning also
        ``land_use`` in capitals.

    Raises
    ------
    LayerError
        When the file is absent, unreadable or empty, declares no CRS, holds what is no valid
        polygon, lies elsewhere, or a zone has no land use.
    """
    areas = read_features(path, layer)
    areas.index = pd.RangeIndex(1, len(areas) + 1, name="row")
    refuse_broken_polygons(areas, path, layer)
    _refuse_off_globe(areas, path, layer)
    if layer == "zoning":
        areas["land_use"] = _land_use(areas, path)
    touching = np.unique(communes.sindex.query(areas.geometry, predicate="intersects")[0])
    if not touching.size:
        raise _elsewhere(areas, communes, path, layer)
    columns = ["land_use", "geometry"] if layer == "zoning" else ["geometry"]
    return areas.iloc[touching][columns]


def _land_use(areas: gpd.GeoDataFrame, path: Path) -> pd.Series[str]:
    if "land_use" not in areas.columns:
        found = ", ".join(str(name) for name in areas.columns if name != "geometry")
        raise LayerError(
            f"the field land_use is missing; found: {found or 'no field'}.",
            "Rename the column that holds the land-use code of the plan, such as DYT.",
            file=path,
            layer="zoning",
            field="land_use",
        )
    codes = areas["land_use"].astype("string").str.strip().str.upper()
    blank = codes.isna() | (codes == "")
    if blank.any():
        raise LayerError(
            "the land use is blank.",
            "Fill in the code of the plan, or delete these zones.",
            file=path,
            layer="zoning",
            field="land_use",
            rows=areas.index[blank],
        )
    return codes


def _refuse_off_globe(areas: gpd.GeoDataFrame, path: Path, layer: str) -> None:
    bounds = areas.geometry.bounds.to_numpy()
    limits = np.array([-180, -90, 180, 90])
    fine = np.isfinite(bounds).all(axis=1)
    fine &= (bounds[:, :2] >= limits[:2]).all(axis=1) & (bounds[:, 2:] <= limits[2:]).all(axis=1)
    if not fine.all():
        raise LayerError(
            "the polygon is not on the globe in the CRS that the file declares.",
            "Declare the CRS in which the file was drawn (for VN-2000 105°45′ that is EPSG:9210).",
            file=path,
            layer=layer,
            field="geometry",
            rows=areas.index[~fine],
        )


def _elsewhere(
    areas: gpd.GeoDataFrame, communes: gpd.GeoDataFrame, path: Path, layer: str
) -> LayerError:
    study, around = communes.union_all(), shapely.box(*areas.total_bounds)
    west, south, east, north = around.bounds
    where = f"they reach from longitude {west:.4f}, latitude {south:.4f} to {east:.4f}, {north:.4f}"
    cure = "Get the layer of this province, or check the CRS that the file declares."
    if shapely.box(south, west, north, east).intersects(study):
        where += ", which looks like latitude and longitude swapped"
        cure = "Save the file again with longitude as x and latitude as y."
    elif not around.intersects(study):
        here, there = shapely.get_coordinates(shapely.shortest_line(study, around)).tolist()
        where += f", about {math.ceil(GEOD.inv(*here, *there)[2] / 1000):,} km away"
    return LayerError(
        f"none of its polygons touches the study area: {where}.",
        cure,
        file=path,
        layer=layer,
        field="geometry",
    )
