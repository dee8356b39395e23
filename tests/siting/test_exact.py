from __future__ import annotations

import pytest
from hypothesis import assume, given, settings

from geoplan.errors import InfeasibleError
from geoplan.siting.exact import solve_exactly
from tests.siting.brute import any_problems, best_objective, check_siting


@pytest.mark.parametrize("capacity", [False, True])
@pytest.mark.parametrize("objective", ["coverage", "median", "center", "set-cover"])
def test_the_exact_model_finds_what_trying_all_choices_finds(objective, capacity):
    @given(problem=any_problems((objective,), capacity=capacity))
    @settings(max_examples=80, deadline=None)
    def check(problem):
        assume(problem is not None)
        best = best_objective(problem)
        if best is None:
            with pytest.raises(InfeasibleError, match="no choice of sites"):
                solve_exactly(problem)
            return
        siting = solve_exactly(problem)
        assert siting.objective == pytest.approx(best, rel=1e-9, abs=1e-9)
        assert siting.proven
        check_siting(problem, siting)

    check()
