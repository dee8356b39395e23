"""Ways cut at their junctions, wherever the ways come from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
import pyproj
import shapely
from numpy.typing import NDArray

from geoplan.layers.files import WGS84
from geoplan.layers.osm_tags import MODES, Way
from geoplan.layers.roads import RoadLayer, RoadOrigin, no_turns

GEOD = pyproj.Geod(ellps="WGS84")

Bools = NDArray[np.bool_]
Floats = NDArray[np.float64]
Whole = NDArray[np.int64]

Passes = tuple[bool, ...]  # whether each of MODES does


@dataclass(frozen=True, eq=False)
class Trace:
    """Vertices of ways, one after the other.

    Parameters
    ----------
    ref
        Number of the vertex; the same number is the same place, shape (vertices,).
    xy
        Longitude and latitude, degrees WGS 84, shape (vertices, 2).
    way
        Row of its way, ascending, shape (vertices,).
    run
        Number of its run, ascending: a part of a way without a gap, of two vertices or more,
        shape (vertices,).
    """

    ref: Whole
    xy: Floats
    way: Whole
    run: Whole


def cut(
    ways: Sequence[Way],
    trace: Trace,
    is_whole: Bools,
    barriers: Mapping[int, Passes],
    origin: RoadOrigin,
) -> RoadLayer:
    """Return the edges between junctions: the ends of runs, what is used twice, and barriers.

    Parameters
    ----------
    ways
        What is known of each way.
    trace
        Where they run.
    is_whole
        Whether nothing of the way is missing; of others the crossing time is unknown.
    barriers
        Number of each vertex with a barrier, and who passes; empty where none is known.
    origin
        Where they come from.
    """
    first, last = _stretches(trace, np.array(list(barriers), np.int64))
    sizes = last - first + 1
    stretch = np.repeat(np.arange(len(first)), sizes)
    point = np.arange(len(stretch)) + np.repeat(first - np.cumsum(sizes) + sizes, sizes)
    length_m = _lengths_m(trace.xy[point], stretch, len(first))
    lines = shapely.linestrings(trace.xy[point], indices=stretch)

    kept = (trace.ref[first] != trace.ref[last]) | (length_m > 0)
    first, last, length_m, lines = first[kept], last[kept], length_m[kept], lines[kept]
    ends = np.column_stack([first, last]).ravel()
    number, node_id = pd.factorize(trace.ref[ends])
    first_use = ends[~pd.Series(number).duplicated()]

    way = trace.way[first]
    table = pd.DataFrame(ways, columns=list(Way._fields)).iloc[way].reset_index(drop=True)
    table = table.astype({"oneway": "int8", "motorcycle_oneway": "int8"})
    table.insert(1, "from_node", number[0::2])
    table.insert(2, "to_node", number[1::2])
    table["duration_min"] *= _shares(way, length_m, is_whole)
    table["length_m"] = length_m
    places = shapely.points(trace.xy[first_use])
    return RoadLayer(
        gpd.GeoDataFrame(table, geometry=lines, crs=WGS84),
        gpd.GeoDataFrame(_passed(node_id, barriers), geometry=places, crs=WGS84),
        no_turns(),
        0,
        origin,
    )


def _passed(node_id: Whole, barriers: Mapping[int, Passes]) -> pd.DataFrame:
    """Return the nodes, and whether each mode passes them."""
    table = pd.DataFrame(True, pd.Index(node_id, name="node_id"), list(MODES))
    for ref in table.index.intersection(list(barriers)):
        table.loc[ref] = barriers[ref]
    return table.reset_index()


def _stretches(trace: Trace, barriers: Whole) -> tuple[Whole, Whole]:
    """Return the first and last row of the trace of each stretch between two junctions."""
    begins = np.diff(trace.run, prepend=-1) != 0
    ends = np.diff(trace.run, append=-1) != 0
    _, number, uses = np.unique(trace.ref, return_inverse=True, return_counts=True)
    junctions = np.flatnonzero(begins | ends | (uses[number] > 1) | np.isin(trace.ref, barriers))
    first, last = junctions[:-1], junctions[1:]
    together = trace.run[first] == trace.run[last]
    return first[together], last[together]


def _lengths_m(xy: Floats, stretch: Whole, count: int) -> Floats:
    """Return the geodesic length of each stretch, metres, shape (count,)."""
    inside = stretch[1:] == stretch[:-1]
    a, b = xy[:-1][inside], xy[1:][inside]
    steps_m = GEOD.inv(a[:, 0], a[:, 1], b[:, 0], b[:, 1])[2]
    return _sums(stretch[1:][inside], steps_m, count)


def _shares(way: Whole, length_m: Floats, is_whole: Bools) -> Floats:
    """Return the share of its way that a stretch is; NaN where the way's length is unknown."""
    total_m = _sums(way, length_m, len(is_whole))
    total_m[~is_whole | (total_m == 0)] = np.nan
    return length_m / total_m[way]


def _sums(group: Whole, values: Floats, count: int) -> Floats:
    # bincount gives whole numbers where there is nothing to count
    return np.bincount(group, weights=values, minlength=count).astype(np.float64)
