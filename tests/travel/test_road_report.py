"""What came in with the toy town's streets, counted by hand; see tests/toyroads.py."""

from __future__ import annotations

import numpy as np
import pytest

from geoplan.layers.read import read_layers
from geoplan.study import Study
from geoplan.travel.reach import Reach
from tests.toyroads import bring_streets
from tests.toytown import write_toy_town

KM_PER_DEGREE_LAT = 110.72  # WGS 84 at 20.8° N
KM_PER_DEGREE_LON = 104.12


@pytest.fixture(scope="module")
def reach(tmp_path_factory):
    study = Study.load(bring_streets(write_toy_town(tmp_path_factory.mktemp("streets"))))
    return Reach(study, read_layers(study))


@pytest.fixture(scope="module")
def report(reach):
    return reach.roads()


def test_kilometres_by_class(report):
    assert report.km.index.tolist() == ["tertiary", "residential"]
    assert report.km["tertiary"] == pytest.approx(0.07 * KM_PER_DEGREE_LON, rel=1e-3)
    east_west = (0.034 + 0.034 + 0.014) * KM_PER_DEGREE_LON
    expected = east_west + 4 * 0.02 * KM_PER_DEGREE_LAT
    assert report.km["residential"] == pytest.approx(expected, rel=1e-3)


def test_the_island_is_a_piece_of_its_own(report):
    assert report.pieces["people"].tolist() == [52_000, 3_000]
    assert report.pieces["km"].iloc[1] == pytest.approx(0.014 * KM_PER_DEGREE_LON, rel=1e-3)
    assert report.loose_km == 0


def test_everybody_has_a_road_and_the_sea_link_lands_on_one(report):
    assert report.roadless.empty
    assert report.idle_links == []
    assert report.people == 55_000
    assert report.far_people == 0


def test_roads_that_end_at_the_border_are_told(report):
    # the streets end 500 to 530 m from 106.00 and 106.08: those at 106.075, 520 m away, do not
    # count, and neither does the island's 106.203, which is 312 m from its shore, ...
    ends = [(round(end.x, 3), round(end.y, 2)) for end in report.border_ends]
    assert sorted(ends) == [(106.203, 20.82), (106.217, 20.82)]


def test_far_cells_are_those_beyond_half_a_kilometre(reach, report):
    assert report.to_road_m.index.equals(reach.layers.demand.index)
    assert np.isfinite(report.to_road_m).all()


def test_line_layers_tell_of_no_turns(report):
    assert (report.turns, report.turns_left_out) == (0, 0)


def test_a_town_without_roads_has_no_report(toy_study):
    assert Reach(toy_study, read_layers(toy_study)).roads() is None
