"""Line layers: where lines meet, what their fields mean, what is refused.

Lines lie on the equator or a meridian near it, where 0.001° are 111.3 m and 0.000001° are 11 cm.
"""

from __future__ import annotations

import json
import math

import geopandas as gpd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geoplan.errors import LayerError
from geoplan.layers.road_lines import read_road_lines
from tests.layers.small_roads import STEP_M, check_whole

NEAR, FAR = 0.08 / 111_320, 0.12 / 111_320  # 8 and 12 cm in degrees
ROW = [(0.001, 0), (0.002, 0), (0.003, 0)]


def layer(*lines, crs="EPSG:4326", **fields):
    shapes = [shapely.LineString(line) if isinstance(line, list) else line for line in lines]
    table = {"kind": ["residential"] * len(shapes)} | fields
    return gpd.GeoDataFrame(table, geometry=shapes, crs=crs)


@pytest.fixture
def read(tmp_path):
    def save_and_read(frame, ending=".gpkg"):
        path = tmp_path / f"đường{ending}"
        frame.to_file(path)
        return read_road_lines(path)

    return save_and_read


def ends(roads):
    """Return the edges as (row in the file, first end, last end), in thousandths of a degree."""
    places = [tuple(place) for place in (1000 * roads.nodes.get_coordinates()).round(2).to_numpy()]
    return [(e.way_id, places[e.from_node], places[e.to_node]) for e in roads.edges.itertuples()]


