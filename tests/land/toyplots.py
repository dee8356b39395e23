"""Plots in the toy town, laid out by hand around its recommended sites."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from tests.toytown import CRS


def lots(rows):
    """Return parcels as they are stored.

    Each row is the id, lon and lat of the south-western corner, width and depth in metres, and
    what else is known of it.
    """
    corners = gpd.GeoSeries(
        gpd.points_from_xy([lon for _, lon, *_ in rows], [lat for *_, lat, _, _, _ in rows]),
        crs=4326,
    ).to_crs(CRS)
    shapes = [
        shapely.box(corner.x, corner.y, corner.x + width, corner.y + depth)
        for corner, (*_, width, depth, _) in zip(corners, rows, strict=True)
    ]
    known = pd.DataFrame([more for *_, more in rows])
    columns = {name: known.get(name) for name in ("land_use", "status", "source")}
    none = [None] * len(rows)
    texts = {name: none if held is None else held for name, held in columns.items()}
    table = pd.DataFrame(texts, dtype="string")
    table["area_m2"] = [float(width * depth) for *_, width, depth, _ in rows]
    table["stated_area_m2"] = np.nan
    table.index = pd.Index([row[0] for row in rows], name="parcel_id", dtype="string")
    return gpd.GeoDataFrame(table, geometry=np.array(shapes), crs=CRS).to_crs(4326)


def rowed(name, lon, lat, count, *, width, depth):
    """Return a row of lots side by side, west to east."""
    first = gpd.GeoSeries(gpd.points_from_xy([lon], [lat]), crs=4326).to_crs(CRS)[0]
    line = gpd.GeoSeries(
        [shapely.Point(first.x + width * number, first.y) for number in range(count)], crs=CRS
    ).to_crs(4326)
    return [
        (f"{name}{number}", point.x, point.y, width, depth, {})
        for number, point in enumerate(line, 1)
    ]
