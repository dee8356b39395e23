"""Minutes through the delta town, worked out by hand."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from shapely import box

from geoplan.errors import GeoplanError
from geoplan.travel.joining import Legs, join, tie
from geoplan.travel.matrix import Router
from tests.travel.delta_town import (
    CRS,
    KMH,
    ORIGIN,
    joined,
    layer,
    places,
    profile,
    roads,
    tied,
)
from tests.travel.tables import dense


def table_of(town, who, *groups):
    """Return the table of minutes from the first group to the last, inf beyond two hours."""
    timed = town.at(who)
    times = Router(timed.network).minutes(timed.access[0], timed.access[-1], cutoff_min=120.0)
    return dense(times)


def minutes(*metres, mode="motorbike", within_m=1000.0, **figures):
    """Return the table of minutes between places, inf where there is no way within two hours."""
    return table_of(joined(roads(mode), *metres, within_m=within_m), profile(mode, **figures))


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


def test_places_on_the_same_spot_of_a_one_way_street_are_together():
    # halfway along 5 → 6, and on 7 → 6 against the line
    for spot in ((0, 1500), (500, 2000)):
        assert minutes(spot, spot) == about(0)


def test_the_ring_is_entered_from_one_side_only():
    # from 5 to 6 one street (2); back by 7 and 4 three (6)
    table = minutes((0, 1000), (0, 2000))
    assert table[0, 1] == about(2)
    assert table[1, 0] == about(6)
    on_foot = minutes((0, 1000), (0, 2000), mode="walk", kmh=dict.fromkeys(KMH, 5.0))
    assert on_foot[0, 1] == on_foot[1, 0] == about(12)  # 1,000 m at 5 km/h either way


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
    remote, near = (2000, 3400), (500, 90)
    ties = tied(roads(), remote, near)
    assert np.isinf(ties.to_road_m[0])
    assert ties.to_road_m[1] == pytest.approx(90, abs=0.1)
    assert ties.places == 2
    assert ties.place.tolist() == [1]


def test_a_posted_limit_and_an_unknown_crossing_time():
    town = layer()
    town.edges.loc[0, "maxspeed_kmh"] = 20.0  # 1,000 m at 20 km/h: 3
    town.edges.loc[town.edges["kind"] == "ferry", "duration_min"] = np.nan  # 1,500 m at 10: 9
    forwards, _ = roads(town=town).minutes(profile())
    assert forwards[0] == about(3)
    assert forwards[roads(town=town).land == -1].tolist() == [about(15 + 9)]
    forwards, _ = roads("ambulance", town=town).minutes(profile("ambulance"))
    assert forwards[0] == about(2)  # on duty no limit holds it back


def test_wards_and_surfaces_slow_what_lies_on_them():
    town = layer()
    town.edges.loc[1, "surface"] = "gravel"
    (x, y) = ORIGIN
    ward = box(x - 10, y - 10, x + 1010, y + 10)  # holds 0–1 alone
    forwards, _ = roads(town=town, wards=[ward]).minutes(
        profile(urban_ratio=0.8, unpaved_ratio=0.5)
    )
    assert forwards[:3].tolist() == [about(2 / 0.8), about(2 / 0.5), about(1)]


def test_a_cell_takes_what_half_of_its_access_points_take():
    # three access points at 0, 250 and 1,000 m along 0–1, the place at its beginning: 0, 0.5 and 2
    streets = roads()
    points = places((0, 0), (250, 0), (1000, 0)).to_crs(CRS).to_numpy()
    cell = tie(streets, points, np.zeros(3, np.int64), places=1, within_m=500.0)
    place = tied(streets, (0, 0))
    assert cell.needed.tolist() == [2]
    town = join(streets, [cell, place], Legs.none())
    assert table_of(town, profile())[0, 0] == about(0.5)


def test_half_the_access_points_are_enough_within_the_cut_off():
    streets = roads()
    points = places((0, 0), (250, 0), (1000, 0), (2000, 0)).to_crs(CRS).to_numpy()
    cell = tie(streets, points, np.zeros(4, np.int64), places=1, within_m=500.0)
    timed = join(streets, [cell, tied(streets, (0, 0))], Legs.none()).at(profile())
    for cutoff_min, expected in ((0.6, [about(0.5)]), (0.4, []), (9.0, [about(0.5)])):
        found = Router(timed.network).minutes(*timed.access, cutoff_min=cutoff_min)
        assert found.data.tolist() == expected


def test_a_leg_leads_over_water_where_the_network_knows_no_ferry():
    # by car no ferry sails; the leg takes 20 minutes between landings 90 m and 60 m from the road
    streets = roads("car")
    landings = tied(streets, (500, 90), (3600, 60))
    ends = tied(streets, (0, 0), (3500, 0))
    town = join(streets, [ends], Legs(landings, np.array([20.0])))
    table = table_of(town, profile("car"))
    expected = 1 + 1.2 + 20 + 0.8 + 0.2  # half of 0–1, on foot, by sea, on foot, a fifth of 9–10
    assert table[0, 1] == about(expected)
    assert table[1, 0] == about(expected)


def test_a_leg_whose_landing_has_no_road_leads_nowhere():
    streets = roads("car")
    landings = tied(streets, (2000, 3400), (3600, 60))
    town = join(streets, [tied(streets, (0, 0), (3500, 0))], Legs(landings, np.array([20.0])))
    assert np.isinf(table_of(town, profile("car"))[0, 1])


def test_a_loose_piece_holds_places_when_it_is_long_enough_to_be_real():
    # 11–12 is 300 m long: a fault of the map at 5 km, a piece of its own at 0.2
    there = (3700, -790)
    assert tied(roads(), there).to_road_m[0] == pytest.approx(790, abs=1)
    assert tied(roads(cut_off_km=0.2), there).to_road_m[0] == pytest.approx(10, abs=1)


def test_a_network_without_a_road_for_the_mode_is_refused():
    town = layer()
    part = replace(town, edges=town.edges.loc[[10]])
    with pytest.raises(GeoplanError) as refused:
        roads("motorbike", town=part)
    assert str(refused.value) == "the network holds no road for motorbike; bring another one."
