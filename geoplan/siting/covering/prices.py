r"""A bound and good covers from prices of the demand points.

With prices :math:`u_i \ge 0`, reduced costs :math:`c_j - \sum_{i \in j} u_i`, no cover
costs less than :math:`L(u) = \sum_i u_i + \sum_j \min(0, c_j - \sum_{i \in j} u_i)`; subgradient
steps raise it.
Sites that are cheap at good prices make good covers.

Source: Beasley (1990), Naval Research Logistics 37, 151–164; Caprara, Fischetti and Toth (1999),
Operations Research 47, 730–743.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from geoplan.progress import Progress, Standing
from geoplan.siting.containment import Bools
from geoplan.siting.covering.cover import Cover
from geoplan.siting.problem import Floats, Ints

ROUNDS = 600
PATIENCE = 10  # rounds without a better bound before the steps are halved
SHORTEST = 0.005  # of the first step; shorter ones win nothing
SMOOTH = 0.7  # share of the last direction kept in the next
TRY_EVERY = 10  # rounds between covers
CAREFUL = 1e-6  # relative; what rounding may have added to a bound


@dataclass(frozen=True, eq=False)
class Priced:
    """What prices came to.

    Parameters
    ----------
    price
        Of each demand point at the greatest bound, shape (demand,).
    reduced
        Cost of each site less the prices it reaches, shape (sites,).
    bound
        No cover costs less.
    sites
        The cheapest cover found, empty where none was.
    cost
        Of that cover; inf where none was found.
    """

    price: Floats
    reduced: Floats
    bound: float
    sites: Ints
    cost: float


def price(cover: Cover, *, enough: float, hopeless: float, progress: Progress) -> Priced:
    """Raise the bound and look for covers until they meet, or until either is decided.

    Parameters
    ----------
    cover
        What is to be reached.
    enough
        A cover as cheap as this ends the search.
    hopeless
        A bound above this ends the search.
    progress
        Called as the rounds go by.
    """
    columns, rows = cover.reach, cover.by_demand
    share = cover.cost / np.maximum(np.diff(columns.indptr), 1)
    prices = np.minimum.reduceat(share[rows.indices], rows.indptr[:-1])
    best = Priced(prices, cover.cost, -np.inf, np.empty(0, np.int64), np.inf)
    sites, cost = greedy(cover, np.zeros_like(prices))
    step, stale, way = 1.0, 0, np.zeros_like(prices)
    for number in range(ROUNDS):
        reduced = cover.cost - columns.T @ prices
        bound = float(prices.sum() + np.minimum(reduced, 0.0).sum())
        stale = 0 if bound > best.bound + CAREFUL * abs(bound) else stale + 1
        if bound > best.bound:
            best = Priced(prices, reduced, bound, sites, cost)
        if number % TRY_EVERY == 0:
            found, its_cost = greedy(cover, prices)
            if its_cost < cost:
                sites, cost = found, its_cost
        proven = rounded_up(cover, best.bound)
        if proven > hopeless or cost <= enough or proven >= cost:
            break
        lacking = 1.0 - rows @ (reduced < 0)
        way = SMOOTH * way + (1 - SMOOTH) * lacking
        if stale == PATIENCE:
            step, stale, prices, way = step / 2, 0, best.price, np.zeros_like(prices)
            if step < SHORTEST:
                break
            continue
        free = np.where((prices <= 0) & (way < 0), 0.0, way)
        length = float(free @ free)
        if length == 0:
            break
        aim = cost if np.isfinite(cost) else 2 * abs(best.bound) + cover.cost.max()
        prices = np.maximum(prices + step * (aim - bound) / length * free, 0.0)
        progress("Prices", number / ROUNDS, Standing(cost, best.bound))
    progress("Prices", 1.0, Standing(cost, best.bound))
    return Priced(best.price, best.reduced, best.bound, sites, cost)


def rounded_up(cover: Cover, bound: float) -> float:
    """Return a bound less what rounding may have added, and up to the next possible cost."""
    safe = bound - CAREFUL * max(1.0, abs(bound))
    return float(np.ceil(safe)) if cover.whole else safe


def greedy(cover: Cover, prices: Floats) -> tuple[Ints, float]:
    """Open the cheapest site at the prices of those not yet reached until all are, less any spare.

    Returns
    -------
    ndarray of int64
        The sites; empty where conflicts leave somebody out.
    float
        Their cost; inf where there is none.
    """
    rows = cover.by_demand
    left = np.ones(rows.shape[0], np.bool_)
    reduced = cover.cost - cover.reach.T @ prices
    news = np.diff(cover.reach.indptr).astype(np.int64)
    chosen: list[int] = []
    while left.any():
        with np.errstate(divide="ignore", invalid="ignore"):
            score = np.where(reduced > 0, reduced / news, reduced * news)
        score[news <= 0] = np.inf
        site = int(np.argmin(score))
        if news[site] <= 0:
            return np.empty(0, np.int64), np.inf
        chosen.append(site)
        reached = cover.reached(site)
        reached = reached[left[reached]]
        left[reached] = False
        touched = rows[reached]
        news -= np.bincount(touched.indices, minlength=news.size)
        reduced += np.bincount(
            touched.indices, np.repeat(prices[reached], np.diff(touched.indptr)), news.size
        )
        if cover.conflicts.size:
            news[cover.excluded(np.array([site]))] = 0
    sites = np.array(_without_spare(cover, chosen), np.int64)
    return sites, float(cover.cost[sites].sum())


def _without_spare(cover: Cover, chosen: list[int]) -> list[int]:
    """Leave out the sites that others make needless, the dearest and the last chosen first."""
    times = np.zeros(cover.reach.shape[0], np.int64)
    for site in chosen:
        times[cover.reached(site)] += 1
    kept = []
    for place in sorted(range(len(chosen)), key=lambda at: (-cover.cost[chosen[at]], -at)):
        site = chosen[place]
        reached = cover.reached(site)
        if (times[reached] > 1).all():
            times[reached] -= 1
        else:
            kept.append(site)
    return kept


def may_be_better(priced: Priced, below: float) -> tuple[Bools, Bools]:
    """Return the sites that a cover cheaper than ``below`` can have, and those it must have."""
    slack = CAREFUL * max(1.0, abs(below))
    can = priced.bound + np.maximum(priced.reduced, 0.0) < below + slack
    must = priced.bound - np.minimum(priced.reduced, 0.0) > below + slack
    return can, must
