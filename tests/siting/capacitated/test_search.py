from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import sparse

from geoplan.siting.capacitated import rank as ranking
from geoplan.siting.capacitated.assignment import Assignment
from geoplan.siting.capacitated.search import solve
from geoplan.siting.capacitated.trials import best_addition, best_replacement, gain_bounds
from geoplan.siting.limits import Limits
from tests.siting.instances import best_value, city, coverage, optimum, problems, small, value_of

GREEDY = Limits(gap=1.0)  # any gap is small enough to stop after greedy
GREEDY_SHARE = 1 - 1 / np.e  # Nemhauser, Wolsey, Fisher (1978)


@given(problem=problems())
@settings(max_examples=60, deadline=None)
def test_the_answer_is_worth_what_it_says_and_near_the_optimum(problem):
    siting = solve(problem)
    copies = np.bincount(siting.order, minlength=problem.capacity.size)
    assert siting.order.shape == (problem.p,)
    assert (copies <= problem.copies_max).all()
    assert siting.objective == pytest.approx(value_of(problem, siting.order), rel=1e-9)
    best, existing = optimum(problem), value_of(problem, [])
    tolerance = 1e-9 * (1 + best)
    assert siting.objective <= best + tolerance
    assert siting.objective - existing >= GREEDY_SHARE * (best - existing) - tolerance
    assert siting.bound >= best - tolerance
    assert 0 <= siting.gap <= 1


@pytest.mark.parametrize("seed", range(8))
def test_small_problems_are_solved_to_the_optimum(seed):
    problem = small(np.random.default_rng(seed))
    assert solve(problem).objective == pytest.approx(optimum(problem), rel=1e-9)


@pytest.mark.parametrize("seed", range(4))
def test_without_capacity_and_decay_it_is_maximal_covering(seed):
    rng = np.random.default_rng(seed)
    covers = rng.random((12, 8)) < 0.3
    people = rng.integers(1, 9, 12)
    problem = coverage(
        people=people,
        pairs=sparse.csc_array(covers.astype(float)),
        capacity=np.full(8, people.sum()),
        copies_fixed=np.zeros(8, np.int64),
        copies_max=np.ones(8, np.int64),
        p=3,
    )
    siting = solve(problem)
    assert siting.objective == people[covers[:, siting.order].any(axis=1)].sum()
    assert siting.objective == optimum(problem)


def test_swaps_leave_the_trap_of_greedy():
    # The first site covers most alone; the two others together cover all.
    problem = coverage(
        people=np.array([4, 4, 3, 3]),
        pairs=sparse.csc_array(np.array([[1.0, 1, 0], [1, 0, 1], [0, 1, 0], [0, 0, 1]])),
        capacity=np.full(3, 14),
        copies_fixed=np.zeros(3, np.int64),
        copies_max=np.ones(3, np.int64),
        p=2,
    )
    assert solve(problem, limits=GREEDY).objective == 11
    siting = solve(problem)
    assert sorted(siting.order) == [1, 2]
    assert siting.objective == siting.bound == pytest.approx(14)


def test_no_copies_leave_the_existing_network():
    problem = replace(small(np.random.default_rng(4)), p=0)
    siting = solve(problem)
    assert siting.order.shape == (0,)
    existing = best_value(problem, problem.copies_fixed)
    assert existing > 0
    assert siting.objective == pytest.approx(existing, rel=1e-9)
    assert siting.bound == pytest.approx(existing, rel=1e-6)


def test_everybody_served_leaves_copies_that_gain_nothing():
    problem = coverage(
        people=np.array([5]),
        pairs=sparse.csc_array(np.array([[1.0, 0.5]])),
        capacity=np.array([5, 5]),
        copies_fixed=np.array([0, 0]),
        copies_max=np.array([1, 2]),
        p=3,
    )
    siting = solve(problem)
    assert siting.order.tolist() == [0, 1, 1]
    assert siting.objective == 5


@given(problem=problems())
@settings(max_examples=40, deadline=None)
def test_greedy_is_worth_no_less_with_more_copies(problem):
    objectives = [
        solve(replace(problem, p=p), trials=99, limits=GREEDY).objective
        for p in range(problem.p + 1)
    ]
    assert (np.diff(objectives) >= -1e-9).all()


