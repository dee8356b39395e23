"""Catchments: from where a place can be reached by road within some minutes, as polygons."""

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
    """Return from where each place can be reached within some minutes.

    Parameters
    ----------
    joined
        Roads with the places tied to them as the last group, to which ways lead.
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
        holes smaller than a square of side ``beside_m``, empty for a place without a road.
        Ferries are travelled by, but not part of it.
    """
    timed = joined.at(profile)
    places = timed.access[-1]
    everywhere = Access.at(np.arange(timed.network.nodes))
    minutes = Router(timed.network).minutes(everywhere, places, cutoff_min=max(bands_min))
    times = minutes.tocsc()
    rows = []
    for place in range(places.places):
        there = np.full(timed.network.nodes, np.inf)
        found = slice(*times.indptr[place : place + 2])
        there[times.indices[found]] = times.data[found]
        for band_min in bands_min:
            lines = list(_near(joined, timed, there, band_min))
            rows.append((place, band_min, _around(lines, beside_m)))
    table = gpd.GeoDataFrame(rows, columns=["place", "minutes", "geometry"], geometry="geometry")
    return table.set_crs(str(joined.roads.lands.crs))


def _near(
    joined: Joined, timed: Timed, there: Floats, band_min: float
) -> Iterator[shapely.Geometry]:
    """Yield the parts of roads that are near in time, given the minutes from every node."""
    roads, pieces, arcs = joined.roads, joined.pieces, joined.arcs
    share = _share(there[arcs.head], timed.minutes, band_min)
    share[roads.land[pieces.edge[arcs.piece]] < 0] = 0.0
    at_begin, at_end = np.zeros((2, pieces.edge.size))
    for near, arc in ((at_begin, ~arcs.ahead), (at_end, arcs.ahead)):
        np.maximum.at(near, arcs.piece[arc], share[arc])
    length = pieces.end - pieces.begin
    whole = at_begin + at_end >= 1
    at_begin[whole], at_end[whole] = 1.0, 0.0
    for begin, end in (
        (pieces.begin, pieces.begin + at_begin * length),
        (pieces.end - at_end * length, pieces.end),
    ):
        for piece in np.flatnonzero(end > begin):
            line, part = roads.lines[pieces.edge[piece]], (begin[piece], end[piece])
            yield line if part == (0.0, 1.0) else substring(line, *part, normalized=True)


def _share(minutes: Floats, along: Floats, band_min: float) -> Floats:
    """Return how much of each arc is near in time, given the minutes from its head, 0 to 1."""
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
