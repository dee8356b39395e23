import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geoplan.errors import InfeasibleError
from geoplan.siting.market import equilibrium
from geoplan.siting.market.equilibrium import find_equilibrium, respond
from geoplan.siting.market.search import best_response
from tests.siting.market.made_up import (
    a_market,
    a_random_market,
    captured,
    enter,
    groups,
    naive,
    rules_of,
    served,
)

seeds = st.integers(0, 2**32)
untimed = settings(deadline=None, max_examples=25)
rule_sets = st.fixed_dictionaries(
    {"spacing_km": st.sampled_from([0, 3, 8]), "min_market_people": st.sampled_from([0, 4_000])}
)


def others_moved(group, entrant, site):
    return [*group[:entrant], site, *group[entrant + 1 :]]


def markets_if_moved(market, group, entrant, *, spacing_km, min_market_people):
    """By the definition: what an entrant would win at every site that it may move to."""
    allowed = {frozenset(sites) for sites in groups(market, len(group), spacing_km)}
    won = {}
    for site in range(len(market.site_xy_m)):
        moved = others_moved(group, entrant, site)
        if frozenset(moved) in allowed:
            markets = naive(market, moved)[1]
            if markets.min() >= min_market_people - 1e-6:
                won[site] = markets[entrant]
    return won


def a_plan(seed, rules, count=3):
    market = a_random_market(seed)
    try:
        return market, enter(market, count=count, **rules)
    except InfeasibleError:
        return market, None


def merry_go_round():
    """Two places of 20,000 people without a hospital: site 1 at one, 0 at the other, 2 between.

    Beside site 0, site 2 wins 22,000 (all of the first place, a tenth of the second) against
    20,000 at site 1; beside 2, site 1 wins 18,824 against 18,000 at 0; beside 1, site 0 wins
    20,000 against 16,176 at 2: each answer has a better one.
    """
    return a_market(
        people=[20_000, 20_000],
        hospital_min=[[np.inf], [np.inf]],
        hospital_beds=[100],
        site_min=[[np.inf, 5, 20], [10, np.inf, 30]],
        site_xy_m=[[0, 0], [9_000, 0], [18_000, 0]],
        time_exponent=2.0,
    )


@untimed
@given(seeds, rule_sets)
def test_the_best_response_is_the_best_of_all_sites(seed, rules):
    market, plan = a_plan(seed, rules)
    if plan is None:
        return
    group = plan.order.tolist()
    for entrant, here in enumerate(group):
        won = markets_if_moved(market, group, entrant, **rules)
        site, gain = best_response(market.field, rules_of(market, **rules), group, entrant)
        assert won[site] == pytest.approx(max(won.values()), rel=1e-6)
        assert gain == pytest.approx(won[site] - won[here], abs=1e-6 * plan.objective)


@untimed
@given(seeds, rule_sets)
def test_nobody_gains_by_moving_alone_from_an_equilibrium(seed, rules):
    market, plan = a_plan(seed, rules)
    if plan is None:
        return
    found = respond(market.field, rules_of(market, **rules), plan.order.tolist())
    group = found.sites.tolist()
    gains = []
    for entrant, here in enumerate(group):
        won = markets_if_moved(market, group, entrant, **rules)
        assert here in won, "the rules are kept"
        gains.append(max(won.values()) / won[here] - 1)
    assert found.settled == (max(gains) <= 1e-6)
    assert found.settled == (found.cycle == 0)


@untimed
@given(seeds)
def test_moves_are_those_of_brute_force(seed):
    rules = {"spacing_km": 0, "min_market_people": 0}
    market, plan = a_plan(seed, rules)
    group, unmoved, turns, seen = plan.order.tolist(), 0, 0, []
    while unmoved < len(group) and seen.count(seen[-1] if seen else None) < 2:
        entrant = turns % len(group)
        turns += 1
        won = markets_if_moved(market, group, entrant, **rules)
        best = max(won, key=won.get)
        if won[best] <= won[group[entrant]] * (1 + 1e-9):
            unmoved += 1
            continue
        group, unmoved = others_moved(group, entrant, best), 1
        seen.append((entrant, tuple(group)))
    found = respond(market.field, rules_of(market), plan.order.tolist())
    assert found.sites.tolist() == group
    assert found.rounds == math.ceil(turns / len(group))
    repeated = len(seen) > len(set(seen))
    assert found.cycle == (len(seen) - 1 - seen.index(seen[-1]) if repeated else 0)


def test_a_market_without_equilibrium_is_reported_as_a_cycle():
    market = merry_go_round()
    rules = {"spacing_km": 0, "min_market_people": 0}
    for group in ([0, 1], [0, 2], [1, 2]):
        best = [
            max(won.values()) - won[group[entrant]]
            for entrant in (0, 1)
            for won in [markets_if_moved(market, group, entrant, **rules)]
        ]
        assert max(best) > 800
    found = respond(market.field, rules_of(market), [0, 1])
    assert not found.settled
    assert found.cycle == 6  # three placements, and the same with the entrants exchanged
    # the second one moves first, to site 2, and that placement recurs six moves later
    assert found.sites.tolist() == [0, 2]
    assert found.rounds == 4


