"""Cuts from splits hold for whole points and are broken by the fractional one they are for."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings

from geoplan.siting.highs import Programme
from geoplan.siting.relaxation import Basis, Relaxed
from geoplan.siting.split_cuts import likeness, split_cuts
from tests.siting.test_odd_rows import covering, fractional_points


def cuts_at(cover, point, *, most=None):
    """Cuts at a point that keeps to cover rows; ``most`` are the upper bounds."""
    columns, ones = point.size, np.ones(cover.shape[0])
    programme = Programme(
        cost=np.ones(columns),
        lower=np.zeros(columns),
        upper=np.full(columns, 1.0) if most is None else np.array(most),
        whole=np.ones(columns, np.bool_),
        rows=cover,
        row_lower=ones,
        row_upper=ones + np.inf,
    )
    corner = Basis(np.zeros(columns, np.int8), np.zeros(ones.size, np.int8))
    relaxed = Relaxed(point.sum(), point, np.zeros(columns), ones, corner)
    alike = likeness(cover, programme.whole)
    return split_cuts(programme, relaxed, alike, np.random.default_rng(0))


def test_likeness_is_what_two_sites_share_of_what_either_reaches():
    cover = covering([[1, 1, 0, 1], [1, 1, 0, 0], [0, 1, 1, 0]])
    alike = likeness(cover, np.array([True, True, True, False]))
    assert alike.toarray() == pytest.approx(
        np.array([[1, 2 / 3, 0, 0], [2 / 3, 1, 1 / 3, 0], [0, 1 / 3, 1, 0], [0, 0, 0, 0]])
    )


RING = np.array([[1, 1, 0], [0, 1, 1], [1, 0, 1]])


@pytest.mark.parametrize("copies", [1, 2])
def test_sites_half_open_around_a_ring_are_cut_off_even_where_each_is_shared_by_twins(copies):
    """Closed or open, a site leaves two to be opened in all; of twins only the sum is split."""
    columns = 3 * copies
    cuts = cuts_at(covering(np.tile(RING, copies)), np.full(columns, 0.5 / copies))
    assert cuts.rows.toarray()[0] == pytest.approx(np.full(columns, 0.5), abs=1e-4)
    assert cuts.lower[0] == 1.0


def test_a_site_that_stays_closed_gets_no_factor():
    cover = covering(np.column_stack([RING, [1, 1, 1]]))
    point = np.array([0.5, 0.5, 0.5, 0.0])
    assert cuts_at(cover, point).rows.toarray()[0, 3] == pytest.approx(1.0, abs=1e-4)
    assert cuts_at(cover, point, most=[1.0, 1, 1, 0]).rows.toarray()[0, 3] == 0


def test_a_whole_point_breaks_no_cut():
    cuts = cuts_at(covering(RING), np.array([1.0, 1.0, 0.0]))
    assert cuts.rows.shape == (0, 3)
    assert cuts.lower.size == 0


@given(case=fractional_points())
@settings(max_examples=60, deadline=None)
def test_every_whole_point_keeps_to_every_cut_and_the_given_one_to_none(case):
    cover, point = case
    cuts = cuts_at(cover, point, most=[2.0] * point.size)
    assert (cuts.rows @ point < cuts.lower).all()
    for whole in product(range(3), repeat=point.size):
        if (cover @ np.array(whole) >= 1).all():
            assert (cuts.rows @ np.array(whole) >= cuts.lower - 1e-9).all()
