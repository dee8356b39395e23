"""Reading and searching OpenStreetMap roads, held against osmnx and networkx on the same extract.

Run as ``python -m benchmarks.held_against EXTRACT``; ``docs/benchmarks.md`` says what is compared.
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

import networkx as nx
import numpy as np
import osmnx
import pandas as pd

from benchmarks.extracts import write_part
from benchmarks.tables import MarkdownTable, number
from benchmarks.travel import ONE_SPEED_KMH, network_of_cars
from geoplan.layers.osm import read_osm
from geoplan.layers.roads import RoadLayer
from geoplan.travel.matrix import Access, Router

SOURCES = 200
CUTOFF_MIN = 1000.0
SHARES = {"median": 0.5, "95 %": 0.95, "99 %": 0.99, "greatest": 1.0}
WORST = 5


def main(words: list[str] | None = None) -> None:
    """Print how far the minutes of both are apart, and the pairs where they differ most."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.held_against", description=__doc__)
    parser.add_argument("extract", type=Path, metavar="EXTRACT", help=".osm.pbf, .osm, .osm.bz2")
    extract = parser.parse_args(words).extract
    pairs = compared(extract, SOURCES, np.random.default_rng(0))
    both = pairs[np.isfinite(pairs["ours"]) & np.isfinite(pairs["theirs"])]
    only = int((np.isfinite(pairs["ours"]) != np.isfinite(pairs["theirs"])).sum())
    apart = (both["ours"] / both["theirs"] - 1).where(both["theirs"] > 0, 0.0)
    print(f"{len(pairs):,} pairs, {len(both):,} with a way in both, {only:,} in one of them only\n")
    table = MarkdownTable("", *SHARES)
    table.line("minutes", *(f"{both['ours'].quantile(share):.2f}" for share in SHARES.values()))
    table.line("difference", *(f"{apart.abs().quantile(share):.3%}" for share in SHARES.values()))
    print()
    table = MarkdownTable("from node", "to node", "geoplan min", "networkx min", "difference")
    for at in apart.abs().nlargest(WORST).index:
        row = both.loc[at]
        table.line(
            number(row["source"]),
            number(row["target"]),
            f"{row['ours']:.3f}",
            f"{row['theirs']:.3f}",
            f"{apart[at]:+.3%}",
        )


def compared(extract: Path, sources: int, rng: np.random.Generator) -> pd.DataFrame:
    """Return the minutes of both from some nodes to all that both know, inf where there is no way.

    Parameters
    ----------
    extract
        An OpenStreetMap file.
    sources
        Nodes to begin from.
    rng
        Chooses them.

    Returns
    -------
    DataFrame
        ``source``, ``target`` (OpenStreetMap numbers of nodes), ``ours``, ``theirs`` in minutes.
    """
    roads = read_osm(extract)
    graph = osmnx_graph(extract, roads)
    osm_id = roads.nodes["node_id"].to_numpy()
    known = np.flatnonzero(np.isin(osm_id, list(graph.nodes)))
    begin = rng.choice(known, min(sources, known.size), replace=False)
    times = Router(network_of_cars(roads)).minutes(
        Access.at(begin), Access.at(known), cutoff_min=CUTOFF_MIN
    )
    ours = np.full(times.shape, np.inf)
    entries = times.tocoo()
    ours[entries.coords] = entries.data
    theirs = np.full(times.shape, np.inf)
    column = {node: k for k, node in enumerate(osm_id[known].tolist())}
    for k, source in enumerate(osm_id[begin].tolist()):
        found = nx.single_source_dijkstra_path_length(graph, source, weight="length")
        for node, metres in found.items():
            if node in column:
                theirs[k, column[node]] = 60 * metres / (1000 * ONE_SPEED_KMH)
    return pd.DataFrame(
        {
            "source": np.repeat(osm_id[begin], known.size),
            "target": np.tile(osm_id[known], begin.size),
            "ours": ours.ravel(),
            "theirs": theirs.ravel(),
        }
    )


def osmnx_graph(extract: Path, roads: RoadLayer) -> nx.MultiDiGraph:
    """Return the graph that osmnx makes of the ways that cars may use, unsimplified."""
    kept = set(roads.edges.loc[roads.edges["motorcar"], "way_id"].tolist())
    with tempfile.TemporaryDirectory() as folder:
        part = Path(folder) / "cars.osm"
        write_part(extract, part, tags_of=lambda way: way.tags if way.id in kept else None)
        return osmnx.graph_from_xml(part, simplify=False, retain_all=True)


if __name__ == "__main__":
    main()
