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


def osm_text(ways, nodes=ROW):
    """Write nodes {id: (lon, lat)} and ways [(node ids, tags)], numbered 100, 101, …, as XML."""
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', '<osm version="0.6">']
    lines += [f'<node id="{i}" version="1" lon="{x}" lat="{y}"/>' for i, (x, y) in nodes.items()]
    for number, (refs, tags) in enumerate(ways, start=100):
        lines.append(f'<way id="{number}" version="1">')
        lines += [f'<nd ref="{ref}"/>' for ref in refs]
        lines += [f"<tag k={quoteattr(k)} v={quoteattr(v)}/>" for k, v in tags.items()]
        lines.append("</way>")
    return "\n".join([*lines, "</osm>"])


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
