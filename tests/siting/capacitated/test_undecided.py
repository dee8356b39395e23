"""What falls with one decision, against all that a plan could be without it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geoplan.siting.capacitated.explain import Covered
from geoplan.siting.capacitated.search import solve
from geoplan.siting.capacitated.undecided import Bound
from geoplan.siting.undecided import NOWHERE
from geoplan.siting.verify import verify
from tests.siting.instances import optimum as free_optimum
from tests.siting.instances import small, value_of

SEEDS = st.integers(0, 10_000)


def decided(seed):
    """A small problem in which some sites must take a copy and one with room must take none."""
    rng = np.random.default_rng(seed)
    problem = small(rng, demand=7, sites=6, p=3)
    roomy = np.flatnonzero(problem.copies_max)
    pinned = rng.choice(roomy, min(2, roomy.size), replace=False)
    copies_min, copies_max = problem.copies_min.copy(), problem.copies_max.copy()
    copies_min[pinned] = 1
    for shut in roomy:
        if shut not in pinned and copies_max.sum() - copies_max[shut] >= problem.p:
            copies_max[shut] = 0
            return replace(problem, copies_min=copies_min, copies_max=copies_max), int(shut)
    return replace(problem, copies_min=copies_min), None


def bound_by(problem):
    siting = solve(problem)
    verify(problem, siting)
    return siting.order.tolist(), Bound(problem, siting.order, Covered(problem.pairs))


def without_one(order, site):
    rest = list(order)
    rest.remove(site)
    return rest


@given(seed=SEEDS)
@settings(max_examples=40, deadline=None)
def test_without_a_pin_its_copy_goes_where_it_is_worth_most(seed):
    problem, _ = decided(seed)
    order, bound = bound_by(problem)
    now = value_of(problem, order)
    for site in np.flatnonzero(problem.copies_min).tolist():
        rest = without_one(order, site)
        others = [
            value_of(problem, [*rest, other])
            for other in range(problem.copies_max.size)
            if other != site and rest.count(other) < problem.copies_max[other]
        ]
        most = max([now, *others])
        found = bound.without_pin(site)
        assert found.benefit == pytest.approx(most - now, abs=1e-9)
        assert found.people == pytest.approx(found.benefit, abs=1e-9)  # each counts as it weighs
        assert (found.site == NOWHERE) == (most - now < 1e-12)


@given(seed=SEEDS)
@settings(max_examples=40, deadline=None)
def test_without_a_prohibition_the_best_copy_that_is_free_moves_there(seed):
    problem, shut = decided(seed)
    order, bound = bound_by(problem)
    if shut is None:
        return
    now = value_of(problem, order)
    free = [site for site in order if order.count(site) > problem.copies_min[site]]
    swaps = [value_of(problem, [*without_one(order, site), shut]) for site in free]
    most = max([now, *swaps])
    found = bound.without_forbidding(shut)
    assert found.benefit == pytest.approx(most - now, abs=1e-9)
    assert (found.site == shut) == (most - now > 1e-12)


@given(seed=SEEDS)
@settings(max_examples=40, deadline=None)
def test_a_plot_is_held_against_its_place_for_better_or_worse(seed):
    problem, _ = decided(seed)
    order, bound = bound_by(problem)
    plot = int(np.flatnonzero(problem.copies_min)[0])
    for place in range(problem.copies_max.size):
        if place != plot:
            there = value_of(problem, [*without_one(order, plot), place])
            found = bound.at_its_place(plot, place)
            assert found.site == place
            assert found.benefit == pytest.approx(there - value_of(problem, order), abs=1e-9)


def test_one_decision_after_another_leaves_the_plan_as_it_was():
    problem, shut = decided(11)
    _, bound = bound_by(problem)
    site = int(np.flatnonzero(problem.copies_min)[0])
    first = bound.without_pin(site)
    bound.without_forbidding(shut)
    bound.at_its_place(site, shut)
    assert bound.without_pin(site) == first


@given(seed=SEEDS)
@settings(max_examples=30, deadline=None)
def test_a_plan_that_decisions_bind_is_no_better_than_a_free_one(seed):
    problem, _ = decided(seed)
    order, _ = bound_by(problem)
    free = replace(problem, copies_min=np.zeros_like(problem.copies_min))
    assert value_of(problem, order) <= free_optimum(free) + 1e-9
