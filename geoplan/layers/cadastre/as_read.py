"""Shapes in degrees back in the reference system of their file, by the same datum operation."""

from __future__ import annotations

from functools import cache

import geopandas as gpd
import numpy as np
import shapely
from pyproj import Transformer
from pyproj.enums import TransformDirection
from pyproj.transformer import TransformerGroup

from geoplan.layers.cadastre.readings import SHIFT
from geoplan.layers.files import WGS84


def as_read(shapes: gpd.GeoSeries, crs: str) -> gpd.GeoSeries:
    """Return shapes in a reference system, the way of ``Reading.to_degrees`` back.

    Parameters
    ----------
    shapes
        EPSG:4326.
    crs
        Code of the reference system, as the parcels layer has it.

    Returns
    -------
    GeoSeries
        Indexed as ``shapes``, east and north in metres, in ``crs``.
    """
    way = _way(crs)

    def back(degrees: np.ndarray) -> np.ndarray:
        lon, lat = degrees[:, 0], degrees[:, 1]
        return np.column_stack(way.transform(lon, lat, direction=TransformDirection.INVERSE))

    moved = shapely.transform(shapes.to_numpy(), back)
    return gpd.GeoSeries(moved, shapes.index, crs=crs, name=shapes.name)


@cache
def _way(crs: str) -> Transformer:
    ways = TransformerGroup(crs, WGS84, always_xy=True).transformers
    for way in ways:
        if SHIFT in [step.name for step in way.operations or ()]:
            return way
    return ways[0]
