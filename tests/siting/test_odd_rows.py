"""Cuts from odd numbers of cover rows hold for whole points and are broken by fractional ones."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import sparse

from geoplan.siting.odd_rows import broken_cuts


def covering(rows):
    table = sparse.csr_array(np.array(rows, np.float64))
    table.sort_indices()
    return table


@pytest.mark.parametrize("places", [3, 5, 7])
def test_sites_half_open_around_an_odd_ring_are_cut_off(places):
    """Each site reaches two neighbours on a ring, so half of each reaches all; whole ones do not.

    It takes (places + 1) / 2 whole sites, and the cut over all rows says just that.
    """
    ring = np.eye(places) + np.roll(np.eye(places), 1, axis=1)
    cuts = broken_cuts(covering(ring), np.full(places, 0.5))
    assert cuts.rows.toarray().tolist() == [[1.0] * places]
    assert cuts.lower.tolist() == [(places + 1) / 2]


def test_a_site_that_reaches_all_three_places_counts_twice():
    rows = [[1, 1, 0, 1], [0, 1, 1, 1], [1, 0, 1, 1]]
    cuts = broken_cuts(covering(rows), np.array([0.5, 0.5, 0.5, 0.0]))
    assert cuts.rows.toarray().tolist() == [[1, 1, 1, 2]]
    assert cuts.lower.tolist() == [2]


def test_a_whole_point_breaks_no_cut():
    rows = [[1, 1, 0], [0, 1, 1], [1, 0, 1]]
    cuts = broken_cuts(covering(rows), np.array([1.0, 1.0, 0.0]))
    assert cuts.lower.size == 0
    assert cuts.rows.shape == (0, 3)


@st.composite
def fractional_points(draw):
    """Cover rows over few columns, and a point that keeps to them."""
    columns = draw(st.integers(3, 6))
    row = st.lists(st.integers(0, 1), min_size=columns, max_size=columns).filter(any)
    rows = np.array(draw(st.lists(row, min_size=3, max_size=9)), np.float64)
    point = np.array(draw(st.lists(st.integers(0, 4), min_size=columns, max_size=columns))) / 4
    for held in rows:  # raise what falls short
        lacking = 1 - held @ point
        if lacking > 0:
            point[held > 0] += lacking / held.sum()
    return covering(rows), point


@given(case=fractional_points())
@settings(max_examples=300, deadline=None)
def test_every_whole_point_keeps_to_every_cut_and_the_given_one_to_none(case):
    cover, point = case
    cuts = broken_cuts(cover, point)
    assert (cuts.rows @ point < cuts.lower - 0.01).all()
    for whole in product(range(3), repeat=point.size):
        if (cover @ np.array(whole) >= 1).all():
            assert (cuts.rows @ np.array(whole) >= cuts.lower).all()
