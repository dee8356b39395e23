"""Entrants that decisions bind: who must stand where, who must not, and what that costs."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geoplan.errors import InfeasibleError
from geoplan.siting.market import entry, undecided
from geoplan.siting.market.equilibrium import find_equilibrium
from geoplan.siting.market.sensitivity import enter_again
from tests.siting.market.made_up import a_random_market, captured, groups, rules_of, served

SEEDS = st.integers(0, 500)
SITES, COUNT = 7, 3


def entered(seed, *, required=(), barred=(), **rules):
    market = a_random_market(seed)
    bound = replace(rules_of(market, **rules), required=required, barred=barred)
    return market, bound, entry.enter(market, bound, COUNT, rng=np.random.default_rng(0))


@given(SEEDS, st.integers(0, SITES - 1), st.integers(1, SITES - 1))
@settings(max_examples=25, deadline=None)
def test_the_group_is_the_best_of_those_that_decisions_allow(seed, pinned, step):
    barred = (pinned + step) % SITES
    market, _, found = entered(seed, required=(pinned,), barred=(barred,))
    assert pinned in found.order
    assert barred not in found.order
    allowed = [
        group for group in groups(market, COUNT, 0.0) if pinned in group and barred not in group
    ]
    best = max(captured(market, group) for group in allowed)
    assert found.objective == pytest.approx(best, rel=1e-6)
    assert found.bound >= best * (1 - 1e-9)


@given(SEEDS, st.integers(0, SITES - 1))
@settings(max_examples=15, deadline=None)
def test_nobody_who_is_pinned_moves_in_any_game_about_the_plan(seed, pinned):
    market, rules, found = entered(seed, required=(pinned,), barred=((pinned + 1) % SITES,))
    at_rest = find_equilibrium(market, rules, found)
    assert pinned in at_rest.responses.sites
    assert (pinned + 1) % SITES not in at_rest.responses.sites
    rng = np.random.default_rng(1)
    for again in enter_again(market, rules, found.order, [(0.8, 1.5), (1.0, 2.0)], rng=rng):
        assert pinned in again.sites
        assert (pinned + 1) % SITES not in again.sites


@given(SEEDS, st.integers(0, SITES - 1))
@settings(max_examples=25, deadline=None)
def test_what_a_pin_costs_is_the_best_other_site_of_all(seed, pinned):
    market, _, found = entered(seed, required=(pinned,))
    others = [site for site in found.order.tolist() if site != pinned]
    now = captured(market, [*others, pinned])
    elsewhere = {
        site: captured(market, [*others, site]) for site in {*range(SITES)} - {*others, pinned}
    }
    best = max(elsewhere.values())
    told = undecided.without_pin(market, found, pinned)
    assert told.benefit == pytest.approx(max(best - now, 0.0), rel=1e-6, abs=1e-3)
    if told.site >= 0:
        assert elsewhere[told.site] == pytest.approx(best)
        more = served(market, [*others, told.site]) - served(market, found.order)
        assert told.people == pytest.approx(more, rel=1e-6, abs=1e-3)


@given(SEEDS, st.integers(0, SITES - 1))
@settings(max_examples=25, deadline=None)
def test_what_a_prohibition_costs_is_the_best_swap(seed, barred):
    market, rules, found = entered(seed, barred=(barred,))
    order = found.order.tolist()
    now = captured(market, order)
    swaps = [
        captured(market, [*(other for other in order if other != site), barred]) for site in order
    ]
    told = undecided.without_forbidding(market, rules, found, barred)
    assert told.benefit == pytest.approx(max(*swaps, now) - now, rel=1e-6, abs=1e-3)


@given(SEEDS)
@settings(max_examples=25, deadline=None)
def test_a_plot_is_held_against_its_place(seed):
    market, rules, found = entered(seed, required=(0,), barred=(1,))
    others = [site for site in found.order.tolist() if site != 0]
    told = undecided.at_its_place(market, rules, found, 0, 1)
    more = captured(market, [*others, 1]) - captured(market, found.order)
    assert told is not None
    assert told.benefit == pytest.approx(more, rel=1e-6, abs=1e-3)


def test_a_place_too_near_to_the_others_is_not_held_against():
    market, rules, found = entered(3, required=(0,), barred=(1,))
    crowded = replace(rules, spacing_m=1e6)
    assert undecided.at_its_place(market, crowded, found, 0, 1) is None
    assert undecided.without_forbidding(market, crowded, found, 1).site == -1


def test_a_pinned_hospital_without_its_market_is_refused():
    with pytest.raises(InfeasibleError, match="decisions settle do not win 1,000,000 people each"):
        entered(3, required=(0,), min_market_people=1e6)
