"""Recompute what a siting claims from the raw problem, by other means than the search."""

from __future__ import annotations

import math

import numpy as np
from scipy import sparse
from scipy.optimize import LinearConstraint, milp

from geoplan.errors import GeoplanError
from geoplan.siting.problem import Ints, Siting, SitingProblem

TOLERANCE = 1e-6  # relative; HiGHS solves to 1e-7


def verify(problem: SitingProblem, siting: Siting) -> None:
    """Check that a siting keeps to the problem and is worth what it says.

    The best assignment to the chosen sites is found anew as a linear programme by HiGHS.

    Parameters
    ----------
    problem
        What was asked.
    siting
        The answer.

    Raises
    ------
    GeoplanError
        Naming the claims that do not hold.
    """
    sites = problem.copies_max.size
    _refuse_unless(
        {
            "every copy is opened at a site": bool(
                ((siting.order >= 0) & (siting.order < sites)).all()
            ),
            "the assignment has the shape of the problem": siting.served.shape
            == problem.pairs.shape,
        }
    )
    served, copies = siting.served, np.bincount(siting.order, minlength=sites)
    places = problem.places * (problem.copies_fixed + copies)
    worth = problem.pairs.multiply(served)
    claimed = math.fsum(worth.data)
    best = best_assignment_value(problem, places)
    _refuse_unless(
        {
            f"{problem.p} copies are opened": siting.order.size == problem.p,
            "no site takes more copies than it can": bool((copies <= problem.copies_max).all()),
            "people served are counted from 0": bool((served.data >= 0).all()),
            "nobody is served twice": bool((served.sum(axis=1) <= problem.people).all()),
            "no site serves more than its capacity": bool((served.sum(axis=0) <= places).all()),
            "everybody is served within reach": worth.count_nonzero() == served.count_nonzero(),
            "the objective is that of the assignment": _near(siting.objective, claimed),
            "the assignment is the best for the sites": _near(siting.objective, best),
            "the bound is not below the objective": siting.bound
            >= siting.objective * (1 - TOLERANCE),
        }
    )


def best_assignment_value(problem: SitingProblem, places: Ints) -> float:
    """Return the greatest benefit of serving people at sites with so many places.

    Parameters
    ----------
    problem
        People and benefits.
    places
        People that each site can serve, shape (sites,).

    Raises
    ------
    GeoplanError
        If HiGHS does not come to an optimum.
    """
    open_ = np.flatnonzero(places)
    benefit = problem.pairs[:, open_].tocoo()
    if benefit.nnz == 0:
        return 0.0
    demand, sites = benefit.shape
    pair = np.arange(benefit.nnz)
    limits = sparse.csr_array(
        (
            np.ones(2 * pair.size),
            (np.concatenate([benefit.row, demand + benefit.col]), np.concatenate([pair, pair])),
        ),
        shape=(demand + sites, pair.size),
    )
    room = np.concatenate([problem.people, places[open_]])
    solution = milp(-benefit.data, constraints=LinearConstraint(limits, ub=room))
    if not solution.success:
        raise GeoplanError(f"the siting could not be verified: {solution.message}")
    return -float(solution.fun)


def _refuse_unless(claims: dict[str, bool]) -> None:
    broken = [claim for claim, holds in claims.items() if not holds]
    if broken:
        raise GeoplanError(
            f"the siting does not verify: it is not true that {'; nor that '.join(broken)}. "
            "This is a defect of geoplan; please report it with the study."
        )


def _near(one: float, other: float) -> bool:
    return math.isclose(one, other, rel_tol=TOLERANCE, abs_tol=TOLERANCE)
