from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import sparse

from geoplan.errors import InfeasibleError
from geoplan.siting.capacitated.bound import Relaxation
from geoplan.siting.capacitated.median import as_coverage
from geoplan.siting.capacitated.rules import Rules
from geoplan.siting.capacitated.search import solve
from geoplan.siting.problem import SitingProblem
from geoplan.siting.verify import verify
from tests.siting.instances import coverage, small
from tests.siting.ruled import best, choices, ruled

KHULLER = (1 - 1 / np.e) / 2


@given(problem=ruled())
@settings(max_examples=250, deadline=None)
def test_under_every_rule_the_answer_verifies_and_the_optimum_is_within_the_bound(problem):
    optimum = best(problem)
    try:
        siting = solve(problem, bound_rounds=30)
    except InfeasibleError:
        found = problem.objective == "median" or problem.conflicts is not None
        assert optimum is None or found
        return
    verify(problem, siting)
    assert optimum is not None
    slack = 1e-6 * (1 + optimum)
    if problem.maximise:
        assert siting.objective <= optimum + slack
        assert siting.bound >= optimum - slack
    else:
        assert siting.objective >= optimum - slack
        assert siting.bound <= optimum + slack


@given(problem=ruled(objectives=("coverage",)), data=st.data())
@settings(max_examples=150, deadline=None)
def test_no_prices_bring_the_bound_below_the_optimum(problem, data):
    optimum = best(problem)
    price = data.draw(
        st.lists(st.floats(0, 2), min_size=problem.people.size, max_size=problem.people.size)
    )
    relaxation = Relaxation(problem)
    value, _, shares = relaxation.at(np.array(price))
    assert value * relaxation.unit >= (0 if optimum is None else optimum) * (1 - 1e-9)
    assert (shares <= problem.copies_max).all()
    assert (shares >= problem.copies_min).all()


@given(problem=ruled(objectives=("coverage",)))
@settings(max_examples=150, deadline=None)
def test_what_may_open_is_what_the_rules_allow(problem):
    rules = Rules(problem)
    allowed = {tuple(copies) for copies in choices(replace(problem, p=None, budget=99.0))}
    keeps = (
        {tuple(copies) for copies in choices(problem)} if problem.budget is not None else allowed
    )
    for copies in map(np.array, sorted(keeps)):
        if rules.missing(copies) < 0:
            continue
        more = np.array([tuple(copies + one) for one in np.eye(copies.size, dtype=np.int64)])
        full = problem.p is not None and copies.sum() == problem.p
        expected = [tuple(row) in keeps and not full for row in more.tolist()]
        assert rules.may_open(copies).tolist() == expected
        for site in np.flatnonzero(copies):
            moved = more.copy()
            moved[:, site] -= 1
            free = rules.may_move(copies, site)
            assert not free[site]
            others = np.flatnonzero(np.arange(copies.size) != site)
            assert [tuple(moved[j].tolist()) in keeps for j in others] == free[others].tolist()


@given(problem=ruled(objectives=("coverage",), limits=("budget",)))
@settings(max_examples=100, deadline=None)
def test_with_a_budget_greedy_keeps_its_guarantee(problem):
    problem = replace(problem, conflicts=None, copies_min=problem.copies_min * 0)
    nothing = replace(problem, budget=0.0)
    existing = best(nothing)
    gained = solve(problem, trials=99, sweeps=0, bound_rounds=0).objective - existing
    assert gained >= KHULLER * (best(problem) - existing) - 1e-9


def test_the_best_single_copy_saves_a_greedy_budget():
    # By gain per cost the small site comes first, and leaves too little for the large one.
    problem = coverage(
        people=np.array([1, 100]),
        pairs=sparse.csc_array(np.eye(2)),
        capacity=np.array([100, 100]),
        copies_fixed=np.zeros(2, np.int64),
        copies_max=np.ones(2, np.int64),
        cost=np.array([1.0, 101.0]),
        budget=101.0,
    )
    siting = solve(problem, sweeps=0, bound_rounds=0)
    assert siting.order.tolist() == [1]
    assert siting.objective == 100


def test_interchange_fills_up_a_budget_and_leaves_what_gains_nothing():
    problem = coverage(
        people=np.array([5, 5]),
        pairs=sparse.csc_array(np.array([[1.0, 0, 1], [0, 1, 0]])),
        capacity=np.array([5, 5, 5]),
        copies_fixed=np.array([0, 0, 1]),
        copies_max=np.ones(3, np.int64),
        cost=np.array([1.0, 1, 1]),
        budget=3.0,
    )
    siting = solve(problem)
    assert siting.order.tolist() == [1]
    assert siting.objective == siting.bound == 10


def test_required_copies_are_opened_where_nobody_needs_them():
    problem = replace(small(np.random.default_rng(1)), p=2)
    problem = replace(problem, copies_min=np.array([0, 0, 0, 0, 2]))
    assert solve(problem).order.tolist() == [4, 4]


def row_of_sites(p, middle=4):
    """Return sites in a row, each too near to the next; the second looks best."""
    return coverage(
        people=np.array([3, middle, 3]),
        pairs=sparse.csc_array(np.eye(3)),
        capacity=np.array([9, 9, 9]),
        copies_fixed=np.zeros(3, np.int64),
        copies_max=np.ones(3, np.int64),
        p=p,
        conflicts=np.array([[0, 1], [2, 1]]),
    )


@pytest.mark.parametrize("middle", [4, 7])
def test_where_greedy_blocks_itself_sites_with_fewest_neighbours_come_first(middle):
    siting = solve(row_of_sites(2, middle))
    assert sorted(siting.order) == [0, 2]
    assert siting.objective == 6


def test_too_many_copies_for_the_spacing_are_infeasible_in_a_sentence():
    with pytest.raises(InfeasibleError, match="spacing between them room was found for 2 only"):
        solve(row_of_sites(3))


def test_of_sites_too_near_to_each_other_the_bound_takes_one():
    problem = replace(row_of_sites(1), conflicts=np.array([[0, 1], [2, 1], [0, 2]]))
    assert Relaxation(replace(problem, p=2)).at(np.zeros(3))[2].tolist() == [0, 1, 0]
    assert Relaxation(replace(problem, conflicts=None)).at(np.zeros(3))[2].tolist() == [0, 1, 0]


def test_a_median_serves_everybody_before_it_saves_minutes():
    # Whoever takes the near place of the one forces the other out of reach.
    minutes = np.array([[1.0, 50.0], [2.0, np.inf]])
    kept = np.isfinite(minutes)
    problem = SitingProblem(
        "median",
        people=np.array([1, 1]),
        pairs=sparse.csc_array((minutes.T[kept.T], ([0, 1, 0], [0, 0, 1])), shape=(2, 2)),
        capacity=np.array([1, 1]),
        copies_fixed=np.zeros(2, np.int64),
        copies_min=np.zeros(2, np.int64),
        copies_max=np.ones(2, np.int64),
        p=2,
    )
    siting = solve(problem)
    assert siting.objective == 52
    assert 50 < siting.bound <= 52
    with pytest.raises(InfeasibleError, match="1 of 2 people without a place"):
        solve(replace(problem, p=1))


@given(problem=ruled(objectives=("median",)))
@settings(max_examples=50, deadline=None)
def test_one_person_more_is_worth_more_than_any_minutes(problem):
    covering, much = as_coverage(problem)
    assert much > problem.pairs.data.max()
    assert covering.pairs.data + problem.pairs.data == pytest.approx(much)
