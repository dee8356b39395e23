"""The MCLP instances of Máximo et al.: how near to the best known, how sure, how fast."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from benchmarks.checking import behind, check_claims, gap_between, people_covered, whole_bound
from benchmarks.instances import Points, instance_files, known_values, pairs_within, read_points
from benchmarks.running import timed, warm_up
from benchmarks.tables import MarkdownTable, number, percent, write_rows
from geoplan.errors import GeoplanError
from geoplan.siting import family
from geoplan.siting.family import Minutes
from geoplan.siting.limits import Limits

SIZES = (50, 60, 70, 80, 90, 100)
RADIUS_M = {"NewYork": 400.0, "Bronx": 600.0, "SanFrancisco": 600.0, "Kings": 800.0}
QUICK = Limits(gap=1e-4, nodes=0)
PROOFS = tuple(Limits(gap=0.0, nodes=nodes) for nodes in (1_000, 20_000, 1_000_000))
Row = dict[str, Any]
Known = dict[tuple[str, int, float], int]


@dataclass(frozen=True, eq=False)
class Task:
    """An instance and how many sites of it are asked for."""

    points: Points
    pairs: Minutes
    radius_m: float
    p: int


def run(
    folder: Path, out: Path, *, sizes: Sequence[int], radius_m: float | None, prove: bool
) -> None:
    """Solve each instance of a folder for each size, check, print and write.

    Parameters
    ----------
    folder
        Holds the instances, and ``best_known.csv`` if known.
    out
        Gets the rows, after each of them.
    sizes
        Numbers of sites.
    radius_m
        For all instances; None for that of each by its name.
    prove
        Whether to branch until the gap is closed: what can be proven soon comes first, the others
        are begun anew with more nodes, those of the smallest gap first.
    """
    known = best_known(folder)
    start = time.perf_counter()
    tasks = _tasks(folder, sizes, radius_m)
    reading = time.perf_counter() - start
    warm_up()
    table = MarkdownTable(
        "instance", "p", "radius m", "value", "bound", "gap", "best known", "behind", "s"
    )
    rows: dict[Task, Row] = {}
    for limits in PROOFS if prove else (QUICK,):
        for task in sorted(tasks, key=lambda task: rows[task]["gap"] if task in rows else 0.0):
            before = rows.get(task)
            if before is not None and _proven(before):
                continue
            row = rows[task] = _solve(task, limits)
            if before is not None:
                row["seconds"] = round(row["seconds"] + before["seconds"], 3)
            write_rows(out, [*rows.values()])
            table.line(
                row["instance"],
                row["p"],
                f"{row['radius_m']:g}",
                number(row["objective"]),
                number(row["bound"]),
                percent(row["gap"]),
                number(known.get((row["instance"], row["p"], row["radius_m"]))),
                percent(_behind(row, known)),
                f"{row['seconds']:.1f}",
            )
    _sum_up([*rows.values()], known, reading)


def best_known(folder: Path) -> Known:
    """Return the best known value by instance, p and radius; empty where no table stands."""
    table = known_values(folder, "best_known.csv", "instance", "p", "radius_m", value="best_known")
    return {(name, int(p), float(radius)): value for (name, p, radius), value in table.items()}


def radius_of(name: str, radius_m: float | None) -> float:
    """Return the radius of an instance, unless another is asked for.

    Raises
    ------
    GeoplanError
        If nobody says one.
    """
    if radius_m is not None:
        return radius_m
    if name not in RADIUS_M:
        raise GeoplanError(f"no radius is known for {name}; say one with --radius.")
    return RADIUS_M[name]


def _tasks(folder: Path, sizes: Sequence[int], radius_m: float | None) -> list[Task]:
    tasks = []
    for file in instance_files(folder):
        points = read_points(file)
        radius = radius_of(points.name, radius_m)
        pairs = pairs_within(points, radius)
        tasks += [Task(points, pairs, radius, p) for p in sizes]
    return tasks


def _solve(task: Task, limits: Limits) -> Row:
    points, radius_m, p = task.points, task.radius_m, task.p
    build = partial(family.mclp, points.people, task.pairs, radius_m, p=p)
    siting, seconds = timed(build, limits)
    value = people_covered(points, siting.order, radius_m)
    check_claims(f"{points.name}, p = {p}", siting, p, value, maximise=True)
    bound = whole_bound(siting.bound, maximise=True)
    return {
        "instance": points.name,
        "p": p,
        "radius_m": radius_m,
        "objective": value,
        "bound": bound,
        "gap": gap_between(value, bound),
        "seconds": round(seconds, 3),
        "sites": siting.order.tolist(),
    }


def _proven(row: Row) -> bool:
    return bool(row["objective"] == row["bound"])


def _behind(row: Row, known: Known) -> float | None:
    best = known.get((row["instance"], row["p"], row["radius_m"]))
    return None if best is None else behind(row["objective"], best, maximise=True)


def _sum_up(rows: Sequence[Row], known: Known, reading: float) -> None:
    seconds = sum(row["seconds"] for row in rows)
    proven = sum(map(_proven, rows))
    print(f"\nreading and pairs {reading:.1f} s, solving {seconds:.1f} s")
    print(f"proven {proven} of {len(rows)}, worst gap {percent(max(row['gap'] for row in rows))}")
    shares = [share for row in rows if (share := _behind(row, known)) is not None]
    if shares:
        print(
            f"behind the best known: mean {percent(sum(shares) / len(shares))}, "
            f"worst {percent(max(shares))}; better than it {sum(share < 0 for share in shares)}, "
            f"of {len(shares)}"
        )
