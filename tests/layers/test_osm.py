"""OpenStreetMap roads: where ways are cut, what their tags mean, what is refused."""

from __future__ import annotations

import bz2
import math
import os
from collections import Counter
from pathlib import Path

import osmium
import pytest
import shapely
from geopandas.testing import assert_geodataframe_equal
from hypothesis import given, settings
from hypothesis import strategies as st

from geoplan.errors import LayerError
from geoplan.layers.osm import read_osm
from geoplan.layers.osm_barriers import read_barrier
from geoplan.layers.osm_tags import duration_min, speed_kmh
from tests.layers.small_roads import ROAD, ROW, STEP_M, check_whole, ends, osm_text

COLUMNS = {
    "way_id": "int64",
    "from_node": "int64",
    "to_node": "int64",
    "oneway": "int8",
    "motorcycle_oneway": "int8",
    "maxspeed_kmh": "float64",
    "foot": "bool",
    "motorcycle": "bool",
    "motorcar": "bool",
    "duration_min": "float64",
    "length_m": "float64",
}


@pytest.fixture
def roads(tmp_path):
    def read(*ways, nodes=ROW):
        path = tmp_path / "area.osm"
        path.write_text(osm_text(ways, nodes), encoding="utf-8")
        return read_osm(path)

    return read


@pytest.fixture
def way(roads):
    """Read a single road from node 1 to node 2 with the given tags, as one row."""

    def read(kind="residential", **tags):
        edges = roads(([1, 2], {"highway": kind} | tags)).edges
        assert len(edges) == 1
        return edges.loc[0]

    return read


@pytest.fixture
def kept(roads):
    """Say whether a road with the given tags is kept beside one that certainly is."""

    def read(**tags):
        return 101 in roads(([1, 2], ROAD), ([3, 4], tags)).edges["way_id"].to_list()

    return read


def ends_by_hand(ways, located, barriers=()):
    """Cut {way: node ids} at junctions and barriers, one node at a time, as a table of ``ends``."""
    runs = []
    for number, refs in ways.items():
        run = []
        for ref in [*refs, None]:
            if ref not in located:
                runs += [(number, run)] if len(run) > 1 else []
                run = []
            elif run[-1:] != [ref]:
                run.append(ref)
    uses = Counter(ref for _, run in runs for ref in run)
    found = []
    for number, run in runs:
        start = run[0]
        for ref in run[1:-1]:
            if uses[ref] > 1 or ref in barriers:
                found.append((number, start, ref))
                start = ref
        found.append((number, start, run[-1]))
    return found


