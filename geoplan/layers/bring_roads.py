"""Roads of a study's area from any file of roads: the one front door."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pandas as pd
import shapely

from geoplan.errors import LayerError
from geoplan.layers.graphml import read_graphml
from geoplan.layers.junctions import Whole
from geoplan.layers.osm import read_osm
from geoplan.layers.road_faults import Area, refuse_elsewhere
from geoplan.layers.road_file import read_roads
from geoplan.layers.road_lines import read_road_lines
from geoplan.layers.roads import LAYER, TURN, RoadLayer

OSM = (".osm.pbf", ".osm", ".osm.bz2")
READERS: dict[str, Callable[[Path], RoadLayer]] = {
    ".graphml": read_graphml,
    ".gpkg": read_road_lines,
    ".shp": read_road_lines,
    ".geojson": read_road_lines,
    ".json": read_road_lines,
    ".parquet": read_roads,
}


def bring_roads(path: Path, area: Area) -> RoadLayer:
    """Read the roads of an area from a file of any known format, told by its ending.

    Parameters
    ----------
    path
        ``.osm.pbf``, ``.osm`` or ``.osm.bz2`` of OpenStreetMap, ``.graphml`` of osmnx, a line layer
        ``.gpkg``, ``.shp``, ``.geojson`` or ``.json``, or a network file ``.parquet``.
    area
        Of the study, EPSG:4326, with whatever rim around it should be kept.

    Returns
    -------
    RoadLayer
        The edges that touch the area, whole, their nodes, and the turns between them.

    Raises
    ------
    LayerError
        When the ending is unknown, the file is broken, or no road touches the area.
    """
    name = path.name.lower()
    if name.endswith(OSM):
        return _within(read_osm(path, area), area, path)
    for ending, read in READERS.items():
        if name.endswith(ending):
            return _within(read(path), area, path)
    raise LayerError(
        "the ending of the file is not one that roads are known by.",
        f"Give a file that ends in {', '.join((*OSM, *READERS))}.",
        file=path,
        layer=LAYER,
    )


def _within(roads: RoadLayer, area: Area, path: Path) -> RoadLayer:
    """Return the edges that touch the area, their nodes and turns numbered anew."""
    kept = roads.edges.sindex.query(area, predicate="intersects", sort=True)
    if not len(kept):
        refuse_elsewhere(shapely.box(*roads.edges.total_bounds), area, path)
    edges = roads.edges.iloc[kept].reset_index(drop=True)
    number, used = pd.factorize(edges[["from_node", "to_node"]].to_numpy().ravel())
    edges["from_node"], edges["to_node"] = number[0::2], number[1::2]
    nodes = roads.nodes.iloc[used].reset_index(drop=True)
    return replace(roads, edges=edges, nodes=nodes, turns=_renumbered(roads.turns, kept, used))


def _renumbered(turns: pd.DataFrame, edges: Whole, nodes: Whole) -> pd.DataFrame:
    """Return the turns between edges that are kept, with the new numbers of edges and nodes."""
    turns = turns.copy()
    for column, kept in zip(TURN, (edges, nodes, edges), strict=True):
        turns[column] = pd.Index(kept).get_indexer(pd.Index(turns[column]))  # -1 for the others
    return turns[(turns[TURN] >= 0).all(axis=1)].reset_index(drop=True)
