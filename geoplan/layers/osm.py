"""Roads and ferries of OpenStreetMap files as a roads layer."""

from __future__ import annotations

import re
from array import array
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

import geopandas as gpd
import numpy as np
import osmium
import pandas as pd
import pyproj
import shapely
from numpy.typing import NDArray

from geoplan.errors import LayerError
from geoplan.layers.files import WGS84, sha256
from geoplan.layers.roads import FERRY, LAYER, RoadLayer, RoadOrigin

GEOD = pyproj.Geod(ellps="WGS84")

# Tags and their words: https://wiki.openstreetmap.org/wiki/Key:highway, Key:access, Key:oneway.
MODES = ("foot", "motorcycle", "motorcar")
MOTORWAYS = frozenset({"motorway", "motorway_link"})
FOOTWAYS = frozenset({"bridleway", "cycleway", "footway", "path", "pedestrian", "steps"})
LINKED = ("trunk", "primary", "secondary", "tertiary")
OTHERS = ("living_street", "residential", "road", "service", "track", "unclassified")
ROADS = frozenset({*LINKED, *(f"{kind}_link" for kind in LINKED), *OTHERS})
BUSWAY = "busway"
KINDS = MOTORWAYS | FOOTWAYS | ROADS | {BUSWAY}

# Tags that speak of a mode, from the general to the particular.
VEHICLES = ("access", "vehicle", "motor_vehicle")
ACCESS_TAGS = {
    "foot": ("access", "foot"),
    "motorcycle": (*VEHICLES, "motorcycle"),
    "motorcar": (*VEHICLES, "motorcar"),
}
DENIED = frozenset({"no", "private", "use_sidepath"})
ALLOWED = frozenset({"customers", "delivery", "designated", "destination", "permissive", "yes"})

ONEWAY = {"yes": 1, "true": 1, "1": 1, "-1": -1, "reverse": -1, "no": 0, "false": 0, "0": 0}
ROUND = frozenset({"circular", "roundabout"})

SPEED = re.compile(r"([0-9]{1,3}(?:\.[0-9]+)?) *(km/h|kmh|kph|mph|knots)?")
KMH_PER_UNIT = {"mph": 1.609344, "knots": 1.852}  # international mile and nautical mile
CLOCK = re.compile(r"([0-9]{1,3}):([0-5]?[0-9])(?::([0-5]?[0-9]))?")
MINUTES = re.compile(r"[0-9]{1,4}(?:\.[0-9]+)?")
ISO_8601 = re.compile(
    r"P(?:([0-9]{1,2})D)?(?:T(?:([0-9]{1,3})H)?(?:([0-9]{1,4})M)?(?:([0-9]{1,5})S)?)?"
)

# Positions come as whole numbers of 1e-7 degrees; a node that is not in the file lies beyond these.
UNITS_PER_DEGREE = 10_000_000
NO_DAY = "1970-01-01"  # of data without timestamps
X_MAX = 180 * UNITS_PER_DEGREE
Y_MAX = 90 * UNITS_PER_DEGREE

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]


class _Way(NamedTuple):
    """What the tags of a way say, named as the columns of ``RoadLayer.edges``."""

    way_id: int
    kind: str
    oneway: int
    motorcycle_oneway: int
    maxspeed_kmh: float
    surface: str
    foot: bool
    motorcycle: bool
    motorcar: bool
    duration_min: float


@dataclass(frozen=True, eq=False)
class _Collected:
    """Ways as the file gives them; the node arrays hold the ways one after the other."""

    ways: list[_Way] = field(default_factory=list)
    sizes: list[int] = field(default_factory=list)  # nodes per way
    refs: array[int] = field(default_factory=lambda: array("q"))
    xs: array[int] = field(default_factory=lambda: array("q"))
    ys: array[int] = field(default_factory=lambda: array("q"))
    days: set[str] = field(default_factory=set)  # on which the ways were last changed


@dataclass(frozen=True, eq=False)
class _Trace:
    """Nodes of runs, one after the other; a run is part of a way without a missing node."""

    ref: Whole
    xy: Floats
    way: Whole
    run: Whole


def read_osm(path: Path) -> RoadLayer:
    """Read the roads and ferries of an OpenStreetMap file as edges between junctions.

    Kept are ways of the usual highway classes and ``route=ferry``, unless they are areas or
    nobody may use them. Classes say who may use a way, and access tags correct that, the more
    specific tag winning. ``access`` can close a way but never opens it to a mode that its class
    excludes, and a motorway is opened to motorcycles by the tag ``motorcycle`` alone. Where nodes
    are missing, as at the rim of an extract, the stretches between those that are there stay.

    Parameters
    ----------
    path
        ``.osm.pbf``, ``.osm`` or ``.osm.bz2``, nodes before ways, as extracts come.

    Returns
    -------
    RoadLayer
        Edges and nodes, equal for the same data in any of the three formats.

    Raises
    ------
    LayerError
        When the file is absent, empty, damaged or not OpenStreetMap data, or holds no road.
    """
    found = _collect(path)
    if not found.ways:
        raise LayerError(
            "the file holds no road or ferry that anybody may use.",
            "Get an extract that covers the study area and keeps the ways with a highway tag.",
            file=path,
            layer=LAYER,
        )
    trace, is_whole = _trace(found)
    origin = RoadOrigin("OpenStreetMap", _newest(found.days), path.name, sha256(path))
    roads = _edges(found.ways, trace, is_whole, origin)
    if roads.edges.empty:
        raise LayerError(
            "no road in the file has two nodes with a position.",
            "Get an extract that holds the nodes of its ways, nodes before ways (osmium extract "
            "and osmium sort make one).",
            file=path,
            layer=LAYER,
        )
    return roads


