"""The *p*-center: the person who has farthest to go has it as near as can be."""

from __future__ import annotations

import heapq
import math
import time
from dataclasses import dataclass, replace

import numpy as np
from scipy import sparse

from geoplan.errors import GeoplanError, InfeasibleError
from geoplan.progress import Progress, Standing, silent
from geoplan.siting.covering.set_cover import least_copies
from geoplan.siting.exact import NOTHING_FOUND, solve_exactly, why_infeasible
from geoplan.siting.limits import Limits
from geoplan.siting.opened import Nearest, as_benefit, radius_of, siting_of
from geoplan.siting.problem import ROUNDING, Floats, Ints, Siting, SitingProblem

METHOD = "set covers of falling radius by reduction, prices and branching"


@dataclass(frozen=True, eq=False)
class Verdict:
    """Whether copies can serve everybody within a radius: which, or that none can, or neither."""

    copies: Ints | None = None
    impossible: bool = False


def solve(
    problem: SitingProblem, limits: Limits = Limits(), *, progress: Progress = silent
) -> Siting:
    """Solve a *p*-center problem with any of its rules.

    The radii that occur are searched by halving. Prices and greedy covers decide most of them;
    only the few that they leave open are branched upon.

    Parameters
    ----------
    problem
        Its objective is ``center``.
    limits
        When to stop; nodes are those of one radius.
    progress
        Called with a stage, the share of it that is done, and how things stand.

    Raises
    ------
    InfeasibleError
        If no choice of copies serves everybody, saying which rules make it so.
    GeoplanError
        If the limits end the search before any siting is found.

    Source: Minieka (1970), SIAM Review 12, 138–139.
    """
    search = _Search(problem, limits, progress)
    search.narrow(nodes=0)
    search.narrow(nodes=limits.nodes)
    bound = float(search.radii[search.proven])
    progress("Radii", 1.0, Standing(float(search.radii[search.best]), bound))
    return siting_of(problem, search.copies, bound=bound, method=METHOD)


class _Search:
    """The radii between the one that is proven to bound the answer and the best one found.

    Parameters
    ----------
    problem, limits, progress
        As in ``solve``.
    """

    def __init__(self, problem: SitingProblem, limits: Limits, progress: Progress) -> None:
        self._problem, self._limits, self._progress = problem, limits, progress
        self._begun = time.perf_counter()
        self.radii = _radii(problem)
        self.proven, self.best = 0, self.radii.size - 1
        widest = self._decide(self.best, limits.nodes)
        if widest.impossible:
            raise InfeasibleError(why_infeasible(problem))
        if widest.copies is None:
            raise GeoplanError(NOTHING_FOUND)
        self._take(widest.copies)

    def narrow(self, nodes: int) -> None:
        """Halve the radii between; one that stays open counts as possible where nodes are 0."""
        low, high = self.proven, self.best
        while low < high and not self._near_enough():
            self._tell()
            middle = (low + high) // 2
            verdict = self._decide(middle, nodes)
            if verdict.copies is not None:
                self._take(verdict.copies)
                high = min(middle, self.best)
            elif verdict.impossible:
                low = self.proven = middle + 1
            elif nodes == 0:
                high = middle
            else:
                low = middle + 1

    def _take(self, copies: Ints) -> None:
        self.copies = copies
        self.best = int(np.searchsorted(self.radii, radius_of(self._problem, copies)))

    def _decide(self, at: int, nodes: int) -> Verdict:
        left = None
        if self._limits.seconds is not None:
            left = max(self._limits.seconds - (time.perf_counter() - self._begun), 0.0)
        limits = replace(self._limits, nodes=nodes, seconds=left)
        return _decide(self._problem, self.radii[at], limits)

    def _near_enough(self) -> bool:
        spent = time.perf_counter() - self._begun
        late = self._limits.seconds is not None and spent > self._limits.seconds
        best, bound = self.radii[self.best], self.radii[self.proven]
        return late or best - bound <= self._limits.gap * best

    def _tell(self) -> None:
        share = 1 - (self.best - self.proven) / self.radii.size
        best, bound = self.radii[self.best], self.radii[self.proven]
        self._progress("Radii", share, Standing(best, bound))


def _radii(problem: SitingProblem) -> Floats:
    """Return the minutes that the answer can be, those to the usable sites; 0 where nobody is."""
    usable = np.flatnonzero(problem.copies_fixed + problem.copies_max)
    minutes = problem.pairs[:, usable].tocsr()[np.flatnonzero(problem.people)]
    if minutes.shape[0] == 0:
        return np.zeros(1)
    nearest = np.minimum.reduceat(minutes.data, minutes.indptr[:-1]).max()
    return np.unique(minutes.data[minutes.data >= nearest])


def _decide(problem: SitingProblem, radius: float, limits: Limits) -> Verdict:
    near = problem.pairs.data <= radius
    before = np.concatenate([[0], np.cumsum(near)])
    pairs: sparse.csc_array[np.float64] = sparse.csc_array(
        (problem.pairs.data[near], problem.pairs.indices[near], before[problem.pairs.indptr]),
        shape=problem.pairs.shape,
    )
    by_count = problem.p is not None
    most = float(problem.p if problem.p is not None else problem.budget or 0.0)
    most *= 1 + ROUNDING
    try:
        cover = replace(
            problem,
            objective="set-cover",
            pairs=pairs,
            cost=None if by_count else problem.cost,
            p=None,
            budget=None,
        )
        found = least_copies(cover, limits, enough=most, hopeless=most)
        if found.bound > most:
            return Verdict(impossible=True)
        if found.copies is None or found.cost > most:
            return Verdict()
        copies = _filled(problem, found.copies)
        if copies is None and limits.nodes > 0:  # the spacing leaves no room for the rest
            siting = solve_exactly(replace(problem, pairs=pairs), limits)
            copies = np.bincount(siting.order, minlength=problem.copies_max.size)
    except InfeasibleError:
        return Verdict(impossible=True)
    return Verdict(copies)


def _filled(problem: SitingProblem, copies: Ints) -> Ints | None:
    """Open what is left of p where it shortens the ways of people most; None if none has room."""
    left = 0 if problem.p is None else problem.p - int(copies.sum())
    if left == 0:
        return copies
    copies = copies.copy()
    conflicts = np.empty((0, 2), np.int64) if problem.conflicts is None else problem.conflicts
    nearest = Nearest(as_benefit(problem, problem.copies_max, math.inf))
    for site in np.flatnonzero(copies).tolist():
        nearest.open(site)
    waiting = [(-math.inf, site) for site in range(copies.size)]
    while waiting and left > 0:
        _, site = heapq.heappop(waiting)
        near = np.concatenate([b[a == site] for a, b in (conflicts.T, conflicts.T[::-1])])
        if copies[site] == problem.copies_max[site] or copies[near].any():
            continue
        now = (-nearest.gain(site), site)
        if not waiting or now <= waiting[0]:
            nearest.open(site)
            copies[site] += 1
            left -= 1
        heapq.heappush(waiting, now)
    return copies if left == 0 else None
