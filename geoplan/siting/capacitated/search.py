"""Search for the best copies: greedy, rounding of the relaxation, interchange; and a bound."""

from __future__ import annotations

import math
import time
from dataclasses import replace

import numpy as np

from geoplan.errors import GeoplanError
from geoplan.progress import Progress, Standing, silent
from geoplan.siting.capacitated.assignment import Assignment
from geoplan.siting.capacitated.bound import Bound, upper_bound
from geoplan.siting.capacitated.greedy import first_copies, open_all, open_greedily
from geoplan.siting.capacitated.interchange import Interchange
from geoplan.siting.capacitated.median import as_coverage, as_median
from geoplan.siting.capacitated.rules import Rules
from geoplan.siting.capacitated.shares import whole_copies
from geoplan.siting.limits import Limits
from geoplan.siting.problem import Ints, Siting, SitingProblem


def solve(
    problem: SitingProblem,
    *,
    limits: Limits = Limits(),
    start: Ints | None = None,
    trials: int = 2,
    near: int = 6,
    sweeps: int = 3,
    bound_rounds: int = 500,
    progress: Progress = silent,
) -> Siting:
    """Choose the copies of a problem of coverage or median.

    Greedy opens copies one by one where each gains most with everybody assigned anew. The shares
    of copies that the bound comes to are rounded to whole ones in the same places. From the
    better of the two, copies move to where they are worth more. Nothing is random: the same
    problem has the same answer.

    Parameters
    ----------
    problem
        What is asked.
    limits
        When to stop before all that is tried. Time is looked at between rounds of interchange
        only, the gap for coverage only; nothing branches here.
    start
        Sites of copies to begin with, as far as the rules let them, instead of greedy and
        rounding; the first of them come first. For coverage only.
    trials
        Sites tried exactly, at most, before greedy opens one copy: those of greatest bound.
    near
        Sites tried, at most, for each copy in interchange: those that suit its people best.
    sweeps
        Rounds of interchange, at most; it ends before if a round changes nothing.
    bound_rounds
        Steps of the bound, at most.
    progress
        Called with a stage, the share of it that is done, and how things stand.

    Raises
    ------
    InfeasibleError
        If no copies are found that keep to the rules, or, of a median, that serve everybody.
    """
    if problem.objective == "median":
        covering, much = as_coverage(problem)
        siting = solve(
            covering,
            limits=replace(limits, gap=0.0),
            trials=trials,
            near=near,
            sweeps=sweeps,
            bound_rounds=bound_rounds,
            progress=_without_notes(progress),
        )
        return as_median(problem, siting, much)
    began = time.monotonic()
    rules, existing = _rules_of_coverage(problem), Assignment(problem)
    if start is None:
        assignment, copies = first_copies(existing, rules, trials=trials, progress=progress)
    else:
        assignment, copies = _begin(existing, rules, start, trials)
    bound = _bound(problem, assignment, bound_rounds, limits.gap, progress)
    if start is None and bound.gap(assignment.benefit) > limits.gap:
        wanted = whole_copies(problem, bound.shares)
        rounded, rounded_copies = _admit(existing, rules, wanted, trials)
        if rounded.worth > assignment.worth and not rules.missing(rounded_copies):
            assignment, copies = rounded, rounded_copies
    moves = Interchange(rules, assignment, copies)
    for sweep in range(sweeps):
        late = limits.seconds is not None and time.monotonic() - began > limits.seconds
        if late or bound.gap(moves.assignment.benefit) <= limits.gap:
            break
        note = Standing(moves.assignment.benefit, bound.value)
        stage = f"Interchange, round {sweep + 1}"
        if not moves.sweep(near, stage=stage, progress=progress, note=note):
            break
    return _answer(problem, existing, moves.copies, bound, progress)


def _rules_of_coverage(problem: SitingProblem) -> Rules:
    if problem.objective != "coverage":
        raise GeoplanError(f"this search is for coverage and median, not {problem.objective}.")
    return Rules(problem)


def _admit(
    existing: Assignment, rules: Rules, wanted: Ints, trials: int
) -> tuple[Assignment, Ints]:
    """Open the copies wanted as far as the rules let them, and greedily what is missing then."""
    most_first = np.argsort(-wanted, kind="stable")[: np.count_nonzero(wanted)]
    return _begin(existing, rules, np.repeat(most_first, wanted[most_first]), trials)


def _begin(existing: Assignment, rules: Rules, start: Ints, trials: int) -> tuple[Assignment, Ints]:
    """Open a copy at each site of ``start`` that the rules let open, and greedily the others."""
    copies, wanted = rules.required.copy(), np.zeros_like(rules.required)
    for site in start.tolist():
        wanted[site] += 1
        if copies[site] < wanted[site] and rules.may_open(copies)[site]:
            copies[site] += 1
    assignment = existing.copy()
    open_all(assignment, np.zeros_like(copies), copies)
    open_greedily(assignment, copies, rules, trials=trials)
    return assignment, copies


def _bound(
    problem: SitingProblem, assignment: Assignment, rounds: int, gap: float, progress: Progress
) -> Bound:
    price = np.float64(assignment.unit) * assignment.price
    return upper_bound(
        problem, price, assignment.benefit, rounds=rounds, gap=gap, progress=progress
    )


def _answer(
    problem: SitingProblem,
    existing: Assignment,
    copies: Ints,
    bound: Bound,
    progress: Progress,
) -> Siting:
    """Return the solution with its copies in the order in which each next adds most."""
    nothing = np.zeros_like(copies)
    chosen = replace(
        problem,
        copies_min=nothing,
        copies_max=copies,
        p=int(copies.sum()),
        budget=None,
        conflicts=None,
    )
    assignment = existing.copy()
    order = open_greedily(
        assignment,
        nothing.copy(),
        Rules(chosen),
        trials=None,
        stage="Order of sites",
        progress=progress,
    )
    served = assignment.served()
    objective = math.fsum(problem.pairs.multiply(served).data)
    return Siting(
        order=np.array(order, np.int64),
        served=served,
        objective=objective,
        bound=max(bound.value, objective),  # these may be equal but for rounding of the objective
        method="greedy, rounding and interchange with exact assignment; Lagrangian bound",
    )


def _without_notes(progress: Progress) -> Progress:
    """Keep quiet about how things stand while they are counted in other terms."""
    return lambda stage, share, _="", /: progress(stage, share)
