from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy import sparse

from geoplan.travel.times import TravelTimes


def some_times() -> TravelTimes:
    # b reaches nothing; a reaches x in a true zero
    matrix = sparse.csr_array(([0.0, 7.0, 3.0], [0, 2, 1], [0, 2, 2, 3]), shape=(3, 3))
    return TravelTimes(pd.Index(list("abc")), pd.Index(list("xyz")), matrix, 30.0)


def test_nearest_keeps_a_true_zero_and_calls_no_way_infinite():
    expected = pd.Series([0.0, np.inf, 3.0], index=list("abc"), name="travel_min")
    pd.testing.assert_series_equal(some_times().nearest(), expected)


def test_pairs_count_what_is_stored():
    assert some_times().pairs == 3


def test_to_reorders_and_keeps_the_zero():
    part = some_times().to(pd.Index(["z", "x"]))
    assert list(part.destinations) == ["z", "x"]
    assert part.minutes[[0]].indices.tolist() == [0, 1]
    assert part.minutes[[0]].data.tolist() == [7.0, 0.0]


def test_to_refuses_an_unknown_destination():
    with pytest.raises(KeyError, match="q"):
        some_times().to(pd.Index(["q"]))
