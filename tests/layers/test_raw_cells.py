"""Cells of people: from rasters of any size, tables and roads, exact by commune."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from affine import Affine
from hypothesis import given
from hypothesis import strategies as st

from geoplan.layers.raw.cells import Cells, demand_of
from geoplan.layers.raw.mapping import Mapping
from geoplan.layers.raw.population import counts_of, has_cells, read_population, table_cells
from geoplan.layers.raw.raster import raster_cells
from geoplan.layers.raw.spread import even_cells, road_cells
from tests.layers.raw_files import SIDE, SOUTH, WEST, land, refusal
from tests.toyprovince import write_raster

CRS = "EPSG:3405"
NORTH = SOUTH + SIDE


def communes() -> gpd.GeoDataFrame:
    return land().set_index(pd.Index(["00001", "00002"], name="commune_code"))


def cells(*places: tuple[float, float, float], are_people: bool = True) -> Cells:
    lon, lat, weight = zip(*places, strict=True)
    points = gpd.points_from_xy(lon, lat, crs="EPSG:4326")
    frame = gpd.GeoDataFrame({"weight": weight}, geometry=points)
    return Cells(frame, 1.0, "made up", are_people=are_people)


placed = st.tuples(st.floats(WEST, WEST + 2 * SIDE), st.floats(SOUTH, NORTH), st.floats(0.01, 1e5))


@given(
    st.lists(placed, min_size=1, max_size=30),
    st.lists(st.integers(0, 10**6), min_size=2, max_size=2),
)
def test_people_sum_to_the_official_count_of_each_commune(places, counts):
    land_ = communes()
    people = pd.Series(counts, land_.index)
    demand, _ = demand_of(cells(*places), land_, people)
    assert demand.groupby("commune_code")["people"].sum().to_dict() == people.to_dict()
    assert (demand["people"] >= 0).all()
    assert demand["demand_id"].is_unique
    homes = land_.loc[demand["commune_code"]].geometry.to_numpy()
    assert shapely.covered_by(shapely.points(demand["lon"], demand["lat"]), homes).all()


@given(st.lists(placed, min_size=2, max_size=12, unique_by=lambda place: place[0]), st.randoms())
def test_the_order_of_cells_does_not_matter(places, random):
    people = pd.Series([5000, 7000], communes().index)
    before, _ = demand_of(cells(*places), communes(), people)
    random.shuffle(places)
    after, _ = demand_of(cells(*places), communes(), people)
    pd.testing.assert_frame_equal(before, after)


def test_a_commune_without_a_cell_gets_one_inside_and_that_is_said():
    inside = (WEST + 0.01, SOUTH + 0.01, 5.0)
    demand, notes = demand_of(cells(inside), communes(), pd.Series([10, 20], communes().index))
    assert demand["people"].to_list() == [10, 20]
    assert demand["people_raster"].isna().to_list() == [False, True]
    assert notes[0].text.endswith("Xã Bình")


def test_without_official_counts_people_are_those_of_the_cells():
    places = [(WEST + 0.01, SOUTH + 0.01, 5.4), (WEST + 0.02, SOUTH + 0.01, 5.4)]
    demand, _ = demand_of(cells(*places), communes(), None)
    assert demand["people"].to_list() == [6, 5, 0]


def grid(path, side, *, pixel, crs="EPSG:4326", values=None, **options):
    """Write a square raster over both communes; each pixel its number unless told otherwise."""
    rows, columns = side
    values = np.arange(rows * columns, dtype="float64").reshape(side) if values is None else values
    to_ground = Affine.translation(WEST, NORTH) @ Affine.scale(pixel, -pixel)
    return write_raster(path, values, options.get("to_ground", to_ground), crs)


def test_fine_pixels_are_summed_in_blocks_of_about_a_kilometre(tmp_path):
    path = grid(tmp_path / "r.tif", (30, 60), pixel=0.001)  # pixels of 104 × 111 m
    found = raster_cells(path, communes(), "population", CRS)
    assert "summed in blocks of 10 × 9" in found.words
    assert found.side_km == pytest.approx(1.02, abs=0.02)
    assert found.points["weight"].sum() == np.arange(1800).sum()
    blocks = np.arange(1800).reshape(30, 60)[:9, :10]
    first = found.points.iloc[0]
    assert first["weight"] == blocks.sum()
    assert first.geometry.distance(shapely.Point(WEST + 0.005, NORTH - 0.0045)) < 1e-9


def test_pixels_of_a_kilometre_stay_as_they_are(tmp_path):
    path = grid(tmp_path / "r.tif", (3, 6), pixel=0.01)
    found = raster_cells(path, communes(), "population", CRS)
    assert "summed" not in found.words
    assert "split" not in found.words
    assert sorted(found.points["weight"]) == list(range(1, 18))  # nobody lives in the first


def test_coarse_pixels_are_split_evenly(tmp_path):
    path = grid(tmp_path / "r.tif", (1, 2), pixel=0.03, values=np.array([[90.0, 180.0]]))
    found = raster_cells(path, communes(), "population", CRS)
    assert "split evenly in 3 × 3" in found.words
    assert found.points["weight"].to_list() == [10.0, 10, 10, 20, 20, 20] * 3
    demand, _ = demand_of(found, communes(), None)
    assert demand.groupby("commune_code")["people"].sum().to_list() == [90, 180]


def test_a_raster_in_another_system_and_upside_down_gives_the_same_people(tmp_path):
    metric = communes().to_crs(CRS).total_bounds
    height = 60
    values = np.random.default_rng(1).random((height, 100))
    down = Affine.translation(metric[0], metric[1] + height * 100) @ Affine.scale(100, -100)
    up = Affine.translation(metric[0], metric[1]) @ Affine.scale(100, 100)
    downwards = grid(
        tmp_path / "d.tif", values.shape, pixel=1, crs=CRS, values=values, to_ground=down
    )
    upwards = grid(
        tmp_path / "u.tif", values.shape, pixel=1, crs=CRS, values=values[::-1], to_ground=up
    )
    one, other = (raster_cells(path, communes(), "population", CRS).points
                  for path in (downwards, upwards))  # fmt: skip
    ordered = [
        frame.assign(x=frame.geometry.x.round(6), y=frame.geometry.y.round(6))
        .sort_values(["y", "x"])[["x", "y", "weight"]]
        .reset_index(drop=True)
        for frame in (one, other)
    ]
    pd.testing.assert_frame_equal(*ordered)


def test_only_what_lies_around_the_communes_is_read(tmp_path):
    small = grid(tmp_path / "s.tif", (30, 60), pixel=0.001)
    wide = np.pad(np.arange(1800.0).reshape(30, 60), ((90, 900), (100, 1000)), constant_values=7)
    corner = Affine.translation(WEST - 0.1, NORTH + 0.09) @ Affine.scale(0.001, -0.001)
    large = grid(tmp_path / "l.tif", wide.shape, pixel=1, values=wide, to_ground=corner)
    people = pd.Series([5000, 7000], communes().index)
    demands = [
        demand_of(raster_cells(path, communes(), "population", CRS), communes(), people)[0]
        for path in (small, large)
    ]
    pd.testing.assert_frame_equal(*demands)


@pytest.mark.parametrize(
    ("values", "crs", "words"),
    [
        (np.full((3, 6), -1.0), "EPSG:4326", "values below 0"),
        (np.ones((2, 3, 6)), "EPSG:4326", "2 bands"),
        (np.ones((3, 6)), None, "declares no CRS"),
        (np.ones((3, 6)), "EPSG:3405", "lies elsewhere"),
    ],
)
@pytest.mark.filterwarnings("ignore::rasterio.errors.NotGeoreferencedWarning")
def test_rasters_that_cannot_be_used_are_refused(tmp_path, values, crs, words):
    path = grid(tmp_path / "r.tif", values.shape[-2:], pixel=0.01, crs=crs, values=values)
    said = refusal(raster_cells, path, communes(), "population", CRS)
    assert words in said
    assert "r.tif, layer population" in said


def test_a_file_that_is_no_raster_is_refused(tmp_path):
    (tmp_path / "r.tif").write_text("no raster")
    assert "cannot be read" in refusal(
        raster_cells, tmp_path / "r.tif", communes(), "population", CRS
    )


def test_no_data_and_not_a_number_are_nobody(tmp_path):
    values = np.ones((3, 6))
    values[0, 0], values[1, 1] = -99999.0, np.nan
    path = grid(tmp_path / "r.tif", (3, 6), pixel=0.01, values=values)
    assert raster_cells(path, communes(), "population", CRS).points["weight"].sum() == 16


def table(folder, **columns):
    path = folder / "p.csv"
    pd.DataFrame(columns).to_csv(path, index=False)
    return path, read_population(path, Mapping())


def test_a_table_with_coordinates_is_one_of_cells(tmp_path):
    lon, lat = [WEST + 0.01 * n for n in range(4)], [SOUTH + 0.01] * 4
    path, raw = table(tmp_path, lon=lon, lat=lat, pop=[1.5, 0, 2, 3])
    assert has_cells(raw)
    found = table_cells(raw.named(Mapping()), path, CRS)
    assert found.points["weight"].to_list() == [1.5, 2, 3]
    assert found.side_km == pytest.approx(1.04, abs=0.01)


@pytest.mark.parametrize(
    ("columns", "words"),
    [
        ({"lon": [2_300_000, 1], "lat": [1, 2], "pop": [1, 2]}, "field lon"),
        ({"lon": [1, 1], "lat": [2, 2], "pop": [1, 2]}, "not two populated cells"),
        ({"lon": [1, 2], "lat": [2, 2], "pop": [1, 0]}, "not two populated cells"),
        ({"lon": [1, 2], "lat": [2, 2], "pop": [1, -2]}, "field people"),
    ],
)
def test_tables_of_cells_that_cannot_be_used_are_refused(tmp_path, columns, words):
    path, raw = table(tmp_path, **columns)
    assert words in refusal(table_cells, raw.named(Mapping()), path, CRS)


def test_counts_by_commune_come_in_the_order_of_the_communes(tmp_path):
    path, raw = table(tmp_path, ma=[2, 1], dan_so=[70, 50])
    assert not has_cells(raw)
    counts = counts_of(raw.named(Mapping()), path, communes())
    assert counts.to_dict() == {"00001": 50, "00002": 70}


@pytest.mark.parametrize(
    ("codes", "people", "words"),
    [
        ([1, 2, 3], [1, 1, 1], "the boundaries hold no such commune. (rows: 00003)"),
        ([1], [1], "a commune of the boundaries is not there. (rows: 00002)"),
        ([1, 1, 2], [1, 1, 1], "more than once"),
        ([1, 2], ["1.200", "3.400"], "separator of thousands"),
        ([1, 2], [1.5, 2], "not a whole number"),
        ([1, 2], [None, 2], "blank"),
    ],
)
def test_counts_that_cannot_be_used_are_refused(tmp_path, codes, people, words):
    path, raw = table(tmp_path, ma=codes, dan_so=people)
    said = refusal(counts_of, raw.named(Mapping()), path, communes())
    assert words in said
    assert "p.csv, layer population" in said


def test_even_cells_cover_each_commune_with_squares_of_a_kilometre():
    demand, _ = demand_of(even_cells(communes(), CRS), communes(), None)
    area = communes().to_crs(CRS).area / 1e6
    squares = demand.groupby("commune_code").size()
    assert (abs(squares - area) <= 3).all()  # of 10 each
    metric = gpd.GeoSeries.from_xy(demand["lon"], demand["lat"], crs="EPSG:4326").to_crs(CRS)
    assert np.allclose(metric.x % 1000, 500, atol=0.2)


def test_people_are_spread_by_length_of_road_without_expressways(tmp_path):
    west = [(WEST + 0.002, SOUTH + 0.0151), (WEST + 0.028, SOUTH + 0.0151)]
    lines = [west, [(x + SIDE, y) for x, y in west], [(x, y + 0.01) for x, y in west]]
    kinds = ["residential", "tertiary", "motorway"]
    roads = gpd.GeoDataFrame({"kind": kinds}, geometry=[shapely.LineString(line) for line in lines],
                             crs="EPSG:4326")  # fmt: skip
    roads.to_file(tmp_path / "r.gpkg")
    found = road_cells(tmp_path / "r.gpkg", communes(), CRS)
    length_m = roads.iloc[:2].to_crs(CRS).length.sum()
    assert found.points["weight"].sum() == pytest.approx(length_m, rel=1e-6)
    assert found.points["weight"].max() <= 1100
    assert not found.are_people
    demand, _ = demand_of(found, communes(), pd.Series([900, 100], communes().index))
    assert demand["people_raster"].isna().all()
    assert demand.groupby("commune_code")["people"].sum().to_list() == [900, 100]
    assert demand["lat"].between(SOUTH + 0.005, SOUTH + 0.025).all()
