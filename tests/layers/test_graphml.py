"""GraphML of osmnx: two directions in one edge, tags in lists, and what is refused."""

from __future__ import annotations

import os
from pathlib import Path

import networkx as nx
import numpy as np
import osmnx
import pytest
import shapely

from geoplan.errors import LayerError
from geoplan.layers.graphml import read_graphml
from geoplan.layers.osm import read_osm
from tests.layers.small_roads import ROW, STEP_M, check_whole, ends, osm_text

NODES = ROW | {11: (0.002, 0.001), 12: (0.003, 0.001)}


def graph(*edges, nodes=NODES, simplified=True, **about):
    """Make a graph of edges (from, to, tags); each of way 100 + its place, residential, two-way."""
    made = nx.MultiDiGraph(
        **{"crs": "epsg:4326", "created_date": "2026-03-25 10:00:00", "simplified": simplified}
        | about
    )
    for place, (u, v, tags) in enumerate(edges):
        usual = {"osmid": 100 + place, "highway": "residential", "oneway": False, "reversed": False}
        made.add_edge(u, v, **usual | tags)
    for node in made.nodes:
        made.nodes[node].update(zip("xy", nodes[node], strict=True))
    return made


@pytest.fixture
def read(tmp_path):
    def save_and_read(made):
        path = tmp_path / "area.graphml"
        osmnx.save_graphml(made, path)
        return read_graphml(path)

    return save_and_read


@pytest.fixture
def row(read):
    """Read a single edge from node 1 to node 2 with the given tags."""

    def make_and_read(**tags):
        return read(graph((1, 2, tags))).edges.loc[0]

    return make_and_read


class TestStreets:
    def test_two_directions_are_one_edge(self, read):
        back = {"osmid": 100, "reversed": True}
        roads = read(graph((1, 2, {}), (2, 1, back)))
        check_whole(roads)
        assert ends(roads) == [(100, 1, 2)]
        assert roads.edges["oneway"].tolist() == [0]
        assert roads.edges["length_m"].tolist() == pytest.approx([STEP_M])

    def test_also_where_they_bend(self, read):
        """There by node 11's place and back the same way; a second street goes straight."""
        bend = [NODES[1], NODES[11], NODES[3]]
        there = {"osmid": [7, 8], "geometry": shapely.LineString(bend)}
        back = {"osmid": [8, 7], "geometry": shapely.LineString(bend[::-1]), "reversed": True}
        roads = read(graph((3, 1, back), (1, 3, there), (1, 3, {"osmid": 9})))
        check_whole(roads)
        assert ends(roads) == [(7, 1, 3), (9, 1, 3)]
        assert shapely.get_coordinates(roads.edges.geometry[0]).tolist() == [list(p) for p in bend]
        assert roads.edges["length_m"][1] == pytest.approx(2 * STEP_M)

    def test_a_oneway_street_leads_as_the_edge_does(self, read):
        roads = read(graph((2, 1, {"oneway": True})))
        assert ends(roads) == [(100, 2, 1)]
        assert roads.edges["oneway"].tolist() == [1]

    def test_a_oneway_street_there_and_back_is_open_both_ways(self, read):
        roads = read(graph((1, 2, {"oneway": True}), (2, 1, {"osmid": 100, "oneway": True})))
        assert len(roads.edges) == 1
        assert roads.edges["oneway"].tolist() == [0]

    def test_a_loop_both_ways_is_one_edge(self, read):
        ring = [NODES[1], NODES[2], NODES[11], NODES[1]]
        back = {"geometry": shapely.LineString(ring[::-1]), "osmid": 100, "reversed": True}
        roads = read(graph((1, 1, {"geometry": shapely.LineString(ring)}), (1, 1, back)))
        check_whole(roads)
        assert ends(roads) == [(100, 1, 1)]
        assert roads.edges["oneway"].tolist() == [0]

    def test_two_ways_on_the_same_ground_stay_two(self, read):
        path = {"highway": "path"}
        assert ends(read(graph((1, 2, {}), (1, 2, path)))) == [(100, 1, 2), (101, 1, 2)]

    def test_words_of_openstreetmap_for_the_direction(self, row):
        """As osmnx leaves them with its setting all_oneway."""
        assert row(oneway="yes")["oneway"] == 1
        assert row(oneway="-1")["oneway"] == -1
        assert row(oneway="no")["oneway"] == 0

    def test_a_tag_for_motorcycles_speaks_of_the_ways_direction(self, read):
        contra = {"osmid": 100, "oneway:motorcycle": "yes"}
        roads = read(graph((2, 1, contra | {"reversed": True}), (1, 2, contra)))
        assert ends(roads) == [(100, 1, 2)]
        assert roads.edges.loc[0, ["oneway", "motorcycle_oneway"]].tolist() == [0, 1]

    def test_nodes_at_bends_are_no_junctions(self, read):
        """1-2-3 is way 100 and 3-4 way 101, each in both directions, one edge per step."""
        there = [(1, 2, 100), (2, 3, 100), (3, 4, 101)]
        steps = [(u, v, {"osmid": way}) for u, v, way in there]
        steps += [(v, u, {"osmid": way, "reversed": True}) for u, v, way in there]
        roads = read(graph(*steps, simplified=False))
        check_whole(roads)
        assert ends(roads) == [(100, 1, 3), (101, 3, 4)]
        assert roads.edges["length_m"].tolist() == pytest.approx([2 * STEP_M, STEP_M])

    def test_what_is_no_road_makes_no_junction(self, read):
        """A railway leaves at node 2."""
        steps = [(u, v, {"osmid": 100, "oneway": True}) for u, v in ((1, 2), (2, 3))]
        rails = (2, 4, {"highway": "construction"})
        assert ends(read(graph(*steps, rails, simplified=False))) == [(100, 1, 3)]


