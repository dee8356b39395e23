"""The chosen copies in the order in which each next adds most, each with what it is worth."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from scipy import sparse

from geoplan.progress import Progress, silent
from geoplan.siting.capacitated.assignment import Assignment
from geoplan.siting.capacitated.explain import (
    Covered,
    SiteLoss,
    explain_losses,
)
from geoplan.siting.capacitated.hold import Hold, explain_holds
from geoplan.siting.problem import ROUNDING, Floats, Ints, Siting, SitingProblem

ROUNDING_PEOPLE = 1e-6  # a change of people covered below this is rounding of sums


class Swap(NamedTuple):
    """A copy that would add ``benefit`` to the plan at another site."""

    site: int
    other: int
    benefit: float


@dataclass(frozen=True, eq=False)
class Ranking:
    """The chosen copies in order.

    Parameters
    ----------
    order
        Site of each copy by rank, shape (p,).
    people_gained, benefit_gained
        People covered, and benefit, that the copy adds to the copies before it, shape (p,).
    served_gained
        People of each demand point who get a place by that, CSC int64, demand × p.
    covered_gained
        The same counted by how they are covered, CSC float64, demand × p; below 0 where somebody
        has to go farther so that others are better off.
    losses
        What is lost without one copy of each chosen site, and what would come instead.
    holds
        What holds each chosen site.
    """

    order: Ints
    people_gained: Floats
    benefit_gained: Floats
    served_gained: sparse.csc_array[np.int64]
    covered_gained: sparse.csc_array[np.float64]
    losses: dict[int, SiteLoss]
    holds: dict[int, Hold]

    @property
    def improvements(self) -> list[Swap]:
        """Moves of one copy that would better the plan, the best first; none if it is a local best.

        They may exclude each other: after one is made, the others are to be judged anew.
        """
        swaps = [
            Swap(site, loss.anywhere.site, loss.anywhere.benefit - loss.benefit)
            for site, loss in self.losses.items()
            if loss.anywhere.benefit > loss.benefit * (1 + ROUNDING)
        ]
        return sorted(swaps, key=lambda swap: -swap.benefit)


def rank(
    problem: SitingProblem,
    siting: Siting,
    cover: sparse.csc_array[np.float64],
    *,
    reach: sparse.csr_array[np.float64] | None = None,
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
        Its solution.
    cover
        How much each person served counts, demand × sites, stored where the benefit is.
    reach
        Stores, in the row of each chosen site, the sites within reach of it, sites × sites; all
        are if None.
    progress
        Called with the stage and the share of it that is done.
    """
    assignment = Assignment(problem)
    assignment.expect(siting.order)
    covered = Covered(cover)
    served = assignment.served()
    places: Ints = np.asarray(served.sum(axis=1))
    people = covered.by_demand(served)
    benefit_gained, served_gained, covered_gained = [], [], []
    for site in siting.order.tolist():
        benefit_gained.append(assignment.open(site))
        served = assignment.served()
        places_now: Ints = np.asarray(served.sum(axis=1))
        people_now = covered.by_demand(served)
        rise = people_now - people
        rise[np.abs(rise) < ROUNDING_PEOPLE] = 0
        covered_gained.append(sparse.coo_array(rise[:, None]))
        served_gained.append(sparse.coo_array((places_now - places)[:, None]))
        places, people = places_now, people_now

    copies = np.bincount(siting.order, minlength=problem.copies_max.size)
    losses = explain_losses(problem, assignment, copies, covered, reach, progress=progress)
    covered_by_rank = _side_by_side(covered_gained, people.size)
    return Ranking(
        order=siting.order,
        people_gained=np.asarray(covered_by_rank.sum(axis=0)),
        benefit_gained=np.array(benefit_gained, np.float64) * assignment.unit,
        served_gained=_side_by_side(served_gained, people.size),
        covered_gained=covered_by_rank,
        losses=losses,
        holds=explain_holds(problem, assignment, copies, losses),
    )


def _side_by_side(columns: list[sparse.coo_array], rows: int) -> sparse.csc_array:
    """Return columns as one array, also when there are none."""
    if not columns:
        return sparse.csc_array((rows, 0))
    return sparse.csc_array(sparse.hstack(columns))
