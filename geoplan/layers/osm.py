"""Roads and ferries of OpenStreetMap files as a roads layer, with barriers and banned turns."""

from __future__ import annotations

from array import array
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
import osmium
import shapely

from geoplan.errors import LayerError
from geoplan.layers.files import sha256
from geoplan.layers.junctions import Bools, Passes, Trace, cut
from geoplan.layers.osm_barriers import read_barrier
from geoplan.layers.osm_restrictions import TYPES, Restriction, read_restriction, turns_of
from geoplan.layers.osm_tags import Way, read_tags
from geoplan.layers.road_faults import (
    Area,
    no_road,
    refuse_elsewhere,
    refuse_missing,
    refuse_off_globe,
)
from geoplan.layers.roads import LAYER, RoadLayer, RoadOrigin

# Positions come as whole numbers of 1e-7 degrees; one that is not in the file is the largest int32.
UNITS_PER_DEGREE = 10_000_000
MISSING = 2**31 - 1
NO_DAY = "1970-01-01"  # of data without timestamps
OF_ALL = "osmosis_replication_timestamp"  # in the header: up to when the data hold all changes

Places = list[tuple[int, int]]
Filter = osmium.filter.KeyFilter | osmium.filter.TagFilter


@dataclass(eq=False)
class _Collected:
    """Ways as the file gives them; the node arrays hold the ways one after the other."""

    roads: int = 0  # in the file, those elsewhere counted
    corners: Places = field(default_factory=list)  # south-west and north-east of the same
    ways: list[Way] = field(default_factory=list)
    sizes: list[int] = field(default_factory=list)  # nodes per way
    refs: array[int] = field(default_factory=lambda: array("q"))
    xs: array[int] = field(default_factory=lambda: array("q"))
    ys: array[int] = field(default_factory=lambda: array("q"))
    barriers: dict[int, Passes] = field(default_factory=dict)  # that not everybody passes
    restrictions: list[Restriction] = field(default_factory=list)
    days: set[str] = field(default_factory=set)  # on which the ways were last changed
    day: str = ""  # of the data, as the file has it


def read_osm(path: Path, near: Area | None = None) -> RoadLayer:
    """Read the roads and ferries of an OpenStreetMap file as edges between junctions.

    Which ways are kept and what their tags say: ``geoplan.layers.osm_tags.read_tags``. Where nodes
    are missing, as at the rim of an extract, the stretches between those that are there stay. Who
    passes barriers: ``geoplan.layers.osm_barriers``; which turns are banned:
    ``geoplan.layers.osm_restrictions``. The day of the data is that in the header of the file, else
    the day on which a way was changed last.

    Parameters
    ----------
    path
        ``.osm.pbf``, ``.osm`` or ``.osm.bz2``, nodes before ways, as extracts come.
    near
        Where roads are wanted, EPSG:4326: ways beyond its bounding box are left out while reading,
        so that they fill no memory; nor do they cut others at junctions, which lie beyond as well.

    Returns
    -------
    RoadLayer
        Edges and nodes, equal for the same data in any of the three formats.

    Raises
    ------
    LayerError
        When the file is absent, empty, damaged or not OpenStreetMap data, holds no road, or none
        near, or positions that are not on the globe.
    """
    refuse_missing(path)
    found = _collect(path, near)
    if not found.roads:
        raise no_road(path)
    if not found.corners:
        raise _without_positions(path)
    reach = shapely.box(*(np.ravel(found.corners) / UNITS_PER_DEGREE))
    refuse_off_globe(reach, path)
    if near and not found.ways:
        refuse_elsewhere(reach, near, path)
    trace, is_whole = _trace(found)
    day = found.day or max(found.days - {NO_DAY}, default="")
    origin = RoadOrigin("OpenStreetMap", day, path.name, sha256(path))
    roads = cut(found.ways, trace, is_whole, found.barriers, origin)
    if roads.edges.empty:
        raise _without_positions(path)
    turns, left_out = turns_of(found.restrictions, roads.edges, roads.nodes)
    return replace(roads, turns=turns, turns_left_out=left_out)


def _collect(path: Path, near: Area | None) -> _Collected:
    try:
        return _read(path, near)
    except (RuntimeError, ValueError, osmium.InvalidLocationError) as bad:
        raise _broken(path, (str(bad).splitlines() or ["unreadable"])[0].rstrip(".")) from None


