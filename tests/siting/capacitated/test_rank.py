from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from scipy import sparse

from geoplan.siting.capacitated.rank import rank
from geoplan.siting.capacitated.search import solve
from tests.siting.instances import city, coverage, problems, small, value_of

EVERY_SITE = 10**6


def everybody_counts(problem):
    """Count each person served as one."""
    ones = np.ones(problem.pairs.nnz)
    return sparse.csc_array(
        (ones, problem.pairs.indices, problem.pairs.indptr), problem.pairs.shape
    )


def assert_recomputed(problem, ranking):
    """Check every figure of benefit by brute force."""
    order = ranking.order.tolist()
    values = [value_of(problem, order[:rank]) for rank in range(problem.p + 1)]
    np.testing.assert_allclose(ranking.benefit_gained, np.diff(values), rtol=1e-9, atol=1e-9)
    copies = np.bincount(ranking.order, minlength=problem.capacity.size)
    for k, site in enumerate(order):
        rest = order[:k] + order[k + 1 :]
        lost = values[-1] - value_of(problem, rest)
        assert ranking.benefit_lost[k] == pytest.approx(lost, rel=1e-9, abs=1e-9)
        others = [j for j in np.flatnonzero(copies < problem.copies_max) if j != site]
        back = {j: value_of(problem, [*rest, j]) - value_of(problem, rest) for j in others}
        best = max(back.values(), default=0)
        assert ranking.benefit_runner_up[k] == pytest.approx(best, rel=1e-9, abs=1e-9)
        if others:
            assert back[ranking.runner_up[k]] == pytest.approx(best, rel=1e-9, abs=1e-9)
        else:
            assert ranking.runner_up[k] == -1
            assert ranking.people_runner_up[k] == 0


@given(problem=problems())
@settings(max_examples=40, deadline=None)
def test_every_figure_agrees_with_brute_force(problem):
    ranking = rank(
        problem, solve(problem, bound_rounds=5), everybody_counts(problem), trials=EVERY_SITE
    )
    assert_recomputed(problem, ranking)


@pytest.mark.parametrize("seed", range(6))
def test_people_add_up_from_the_existing_network_to_the_whole(seed):
    problem = small(np.random.default_rng(seed), demand=9, sites=7, p=4)
    siting = solve(problem)
    ranking = rank(problem, siting, everybody_counts(problem))
    assert_recomputed(problem, ranking)
    before = solve(replace(problem, p=0)).served.sum()
    assert before + ranking.people_gained.sum() == siting.served.sum()
    assert (ranking.people_gained >= 0).all()
    benefit = value_of(problem, []) + ranking.benefit_gained.sum()
    assert benefit == pytest.approx(siting.objective, rel=1e-9)


def test_people_count_as_much_as_they_are_covered():
    problem = small(np.random.default_rng(7))
    siting = solve(problem)
    plain = rank(problem, siting, problem.pairs)
    np.testing.assert_allclose(plain.people_gained, plain.benefit_gained, rtol=1e-9)
    np.testing.assert_allclose(plain.people_lost, plain.benefit_lost, rtol=1e-9)
    np.testing.assert_allclose(plain.people_runner_up, plain.benefit_runner_up, rtol=1e-9)


def test_copies_at_one_place_share_what_their_loss_means():
    problem = coverage(
        people=np.array([10, 3]),
        pairs=sparse.csc_array(np.array([[1.0, 0.5], [0.0, 1.0]])),
        capacity=np.array([4, 4]),
        copies_fixed=np.array([0, 0]),
        copies_max=np.array([2, 2]),
        p=3,
    )
    ranking = rank(problem, solve(problem), everybody_counts(problem))
    assert ranking.order.tolist() == [0, 0, 1]
    assert ranking.people_gained.tolist() == [4, 4, 4]
    assert ranking.benefit_gained.tolist() == [4, 4, 3.5]
    assert ranking.runner_up.tolist() == [1, 1, -1]
    assert ranking.benefit_lost.tolist() == [4, 4, 3.5]
    assert ranking.people_runner_up.tolist() == [4, 4, 0]
    assert ranking.benefit_runner_up.tolist() == [2, 2, 0]


def test_a_town_adds_less_and_less():
    problem = city(np.random.default_rng(8), side=14, existing=6, former=4, p=18)
    siting = solve(problem, trials=EVERY_SITE, sweeps=99)
    ranking = rank(problem, siting, everybody_counts(problem), trials=EVERY_SITE)
    assert (np.diff(ranking.benefit_gained) <= 1e-9).all()
    assert (ranking.benefit_runner_up <= ranking.benefit_lost + 1e-9).all()
    assert (ranking.runner_up != ranking.order).all()