class TestCut:
    def test_a_crossing_is_cut_at_the_junction(self, roads):
        """Way 100 runs 1-2-3-4; way 101 comes from the north, 11, and meets it at 3."""
        nodes = ROW | {11: (0.003, 0.001)}
        read = roads(([1, 2, 3, 4], ROAD), ([11, 3], ROAD), nodes=nodes)
        check_whole(read)
        assert ends(read) == [(100, 1, 3), (100, 3, 4), (101, 11, 3)]
        assert read.nodes["node_id"].tolist() == [1, 3, 4, 11]
        assert read.edges["length_m"][:2].tolist() == pytest.approx([2 * STEP_M, STEP_M])
        # A meridian arc of 0.001° at the equator: the curvature there is b² / a = 6,335,439.327 m.
        assert read.edges["length_m"][2] == pytest.approx(6_335_439.327 * math.pi / 180_000)
        line = [[0.001, 0], [0.002, 0], [0.003, 0]]
        assert shapely.get_coordinates(read.edges.geometry[0]).tolist() == line

    def test_the_table_has_the_columns_it_says(self, roads):
        read = roads(([1, 2], ROAD))
        assert read.edges[list(COLUMNS)].dtypes.astype(str).to_dict() == COLUMNS
        assert set(read.edges.columns) - set(COLUMNS) == {"kind", "surface", "geometry"}
        assert read.nodes.dtypes.astype(str).to_dict() == {
            "node_id": "int64",
            "foot": "bool",
            "motorcycle": "bool",
            "motorcar": "bool",
            "geometry": "geometry",
        }

    def test_a_way_that_is_not_kept_makes_no_junction(self, roads):
        read = roads(([1, 2, 3], ROAD), ([2, 4], {"highway": "construction"}))
        assert ends(read) == [(100, 1, 3)]

    def test_two_ways_end_to_end_stay_two(self, roads):
        assert ends(roads(([1, 2], ROAD), ([2, 3], ROAD))) == [(100, 1, 2), (101, 2, 3)]

    def test_a_way_that_crosses_itself_is_cut_there(self, roads):
        """1-2-3-11-2-12: the loop 2-3-11-2 hangs on node 2."""
        nodes = ROW | {11: (0.003, 0.001), 12: (0.002, -0.001)}
        read = roads(([1, 2, 3, 11, 2, 12], ROAD), nodes=nodes)
        check_whole(read)
        assert ends(read) == [(100, 1, 2), (100, 2, 2), (100, 2, 12)]

    def test_a_ring_without_crossing_is_one_loop(self, roads):
        read = roads(([1, 2, 11, 1], ROAD), nodes=ROW | {11: (0.002, 0.001)})
        check_whole(read)
        assert ends(read) == [(100, 1, 1)]

    def test_a_node_said_twice_is_said_once(self, roads):
        """Neither a junction at 2 nor a stretch of no length from 2 to 2."""
        read = roads(([1, 2, 2, 3], ROAD))
        assert ends(read) == [(100, 1, 3)]
        assert shapely.get_num_points(read.edges.geometry[0]) == 3

    def test_a_loop_of_no_length_is_dropped(self, roads):
        """Node 11 stands on node 2, so that 2-11-2 goes nowhere."""
        read = roads(([1, 2, 11, 2, 3], ROAD), nodes=ROW | {11: ROW[2]})
        check_whole(read)
        assert ends(read) == [(100, 1, 2), (100, 2, 3)]

    def test_a_stretch_of_no_length_between_two_nodes_still_joins_them(self, roads):
        read = roads(([1, 2], ROAD), ([2, 11], ROAD), ([11, 3], ROAD), nodes=ROW | {11: ROW[2]})
        assert ends(read) == [(100, 1, 2), (101, 2, 11), (102, 11, 3)]
        assert read.edges["length_m"][1] == 0


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(st.integers(1, 10), max_size=8), max_size=6))
def test_ways_are_cut_as_by_hand(tmp_path_factory, some):
    """Node 10 is not in the file; way 100 is certainly there."""
    path = tmp_path_factory.mktemp("any") / "area.osm"
    path.write_text(osm_text([([1, 2], ROAD), *((refs, ROAD) for refs in some)]), encoding="utf-8")
    read = read_osm(path)
    check_whole(read)
    assert ends(read) == ends_by_hand(dict(enumerate([[1, 2], *some], start=100)), ROW)
    assert (read.edges["length_m"] > 0).all()


class TestCutExtract:
    def test_stretches_between_the_nodes_that_are_there_stay(self, roads):
        """Nodes 50 and 51 are not in the file: 1-2 and 3-4-5 stay, and the lone 6 does not."""
        read = roads(([1, 2, 50, 3, 4, 5, 51, 6], ROAD))
        check_whole(read)
        assert ends(read) == [(100, 1, 2), (100, 3, 5)]
        assert read.edges["length_m"].tolist() == pytest.approx([STEP_M, 2 * STEP_M])

    def test_a_way_with_one_node_makes_no_junction(self, roads):
        """Way 101 would meet way 100 at 2, but nothing of it is left."""
        assert ends(roads(([1, 2, 3], ROAD), ([50, 2], ROAD))) == [(100, 1, 3)]

    def test_a_missing_node_is_not_bridged(self, roads):
        assert ends(roads(([1, 2], ROAD), ([3, 50, 4], ROAD))) == [(100, 1, 2)]


