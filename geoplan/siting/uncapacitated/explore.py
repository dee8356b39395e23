"""Better choices of sites: annealed several times from one choice, and merged."""

from __future__ import annotations

import math
import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial

import numpy as np

from geoplan.progress import Progress, Standing
from geoplan.siting.annealing import Marks, anneal_swaps, swaps_within
from geoplan.siting.exact import solve_exactly
from geoplan.siting.limits import Limits
from geoplan.siting.opened import siting_of
from geoplan.siting.problem import Ints, SitingProblem
from geoplan.siting.reach import reach_of
from geoplan.siting.reduction import all_alike, among, reduced
from geoplan.siting.uncapacitated.choice import copies_of, fresh, only, search_rules
from geoplan.siting.uncapacitated.interchange import (
    DRAWS,
    Best,
    Rules,
    anneal,
    enter,
    fill,
    settle,
    settle_all,
)
from geoplan.siting.uncapacitated.lagrangian import Bound
from geoplan.siting.uncapacitated.state import VALUE, WORK, closed
from geoplan.siting.uncapacitated.worth import Table, Worth, restricted

METHOD = "annealed interchange with merging; Lagrangian bound"
MERGED = 4  # choices merged at a time
MERGED_PAIRS = 2500  # pairs, alike people being one, up to which they are merged exactly
MERGING = 2.5  # times as many rounds where they are merged by annealing among their sites
WARM = 0.3  # of the heat at which choices are annealed, where they are merged

HOT, COLD = 5e-4, 1e-4  # of the value: how much worse a disturbance may be, at first and at last
MOST_WORK = 600_000_000  # pairs looked at by all disturbances of a choice, about
NEGLIGIBLE = 0.02  # of the value of one site: what a site kept in the search may fall short by

SWAPS = 150  # tried in place of one disturbance
HOT_SWAP, COLD_SWAP = 0.07, 0.007  # of the worth of a site: how much worse a swap may be
MOST_SWAP_WORK = 1_500_000_000  # pairs looked at by all swaps of a choice, about
NEGLIGIBLE_SWAP = 0.015  # as ``NEGLIGIBLE``

Run = Callable[[int, float, np.random.Generator], Ints]


@dataclass(frozen=True, eq=False)
class Choice:
    """Open sites and their value in units."""

    is_open: Marks
    value: int


def settled(table: Table, rules: Rules, sites: Ints | None = None) -> Choice:
    """Return the choice by greedy opening and swaps, beginning with the given sites open."""
    state, rules = closed(table), fresh(rules)
    for j in np.flatnonzero(rules.locked) if sites is None else sites:
        enter(table, state, rules, j)
    fill(table, state, rules)
    settle_all(table, state, rules)
    return Choice(state.is_open, int(state.totals[VALUE]))


def explored(
    problem: SitingProblem,
    measured: Worth,
    choice: Choice,
    bound: Bound,
    effort: tuple[int, int],
    seed: int,
    progress: Progress,
) -> Choice:
    """Return the best of a choice, of several annealed from it, and of those merged.

    Parameters
    ----------
    problem, measured
        What is asked, and what sites are worth.
    choice
        A good one.
    bound
        Tells which sites are worth a look.
    effort
        How many choices are annealed, and the rounds of each.
    seed
        The same one gives the same choice.
    progress
        Called with the stage, the share of it that is done, and how things stand.
    """
    table, rules, (runs, rounds) = measured.table, search_rules(problem), effort
    alike = rules.alike and all_alike(problem)
    each = choice.value / max(int(choice.is_open.sum()), 1)
    shortfall = bound.value - bound.open_at_most
    look = shortfall <= (NEGLIGIBLE_SWAP if alike else NEGLIGIBLE) * each
    look &= bound.open_at_most >= choice.value
    rng = np.random.default_rng(seed)

    def search(sites: Ints, start: Choice) -> Run:
        opened = np.flatnonzero(start.is_open)
        if alike:
            return _swapping(problem, sites, opened, _heat(choice, bound))
        return _disturbing(table, rules, sites, opened)

    def merge(group: list[Choice], rng: np.random.Generator) -> Choice:
        best = max(group, key=_value)
        union = np.flatnonzero(np.any([one.is_open for one in group], axis=0))
        sites = _merged_exactly(problem, best, union)
        if sites is None:
            sites = search(union, best)(int(MERGING * rounds), WARM, rng)
        return max(best, settled(table, rules, sites), key=_value)

    progress("Search", 0.0)
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        run = search(np.flatnonzero(look | (choice.is_open > 0)), choice)
        sites_found = pool.map(partial(run, rounds, 1.0), rng.spawn(runs))
        found = [settled(table, rules, sites) for sites in sites_found]
        while len(found) > 1:
            progress("Search", 0.7, Standing(max(found, key=_value).value, bound.value))
            groups = [found[k : k + MERGED] for k in range(0, len(found), MERGED)]
            found = list(pool.map(merge, groups, rng.spawn(len(groups))))
    best = max(choice, *found, key=_value)
    progress("Search", 1.0, Standing(best.value, bound.value))
    return best


