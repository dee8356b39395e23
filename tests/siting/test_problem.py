from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from scipy import sparse

from geoplan.errors import GeoplanError, InfeasibleError
from tests.siting.instances import small


@pytest.fixture
def problem():
    return small(np.random.default_rng(0))


def test_more_copies_than_the_sites_take_are_infeasible(problem):
    room = int(problem.copies_max.sum())
    assert replace(problem, p=room).p == room
    with pytest.raises(InfeasibleError, match=f"take {room} at most"):
        replace(problem, p=room + 1)


@pytest.mark.parametrize(
    ("field", "spoil", "message"),
    [
        ("people", lambda people: -1 - people, "people is negative at"),
        ("people", lambda people: people.astype(float), "people has dtype float64"),
        ("people", lambda people: people[1:], r"people has .* shape \(5,\)"),
        ("capacity", lambda capacity: capacity[:, None], r"capacity has .* shape \(5, 1\)"),
        ("copies_fixed", lambda copies: copies - 5, "copies_fixed is negative"),
        ("copies_max", lambda copies: copies - 5, "copies_max is negative"),
        ("pairs", lambda benefit: -benefit, "negative"),
        ("pairs", lambda benefit: benefit * np.nan, "negative"),
        ("pairs", lambda benefit: benefit * np.inf, "not finite"),
        ("pairs", lambda benefit: benefit.astype(np.float32), "float32"),
        ("pairs", sparse.csr_array, "csr"),
        ("p", lambda _: -1, "cannot be negative"),
    ],
)
def test_what_is_not_a_problem_is_refused(problem, field, spoil, message):
    with pytest.raises(GeoplanError, match=message):
        replace(problem, **{field: spoil(getattr(problem, field))})


def test_repeated_pairs_are_refused(problem):
    rows = np.array([0, 0])
    twice = sparse.csc_array(
        (np.ones(2), rows, np.array([0, 2, 2, 2, 2, 2])), shape=problem.pairs.shape
    )
    with pytest.raises(GeoplanError, match="repeated"):
        replace(problem, pairs=twice)
