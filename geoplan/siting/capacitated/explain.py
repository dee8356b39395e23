"""What the loss of a chosen copy would mean, and what would come instead."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from geoplan.progress import Progress, silent
from geoplan.siting.capacitated.assignment import Assignment
from geoplan.siting.capacitated.trials import NONE, best_addition, gain_bounds
from geoplan.siting.problem import Floats, Ints, SitingProblem


@dataclass(frozen=True)
class Change:
    """Another site, and what one copy there would bring back of what the loss takes.

    Parameters
    ----------
    site
        The site, -1 if there is none.
    people
        People covered.
    benefit
        In the terms of the problem.
    """

    site: int = NONE
    people: float = 0.0
    benefit: float = 0.0


@dataclass(frozen=True)
class SiteLoss:
    """What dropping one copy of a site means, everybody re-assigned as well as can be.

    Parameters
    ----------
    people, benefit
        People covered, and benefit, that are lost.
    nearby
        The other site within reach of this one that would make good most of the benefit.
    anywhere
        The same among all sites; it is ``nearby`` unless another is better.
    """

    people: float
    benefit: float
    nearby: Change
    anywhere: Change


MOVES_TRIED = 24  # sites within reach tried for each copy: those of greatest bound
FAR_TRIED = 3  # the same of sites further away, where a trial takes longer


class Covered:
    """Counts people served by how much each counts.

    Parameters
    ----------
    cover
        How much each person served counts, demand × sites, stored where the benefit is.
    """

    def __init__(self, cover: sparse.csc_array[np.float64]) -> None:
        self._demand = cover.shape[0]
        site = np.repeat(np.arange(cover.shape[1]), np.diff(cover.indptr))
        self._pair = site * self._demand + cover.indices
        self._cover = cover.data

    def by(self, served: sparse.csc_array[np.int64]) -> float:
        """Return the people whom an assignment covers."""
        return float(self.by_demand(served).sum())

    def by_demand(self, served: sparse.csc_array[np.int64]) -> Floats:
        """Return the people of each demand point whom an assignment covers, shape (demand,)."""
        flows = served.tocoo()
        place = np.searchsorted(self._pair, flows.col * self._demand + flows.row)
        counted = self._cover[place] * flows.data
        return np.bincount(flows.row, counted, self._demand).astype(np.float64)


def explain_losses(
    problem: SitingProblem,
    assignment: Assignment,
    copies: Ints,
    covered: Covered,
    reach: sparse.csr_array[np.float64] | None = None,
    *,
    progress: Progress = silent,
) -> dict[int, SiteLoss]:
    """Return what the loss of one copy of each chosen site means.

    Alternatives keep to the rules of the problem: room for the copy, spacing and budget. Each one
    tried is tried exactly, everybody re-assigned; those of greatest bound are tried, until no
    bound exceeds the best gain or so many are tried that a better one is unlikely.

    Parameters
    ----------
    problem
        What was asked.
    assignment
        With all copies open; left as it is.
    copies
        New copies at each site, shape (sites,).
    covered
        Counts people.
    reach
        Stores, in the row of each chosen site, the sites within reach of it; all are if None.
    progress
        Called with the stage and the share of it that is done.
    """
    upper = gain_bounds(assignment, problem.copies_max > 0)
    sites = np.flatnonzero(copies).tolist()
    now = covered.by(assignment.served())
    explain = partial(_loss, problem, assignment, copies, upper, covered, now, reach)
    losses: dict[int, SiteLoss] = {}
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        for site, loss in zip(sites, pool.map(explain, sites), strict=True):
            progress("Reasons", len(losses) / len(sites))
            losses[site] = loss
    progress("Reasons", 1.0)
    return losses


def _loss(
    problem: SitingProblem,
    assignment: Assignment,
    copies: Ints,
    upper: Ints,
    covered: Covered,
    now: float,
    reach: sparse.csr_array[np.float64] | None,
    site: int,
) -> SiteLoss:
    without = assignment.copy()
    lost = without.close(site)
    # The present prices value the closed copy at its rents, which is less than it loses.
    overstated = lost - int(assignment.rent[site] * assignment.capacity[site])
    upper = np.where(room_without(problem, copies, site), upper + overstated, -1)
    people = covered.by(without.served())

    def change(with_other: Assignment, other: int, gain: int) -> Change:
        return Change(other, covered.by(with_other.served()) - people, gain * assignment.unit)

    within = np.ones(upper.size, np.bool_)
    if reach is not None:
        within[:] = False
        within[reach.indices[reach.indptr[site] : reach.indptr[site + 1]]] = True
    other, gain = _best_move(assignment, without, site, np.flatnonzero(within & (upper >= 0)), lost)
    nearby = Change()
    if other != NONE:
        moved = assignment.copy()
        moved.move(site, other)
        nearby = change(moved, other, gain)
    anywhere = nearby
    far = np.where(within, -1, upper)
    further, more = best_addition(without, far, floor=gain, trials=FAR_TRIED)
    if further != NONE:
        without.open(further)
        anywhere = change(without, further, more)
    return SiteLoss(now - people, lost * assignment.unit, nearby, anywhere)


def _best_move(
    assignment: Assignment, without: Assignment, site: int, others: Ints, lost: int
) -> tuple[int, int]:
    """Return the other site where the copy of a site is worth most, and what it gains there.

    Moving the copy is quicker than opening it anew where the way is short.
    """
    bounds = without.gain_bounds(others)
    moving, chosen, best = assignment.copy(), NONE, -1
    for place in np.argsort(-bounds, kind="stable")[:MOVES_TRIED].tolist():
        if bounds[place] <= best:
            break
        other = int(others[place])
        gain = lost + moving.move_gain(site, other, floor=best - lost)
        if gain > best:
            chosen, best = other, gain
    return chosen, best


def room_without(problem: SitingProblem, copies: Ints, site: int) -> NDArray[np.bool_]:
    """Return which other sites could take the copy of a site, shape (sites,)."""
    left = copies.copy()
    left[site] -= 1
    room: NDArray[np.bool_] = left < problem.copies_max
    room[site] = False
    if problem.conflicts is not None:
        one, other = problem.conflicts.T
        room[other[left[one] > 0]] = False
        room[one[left[other] > 0]] = False
    if problem.budget is not None:
        room &= problem.new_cost <= problem.budget - float(problem.new_cost @ left)
    return room
