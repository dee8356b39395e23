"""Interchange: open where it gains most, then swap until no swap is worth it, then disturb.

Sources: Teitz and Bart (1968), Operations Research 16, 955–961, for the swaps; Resende and Werneck
(2007) for their bookkeeping; Lourenço, Martin and Stützle (2003), Handbook of Metaheuristics,
320–353, for iterated local search.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from geoplan.compiled import compiled
from geoplan.siting.annealing import Marks
from geoplan.siting.problem import Ints
from geoplan.siting.uncapacitated.state import (
    FLIPPED,
    NONE,
    QUEUED,
    TOUCHED,
    VALUE,
    State,
    close_site,
    enqueue,
    forget_shared,
    keep,
    next_queued,
    open_site,
    share,
    take_back,
)
from geoplan.siting.uncapacitated.worth import Places, Table

DRAWS = 11  # uniform numbers that one disturbance takes
MOST_DISTURBED = 4


class Rules(NamedTuple):
    """What a choice of sites keeps to.

    ``locked`` sites stay open, ``barred`` ones closed; opening *j* takes ``cost[j]`` of what is
    left of the budget in ``left[0]``, nothing costs less than ``least_cost``. To choose *p*
    sites, which ``by_number`` says, is to spend a budget of *p* where each costs 1; ``alike``
    says that any two sites may then be swapped. No two neighbours in the lists ``conflict``
    from ``conflict_start`` open together; ``blocked`` counts the open neighbours of each site.
    """

    locked: Marks
    barred: Marks
    cost: NDArray[np.float64]
    left: NDArray[np.float64]
    least_cost: float
    by_number: bool
    alike: bool
    conflict_start: Ints
    conflict: Places
    blocked: Ints


class Best(NamedTuple):
    """The best choice seen: its value and which sites are open."""

    value: Ints
    is_open: Marks


@compiled
def enter(table: Table, state: State, rules: Rules, j: int) -> None:
    """Open a site and keep account of the rules."""
    open_site(table, state, j)
    _account(rules, j, 1)


@compiled
def leave(table: Table, state: State, rules: Rules, j: int) -> None:
    """Close a site and keep account of the rules."""
    close_site(table, state, j)
    _account(rules, j, -1)


@compiled
def _account(rules: Rules, j: int, sign: int) -> None:
    rules.left[0] -= sign * rules.cost[j]
    for k in range(rules.conflict_start[j], rules.conflict_start[j + 1]):
        rules.blocked[rules.conflict[k]] += sign


@compiled
def fill(table: Table, state: State, rules: Rules) -> None:
    """Open sites one by one, each where it gains most for its cost, while any can be paid.

    Sites that gain nothing are opened only to make up the number *p*.
    """
    while rules.left[0] >= rules.least_cost:
        chosen, most = NONE, -1.0
        for j in range(state.gain.size):
            if _may_enter(state, rules, j) and state.gain[j] > most * rules.cost[j]:
                chosen, most = j, state.gain[j] / rules.cost[j]
        if chosen == NONE or (most == 0 and not rules.by_number):
            return
        enter(table, state, rules, chosen)


@compiled
def settle(table: Table, state: State, rules: Rules) -> None:
    """Swap where that is profitable until nothing around what changed is left to swap."""
    fill(table, state, rules)
    top = _greatest_gain(state, rules)
    while state.totals[QUEUED] > 0:
        leaving = next_queued(state)
        if not state.is_open[leaving] or rules.locked[leaving]:
            continue
        entering = _best_entrant(table, state, rules, leaving, top)
        if entering != NONE:
            leave(table, state, rules, leaving)
            enter(table, state, rules, entering)
            fill(table, state, rules)
            top = _greatest_gain(state, rules)


@compiled
def settle_all(table: Table, state: State, rules: Rules) -> None:
    """Swap until no swap at all is profitable."""
    before = -1
    while state.totals[VALUE] > before:
        before = state.totals[VALUE]
        for j in range(state.is_open.size):
            if state.is_open[j]:
                enqueue(state, j)
        settle(table, state, rules)


@compiled
def _may_enter(state: State, rules: Rules, j: int) -> bool:
    return (
        not state.is_open[j]
        and rules.blocked[j] == 0
        and rules.cost[j] <= rules.left[0]
        and not rules.barred[j]
    )


@compiled
def _greatest_gain(state: State, rules: Rules) -> int:
    """Return the closed site whose opening gains most."""
    top, most = NONE, -1
    for j in range(state.gain.size):
        if state.gain[j] > most and not state.is_open[j] and not rules.barred[j]:
            top, most = j, state.gain[j]
    return top


@compiled
def _best_entrant(table: Table, state: State, rules: Rules, leaving: int, top: int) -> int:
    """Return the site that gains most in place of another, -1 if none is profitable."""
    share(table, state, leaving)
    most, entering = state.loss[leaving], NONE
    for n in range(state.totals[TOUCHED]):
        j = state.touched[n]
        made = state.gain[j] + state.shared[j]
        if made > most and _may_replace(rules, leaving, j):
            most, entering = made, j
    forget_shared(state)
    if rules.alike:
        if top != NONE and state.gain[top] > most:
            entering = top
        return entering
    for j in range(state.gain.size):
        if state.gain[j] > most and not state.is_open[j] and _may_replace(rules, leaving, j):
            most, entering = state.gain[j], j
    return entering


@compiled
def _may_replace(rules: Rules, leaving: int, j: int) -> bool:
    if rules.alike:
        return not rules.barred[j]
    if rules.barred[j] or rules.cost[j] - rules.cost[leaving] > rules.left[0]:
        return False
    return rules.blocked[j] == 0 or (rules.blocked[j] == 1 and _conflict(rules, j, leaving))


@compiled
def _conflict(rules: Rules, j: int, other: int) -> bool:
    for k in range(rules.conflict_start[j], rules.conflict_start[j + 1]):
        if rules.conflict[k] == other:
            return True
    return False


@compiled
def disturb(table: Table, state: State, rules: Rules, draws: NDArray[np.float64]) -> None:
    """Close some open sites near each other and open others near by, all at random."""
    start = _pick(state.is_open, draws[0])
    if table.start[start + 1] == table.start[start] or rules.locked[start]:
        return
    leave(table, state, rules, start)
    near = start
    for n in range(int(draws[1] * MOST_DISTURBED)):
        near = _near(table, start, draws[2 + 2 * n])
        i = _person(table, near, draws[3 + 2 * n])
        other = state.people.first[i]
        if other != NONE and not rules.locked[other]:
            leave(table, state, rules, other)
    near = _near(table, start, draws[-1])
    if near != start and _may_enter(state, rules, near):
        enter(table, state, rules, near)


@compiled
def _pick(marks: Marks, draw: float) -> int:
    """Return one of the marked places at random."""
    wanted = int(draw * np.sum(marks))
    for j in range(marks.size):
        if marks[j]:
            if wanted == 0:
                return j
            wanted -= 1
    return NONE


@compiled
def _person(table: Table, j: int, draw: float) -> int:
    """Return a demand point that a site reaches."""
    first, last = table.start[j], table.start[j + 1]
    person: int = table.demand[first + int(draw * (last - first))]
    return person


@compiled
def _near(table: Table, j: int, draw: float) -> int:
    """Return a site that shares people with another."""
    first, last = table.start[j], table.start[j + 1]
    spot = draw * (last - first)
    i = table.demand[first + int(spot)]
    places = table.row[i + 1] - table.row[i]
    site: int = table.site[table.row[i] + int((spot - int(spot)) * places)]
    return site


@compiled
def anneal(
    table: Table,
    state: State,
    best: Best,
    rules: Rules,
    draws: NDArray[np.float64],
    start: float,
    end: float,
) -> None:
    """Disturb and settle once for each row of ``draws``, and keep what is not much worse.

    How much worse is at random, on average ``start`` at first and ``end`` at last; the best choice
    seen is kept in ``best``.
    """
    keep(state)
    for n in range(draws.shape[0]):
        allowed = start * (end / start) ** (n / draws.shape[0])
        least = state.totals[VALUE] + allowed * np.log(draws[n, DRAWS - 2])
        disturb(table, state, rules, draws[n])
        settle(table, state, rules)
        if state.totals[VALUE] < least:
            undo(table, state, rules)
        keep(state)
        if state.totals[VALUE] > best.value[0]:
            best.value[0] = state.totals[VALUE]
            best.is_open[:] = state.is_open


@compiled
def undo(table: Table, state: State, rules: Rules) -> None:
    """Go back to the choice that was kept last, and keep account of the rules."""
    for n in range(state.totals[FLIPPED]):
        j = state.flips[n]
        if state.is_open[j] != state.was_open[j]:
            _account(rules, j, -1 if state.is_open[j] else 1)
    take_back(table, state)
