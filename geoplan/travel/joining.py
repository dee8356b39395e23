"""Tie places to roads: each to the nearest point of an edge, which is cut there."""

from __future__ import annotations

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import shapely

from geoplan.travel.matrix import Access
from geoplan.travel.network import Floats, Network, Whole, network_of
from geoplan.travel.roads import Roads


@dataclass(frozen=True, eq=False)
class Joined:
    """A network with places in it.

    Parameters
    ----------
    network
        Of the roads, cut where places are tied to them.
    access
        Of the places; those without a road are tied to nothing.
    walk_m
        From each place to the road, metres in a straight line; inf where there is none, shape
        (places,).
    """

    network: Network
    access: Access
    walk_m: Floats


def joined(
    roads: Roads,
    places: gpd.GeoSeries,
    lands: gpd.GeoDataFrame,
    *,
    walk_kmh: float,
    within_m: float,
) -> Joined:
    """Tie places to the roads of their own land mass.

    Parameters
    ----------
    roads
        As ``geoplan.travel.roads.roads_for`` returns them.
    places
        Points.
    lands
        The land masses that the roads were told apart by.
    walk_kmh
        Speed from a place to the road, km/h.
    within_m
        Roads farther than this are no use to a place, metres.
    """
    points = places.to_crs(str(lands.crs)).to_numpy()
    land = np.asarray(shapely.STRtree(lands.geometry.to_numpy()).nearest(points), np.int64)
    edge = np.full(points.size, -1)
    for mass in np.unique(land):
        here, theirs = (
            np.flatnonzero(land == mass),
            np.flatnonzero(roads.holds & (roads.land == mass)),
        )
        if theirs.size:
            edge[here] = theirs[shapely.STRtree(roads.lines[theirs]).nearest(points[here])]
    near = np.flatnonzero(edge >= 0)
    walk_m = np.full(points.size, np.inf)
    walk_m[near] = shapely.distance(points[near], roads.lines[edge[near]])
    walk_m[walk_m > within_m] = np.inf
    tied = np.flatnonzero(np.isfinite(walk_m))
    lines = roads.lines[edge[tied]]
    share = shapely.line_locate_point(lines, points[tied], normalized=True)
    network = _cut(roads, edge[tied], share)
    minutes = 60 * walk_m[tied] / (1000 * walk_kmh)
    access = Access(points.size, tied, roads.nodes + np.arange(tied.size), minutes)
    return Joined(network, access, walk_m)


def _cut(roads: Roads, edge: Whole, share: Floats) -> Network:
    """Return the network of the roads with a new node at a share of the way along some edges."""
    order = np.lexsort((share, edge))
    every = np.arange(roads.start.size)
    part_of = np.concatenate([every, edge[order]])  # each edge, and one more piece for each cut
    begins = np.concatenate([np.zeros(every.size), share[order]])
    node = np.concatenate([roads.start, roads.nodes + order])
    along = np.lexsort((np.arange(part_of.size), begins, part_of))
    part_of, begins, node = part_of[along], begins[along], node[along]
    last = np.append(np.diff(part_of) != 0, True)
    ends = np.where(last, 1.0, np.roll(begins, -1))
    to = np.where(last, roads.end[part_of], np.roll(node, -1))
    length = ends - begins
    forwards = np.isfinite(roads.forwards[part_of])
    backwards = np.isfinite(roads.backwards[part_of])
    return network_of(
        np.concatenate([node[forwards], to[backwards]]),
        np.concatenate([to[forwards], node[backwards]]),
        np.concatenate(
            [
                roads.forwards[part_of[forwards]] * length[forwards],
                roads.backwards[part_of[backwards]] * length[backwards],
            ]
        ),
        nodes=roads.nodes + edge.size,
    )
