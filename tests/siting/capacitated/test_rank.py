from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from scipy import sparse

from geoplan.siting.capacitated.rank import rank
from geoplan.siting.capacitated.search import solve
from tests.siting.instances import city, problems, small, value_of


def everybody_counts(problem):
    """Count each person served as one."""
    ones = np.ones(problem.pairs.nnz)
    return sparse.csc_array(
        (ones, problem.pairs.indices, problem.pairs.indptr), problem.pairs.shape
    )


def assert_recomputed(problem, ranking):
    """Check gains in benefit by brute force, and that people by demand point sum to people."""
    order = ranking.order.tolist()
    values = [value_of(problem, order[:rank]) for rank in range(problem.p + 1)]
    np.testing.assert_allclose(ranking.benefit_gained, np.diff(values), rtol=1e-9, atol=1e-9)
    by_rank = np.asarray(ranking.served_gained.sum(axis=0))
    np.testing.assert_allclose(ranking.people_gained, by_rank, atol=1e-9)
    assert (ranking.served_gained.data > 0).all()


@given(problem=problems())
@settings(max_examples=40, deadline=None)
def test_every_gain_agrees_with_brute_force(problem):
    ranking = rank(problem, solve(problem, bound_rounds=5), everybody_counts(problem))
    assert_recomputed(problem, ranking)


@pytest.mark.parametrize("seed", range(6))
def test_people_add_up_from_the_existing_network_to_the_whole(seed):
    problem = small(np.random.default_rng(seed), demand=9, sites=7, p=4)
    siting = solve(problem)
    ranking = rank(problem, siting, everybody_counts(problem))
    assert_recomputed(problem, ranking)
    before = solve(replace(problem, p=0)).served
    newly = np.asarray(ranking.served_gained.sum(axis=1))
    after = np.asarray(siting.served.sum(axis=1))
    np.testing.assert_array_equal(np.asarray(before.sum(axis=1)) + newly, after)
    benefit = value_of(problem, []) + ranking.benefit_gained.sum()
    assert benefit == pytest.approx(siting.objective, rel=1e-9)


def test_people_count_as_much_as_they_are_covered():
    problem = small(np.random.default_rng(7))
    ranking = rank(problem, solve(problem), problem.pairs)
    np.testing.assert_allclose(ranking.people_gained, ranking.benefit_gained, rtol=1e-9)
    for loss in ranking.losses.values():
        assert loss.people == pytest.approx(loss.benefit)
        assert loss.nearby.people == pytest.approx(loss.nearby.benefit)
        assert loss.anywhere.people == pytest.approx(loss.anywhere.benefit)


def test_swaps_that_better_the_plan_are_told_and_right():
    problem = small(np.random.default_rng(3), demand=9, sites=7, p=4)
    sites = np.flatnonzero(problem.copies_max).tolist()
    best = solve(problem)
    assert rank(problem, best, everybody_counts(problem)).improvements == []
    worse = replace(best, order=np.repeat(sites[-1:], 4))
    swaps = rank(problem, worse, everybody_counts(problem)).improvements
    assert swaps
    for swap in swaps:
        order = worse.order.tolist()
        now = value_of(problem, order)
        order[order.index(swap.site)] = swap.other
        assert value_of(problem, order) - now == pytest.approx(swap.benefit, rel=1e-9)


def test_a_town_adds_less_and_less():
    problem = city(np.random.default_rng(8), side=14, existing=6, former=4, p=18)
    siting = solve(problem, trials=10**6, sweeps=99)
    ranking = rank(problem, siting, everybody_counts(problem))
    assert (np.diff(ranking.benefit_gained) <= 1e-9).all()
    assert ranking.improvements == []
