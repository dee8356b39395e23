"""Gains, losses and the journal, against computing them anew."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geoplan.siting.uncapacitated.state import (
    VALUE,
    close_site,
    closed,
    forget_shared,
    keep,
    open_site,
    share,
    take_back,
)
from geoplan.siting.uncapacitated.worth import restricted, table_of


def a_table(rng, demand=7, sites=6):
    units = rng.integers(0, 6, (sites, demand))
    where, who = np.nonzero(units)
    return table_of(who, where, units[where, who], demand, sites), units


def check(units, state):
    """Compare what the state says with the definitions."""
    is_open = state.is_open > 0

    def value(open_):
        return units[open_].max(axis=0, initial=0).sum()

    assert state.totals[VALUE] == value(is_open)
    for j in range(len(units)):
        other = is_open.copy()
        other[j] = not other[j]
        change = state.gain[j] if not is_open[j] else -state.loss[j]
        assert value(other) - value(is_open) == change


@given(seed=st.integers(0, 2**32), moves=st.lists(st.integers(0, 5), max_size=25))
@settings(max_examples=80, deadline=None)
def test_gains_and_losses_equal_recomputation(seed, moves):
    table, units = a_table(np.random.default_rng(seed))
    state = closed(table)
    check(units, state)
    for j in moves:
        (close_site if state.is_open[j] else open_site)(table, state, j)
        check(units, state)


@given(seed=st.integers(0, 2**32), moves=st.lists(st.integers(0, 5), min_size=1, max_size=25))
@settings(max_examples=60, deadline=None)
def test_what_was_kept_comes_back(seed, moves):
    rng = np.random.default_rng(seed)
    table, units = a_table(rng)
    state = closed(table)
    for j in rng.choice(6, 3, replace=False):
        open_site(table, state, j)
    keep(state)
    before = state.is_open.tolist()
    for j in moves:
        (close_site if state.is_open[j] else open_site)(table, state, j)
    take_back(table, state)
    assert state.is_open.tolist() == before
    check(units, state)


@pytest.mark.parametrize("seed", range(10))
def test_the_profit_of_every_swap_is_known(seed):
    rng = np.random.default_rng(seed)
    table, units = a_table(rng, demand=12, sites=8)
    state = closed(table)
    for j in rng.choice(8, 3, replace=False):
        open_site(table, state, j)
    is_open = state.is_open > 0
    now = units[is_open].max(axis=0).sum()
    for leaving in np.flatnonzero(is_open):
        share(table, state, leaving)
        for entering in np.flatnonzero(~is_open):
            swapped = is_open.copy()
            swapped[leaving], swapped[entering] = False, True
            profit = state.gain[entering] + state.shared[entering] - state.loss[leaving]
            assert units[swapped].max(axis=0).sum() - now == profit
        forget_shared(state)
    assert not state.shared.any()


def test_a_part_of_the_sites_is_worth_the_same():
    table, units = a_table(np.random.default_rng(5), demand=12, sites=8)
    part = restricted(table, np.array([1, 4, 6]))
    state = closed(part)
    for j in range(3):
        open_site(part, state, j)
    assert state.totals[VALUE] == units[[1, 4, 6]].max(axis=0).sum()
