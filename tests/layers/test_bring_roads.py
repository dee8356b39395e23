"""The one front door: the same roads from every format, and only those of the area."""

from __future__ import annotations

import os
from pathlib import Path

import geopandas as gpd
import osmnx
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geoplan.errors import LayerError
from geoplan.layers.bring_roads import bring_roads
from geoplan.layers.osm import read_osm
from geoplan.layers.road_file import write_roads
from tests.layers.small_roads import ROAD, ROW, STEP_M, banned, check_whole, ends, osm_text

ALL = shapely.box(-1, -1, 1, 1)
NODES = ROW | {11: (0.002, 0.001)}
TOWN = (
    ([1, 2, 3], {"highway": "primary", "maxspeed": "60"}),
    ([11, 2], {"highway": "service", "oneway": "yes"}),
    ([3, 4], {"highway": "path"}),
)


@pytest.fixture
def osm(tmp_path):
    path = tmp_path / "town.osm"
    path.write_text(osm_text(TOWN, NODES), encoding="utf-8")
    return path


def as_it_is(osm):
    pass


def as_graph(osm):
    graph = osmnx.graph_from_xml(osm, retain_all=True, simplify=False)
    osmnx.save_graphml(graph, osm.with_name("town.graphml"))


def as_lines(osm, ending):
    table = {
        "kind": ["primary", "service", "path"],
        "speed_kmh": [60, None, None],
        "oneway": [None, 1, None],
    }
    lines = [shapely.LineString([NODES[ref] for ref in refs]) for refs, _ in TOWN]
    frame = gpd.GeoDataFrame(table, geometry=lines, crs="EPSG:4326")
    frame.to_file(osm.with_name(f"town{ending}"))


def as_network(osm):
    write_roads(read_osm(osm), osm.with_name("town.parquet"))


MAKERS = {
    ".osm": as_it_is,
    ".graphml": as_graph,
    ".gpkg": lambda osm: as_lines(osm, ".gpkg"),
    ".shp": lambda osm: as_lines(osm, ".shp"),
    ".geojson": lambda osm: as_lines(osm, ".geojson"),
    ".parquet": as_network,
}


def said(roads):
    """Return what is said of each edge, its positions to a centimetre, in any order."""
    lines = shapely.set_precision(roads.edges.geometry, 1e-7)
    columns = ["kind", "oneway", "motorcycle_oneway", "foot", "motorcycle", "motorcar"]
    table = roads.edges[columns].assign(
        speed=roads.edges["maxspeed_kmh"].fillna(0),
        line=shapely.to_wkt(shapely.normalize(lines)),
        metres=roads.edges["length_m"].round(2),
    )
    return sorted(table.itertuples(index=False, name=None))


@pytest.mark.parametrize("ending", MAKERS)
def test_the_same_roads_from_every_format(osm, ending):
    MAKERS[ending](osm)
    path = osm.with_name(f"town{ending}")
    read = bring_roads(path, ALL)
    check_whole(read)
    assert said(read) == said(read_osm(osm))
    assert len(read.edges) == 4
    assert read.nodes[["foot", "motorcycle", "motorcar"]].all(axis=None)
    assert (len(read.turns), read.turns_left_out) == (0, 0)
    assert read.origin.file == (osm.name if ending == ".parquet" else path.name)


# Half of the stretch 2-3, half of 3-4, and a spot far off, so that the box around holds all ways.
HALVES = shapely.MultiPolygon(
    [shapely.box(0.0025, -0.0001, 0.0035, 0.0001), shapely.box(0, 0.002, 0.0001, 0.0021)]
)


