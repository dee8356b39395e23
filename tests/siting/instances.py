"""Siting problems for the tests, and their exact answers by brute force."""

from __future__ import annotations

from itertools import combinations_with_replacement

import numpy as np
from hypothesis import strategies as st
from scipy import sparse
from scipy.optimize import linear_sum_assignment

from geoplan.siting.problem import SitingProblem


def coverage(*, pairs, copies_min=None, **rest):
    """Return a coverage problem in which no site is required unless said."""
    none = np.zeros(pairs.shape[1], np.int64) if copies_min is None else copies_min
    return SitingProblem("coverage", pairs=pairs, copies_min=none, **rest)


def small(rng, *, demand=6, sites=5, p=3, most_people=6, most_places=6):
    """Return a random problem small enough for brute force, with existing and full sites."""
    benefit = rng.uniform(0.1, 1.5, (demand, sites)) * (rng.random((demand, sites)) < 0.6)
    copies_max = rng.integers(0, 3, sites)
    copies_max[-1] = p
    return coverage(
        people=rng.integers(0, most_people + 1, demand),
        pairs=sparse.csc_array(benefit),
        capacity=rng.integers(1, most_places + 1, sites),
        copies_fixed=rng.integers(0, 2, sites) * (rng.random(sites) < 0.3),
        copies_max=copies_max,
        p=p,
    )


@st.composite
def problems(draw):
    """Draw small problems in which ties, empty cells and sites that reach nobody are common."""
    demand, sites = draw(st.integers(1, 5)), draw(st.integers(1, 4))

    def whole(size, least, most):
        values = st.lists(st.integers(least, most), min_size=size, max_size=size)
        return np.array(draw(values), np.int64)

    tenths = whole(demand * sites, 0, 6).reshape(demand, sites)
    copies_max = whole(sites, 0, 2)
    return coverage(
        people=whole(demand, 0, 4),
        pairs=sparse.csc_array(tenths / 5),
        capacity=whole(sites, 0, 5),
        copies_fixed=whole(sites, 0, 1),
        copies_max=copies_max,
        p=draw(st.integers(0, min(3, int(copies_max.sum())))),
    )


def best_value(problem, copies):
    """Return the benefit of the best assignment, person by person and place by place."""
    places = np.minimum(problem.capacity * copies, problem.people.sum())
    person = np.repeat(np.arange(problem.people.size), problem.people)
    place = np.repeat(np.arange(places.size), places)
    worth = problem.pairs.toarray()[np.ix_(person, place)]
    return float(worth[linear_sum_assignment(worth, maximize=True)].sum())


def value_of(problem, order):
    """Return the benefit with the fixed copies and copies at the sites of ``order``."""
    new = np.bincount(np.asarray(order, np.int64), minlength=problem.capacity.size)
    return best_value(problem, problem.copies_fixed + new)


def optimum(problem):
    """Return the greatest benefit of any choice of copies."""
    sites = range(problem.capacity.size)
    choices = (
        choice
        for choice in combinations_with_replacement(sites, problem.p)
        if all(choice.count(site) <= problem.copies_max[site] for site in set(choice))
    )
    return max(value_of(problem, choice) for choice in choices)


def city(rng, *, side=60, existing=114, former=261, p=368, capacity=10_000, copies_max=5):
    """Return a grid city like Hai Phong: 4.66 million people, a dense core, eight towns."""
    x, y = (axis.ravel().astype(float) for axis in np.meshgrid(np.arange(side), np.arange(side)))
    core = side * np.array([0.62, 0.4])
    density = 25 * np.exp(-np.hypot(x - core[0], y - core[1]) / 4) + rng.gamma(1.2, 0.9, x.size)
    for town in rng.uniform(0, side, (8, 2)):
        density += 6 * np.exp(-np.hypot(x - town[0], y - town[1]) / 1.5)
    share = density / density.sum()
    cells = np.column_stack([x, y]) + rng.normal(0, 0.02, (x.size, 2))
    drawn = rng.choice(x.size, existing + former, p=share)
    sites = np.vstack([cells[drawn], cells])
    fixed = np.arange(len(sites)) < existing
    apart_km = np.hypot(*(cells[:, None, :] - sites[None, :, :]).transpose(2, 0, 1))
    minutes = np.maximum(apart_km, 0.4) * 1.3 / 25 * 60
    gradual = np.clip((30 - minutes) / (30 - 5), 0, 1)
    priority = np.where((x < side / 10) & (y < side / 3), 1.5, 1.0)
    return coverage(
        people=np.floor(share * 4_664_124 * (side / 60) ** 2).astype(np.int64),
        pairs=sparse.csc_array(priority[:, None] * gradual),
        capacity=np.full(len(sites), capacity, np.int64),
        copies_fixed=fixed.astype(np.int64),
        copies_max=np.where(fixed, 0, copies_max).astype(np.int64),
        p=p,
    )
