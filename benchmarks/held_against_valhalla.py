"""Reading and searching OpenStreetMap roads, held against Valhalla on the same extract.

Run as ``python -m benchmarks.held_against_valhalla EXTRACT``; ``docs/benchmarks.md`` says what is
compared.
"""

from __future__ import annotations

import argparse
import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import osmium
import shapely

from benchmarks.extracts import Tags, write_all, write_part
from benchmarks.tables import MarkdownTable, number, write_rows
from benchmarks.valhalla_engine import COSTING, Valhalla
from geoplan.layers.osm import read_osm
from geoplan.layers.osm_tags import MODES
from geoplan.layers.roads import RoadLayer, no_turns
from geoplan.study_travel import ROAD_CLASSES
from geoplan.travel.joining import Joined, Legs, join
from geoplan.travel.matrix import Access, Router
from geoplan.travel.network import Floats, Whole
from geoplan.travel.profile import Profile
from geoplan.travel.roads import DIRECTION, roads_for

PLACES = 300
WORDS = {"foot": "on foot", "motorcycle": "by motorcycle", "motorcar": "by car"}
KMH = {"foot": 5, "motorcycle": 30, "motorcar": 30}
TRAVELS = {"foot": "walk", "motorcycle": "motorbike", "motorcar": "car"}
GLOBE = gpd.GeoDataFrame(geometry=[shapely.box(-180, -90, 180, 90)], crs="EPSG:4326")
ONEWAY = {1: "yes", 0: "no", -1: "-1"}

SHARES = {"median": 0.5, "p90": 0.9, "p99": 0.99, "max": 1.0}
FAR_M = 500.0  # nearer than this, Valhalla's rounding to whole metres weighs too much
APART = 0.01


@dataclass(frozen=True, eq=False)
class Held:
    """What both say about the shortest ways from some junctions to each other, by what both read.

    Parameters
    ----------
    mode
        ``foot``, ``motorcycle`` or ``motorcar``.
    junctions, known
        How many geoplan has for the mode, and how many of them Valhalla has too.
    node_id
        Of the junctions chosen, shape (places,).
    ours, theirs
        Metres by geoplan and by Valhalla, inf where there is no way, shape (places, places).
    seconds
        By Valhalla.
    """

    mode: str
    junctions: int
    known: int
    node_id: Whole
    ours: Mapping[str, Floats]
    theirs: Mapping[str, Floats]
    seconds: Mapping[str, Floats]