class TestJunctions:
    def test_lines_meet_at_their_ends(self, read):
        roads = read(layer(ROW, [(0.003, 0), (0.003, 0.001)]))
        check_whole(roads)
        assert ends(roads) == [(1, (1, 0), (3, 0)), (2, (3, 0), (3, 1))]
        assert roads.edges["length_m"][0] == pytest.approx(2 * STEP_M)

    def test_an_end_on_a_vertex_of_another_line_cuts_it(self, read):
        roads = read(layer(ROW, [(0.002, 0.001), (0.002, 0)]))
        check_whole(roads)
        assert ends(roads) == [(1, (1, 0), (2, 0)), (1, (2, 0), (3, 0)), (2, (2, 1), (2, 0))]

    def test_a_vertex_inside_of_two_lines_is_a_junction(self, read):
        assert len(read(layer(ROW, [(0.002, -0.001), (0.002, 0), (0.002, 0.001)])).edges) == 4

    def test_without_a_common_vertex_lines_do_not_meet(self, read):
        """A bridge across the row, and a road that ends on it between two vertices."""
        bridge, ending = [(0.002, -0.001), (0.002, 0.001)], [(0.0025, 0.001), (0.0025, 0)]
        roads = read(layer(ROW, bridge, ending))
        assert (len(roads.edges), len(roads.nodes)) == (3, 6)

    @pytest.mark.parametrize(("gap", "edges", "nodes"), [(NEAR, 3, 4), (FAR, 2, 4)])
    def test_ends_are_drawn_to_what_is_within_ten_centimetres(self, read, gap, edges, nodes):
        roads = read(layer(ROW, [(0.002, 0.001), (0.002, gap)]))
        check_whole(roads)
        assert (len(roads.edges), len(roads.nodes)) == (edges, nodes)

    def test_a_grid_line_between_two_ends_does_not_part_them(self, read):
        """A millimetre apart, on either side of a half of 0.000001°."""
        one, other = 0.0030004999, 0.0030005001
        roads = read(layer([(0.001, 0), (one, 0)], [(other, 0), (0.005, 0)]))
        check_whole(roads)
        assert len(roads.nodes) == 3

    def test_it_is_metres_and_not_degrees_that_count(self, read):
        """At latitude 60 a degree of longitude is half as long."""
        north = layer([(10, 60), (10.001, 60)], [(10.001 + 1.5 * NEAR, 60), (10.002, 60)])
        assert len(read(north).nodes) == 3

    def test_vertices_close_together_are_not_drawn_to_each_other(self, read):
        """A line with a vertex every 5 cm over a metre keeps its length."""
        dense = [(0.001 + k * 0.05 / 111_320, 0) for k in range(21)]
        roads = read(layer([(0, 0), *dense, (0.002, 0)]))
        assert len(roads.edges) == 1
        assert roads.edges["length_m"][0] == pytest.approx(2 * STEP_M)
        assert shapely.get_num_points(roads.edges.geometry[0]) == 23

    def test_a_ring_is_a_loop(self, read):
        ring = [(0.001, 0), (0.002, 0), (0.002, 0.001), (0.001, 0)]
        assert ends(read(layer(ring))) == [(1, (1, 0), (1, 0))]

    def test_a_crumb_is_dropped_and_cuts_nothing(self, read):
        roads = read(layer(ROW, [(0.002, 0), (0.002, NEAR / 2)]))
        assert ends(roads) == [(1, (1, 0), (3, 0))]

    def test_several_lines_in_one_row(self, read):
        both = shapely.MultiLineString([ROW, [(0.003, 0), (0.003, 0.001)]])
        assert ends(read(layer(both))) == [(1, (1, 0), (3, 0)), (1, (3, 0), (3, 1))]

    def test_heights_are_left_out(self, read):
        roads = read(layer([(0.001, 0, 3.0), (0.002, 0, 4.0)]))
        assert not shapely.has_z(roads.edges.geometry).any()

    def test_in_metres_as_in_degrees(self, read):
        frame = layer([(106.7, 20.8), (106.71, 20.8)], [(106.71, 20.8), (106.71, 20.81)])
        roads, metric = read(frame), read(frame.to_crs("EPSG:9210"))
        assert len(metric.nodes) == len(roads.nodes) == 3
        assert metric.edges["length_m"].tolist() == pytest.approx(roads.edges["length_m"].tolist())


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.lists(st.integers(0, 8), min_size=2, max_size=5, unique=True), min_size=1),
    st.randoms(),
)
def test_lines_on_a_grid_meet_whatever_the_noise(tmp_path_factory, some, random):
    """Nine places; ends are off by up to 3 cm, so that ends and vertices stay within 10 cm."""

    def draw(refs, noise):
        off = [0 if 0 < k < len(refs) - 1 else noise for k in range(len(refs))]
        return [
            (r % 3 / 1000 + o * random.uniform(-1, 1), r // 3 / 1000 + o * random.uniform(-1, 1))
            for r, o in zip(refs, off, strict=True)
        ]

    path = tmp_path_factory.mktemp("any") / "lines.gpkg"
    read = []
    for noise in (0, 0.03 / 111_320):
        layer(*(draw(refs, noise) for refs in some)).to_file(path)
        read.append(read_road_lines(path))
        check_whole(read[-1])
    assert ends(read[0]) == ends(read[1])


class TestFields:
    def row(self, read, kind="residential", **fields):
        frame = layer(ROW, kind=[kind], **{name: [value] for name, value in fields.items()})
        return read(frame).edges.loc[0]

    @pytest.mark.parametrize(
        ("kind", "fields", "foot_motorcycle_motorcar"),
        [
            ("residential", {}, (1, 1, 1)),
            ("motorway", {}, (0, 0, 1)),
            ("path", {}, (1, 0, 0)),
            ("ferry", {}, (1, 0, 0)),
            ("residential", {"motorcar": "no"}, (1, 1, 0)),
            ("residential", {"foot": None, "motorcycle": "no"}, (1, 0, 1)),
            ("path", {"motorcycle": "yes"}, (1, 1, 0)),
            ("motorway", {"motorcycle": "yes"}, (0, 1, 1)),
            ("ferry", {"motorcar": "yes", "foot": "no"}, (0, 0, 1)),
        ],
    )
    def test_who_may_use_it(self, read, kind, fields, foot_motorcycle_motorcar):
        row = self.row(read, kind, **fields)
        assert row["kind"] == kind
        assert (row["foot"], row["motorcycle"], row["motorcar"]) == foot_motorcycle_motorcar

    @pytest.mark.parametrize(
        ("word", "direction"),
        [("yes", 1), ("1", 1), (1, 1), (1.0, 1), ("true", 1), (True, 1), ("-1", -1), (-1, -1),
         ("reverse", -1), ("no", 0), ("0", 0), (0, 0), (False, 0), ("", 0), (None, 0)],
    )  # fmt: skip
    def test_direction(self, read, word, direction):
        row = self.row(read, oneway=word)
        assert (row["oneway"], row["motorcycle_oneway"]) == (direction, direction)

    def test_whole_numbers_beside_blanks(self, read):
        frame = layer(ROW, ROW[:2], ROW[1:], oneway=[1, None, -1])
        assert read(frame).edges.groupby("way_id")["oneway"].first().tolist() == [1, 0, -1]

    def test_a_motorway_without_a_word_leads_forwards(self, read):
        assert self.row(read, "motorway")["oneway"] == 1
        assert self.row(read, "motorway", oneway="no")["oneway"] == 0

    def test_speed_and_surface(self, read):
        row = self.row(read, speed_kmh=62.5, surface="bê tông", name="Lạch Tray")
        assert (row["maxspeed_kmh"], row["surface"]) == (62.5, "bê tông")
        assert math.isnan(row["duration_min"])
        bare = self.row(read)
        assert math.isnan(bare["maxspeed_kmh"])
        assert bare["surface"] == ""

    def test_what_nobody_may_use_is_left_out(self, read):
        shut = {mode: ["no", None] for mode in ("foot", "motorcycle", "motorcar")}
        roads = read(layer(ROW, [(0.002, 0), (0.002, 0.001)], **shut))
        assert ends(roads) == [(2, (2, 0), (2, 1))]

    def test_other_columns_do_not_matter(self, read):
        frame = layer(ROW, row=["x"], access=["no"], area=["yes"], junction=["roundabout"])
        assert read(frame).edges["oneway"].tolist() == [0]

    def test_the_types_are_those_of_openstreetmap(self, read):
        dtypes = read(layer(ROW)).edges.dtypes.astype(str)
        assert dtypes["oneway"] == dtypes["motorcycle_oneway"] == "int8"
        assert (dtypes[["foot", "motorcycle", "motorcar"]] == "bool").all()
        assert (dtypes[["maxspeed_kmh", "duration_min", "length_m"]] == "float64").all()

    def test_the_origin_is_the_file(self, read):
        origin = read(layer(ROW)).origin
        assert (origin.source, origin.date, origin.file) == ("đường.gpkg", "", "đường.gpkg")
        assert len(origin.sha256) == 64


class TestRefused:
    def refuse(self, path, *words):
        with pytest.raises(LayerError) as refused:
            read_road_lines(path)
        message = str(refused.value)
        assert all(w in message for w in [f"{path}, layer roads", *words]), message
        assert "\n" not in message

    def refuse_layer(self, tmp_path, frame, *words):
        path = tmp_path / "roads.gpkg"
        frame.to_file(path)
        self.refuse(path, *words)

    def test_a_layer_without_reference_system(self, tmp_path):
        path = tmp_path / "roads.shp"
        layer(ROW, crs=None).to_file(path)
        self.refuse(path, "declares no coordinate reference system", "Save it with its CRS")

    @pytest.mark.parametrize("name", ["roads.gpkg", "roads.shp", "roads.geojson"])
    def test_a_file_that_is_not_there_or_broken(self, tmp_path, name):
        path = tmp_path / name
        self.refuse(path, "does not exist")
        path.write_bytes(b"something else " * 100)
        self.refuse(path, "cannot be read as vector data")

    def test_a_layer_without_kinds(self, tmp_path):
        frame = layer(ROW).rename(columns={"kind": "fclass"})
        self.refuse_layer(tmp_path, frame, "field kind", "is missing; found: fclass", "rename")

    @pytest.mark.parametrize(
        ("name", "values", "words"),
        [
            ("kind", ["primary", "primery", "road"], "(feature 2): primery"),
            ("kind", ["primary", None, "road"], "(feature 2)"),
            ("speed_kmh", [60.0, 0.0, 500.0], "at least 1 and at most 130. (rows:"),
            ("speed_kmh", [60.0, None, 500.0], "(feature 3): 500.0"),
            ("speed_kmh", ["60", "fast", None], "is not a number. (rows:"),
            ("oneway", ["yes", "perhaps", None], "(feature 2): perhaps"),
            ("oneway", [1, 0, 2], "(feature 3): 2"),
            ("motorcar", ["yes", None, "maybe"], "(feature 3): maybe"),
        ],
    )
    def test_a_value_that_cannot_be(self, tmp_path, name, values, words):
        frame = layer(ROW, ROW, ROW, **{name: values})
        self.refuse_layer(tmp_path, frame, f"field {name}", words, "Correct these rows")

    @pytest.mark.parametrize(
        ("shape", "words"),
        [
            ("POINT (0 0)", "the geometry is not a line. (rows: feature 2)"),
            ("POLYGON ((0 0, 1 0, 1 1, 0 0))", "the geometry is not a line. (rows: feature 2)"),
            (None, "the geometry is missing or empty. (rows: feature 2)"),
            ("LINESTRING EMPTY", "the geometry is missing or empty. (rows: feature 2)"),
            ("LINESTRING (0 0, NaN 1)", "is not a number. (rows: feature 2)"),
            ("LINESTRING (20.8 106.6, 20.9 106.7)", "latitude and longitude look swapped"),
            ("LINESTRING (600000 2300000, 600100 2300000)", "not on the globe"),
        ],
    )
    @pytest.mark.filterwarnings("ignore:invalid value:RuntimeWarning")
    def test_a_shape_that_cannot_be(self, tmp_path, shape, words):
        frame = layer(ROW, shapely.from_wkt(shape), ROW)
        self.refuse_layer(tmp_path, frame, "field geometry", words)

    def test_nothing_that_anybody_may_use(self, tmp_path):
        shut = {mode: ["no"] for mode in ("foot", "motorcycle", "motorcar")}
        self.refuse_layer(tmp_path, layer(ROW, **shut), "holds no road")

    def test_crumbs_alone(self, tmp_path):
        self.refuse_layer(tmp_path, layer([(0, 0), (0, NEAR / 2)]), "holds no road")

    def test_a_geojson_that_holds_a_word_for_a_number(self, tmp_path):
        path = tmp_path / "roads.geojson"
        content = json.loads(layer(ROW).to_json())
        content["features"][0]["geometry"]["coordinates"][0] = ["east", 0]
        path.write_text(json.dumps(content))
        self.refuse(path, "missing or empty")
