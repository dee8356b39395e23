"""The network file: a roads layer in one compact GeoParquet file.

The table holds the edges; its attributes the origin, the barriers and the banned turns.
"""

from __future__ import annotations

import tempfile
from dataclasses import asdict, fields
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from pyproj.exceptions import CRSError

from geoplan.errors import LayerError, OutputError
from geoplan.layers.fields import Field, FieldTable, FieldType
from geoplan.layers.files import WGS84
from geoplan.layers.junctions import Bools
from geoplan.layers.osm_tags import KINDS, MODES
from geoplan.layers.road_faults import no_road, refuse_broken_lines, refuse_missing
from geoplan.layers.roads import (
    FASTEST_KMH,
    LAYER,
    SLOWEST_KMH,
    TURN,
    VEHICLES,
    RoadLayer,
    RoadOrigin,
)

VERSION = 2  # of the format; the next where geoplan can no longer read what it wrote before
ATTRIBUTE = "geoplan_roads"
CURE = "Bring the roads again from the file that they were read from."


def _whole(name: str, meaning: str, minimum: int, maximum: int | None = None) -> Field:
    return Field(name, FieldType.WHOLE, meaning, minimum=minimum, maximum=maximum)


FIELDS = FieldTable(
    LAYER,
    "The network file, GeoParquet: roads and ferries cut at their junctions, one row per stretch "
    "between two of them; written by geoplan and read again.",
    (
        Field("way_id", FieldType.WHOLE, "number of the way in its source, or its place there"),
        _whole("from_node", "number of the junction at the beginning", 0),
        _whole("to_node", "number of the junction at the end", 0),
        Field("from_node_id", FieldType.WHOLE, "number of the first junction in the source"),
        Field("to_node_id", FieldType.WHOLE, "number of the last junction in the source"),
        Field("kind", FieldType.TEXT, "highway class of OpenStreetMap, or ferry",
              values=tuple(sorted(KINDS))),
        _whole("oneway", "1 forwards only, -1 backwards only, 0 both", -1, 1),
        _whole("motorcycle_oneway", "the same for motorcycles", -1, 1),
        Field("maxspeed_kmh", FieldType.NUMBER, "posted limit", "km/h", required=False,
              minimum=SLOWEST_KMH, maximum=FASTEST_KMH),
        Field("surface", FieldType.TEXT, "surface tag of OpenStreetMap", required=False),
        Field("foot", FieldType.FLAG, "open to pedestrians"),
        Field("motorcycle", FieldType.FLAG, "open to motorcycles"),
        Field("motorcar", FieldType.FLAG, "open to cars"),
        Field("duration_min", FieldType.NUMBER, "crossing time, of ferries alone", "min",
              required=False, minimum=0),
        Field("length_m", FieldType.NUMBER, "geodesic length, WGS 84", "m",
              minimum=0, maximum=100_000_000),
        Field("geometry", FieldType.GEOMETRY, "line, EPSG:4326"),
    ),
)  # fmt: skip

NAMES = [field.name for field in FIELDS.fields]
DTYPE_KINDS = {FieldType.WHOLE: "i", FieldType.NUMBER: "f", FieldType.FLAG: "b"}  # as numpy's
BARRIER = ["node", *MODES]
BANS = [*TURN, *VEHICLES]
ENDS = ["from_node", "to_node"]
END_IDS = ["from_node_id", "to_node_id"]


def write_roads(roads: RoadLayer, path: Path) -> None:
    """Write a roads layer as a network file, byte-equal for an equal layer.

    The file is written beside its place and moved there when it is complete.

    Parameters
    ----------
    roads
        All of it.
    path
        Ends in ``.parquet``; a file that stands there is replaced.

    Raises
    ------
    OutputError
        When the folder cannot be written to or the disk is full; a former file stays whole.

    Notes
    -----
    GeoParquet 1.0 (https://geoparquet.org), Zstandard, with checksums.
    """
    import pyarrow as pa

    edges = roads.edges.copy()
    edges[END_IDS] = roads.nodes["node_id"].to_numpy()[edges[ENDS].to_numpy()]
    edges = edges[NAMES]
    barriers = roads.nodes[~roads.nodes[list(MODES)].all(axis=1)].rename_axis("node").reset_index()
    about = {
        "version": VERSION,
        "origin": asdict(roads.origin),
        "barriers": barriers[BARRIER].to_dict("list"),
        "turns": roads.turns[BANS].to_dict("list"),
        "turns_left_out": roads.turns_left_out,
    }
    edges.attrs = {ATTRIBUTE: about}
    try:
        with tempfile.TemporaryDirectory(dir=path.parent, prefix=".geoplan-") as staging:
            fresh = Path(staging) / path.name
            edges.to_parquet(fresh, index=False, compression="zstd", write_page_checksum=True)
            fresh.replace(path)
    except (OSError, pa.ArrowException) as refused:
        reason = getattr(refused, "strerror", None) or str(refused).partition("\n")[0]
        raise OutputError(
            f"{path}: the roads could not be written ({reason}). Choose another place, or free the "
            "space or the rights it needs; what stood there before is untouched."
        ) from None


