"""Greedy opening: each next copy where it gains most, everybody assigned anew."""

from __future__ import annotations

import math

import numpy as np

from geoplan.errors import InfeasibleError
from geoplan.progress import Progress, silent
from geoplan.siting.capacitated.assignment import Assignment
from geoplan.siting.capacitated.rules import Rules
from geoplan.siting.capacitated.trials import NONE, best_addition
from geoplan.siting.problem import Floats, Ints

UNBOUNDED = np.int64(2**62)


def open_greedily(
    assignment: Assignment,
    copies: Ints,
    rules: Rules,
    *,
    trials: int | None,
    cost: Floats | None = None,
    stage: str = "Greedy siting",
    progress: Progress = silent,
) -> list[int]:
    """Open copies one by one while the rules let them, each where it gains most.

    Parameters
    ----------
    assignment, copies
        Where people are served and the new copies that are open, shape (sites,); both follow.
    rules
        With *p*, copies that gain nothing are opened too; with a budget they are not.
    trials
        Sites tried exactly, at most, before one copy is opened: those of greatest bound. With
        None the gain of each copy is the greatest there is.
    cost
        Of a copy at each site, shape (sites,), where the gain per cost is to be greatest.
    stage, progress
        The progress is called with the stage and the share of it that is done.

    Returns
    -------
    list of int
        The sites in order.
    """
    order: list[int] = []
    floor = 0 if rules.priced else -1
    upper = np.full(copies.size, UNBOUNDED)
    expected = max(rules.missing(copies), 1)
    while True:
        progress(stage, min(len(order) / expected, 1.0))
        upper[~rules.may_open(copies)] = -1
        site, _ = best_addition(assignment, upper, floor=floor, trials=trials, cost=cost)
        if site == NONE:
            break
        assignment.open(site)
        copies[site] += 1
        order.append(site)
    progress(stage, 1.0)
    return order


def first_copies(
    existing: Assignment, rules: Rules, *, trials: int, progress: Progress
) -> tuple[Assignment, Ints]:
    """Return a choice of copies that keeps to the rules, and the assignment to it.

    Required copies come first. With a budget, the better of two choices is taken: one by gain
    per cost, and one by gain alone, which begins with the best single copy; either alone can be
    as bad as can be (Khuller, Moss, Naor 1999). With *p*, where copies chosen by their gain are
    so near to each other that too few find room, sites near to the fewest others come first.

    Raises
    ------
    InfeasibleError
        If fewer than *p* copies find room either way.
    """
    choices = []
    stages = {"Greedy siting by cost": rules.cost} if rules.priced else {}
    for stage, cost in {**stages, "Greedy siting": None}.items():
        assignment, copies = existing.copy(), np.zeros_like(rules.required)
        open_all(assignment, copies, rules.required)
        open_greedily(
            assignment, copies, rules, trials=trials, cost=cost, stage=stage, progress=progress
        )
        choices.append((assignment, copies))
    assignment, copies = max(choices, key=lambda choice: choice[0].worth)
    if rules.missing(copies):
        assignment, copies = existing.copy(), loosely_packed(rules)
        open_all(assignment, np.zeros_like(copies), copies)
    return assignment, copies


def open_all(assignment: Assignment, copies: Ints, wanted: Ints) -> None:
    """Open the copies that are wanted and not open; ``copies`` follows."""
    for site in np.flatnonzero(wanted > copies).tolist():
        for _ in range(int(wanted[site] - copies[site])):
            assignment.open(site)
        copies[site] = wanted[site]


def loosely_packed(rules: Rules) -> Ints:
    """Choose *p* copies at the sites that keep the fewest others from opening.

    Raises
    ------
    InfeasibleError
        If there is still no room for *p*.
    """
    copies = rules.required.copy()
    while missing := rules.missing(copies):
        room = rules.may_open(copies)
        if not room.any():
            raise InfeasibleError(
                f"{rules.p} facilities are to be opened, but with the spacing between them room "
                f"was found for {int(copies.sum())} only; lower the spacing, allow more sites or "
                "open fewer."
            )
        others = np.where(room, rules.near @ room.astype(np.int64), math.inf)
        per_copy = others / np.maximum(np.minimum(rules.most - copies, missing), 1)
        site = int(np.argmin(per_copy))
        copies[site] += min(int(rules.most[site] - copies[site]), missing)
    return copies
