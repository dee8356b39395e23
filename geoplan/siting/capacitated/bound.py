"""A bound that no choice of sites can exceed: Lagrangian relaxation with a price on people."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from geoplan.compiled import compiled
from geoplan.progress import Progress, Standing, silent
from geoplan.siting.capacitated.assignment import whole_network
from geoplan.siting.capacitated.flow import Network
from geoplan.siting.capacitated.knapsack import fill, lowest_price, slice_values
from geoplan.siting.capacitated.rules import Rules
from geoplan.siting.problem import ROUNDING, Floats, Ints, SitingProblem

NONE = -1
PATIENCE = 10  # rounds without a lower bound before the step becomes shorter
FIRST_STEP, SHORTER = 0.3, 0.6  # share of the gap that a step aims at; what it is shortened to
MEMORY = 0.8  # weight of the rounds before in the direction of a step
NEW_SHARE = 0.02  # weight of the last round in the mean of the choices
NEGLIGIBLE = 1e-9  # gap at which the bound is as low as the rounding of benefits allows


@dataclass(frozen=True, eq=False)
class Bound:
    """What the rounds of a relaxation came to.

    Parameters
    ----------
    value
        No choice of copies is worth more.
    price
        Of each person at each demand point, where the bound is that low, shape (demand,).
    shares
        New copies at each site in the mean of the later rounds, shape (sites,). As the bound comes
        down this nears a solution of the linear relaxation.
    """

    value: float
    price: Floats
    shares: Floats

    def gap(self, benefit: float) -> float:
        """Return the distance of a benefit and the bound as a share of the bound."""
        return max(self.value - benefit, 0.0) / self.value if self.value > 0 else 0.0


def upper_bound(
    problem: SitingProblem,
    price: Floats,
    objective: float,
    *,
    rounds: int,
    gap: float = NEGLIGIBLE,
    progress: Progress = silent,
) -> Bound:
    """Bound the objective of every choice of sites from above.

    Let people be served at several sites, at a price each time: then every site fills up for
    itself with those who gain most above their price, and the best copies are plain to see.
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
    gap
        Distance of objective and bound that is good enough, as a share of the bound.
    progress
        Called with the stage, the share of it that is done, and how things stand.

    Returns
    -------
    Bound
        With the lowest bound found. Benefits are rounded up to whole numbers, these are summed
        exactly, and the sum is rounded up: no error of rounding makes the bound too low.

    Notes
    -----
    Step: Held, Wolfe, Crowder, *Mathematical Programming* 6 (1974). Direction: Camerini, Fratta,
    Maffioli, *Mathematical Programming Study* 3 (1975). Mean of the choices: Barahona, Anbil,
    *Mathematical Programming* 87 (2000). Prices follow the share of the people of a demand point
    who are left out, not their number, so that all move at the same pace. Sums over demand points
    are exact, so that their order does not matter.
    """
    relaxation = Relaxation(problem)
    unit = relaxation.unit
    people = np.maximum(problem.people, 1)
    lowest: float = math.inf
    lowest_at, shares = price, None
    direction, step, failures = np.zeros(price.size), FIRST_STEP, 0
    for done in range(rounds + 1):
        value, left_out, copies = relaxation.at(price)
        failures += 1
        if value < lowest:
            lowest, lowest_at, failures = value, price, 0
        shares = copies if shares is None else shares + NEW_SHARE * (copies - shares)
        progress("Bound", done / (rounds + 1), Standing(objective, lowest * unit))
        direction = MEMORY * direction + (1 - MEMORY) * left_out
        length = math.fsum(direction * direction / people)
        excess = lowest * unit - objective
        if length == 0 or excess <= max(gap, NEGLIGIBLE) * lowest * unit:
            break
        if failures == PATIENCE:
            price, step, failures = lowest_at, step * SHORTER, 0
        price = np.maximum(price - step * excess / length * direction / people, 0)
    least = _round_up(int(lowest)) * unit
    progress("Bound", 1.0, Standing(objective, least))
    return Bound(least, lowest_at, np.asarray(shares, np.float64))


def _round_up(whole: int) -> float:
    """Return the least float that is not below a whole number."""
    nearest = float(whole)
    return nearest if nearest >= whole else math.nextafter(nearest, math.inf)


class Relaxation:
    """The problem with people who may be served more than once.

    Required copies are in. Of sites that are all too near to each other, one is taken at most:
    the first copy in such a group is worth what the best first copy of its sites is, and so on.
    With a budget the last copy may be a part of one.

    Parameters
    ----------
    problem
        The problem that is relaxed.
    """

    def __init__(self, problem: SitingProblem) -> None:
        self._network, self.unit = whole_network(problem)
        self._capacity = problem.places
        self._copies_fixed = problem.copies_fixed.copy()
        rules = Rules(problem)
        copies = np.minimum(rules.most, problem.most_copies)
        self._first_copy = np.concatenate([[0], np.cumsum(copies)])
        self._site_of_copy = np.repeat(np.arange(copies.size), copies)
        number = np.arange(self._site_of_copy.size) - self._first_copy[self._site_of_copy]
        self._asked = number < problem.copies_min[self._site_of_copy]
        group = rules.groups()[self._site_of_copy]
        self._slot = None if problem.conflicts is None else group * copies.max(initial=0) + number
        self._room = float(rules.missing(problem.copies_min))
        self._cost: Floats | None = None
        if rules.priced:
            self._room = rules.budget - float(rules.cost @ problem.copies_min)
            self._cost = rules.cost[self._site_of_copy]

    def at(self, price: Floats) -> tuple[int, Ints, Floats]:
        """Return the value in units, people left out, and new copies at each site.

        Parameters
        ----------
        price
            Of each person at each demand point, shape (demand,); people who are served too
            often count as negative.
        """
        network = self._network
        dearest = float(network.weight.max(initial=0))
        whole_price = np.clip(price / self.unit, 0, dearest).astype(np.int64)
        fixed, values = _copy_values(
            network, whole_price, self._capacity, self._copies_fixed, self._first_copy
        )
        best, last, part = self._best(values)
        chosen = np.concatenate([np.flatnonzero(self._asked), best])
        copies = np.bincount(self._site_of_copy[chosen], minlength=self._capacity.size)
        served = _fill_sites(network, whole_price, self._capacity * (self._copies_fixed + copies))
        value = fixed + int(values[chosen].sum()) + int(whole_price @ network.people)
        shares = copies.astype(np.float64)
        if part > 0:
            shares[self._site_of_copy[last]] += part
            value += min(math.ceil(part * int(values[last])), int(values[last]))
        return value, network.people - served, shares

    def _best(self, values: Ints) -> tuple[Ints, int, float]:
        """Return the copies worth most that are not required, and one more with a part of it."""
        free = np.flatnonzero(~self._asked)
        if self._slot is not None:
            by_slot = free[np.lexsort((-values[free], self._slot[free]))]
            free = by_slot[np.unique(self._slot[by_slot], return_index=True)[1]]
        if self._cost is None:
            best = free[np.argsort(-values[free], kind="stable")[: int(self._room)]]
            return best, NONE, 0.0
        best = free[np.argsort(-values[free] / self._cost[free], kind="stable")]
        spent = np.cumsum(self._cost[best])
        whole = int(np.searchsorted(spent, self._room, side="right"))
        if whole == best.size:
            return best, NONE, 0.0
        before = float(spent[whole - 1]) if whole else 0.0
        last = int(best[whole])
        return best[:whole], last, (self._room - before) / float(self._cost[last]) + ROUNDING


@compiled
def _copy_values(
    network: Network, price: Ints, capacity: Ints, copies_fixed: Ints, first_copy: Ints
) -> tuple[int, Ints]:
    """Return the value of all fixed copies together and of each new copy by itself."""
    fixed = 0
    lowest = lowest_price(price)
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
    lowest = lowest_price(price)
    served = np.zeros(network.people.size, np.int64)
    for j in range(places.size):
        if places[j] == 0:
            continue
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
