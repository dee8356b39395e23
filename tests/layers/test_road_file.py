"""The network file: what is written is read again exactly, and what is broken is refused."""

from __future__ import annotations

import json
import os
from dataclasses import replace
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geoplan.errors import LayerError, OutputError
from geoplan.layers.osm import read_osm
from geoplan.layers.road_file import ATTRIBUTE, FIELDS, read_roads, write_roads
from tests.layers.small_roads import ROAD, ROW, check_whole, osm_text

TOWN = (
    ([1, 2, 3], {"highway": "primary", "maxspeed": "60", "surface": " bê tông"}),
    ([2, 11], {"highway": "service", "oneway": "-1", "oneway:motorcycle": "no"}),
    ([3, 4, 5], {"route": "ferry", "duration": "PT15M", "motor_vehicle": "yes"}),
    ([5, 6, 12, 5], {"highway": "footway"}),
)
NODES = ROW | {11: (106.6881234, 20.8651234), 12: (0.006, 0.001)}
BARRIERS = {2: {"barrier": "gate", "motorcar": "no"}, 5: {"barrier": "wall"}}
NO_LEFT = {"type": "restriction", "restriction": "no_left_turn"}
RELATIONS = (
    ([("w", 101, "from"), ("n", 3, "via"), ("w", 102, "to")], NO_LEFT),  # 101 does not end there
    ([("w", 100, "from"), ("n", 3, "via"), ("w", 102, "to")], NO_LEFT),
    ([("w", 102, "from"), ("n", 3, "via"), ("w", 100, "to")], NO_LEFT | {"except": "motorcycle"}),
)


def read(folder, ways=TOWN):
    path = folder / "Hải Đăng.osm"
    text = osm_text(ways, NODES, barriers=BARRIERS, relations=RELATIONS)
    path.write_text(text, encoding="utf-8")
    return read_osm(path)


def check_same(one, other):
    """Check that two layers are equal to the last bit."""
    pd.testing.assert_frame_equal(one.turns, other.turns, check_exact=True)
    assert one.turns_left_out == other.turns_left_out
    for frame, like in ((one.edges, other.edges), (one.nodes, other.nodes)):
        pd.testing.assert_frame_equal(pd.DataFrame(frame), pd.DataFrame(like), check_exact=True)
        assert shapely.to_wkb(frame.geometry).tolist() == shapely.to_wkb(like.geometry).tolist()
        assert frame.crs == like.crs
    assert one.origin == other.origin


@pytest.fixture
def town(tmp_path):
    return read(tmp_path)


@pytest.fixture
def path(tmp_path):
    (tmp_path / "out").mkdir()
    return tmp_path / "out" / "roads.parquet"


class TestRoundTrip:
    def test_a_town(self, town, path):
        write_roads(town, path)
        again = read_roads(path)
        check_whole(again)
        check_same(again, town)
        assert list(path.parent.iterdir()) == [path]

    @settings(max_examples=30, deadline=None)
    @given(st.lists(st.lists(st.integers(1, 9), min_size=2, max_size=6), max_size=6))
    def test_any_roads(self, tmp_path_factory, some):
        folder = tmp_path_factory.mktemp("any")
        roads = read(folder, [([1, 2], ROAD), *((refs, ROAD) for refs in some)])
        write_roads(roads, folder / "roads.parquet")
        check_same(read_roads(folder / "roads.parquet"), roads)

    def test_nodes_need_not_be_numbered_in_order_of_use(self, town, path):
        last = len(town.nodes) - 1
        edges = town.edges.assign(
            from_node=last - town.edges["from_node"], to_node=last - town.edges["to_node"]
        )
        nodes = town.nodes[::-1].reset_index(drop=True)
        turns = town.turns.assign(node=last - town.turns["node"])
        turned = replace(town, edges=edges, nodes=nodes, turns=turns)
        write_roads(turned, path)
        check_same(read_roads(path), turned)

    def test_barriers_and_turns_among_them(self, town):
        """What the tests above rest on: a gate, a wall, two turns, and one that is left out."""
        assert (~town.nodes[["foot", "motorcycle", "motorcar"]]).sum().tolist() == [1, 1, 2]
        assert (len(town.turns), town.turns["motorcycle"].sum(), town.turns_left_out) == (2, 1, 1)

    def test_the_same_bytes_for_the_same_roads(self, town, path):
        write_roads(town, path)
        first = path.read_bytes()
        write_roads(read_roads(path), path)
        assert path.read_bytes() == first

    def test_the_layer_itself_stays_as_it_was(self, town, tmp_path, path):
        write_roads(town, path)
        check_same(town, read(tmp_path))

    def test_other_programs_find_geoparquet(self, town, path):
        write_roads(town, path)
        schema = pq.read_schema(path)
        geo = json.loads(schema.metadata[b"geo"])
        assert schema.names == [field.name for field in FIELDS.fields]
        assert geo["columns"]["geometry"]["encoding"] == "WKB"
        assert geo["columns"]["geometry"]["crs"]["id"] == {"authority": "EPSG", "code": 4326}
        assert pq.read_metadata(path).row_group(0).column(0).compression == "ZSTD"


