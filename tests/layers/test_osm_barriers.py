"""Barriers on ways of OpenStreetMap: who passes, and that the way is cut there."""

from __future__ import annotations

import pytest

from geoplan.layers.osm import read_osm
from geoplan.layers.osm_barriers import read_barrier
from tests.layers.small_roads import ROAD, ROW, check_whole, ends, osm_text


@pytest.mark.parametrize(
    ("tags", "foot_motorcycle_motorcar"),
    [
        # kinds
        ({"barrier": "gate"}, (1, 1, 1)),
        ({"barrier": "lift_gate"}, (1, 1, 1)),
        ({"barrier": "toll_booth"}, (1, 1, 1)),
        ({"barrier": "cattle_grid"}, (1, 1, 1)),
        ({"barrier": "entrance"}, (1, 1, 1)),
        ({"barrier": "made up"}, (1, 1, 1)),
        ({"barrier": "bollard"}, (1, 0, 0)),
        ({"barrier": "block"}, (1, 0, 0)),
        ({"barrier": "cycle_barrier"}, (1, 0, 0)),
        ({"barrier": "stile"}, (1, 0, 0)),
        ({"barrier": "sump_buster"}, (1, 1, 0)),
        ({"barrier": "wall"}, (0, 0, 0)),
        # access tags, the more specific one winning
        ({"barrier": "gate", "access": "no"}, (0, 0, 0)),
        ({"barrier": "gate", "access": "private", "foot": "yes"}, (1, 0, 0)),
        ({"barrier": "gate", "vehicle": "no"}, (1, 0, 0)),
        ({"barrier": "gate", "motor_vehicle": "no", "motorcycle": "yes"}, (1, 1, 0)),
        ({"barrier": "lift_gate", "motorcar": "private"}, (1, 1, 0)),
        ({"barrier": "bollard", "motorcycle": "yes"}, (1, 1, 0)),
        ({"barrier": "bollard", "access": "yes"}, (1, 1, 1)),
        ({"barrier": "bollard", "access": "yes", "motor_vehicle": "no"}, (1, 0, 0)),
        ({"barrier": "bollard", "foot": "no"}, (0, 0, 0)),
        ({"barrier": "gate", "access": "conditional"}, (1, 1, 1)),
        ({"barrier": "bollard", "bicycle": "yes"}, (1, 0, 0)),
        # locks
        ({"barrier": "gate", "locked": "yes"}, (0, 0, 0)),
        ({"barrier": "gate", "locked": "yes", "foot": "yes"}, (1, 0, 0)),
        ({"barrier": "gate", "locked": "no"}, (1, 1, 1)),
    ],
)
def test_who_passes(tags, foot_motorcycle_motorcar):
    assert read_barrier(tags) == foot_motorcycle_motorcar


@pytest.fixture
def roads(tmp_path):
    """Read ways of nodes 1 to 9 with barriers {node: tags}."""

    def read(*ways, **barriers):
        path = tmp_path / "area.osm"
        tags = {int(name[1:]): tags for name, tags in barriers.items()}
        path.write_text(osm_text([(refs, ROAD) for refs in ways], ROW, barriers=tags))
        read = read_osm(path)
        check_whole(read)
        return read

    return read


def passed(read):
    """Return who passes each node: {OSM node: (foot, motorcycle, motorcar)}."""
    columns = ["node_id", "foot", "motorcycle", "motorcar"]
    return {node: who for node, *who in read.nodes[columns].itertuples(index=False)}


def test_the_way_is_cut_at_a_barrier(roads):
    read = roads([1, 2, 3, 4], n3={"barrier": "bollard"})
    assert ends(read) == [(100, 1, 3), (100, 3, 4)]
    assert passed(read) == {1: [True] * 3, 3: [True, False, False], 4: [True] * 3}


def test_but_not_at_one_that_everybody_passes(roads):
    assert ends(roads([1, 2, 3], n2={"barrier": "gate"})) == [(100, 1, 3)]


def test_a_barrier_at_a_junction_closes_it(roads):
    read = roads([1, 2, 3], [2, 4], n2={"barrier": "gate", "access": "no"})
    assert ends(read) == [(100, 1, 2), (100, 2, 3), (101, 2, 4)]
    assert passed(read)[2] == [False] * 3


def test_what_stands_beside_the_way_does_not_matter(roads):
    read = roads([1, 2], n5={"barrier": "bollard"}, n1={"highway": "crossing", "access": "no"})
    assert passed(read) == {1: [True] * 3, 2: [True] * 3}
