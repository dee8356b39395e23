"""From the rules of a problem to the rules of a search, and from open sites to copies."""

from __future__ import annotations

import numpy as np
from scipy import sparse

from geoplan.errors import InfeasibleError
from geoplan.siting.annealing import Marks
from geoplan.siting.problem import Ints, SitingProblem
from geoplan.siting.uncapacitated.interchange import Rules
from geoplan.siting.uncapacitated.selection import Selection


def search_rules(problem: SitingProblem) -> Rules:
    """Return what a choice of sites keeps to, with no site open.

    A second copy at a site serves nobody when there is no capacity, so the search opens sites, and
    copies beyond the first are only paid for where they are required.
    """
    sites = problem.copies_max.size
    cost = problem.new_cost.astype(np.float64) if problem.p is None else np.ones(sites)
    budget = float(problem.budget or 0.0) if problem.p is None else float(sites_to_open(problem))
    if problem.p is None:
        budget -= float(cost @ np.maximum(problem.copies_min - 1, 0))
    one, other = (np.empty((0, 2), np.int64) if problem.conflicts is None else problem.conflicts).T
    conflict = sparse.csr_array(
        (np.ones(2 * one.size), (np.append(one, other), np.append(other, one))), (sites, sites)
    )
    return Rules(
        locked=(problem.copies_min > 0).astype(np.uint8),
        barred=(problem.copies_max == 0).astype(np.uint8),
        cost=cost,
        left=np.array([budget]),
        least_cost=float(cost.min(initial=np.inf)),
        by_number=problem.p is not None,
        alike=problem.p is not None and problem.conflicts is None,
        conflict_start=conflict.indptr.astype(np.int64),
        conflict=conflict.indices.astype(np.int32),
        blocked=np.zeros(sites, np.int64),
    )


def fresh(rules: Rules) -> Rules:
    """Return the rules with an account of their own."""
    return rules._replace(left=rules.left.copy(), blocked=rules.blocked.copy())


def only(rules: Rules, sites: Ints) -> Rules:
    """Return the rules for a part of the sites."""
    size = rules.cost.size
    conflict = sparse.csr_array(
        (np.ones(rules.conflict.size), rules.conflict, rules.conflict_start), (size, size)
    )[sites][:, sites]
    return rules._replace(
        locked=rules.locked[sites],
        barred=rules.barred[sites],
        cost=rules.cost[sites],
        conflict_start=conflict.indptr.astype(np.int64),
        conflict=conflict.indices.astype(np.int32),
        blocked=np.zeros(sites.size, np.int64),
    )


def sites_to_open(problem: SitingProblem) -> int:
    """Return at how many sites new copies stand when as few as can be share a site."""
    spare = int(np.maximum(problem.copies_min - 1, 0).sum())
    return min(problem.most_copies - spare, int((problem.copies_max > 0).sum()))


def selection_of(problem: SitingProblem) -> Selection:
    """Return which sites may be open together, as far as the bound knows."""
    return Selection(
        required=problem.copies_min > 0,
        barred=problem.copies_max == 0,
        count=None if problem.p is None else sites_to_open(problem),
        cost=problem.new_cost.astype(np.float64),
        budget=problem.budget,
    )


def copies_of(problem: SitingProblem, is_open: Marks) -> Ints:
    """Return the new copies at each site: one where open, as many as required, *p* in all.

    Raises
    ------
    InfeasibleError
        If fewer sites are open than the problem asks for and there is no room for more copies.
    """
    copies = np.maximum(is_open.astype(np.int64), problem.copies_min)
    if problem.p is None:
        return copies
    room = np.where(is_open > 0, problem.copies_max - copies, 0)
    missing = problem.p - int(copies.sum())
    before = np.cumsum(room) - room
    copies += np.clip(missing - before, 0, room)
    if copies.sum() < problem.p:
        raise InfeasibleError(
            f"the search finds places for only {copies.sum()} of {problem.p} facilities that keep "
            "the spacing; ask for fewer or lower the spacing."
        )
    return copies
