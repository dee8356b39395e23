"""Choosing anew around open sites makes no choice worse, and the best of a small town."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from geoplan.siting.formulation import formulate
from geoplan.siting.large_neighbourhood import improved
from geoplan.siting.opened import siting_of
from geoplan.siting.strengthen import Cutting
from tests.siting.brute import best_objective
from tests.siting.test_strengthen import town


@pytest.mark.parametrize("open_at_a_time", [1, 15])
def test_small_towns_against_trying_all_choices(open_at_a_time, monkeypatch):
    monkeypatch.setattr("geoplan.siting.large_neighbourhood.OPEN", open_at_a_time)

    @given(seed=st.integers(0, 2**32 - 1), size=st.integers(4, 11), p=st.integers(1, 4))
    @settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    def check(seed, size, p):
        problem = town(np.random.default_rng(seed), size=size, p=p, radius=0.4)
        programme, start = formulate(problem), np.zeros(size, np.int64)
        start[:p] = 1

        def worth(copies):
            return siting_of(problem, copies, bound=np.inf, method="").objective

        copies, objective = improved(
            programme, start, -worth(start), Cutting(programme).alike, step=1.0
        )
        assert copies.sum() == p
        assert worth(copies) == pytest.approx(-objective)
        assert worth(start) <= worth(copies) <= best_objective(problem)
        if open_at_a_time > p:  # the others are unreachable by steps, and all sites are anew
            assert worth(copies) == best_objective(problem)

    check()


def test_without_time_the_choice_stays():
    problem = town(np.random.default_rng(1), size=9, p=2, radius=0.4)
    programme, start = formulate(problem), np.array([1, 1, 0, 0, 0, 0, 0, 0, 0])
    copies, known = improved(programme, start, -3.0, Cutting(programme).alike, seconds=0.0)
    assert copies.tolist() == start.tolist()
    assert known == -3.0
