"""The cells on the way into the page: none lost, each in the class of its share."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pytest

from geoplan.maps.cell_payload import cells
from geoplan.maps.classes import COLOURS, share_classes
from geoplan.maps.geometry import DEGREE_STEPS
from tests.maps.toyplan import communes

CLASSES = share_classes(communes())


def scattered(count, rng):
    people = rng.integers(0, 1000, count)
    lon, lat = 106 + rng.random(count), 20 + rng.random(count)
    return gpd.GeoDataFrame(
        {
            "people": people,
            "people_covered_before": people * rng.random(count),
            "people_covered_after": people,
        },
        geometry=gpd.points_from_xy(lon, lat),
        crs="EPSG:4326",
    )


def test_every_cell_comes_back_with_its_people_and_class():
    demand = scattered(500, np.random.default_rng(0))
    told = cells(demand, communes(), CLASSES)
    steps = np.array(told["steps"]).reshape(-1, 2)
    places = steps.cumsum(axis=0) / DEGREE_STEPS
    assert len(places) == len(told["people"]) == len(told["before"]) == 500
    nearest = demand.sindex.nearest(gpd.points_from_xy(*places.T), return_all=False)[1]
    assert sorted(nearest.tolist()) == list(range(500))
    for at, people, before, after in zip(
        nearest, told["people"], told["before"], told["after"], strict=True
    ):
        cell = demand.iloc[at]
        assert people == cell["people"]
        if people == 0:
            assert before == after == "-"
            continue
        share = cell["people_covered_before"] / people
        assert int(before) == sum(share >= limit for limit in CLASSES.breaks)
        assert int(after) == len(COLOURS) - 1


def test_the_order_of_the_rows_does_not_matter():
    demand = scattered(50, np.random.default_rng(1))
    assert cells(demand, communes(), CLASSES) == cells(
        demand.sample(frac=1, random_state=0), communes(), CLASSES
    )


def test_a_square_is_as_large_as_a_cell_is_on_average():
    demand = scattered(100, np.random.default_rng(2))
    area_m2 = communes().to_crs("EPSG:32648").area.sum()
    side_m = cells(demand, communes(), CLASSES)["size_m"]
    assert side_m == pytest.approx((area_m2 / 100) ** 0.5, rel=0.01)


def test_one_cell_is_no_layer():
    assert cells(scattered(1, np.random.default_rng(3)), communes(), CLASSES) is None
