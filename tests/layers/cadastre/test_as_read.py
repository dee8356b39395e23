"""Shapes go back into the reference system of their file, to where they came from."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geoplan.layers.cadastre.as_read import as_read
from geoplan.layers.cadastre.readings import Reading

ZONES = ["EPSG:9209", "EPSG:9210", "EPSG:3405", "EPSG:32648"]


@settings(max_examples=60, deadline=None)
@given(
    st.sampled_from(ZONES),
    st.floats(560_000, 640_000),
    st.floats(2_270_000, 2_340_000),
    st.floats(1, 500),
)
def test_what_was_read_comes_back_within_a_millimetre(zone, east, north, wide):
    corners = np.array([[0, 0], [wide, 0], [wide, wide / 2], [0, 0]])
    ring = corners + np.array([east, north])
    degrees = shapely.Polygon(Reading(zone).to_degrees(ring))
    back = as_read(gpd.GeoSeries([degrees], ["plot"], crs="EPSG:4326"), zone)
    assert back.crs == zone
    assert list(back.index) == ["plot"]
    found = shapely.get_coordinates(back["plot"])
    assert np.abs(found - shapely.get_coordinates(shapely.Polygon(ring))).max() < 0.001


def test_the_shift_is_taken_and_not_left_out():
    point = gpd.GeoSeries([shapely.Point(106.68, 20.86)], crs="EPSG:4326")
    in_wgs = as_read(point, "EPSG:32648")[0]
    in_vn2000 = as_read(point, "EPSG:3405")[0]
    assert in_wgs.distance(in_vn2000) == pytest.approx(224, abs=15)


def test_points_stay_points():
    point = gpd.GeoSeries([shapely.Point(106.68, 20.86)], crs="EPSG:4326")
    assert as_read(point, "EPSG:9210")[0].geom_type == "Point"
