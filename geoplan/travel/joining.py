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
from geoplan.travel.network import Floats, Network, Whole, network_of
from geoplan.travel.pieces import Arcs, Pieces, cut
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

    @classmethod
    def none(cls) -> Ties:
        """Return no ties of no places."""
        nothing = np.empty(0, np.int64)
        return cls(0, nothing, nothing, np.empty(0), np.empty(0))

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
        return cls(Ties.none(), np.empty(0))


@dataclass(frozen=True, eq=False)
class Timed:
    """A network with places in it, at the speeds of a profile.

    Parameters
    ----------
    network
        Of the arcs and the legs.
    access
        Of each group of places.
    minutes
        Of each arc, shape (arcs,).
    """

    network: Network
    access: list[Access]
    minutes: Floats


@dataclass(frozen=True, eq=False)
class Joined:
    """Roads with groups of places tied to them, to be timed at any speed.

    Parameters
    ----------
    roads
        Before they were cut.
    ties
        Of each group of places. Ways start at the first group and end at the others.
    legs
        Across water.
    pieces, arcs
        Of these roads; the ties are group after group, and then the landings.
    """

    roads: Roads
    ties: Sequence[Ties]
    legs: Legs
    pieces: Pieces
    arcs: Arcs

    def at(self, profile: Profile) -> Timed:
        """Return the network at the speeds of a profile."""
        pieces, arcs = self.pieces, self.arcs
        forwards, backwards = self.roads.minutes(profile)
        edge, share = pieces.edge[arcs.piece], (pieces.end - pieces.begin)[arcs.piece]
        minutes = np.where(arcs.ahead, forwards[edge], backwards[edge]) * share
        port, port_min = self._across(profile.walk_kmh)
        network = network_of(
            np.concatenate([arcs.tail, arcs.links[:, 0], port[:, 0]]),
            np.concatenate([arcs.head, arcs.links[:, 1], port[:, 1]]),
            np.concatenate([minutes, np.zeros(len(arcs.links)), port_min]),
            nodes=arcs.nodes,
        )
        return Timed(network, self._access(profile.walk_kmh), minutes)

    def _access(self, walk_kmh: float) -> list[Access]:
        ends = np.cumsum([tied.edge.size for tied in self.ties])
        access: list[Access] = []
        for tied, end in zip(self.ties, ends, strict=True):
            node = self.arcs.off if access else self.arcs.on
            node = node[end - tied.edge.size : end]
            walk_min = _walk_min(tied, walk_kmh)
            access.append(Access(tied.places, tied.place, node, walk_min, tied.needed))
        return access

    def _across(self, walk_kmh: float) -> tuple[Whole, Floats]:
        """Return the nodes that legs lead from and to, and their minutes, both ways."""
        landings, arcs = self.legs.landings, self.arcs
        off, on = np.full((2, landings.places), -1)
        walk_min = np.full(landings.places, np.inf)
        first = arcs.on.size - landings.place.size
        off[landings.place], on[landings.place] = arcs.off[first:], arcs.on[first:]
        walk_min[landings.place] = _walk_min(landings, walk_kmh)
        minutes = self.legs.minutes + walk_min.reshape(2, -1).sum(axis=0)
        sails = np.isfinite(minutes)
        (off_here, off_there), (on_here, on_there) = off.reshape(2, -1), on.reshape(2, -1)
        ends = (off_here, on_there), (off_there, on_here)
        over = np.concatenate([np.column_stack(pair)[sails] for pair in ends])
        return over, np.tile(minutes[sails], 2)


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
    """Cut roads where groups of places and the landings of legs are tied to them.

    Ways start at the first group and end at the others.
    """
    every = [*ties, legs.landings]
    edge = np.concatenate([tied.edge for tied in every])
    share = np.concatenate([tied.share for tied in every])
    return Joined(roads, ties, legs, *cut(roads, edge, share))


def _walk_min(ties: Ties, walk_kmh: float) -> Floats:
    return 60 * ties.walk_m / (1000 * walk_kmh)
