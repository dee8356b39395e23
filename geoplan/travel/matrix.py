"""Minutes over a network from many places to many others, up to a cut-off.

One search for each origin, or for each destination where these are fewer, bounded by the cut-off.

Source: Meyer and Sanders (2003), Journal of Algorithms 49, 114–152, with one search for each
thread; Cuthill and McKee (1969) for numbering nodes so that neighbours lie close together in
memory.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, fields
from functools import cached_property
from typing import Any

import numpy as np
from scipy import sparse
from scipy.sparse.csgraph import reverse_cuthill_mckee

from geoplan.errors import GeoplanError
from geoplan.progress import Progress, silent
from geoplan.travel.buckets import Desk, Ends, Lists, Rows, new_desk, search
from geoplan.travel.network import Floats, Network, Whole, grouped

ENGINE = "buckets 1"  # another name whenever the same places come to other minutes
BLOCK = 16  # places searched from in one piece of work
WIDTH = 0.5  # of a bucket, in mean minutes of an edge
MOST_BUCKETS = 1_000_000


@dataclass(frozen=True, eq=False)
class Access:
    """How places are tied to a network: each by any number of nodes.

    Parameters
    ----------
    places
        Number of places.
    place, node
        Of each tie, shape (ties,).
    minutes
        Between the place and the node, shape (ties,).
    needed
        How many ties of a place must be within reach for the place to be, 1 or more, shape
        (places,); its minutes are those of the last one needed. None stands for 1 everywhere: the
        nearest tie counts.
    """

    places: int
    place: Whole
    node: Whole
    minutes: Floats
    needed: Whole | None = None

    @classmethod
    def at(cls, nodes: Whole) -> Access:
        """Return places that stand at nodes themselves, shape (places,)."""
        return cls(nodes.size, np.arange(nodes.size), nodes, np.zeros(nodes.size))

    @property
    def several(self) -> bool:
        """Whether some place needs more than one of its ties."""
        return self.needed is not None and bool((self.needed > 1).any())


@dataclass(frozen=True, eq=False)
class Searches:
    """Searches from many places to many others: all that they take, in whatever process they run.

    Parameters
    ----------
    graph
        Edges of each node; the last nodes are the places searched from.
    starts
        Number of these places.
    ends
        Places searched for.
    cutoff_min
        Longest time kept.
    width_min
        Of the buckets in which nodes wait; says how fast, not what is found.
    backwards
        Whether the places searched from are the destinations.
    """

    graph: Lists
    starts: int
    ends: Ends
    cutoff_min: float
    width_min: float
    backwards: bool

    def minutes(
        self, first: int, last: int, *, threads: int | None = None, progress: Progress = silent
    ) -> sparse.csr_array[np.float64]:
        """Return the minutes from some of the places searched from, shape (last - first, ends).

        Parameters
        ----------
        first, last
            The places ``first`` to ``last``, the latter left out.
        threads
            That search at the same time; None for ``OMP_NUM_THREADS``, which is 1 in the workers
            of a Dask cluster, or one for each core.
        progress
            Called with the share of the searches that is done.
        """
        shape = (last - first, self.ends.places)
        return _joined(self._pieces(first, last, threads, progress), shape)

    def __getstate__(self) -> dict[str, Any]:
        """Return what another process needs."""
        return {field.name: getattr(self, field.name) for field in fields(self)}

    @cached_property
    def _desks(self) -> list[Desk]:
        """Desks that are free; to lay out a new one for each piece would take as long again."""
        return []

    def _pieces(
        self, first: int, last: int, threads: int | None, progress: Progress
    ) -> Iterator[Rows]:
        nodes, minutes = self.graph.begin.size - 1, (self.cutoff_min, self.width_min)
        place = nodes - self.starts  # node of the first

        def piece(at: int) -> Rows:
            begin, end = place + at, place + min(at + BLOCK, last)
            try:
                desk = self._desks.pop()
            except IndexError:
                desk = new_desk(nodes, self.ends.places, *minutes)
            rows = search(self.graph, self.ends, desk, *minutes, begin, end)
            self._desks.append(desk)
            return rows

        progress("Travel times", 0.0)
        with ThreadPoolExecutor(threads or _threads()) as pool:
            for done, rows in enumerate(pool.map(piece, range(first, last, BLOCK)), 1):
                progress("Travel times", min(done * BLOCK / (last - first), 1.0))
                yield rows


@dataclass(frozen=True, eq=False)
class Router:
    """Searches a network from many places at once.

    Parameters
    ----------
    network
        Directed edges with minutes.
    """

    network: Network

    def minutes(
        self,
        origins: Access,
        destinations: Access,
        *,
        cutoff_min: float,
        progress: Progress = silent,
    ) -> sparse.csr_array[np.float64]:
        """Return the minutes from origins to destinations.

        Parameters
        ----------
        origins, destinations
            Tied to nodes of the network; on one side only may places need several of their ties.
        cutoff_min
            Longest time kept.
        progress
            Called with the share of the searches that is done.

        Returns
        -------
        csr_array
            Origins × destinations, sorted; what is absent lies beyond the cut-off, a stored zero
            is a true zero.

        Raises
        ------
        GeoplanError
            When places of both sides need several of their ties.
        """
        searches = self.searches(origins, destinations, cutoff_min=cutoff_min)
        matrix = searches.minutes(0, searches.starts, progress=progress)
        return sparse.csr_array(matrix.T.tocsr()) if searches.backwards else matrix

    def searches(self, origins: Access, destinations: Access, *, cutoff_min: float) -> Searches:
        """Return the searches that give the minutes from origins to destinations.

        They start from the side with fewer places, but never from places that need several ties.
        """
        if origins.several and destinations.several:
            raise GeoplanError(
                "Origins and destinations both need several of their access points, but a search "
                "starts from one. Tie the places of one side by their nearest access point."
            )
        fewer = destinations.places < origins.places
        backwards = origins.several or (fewer and not destinations.several)
        starts, ends = (destinations, origins) if backwards else (origins, destinations)
        graph = self._backwards if backwards else self._forwards
        graph = _with_places(graph, starts, self._number)
        targets = _ends(ends, self._number, graph.begin.size - 1)
        mean = float(graph.minutes.mean()) if graph.minutes.size else 0.0
        width = max(WIDTH * mean, cutoff_min / MOST_BUCKETS) or 1.0
        return Searches(graph, starts.places, targets, cutoff_min, width, backwards)

    @cached_property
    def _number(self) -> Whole:
        """Number of each node in the order searched, neighbours close together, shape (nodes,)."""
        network = self.network
        ones = np.ones(network.edges, np.int8)
        pattern = sparse.csr_array(
            (ones, network.head, network.begin), shape=(network.nodes, network.nodes)
        )
        order = reverse_cuthill_mckee(sparse.csr_matrix(pattern + pattern.T), symmetric_mode=True)
        number = np.empty(network.nodes, np.int64)
        number[order] = np.arange(network.nodes)
        return number

    @cached_property
    def _forwards(self) -> Lists:
        return _graph(self.network.renumbered(self._number))

    @cached_property
    def _backwards(self) -> Lists:
        return _graph(self.network.renumbered(self._number).reversed())


def _threads() -> int:
    asked = os.environ.get("OMP_NUM_THREADS", "").partition(",")[0]
    return (int(asked) if asked.isdecimal() else 0) or os.cpu_count() or 1


def _graph(network: Network) -> Lists:
    return Lists(network.begin.astype(np.uint32), network.head.astype(np.uint32), network.minutes)


def _with_places(graph: Lists, places: Access, number: Whole) -> Lists:
    """Return the graph with places as further nodes, from which their ties lead."""
    ties = _by_place(places, number)
    return Lists(
        np.concatenate([graph.begin, graph.begin[-1] + ties.begin[1:]]),
        np.concatenate([graph.other, ties.other]),
        np.concatenate([graph.minutes, ties.minutes]),
    )


def _ends(places: Access, number: Whole, nodes: int) -> Ends:
    by_node = _lists(number[places.node], places.place, places.minutes, nodes)
    if places.needed is None or not places.several:
        nothing = np.empty(0, np.uint32)
        return Ends(places.places, by_node, Lists(nothing, nothing, np.empty(0)), nothing)
    by_place = _by_place(places, number)
    return Ends(places.places, by_node, by_place, places.needed.astype(np.uint32))


def _by_place(places: Access, number: Whole) -> Lists:
    return _lists(places.place, number[places.node], places.minutes, places.places)


def _lists(by: Whole, other: Whole, minutes: Floats, size: int) -> Lists:
    begin, order = grouped(by, size)
    return Lists(begin.astype(np.uint32), other[order].astype(np.uint32), minutes[order])


def _joined(pieces: Iterable[Rows], shape: tuple[int, int]) -> sparse.csr_array[np.float64]:
    """Return the pieces as one matrix, whose memory grows in place as they come."""
    found = [np.zeros(1, np.int64)]
    place, minutes = np.empty(0, np.int32), np.empty(0)
    for piece in pieces:
        found.append(piece.found)
        at, end = place.size, place.size + piece.place.size
        place.resize(end, refcheck=False)
        minutes.resize(end, refcheck=False)
        place[at:], minutes[at:] = piece.place, piece.minutes
    begin = np.cumsum(np.concatenate(found))
    small = sparse.get_index_dtype(maxval=max(int(begin[-1]), shape[1]))
    return sparse.csr_array((minutes, place.astype(small, copy=False), begin.astype(small)), shape)
