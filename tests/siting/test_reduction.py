"""A reduced problem has the optimum of the whole one, and is small."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from scipy import sparse

from geoplan.siting.exact import solve_exactly
from geoplan.siting.family import mclp, p_median
from geoplan.siting.reduction import reduced
from tests.siting.brute import any_problems, best_objective, objective_with


@given(problem=any_problems(("coverage", "median"), capacity=False))
@settings(max_examples=150, deadline=None)
def test_the_optimum_is_that_of_the_whole(problem):
    if problem is None or (best := best_objective(problem)) is None:
        return
    small = reduced(problem)
    assert small.problem.pairs.nnz <= problem.pairs.nnz
    copies = np.zeros(problem.copies_max.size, np.int64)
    found = solve_exactly(small.problem)
    np.add.at(copies, small.site[found.order], 1)
    assert np.isclose(found.objective, best)
    assert np.isclose(objective_with(problem, copies), best)


def covered_by(rows, people, **rules):
    minutes = np.where(np.array(rows) > 0, 1.0, 9.0)
    return mclp(np.array(people), sparse.csc_array(minutes), 5.0, **rules)


def test_demand_points_alike_are_one():
    problem = covered_by([[1, 1, 0], [1, 1, 0], [0, 1, 1]], [3, 4, 5], p=1)
    small = reduced(problem)
    assert small.problem.people.tolist() == [12]  # only the middle site matters, it reaches all
    assert small.site.tolist() == [1]


def test_a_site_within_another_is_useless_unless_it_is_to_stay():
    problem = covered_by([[1, 1, 0], [0, 1, 0], [0, 0, 1]], [3, 4, 5], p=1)
    assert reduced(problem).site.tolist() == [1, 2]
    assert reduced(problem, keep=np.array([0])).site.tolist() == [0, 1, 2]
    required = covered_by(
        [[1, 1, 0], [0, 1, 0], [0, 0, 1]], [3, 4, 5], p=1, copies_min=np.array([1, 0, 0])
    )
    assert reduced(required).site.tolist() == [0, 1, 2]


def test_so_many_sites_stay_as_are_asked_for():
    problem = covered_by([[1, 1], [0, 1]], [3, 4], p=2)
    assert reduced(problem).site.tolist() == [0, 1]


def test_where_it_matters_how_far_people_go_no_site_is_useless():
    minutes = sparse.csc_array(np.array([[1.0, 2.0], [1.0, 2.0], [3.0, 1.0]]))
    small = reduced(p_median(np.array([2, 3, 4]), minutes, p=1))
    assert small.problem.people.tolist() == [5, 4]
    assert small.site.tolist() == [0, 1]
