from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given, settings
from scipy import sparse

from geoplan.errors import InfeasibleError
from geoplan.siting import family, solver
from geoplan.siting.covering import center
from geoplan.siting.exact import solve_exactly
from geoplan.siting.limits import Limits
from tests.siting.brute import any_problems, best_objective, check_siting, town


@given(problem=any_problems(("center",)))
@settings(max_examples=60, deadline=None)
def test_the_center_is_what_trying_all_choices_finds(problem):
    assume(problem is not None)
    best = best_objective(problem)
    if best is None:
        with pytest.raises(InfeasibleError, match="no choice of sites serves everybody"):
            center.solve(problem)
        return
    siting = center.solve(problem)
    assert siting.objective == best
    assert siting.proven
    check_siting(problem, siting)


SITES = 16
RULES = {
    "plain": lambda _: {"p": 4},
    "budget": lambda rng: {"budget": 8.0, "cost": rng.uniform(1, 3, SITES)},
    "spacing": lambda rng: {"p": 4, "conflicts": rng.permutation(SITES).reshape(-1, 2)},
    "standing": lambda _: {
        "p": 3,
        "copies_fixed": (np.arange(SITES) == 3).astype(np.int64),
        "copies_min": (np.arange(SITES) == 5).astype(np.int64),
        "copies_max": (np.arange(SITES) != 7).astype(np.int64),
    },
}


@pytest.mark.parametrize("rules", RULES)
@pytest.mark.parametrize("seed", range(2))
def test_a_town_has_the_center_of_the_exact_model(rules, seed):
    rng = np.random.default_rng(seed)
    people, minutes = town(rng, demand=36, sites=SITES, reach=70.0)
    problem = family.p_center(people, minutes, **RULES[rules](rng))
    siting = center.solve(problem)
    check_siting_quickly(problem, siting)
    assert siting.objective == solve_exactly(problem).objective
    assert siting.proven
    rough = center.solve(problem, Limits(nodes=0))
    assert rough.bound <= siting.objective <= rough.objective


def check_siting_quickly(problem, siting):
    copies = np.bincount(siting.order, minlength=problem.copies_max.size)
    assert ((problem.copies_min <= copies) & (copies <= problem.copies_max)).all()
    assert problem.p is None or copies.sum() == problem.p
    assert problem.budget is None or problem.new_cost @ copies <= problem.budget
    if problem.conflicts is not None:
        assert not (copies[problem.conflicts] > 0).all(axis=1).any()
    open_ = problem.copies_fixed + copies > 0
    minutes = np.where(problem.pairs.toarray() > 0, problem.pairs.toarray(), np.inf)
    assert siting.objective == minutes[:, open_].min(axis=1).max()


def test_full_sites_have_the_center_of_the_exact_model():
    people, minutes = town(np.random.default_rng(1), demand=25, sites=12)
    full = np.full(12, people.sum() // 3)
    problem = family.p_center(people, minutes, p=4, capacity=full)
    siting = solver.solve(problem)
    assert siting.objective == solve_exactly(problem).objective
    assert siting.proven
    assert siting.objective >= solver.solve(family.p_center(people, minutes, p=4)).objective


def test_no_time_leaves_a_valid_bound_and_the_order_of_rows_does_not_matter():
    rng = np.random.default_rng(6)
    people, minutes = town(rng, demand=150, sites=150)
    rows, columns = rng.permutation(150), rng.permutation(150)
    shuffled = sparse.csc_array(minutes[rows][:, columns])
    shuffled.sort_indices()
    one = center.solve(family.p_center(people, minutes, p=9))
    other = center.solve(family.p_center(people[rows], shuffled, p=9))
    late = center.solve(family.p_center(people, minutes, p=9), Limits(seconds=0.0))
    assert one.objective == other.objective == one.bound == other.bound
    assert late.bound <= one.objective <= late.objective


def test_more_sites_are_never_farther():
    people, minutes = town(np.random.default_rng(2), demand=100, sites=60)
    radii = [center.solve(family.p_center(people, minutes, p=p)).objective for p in range(3, 12)]
    assert radii == sorted(radii, reverse=True)
    assert radii[0] > radii[-1]