class TestArea:
    def test_edges_that_touch_it_stay_whole(self, osm):
        read = bring_roads(osm, HALVES)
        check_whole(read)
        assert ends(read) == [(100, 2, 3), (102, 3, 4)]
        assert read.edges["length_m"].tolist() == pytest.approx([STEP_M, STEP_M])

    def test_it_is_the_polygon_and_not_its_box(self, osm):
        """A triangle above the row, whose box holds ways 100 and 102 as well."""
        triangle = shapely.Polygon([(0.0019, 0.0012), (0.01, 0.0012), (0.0019, -0.001)])
        assert ends(bring_roads(osm, shapely.box(*triangle.bounds))) == [
            (100, 1, 2),
            (100, 2, 3),
            (101, 11, 2),
            (102, 3, 4),
        ]
        assert ends(bring_roads(osm, triangle - shapely.box(0, -1, 1, 0.0001))) == [(101, 11, 2)]

    def test_banned_turns_stay_where_both_edges_do(self, tmp_path):
        """Ways 100 and 101 at node 2 lie outside, 103 and 102 at node 3 reach into the area."""
        path = tmp_path / "town.osm"
        turns = [(100, 2, 101), (101, 2, 100), (103, 3, 102)]
        no_left = {"type": "restriction", "restriction": "no_left_turn"}
        relations = [
            ([("w", one, "from"), ("n", at, "via"), ("w", other, "to")], no_left)
            for one, at, other in turns
        ]
        bollards = {3: {"barrier": "bollard", "motor_vehicle": "yes", "foot": "no"}}
        ways = (([1, 2], ROAD), ([2, 11], ROAD), ([3, 4], ROAD), ([2, 3], ROAD))
        path.write_text(osm_text(ways, NODES, barriers=bollards, relations=relations))
        assert banned(bring_roads(path, ALL)) == turns
        part = bring_roads(path, HALVES)
        check_whole(part)
        assert ends(part) == [(102, 3, 4), (103, 2, 3)]
        assert banned(part) == turns[2:]
        assert part.nodes["foot"].tolist() == [False, True, True]

    def test_a_network_file_may_be_cut_again(self, osm, tmp_path):
        path = tmp_path / "all.parquet"
        write_roads(bring_roads(osm, ALL), path)
        again, at_once = bring_roads(path, HALVES), bring_roads(osm, HALVES)
        assert again.edges.equals(at_once.edges)
        assert again.nodes.equals(at_once.nodes)
        assert again.origin == at_once.origin


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.lists(st.integers(1, 9), min_size=2, max_size=6), max_size=6),
    st.tuples(*[st.floats(0.001, 0.007)] * 2),
    st.tuples(*[st.floats(0, 0.004)] * 2),
)
def test_leaving_ways_out_while_reading_changes_nothing_in_the_area(
    tmp_path_factory, some, lons, lats
):
    """Nodes 1 to 9 in a zigzag; what matters of each way is its part inside."""
    path = tmp_path_factory.mktemp("any") / "area.osm"
    zigzag = {ref: (ref / 1000, 0.009 * (ref % 2)) for ref in range(1, 10)}
    path.write_text(
        osm_text([([1, 2, 3, 4, 5, 6, 7, 8, 9], ROAD), *((r, ROAD) for r in some)], zigzag)
    )
    west, east, south, north = *sorted(lons), *sorted(lats)
    area = shapely.box(west, south, east + 0.002, north + 0.004)  # wide enough for a whole zig

    def inside(roads):
        parts = shapely.length(shapely.intersection(roads.edges.geometry.to_numpy(), area))
        sums = pd.Series(parts).groupby(roads.edges["way_id"]).sum()
        return sums[sums > 0].to_dict()

    brought = bring_roads(path, area)
    check_whole(brought)
    assert inside(brought) == pytest.approx(inside(read_osm(path)))
    assert brought.edges.geometry.intersects(area).all()


class TestRefused:
    def refuse(self, path, area, *words):
        with pytest.raises(LayerError) as refused:
            bring_roads(path, area)
        message = str(refused.value)
        assert all(w in message for w in [f"{path}, layer roads", *words]), message
        assert "\n" not in message

    @pytest.mark.parametrize("name", ["roads.pbf", "roads.csv", "roads", "osm"])
    def test_an_unknown_ending(self, tmp_path, name):
        known = ".osm.pbf, .osm, .osm.bz2, .graphml, .gpkg, .shp, .geojson, .json, .parquet"
        self.refuse(tmp_path / name, ALL, "ending", known)

    @pytest.mark.parametrize("name", ["a.OSM.PBF", "a.graphml", "a.gpkg", "a.SHP", "a.parquet"])
    def test_a_file_that_is_not_there(self, tmp_path, name):
        self.refuse(tmp_path / name, ALL, "does not exist", "Correct the path")

    @pytest.mark.parametrize("ending", MAKERS)
    def test_roads_elsewhere(self, osm, ending):
        """They end at longitude 0.003 or 0.004 on the equator, the area begins one degree east."""
        MAKERS[ending](osm)
        area = shapely.box(1.004, -1, 2, 1)
        where = "from longitude 0.0010, latitude 0.0000 to 0.0040, 0.0010, about 112 km"
        self.refuse(osm.with_name(f"town{ending}"), area, where, "covers the study area")

    @pytest.mark.parametrize("ending", MAKERS)
    def test_swapped_axes(self, osm, ending):
        """The area lies on the meridian as the roads lie on the equator."""
        MAKERS[ending](osm)
        area = shapely.box(0, 0.0015, 0.0005, 0.005)
        self.refuse(osm.with_name(f"town{ending}"), area, "look swapped", "longitude as x")

    @pytest.mark.parametrize("ending", MAKERS)
    def test_roads_around_that_do_not_touch(self, osm, ending):
        MAKERS[ending](osm)
        area = shapely.box(0.0025, 0.0005, 0.003, 0.0008)
        self.refuse(osm.with_name(f"town{ending}"), area, "none touches it")


REAL = os.environ.get("GEOPLAN_OSM", "")


@pytest.mark.skipif(not REAL, reason="GEOPLAN_OSM names no folder with real extracts")
def test_a_quarter_of_helsinki():
    path = Path(REAL) / "helsinki.osm.pbf"
    area = shapely.box(24.94, 60.17, 24.945, 60.175)
    whole, part = read_osm(path), bring_roads(path, area)
    check_whole(part)
    assert 0 < len(part.edges) < len(whole.edges) / 2
    inside = whole.edges[whole.edges.within(area)].drop(columns=["from_node", "to_node"])
    kept = part.edges[part.edges.within(area)].drop(columns=["from_node", "to_node"])
    assert len(inside) > 100
    assert kept.reset_index(drop=True).equals(inside.reset_index(drop=True))
