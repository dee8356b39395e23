"""Spread the people of a commune over its land: evenly, or along its roads."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from geoplan.layers.bring_roads import bring_roads
from geoplan.layers.files import WGS84
from geoplan.layers.raw.cells import SIDE_M, Cells

Floats = NDArray[np.float64]

STEP_M = 100.0  # of road counted at its middle
NO_HOUSES = ("motorway", "motorway_link", "ferry")  # nobody lives along these


def even_cells(communes: gpd.GeoDataFrame, crs: str) -> Cells:
    """Return the squares of a grid of 1 km over some communes, each of the same weight."""
    west, south, east, north = communes.to_crs(crs).total_bounds // SIDE_M
    across, up = np.meshgrid(np.arange(west, east + 1), np.arange(south, north + 1))
    squares = np.column_stack([across.ravel(), up.ravel()])
    return _cells(squares, np.ones(len(squares)), crs, "spread evenly over squares of 1 km")


def road_cells(path: Path, communes: gpd.GeoDataFrame, crs: str) -> Cells:
    """Return the squares of a grid of 1 km that hold roads, weighted by their length.

    Parameters
    ----------
    path
        Any file of roads that ``geoplan.layers.bring_roads`` reads.
    communes
        The roads that touch their bounds are counted.
    crs
        Metric coordinate reference system of the grid.

    Raises
    ------
    LayerError
        When the file holds no roads there.
    """
    edges = bring_roads(path, shapely.box(*communes.total_bounds)).edges
    lines = edges[~edges["kind"].isin(NO_HOUSES)].geometry.to_crs(crs).to_numpy()
    steps = shapely.segmentize(lines, STEP_M)
    vertices, line = shapely.get_coordinates(steps, return_index=True)
    same = line[1:] == line[:-1]
    middle = ((vertices[1:] + vertices[:-1]) / 2)[same]
    length_m = np.hypot(*(vertices[1:] - vertices[:-1])[same].T)
    squares, number = np.unique(middle // SIDE_M, axis=0, return_inverse=True)
    weight = np.bincount(number.ravel(), weights=length_m)
    words = f"spread over squares of 1 km by length of road in {path.name}, expressways left out"
    return _cells(squares, weight.astype(np.float64), crs, words)


def _cells(squares: Floats, weight: Floats, crs: str, words: str) -> Cells:
    x, y = ((squares + 0.5) * SIDE_M).T
    centres = gpd.points_from_xy(x, y, crs=crs)
    points = gpd.GeoDataFrame(pd.DataFrame({"weight": weight}), geometry=centres).to_crs(WGS84)
    return Cells(points, SIDE_M / 1000, words, are_people=False)
