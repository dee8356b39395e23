from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import sparse

from geoplan.siting.capacitated.assignment import Assignment, whole_network
from geoplan.siting.verify import best_assignment_value
from tests.siting.instances import best_value, city, coverage, problems, small


def value(assignment, problem):
    return float(problem.pairs.multiply(assignment.served()).sum())


def dual_value(assignment, copies):
    """Return what the prices say that the open copies are worth, in units."""
    places = assignment.capacity * copies
    return int(assignment.price @ assignment.network.people + assignment.rent @ places)


def assert_optimal(assignment, problem, copies):
    """Check the conditions of optimality in whole numbers, and the value by brute force."""
    network = assignment.network
    site = np.repeat(np.arange(copies.size), np.diff(network.start))
    at_open = copies[site] * problem.capacity[site] > 0
    slack = assignment.price[network.demand] + assignment.rent[site] - network.weight
    assert (slack[at_open] >= 0).all()

    served = assignment.served()
    assert (served.data > 0).all()
    served = served.toarray()
    assert (served.sum(axis=1) <= problem.people).all()
    assert (served.sum(axis=0) <= problem.capacity * copies).all()
    weight = sparse.coo_array((network.weight, (network.demand, site)), served.shape).toarray()
    assert (weight * served).sum() == dual_value(assignment, copies)
    assert value(assignment, problem) == pytest.approx(best_value(problem, copies), rel=1e-9)


@given(problem=problems(), data=st.data())
@settings(max_examples=150, deadline=None)
def test_any_sequence_of_openings_and_closings_stays_optimal(problem, data):
    assignment, copies = Assignment(problem), problem.copies_fixed.copy()
    assert_optimal(assignment, problem, copies)
    for _ in range(data.draw(st.integers(1, 6))):
        site = data.draw(st.integers(0, copies.size - 1))
        opens = copies[site] == 0 or data.draw(st.booleans())
        before = dual_value(assignment, copies)
        change = assignment.open(site) if opens else -assignment.close(site)
        copies[site] += 1 if opens else -1
        assert dual_value(assignment, copies) - before == change
        assert_optimal(assignment, problem, copies)


@given(problem=problems(), data=st.data())
@settings(max_examples=150, deadline=None)
def test_any_sequence_of_moves_gains_what_closing_and_opening_does(problem, data):
    assignment, copies = Assignment(problem), problem.copies_fixed.copy()
    sites = st.integers(0, copies.size - 1)
    for site in data.draw(st.lists(sites, min_size=1, max_size=3)):
        assignment.open(site)
        copies[site] += 1
    for _ in range(data.draw(st.integers(1, 4))):
        source = data.draw(st.sampled_from(np.flatnonzero(copies).tolist()))
        target = data.draw(sites)
        if target == source:
            continue
        other_way = assignment.copy()
        expected = -other_way.close(source) + other_way.open(target)
        floor = expected + data.draw(st.integers(-2, 2))
        tried = assignment.move_gain(source, target, floor=floor)
        if expected > floor:
            assert tried == expected
        else:
            assert expected <= tried <= floor
        before = assignment.worth
        assert assignment.move(source, target) == expected
        copies[source] -= 1
        copies[target] += 1
        assert assignment.worth - before == expected
        assert_optimal(assignment, problem, copies)


@pytest.mark.parametrize("seed", range(30))
def test_moves_between_sites_of_unlike_size_stay_optimal(seed):
    rng = np.random.default_rng(seed)
    problem = small(rng, demand=9, sites=7, most_people=40, most_places=60)
    assignment, copies = Assignment(problem), problem.copies_fixed.copy()
    for site in rng.integers(0, 7, 4).tolist():
        assignment.open(site)
        copies[site] += 1
    for _ in range(5):
        source, target = int(rng.choice(np.flatnonzero(copies))), int(rng.integers(0, 7))
        if source != target:
            assignment.move(source, target)
            copies[source] -= 1
            copies[target] += 1
            assert_optimal(assignment, problem, copies)
            served = assignment.served()[:, [target]].toarray().ravel()
            elsewhere = assignment.benefit_elsewhere(target)
            assert np.allclose(elsewhere, problem.pairs.T @ served)


