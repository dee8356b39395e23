"""Plan again from a plan that is there: what would change if the problem were another one."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import sparse

from geoplan.siting.capacitated.assignment import Assignment
from geoplan.siting.capacitated.greedy import UNBOUNDED
from geoplan.siting.capacitated.trials import NONE, best_addition, gain_bounds
from geoplan.siting.problem import Ints, SitingProblem

# What a move must bring to be worth it, as a share of the most that one facility can bring: of
# 10,000 people, a hundred. Sites side by side differ by less, and nobody plans anew for it.
WORTHWHILE = 0.01
NEIGHBOURS = 30  # sites that a copy may move to nearby: those that serve its nearest cell best
PATIENCE = 20  # copies in a row that find no better place before the rest, with less to gain, stay
TRIALS = 1  # sites tried exactly for one move: that of greatest bound


@dataclass(frozen=True, eq=False)
class Replanned:
    """A plan made again.

    Parameters
    ----------
    order
        Site of each copy; by rank if asked for, else by site. Int64, shape (p,).
    kept
        People of each demand point served at each site if the plan stays as it is, demand × sites.
    served
        The same with the plan made again.
    """

    order: Ints
    kept: sparse.csc_array[np.int64]
    served: sparse.csc_array[np.int64]


def replan(problem: SitingProblem, plan: Ints, *, ranked: bool = True) -> Replanned:
    """Move copies of a plan, for a problem other than its own, as long as that is worth it.

    First the site that gains most, anywhere, takes the place of the copy worth least; then each
    copy may move to a site nearby. What a move brings is exact, everybody re-assigned. A plan
    that no such move improves comes out as it is.

    Parameters
    ----------
    problem
        What is asked, with ``p`` and the sites of the problem that was solved; costs and spacing
        are not looked at.
    plan
        Site of each copy of the plan by rank, int64, shape (p,).
    ranked
        Whether the copies are put in the order in which each next adds most; of equals, the one
        that the plan ranks first.
    """
    existing = Assignment(problem)
    moves = _Moves(problem, existing.copy(), plan)
    kept = moves.assignment.served()
    moves.far()
    moves.near()
    copies, served = moves.copies, moves.assignment.served()
    order = _ranked(existing, copies, plan) if ranked else np.repeat(np.arange(copies.size), copies)
    return Replanned(order, kept, served)


class _Moves:
    """A plan on the move: ``copies`` at each site, and the ``assignment`` with them open."""

    def __init__(self, problem: SitingProblem, assignment: Assignment, plan: Ints) -> None:
        for site in plan.tolist():
            assignment.open(site)
        self.assignment = assignment
        self.copies = np.bincount(plan, minlength=problem.copies_max.size)
        self._problem = problem
        self._by_demand = problem.pairs.tocsr()
        best = problem.pairs.data.max(initial=0.0)
        greatest = float(assignment.capacity.max(initial=0))
        self._least = int(WORTHWHILE * greatest * best / assignment.unit)

    def far(self) -> None:
        """Open where most is gained and close what is worth least, while that is worth it."""
        while self.copies.any():
            room = self.copies < self._problem.copies_max
            worth = self._worth(self.assignment, self.copies)
            upper = gain_bounds(self.assignment, room)
            floor = min(int(worth.min()) + self._least, int(UNBOUNDED))
            site, gain = best_addition(self.assignment, upper, floor=floor, trials=TRIALS)
            if site == NONE:
                return
            trial, copies = self.assignment.copy(), self.copies.copy()
            trial.open(site)
            copies[site] += 1
            left = int(np.argmin(self._worth(trial, copies)))
            lost = trial.close(left)
            if gain - lost <= self._least:
                return
            copies[left] -= 1
            self.assignment, self.copies = trial, copies

    def near(self) -> None:
        """Move copies to sites nearby, first those that may gain most."""
        upper = gain_bounds(self.assignment, self.copies < self._problem.copies_max)
        worth = self._worth(self.assignment, self.copies)
        sites = np.flatnonzero(self.copies > self._problem.copies_min)
        hope = [max(upper[self._around(site)], default=-1) - worth[site] for site in sites.tolist()]
        failures = 0
        for site in sites[np.argsort(-np.array(hope, np.int64), kind="stable")].tolist():
            moved = self._move(site)
            failures = 0 if moved else failures + 1
            if failures == PATIENCE:
                return

    def _move(self, site: int) -> bool:
        around = self._around(site)
        worth = int(self.assignment.rent[site] * self.assignment.capacity[site])
        bounds = self.assignment.gain_bounds(around)
        if bounds.max(initial=-1) <= worth + self._least:
            return False
        trial = self.assignment.copy()
        lost = trial.close(site)
        upper = np.full(self.copies.size, -1)
        upper[around] = trial.gain_bounds(around)
        other, _ = best_addition(trial, upper, floor=lost + self._least, trials=TRIALS)
        if other == NONE:
            return False
        trial.open(other)
        self.assignment = trial
        self.copies[site] -= 1
        self.copies[other] += 1
        return True

    def _around(self, site: int) -> Ints:
        """Return the other sites with room that serve the cell nearest to a site best."""
        pairs = self._problem.pairs
        span = slice(pairs.indptr[site], pairs.indptr[site + 1])
        if span.start == span.stop:
            return np.empty(0, np.int64)
        cell = pairs.indices[span][np.argmax(pairs.data[span])]
        row = slice(self._by_demand.indptr[cell], self._by_demand.indptr[cell + 1])
        nearest = np.argsort(-self._by_demand.data[row], kind="stable")[:NEIGHBOURS]
        found = self._by_demand.indices[row][nearest].astype(np.int64)
        around: Ints = found[(found != site) & (self.copies < self._problem.copies_max)[found]]
        return around

    def _worth(self, assignment: Assignment, copies: Ints) -> Ints:
        """Return what the prices say that a copy of each site is worth, at least."""
        free = copies > self._problem.copies_min
        worth: Ints = np.where(free, assignment.rent * assignment.capacity, UNBOUNDED)
        return worth


def _ranked(assignment: Assignment, copies: Ints, plan: Ints) -> Ints:
    """Return copies in the order in which each next adds most, of equals as the plan has them."""
    left = copies.copy()
    upper = np.full(copies.size, UNBOUNDED)
    waiting = plan.tolist()
    order = np.empty(int(copies.sum()), np.int64)
    for rank in range(order.size):
        upper[left == 0] = -1
        following = next((site for site in waiting if left[site]), NONE)
        floor = -1 if following == NONE else assignment.gain(following)
        other, _ = best_addition(assignment, upper, floor=floor, trials=TRIALS)
        site = following if other == NONE else other
        if site in waiting:
            waiting.remove(site)
        assignment.open(site)
        left[site] -= 1
        order[rank] = site
    return order
