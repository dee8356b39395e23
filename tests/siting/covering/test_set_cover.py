from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy import sparse

from geoplan.errors import InfeasibleError
from geoplan.progress import silent
from geoplan.siting import family, solver
from geoplan.siting.covering import set_cover
from geoplan.siting.covering.cover import Cover, reduce
from geoplan.siting.covering.prices import greedy, price
from geoplan.siting.exact import solve_exactly
from geoplan.siting.limits import Limits
from tests.siting.brute import any_problems, best_objective, check_siting, town


@given(problem=any_problems(("set-cover",)))
@settings(max_examples=100, deadline=None)
def test_the_cover_is_what_trying_all_choices_finds(problem):
    assume(problem is not None)
    best = best_objective(problem)
    if best is None:
        with pytest.raises(InfeasibleError, match="no choice of sites serves everybody"):
            set_cover.solve(problem)
        return
    siting = set_cover.solve(problem)
    assert siting.objective == pytest.approx(best)
    assert siting.proven
    check_siting(problem, siting)


def towns(seed, *, costs, near, demand=150, sites=70):
    rng = np.random.default_rng(seed)
    people, minutes = town(rng, demand=demand, sites=sites)
    reached = minutes.tocsr().min(axis=1, explicit=True).toarray().ravel() <= 18
    pairs = rng.integers(0, sites, (12, 2))
    rules = {"copies_fixed": (np.arange(sites) == 3).astype(np.int64)}
    rules["copies_min"] = (np.arange(sites) == 5).astype(np.int64)
    rules["copies_max"] = (np.arange(sites) != 7).astype(np.int64)
    if costs:
        rules["cost"] = rng.uniform(1, 3, sites)
    if near:
        rules["conflicts"] = pairs[pairs[:, 0] != pairs[:, 1]]
    people = np.where(reached, people, 0)
    try:
        return family.lscp(people, minutes, 18.0, **rules)
    except InfeasibleError:
        return towns(seed + 1000, costs=costs, near=near)


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("costs", [False, True])
@pytest.mark.parametrize("near", [False, True])
def test_a_town_is_covered_as_cheaply_as_the_exact_model_does(seed, costs, near):
    problem = towns(seed, costs=costs, near=near)
    siting, exact = set_cover.solve(problem), solve_exactly(problem)
    assert siting.objective == pytest.approx(exact.objective, rel=1e-6)
    assert siting.bound == pytest.approx(siting.objective, rel=1e-5)
    assert siting.bound <= exact.objective * (1 + 1e-6)
    rough = set_cover.solve(problem, Limits(nodes=0))
    assert rough.bound <= exact.objective <= rough.objective * (1 + 1e-6)


@given(seed=st.integers(0, 10_000))
@settings(max_examples=40, deadline=None)
def test_reduction_keeps_the_least_cost_and_prices_bound_it(seed):
    rng = np.random.default_rng(seed)
    reach = rng.random((9, 7)) < 0.35
    reach[np.arange(9), rng.integers(0, 7, 9)] = True
    cost = rng.integers(1, 4, 7).astype(float)
    table = sparse.csc_array(reach.astype(np.int32))
    cover = Cover(table, cost, np.empty((0, 2), np.int64), np.arange(7))
    subsets = [np.array([k >> j & 1 for j in range(7)], bool) for k in range(128)]
    best = min(cost[open_].sum() for open_ in subsets if reach[:, open_].any(axis=1).all())
    left, opened = reduce(cover)
    rest = 0.0
    if left.reach.shape[0]:
        dense = left.reach.toarray()
        rest = min(
            left.cost[open_].sum()
            for open_ in (np.array(s[: left.cost.size]) for s in subsets)
            if dense[:, open_].any(axis=1).all()
        )
    assert cost[opened].sum() + rest == best
    priced = price(cover, enough=-np.inf, hopeless=np.inf, progress=silent)
    assert priced.bound <= best + 1e-9
    assert priced.cost >= best
    sites, spent = greedy(cover, np.zeros(9))
    assert reach[:, sites].any(axis=1).all()
    assert spent == cost[sites].sum()
    assert not any(reach[:, np.delete(sites, k)].any(axis=1).all() for k in range(sites.size))


def test_the_order_of_rows_and_columns_does_not_matter():
    rng = np.random.default_rng(1)
    people, minutes = town(rng, demand=120, sites=60)
    rows, columns = rng.permutation(120), rng.permutation(60)
    shuffled = sparse.csc_array(minutes[rows][:, columns])
    shuffled.sort_indices()
    one = set_cover.solve(family.lscp(people, minutes, 30.0))
    other = solver.solve(family.lscp(people[rows], shuffled, 30.0))
    assert one.objective == other.objective
    assert one.proven
