"""Street graphs that osmnx saved as GraphML, as a roads layer."""

from __future__ import annotations

import math
import re
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pyproj
import shapely
from numpy.typing import NDArray
from pyproj.exceptions import CRSError
from shapely.errors import ShapelyError

from geoplan.errors import LayerError
from geoplan.layers.files import WGS84, sha256
from geoplan.layers.junctions import GEOD, Bools, Trace, Whole, cut
from geoplan.layers.osm_tags import DENIED, KINDS, ONEWAY, Way, read_tags
from geoplan.layers.road_faults import no_road, refuse_broken_lines, refuse_missing
from geoplan.layers.roads import LAYER, RoadLayer, RoadOrigin

# Of several words on one edge the first of these counts: a known class, or the word that forbids.
COUNTING = {"highway": KINDS, "oneway": frozenset(word for word, way in ONEWAY.items() if way)}
SEPARATED = ("maxspeed", "surface")  # where several words are read as they are

# Lengths of osmnx are along a sphere, ours along the ellipsoid: up to 0.6 % apart.
LENGTH_RATIO_MAX = 1.01
GAP_MAX_M = 1.0

ISO_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")

Edge = tuple[int, int, dict[str, Any]]  # nodes and attributes
Places = dict[int, tuple[float, float]]  # longitude and latitude of nodes
Lines = NDArray[np.object_]


def read_graphml(path: Path) -> RoadLayer:
    """Read a graph that ``osmnx.save_graphml`` wrote, simplified or not.

    The two directions of a street become one edge. Where an edge bears several values of a tag, the
    first known class, the lowest speed and the word that forbids count. Tags that osmnx was not
    told to keep (``osmnx.settings.useful_tags_way``), such as ``motorcycle`` or ``surface``, are
    unknown, and a graph for walking tells of no one-way street: save a graph of all roads. Lengths
    are measured anew, and crossing times of ferries are unknown, as an edge may be part of one.

    Parameters
    ----------
    path
        ``.graphml``, directed, not projected.

    Returns
    -------
    RoadLayer
        ``way_id`` is the lowest where an edge is of several ways; the day is that of the graph.

    Raises
    ------
    LayerError
        When the file is absent or not GraphML of osmnx, when the graph is empty, undirected or
        projected, has nodes without position or edges whose course cannot be told, or no road.
    """
    refuse_missing(path)
    graph = _load(path)
    _refuse_other_graphs(graph, path)
    places = _places(graph, path)
    strange = [e for *e, data in graph.edges(keys=True, data=True) if not read_tags(0, _tags(data))]
    graph.remove_edges_from(strange)
    edges: list[Edge] = list(graph.edges(data=True))
    if not edges:
        raise no_road(path)
    _refuse_bent([edge for edge in edges if "geometry" not in edge[2]], places, path)
    if not any(map(_is_simplified, edges)):
        edges = _stretches(graph)
    day = ISO_DAY.match(graph.graph.get("created_date", ""))
    origin = RoadOrigin("OpenStreetMap", day[0] if day else "", path.name, sha256(path))
    roads = _roads(edges, _lines(edges, places, path), origin)
    if roads.edges.empty:
        raise no_road(path)
    return roads


def _load(path: Path) -> Any:
    import networkx as nx
    import osmnx

    try:
        return osmnx.load_graphml(path, edge_dtypes={"oneway": lambda word: str(word).lower()})
    except (
        AttributeError,
        KeyError,
        OSError,
        SyntaxError,
        TypeError,
        ValueError,
        nx.NetworkXException,
        ShapelyError,
    ) as bad:
        why = (str(bad).splitlines() or ["unreadable"])[0].rstrip(".")
        raise LayerError(
            f"the file is not whole GraphML as osmnx writes it: {why}.",
            "Save the graph again with osmnx.save_graphml.",
            file=path,
            layer=LAYER,
        ) from None


def _refuse_other_graphs(graph: Any, path: Path) -> None:
    crs = graph.graph.get("crs", "not given")
    try:
        is_wgs84 = pyproj.CRS(crs).equals(WGS84, ignore_axis_order=True)
    except CRSError:
        is_wgs84 = False
    faults = [
        (
            not graph.edges,
            "the graph has no edges.",
            "Check that there are roads in the area that it was made for.",
        ),
        (
            not graph.is_directed(),
            "the graph is undirected, so that one-way streets cannot be told.",
            "Save the graph before osmnx.convert.to_undirected.",
        ),
        (
            not is_wgs84,
            f"the reference system of the graph is {crs}; expected: {WGS84}.",
            "Save the graph before osmnx.project_graph.",
        ),
    ]
    for is_so, problem, cure in faults:
        if is_so:
            raise LayerError(problem, cure, file=path, layer=LAYER)


def _places(graph: Any, path: Path) -> Places:
    places = {
        node: (data.get("x", np.nan), data.get("y", np.nan))
        for node, data in graph.nodes(data=True)
    }
    lost = [f"node {node}" for node, place in places.items() if not all(map(math.isfinite, place))]
    if lost:
        raise LayerError(
            "the node has no position.",
            "Save the graph with longitude and latitude of every node as x and y.",
            file=path,
            layer=LAYER,
            field="x, y",
            rows=lost,
        )
    return places


