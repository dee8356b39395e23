from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from geoplan.siting.capacitated.nesting import nesting
from geoplan.siting.capacitated.search import solve
from tests.siting.instances import optimum, small, value_of


@pytest.mark.parametrize("seed", range(5))
def test_no_plan_of_the_size_of_a_prefix_exceeds_its_bound(seed):
    problem = small(np.random.default_rng(seed), demand=8, sites=6, p=4)
    siting = solve(problem)
    steps = nesting(problem, siting)
    assert [step.k for step in steps] == [1, 2, 3, 4]
    for step in steps:
        value = value_of(problem, siting.order[: step.k])
        assert step.objective == pytest.approx(value, rel=1e-9)
        best = optimum(replace(problem, p=step.k))
        assert step.objective <= best * (1 + 1e-9)
        assert step.bound >= best * (1 - 1e-9)
        assert step.gap == pytest.approx(1 - step.objective / step.bound)
    assert (steps[-1].objective, steps[-1].bound) == (siting.objective, siting.bound)


def test_each_tenth_is_told_once():
    problem = small(np.random.default_rng(1), sites=5, p=23)
    sizes = [step.k for step in nesting(problem, solve(problem, bound_rounds=1), rounds=1)]
    assert sizes == [3, 5, 7, 10, 12, 14, 17, 19, 21, 23]


def test_nothing_to_open_has_no_steps():
    problem = small(np.random.default_rng(1), p=0)
    assert nesting(problem, solve(problem)) == []
