"""What keeps a chosen site from being worth more: its capacity, its copies or the distance."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from scipy import sparse

from geoplan.siting.capacitated.assignment import Assignment
from geoplan.siting.capacitated.explain import SiteLoss
from geoplan.siting.capacitated.trials import NONE
from geoplan.siting.problem import Ints, SitingProblem

HeldBy = Literal["capacity", "copies", "distance"]


@dataclass(frozen=True)
class Hold:
    """What keeps a site from being worth more.

    Parameters
    ----------
    by
        ``capacity``: its places are full, and one more would add benefit. ``copies``: so they
        are, and one copy more would add more than the weakest of the plan does, but the site
        takes no more. ``distance``: nobody more in reach would gain by a place here.
    place_benefit
        What one more place would add; 0 where distance holds the site.
    idle
        Places that nobody takes.
    next_demand
        Demand point of the person who would take the next place, -1 if nobody would.
    """

    by: HeldBy
    place_benefit: float
    idle: int
    next_demand: int


def explain_holds(
    problem: SitingProblem, assignment: Assignment, copies: Ints, losses: dict[int, SiteLoss]
) -> dict[int, Hold]:
    """Return what holds each chosen site.

    Parameters
    ----------
    problem
        What was asked.
    assignment
        With all copies open; left as it is.
    copies
        New copies at each site, shape (sites,).
    losses
        As ``explain_losses`` returns them.
    """
    weakest = min((loss.benefit for loss in losses.values()), default=0.0)
    served = assignment.served()
    places = problem.places * (problem.copies_fixed + copies)
    idle = places - np.asarray(served.sum(axis=0))
    holds = {}
    for site in losses:
        rent = int(assignment.rent[site])
        by: HeldBy = "capacity" if rent else "distance"
        if rent and copies[site] == problem.copies_max[site]:
            more = assignment.gain(site, floor=int(weakest / assignment.unit))
            if more * assignment.unit > weakest:
                by = "copies"
        holds[site] = Hold(
            by=by,
            place_benefit=rent * assignment.unit,
            idle=int(idle[site]),
            next_demand=_next_demand(assignment, served, site) if rent else NONE,
        )
    return holds


def _next_demand(assignment: Assignment, served: sparse.csc_array[np.int64], site: int) -> int:
    """Return the demand point with someone served elsewhere or nowhere who gains most here."""
    network = assignment.network
    pairs = slice(network.start[site], network.start[site + 1])
    demand = network.demand[pairs]
    here = np.zeros(network.people.size, np.int64)
    column = slice(served.indptr[site], served.indptr[site + 1])
    here[served.indices[column]] = served.data[column]
    surplus = np.where(
        here[demand] < network.people[demand],
        network.weight[pairs] - assignment.price[demand],
        np.iinfo(np.int64).min,
    )
    return int(demand[np.argmax(surplus)])