def main(words: list[str] | None = None) -> None:
    """Print how far both are apart, what accounts for it, and the pairs where that shows most."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.held_against_valhalla", description=__doc__
    )
    parser.add_argument("extract", type=Path, metavar="EXTRACT", help=".osm.pbf, .osm, .osm.bz2")
    parser.add_argument("--out", type=Path, metavar="FILE", help="JSON of the rows")
    options = parser.parse_args(words)
    found = compared(options.extract, PLACES, np.random.default_rng(0))
    rows = [_row(held, reads) for held in found for reads in held.theirs]
    for held in found:
        pairs = held.node_id.size * (held.node_id.size - 1)
        print(
            f"{WORDS[held.mode]}: {held.known:,} of {held.junctions:,} junctions known to both, "
            f"{pairs:,} pairs"
        )
    print()
    table = MarkdownTable(
        "", "read", "only geoplan", "only Valhalla", "longer", f"over {APART:.0%}",
        f"apart m: {' / '.join(SHARES)}", f"apart %: {' / '.join(SHARES)}", "turns",
    )  # fmt: skip
    for row in rows:
        table.line(
            WORDS[row["mode"]],
            row["reads"],
            f"{row['only_geoplan']:.2%}",
            f"{row['only_valhalla']:.2%}",
            f"{row['longer']:.2%}",
            f"{row['over']:.1%}",
            " / ".join(f"{row[f'{share}_m']:.1f}" for share in SHARES),
            " / ".join(f"{100 * row[share]:.2f}" for share in SHARES),
            f"{row['turns']:.1%}",
        )
    print()
    table = MarkdownTable("geoplan / Valhalla m", "from node", "to node", *found[0].theirs)
    for held in found:
        for pair in _most_changed(held):
            table.line(
                WORDS[held.mode],
                *held.node_id[list(pair)],
                *(
                    f"{_whole(held.ours[reads][pair])} / {_whole(theirs[pair])}"
                    for reads, theirs in held.theirs.items()
                ),
            )
    if options.out is not None:
        write_rows(options.out, rows)


def compared(extract: Path, places: int, rng: np.random.Generator) -> list[Held]:
    """Return, for each mode, what both say about junctions that both know.

    Both read the extract as it stands, and then with less and less. Ways in pieces and ways as
    geoplan has them are written for Valhalla alone; turn restrictions and barriers are left out of
    both.

    Parameters
    ----------
    extract
        An OpenStreetMap file.
    places
        Junctions for each mode.
    rng
        Chooses them.
    """
    whole, crowded = read_osm(extract), _crowded(extract)
    unbanned = replace(whole, turns=no_turns())
    open_ways = replace(unbanned, nodes=whole.nodes.assign(**dict.fromkeys(MODES, True)))
    with tempfile.TemporaryDirectory() as folder:
        given = partial(_given, folder)
        all_modes = {
            "all": (whole, given(partial(write_all, extract))),
            "ways in pieces": (
                whole,
                given(partial(write_part, extract, node_tags=True, relations=True)),
            ),
            "no turn restrictions": (
                unbanned,
                given(partial(write_part, extract, node_tags=True)),
            ),
            "no barriers": (open_ways, given(partial(write_part, extract))),
        }
        found = []
        for mode in COSTING:
            own = given(partial(write_part, extract, tags_of=_tags_of(whole, mode)))
            read = all_modes | {"geoplan's ways": (open_ways, own)}
            found.append(_held(mode, read, crowded, places, rng))
        return found


def _crowded(extract: Path) -> list[int]:
    """Return the nodes that share their place with another: Valhalla is told places, not nodes."""
    at = defaultdict(list)
    for node in osmium.FileProcessor(extract, osmium.osm.NODE):
        at[node.lon, node.lat].append(node.id)
    return [node for nodes in at.values() if len(nodes) > 1 for node in nodes]


def _given(folder: str, write: Callable[[Path], None]) -> Valhalla:
    """Return Valhalla with what is written for it."""
    own = Path(tempfile.mkdtemp(dir=folder))
    extract = own / "roads.osm.pbf"
    write(extract)
    return Valhalla(extract, own)


def _tags_of(roads: RoadLayer, mode: str) -> Callable[[osmium.osm.Way], Tags | None]:
    """Return a function that gives the ways open to a mode tags without any doubt."""
    edges = roads.edges[roads.edges[mode]]
    kind = "footway" if mode == "foot" else "residential"
    tags = {
        way: {"highway": kind, "oneway": ONEWAY[direction]}
        for way, direction in zip(edges["way_id"], _direction(edges, mode).tolist(), strict=True)
    }
    return lambda way: tags.get(way.id)


def _direction(edges: gpd.GeoDataFrame, mode: str) -> Whole:
    if TRAVELS[mode] in DIRECTION:
        return edges[DIRECTION[TRAVELS[mode]]].to_numpy(np.int64)
    return np.zeros(len(edges), np.int64)


def _held(
    mode: str,
    read: Mapping[str, tuple[RoadLayer, Valhalla]],
    crowded: list[int],
    places: int,
    rng: np.random.Generator,
) -> Held:
    roads, _ = read["all"]
    edges = roads.edges[roads.edges[mode]]
    junctions = np.unique(edges[["from_node", "to_node"]])
    stands_alone = roads.nodes[mode] & ~roads.nodes["node_id"].isin(crowded)
    junctions = junctions[stands_alone.to_numpy()[junctions]]
    lon_lat = roads.nodes.get_coordinates().to_numpy()
    knows = [engine.knows(mode, lon_lat[junctions]) for _, engine in read.values()]
    known = junctions[np.all(knows, axis=0)]
    chosen = rng.choice(known, min(places, known.size), replace=False)
    theirs = {
        reads: engine.shortest(mode, lon_lat[chosen], kmh=KMH[mode])
        for reads, (_, engine) in read.items()
    }
    return Held(
        mode,
        junctions.size,
        known.size,
        roads.nodes["node_id"].to_numpy()[chosen],
        {reads: _shortest(layer, mode, chosen) for reads, (layer, _) in read.items()},
        {reads: metres for reads, (metres, _) in theirs.items()},
        {reads: seconds for reads, (_, seconds) in theirs.items()},
    )


def _shortest(layer: RoadLayer, mode: str, chosen: Whole) -> Floats:
    """Return the metres of the shortest ways from each of some junctions to each."""
    edges = layer.edges.assign(maxspeed_kmh=np.nan, duration_min=np.nan)
    nowhere = np.empty(0, np.object_)
    roads = roads_for(replace(layer, edges=edges), TRAVELS[mode], GLOBE, nowhere, cut_off_km=0.0)
    joined = join(roads, [], Legs.none())
    speeds = dict.fromkeys(ROAD_CLASSES, 60.0)  # a kilometre a minute
    profile = Profile(TRAVELS[mode], speeds, 1.0, 1.0, 1.0, 60.0, 0.0, 60.0)
    network = joined.at(profile).network
    starts, ends = Access.at(chosen), _arrivals(joined, chosen)
    found = Router(network).minutes(starts, ends, cutoff_min=float(network.minutes.sum())).tocoo()
    metres = np.full(found.shape, np.inf)
    metres[found.coords] = 1000 * found.data
    return metres


def _arrivals(joined: Joined, junctions: Whole) -> Access:
    """Return junctions as places at which one may arrive by any turn."""
    arcs = joined.arcs
    place = np.full(joined.roads.nodes, -1)
    place[junctions] = np.arange(junctions.size)
    copies = np.flatnonzero(place[arcs.copied] >= 0)
    node = np.concatenate([junctions, arcs.nodes - arcs.copied.size + copies])
    return Access(
        junctions.size,
        np.concatenate([np.arange(junctions.size), place[arcs.copied[copies]]]),
        node,
        np.zeros(node.size),
    )


def _row(held: Held, reads: str) -> dict[str, Any]:
    ours, theirs = held.ours[reads], held.theirs[reads]
    pairs = ~np.eye(len(ours), dtype=np.bool_)
    both = pairs & np.isfinite(ours) & np.isfinite(theirs)
    far = both & (ours >= FAR_M)
    apart_m, apart = np.abs(theirs[both] - ours[both]), np.abs(theirs[far] / ours[far] - 1)
    driving = held.seconds[reads][far] / (3.6 * theirs[far] / KMH[held.mode])
    return {
        "mode": held.mode,
        "reads": reads,
        "junctions": held.junctions,
        "known": held.known,
        "pairs": int(pairs.sum()),
        "only_geoplan": float((np.isfinite(ours) & ~np.isfinite(theirs)).sum() / pairs.sum()),
        "only_valhalla": float((~np.isfinite(ours) & np.isfinite(theirs)).sum() / pairs.sum()),
        "longer": float(theirs[far].sum() / ours[far].sum() - 1),
        "over": float((apart > APART).mean()),
        **{f"{share}_m": float(np.quantile(apart_m, at)) for share, at in SHARES.items()},
        **{share: float(np.quantile(apart, at)) for share, at in SHARES.items()},
        "turns": float(np.median(driving) - 1),
    }


def _whole(metres: float) -> str:
    return number(round(metres) if np.isfinite(metres) else None)


def _most_changed(held: Held) -> Iterator[tuple[int, int]]:
    """Yield, for each step from one reading to the next, the pair that it brings together most."""
    apart = []
    for reads, theirs in held.theirs.items():
        both = np.isfinite(theirs) & np.isfinite(held.ours[reads])
        apart.append(np.subtract(theirs, held.ours[reads], where=both, out=np.zeros(both.shape)))
    for before, after in pairwise(apart):
        changed = np.abs(before) - np.abs(after)
        if changed.max(initial=0.0) > 0:
            source, target = np.unravel_index(changed.argmax(), changed.shape)
            yield int(source), int(target)


if __name__ == "__main__":
    main()
