from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import sparse

from geoplan.errors import GeoplanError
from geoplan.siting.capacitated.search import solve
from geoplan.siting.verify import best_assignment_value, verify
from tests.siting.instances import best_value, problems, small


@given(problem=problems())
@settings(max_examples=30, deadline=None)
def test_what_the_search_finds_verifies(problem):
    verify(problem, solve(problem, bound_rounds=5))


@given(problem=problems(), data=st.data())
@settings(max_examples=60, deadline=None)
def test_linear_programming_agrees_with_matching(problem, data):
    copies = np.array([data.draw(st.integers(0, 2)) for _ in problem.capacity])
    best = best_assignment_value(problem, problem.capacity * copies)
    assert best == pytest.approx(best_value(problem, copies), abs=1e-9)


@pytest.fixture
def problem():
    return small(np.random.default_rng(1))


def one_more(served):
    """Serve one person more on the first pair."""
    more = served.copy()
    more.data[0] += 1
    return more


def moved(served):
    """Serve somebody at every site, in reach or not."""
    return sparse.csc_array(served + sparse.csc_array(np.ones(served.shape, np.int64)))


@pytest.mark.parametrize(
    ("spoil", "claim"),
    [
        (lambda siting: {"order": siting.order[:-1]}, "3 copies are opened"),
        (lambda siting: {"order": siting.order * 0 + 99}, "every copy is opened at a site"),
        (lambda siting: {"order": siting.order * 0 - 1}, "every copy is opened at a site"),
        (lambda siting: {"order": siting.order * 0}, "no site takes more copies than it can"),
        (lambda siting: {"served": one_more(siting.served) * 9}, "nobody is served twice"),
        (lambda siting: {"served": siting.served * 9}, "no site serves more than its capacity"),
        (lambda siting: {"served": -siting.served}, "people served are counted from 0"),
        (lambda siting: {"served": moved(siting.served)}, "everybody is served within reach"),
        (lambda siting: {"served": siting.served[1:]}, "shape"),
        (
            lambda siting: {"objective": siting.objective * (1 + 1e-5)},
            "the objective is that of the assignment",
        ),
        (
            lambda siting: {"served": siting.served * 0, "objective": 0.0},
            "the assignment is the best",
        ),
        (lambda siting: {"bound": siting.objective * 0.99}, "the bound is not below the objective"),
    ],
)
def test_a_false_claim_is_refused(problem, spoil, claim):
    siting = solve(problem)
    verify(problem, siting)
    with pytest.raises(GeoplanError, match=claim):
        verify(problem, replace(siting, **spoil(siting)))
