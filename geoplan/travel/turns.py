"""Turns that are banned, and where nobody turns round.

An edge has two headings: 2·e from the start of edge *e* to its end, 2·e + 1 back. A ban is a pair
of headings of which the second must not follow the first.

One may turn round at junctions and at dead ends, but not where there is only one way on, so that a
road that the map has in two parts is the same as in one. Turning round is no use to those who were
free to choose at the junction before; the ban on it is written out only after other bans.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from itertools import product

import numpy as np
from numpy.typing import NDArray

from geoplan.travel.network import Whole, grouped

Bools = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Headings:
    """Both headings of each of some edges.

    Parameters
    ----------
    tail, head
        Node that each heading leaves and leads to, shape (2 × edges,).
    is_open
        Whether it may be used, shape (2 × edges,).
    nodes
        Number of nodes.
    """

    tail: Whole
    head: Whole
    is_open: Bools
    nodes: int

    @classmethod
    def of(cls, start: Whole, end: Whole, ahead: Bools, back: Bools, *, nodes: int) -> Headings:
        """Return those of edges that may be used from start to end, and from end to start."""
        return cls(
            np.column_stack([start, end]).ravel(),
            np.column_stack([end, start]).ravel(),
            np.column_stack([ahead, back]).ravel(),
            nodes,
        )

    def onward(self, heading: Whole, bans: Whole) -> Whole:
        """Return each of some headings with each that may follow it, shape (pairs, 2)."""
        begin, leaving = self._leaving
        first, last = begin[self.head[heading]], begin[self.head[heading] + 1]
        which = np.repeat(np.arange(heading.size), last - first)
        place = np.arange(which.size) + (last - np.cumsum(last - first))[which]
        pairs = np.column_stack([heading[which], leaving[place]])
        return pairs[~np.isin(self._key(pairs), self._key(bans))]

    @cached_property
    def _leaving(self) -> tuple[Whole, Whole]:
        """Return where those of each node begin, and the open headings by the node they leave."""
        is_open = np.flatnonzero(self.is_open)
        begin, order = grouped(self.tail[is_open], self.nodes)
        return begin, is_open[order]

    def _key(self, pairs: Whole) -> Whole:
        return pairs[:, 0] * self.tail.size + pairs[:, 1]


def bans_of(turns: Whole, ends: Whole, headings: Headings) -> Whole:
    """Return the bans that some turns stand for, and those on turning round after them.

    Parameters
    ----------
    turns
        Edge, node and edge of each turn that is banned, shape (turns, 3).
    ends
        Node at the start and at the end of each edge, in the numbers that ``turns`` uses, shape
        (edges, 2).
    headings
        Of these edges.

    Returns
    -------
    array of int
        Bans, shape (bans, 2).
    """
    from_edge, node, to_edge = turns.T
    pairs = [
        np.column_stack([2 * from_edge + arriving, 2 * to_edge + leaving])[
            (ends[from_edge, 1 - arriving] == node) & (ends[to_edge, leaving] == node)
        ]
        for arriving, leaving in product((0, 1), (0, 1))
    ]
    bans = np.unique(np.concatenate(pairs), axis=0)
    first, then = bans.T
    follows = headings.is_open[bans].all(axis=1) & (headings.head[first] == headings.tail[then])
    return _with_turning_round(bans[follows], headings)


def _with_turning_round(bans: Whole, headings: Headings) -> Whole:
    """Return the bans, and those on turning round after the turns that they leave."""
    while True:
        reached = np.unique(headings.onward(np.unique(bans[:, 0]), bans)[:, 1])
        pairs = headings.onward(reached, bans)
        which = np.searchsorted(reached, pairs[:, 0])
        turns_round = pairs[:, 0] ^ 1 == pairs[:, 1]
        others = np.bincount(which[~turns_round], minlength=reached.size)
        fresh = pairs[turns_round & (others[which] == 1)]
        if not fresh.size:
            return bans
        bans = np.concatenate([bans, fresh])