def _without_positions(path: Path) -> LayerError:
    return LayerError(
        "no road in the file has two nodes with a position.",
        "Get an extract that holds the nodes of its ways, nodes before ways (osmium extract and "
        "osmium sort make one).",
        file=path,
        layer=LAYER,
    )


def _broken(path: Path, why: str) -> LayerError:
    return LayerError(
        f"the file is not whole OpenStreetMap data: {why}.",
        "Download or export it again to the end, and keep the ending of its format: .osm.pbf, "
        ".osm or .osm.bz2.",
        file=path,
        layer=LAYER,
    )


def _read(path: Path, near: Area | None) -> _Collected:
    found = _Collected()
    box = [degrees * UNITS_PER_DEGREE for degrees in near.bounds] if near else []
    kinds = [("type", kind) for kind in TYPES]
    objects = (
        osmium.FileProcessor(path, osmium.osm.NODE | osmium.osm.WAY | osmium.osm.RELATION)
        .with_locations()
        .with_filter(_of(osmium.osm.NODE, osmium.filter.KeyFilter("barrier")))
        .with_filter(_of(osmium.osm.WAY, osmium.filter.KeyFilter("highway", "route")))
        .with_filter(_of(osmium.osm.RELATION, osmium.filter.TagFilter(*kinds)))
    )
    found.day = objects.header.get(OF_ALL, "")[: len(NO_DAY)]
    for item in objects:
        if isinstance(item, osmium.osm.Way):
            _add_way(found, item, box)
        elif isinstance(item, osmium.osm.Node):
            passes = read_barrier(dict(item.tags))
            if not all(passes):
                found.barriers[item.id] = passes
        elif isinstance(item, osmium.osm.Relation):
            members = [(member.type, member.ref, member.role) for member in item.members]
            found.restrictions += read_restriction(item.id, dict(item.tags), members)
    return found


def _of(things: osmium.osm.osm_entity_bits, wanted: Filter) -> Filter:
    """Return a filter that leaves all but the things of a kind alone."""
    wanted.enable_for(things)
    return wanted


def _add_way(found: _Collected, item: osmium.osm.Way, box: list[float]) -> None:
    way = read_tags(item.id, dict(item.tags))
    if way is None:
        return
    nodes = [(node.ref, node.x, node.y) for node in item.nodes]
    corners = _corners([(x, y) for _, x, y in nodes if x != MISSING])
    found.roads += 1
    found.corners = _corners(found.corners + corners)
    if box and not _meet(corners, box):
        return
    found.ways.append(way)
    found.days.add(item.timestamp.date().isoformat())
    found.sizes.append(len(nodes))
    found.refs.extend([ref for ref, _, _ in nodes])
    found.xs.extend([x for _, x, _ in nodes])
    found.ys.extend([y for _, _, y in nodes])


def _corners(places: Places) -> Places:
    """Return the south-western and the north-eastern corner of the box around the places."""
    if not places:
        return []
    xs, ys = zip(*places, strict=True)
    return [(min(xs), min(ys)), (max(xs), max(ys))]


def _meet(corners: Places, box: list[float]) -> bool:
    if not corners:
        return False
    (west, south), (east, north) = corners
    return west <= box[2] and box[0] <= east and south <= box[3] and box[1] <= north


def _trace(found: _Collected) -> tuple[Trace, Bools]:
    """Return the runs of two nodes or more, and per way whether no node is missing."""
    ref, x, y = (np.array(values, dtype=np.int64) for values in (found.refs, found.xs, found.ys))
    way = np.repeat(np.arange(len(found.sizes)), found.sizes)
    located = x != MISSING
    is_whole = np.bincount(way[~located], minlength=len(found.sizes)) == 0
    same_way = np.diff(way, prepend=-1) == 0
    run = np.cumsum(~(same_way & np.roll(located, 1)))
    kept = located & ~(same_way & (np.diff(ref, prepend=0) == 0))
    kept &= np.bincount(run[kept], minlength=len(run) + 1)[run] >= 2
    xy = np.column_stack([x[kept], y[kept]]) / UNITS_PER_DEGREE
    return Trace(ref[kept], xy, way[kept], run[kept]), is_whole
