"""The fewest, or the cheapest, new copies that reach everybody."""

from __future__ import annotations

import heapq
import math
from dataclasses import dataclass

import numpy as np
from scipy import sparse

from geoplan.errors import GeoplanError, InfeasibleError
from geoplan.progress import Progress, silent
from geoplan.siting.capacitated.assignment import Assignment
from geoplan.siting.covering.cover import Cover
from geoplan.siting.covering.least import least_cover
from geoplan.siting.exact import NOTHING_FOUND, solve_exactly, why_infeasible
from geoplan.siting.formulation import formulate
from geoplan.siting.highs import minimise
from geoplan.siting.limits import Limits
from geoplan.siting.opened import as_benefit, siting_of
from geoplan.siting.problem import Ints, Siting, SitingProblem

METHOD = "set cover by reduction, prices and branching"


@dataclass(frozen=True, eq=False)
class Copies:
    """New copies that reach everybody and how cheap they can be.

    Parameters
    ----------
    copies
        The cheapest found, shape (sites,); None where none were.
    cost
        Of these; inf where none were found.
    bound
        None cost less; inf where there are none.
    """

    copies: Ints | None
    cost: float
    bound: float


def solve(
    problem: SitingProblem, limits: Limits = Limits(), *, progress: Progress = silent
) -> Siting:
    """Solve a location set covering problem with any of its rules.

    Parameters
    ----------
    problem
        Its objective is ``set-cover``.
    limits
        When to stop.
    progress
        Called with a stage, the share of it that is done, and how things stand.

    Raises
    ------
    InfeasibleError
        If the rules leave nobody's choice, saying which.
    GeoplanError
        If the limits end the search before any cover is found.

    Source: Toregas, Swain, ReVelle and Bergman (1971), Operations Research 19, 1363–1373.
    """
    if problem.capacity is not None:
        copies = _greedy(problem)
        incumbent = None
        if copies is not None:
            incumbent = siting_of(problem, copies, bound=0.0, method="greedy")
        return solve_exactly(problem, limits, incumbent=incumbent, progress=progress)
    found = least_copies(problem, limits, progress=progress)
    if math.isinf(found.bound):
        raise InfeasibleError(why_infeasible(problem))
    if found.copies is None:
        raise GeoplanError(NOTHING_FOUND)
    return siting_of(problem, found.copies, bound=found.bound, method=METHOD)


def least_copies(
    problem: SitingProblem,
    limits: Limits = Limits(),
    *,
    enough: float = -math.inf,
    hopeless: float = math.inf,
    progress: Progress = silent,
) -> Copies:
    """Find the cheapest new copies that reach everybody, or decide whether some are cheap enough.

    Parameters
    ----------
    problem
        Its objective is ``set-cover``.
    limits
        When to stop; with no nodes, bounds and heuristics alone decide.
    enough
        Copies as cheap as this are not improved further.
    hopeless
        With a bound above this the search ends.
    progress
        Called with a stage, the share of it that is done, and how things stand.
    """
    if problem.capacity is not None:
        outcome = minimise(
            formulate(problem), limits, enough=enough, hopeless=hopeless, progress=progress
        )
        if outcome.values is None:
            return Copies(None, math.inf, outcome.bound)
        copies = np.rint(outcome.values[: problem.copies_max.size]).astype(np.int64)
        return Copies(copies, float(problem.new_cost @ copies), outcome.bound)
    spent = float(problem.new_cost @ problem.copies_min)
    found = least_cover(
        _left_to_cover(problem),
        limits,
        enough=enough - spent,
        hopeless=hopeless - spent,
        progress=progress,
    )
    if found.sites is None:
        return Copies(None, math.inf, spent + found.bound)
    copies = problem.copies_min.copy()
    copies[found.sites] += 1
    return Copies(copies, spent + found.cost, spent + found.bound)


def _left_to_cover(problem: SitingProblem) -> Cover:
    """Return whom the sites that are open anyway leave out, and the sites that may be opened."""
    sites = problem.copies_max.size
    reach = sparse.csc_array(
        (np.ones(problem.pairs.nnz, np.int32), problem.pairs.indices, problem.pairs.indptr),
        shape=problem.pairs.shape,
    )
    none = np.empty((0, 2), np.int64)
    conflicts = none if problem.conflicts is None else problem.conflicts
    whole = Cover(reach, problem.new_cost.astype(np.float64), conflicts, np.arange(sites))
    open_ = (problem.copies_fixed + problem.copies_min) > 0
    may_open = ~open_ & (problem.copies_max > 0)
    may_open[whole.excluded(np.flatnonzero(problem.copies_min))] = False
    left = (problem.people > 0) & (reach @ open_.astype(np.int32) == 0)
    return whole.part(left, may_open)


def _greedy(problem: SitingProblem) -> Ints | None:
    """Open copies where most people are served for the money until all are; None if that fails."""
    assignment = Assignment(as_benefit(problem, problem.copies_max, math.inf))
    copies = np.zeros_like(problem.copies_max)
    excluded = np.zeros(copies.size, np.bool_)
    everybody = int(problem.people.sum())
    conflicts = np.empty((0, 2), np.int64) if problem.conflicts is None else problem.conflicts

    def take(site: int) -> None:
        assignment.open(site)
        copies[site] += 1
        for near in (conflicts, conflicts[:, ::-1]):
            excluded[near[near[:, 0] == site, 1]] = True

    for site in np.repeat(np.arange(copies.size), problem.copies_min).tolist():
        take(site)
    waiting = [(-math.inf, site) for site in range(copies.size)]
    while waiting and assignment.people_served < everybody:
        _, site = heapq.heappop(waiting)
        if excluded[site] or copies[site] == problem.copies_max[site]:
            continue
        now = (-assignment.gain(site) / problem.new_cost[site], site)
        if waiting and now > waiting[0]:
            heapq.heappush(waiting, now)
        elif now[0] < 0:
            take(site)
            heapq.heappush(waiting, now)
    return copies if assignment.people_served == everybody else None
