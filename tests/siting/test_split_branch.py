"""Branching over counts of open sites ends at the optimum, and its bound holds before that."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from geoplan.siting.formulation import formulate
from geoplan.siting.limits import Limits
from geoplan.siting.relaxation import relax
from geoplan.siting.split_branch import Tree, branched
from geoplan.siting.strengthen import Cutting, Tight
from tests.siting.brute import best_objective
from tests.siting.test_strengthen import TO_THE_END, town

ENOUGH = 0.999  # people are whole
FIRST_BRANCH = Limits(gap=0.0, nodes=1)


@pytest.fixture
def no_cuts(monkeypatch):
    """Leave it all to branching: no cuts at the nodes, nothing small enough for HiGHS."""
    monkeypatch.setattr("geoplan.siting.split_branch.NODE_ROUNDS", 0)
    monkeypatch.setattr("geoplan.siting.split_branch.FEW", -1)


@given(
    seed=st.integers(0, 2**32 - 1),
    size=st.integers(6, 12),
    p=st.integers(1, 4),
    limits=st.sampled_from([TO_THE_END, FIRST_BRANCH]),
)
@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_branching_alone_finds_what_trying_all_choices_finds(no_cuts, seed, size, p, limits):
    problem = town(np.random.default_rng(seed), size=size, p=p, radius=0.35)
    programme, best = formulate(problem), best_objective(problem)
    cutting, root = Cutting(programme), Tight.given(programme)
    found = Tree(cutting, 0.0, ENOUGH).search(root, limits)
    assert -found.bound >= best - 1e-6
    if limits is TO_THE_END:
        assert found.objective == pytest.approx(-best)
        assert found.bound == found.objective
        assert programme.cost @ found.values + programme.offset == pytest.approx(-best)
        again = Tree(Cutting(programme), 0.0, ENOUGH).search(root, limits)
        assert again.nodes == found.nodes
        assert np.array_equal(again.values, found.values)
    proof = Tree(cutting, -best, ENOUGH).search(root, TO_THE_END)
    assert proof.values is None
    assert proof.bound == -best


HARD_BEST = -197_610  # by HiGHS alone
HARD_KNOWN = -197_000  # a choice a little worse


@pytest.fixture(scope="module")
def hard():
    """Cuts alone do not close its gap."""
    return town(np.random.default_rng(1), size=400, p=20, radius=0.12, most_people=1000)


def test_a_choice_is_improved_up_to_the_optimum_by_branches_with_cuts(hard, monkeypatch):
    monkeypatch.setattr("geoplan.siting.split_branch.FEW", 0)
    monkeypatch.setattr("geoplan.siting.split_cuts.SPLITS", 100)
    standings = []
    found = branched(
        formulate(hard),
        HARD_KNOWN,
        TO_THE_END,
        step=1.0,
        progress=lambda stage, _, standing=None: standings.append((stage, standing)),
    )
    assert found.nodes > 0
    assert found.objective == found.bound == pytest.approx(HARD_BEST)
    for _, standing in standings:
        if standing is not None:
            assert standing.bound <= found.objective + 1e-6 <= standing.objective + 2e-6
    assert {"Cuts", "Exact model"} == {stage for stage, _ in standings}


def test_the_tree_is_the_same_on_any_number_of_cores(hard, monkeypatch):
    monkeypatch.setattr("geoplan.siting.split_branch.NODE_ROUNDS", 1)
    monkeypatch.setattr("geoplan.siting.split_branch.FEW", 0)
    monkeypatch.setattr("geoplan.siting.split_cuts.SPLITS_NEAR", 1)
    programme, found = formulate(hard), []
    root, some = Tight.given(programme), Limits(gap=0.0, nodes=3000)
    for cores in (1, 3):
        monkeypatch.setattr("os.cpu_count", lambda cores=cores: cores)
        found.append(Tree(Cutting(programme), HARD_KNOWN, ENOUGH).search(root, some))
    assert found[0].nodes >= 1000
    assert (found[0].nodes, found[0].bound) == (found[1].nodes, found[1].bound)
    assert np.array_equal(found[0].values, found[1].values)


def test_limits_end_it_with_a_bound_that_holds(hard, monkeypatch):
    monkeypatch.setattr("geoplan.siting.split_branch.FEW", 0)
    programme, no_time = formulate(hard), Limits(gap=0.0, nodes=1000, seconds=0.0)
    found = branched(programme, HARD_KNOWN, no_time, step=1.0)
    assert found.values is None
    assert found.nodes == 0
    assert found.bound <= HARD_BEST
    near = branched(programme, HARD_KNOWN, Limits(gap=0.01, nodes=1000), step=1.0)
    assert near.nodes == 0
    assert HARD_KNOWN - near.bound <= 0.01 * -HARD_KNOWN


def test_what_highs_has_no_time_for_keeps_the_bound_of_the_cuts(hard):
    programme = formulate(hard)
    found = branched(programme, HARD_KNOWN, Limits(gap=0.0, nodes=1000, seconds=0.0), step=1.0)
    assert relax(programme).objective <= found.bound + 1e-6
    assert found.bound <= HARD_BEST