class TestNotWritten:
    def test_a_full_disk_leaves_the_former_file_whole(self, town, path):
        """The operating system takes 1,000 bytes a file, about a tenth of what is needed."""
        resource = pytest.importorskip("resource")
        write_roads(town, path)
        former = path.read_bytes()
        _, most = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (1000, most))
        try:
            with pytest.raises(OutputError, match=r"could not be written .*File too large"):
                write_roads(replace(town, edges=town.edges[::-1]), path)
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))
        assert path.read_bytes() == former
        assert list(path.parent.iterdir()) == [path]

    def test_nor_is_it_touched_when_the_writer_gives_up(self, town, path, monkeypatch):
        def gives_up(self, target, **_):
            Path(target).write_text("half")
            raise pa.ArrowInvalid("column too large\nfor a page")

        write_roads(town, path)
        former = path.read_bytes()
        monkeypatch.setattr(gpd.GeoDataFrame, "to_parquet", gives_up)
        with pytest.raises(
            OutputError, match=r"written \(column too large\). Choose another place"
        ):
            write_roads(town, path)
        assert path.read_bytes() == former
        assert list(path.parent.iterdir()) == [path]

    def test_a_folder_that_is_not_there(self, town, tmp_path):
        target = tmp_path / "gone" / "roads.parquet"
        with pytest.raises(OutputError, match=f"{target}: the roads could not be written"):
            write_roads(town, target)


def refuse(path, *words):
    with pytest.raises(LayerError) as refused:
        read_roads(path)
    message = str(refused.value)
    assert all(w in message for w in [f"{path}, layer roads", *words]), message
    assert "\n" not in message


