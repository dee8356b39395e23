from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from scipy import sparse

from geoplan.siting.capacitated.assignment import Assignment
from geoplan.siting.capacitated.explain import Covered, explain_losses
from geoplan.siting.capacitated.hold import explain_holds
from geoplan.siting.capacitated.search import solve
from tests.siting.instances import best_value, coverage, problems, value_of


def holds_of(problem, order):
    assignment = Assignment(problem)
    for site in order:
        assignment.open(site)
    copies = np.bincount(np.asarray(order, np.int64), minlength=problem.copies_max.size)
    losses = explain_losses(problem, assignment, copies, Covered(problem.pairs))
    return explain_holds(problem, assignment, copies, losses)


def value_with_one_more_place(problem, order, site):
    """Add a site with one place that reaches whom the site reaches."""
    pairs = sparse.csc_array(sparse.hstack([problem.pairs, problem.pairs[:, [site]]]))
    copies = np.bincount(np.asarray(order, np.int64), minlength=problem.copies_max.size)
    more = coverage(
        people=problem.people,
        pairs=pairs,
        capacity=np.append(problem.capacity, 1),
        copies_fixed=np.append(problem.copies_fixed + copies, 1),
        copies_max=np.zeros(copies.size + 1, np.int64),
        p=0,
    )
    return best_value(more, more.copies_fixed)


@given(problem=problems())
@settings(max_examples=60, deadline=None)
def test_a_place_is_worth_what_brute_force_says(problem):
    order = solve(problem, bound_rounds=1).order.tolist()
    now = value_of(problem, order)
    for site, hold in holds_of(problem, order).items():
        worth = value_with_one_more_place(problem, order, site) - now
        assert hold.place_benefit == pytest.approx(worth, rel=1e-9, abs=1e-9)
        assert (hold.by == "distance") == (hold.place_benefit == 0)
        assert (hold.next_demand == -1) == (hold.by == "distance")
        if hold.idle:
            assert hold.by == "distance"
        if hold.next_demand >= 0:
            assert problem.pairs[hold.next_demand, site] >= worth - 1e-9
        copies = order.count(site)
        if hold.by == "copies":
            assert copies == problem.copies_max[site]
            weakest = min(now - value_of(problem, drop(order, other)) for other in order)
            assert value_of(problem, [*order, site]) - now > weakest - 1e-9


def drop(order, site):
    rest = list(order)
    rest.remove(site)
    return rest


def town(*, people, copies_max, benefit=((1.0, 0.5), (0.0, 1.0))):
    return coverage(
        people=np.array(people),
        pairs=sparse.csc_array(np.array(benefit)),
        capacity=np.array([4, 4]),
        copies_fixed=np.zeros(2, np.int64),
        copies_max=np.array(copies_max),
        p=2,
    )


def test_a_full_site_names_who_is_left_out():
    holds = holds_of(town(people=[5, 4], copies_max=[2, 2]), [0, 1])
    assert (holds[0].by, holds[0].place_benefit, holds[0].idle) == ("capacity", 1.0, 0)
    assert holds[0].next_demand == 0
    assert (holds[1].by, holds[1].place_benefit, holds[1].next_demand) == ("capacity", 0.5, 0)


def test_a_site_with_idle_places_is_held_by_distance():
    holds = holds_of(town(people=[3, 9], copies_max=[1, 1]), [0, 1])
    assert (holds[0].by, holds[0].idle, holds[0].next_demand) == ("distance", 1, -1)


def test_a_site_that_should_take_more_copies_is_held_by_them():
    # a second copy at site 0 would serve 4 more; site 1 serves only 2
    for most, by in ((1, "copies"), (2, "capacity")):
        holds = holds_of(town(people=[9, 2], copies_max=[most, 1], benefit=np.eye(2)), [0, 1])
        assert holds[0].by == by
        assert holds[1].by == "distance"
