"""Minutes over a network from many places to many others, up to a cut-off.

One search for each origin, bounded by the cut-off. Nodes wait in buckets of a fixed width of
minutes instead of a heap, linked in both directions so that one whose minutes fall can move; those
that fall while their bucket is emptied are looked at again, so the minutes are exactly those of
Dijkstra's algorithm.

Source: Meyer and Sanders (2003), Journal of Algorithms 49, 114–152, with one thread for a search
and one search for each thread; Cuthill and McKee (1969) for numbering nodes so that neighbours lie
close together in memory.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.sparse.csgraph import reverse_cuthill_mckee

from geoplan.compiled import compiled, inner
from geoplan.progress import Progress, silent
from geoplan.travel.network import Floats, Network, Whole, grouped

BLOCK = 16  # origins searched from in one piece of work
WIDTH = 0.5  # of a bucket, in mean minutes of an edge
MOST_BUCKETS = 1_000_000
DENSE = 16  # of so many places one in reach: all are gone through instead of sorting
NEXT = np.uint32(1)

Numbers = NDArray[np.uint32]  # unsigned: compiled code need not look for negative indices


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
    """

    places: int
    place: Whole
    node: Whole
    minutes: Floats

    @classmethod
    def at(cls, nodes: Whole) -> Access:
        """Return places that stand at nodes themselves, shape (places,)."""
        return cls(nodes.size, np.arange(nodes.size), nodes, np.zeros(nodes.size))


class _Lists(NamedTuple):
    """What belongs to each of many: to a node its edges, to a place or a node its ties."""

    begin: Numbers
    other: Numbers
    minutes: Floats