class TestTags:
    def test_the_slowest_of_several_speeds(self, row):
        assert row(maxspeed=["50", "30 mph", "signals"])["maxspeed_kmh"] == pytest.approx(48.28032)
        assert np.isnan(row(maxspeed="signals")["maxspeed_kmh"])

    def test_the_first_known_of_several_classes(self, row):
        assert row(highway=["razed", "primary", "service"])["kind"] == "primary"

    def test_the_word_that_forbids(self, row):
        edge = row(access=["yes", "no"], foot="yes", motorcycle=["destination", "yes"])
        assert (edge["foot"], edge["motorcycle"], edge["motorcar"]) == (True, True, False)
        assert row(oneway=[False, True])["oneway"] == 1

    def test_surfaces_one_after_the_other(self, row):
        assert row(surface=["asphalt", "bê tông"])["surface"] == "asphalt;bê tông"

    def test_a_ferry_of_unknown_duration(self, row):
        """Which part of the crossing an edge is cannot be told."""
        edge = row(highway="", route="ferry", duration="00:15")
        assert edge["kind"] == "ferry"
        assert np.isnan(edge["duration_min"])

    def test_a_way_without_number_takes_that_of_its_place(self, read):
        made = graph((1, 2, {}))
        del made.edges[1, 2, 0]["osmid"]
        assert read(made).edges["way_id"].tolist() == [1]

    def test_the_origin(self, read):
        origin = read(graph((1, 2, {}))).origin
        assert (origin.source, origin.date) == ("OpenStreetMap", "2026-03-25")
        assert read(graph((1, 2, {}), created_date="yesterday")).origin.date == ""


class TestLengths:
    def test_they_are_measured_anew(self, row):
        assert row(length=STEP_M / 2)["length_m"] == pytest.approx(STEP_M)

    def test_a_graph_without_lengths(self, row):
        assert row()["length_m"] == pytest.approx(STEP_M)

    def test_two_nodes_in_one_place_that_say_so(self, read):
        nodes = NODES | {2: NODES[1]}
        roads = read(graph((1, 2, {"length": 0.0}), (2, 3, {}), nodes=nodes))
        assert roads.edges["length_m"].tolist() == pytest.approx([0, 2 * STEP_M])

    def test_an_edge_ends_where_its_nodes_are(self, read):
        """A geometry rounded to 0.000001° ends 5 cm beside its node."""
        off = shapely.LineString([(0.0010005, 0), (0.0015, 0.0001), NODES[2]])
        roads = read(graph((1, 2, {"geometry": off})))
        check_whole(roads)
        assert shapely.get_coordinates(roads.edges.geometry[0])[0].tolist() == [0.001, 0]


