"""Travel times of a whole country: how they grow, and what a cluster makes of them.

Run as ``python -m benchmarks.country``; ``docs/benchmarks.md`` says what is measured.
"""

from __future__ import annotations

import argparse
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy.spatial import cKDTree

from benchmarks.running import held_mb, measured
from benchmarks.tables import MarkdownTable, number, write_rows
from benchmarks.travel import SPACING_KM, made_up_streets
from geoplan.travel.matrix import Access, Router
from geoplan.travel.network import Network, network_of
from geoplan.travel.store import kept_minutes

if TYPE_CHECKING:
    from distributed import Client

CUTOFF_MIN = 15.0
ACCESS_POINTS, HALF = 3, 2  # of a cell of 1 km², and how many of them must be reached
CELLS_PER_SITE = 10
SOME = (1, 8)  # provinces, before all of them
WORKERS = (0, 1, 2)  # 0 for the threads of this process


@dataclass(frozen=True, eq=False)
class Country:
    """Provinces side by side, between which no road leads.

    Parameters
    ----------
    network
        Roads.
    cells, sites
        Tied to them.
    """

    network: Network
    cells: Access
    sites: Access


def main(words: list[str] | None = None) -> None:
    """Search a country of some provinces, then of all, by threads and by workers."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.country", description=__doc__)
    parser.add_argument("--cells", type=int, default=300_000, metavar="N", help="(%(default)d)")
    parser.add_argument("--provinces", type=int, default=34, metavar="N", help="(%(default)d)")
    parser.add_argument(
        "--density", type=float, default=3, metavar="N", help="crossings a km² (%(default)d)"
    )
    parser.add_argument("--out", type=Path, metavar="FILE", help="JSON of the rows")
    options = parser.parse_args(words)
    cells = options.cells // options.provinces
    rows: list[dict[str, Any]] = []
    table = MarkdownTable(
        "provinces", "cells × sites", "nodes", "pairs", "searched by", "started s", "s",
        "times as fast as threads", "s a province", "peak MB", "peak MB of a worker",
        "read again s",
    )  # fmt: skip
    for provinces in [*(some for some in SOME if some < options.provinces), options.provinces]:
        country = made_up_country(
            provinces, cells, density=options.density, rng=np.random.default_rng(0)
        )
        for workers in WORKERS:
            row = {"provinces": provinces} | _run(country, workers)
            rows.append(row)
            threads = rows[-1 - WORKERS.index(workers)]
            row["ratio_to_threads"] = threads["seconds"] / row["seconds"]
            if row["pairs"] != threads["pairs"]:
                raise ValueError(f"{workers} workers do not find what threads find")
            table.line(
                provinces,
                f"{country.cells.places:,} × {country.sites.places:,}",
                number(country.network.nodes),
                number(row["pairs"]),
                f"{workers} worker{'s' * (workers > 1)}"
                if workers
                else f"{os.cpu_count()} threads",
                f"{row['start_seconds']:.1f}" if workers else "–",
                f"{row['seconds']:.2f}",
                f"{row['ratio_to_threads']:.2f}",
                f"{row['seconds'] / provinces:.3f}",
                number(round(row["peak_mb"])),
                number(round(row["worker_peak_mb"])) if workers else "–",
                f"{row['again_seconds']:.2f}",
            )
    if options.out is not None:
        write_rows(options.out, rows)


def made_up_country(
    provinces: int, cells: int, *, density: float, rng: np.random.Generator
) -> Country:
    """Return square provinces of about so many cells each, with streets like those of a town.

    The access points of a cell are the three crossings nearest to its centre. One cell in ten has a
    site, at the nearest of them.
    """
    side = max(round(cells**0.5), 2)
    centre = np.stack(np.meshgrid(*[np.arange(side) + 0.5] * 2), axis=-1).reshape(-1, 2)
    wider = density**-0.5 / SPACING_KM
    edges, nodes, sites, first = [], [], [], 0
    for _ in range(provinces):
        streets, xy = made_up_streets(round(density * len(centre)), rng)
        node = first + cKDTree(wider * xy).query(centre, ACCESS_POINTS)[1]
        edges.append((first + streets.tail, first + streets.head, wider * streets.minutes))
        nodes.append(node.ravel())
        sites.append(rng.choice(node[:, 0], len(centre) // CELLS_PER_SITE, replace=False))
        first += streets.nodes
    network = network_of(*map(np.concatenate, zip(*edges, strict=True)), nodes=first)
    place = np.repeat(np.arange(provinces * len(centre)), ACCESS_POINTS)
    needed = np.full(provinces * len(centre), HALF)
    node = np.concatenate(nodes)
    return Country(
        network,
        Access(needed.size, place, node, np.zeros(node.size), needed),
        Access.at(np.concatenate(sites)),
    )


def _run(country: Country, workers: int) -> dict[str, Any]:
    """Search from an empty folder, then ask again; workers are started beforehand."""
    start = perf_counter()
    with _cluster(workers) as client, TemporaryDirectory() as folder:
        begin = perf_counter()
        before = list(client.run(_warm_up).values()) if client else []
        _warm_up()
        ask = partial(
            kept_minutes,
            Router(country.network),
            country.cells,
            country.sites,
            cutoff_min=CUTOFF_MIN,
            folder=Path(folder),
            client=client,
        )
        minutes, seconds, peak_mb = measured(ask)
        after = list(client.run(held_mb, "VmHWM").values()) if client else []
        _, again_seconds, _ = measured(ask)
    return {
        "cells": country.cells.places,
        "sites": country.sites.places,
        "nodes": country.network.nodes,
        "edges": country.network.edges,
        "pairs": int(minutes.nnz),
        "workers": workers,
        "start_seconds": round(begin - start, 3),
        "seconds": round(seconds, 3),
        "again_seconds": round(again_seconds, 3),
        "peak_mb": round(peak_mb, 1),
        "worker_peak_mb": round(max(np.subtract(after, before), default=0.0), 1),
    }


@contextmanager
def _cluster(workers: int) -> Iterator[Client | None]:
    """Give the client of a cluster of so many workers on this machine, None for none."""
    if workers == 0:
        yield None
        return
    from distributed import Client, LocalCluster

    options = {"threads_per_worker": 1, "dashboard_address": "127.0.0.1:0"}
    with LocalCluster(n_workers=workers, **options) as cluster, Client(cluster) as client:
        yield client


def _warm_up() -> float:
    """Search a tiny country, so that no clock counts what is loaded; return what is held then."""
    tiny = made_up_country(1, 100, density=3, rng=np.random.default_rng(0))
    Router(tiny.network).minutes(tiny.cells, tiny.sites, cutoff_min=CUTOFF_MIN)
    return held_mb()


if __name__ == "__main__":
    main()
