"""The cheapest cover: reduce, price, leave out what is too dear, and branch on what is left."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np
from scipy import sparse

from geoplan.progress import Progress, silent
from geoplan.siting.containment import Bools
from geoplan.siting.covering.cover import Cover, reduce
from geoplan.siting.covering.fewer import fewer
from geoplan.siting.covering.prices import CAREFUL, may_be_better, price, rounded_up
from geoplan.siting.highs import Programme, minimise
from geoplan.siting.limits import Limits
from geoplan.siting.problem import Ints

MOST_NEW = 40  # demand points added to a model at once


@dataclass(frozen=True, eq=False)
class Found:
    """A cover and how cheap one can be.

    Parameters
    ----------
    sites
        Names of the sites of the cheapest cover found; None where none was.
    cost
        Of that cover; inf where none was found.
    bound
        No cover costs less; inf where there is none.
    """

    sites: Ints | None
    cost: float
    bound: float


def least_cover(
    cover: Cover,
    limits: Limits = Limits(),
    *,
    enough: float = -np.inf,
    hopeless: float = np.inf,
    progress: Progress = silent,
) -> Found:
    """Find the cheapest cover, or decide whether there is one as cheap as asked.

    Parameters
    ----------
    cover
        What is to be reached.
    limits
        When to stop; with no nodes, prices alone decide.
    enough
        A cover as cheap as this is not improved further.
    hopeless
        With a bound above this the search ends.
    progress
        Called with a stage, the share of it that is done, and how things stand.
    """
    left, opened = reduce(cover)
    if not left.coverable:
        return Found(None, np.inf, np.inf)
    spent = _cost(cover, opened)
    if left.reach.shape[0] == 0:
        return Found(opened, spent, spent)
    priced = price(left, enough=enough - spent, hopeless=hopeless - spent, progress=progress)
    sites, bound = left.site[priced.sites], rounded_up(left, priced.bound)
    if np.isinf(hopeless) and np.isfinite(priced.cost) and _all_alike(cover):
        least = math.ceil(bound / cover.cost[0] - CAREFUL)
        few = (enough - spent) / cover.cost[0]
        sites = left.site[fewer(left, priced.sites, least, enough=few, progress=progress)]
    cost = _cost(cover, sites) if np.isfinite(priced.cost) else np.inf
    known = Found(
        None if np.isinf(cost) else np.concatenate([opened, sites]),
        spent + cost,
        spent + min(bound, cost),
    )
    if _decided(known, limits, enough, hopeless) or limits.nodes == 0:
        return known
    below = min(known.cost, hopeless)
    if cover.whole:
        below = min(known.cost - 1, np.floor(hopeless))
    can, must = may_be_better(priced, below - spent)
    opened = np.concatenate([opened, left.site[must]])
    rest, more = reduce(left.part(_all(left.reach.shape[0]), can).opened(_within(can, must)))
    opened = np.concatenate([opened, more])
    spent = _cost(cover, opened)
    better = Found(None, np.inf, np.inf)
    if rest.coverable and not _exclude_each_other(cover, opened):
        better = _branch(rest, limits, below - spent, enough - spent, hopeless - spent, progress)
    if np.isinf(better.bound):
        none_below = below + 1 if cover.whole else float(np.nextafter(below, np.inf))
        return replace(known, bound=min(known.cost, none_below))
    bound = max(known.bound, min(known.cost, spent + better.bound))
    if better.sites is None:
        return replace(known, bound=bound)
    return Found(np.concatenate([opened, better.sites]), spent + better.cost, bound)


def _branch(
    cover: Cover,
    limits: Limits,
    below: float,
    enough: float,
    hopeless: float,
    progress: Progress,
) -> Found:
    """Find the cheapest cover that costs no more than ``below``.

    Where it only matters whether a cover is cheap enough, the model knows few of the demand
    points at first; those that its best cover leaves out are added until there are none. Every
    such model bounds the whole one.

    Source: Chen and Chen (2009), Computers & Operations Research 36, 1646–1655.
    """
    demand, sites = cover.reach.shape
    if demand == 0:
        none = np.empty(0, np.int64)
        return Found(none, 0.0, 0.0) if below >= -CAREFUL else Found(None, np.inf, np.inf)
    known = _apart(cover) if np.isfinite(hopeless) else _all(demand)
    bound, nodes = -np.inf, limits.nodes
    while True:
        outcome = minimise(
            _programme(cover, known, below),
            replace(limits, nodes=nodes),
            enough=enough,
            hopeless=hopeless,
            stage="Branching",
            progress=progress,
        )
        nodes -= outcome.nodes
        bound = max(bound, outcome.bound)
        if outcome.values is None:
            return Found(None, np.inf, bound)
        chosen = np.flatnonzero(outcome.values > 0.5)
        cost = float(cover.cost[chosen].sum())
        alone = cover.by_demand @ (outcome.values > 0.5) == 0
        if not alone.any():
            return Found(cover.site[chosen], cost, min(bound, cost))
        if nodes <= 0 or bound > hopeless:
            return Found(None, np.inf, bound)
        fewest = np.argsort(np.where(alone, np.diff(cover.by_demand.indptr), sites + 1))
        known[fewest[: min(MOST_NEW, int(alone.sum()))]] = True


def _programme(cover: Cover, demand: Bools, below: float) -> Programme:
    rows = cover.by_demand[demand].astype(np.float64)
    clash = cover.conflicts.shape[0]
    apart = sparse.csr_array(
        (np.ones(2 * clash), cover.conflicts.ravel(), 2 * np.arange(clash + 1)),
        shape=(clash, cover.cost.size),
    )
    cost = sparse.csr_array(cover.cost[None, :])
    lowest = (np.ones(rows.shape[0]), np.full(clash + 1, -np.inf))
    highest = (np.full(rows.shape[0], np.inf), np.ones(clash), np.array([below + CAREFUL]))
    none, one = np.zeros(cover.cost.size), np.ones(cover.cost.size)
    return Programme(
        cover.cost,
        none,
        one,
        one > 0,
        sparse.csr_array(sparse.vstack([rows, apart, cost])),
        np.concatenate(lowest),
        np.concatenate(highest),
    )


def _apart(cover: Cover) -> Bools:
    """Return demand points no two of which a site reaches, those with the fewest sites first."""
    first = np.zeros(cover.reach.shape[0], np.bool_)
    near = np.zeros(first.size, np.bool_)
    for point in np.argsort(np.diff(cover.by_demand.indptr), kind="stable").tolist():
        if not near[point]:
            first[point] = True
            sites = cover.by_demand.indices[
                cover.by_demand.indptr[point] : cover.by_demand.indptr[point + 1]
            ]
            near[cover.reach[:, sites].indices] = True
    return first


def _decided(found: Found, limits: Limits, enough: float, hopeless: float) -> bool:
    near = found.sites is not None and found.cost - found.bound <= limits.gap * found.cost
    return near or found.cost <= enough or found.bound > hopeless


def _all_alike(cover: Cover) -> bool:
    """Return whether one site is as good as another, but for whom it reaches."""
    return cover.conflicts.size == 0 and bool((cover.cost == cover.cost[0]).all())


def _cost(cover: Cover, names: Ints) -> float:
    return float(cover.cost[np.isin(cover.site, names)].sum())


def _exclude_each_other(cover: Cover, names: Ints) -> bool:
    return bool(np.isin(cover.site[cover.conflicts], names).all(axis=1).any())


def _all(size: int) -> Bools:
    return np.ones(size, np.bool_)


def _within(kept: Bools, wanted: Bools) -> Ints:
    """Return the numbers that the wanted get when only the kept are left."""
    return np.flatnonzero(wanted[kept])