class TestKept:
    @pytest.mark.parametrize(
        "kind",
        [
            "motorway",
            "trunk",
            "primary",
            "secondary",
            "tertiary",
            "motorway_link",
            "trunk_link",
            "primary_link",
            "secondary_link",
            "tertiary_link",
            "unclassified",
            "residential",
            "living_street",
            "service",
            "pedestrian",
            "track",
            "path",
            "footway",
            "cycleway",
            "bridleway",
            "steps",
            "road",
        ],
    )
    def test_roads_and_paths(self, way, kind):
        assert way(kind)["kind"] == kind

    @pytest.mark.parametrize(
        "kind", ["construction", "proposed", "platform", "corridor", "elevator", "razed", "busway"]
    )
    def test_what_is_no_road_yet_or_no_more_is_left_out(self, kept, kind):
        assert not kept(highway=kind)

    def test_areas_are_left_out(self, kept):
        assert not kept(highway="pedestrian", area="yes")
        assert kept(highway="pedestrian", area="no")

    def test_other_routes_are_left_out(self, kept):
        assert kept(route="ferry")
        assert not kept(route="bus")

    def test_a_busway_is_kept_only_for_motors(self, kept):
        assert kept(highway="busway", motor_vehicle="yes")
        assert not kept(highway="busway", access="yes")
        assert not kept(highway="busway", foot="yes")

    def test_what_nobody_may_use_is_left_out(self, kept):
        assert not kept(highway="service", access="no")
        assert not kept(highway="service", access="private")
        assert not kept(highway="footway", foot="no")
        assert kept(highway="service", access="no", foot="yes")
        assert kept(highway="service", access="no", motorcycle="yes")


class TestAccess:
    @pytest.mark.parametrize(
        ("tags", "foot_motorcycle_motorcar"),
        [
            # class defaults
            ({"kind": "residential"}, (1, 1, 1)),
            ({"kind": "trunk"}, (1, 1, 1)),
            ({"kind": "motorway"}, (0, 0, 1)),
            ({"kind": "motorway_link"}, (0, 0, 1)),
            ({"kind": "path"}, (1, 0, 0)),
            ({"kind": "cycleway"}, (1, 0, 0)),
            ({"kind": "steps"}, (1, 0, 0)),
            # the more specific tag wins, in either direction
            ({"access": "no", "foot": "yes"}, (1, 0, 0)),
            ({"access": "private", "motor_vehicle": "destination"}, (0, 1, 1)),
            ({"vehicle": "no"}, (1, 0, 0)),
            ({"vehicle": "no", "motorcycle": "yes"}, (1, 1, 0)),
            ({"motor_vehicle": "yes", "vehicle": "no"}, (1, 1, 1)),
            ({"motor_vehicle": "no", "motorcar": "permissive"}, (1, 0, 1)),
            ({"motorcycle": "no"}, (1, 0, 1)),
            ({"motorcar": "private"}, (1, 1, 0)),
            ({"foot": "use_sidepath"}, (0, 1, 1)),
            ({"access": "customers"}, (1, 1, 1)),
            ({"access": "delivery"}, (1, 1, 1)),
            # words that say nothing about a mode change nothing
            ({"access": "unknown"}, (1, 1, 1)),
            # paths open to vehicles by a tag for vehicles, not by a general welcome
            ({"kind": "path", "motorcycle": "designated"}, (1, 1, 0)),
            ({"kind": "footway", "motor_vehicle": "yes"}, (1, 1, 1)),
            ({"kind": "footway", "access": "yes"}, (1, 0, 0)),
            # expressways open to motorcycles by their own tag alone
            ({"kind": "motorway", "motor_vehicle": "designated"}, (0, 0, 1)),
            ({"kind": "motorway", "access": "yes"}, (0, 0, 1)),
            ({"kind": "motorway", "motorcycle": "yes"}, (0, 1, 1)),
            ({"kind": "motorway", "foot": "yes"}, (1, 0, 1)),
        ],
    )
    def test_who_may_use_it(self, way, tags, foot_motorcycle_motorcar):
        row = way(**tags)
        assert (row["foot"], row["motorcycle"], row["motorcar"]) == foot_motorcycle_motorcar

    @pytest.mark.parametrize(
        ("tags", "foot_motorcycle_motorcar"),
        [
            ({}, (1, 0, 0)),
            ({"access": "yes"}, (1, 0, 0)),
            ({"motor_vehicle": "yes"}, (1, 1, 1)),
            ({"vehicle": "yes", "motorcar": "no"}, (1, 1, 0)),
            ({"motorcycle": "yes"}, (1, 1, 0)),
            ({"motorcar": "yes", "foot": "no"}, (0, 0, 1)),
        ],
    )
    def test_who_may_take_the_ferry(self, roads, tags, foot_motorcycle_motorcar):
        row = roads(([1, 2], {"route": "ferry"} | tags)).edges.loc[0]
        assert (row["foot"], row["motorcycle"], row["motorcar"]) == foot_motorcycle_motorcar


