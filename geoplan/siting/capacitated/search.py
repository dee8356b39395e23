"""Search for the best sites: greedy opening with exact re-assignment, then swaps."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from geoplan.progress import Progress, silent
from geoplan.siting.capacitated.assignment import Assignment
from geoplan.siting.capacitated.bound import upper_bound
from geoplan.siting.problem import Ints, Siting, SitingProblem

NONE = -1
UNBOUNDED = np.int64(2**62)
FIRST_BATCH = 16  # sites whose bounds are renewed together at first; only speed depends on it


def solve(
    problem: SitingProblem,
    *,
    trials: int = 3,
    sweeps: int = 3,
    bound_rounds: int = 300,
    progress: Progress = silent,
) -> Siting:
    """Choose the sites of a problem.

    Copies are opened one by one where each gains most with everybody re-assigned. Then every
    chosen copy is closed in turn and opened where it gains most, if that is better. Nothing is
    random: the same problem has the same answer.

    Parameters
    ----------
    problem
        What is asked.
    trials
        Sites tried exactly, at most, before one copy is opened: those of greatest bound.
    sweeps
        Rounds of swaps, at most; the search ends before if a round changes nothing.
    bound_rounds
        Steps of the bound, at most.
    progress
        Called with a stage and the share of it that is done.
    """
    existing = Assignment(problem)
    assignment = existing.copy()
    order = _open(
        assignment, problem.copies_max, problem.most_copies, trials, "Greedy siting", progress
    )
    copies = np.bincount(order, minlength=problem.copies_max.size)
    rent_seen = np.full(copies.size, -1, np.int64)
    for sweep in range(sweeps):
        stage = f"Swaps, round {sweep + 1}"
        better = _swap(assignment, copies, problem.copies_max, rent_seen, trials, stage, progress)
        if better is assignment:
            break
        assignment = better
    assignment = existing
    order = _open(assignment, copies, problem.most_copies, None, "Order of sites", progress)
    served = assignment.served()
    objective = math.fsum(problem.pairs.multiply(served).data)
    price = np.float64(assignment.unit) * assignment.price
    bound = upper_bound(problem, price, objective, rounds=bound_rounds, progress=progress)
    return Siting(
        order=order,
        served=served,
        objective=objective,
        bound=max(bound, objective),  # these may be equal but for the rounding of the objective
        method="greedy with exact re-assignment and swaps; Lagrangian bound",
    )


def best_addition(
    assignment: Assignment, upper: Ints, *, floor: int = -1, trials: int | None = None
) -> tuple[int, int]:
    """Find where one more copy gains most.

    Sites are tried exactly in falling order of their bounds until no bound exceeds the best gain.

    Parameters
    ----------
    assignment
        Left as it is.
    upper
        Upper bound of the gain at each site, -1 where none may be opened, shape (sites,);
        tightened in place.
    floor
        Only gains greater than this count.
    trials
        Sites tried, at most; all that it takes if None.

    Returns
    -------
    int
        The site, -1 if none gains more than ``floor``; of equals, the one tried first.
    int
        Its gain in units, or ``floor``.
    """
    chosen, best = NONE, floor
    stale = np.ones(upper.size, np.bool_)
    batch_size, tried = FIRST_BATCH, 0
    while trials is None or tried < trials:
        site = int(np.argmax(upper))
        if upper[site] <= best:
            break
        if stale[site]:
            batch = np.argsort(-upper, kind="stable")[:batch_size]
            batch = batch[stale[batch] & (upper[batch] > best)]
            upper[batch] = np.minimum(upper[batch], assignment.gain_bounds(batch))
            stale[batch] = False
            batch_size *= 2
            continue
        gain = assignment.gain(site, floor=best)
        tried += 1
        upper[site] = min(int(upper[site]), gain)
        if gain > best:
            chosen, best = site, gain
        rest = np.flatnonzero(upper > best)
        upper[rest] = np.minimum(upper[rest], assignment.trial_bounds(rest))
    return chosen, best


def best_replacement(
    assignment: Assignment,
    site: int,
    upper: Ints,
    *,
    only_better: bool = False,
    trials: int | None = None,
) -> tuple[Assignment, int, int, int]:
    """Close one copy and find the other site where it gains most.

    Parameters
    ----------
    assignment
        Left as it is.
    site
        Site of the copy.
    upper
        Upper bound of what one copy more would gain at each site by the present prices, -1
        where none may be opened, shape (sites,).
    only_better
        Whether only a gain above what the closing loses counts.
    trials
        Sites tried, at most; all that it takes if None.

    Returns
    -------
    Assignment
        With the copy closed.
    int
        Benefit that the closing loses, in units.
    int
        The other site, -1 if there is none.
    int
        Benefit that it gains, in units.
    """
    without = assignment.copy()
    lost = without.close(site)
    # The present prices value the closed copy at its rents, which is less than it loses.
    overstated = lost - int(assignment.rent[site] * assignment.capacity[site])
    upper = np.where(upper >= 0, upper + overstated, -1)
    upper[site] = -1
    floor = lost if only_better else -1
    other, gain = best_addition(without, upper, floor=floor, trials=trials)
    return without, lost, other, gain


def gain_bounds(assignment: Assignment, room: NDArray[np.bool_]) -> Ints:
    """Return an upper bound of what one more copy gains at each site, -1 where no room is."""
    bounds = np.full(room.size, -1, np.int64)
    bounds[room] = assignment.gain_bounds(np.flatnonzero(room))
    return bounds


def _open(
    assignment: Assignment,
    copies_max: Ints,
    p: int,
    trials: int | None,
    stage: str,
    progress: Progress,
) -> Ints:
    """Open copies one by one, each where it gains most, and return their sites in order."""
    room = copies_max.copy()
    upper = np.full(room.size, UNBOUNDED)
    order = np.empty(p, np.int64)
    for rank in range(p):
        progress(stage, rank / p)
        upper[room == 0] = -1
        site, _ = best_addition(assignment, upper, trials=trials)
        assignment.open(site)
        room[site] -= 1
        order[rank] = site
    progress(stage, 1.0)
    return order


def _swap(
    assignment: Assignment,
    copies: Ints,
    copies_max: Ints,
    rent_seen: Ints,
    trials: int,
    stage: str,
    progress: Progress,
) -> Assignment:
    """Move one copy of each site where that is better, and return the best assignment.

    ``copies`` follows the moves. A site whose rent is still as in ``rent_seen``, when it was
    looked at last, is passed over: nothing has changed around it.
    """
    upper = gain_bounds(assignment, copies < copies_max)
    sites = np.flatnonzero(copies)
    for done, site in enumerate(sites.tolist()):
        progress(stage, done / sites.size)
        if assignment.rent[site] == rent_seen[site]:
            continue
        rent_seen[site] = assignment.rent[site]
        without, _, other, _ = best_replacement(
            assignment, site, upper, only_better=True, trials=trials
        )
        if other != NONE:
            without.open(other)
            assignment = without
            copies[site] -= 1
            copies[other] += 1
            upper = gain_bounds(assignment, copies < copies_max)
    progress(stage, 1.0)
    return assignment
