"""Small problems under every rule, and their exact answers by trying every choice."""

from __future__ import annotations

from itertools import product

import numpy as np
from hypothesis import assume
from hypothesis import strategies as st
from scipy import sparse
from scipy.optimize import linear_sum_assignment

from geoplan.errors import InfeasibleError
from geoplan.siting.problem import SitingProblem


@st.composite
def ruled(draw, objectives=("coverage", "median"), limits=("p", "budget")):
    """Draw problems of few sites with required and full ones, costs, a budget, spacing, ties."""
    demand, sites = draw(st.integers(1, 4)), draw(st.integers(1, 4))

    def whole(size, least, most):
        values = st.lists(st.integers(least, most), min_size=size, max_size=size)
        return np.array(draw(values), np.int64)

    objective, limit = draw(st.sampled_from(objectives)), draw(st.sampled_from(limits))
    tenths = whole(demand * sites, 0, 6).reshape(demand, sites) / 5
    copies_max = whole(sites, 0, 2)
    rules = {}
    if limit == "budget" or objective == "set-cover":
        rules["cost"] = whole(sites, 1, 4) / 2
    if objective != "set-cover":
        rules[limit] = draw(st.integers(0, 4))
    if sites > 1 and draw(st.booleans()):
        both = np.array([(i, j) for i in range(sites) for j in range(i)])
        rules["conflicts"] = both[whole(len(both), 0, 1) > 0]
    try:
        return SitingProblem(
            objective,
            people=whole(demand, 0, 3),
            pairs=sparse.csc_array(tenths) if objective == "coverage" else _all_pairs(tenths),
            capacity=whole(sites, 0, 6) if draw(st.booleans()) else None,
            copies_fixed=whole(sites, 0, 1),
            copies_min=np.minimum(copies_max, whole(sites, 0, 3) // 3),
            copies_max=copies_max,
            **rules,
        )
    except InfeasibleError:
        assume(False)


def _all_pairs(minutes):
    """Store every pair, true zeros too."""
    demand, sites = minutes.shape
    rows = np.tile(np.arange(demand), sites)
    return sparse.csc_array((minutes.T.ravel(), rows, np.arange(sites + 1) * demand), minutes.shape)


def choices(problem):
    """Yield every choice of new copies that keeps to the rules."""
    for copies in product(*(range(most + 1) for most in problem.copies_max)):
        chosen = np.array(copies, np.int64)
        near = problem.conflicts is not None and (chosen[problem.conflicts] > 0).all(axis=1).any()
        if (
            not near
            and (chosen >= problem.copies_min).all()
            and (problem.p is None or chosen.sum() == problem.p)
            and (problem.budget is None or problem.new_cost @ chosen <= problem.budget + 1e-12)
        ):
            yield chosen


def worth(problem, copies):
    """Return the objective of a choice, person by person and place by place; None if it has none.

    Coverage is as in the problem; for the others everybody must be served.
    """
    if problem.objective == "set-cover":
        center = worth(_as(problem, "center"), copies)
        return None if center is None else float(problem.new_cost @ copies)
    if problem.objective == "center":
        for limit in [-1.0, *np.unique(problem.pairs.data)]:
            near = _grid(problem) <= limit
            if (
                _serve(problem, copies, np.where(near, 1.0, 0.0), maximum=True)
                == problem.people.sum()
            ):
                return max(limit, 0.0)
        return None
    maximum = problem.objective == "coverage"
    grid = _grid(problem)
    reached = np.nan_to_num(grid, posinf=0 if maximum else 1e6)
    value = _serve(problem, copies, reached, maximum=maximum)
    return None if value >= 1e6 else value


def _as(problem, objective):
    return SitingProblem(
        objective,
        people=problem.people,
        pairs=problem.pairs,
        capacity=problem.capacity,
        copies_fixed=problem.copies_fixed,
        copies_min=problem.copies_min,
        copies_max=problem.copies_max,
        p=int(problem.copies_max.sum()),
    )


def _grid(problem):
    """Return the value of each pair, infinite where there is none."""
    pairs = problem.pairs.tocoo()
    grid = np.full(pairs.shape, np.inf)
    grid[pairs.row, pairs.col] = pairs.data
    return grid


def _serve(problem, copies, grid, *, maximum):
    everybody = int(problem.people.sum())
    places = np.minimum(problem.places * (problem.copies_fixed + copies), everybody)
    person = np.repeat(np.arange(problem.people.size), problem.people)
    place = np.repeat(np.arange(places.size), places)
    alone = np.zeros((everybody, everybody)) if maximum else np.full((everybody, everybody), 1e6)
    worth_each = np.hstack([grid[np.ix_(person, place)], alone])
    return float(worth_each[linear_sum_assignment(worth_each, maximize=maximum)].sum())


def best(problem):
    """Return the best objective of any choice, None if there is none."""
    values = [value for copies in choices(problem) if (value := worth(problem, copies)) is not None]
    if not values:
        return None
    return max(values) if problem.maximise else min(values)
