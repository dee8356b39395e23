import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geoplan.errors import InfeasibleError
from tests.siting.market.made_up import (
    a_market,
    a_random_market,
    captured,
    enter,
    groups,
    naive,
    served,
)

seeds = st.integers(0, 2**32)
untimed = settings(deadline=None, max_examples=25)


def test_a_town_by_hand():
    # cell 0: hospital at 40 min (participation one half), site 0 at 10 min, twice the beds
    # cell 1: hospital at home, sites out of reach; cell 2: nothing but site 1 in reach
    market = a_market(
        people=[10_000, 7_000, 3_000],
        hospital_min=[[40], [0], [np.inf]],
        hospital_beds=[100],
        site_min=[[10, np.inf], [np.inf, np.inf], [np.inf, 30]],
        site_xy_m=[[0, 0], [9_000, 0]],
        time_exponent=1.0,
    )
    entry = enter(market, count=2, min_market_people=0, spacing_km=1)
    share = (200 / 10) / (200 / 10 + 100 / 40)
    assert entry.order.tolist() == [0, 1]
    np.testing.assert_allclose(entry.captured, [10_000 * share, 3_000 * 0.75])
    np.testing.assert_allclose(entry.newly_served, [5_000, 2_250])
    np.testing.assert_allclose(entry.taken, [10_000 * share - 5_000, 0], atol=1e-9)
    np.testing.assert_allclose(
        entry.patients, [[10_000 * share, 0], [0, 0], [0, 3_000 * 0.75]], atol=1e-9
    )
    np.testing.assert_allclose(entry.participation_before, [0.5, 1, 0])
    np.testing.assert_allclose(entry.participation_after, [1, 1, 0.75])
    assert entry.hospital_min_before.tolist() == [40, 0, np.inf]
    assert entry.hospital_min_after.tolist() == [10, 0, 30]
    assert entry.runner_up.tolist() == [-1, -1]
    assert np.isnan(entry.runner_up_captured).all()


@untimed
@given(seeds)
def test_every_figure_follows_from_the_definition(seed):
    market = a_random_market(seed)
    entry = enter(market, count=3, min_market_people=0, spacing_km=0)
    order = entry.order.tolist()
    close = {"rtol": 1e-9, "atol": 1e-6}
    np.testing.assert_allclose(entry.market, naive(market, order)[1], **close)
    for rank in range(3):
        before, after = order[:rank], order[: rank + 1]
        new = served(market, after) - served(market, before)
        fall = naive(market, before)[0].sum() - naive(market, after)[0].sum()
        np.testing.assert_allclose(entry.newly_served[rank], new, **close)
        np.testing.assert_allclose(entry.taken[rank], fall, **close)
        others = [site for site in order if site != order[rank]]
        lost = captured(market, order) - captured(market, others)
        np.testing.assert_allclose(entry.captured_lost[rank], lost, **close)
        lost = served(market, order) - served(market, others)
        np.testing.assert_allclose(entry.served_lost[rank], lost, **close)


@untimed
@given(seeds)
def test_the_table_adds_up_to_the_headline(seed):
    market = a_random_market(seed)
    entry = enter(market, count=4, min_market_people=0, spacing_km=2)
    rise = market.people @ (entry.participation_after - entry.participation_before)
    assert entry.newly_served.sum() == pytest.approx(rise, abs=1e-6)
    assert entry.captured.sum() == pytest.approx(entry.objective, abs=1e-6)
    assert entry.market.sum() == pytest.approx(entry.objective, abs=1e-6)
    assert (entry.newly_served >= -1e-6).all()


@untimed
@given(seeds, st.sampled_from([0, 3, 8]), st.integers(1, 4))
def test_no_group_captures_more_than_the_bound(seed, spacing_km, count):
    market = a_random_market(seed)
    most = max((captured(market, group) for group in groups(market, count, spacing_km)), default=0)
    try:
        entry = enter(market, count=count, min_market_people=0, spacing_km=spacing_km)
    except InfeasibleError:
        return
    assert entry.objective <= most * (1 + 1e-9)
    assert most <= entry.bound * (1 + 1e-9)
    assert 0 <= entry.gap < 1 or most == 0


