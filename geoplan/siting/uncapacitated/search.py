"""Search without capacity: annealed choices, merged; a bound; a proof where it is asked for."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace

import numpy as np
from scipy import sparse

from geoplan.progress import Progress, silent, standing
from geoplan.siting.exact import solve_exactly
from geoplan.siting.limits import Limits
from geoplan.siting.opened import siting_of
from geoplan.siting.problem import ROUNDING, Ints, Siting, SitingProblem
from geoplan.siting.uncapacitated.branch import prove
from geoplan.siting.uncapacitated.choice import copies_of, search_rules, selection_of
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
from geoplan.siting.uncapacitated.lagrangian import Bound, dearest_worth, lagrangian_bound
from geoplan.siting.uncapacitated.state import VALUE, WORK, Marks, closed
from geoplan.siting.uncapacitated.worth import Table, Worth, restricted, worth

METHOD = "annealed interchange with merging; Lagrangian bound"
BRANCHED = METHOD.replace("bound", "branch and bound")
SHORT = (2, 1000)  # annealed choices, disturbances of each, before a proof is tried
MIDDLE = (4, 2000)  # the same where branching on prices will look further
LONG = (8, 6500)  # the same where none is to be had
MERGING = 2.5  # times as many disturbances of the merged choices, among the sites of all of them
MOST_WORK = 600_000_000  # pairs looked at by one annealed choice, about
HOT, COLD = 5e-4, 1e-4  # of the value: how much worse a choice may be, at first and at last
MERGED_PAIRS = 8000  # pairs of their sites up to which annealed choices are merged exactly
NEGLIGIBLE = 0.02  # of the value of one site: what a site kept in the search may fall short by
BOUND_ROUNDS = (1500, 600)  # at first, and once more from the best prices
FEW = 200  # sites left open to choice up to which coverage branches on prices alone


@dataclass(frozen=True, eq=False)
class Choice:
    """Open sites and their value in units."""

    is_open: Marks
    value: int


def solve(
    problem: SitingProblem,
    limits: Limits = Limits(),
    *,
    seed: int = 0,
    progress: Progress = silent,
) -> Siting:
    """Choose the sites of a coverage or median problem without capacity.

    Parameters
    ----------
    problem
        What is asked.
    limits
        When to stop.
    seed
        Of the disturbances; the same seed gives the same sites.
    progress
        Called with a stage, the share of it that is done, and how things stand.
    """
    measured = worth(problem)
    table, rules = measured.table, search_rules(problem)
    choice = _settled(table, rules)
    bound = _bounded(table, problem, choice, measured.step, None, progress)
    efforts = (SHORT, LONG) if limits.nodes > 0 else (LONG,)
    for effort in efforts:
        siting = _siting(problem, measured, choice, bound)
        if problem.everybody and siting.served.sum() < problem.people.sum():
            break
        if siting.gap <= max(limits.gap, ROUNDING):
            return siting
        branches = limits.nodes > 0 and _branches(problem, measured.step, choice, bound)
        spent = MIDDLE if branches and effort is LONG else effort
        choice, union = _annealed(table, rules, choice, bound, spent, seed, progress)
        choice = _merged(problem, measured, choice, union)
        bound = _bounded(table, problem, choice, measured.step, bound, progress)
    siting = _siting(problem, measured, choice, bound)
    if problem.everybody and siting.served.sum() < problem.people.sum():
        return solve_exactly(problem, limits, progress=progress)
    if limits.nodes == 0 or siting.gap <= max(limits.gap, ROUNDING):
        return siting
    remaining = _remaining(problem, measured.step, choice, bound)
    if not _branches(problem, measured.step, choice, bound):
        return solve_exactly(remaining, limits, incumbent=siting, progress=progress)
    choice, bound_value = _branched(measured, remaining, choice, bound, limits, progress)
    return _siting(problem, measured, choice, replace(bound, value=bound_value), BRANCHED)


def _branched(
    measured: Worth,
    problem: SitingProblem,
    choice: Choice,
    bound: Bound,
    limits: Limits,
    progress: Progress,
) -> tuple[Choice, int]:
    """Return the best choice after branch and bound, and the bound."""
    sites = np.flatnonzero(problem.copies_max)
    table, selection = restricted(measured.table, sites), selection_of(problem).only(sites)
    root = lagrangian_bound(
        table,
        selection,
        choice.value,
        bound.price.astype(np.float64),
        enough=choice.value + measured.step,
        rounds=BOUND_ROUNDS[0],
    )
    root = replace(root, value=min(root.value, bound.value))
    rules = _only(search_rules(problem), sites)

    def improve(chosen: Ints) -> tuple[Ints, int]:
        settled = _settled(table, rules, chosen)
        return np.flatnonzero(settled.is_open), settled.value

    proof = prove(
        table,
        selection,
        choice.value,
        root,
        step=measured.step,
        limits=limits,
        improve=improve,
        progress=progress,
    )
    if proof.chosen is None:
        return choice, proof.bound
    is_open = np.zeros_like(choice.is_open)
    is_open[sites[proof.chosen]] = 1
    return Choice(is_open, proof.value), proof.bound


def _settled(table: Table, rules: Rules, sites: Ints | None = None) -> Choice:
    """Return the choice by greedy opening and swaps, beginning with the given sites open."""
    state, rules = closed(table), _fresh(rules)
    for j in np.flatnonzero(rules.locked) if sites is None else sites:
        enter(table, state, rules, j)
    fill(table, state, rules)
    settle_all(table, state, rules)
    return Choice(state.is_open, int(state.totals[VALUE]))


def _bounded(
    table: Table,
    problem: SitingProblem,
    choice: Choice,
    step: int,
    before: Bound | None,
    progress: Progress,
) -> Bound:
    price = dearest_worth(table) / 2 if before is None else before.price.astype(np.float64)
    return lagrangian_bound(
        table,
        selection_of(problem),
        choice.value,
        price,
        enough=choice.value + step,
        rounds=BOUND_ROUNDS[before is not None],
        progress=progress,
    )


def _annealed(
    table: Table,
    rules: Rules,
    choice: Choice,
    bound: Bound,
    effort: tuple[int, int],
    seed: int,
    progress: Progress,
) -> tuple[Choice, Ints]:
    """Improve a choice by annealing several times and searching among what comes out.

    Also returns the sites that any of the annealed choices opens.
    """
    runs, rounds = effort
    shortfall = bound.value - bound.open_at_most
    worth_a_look = shortfall <= NEGLIGIBLE * bound.value / max(int(choice.is_open.sum()), 1)
    worth_a_look &= bound.open_at_most >= choice.value
    sites = np.flatnonzero(worth_a_look | (choice.is_open > 0))
    rng = np.random.default_rng(seed)
    choices = [choice]
    with ThreadPoolExecutor(os.cpu_count()) as pool:

        def explore(among: Ints, runs: int, rounds: int) -> list[Choice]:
            part, part_rules = restricted(table, among), _only(rules, among)
            start = np.searchsorted(among, np.flatnonzero(max(choices, key=_value).is_open))
            found = pool.map(
                lambda own: _anneal(part, part_rules, start, rounds, own), rng.spawn(runs)
            )
            return [_widened(one, among, choice.is_open.size) for one in found]

        progress("Search", 0.0)
        choices += explore(sites, runs, rounds)
        progress("Search", 0.7, standing(max(choices, key=_value).value, bound.value))
        union = np.flatnonzero(np.any([one.is_open for one in choices], axis=0))
        choices += explore(union, 2, int(MERGING * rounds))
    best = max(choices, key=_value)
    best = max(best, _settled(table, rules, np.flatnonzero(best.is_open)), key=_value)
    progress("Search", 1.0, standing(best.value, bound.value))
    return best, union


def _merged(problem: SitingProblem, measured: Worth, choice: Choice, union: Ints) -> Choice:
    """Return the best choice among a union of sites by the exact model, if that is small."""
    table, is_open = measured.table, choice.is_open > 0
    if np.diff(table.start)[union].sum() > MERGED_PAIRS:
        return choice
    among = np.zeros(is_open.size, np.bool_)
    among[union] = True
    part = replace(problem, copies_max=np.where(among | is_open, problem.copies_max, 0))
    start = siting_of(problem, copies_of(problem, choice.is_open), bound=np.inf, method=METHOD)
    found = solve_exactly(part, Limits(nodes=1), incumbent=start)
    return max(choice, _settled(table, search_rules(problem), np.unique(found.order)), key=_value)


def _anneal(
    table: Table, rules: Rules, sites: Ints, rounds: int, rng: np.random.Generator
) -> Choice:
    state, rules = closed(table), _fresh(rules)
    for j in sites:
        enter(table, state, rules, j)
    settle(table, state, rules)
    value = int(state.totals[VALUE])
    best = Best(np.array([value]), state.is_open.copy())
    trial = rounds // 50
    work, hot, cold = state.totals[WORK], HOT * (value + 1), COLD * (value + 1)
    anneal(table, state, best, rules, rng.random((trial, DRAWS)), hot, hot)
    each = max(int(state.totals[WORK] - work) // trial, 1)
    rounds = min(rounds - trial, MOST_WORK // each)
    anneal(table, state, best, rules, rng.random((rounds, DRAWS)), hot, cold)
    settle_all(table, state, rules)
    if state.totals[VALUE] > best.value[0]:
        return Choice(state.is_open, int(state.totals[VALUE]))
    return Choice(best.is_open, int(best.value[0]))


def _remaining(problem: SitingProblem, step: int, choice: Choice, bound: Bound) -> SitingProblem:
    """Return the problem without the sites that no better choice opens, or closes."""
    better = choice.value + step
    never, always = bound.open_at_most < better, bound.closed_at_most < better
    is_open = choice.is_open > 0
    copies_max = np.where(never & ~is_open, np.minimum(problem.copies_max, 0), problem.copies_max)
    copies_min = np.where(always & is_open, np.maximum(problem.copies_min, 1), problem.copies_min)
    return replace(problem, copies_min=copies_min, copies_max=copies_max)


def _branches(problem: SitingProblem, step: int, choice: Choice, bound: Bound) -> bool:
    """Return whether branching on prices alone is likely to come to an end soon."""
    if problem.p is None or problem.conflicts is not None:
        return False
    remaining = _remaining(problem, step, choice, bound)
    free = int((remaining.copies_max > remaining.copies_min).sum())
    return not problem.maximise or free <= FEW


def _siting(
    problem: SitingProblem, measured: Worth, choice: Choice, bound: Bound, method: str = METHOD
) -> Siting:
    value = bound.value - (bound.value - choice.value) % measured.step
    gained = value * measured.unit
    proven = measured.base + gained if problem.maximise else measured.base - gained
    return siting_of(problem, copies_of(problem, choice.is_open), bound=proven, method=method)


def _value(choice: Choice) -> int:
    return choice.value


def _fresh(rules: Rules) -> Rules:
    """Return the rules with an account of their own."""
    return rules._replace(left=rules.left.copy(), blocked=rules.blocked.copy())


def _only(rules: Rules, sites: Ints) -> Rules:
    """Return the rules for a part of the sites."""
    size = rules.cost.size
    conflict = sparse.csr_array(
        (np.ones(rules.conflict.size), rules.conflict, rules.conflict_start), (size, size)
    )[sites][:, sites]
    return rules._replace(
        locked=rules.locked[sites],
        barred=rules.barred[sites],
        cost=rules.cost[sites],
        conflict_start=conflict.indptr.astype(np.int64),
        conflict=conflict.indices.astype(np.int32),
        blocked=np.zeros(sites.size, np.int64),
    )


def _widened(choice: Choice, sites: Ints, size: int) -> Choice:
    """Return a choice among a part of the sites as one among all of them."""
    is_open = np.zeros(size, np.uint8)
    is_open[sites] = choice.is_open
    return Choice(is_open, choice.value)