def speed_kmh(text: str) -> float:
    """Return the posted limit in km/h, the lowest where there are several, NaN where unknown.

    Examples
    --------
    >>> speed_kmh("50;60"), round(speed_kmh("30 mph"), 2), speed_kmh("VN:urban")
    (50.0, 48.28, nan)
    """
    matches = [SPEED.fullmatch(part.strip()) for part in text.split(";")]
    speeds = [float(m[1]) * KMH_PER_UNIT.get(m[2], 1.0) for m in matches if m]
    return min((speed for speed in speeds if speed > 0), default=np.nan)


def duration_min(text: str) -> float:
    """Return a duration in minutes, NaN where it is not one or zero.

    Examples
    --------
    >>> duration_min("00:15"), duration_min("1:30:00"), duration_min("PT15M"), duration_min("20")
    (15.0, 90.0, 15.0, 20.0)
    """
    text = text.strip()
    minutes = 0.0
    if match := CLOCK.fullmatch(text):
        hours, mins, seconds = (float(part or 0) for part in match.groups())
        minutes = 60 * hours + mins + seconds / 60
    elif match := ISO_8601.fullmatch(text):
        days, hours, mins, seconds = (float(part or 0) for part in match.groups())
        minutes = 1440 * days + 60 * hours + mins + seconds / 60
    elif MINUTES.fullmatch(text):
        minutes = float(text)
    return minutes if minutes > 0 else np.nan


def _collect(path: Path) -> _Collected:
    if not path.is_file():
        raise LayerError(
            "the file does not exist.",
            "Correct the path, or put an OpenStreetMap extract of the study area there.",
            file=path,
            layer=LAYER,
        )
    if not path.stat().st_size:
        raise _broken(path, "it is empty")
    try:
        return _read_ways(path)
    except (RuntimeError, ValueError, osmium.InvalidLocationError) as bad:
        raise _broken(path, (str(bad).splitlines() or ["unreadable"])[0].rstrip(".")) from None


def _broken(path: Path, why: str) -> LayerError:
    return LayerError(
        f"the file is not whole OpenStreetMap data: {why}.",
        "Download or export it again to the end, and keep the ending of its format: .osm.pbf, "
        ".osm or .osm.bz2.",
        file=path,
        layer=LAYER,
    )


def _read_ways(path: Path) -> _Collected:
    found = _Collected()
    objects = (
        osmium.FileProcessor(path, osmium.osm.NODE | osmium.osm.WAY)
        .with_locations()
        .with_filter(osmium.filter.EntityFilter(osmium.osm.WAY))
        .with_filter(osmium.filter.KeyFilter("highway", "route"))
    )
    for item in objects:
        if not isinstance(item, osmium.osm.Way):
            continue
        way = _read_tags(item.id, dict(item.tags))
        if way is None:
            continue
        places = [(node.ref, node.location) for node in item.nodes]
        found.ways.append(way)
        found.days.add(item.timestamp.date().isoformat())
        found.sizes.append(len(places))
        found.refs.extend([ref for ref, _ in places])
        found.xs.extend([location.x for _, location in places])
        found.ys.extend([location.y for _, location in places])
    return found


def _read_tags(way_id: int, tags: dict[str, str]) -> _Way | None:
    """Return what the tags say, or None for a way that is not kept."""
    kind = FERRY if tags.get("route") == FERRY else tags.get("highway", "")
    if (kind not in KINDS and kind != FERRY) or tags.get("area") == "yes":
        return None
    foot, motorcycle, motorcar = (_may_use(mode, kind, tags) for mode in MODES)
    if not (motorcycle or motorcar or (foot and kind != BUSWAY)):
        return None
    implied = int(tags.get("junction") in ROUND or kind == "motorway")
    oneway = ONEWAY.get(tags.get("oneway", ""), implied)
    return _Way(
        way_id,
        kind,
        oneway,
        ONEWAY.get(tags.get("oneway:motorcycle", ""), oneway),
        speed_kmh(tags.get("maxspeed", "")),
        tags.get("surface", ""),
        foot,
        motorcycle,
        motorcar,
        duration_min(tags.get("duration", "")) if kind == FERRY else np.nan,
    )


