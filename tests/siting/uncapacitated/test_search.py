"""Search, bound and proof without capacity, against trying all choices."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import sparse

from geoplan.errors import InfeasibleError
from geoplan.siting.family import gradual_coverage, mclp, p_median
from geoplan.siting.limits import Limits
from geoplan.siting.uncapacitated.choice import search_rules, selection_of
from geoplan.siting.uncapacitated.lagrangian import lagrangian_bound
from geoplan.siting.uncapacitated.search import solve
from geoplan.siting.uncapacitated.worth import worth

GREEDY_SHARE = 1 - 1 / np.e  # Nemhauser, Wolsey, Fisher (1978)


def minutes_between(rng, demand, sites, *, reach=1.0):
    """Whole minutes, true zeros among them; everybody reaches the first site."""
    minutes = rng.integers(0, 30, (demand, sites)).astype(float)
    rows, columns = np.nonzero((rng.random((demand, sites)) < reach) | (np.arange(sites) == 0))
    return sparse.csc_array((minutes[rows, columns], (rows, columns)), shape=minutes.shape)


@st.composite
def problems(draw):
    """Draw small problems of every kind without capacity, with any of the rules."""
    rng = np.random.default_rng(draw(st.integers(0, 2**32)))
    demand, sites = draw(st.integers(1, 9)), draw(st.integers(2, 7))
    kind = draw(st.sampled_from(["mclp", "gradual", "median"]))
    minutes = minutes_between(rng, demand, sites, reach=draw(st.sampled_from([0.4, 1.0])))
    people = rng.integers(0, 9, demand)
    rules = {}
    if draw(st.booleans()):
        rules["copies_fixed"] = (rng.random(sites) < 0.3).astype(np.int64)
    if draw(st.booleans()):
        rules["copies_max"] = np.append(1, rng.random(sites - 1) < 0.7).astype(np.int64)
    if draw(st.booleans()):
        rules["copies_min"] = np.append(1, np.zeros(sites - 1)).astype(np.int64)
    if draw(st.booleans()):
        rules["conflicts"] = np.array([[sites - 2, sites - 1]])
    if draw(st.booleans()):
        rules["cost"] = rng.uniform(1, 4, sites)
        rules["budget"] = float(rng.uniform(4, 9))
    else:
        rules["p"] = draw(st.integers(1, 3))
    try:
        if kind == "mclp":
            return mclp(people, minutes, 12.0, **rules)
        if kind == "gradual":
            return gradual_coverage(people, minutes, full_min=5, limit_min=25, **rules)
        return p_median(people, minutes, **rules)
    except InfeasibleError:
        return draw(st.nothing())


def choices(problem):
    """Yield every choice of sites that keeps to the rules, one copy each."""
    sites = range(problem.copies_max.size)
    conflicts = [] if problem.conflicts is None else problem.conflicts.tolist()
    for size in range(problem.copies_max.size + 1):
        for chosen in combinations(sites, size):
            copies = np.bincount(np.array(chosen, int), minlength=problem.copies_max.size)
            if (
                (problem.p is None or size == problem.p)
                and (problem.budget is None or problem.new_cost @ copies <= problem.budget)
                and (copies <= problem.copies_max).all()
                and (copies >= problem.copies_min).all()
                and not any(copies[one] and copies[other] for one, other in conflicts)
            ):
                yield copies


def value_of(problem, copies):
    """Return the objective of open sites, None when somebody who must be served is not."""
    table = np.full(problem.pairs.shape, np.nan)
    coo = problem.pairs.tocoo()
    table[coo.row, coo.col] = coo.data
    reached = table[:, (copies + problem.copies_fixed) > 0]
    if problem.maximise:
        return float(problem.people @ np.nan_to_num(reached).max(axis=1, initial=0))
    served = problem.people > 0
    if np.isnan(reached[served]).all(axis=1).any():
        return None
    nearest = np.nanmin(np.where(np.isnan(reached), np.inf, reached), axis=1, initial=np.inf)
    return float(problem.people[served] @ nearest[served])


def optimum(problem):
    values = [value_of(problem, copies) for copies in choices(problem)]
    values = [value for value in values if value is not None]
    return (max if problem.maximise else min)(values, default=None)


@given(problem=problems())
@settings(max_examples=150, deadline=None)
def test_every_member_is_solved_and_proven_under_every_rule(problem):
    best = optimum(problem)
    if best is None:
        with pytest.raises(InfeasibleError):
            solve(problem)
        return
    siting = solve(problem)
    copies = np.bincount(siting.order, minlength=problem.copies_max.size)
    assert value_of(problem, copies) == pytest.approx(siting.objective)
    assert siting.objective == pytest.approx(best)
    assert siting.proven


@given(problem=problems())
@settings(max_examples=60, deadline=None)
def test_without_a_proof_the_bound_still_holds(problem):
    best = optimum(problem)
    if best is None:
        return
    siting = solve(problem, Limits(nodes=0))
    tolerance = 1e-9 * (1 + abs(best))
    if problem.maximise:
        assert siting.objective <= best + tolerance <= siting.bound + 2 * tolerance
    else:
        assert siting.objective >= best - tolerance >= siting.bound - 2 * tolerance


def blocks(seed, *, demand=400, sites=120):
    """Return minutes in a made-up town, people of its blocks, and places."""
    rng = np.random.default_rng(seed)
    homes, places = rng.uniform(0, 30, (demand, 2)), rng.uniform(0, 30, (sites, 2))
    apart = np.hypot(*(homes[:, None] - places[None]).transpose(2, 0, 1))
    rows, columns = np.nonzero(apart < 12)
    minutes = sparse.csc_array((apart[rows, columns], (rows, columns)), shape=apart.shape)
    return rng.integers(1, 200, demand), minutes


@pytest.mark.parametrize("build", ["mclp", "gradual"])
def test_more_sites_never_serve_fewer(build):
    people, minutes = blocks(1)
    values = []
    for p in range(1, 9):
        problem = (
            mclp(people, minutes, 4.0, p=p)
            if build == "mclp"
            else gradual_coverage(people, minutes, full_min=2, limit_min=8, p=p)
        )
        values.append(solve(problem).objective)
    assert (np.diff(values) >= 0).all()
    first, *_, last = values
    assert last > first


@pytest.mark.parametrize("seed", range(3))
def test_the_order_of_rows_and_columns_does_not_matter(seed):
    people, minutes = blocks(seed)
    problem = mclp(people, minutes, 4.0, p=6)
    rng = np.random.default_rng(seed)
    rows, columns = rng.permutation(people.size), rng.permutation(minutes.shape[1])
    shuffled = minutes.tocsr()[rows].tocsc()[:, columns]
    shuffled.sort_indices()
    other = mclp(people[rows], shuffled, 4.0, p=6)
    assert solve(problem).objective == solve(other).objective


@pytest.mark.parametrize("build", ["mclp", "gradual"])
def test_the_same_seed_gives_the_same_sites_on_any_number_of_cores(monkeypatch, build):
    people, minutes = blocks(2)
    problem = (
        mclp(people, minutes, 3.0, p=9)
        if build == "mclp"
        else gradual_coverage(people, minutes, full_min=2, limit_min=8, p=9)
    )
    limits = Limits(nodes=0)
    first = solve(problem, limits, seed=3)
    monkeypatch.setattr("os.cpu_count", lambda: 1)
    assert solve(problem, limits, seed=3).order.tolist() == first.order.tolist()


def test_greedy_alone_keeps_its_guarantee():
    people, minutes = blocks(3)
    problem = mclp(people, minutes, 4.0, p=8)
    siting = solve(problem)
    greedy = solve(replace(problem, p=1)).objective
    covered = np.zeros(people.size, bool)
    dense = problem.pairs.toarray() > 0
    for _ in range(8):
        covered |= dense[:, int(np.argmax(people[~covered] @ dense[~covered]))]
    assert people[covered].sum() >= GREEDY_SHARE * siting.objective
    assert siting.objective >= people[covered].sum() >= greedy


def test_prices_never_bound_too_low():
    people, _ = blocks(4, demand=60, sites=14)
    problem = p_median(people, minutes_between(np.random.default_rng(4), 60, 14), p=3)
    measured = worth(problem)
    best = min(value_of(problem, copies) for copies in choices(problem))
    for rounds in (1, 5, 50, 500):
        bound = lagrangian_bound(
            measured.table, selection_of(problem), 0, np.zeros(60), enough=0, rounds=rounds
        )
        assert measured.base - bound.value * measured.unit <= best
        for copies in choices(problem):
            value = (measured.base - value_of(problem, copies)) / measured.unit
            assert (bound.open_at_most[copies > 0] >= value - 1).all()
            assert (bound.closed_at_most[copies == 0] >= value - 1).all()


def test_copies_beyond_the_sites_that_help_are_opened_all_the_same():
    people, minutes = np.array([5, 5]), minutes_between(np.random.default_rng(0), 2, 2)
    problem = mclp(people, minutes, 40.0, p=5, copies_max=np.array([3, 4]))
    siting = solve(problem)
    assert siting.order.size == 5
    assert (np.bincount(siting.order) <= [3, 4]).all()
    assert siting.objective == 10


def test_nobody_to_serve_and_nothing_to_open_are_answers():
    minutes = minutes_between(np.random.default_rng(0), 3, 2)
    assert solve(mclp(np.zeros(3, np.int64), minutes, 40.0, p=1)).objective == 0
    siting = solve(mclp(np.ones(3, np.int64), minutes, 40.0, p=0))
    assert siting.order.size == 0
    assert siting.objective == siting.bound == 0


def test_everybody_is_served_even_where_no_way_is_saved():
    minutes = minutes_between(np.random.default_rng(0), 1, 2)
    only = np.array([1, 0])
    people, cost = np.ones(1, np.int64), np.array([1.3, 1.2])
    siting = solve(p_median(people, minutes, copies_max=only, cost=cost, budget=9.0))
    assert siting.order.tolist() == [0]
    with pytest.raises(InfeasibleError, match="serve"):
        solve(p_median(people, minutes, p=0))


def test_rules_of_a_search_say_what_is_locked_and_barred():
    problem = mclp(
        np.ones(4, np.int64),
        minutes_between(np.random.default_rng(1), 4, 3),
        40.0,
        p=2,
        copies_min=np.array([1, 0, 0]),
        copies_max=np.array([1, 0, 1]),
    )
    rules = search_rules(problem)
    assert rules.locked.tolist() == [1, 0, 0]
    assert rules.barred.tolist() == [0, 1, 0]


def test_who_reaches_everybody_is_proven():
    """Prices alone would bound 24 sites 19 people above all there are."""
    rng = np.random.default_rng(3)
    places = rng.random((150, 2))
    apart = np.linalg.norm(places[:, None] - places, axis=2)
    near = sparse.csc_array(np.where(apart < 0.13, 1.0, 0.0))
    people = rng.integers(1, 1000, 150)
    siting = solve(mclp(people, near, 1.0, p=24), Limits(nodes=0))
    assert siting.objective == siting.bound == people.sum()


@pytest.mark.parametrize("spare", [0, 2])
def test_a_cover_of_everybody_by_the_sites_asked_for_is_found_and_is_the_proof(spare):
    """Twelve sites part the people among them; a hundred and fifty others mislead swaps."""
    rng = np.random.default_rng(0)
    order = rng.permutation(120).reshape(12, 10)
    misleading = [rng.choice(120, 10, replace=False) for _ in range(150)]
    demand = np.concatenate([*order, *misleading])
    begin = np.arange(0, demand.size + 1, 10)
    near = sparse.csc_array((np.ones(demand.size), demand, begin), shape=(120, 162))
    near.sort_indices()
    people = rng.integers(1, 9, 120)
    siting = solve(mclp(people, near, 1.0, p=12 + spare), Limits(nodes=100))
    assert siting.objective == siting.bound == people.sum()
    assert siting.order.size == 12 + spare
    assert spare or siting.method.startswith("set cover")