class TestRefused:
    AGAIN = "Save the graph"

    def refuse(self, path, *words):
        with pytest.raises(LayerError) as refused:
            read_graphml(path)
        message = str(refused.value)
        assert all(w in message for w in [f"{path}, layer roads", *words]), message
        assert "\n" not in message

    @pytest.fixture
    def path(self, tmp_path):
        return tmp_path / "area.graphml"

    def save(self, made, path):
        osmnx.save_graphml(made, path)

    def test_a_file_that_is_not_there_or_empty(self, path):
        self.refuse(path, "does not exist")
        path.touch()
        self.refuse(path, "the file is empty")

    @pytest.mark.parametrize("text", ["something else", "<osm></osm>", "<graphml></graphml>"])
    def test_something_else(self, path, text):
        path.write_text(text)
        self.refuse(path, "not whole GraphML as osmnx writes it", self.AGAIN)

    def test_a_file_that_was_cut_short(self, path):
        self.save(graph((1, 2, {}), (2, 3, {})), path)
        text = path.read_text()
        for share in (0.1, 0.5, 0.9):
            path.write_text(text[: int(share * len(text))])
            self.refuse(path, "not whole GraphML as osmnx writes it", self.AGAIN)

    @pytest.mark.parametrize(
        ("right", "wrong"),
        [
            (">0.001<", ">east<"),
            (">100<", ">way<"),
            ("LINESTRING", "LINE"),
            ('attr.name="x" attr.type="string"', 'attr.name="x" attr.type="double"'),
        ],
    )
    def test_a_value_that_is_none(self, path, right, wrong):
        self.save(graph((1, 2, {"geometry": shapely.LineString([NODES[1], NODES[2]])})), path)
        text = path.read_text()
        assert right in text
        path.write_text(text.replace(right, wrong))
        self.refuse(path, "not whole GraphML as osmnx writes it", self.AGAIN)

    def test_an_empty_graph(self, path):
        self.save(graph(), path)
        self.refuse(path, "the graph has no edges")

    def test_an_undirected_graph(self, path):
        self.save(nx.MultiGraph(graph((1, 2, {}))), path)
        self.refuse(path, "undirected", "one-way streets cannot be told", "to_undirected")

    @pytest.mark.parametrize("crs", ["epsg:32648", "", "nonsense"])
    def test_a_projected_graph(self, path, crs):
        self.save(graph((1, 2, {}), crs=crs), path)
        self.refuse(path, "expected: EPSG:4326", "Save the graph before osmnx.project_graph")

    def test_a_graph_that_does_not_say_its_reference_system(self, path):
        made = graph((1, 2, {}))
        del made.graph["crs"]
        self.save(made, path)
        self.refuse(path, "the graph is not given; expected: EPSG:4326")

    @pytest.mark.parametrize("x", [None, float("nan"), float("inf")])
    def test_a_node_without_position(self, path, x):
        made = graph((1, 2, {}), (2, 3, {}))
        if x is None:
            del made.nodes[2]["x"]
        else:
            made.nodes[2]["x"] = x
        self.save(made, path)
        self.refuse(path, "field x, y", "no position. (rows: node 2) ", self.AGAIN)

    @pytest.mark.parametrize(
        ("nodes", "tags"),
        [
            ({}, {"length": STEP_M * 1.05}),  # a curve whose geometry was lost
            ({2: NODES[1]}, {}),  # nothing tells how long it is
            ({2: NODES[1]}, {"length": 20}),
        ],
    )
    def test_an_edge_whose_course_is_lost(self, path, nodes, tags):
        self.save(graph((1, 2, tags), (3, 4, {"length": STEP_M}), nodes=NODES | nodes), path)
        self.refuse(path, "do not tell how long it is. (rows: edge 1–2) ", "with the geometry")

    @pytest.mark.parametrize(
        ("line", "words"),
        [
            ([NODES[1], NODES[3]], "does not lead from the first node of the edge to the second"),
            ([NODES[2], NODES[1]], "does not lead from the first node of the edge to the second"),
            ([NODES[1], (0.0015, float("nan")), NODES[2]], "not a number"),
        ],
    )
    @pytest.mark.filterwarnings("ignore:invalid value:RuntimeWarning")
    def test_a_course_that_cannot_be(self, path, line, words):
        made = graph((1, 2, {"geometry": shapely.LineString(line)}), (3, 4, {}))
        self.save(made, path)
        self.refuse(path, "field geometry", words, "(rows: edge 1–2)")

    def test_swapped_axes(self, path):
        self.save(graph((1, 2, {}), nodes={1: (20.8, 106.7), 2: (20.9, 106.7)}), path)
        self.refuse(path, "latitude and longitude look swapped")

    def test_a_graph_without_roads(self, path):
        self.save(graph((1, 2, {"highway": "construction"})), path)
        self.refuse(path, "holds no road")