class TestOneway:
    @pytest.mark.parametrize(
        ("tags", "oneway", "motorcycle_oneway"),
        [
            ({}, 0, 0),
            ({"oneway": "yes"}, 1, 1),
            ({"oneway": "true"}, 1, 1),
            ({"oneway": "1"}, 1, 1),
            ({"oneway": "-1"}, -1, -1),
            ({"oneway": "reverse"}, -1, -1),
            ({"oneway": "no"}, 0, 0),
            ({"oneway": "perhaps"}, 0, 0),
            ({"junction": "roundabout"}, 1, 1),
            ({"junction": "circular"}, 1, 1),
            ({"junction": "roundabout", "oneway": "-1"}, -1, -1),
            ({"kind": "motorway"}, 1, 1),
            ({"kind": "motorway", "oneway": "no"}, 0, 0),
            ({"kind": "motorway_link"}, 0, 0),
            ({"oneway": "yes", "oneway:motorcycle": "no"}, 1, 0),
            ({"oneway:motorcycle": "yes"}, 0, 1),
            ({"oneway": "yes", "oneway:motorcycle": "-1"}, 1, -1),
        ],
    )
    def test_direction(self, way, tags, oneway, motorcycle_oneway):
        row = way(**tags)
        assert (row["oneway"], row["motorcycle_oneway"]) == (oneway, motorcycle_oneway)

    @pytest.mark.parametrize(
        ("tags", "oneway", "motorcycle_oneway"),
        [
            ({"oneway:vehicle": "yes"}, 1, 1),
            ({"oneway:motor_vehicle": "-1"}, -1, -1),
            ({"oneway:motorcar": "yes"}, 1, 0),
            ({"oneway": "yes", "oneway:motorcar": "no"}, 0, 1),
            ({"oneway:motor_vehicle": "yes", "oneway:motorcycle": "no"}, 1, 0),
            # one direction denied leaves the other
            ({"motor_vehicle:backward": "no"}, 1, 1),
            ({"vehicle:forward": "private"}, -1, -1),
            ({"access:forward": "no"}, -1, -1),
            ({"motorcar:backward": "no"}, 1, 0),
            ({"motorcycle:forward": "no"}, 0, -1),
            # of a general and a particular tag the particular one wins
            ({"vehicle:backward": "no", "motorcycle:backward": "yes"}, 1, 0),
            ({"vehicle:backward": "no", "motorcycle": "yes"}, 1, 0),
            ({"motorcar": "no", "motorcar:forward": "yes"}, 1, 0),
            # access takes a direction away and never gives one
            ({"oneway": "yes", "motorcycle:backward": "yes"}, 1, 1),
            ({"oneway": "yes", "motorcar:forward": "no"}, 1, 1),
            ({"oneway:motorcar": "no", "motor_vehicle:forward": "no"}, -1, -1),
            # words that say nothing
            ({"motor_vehicle:backward": "unknown"}, 0, 0),
            ({"hgv:backward": "no", "psv:forward": "no"}, 0, 0),
        ],
    )
    def test_direction_of_vehicles(self, way, tags, oneway, motorcycle_oneway):
        row = way(**tags)
        assert (row["oneway"], row["motorcycle_oneway"]) == (oneway, motorcycle_oneway)
        assert row["foot"]
        assert row["motorcycle"]

    @pytest.mark.parametrize(
        ("tags", "motorcycle_motorcar"),
        [
            ({"motor_vehicle:forward": "no", "motor_vehicle:backward": "no"}, (0, 0)),
            ({"motor_vehicle:forward": "no", "oneway:motor_vehicle": "yes"}, (0, 0)),
            ({"oneway": "yes", "motorcar:forward": "no"}, (1, 0)),
            ({"oneway": "-1", "motorcycle:backward": "private"}, (0, 1)),
            ({"motor_vehicle:forward": "no", "oneway": "-1"}, (1, 1)),
        ],
    )
    def test_a_way_open_in_neither_direction_is_closed(self, way, tags, motorcycle_motorcar):
        row = way(**tags)
        assert (row["motorcycle"], row["motorcar"]) == motorcycle_motorcar
        assert row["foot"]

    def test_a_roundabout_is_cut_where_roads_meet_it(self, roads):
        """Ring 2-11-3-12-2; roads come in at 2 from 1 and at 3 from 4."""
        nodes = ROW | {11: (0.0025, 0.0005), 12: (0.0025, -0.0005)}
        ring = ([2, 11, 3, 12, 2], ROAD | {"junction": "roundabout"})
        read = roads(([1, 2], ROAD), ring, ([3, 4], ROAD), nodes=nodes)
        check_whole(read)
        assert ends(read) == [(100, 1, 2), (101, 2, 3), (101, 3, 2), (102, 3, 4)]
        assert read.edges["oneway"].tolist() == [0, 1, 1, 0]


