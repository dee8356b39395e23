from __future__ import annotations

import numpy as np
import pytest

from benchmarks.instances import (
    Points,
    every_pair,
    instance_files,
    known_values,
    metres_between,
    pairs_within,
    read_graph,
    read_points,
    read_san_francisco,
    shortest_paths,
)
from geoplan.errors import GeoplanError

POINTS = """NAME : Tiny
TYPE : MCLP
EDGE_WEIGHT_TYPE : COORD
DIMENSION : 3
NODE_COORD_SECTION\t
40.0000000 -074.0000000
40.0010000 -074.0000000
40.0000000 -073.9000000
DEMAND_SECTION
5
0
7
EOF"""


def test_points_are_read_with_their_weights(tmp_path):
    file = tmp_path / "tiny.txt"
    file.write_text(POINTS, encoding="utf-8")
    points = read_points(file)
    assert points.name == "Tiny"
    assert points.lat_lon.tolist() == [[40.0, -74.0], [40.001, -74.0], [40.0, -73.9]]
    assert points.people.tolist() == [5, 0, 7]
    assert points.people.dtype == np.int64


@pytest.mark.parametrize(
    ("wrong", "right", "message"),
    [
        (": 3", ": 4", "not 4 points"),
        (": 3", ": 2", "not 2 points"),
        ("DEMAND_SECTION", "", "not 3 points"),
        ("COORD\n", "EUC_2D\n", "only EDGE_WEIGHT_TYPE COORD"),
    ],
)
def test_a_file_that_is_not_what_it_announces_is_refused(tmp_path, wrong, right, message):
    file = tmp_path / "tiny.txt"
    file.write_text(POINTS.replace(wrong, right, 1), encoding="utf-8")
    with pytest.raises(GeoplanError, match=message):
        read_points(file)


def test_distance_follows_the_rule_in_32_bits():
    # An arc along the equator is its angle times the radius, whatever the cosine law makes of it.
    metres = metres_between(
        np.array([0.0, 10.0]), np.array([[0.0, 10.0], [0.0, 11.0], [0.0, 100.0]])
    )
    assert metres.dtype == np.float32
    assert metres[0] == 0.0
    radius = np.float32(6_378_100)
    assert metres[1] == pytest.approx(np.pi / 180 * 6_378_100, rel=1e-6)
    assert metres[2] == np.float32(np.pi / 2) * radius


def test_a_point_covers_itself_though_the_cosine_comes_out_above_one():
    turned = np.radians(np.linspace(-80, 80, 2_001))
    above = np.cos(turned) ** 2 + np.sin(turned) ** 2 > 1
    place = np.column_stack([np.degrees(turned[above]), np.zeros(above.sum())])
    assert above.any()
    assert (metres_between(place, place) == 0).all()


def test_pairs_are_those_that_the_rule_keeps_among_all():
    rng = np.random.default_rng(0)
    lat_lon = np.column_stack([rng.uniform(40.0, 40.02, 150), rng.uniform(-74.0, -73.98, 150)])
    lat_lon[1] = lat_lon[0]  # two points at one place
    points = Points("random", lat_lon, np.ones(150, np.int64))
    metres = metres_between(lat_lon[:, None], lat_lon).astype(np.float64)
    np.fill_diagonal(metres, 0.0)
    on_the_limit = float(metres[metres < 600].max())
    pairs = pairs_within(points, on_the_limit)
    kept = pairs.tocoo()
    assert pairs.has_canonical_format
    assert pairs.nnz == (metres <= on_the_limit).sum()
    assert (metres[kept.row, kept.col] == kept.data).all()
    assert (kept.data == on_the_limit).sum() == 2, "the limit is included"


def test_the_last_cost_of_a_repeated_edge_counts(tmp_path):
    file = tmp_path / "pmed0.txt"
    file.write_text(" 3 4 1 \n 1 2 5 \n 2 3 4 \n 2 1 9 \n 1 3 20 \n", encoding="utf-8")
    graph = read_graph(file)
    assert (graph.name, graph.p) == ("pmed0", 1)
    assert shortest_paths(graph).tolist() == [[0, 9, 13], [9, 0, 4], [13, 4, 0]]


def test_a_graph_in_two_pieces_is_refused(tmp_path):
    file = tmp_path / "pmed0.txt"
    file.write_text("3 1 1\n1 2 5\n", encoding="utf-8")
    with pytest.raises(GeoplanError, match="cannot be reached"):
        shortest_paths(read_graph(file))


def test_every_pair_is_stored_with_its_zeros():
    distance = np.array([[0.0, 1.0, 2.0], [3.0, 0.0, 4.0]])
    pairs = every_pair(distance)
    assert pairs.nnz == distance.size
    assert pairs.has_canonical_format
    assert pairs.toarray().tolist() == distance.tolist()


def test_the_table_of_spopt_becomes_tracts_by_stores(tmp_path):
    (tmp_path / "SF_network_distance_tiny.csv").write_text(
        "distance,name,DestinationName,demand\n"
        "10.5,Store_10,t1,7\n3,Store_2,t1,7\n8,Store_10,t2,9\n1,Store_2,t2,9\n",
        encoding="utf-8",
    )
    people, metres = read_san_francisco(tmp_path)
    assert people.tolist() == [7, 9]
    assert metres.toarray().tolist() == [[3.0, 10.5], [1.0, 8.0]]


def test_files_come_by_number_and_an_empty_folder_is_refused(tmp_path):
    with pytest.raises(GeoplanError, match="no instance"):
        instance_files(tmp_path)
    for number in (10, 2, 1):
        (tmp_path / f"pmed{number}.txt").touch()
    assert [file.stem for file in instance_files(tmp_path)] == ["pmed1", "pmed2", "pmed10"]


def test_known_values_are_optional(tmp_path):
    assert known_values(tmp_path, "optima.csv", "instance", value="optimum") == {}
    (tmp_path / "optima.csv").write_text("instance,optimum\na,12\nb,\n", encoding="utf-8")
    assert known_values(tmp_path, "optima.csv", "instance", value="optimum") == {("a",): 12}
