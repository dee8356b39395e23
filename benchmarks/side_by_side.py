"""geoplan and its rivals on the same instances in one run."""

from __future__ import annotations

import importlib.util
import statistics
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from benchmarks import mclp, pmed
from benchmarks.checking import (
    WrongAnswerError,
    behind,
    check_sites,
    people_covered,
    travel,
    whole_bound,
)
from benchmarks.instances import (
    every_pair,
    holds_points,
    instance_files,
    pairs_within,
    people_of,
    read_graph,
    read_points,
    shortest_paths,
)
from benchmarks.peers import CONTENDERS, NEEDS, Case, Found
from benchmarks.running import FailedError, TooSlowError, apart
from benchmarks.tables import MarkdownTable, number, percent, write_rows
from geoplan.siting.problem import Ints

GRACE_S = 20.0  # beyond the limit, to start, to load what it needs and to stop
OURS = "geoplan"
Row = dict[str, Any]


@dataclass(frozen=True, eq=False)
class Bout:
    """One instance for all contenders.

    Parameters
    ----------
    name, problem
        Of the instance; ``mclp`` or ``median``.
    case
        What the contenders get.
    worth
        Recomputes the objective of sites from the instance.
    known
        Best known value; None where nobody says one.
    """

    name: str
    problem: str
    case: Case
    worth: Callable[[Ints], int]
    known: int | None


@dataclass(frozen=True)
class Outcome:
    """What came of a contender in a bout; without a value, the note says why."""

    value: int | None = None
    bound: int | None = None
    seconds: float | None = None
    sites: tuple[int, ...] = ()
    note: str = ""


def run(
    folder: Path,
    out: Path,
    *,
    peers: Sequence[str],
    seconds: float,
    sizes: Sequence[int],
    radius_m: float | None,
    prove: bool,
) -> None:
    """Let all solve each instance of a folder, each in a process of its own; print and write.

    Parameters
    ----------
    folder
        Holds MCLP instances, graphs of OR-Library or both, and the best known values if known.
    out
        Gets the rows, after each instance.
    peers
        Rivals, of ``peers.CONTENDERS``; one that is not installed is left out.
    seconds
        Limit for each contender and instance.
    sizes, radius_m, prove
        As in ``mclp.run``.
    """
    contenders = [OURS, *(peer for peer in peers if _installed(peer))]
    rows: list[Row] = []
    table = MarkdownTable("instance", "p", "solver", "value", "bound", "behind", "s", "× geoplan's")
    for bout in _bouts(folder, sizes, radius_m, prove=prove):
        outcomes = {name: _outcome(bout, name, seconds) for name in contenders}
        for row in _rows(bout, outcomes):
            rows.append(row)
            table.line(
                bout.name,
                bout.case.p,
                row["solver"],
                number(row["objective"]) if row["objective"] is not None else row["note"],
                number(row["bound"]),
                percent(row["gap"]),
                "–" if row["seconds"] is None else f"{row['seconds']:.2f}",
                "–" if row["ratio"] is None else f"{row['ratio']:.2f}",
            )
        write_rows(out, rows)
    print("\nbehind: the best known value, or else the best bound of this run")
    print("× geoplan's: its seconds; below, the median over what was answered\n")
    _sum_up(rows, contenders)


def _installed(peer: str) -> bool:
    missing = [need for need in NEEDS.get(peer, ()) if importlib.util.find_spec(need) is None]
    if missing:
        print(f"{peer} is left out: install {', '.join(missing)} (pip install geoplan[bench])\n")
    return not missing


def _bouts(
    folder: Path, sizes: Sequence[int], radius_m: float | None, *, prove: bool
) -> Iterator[Bout]:
    covered, optima = mclp.best_known(folder), pmed.optima(folder, "median")
    limits = mclp.PROOFS[-1] if prove else mclp.QUICK
    for file in instance_files(folder):
        if holds_points(file):
            points = read_points(file)
            radius = mclp.radius_of(points.name, radius_m)
            pairs = pairs_within(points, radius)
            worth = partial(people_covered, points, radius_m=radius)
            for p in sizes:
                case = Case(points.people, pairs, p, radius, limits)
                known = covered.get((points.name, p, radius))
                yield Bout(points.name, "mclp", case, worth, known)
        else:
            graph = read_graph(file)
            pairs = every_pair(shortest_paths(graph))
            case = Case(people_of(graph), pairs, graph.p, None, pmed.PROOF)
            worth = partial(travel, graph, problem="median")
            yield Bout(graph.name, "median", case, worth, optima.get(graph.name))


def _outcome(bout: Bout, contender: str, seconds: float) -> Outcome:
    try:
        found: Found = apart(CONTENDERS[contender], bout.case, seconds, seconds=seconds + GRACE_S)
        check_sites(contender, found.sites, bout.case.p)
    except TooSlowError:
        return Outcome(note=f"nothing within {seconds:g} s")
    except (FailedError, WrongAnswerError) as failure:
        return Outcome(note=str(failure))
    return Outcome(
        bout.worth(found.sites),
        None if found.bound is None else whole_bound(found.bound, maximise=bout.problem == "mclp"),
        found.seconds,
        tuple(found.sites.tolist()),
    )


def _rows(bout: Bout, outcomes: dict[str, Outcome]) -> Iterator[Row]:
    maximise = bout.problem == "mclp"
    bounds = [outcome.bound for outcome in outcomes.values() if outcome.bound is not None]
    best_bound = (min if maximise else max)(bounds, default=None)
    reference = best_bound if bout.known is None else bout.known
    our_seconds = outcomes[OURS].seconds
    for solver, outcome in outcomes.items():
        gap = ratio = None
        if outcome.value is not None and reference is not None:
            gap = behind(outcome.value, reference, maximise=maximise)
        if outcome.seconds is not None and our_seconds is not None:
            ratio = outcome.seconds / our_seconds
        yield {
            "instance": bout.name,
            "problem": bout.problem,
            "p": bout.case.p,
            "solver": solver,
            "objective": outcome.value,
            "bound": outcome.bound,
            "gap": gap,
            "seconds": outcome.seconds,
            "ratio": ratio,
            "note": outcome.note,
            "sites": list(outcome.sites),
        }


def _sum_up(rows: Sequence[Row], contenders: Sequence[str]) -> None:
    table = MarkdownTable(
        "solver", "answered", "mean behind", "worst behind", "proven", "s in all", "× geoplan's"
    )
    for solver in contenders:
        own = [row for row in rows if row["solver"] == solver]
        answered = [row for row in own if row["objective"] is not None]
        gaps = [row["gap"] for row in answered if row["gap"] is not None]
        ratios = [row["ratio"] for row in answered if row["ratio"] is not None]
        table.line(
            solver,
            f"{len(answered)} of {len(own)}",
            percent(sum(gaps) / len(gaps) if gaps else None),
            percent(max(gaps, default=None)),
            sum(row["bound"] == row["objective"] for row in answered),
            f"{sum(row['seconds'] for row in answered):.1f}",
            f"{statistics.median(ratios):.2f}" if ratios else "–",
        )
