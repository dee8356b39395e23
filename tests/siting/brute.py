"""Any siting problem with all its rules, drawn small, and its answer by trying all choices."""

from __future__ import annotations

from itertools import product

import numpy as np
from hypothesis import strategies as st
from scipy import sparse
from scipy.optimize import linear_sum_assignment

from geoplan.errors import InfeasibleError
from geoplan.siting.problem import SitingProblem

FAR = 1e6


@st.composite
def any_problems(draw, objectives=("coverage", "median", "center", "set-cover"), *, capacity=None):
    """Draw a problem with any rules that counting alone does not refuse; None where it does."""
    demand, sites = draw(st.integers(1, 5)), draw(st.integers(1, 4))

    def whole(size, least, most):
        values = st.lists(st.integers(least, most), min_size=size, max_size=size)
        return np.array(draw(values), np.int64)

    objective = draw(st.sampled_from(objectives))
    values = whole(demand * sites, 0, 5).reshape(demand, sites) / draw(st.sampled_from([1, 3]))
    stored = whole(demand * sites, 0, 3).reshape(demand, sites) > 0
    if objective == "coverage":
        stored &= values > 0
    rows, columns = np.nonzero(stored)
    pairs = sparse.csc_array((values[stored], (rows, columns)), shape=(demand, sites))
    pairs.sort_indices()
    copies_min = whole(sites, 0, 6) // 6
    limited = draw(st.booleans()) if capacity is None else capacity
    free = objective == "set-cover"
    with_p = not free and draw(st.booleans())
    costs = whole(sites, 1, 4) / draw(st.sampled_from([1, 2]))
    near = [(a, b) for a in range(sites) for b in range(a) if draw(st.integers(0, 5)) == 0]
    try:
        return SitingProblem(
            objective,
            people=whole(demand, 0, 3),
            pairs=pairs,
            copies_fixed=whole(sites, 0, 4) // 4,
            copies_min=copies_min,
            copies_max=copies_min + whole(sites, 0, 2),
            capacity=whole(sites, 0, 8) if limited else None,
            p=draw(st.integers(0, 4)) if with_p else None,
            cost=costs if draw(st.booleans()) else None,
            budget=None if free or with_p else float(draw(st.integers(0, 6))),
            conflicts=np.array(near, np.int64).reshape(-1, 2) if near else None,
        )
    except InfeasibleError:
        return None


def choices(problem):
    """Return all copies that keep to the rules of the sites."""
    spans = zip(problem.copies_min, problem.copies_max, strict=True)
    for choice in product(*(range(least, most + 1) for least, most in spans)):
        copies = np.array(choice)
        pairs = () if problem.conflicts is None else problem.conflicts
        if any(copies[a] and copies[b] for a, b in pairs):
            continue
        if problem.p is not None and copies.sum() != problem.p:
            continue
        if problem.budget is not None and problem.new_cost @ copies > problem.budget + 1e-9:
            continue
        yield copies


def objective_with(problem, copies):
    """Return the objective with new copies; None where people who must be served are not."""
    places = np.minimum(problem.places * (problem.copies_fixed + copies), problem.people.sum())
    person = np.repeat(np.arange(problem.people.size), problem.people)
    place = np.repeat(np.arange(places.size), places)
    stored = np.zeros(problem.pairs.shape, bool)
    stored[
        problem.pairs.indices, np.repeat(np.arange(places.size), np.diff(problem.pairs.indptr))
    ] = True
    value, can = (table[np.ix_(person, place)] for table in (problem.pairs.toarray(), stored))
    if problem.objective == "coverage":
        return float(value[linear_sum_assignment(value, maximize=True)].sum())
    if place.size < person.size:
        return None
    if problem.objective == "center":
        radii = np.unique(np.append(problem.pairs.data, 0.0))
        return next((r for r in radii if _all_served(can & (value <= r))), None)
    if not _all_served(can):
        return None
    if problem.objective == "set-cover":
        return float(problem.new_cost @ copies)
    cost = np.where(can, value, FAR)
    return float(cost[linear_sum_assignment(cost)].sum())


def best_objective(problem):
    """Return the best objective of all choices; None where none is possible."""
    values = [objective_with(problem, copies) for copies in choices(problem)]
    possible = [value for value in values if value is not None]
    if not possible:
        return None
    return max(possible) if problem.maximise else min(possible)


def check_siting(problem, siting):
    """Check that a siting keeps to all rules and is worth what it says."""
    copies = np.bincount(siting.order, minlength=problem.copies_max.size)
    assert any((copies == choice).all() for choice in choices(problem))
    served = siting.served.toarray()
    places = problem.places * (problem.copies_fixed + copies)
    assert served.dtype == np.int64
    assert (served >= 0).all()
    if problem.capacity is not None:
        assert (served.sum(axis=0) <= places).all()
    assert (served[:, problem.copies_fixed + copies == 0] == 0).all()
    if problem.everybody:
        assert (served.sum(axis=1) == problem.people).all()
    else:
        assert (served.sum(axis=1) <= problem.people).all()
    stored = np.zeros(served.shape, bool)
    columns = np.repeat(np.arange(copies.size), np.diff(problem.pairs.indptr))
    stored[problem.pairs.indices, columns] = True
    assert not served[~stored].any()
    worth = problem.pairs.toarray()
    claimed = {
        "center": worth[served > 0].max(initial=0.0),
        "set-cover": problem.new_cost @ copies,
    }.get(problem.objective, (worth * served).sum())
    assert abs(siting.objective - claimed) <= 1e-9 * (1 + abs(claimed))
    again = objective_with(problem, copies)
    assert again is not None
    assert abs(siting.objective - again) <= 1e-9 * (1 + abs(again))


def _all_served(can):
    rows, columns = linear_sum_assignment(can.astype(float), maximize=True)
    return bool(can[rows, columns].sum() == can.shape[0])


def town(rng, *, demand, sites, reach=100.0):
    """Return people and the minutes to sites in a square of 100 minutes, as far as ``reach``."""
    places, centres = rng.uniform(0, 100, (demand, 2)), rng.uniform(0, 100, (sites, 2))
    minutes = np.hypot(*(places[:, None, :] - centres[None, :, :]).transpose(2, 0, 1))
    stored = sparse.csc_array(np.where(minutes <= reach, minutes, 0))
    return rng.integers(1, 20, demand), stored
