"""Solvers to compare with, all asked the same: people, metres and p in, sites and a bound out.

Each contender takes a ``Case`` and its seconds and returns a ``Found``. What it imports beyond
the dependencies of geoplan comes with the ``bench`` extra.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
from scipy import sparse

from benchmarks.compact import cover_model, median_model
from benchmarks.running import timed, warm_up
from geoplan.siting import family
from geoplan.siting.family import Minutes
from geoplan.siting.limits import Limits
from geoplan.siting.problem import Ints

STARTS = 10  # of FasterPAM
CHOSEN = 0.5  # above it a variable of a solver is 1


@dataclass(frozen=True, eq=False)
class Case:
    """What every contender is asked.

    Parameters
    ----------
    people
        At each demand point.
    metres
        Demand × sites; absent pairs are out of reach.
    p
        Sites to open.
    radius_m
        Of an MCLP; None for the *p*-median.
    limits
        When geoplan may stop, beside the seconds.
    """

    people: Ints
    metres: Minutes
    p: int
    radius_m: float | None
    limits: Limits


@dataclass(frozen=True, eq=False)
class Found:
    """What a contender found: sites, its bound or None, and its seconds."""

    sites: Ints
    bound: float | None
    seconds: float


def geoplan(case: Case, seconds: float) -> Found:
    """Return what the engine of geoplan finds."""
    warm_up()
    if case.radius_m is None:
        build = partial(family.p_median, case.people, case.metres, p=case.p)
    else:
        build = partial(family.mclp, case.people, case.metres, case.radius_m, p=case.p)
    limits = Limits(case.limits.gap, case.limits.nodes, seconds)
    siting, spent = timed(build, limits)
    return Found(siting.order, siting.bound, spent)


def spopt(case: Case, seconds: float) -> Found:
    """Return what spopt's model and HiGHS through PuLP find; building the model counts as well."""
    import pulp
    from spopt.locate import MCLP, PMedian

    start = time.perf_counter()
    if case.radius_m is None:
        model = PMedian.from_cost_matrix(case.metres.toarray(), case.people, case.p)
    else:
        far = np.full(case.metres.shape, 2 * case.radius_m + 1)
        pairs = case.metres.tocoo()
        far[pairs.row, pairs.col] = pairs.data
        model = MCLP.from_cost_matrix(far, case.people, case.radius_m, p_facilities=case.p)
    left = seconds - (time.perf_counter() - start)
    if left <= 0:
        raise TimeoutError("its model alone took longer to build")
    model.problem.solve(pulp.HiGHS(msg=False, timeLimit=left, gapRel=0.0))
    chosen = np.array([variable.value() or 0.0 for variable in model.fac_vars])
    bound = model.problem.solverModel.getInfo().mip_dual_bound
    return _found(chosen, abs(bound), start)


def highs(case: Case, seconds: float) -> Found:
    """Return what HiGHS alone finds in the compact model, the sites' variables binary."""
    import highspy

    start = time.perf_counter()
    model = highspy.Highs()
    model.setOptionValue("output_flag", False)
    model.setOptionValue("mip_rel_gap", 0.0)
    compact = median_model if case.radius_m is None else cover_model
    model.passModel(compact(case.people, case.metres, case.p))
    model.setOptionValue("time_limit", max(0.0, seconds - (time.perf_counter() - start)))
    model.run()
    values = np.array(model.getSolution().col_value)
    sites = case.metres.shape[1]
    return _found(values[:sites], model.getInfo().mip_dual_bound, start)


def greedy(case: Case, seconds: float) -> Found:  # noqa: ARG001 - never takes so long
    """Return the sites that each add most to those before them, the first of equals."""
    start = time.perf_counter()
    adds = _adds_to_median(case) if case.radius_m is None else _adds_to_cover(case)
    sites = np.array([adds() for _ in range(case.p)], np.int64)
    return Found(sites, None, time.perf_counter() - start)


def faster_pam(case: Case, seconds: float) -> Found:
    """Return the best of some starts of FasterPAM, as many as the seconds allow.

    An MCLP is the *p*-median of people out of reach: the cost of a pair is the people of the
    demand point where the site does not cover it, and 0 where it does.

    Source: Church and ReVelle (1976), Geographical Analysis 8, 406–415 (the MCLP as *p*-median).
    """
    import kmedoids

    start = time.perf_counter()
    if case.radius_m is None:
        cost = case.metres.toarray() * case.people[:, None]
    else:
        cost = np.repeat(case.people[:, None].astype(np.float32), case.people.size, axis=1)
        pairs = case.metres.tocoo()
        cost[pairs.row, pairs.col] = 0.0
    best: Any = None
    for seed in range(STARTS):
        result = kmedoids.fasterpam(cost, case.p, random_state=seed, n_cpu=1)
        if best is None or result.loss < best.loss:
            best = result
        if time.perf_counter() - start > seconds:
            break
    return Found(np.asarray(best.medoids, np.int64), None, time.perf_counter() - start)


CONTENDERS: dict[str, Callable[[Case, float], Found]] = {
    "geoplan": geoplan,
    "spopt": spopt,
    "highs": highs,
    "greedy": greedy,
    "kmedoids": faster_pam,
}
NEEDS = {"spopt": ("spopt", "pulp", "highspy"), "highs": ("highspy",), "kmedoids": ("kmedoids",)}


def _found(chosen: np.ndarray, bound: float, start: float) -> Found:
    sites = np.flatnonzero(chosen > CHOSEN)
    if sites.size == 0:
        raise TimeoutError("no solution found")
    return Found(sites, bound if np.isfinite(bound) else None, time.perf_counter() - start)


def _adds_to_cover(case: Case) -> Callable[[], int]:
    """Return a function that opens the site that reaches most people not yet reached."""
    waiting = case.people.copy()
    covers = sparse.csc_array(
        (np.ones(case.metres.nnz, np.int64), case.metres.indices, case.metres.indptr),
        case.metres.shape,
    )
    opened = np.zeros(case.metres.shape[1], np.bool_)

    def add() -> int:
        gain = np.where(opened, -1, covers.T @ waiting)
        site = int(gain.argmax())
        opened[site] = True
        waiting[covers.indices[covers.indptr[site] : covers.indptr[site + 1]]] = 0
        return site

    return add


def _adds_to_median(case: Case) -> Callable[[], int]:
    """Return a function that opens the site that leaves least travel."""
    cost = case.metres.toarray() * case.people[:, None]
    nearest = np.full(case.people.size, np.inf)
    opened = np.zeros(cost.shape[1], np.bool_)

    def add() -> int:
        left = np.minimum(cost, nearest[:, None]).sum(axis=0)
        site = int(np.where(opened, np.inf, left).argmin())
        opened[site] = True
        np.minimum(nearest, cost[:, site], out=nearest)
        return site

    return add
