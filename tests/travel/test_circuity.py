from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely import Point

from geoplan.layers.communes import land_masses
from geoplan.study import Study
from geoplan.travel.circuity import MEAN_DISTANCE_IN_SQUARE, CircuityModel
from tests import toytown

SPEEDS = Study.load().travel.modes["motorbike"]  # wards 20 km/h × 1.3, communes 30 km/h × 1.4
URBAN_PACE = 60 * 1.3 / 20  # 3.9 min per straight-line km
RURAL_PACE = 60 * 1.4 / 30  # 2.8
KM_PER_DEGREE_LAT = 111.195  # π / 180 × 6371.0088


def toy_model(links: pd.DataFrame | None = None) -> CircuityModel:
    communes = toytown.communes().set_index("commune_code")
    lands = land_masses(communes, gap_m=300, smallest_km2=0.8, crs=toytown.CRS)
    links = toytown.sea_links().set_index("link_id") if links is None else links
    return CircuityModel(communes, lands, links, "motorbike", SPEEDS, cell_km=0.9)


def at(*places: tuple[float, float]) -> gpd.GeoSeries:
    labels = [f"p{number}" for number in range(len(places))]
    return gpd.GeoSeries([Point(place) for place in places], index=labels, crs="EPSG:4326")


def minutes(model: CircuityModel, here: tuple[float, float], there: tuple[float, float]) -> float:
    times = model.times(model.locate(at(here)), model.locate(at(there)), cutoff_min=120)
    return float(times.nearest().iloc[0])


def test_land_and_towns_are_told_apart():
    places = toy_model().locate(at((106.01, 20.81), (106.05, 20.81), (106.21, 20.82)))
    assert places.is_urban.tolist() == [True, False, False]
    assert places.land.tolist() == [0, 0, 1]


def test_a_trip_within_a_ward_takes_distance_times_pace():
    # 0.02° of latitude = 2.2239 km; 2.2239 × 3.9 = 8.673 min
    expected = 0.02 * KM_PER_DEGREE_LAT * URBAN_PACE
    assert minutes(toy_model(), (106.01, 20.81), (106.01, 20.83)) == pytest.approx(expected, 1e-4)


def test_a_trip_between_ward_and_commune_goes_half_at_each_pace():
    # 0.02° of longitude at 20.81° N = 2.0788 km; × (3.9 + 2.8) / 2 = 6.964 min
    km = 0.02 * KM_PER_DEGREE_LAT * np.cos(np.radians(20.81))
    expected = km * (URBAN_PACE + RURAL_PACE) / 2
    assert minutes(toy_model(), (106.03, 20.81), (106.05, 20.81)) == pytest.approx(expected, 1e-4)


def test_a_trip_within_a_cell_has_the_mean_distance_of_its_square():
    expected = MEAN_DISTANCE_IN_SQUARE * 0.9 * URBAN_PACE  # 0.5214 × 0.9 × 3.9 = 1.83 min
    assert minutes(toy_model(), (106.01, 20.81), (106.01, 20.81)) == pytest.approx(expected)


def test_mean_distance_in_a_square_agrees_with_throwing_points():
    throws = np.random.default_rng(1).random((200_000, 4))
    distance = np.hypot(throws[:, 0] - throws[:, 2], throws[:, 1] - throws[:, 3])
    assert distance.mean() == pytest.approx(MEAN_DISTANCE_IN_SQUARE, rel=0.005)


def test_an_island_is_reached_over_its_landings():
    # commune cell → landing at (106.079, 20.82), wait 5 + sailing 10, landing → island cell
    to_landing = np.hypot(0.009 * np.cos(np.radians(20.815)), 0.01) * KM_PER_DEGREE_LAT
    from_landing = 0.004 * np.cos(np.radians(20.82)) * KM_PER_DEGREE_LAT
    expected = (to_landing + from_landing) * RURAL_PACE + 15
    found = minutes(toy_model(), (106.07, 20.81), (106.205, 20.82))
    assert found == pytest.approx(expected, rel=1e-3)


def test_an_island_without_a_link_is_out_of_reach():
    model = toy_model(toytown.sea_links().set_index("link_id").iloc[:0])
    assert minutes(model, (106.07, 20.81), (106.205, 20.82)) == np.inf


def test_two_links_are_chained():
    # A second island east of the first, linked only to the first.
    communes = toytown.communes()
    east = communes.iloc[[2]].assign(
        commune_code="00004", geometry=communes.iloc[[2]].translate(xoff=0.1)
    )
    both = gpd.GeoDataFrame(pd.concat([communes, east])).set_index("commune_code")
    first = toytown.sea_links().iloc[0]
    second = first.to_dict() | {
        "link_id": "L2", "from_lon": 106.219, "to_lon": 106.301, "sailing_min": 7, "wait_min": 1,
    }  # fmt: skip
    links = pd.DataFrame([first.to_dict(), second]).set_index("link_id")
    lands = land_masses(both, gap_m=300, smallest_km2=0.8, crs=toytown.CRS)
    model = CircuityModel(both, lands, links, "motorbike", SPEEDS, cell_km=0.9)
    here, far = (106.079, 20.82), (106.301, 20.82)
    across = 0.018 * np.cos(np.radians(20.82)) * KM_PER_DEGREE_LAT * RURAL_PACE
    assert minutes(model, here, far) == pytest.approx(15 + across + 8, rel=1e-3)


def test_all_pairs_equal_a_naive_loop():
    model = toy_model()
    cells = toytown.cells()
    points = at(*zip(cells["lon"], cells["lat"], strict=True))
    places = model.locate(points)
    dense = model.times(places, places, cutoff_min=40).minutes.toarray()
    for i, here in enumerate(points):
        for j, there in enumerate(points):
            alone = minutes(model, (here.x, here.y), (there.x, there.y))
            assert dense[i, j] == pytest.approx(alone if alone <= 40 else 0)


@given(st.floats(5, 60), st.integers(0, 2**32 - 1))
def test_a_cutoff_never_changes_what_is_within_it(cutoff_min, seed):
    model = toy_model()
    rng = np.random.default_rng(seed)
    places = model.locate(
        at(*zip(rng.uniform(106, 106.22, 12), rng.uniform(20.8, 20.84, 12), strict=True))
    )
    whole = model.times(places, places, cutoff_min=120).minutes.toarray()
    cut = model.times(places, places, cutoff_min=cutoff_min).minutes.toarray()
    assert np.allclose(cut, np.where(whole <= cutoff_min, whole, 0))
    assert np.allclose(whole, whole.T)
