"""The usual faults of cadastral files, put into the made-up ones on purpose."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from made_up_places import ISLAND, OUTSKIRTS, TOWN, VILLAGE, Place
from made_up_town import SLIVER_M

OVERLAP_M = 1.2
WRONG = 1.12  # stated by true area where they differ


def with_faults(lots: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return the lots of the Shapefile with a fault of each kind that a table can have."""
    lots = lots.copy()
    twice = _home(lots, VILLAGE, 10)
    lots.loc[twice, "number"] = lots["number"][twice - 1]
    lots.loc[_home(lots, VILLAGE, 40), "stated_area_m2"] *= WRONG
    lots.loc[_home(lots, TOWN, 140), "number"] = pd.NA
    lots.loc[_home(lots, OUTSKIRTS, 20), "status"] = "Đang tranh chấp"
    lots.loc[_home(lots, OUTSKIRTS, 100), "land_use"] = pd.NA
    lots = with_overlap(lots, _home(lots, TOWN, 30))
    return _with_sliver(lots, _home(lots, TOWN, 90))


def with_overlap(lots: gpd.GeoDataFrame, at: int) -> gpd.GeoDataFrame:
    """Return lots of which one reaches over its longest edge into its neighbour."""
    lots = lots.copy()
    shape = lots.geometry[at]
    band = _longest_edge(shape).buffer(OVERLAP_M, cap_style="flat")
    grown = _to_the_millimetre(shape.union(band))
    lots.loc[at, "geometry"] = grown
    lots.loc[at, "stated_area_m2"] = round(grown.area, 1)
    return lots


def home_of_island(lots: gpd.GeoDataFrame, which: int) -> int:
    """Return the place of a house lot of the island, counted from the south."""
    return _home(lots, ISLAND, which)


def crossing(ring: np.ndarray) -> np.ndarray:
    """Return the corners of a ring with two neighbours exchanged, so that it crosses itself."""
    order = np.arange(len(ring))
    order[[1, 2]] = order[[2, 1]]
    return ring[order]


def _with_sliver(lots: gpd.GeoDataFrame, at: int) -> gpd.GeoDataFrame:
    """Return lots with a strip along the longest edge of one cut off as a lot of its own."""
    lots = lots.copy()
    shape = lots.geometry[at]
    band = _longest_edge(shape).buffer(SLIVER_M, cap_style="flat")
    pieces = [_to_the_millimetre(piece) for piece in (shape.difference(band), shape & band)]
    strip = lots.loc[[at]].copy()
    strip["number"] = str((lots["site_id"] == lots["site_id"][at]).sum() + 1)
    lots.loc[at, "geometry"], strip.loc[at, "geometry"] = pieces
    whole = pd.concat([lots.loc[:at], strip, lots.loc[at + 1 :]], ignore_index=True)
    cut = whole.index[at : at + 2]
    whole.loc[cut, "stated_area_m2"] = whole.geometry[cut].area.round(1)
    return whole


def _home(lots: gpd.GeoDataFrame, place: Place, which: int) -> int:
    is_home = (lots["site_id"] == place.site_id) & lots["block"].isin(["H", "V"])
    return int(np.flatnonzero(is_home)[which])


def _longest_edge(shape: shapely.Polygon) -> shapely.LineString:
    corners = shapely.get_coordinates(shape)
    edges = [shapely.LineString(corners[i : i + 2]) for i in range(len(corners) - 1)]
    return max(edges, key=lambda edge: edge.length)


def _to_the_millimetre(shape: shapely.Geometry) -> shapely.Geometry:
    return shapely.transform(shape, lambda xy: np.round(xy, 3))
