"""Search without capacity: annealed choices, merged; a bound; a proof where it is asked for."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import numpy as np

from geoplan.progress import Progress, in_terms, silent
from geoplan.siting.covering import set_cover
from geoplan.siting.exact import solve_exactly
from geoplan.siting.limits import Limits
from geoplan.siting.opened import siting_of
from geoplan.siting.problem import ROUNDING, Ints, Siting, SitingProblem
from geoplan.siting.reduction import all_alike
from geoplan.siting.uncapacitated.branch import prove
from geoplan.siting.uncapacitated.choice import (
    copies_of,
    only,
    search_rules,
    selection_of,
    sites_to_open,
)
from geoplan.siting.uncapacitated.explore import METHOD, Choice, explored, settled
from geoplan.siting.uncapacitated.lagrangian import Bound, dearest_worth, lagrangian_bound
from geoplan.siting.uncapacitated.worth import Table, Worth, restricted, worth

BRANCHED = METHOD.replace("bound", "branch and bound")
SHORT = (2, 1000)  # annealed choices, rounds of each, before a proof is tried
MIDDLE = (4, 2000)  # the same where branching on prices will look further
LONG = (8, 6500)  # the same where none is to be had
PATIENT = (16, 20_000)  # the same where it will take long
UNSURE = 0.2  # of the worth of a site: a gap above which a proof takes long
BOUND_ROUNDS = (1000, 300)  # at first, and once more from the best prices
FEW = 200  # sites left open to choice up to which coverage branches on prices alone


def solve(
    problem: SitingProblem,
    limits: Limits = Limits(),
    *,
    seed: int = 0,
    progress: Progress = silent,
) -> Siting:
    """Choose the sites of a coverage or median problem without capacity.

    Parameters
    ----------
    problem
        What is asked.
    limits
        When to stop.
    seed
        Of the disturbances; the same seed gives the same sites.
    progress
        Called with a stage, the share of it that is done, and how things stand.
    """
    measured = worth(problem)
    table, rules = measured.table, search_rules(problem)
    told, progress = progress, in_terms(progress, partial(_in_terms, problem, measured))
    choice = settled(table, rules)
    bound = _bounded(table, problem, choice, measured.step, None, progress)
    for effort in (SHORT, LONG, PATIENT) if limits.nodes > 0 else (LONG,):
        siting = _siting(problem, measured, choice, bound)
        if problem.everybody and siting.served.sum() < problem.people.sum():
            break
        if siting.gap <= max(limits.gap, ROUNDING):
            return siting
        branches = limits.nodes > 0 and _branches(problem, measured.step, choice, bound)
        if effort is PATIENT and (branches or siting.gap * siting.order.size <= UNSURE):
            break
        spent = MIDDLE if branches and effort is LONG else effort
        choice = explored(problem, measured, choice, bound, spent, seed, progress)
        bound = _bounded(table, problem, choice, measured.step, bound, progress)
    siting = _siting(problem, measured, choice, bound)
    if problem.everybody and siting.served.sum() < problem.people.sum():
        return solve_exactly(problem, limits, progress=told)
    if limits.nodes == 0 or siting.gap <= max(limits.gap, ROUNDING):
        return siting
    if bound.value >= dearest_worth(table).sum():
        reaching_all = _reaching_all(problem, measured, limits, progress)
        if reaching_all is not None:
            return _siting(problem, measured, reaching_all, bound, set_cover.METHOD)
    remaining = _remaining(problem, measured.step, choice, bound)
    if not _branches(problem, measured.step, choice, bound):
        return solve_exactly(remaining, limits, incumbent=siting, progress=told)
    choice, bound_value = _branched(measured, remaining, choice, bound, limits, progress)
    return _siting(problem, measured, choice, replace(bound, value=bound_value), BRANCHED)


def _reaching_all(
    problem: SitingProblem, measured: Worth, limits: Limits, progress: Progress
) -> Choice | None:
    """Return a choice that reaches all whom some site reaches, found as a set cover, if it is."""
    if problem.p is None or problem.conflicts is not None or not all_alike(problem):
        return None
    reached = np.diff(problem.pairs.tocsr().indptr) > 0
    people = np.where(reached, problem.people, 0)
    cover = replace(problem, objective="set-cover", people=people, p=None, cost=None)
    opened = sites_to_open(problem)
    found = set_cover.least_copies(
        cover, replace(limits, nodes=0), enough=opened, progress=progress
    )
    if found.copies is None or np.count_nonzero(found.copies) > opened:
        return None
    return settled(measured.table, search_rules(problem), np.flatnonzero(found.copies))


def _branched(
    measured: Worth,
    problem: SitingProblem,
    choice: Choice,
    bound: Bound,
    limits: Limits,
    progress: Progress,
) -> tuple[Choice, int]:
    """Return the best choice after branch and bound, and the bound."""
    sites = np.flatnonzero(problem.copies_max)
    table, selection = restricted(measured.table, sites), selection_of(problem).only(sites)
    root = lagrangian_bound(
        table,
        selection,
        choice.value,
        bound.price.astype(np.float64),
        enough=choice.value + measured.step,
        rounds=BOUND_ROUNDS[0],
    )
    root = replace(root, value=min(root.value, bound.value))
    rules = only(search_rules(problem), sites)

    def improve(chosen: Ints) -> tuple[Ints, int]:
        better = settled(table, rules, chosen)
        return np.flatnonzero(better.is_open), better.value

    proof = prove(
        table,
        selection,
        choice.value,
        root,
        step=measured.step,
        limits=limits,
        improve=improve,
        progress=progress,
    )
    if proof.chosen is None:
        return choice, proof.bound
    is_open = np.zeros_like(choice.is_open)
    is_open[sites[proof.chosen]] = 1
    return Choice(is_open, proof.value), proof.bound


def _bounded(
    table: Table,
    problem: SitingProblem,
    choice: Choice,
    step: int,
    before: Bound | None,
    progress: Progress,
) -> Bound:
    price = dearest_worth(table) / 2 if before is None else before.price.astype(np.float64)
    return lagrangian_bound(
        table,
        selection_of(problem),
        choice.value,
        price,
        enough=choice.value + step,
        rounds=BOUND_ROUNDS[before is not None],
        progress=progress,
    )


def _remaining(problem: SitingProblem, step: int, choice: Choice, bound: Bound) -> SitingProblem:
    """Return the problem without the sites that no better choice opens, or closes."""
    better = choice.value + step
    never, always = bound.open_at_most < better, bound.closed_at_most < better
    is_open = choice.is_open > 0
    copies_max = np.where(never & ~is_open, np.minimum(problem.copies_max, 0), problem.copies_max)
    copies_min = np.where(always & is_open, np.maximum(problem.copies_min, 1), problem.copies_min)
    return replace(problem, copies_min=copies_min, copies_max=copies_max)


def _branches(problem: SitingProblem, step: int, choice: Choice, bound: Bound) -> bool:
    """Return whether branching on prices alone is likely to come to an end soon."""
    if problem.p is None or problem.conflicts is not None:
        return False
    remaining = _remaining(problem, step, choice, bound)
    free = int((remaining.copies_max > remaining.copies_min).sum())
    return not problem.maximise or free <= FEW


def _siting(
    problem: SitingProblem, measured: Worth, choice: Choice, bound: Bound, method: str = METHOD
) -> Siting:
    value = min(bound.value, int(dearest_worth(measured.table).sum()))  # all at their nearest
    value -= (value - choice.value) % measured.step
    proven = _in_terms(problem, measured, value)
    return siting_of(problem, copies_of(problem, choice.is_open), bound=proven, method=method)


def _in_terms(problem: SitingProblem, measured: Worth, value: float) -> float:
    """Return in the terms of the problem what is given in units of worth."""
    gained = value * measured.unit
    return measured.base + gained if problem.maximise else measured.base - gained
