"""Which sites are open, who goes where, and what opening or closing a site would change.

Everybody goes to the open site of greatest worth, the *first*; the *second* is where they would
go without it (Resende and Werneck 2007, European Journal of Operational Research 174, 54–68).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from geoplan.compiled import compiled
from geoplan.siting.annealing import Marks
from geoplan.siting.problem import Ints
from geoplan.siting.uncapacitated.worth import Places, Table

NONE = -1
VALUE, QUEUED, TOUCHED, CHANGED, FLIPPED, WORK = range(6)  # places in ``totals``


class People(NamedTuple):
    """Where people go.

    ``first`` and ``second`` open site of each demand point, -1 if none, and their worth ``best``
    and ``next_best``, 0 if none.
    """

    first: Places
    second: Places
    best: Ints
    next_best: Ints


class State(NamedTuple):
    """Open sites, who goes where, and what changes with each site; sums are exact.

    By site: ``is_open``, the ``gain`` of opening it, the ``loss`` of closing it. ``queue`` lists
    open sites around which something changed, marked in ``queued``; ``touched`` and ``shared``
    are working space. The journal holds what to go back to: ``before`` of the demand points in
    ``changes``, marked in ``changed``, and the sites ``flips`` opened or closed since, marked in
    ``flipped``, and whether each ``was_open``. ``totals`` holds the value, the lengths of
    these lists, and the pairs looked at so far.
    """

    people: People
    is_open: Marks
    gain: Ints
    loss: Ints
    touched: Places
    shared: Ints
    queued: Marks
    queue: Places
    before: People
    changed: Marks
    changes: Places
    was_open: Marks
    flipped: Marks
    flips: Places
    totals: Ints


def closed(table: Table) -> State:
    """Return the state in which no site is open."""
    demand, sites = table.row.size - 1, table.start.size - 1
    site = np.repeat(np.arange(sites), np.diff(table.start))
    gain = np.zeros(sites, np.int64)
    np.add.at(gain, site, table.worth)
    return State(
        people=_nobody(demand),
        is_open=np.zeros(sites, np.uint8),
        gain=gain,
        loss=np.zeros(sites, np.int64),
        touched=np.empty(sites, np.int32),
        shared=np.zeros(sites, np.int64),
        queued=np.zeros(sites, np.uint8),
        queue=np.empty(sites, np.int32),
        before=_nobody(demand),
        changed=np.zeros(demand, np.uint8),
        changes=np.empty(demand, np.int32),
        was_open=np.zeros(sites, np.uint8),
        flipped=np.zeros(sites, np.uint8),
        flips=np.empty(sites, np.int32),
        totals=np.zeros(6, np.int64),
    )


def _nobody(demand: int) -> People:
    return People(
        first=np.full(demand, NONE, np.int32),
        second=np.full(demand, NONE, np.int32),
        best=np.zeros(demand, np.int64),
        next_best=np.zeros(demand, np.int64),
    )


@compiled
def open_site(table: Table, state: State, j: int) -> None:
    """Open a closed site."""
    people = state.people
    _note_flip(state, j)
    state.is_open[j] = 1
    enqueue(state, j)
    for pair in range(table.start[j], table.start[j + 1]):
        i, worth = table.demand[pair], table.worth[pair]
        first, best = people.first[i], people.best[i]
        if worth <= people.next_best[i]:
            continue
        _note_change(state, i)
        _count(table, state, i, -1)
        if worth > best:
            people.first[i], people.best[i] = j, worth
            people.second[i], people.next_best[i] = first, best
        else:
            people.second[i], people.next_best[i] = j, worth
        _count(table, state, i, 1)
        if first != NONE:
            enqueue(state, first)


@compiled
def close_site(table: Table, state: State, j: int) -> None:
    """Close an open site."""
    people = state.people
    _note_flip(state, j)
    state.is_open[j] = 0
    for pair in range(table.start[j], table.start[j + 1]):
        i = table.demand[pair]
        first, second = people.first[i], people.second[i]
        if j != first and j != second:  # noqa: PLR1714 - numba is faster without a tuple
            continue
        _note_change(state, i)
        _count(table, state, i, -1)
        if first == j:
            first = second
            people.first[i], people.best[i] = second, people.next_best[i]
        people.second[i], people.next_best[i] = NONE, 0
        if first != NONE:
            for place in range(table.row[i], table.row[i + 1]):
                site = table.site[place]
                if state.is_open[site] and site != first:
                    people.second[i], people.next_best[i] = site, table.worth_there[place]
                    break
            enqueue(state, first)
        _count(table, state, i, 1)


@compiled
def _count(table: Table, state: State, i: int, sign: int) -> None:
    """Add what a demand point means to gains, losses and value as it stands, or take it away."""
    first, best = state.people.first[i], state.people.best[i]
    state.totals[VALUE] += sign * best
    if first != NONE:
        state.loss[first] += sign * (best - state.people.next_best[i])
    state.totals[WORK] += 1
    for place in range(table.row[i], table.row[i + 1]):
        worth = table.worth_there[place]
        if worth <= best:
            break
        state.totals[WORK] += 1
        state.gain[table.site[place]] += sign * (worth - best)


@compiled
def share(table: Table, state: State, j: int) -> None:
    """Find how much of the loss of an open site each closed one would make good.

    The answer stands in ``shared``, at the sites listed in ``touched``, until ``forget_shared``.
    """
    people = state.people
    for pair in range(table.start[j], table.start[j + 1]):
        i = table.demand[pair]
        best, next_best = people.best[i], people.next_best[i]
        if people.first[i] != j or best == next_best:
            continue
        for place in range(table.row[i], table.row[i + 1]):
            worth = table.worth_there[place]
            if worth <= next_best:
                break
            state.totals[WORK] += 1
            site = table.site[place]
            if state.is_open[site]:
                continue
            if state.shared[site] == 0:
                state.touched[state.totals[TOUCHED]] = site
                state.totals[TOUCHED] += 1
            state.shared[site] += min(worth, best) - next_best


@compiled
def forget_shared(state: State) -> None:
    """Empty ``shared`` and ``touched``."""
    for n in range(state.totals[TOUCHED]):
        state.shared[state.touched[n]] = 0
    state.totals[TOUCHED] = 0


@compiled
def keep(state: State) -> None:
    """Empty the journal: this is the state to go back to."""
    for n in range(state.totals[CHANGED]):
        state.changed[state.changes[n]] = 0
    for n in range(state.totals[FLIPPED]):
        state.flipped[state.flips[n]] = 0
    state.totals[CHANGED] = state.totals[FLIPPED] = 0


@compiled
def take_back(table: Table, state: State) -> None:
    """Go back to the state that was kept last; the queue is emptied."""
    people, before = state.people, state.before
    for n in range(state.totals[CHANGED]):
        _count(table, state, state.changes[n], -1)
    for n in range(state.totals[FLIPPED]):
        state.is_open[state.flips[n]] = state.was_open[state.flips[n]]
    for n in range(state.totals[CHANGED]):
        i = state.changes[n]
        people.first[i], people.second[i] = before.first[i], before.second[i]
        people.best[i], people.next_best[i] = before.best[i], before.next_best[i]
        _count(table, state, i, 1)
    keep(state)
    while state.totals[QUEUED] > 0:
        next_queued(state)


@compiled
def _note_flip(state: State, j: int) -> None:
    """Write down whether a site is open before that changes."""
    if not state.flipped[j]:
        state.flipped[j] = 1
        state.was_open[j] = state.is_open[j]
        state.flips[state.totals[FLIPPED]] = j
        state.totals[FLIPPED] += 1


@compiled
def _note_change(state: State, i: int) -> None:
    """Write down where the people of a demand point go before that changes."""
    if state.changed[i]:
        return
    state.changed[i] = 1
    state.changes[state.totals[CHANGED]] = i
    state.totals[CHANGED] += 1
    people, before = state.people, state.before
    before.first[i], before.second[i] = people.first[i], people.second[i]
    before.best[i], before.next_best[i] = people.best[i], people.next_best[i]


@compiled
def enqueue(state: State, j: int) -> None:
    """Put a site on the queue, if it is not there."""
    if not state.queued[j]:
        state.queued[j] = 1
        state.queue[state.totals[QUEUED]] = j
        state.totals[QUEUED] += 1


@compiled
def next_queued(state: State) -> int:
    """Take the last site from the queue, which is not empty, and return it."""
    state.totals[QUEUED] -= 1
    j: int = state.queue[state.totals[QUEUED]]
    state.queued[j] = 0
    return j
