"""The roads layer: roads and ferries as plain edges between junctions, whatever they came from."""

from __future__ import annotations

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd

LAYER = "roads"
FERRY = "ferry"
VEHICLES = ("motorcycle", "motorcar")
TURN = ["from_edge", "node", "to_edge"]

# A posted limit beyond these is a slip of the pen, or binds nobody.
SLOWEST_KMH = 1.0
FASTEST_KMH = 130.0


@dataclass(frozen=True)
class RoadOrigin:
    """Where a roads layer comes from.

    Parameters
    ----------
    source
        Who made the data, such as ``OpenStreetMap``.
    date
        Day of the data, ISO 8601; "" where it is not known.
    file
        Name of the file that was read.
    sha256
        Of that file, hexadecimal.
    """

    source: str
    date: str
    file: str
    sha256: str


@dataclass(frozen=True, eq=False)
class RoadLayer:
    """Roads and ferries cut at their junctions.

    A node is a junction where a way ends, where the ways that are kept use it more than once, or
    where a barrier stands that not everybody passes.

    Parameters
    ----------
    edges
        One row per stretch of way between two junctions, in the order of the file, RangeIndex,
        EPSG:4326. Columns:

        - ``way_id``: number of the way in its source, its place there where it has none;
        - ``from_node``, ``to_node``: row of ``nodes`` at either end;
        - ``kind``: the highway tag of OpenStreetMap, or ``ferry``;
        - ``oneway``: 1 forward only, −1 backward only, 0 both, for cars;
        - ``motorcycle_oneway``: the same for motorcycles;
        - ``maxspeed_kmh``: posted limit, 1 to 130 km/h, NaN where unknown;
        - ``surface``: the surface tag, "" where absent;
        - ``foot``, ``motorcycle``, ``motorcar``: whether the mode may use it;
        - ``duration_min``: crossing time of the stretch, minutes, NaN for roads and where unknown;
        - ``length_m``: geodesic length along the way on the WGS 84 ellipsoid, metres;
        - ``geometry``: LineString from ``from_node`` to ``to_node``.
    nodes
        One point per junction, numbered in order of first use, RangeIndex, EPSG:4326. Columns:

        - ``node_id``: number of the node in its source, counted where it has none;
        - ``foot``, ``motorcycle``, ``motorcar``: whether the mode passes; not at a barrier against
          it;
        - ``geometry``: Point.
    turns
        One row per turn that is banned, sorted, RangeIndex. Columns:

        - ``from_edge``, ``node``, ``to_edge``: rows of ``edges`` and ``nodes``: who arrives at the
          node over the one may not leave it over the other;
        - ``motorcycle``, ``motorcar``: whether the ban holds for the mode.
    turns_left_out
        How many turn restrictions of the source are not among them.
    origin
        Where they come from.
    """

    edges: gpd.GeoDataFrame
    nodes: gpd.GeoDataFrame
    turns: pd.DataFrame
    turns_left_out: int
    origin: RoadOrigin

    def __len__(self) -> int:
        """Return the number of edges."""
        return len(self.edges)


def no_turns() -> pd.DataFrame:
    """Return the turns of roads on which none is banned."""
    columns = {column: np.empty(0, np.int64) for column in TURN}
    return pd.DataFrame(columns | {mode: np.empty(0, np.bool_) for mode in VEHICLES})