def _merged_exactly(problem: SitingProblem, choice: Choice, union: Ints) -> Ints | None:
    """Return the best sites among a union by the exact model, None if that is large."""
    part = among(problem, union)
    if reduced(part).problem.pairs.nnz > MERGED_PAIRS:
        return None
    start = siting_of(problem, copies_of(problem, choice.is_open), bound=np.inf, method=METHOD)
    return np.unique(solve_exactly(part, Limits(nodes=1), incumbent=start).order)


def _heat(choice: Choice, bound: Bound) -> float:
    """Return the worth of a typical site, as a share of the whole value.

    It is between what a site is worth on average and what the last of them earns at the prices.
    """
    count = int(choice.is_open.sum())
    last = max(int(np.partition(bound.earned, -count)[-count]), 1)
    return math.sqrt(last / max(choice.value, 1) / max(count, 1))


def _swapping(problem: SitingProblem, sites: Ints, opened: Ints, heat: float) -> Run:
    small = reduced(among(problem, sites), keep=opened)
    part, reach = small.problem, reach_of(small.problem.pairs, small.problem.people)
    fixed, started = part.copies_fixed > 0, np.isin(small.site, opened)
    moving = np.flatnonzero(started & ~fixed & (part.copies_min == 0))
    most = swaps_within(reach, moving.size, MOST_SWAP_WORK)

    def run(rounds: int, warmth: float, rng: np.random.Generator) -> Ints:
        swaps, seed = min(SWAPS * rounds, most), int(rng.integers(1, 2**62))
        if swaps == 0 or reach.weight.size == 0:
            return opened
        hot, cold = HOT_SWAP * heat * warmth, COLD_SWAP * heat * warmth
        is_open = (started | fixed).astype(np.uint8)
        best = anneal_swaps(reach, moving.copy(), is_open, swaps, hot, cold, seed)
        return small.site[(best > 0) & (started | ~fixed)]

    return run


def _disturbing(table: Table, rules: Rules, sites: Ints, opened: Ints) -> Run:
    part, part_rules = restricted(table, sites), only(rules, sites)

    def run(rounds: int, warmth: float, rng: np.random.Generator) -> Ints:
        state, own = closed(part), fresh(part_rules)
        for j in np.searchsorted(sites, opened):
            enter(part, state, own, j)
        settle(part, state, own)
        value = int(state.totals[VALUE])
        best = Best(np.array([value]), state.is_open.copy())
        trial = max(rounds // 50, 1)
        hot, cold = HOT * warmth * (value + 1), COLD * warmth * (value + 1)
        work = state.totals[WORK]
        anneal(part, state, best, own, rng.random((trial, DRAWS)), hot, hot)
        each = max(int(state.totals[WORK] - work) // trial, 1)
        rest = min(rounds - trial, MOST_WORK // each)
        anneal(part, state, best, own, rng.random((rest, DRAWS)), hot, cold)
        settle_all(part, state, own)
        better = state.totals[VALUE] > best.value[0]
        return sites[np.flatnonzero(state.is_open if better else best.is_open)]

    return run


def _value(choice: Choice) -> int:
    return choice.value