class _Rows(NamedTuple):
    """Pairs in reach, origin after origin."""

    found: Whole  # of each origin
    place: NDArray[np.int32]
    minutes: Floats


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
            Tied to nodes of the network.
        cutoff_min
            Longest time kept.
        progress
            Called with the share of the searches that is done.

        Returns
        -------
        csr_array
            Origins × destinations, sorted; what is absent lies beyond the cut-off, a stored zero
            is a true zero.
        """
        backwards = destinations.places < origins.places
        graph = self._backwards if backwards else self._forwards
        starts, ends = (destinations, origins) if backwards else (origins, destinations)
        blocks = self._blocks(graph, starts, ends, cutoff_min, progress)
        matrix = _joined(blocks, (starts.places, ends.places))
        return sparse.csr_array(matrix.T.tocsr()) if backwards else matrix

    def _blocks(
        self, graph: _Lists, starts: Access, ends: Access, cutoff_min: float, progress: Progress
    ) -> Iterator[_Rows]:
        graph = _with_places(graph, starts, self._number)
        targets = _lists(self._number[ends.node], ends.place, ends.minutes, graph.begin.size - 1)
        mean = float(graph.minutes.mean()) if graph.minutes.size else 0.0
        width = max(WIDTH * mean, cutoff_min / MOST_BUCKETS) or 1.0

        origins = self.network.nodes  # number of the first of them

        def search(first: int) -> _Rows:
            last = min(first + BLOCK, starts.places)
            return _search(
                graph, targets, ends.places, cutoff_min, width, origins + first, origins + last
            )

        progress("Travel times", 0.0)
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            for done, rows in enumerate(pool.map(search, range(0, starts.places, BLOCK)), 1):
                progress("Travel times", min(done * BLOCK / starts.places, 1.0))
                yield rows

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
    def _forwards(self) -> _Lists:
        return _graph(self.network.renumbered(self._number))

    @cached_property
    def _backwards(self) -> _Lists:
        return _graph(self.network.renumbered(self._number).reversed())


def _graph(network: Network) -> _Lists:
    return _Lists(network.begin.astype(np.uint32), network.head.astype(np.uint32), network.minutes)


def _with_places(graph: _Lists, places: Access, number: Whole) -> _Lists:
    """Return the graph with places as further nodes, from which their ties lead."""
    ties = _lists(places.place, number[places.node], places.minutes, places.places)
    return _Lists(
        np.concatenate([graph.begin, graph.begin[-1] + ties.begin[1:]]),
        np.concatenate([graph.other, ties.other]),
        np.concatenate([graph.minutes, ties.minutes]),
    )


def _lists(by: Whole, other: Whole, minutes: Floats, size: int) -> _Lists:
    begin, order = grouped(by, size)
    return _Lists(begin.astype(np.uint32), other[order].astype(np.uint32), minutes[order])


def _joined(blocks: Iterable[_Rows], shape: tuple[int, int]) -> sparse.csr_array[np.float64]:
    """Return the blocks as one matrix, whose memory grows in place as they come."""
    found = [np.zeros(1, np.int64)]
    place, minutes = np.empty(0, np.int32), np.empty(0)
    for block in blocks:
        found.append(block.found)
        at, end = place.size, place.size + block.place.size
        place.resize(end, refcheck=False)
        minutes.resize(end, refcheck=False)
        place[at:], minutes[at:] = block.place, block.minutes
    begin = np.cumsum(np.concatenate(found))
    small = sparse.get_index_dtype(maxval=max(int(begin[-1]), shape[1]))
    return sparse.csr_array((minutes, place.astype(small, copy=False), begin.astype(small)), shape)


class _Waiting(NamedTuple):
    """Nodes that wait in buckets: a list for each bucket, linked in both directions.

    The number after the last node stands for nobody.
    """

    first: Numbers  # of each bucket
    after: Numbers
    before: Numbers  # a node's own number says that it does not wait


@compiled
def _search(
    graph: _Lists,
    targets: _Lists,
    places: int,
    cutoff: float,
    width: float,
    first: int,
    last: int,
) -> _Rows:
    """Search from the nodes ``first`` to ``last``."""
    nodes, scale = graph.begin.size - 1, 1.0 / width
    beyond = np.nextafter(cutoff, np.inf)  # what nodes not reached are taken to lie at
    least, seen = np.full(nodes, beyond), np.empty(nodes, np.uint32)
    buckets = np.full(int(cutoff * scale) + 1, np.uint32(nodes))
    waiting = _Waiting(buckets, np.empty(nodes + 1, np.uint32), np.empty(nodes + 1, np.uint32))
    nearest, reached = np.full(places, np.inf), np.empty(places, np.uint32)
    found = np.zeros(last - first, np.int64)
    place, minutes, stored = np.empty(1024, np.int32), np.empty(1024), 0
    for origin in range(first, last):
        number = _reach(graph, waiting, least, seen, beyond, scale, origin)
        count = _collected(targets, least, seen[:number], cutoff, nearest, reached)
        least[seen[:number]] = beyond
        if stored + count > place.size:
            place, minutes = _longer(place, stored + count), _longer(minutes, stored + count)
        place[stored : stored + count] = reached[:count]
        minutes[stored : stored + count] = nearest[reached[:count]]
        nearest[reached[:count]] = np.inf
        stored += count
        found[origin - first] = count
    return _Rows(found, place[:stored].copy(), minutes[:stored].copy())


@inner
def _reach(
    graph: _Lists,
    waiting: _Waiting,
    least: Floats,
    seen: Numbers,
    beyond: float,
    scale: float,
    origin: int,
) -> int:
    """Fill in the least minutes to all nodes within the cut-off, and return how many these are.

    Written out in one piece: calls from the innermost loop would take as long again.
    """
    begin, heads, took = graph
    first, after, before = waiting
    nobody = np.uint32(least.size)
    least[origin], seen[0], number = 0.0, origin, 1
    first[0], after[origin], before[origin] = origin, nobody, nobody
    for bucket in range(first.size):
        while first[bucket] != nobody:
            node = first[bucket]
            following = after[node]
            first[bucket], before[node] = following, node
            before[following] = nobody
            so_far = least[node]
            for edge in range(begin[node], begin[node + NEXT]):
                head = heads[edge]
                minutes = so_far + took[edge]
                known = least[head]
                if minutes >= known:
                    continue
                if known == beyond:
                    seen[number] = head
                    number += 1
                elif before[head] != head:  # it waits: take it out of its bucket
                    ahead, following = before[head], after[head]
                    if ahead == nobody:
                        first[int(known * scale)] = following
                    else:
                        after[ahead] = following
                    before[following] = ahead
                least[head] = minutes
                place = int(minutes * scale)
                following = first[place]
                first[place], after[head], before[head] = head, following, nobody
                before[following] = head
    return number


@inner
def _collected(
    targets: _Lists,
    least: Floats,
    seen: Numbers,
    cutoff: float,
    nearest: Floats,
    reached: Numbers,
) -> int:
    """Fill in the places within the cut-off in order, and return how many these are."""
    count = 0
    for node in seen:
        for tie in range(targets.begin[node], targets.begin[node + NEXT]):
            place, total = targets.other[tie], least[node] + targets.minutes[tie]
            if total <= cutoff and total < nearest[place]:
                if nearest[place] == np.inf:
                    reached[count] = place
                    count += 1
                nearest[place] = total
    if count * DENSE > nearest.size:
        count = 0
        for place in range(nearest.size):
            if nearest[place] < np.inf:
                reached[count] = place
                count += 1
    else:
        reached[:count].sort()
    return count


@inner
def _longer(array: Any, size: int) -> Any:
    """Return an array with room for so many and more, which begins with the one given."""
    longer = np.empty(max(size, 2 * array.size), array.dtype)
    longer[: array.size] = array
    return longer
