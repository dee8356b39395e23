from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import sparse
from scipy.optimize import linprog

from geoplan.siting.capacitated.bound import Relaxation, upper_bound
from tests.siting.instances import optimum, problems, small, value_of


@given(problem=problems(), data=st.data())
@settings(max_examples=100, deadline=None)
def test_no_prices_bring_the_bound_below_the_optimum(problem, data):
    price = data.draw(
        st.lists(st.floats(0, 3), min_size=problem.people.size, max_size=problem.people.size)
    )
    relaxation = Relaxation(problem)
    value, left_out, _ = relaxation.at(np.array(price))
    best = optimum(problem)
    assert value * relaxation.unit >= best * (1 - 1e-12)
    assert (left_out <= problem.people).all()
    assert upper_bound(problem, np.array(price), best, rounds=30).value >= best * (1 - 1e-12)


@given(problem=problems(), data=st.data())
@settings(max_examples=50, deadline=None)
def test_people_left_out_are_the_slope_of_the_bound(problem, data):
    shares = st.lists(st.floats(0, 1), min_size=problem.people.size, max_size=problem.people.size)
    dearest = problem.pairs.data.max(initial=0.0)
    here, there = (dearest * np.array(data.draw(shares)) for _ in range(2))
    relaxation = Relaxation(problem)
    (value, left_out, _), (other, _, _) = relaxation.at(here), relaxation.at(there)
    assert other * relaxation.unit >= value * relaxation.unit + left_out @ (there - here) - 1e-9


@pytest.mark.parametrize("seed", range(4))
def test_the_bound_comes_down_to_that_of_linear_programming(seed):
    problem = small(np.random.default_rng(seed), demand=12, sites=8, p=3, most_people=20)
    problem = replace(problem, copies_fixed=np.zeros(8, np.int64), copies_max=np.ones(8, np.int64))
    exact = linear_bound(problem)
    bound = upper_bound(problem, np.zeros(12), optimum(problem), rounds=500).value
    assert exact * (1 - 1e-9) <= bound <= exact * 1.01


def linear_bound(problem):
    """Return the optimum if each site may open in part, and serves that part of each cell."""
    pairs = problem.pairs.tocoo()
    (demand, sites), count = pairs.shape, pairs.nnz
    pair, one = np.arange(count), np.ones(count)
    of_demand = sparse.csr_array((one, (pairs.row, pair)), shape=(demand, count))
    of_site = sparse.csr_array((one, (pairs.col, pair)), shape=(sites, count))
    people = sparse.csr_array((problem.people[pairs.row], (pair, pairs.col)), shape=(count, sites))
    capacity = sparse.diags_array(problem.capacity.astype(float))
    limits = sparse.block_array(
        [
            [of_demand, None],
            [of_site, -capacity],
            [sparse.eye_array(count), -people],
            [None, np.ones((1, sites))],
        ]
    )
    room = np.concatenate([problem.people, np.zeros(sites + count), [problem.p]])
    gain = np.concatenate([pairs.data, np.zeros(sites)])
    bounds = [(0, None)] * count + [(0, 1)] * sites
    return -linprog(-gain, A_ub=limits.tocsr(), b_ub=room, bounds=bounds).fun


def test_a_solution_that_is_proven_best_ends_the_rounds():
    problem = replace(small(np.random.default_rng(2)), p=0)
    best = value_of(problem, [])
    shares = []
    prices = np.full(problem.people.size, 9.0)
    bound = upper_bound(
        problem, prices, best, rounds=5000, progress=lambda *heard: shares.append(heard)
    ).value
    assert bound == pytest.approx(best, rel=1e-8)
    assert len(shares) < 5000
