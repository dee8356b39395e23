"""Whole cities: the bundled study's public programme, and a made-up city of 100 million pairs."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import numpy as np
from scipy.spatial import cKDTree

from benchmarks.checking import check_claims, gap_between
from benchmarks.made_up import made_up_city, pairs_on_the_plane
from benchmarks.running import apart, peak_gb, timed, warm_up
from benchmarks.tables import MarkdownTable, number, percent, write_rows
from geoplan.layers.read import read_layers
from geoplan.layers.sites import candidate_sites
from geoplan.siting import family
from geoplan.siting.level_problem import level_problem
from geoplan.siting.levels import Step, no_facilities
from geoplan.siting.limits import Limits
from geoplan.siting.problem import Siting, SitingProblem
from geoplan.siting.verify import verify
from geoplan.study import Study
from geoplan.travel.reach import Reach

RADIUS_M = 1_200.0
LIMITS = Limits(gap=0.002, nodes=0)
Row = dict[str, Any]


def run(out: Path, *, cells: int, sites: int, p: int, seed: int) -> None:
    """Solve both in processes of their own, check, print and write.

    Parameters
    ----------
    out
        Gets the rows.
    cells, sites, p, seed
        Of the made-up city.
    """
    rows = [apart(public_programme), apart(made_up, cells, sites, p, seed)]
    write_rows(out, rows)
    table = MarkdownTable(
        "case",
        "demand × sites",
        "pairs",
        "p",
        "value",
        "bound",
        "gap",
        "prepared s",
        "s",
        "peak GB",
    )
    for row in rows:
        table.line(
            row["instance"],
            f"{row['demand']:,} × {row['candidates']:,}",
            f"{row['pairs']:,}",
            row["p"],
            number(row["objective"]),
            number(row["bound"]),
            percent(row["gap"]),
            f"{row['prepared_seconds']:.1f}",
            f"{row['seconds']:.1f}",
            f"{row['peak_gb']:.2f}",
        )


def public_programme() -> Row:
    """Solve and verify the public programme of the bundled study."""
    warm_up()
    start = time.perf_counter()
    problem = bundled_problem(Study.load())
    prepared = time.perf_counter() - start
    siting, seconds = timed(lambda: problem, LIMITS)
    row = city_row("public programme", problem, siting, prepared, seconds)
    verify(problem, siting)
    return row


def made_up(cells: int, sites: int, p: int, seed: int) -> Row:
    """Solve an MCLP without capacity in a made-up city, and check it from the coordinates."""
    warm_up()
    start = time.perf_counter()
    cell_xy, site_xy, people = made_up_city(cells, sites, np.random.default_rng(seed))
    pairs = pairs_on_the_plane(cell_xy, site_xy, RADIUS_M)
    problem = family.mclp(people, pairs, RADIUS_M, p=p)
    prepared = time.perf_counter() - start
    siting, seconds = timed(lambda: problem, LIMITS)
    row = city_row("made-up city", problem, siting, prepared, seconds)
    nearest, _ = cKDTree(site_xy[siting.order]).query(cell_xy)
    worth = int(people[nearest <= RADIUS_M].sum())
    check_claims("made-up city", siting, p, worth, maximise=True)
    return row


def bundled_problem(study: Study) -> SitingProblem:
    """Return the problem of the public programme without its split, built from its layers."""
    layers = read_layers(study)
    sites = candidate_sites(
        layers.demand,
        layers.facilities,
        min_people=study.candidates.min_people.value,
        max_sites=study.candidates.max_sites.value,
        copies_per_site=study.candidates.copies_per_site.value,
        crs=study.crs,
    )
    step = Step(study, "commune_station", "primary", study.coverage_programme.count.value)
    return level_problem(Reach(study, layers), step, sites, no_facilities(sites)).problem


def city_row(
    name: str, problem: SitingProblem, siting: Siting, prepared: float, seconds: float
) -> Row:
    """Return what stands in the table, with the peak of memory up to now."""
    demand, candidates = problem.pairs.shape
    return {
        "instance": name,
        "demand": demand,
        "candidates": candidates,
        "pairs": problem.pairs.nnz,
        "p": problem.p,
        "objective": siting.objective,
        "bound": siting.bound,
        "gap": gap_between(siting.objective, siting.bound),
        "prepared_seconds": round(prepared, 3),
        "seconds": round(seconds, 3),
        "peak_gb": round(peak_gb(), 3),
        "sites": siting.order.tolist(),
    }
