import math

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from geoplan.access import decay

MINUTES = np.array([0.0, 10.0, 20.0, 40.0, 60.0, 61.0, np.inf])
times = st.floats(0, 500)


def test_gradual_coverage_falls_on_a_straight_line():
    coverage = decay.gradual(MINUTES, full_min=20, limit_min=60)
    assert coverage.tolist() == [1, 1, 1, 0.5, 0, 0, 0]


def test_gaussian_is_one_at_home_and_nothing_at_the_edge():
    weights = decay.gaussian(MINUTES, limit_min=60)
    assert weights[0] == 1
    assert weights[4:].tolist() == [0, 0, 0]
    half_way = (math.exp(-0.5 * (20 / 60) ** 2) - math.exp(-0.5)) / (1 - math.exp(-0.5))
    assert math.isclose(weights[2], half_way)


@settings(deadline=None)
@given(st.lists(times, min_size=2, max_size=2), st.floats(0, 100), st.floats(1, 100))
def test_more_time_never_gives_more(pair, full_min, width):
    minutes = np.sort(pair)
    near, far = decay.gradual(minutes, full_min=full_min, limit_min=full_min + width)
    assert 1 >= near >= far >= 0
    near, far = decay.gaussian(minutes, limit_min=full_min + width)
    assert 1 >= near >= far >= 0
