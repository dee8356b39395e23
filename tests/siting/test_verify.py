from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import sparse

from geoplan.errors import GeoplanError
from geoplan.siting.capacitated.search import solve
from geoplan.siting.family import lscp, p_center, p_median
from geoplan.siting.problem import Siting
from geoplan.siting.verify import best_assignment_value, best_value, verify
from tests.siting.instances import best_value as best_by_matching
from tests.siting.instances import problems, small
from tests.siting.ruled import choices, ruled, worth


@given(problem=problems())
@settings(max_examples=30, deadline=None)
def test_what_the_search_finds_verifies(problem):
    verify(problem, solve(problem, bound_rounds=5))


@given(problem=problems(), data=st.data())
@settings(max_examples=60, deadline=None)
def test_linear_programming_agrees_with_matching(problem, data):
    copies = np.array([data.draw(st.integers(0, 2)) for _ in problem.capacity])
    best = best_assignment_value(problem, problem.capacity * copies)
    assert best == pytest.approx(best_by_matching(problem, copies), abs=1e-9)


@pytest.fixture
def problem():
    return small(np.random.default_rng(1))


def one_more(served):
    """Serve one person more on the first pair."""
    more = served.copy()
    more.data[0] += 1
    return more


def moved(served):
    """Serve somebody at every site, in reach or not."""
    return sparse.csc_array(served + sparse.csc_array(np.ones(served.shape, np.int64)))


@pytest.mark.parametrize(
    ("spoil", "claim"),
    [
        (lambda siting: {"order": siting.order[:-1]}, "3 copies are opened"),
        (lambda siting: {"order": siting.order * 0 + 99}, "every copy is opened at a site"),
        (lambda siting: {"order": siting.order * 0 - 1}, "every copy is opened at a site"),
        (lambda siting: {"order": siting.order * 0}, "no site takes more copies than it can"),
        (lambda siting: {"served": one_more(siting.served) * 9}, "nobody is served twice"),
        (lambda siting: {"served": siting.served * 9}, "no site serves more than its capacity"),
        (lambda siting: {"served": -siting.served}, "people served are counted from 0"),
        (lambda siting: {"served": moved(siting.served)}, "everybody is served within reach"),
        (lambda siting: {"served": siting.served[1:]}, "shape"),
        (
            lambda siting: {"objective": siting.objective * (1 + 1e-5)},
            "the objective is that of the assignment",
        ),
        (
            lambda siting: {"served": siting.served * 0, "objective": 0.0},
            "the assignment is the best",
        ),
        (lambda siting: {"bound": siting.objective * 0.99}, "the bound is not below the objective"),
    ],
)
def test_a_false_claim_is_refused(problem, spoil, claim):
    siting = solve(problem)
    verify(problem, siting)
    with pytest.raises(GeoplanError, match=claim):
        verify(problem, replace(siting, **spoil(siting)))


EVERY = ("coverage", "median", "center", "set-cover")


@given(problem=ruled(objectives=EVERY))
@settings(max_examples=150, deadline=None)
def test_of_every_objective_each_choice_is_worth_what_trying_every_place_says(problem):
    for copies in list(choices(problem))[:6]:
        expected = worth(problem, copies)
        value = best_value(problem, copies)
        assert value == (np.inf if expected is None else pytest.approx(expected, abs=1e-6))


def claims_broken(problem, siting):
    with pytest.raises(GeoplanError) as refused:
        verify(problem, siting)
    return str(refused.value)


def one_site_each():
    """Return minutes and the assignment of three people, each at a site of their own."""
    minutes = sparse.csc_array(np.array([[1.0, 5, 9], [5, 2, 9], [9, 5, 3]]))
    return minutes, sparse.csc_array(np.eye(3, dtype=np.int64))


@pytest.mark.parametrize("capacity", [None, np.array([1, 1, 1])])
@pytest.mark.parametrize(("build", "objective"), [(p_median, 6.0), (p_center, 3.0), (lscp, 3.0)])
def test_a_false_objective_or_bound_of_any_member_is_refused(build, objective, capacity):
    minutes, served = one_site_each()
    limit = {"within_min": 4.0} if build is lscp else {"p": 3}
    problem = build(np.ones(3, np.int64), minutes, capacity=capacity, **limit)
    siting = Siting(np.array([0, 1, 2]), served, objective, objective, "by hand")
    verify(problem, siting)
    assert "objective is that" in claims_broken(problem, replace(siting, objective=objective - 1))
    assert "bound is not above" in claims_broken(problem, replace(siting, bound=objective + 1))
    alone = sparse.csc_array(served * np.array([[1], [0], [1]]))
    assert "all people are served" in claims_broken(problem, replace(siting, served=alone))


@pytest.mark.parametrize("capacity", [None, np.array([1, 1, 1])])
def test_an_assignment_that_is_not_the_best_of_a_median_or_center_is_refused(capacity):
    minutes, _ = one_site_each()
    crossed = sparse.csc_array(np.array([[0, 1, 0], [1, 0, 0], [0, 0, 1]]))
    for build, objective in ((p_median, 13.0), (p_center, 5.0)):
        problem = build(np.ones(3, np.int64), minutes, p=3, capacity=capacity)
        siting = Siting(np.array([0, 1, 2]), crossed, objective, 0.0, "by hand")
        assert claims_broken(problem, siting).count(
            "it is not true that the assignment is the best"
        )


@pytest.mark.parametrize(
    ("rule", "claim"),
    [
        ({"copies_min": np.array([0, 0, 1])}, "every site takes the copies that it must"),
        ({"budget": 4.0, "p": None}, "the copies cost no more than 4"),
        ({"conflicts": np.array([[2, 0], [1, 0]])}, "no two copies are too near to each other"),
    ],
)
def test_every_rule_that_is_broken_is_named(rule, claim):
    minutes, _ = one_site_each()
    served = sparse.csc_array(np.array([[1, 0, 0], [0, 1, 0], [0, 1, 0]]))
    problem = p_median(np.ones(3, np.int64), minutes, p=2, cost=np.array([2.0, 3, 1]))
    siting = Siting(np.array([0, 1]), served, 8.0, 0.0, "by hand")
    verify(problem, siting)
    assert claim in claims_broken(replace(problem, **rule), siting)


def test_a_true_zero_of_minutes_is_within_reach():
    here = sparse.csc_array(([0.0], ([0], [0])), shape=(1, 1))
    problem = p_median(np.array([4]), here, p=1)
    served = sparse.csc_array(np.array([[4]]))
    verify(problem, Siting(np.array([0]), served, 0.0, 0.0, "by hand"))
