"""A bound that no choice of sites can exceed: Lagrangian relaxation with a price on people."""

from __future__ import annotations

import math

import numpy as np

from geoplan.progress import Progress, silent
from geoplan.siting.capacitated.assignment import whole_network
from geoplan.siting.capacitated.flow import Network
from geoplan.siting.capacitated.knapsack import fill, slice_values
from geoplan.siting.compiled import compiled
from geoplan.siting.problem import Floats, Ints, SitingProblem

PATIENCE = 8  # rounds without a lower bound before the step is halved
MEMORY = 0.7  # weight of the rounds before in the direction of a step
NEGLIGIBLE = 1e-9  # gap at which the bound is as low as the rounding of benefits allows


def upper_bound(
    problem: SitingProblem,
    price: Floats,
    objective: float,
    *,
    rounds: int,
    progress: Progress = silent,
) -> float:
    """Bound the objective of every choice of sites from above.

    Let people be served at several sites, at a price each time: then every site fills up for
    itself with those who gain most above their price, and the p best copies are plain to see.
    What that is worth, with one price for each person added, no solution exceeds, whatever the
    prices. Round by round, prices fall where people are left out and rise where they are served
    more than once, until the bound is low.

    Parameters
    ----------
    problem
        What is asked.
    price
        First price of each person at each demand point, shape (demand,).
    objective
        Of a known solution.
    rounds
        Changes of prices, at most.
    progress
        Called with the stage and the share of it that is done.

    Returns
    -------
    float
        The lowest bound found. Benefits are rounded up to whole numbers, these are summed
        exactly, and the sum is rounded up: no error of rounding makes the bound too low.

    Notes
    -----
    Step: Held, Wolfe, Crowder, *Mathematical Programming* 6 (1974). Direction: Camerini, Fratta,
    Maffioli, *Mathematical Programming Study* 3 (1975). Prices follow the share of the people
    of a demand point who are left out, not their number, so that all move at the same pace.
    """
    relaxation = Relaxation(problem)
    unit = relaxation.unit
    people = np.maximum(problem.people, 1)
    lowest: float = math.inf
    lowest_at = price
    direction, step, failures = np.zeros(price.size), 1.0, 0
    for done in range(rounds + 1):
        progress("Bound", done / (rounds + 1))
        value, left_out = relaxation.at(price)
        failures += 1
        if value < lowest:
            lowest, lowest_at, failures = value, price, 0
        direction = MEMORY * direction + (1 - MEMORY) * left_out
        length = float(direction @ (direction / people))
        excess = lowest * unit - objective
        if length == 0 or excess <= NEGLIGIBLE * objective:
            break
        if failures == PATIENCE:
            price, step, failures = lowest_at, step / 2, 0
        price = np.maximum(price - step * excess / length * direction / people, 0)
    progress("Bound", 1.0)
    return _round_up(int(lowest)) * unit


def _round_up(whole: int) -> float:
    """Return the least float that is not below a whole number."""
    nearest = float(whole)
    return nearest if nearest >= whole else math.nextafter(nearest, math.inf)


class Relaxation:
    """The problem with people who may be served more than once.

    Parameters
    ----------
    problem
        The problem that is relaxed.
    """

    def __init__(self, problem: SitingProblem) -> None:
        self._network, self.unit = whole_network(problem)
        self._capacity = problem.places
        self._copies_fixed = problem.copies_fixed.copy()
        self._p = problem.most_copies
        copies = np.minimum(problem.copies_max, self._p)
        self._first_copy = np.concatenate([[0], np.cumsum(copies)])
        self._site_of_copy = np.repeat(np.arange(copies.size), copies)

    def at(self, price: Floats) -> tuple[int, Ints]:
        """Return the value in units and the people left out, negative if served too often.

        Parameters
        ----------
        price
            Of each person at each demand point, shape (demand,).
        """
        network = self._network
        dearest = float(network.weight.max(initial=0))
        whole_price = np.clip(price / self.unit, 0, dearest).astype(np.int64)
        fixed, values = _copy_values(
            network, whole_price, self._capacity, self._copies_fixed, self._first_copy
        )
        best = np.argsort(-values, kind="stable")[: self._p]
        copies = self._copies_fixed + np.bincount(
            self._site_of_copy[best], minlength=self._capacity.size
        )
        served = _fill_sites(network, whole_price, self._capacity * copies)
        value = fixed + int(values[best].sum()) + int(whole_price @ network.people)
        return value, network.people - served


@compiled
def _copy_values(
    network: Network, price: Ints, capacity: Ints, copies_fixed: Ints, first_copy: Ints
) -> tuple[int, Ints]:
    """Return the value of all fixed copies together and of each new copy by itself."""
    fixed = 0
    lowest = price.min()
    values = np.empty(first_copy[-1], np.int64)
    for j in range(capacity.size):
        first, last = network.start[j], network.start[j + 1]
        fixed += slice_values(
            network.demand[first:last],
            network.weight[first:last],
            network.people,
            price,
            lowest,
            capacity[j] * copies_fixed[j],
            capacity[j],
            values[first_copy[j] : first_copy[j + 1]],
        )
    return fixed, values


@compiled
def _fill_sites(network: Network, price: Ints, places: Ints) -> Ints:
    """Return the people of each demand point served if each site fills its places for itself."""
    lowest = price.min()
    served = np.zeros(network.people.size, np.int64)
    for j in np.flatnonzero(places):
        first, last = network.start[j], network.start[j + 1]
        fill(
            network.demand[first:last],
            network.weight[first:last],
            network.people,
            price,
            lowest,
            places[j],
            served,
        )
    return served
