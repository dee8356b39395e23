"""The roads layer: roads and ferries as plain edges between junctions, whatever they came from."""

from __future__ import annotations

from dataclasses import dataclass

import geopandas as gpd

LAYER = "roads"
FERRY = "ferry"

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

    A node is a junction where a way ends or where the ways that are kept use it more than once.

    Parameters
    ----------
    edges
        One row per stretch of way between two junctions, in the order of the file, RangeIndex,
        EPSG:4326. Columns:

        - ``way_id``: number of the way in its source, its place there where it has none;
        - ``from_node``, ``to_node``: row of ``nodes`` at either end;
        - ``kind``: the highway tag of OpenStreetMap, or ``ferry``;
        - ``oneway``: 1 forward only, −1 backward only, 0 both, for vehicles;
        - ``motorcycle_oneway``: the same for motorcycles;
        - ``maxspeed_kmh``: posted limit, 1 to 130 km/h, NaN where unknown;
        - ``surface``: the surface tag, "" where absent;
        - ``foot``, ``motorcycle``, ``motorcar``: whether the mode may use it;
        - ``duration_min``: crossing time of the stretch, minutes, NaN for roads and where unknown;
        - ``length_m``: geodesic length along the way on the WGS 84 ellipsoid, metres;
        - ``geometry``: LineString from ``from_node`` to ``to_node``.
    nodes
        One point per junction, numbered in order of first use, RangeIndex, EPSG:4326; ``node_id``
        is the number of the node in its source, counted where it has none.
    origin
        Where they come from.
    """

    edges: gpd.GeoDataFrame
    nodes: gpd.GeoDataFrame
    origin: RoadOrigin

    def __len__(self) -> int:
        """Return the number of edges."""
        return len(self.edges)
