from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from geoplan.land.topsis import first_holds, gains, losses, scores

PART = st.floats(0, 1).map(lambda value: round(value, 3))


@st.composite
def compared(draw, most_plots=6):
    plots, criteria = draw(st.integers(1, most_plots)), draw(st.integers(1, 5))
    values = draw(hnp.arrays(np.float64, (plots, criteria), elements=PART))
    raw = draw(hnp.arrays(np.float64, criteria, elements=st.floats(0.05, 1)))
    return values, raw / raw.sum()


def by_hand(row, weights):
    best = sum((w * (1 - v)) ** 2 for v, w in zip(row, weights, strict=True)) ** 0.5
    worst = sum((w * v) ** 2 for v, w in zip(row, weights, strict=True)) ** 0.5
    return worst / (best + worst)


def test_a_score_worked_out_by_hand():
    # Weights 0.6, 0.4; worths 1, 0.5: to the ideal 0.2, to the anti-ideal √(0.36 + 0.04).
    score = scores(np.array([[1.0, 0.5]]), np.array([0.6, 0.4]))[0]
    assert score == pytest.approx(0.4**0.5 / (0.2 + 0.4**0.5))


@given(compared())
@settings(deadline=None)
def test_scores_are_those_of_the_formula_row_by_row(drawn):
    values, weights = drawn
    assert scores(values, weights).tolist() == pytest.approx(
        [by_hand(row, weights) for row in values.tolist()]
    )


@given(compared(), st.data())
@settings(deadline=None)
def test_no_score_depends_on_the_other_plots(drawn, data):
    values, weights = drawn
    kept = data.draw(st.lists(st.sampled_from(range(len(values))), min_size=1, unique=True))
    assert (scores(values[kept], weights) == scores(values, weights)[kept]).all()


@given(compared(), st.data())
@settings(deadline=None)
def test_a_plot_that_is_better_in_something_never_scores_less(drawn, data):
    values, weights = drawn
    place = data.draw(st.integers(0, values.shape[1] - 1))
    better = values.copy()
    better[:, place] += data.draw(PART) * (1 - better[:, place])
    assert (scores(better, weights) >= scores(values, weights) - 1e-12).all()


@given(compared())
@settings(deadline=None)
def test_what_criteria_give_and_take_adds_up(drawn):
    values, weights = drawn
    score, given_, taken = scores(values, weights), gains(values, weights), losses(values, weights)
    assert given_.sum(axis=1).tolist() == pytest.approx(score.tolist())
    assert taken.sum(axis=1).tolist() == pytest.approx((1 - score).tolist())
    assert (given_ >= 0).all()
    assert (taken >= 0).all()
    assert (given_[values == 0] == 0).all()
    assert (taken[values == 1] == 0).all()


def test_parts_worked_out_by_hand():
    # As above: of 0.36 + 0.04 the first gives nine tenths; only the second takes anything.
    values, weights = np.array([[1.0, 0.5]]), np.array([0.6, 0.4])
    score = scores(values, weights)[0]
    assert gains(values, weights)[0].tolist() == pytest.approx([0.9 * score, 0.1 * score])
    assert losses(values, weights)[0].tolist() == pytest.approx([0, 1 - score])
    halves = losses(np.array([[0.5, 0.0]]), weights)[0]  # 0.09 and 0.16 of 0.25
    assert halves[0] / halves.sum() == pytest.approx(0.36)


def test_the_ends_are_reached():
    ends = np.array([[1.0, 1.0], [0.0, 0.0]])
    assert scores(ends, np.array([0.3, 0.7])).tolist() == [1, 0]


@given(compared(), st.sampled_from([0.1, 0.2, 0.5]))
@settings(deadline=None)
def test_the_first_place_is_tried_under_every_case(drawn, change):
    values, weights = drawn
    found = first_holds(values, weights, change)
    factors = [1 - change, 1 + change]
    cases = [list(case) for case in product(factors, repeat=len(weights))]
    for place, factor in product(range(len(weights)), factors):
        cases.append([factor if at == place else 1 for at in range(len(weights))])
    base = [by_hand(row, weights) for row in values.tolist()]
    first = found.first
    assert base[first] == pytest.approx(max(base))
    assert found.cases == len(cases)
    leads = []
    for case in cases:
        under = [by_hand(row, weights * case / (weights @ case)) for row in values.tolist()]
        leads.append(under.pop(first) - max(under, default=-np.inf))
    sure = [lead for lead in leads if abs(lead) > 1e-9]
    tied = len(leads) - len(sure)
    held = sum(lead > 0 for lead in sure)
    assert held - 1e-9 <= found.share * len(cases) <= held + tied + 1e-9
    assert found.lead == pytest.approx(min(leads), abs=1e-9)


def test_the_case_that_overturns_is_named_with_the_challenger():
    values = np.array([[0.0, 0.9], [0.0, 0.0], [0.9, 0.0]])
    found = first_holds(values, np.array([0.48, 0.52]), 0.2)
    assert found.first == 0
    assert found.challenger == 2
    assert found.lead < 0
    assert found.share == pytest.approx(5 / 8)  # lost where the first weight overtakes: 3 of 8
    assert found.factors.tolist() == [1.2, 0.8]


def test_a_plot_alone_or_twice_holds():
    alone = first_holds(np.array([[0.5, 0.5]]), np.array([0.5, 0.5]))
    assert (alone.share, alone.challenger, alone.lead) == (1, None, np.inf)
    twice = first_holds(np.array([[0.5, 0.5], [0.5, 0.5]]), np.array([0.5, 0.5]))
    assert (twice.first, twice.share, twice.lead) == (0, 1, 0)
