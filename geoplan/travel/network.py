"""A road network as arrays: nodes, and directed edges with the minutes that each takes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from geoplan.errors import GeoplanError

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]
SHOWN = 3


@dataclass(frozen=True, eq=False)
class Network:
    """Directed edges by the node that they leave.

    Parameters
    ----------
    begin
        Edges ``begin[v]`` to ``begin[v + 1]`` leave node *v*, shape (nodes + 1,).
    head
        Node that each edge leads to, int32, shape (edges,).
    minutes
        Of each edge, shape (edges,).
    """

    begin: Whole
    head: NDArray[np.int32]
    minutes: Floats

    @property
    def nodes(self) -> int:
        """Number of nodes."""
        return self.begin.size - 1

    @property
    def edges(self) -> int:
        """Number of directed edges."""
        return self.head.size

    @property
    def tail(self) -> Whole:
        """Node that each edge leaves, shape (edges,)."""
        return np.repeat(np.arange(self.nodes), np.diff(self.begin))

    def reversed(self) -> Network:
        """Return the network with every edge turned round."""
        return network_of(self.head, self.tail, self.minutes, nodes=self.nodes)

    def renumbered(self, number: Whole) -> Network:
        """Return the network with each node under another number.

        Parameters
        ----------
        number
            New number of each node, shape (nodes,).
        """
        return network_of(number[self.tail], number[self.head], self.minutes, nodes=self.nodes)

    def matrix(self) -> sparse.csr_array[np.float64]:
        """Return the minutes as a matrix, nodes × nodes, for other libraries.

        Of several edges between the same two nodes only the quickest is kept.
        """
        order = np.lexsort((self.minutes, self.head, self.tail))
        tail, head = self.tail[order], self.head[order]
        first = np.append(True, (np.diff(tail) != 0) | (np.diff(head) != 0))[: order.size]
        entries = (self.minutes[order][first], (tail[first], head[first]))
        return sparse.csr_array(entries, shape=(self.nodes, self.nodes))


def network_of(
    tail: NDArray[np.integer], head: NDArray[np.integer], minutes: Floats, *, nodes: int
) -> Network:
    """Return the network of some directed edges.

    Parameters
    ----------
    tail, head
        Node that each edge leaves and leads to, from 0, shape (edges,).
    minutes
        Of each edge, 0 or more, shape (edges,).
    nodes
        Number of nodes.

    Raises
    ------
    GeoplanError
        If an edge leads to no node, or takes less than no time or no known time.
    """
    beyond = (np.minimum(tail, head) < 0) | (np.maximum(tail, head) >= nodes)
    odd = ~((minutes >= 0) & np.isfinite(minutes))
    for bad, what in ((beyond, f"lead beyond the {nodes} nodes"), (odd, "take no possible time")):
        if bad.any():
            which = ", ".join(str(edge) for edge in np.flatnonzero(bad)[:SHOWN])
            raise GeoplanError(f"{bad.sum()} edges {what} (edges: {which}); correct them.")
    begin, order = grouped(tail, nodes)
    return Network(begin, head[order].astype(np.int32), np.asarray(minutes, np.float64)[order])


def two_way_network(
    start: Whole, end: Whole, forwards: Floats, backwards: Floats, *, nodes: int
) -> Network:
    """Return the network of some edges that may be used in both directions.

    Parameters
    ----------
    start, end
        Nodes of each edge, shape (edges,).
    forwards, backwards
        Minutes from start to end and from end to start, inf where that is not allowed.
    nodes
        Number of nodes.
    """
    there, back = np.isfinite(forwards), np.isfinite(backwards)
    return network_of(
        np.concatenate([start[there], end[back]]),
        np.concatenate([end[there], start[back]]),
        np.concatenate([forwards[there], backwards[back]]),
        nodes=nodes,
    )


def grouped(group: NDArray[np.integer], groups: int) -> tuple[Whole, Whole]:
    """Return where each group begins, shape (groups + 1,), and the order that brings them together.

    Parameters
    ----------
    group
        Of each member, from 0, shape (members,).
    groups
        How many there are.
    """
    begin = np.zeros(groups + 1, np.int64)
    np.cumsum(np.bincount(group, minlength=groups), out=begin[1:])
    return begin, np.argsort(group, kind="stable")
