import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geoplan.access import equity

# whole numbers keep the naive oracles exact
values = st.integers(0, 50)
counts = st.integers(0, 6)
towns = st.lists(st.tuples(values, counts), min_size=1, max_size=12).filter(
    lambda town: sum(value * count for value, count in town) > 0
)


def cells(town):
    access, people = zip(*town, strict=True)
    labels = [f"c{number}" for number in range(len(town))]
    return pd.Series(access, labels, dtype=float), pd.Series(people, labels)


def everybody(town):
    """One value per person."""
    return np.sort([value for value, count in town for _ in range(count)])


@settings(deadline=None)
@given(towns)
def test_gini_is_the_mean_difference_between_two_people(town):
    persons = everybody(town)
    differences = np.abs(persons[:, None] - persons[None, :]).mean()
    gini = equity.gini(*cells(town))
    assert gini == pytest.approx(differences / (2 * persons.mean()), abs=1e-12)
    assert 0 <= gini <= 1


@settings(deadline=None)
@given(towns, st.floats(0.01, 1000), st.integers(1, 9))
def test_equity_depends_on_neither_unit_nor_size(town, unit, copies):
    access, people = cells(town)
    for measure in (equity.gini, equity.palma):
        expected = pytest.approx(measure(access, people), abs=1e-9, rel=1e-9)
        assert measure(access * unit, people) == expected
        assert measure(access, people * copies) == expected


@settings(deadline=None)
@given(towns)
def test_palma_compares_the_ends_of_the_queue(town):
    persons = np.repeat(everybody(town), 10)  # so that tenths are whole persons
    tenth = len(persons) // 10
    best_off, worst_off = persons[-tenth:].sum(), persons[: 4 * tenth].sum()
    palma = equity.palma(*cells(town))
    if worst_off == 0:
        assert palma == math.inf
    else:
        assert palma == pytest.approx(best_off / worst_off, rel=1e-9)


@pytest.mark.parametrize("measure", [equity.gini, equity.palma])
def test_nothing_to_share_has_no_equity(measure):
    assert math.isnan(measure(pd.Series([0.0, 0.0]), pd.Series([3, 4])))


@settings(deadline=None)
@given(st.lists(st.tuples(values | st.just(math.inf), counts), min_size=1, max_size=12),
       st.sampled_from([0.0, 0.1, 0.5, 0.9, 1.0]))  # fmt: skip
def test_quantile_is_the_least_value_that_enough_people_stay_within(town, share):
    if not everybody(town).size:
        return
    assert equity.quantile(*cells(town), share) == np.quantile(
        everybody(town), share, method="inverted_cdf"
    )


def test_worst_puts_the_unreached_first_and_leaves_out_the_uninhabited():
    minutes = pd.Series({"d": 30.0, "b": 12.0, "a": math.nan, "c": math.inf, "e": 30.0})
    assert equity.worst(minutes, 3, least_is="best").index.tolist() == ["c", "d", "e"]
    assert equity.worst(minutes, 2, least_is="worst").index.tolist() == ["b", "d"]
    assert equity.worst(minutes[::-1], 3, least_is="best").index.tolist() == ["c", "d", "e"]
    assert len(equity.worst(minutes, 10, least_is="best")) == 4
