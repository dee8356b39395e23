"""Extracts come out as they went in, but for what is left out."""

from __future__ import annotations

import osmium
import pytest

from benchmarks.extracts import write_all, write_part

EXTRACT = """<?xml version="1.0" encoding="UTF-8"?>
<osm version="0.6">
  <node id="1" version="1" lat="0.0" lon="106.0"><tag k="barrier" v="gate"/></node>
  <node id="2" version="1" lat="0.0" lon="106.1"/>
  <node id="4" version="1" lat="0.0" lon="106.3"/>
  <node id="5" version="1" lat="0.0" lon="106.4"/>
  <node id="6" version="1" lat="0.0" lon="106.5"/>
  <way id="11" version="1"><nd ref="1"/><nd ref="2"/><nd ref="3"/><nd ref="4"/><nd ref="5"/>
    <tag k="highway" v="service"/></way>
  <way id="12" version="1"><nd ref="4"/><nd ref="3"/><nd ref="6"/><tag k="highway" v="path"/></way>
  <way id="13" version="1"><nd ref="2"/><nd ref="5"/><tag k="highway" v="track"/></way>
  <relation id="21" version="1"><member type="way" ref="11" role="from"/>
    <tag k="type" v="restriction"/></relation>
</osm>
"""


@pytest.fixture
def extract(tmp_path):
    path = tmp_path / "town.osm"
    path.write_text(EXTRACT, encoding="utf-8")
    return path


def held(path):
    """Return the tags of nodes, the tags and nodes of ways, and the numbers of relations."""
    nodes, ways, relations = {}, {}, []
    for thing in osmium.FileProcessor(path):
        if thing.is_node():
            nodes[thing.id] = dict(thing.tags)
        elif thing.is_way():
            ways[thing.id] = dict(thing.tags), [node.ref for node in thing.nodes]
        else:
            relations.append(thing.id)
    return nodes, ways, relations


def test_all_of_it_in_another_format(extract, tmp_path):
    write_all(extract, tmp_path / "copy.osm.pbf")
    assert held(tmp_path / "copy.osm.pbf") == held(extract)


def test_ways_with_a_missing_node_in_pieces(extract, tmp_path):
    write_part(extract, tmp_path / "part.osm", node_tags=True, relations=True)
    nodes, ways, relations = held(tmp_path / "part.osm")
    assert nodes == {1: {"barrier": "gate"}, 2: {}, 4: {}, 5: {}}  # no way needs 6
    assert ways == {
        11: ({"highway": "service"}, [1, 2]),
        13: ({"highway": "track"}, [2, 5]),
        14: ({"highway": "service"}, [4, 5]),
    }
    assert list(ways) == [11, 13, 14]
    assert relations == [21]


def test_ways_of_ones_own_choice(extract, tmp_path):
    tags = {13: {"highway": "footway"}}
    write_part(extract, tmp_path / "part.osm", tags_of=lambda way: tags.get(way.id))
    assert held(tmp_path / "part.osm") == (
        {2: {}, 5: {}},
        {13: ({"highway": "footway"}, [2, 5])},
        [],
    )
