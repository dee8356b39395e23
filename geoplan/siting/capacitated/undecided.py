"""What a plan would be worth without one of the decisions that bind it, everybody re-assigned."""

from __future__ import annotations

import numpy as np

from geoplan.siting.capacitated.assignment import Assignment
from geoplan.siting.capacitated.explain import Covered, room_without
from geoplan.siting.capacitated.greedy import open_all
from geoplan.siting.capacitated.trials import NONE, best_replacement, gain_bounds
from geoplan.siting.problem import Ints, SitingProblem
from geoplan.siting.undecided import Undecided


class Bound:
    """A plan as decisions bind it: one of them can fall, the other copies stay where they are.

    Parameters
    ----------
    problem
        What was asked, of coverage.
    order
        Site of each copy of the plan, int64, shape (p,).
    covered
        Counts people.
    """

    def __init__(self, problem: SitingProblem, order: Ints, covered: Covered) -> None:
        self._problem, self._covered = problem, covered
        self._copies = np.bincount(order, minlength=problem.copies_max.size)
        self._assignment = Assignment(problem)
        open_all(self._assignment, np.zeros_like(self._copies), self._copies)
        self._people = covered.by(self._assignment.served())

    def without_pin(self, site: int) -> Undecided:
        """Return the best other site, of all there are, of one copy that is pinned to a site."""
        assignment = self._assignment
        upper = gain_bounds(assignment, room_without(self._problem, self._copies, site))
        without, lost, other, gain = best_replacement(assignment, site, upper, only_better=True)
        if other == NONE:
            return Undecided()
        without.open(other)
        return self._changed(without, other, gain - lost)

    def without_forbidding(self, site: int) -> Undecided:
        """Return the best swap of a copy that may move for one at a forbidden site."""
        assignment, best, leaving = self._assignment, 0, NONE
        for other in np.flatnonzero(self._copies > self._problem.copies_min).tolist():
            gain = assignment.move_gain(other, site, floor=best)
            if gain > best:
                best, leaving = gain, other
        return Undecided() if leaving == NONE else self._moved(leaving, site)

    def at_its_place(self, plot: int, place: int) -> Undecided:
        """Return what the copy on a chosen plot would bring at the place that it stands for."""
        return self._moved(plot, place)

    def _moved(self, site: int, other: int) -> Undecided:
        moved = self._assignment.copy()
        gain = moved.move(site, other)
        return self._changed(moved, other, gain)

    def _changed(self, then: Assignment, site: int, gain: int) -> Undecided:
        people = self._covered.by(then.served()) - self._people
        return Undecided(site, gain * self._assignment.unit, people)
