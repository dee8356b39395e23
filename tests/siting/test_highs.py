from __future__ import annotations

import numpy as np

from geoplan.siting.highs import minimise
from geoplan.siting.limits import Limits
from geoplan.siting.phasing.formulation import formulate
from geoplan.siting.phasing.problem import UNBUILT
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
