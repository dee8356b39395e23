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
        People, as investors count them, whom every entrant wins for itself at least when all are
        open.
    required, barred
        Sites where an entrant must open, and where none may.
    """

    site_xy_m: Floats
    spacing_m: float
    min_market_people: float
    required: tuple[int, ...] = ()
    barred: tuple[int, ...] = ()

    def only(self, sites: Whole) -> EntryRules:
        """Return the same rules with a part of the sites, sorted, all required ones among them."""
        return replace(
            self,
            site_xy_m=self.site_xy_m[sites],
            required=tuple(np.searchsorted(sites, self.required).tolist()),
            barred=tuple(np.flatnonzero(np.isin(sites, self.barred)).tolist()),
        )

    def free(self, sites: Sequence[int]) -> NDArray[np.bool_]:
        """Return which sites another may enter beside ``sites``, shape (sites,)."""
        free = np.ones(len(self.site_xy_m), dtype=bool)
        free[list(self.barred)] = False
        for site in sites:
            away = np.hypot(*(self.site_xy_m - self.site_xy_m[site]).T)
            free &= away >= self.spacing_m
            free[site] = False
        return free

    def enough(self, field: MarketField, sites: Sequence[int]) -> bool:
        """Return whether each of ``sites`` wins its minimum market when all are open."""
        won = patients(field, sites).sum(axis=0)
        return bool((won >= self.min_market_people).all())

    def exclusive(self) -> Whole:
        """Return a set per site such that no two sites of one set may both open; shape (sites,).

        The sets are squares whose diagonal is the spacing: all within one are nearer than that.
        """
        if self.spacing_m == 0:
            return np.arange(len(self.site_xy_m))
        square = np.floor(self.site_xy_m / (self.spacing_m / np.sqrt(2)))
        return np.unique(square, axis=0, return_inverse=True)[1].ravel()


def find_group(
    field: MarketField,
    rules: EntryRules,
    count: int,
    rng: np.random.Generator,
    *,
    start: Sequence[int] | None = None,
    rounds: int = ROUNDS,
) -> list[int]:
    """Return a group of ``count`` sites that captures much, in the order in which each adds most.

    Parameters
    ----------
    field, rules
        The market, and what to keep to.
    count
        Entrants.
    rng
        Source of the random choices.
    start
        A group to set out from that keeps the rules; entry one after another if not given.
    rounds
        Rounds in which some are sent away.

    Raises
    ------
    InfeasibleError
        When the search finds no place for all of them.
    """
    best = (
        _first_group(field, rules, count) if start is None else _settled(field, rules, list(start))
    )
    sites = len(rules.site_xy_m)
    for _ in range(rounds):
        drawn = rng.choice(sites, min(SITES_DRAWN, sites), replace=False)
        seen = np.union1d(drawn, np.array(best, np.int64))
        few, few_rules = field.only(seen), rules.only(seen)
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
    return _best(
        field, rules, others, gain, own if among is None else np.where(among, own, -np.inf)
    )


def best_response(
    field: MarketField, rules: EntryRules, group: Sequence[int], entrant: int
) -> tuple[int, float]:
    """Return the site where one of a group wins most for itself, and how much more than now.

    Parameters
    ----------
    field, rules
        The market, and what to keep to: all of the new group must have their minimum market.
    group
        Sites of all entrants, which keep the rules.
    entrant
        Which of them may move, by position in ``group``.

    Returns
    -------
    tuple
        Its present site and 0 when it wins no more anywhere else.
    """
    here, others = group[entrant], [*group[:entrant], *group[entrant + 1 :]]
    if here in rules.required:
        return here, 0.0
    _, own = gains(field, others)
    site, won = _best(field, rules, others, own, own)
    if won > own[here] * (1 + LEAST_IMPROVEMENT):
        return site, float(won - own[here])
    return here, 0.0


def _best(
    field: MarketField, rules: EntryRules, others: Sequence[int], worth: Floats, own: Floats
) -> tuple[int, float]:
    """Return the site of greatest worth beside others, and its worth; -1 and NaN if none is free.

    ``own`` is what another would win at each site for itself.
    """
    permitted = rules.free(others) & (own >= rules.min_market_people)
    for site in np.argsort(-worth, kind="stable").tolist():
        if permitted[site] and rules.enough(field, [*others, site]):
            return site, float(worth[site])
    return -1, np.nan


def _first_group(field: MarketField, rules: EntryRules, count: int) -> list[int]:
    group = list(rules.required)
    if group and not rules.enough(field, group):
        raise InfeasibleError(
            f"the {len(group)} private hospitals that decisions settle do not win "
            f"{rules.min_market_people:,.0f} people each. Take a decision back with `geoplan "
            "decide reopen`, or lower min_market_people of the programme in the study file."
        )
    while len(group) < count:
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
        if here in rules.required:
            group, settled = [*others, here], settled + 1
            continue
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
    shuffled: list[int] = rng.permutation(group).tolist()
    free = [site for site in shuffled if site not in rules.required]
    disturbed = [site for site in shuffled if site not in free[:SENT_AWAY]]
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
