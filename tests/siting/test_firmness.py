from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from geoplan.siting.firmness import firmness, kept_share

orders = st.lists(st.integers(0, 4), min_size=4, max_size=4).map(np.array)


def test_copies_of_one_site_are_told_apart():
    plan = np.array([7, 3, 7])
    again = [np.array([7, 9, 3]), np.array([3, 7, 7]), np.array([7, 7, 8])]
    firm = firmness(plan, again)
    assert firm.chosen_share.tolist() == [1, 2 / 3, 2 / 3]
    assert firm.rank_low.tolist() == [1, 1, 2]
    assert firm.rank_high.tolist() == [2, 3, 3]
    assert [kept_share(plan, order) for order in again] == [2 / 3, 1, 2 / 3]


def test_ranks_lie_between_the_percentiles():
    again = [np.roll(np.arange(100), shift) for shift in range(100)]  # each rank once
    firm = firmness(np.arange(100), again)
    assert (firm.rank_low == 5).all()
    assert (firm.rank_high == 95).all()


def test_what_no_plan_holds_has_no_rank():
    firm = firmness(np.array([0]), [np.array([1])])
    assert firm.chosen_share.tolist() == [0]
    assert np.isnan([firm.rank_low[0], firm.rank_high[0]]).all()


def test_an_empty_plan_is_kept():
    assert kept_share(np.array([], np.int64), np.array([], np.int64)) == 1


@given(orders, st.lists(orders, min_size=1, max_size=5))
def test_shares_and_ranks_stay_within_their_limits(plan, again):
    firm = firmness(plan, again)
    assert ((firm.chosen_share >= 0) & (firm.chosen_share <= 1)).all()
    chosen = firm.chosen_share > 0
    assert (firm.rank_low[chosen] >= 1).all()
    assert (firm.rank_low[chosen] <= firm.rank_high[chosen]).all()
    assert (firm.rank_high[chosen] <= plan.size).all()
    mean = np.mean([kept_share(plan, order) for order in again])
    assert np.isclose(firm.chosen_share.mean(), mean)


@given(orders)
def test_the_plan_itself_is_firm_in_its_order(plan):
    firm = firmness(plan, [plan, plan])
    assert (firm.chosen_share == 1).all()
    assert (firm.rank_low == np.arange(1, 5)).all()
    assert (firm.rank_high == np.arange(1, 5)).all()