REAL = os.environ.get("GEOPLAN_OSM", "")
TAGS = ["area", "foot", "motor_vehicle", "motorcar", "motorcycle", "surface", "vehicle"]


@pytest.mark.skipif(not REAL, reason="GEOPLAN_OSM names no folder with real extracts")
class TestWestOakland:
    @pytest.fixture
    def made(self, monkeypatch):
        known = osmnx.settings.useful_tags_way
        monkeypatch.setattr(osmnx.settings, "useful_tags_way", [*known, *TAGS])
        path = Path(REAL) / "west-oakland.osm.bz2"
        return osmnx.graph_from_xml(path, simplify=False, retain_all=True)

    def test_a_graph_as_it_comes(self, made, read):
        """The node missing is where a round way begins, which is a junction of nothing else."""
        roads, known = read(made), read_osm(Path(REAL) / "west-oakland.osm.bz2")
        check_whole(roads)
        nodes = set(roads.nodes["node_id"])
        assert nodes < set(known.nodes["node_id"])
        assert (len(nodes), len(known.nodes)) == (52, 53)
        columns = ["way_id", "kind", "oneway", "foot", "motorcycle", "motorcar"]
        lengths = [layer.edges.groupby(columns)["length_m"].sum() for layer in (roads, known)]
        assert lengths[0].index.equals(lengths[1].index)
        assert lengths[0].tolist() == pytest.approx(lengths[1].tolist(), rel=1e-9)

    def test_a_simplified_graph(self, made, read):
        """Of way 162921797 and the private way 11185523 osmnx made one edge, private as a whole."""
        roads, known = (
            read(osmnx.simplify_graph(made)),
            read_osm(Path(REAL) / "west-oakland.osm.bz2"),
        )
        check_whole(roads)
        assert set(roads.nodes["node_id"]) < set(known.nodes["node_id"])
        lost = known.edges.loc[known.edges["way_id"] == 162921797, "length_m"].sum()
        assert roads.edges["length_m"].sum() == pytest.approx(known.edges["length_m"].sum() - lost)


def test_what_osmnx_makes_of_a_small_town(tmp_path, read):
    """Way 100 along the row, 101 against its drawing from 2 to 11, 102 round about 11 and 12."""
    ways = (
        ([1, 2, 3], {"highway": "primary", "maxspeed": "60"}),
        ([11, 2], {"highway": "service", "oneway": "-1"}),
        ([3, 12, 11], {"highway": "tertiary"}),
    )
    path = tmp_path / "town.osm"
    path.write_text(osm_text(ways, NODES))
    known = read_osm(path)
    roads = read(osmnx.graph_from_xml(path, simplify=False, retain_all=True))
    check_whole(roads)
    assert set(roads.nodes["node_id"]) == set(known.nodes["node_id"]) == {1, 2, 3, 11}
    assert sorted(ends(roads)) == [(100, 1, 2), (100, 2, 3), (101, 2, 11), (102, 3, 11)]
    by_way = [layer.edges.groupby("way_id")["length_m"].sum() for layer in (roads, known)]
    assert by_way[0].tolist() == pytest.approx(by_way[1].tolist())
    assert roads.edges.set_index("way_id").loc[101, "oneway"] == 1
    simple = read(osmnx.graph_from_xml(path, retain_all=True))
    assert simple.edges["length_m"].sum() == pytest.approx(known.edges["length_m"].sum())
