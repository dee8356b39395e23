"""Line layers of roads, such as a road authority keeps them, as a roads layer."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components
from scipy.spatial import KDTree

from geoplan.layers.fields import Field, FieldTable, FieldType
from geoplan.layers.files import read_features, sha256
from geoplan.layers.junctions import GEOD, Bools, Floats, Trace, Whole, cut
from geoplan.layers.osm_tags import KINDS, MODES, ONEWAY, Way, read_tags
from geoplan.layers.road_faults import no_road, refuse_broken_lines
from geoplan.layers.roads import FASTEST_KMH, LAYER, SLOWEST_KMH, RoadLayer, RoadOrigin

SNAP_M = 0.1  # ends nearer than this to a vertex are one place; drawing programs round finer


def _open_to(mode: str, whom: str) -> Field:
    meaning = f"whether {whom} may use it; blank: as usual for the kind"
    return Field(mode, FieldType.TEXT, meaning, required=False, values=("yes", "no"))


FIELDS = FieldTable(
    LAYER,
    "A line layer of roads: GeoPackage, Shapefile or GeoJSON, one row per road. Roads meet at ends "
    f"and at vertices that they share, within {SNAP_M * 100:g} cm at ends; where lines cross "
    "without a vertex, as on a bridge, they do not meet. Other fields are left alone.",
    (
        Field("row", FieldType.TEXT, "place of the row in the file; counted by geoplan"),
        Field("kind", FieldType.TEXT, "highway class of OpenStreetMap, or ferry",
              values=tuple(sorted(KINDS))),
        Field("speed_kmh", FieldType.NUMBER, "posted limit", "km/h", required=False,
              minimum=SLOWEST_KMH, maximum=FASTEST_KMH),
        Field("oneway", FieldType.TEXT, "yes, true or 1: only in the direction of the line; -1 or "
              "reverse: only against it; no, false or 0: both; blank: forwards on a motorway, both "
              "on others", required=False, values=tuple(ONEWAY)),
        _open_to("foot", "pedestrians"),
        _open_to("motorcycle", "motorcycles"),
        _open_to("motorcar", "cars"),
        Field("surface", FieldType.TEXT, "surface as in OpenStreetMap", required=False),
        Field("geometry", FieldType.GEOMETRY, "line or lines, in the file's reference system"),
    ),
)  # fmt: skip


def read_road_lines(path: Path) -> RoadLayer:
    """Read a line layer of roads as edges between junctions.

    Parameters
    ----------
    path
        GeoPackage, Shapefile or GeoJSON, fields as in ``FIELDS``.

    Returns
    -------
    RoadLayer
        The number of a way is the place of its row in the file, from 1; the source is the name of
        the file, and its day is not known.

    Raises
    ------
    LayerError
        When the file is absent, unreadable or without reference system, breaks the field table,
        holds something else than lines, or no road that anybody may use.
    """
    frame = read_features(path, LAYER)
    frame[FIELDS.index] = [f"feature {place}" for place in range(1, len(frame) + 1)]
    if "oneway" in frame:
        words = frame["oneway"].astype("string").str.lower()
        frame["oneway"] = words.str.removesuffix(".0")  # whole numbers beside blanks come as floats
    frame = FIELDS.validate(frame, path)
    refuse_broken_lines(frame.geometry, ["LineString", "MultiLineString"], path)
    ways = _ways(frame)
    kept = [place for place, way in enumerate(ways) if way]
    trace = _trace(frame.geometry.to_numpy()[kept])
    origin = RoadOrigin(path.name, "", path.name, sha256(path))
    roads = cut([way for way in ways if way], trace, np.ones(len(kept), np.bool_), {}, origin)
    if roads.edges.empty:
        raise no_road(path)
    return roads


def _ways(frame: pd.DataFrame) -> list[Way | None]:
    """Return what each row says, in the words of OpenStreetMap; None where nobody may use it."""
    words = frame[["kind", "oneway", *MODES, "surface"]].fillna("")
    keys = ["highway", *words.columns[1:]]
    rows = enumerate(words.itertuples(index=False), 1)
    ways = [read_tags(place, dict(zip(keys, row, strict=True))) for place, row in rows]
    speeds = frame["speed_kmh"].tolist()
    return [
        way and way._replace(maxspeed_kmh=speed) for way, speed in zip(ways, speeds, strict=True)
    ]


def _trace(lines: NDArray[np.object_]) -> Trace:
    parts, way = shapely.get_parts(lines, return_index=True)
    xy, part = shapely.get_coordinates(parts, return_index=True)
    starts = np.diff(part, prepend=-1) != 0
    place = _places(xy, starts | (np.diff(part, append=-1) != 0))
    _, first = np.unique(place, return_index=True)
    kept = starts | (np.diff(place, prepend=-1) != 0)
    kept &= np.bincount(part[kept], minlength=len(parts))[part] >= 2
    return Trace(place[kept], xy[first[place]][kept], way[part][kept], part[kept])


def _places(xy: Floats, is_end: Bools) -> Whole:
    """Return the number of each vertex's place: an end takes in what lies within ``SNAP_M``."""
    lon, lat = np.radians(xy).T
    on_ball_m = GEOD.a * np.stack(
        [np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)], axis=1
    )
    pairs = KDTree(on_ball_m).query_pairs(SNAP_M, output_type="ndarray")
    equal = (xy[pairs[:, 0]] == xy[pairs[:, 1]]).all(axis=1)
    one, other = pairs[equal | is_end[pairs].any(axis=1)].T
    same = coo_array((np.ones(one.size), (one, other)), shape=(len(xy), len(xy)))
    return connected_components(same, directed=False)[1].astype(np.int64)
