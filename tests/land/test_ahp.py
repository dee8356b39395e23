from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geoplan.errors import StudyError
from geoplan.land.ahp import RATIO_LIMIT, priorities, reciprocal, weigh, worst_triple
from geoplan.land.rules import land_rules
from geoplan.study import Study
from geoplan.study_land import CRITERIA, Judgements

# Saaty 1990, European Journal of Operational Research 48, 9–26: choosing a house.
HOUSE = [
    [5, 3, 7, 6, 6, 1 / 3, 1 / 4],
    [1 / 3, 5, 3, 3, 1 / 5, 1 / 7],
    [6, 3, 4, 6, 1 / 5],
    [1 / 3, 1 / 4, 1 / 7, 1 / 8],
    [1 / 2, 1 / 5, 1 / 6],
    [1 / 5, 1 / 6],
    [1 / 2],
]
# Saaty 1980 and 1990, same: wealth of nations.
WEALTH = [[4, 9, 6, 6, 5, 5], [7, 5, 5, 3, 4], [1 / 5, 1 / 5, 1 / 7, 1 / 5], [1, 1 / 3, 1 / 3],
          [1 / 3, 1 / 3], [2]]  # fmt: skip
# Saaty 2008, International Journal of Services Sciences 1, 83–98: drinks in the United States.
DRINKS = [[9, 5, 2, 1, 1, 1 / 2], [1 / 3, 1 / 9, 1 / 9, 1 / 9, 1 / 9], [1 / 3, 1 / 4, 1 / 3, 1 / 9],
          [1 / 2, 1, 1 / 3], [2, 1 / 2], [1 / 3]]  # fmt: skip


@pytest.mark.parametrize(
    ("upper", "weights", "lambda_max", "ratio"),
    [
        (HOUSE, [0.173, 0.054, 0.188, 0.018, 0.031, 0.036, 0.167, 0.333], 9.669, 0.169),
        (WEALTH, [0.427, 0.230, 0.021, 0.052, 0.052, 0.123, 0.094], 7.608, 0.077),
        (DRINKS, [0.177, 0.019, 0.042, 0.116, 0.190, 0.129, 0.327], 7.177, 0.022),
    ],
)
def test_published_matrices_give_their_published_weights(upper, weights, lambda_max, ratio):
    found = priorities(reciprocal(upper))
    assert found.weights.tolist() == pytest.approx(weights, abs=0.0006)
    assert found.lambda_max == pytest.approx(lambda_max, abs=0.001)
    assert found.consistency_ratio == pytest.approx(ratio, abs=0.001)


@given(st.lists(st.floats(0.1, 10), min_size=1, max_size=8))
def test_judgements_that_agree_give_back_the_weights_they_came_from(raw):
    weights = np.array(raw) / sum(raw)
    found = priorities(weights[:, None] / weights[None, :])
    assert found.weights.tolist() == pytest.approx(weights.tolist())
    assert found.consistency_ratio == pytest.approx(0, abs=1e-9)


SCALE = st.sampled_from([1 / 9, 1 / 5, 1 / 3, 1 / 2, 1, 2, 3, 5, 9])


@st.composite
def matrices(draw):
    count = draw(st.integers(3, 6))
    return reciprocal(
        [draw(st.lists(SCALE, min_size=size, max_size=size)) for size in range(count - 1, 0, -1)]
    )


@given(matrices())
@settings(deadline=None)
def test_weights_are_the_fixed_point_of_repeated_multiplication(matrix):
    found = priorities(matrix)
    power = np.ones(len(matrix))
    for _ in range(2000):
        power = matrix @ power
        power /= power.sum()
    assert found.weights == pytest.approx(power, abs=1e-9)
    assert (matrix @ found.weights / found.weights).tolist() == pytest.approx(
        [found.lambda_max] * len(matrix)
    )


@given(matrices(), st.randoms(use_true_random=False))
@settings(deadline=None)
def test_the_order_of_criteria_does_not_matter(matrix, random):
    order = list(range(len(matrix)))
    random.shuffle(order)
    found, moved = priorities(matrix), priorities(matrix[np.ix_(order, order)])
    assert moved.weights == pytest.approx(found.weights[order])
    assert moved.consistency_ratio == pytest.approx(found.consistency_ratio, abs=1e-9)


@given(matrices())
def test_the_worst_triple_is_the_worst_by_brute_force(matrix):
    def contradiction(one, two, three):
        way = matrix[one, two] * matrix[two, three] / matrix[one, three]
        return max(way, 1 / way)

    worst = max(contradiction(*triple) for triple in combinations(range(len(matrix)), 3))
    assert contradiction(*worst_triple(matrix)) == pytest.approx(worst)


def judged(criteria, upper):
    return Judgements(criteria=criteria, upper=upper, source="made up", verified=False)


class TestWeigh:
    def test_only_what_can_be_told_is_weighed(self):
        held = judged(["area", "shape", "price"], [[2, 4], [2]])
        found = weigh(held, {"price", "area", "road"})
        assert found.criteria == ("area", "price")
        assert found.by_criterion() == pytest.approx({"area": 0.8, "price": 0.2})
        assert weigh(held, {"shape"}).weights.tolist() == [1]

    def test_nothing_left_is_refused(self):
        held = judged(["area", "shape"], [[2]])
        with pytest.raises(StudyError, match=r"no criterion.*Name one of: road"):
            weigh(held, {"road"})

    def test_contradictions_are_refused_with_the_three_that_do_so_most(self):
        held = judged(["area", "shape", "road", "price"], [[3, "1/5", 2], [3, 1], [1]])
        with pytest.raises(StudyError) as refused:
            weigh(held, CRITERIA)
        said = str(refused.value)
        assert "area against shape is 3, shape against road is 3" in said
        assert "so area against road would be 9, but it is 1/5" in said
        assert "Judge these three pairs again." in said
        assert "key land.judgements.upper" in said

    def test_contradictions_among_those_that_are_left_are_refused_too(self):
        rng = np.random.default_rng(0)
        for _ in range(2000):
            upper = [rng.choice([1 / 3, 1 / 2, 1, 2, 3], size).tolist() for size in range(4, 0, -1)]
            matrix = reciprocal(upper)
            part = priorities(matrix[:3, :3]).consistency_ratio
            if priorities(matrix).consistency_ratio < RATIO_LIMIT <= part:
                break
        else:
            pytest.fail("no such matrix was drawn")
        held = judged(["area", "shape", "road", "price", "hazard"], upper)
        assert weigh(held, CRITERIA).consistency_ratio < RATIO_LIMIT
        with pytest.raises(StudyError, match="among area, shape, road contradict"):
            weigh(held, ["area", "shape", "road"])

    def test_the_bundled_judgements_agree_whatever_can_be_told(self):
        held = land_rules(Study.load()).judgements
        for size in range(1, len(CRITERIA) + 1):
            for part in combinations(CRITERIA, size):
                assert weigh(held, part).consistency_ratio < RATIO_LIMIT / 2
