"""Small road files made by hand, and what holds for whatever is read from any of them.

Most nodes stand on the equator, 0.001° apart. There the geodesic is an arc of a circle of the
semi-major axis of WGS 84, 6,378,137 m, so that a step is 6,378,137 × π / 180,000 = 111.319491 m.
"""

from __future__ import annotations

import math
from xml.sax.saxutils import quoteattr

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

STEP_M = 6_378_137 * math.pi / 180_000
ROW = {number: (number / 1000, 0.0) for number in range(1, 10)}  # nodes 1 to 9 on the equator
ROAD = {"highway": "residential"}
TYPE = {"n": "node", "w": "way"}
TURNS = {
    "from_edge": "int64",
    "node": "int64",
    "to_edge": "int64",
    "motorcycle": "bool",
    "motorcar": "bool",
}


def osm_text(ways, nodes=ROW, *, barriers=None, relations=()):
    """Write OpenStreetMap data as XML.

    Nodes are {id: (lon, lat)}, barriers {id: tags}, ways [(node ids, tags)], numbered 100, 101, …,
    relations [(members, tags)], numbered 200, 201, …, with members (n or w, id, role).
    """
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', '<osm version="0.6">']
    for number, (x, y) in nodes.items():
        lines.append(f'<node id="{number}" version="1" lon="{x}" lat="{y}">')
        lines += [*_tags((barriers or {}).get(number, {})), "</node>"]
    for number, (refs, tags) in enumerate(ways, start=100):
        lines.append(f'<way id="{number}" version="1">')
        lines += [f'<nd ref="{ref}"/>' for ref in refs]
        lines += [*_tags(tags), "</way>"]
    for number, (members, tags) in enumerate(relations, start=200):
        lines.append(f'<relation id="{number}" version="1">')
        lines += [
            f'<member type="{TYPE[t]}" ref="{ref}" role="{role}"/>' for t, ref, role in members
        ]
        lines += [*_tags(tags), "</relation>"]
    return "\n".join([*lines, "</osm>"])


def _tags(tags):
    return [f"<tag k={quoteattr(k)} v={quoteattr(v)}/>" for k, v in tags.items()]


def banned(read, mode="motorcar"):
    """Return the banned turns of a mode as (way, OSM node, way)."""
    ways, ids = read.edges["way_id"].to_numpy(), read.nodes["node_id"].to_numpy()
    turns = read.turns[read.turns[mode]]
    return [(ways[t.from_edge], ids[t.node], ways[t.to_edge]) for t in turns.itertuples()]


def ends(read):
    """Return the edges as (way, OSM node, OSM node)."""
    ids = read.nodes["node_id"].to_numpy()
    return [(row.way_id, ids[row.from_node], ids[row.to_node]) for row in read.edges.itertuples()]


def check_whole(read):
    """Check what holds for every table that is read."""
    edges, nodes = read.edges, read.nodes
    for frame in (edges, nodes):
        assert isinstance(frame, gpd.GeoDataFrame)
        assert frame.crs == "EPSG:4326"
        pd.testing.assert_index_equal(frame.index, pd.RangeIndex(len(frame)))
    used = edges[["from_node", "to_node"]].to_numpy().ravel()
    assert pd.unique(used).tolist() == list(range(len(nodes)))  # numbered in order of first use
    assert nodes["node_id"].is_unique
    points = shapely.get_coordinates(nodes.geometry)
    for number, column in ((0, "from_node"), (-1, "to_node")):
        tips = shapely.get_coordinates(shapely.get_point(edges.geometry, number))
        assert np.array_equal(tips, points[edges[column]])
    assert nodes[["foot", "motorcycle", "motorcar"]].dtypes.tolist() == [np.bool_] * 3
    check_turns(read)


def check_turns(read):
    """Check that banned turns are sorted, hold for somebody, and are of two edges that meet."""
    turns, both = read.turns, ["from_edge", "node", "to_edge"]
    assert turns.dtypes.astype(str).to_dict() == TURNS
    pd.testing.assert_index_equal(turns.index, pd.RangeIndex(len(turns)))
    assert turns[both].apply(tuple, axis=1).is_monotonic_increasing or turns.empty
    assert not turns[both].duplicated().any()
    assert turns[["motorcycle", "motorcar"]].any(axis=1).all()
    ends = read.edges[["from_node", "to_node"]].to_numpy()
    for edge in ("from_edge", "to_edge"):
        assert (ends[turns[edge]] == turns[["node"]].to_numpy()).any(axis=1).all()
