"""The road network as the page carries it."""

from __future__ import annotations

import numpy as np
import pytest
from shapely import LineString

from geoplan.maps.geometry import DEGREE_STEPS, encoded_line
from geoplan.maps.payload import payload
from geoplan.maps.roads import road_payload
from tests.maps.toyplan import demand, roads


@pytest.fixture(scope="module")
def carried():
    return road_payload(roads(), demand())


def test_a_line_comes_back_from_its_steps():
    line = [(106.0, 20.85), (106.1, 20.85), (106.1, 20.85), (106.25, 20.86)]
    steps = np.array(encoded_line(LineString(line))).reshape(-1, 2)
    assert (steps.cumsum(axis=0) / DEGREE_STEPS).tolist() == [
        [106.0, 20.85], [106.1, 20.85], [106.25, 20.86],
    ]  # fmt: skip


def test_lines_are_told_apart_by_what_they_are(carried):
    assert {role: len(lines) for role, lines in carried["lines"].items()} == {
        "trunk": 1,
        "ferry": 1,
        "apart": 2,
    }


def test_cells_far_from_a_road_say_how_many_people_and_how_far(carried):
    cells = demand()
    near, far = cells.geometry.iloc[0], cells.geometry.iloc[-1]
    assert carried["far"] == [
        [near.y, near.x, cells["people"].iloc[0], 1234],
        [far.y, far.x, cells["people"].iloc[-1], None],
    ]


def test_figures_are_those_of_the_report(carried):
    assert carried["figures"] == {
        "km": 31,
        "pieces": 2,
        "apart_people": 1_700,
        "ferries": 1,
        "ends": 1,
        "far_m": 500.0,
        "far_people": 12_345,
        "far_share": 0.043979,
        "within_m": 2000.0,
        "roadless_people": 700,
    }


def test_the_source_of_the_roads_is_credited(tables):
    assert tables.credits[-1] == "Roads: © OpenStreetMap contributors, ODbL, 2026-03-25"
    assert payload(tables)["credits"] == tables.credits
