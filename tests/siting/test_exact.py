from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import highspy
import numpy as np
import pytest
from hypothesis import assume, given, settings
from scipy import sparse

from geoplan.errors import GeoplanError, InfeasibleError
from geoplan.siting import family
from geoplan.siting.exact import solve_exactly
from geoplan.siting.limits import Limits
from tests.siting.brute import any_problems, best_objective, check_siting, town


@pytest.mark.parametrize("capacity", [False, True])
@pytest.mark.parametrize("objective", ["coverage", "median", "center", "set-cover"])
def test_the_exact_model_finds_what_trying_all_choices_finds(objective, capacity):
    @given(problem=any_problems((objective,), capacity=capacity))
    @settings(max_examples=30, deadline=None)
    def check(problem):
        assume(problem is not None)
        best = best_objective(problem)
        if best is None:
            with pytest.raises(InfeasibleError, match="no choice of sites"):
                solve_exactly(problem)
            return
        siting = solve_exactly(problem)
        assert siting.objective == pytest.approx(best, rel=1e-9, abs=1e-9)
        assert siting.proven
        check_siting(problem, siting)

    check()


MINUTES = np.array([[1.0, 9, 9], [9, 1, 9], [9, 9, 1]])
ONES = np.ones(3, np.int64)


def three_villages(within, *, objective=family.p_center, **rules):
    near = np.where(within >= MINUTES, MINUTES, 0)
    return objective(ONES, sparse.csc_array(near), **rules)


@pytest.mark.parametrize(
    ("problem", "sentence"),
    [
        (three_villages(1, p=2), "with 2 facilities; open at least 3."),
        (
            three_villages(1, budget=5.0, cost=np.full(3, 2.0)),
            "with a budget of 5; raise the budget to 6.",
        ),
        (
            three_villages(1, p=3, conflicts=np.array([[0, 1]])),
            "with 3 facilities and the spacing; lower the spacing.",
        ),
        (
            three_villages(9, p=2, capacity=ONES),
            "with 2 facilities and the capacity; open at least 3, or raise the capacity.",
        ),
        (
            three_villages(1, p=2, conflicts=np.array([[0, 1]])),
            "with 2 facilities and the spacing; relax more than one of these.",
        ),
        (
            three_villages(9, objective=family.p_median, p=3, conflicts=np.array([[0, 1]])),
            "with 3 facilities and the spacing; open at most 2, or lower the spacing.",
        ),
    ],
)
def test_infeasible_says_what_makes_it_so(problem, sentence):
    with pytest.raises(InfeasibleError) as caught:
        solve_exactly(problem)
    assert str(caught.value) == f"no choice of sites serves everybody {sentence}"


def test_too_many_for_the_spacing_are_refused_where_nobody_must_be_served():
    minutes = sparse.csc_array(MINUTES)
    problem = family.mclp(ONES, minutes, 1.0, p=3, conflicts=np.array([[0, 1]]))
    with pytest.raises(InfeasibleError, match=r"keeps to all rules .* open at most 2, or lower"):
        solve_exactly(problem)


@pytest.mark.parametrize("capacity", [None, 160])
def test_an_order_adds_most_first_and_limits_leave_a_valid_bound(capacity):
    people, minutes = town(np.random.default_rng(3), demand=40, sites=14)
    rules = {} if capacity is None else {"capacity": np.full(14, capacity)}
    problem = family.p_median(people, minutes, p=5, **rules)
    best = solve_exactly(problem)
    assert best.proven
    fewer = [solve_exactly(replace(problem, p=p)).objective for p in (6, 7)]
    assert best.objective >= fewer[0] >= fewer[1]
    rough = solve_exactly(problem, Limits(nodes=0), incumbent=best)
    assert rough.objective == best.objective
    assert rough.bound <= best.objective * (1 + 1e-9)
    coverage = family.mclp(people, minutes, 30.0, p=5, **rules)
    order = solve_exactly(coverage).order
    firsts = [
        solve_exactly(replace(coverage, p=1, copies_max=(np.arange(14) == site).astype(np.int64)))
        for site in order
    ]
    assert firsts[0].objective == max(first.objective for first in firsts)


def test_no_time_at_all_says_that_nothing_was_found():
    people, minutes = town(np.random.default_rng(3), demand=60, sites=30)
    problem = family.p_median(people, minutes, p=5, capacity=np.full(30, people.sum() // 5 + 60))
    with pytest.raises(GeoplanError, match="allow more nodes or more seconds"):
        solve_exactly(problem, Limits(seconds=0.0))


def test_nothing_is_printed(capfd):
    solve_exactly(three_villages(9, p=1))
    assert capfd.readouterr().out == ""


def test_it_does_not_matter_who_ran_the_solver_before_on_how_many_threads():
    people, minutes = np.array([3, 4]), sparse.csc_array(np.array([[1.0, 9.0], [9.0, 1.0]]))

    def after_another():
        other = highspy.Highs()
        other.silent()
        other.setOptionValue("threads", 2)
        other.addVars(1, np.zeros(1), np.ones(1))
        other.run()
        return solve_exactly(family.mclp(people, minutes, 5.0, p=1)).objective

    with ThreadPoolExecutor(1) as pool:  # in a thread of its own, as if nobody ran it before
        assert pool.submit(after_another).result() == 4
