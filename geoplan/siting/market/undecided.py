"""What a group of entrants would capture without one of the decisions that bind it.

The objective is what the group captures as investors count people; people covered are those whom
any hospital serves.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from geoplan.siting.market.entry import MarketEntry
from geoplan.siting.market.field import captured, served
from geoplan.siting.market.huff import HospitalMarket
from geoplan.siting.market.search import EntryRules
from geoplan.siting.undecided import Undecided


def without_pin(market: HospitalMarket, entry: MarketEntry, site: int) -> Undecided:
    """Return the best other site, anywhere, of the entrant that is pinned to one."""
    rank = entry.order.tolist().index(site)
    other = int(entry.runner_up[rank])
    if other < 0:
        return Undecided()
    return _if_better(market, entry, [*np.delete(entry.order, rank).tolist(), other])


def without_forbidding(
    market: HospitalMarket, rules: EntryRules, entry: MarketEntry, site: int
) -> Undecided:
    """Return the best swap of an entrant that may move for one at a forbidden site."""
    best = Undecided()
    for rank, here in enumerate(entry.order.tolist()):
        others = np.delete(entry.order, rank).tolist()
        if here not in rules.required and _permitted(market, rules, others, site):
            swap = _if_better(market, entry, [*others, site])
            best = max(best, swap, key=lambda each: each.benefit)
    return best


def at_its_place(
    market: HospitalMarket, rules: EntryRules, entry: MarketEntry, plot: int, place: int
) -> Undecided | None:
    """Return what the entrant on a chosen plot would bring at the place that it stands for.

    None if it may not open there beside the others.
    """
    others = [site for site in entry.order.tolist() if site != plot]
    if not _permitted(market, rules, others, place):
        return None
    return Undecided(place, *_more(market, entry, [*others, place]))


def _permitted(market: HospitalMarket, rules: EntryRules, others: Sequence[int], site: int) -> bool:
    """Return whether a site that a decision bars could be entered beside others without it."""
    rules = replace(rules, barred=tuple(each for each in rules.barred if each != site))
    return bool(rules.free(others)[site]) and rules.enough(market.field, [*others, site])


def _if_better(market: HospitalMarket, entry: MarketEntry, group: Sequence[int]) -> Undecided:
    """Return what a group brings whose last entrant is new, if it is better than the plan's."""
    benefit, people = _more(market, entry, group)
    return Undecided(group[-1], benefit, people) if benefit > 0 else Undecided()


def _more(market: HospitalMarket, entry: MarketEntry, group: Sequence[int]) -> tuple[float, float]:
    """Return what another group captures and serves more than the group as it is."""
    now = entry.order.tolist()
    return (
        captured(market.field, group) - captured(market.field, now),
        served(market.heads, group) - served(market.heads, now),
    )
