"""Recompute what the chosen sites are worth from the instance alone, and refuse other claims."""

from __future__ import annotations

import math

import numpy as np
from scipy.sparse import csgraph

from benchmarks.instances import Graph, Points, metres_between
from geoplan.siting.problem import ROUNDING, Ints, Siting


class WrongAnswerError(Exception):
    """What a solver claims does not follow from the sites it chose."""


def people_covered(points: Points, sites: Ints, radius_m: float) -> int:
    """Return the people within the radius of a site, from the coordinates."""
    metres = metres_between(points.lat_lon[sites][:, None], points.lat_lon)
    return int(points.people[(metres <= np.float32(radius_m)).any(axis=0)].sum())


def travel(graph: Graph, sites: Ints, problem: str) -> int:
    """Return the sum, or for ``center`` the greatest, of the costs to the nearest site."""
    nearest = csgraph.dijkstra(graph.edges, directed=False, indices=sites, min_only=True)
    return round(float(nearest.max() if problem == "center" else nearest.sum()))


def check_claims(what: str, siting: Siting, p: int, worth: float, *, maximise: bool) -> None:
    """Refuse an answer of the engine that does not hold.

    Parameters
    ----------
    what
        The instance, for the message.
    siting
        The answer.
    p
        Sites that should be opened.
    worth
        The objective, recomputed from the instance.
    maximise
        Whether more is better.

    Raises
    ------
    WrongAnswerError
        Naming the claim that does not hold.
    """
    check_sites(what, siting.order, p)
    claimed, bound = siting.objective, siting.bound
    if not math.isclose(claimed, worth, rel_tol=ROUNDING, abs_tol=ROUNDING):
        raise WrongAnswerError(f"{what}: {claimed:,} is claimed, but the sites give {worth:,}.")
    beyond = claimed - bound if maximise else bound - claimed
    if beyond > ROUNDING * max(1.0, abs(claimed)):
        raise WrongAnswerError(f"{what}: the bound {bound:,} is worse than the value {claimed:,}.")


def check_sites(what: str, sites: Ints, p: int) -> None:
    """Refuse sites that are not *p* different ones.

    Raises
    ------
    WrongAnswerError
        Saying which they are.
    """
    if np.unique(sites).size != p or sites.size != p:
        raise WrongAnswerError(
            f"{what}: {p} different sites are due, not {sorted(sites.tolist())}."
        )


def whole_bound(bound: float, *, maximise: bool) -> int:
    """Return a bound on a whole number, rounded to the whole number that it proves.

    Examples
    --------
    >>> whole_bound(99.7, maximise=True), whole_bound(99.2, maximise=False)
    (99, 100)
    """
    rounding = ROUNDING * max(1.0, abs(bound))
    return math.floor(bound + rounding) if maximise else math.ceil(bound - rounding)


def gap_between(value: float, limit: float) -> float:
    """Return the distance of two values as a share of the greater one."""
    greater = max(abs(value), abs(limit))
    return abs(limit - value) / greater if greater > 0 else 0.0


def behind(value: float, reference: float, *, maximise: bool) -> float:
    """Return by which share of a reference a value is worse; below 0 where it is better."""
    worse = reference - value if maximise else value - reference
    return worse / abs(reference) if reference else float(worse > 0)
