"""Minutes through the delta town, worked out by hand."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from geoplan.errors import GeoplanError
from geoplan.layers.roads import RoadLayer
from geoplan.travel.joining import joined
from geoplan.travel.matrix import Router
from geoplan.travel.roads import roads_for
from tests.travel.delta_town import lands, osm, places, profile
from tests.travel.tables import dense


def minutes(*metres, mode="motorbike", within_m=1000.0, **figures):
    """Return the table of minutes between places, inf where there is no way within two hours."""
    who = profile(mode, **figures)
    roads = roads_for(osm(), who, lands())
    tied = joined(roads, places(*metres), within_m=within_m)
    return dense(Router(tied.network).minutes(tied.access, tied.access, cutoff_min=120.0))


def about(value):
    return pytest.approx(value, abs=0.01)  # the metres went through degrees and back


def test_the_river_is_crossed_by_the_bridge():
    # 90 m to the road on both banks (1.2 each); half of 0–1 (1), 1–2 (2), the bridge (1), 3–4 (2),
    # half of 4–5 (1)
    south, north = (500, 90), (500, 910)
    table = minutes(south, north)
    assert table[0, 1] == about(1.2 + 1 + 2 + 1 + 2 + 1 + 1.2)
    assert table[1, 0] == about(table[0, 1])


def test_two_places_on_one_street_do_not_go_round_by_its_ends():
    # 500 m of street (1) and 45 m at either end (0.6 each)
    assert minutes((250, 45), (750, 45))[0, 1] == about(0.6 + 1 + 0.6)


def test_the_ring_is_entered_from_one_side_only():
    # from 5 to 6 one street (2); back by 7 and 4 three (6)
    table = minutes((0, 1000), (0, 2000))
    assert table[0, 1] == about(2)
    assert table[1, 0] == about(6)
    on_foot = minutes((0, 1000), (0, 2000), mode="walk", kmh=dict.fromkeys(KINDS, 5.0))
    assert on_foot[0, 1] == on_foot[1, 0] == about(12)  # 1,000 m at 5 km/h either way


KINDS = ("residential", "secondary", "motorway", "path")


def test_the_expressway_is_for_cars_and_the_alley_for_motorbikes():
    ends = ((0, 0), (2000, 0))
    assert minutes(*ends)[0, 1] == about(4)
    assert minutes(*ends, mode="car")[0, 1] == about(1)
    alley = ((1000, 0), (1000, -500))
    assert minutes(*alley)[0, 1] == about(2)
    # by car there is no alley: one stands 500 m from the street and walks them (6.67)
    assert minutes(*alley, mode="car")[0, 1] == about(60 * 0.5 / 4.5)


def test_nobody_is_tied_to_an_expressway():
    # by car, (1000, -60) lies 60 m from both the street and the expressway that runs beside it;
    # in the middle of the street one is 2 from either end, not half of the expressway's minute
    table = minutes((1000, -60), (0, 0), mode="car")
    assert table[0, 1] == about(0.8 + 2)


def test_the_ferry_is_waited_for_and_takes_no_cars():
    # 90 m on foot (1.2), half of 0–1 (1), 1–2 (2), the wait (15), the crossing (10), a fifth of
    # 9–10 (0.2), 60 m on foot (0.8); and the other way round
    here, island = (500, 90), (3600, 60)
    assert minutes(here, island)[0, 1] == about(1.2 + 1 + 2 + 15 + 10 + 0.2 + 0.8)
    assert minutes(here, island)[1, 0] == about(1.2 + 1 + 2 + 15 + 10 + 0.2 + 0.8)
    assert np.isinf(minutes(here, island, mode="car")[0, 1])


def test_congestion_slows_roads_but_neither_ferries_nor_feet():
    here, island = (500, 90), (3600, 60)
    expected = 1.2 + 1.2 * (1 + 2 + 0.2) + 25 + 0.8
    assert minutes(here, island, congestion=1.2)[0, 1] == about(expected)


def test_a_place_is_tied_neither_across_water_nor_to_a_lane_cut_off():
    # on the island, 100 m from the lane that nothing leads to and 700 m from the street
    table = minutes((3700, -700), (3500, 0))
    assert table[0, 1] == about(60 * 0.7 / 4.5 + 0.4)
    # on the shore of the mainland, where only the ferry passes: 290 m to the landing
    assert minutes((2290, 0), (2000, 0))[0, 1] == about(60 * 0.29 / 4.5)


def test_who_has_no_road_is_told_apart():
    who = profile()
    roads = roads_for(osm(), who, lands())
    remote, near = (2000, 3400), (500, 90)
    tied = joined(roads, places(remote, near), within_m=1000.0)
    assert np.isinf(tied.walk_m[0])
    assert tied.walk_m[1] == pytest.approx(90, abs=0.1)
    assert tied.access.places == 2
    assert tied.access.place.tolist() == [1]


def test_a_posted_limit_and_an_unknown_crossing_time():
    town = osm()
    town.edges.loc[0, "maxspeed_kmh"] = 20.0  # 1,000 m at 20 km/h: 3
    town.edges.loc[town.edges["kind"] == "ferry", "duration_min"] = np.nan  # 1,500 m at 10: 9
    roads = roads_for(town, profile(), lands())
    assert roads.forwards[0] == about(3)
    ferry = np.flatnonzero(roads.land == -1)
    assert roads.forwards[ferry].tolist() == [about(15 + 9)]


@pytest.mark.parametrize(
    ("who", "kept", "sentence"),
    [
        (
            profile(kmh={"secondary": 60.0, "path": 15.0}),
            slice(None),
            "the profile motorbike has no speed for residential; give it one.",
        ),
        (
            profile("car"),
            [10],
            "the network holds no road for car; bring another extract.",
        ),
    ],
)
def test_what_cannot_be_used_is_refused(who, kept, sentence):
    town = osm()
    part = RoadLayer(town.edges.loc[kept], town.nodes, town.origin)
    with pytest.raises(GeoplanError) as refused:
        roads_for(part, replace(who), lands())
    assert str(refused.value) == sentence
