"""From the copies that are opened to the people served, the order and the objective."""

from __future__ import annotations

import heapq
import math
from dataclasses import replace
from typing import Protocol

import numpy as np
from scipy import sparse

from geoplan.siting.capacitated.assignment import Assignment
from geoplan.siting.problem import Floats, Ints, Siting, SitingProblem


class Opening(Protocol):
    """Copies open so far."""

    def gain(self, site: int) -> float:
        """Return what one more copy adds; it adds no more when others are open."""

    def open(self, site: int) -> float:
        """Open one more copy and return what it adds."""

    def served(self) -> sparse.csc_array[np.int64]:
        """Return the people of each demand point served at each site."""


def siting_of(problem: SitingProblem, copies: Ints, *, bound: float, method: str) -> Siting:
    """Return the siting with so many new copies, with an optimal assignment.

    Parameters
    ----------
    problem
        What was asked.
    copies
        New copies at each site that keep to the rules, shape (sites,).
    bound
        No choice of copies has a better objective, but for rounding.
    method
        In words.
    """
    radius = radius_of(problem, copies) if problem.objective == "center" else math.inf
    benefit = as_benefit(problem, copies, radius)
    opening: Opening = Nearest(benefit) if problem.capacity is None else Assignment(benefit)
    order = _order(opening, np.repeat(np.arange(copies.size), copies).tolist())
    served = opening.served()
    objective = objective_of(problem, order, served)
    better = max if problem.maximise else min
    return Siting(order, served, objective, better(bound, objective), method)


def objective_of(problem: SitingProblem, order: Ints, served: sparse.csc_array[np.int64]) -> float:
    """Return the objective of new copies at sites and an assignment."""
    if problem.objective == "set-cover":
        return math.fsum(problem.new_cost[order])
    demand, sites = problem.pairs.shape
    pair_site, served_site = (
        np.repeat(np.arange(sites), np.diff(table.indptr)) for table in (problem.pairs, served)
    )
    pair = np.searchsorted(
        pair_site * demand + problem.pairs.indices, served_site * demand + served.indices
    )
    each = problem.pairs.data[pair]  # a stored zero is a true zero, so tables cannot be multiplied
    if problem.objective == "center":
        return float(each.max(initial=0.0))
    return math.fsum(each * served.data)


def radius_of(problem: SitingProblem, copies: Ints) -> float:
    """Return the least minutes within which the open sites can serve everybody.

    Parameters
    ----------
    problem
        Its pairs hold minutes.
    copies
        New copies at each site, shape (sites,), that together with the fixed ones can serve
        everybody.
    """
    places = problem.copies_fixed + copies
    minutes = problem.pairs[:, np.flatnonzero(places)].tocsr()[np.flatnonzero(problem.people)]
    if minutes.nnz == 0:
        return 0.0
    nearest = np.minimum.reduceat(minutes.data, minutes.indptr[:-1]).max()
    if problem.capacity is None:
        return float(nearest)
    radii = np.unique(minutes.data[minutes.data >= nearest])
    everybody = problem.people.sum()
    low, high = 0, radii.size - 1
    while low < high:
        middle = (low + high) // 2
        near = as_benefit(problem, copies, radii[middle])
        if Assignment(replace(near, copies_fixed=places)).people_served == everybody:
            high = middle
        else:
            low = middle + 1
    return float(radii[low])


class Nearest:
    """Everybody at the best open site, where no site is ever full."""

    def __init__(self, problem: SitingProblem) -> None:
        self._benefit, self._people = problem.pairs, problem.people
        self._best = np.zeros(problem.people.size)
        self._site = np.full(problem.people.size, -1)
        for site in np.flatnonzero(problem.copies_fixed).tolist():
            self.open(site)

    def gain(self, site: int) -> float:
        """Return what one more copy adds; it adds no more when others are open."""
        demand, rise = self._rise(site)
        return float(self._people[demand] @ rise)

    def open(self, site: int) -> float:
        """Open one more copy and return what it adds."""
        demand, rise = self._rise(site)
        self._best[demand] += rise
        self._site[demand[rise > 0]] = site
        return float(self._people[demand] @ rise)

    def served(self) -> sparse.csc_array[np.int64]:
        """Return the people of each demand point served at each site."""
        there = np.flatnonzero((self._site >= 0) & (self._people > 0))
        table: sparse.csc_array[np.int64] = sparse.csc_array(
            (self._people[there], (there, self._site[there])), shape=self._benefit.shape
        )
        table.sort_indices()
        return table

    def _rise(self, site: int) -> tuple[Ints, Floats]:
        span = slice(self._benefit.indptr[site], self._benefit.indptr[site + 1])
        demand = self._benefit.indices[span].astype(np.int64)
        return demand, np.maximum(self._benefit.data[span] - self._best[demand], 0.0)


def _order(opening: Opening, sites: list[int]) -> Ints:
    """Open a copy at each of the sites, always the one that adds most, and return their order."""
    waiting = [(-math.inf, site) for site in sites]
    order = []
    while waiting:
        _, site = heapq.heappop(waiting)
        now = (-opening.gain(site), site)
        if waiting and now > waiting[0]:
            heapq.heappush(waiting, now)
        else:
            opening.open(site)
            order.append(site)
    return np.array(order, np.int64)


def as_benefit(problem: SitingProblem, copies: Ints, radius: float) -> SitingProblem:
    """Return a coverage problem of the open sites whose best assignment is that of the problem.

    Where everybody must be served, a person served is worth more than any minutes that others
    save by it: between two assignments everybody moves along a chain of at most all open sites.
    """
    open_ = problem.copies_fixed + copies > 0
    site = np.repeat(np.arange(copies.size), np.diff(problem.pairs.indptr))
    kept = open_[site] & (problem.pairs.data <= radius)
    demand, worth = problem.pairs.indices[kept], problem.pairs.data[kept]
    if problem.everybody:
        longest = worth.max(initial=0.0)
        worth = (1 + min(problem.people.size, int(open_.sum()))) * longest - worth
        worth += longest == 0
    benefit: sparse.csc_array[np.float64] = sparse.csc_array(
        (worth, (demand, site[kept])), shape=problem.pairs.shape
    )
    benefit.sort_indices()
    return SitingProblem(
        "coverage",
        problem.people,
        benefit,
        copies_fixed=problem.copies_fixed,
        copies_min=np.zeros_like(copies),
        copies_max=copies,
        capacity=problem.capacity,
        p=int(copies.sum()),
    )
