"""What a phasing pays and leaves, and what the money left still allows."""

from __future__ import annotations

import numpy as np

from geoplan.siting.phasing.problem import UNBUILT, PhasingProblem
from geoplan.siting.problem import Floats, Ints

MONEY = 1e-6  # bn VND, a thousand VND; less is rounding


def payments(problem: PhasingProblem, item: int, start: int) -> Floats:
    """Return what each source pays in each year for an item, shape (sources, years), bn VND."""
    paid = np.zeros_like(problem.envelope_bn_vnd)
    if start != UNBUILT:
        first, size = start - int(problem.years[0]), int(problem.paying_years[item])
        at = slice(first, first + size)
        each = problem.cost_bn_vnd[item] / size * problem.price_index[at]
        paid[:, at] = np.outer(problem.source_share[item], each)
    return paid


def spending(problem: PhasingProblem, start: Ints) -> Floats:
    """Return what each source pays in each year, shape (sources, years), bn VND.

    Parameters
    ----------
    problem
        Costs, shares, durations and prices.
    start
        Year in which each item starts, or ``UNBUILT``, shape (items,).
    """
    spent = np.zeros_like(problem.envelope_bn_vnd)
    for item in np.flatnonzero(start != UNBUILT).tolist():
        spent += payments(problem, item, int(start[item]))
    return spent


def left(problem: PhasingProblem, spent: Floats) -> Floats:
    """Return what each source has left at the end of each year, shape (sources, years), bn VND.

    It is below 0 where the money does not do. The reserve is not counted.
    """
    rest = problem.available_bn_vnd - spent
    return np.where(problem.carries_over[:, None], np.cumsum(rest, axis=1), rest)


def still_to_spend(problem: PhasingProblem, spent: Floats) -> Floats:
    """Return what each source can spend more in each year, shape (sources, years), bn VND.

    Where money carries over, it is below 0 in a year that lives on what was saved.
    """
    rest = np.maximum(left(problem, spent), 0.0)
    return np.where(problem.carries_over[:, None], np.diff(rest, axis=1, prepend=0.0), rest)


def spend_what_is_left(problem: PhasingProblem, start: Ints, items: Ints) -> Ints:
    """Start items earlier, or at all, as long as money is left for any of them.

    Items not built come after those that are; of each, the one with the greatest gain for its
    cost comes first. Each takes the earliest year that the money allows.

    Parameters
    ----------
    problem
        What can be paid.
    start
        Year in which each item starts, or ``UNBUILT``, shape (items,).
    items
        Those that may start earlier; the others stay.
    """
    start, spent = start.copy(), spending(problem, start)
    worth = problem.gain / problem.cost_bn_vnd
    order = items[np.lexsort((-worth[items], start[items] == UNBUILT))].tolist()
    moved = True
    while moved:
        moved = False
        for item in order:
            now = int(start[item])
            others = spent - payments(problem, item, now)
            end = int(problem.last_start[item]) + 1 if now == UNBUILT else now
            for year in range(int(problem.first_start[item]), end):
                trial = others + payments(problem, item, year)
                if left(problem, trial).min() >= -MONEY:
                    start[item], spent, moved = year, trial, True
                    break
    return start
