"""OR-Library's p-median graphs, as p-median and as p-center: how many optimal, how many proven."""

from __future__ import annotations

import time
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any

from benchmarks.checking import check_claims, travel, whole_bound
from benchmarks.instances import (
    Graph,
    every_pair,
    instance_files,
    known_values,
    people_of,
    read_graph,
    shortest_paths,
)
from benchmarks.running import timed, warm_up
from benchmarks.tables import MarkdownTable, number, write_rows
from geoplan.siting import family
from geoplan.siting.family import Minutes
from geoplan.siting.limits import Limits

PROBLEMS = {"median": family.p_median, "center": family.p_center}
PROOF = Limits(gap=0.0, nodes=1_000_000)
Row = dict[str, Any]
Known = dict[tuple[str, str], int]


def run(folder: Path, out: Path) -> None:
    """Solve both problems on each graph of a folder, check, print and write.

    Parameters
    ----------
    folder
        Holds the graphs, and ``optima.csv`` if known.
    out
        Gets the rows, after each of them.
    """
    known = {
        (name, problem): value
        for problem in PROBLEMS
        for name, value in optima(folder, problem).items()
    }
    rows: list[Row] = []
    reading = 0.0
    warm_up()
    table = MarkdownTable("instance", "problem", "p", "value", "bound", "optimum", "s")
    for file in instance_files(folder):
        start = time.perf_counter()
        graph = read_graph(file)
        pairs = every_pair(shortest_paths(graph))
        reading += time.perf_counter() - start
        for problem in PROBLEMS:
            row = _solve(graph, pairs, problem)
            rows.append(row)
            write_rows(out, rows)
            table.line(
                graph.name,
                problem,
                graph.p,
                number(row["objective"]),
                number(row["bound"]),
                number(known.get((graph.name, problem))),
                f"{row['seconds']:.2f}",
            )
    print(f"\nreading and shortest paths {reading:.1f} s")
    for problem in PROBLEMS:
        _sum_up(problem, [row for row in rows if row["problem"] == problem], known)


def optima(folder: Path, problem: str) -> dict[str, int]:
    """Return the known optima of a problem by graph; empty where no table stands."""
    table = known_values(folder, "optima.csv", "instance", value=f"p_{problem}_optimum")
    return {name: value for (name,), value in table.items()}


def _solve(graph: Graph, pairs: Minutes, problem: str) -> Row:
    build = partial(PROBLEMS[problem], people_of(graph), pairs, p=graph.p)
    siting, seconds = timed(build, PROOF)
    value = travel(graph, siting.order, problem)
    check_claims(f"{graph.name}, {problem}", siting, graph.p, value, maximise=False)
    return {
        "instance": graph.name,
        "problem": problem,
        "p": graph.p,
        "objective": value,
        "bound": whole_bound(siting.bound, maximise=False),
        "seconds": round(seconds, 3),
        "sites": siting.order.tolist(),
    }


def _sum_up(problem: str, rows: Sequence[Row], known: Known) -> None:
    proven = sum(row["objective"] == row["bound"] for row in rows)
    compared = [row for row in rows if (row["instance"], problem) in known]
    optimal = sum(row["objective"] == known[row["instance"], problem] for row in compared)
    seconds = sum(row["seconds"] for row in rows)
    print(
        f"{problem}: proven {proven} of {len(rows)}, at the known optimum {optimal} of "
        f"{len(compared)}, solving {seconds:.1f} s"
    )
