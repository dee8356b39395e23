"""Shapes survive the way into the page; only what is far off is called far."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from geoplan.maps.geometry import DEGREE_STEPS, encoded_rings, far_communes
from tests.maps.toyplan import communes

HALF_STEP = 0.5 / DEGREE_STEPS


def decoded(steps):
    return np.cumsum(np.reshape(steps, (-1, 2)), axis=0) / DEGREE_STEPS


def area_by_even_odd(rings):
    shape = shapely.Polygon()
    for ring in rings:
        shape = shape.symmetric_difference(shapely.Polygon(decoded(ring)))
    return shape.area


longitudes = st.floats(100, 110)
latitudes = st.floats(8, 24)
sides = st.floats(0.001, 0.5)


@given(west=longitudes, south=latitudes, side=sides)
def test_a_ring_comes_back_within_half_a_step(west, south, side):
    box = shapely.box(west, south, west + side, south + side)
    (ring,) = encoded_rings(box)
    corners = shapely.get_coordinates(box)[:-1]
    assert np.abs(decoded(ring) - corners).max() <= HALF_STEP * 1.001


@given(west=longitudes, south=latitudes, side=sides)
def test_holes_and_parts_keep_their_area(west, south, side):
    outer = shapely.box(west, south, west + 1, south + 1)
    hole = shapely.box(west + 0.2, south + 0.2, west + 0.2 + side, south + 0.2 + side)
    island = shapely.box(west + 2, south, west + 2 + side, south + side)
    shape = shapely.union_all([outer.difference(hole), island])
    assert area_by_even_odd(encoded_rings(shape)) == pytest.approx(shape.area, abs=8 * HALF_STEP)


def test_points_that_fall_together_are_told_once_and_specks_not_at_all():
    ring = shapely.Polygon([(0, 0), (1, 0), (1.000001, 0), (1, 1)])
    speck = shapely.box(5, 5, 5.000001, 5.000001)
    assert encoded_rings(shapely.MultiPolygon([ring, speck])) == [
        [0, 0, 100_000, 0, 0, 100_000],
    ]


def test_the_island_out_at_sea_is_far_and_lies_to_the_east():
    (code, bearing), *others = far_communes(communes()).items()
    assert (code, others) == ("00009", [])
    assert bearing == pytest.approx(90, abs=3)


def test_what_lies_within_the_gap_is_near():
    assert far_communes(communes(), far_km=400) == {}


def test_the_many_are_near_however_small_their_land():
    crowded = communes().assign(people=[1, 1, 1, 1, 1, 1, 10_000])
    assert "00009" not in far_communes(crowded)
    assert len(far_communes(crowded)) == 6


def test_a_single_commune_is_near_itself():
    alone = communes().loc[["00009"]]
    assert isinstance(alone, gpd.GeoDataFrame)
    assert far_communes(alone) == {}
