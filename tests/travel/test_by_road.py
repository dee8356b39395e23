"""Minutes over the toy town's streets, worked out by hand; see tests/toyroads.py."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from shapely import Point

from geoplan.layers.osm_tags import KINDS
from geoplan.layers.read import read_layers
from geoplan.layers.roads import FERRY
from geoplan.ranges import uncertain, with_values
from geoplan.study import Study
from geoplan.travel.profile import CLASS_OF, profile_of
from geoplan.travel.reach import Reach
from tests.toyroads import NORTH, SOUTH, bring_streets
from tests.toytown import write_toy_town

KM_PER_DEGREE_LAT, KM_PER_DEGREE_LON = 110.72, 104.12  # WGS 84 at 20.8° N
CONGESTION, URBAN = 1.15, 0.8
TERTIARY, RESIDENTIAL = 35.0, 25.0  # km/h


@pytest.fixture(scope="module")
def study(tmp_path_factory):
    return Study.load(bring_streets(write_toy_town(tmp_path_factory.mktemp("streets"))))


@pytest.fixture(scope="module")
def reach(study):
    return Reach(study, read_layers(study))


def at(*places):
    labels = [f"p{number}" for number in range(len(places))]
    return gpd.GeoSeries([Point(place) for place in places], labels, crs="EPSG:4326")


def minutes(reach, here, there, cutoff_min=90.0):
    primary = reach.study.standards.primary
    times = reach.between(at(here), at(there), primary, cutoff_min=cutoff_min)
    return times.nearest().iloc[0]


def test_the_river_is_crossed_by_the_bridge_alone(reach):
    # 106.03 to 106.05 on the northern street: down, over the bridge (half of it in the ward) and up
    down = 60 * 0.02 * KM_PER_DEGREE_LAT / RESIDENTIAL
    over = 60 * 0.02 * KM_PER_DEGREE_LON / TERTIARY
    # a stretch of road counts as urban when its middle is in a ward; the bridge's is on the border,
    # which a ward's polygon holds as little as the commune's
    expected = CONGESTION * (down / URBAN + over + down)
    assert minutes(reach, (106.03, NORTH), (106.05, NORTH)) == pytest.approx(expected, rel=2e-3)


def test_the_island_is_reached_by_the_sea_link_of_the_study(reach):
    # from 106.07 on the southern street to where the landing is tied, up the street at 106.07
    up = 60 * 0.01 * KM_PER_DEGREE_LAT / RESIDENTIAL
    on_foot_m = 1000 * KM_PER_DEGREE_LON * (0.009 + 0.002)
    walk = 60 * on_foot_m / 4500
    ashore = 60 * (0.005 - 0.003 + 0.003 - 0.003) * KM_PER_DEGREE_LON / RESIDENTIAL
    expected = CONGESTION * (up + ashore) + walk + 15
    got = minutes(reach, (106.07, SOUTH), (106.205, 20.82))
    assert got == pytest.approx(expected, rel=2e-3)


def test_the_nearest_is_the_same_from_farther_out(reach):
    primary = reach.study.standards.primary
    places = at((106.005, SOUTH))
    within, hardly = (reach.times(places, primary, cutoff_min=cut) for cut in (15.0, 1.0))
    far = reach.nearest(within, places, primary, cutoff_min=90.0)
    all_at_once = reach.times(places, primary, cutoff_min=90.0).nearest()
    pd.testing.assert_series_equal(far, all_at_once)
    assert (far > primary.limit_min.value).any()
    assert np.isinf(reach.nearest(hardly, places, primary, cutoff_min=1.0)).any()


def test_what_is_within_a_cut_off_does_not_depend_on_it(reach):
    primary = reach.study.standards.primary
    places = reach.layers.facilities.geometry
    near, far = (reach.times(places, primary, cutoff_min=cut).minutes for cut in (12.0, 60.0))
    kept = far.copy()
    kept.data[kept.data > 12.0] = 0
    kept.eliminate_zeros()
    assert (near != kept).nnz == 0


def test_a_cell_is_tied_by_nine_points_and_an_island_cell_by_those_ashore(reach):
    cells = reach.cells("motorbike")
    assert np.bincount(cells.ties.place).tolist() == [9] * 10


def test_a_draw_times_the_same_ways_at_other_speeds(reach, study):
    primary = study.standards.primary
    places = reach.layers.facilities.geometry
    slower = with_values(study, {"travel.roads.profiles.motorbike.congestion.day": 1.3})
    ways = reach.ways(places, primary, fastest=study.travel, longest_min=90.0)
    again = Reach(slower, reach.layers).times(places, primary, cutoff_min=90.0)
    drawn = ways.times(slower.travel, cutoff_min=90.0)
    assert (drawn.minutes != again.minutes).nnz == 0
    assert (drawn.nearest() >= reach.times(places, primary, cutoff_min=90.0).nearest()).all()


def test_the_plan_by_road_rests_on_the_ranges_of_its_profile_and_hour(study):
    keys = [row.key for row in uncertain(study) if row.key.startswith("travel.")]
    motorbike = "travel.roads.profiles.motorbike"
    assert keys == [
        f"{motorbike}.urban_ratio",
        f"{motorbike}.unpaved_ratio",
        f"{motorbike}.congestion.day",
    ]


def test_every_kind_of_road_has_a_class_and_every_class_a_speed(study):
    for mode in study.travel.roads.profiles:
        speeds = profile_of(study.travel, mode).kmh
        assert all(speeds[CLASS_OF[kind]] > 0 for kind in KINDS - {FERRY})