@given(problem=problems())
@settings(max_examples=40, deadline=None)
def test_each_next_site_adds_most_of_those_chosen(problem):
    order = solve(problem).order
    for rank in range(problem.p):
        values = [value_of(problem, [*order[:rank], site]) for site in order[rank:]]
        assert values[0] == pytest.approx(max(values), rel=1e-9, abs=1e-9)


@pytest.mark.parametrize("seed", range(5))
def test_the_order_of_rows_and_columns_does_not_matter(seed):
    rng = np.random.default_rng(seed)
    problem = small(rng, demand=30, sites=15, p=6, most_people=500, most_places=900)
    rows, columns = rng.permutation(problem.people.size), rng.permutation(problem.capacity.size)
    benefit = sparse.csc_array(problem.pairs[rows][:, columns])
    benefit.sort_indices()
    shuffled = coverage(
        people=problem.people[rows],
        pairs=benefit,
        capacity=problem.capacity[columns],
        copies_fixed=problem.copies_fixed[columns],
        copies_max=problem.copies_max[columns],
        p=problem.p,
    )
    siting, again = solve(problem), solve(shuffled)
    assert columns[again.order].tolist() == siting.order.tolist()
    assert again.objective == pytest.approx(siting.objective, rel=1e-9)


def test_the_same_problem_has_the_same_answer():
    problem = city(np.random.default_rng(4), side=14, existing=6, former=4, p=20)
    one, other = solve(problem), solve(problem)
    assert one.order.tobytes() == other.order.tobytes()
    assert one.served.data.tobytes() == other.served.data.tobytes()
    assert (one.objective, one.bound) == (other.objective, other.bound)


def test_the_number_of_threads_changes_no_rank(monkeypatch):
    problem = city(np.random.default_rng(4), side=10, existing=4, former=3, p=9)
    siting = solve(problem)
    cover = sparse.csc_array(problem.pairs > 0, dtype=np.float64)
    rankings = []
    for threads in (1, 3):
        monkeypatch.setattr("os.cpu_count", lambda threads=threads: threads)
        rankings.append(ranking.rank(problem, siting, cover))
    one, other = (
        [value.tobytes() for value in vars(figures).values() if isinstance(value, np.ndarray)]
        for figures in rankings
    )
    assert one == other


def test_a_gap_that_is_small_enough_ends_the_search():
    problem = city(np.random.default_rng(5), side=14, existing=6, former=4, p=20)
    stages = []
    siting = solve(
        problem,
        limits=Limits(gap=0.05),
        progress=lambda *heard: stages.append((heard[0], *heard[2:])),
    )
    assert 0 < siting.gap <= 0.05
    assert not any(stage.startswith("Interchange") for stage, *_ in stages)
    assert any(str(standing).startswith("best ") for _, *told in stages for standing in told)
    assert solve(problem).gap < siting.gap


def test_no_time_left_ends_the_search_after_the_bound():
    problem = city(np.random.default_rng(5), side=14, existing=6, former=4, p=20)
    hurried = solve(problem, limits=Limits(seconds=0.0))
    assert solve(problem).objective > hurried.objective


def test_cells_that_nothing_reaches_are_left_without_a_place():
    problem = coverage(
        people=np.array([5, 7]),
        pairs=sparse.csc_array(np.array([[1.0], [0]])),
        capacity=np.array([9]),
        copies_fixed=np.array([0]),
        copies_max=np.array([1]),
        p=1,
    )
    siting = solve(problem)
    assert (siting.objective, siting.bound) == (5, 5)
    assert siting.served.toarray().tolist() == [[5], [0]]


def test_sites_that_reach_nobody_are_worth_nothing():
    problem = coverage(
        people=np.full(3, 4),
        pairs=sparse.csc_array((3, 2)),
        capacity=np.array([9, 9]),
        copies_fixed=np.array([0, 0]),
        copies_max=np.array([1, 1]),
        p=1,
    )
    siting = solve(problem)
    assert (siting.order.tolist(), siting.objective, siting.bound) == ([0], 0, 0)


