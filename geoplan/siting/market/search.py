"""Search for the group of entrants that captures most.

Entrants come one after another, each to the place that adds most to the capture of the group. Since
where the last one sits depends on where the first one sat, some are then sent away at random to
start again; each in turn moves to the best place beside the others until none gains by moving; and
the better group stays. Such a round sees a part of the sites, drawn anew; at the end the group
settles among all of them.

Source: iterated local search, Lourenço, Martin and Stützle (2003), Handbook of Metaheuristics,
320–353.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from geoplan.errors import InfeasibleError
from geoplan.siting.market.field import (
    Floats,
    MarketField,
    Whole,
    captured,
    gains,
    patients,
)

ROUNDS = 16
SITES_DRAWN = 800  # seen in a round
SENT_AWAY = 6  # entrants that start again in a round
PLACES_DRAWN = 50  # from which each of them takes the best
LEAST_IMPROVEMENT = 1e-9  # relative; smaller ones are rounding


@dataclass(frozen=True)
class EntryRules:
    """What entrants must keep to.

    Parameters
    ----------
    site_xy_m
        Position of each site in metres, shape (sites, 2).
    spacing_m
        Least distance between two entrants, in metres.
    min_market_people
        People whom every entrant wins for itself at least.
    """

    site_xy_m: Floats
    spacing_m: float
    min_market_people: float

    def free(self, sites: Sequence[int]) -> NDArray[np.bool_]:
        """Return which sites another may enter beside ``sites``, shape (sites,)."""
        free = np.ones(len(self.site_xy_m), dtype=bool)
        for site in sites:
            away = np.hypot(*(self.site_xy_m - self.site_xy_m[site]).T)
            free &= away >= self.spacing_m
            free[site] = False
        return free

    def exclusive(self) -> Whole:
        """Return a set per site such that no two sites of one set may both open; shape (sites,).

        The sets are squares whose diagonal is the spacing: all within one are nearer than that.
        """
        if self.spacing_m == 0:
            return np.arange(len(self.site_xy_m))
        square = np.floor(self.site_xy_m / (self.spacing_m / np.sqrt(2)))
        return np.unique(square, axis=0, return_inverse=True)[1].ravel()


def find_group(
    field: MarketField, rules: EntryRules, count: int, rng: np.random.Generator
) -> list[int]:
    """Return a group of ``count`` sites that captures much, in the order in which each adds most.

    Raises
    ------
    InfeasibleError
        When the search finds no place for all of them.
    """
    best = _first_group(field, rules, count)
    sites = len(rules.site_xy_m)
    for _ in range(ROUNDS):
        drawn = rng.choice(sites, min(SITES_DRAWN, sites), replace=False)
        seen = np.union1d(drawn, best)
        few, few_rules = field.only(seen), replace(rules, site_xy_m=rules.site_xy_m[seen])
        group = np.searchsorted(seen, best).tolist()
        group = _settled(few, few_rules, _disturbed(few, few_rules, group, rng))
        if captured(few, group) > captured(field, best) * (1 + LEAST_IMPROVEMENT):
            best = seen[group].tolist()
    return _ranked(field, _settled(field, rules, best))


def best_site(
    field: MarketField,
    rules: EntryRules,
    others: Sequence[int],
    among: NDArray[np.bool_] | None = None,
) -> tuple[int, float]:
    """Return the site that adds most to what ``others`` capture, and what it adds.

    Parameters
    ----------
    field, rules
        The market, and what to keep to: all of the new group must have their minimum market.
    others
        Sites that are open.
    among
        Sites to choose from, shape (sites,); all of them if not given.

    Returns
    -------
    tuple
        -1 and NaN when no site is permitted.
    """
    gain, own = gains(field, others)
    permitted = rules.free(others) & (own >= rules.min_market_people)
    if among is not None:
        permitted &= among
    for site in np.argsort(-gain, kind="stable").tolist():
        if permitted[site]:
            markets = patients(field, [*others, site]).sum(axis=0)
            if markets.min() >= rules.min_market_people:
                return site, float(gain[site])
    return -1, np.nan


def _first_group(field: MarketField, rules: EntryRules, count: int) -> list[int]:
    group: list[int] = []
    for _ in range(count):
        site, _ = best_site(field, rules, group)
        if site < 0:
            raise InfeasibleError(
                f"only {len(group)} of {count} private hospitals find a place where each wins at "
                f"least {rules.min_market_people:,.0f} people and stands "
                f"{rules.spacing_m / 1000:g} km from the others. Lower count, min_market_people "
                "or spacing_km of the programme in the study file, or raise its beds."
            )
        group.append(site)
    return group


def _settled(field: MarketField, rules: EntryRules, group: list[int]) -> list[int]:
    """Move each entrant to the best place beside the others until none gains by moving."""
    settled = 0
    while settled < len(group):
        here, *others = group
        moved = [*others, best_site(field, rules, others)[0]]
        least = captured(field, group) * (1 + LEAST_IMPROVEMENT)
        if captured(field, moved) > least:
            group, settled = moved, 1
        else:
            group, settled = [*others, here], settled + 1
    return group


def _disturbed(
    field: MarketField, rules: EntryRules, group: list[int], rng: np.random.Generator
) -> list[int]:
    """Let some entrants start again at places drawn at random; the same group if they find none."""
    disturbed: list[int] = rng.permutation(group)[SENT_AWAY:].tolist()
    sites = len(rules.site_xy_m)
    while len(disturbed) < len(group):
        drawn = np.zeros(sites, dtype=bool)
        drawn[rng.choice(sites, min(PLACES_DRAWN, sites), replace=False)] = True
        site, _ = best_site(field, rules, disturbed, drawn)
        if site < 0:
            return group
        disturbed.append(site)
    return disturbed


def _ranked(field: MarketField, group: list[int]) -> list[int]:
    """Order entrants so that each next adds most to what the group captures."""
    order: list[int] = []
    left = sorted(group)
    while left:
        captures = [captured(field, [*order, site]) for site in left]
        order.append(left.pop(int(np.argmax(captures))))
    return order