class TestSpeedAndSurface:
    @pytest.mark.parametrize(
        ("text", "kmh"),
        [
            ("50", 50),
            ("7.5", 7.5),
            ("50 km/h", 50),
            ("50km/h", 50),
            ("30 mph", 48.28032),  # a mile is 1.609344 km
            ("10 knots", 18.52),  # a nautical mile is 1.852 km
            ("50;60", 50),
            ("60; 50", 50),
            ("30 mph;50", 48.28032),
            ("VN:urban;80", 80),
            ("500;60", 60),
        ],
    )
    def test_a_limit(self, text, kmh):
        assert speed_kmh(text) == pytest.approx(kmh)

    @pytest.mark.parametrize(
        "text", ["", "VN:urban", "none", "walk", "0", "-50", "50 m/s", "inf", "500", "0.5"]
    )
    def test_no_limit(self, text):
        assert math.isnan(speed_kmh(text))

    def test_in_the_table(self, way):
        row = way(maxspeed="40", surface="asphalt")
        assert (row["maxspeed_kmh"], row["surface"]) == (40, "asphalt")
        bare = way()
        assert math.isnan(bare["maxspeed_kmh"])
        assert bare["surface"] == ""


class TestFerry:
    @pytest.mark.parametrize(
        ("text", "minutes"),
        [
            ("00:15", 15),
            ("1:30:00", 90),
            ("0:00:45", 0.75),
            ("PT15M", 15),
            ("PT1H30M", 90),
            ("P1DT2H", 1560),
            ("20", 20),
            ("7.5", 7.5),
        ],
    )
    def test_a_duration(self, text, minutes):
        assert duration_min(text) == pytest.approx(minutes)

    @pytest.mark.parametrize("text", ["", "a while", "00:00", "0", "PT", "P", "1:75", "-5"])
    def test_no_duration(self, text):
        assert math.isnan(duration_min(text))

    def test_the_duration_is_spread_by_length(self, roads):
        """Ferry 1-2-3-4 of three steps, 30 minutes, met by a road at 2: 10 and 20 minutes."""
        nodes = ROW | {11: (0.002, 0.001)}
        ferry = ([1, 2, 3, 4], {"route": "ferry", "duration": "00:30"})
        read = roads(ferry, ([11, 2], ROAD | {"duration": "00:30"}), nodes=nodes)
        check_whole(read)
        assert read.edges["kind"].tolist() == ["ferry", "ferry", "residential"]
        assert read.edges["duration_min"][:2].tolist() == pytest.approx([10, 20])
        assert math.isnan(read.edges["duration_min"][2])

    def test_a_ferry_that_is_a_road_as_well_is_a_ferry(self, way):
        assert way("primary", route="ferry")["kind"] == "ferry"

    def test_of_a_ferry_cut_off_the_duration_is_unknown(self, roads):
        """Node 50 is not in the file, so nobody knows which share of the way 1-2 is."""
        read = roads(([1, 2, 50], {"route": "ferry", "duration": "30"}))
        assert ends(read) == [(100, 1, 2)]
        assert read.edges["duration_min"].isna().all()