def test_the_bound_lets_sites_open_together_that_keep_the_spacing():
    # 3.96 km apart, in one square of 3 km
    market = a_market(
        people=[10_000, 10_000],
        hospital_min=[[20], [20]],
        hospital_beds=[100],
        site_min=[[5, np.inf], [np.inf, 5]],
        site_xy_m=[[100, 100], [2_900, 2_900]],
    )
    entry = enter(market, count=2, min_market_people=0, spacing_km=3)
    assert entry.objective <= entry.bound <= entry.objective * 1.01


@untimed
@given(seeds)
def test_the_bound_is_near_where_there_is_no_choice(seed):
    market = a_random_market(seed)
    entry = enter(market, count=7, min_market_people=0, spacing_km=0)
    assert entry.bound == pytest.approx(entry.objective, rel=0.02)


@untimed
@given(seeds, st.sampled_from([0, 3, 8]), st.sampled_from([0, 4_000]))
def test_rules_are_kept_and_no_single_move_helps(seed, spacing_km, least):
    market = a_random_market(seed)
    try:
        entry = enter(market, count=3, min_market_people=least, spacing_km=spacing_km)
    except InfeasibleError:
        return
    allowed = {
        group: captured(market, group)
        for group in groups(market, 3, spacing_km)
        if naive(market, group)[1].min() >= least - 1e-6
    }
    order = entry.order.tolist()
    assert tuple(sorted(order)) in allowed
    assert (entry.market >= least).all()
    for rank, site in enumerate(order):
        others = [other for other in order if other != site]
        elsewhere = {
            group: value
            for group, value in allowed.items()
            if set(others) < set(group) and site not in group
        }
        beside = max(elsewhere.values(), default=math.nan) - captured(market, others)
        assert entry.runner_up_captured[rank] == pytest.approx(beside, abs=1e-6, nan_ok=True)
        if elsewhere:
            assert tuple(sorted([*others, entry.runner_up[rank]])) in elsewhere
            assert beside <= entry.captured_lost[rank] + 1e-6 * entry.objective
        else:
            assert entry.runner_up[rank] == -1


def test_a_newcomer_may_not_press_another_below_the_minimum_market():
    # site 0 lives on five cells; site 1, next to the largest of them, wins enough for itself
    market = a_market(
        people=[16_000, 10_000, 10_000, 10_000, 10_000],
        hospital_min=[[5]] * 5,
        hospital_beds=[200],
        site_min=[[12, 5], *[[12, np.inf]] * 4],
        site_xy_m=[[0, 0], [4_000, 0]],
        time_exponent=2.0,
    )
    pressed, newcomer = naive(market, [0, 1])[1]
    assert pressed < 7_300 < newcomer
    assert enter(market, count=2, min_market_people=7_100, spacing_km=3).order.tolist() == [0, 1]
    with pytest.raises(InfeasibleError, match="only 1 of 2"):
        enter(market, count=2, min_market_people=7_300, spacing_km=3)


def test_the_best_group_of_a_small_town_is_found():
    for seed in range(20):
        market = a_random_market(seed)
        most = max(captured(market, group) for group in groups(market, 3, 0))
        entry = enter(market, count=3, min_market_people=0, spacing_km=0)
        assert entry.objective == pytest.approx(most, rel=1e-9)


@untimed
@given(seeds)
def test_each_next_entrant_adds_most(seed):
    market = a_random_market(seed)
    order = enter(market, count=4, min_market_people=0, spacing_km=2).order.tolist()
    for rank in range(4):
        captures = [captured(market, [*order[:rank], site]) for site in order[rank:]]
        assert captures[0] >= max(captures) - 1e-6


@pytest.mark.parametrize(
    ("rule", "fit"),
    [
        ({"count": 8}, "only 7 of 8"),
        ({"min_market_people": 1e9}, "only 0 of 3"),
        ({"spacing_km": 500.0}, "only 1 of 3"),
    ],
)
def test_too_much_is_refused_with_what_fits_and_what_to_relax(rule, fit):
    rules = {"count": 3, "min_market_people": 0.0, "spacing_km": 0.0} | rule
    with pytest.raises(InfeasibleError, match=f"^{fit} .* min_market_people"):
        enter(a_random_market(1), **rules)


