"""The communes layer: what is refused, and which land hangs together."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geoplan.errors import LayerError
from geoplan.layers.communes import land_masses, read_communes

METRIC = "EPSG:3405"
EAST, NORTH = 650_000, 2_300_000  # a place near Hai Phong in METRIC


def square(x_km: float, y_km: float, side_km: float = 1) -> shapely.Polygon:
    corner = np.array([EAST, NORTH]) + 1000 * np.array([x_km, y_km])
    return shapely.box(*corner, *(corner + 1000 * side_km))


def communes_of(*shapes: shapely.Geometry) -> gpd.GeoDataFrame:
    index = [f"{10001 + number}" for number in range(len(shapes))]
    return gpd.GeoDataFrame(geometry=gpd.GeoSeries(shapes, index=index, crs=METRIC))


def lands_of(*shapes: shapely.Geometry, gap_m: float = 300, smallest_km2: float = 0.8):
    return land_masses(communes_of(*shapes), gap_m=gap_m, smallest_km2=smallest_km2, crs=METRIC)


def areas_km2(lands: gpd.GeoDataFrame) -> list[float]:
    return (lands.area / 1e6).round(6).tolist()


class TestLandMasses:
    def test_neighbours_are_one_land(self):
        assert areas_km2(lands_of(square(0, 0), square(1, 0))) == [2]

    def test_a_narrow_water_is_bridged_and_a_wide_one_is_not(self):
        assert areas_km2(lands_of(square(0, 0), square(1.2, 0))) == [2]
        assert areas_km2(lands_of(square(0, 0), square(1.4, 0))) == [1, 1]

    def test_the_gap_decides(self):
        shapes = square(0, 0), square(1.4, 0)
        assert areas_km2(lands_of(*shapes, gap_m=500)) == [2]

    def test_narrow_waters_bridge_in_a_chain(self):
        assert areas_km2(lands_of(square(0, 0), square(1.2, 0), square(2.4, 0))) == [3]

    def test_lands_come_largest_first(self):
        lands = lands_of(square(0, 0), square(10, 0, side_km=3), square(20, 0, side_km=2))
        assert areas_km2(lands) == [9, 4, 1]
        assert lands.index.tolist() == [0, 1, 2]

    def test_an_islet_goes_with_the_nearest_larger_land(self):
        islet = square(4, 0, side_km=0.5)
        lands = lands_of(square(0, 0, side_km=2), square(5, 0), islet)
        assert areas_km2(lands) == [4, 1.25]

    def test_islets_do_not_grow_into_a_land_of_their_own(self):
        """Two islets without a bridge stay islets, though together they are large enough."""
        islets = shapely.multipolygons([square(6, 0, side_km=0.7), square(8, 0, side_km=0.7)])
        assert areas_km2(lands_of(square(0, 0, side_km=2), islets)) == [4.98]

    def test_a_commune_of_two_parts_may_lie_on_two_lands(self):
        parts = shapely.multipolygons([square(1, 0), square(5, 0)])
        assert areas_km2(lands_of(square(0, 0), parts)) == [2, 1]

    def test_where_all_are_islets_the_largest_is_the_land(self):
        shapes = square(0, 0, side_km=0.5), square(3, 0, side_km=0.6)
        assert areas_km2(lands_of(*shapes)) == [0.61]

    def test_an_inlet_does_not_cut_a_land(self):
        bay = square(0, 0, side_km=3).difference(square(1.4, 0.5, side_km=2.6))
        assert len(lands_of(bay)) == 1

    def test_the_answer_is_metric_whatever_the_input(self):
        degrees = communes_of(square(0, 0), square(5, 0)).to_crs("EPSG:4326")
        lands = land_masses(degrees, gap_m=300, smallest_km2=0.8, crs=METRIC)
        assert lands.crs == METRIC
        assert areas_km2(lands) == pytest.approx([1, 1], abs=1e-4)

    @settings(max_examples=50, deadline=None)
    @given(
        st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), min_size=1, max_size=15),
        st.randoms(use_true_random=False),
    )
    def test_lands_keep_the_area_and_ignore_the_order_of_communes(self, corners, random):
        """Unit squares on a 1.5 km lattice never touch: each is a land of its own."""
        shapes = [square(1.5 * x, 1.5 * y) for x, y in set(corners)]
        shuffled = random.sample(shapes, len(shapes))
        apart = lands_of(*shapes)
        assert areas_km2(apart) == [1] * len(shapes)
        together, again = lands_of(*shapes, gap_m=600), lands_of(*shuffled, gap_m=600)
        assert together.area.sum() / 1e6 == pytest.approx(len(shapes))
        assert areas_km2(together) == areas_km2(again)
        assert len(together) <= len(apart)

    @settings(max_examples=50, deadline=None)
    @given(st.sets(st.tuples(st.integers(0, 5), st.integers(0, 5)), min_size=1))
    def test_lands_are_the_connected_components(self, corners):
        """On a 1.2 km lattice, squares side by side and corner to corner (283 m) are bridged."""
        left, components = set(corners), []
        while left:
            front, found = [left.pop()], 1
            while front:
                x, y = front.pop()
                near = {(a, b) for a, b in left if max(abs(a - x), abs(b - y)) == 1}
                left -= near
                front += near
                found += len(near)
            components.append(found)
        lands = lands_of(*(square(1.2 * x, 1.2 * y) for x, y in corners))
        assert areas_km2(lands) == sorted(components, reverse=True)


BOW_TIE = shapely.Polygon(
    [(EAST, NORTH), (EAST + 900, NORTH + 900), (EAST + 900, NORTH), (EAST, NORTH + 900)]
)
ROW = {
    "commune_code": "10001",
    "name": "Xã Bình",
    "name_ascii": "Xa Binh",
    "name_en": "Binh Commune",
    "type": "commune",
    "area_km2": 1.0,
    "people": 5000,
    "former_province": None,
    "is_island": False,
    "is_special_zone": False,
}


@pytest.fixture
def write(tmp_path):
    def write_rows(*rows, crs=METRIC):
        shapes = [row.get("geometry", square(2 * i, 0)) for i, row in enumerate(rows)]
        frame = gpd.GeoDataFrame([{**ROW, **row} for row in rows], geometry=shapes, crs=crs)
        frame.to_file(tmp_path / "communes.gpkg")
        return tmp_path / "communes.gpkg"

    return write_rows


class TestReadCommunes:
    def test_a_good_file_is_read_sorted_and_in_degrees(self, write):
        communes = read_communes(write({"commune_code": "10002"}, {}))
        assert communes.index.tolist() == ["10001", "10002"]
        assert communes.crs == "EPSG:4326"
        assert communes["people"].dtype == "int64"
        assert communes["former_province"].isna().all()

    @pytest.mark.parametrize(
        ("row", "words"),
        [
            ({"people": -1}, ["people", "at least 0", "10001"]),
            ({"people": None}, ["people", "blank", "10001"]),
            ({"commune_code": "1234"}, ["commune_code", "1234"]),
            ({"type": "Phường"}, ["type", "ward, commune, special_zone", "Phường"]),
            ({"area_km2": 0.0}, ["area_km2", "at least 0.001"]),
            ({"geometry": shapely.Polygon()}, ["geometry", "missing or empty", "10001"]),
            ({"geometry": shapely.Point(EAST, NORTH)}, ["geometry", "is not a polygon", "10001"]),
            ({"geometry": BOW_TIE}, ["geometry", "Self-intersection", "Fix geometries"]),
        ],
    )
    def test_a_bad_row_is_refused_with_field_row_and_cure(self, write, row, words):
        path = write(row)
        with pytest.raises(LayerError) as refused:
            read_communes(path)
        message = str(refused.value)
        assert all(word in message for word in [str(path), "layer communes", *words]), message

    def test_a_code_may_stand_only_once(self, write):
        with pytest.raises(LayerError, match=r"commune_code: the value stands more than once"):
            read_communes(write({}, {}))

    @pytest.mark.filterwarnings("ignore:'crs' was not provided")
    def test_a_file_without_crs_is_refused(self, write):
        path = write({}, crs=None)
        with pytest.raises(LayerError, match="declares no coordinate reference system"):
            read_communes(path)

    def test_a_missing_file_is_named(self, tmp_path):
        with pytest.raises(LayerError, match=r"gone.geojson.*does not exist"):
            read_communes(tmp_path / "gone.geojson")
