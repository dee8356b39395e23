"""A cover by fewer sites is a cover, and as small as trying all finds it."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from scipy import sparse

from geoplan.siting.covering.cover import Cover
from geoplan.siting.covering.fewer import fewer
from geoplan.siting.highs import Programme, minimise


def circles(seed, *, points, sites, radius):
    """Return who is reached in a made-up town in which each site also has a point of its own."""
    rng = np.random.default_rng(seed)
    at = rng.uniform(0, 10, (sites, 2))
    homes = np.concatenate([at[: sites // 2], rng.uniform(0, 10, (points, 2))])
    near = np.hypot(*(homes[:, None] - at[None]).transpose(2, 0, 1)) <= radius
    reach = sparse.csc_array(near[near.any(axis=1)].astype(np.int32))
    reach.sort_indices()
    return Cover(reach, np.ones(sites), np.empty((0, 2), np.int64), np.arange(sites))


def reaches_all(cover, sites):
    return bool((cover.reach[:, sites].sum(axis=1) > 0).all())


@pytest.mark.parametrize("seed", range(6))
def test_so_few_sites_do_as_trying_all_finds(seed):
    cover = circles(seed, points=30, sites=10, radius=4.0)
    least = next(
        size
        for size in range(1, 11)
        if any(reaches_all(cover, list(chosen)) for chosen in combinations(range(10), size))
    )
    found = fewer(cover, np.arange(10), 1)
    assert reaches_all(cover, found)
    assert found.size == least


@pytest.mark.parametrize("seed", range(4))
def test_so_few_sites_do_as_branch_and_bound_finds(seed):
    cover = circles(seed, points=150, sites=60, radius=2.0)
    model = Programme(
        cost=cover.cost,
        lower=np.zeros(60),
        upper=np.ones(60),
        whole=np.ones(60, np.bool_),
        rows=cover.by_demand.astype(np.float64),
        row_lower=np.ones(cover.reach.shape[0]),
        row_upper=np.full(cover.reach.shape[0], np.inf),
    )
    found = fewer(cover, np.arange(60), 1)
    assert reaches_all(cover, found)
    assert found.size == round(minimise(model).objective)


def test_it_is_the_same_cover_each_time():
    cover = circles(5, points=400, sites=80, radius=2.0)
    once, again = (fewer(cover, np.arange(80), 1).tolist() for _ in range(2))
    assert once == again


def test_no_site_is_closed_below_what_is_proven():
    cover = circles(1, points=30, sites=10, radius=4.0)
    assert fewer(cover, np.arange(10), 10).tolist() == list(range(10))
    assert fewer(cover, np.arange(10), 9).size == 9
    assert fewer(cover, np.arange(10), 1, enough=9.5).size == 9


def test_a_greedy_cover_of_a_dense_town_gets_smaller():
    cover = circles(2, points=1500, sites=400, radius=1.2)
    left, greedy = np.ones(cover.reach.shape[0], bool), []
    while left.any():
        greedy.append(int(np.argmax(cover.reach.T @ left.astype(np.int32))))
        left[cover.reached(greedy[-1])] = False
    found = fewer(cover, np.array(sorted(greedy)), 1)
    assert reaches_all(cover, found)
    assert found.size < len(greedy)
