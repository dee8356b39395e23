from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import sparse

from geoplan.siting.capacitated.assignment import Assignment
from geoplan.siting.capacitated.explain import Covered, explain_losses
from geoplan.siting.capacitated.search import solve
from tests.siting.instances import coverage, problems, small, value_of


def losses_of(problem, order, reach=None):
    assignment = Assignment(problem)
    for site in order:
        assignment.open(site)
    copies = np.bincount(np.asarray(order, np.int64), minlength=problem.copies_max.size)
    return explain_losses(problem, assignment, copies, Covered(problem.pairs), reach)


def assert_best(change, back):
    """Check that a change is one of the best of ``back``, the benefit regained by site."""
    if not back:
        assert (change.site, change.people, change.benefit) == (-1, 0, 0)
        return
    assert change.benefit == pytest.approx(max(back.values()), rel=1e-9, abs=1e-9)
    assert back[change.site] == pytest.approx(change.benefit, rel=1e-9, abs=1e-9)
    assert change.people == pytest.approx(change.benefit, rel=1e-9, abs=1e-9)


def assert_right(problem, order, losses, within):
    """Check every figure by brute force; ``within[site, other]`` says who is in reach."""
    whole = value_of(problem, order)
    copies = np.bincount(np.asarray(order, np.int64), minlength=problem.copies_max.size)
    assert set(losses) == set(order)
    for site, loss in losses.items():
        rest = list(order)
        rest.remove(site)
        without = value_of(problem, rest)
        assert loss.benefit == pytest.approx(whole - without, rel=1e-9, abs=1e-9)
        others = [j for j in np.flatnonzero(copies < problem.copies_max).tolist() if j != site]
        back = {j: value_of(problem, [*rest, j]) - without for j in others}
        assert_best(loss.anywhere, back)
        assert_best(loss.nearby, {j: back[j] for j in others if within[site, j]})


@given(problem=problems(), seed=st.integers(0, 2**32 - 1))
@settings(max_examples=60, deadline=None)
def test_losses_and_alternatives_agree_with_brute_force(problem, seed):
    order = solve(problem, bound_rounds=1).order.tolist()
    sites = problem.copies_max.size
    within = np.random.default_rng(seed).random((sites, sites)) < 0.5
    reach = sparse.csr_array(within.astype(float))
    assert_right(problem, order, losses_of(problem, order, reach), within)


@pytest.mark.parametrize("seed", range(4))
def test_any_plan_can_be_explained_not_only_the_best(seed):
    rng = np.random.default_rng(seed)
    problem = small(rng, demand=8, sites=7, p=4)
    places = np.repeat(np.arange(7), problem.copies_max)
    order = rng.choice(places, 4, replace=False).tolist()
    everywhere = np.ones((7, 7), np.bool_)
    assert_right(problem, order, losses_of(problem, order), everywhere)


def three_in_a_row():
    """Sites of 4 places each for 4, 3 and 2 people; the first two are to be opened."""
    return coverage(
        people=np.array([4, 3, 2]),
        pairs=sparse.csc_array(np.diag([1.0, 1.0, 1.0])),
        capacity=np.full(3, 4),
        copies_fixed=np.zeros(3, np.int64),
        copies_max=np.ones(3, np.int64),
        p=2,
    )


def test_an_alternative_keeps_its_distance():
    problem = three_in_a_row()
    assert losses_of(problem, [0, 1])[0].anywhere.site == 2
    # with site 0 dropped, site 1 still stands too near to site 2; with site 1 dropped, none does
    spaced = replace(problem, conflicts=np.array([[2, 1]]))
    losses = losses_of(spaced, [0, 1])
    assert losses[0].anywhere.site == -1
    assert losses[1].anywhere.site == 2


def test_an_alternative_keeps_to_the_budget():
    dear = replace(three_in_a_row(), p=None, budget=5.0, cost=np.array([3.0, 2.0, 2.5]))
    losses = losses_of(dear, [0, 1])
    assert losses[0].anywhere.site == 2
    assert losses[1].anywhere.site == -1
