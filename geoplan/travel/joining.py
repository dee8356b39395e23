"""Tie places to roads: each to the nearest point of an edge, which is cut there."""

from __future__ import annotations

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import shapely

from geoplan.travel.matrix import Access
from geoplan.travel.network import Floats, Network, Whole, two_way_network
from geoplan.travel.roads import Roads


@dataclass(frozen=True, eq=False)
class Pieces:
    """Edges cut where places are tied to them.

    Parameters
    ----------
    edge
        That each piece is part of, shape (pieces,).
    begin, end
        Shares of the way along that edge, shape (pieces,).
    tail, head
        Nodes there, shape (pieces,).
    forwards, backwards
        Minutes from tail to head and from head to tail, inf where that is not allowed.
    """

    edge: Whole
    begin: Floats
    end: Floats
    tail: Whole
    head: Whole
    forwards: Floats
    backwards: Floats


@dataclass(frozen=True, eq=False)
class Joined:
    """A network with places in it.

    Parameters
    ----------
    roads
        Before they were cut.
    pieces
        Of these roads.
    network
        Of these pieces.
    access
        Of the places; those without a road are tied to nothing.
    walk_m
        From each place to the road, metres in a straight line; inf where there is none, shape
        (places,).
    """

    roads: Roads
    pieces: Pieces
    network: Network
    access: Access
    walk_m: Floats


def joined(roads: Roads, places: gpd.GeoSeries, *, within_m: float) -> Joined:
    """Tie places to the roads of their own land mass.

    Parameters
    ----------
    roads
        As ``geoplan.travel.roads.roads_for`` returns them.
    places
        Points.
    within_m
        Roads farther than this are no use to a place, metres.
    """
    lands = roads.lands
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
    pieces = _cut(roads, edge[tied], share)
    minutes = 60 * walk_m[tied] / (1000 * roads.profile.walk_kmh)
    access = Access(points.size, tied, roads.nodes + np.arange(tied.size), minutes)
    network = two_way_network(
        pieces.tail,
        pieces.head,
        pieces.forwards,
        pieces.backwards,
        nodes=roads.nodes + tied.size,
    )
    return Joined(roads, pieces, network, access, walk_m)


def _cut(roads: Roads, edge: Whole, share: Floats) -> Pieces:
    """Cut some edges at a share of the way along them; each cut is a further node."""
    order = np.lexsort((share, edge))
    every = np.arange(roads.start.size)
    part_of = np.concatenate([every, edge[order]])  # each edge, and one more piece for each cut
    begin = np.concatenate([np.zeros(every.size), share[order]])
    tail = np.concatenate([roads.start, roads.nodes + order])
    along = np.lexsort((np.arange(part_of.size), begin, part_of))
    part_of, begin, tail = part_of[along], begin[along], tail[along]
    last = np.append(np.diff(part_of) != 0, True)
    end = np.where(last, 1.0, np.roll(begin, -1))
    head = np.where(last, roads.end[part_of], np.roll(tail, -1))
    both = (
        np.where(np.isfinite(minutes), np.nan_to_num(minutes, posinf=0.0) * (end - begin), np.inf)
        for minutes in (roads.forwards[part_of], roads.backwards[part_of])
    )
    return Pieces(part_of, begin, end, tail, head, *both)
