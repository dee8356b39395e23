"""The entry made again under other exponents of the Huff model.

How strongly beds attract and time deters is known from other places only. So the group is sought
again at either end of each exponent, all else as it is: the search sets out from the sites of the
plan, so that they stay unless others are better, and is as thorough as a few rounds of it are.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from geoplan.errors import InfeasibleError
from geoplan.siting.market.field import Floats, Whole, captured, served
from geoplan.siting.market.huff import HospitalMarket
from geoplan.siting.market.search import EntryRules, find_group

ROUNDS = 4  # from the plan's sites within 0.1 % of what 16 rounds find in the bundled study


@dataclass(frozen=True)
class EntryAgain:
    """Where hospitals enter under other exponents; people are not rounded.

    Where not all of them find a place with the minimum market, there are no ``sites``: people and
    ``objective`` are NaN then, and metres inf.

    Parameters
    ----------
    beds_exponent, time_exponent
        One of them is other than planned.
    sites
        Where they enter, the order in which each next adds most; shape (count,).
    stays
        Which sites of the plan are among them, by rank in the plan; shape (count,).
    nearest_m
        Metres from each site of the plan to the nearest of them; shape (count,).
    people_captured, people_gained
        People whom they capture together, and those of them newly served.
    objective
        What they capture as investors count people.
    objective_of_plan
        What the sites of the plan would capture under these exponents, counted so.
    """

    beds_exponent: float
    time_exponent: float
    sites: Whole
    stays: NDArray[np.bool_]
    nearest_m: Floats
    people_captured: float
    people_gained: float
    objective: float
    objective_of_plan: float

    @property
    def loss_of_plan(self) -> float:
        """Share that the plan would forgo if these exponents were the true ones."""
        return 1 - self.objective_of_plan / self.objective if self.objective else 0.0


def enter_again(
    market: HospitalMarket,
    rules: EntryRules,
    plan: Whole,
    exponents: Sequence[tuple[float, float]],
    *,
    rng: np.random.Generator,
) -> list[EntryAgain]:
    """Place the hospitals of a plan again under other exponents.

    Parameters
    ----------
    market
        That they entered.
    rules
        That they keep to.
    plan
        Their sites by rank.
    exponents
        Of beds and of time, a pair for each time.
    rng
        Source of the random choices of the searches, spawned for each.
    """

    def again(pair: tuple[float, float], rng: np.random.Generator) -> EntryAgain:
        other = replace(market, beds_exponent=pair[0], time_exponent=pair[1])
        return _again(other, rules, plan.tolist(), rng)

    with ThreadPoolExecutor(os.cpu_count()) as pool:
        return list(pool.map(again, exponents, rng.spawn(len(exponents))))


def _again(
    market: HospitalMarket, rules: EntryRules, plan: list[int], rng: np.random.Generator
) -> EntryAgain:
    field, heads = market.field, market.heads
    start = plan if rules.enough(field, plan) else None
    try:
        sites = find_group(field, rules, len(plan), rng, start=start, rounds=ROUNDS)
        entered = True
    except InfeasibleError:
        sites, entered = [], False
    away_m = np.linalg.norm(rules.site_xy_m[plan][:, None] - rules.site_xy_m[sites], axis=2)
    return EntryAgain(
        beds_exponent=market.beds_exponent,
        time_exponent=market.time_exponent,
        sites=np.array(sites, np.int64),
        stays=np.isin(plan, sites),
        nearest_m=away_m.min(axis=1, initial=np.inf),
        people_captured=captured(heads, sites) if entered else np.nan,
        people_gained=served(heads, sites) - served(heads, []) if entered else np.nan,
        objective=captured(field, sites) if entered else np.nan,
        objective_of_plan=captured(field, plan),
    )
