"""Swaps at random: they keep to what is fixed, end where they can, and end at the optimum."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from scipy import sparse

from geoplan.siting.annealing import anneal_swaps
from geoplan.siting.family import mclp
from geoplan.siting.limits import Limits
from geoplan.siting.reach import LARGEST, reach_of
from geoplan.siting.reduction import reduced
from geoplan.siting.uncapacitated.search import solve


def town(seed, *, demand=40, sites=12, p=4):
    """Return a coverage problem in a made-up town."""
    rng = np.random.default_rng(seed)
    minutes = rng.uniform(0, 20, (demand, sites))
    return mclp(rng.integers(1, 99, demand), sparse.csc_array(minutes), 5.0, p=p)


def covered(problem, is_open):
    reached = problem.pairs.toarray()[:, np.flatnonzero(is_open)].max(axis=1, initial=0)
    return int(problem.people @ reached)


def annealed(problem, opened, *, always=(), seed=1, swaps=20_000):
    is_open = np.zeros(problem.copies_max.size, np.uint8)
    is_open[[*opened, *always]] = 1
    small = reduced(problem, keep=np.flatnonzero(is_open))
    marks = is_open[small.site]
    moving = np.flatnonzero(np.isin(small.site, opened))
    best = anneal_swaps(
        reach_of(small.problem.pairs, small.problem.people), moving, marks, swaps, 0.05, 0.001, seed
    )
    whole = np.zeros_like(is_open)
    whole[small.site[best > 0]] = 1
    return whole


@pytest.mark.parametrize("seed", range(5))
def test_swaps_end_at_the_best_of_all_choices(seed):
    problem = town(seed)
    best = max(
        covered(problem, np.isin(np.arange(12), chosen)) for chosen in combinations(range(12), 4)
    )
    found = annealed(problem, [0, 1, 2, 3])
    assert found.sum() == 4
    assert covered(problem, found) == best


def test_sites_that_are_always_open_stay():
    problem = town(1)
    found = annealed(problem, [0, 1], always=[7, 8])
    assert found.sum() == 4
    assert found[[7, 8]].all()


def test_the_same_seed_gives_the_same_choice():
    problem = town(2, demand=200, sites=60, p=9)
    start = list(range(9))
    once, again = (annealed(problem, start, swaps=500) for _ in range(2))
    assert once.tolist() == again.tolist()
    others = [annealed(problem, start, swaps=500, seed=seed) for seed in range(2, 8)]
    assert any(other.tolist() != once.tolist() for other in others)


def test_no_choice_is_worse_than_the_one_it_began_with():
    problem = town(3, demand=200, sites=60, p=9)
    start = solve(problem, Limits(nodes=0)).order
    began = covered(problem, np.isin(np.arange(60), start))
    assert covered(problem, annealed(problem, start, swaps=50)) >= began


def test_any_number_of_people_fits():
    problem = mclp(np.array([3 * LARGEST, LARGEST]), sparse.csc_array(np.ones((2, 2))), 5.0, p=1)
    weight = reach_of(problem.pairs, problem.people).weight
    assert weight.dtype == np.int32
    assert 0 < weight.sum(dtype=np.int64) <= LARGEST


def test_a_fixed_site_counts_as_open_in_the_search():
    rng = np.random.default_rng(5)
    minutes = sparse.csc_array(rng.uniform(0, 20, (150, 40)))
    fixed = (np.arange(40) < 3).astype(np.int64)
    problem = mclp(rng.integers(1, 99, 150), minutes, 3.0, p=4, copies_fixed=fixed)
    quick, proven = solve(problem, Limits(nodes=0)), solve(problem)
    assert proven.proven
    assert quick.objective == proven.objective
