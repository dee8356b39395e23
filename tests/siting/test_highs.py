from __future__ import annotations

import numpy as np
from scipy import sparse

from geoplan.siting.highs import Programme, minimise
from geoplan.siting.limits import Limits
from geoplan.siting.phasing.formulation import formulate
from geoplan.siting.phasing.problem import UNBUILT
from geoplan.siting.relaxation import relax, rises
from tests.siting.test_phasing import phasing_problem


def test_a_start_that_highs_values_wrongly_once_presolved_is_not_trusted():
    """HiGHS 1.16 stops here at once, with 40.5 as value and bound; the best there is is 36."""
    problem = phasing_problem(
        [2, 2, 2, 2],
        [[5, 4, 2], [6, 5, 2]],
        source_share=[[1.0, 0]] * 4,
        gain=[0, 4.5, 4.5, 4.5],
        carries_over=[True, True],
        latest_opening=[2028] * 4,
    )
    items = np.arange(4)
    programme = formulate(problem, items, items, np.full(4, UNBUILT)).programme
    limits = Limits(gap=0.0, nodes=1000)
    alone = minimise(programme, limits)
    started = minimise(programme, limits, start=np.array([2, 2, 0]))
    assert alone.objective == started.objective == -36.0
    assert started.bound == -36.0
    assert programme.cost @ started.values == -36.0


def test_how_much_each_row_alone_raises_the_optimum():
    """Three in a ring, each two to hold one at least: half of each, 1.5 in all.

    One closed needs both others, 2 in all; one open leaves 1 to its neighbours, 2 in all.
    """
    ring = sparse.csr_array(np.array([[1.0, 1, 0], [0, 1, 1], [1, 0, 1]]))
    zeros, ones = np.zeros(3), np.ones(3)
    programme = Programme(ones, zeros, ones, ones > 0, ring, ones, ones + np.inf)
    first = sparse.csr_array(np.array([[1.0, 0, 0]] * 4))
    lower, upper = np.array([-np.inf, 1, 0.5, 2]), np.array([0, np.inf, 0.5, np.inf])
    gains = rises(programme, relax(programme).basis, first, lower, upper, iterations=100)
    assert gains[:3].tolist() == [0.5, 0.5, 0.0]
    assert gains[3] == np.inf  # no variable is above 1
    assert relax(programme).objective == 1.5


def test_a_relaxation_that_nothing_keeps_to_costs_no_end():
    one = np.ones(1)
    rows = sparse.csr_array(np.array([[1.0]]))
    programme = Programme(one, 0 * one, one, one > 0, rows, 2 * one, 3 * one)
    assert relax(programme).objective == np.inf
