"""Plan again from a plan that is there: what would change if the problem were another one."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import sparse

from geoplan.siting.capacitated.assignment import Assignment
from geoplan.siting.capacitated.trials import NONE, best_addition, gain_bounds
from geoplan.siting.problem import Ints, SitingProblem

# What a move must bring to be worth it, as a share of the most that one facility can bring: of
# 10,000 people, a hundred. Sites side by side differ by less, and nobody plans anew for it.
WORTHWHILE = 0.01
SUITED = 2  # sites that a copy may move to nearby: those that suit the people it serves best
TRIALS = 1  # sites tried exactly before one copy is opened: that of greatest bound
UNBOUNDED = np.int64(2**62)


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
        assignment.open_all(plan)
        self.assignment = assignment
        self.copies = np.bincount(plan, minlength=problem.copies_max.size)
        self._problem = problem
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
        """Move each copy to the better of the sites nearby, where that is worth it."""
        for site in np.flatnonzero(self.copies > self._problem.copies_min).tolist():
            worth = int(self.assignment.rent[site] * self.assignment.capacity[site])
            suited = self._suited(site)
            bounds = self.assignment.gain_bounds(suited)
            if bounds.max(initial=-1) <= worth + self._least:
                continue
            best, gain = NONE, self._least
            for other in suited.tolist():
                more = self.assignment.move_gain(site, other, floor=gain)
                if more > gain:
                    best, gain = other, more
            if best != NONE:
                self.assignment.move(site, best)
                self.copies[site] -= 1
                self.copies[best] += 1

    def _suited(self, site: int) -> Ints:
        """Return the other sites with room that suit the people served at a site best."""
        benefit = self.assignment.benefit_elsewhere(site)
        benefit[self.copies >= self._problem.copies_max] = 0
        benefit[site] = 0
        best: Ints = np.argsort(-benefit, kind="stable")[:SUITED]
        return best[benefit[best] > 0]

    def _worth(self, assignment: Assignment, copies: Ints) -> Ints:
        """Return what the prices say that a copy of each site is worth, at least."""
        free = copies > self._problem.copies_min
        worth: Ints = np.where(free, assignment.rent * assignment.capacity, UNBOUNDED)
        return worth


def _ranked(assignment: Assignment, copies: Ints, plan: Ints) -> Ints:
    """Return copies in the order in which each next adds most, of equals as the plan has them."""
    assignment.expect(np.flatnonzero(copies))
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
