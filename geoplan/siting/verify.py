"""Recompute what a siting claims from the raw problem, by other means than the search."""

from __future__ import annotations

import math

import numpy as np
from scipy import sparse
from scipy.optimize import LinearConstraint, milp

from geoplan.errors import GeoplanError
from geoplan.siting.problem import Floats, Ints, Siting, SitingProblem

TOLERANCE = 1e-6  # relative; HiGHS solves to 1e-7
INFEASIBLE = 2  # status of a linear programme without a solution


def verify(problem: SitingProblem, siting: Siting) -> None:
    """Check that a siting keeps to the problem and is worth what it says.

    The best assignment to the chosen sites is found anew: with capacities by HiGHS as a linear
    programme, without them at the nearest or best open site of each demand point.

    Parameters
    ----------
    problem
        What was asked, of any objective.
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
    copies = np.bincount(siting.order, minlength=sites)
    served = sparse.csc_array(siting.served)
    places = problem.places * (problem.copies_fixed + copies)
    _refuse_unless(
        _claims_of_rules(problem, copies)
        | _claims_of_assignment(problem, served, places)
        | _claims_of_worth(problem, siting, served, copies)
    )


def _claims_of_rules(problem: SitingProblem, copies: Ints) -> dict[str, bool]:
    claims = {
        "no site takes more copies than it can": bool((copies <= problem.copies_max).all()),
        "every site takes the copies that it must": bool((copies >= problem.copies_min).all()),
    }
    if problem.p is not None:
        claims[f"{problem.p} copies are opened"] = copies.sum() == problem.p
    if problem.budget is not None:
        spent = float(problem.new_cost @ copies)
        claims[f"the copies cost no more than {problem.budget:g}"] = spent <= problem.budget * (
            1 + TOLERANCE
        )
    if problem.conflicts is not None:
        both = (copies[problem.conflicts] > 0).all(axis=1)
        claims["no two copies are too near to each other"] = not both.any()
    return claims


def _claims_of_assignment(
    problem: SitingProblem, served: sparse.csc_array[np.int64], places: Ints
) -> dict[str, bool]:
    at_demand: Ints = served.sum(axis=1)
    at_site: Ints = served.sum(axis=0)
    claims = {
        "people served are counted from 0": bool((served.data >= 0).all()),
        "nobody is served twice": bool((at_demand <= problem.people).all()),
        "no site serves more than its capacity": bool((at_site <= places).all()),
        "everybody is served within reach": _reach(problem).multiply(served).count_nonzero()
        == served.count_nonzero(),
    }
    if problem.everybody:
        claims["all people are served"] = bool((at_demand >= problem.people).all())
    return claims


def _claims_of_worth(
    problem: SitingProblem, siting: Siting, served: sparse.csc_array[np.int64], copies: Ints
) -> dict[str, bool]:
    sign = 1 if problem.maximise else -1
    slack = TOLERANCE * max(1.0, abs(siting.objective))
    above = "below" if problem.maximise else "above"
    claimed = _worth(problem, served, copies)
    best = best_value(problem, copies)
    return {
        "the objective is that of the assignment": _near(siting.objective, claimed),
        "the assignment is the best for the sites": _near(siting.objective, best),
        f"the bound is not {above} the objective": sign * (siting.bound - siting.objective)
        >= -slack,
    }


def _worth(problem: SitingProblem, served: sparse.csc_array[np.int64], copies: Ints) -> float:
    """Return the objective of an assignment."""
    if problem.objective == "set-cover":
        return float(problem.new_cost @ copies)
    if problem.objective == "center":
        people = _reach(problem).multiply(served)
        used = sparse.csc_array(people) > 0
        return float(problem.pairs.multiply(used).max()) if used.nnz else 0.0
    return math.fsum(problem.pairs.multiply(served).tocoo().data)


def best_value(problem: SitingProblem, copies: Ints) -> float:
    """Return the objective with the best assignment to the fixed copies and to new ones.

    Parameters
    ----------
    problem
        What was asked.
    copies
        New copies at each site, int64, shape (sites,).

    Returns
    -------
    float
        ``inf`` where everybody must be served, but cannot be.

    Raises
    ------
    GeoplanError
        If HiGHS does not come to an answer.
    """
    places = problem.places * (problem.copies_fixed + copies)
    if problem.objective == "set-cover":
        everybody = _most_served(problem, places, np.inf) >= problem.people.sum()
        return float(problem.new_cost @ copies) if everybody else math.inf
    if problem.objective == "center":
        return _least_greatest(problem, places)
    if problem.capacity is not None:
        return best_assignment_value(problem, places)
    lived = problem.people > 0
    return math.fsum(_best_alone(problem, places)[lived] * problem.people[lived])


def best_assignment_value(problem: SitingProblem, places: Ints) -> float:
    """Return the greatest benefit, or fewest minutes, of serving people within places.

    Parameters
    ----------
    problem
        People and benefits, or minutes.
    places
        People that each site can serve, shape (sites,).

    Returns
    -------
    float
        ``inf`` where everybody must be served, but cannot be.

    Raises
    ------
    GeoplanError
        If HiGHS does not come to an answer.
    """
    row, col, value = _open_pairs(problem, places)
    least = problem.people if problem.everybody else np.zeros_like(problem.people)
    return _transport(value, row, col, least, problem.people, places, maximise=problem.maximise)


def _transport(
    value: Floats,
    demand: Ints,
    site: Ints,
    least: Ints,
    people: Ints,
    places: Ints,
    *,
    maximise: bool,
) -> float:
    """Return the greatest or least value of serving between ``least`` and ``people``."""
    if value.size == 0:
        return math.inf if least.any() else 0.0
    pair = np.arange(value.size)
    rows = np.concatenate([demand, people.size + site])
    limits = sparse.csr_array(
        (np.ones(2 * pair.size), (rows, np.concatenate([pair, pair]))),
        shape=(people.size + places.size, pair.size),
    )
    lowest = np.concatenate([least, np.zeros_like(places)])
    solution = milp(
        -value if maximise else value,
        constraints=LinearConstraint(limits, lowest, np.concatenate([people, places])),
    )
    if solution.status == INFEASIBLE:
        return math.inf
    if not solution.success:
        raise GeoplanError(f"the siting could not be verified: {solution.message}")
    return -float(solution.fun) if maximise else float(solution.fun)


def _most_served(problem: SitingProblem, places: Ints, below: float) -> float:
    """Return how many people can be served by pairs of less than ``below``."""
    row, col, value = _open_pairs(problem, places)
    row, col = row[value < below], col[value < below]
    if problem.capacity is None:
        return float(problem.people[np.unique(row)].sum())
    none = np.zeros_like(problem.people)
    most = _transport(np.ones(row.size), row, col, none, problem.people, places, maximise=True)
    return round(most)


def _least_greatest(problem: SitingProblem, places: Ints) -> float:
    """Return the least minutes within which everybody can be served, by bisection."""
    if not problem.people.any():
        return 0.0
    minutes = np.unique(problem.pairs.data)
    low, high = 0, minutes.size
    while low < high:
        middle = (low + high) // 2
        below = float(np.nextafter(minutes[middle], np.inf))
        if _most_served(problem, places, below) >= problem.people.sum():
            high = middle
        else:
            low = middle + 1
    return float(minutes[low]) if low < minutes.size else math.inf


def _best_alone(problem: SitingProblem, places: Ints) -> Floats:
    """Return the best benefit or fewest minutes of each demand point at any open site."""
    row, _, value = _open_pairs(problem, places)
    best = np.full(problem.people.size, 0.0 if problem.maximise else np.inf)
    better = np.maximum if problem.maximise else np.minimum
    better.at(best, row, value)
    return best


def _open_pairs(problem: SitingProblem, places: Ints) -> tuple[Ints, Ints, Floats]:
    """Return demand point, site and value of each pair whose site is open."""
    pairs = problem.pairs.tocoo()
    open_ = places[pairs.col] > 0
    return (
        pairs.row[open_].astype(np.int64),
        pairs.col[open_].astype(np.int64),
        pairs.data[open_],
    )


def _reach(problem: SitingProblem) -> sparse.csc_array[np.int64]:
    """Return 1 for each pair that can be served, a true zero of minutes too."""
    pairs = problem.pairs
    ones = np.ones(pairs.nnz, np.int64)
    return sparse.csc_array((ones, pairs.indices, pairs.indptr), pairs.shape)


def _refuse_unless(claims: dict[str, bool]) -> None:
    broken = [claim for claim, holds in claims.items() if not holds]
    if broken:
        raise GeoplanError(
            f"the siting does not verify: it is not true that {'; nor that '.join(broken)}. "
            "This is a defect of geoplan; please report it with the study."
        )


def _near(one: float, other: float) -> bool:
    return math.isclose(one, other, rel_tol=TOLERANCE, abs_tol=TOLERANCE)
