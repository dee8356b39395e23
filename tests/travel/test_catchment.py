"""Catchments in the delta town hold what is reached in time, and nothing else."""

from __future__ import annotations

import pytest
from shapely import Point

from geoplan.travel.catchment import catchments
from geoplan.travel.joining import Legs, Ties, join
from tests.travel.delta_town import ORIGIN, profile, roads, tied

BESIDE_M = 50.0


def around(*metres, bands_min, mode="motorbike"):
    streets = roads(mode)
    town = join(streets, [Ties.none(), tied(streets, *metres)], Legs.none())
    return catchments(town, profile(mode), bands_min, beside_m=BESIDE_M)


def holds(shape, east, north):
    return shape.contains(Point(ORIGIN[0] + east, ORIGIN[1] + north))


def test_it_reaches_as_far_as_the_minutes_last():
    # to the middle of 0–1 half a minute leads 250 m either way at 30 km/h
    shape = around((500, 0), bands_min=[0.5]).geometry[0]
    assert holds(shape, 251 + BESIDE_M - 2, 0) is True
    assert holds(shape, 249 - BESIDE_M - 2, 0) is False
    assert holds(shape, 749, 0) is True
    assert holds(shape, 751 + BESIDE_M, 0) is False
    circle = 3.06  # sixteen corners: a little less than π
    assert shape.area == pytest.approx(500 * 2 * BESIDE_M + circle * BESIDE_M**2, rel=0.01)


def test_a_longer_band_holds_the_shorter_ones_and_crosses_the_bridge():
    # 0–1–2 and the bridge take 5 minutes: in 4 one is on it nowhere, in 5.5 a quarter of 3–4 is in
    table = around((0, 0), bands_min=[1.0, 4.0, 5.5])
    assert table["minutes"].tolist() == [1.0, 4.0, 5.5]
    one, four, more = table.geometry
    assert four.difference(more).area < 1  # square metres, of 400,000
    assert one.difference(four).area < 1
    assert all(shape.is_valid for shape in table.geometry)
    assert not holds(four, 2000, 100)
    assert holds(more, 2000, 900)
    assert holds(more, 1760, 1000)
    assert not holds(more, 1700 - BESIDE_M, 1000)


def test_one_way_streets_are_travelled_in_their_direction():
    # to 6 in 1 minute: from half of 5 → 6 and from nowhere on 6 → 7; to 7 from half of 6 → 7
    table = around((0, 2000), (1000, 2000), bands_min=[1.0])
    assert holds(table.geometry[0], 0, 1510)
    assert not holds(table.geometry[0], 200, 2000)
    assert holds(table.geometry[1], 510, 2000)
    assert not holds(table.geometry[1], 1000, 1800)


def test_the_island_is_reached_and_the_sea_is_not():
    # half a minute of 9–10 (250 m) and 25 minutes by ferry
    table = around((2000, 0), bands_min=[25.5])
    shape = table.geometry[0]
    assert holds(shape, 3740, 0)
    assert not holds(shape, 2700, 0)
    assert shape.geom_type == "MultiPolygon"


def test_who_has_no_road_has_an_empty_catchment():
    table = around((2000, 3400), (500, 0), bands_min=[5.0])
    assert table.geometry.is_empty.tolist() == [True, False]
    assert table["place"].tolist() == [0, 1]


def test_a_hole_as_wide_as_a_block_stays_open():
    # the block 4–5–6–7 is 1,000 m wide; its streets are all reached within 7 minutes of 5
    shape = around((0, 1000), bands_min=[8.0]).geometry[0]
    assert not holds(shape, 500, 1500)
    assert holds(shape, 1000, 1500)
