import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import sparse

from geoplan.siting.capacitated.elsewhere import OpenSites
from tests.siting.instances import best_value, coverage


@st.composite
def beside(draw):
    """Draw a few open sites, each with one copy, and places beside them; ties are common."""
    demand, sites, places = (
        draw(st.integers(1, 5)),
        draw(st.integers(1, 3)),
        draw(st.integers(1, 4)),
    )

    def whole(size, least, most):
        values = st.lists(st.integers(least, most), min_size=size, max_size=size)
        return np.array(draw(values), np.int64)

    benefit = whole(demand * (sites + places), 0, 6).reshape(demand, sites + places) / 4
    site = draw(st.integers(0, sites - 1))
    capacity = np.concatenate([whole(sites, 1, 5), np.zeros(places, np.int64)])
    capacity[sites:] = capacity[site]
    problem = coverage(
        people=whole(demand, 0, 4),
        pairs=sparse.csc_array(benefit),
        capacity=capacity,
        copies_fixed=np.repeat([1, 0], [sites, places]),
        copies_max=np.repeat([0, 1], [sites, places]),
        p=1,
    )
    return problem, sites, site


def by_force(problem, site, place):
    """Return the benefit with the copy of a site at a place instead, and without it."""
    copies = problem.copies_fixed.copy()
    copies[site] = 0
    without = best_value(problem, copies)
    copies[place] += 1
    return best_value(problem, copies) - without


@settings(max_examples=150, deadline=None)
@given(beside())
def test_shares_are_those_of_all_assignments_tried(drawn):
    problem, sites, site = drawn
    open_sites = OpenSites(problem, problem.pairs)
    lifted = open_sites.lift(site)
    here = by_force(problem, site, site)
    assert lifted.benefit == pytest.approx(here, abs=1e-6)
    if lifted.benefit == 0:
        return
    places = np.arange(problem.capacity.size - sites)
    truth = [by_force(problem, site, sites + place) / here for place in places]
    assert (lifted.at_least(places) <= np.array(truth) + 1e-6).all()
    assert (lifted.at_most(places) >= np.array(truth) - 1e-6).all()
    for place in places.tolist():
        assert lifted.exactly(place) == pytest.approx(truth[place], abs=1e-6)
        assert (lifted.at_least_again(places) <= np.array(truth) + 1e-6).all()
        assert (lifted.at_most_again(places) >= np.array(truth) - 1e-6).all()


@settings(max_examples=80, deadline=None)
@given(beside(), st.floats(0, 2))
def test_a_floor_gives_the_share_or_a_bound_that_does_not_exceed_it(drawn, floor):
    problem, sites, site = drawn
    lifted = OpenSites(problem, problem.pairs).lift(site)
    if lifted.benefit == 0:
        return
    for place in range(problem.capacity.size - sites):
        truth = lifted.exactly(place)
        told = lifted.exactly(place, floor=floor)
        assert told == pytest.approx(truth) if truth > floor else truth <= told <= floor + 1e-9


def test_people_are_counted_by_how_they_are_covered():
    benefit = np.array([[2.0, 0.0, 1.0], [0.0, 1.0, 0.5]])
    cover = sparse.csc_array(np.array([[1.0, 0.0, 0.5], [0.0, 1.0, 0.5]]))
    problem = coverage(
        people=np.array([4, 6]),
        pairs=sparse.csc_array(benefit),
        capacity=np.array([3, 2, 3]),
        copies_fixed=np.array([1, 1, 0]),
        copies_max=np.array([0, 0, 1]),
        p=1,
    )
    lifted = OpenSites(problem, cover).lift(0)
    assert lifted.people_there() == 3
    # at the place three of the first point are worth 1 each, covered by half
    assert lifted.people(np.array([0])).tolist() == [1.5]
    assert lifted.people_there() == 3