@given(problem=problems())
@settings(max_examples=40, deadline=None)
def test_benefit_of_the_order_adds_up_to_the_objective(problem):
    siting = solve(problem, bound_rounds=5)
    assignment = Assignment(problem)
    gained = [assignment.worth, *(assignment.open(site) for site in siting.order.tolist())]
    assert sum(gained) == assignment.worth
    assert assignment.benefit == pytest.approx(siting.objective, rel=1e-9, abs=1e-9)


def test_a_town_comes_within_one_percent_of_the_bound():
    problem = city(np.random.default_rng(5), side=20, existing=12, former=20, p=38)
    siting = solve(problem)
    assert 0 <= siting.gap < 0.01
    assert solve(problem, limits=GREEDY).objective < siting.objective


@given(problem=problems(), data=st.data())
@settings(max_examples=60, deadline=None)
def test_a_search_that_begins_somewhere_is_no_worse_than_where_it_began(problem, data):
    sites = st.lists(st.integers(0, problem.capacity.size - 1), max_size=4)
    start = np.array(data.draw(sites), np.int64)
    siting = solve(problem, start=start)
    copies = np.bincount(siting.order, minlength=problem.capacity.size)
    assert copies.sum() == problem.p
    assert (copies <= problem.copies_max).all()
    begun = np.bincount(start, minlength=problem.capacity.size)
    if begun.sum() <= problem.p and (begun <= problem.copies_max).all():
        assert siting.objective >= value_of(problem, start) - 1e-9
    assert siting.objective <= siting.bound + 1e-9


def test_a_search_from_a_plan_for_a_problem_hardly_changed_leaves_most_of_it():
    problem = city(np.random.default_rng(5), side=20, existing=12, former=20, p=38)
    plan = solve(problem)
    closed = problem.copies_max.copy()
    closed[plan.order[7]] = 0
    changed = replace(problem, copies_max=closed)
    sites = closed.size
    near, anew = (
        np.bincount(solve(changed, start=start).order, minlength=sites)
        for start in (plan.order, None)
    )
    before = np.bincount(plan.order, minlength=sites)
    assert np.abs(near - before).sum() <= np.abs(anew - before).sum()
    assert np.abs(near - before).sum() <= 8


@given(problem=problems(), data=st.data())
@settings(max_examples=60, deadline=None)
def test_the_best_addition_is_the_best(problem, data):
    assignment = Assignment(problem)
    room = problem.copies_max > 0
    gains = np.array([assignment.copy().open(site) for site in range(room.size)])
    gains[~room] = -1
    upper = gain_bounds(assignment, room)
    site, gain = best_addition(assignment, upper)
    assert gain == gains.max()
    assert site == -1 or gains[site] == gain
    assert (upper >= gains).all()
    floor = data.draw(st.integers(0, int(gains.max()) + 1))
    site, gain = best_addition(assignment, gain_bounds(assignment, room), floor=floor)
    assert gain == max(floor, gains.max())
    assert (site >= 0) == (gains.max() > floor)


@given(problem=problems(), data=st.data())
@settings(max_examples=60, deadline=None)
def test_the_best_replacement_is_the_best(problem, data):
    assignment = Assignment(problem)
    site = data.draw(st.integers(0, problem.capacity.size - 1))
    assignment.open(site)
    upper = gain_bounds(assignment, problem.copies_max > 0)
    without, lost, other, gain = best_replacement(assignment, site, upper)
    closed = assignment.copy()
    assert lost == closed.close(site)
    others = [j for j in np.flatnonzero(problem.copies_max) if j != site]
    gains = {j: closed.copy().open(int(j)) for j in others}
    assert gain == max(gains.values(), default=-1)
    assert gains[other] == gain if gains else other == -1
    assert without.people_served == closed.people_served
    _, _, better, _ = best_replacement(assignment, site, upper, only_better=True)
    assert (better >= 0) == (gain > lost)


def test_progress_tells_each_stage_to_its_end():
    heard = []
    solve(
        small(np.random.default_rng(0)),
        progress=lambda *told: heard.append(told[:2]),
    )
    stages = list(dict.fromkeys(stage for stage, _ in heard))
    assert stages[0] == "Greedy siting"
    assert stages[-1] == "Order of sites"
    for stage in stages:
        shares = [share for name, share in heard if name == stage]
        assert shares == sorted(shares)
        assert shares[-1] == 1
