from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from geoplan.siting.sampling import latin_hypercube, triangular


def test_each_figure_falls_once_into_each_slice():
    shares = latin_hypercube(20, 7, np.random.default_rng(1))
    assert shares.shape == (20, 7)
    assert (np.sort(np.floor(shares * 20), axis=0) == np.arange(20)[:, None]).all()


def test_the_same_seed_gives_the_same_numbers():
    first, second = (latin_hypercube(5, 3, np.random.default_rng(4)) for _ in range(2))
    assert (first == second).all()
    assert (first != latin_hypercube(5, 3, np.random.default_rng(5))).any()


@given(st.floats(-50, 50), st.floats(0, 50), st.floats(0.01, 50))
def test_values_are_those_of_a_triangular_distribution(low, to_likely, to_high):
    share = np.linspace(0, 1, 11)
    values = triangular(share, low, low + to_likely, low + to_likely + to_high)
    width = to_likely + to_high
    expected = stats.triang.ppf(share, to_likely / width, loc=low, scale=width)
    assert values == pytest.approx(expected, abs=1e-6)


def test_a_range_of_no_width_is_its_value():
    assert triangular(np.array([0, 0.3, 1]), 2.0, 2.0, 2.0).tolist() == [2, 2, 2]