def _tags(data: dict[str, Any]) -> dict[str, str]:
    """Return the tags of an edge, one word each, or several as OpenStreetMap separates them."""
    tags = {}
    for key in data.keys() - {"duration", "geometry"}:
        words = [str(word) for word in (data[key] if isinstance(data[key], list) else [data[key]])]
        counting = [word for word in words if word in COUNTING.get(key, DENIED)]
        tags[key] = ";".join(words if key in SEPARATED else [*counting, *words][:1])
    return tags


def _way_ids(data: dict[str, Any]) -> list[int]:
    osmid = data.get("osmid", [])
    return sorted(osmid) if isinstance(osmid, list) else [osmid]


def _refuse_bent(edges: list[Edge], places: Places, path: Path) -> None:
    """Refuse edges without geometry that are longer than the straight line, or than nothing."""
    ends = np.array([(places[u], places[v]) for u, v, _ in edges]).reshape(-1, 4)
    straight_m = GEOD.inv(*ends.T)[2]
    length_m = np.array([data.get("length", np.nan) for _, _, data in edges])
    bent = length_m > straight_m * LENGTH_RATIO_MAX + GAP_MAX_M
    _refuse(
        edges,
        bent | (np.isnan(length_m) & (straight_m == 0)),
        "the edge has no geometry, and its nodes do not tell how long it is.",
        path,
    )


def _is_simplified(edge: Edge) -> bool:
    """Return whether an edge bears what a graph with a node at each bend has not."""
    return any(
        key == "geometry" or isinstance(value, list | dict | set) for key, value in edge[2].items()
    )


def _stretches(graph: Any) -> list[Edge]:
    """Return the edges between the junctions of a graph that has a node at each bend."""
    import osmnx

    graph.graph["simplified"] = False
    cut_down = osmnx.simplify_graph(graph, edge_attrs_differ=["osmid"], remove_rings=False)
    return list(cut_down.edges(data=True))


def _lines(edges: list[Edge], places: Places, path: Path) -> Lines:
    """Return the course of each edge from the place of its first node to that of its second."""
    ends = np.array([(places[u], places[v]) for u, v, _ in edges])
    lines = np.array(
        [
            data.get("geometry", shapely.LineString(pair))
            for pair, (_, _, data) in zip(ends, edges, strict=True)
        ]
    )
    named = gpd.GeoSeries(lines, [_name(edge) for edge in edges], crs=WGS84)
    refuse_broken_lines(named, ["LineString"], path)
    xy, line = shapely.get_coordinates(lines, return_index=True)
    tips = _tips(lines)
    gap_m = GEOD.inv(*xy[tips].reshape(-1, 2).T, *ends.reshape(-1, 2).T)[2].reshape(-1, 2)
    _refuse(
        edges,
        (gap_m > GAP_MAX_M).any(axis=1),
        "the geometry does not lead from the first node of the edge to the second.",
        path,
    )
    xy[tips] = ends
    return np.asarray(shapely.linestrings(xy, indices=line))


def _tips(lines: Lines) -> Whole:
    """Return the first and last vertex of each line among those of all, shape (lines, 2)."""
    sizes = shapely.get_num_points(lines)
    last = np.cumsum(sizes) - 1
    return np.column_stack([last - sizes + 1, last])


def _refuse(edges: list[Edge], bad: Bools, problem: str, path: Path) -> None:
    if bad.any():
        raise LayerError(
            problem,
            "Save the graph again with the geometry of its edges.",
            file=path,
            layer=LAYER,
            field="geometry",
            rows=[_name(edge) for edge, is_bad in zip(edges, bad, strict=True) if is_bad],
        )


def _name(edge: Edge) -> str:
    return f"edge {edge[0]}–{edge[1]}"


def _roads(edges: list[Edge], lines: Lines, origin: RoadOrigin) -> RoadLayer:
    """Return the edges with the two directions of a street in one."""
    # Tags speak of the way's own direction, which is that of edges that osmnx did not reverse.
    order = np.argsort([data.get("reversed") is True for _, _, data in edges], kind="stable")
    edges, lines = [edges[k] for k in order], lines[order]
    shapes = shapely.to_wkb(shapely.normalize(lines)).tolist()
    numbers: dict[object, int] = {}
    street = np.array(
        [
            numbers.setdefault((shape, frozenset((u, v)), *_way_ids(data)), len(numbers))
            for shape, (u, v, data) in zip(shapes, edges, strict=True)
        ]
    )
    _, first = np.unique(street, return_index=True)
    is_back = ~shapely.equals_exact(lines, lines[first[street]])
    is_both = np.bincount(street, is_back) > 0

    ways = [
        _way(edges[k][2], k + 1, is_both=both)
        for k, both in zip(first.tolist(), is_both.tolist(), strict=True)
    ]
    first = first[[way is not None for way in ways]]
    xy, way = shapely.get_coordinates(lines[first], return_index=True)
    ends = np.array([edge[:2] for edge in edges])[first]
    ref = ends.min() - 1 - np.arange(len(xy))
    ref[_tips(lines[first])] = ends
    trace = Trace(ref, xy, way, way)
    return cut([way for way in ways if way], trace, np.ones(len(first), np.bool_), {}, origin)


def _way(data: dict[str, Any], place: int, *, is_both: bool) -> Way | None:
    way_id, *_ = [*_way_ids(data), place]
    return read_tags(way_id, _tags(data) | ({"oneway": "no"} if is_both else {}))
