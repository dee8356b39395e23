"""What it costs that each step of a plan must hold the steps before it."""

from __future__ import annotations

import math
import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace

import numpy as np

from geoplan.progress import Progress, silent
from geoplan.siting.capacitated.assignment import Assignment
from geoplan.siting.capacitated.bound import upper_bound
from geoplan.siting.problem import Floats, Siting, SitingProblem

STEPS = 10
ROUNDS = 100  # of each bound; more make it tighter and the plan slower


@dataclass(frozen=True)
class Prefix:
    """The first ``k`` copies of a plan beside the best ``k`` copies there can be.

    Parameters
    ----------
    k
        Copies.
    objective
        With the first ``k`` copies of the plan.
    bound
        No ``k`` copies have a better objective.
    """

    k: int
    objective: float
    bound: float

    @property
    def gap(self) -> float:
        """Distance of objective and bound as a share of the bound."""
        return (self.bound - self.objective) / self.bound if self.bound > 0 else 0.0


def nesting(
    problem: SitingProblem,
    siting: Siting,
    *,
    rounds: int = ROUNDS,
    progress: Progress = silent,
) -> list[Prefix]:
    """Compare the first tenths of a plan with the best plans of their size.

    What a prefix lacks is at most its gap: part of it is the cost of nesting, part is that the
    bound is not tight.

    Parameters
    ----------
    problem
        What was asked, with ``p``.
    siting
        Its solution, in order.
    rounds
        Changes of prices for each bound, at most.
    progress
        Called with the stage and the share of it that is done.

    Returns
    -------
    list of Prefix
        For 10 %, 20 %, … 100 % of the copies, rounded up; each number once.
    """
    p = siting.order.size
    sizes = sorted({math.ceil(p * step / STEPS) for step in range(1, STEPS + 1)} - {0})
    assignment = Assignment(problem)
    found: list[tuple[int, float, Floats]] = []
    for k, site in enumerate(siting.order.tolist(), start=1):
        assignment.open(site)
        if k in sizes:
            objective = math.fsum(problem.pairs.multiply(assignment.served()).data)
            found.append((k, objective, np.float64(assignment.unit) * assignment.price))

    def prefix(k: int, objective: float, price: Floats) -> Prefix:
        if k == p:
            return Prefix(k, siting.objective, siting.bound)
        first = replace(problem, p=k, copies_min=np.zeros_like(problem.copies_min))
        bound = upper_bound(first, price, objective, rounds=rounds).value
        return Prefix(k, objective, max(bound, objective))

    prefixes: list[Prefix] = []
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        for done in pool.map(prefix, *zip(*found, strict=True)) if found else ():
            prefixes.append(done)
            progress("Nesting", len(prefixes) / len(sizes))
    return prefixes
