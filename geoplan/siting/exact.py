"""Any siting problem solved to the optimum by a general solver, and why there may be none."""

from __future__ import annotations

import operator
from dataclasses import replace

import numpy as np
from scipy import sparse

from geoplan.errors import GeoplanError, InfeasibleError
from geoplan.progress import Progress, in_terms, silent
from geoplan.siting.formulation import formulate
from geoplan.siting.highs import TOLERANCE, Outcome, Programme, minimise
from geoplan.siting.limits import Limits
from geoplan.siting.opened import siting_of
from geoplan.siting.problem import Floats, Ints, Siting, SitingProblem
from geoplan.siting.reduction import all_alike, reduced
from geoplan.siting.split_branch import NODES_OF_A_ROUND, branched
from geoplan.siting.strengthen import Cutting, Tight, strengthened

NOTHING_FOUND = "the search ended before any siting was found; allow more nodes or more seconds."
FEW_PAIRS = 10_000  # up to so many HiGHS is done before better cuts are found
METHOD = "exact model by HiGHS"


def solve_exactly(
    problem: SitingProblem,
    limits: Limits = Limits(),
    *,
    incumbent: Siting | None = None,
    progress: Progress = silent,
) -> Siting:
    """Solve a siting problem by branch and bound on its whole model (see ``formulation``).

    Made for problems that are small, or that others have made small; it proves what it finds.

    Parameters
    ----------
    problem
        Any member of the family with any of its rules.
    limits
        When to stop.
    incumbent
        A siting to improve upon.
    progress
        Called with a stage, the share of the nodes that is spent, and how things stand.

    Raises
    ------
    InfeasibleError
        If no choice of copies keeps to the rules, saying which of them make it so.
    GeoplanError
        If the limits end the search before any siting is found.
    """
    if problem.maximise:
        progress = in_terms(progress, operator.neg)
    copies = np.zeros(problem.copies_max.size, np.int64)
    small, start = reduced(problem, keep=None if incumbent is None else incumbent.order), None
    if incumbent is not None:
        start = np.bincount(incumbent.order, minlength=copies.size)[small.site]
    programme = formulate(small.problem)
    step = float(_whole(problem))
    cuts = small.problem.pairs.nnz > FEW_PAIRS and problem.capacity is None and all_alike(problem)
    if incumbent is not None and start is not None and cuts:
        known = -incumbent.objective
        outcome = _with_cuts(programme, start, known, limits, step, progress)
    else:
        outcome = minimise(programme, limits, start=start, step=step, progress=progress)
    if outcome.infeasible:
        raise InfeasibleError(why_infeasible(problem))
    bound = proven_bound(problem, outcome)
    if outcome.values is not None:
        copies[small.site] = np.rint(outcome.values[: small.site.size])
        found = siting_of(problem, copies, bound=bound, method=METHOD)
        if abs(outcome.bound - outcome.objective) <= TOLERANCE / 10 * (1 + abs(outcome.objective)):
            found = replace(found, bound=found.objective)
        if incumbent is None or _better(problem, found, incumbent):
            return found
    if incumbent is None:
        raise GeoplanError(NOTHING_FOUND)
    best = max(bound, incumbent.objective) if problem.maximise else min(bound, incumbent.objective)
    return replace(incumbent, bound=best, method=f"{incumbent.method}; {METHOD}")


def _with_cuts(
    programme: Programme,
    start: Ints,
    known: float,
    limits: Limits,
    step: float,
    progress: Progress,
) -> Outcome:
    """Solve a programme with cuts, and branch with cuts where there are nodes enough for that."""
    if limits.nodes >= NODES_OF_A_ROUND:
        return branched(programme, known, limits, step=step, progress=progress)
    given = Tight.given(programme)
    tight = strengthened(Cutting(programme), given, known, progress=progress).programme
    return minimise(tight, limits, start=start, step=step, progress=progress)


def proven_bound(problem: SitingProblem, outcome: Outcome) -> float:
    """Return what no siting can better, in the terms of the problem.

    Where all objectives are whole numbers, or radii that occur, the bound of the solver is moved
    to the next of these; elsewhere it holds as far as HiGHS's tolerance.
    """
    bound = outcome.bound
    slack = TOLERANCE * max(1.0, abs(bound))
    if problem.objective == "center":
        radii = np.unique(np.append(problem.pairs.data, 0.0))
        at = min(int(np.searchsorted(radii, bound - slack)), radii.size - 1)
        return float(radii[at])
    if np.isfinite(bound) and slack < 1 / 2 and _whole(problem):
        bound = float(np.ceil(bound - slack))
    return -bound if problem.maximise else bound


def _whole(problem: SitingProblem) -> bool:
    """Return whether all objectives are whole numbers."""
    worth = problem.new_cost if problem.objective == "set-cover" else problem.pairs.data
    return problem.objective != "center" and bool((worth == np.rint(worth)).all())


def why_infeasible(problem: SitingProblem) -> str:
    """Return in a sentence which rules leave no choice of copies.

    Parameters
    ----------
    problem
        One that has no solution.
    """
    if problem.everybody:  # how far people go plays no part in it
        pairs = problem.pairs
        near = sparse.csc_array((0 * pairs.data, pairs.indices, pairs.indptr), shape=pairs.shape)
        problem = replace(problem, pairs=near)
    cures = [
        *_counts(problem),
        *(
            cure
            for cure, relaxed in (
                ("lower the spacing", replace(problem, conflicts=None)),
                ("raise the capacity", replace(problem, capacity=None)),
            )
            if _feasible(relaxed)
        ),
    ]
    what = "serves everybody" if problem.everybody else "keeps to all rules"
    rules = [
        rule
        for rule, holds in (
            (f"{problem.p} facilities", problem.p is not None),
            (f"a budget of {problem.budget or 0:g}", problem.budget is not None),
            ("the spacing", problem.conflicts is not None),
            ("the capacity", problem.capacity is not None),
        )
        if holds
    ]
    together = " and ".join(rules)
    if not cures:
        return f"no choice of sites {what} with {together}; relax more than one of these."
    return f"no choice of sites {what} with {together}; {', or '.join(cures)}."


def _counts(problem: SitingProblem) -> list[str]:
    """Return what p or the budget would have to be, if that alone leaves a choice."""
    if problem.p is None and problem.budget is None:
        return []
    free = replace(problem, p=None, budget=float(problem.new_cost @ problem.copies_max))
    costs = np.ones(problem.copies_max.size) if problem.p is not None else problem.new_cost
    least = _least(free, costs)
    if least is None:
        return []
    if problem.budget is not None:
        return [f"raise the budget to {least:g}"]
    most = -(_least(free, -costs) or 0.0)
    if least > (problem.p or 0):
        return [f"open at least {least:.0f}"]
    if most < (problem.p or 0):
        return [f"open at most {most:.0f}"]
    return ["open another number"]


def _feasible(problem: SitingProblem) -> bool:
    return _least(problem, np.zeros(problem.copies_max.size)) is not None


def _least(problem: SitingProblem, costs: Floats) -> float | None:
    """Return the least cost of new copies that keep to all rules; None if none do."""
    programme = formulate(problem)
    cost = np.zeros_like(programme.cost)
    cost[: costs.size] = costs
    outcome = minimise(replace(programme, cost=cost, offset=0.0))
    return None if outcome.infeasible else outcome.objective


def _better(problem: SitingProblem, one: Siting, other: Siting) -> bool:
    if problem.maximise:
        return one.objective >= other.objective
    return one.objective <= other.objective
