"""Engines for travel times side by side: each takes a case and gives the minutes it found."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial

import numpy as np
from scipy import sparse
from scipy.sparse.csgraph import dijkstra

from benchmarks.running import measured
from geoplan.travel.matrix import Access, Router
from geoplan.travel.network import Floats, Network, Whole

ROWS = 50  # sources that the others search from at a time


@dataclass(frozen=True, eq=False)
class Case:
    """What is asked of every engine.

    Parameters
    ----------
    network
        Directed edges with minutes.
    xy
        Of the nodes, shape (nodes, 2); only for those who ask for it.
    sources, destinations
        Nodes.
    cutoff_min
        Longest time kept.
    """

    network: Network
    xy: Floats
    sources: Whole
    destinations: Whole
    cutoff_min: float

    def first(self, sources: int) -> Case:
        """Return the case with the first few sources only."""
        return replace(self, sources=self.sources[:sources])


@dataclass(frozen=True, eq=False)
class Run:
    """What an engine came to.

    Parameters
    ----------
    minutes
        Sources × destinations, what lies beyond the cut-off not stored.
    seconds
        With what it needs to set up.
    peak_mb
        Memory that the process took on top of what it held before, the answer included.
    """

    minutes: sparse.csr_array
    seconds: float
    peak_mb: float


def run(engine: str, case: Case) -> Run:
    """Run one engine in this process.

    The first source is asked for beforehand, so that no clock counts what is loaded or compiled.
    """
    warnings.simplefilter("ignore")  # pandana prints all pairs that are not connected
    solve = ENGINES[engine]
    solve(case.first(1))
    return Run(*measured(partial(solve, case)))


def _geoplan(case: Case) -> sparse.csr_array:
    origins, destinations = Access.at(case.sources), Access.at(case.destinations)
    return Router(case.network).minutes(origins, destinations, cutoff_min=case.cutoff_min)


def _scipy(case: Case) -> sparse.csr_array:
    matrix = case.network.matrix()
    return _kept(
        case,
        lambda some: dijkstra(matrix, indices=some, limit=case.cutoff_min)[:, case.destinations],
    )


def _igraph(case: Case) -> sparse.csr_array:
    import igraph

    network = case.network
    graph = igraph.Graph(
        n=network.nodes, edges=np.column_stack([network.tail, network.head]), directed=True
    )
    minutes = network.minutes.tolist()
    targets = case.destinations.tolist()
    return _kept(
        case, lambda some: np.array(graph.distances(some.tolist(), targets, weights=minutes))
    )


def _networkit(case: Case) -> sparse.csr_array:
    import networkit

    network = case.network
    edges = (network.minutes, (network.tail, network.head.astype(np.int64)))
    graph = networkit.GraphFromCoo(edges, n=network.nodes, weighted=True, directed=True)

    def search(some: Whole) -> Floats:
        every = networkit.distance.SPSP(graph, some.tolist())
        every.run()
        return np.array(every.getDistances(asarray=True))[:, case.destinations]

    return _kept(case, search)


def _pandana(case: Case) -> sparse.csr_array:
    import pandana
    import pandas as pd

    network = case.network
    built = pandana.Network(
        pd.Series(case.xy[:, 0]),
        pd.Series(case.xy[:, 1]),
        pd.Series(network.tail),
        pd.Series(network.head.astype(np.int64)),
        pd.DataFrame({"minutes": network.minutes}),
        twoway=False,
    )

    def search(some: Whole) -> Floats:
        starts = np.repeat(some, case.destinations.size)
        ends = np.tile(case.destinations, some.size)
        between = np.array(built.shortest_path_lengths(starts, ends, imp_name="minutes"))
        return between.reshape(some.size, -1)

    return _kept(case, search)


def _kept(case: Case, search: Callable[[Whole], Floats]) -> sparse.csr_array:
    """Search from a few sources at a time and keep what lies within the cut-off."""
    blocks = []
    for first in range(0, case.sources.size, ROWS):
        minutes = search(case.sources[first : first + ROWS])
        row, column = np.nonzero(minutes <= case.cutoff_min)
        entries = (minutes[row, column], (row, column.astype(np.int32)))
        blocks.append(sparse.csr_array(entries, shape=minutes.shape))
    return sparse.csr_array(sparse.vstack(blocks))


ENGINES: dict[str, Callable[[Case], sparse.csr_array]] = {
    "geoplan": _geoplan,
    "scipy": _scipy,
    "pandana": _pandana,
    "igraph": _igraph,
    "networkit": _networkit,
}
