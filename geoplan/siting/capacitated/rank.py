"""What each chosen copy adds, what its loss would cost, and which site would come instead."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
from scipy import sparse

from geoplan.progress import Progress, silent
from geoplan.siting.capacitated.assignment import Assignment
from geoplan.siting.capacitated.trials import NONE, best_replacement, gain_bounds
from geoplan.siting.problem import Floats, Ints, Siting, SitingProblem


@dataclass(frozen=True, eq=False)
class Ranking:
    """The chosen copies in order; all arrays by rank, shape (p,).

    Parameters
    ----------
    order
        Site of each copy.
    people_gained, benefit_gained
        People, and benefit, that the copy adds to the copies before it.
    people_lost, benefit_lost
        People, and benefit, that are lost if this copy alone is dropped.
    runner_up
        The other site that would make good most of that benefit, -1 if there is none.
    people_runner_up, benefit_runner_up
        People, and benefit, that one copy there would bring back.
    """

    order: Ints
    people_gained: Floats
    benefit_gained: Floats
    people_lost: Floats
    benefit_lost: Floats
    runner_up: Ints
    people_runner_up: Floats
    benefit_runner_up: Floats


def rank(
    problem: SitingProblem,
    siting: Siting,
    cover: sparse.csc_array[np.float64],
    *,
    trials: int = 2,
    progress: Progress = silent,
) -> Ranking:
    """Say what each copy of a siting adds, and what dropping it would mean.

    All figures come from optimal assignments: whoever loses a place is served elsewhere as well
    as can be.

    Parameters
    ----------
    problem
        What was asked.
    siting
        Its solution by ``search.solve``.
    cover
        How much each person served counts, demand × sites, stored where the benefit is.
    trials
        Sites tried exactly, at most, to find each runner-up: those of greatest bound.
    progress
        Called with the stage and the share of it that is done.
    """
    assignment = Assignment(problem)
    covered = _Covered(cover)
    people = [covered.by(assignment)]
    benefit_gained = []
    for site in siting.order:
        benefit_gained.append(assignment.open(site))
        people.append(covered.by(assignment))

    sites, copy_of = np.unique(siting.order, return_inverse=True)
    copies = np.bincount(siting.order, minlength=problem.copies_max.size)
    upper = gain_bounds(assignment, copies < problem.copies_max)
    losses: list[tuple[float, int, int, float, int]] = []
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        for loss in pool.map(lambda site: _loss(assignment, site, upper, covered, trials), sites):
            progress("Reasons", len(losses) / sites.size)
            losses.append(loss)
    progress("Reasons", 1.0)
    columns = np.array(losses, np.float64).reshape(-1, 5)[copy_of].T
    people_lost, benefit_lost, runner_up, people_back, benefit_back = columns
    return Ranking(
        order=siting.order,
        people_gained=np.diff(people),
        benefit_gained=np.array(benefit_gained, np.float64) * assignment.unit,
        people_lost=people_lost,
        benefit_lost=benefit_lost * assignment.unit,
        runner_up=runner_up.astype(np.int64),
        people_runner_up=people_back,
        benefit_runner_up=benefit_back * assignment.unit,
    )


class _Covered:
    """Counts people served by how much each counts."""

    def __init__(self, cover: sparse.csc_array[np.float64]) -> None:
        self._demand = cover.shape[0]
        site = np.repeat(np.arange(cover.shape[1]), np.diff(cover.indptr))
        self._pair = site * self._demand + cover.indices
        self._cover = cover.data

    def by(self, assignment: Assignment) -> float:
        """Return the people whom an assignment covers."""
        served = assignment.served().tocoo()
        place = np.searchsorted(self._pair, served.col * self._demand + served.row)
        return float(self._cover[place] @ served.data)


def _loss(
    assignment: Assignment, site: int, upper: Ints, covered: _Covered, trials: int
) -> tuple[float, int, int, float, int]:
    """Return people and benefit lost with a copy, the runner-up, what it brings back of both."""
    without, lost, other, back = best_replacement(assignment, site, upper, trials=trials)
    people = covered.by(without)
    people_lost = covered.by(assignment) - people
    if other == NONE:
        return people_lost, lost, NONE, 0.0, 0
    without.open(other)
    return people_lost, lost, other, covered.by(without) - people, back