def _may_use(mode: str, kind: str, tags: dict[str, str]) -> bool:
    may = kind in ROADS
    may |= mode == "foot" and (kind in FOOTWAYS or kind == FERRY)
    may |= mode == "motorcar" and kind in MOTORWAYS
    # Motorcycles are banned from expressways in Vietnam; a tag for all motor vehicles, which an
    # expressway may well bear, must not let them in.
    only_own_tag_opens = mode == "motorcycle" and kind in MOTORWAYS
    for key in ACCESS_TAGS[mode]:
        word = tags.get(key)
        if word in DENIED:
            may = False
        elif word in ALLOWED and key != "access" and (key == mode or not only_own_tag_opens):
            may = True
    return may


def _trace(found: _Collected) -> tuple[_Trace, NDArray[np.bool_]]:
    """Return the runs of two nodes or more, and per way whether no node is missing."""
    ref, x, y = (np.array(values, dtype=np.int64) for values in (found.refs, found.xs, found.ys))
    way = np.repeat(np.arange(len(found.sizes)), found.sizes)
    located = (np.abs(x) <= X_MAX) & (np.abs(y) <= Y_MAX)
    is_whole = np.bincount(way[~located], minlength=len(found.sizes)) == 0
    same_way = np.diff(way, prepend=-1) == 0
    run = np.cumsum(~(same_way & np.roll(located, 1)))
    kept = located & ~(same_way & (np.diff(ref, prepend=0) == 0))
    kept &= np.bincount(run[kept], minlength=len(run) + 1)[run] >= 2
    xy = np.column_stack([x[kept], y[kept]]) / UNITS_PER_DEGREE
    return _Trace(ref[kept], xy, way[kept], run[kept]), is_whole


def _newest(days: set[str]) -> str:
    return max(days - {NO_DAY}, default="")


def _edges(
    ways: list[_Way], trace: _Trace, is_whole: NDArray[np.bool_], origin: RoadOrigin
) -> RoadLayer:
    first, last = _stretches(trace)
    sizes = last - first + 1
    stretch = np.repeat(np.arange(len(first)), sizes)
    point = np.arange(len(stretch)) + np.repeat(first - np.cumsum(sizes) + sizes, sizes)
    length_m = _lengths_m(trace.xy[point], stretch, len(first))
    lines = shapely.linestrings(trace.xy[point], indices=stretch)

    kept = (trace.ref[first] != trace.ref[last]) | (length_m > 0)
    first, last, length_m, lines = first[kept], last[kept], length_m[kept], lines[kept]
    ends = np.column_stack([first, last]).ravel()
    node_id, first_use, number = np.unique(trace.ref[ends], return_index=True, return_inverse=True)
    order = np.argsort(first_use)
    rank = np.empty_like(order)
    rank[order] = np.arange(len(order))
    from_node, to_node = rank[number].reshape(-1, 2).T

    way = trace.way[first]
    table = pd.DataFrame(ways, columns=list(_Way._fields)).iloc[way].reset_index(drop=True)
    table = table.astype({"oneway": "int8", "motorcycle_oneway": "int8"})
    table.insert(1, "from_node", from_node)
    table.insert(2, "to_node", to_node)
    table["duration_min"] *= _shares(way, length_m, is_whole)
    table["length_m"] = length_m
    places = shapely.points(trace.xy[ends[first_use[order]]])
    return RoadLayer(
        gpd.GeoDataFrame(table, geometry=lines, crs=WGS84),
        gpd.GeoDataFrame({"node_id": node_id[order]}, geometry=places, crs=WGS84),
        origin,
    )


def _stretches(trace: _Trace) -> tuple[Whole, Whole]:
    """Return the first and last row of the trace of each stretch between two junctions."""
    begins = np.diff(trace.run, prepend=-1) != 0
    ends = np.diff(trace.run, append=-1) != 0
    _, number, uses = np.unique(trace.ref, return_inverse=True, return_counts=True)
    junctions = np.flatnonzero(begins | ends | (uses[number] > 1))
    first, last = junctions[:-1], junctions[1:]
    together = trace.run[first] == trace.run[last]
    return first[together], last[together]


def _lengths_m(xy: Floats, stretch: Whole, count: int) -> Floats:
    """Return the geodesic length of each stretch, metres, shape (count,)."""
    inside = stretch[1:] == stretch[:-1]
    a, b = xy[:-1][inside], xy[1:][inside]
    steps_m = GEOD.inv(a[:, 0], a[:, 1], b[:, 0], b[:, 1])[2]
    return _sums(stretch[1:][inside], steps_m, count)


def _shares(way: Whole, length_m: Floats, is_whole: NDArray[np.bool_]) -> Floats:
    """Return the share of its way that a stretch is; NaN where the way's length is unknown."""
    total_m = _sums(way, length_m, len(is_whole))
    total_m[~is_whole | (total_m == 0)] = np.nan
    return length_m / total_m[way]


def _sums(group: Whole, values: Floats, count: int) -> Floats:
    # bincount gives whole numbers where there is nothing to count
    return np.bincount(group, weights=values, minlength=count).astype(np.float64)