def read_roads(path: Path) -> RoadLayer:
    """Read a network file, exactly the layer that was written.

    Raises
    ------
    LayerError
        When the file is absent, damaged, no network file or of another version, or breaks the
        field table.
    """
    refuse_missing(path)
    frame = _load(path)
    about = _about(frame, path)
    _refuse_other_columns(frame, path)
    if frame.empty:
        raise no_road(path)
    refuse_broken_lines(FIELDS.validate(frame, path).geometry, ["LineString"], path)
    nodes = _nodes(frame, path)
    edges = frame[[name for name in NAMES if name not in END_IDS]]
    edges.attrs = {}
    barriers, turns = _beside(about, edges, path)
    nodes.loc[barriers["node"], list(MODES)] = barriers[list(MODES)].to_numpy()
    return RoadLayer(edges, nodes, turns, about["turns_left_out"], RoadOrigin(**about["origin"]))


def _load(path: Path) -> gpd.GeoDataFrame:
    import pyarrow as pa

    try:
        return gpd.read_parquet(path, page_checksum_verification=True)
    except (KeyError, OSError, TypeError, ValueError, pa.ArrowException, CRSError):
        raise LayerError(
            "the file is not whole GeoParquet.", CURE, file=path, layer=LAYER
        ) from None


def _about(frame: gpd.GeoDataFrame, path: Path) -> dict[str, Any]:
    """Return the attributes of the table."""
    about = frame.attrs.get(ATTRIBUTE)
    about = about if isinstance(about, dict) else {}
    version = about.get("version")
    if version not in (None, VERSION):
        raise LayerError(
            f"the file is of format {version}, and this geoplan reads {VERSION}.",
            CURE,
            file=path,
            layer=LAYER,
        )
    origin, known = about.get("origin"), {field.name for field in fields(RoadOrigin)}
    if not isinstance(origin, dict) or origin.keys() != known:
        raise LayerError(
            "the file is no network file of geoplan: it does not say where its roads come from.",
            "Give a file that geoplan wrote, or a line layer as GeoPackage.",
            file=path,
            layer=LAYER,
        )
    return about


def _refuse_other_columns(frame: gpd.GeoDataFrame, path: Path) -> None:
    found = {name: dtype.kind for name, dtype in frame.dtypes.items()}
    strange = [f.name for f in FIELDS.fields if found.get(f.name) != DTYPE_KINDS.get(f.type, "O")]
    if strange or frame.crs != WGS84:
        raise LayerError(
            f"{', '.join(strange)}: missing, or of another type than geoplan writes."
            if strange
            else f"the reference system is not {WGS84}.",
            CURE,
            file=path,
            layer=LAYER,
            field=(strange or ["geometry"])[0],
        )


def _beside(
    about: dict[str, Any], edges: gpd.GeoDataFrame, path: Path
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the barriers and the turns that stand in the attributes."""
    try:
        barriers, turns = _table(about["barriers"], BARRIER), _table(about["turns"], BANS)
        ends = edges[ENDS].to_numpy()
        at = [ends[turns[edge]] == turns[["node"]].to_numpy() for edge in (TURN[0], TURN[-1])]
        theirs = np.isin(barriers["node"], ends).all() and np.any(at, axis=2).all()
        theirs &= isinstance(about["turns_left_out"], int)
    except (IndexError, KeyError, TypeError, ValueError):
        theirs = False
    if not theirs:
        raise LayerError(
            "the barriers and banned turns are not those of these roads.",
            CURE,
            file=path,
            layer=LAYER,
        )
    return barriers, turns


def _table(columns: dict[str, Any], names: list[str]) -> pd.DataFrame:
    flags = (*MODES, *VEHICLES)
    dtypes = {name: np.bool_ if name in flags else np.int64 for name in names}
    return pd.DataFrame({name: np.array(columns[name], dtypes[name]) for name in names})


def _nodes(frame: gpd.GeoDataFrame, path: Path) -> gpd.GeoDataFrame:
    """Return the junctions that the ends of the edges tell of."""
    number, node_id = (frame[columns].to_numpy().ravel() for columns in (ENDS, END_IDS))
    lines = frame.geometry.to_numpy()
    tips = np.column_stack([shapely.get_point(lines, 0), shapely.get_point(lines, -1)]).ravel()
    place = shapely.get_coordinates(tips)
    used, first = np.unique(number, return_index=True)
    _refuse(frame, number >= len(used), "the number is not one of 0, 1, 2, … without a gap", path)
    same = (node_id == node_id[first][number]) & (place == place[first][number]).all(axis=1)
    _refuse(frame, ~same, "ends with the same number stand in different places", path)
    nodes = {"node_id": node_id[first], **dict.fromkeys(MODES, True)}
    return gpd.GeoDataFrame(nodes, geometry=tips[first], crs=WGS84)


def _refuse(frame: gpd.GeoDataFrame, ends: Bools, problem: str, path: Path) -> None:
    bad = ends.reshape(-1, 2).any(axis=1)
    if bad.any():
        wrong = frame[["way_id", *ENDS]][bad].itertuples(index=False)
        raise LayerError(
            f"{problem}.",
            CURE,
            file=path,
            layer=LAYER,
            field=", ".join(ENDS),
            rows=(f"way {way}: {start}, {end}" for way, start, end in wrong),
        )
