from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geoplan.siting.market.sensitivity import enter_again
from tests.siting.market.made_up import (
    a_market,
    a_random_market,
    captured,
    enter,
    groups,
    rules_of,
    served,
)

seeds = st.integers(0, 2**32)
untimed = settings(deadline=None, max_examples=25)
ENDS = [(0.5, 1.5), (1.3, 1.5), (1.0, 1.0), (1.0, 2.0)]


def again(market, plan, exponents=ENDS, **rules):
    rng = np.random.default_rng(0)
    return enter_again(market, rules_of(market, **rules), plan, exponents, rng=rng)


def under(market, found):
    return replace(market, beds_exponent=found.beds_exponent, time_exponent=found.time_exponent)


def test_under_its_own_exponents_a_plan_stays():
    for seed in range(10):
        market = a_random_market(seed)
        plan = enter(market, count=3, min_market_people=0, spacing_km=0)
        (found,) = again(market, plan.order, [(market.beds_exponent, market.time_exponent)])
        assert found.sites.tolist() == plan.order.tolist()
        assert found.stays.all()
        assert found.nearest_m.tolist() == [0, 0, 0]
        assert found.objective == found.objective_of_plan == plan.objective
        assert found.people_gained == pytest.approx(plan.newly_served.sum())
        assert found.loss_of_plan == 0


def test_the_best_group_is_found_again_under_each_exponent():
    changed = 0
    for seed in range(10):
        market = a_random_market(seed)
        plan = enter(market, count=3, min_market_people=0, spacing_km=0)
        for found, exponents in zip(again(market, plan.order), ENDS, strict=True):
            assert (found.beds_exponent, found.time_exponent) == exponents
            other = under(market, found)
            most = max(captured(other, group) for group in groups(other, 3, 0))
            assert found.objective == pytest.approx(most, rel=1e-9)
            changed += not found.stays.all()
    assert changed > 0


@untimed
@given(seeds, st.sampled_from([0, 3]), st.sampled_from([0, 2_000]))
def test_every_figure_follows_from_the_definition(seed, spacing_km, least):
    market = a_random_market(seed)
    plan = enter(market, count=2, min_market_people=0, spacing_km=spacing_km)
    for found in again(market, plan.order, spacing_km=spacing_km, min_market_people=least):
        other, sites = under(market, found), found.sites.tolist()
        of_plan = captured(other, plan.order.tolist())
        assert found.objective_of_plan == pytest.approx(of_plan, rel=1e-9)
        if not sites:
            assert np.isnan([found.objective, found.people_captured, found.people_gained]).all()
            assert np.isinf(found.nearest_m).all()
            assert not found.stays.any()
            continue
        assert tuple(sorted(sites)) in set(groups(other, 2, spacing_km))
        assert found.objective == pytest.approx(captured(other, sites), rel=1e-9)
        assert found.people_captured == found.objective
        gained = served(other, sites) - served(other, [])
        assert found.people_gained == pytest.approx(gained, rel=1e-9, abs=1e-6)
        assert found.stays.tolist() == [site in sites for site in plan.order]
        xy_m = market.site_xy_m
        nearest = [min(np.hypot(*(xy_m[site] - xy_m[new])) for new in sites) for site in plan.order]
        np.testing.assert_allclose(found.nearest_m, nearest)


def a_town_with_a_hospital_at_home():
    """20,000 people with a hospital 5 minutes away; an entrant is 20 away at one site, 15 at one.

    With exponents of time 1 and 2, the share of site 0 is 1/5 and 1/17, that of site 1 1/4, 1/10.
    """
    return a_market(
        people=[20_000],
        hospital_min=[[5]],
        hospital_beds=[200],
        site_min=[[20, 15]],
        site_xy_m=[[0, 0], [3_000, 4_000]],
        time_exponent=1.0,
    )


def test_where_the_plan_misses_its_minimum_market_another_place_is_sought():
    (found,) = again(
        a_town_with_a_hospital_at_home(), np.array([0]), [(1.0, 2.0)], min_market_people=1_500
    )
    assert found.objective_of_plan == pytest.approx(20_000 / 17)
    assert found.sites.tolist() == [1]
    assert found.objective == pytest.approx(2_000)
    assert found.nearest_m.tolist() == [5_000]
    assert found.loss_of_plan == pytest.approx(1 - 10 / 17)


def test_where_nobody_finds_a_market_it_says_so_and_the_others_stand():
    none, some = again(
        a_town_with_a_hospital_at_home(),
        np.array([1]),
        [(1.0, 2.0), (1.0, 1.0)],
        min_market_people=2_500,
    )
    assert none.sites.size == 0
    assert np.isnan(none.objective)
    assert np.isnan(none.loss_of_plan)
    assert none.nearest_m.tolist() == [np.inf]
    assert none.objective_of_plan == pytest.approx(2_000)
    assert some.sites.tolist() == [1]
    assert some.objective == pytest.approx(5_000)


def test_nobody_enters_again_where_nobody_entered():
    (found,) = again(a_random_market(3), np.array([], np.int64), ENDS[:1])
    assert found.sites.size == found.stays.size == found.nearest_m.size == 0
    assert found.objective == found.loss_of_plan == 0


def test_the_same_plan_gives_the_same_bytes():
    market = a_random_market(5)
    plan = enter(market, count=3, min_market_people=0, spacing_km=0).order
    for once, twice in zip(again(market, plan), again(market, plan), strict=True):
        assert once.sites.tobytes() == twice.sites.tobytes()
        assert once.objective == twice.objective