TOWN = osm_text(
    [
        ([1, 2, 3], {"highway": "primary", "maxspeed": "60", "surface": "bê tông"}),
        ([2, 11], {"highway": "service", "oneway": "yes"}),
        ([3, 4, 5], {"route": "ferry", "duration": "PT15M", "motor_vehicle": "yes"}),
        ([5, 50, 6, 7], {"highway": "footway"}),
    ],
    ROW | {11: (106.6881234, 20.8651234)},
)


def test_the_format_does_not_matter(tmp_path):
    plain, packed, pbf = (tmp_path / f"town.osm{end}" for end in ("", ".bz2", ".pbf"))
    plain.write_text(TOWN, encoding="utf-8")
    packed.write_bytes(bz2.compress(TOWN.encode()))
    with osmium.SimpleWriter(str(pbf)) as writer:
        for thing in osmium.FileProcessor(str(plain)):
            writer.add(thing)
    expected = read_osm(plain)
    check_whole(expected)
    assert len(expected.edges) == 5
    assert expected.edges["surface"][0] == "bê tông"
    for path in (packed, pbf):
        read = read_osm(path)
        assert_geodataframe_equal(read.edges, expected.edges)
        assert_geodataframe_equal(read.nodes, expected.nodes)


class TestDay:
    DATED = TOWN.replace('version="1">', 'version="1" timestamp="2024-05-06T07:08:09Z">')

    def day(self, tmp_path, text, header=""):
        plain, pbf = tmp_path / "town.osm", tmp_path / "town.osm.pbf"
        plain.write_text(text, encoding="utf-8")
        about = osmium.io.Header()
        if header:
            about.set("osmosis_replication_timestamp", header)
        with osmium.SimpleWriter(str(pbf), header=about) as writer:
            for thing in osmium.FileProcessor(str(plain)):
                writer.add(thing)
        return read_osm(pbf).origin.date

    def test_that_of_the_newest_way(self, tmp_path):
        assert self.day(tmp_path, self.DATED) == "2024-05-06"

    def test_that_of_the_whole_file_where_it_says_so(self, tmp_path):
        assert self.day(tmp_path, self.DATED, "2026-03-25T20:21:22Z") == "2026-03-25"

    def test_none_where_nothing_is_dated(self, tmp_path):
        assert self.day(tmp_path, TOWN) == ""


