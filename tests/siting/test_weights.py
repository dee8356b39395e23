from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geoplan.siting.weights import weight_change


def moved(weights, criterion, change):
    """Return weights after one is changed and the others keep their proportions."""
    others = weights * (1 - weights[criterion] - change) / (1 - weights[criterion])
    others[criterion] = weights[criterion] + change
    return others


CHANCES = st.integers(0, 4).map(lambda fourths: fourths / 4)


@st.composite
def scored(draw):
    """Draw scores with the best site first, and weights."""
    sites, kinds = draw(st.integers(1, 5)), draw(st.integers(1, 4))
    scores = np.array(draw(st.lists(CHANCES, min_size=sites * kinds, max_size=sites * kinds)))
    raw = np.array(draw(st.lists(st.integers(0, 5), min_size=kinds, max_size=kinds)), float)
    raw[0] += raw.sum() == 0
    scores, weights = scores.reshape(sites, kinds), raw / raw.sum()
    return scores[np.argsort(-(scores @ weights), kind="stable")], weights


@given(scored())
@settings(max_examples=400, deadline=None)
def test_no_smaller_change_of_a_weight_makes_another_site_win(drawn):
    scores, weights = drawn
    change = weight_change(scores, weights)
    least = 1.0 if change is None else abs(change.change)
    for criterion, weight in enumerate(weights):
        if weight > 1 - 1e-9:
            continue
        for step in np.linspace(-least, least, 41):
            if 0 <= weight + step <= 1:
                total = scores @ moved(weights, criterion, step)
                assert total[0] >= total.max() - 1e-8
    if change is not None:
        weight = weights[change.criterion]
        end = 1.0 if change.change > 0 or (change.change == 0 and weight == 0) else 0.0
        beyond = [
            scores @ moved(weights, change.criterion, (1 - share) * change.change
                           + share * (target - weight))
            for target in ({end} if change.change else {0.0, 1.0})
            for share in (0.5, 1.0)
        ]  # fmt: skip
        assert any(total[change.challenger] > total[0] + 1e-10 for total in beyond)


def test_the_nearest_change_of_any_weight_counts_with_the_site_that_wins_by_it():
    scores = np.array([[1.0, 0.0, 0.6], [0.9, 0.2, 0.0], [0.0, 1.0, 0.5]])
    weights = np.array([0.5, 0.3, 0.2])
    # Totals are 0.62, 0.51 and 0.4. Raising the second weight by d leaves 1 - d / 0.7 of the rest:
    # 0.62 (1 - d / 0.7) = 0.1 (1 - d / 0.7) + d and so on; the third site wins first
    criterion, change, challenger = weight_change(scores, weights)
    assert (criterion, challenger) == (1, 2)
    assert 0.62 * (1 - change / 0.7) == pytest.approx(0.1 * (1 - change / 0.7) + 0.3 + change)


def test_no_weight_makes_another_site_win_where_one_is_best_in_all():
    scores = np.array([[1.0, 1.0], [1.0, 0.5], [0.0, 1.0]])
    assert weight_change(scores, np.array([0.5, 0.5])) is None


def test_a_weight_of_all_has_no_others_to_keep_in_proportion():
    scores = np.array([[1.0, 0.2], [0.5, 1.0]])
    with np.errstate(all="raise"):
        criterion, change, challenger = weight_change(scores, np.array([1.0, 0.0]))
    assert (criterion, challenger) == (1, 1)
    assert 1 - change + 0.2 * change == pytest.approx(0.5 * (1 - change) + change)


def test_sites_that_score_the_same_are_parted_by_the_least_change():
    change = weight_change(np.array([[1.0, 0.0], [0.0, 1.0]]), np.array([0.5, 0.5]))
    assert change == (0, 0.0, 1)
