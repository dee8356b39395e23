"""Travel times over a network beside other engines, in one run.

Run as ``python -m benchmarks.travel``; ``docs/benchmarks.md`` says what is measured.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

import numpy as np
from scipy import sparse

from benchmarks.routers import ENGINES, Case, Run, run
from benchmarks.running import FailedError, TooSlowError, apart
from benchmarks.tables import MarkdownTable, number, write_rows
from geoplan.layers.osm import read_osm
from geoplan.layers.roads import RoadLayer
from geoplan.travel.network import Floats, Network, two_way_network

GEOPLAN, YARDSTICK = "geoplan", "scipy"
CUTOFF_MIN = 30.0
SPACING_KM, JITTER_KM = 0.05, 0.015
KEPT = 0.72  # of the streets of a grid: 359,000 between 250,000 nodes
SPEEDS_KMH = (15.0, 25.0, 30.0, 40.0)
ONE_SPEED_KMH = 30.0
SAMPLED = {"pandana": 20, "igraph": 100, "networkit": 100}  # sources; the others take all
EVERYWHERE = 500  # sources where all nodes are asked for
SECONDS = 600.0
BYTES_PER_MB = 1e6


def main(words: list[str] | None = None) -> None:
    """Run every engine that is installed on the same cases."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.travel", description=__doc__)
    parser.add_argument("--nodes", type=int, default=250_000, metavar="N", help="(%(default)d)")
    parser.add_argument(
        "--extract", type=Path, metavar="FILE", help="of OpenStreetMap, instead of made-up streets"
    )
    parser.add_argument("--sources", type=int, default=2_000, metavar="N", help="(%(default)d)")
    parser.add_argument("--places", type=int, default=5_000, metavar="N", help="(%(default)d)")
    parser.add_argument("--out", type=Path, metavar="FILE", help="JSON of the rows")
    options = parser.parse_args(words)
    if options.extract is None:
        network, xy = made_up_streets(options.nodes, np.random.default_rng(0))
        whole = f"made-up, {network.nodes:,} nodes"
    else:
        network, xy = streets_of(options.extract)
        whole = options.extract.name
    rng = np.random.default_rng(1)
    sources = rng.choice(network.nodes, min(options.sources, network.nodes), replace=False)
    places = rng.choice(network.nodes, min(options.places, network.nodes), replace=False)
    print(f"{network.nodes:,} nodes, {network.edges:,} directed edges, {CUTOFF_MIN:g} minutes\n")
    rows: list[dict[str, Any]] = []
    table = MarkdownTable(
        "to", "engine", "sources", "pairs", "missing or extra", "s", "times as fast as scipy",
        "peak MB", "result MB", "greatest difference min",
    )  # fmt: skip
    for name, case, engines in (
        (
            f"{places.size:,} places",
            Case(network, xy, sources, places, CUTOFF_MIN),
            [YARDSTICK, *(engine for engine in ENGINES if engine != YARDSTICK)],
        ),
        (
            "all nodes",
            Case(network, xy, sources[:EVERYWHERE], np.arange(network.nodes), CUTOFF_MIN),
            [YARDSTICK, GEOPLAN],
        ),
    ):
        done: dict[str, Run] = {}
        for engine in engines:
            part = case.first(SAMPLED.get(engine, case.sources.size))
            try:
                done[engine] = apart(run, engine, part, seconds=SECONDS)
            except (FailedError, TooSlowError) as failure:
                table.line(name, engine, part.sources.size, "–", str(failure), *["–"] * 5)
                continue
            row = _row(f"{whole}, to {name}", engine, done)
            rows.append(row)
            table.line(
                name,
                engine,
                row["sources"],
                number(row["pairs"]),
                number(row["pairs_missing_or_extra"]),
                f"{row['seconds']:.2f}",
                f"{row['ratio_to_scipy']:.2f}",
                number(round(row["peak_mb"])),
                number(round(_result_mb(done[engine]))),
                f"{row['max_abs_diff_min']:.1e}",
            )
    if options.out is not None:
        write_rows(options.out, rows)


def made_up_streets(nodes: int, rng: np.random.Generator) -> tuple[Network, Floats]:
    """Return a jittered grid of streets with some missing, each with its own speed, both ways.

    Nodes are numbered at random, as those of a map are.
    """
    side = max(round(nodes**0.5), 2)
    number = rng.permutation(side * side).reshape(side, side)
    at = np.stack(np.meshgrid(*[np.arange(side) * SPACING_KM] * 2, indexing="ij"), axis=-1)
    xy = np.empty((side * side, 2))
    xy[number.ravel()] = (at + rng.uniform(-JITTER_KM, JITTER_KM, at.shape)).reshape(-1, 2)
    tail = np.concatenate([number[:, :-1].ravel(), number[:-1].ravel()])
    head = np.concatenate([number[:, 1:].ravel(), number[1:].ravel()])
    kept = rng.random(tail.size) < KEPT
    tail, head = tail[kept], head[kept]
    km = np.linalg.norm(xy[tail] - xy[head], axis=1)
    minutes = 60 * km / rng.choice(SPEEDS_KMH, tail.size)
    return two_way_network(tail, head, minutes, minutes, nodes=side * side), xy


def streets_of(extract: Path) -> tuple[Network, Floats]:
    """Return the streets that cars may use, and where the nodes are in degrees."""
    roads = read_osm(extract)
    return network_of_cars(roads), np.column_stack([roads.nodes.geometry.x, roads.nodes.geometry.y])


def network_of_cars(roads: RoadLayer) -> Network:
    """Return the streets that cars may use, all at the same speed."""
    edges = roads.edges[roads.edges["motorcar"]]
    minutes = (60 * edges["length_m"] / (1000 * ONE_SPEED_KMH)).to_numpy()
    return two_way_network(
        edges["from_node"].to_numpy(),
        edges["to_node"].to_numpy(),
        np.where(edges["oneway"] >= 0, minutes, np.inf),
        np.where(edges["oneway"] <= 0, minutes, np.inf),
        nodes=len(roads.nodes),
    )


def _row(network: str, engine: str, done: dict[str, Run]) -> dict[str, Any]:
    one, yardstick = done[engine], done.get(YARDSTICK, done[engine])
    sources = one.minutes.shape[0]
    expected = yardstick.minutes[:sources]
    both = _stored(one.minutes).multiply(_stored(expected))
    apart = abs(one.minutes.multiply(both) - expected.multiply(both)).max()
    return {
        "network": network,
        "engine": engine,
        "sources": sources,
        "pairs": int(one.minutes.nnz),
        "pairs_missing_or_extra": int(one.minutes.nnz + expected.nnz - 2 * both.nnz),
        "seconds": round(one.seconds, 3),
        "ratio_to_scipy": yardstick.seconds / yardstick.minutes.shape[0] / one.seconds * sources,
        "peak_mb": round(one.peak_mb, 1),
        "max_abs_diff_min": float(apart),
    }


def _stored(minutes: sparse.csr_array) -> sparse.csr_array:
    """Return a matrix with 1 where minutes are stored, true zeros too."""
    ones = np.ones(minutes.nnz, np.int8)
    return sparse.csr_array((ones, minutes.indices, minutes.indptr), shape=minutes.shape)


def _result_mb(done: Run) -> float:
    minutes = done.minutes
    stored = minutes.data.nbytes + minutes.indices.nbytes + minutes.indptr.nbytes
    return stored / BYTES_PER_MB


if __name__ == "__main__":
    main()
