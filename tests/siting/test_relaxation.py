"""The relaxation is the same from wherever its search begins."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from scipy import sparse

from geoplan.siting.formulation import formulate
from geoplan.siting.highs import Programme
from geoplan.siting.relaxation import relax, rises
from tests.siting.test_strengthen import town


@pytest.mark.parametrize("patience", [10_000, 0])  # with none the other method takes over
@given(seed=st.integers(0, 2**32 - 1), shut=st.integers(0, 8))
@settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_it_is_the_same_from_the_corner_before_a_change(monkeypatch, patience, seed, shut):
    monkeypatch.setattr("geoplan.siting.relaxation.PATIENCE", patience)
    rng = np.random.default_rng(seed)
    before = formulate(town(rng, size=15, p=3, radius=0.35))
    corner = relax(before).basis
    size = before.cost.size
    upper = before.upper.copy()
    upper[:shut] = 0.0
    new = sparse.csr_array(rng.integers(0, 2, (3, size)).astype(float))
    after = replace(
        before,
        upper=upper,
        rows=sparse.csr_array(sparse.vstack([new[:1], before.rows, new[1:]])),
        row_lower=np.concatenate([[1.0], before.row_lower, [1.0, 1.0]]),
        row_upper=np.concatenate([[np.inf], before.row_upper, [2.0, 2.0]]),
    )
    here, afresh = relax(after, corner.grown(1, 2)), relax(after)
    assert here.objective == pytest.approx(afresh.objective)
    fewer = np.arange(after.row_lower.size) % 3 > 0
    part = replace(
        after,
        rows=sparse.csr_array(after.rows[fewer]),
        row_lower=after.row_lower[fewer],
        row_upper=after.row_upper[fewer],
    )
    again = relax(part, here.basis.kept(fewer))
    assert again.objective == pytest.approx(relax(part).objective)


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
