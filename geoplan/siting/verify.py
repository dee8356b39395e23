"""Recompute what a siting claims from the raw problem, by other means than the search."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.optimize import LinearConstraint, milp

from geoplan.errors import GeoplanError
from geoplan.siting.problem import Siting, SitingProblem

TOLERANCE = 1e-6  # relative; HiGHS solves to 1e-7


def verify(problem: SitingProblem, siting: Siting) -> None:
    """Check that a siting keeps to the problem and is worth what it says.

    The best assignment to the chosen sites is found anew as a linear programme by HiGHS.

    Raises
    ------
    GeoplanError
        Naming the claim that does not hold.
    """
    copies = np.bincount(siting.order, minlength=problem.capacity.size)
    places = problem.capacity * (problem.copies_fixed + copies)
    served = siting.served
    claimed = math.fsum(problem.benefit.multiply(served).data)
    recomputed = best_assignment_value(problem, places)
    holds = {
        f"{problem.p} copies are opened": siting.order.size == problem.p,
        "no site takes more copies than it can": bool((copies <= problem.copies_max).all()),
        "nobody is served twice": bool((served.sum(axis=1) <= problem.people).all()),
        "no site serves more than its capacity": bool((served.sum(axis=0) <= places).all()),
        "everybody is served within reach": bool(
            served.nnz == (problem.benefit.multiply(served > 0) > 0).nnz
        ),
        "the objective is that of the assignment": _near(siting.objective, claimed),
        "the assignment is the best for the sites": _near(siting.objective, recomputed),
        "the bound is not below the objective": siting.bound >= siting.objective * (1 - TOLERANCE),
    }
    broken = [claim for claim, true in holds.items() if not true]
    if broken:
        raise GeoplanError(
            f"the siting does not verify: it is not true that {'; nor that '.join(broken)}. "
            "This is a defect of geoplan; please report it with the study."
        )


def best_assignment_value(problem: SitingProblem, places: NDArray[np.int64]) -> float:
    """Return the greatest benefit of serving people at sites with so many places.

    Parameters
    ----------
    problem
        People and benefits.
    places
        People that each site can serve, shape (sites,).
    """
    open_ = np.flatnonzero(places)
    benefit = problem.benefit[:, open_].tocoo()
    if benefit.nnz == 0:
        return 0.0
    pair = np.arange(benefit.nnz)
    one = np.ones(benefit.nnz)
    demand, sites = benefit.shape
    rows = np.concatenate([benefit.row, demand + benefit.col])
    limits = sparse.csr_array(
        (np.concatenate([one, one]), (rows, np.concatenate([pair, pair]))),
        shape=(demand + sites, benefit.nnz),
    )
    room = np.concatenate([problem.people, places[open_]])
    solution = milp(-benefit.data, constraints=LinearConstraint(limits, ub=room))
    if not solution.success:
        raise GeoplanError(f"the siting could not be verified: {solution.message}")
    return -float(solution.fun)


def _near(one: float, other: float) -> bool:
    return math.isclose(one, other, rel_tol=TOLERANCE, abs_tol=TOLERANCE)
