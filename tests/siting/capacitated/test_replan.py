"""Planning again: the plan stays where it is best, moves where worth it, never for worse."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import sparse

from geoplan.siting.capacitated.replan import WORTHWHILE, replan
from geoplan.siting.capacitated.search import solve
from tests.siting.instances import coverage, optimum, problems, small, value_of


def value(problem, served):
    return float(problem.pairs.multiply(served).sum())


@pytest.mark.parametrize("seed", range(8))
def test_an_optimal_plan_comes_out_in_its_own_order(seed):
    problem = small(np.random.default_rng(seed))
    plan = solve(problem).order
    if value_of(problem, plan) < optimum(problem) - 1e-9:
        pytest.skip("the search left something to improve")
    again = replan(problem, plan)
    assert again.order.tolist() == plan.tolist()
    assert (again.kept != again.served).nnz == 0


@settings(deadline=None, max_examples=60)
@given(problems(), st.integers(0, 2**32 - 1))
def test_any_plan_is_improved_or_kept_within_the_rules(problem, seed):
    room = np.repeat(np.arange(problem.copies_max.size), problem.copies_max)
    plan = np.random.default_rng(seed).permutation(room)[: problem.p]
    again = replan(problem, plan)
    copies = np.bincount(again.order, minlength=problem.copies_max.size)
    assert copies.sum() == problem.p
    assert (copies <= problem.copies_max).all()
    assert value(problem, again.kept) == pytest.approx(value_of(problem, plan))
    assert value(problem, again.served) == pytest.approx(value_of(problem, again.order))
    assert value_of(problem, again.order) >= value_of(problem, plan) - 1e-9
    unranked = replan(problem, plan, ranked=False).order
    assert sorted(unranked.tolist()) == sorted(again.order.tolist())


def two_towns(*, people, benefit):
    """Return a problem with one cell in each of two towns and one site at each."""
    none = np.zeros(2, np.int64)
    return coverage(
        people=np.array(people, np.int64),
        pairs=sparse.csc_array(np.array(benefit, np.float64)),
        capacity=np.array([1000, 1000]),
        copies_fixed=none,
        copies_max=none + 1,
        p=1,
    )


def test_a_facility_moves_to_another_town_only_for_enough_people():
    apart = [[1.0, 0.0], [0.0, 1.0]]
    enough = int(1000 * WORTHWHILE) + 1
    for more, moved in ((enough, True), (enough - 1, False)):
        problem = two_towns(people=[500, 500 + more], benefit=apart)
        assert replan(problem, np.array([0])).order.tolist() == [int(moved)]


def test_a_required_site_does_not_move():
    problem = two_towns(people=[10, 900], benefit=[[1.0, 0.0], [0.0, 1.0]])
    required = replace(problem, copies_min=np.array([1, 0]))
    assert replan(required, np.array([0])).order.tolist() == [0]


def test_rank_follows_the_problem_that_is_asked():
    problem = replace(two_towns(people=[100, 900], benefit=np.eye(2)), p=2)
    assert replan(problem, np.array([0, 1])).order.tolist() == [1, 0]
    even = replace(problem, people=np.array([500, 500]))
    assert replan(even, np.array([0, 1])).order.tolist() == [0, 1]
    assert replan(even, np.array([1, 0])).order.tolist() == [1, 0]