@given(problem=problems())
@settings(max_examples=60, deadline=None)
def test_many_copies_opened_together_are_those_opened_one_by_one(problem):
    sites = np.repeat(np.arange(problem.capacity.size), 2)
    together, one_by_one = Assignment(problem), Assignment(problem)
    gained = together.open_all(sites)
    assert gained == sum(one_by_one.open(site) for site in sites.tolist())
    room = problem.capacity > 0
    assert together.rent[room].tolist() == one_by_one.rent[room].tolist()
    assert_optimal(together, problem, problem.copies_fixed + 2)


@given(problem=problems(), data=st.data())
@settings(max_examples=100, deadline=None)
def test_a_trial_tells_the_gain_and_bounds_all_others(problem, data):
    assignment = Assignment(problem)
    sites = np.arange(problem.capacity.size)
    gains = np.array([assignment.copy().open(site) for site in sites])
    assert (assignment.gain_bounds(sites) >= gains).all()
    site = data.draw(st.integers(0, sites.size - 1))
    floor = data.draw(st.integers(-1, int(gains.max()) + 1))
    tried = assignment.gain(site, floor=floor)
    if gains[site] > floor:
        assert tried == gains[site]
    else:
        assert gains[site] <= tried <= floor
    assert (assignment.trial_bounds(sites) >= gains).all()
    assert_optimal(assignment, problem, problem.copies_fixed)


@given(problem=problems())
@settings(max_examples=100, deadline=None)
def test_opening_unserves_nobody_and_gains_less_and_less(problem):
    assignment = Assignment(problem)
    for site in range(problem.capacity.size):
        before = assignment.served().sum(axis=1)
        first = assignment.open(site)
        between = assignment.served().sum(axis=1)
        assert (between >= before).all()
        assert 0 <= assignment.open(site) <= first


def test_a_copy_goes_its_own_way():
    problem = small(np.random.default_rng(3))
    assignment = Assignment(problem)
    twin = assignment.copy()
    for site in (4, 2, 4):
        twin.open(site)
    assert_optimal(assignment, problem, problem.copies_fixed)
    assert_optimal(twin, problem, problem.copies_fixed + np.array([0, 0, 1, 0, 2]))


@pytest.mark.parametrize("seed", [0, 1])
def test_a_town_agrees_with_linear_programming(seed):
    rng = np.random.default_rng(seed)
    problem = city(rng, side=16, existing=10, former=20, p=25)
    assignment, copies = Assignment(problem), problem.copies_fixed.copy()
    for site in rng.choice(np.flatnonzero(problem.copies_max), 30):
        assignment.open(site)
        copies[site] += 1
    for site in rng.choice(np.flatnonzero(copies), 12, replace=False):
        assignment.close(site)
        copies[site] -= 1
    best = best_assignment_value(problem, problem.capacity * copies)
    assert value(assignment, problem) == pytest.approx(best, rel=1e-9)


def test_whole_benefits_are_rounded_up_by_less_than_a_unit():
    problem = small(np.random.default_rng(5))
    network, unit = whole_network(problem)
    for site in range(problem.capacity.size):
        pairs = slice(network.start[site], network.start[site + 1])
        real = np.zeros(problem.people.size)
        real[network.demand[pairs]] = network.weight[pairs] * unit
        excess = real - problem.pairs[:, [site]].toarray().ravel()
        assert (excess >= 0).all()
        assert (excess < unit).all()
        assert (np.diff(network.weight[pairs]) <= 0).all()


def test_totals_of_a_country_without_capacity_still_fit():
    everybody = 10**11
    problem = coverage(
        people=np.array([everybody, everybody]),
        pairs=sparse.csc_array(np.array([[1.0, 0.3], [0.0, 3.0]])),
        capacity=np.array([2**62, 2**62]),
        copies_fixed=np.array([1, 0]),
        copies_max=np.array([0, 10**6]),
        p=10**4,
    )
    assignment = Assignment(problem)
    assignment.open(1)
    assert value(assignment, problem) == 4 * everybody
