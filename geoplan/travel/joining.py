"""Tie places to roads: to the nearest point of an edge, which is cut there.

A place with several access points, such as a population cell, is tied by each of them. What it
takes to get there is then what half of its access points take at most, their lower median.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from geoplan.travel.matrix import Access
from geoplan.travel.network import Floats, Network, Whole, two_way_network
from geoplan.travel.profile import Profile
from geoplan.travel.roads import Roads


@dataclass(frozen=True, eq=False)
class Ties:
    """Where places are tied to roads.

    Parameters
    ----------
    places
        Number of places; those without a road have no tie.
    place
        Of each tie, shape (ties,).
    edge, share
        Road, and the share of the way along it, shape (ties,).
    walk_m
        From the access point to the road, metres in a straight line, shape (ties,).
    """

    places: int
    place: Whole
    edge: Whole
    share: Floats
    walk_m: Floats

    @property
    def needed(self) -> Whole:
        """How many of its ties make up half of them, of each place, at least 1."""
        return np.maximum((np.bincount(self.place, minlength=self.places) + 1) // 2, 1)

    @property
    def to_road_m(self) -> Floats:
        """Metres from each place to a road, the lower median of its ties; inf where none is."""
        order = np.lexsort((self.walk_m, self.place))
        count = np.bincount(self.place, minlength=self.places)
        there = np.flatnonzero(count)
        middle = (np.cumsum(count) - count + self.needed - 1)[there]
        metres = np.full(self.places, np.inf)
        metres[there] = self.walk_m[order][middle]
        return metres


@dataclass(frozen=True, eq=False)
class Legs:
    """Lines across water that the road network does not hold, used in both directions.

    Parameters
    ----------
    landings
        First where each leg starts, then where each ends, with at most one tie each.
    minutes
        Wait and sailing, shape (legs,).
    """

    landings: Ties
    minutes: Floats

    @classmethod
    def none(cls) -> Legs:
        """Return no legs."""
        nothing = np.empty(0, np.int64)
        return cls(Ties(0, nothing, nothing, np.empty(0), np.empty(0)), np.empty(0))


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
    """

    edge: Whole
    begin: Floats
    end: Floats
    tail: Whole
    head: Whole


@dataclass(frozen=True, eq=False)
class Timed:
    """A network with places in it, at the speeds of a profile.

    Parameters
    ----------
    network
        Of the pieces and the legs.
    access
        Of each group of places.
    forwards, backwards
        Minutes from tail to head and from head to tail of each piece, inf where that is not
        allowed.
    """

    network: Network
    access: list[Access]
    forwards: Floats
    backwards: Floats


@dataclass(frozen=True, eq=False)
class Joined:
    """Roads with groups of places tied to them, to be timed at any speed.

    Parameters
    ----------
    roads
        Before they were cut.
    ties
        Of each group of places.
    legs
        Across water.
    pieces
        Of these roads. The ties, group after group, and then the landings are further nodes.
    """

    roads: Roads
    ties: Sequence[Ties]
    legs: Legs
    pieces: Pieces

    def at(self, profile: Profile) -> Timed:
        """Return the network at the speeds of a profile."""
        pieces, landings = self.pieces, self.legs.landings
        length = pieces.end - pieces.begin
        forwards, backwards = (
            np.where(np.isinf(minutes), np.inf, np.nan_to_num(minutes, posinf=0.0) * length)
            for minutes in (each[pieces.edge] for each in self.roads.minutes(profile))
        )
        *firsts, begin = self.roads.nodes + np.cumsum([0, *(tied.edge.size for tied in self.ties)])
        walk_kmh = profile.walk_kmh
        access = [
            Access(
                tied.places,
                tied.place,
                first + np.arange(tied.edge.size),
                _walk_min(tied, walk_kmh),
                tied.needed,
            )
            for first, tied in zip(firsts, self.ties, strict=True)
        ]
        node, walk_min = np.full(landings.places, -1), np.full(landings.places, np.inf)
        node[landings.place] = begin + np.arange(landings.edge.size)
        walk_min[landings.place] = _walk_min(landings, walk_kmh)
        first, last = node.reshape(2, -1)
        minutes = self.legs.minutes + walk_min.reshape(2, -1).sum(axis=0)
        sails = np.isfinite(minutes)
        network = two_way_network(
            np.concatenate([pieces.tail, first[sails]]),
            np.concatenate([pieces.head, last[sails]]),
            np.concatenate([forwards, minutes[sails]]),
            np.concatenate([backwards, minutes[sails]]),
            nodes=int(begin) + landings.edge.size,
        )
        return Timed(network, access, forwards, backwards)


def tie(
    roads: Roads, points: NDArray[np.object_], place: Whole, *, places: int, within_m: float
) -> Ties:
    """Tie places to the roads of their own land mass.

    Parameters
    ----------
    roads
        As ``geoplan.travel.roads.roads_for`` returns them.
    points
        Access points in the CRS of the land masses, shape (points,).
    place
        To which each access point belongs, shape (points,).
    places
        Number of places.
    within_m
        Roads farther than this are no use to an access point, metres.
    """
    land = np.asarray(shapely.STRtree(roads.lands.geometry.to_numpy()).nearest(points), np.int64)
    edge = np.full(points.size, -1)
    for mass in np.unique(land):
        here = np.flatnonzero(land == mass)
        theirs = np.flatnonzero(roads.holds & (roads.land == mass))
        if theirs.size:
            edge[here] = theirs[shapely.STRtree(roads.lines[theirs]).nearest(points[here])]
    near = np.flatnonzero(edge >= 0)
    near = near[shapely.distance(points[near], roads.lines[edge[near]]) <= within_m]
    lines = roads.lines[edge[near]]
    share = shapely.line_locate_point(lines, points[near], normalized=True)
    return Ties(places, place[near], edge[near], share, shapely.distance(points[near], lines))


def join(roads: Roads, ties: Sequence[Ties], legs: Legs) -> Joined:
    """Cut roads where groups of places and the landings of legs are tied to them."""
    every = [*ties, legs.landings]
    edge = np.concatenate([tied.edge for tied in every])
    share = np.concatenate([tied.share for tied in every])
    return Joined(roads, ties, legs, _cut(roads, edge, share))


def _walk_min(ties: Ties, walk_kmh: float) -> Floats:
    return 60 * ties.walk_m / (1000 * walk_kmh)


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
    return Pieces(part_of, begin, end, tail, head)