def test_endless_moves_are_cut_short(monkeypatch):
    monkeypatch.setattr(equilibrium, "ROUNDS_MAX", 2)
    found = respond(merry_go_round().field, rules_of(merry_go_round()), [0, 1])
    assert (found.settled, found.cycle, found.rounds) == (False, 0, 2)


def test_two_rivals_meet_where_most_people_live():
    # the plan has one hospital in each town, the smaller one within reach of the larger one's;
    # alone, either wins more in the larger town, however close to the other
    market = a_market(
        people=[30_000, 9_000],
        hospital_min=[[np.inf], [np.inf]],
        hospital_beds=[100],
        site_min=[[5, 5, np.inf], [np.inf, np.inf, 5]],
        site_xy_m=[[0, 0], [1_000, 0], [30_000, 0]],
    )
    plan = enter(market, count=2, min_market_people=0, spacing_km=0)
    found = find_equilibrium(market, rules_of(market), plan)
    assert sorted(plan.order.tolist()) in ([0, 2], [1, 2])
    assert found.responses.settled
    assert sorted(found.responses.sites.tolist()) == [0, 1]
    np.testing.assert_allclose(found.patients, [15_000, 15_000])
    assert found.objective == pytest.approx(30_000)
    assert found.planned == pytest.approx(39_000)
    assert found.newly_served == pytest.approx(30_000)
    assert found.loss == pytest.approx(9 / 39)
    assert found.loss <= found.loss_max <= 1
    np.testing.assert_allclose(found.regret, [0, 6_000])
    assert sorted([int(plan.order[0]), int(found.better_site[1])]) == [0, 1]
    held = find_equilibrium(market, rules_of(market, spacing_km=3), plan)
    assert held.responses.sites.tolist() == plan.order.tolist()
    assert held.loss == 0
    assert held.regret.tolist() == [0, 0]


def test_a_mover_may_not_press_another_below_the_minimum_market():
    # site 1 is nearer to the larger town than site 0: who follows takes three quarters of it
    market = a_market(
        people=[20_000, 8_000],
        hospital_min=[[np.inf], [np.inf]],
        hospital_beds=[100],
        site_min=[[15, 5, np.inf], [np.inf, np.inf, 5]],
        site_xy_m=[[0, 0], [9_000, 0], [30_000, 0]],
        time_exponent=1.0,
    )
    field, free, held = market.field, rules_of(market), rules_of(market, min_market_people=7_000)
    site, gain = best_response(field, free, [0, 2], 1)
    assert (site, gain) == (1, pytest.approx(7_000))
    assert best_response(field, held, [0, 2], 1) == (2, 0.0)
    assert respond(field, held, [0, 2]).sites.tolist() == [0, 2]
    # without the minimum the first one is left with 5,000 and takes the place of the other
    assert respond(field, free, [0, 2]).sites.tolist() == [2, 1]


@untimed
@given(seeds, rule_sets)
def test_every_figure_follows_from_the_definition(seed, rules):
    market, plan = a_plan(seed, rules)
    if plan is None:
        return
    found = find_equilibrium(market, rules_of(market, **rules), plan)
    sites, close = found.responses.sites.tolist(), {"rel": 1e-9, "abs": 1e-6}
    np.testing.assert_allclose(found.patients, naive(market, sites)[1], rtol=1e-9, atol=1e-6)
    assert found.objective == pytest.approx(captured(market, sites), **close)
    assert found.newly_served == pytest.approx(served(market, sites) - served(market, []), **close)
    assert found.planned == plan.objective
    assert found.bound == plan.bound
    assert found.objective <= found.bound * (1 + 1e-9)
    for entrant, here in enumerate(plan.order.tolist()):
        won = markets_if_moved(market, plan.order.tolist(), entrant, **rules)
        most = max(won.values())
        assert found.regret[entrant] == pytest.approx(most - won[here], abs=1e-6 * plan.objective)
        assert won[found.better_site[entrant]] == pytest.approx(most, **close)
        assert (found.regret[entrant] > 0) == (found.better_site[entrant] != here)


@pytest.mark.parametrize("count", [0, 1])
def test_who_is_alone_stands_where_it_wins_most(count):
    market = a_random_market(3)
    plan = enter(market, count=count, min_market_people=0, spacing_km=0)
    found = find_equilibrium(market, rules_of(market), plan)
    assert found.responses.settled
    assert found.responses.sites.tolist() == plan.order.tolist()
    assert found.responses.rounds == count
    assert found.objective == plan.objective
    assert found.loss == 0


def test_the_same_plan_gives_the_same_bytes():
    market = a_random_market(33)
    plan = enter(market, count=3, min_market_people=0, spacing_km=0)
    once, again = (find_equilibrium(market, rules_of(market), plan) for _ in range(2))
    assert once.responses.cycle == again.responses.cycle > 0
    assert once.responses.sites.tobytes() == again.responses.sites.tobytes()
    assert once.patients.tobytes() == again.patients.tobytes()
    assert once.regret.tobytes() == again.regret.tobytes()