def test_the_same_market_gives_the_same_bytes():
    market = a_random_market(7)
    once, again = (enter(market, count=3, min_market_people=0, spacing_km=1) for _ in range(2))
    assert once.order.tobytes() == again.order.tobytes()
    assert once.captured.tobytes() == again.captured.tobytes()
    assert once.bound == again.bound


@untimed
@given(seeds)
def test_people_who_all_count_alike_enter_alike(seed):
    market = a_random_market(seed)
    rules = {"count": 3, "min_market_people": 0, "spacing_km": 2}
    plain, twice = enter(market, **rules), enter(replace(market, weight=market.weight * 2), **rules)
    assert twice.order.tobytes() == plain.order.tobytes()
    assert twice.captured.tobytes() == plain.captured.tobytes()
    assert twice.objective == pytest.approx(2 * plain.objective)
    assert twice.bound == pytest.approx(2 * plain.bound, rel=1e-3)


@untimed
@given(seeds)
def test_investors_go_where_people_count_and_people_are_reported(seed):
    market = a_random_market(seed)
    weight = np.where(np.arange(10) % 2, 3.0, 1.0)
    counted = replace(market, people=market.people * weight)
    rules = {"count": 3, "min_market_people": 4_000, "spacing_km": 0}
    try:
        entry = enter(replace(market, weight=weight), **rules)
    except InfeasibleError:
        return
    same = enter(counted, **rules)
    assert sorted(entry.order) == sorted(same.order)
    assert entry.objective == pytest.approx(captured(counted, entry.order))
    assert entry.bound == pytest.approx(same.bound, rel=1e-3)
    assert naive(counted, entry.order)[1].min() >= 4_000 - 1e-6
    np.testing.assert_allclose(entry.market, naive(market, entry.order)[1], rtol=1e-9, atol=1e-6)
    assert entry.captured.sum() == pytest.approx(captured(market, entry.order), abs=1e-6)
    gained = served(market, entry.order) - served(market, [])
    assert entry.newly_served.sum() == pytest.approx(gained, abs=1e-6)
    for rank, site in enumerate(entry.runner_up):
        others = [other for other in entry.order if other != entry.order[rank]]
        if site >= 0:
            there = captured(market, [*others, site]) - captured(market, others)
            assert entry.runner_up_captured[rank] == pytest.approx(there, abs=1e-6)


def test_wealth_outweighs_heads_and_counts_towards_the_minimum_market():
    # one entrant: 10,000 people at site 0, or 6,000 who count twice at site 1
    market = a_market(
        people=[10_000, 6_000],
        hospital_min=[[np.inf], [np.inf]],
        hospital_beds=[100],
        site_min=[[5, np.inf], [np.inf, 5]],
        site_xy_m=[[0, 0], [9_000, 0]],
        weight=np.array([1.0, 2.0]),
    )
    entry = enter(market, count=1, min_market_people=11_000, spacing_km=0)
    assert entry.order.tolist() == [1]
    assert entry.objective == pytest.approx(12_000)
    assert entry.captured.tolist() == entry.newly_served.tolist() == [6_000]
    assert entry.market.tolist() == entry.captured_lost.tolist() == [6_000]


def test_a_group_of_none():
    entry = enter(a_random_market(3), count=0, min_market_people=0, spacing_km=2)
    assert entry.order.size == entry.captured.size == entry.runner_up.size == 0
    assert entry.patients.shape == (10, 0)
    assert entry.objective == entry.bound == entry.gap == 0
    assert entry.participation_after.tolist() == entry.participation_before.tolist()


def test_mean_minutes_are_those_of_the_people_won_in_reach():
    market = a_market(
        people=[10_000, 30_000, 5_000],
        hospital_min=[[np.inf], [50], [40]],
        hospital_beds=[1],
        site_min=[[12, np.inf], [20, np.inf], [np.inf, 60]],
        site_xy_m=[[0, 0], [9_000, 0]],
        beds_exponent=5.0,
    )
    entry = enter(market, count=2, min_market_people=0, spacing_km=0)
    assert entry.order.tolist() == [0, 1]
    assert entry.mean_minutes(entry.hospital_min_before).tolist() == [50, 40]
    assert entry.mean_minutes(entry.hospital_min_after).tolist() == [18, 40]