class TestRefused:
    AGAIN = "Bring the roads again"

    def test_a_file_that_is_not_there(self, path):
        refuse(path, "does not exist", "Correct the path")

    def test_an_empty_file(self, path):
        path.touch()
        refuse(path, "the file is empty")

    def test_something_else(self, path):
        path.write_bytes(b"something else " * 100)
        refuse(path, "not whole GeoParquet", self.AGAIN)

    @pytest.mark.parametrize("share", [0.01, 0.3, 0.6, 0.99])
    def test_a_file_that_was_cut_short(self, town, path, share):
        write_roads(town, path)
        path.write_bytes(path.read_bytes()[: int(share * path.stat().st_size)])
        refuse(path, "not whole GeoParquet", self.AGAIN)

    def test_a_byte_that_changed_on_the_disk(self, town, path):
        """In the compressed column of the lengths."""
        write_roads(town, path)
        place = FIELDS.fields.index(next(f for f in FIELDS.fields if f.name == "length_m"))
        column = pq.read_metadata(path).row_group(0).column(place)
        content = bytearray(path.read_bytes())
        content[column.data_page_offset + column.total_compressed_size // 2] ^= 1
        path.write_bytes(content)
        refuse(path, "not whole GeoParquet", self.AGAIN)

    def test_a_table_without_geometry(self, town, path):
        pd.DataFrame(town.edges.drop(columns="geometry")).to_parquet(path)
        refuse(path, "not whole GeoParquet", self.AGAIN)

    def test_somebody_elses_lines(self, town, path):
        town.edges.to_parquet(path)
        refuse(path, "no network file of geoplan", "a line layer as GeoPackage")


def write_changed(town, path, change, attribute=None):
    """Write a town with ``change`` made to its table."""
    write_roads(town, path)
    frame = gpd.read_parquet(path)
    about = frame.attrs
    frame = change(frame)
    frame.attrs = about if attribute is None else {ATTRIBUTE: attribute(about[ATTRIBUTE])}
    frame.to_parquet(path)


class TestContent:
    @pytest.mark.parametrize(
        ("attribute", "words"),
        [
            (lambda about: about | {"version": 1}, "of format 1, and this geoplan reads 2"),
            (lambda about: {"version": about["version"]}, "does not say where its roads come from"),
            (lambda about: about | {"origin": {}}, "does not say where its roads come from"),
            (list, "does not say where its roads come from"),
        ],
    )
    def test_another_format(self, town, path, attribute, words):
        write_changed(town, path, lambda frame: frame, attribute)
        refuse(path, words)

    @pytest.mark.parametrize(
        ("name", "change"),
        [
            ("turns", None),
            ("turns", {"from_edge": [0]}),
            ("turns", {"from_edge": [0, 99]}),
            ("turns", {"from_edge": [-1, 3]}),
            ("turns", {"node": [0, 0]}),
            ("turns", {"node": ["one", "two"]}),
            ("turns", {"node": None}),
            ("turns_left_out", "one"),
            ("barriers", {"node": [1, 99]}),
            ("barriers", {"foot": [True]}),
        ],
    )
    def test_barriers_or_turns_of_other_roads(self, town, path, name, change):
        def changed(about):
            return about | {name: about[name] | change if isinstance(change, dict) else change}

        write_changed(town, path, lambda frame: frame, changed)
        refuse(path, "the barriers and banned turns are not those of these roads", "Bring the")

    @pytest.mark.parametrize("name", [f.name for f in FIELDS.fields if f.name != "geometry"])
    def test_a_column_that_is_missing(self, town, path, name):
        write_changed(town, path, lambda frame: frame.drop(columns=name))
        refuse(path, f"field {name}: {name}: missing")

    def test_a_column_of_another_type(self, town, path):
        write_changed(town, path, lambda frame: frame.astype({"foot": str, "length_m": str}))
        refuse(path, "foot, length_m: missing, or of another type than geoplan writes")

    def test_another_reference_system(self, town, path):
        write_changed(town, path, lambda frame: frame.to_crs(32648))
        refuse(path, "the reference system is not EPSG:4326")

    @pytest.mark.parametrize(
        ("name", "value", "words"),
        [
            ("length_m", np.nan, "the value is blank"),
            ("length_m", -1.0, "at least 0"),
            ("length_m", np.inf, "at most"),
            ("maxspeed_kmh", 0.0, "at least 1 and at most 130"),
            ("maxspeed_kmh", 500.0, "at least 1 and at most 130"),
            ("duration_min", -1.0, "at least 0"),
            ("kind", "primery", "not one of"),
            ("kind", None, "blank"),
            ("oneway", 2, "at least -1 and at most 1"),
            ("motorcycle_oneway", -2, "at least -1 and at most 1"),
            ("from_node", -1, "at least 0"),
            ("to_node", 99, "the number is not one of 0, 1, 2, … without a gap"),
            ("to_node", 0, "the same number stand in different places"),
        ],
    )
    def test_a_value_that_cannot_be(self, town, path, name, value, words):
        """Row 1 is the stretch of way 100 from node 1 to node 2, where the ferry begins."""

        def change(frame):
            frame.loc[1, name] = value
            return frame

        write_changed(town, path, change)
        refuse(path, name, words, "100")

    def test_a_node_with_two_numbers_in_the_source(self, town, path):
        """Row 3 is the first stretch of the ferry, way 102."""

        def change(frame):
            frame.loc[3, "from_node_id"] = 77
            return frame

        write_changed(town, path, change)
        refuse(path, "ends with the same number stand in different places", "way 102: 2, 4")

    @pytest.mark.parametrize(
        ("shape", "words"),
        [
            (None, "missing or empty"),
            ("LINESTRING EMPTY", "missing or empty"),
            ("POINT (0 0)", "not a line"),
            ("MULTILINESTRING ((0 0, 1 1))", "not a line"),
            ("LINESTRING (0 0, NaN 1)", "not a number"),
            ("LINESTRING (0 0, 20 106)", "look swapped"),
            ("LINESTRING (0 0, 600000 2300000)", "not on the globe"),
        ],
    )
    @pytest.mark.filterwarnings("ignore:invalid value:RuntimeWarning")
    def test_a_shape_that_cannot_be(self, town, path, shape, words):
        def change(frame):
            shapes = frame.geometry.to_numpy().copy()
            shapes[2] = shapely.from_wkt(shape)
            return frame.set_geometry(gpd.GeoSeries(shapes, crs=frame.crs))

        write_changed(town, path, change)
        refuse(path, "field geometry", words)

    def test_no_rows(self, town, path):
        write_changed(town, path, lambda frame: frame[:0])
        refuse(path, "holds no road")


REAL = os.environ.get("GEOPLAN_OSM", "")


@pytest.mark.skipif(not REAL, reason="GEOPLAN_OSM names no folder with real extracts")
@pytest.mark.parametrize("name", ["helsinki.osm.pbf", "west-oakland.osm.bz2"])
def test_real_extracts(path, name):
    roads = read_osm(Path(REAL) / name)
    write_roads(roads, path)
    check_same(read_roads(path), roads)