class TestRefused:
    def refuse(self, path, *words):
        with pytest.raises(LayerError) as refused:
            read_osm(path)
        message = str(refused.value)
        assert all(w in message for w in [f"{path}, layer roads", *words]), message
        assert "\n" not in message

    def test_a_file_that_is_not_there(self, tmp_path):
        self.refuse(tmp_path / "gone.osm.pbf", "does not exist", "Correct the path")

    @pytest.mark.parametrize("name", ["area.osm", "area.osm.bz2", "area.osm.pbf"])
    def test_an_empty_file(self, tmp_path, name):
        (tmp_path / name).touch()
        self.refuse(tmp_path / name, "the file is empty", "Download")

    @pytest.mark.parametrize("name", ["area.osm", "area.osm.bz2", "area.osm.pbf", "area.zip"])
    def test_something_else(self, tmp_path, name):
        (tmp_path / name).write_bytes(b"something else " * 100)
        self.refuse(tmp_path / name, "not whole OpenStreetMap data", "Download", "ending")

    @pytest.mark.parametrize(
        ("wrong", "right"), [('lon="0.001"', 'lon="400"'), ('ref="1"', 'ref="one"')]
    )
    def test_a_number_that_is_none(self, tmp_path, wrong, right):
        path = tmp_path / "area.osm"
        path.write_text(TOWN.replace(wrong, right), encoding="utf-8")
        self.refuse(path, "not whole OpenStreetMap data", "Download")

    @pytest.mark.parametrize("ending", ["osm", "osm.bz2", "osm.pbf"])
    def test_a_download_that_broke_off(self, tmp_path, ending):
        plain, whole = tmp_path / "plain.osm", tmp_path / f"whole.{ending}"
        plain.write_text(TOWN, encoding="utf-8")
        if ending != "osm":
            with osmium.SimpleWriter(str(whole)) as writer:
                for thing in osmium.FileProcessor(str(plain)):
                    writer.add(thing)
        else:
            whole.write_text(TOWN, encoding="utf-8")
        half = tmp_path / f"half.{ending}"
        half.write_bytes(whole.read_bytes()[: whole.stat().st_size * 2 // 3])
        self.refuse(half, "not whole OpenStreetMap data", "Download")

    @pytest.mark.parametrize(
        "ways", [[], [([1, 2], {"building": "yes"})], [([1, 2], ROAD | {"access": "no"})]]
    )
    def test_a_file_without_roads(self, tmp_path, ways):
        path = tmp_path / "area.osm"
        path.write_text(osm_text(ways), encoding="utf-8")
        self.refuse(path, "holds no road or ferry that anybody may use", "covers the study area")

    @pytest.mark.parametrize("refs", [[], [1], [50, 51], [1, 50], [1, 1], [1, 11]])
    def test_roads_without_positions(self, tmp_path, refs):
        """No nodes, one, none in the file, one in the file, one twice; 1 to 11 and back at once."""
        path = tmp_path / "area.osm"
        refs = [1, 11, 1] if refs == [1, 11] else refs
        path.write_text(osm_text([(refs, ROAD)], ROW | {11: ROW[1]}), encoding="utf-8")
        self.refuse(path, "no road in the file has two nodes with a position", "nodes before ways")

    def test_latitude_and_longitude_swapped(self, tmp_path):
        path = tmp_path / "area.osm"
        path.write_text(osm_text([([1, 2], ROAD)], {1: (20.8, 106.7), 2: (20.9, 106.6)}))
        reach = "reach from longitude 20.8000, latitude 106.6000 to 20.9000, 106.7000"
        self.refuse(path, "latitude and longitude look swapped", reach, "longitude as x")

    def test_a_position_off_the_globe(self, tmp_path):
        """Both ways round: neither 200 nor 95 is a latitude."""
        path = tmp_path / "area.osm"
        path.write_text(osm_text([([1, 2, 3], ROAD)], ROW | {2: (200, 95)}))
        self.refuse(path, "not on the globe", "to 200.0000, 95.0000", "reference system")


class TestNear:
    """Ways 100 along the row from 1 to 9, 101 off at 5, 102 between the far ends 21 and 22."""

    NODES = ROW | {11: (0.005, 0.001), 21: (0.002, -0.01), 22: (0.002, 0.01), 31: (3.0, 3.0)}
    WAYS = (([1, 5, 9], ROAD), ([5, 11], ROAD), ([21, 22], ROAD), ([31, 50], ROAD), ([50], ROAD))

    def read(self, tmp_path, *box):
        path = tmp_path / "area.osm"
        path.write_text(osm_text(self.WAYS, self.NODES))
        return read_osm(path, shapely.box(*box))

    def test_ways_elsewhere_are_left_out(self, tmp_path):
        """Nor do they cut: way 101 would meet way 100 at 5."""
        read = self.read(tmp_path, 0.0005, -0.0001, 0.0015, 0.0001)
        check_whole(read)
        assert ends(read) == [(100, 1, 9)]

    def test_a_way_may_cross_the_box_without_a_node_in_it(self, tmp_path):
        assert ends(self.read(tmp_path, 0.0019, 0.004, 0.0021, 0.005)) == [(102, 21, 22)]

    def test_a_way_that_touches_the_box_is_near(self, tmp_path):
        assert (101, 5, 11) in ends(self.read(tmp_path, 0.005, 0.001, 0.006, 0.002))

    def test_all_elsewhere(self, tmp_path):
        """The nearest position is that of node 31, a degree of latitude, 110.6 km, to the south."""
        with pytest.raises(
            LayerError, match=r"to 3.0000, 3.0000, about 111 km from the study area"
        ):
            self.read(tmp_path, 3, 4, 4, 5)


REAL = os.environ.get("GEOPLAN_OSM", "")


@pytest.mark.skipif(not REAL, reason="GEOPLAN_OSM names no folder with real extracts")
class TestRealExtracts:
    def check(self, path, read):
        check_whole(read)
        assert (read.edges["length_m"] > 0).all()
        kept = set(read.edges["way_id"])
        located, ways, barriers = set(), {}, set()
        for thing in osmium.FileProcessor(str(path), osmium.osm.NODE | osmium.osm.WAY):
            if isinstance(thing, osmium.osm.Node):
                located.add(thing.id)
                if "barrier" in thing.tags and not all(read_barrier(dict(thing.tags))):
                    barriers.add(thing.id)
            elif thing.id in kept:
                ways[thing.id] = [node.ref for node in thing.nodes]
        assert ends(read) == ends_by_hand(ways, located, barriers)

    def test_helsinki(self):
        """2,650 ways with a highway tag and 1 ferry; 13 barriers cut ways where nothing else does.

        226 are of other classes (trail, platform, corridor, …), 53 are areas and 60 are closed to
        all modes. Of the other 2,312, 67 roads have no two neighbouring nodes in the file, nor has
        the ferry, of which only the two landings are there: 2,244 are left.
        """
        path = Path(REAL) / "helsinki.osm.pbf"
        read = read_osm(path)
        self.check(path, read)
        assert read.edges["way_id"].nunique() == 2244
        assert (read.edges["kind"] != "ferry").all()
        assert (len(read.edges), len(read.nodes)) == (4168 + 13, 3167 + 13)
        assert len(read.turns) == 84
        assert read.turns_left_out == 1  # from 7 to 18 o'clock but on Friday

    def test_west_oakland(self):
        """31 ways, one of them closed to all modes."""
        path = Path(REAL) / "west-oakland.osm.bz2"
        read = read_osm(path)
        self.check(path, read)
        assert read.edges["way_id"].nunique() == 30
        assert (len(read.edges), len(read.nodes)) == (65, 53)
