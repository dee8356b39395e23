"""Reading and searching OpenStreetMap roads, held against Valhalla on the same extract.

Run as ``python -m benchmarks.held_against_valhalla EXTRACT``; ``docs/benchmarks.md`` says what is
compared.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import osmium

from benchmarks.extracts import Tags, write_all, write_part
from benchmarks.tables import MarkdownTable, number, write_rows
from benchmarks.valhalla_engine import COSTING, Valhalla
from geoplan.layers.osm import read_osm
from geoplan.layers.roads import RoadLayer
from geoplan.travel.matrix import Access, Router
from geoplan.travel.network import Floats, Network, Whole, two_way_network

PLACES = 300
WORDS = {"foot": "on foot", "motorcycle": "by motorcycle", "motorcar": "by car"}
KMH = {"foot": 5, "motorcycle": 30, "motorcar": 30}
DIRECTION = {"motorcycle": "motorcycle_oneway", "motorcar": "oneway"}  # on foot there is none
ONEWAY = {1: "yes", 0: "no", -1: "-1"}

SHARES = {"median": 0.5, "p90": 0.9, "p99": 0.99, "max": 1.0}
FAR_M = 500.0  # nearer than this, Valhalla's rounding to whole metres weighs too much
APART = 0.01


@dataclass(frozen=True, eq=False)
class Held:
    """What both say about the shortest ways from some junctions to each other.

    Parameters
    ----------
    mode
        ``foot``, ``motorcycle`` or ``motorcar``.
    junctions, known
        How many geoplan has for the mode, and how many of them Valhalla has too.
    node_id
        Of the junctions chosen, shape (places,).
    ours
        Metres, inf where there is no way, shape (places, places).
    theirs, seconds
        Metres and seconds, by what Valhalla reads.
    """

    mode: str
    junctions: int
    known: int
    node_id: Whole
    ours: Floats
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
        "", "Valhalla reads", "only geoplan", "only Valhalla", "longer", f"over {APART:.0%}",
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
    table = MarkdownTable("", "from node", "to node", "geoplan m", *found[0].theirs)
    for held in found:
        for pair in _most_changed(held):
            table.line(
                WORDS[held.mode],
                *held.node_id[list(pair)],
                *(_whole(metres[pair]) for metres in (held.ours, *held.theirs.values())),
            )
    if options.out is not None:
        write_rows(options.out, rows)


def compared(extract: Path, places: int, rng: np.random.Generator) -> list[Held]:
    """Return, for each mode, what both say about junctions that both know.

    Valhalla reads the extract as it stands and then, each time with less, without what geoplan does
    not read or reads differently.

    Parameters
    ----------
    extract
        An OpenStreetMap file.
    places
        Junctions for each mode.
    rng
        Chooses them.
    """
    roads = read_osm(extract)
    with tempfile.TemporaryDirectory() as folder:
        given = partial(_given, folder)
        all_modes = {
            "all": given(partial(write_all, extract)),
            "ways in pieces": given(partial(write_part, extract, node_tags=True, relations=True)),
            "no turn restrictions": given(partial(write_part, extract, node_tags=True)),
            "no barriers": given(partial(write_part, extract)),
        }
        found = []
        for mode in COSTING:
            own = given(partial(write_part, extract, tags_of=_tags_of(roads, mode)))
            engines = all_modes | {"geoplan's ways": own}
            found.append(_held(roads, mode, engines, places, rng))
        return found


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
    if mode in DIRECTION:
        return edges[DIRECTION[mode]].to_numpy(np.int64)
    return np.zeros(len(edges), np.int64)


def _network(roads: RoadLayer, mode: str) -> Network:
    """Return the roads open to a mode, metres in the place of minutes."""
    edges = roads.edges[roads.edges[mode]]
    metres, direction = edges["length_m"].to_numpy(), _direction(edges, mode)
    return two_way_network(
        edges["from_node"].to_numpy(),
        edges["to_node"].to_numpy(),
        np.where(direction >= 0, metres, np.inf),
        np.where(direction <= 0, metres, np.inf),
        nodes=len(roads.nodes),
    )


def _held(
    roads: RoadLayer,
    mode: str,
    engines: Mapping[str, Valhalla],
    places: int,
    rng: np.random.Generator,
) -> Held:
    network = _network(roads, mode)
    junctions = np.unique([network.tail, network.head])
    lon_lat = roads.nodes.get_coordinates().to_numpy()
    knows = [engine.knows(mode, lon_lat[junctions]) for engine in engines.values()]
    known = junctions[np.all(knows, axis=0)]
    chosen = rng.choice(known, min(places, known.size), replace=False)
    theirs = {
        reads: engine.shortest(mode, lon_lat[chosen], kmh=KMH[mode])
        for reads, engine in engines.items()
    }
    return Held(
        mode,
        junctions.size,
        known.size,
        roads.nodes["node_id"].to_numpy()[chosen],
        _shortest(network, chosen),
        {reads: metres for reads, (metres, _) in theirs.items()},
        {reads: seconds for reads, (_, seconds) in theirs.items()},
    )


def _shortest(network: Network, nodes: Whole) -> Floats:
    places, longest = Access.at(nodes), float(network.minutes.sum())
    found = Router(network).minutes(places, places, cutoff_min=longest).tocoo()
    metres = np.full(found.shape, np.inf)
    metres[found.coords] = found.data
    return metres


def _row(held: Held, reads: str) -> dict[str, Any]:
    ours, theirs = held.ours, held.theirs[reads]
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
    """Yield, for each thing less that Valhalla reads, the pair whose way changes most."""
    for before, after in pairwise(held.theirs.values()):
        every = np.isfinite(held.ours) & np.isfinite(before) & np.isfinite(after)
        changed = np.abs(np.subtract(before, after, where=every, out=np.zeros_like(before)))
        if changed.any():
            source, target = np.unravel_index(changed.argmax(), changed.shape)
            yield int(source), int(target)


if __name__ == "__main__":
    main()
