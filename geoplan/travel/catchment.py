"""Catchments: what can be reached from a place by road within some minutes, as polygons."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import geopandas as gpd
import numpy as np
import shapely
from shapely.ops import substring

from geoplan.travel.joining import Joined, Timed
from geoplan.travel.matrix import Access, Router
from geoplan.travel.network import Floats
from geoplan.travel.profile import Profile

CORNERS = 4  # of a quarter of a circle
NO_TIME = 1e-9  # min


def catchments(
    joined: Joined, profile: Profile, bands_min: Sequence[float], *, beside_m: float
) -> gpd.GeoDataFrame:
    """Return what can be reached from each place within some minutes.

    Parameters
    ----------
    joined
        Roads with one group of places tied to them.
    profile
        Who travels.
    bands_min
        Minutes, each with a polygon of its own; a longer one holds the shorter ones.
    beside_m
        How far beside a road its catchment goes, metres.

    Returns
    -------
    GeoDataFrame
        A row for each place and band: ``place`` (its number), ``minutes``, and a polygon without
        holes smaller than a square of side ``beside_m``, empty where no road is reached. Ferries
        are travelled by, but not part of it.
    """
    timed = joined.at(profile)
    (places,) = timed.access
    everywhere = Access.at(np.arange(timed.network.nodes))
    times = Router(timed.network).minutes(places, everywhere, cutoff_min=max(bands_min))
    rows = []
    for place in range(places.places):
        there = np.full(timed.network.nodes, np.inf)
        found = slice(*times.indptr[place : place + 2])
        there[times.indices[found]] = times.data[found]
        for band_min in bands_min:
            lines = list(_reached(joined, timed, there, band_min))
            rows.append((place, band_min, _around(lines, beside_m)))
    table = gpd.GeoDataFrame(rows, columns=["place", "minutes", "geometry"], geometry="geometry")
    return table.set_crs(str(joined.roads.lands.crs))


def _reached(
    joined: Joined, timed: Timed, there: Floats, band_min: float
) -> Iterator[shapely.Geometry]:
    """Yield the parts of roads that are reached in time, given the minutes to every node."""
    roads, pieces, arcs = joined.roads, joined.pieces, joined.arcs
    share = _share(there[arcs.tail], timed.minutes, band_min)
    share[roads.land[pieces.edge[arcs.piece]] < 0] = 0.0
    ahead, behind = np.zeros((2, pieces.edge.size))
    for far, arc in ((ahead, arcs.ahead), (behind, ~arcs.ahead)):
        np.maximum.at(far, arcs.piece[arc], share[arc])
    length = pieces.end - pieces.begin
    whole = ahead + behind >= 1
    ahead[whole], behind[whole] = 1.0, 0.0
    for begin, end in (
        (pieces.begin, pieces.begin + ahead * length),
        (pieces.end - behind * length, pieces.end),
    ):
        for piece in np.flatnonzero(end > begin):
            line = roads.lines[pieces.edge[piece]]
            yield substring(line, begin[piece], end[piece], normalized=True)


def _share(minutes: Floats, along: Floats, band_min: float) -> Floats:
    """Return how far along each arc one gets in time, given the minutes to its tail, 0 to 1."""
    left = band_min - minutes
    return np.where(left >= 0, np.minimum(left / np.maximum(along, NO_TIME), 1.0), 0.0)


def _around(lines: list[shapely.Geometry], beside_m: float) -> shapely.Geometry:
    shape = shapely.union_all(shapely.buffer(np.array(lines, object), beside_m, quad_segs=CORNERS))
    filled = [
        shapely.Polygon(part.exterior, [hole for hole in part.interiors if _wide(hole, beside_m)])
        for part in shapely.get_parts(shape)
        if not part.is_empty
    ]
    return shapely.union_all(filled) if filled else shapely.Polygon()


def _wide(hole: shapely.LinearRing, beside_m: float) -> bool:
    return bool(shapely.Polygon(hole).area >= beside_m**2)
