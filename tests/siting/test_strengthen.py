"""A strengthened programme has the same optimum and a better bound."""

from __future__ import annotations

from functools import partial
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import sparse

from geoplan.siting.exact import FEW_PAIRS, solve_exactly
from geoplan.siting.family import mclp
from geoplan.siting.formulation import formulate
from geoplan.siting.highs import minimise
from geoplan.siting.limits import Limits
from geoplan.siting.opened import siting_of
from geoplan.siting.reduction import reduced
from geoplan.siting.relaxation import relax
from geoplan.siting.solver import solve
from geoplan.siting.strengthen import Cutting, Tight, strengthened
from tests.siting.brute import best_objective

TO_THE_END = Limits(gap=0.0, nodes=100_000)


def town(rng, *, size, p, radius, most_people=9):
    """Places at random, each a demand point and a site; the radius is a share of the side."""
    places = rng.random((size, 2))
    apart = np.linalg.norm(places[:, None] - places, axis=2)
    near = sparse.csc_array(np.where(apart <= radius, 1.0, 0.0))
    return mclp(rng.integers(1, most_people + 1, size), near, 1.0, p=p)


def with_cuts(programme, known, split_rounds=0):
    """Cuts from odd numbers of rows, then cuts from splits too."""
    cutting = Cutting(programme)
    tight = strengthened(cutting, Tight.given(programme), known)
    if split_rounds:
        tight = strengthened(cutting, tight, known, split_rounds=split_rounds)
    return tight.programme


@given(seed=st.integers(0, 2**32 - 1), size=st.integers(4, 11), p=st.integers(1, 3))
@settings(max_examples=100, deadline=None)
def test_the_optimum_stays_and_the_bound_gets_no_worse(seed, size, p):
    problem = town(np.random.default_rng(seed), size=size, p=p, radius=0.35)
    best = best_objective(problem)
    programme = formulate(problem)
    for known, split_rounds in product((np.inf, -best), (0, 3)):
        tight = with_cuts(programme, known, split_rounds)
        assert np.isclose(-minimise(tight, TO_THE_END).objective, best)
        assert relax(programme).objective <= relax(tight).objective + 1e-6 <= -best + 2e-6


def test_cuts_close_most_of_the_gap_of_a_town_and_leave_less_to_choose_from():
    problem = town(np.random.default_rng(1), size=300, p=25, radius=0.08, most_people=1000)
    programme = formulate(problem)
    best = minimise(programme, TO_THE_END).objective
    tight = with_cuts(programme, best)
    gap, rest = best - relax(programme).objective, best - relax(tight).objective
    assert gap > 100  # a person is 1
    assert rest < gap / 2
    assert fixed(tight) > fixed(programme)


def fixed(programme):
    return (programme.lower == programme.upper).sum()


def test_cuts_from_splits_go_further_than_those_from_odd_rows():
    problem = town(np.random.default_rng(1), size=400, p=20, radius=0.12, most_people=1000)
    programme, best = formulate(problem), -197_610
    tight = with_cuts(programme, best)
    tighter = with_cuts(programme, best, split_rounds=2)
    rest = best - relax(tight).objective
    assert rest > 100
    assert 0 <= best - relax(tighter).objective < 0.8 * rest
    assert fixed(tighter) > fixed(tight)


@pytest.mark.parametrize("limit", [{"enough": 1e9}, {"seconds": 0.0}])
def test_no_round_begins_where_the_bound_is_near_enough_or_time_is_up(limit):
    programme = formulate(town(np.random.default_rng(1), size=300, p=25, radius=0.08))
    rounds, given = [], Tight.given(programme)
    tight = strengthened(
        Cutting(programme), given, 0.0, progress=lambda *told: rounds.append(told), **limit
    )
    assert rounds == [("Cuts", 1.0)]
    assert tight.programme.rows.shape == programme.rows.shape


@pytest.fixture(scope="module")
def problem():
    problem = town(np.random.default_rng(2), size=1000, p=30, radius=0.08, most_people=1000)
    assert reduced(problem).problem.pairs.nnz > FEW_PAIRS
    return problem


def from_the_first(problem, **how):
    """Solve from a poor choice: the first sites."""
    poor = np.zeros(problem.copies_max.size, np.int64)
    poor[: problem.p] = 1
    start = siting_of(problem, poor, bound=np.inf, method="the first ones")
    return solve_exactly(problem, TO_THE_END, incumbent=start, **how)


def test_a_poor_choice_is_improved_up_to_the_optimum(problem, monkeypatch):
    found = from_the_first(problem)
    monkeypatch.setattr("geoplan.siting.exact.FEW_PAIRS", np.inf)  # HiGHS alone
    assert found.objective == found.bound == from_the_first(problem).objective


@pytest.mark.parametrize(
    ("how", "stages"),
    [(from_the_first, {"Cuts"}), (partial(solve, seed=0), {"Bound", "Search"})],
)
def test_how_things_stand_is_told_in_people(problem, how, stages):
    heard = []
    best = how(problem, progress=lambda *told: heard.append(told)).objective
    standings = {stage: note for stage, _, *notes in heard for note in notes if note}
    assert stages <= standings.keys()
    for standing in standings.values():
        assert 0 <= standing.objective <= best <= standing.bound < 1.2 * best
