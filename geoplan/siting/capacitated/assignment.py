"""The best assignment of people to open sites, kept exact while copies come and go."""

from __future__ import annotations

import math

import numpy as np
from scipy import sparse

from geoplan.compiled import compiled
from geoplan.siting.capacitated.augment import add_capacity, remove_capacity, settle_prices
from geoplan.siting.capacitated.flow import (
    NOWHERE,
    Flow,
    Network,
    add_choices,
    choices_among,
    copy_flow,
    empty_flow,
)
from geoplan.siting.capacitated.knapsack import lowest_price, slice_values
from geoplan.siting.capacitated.labels import FAR, no_labels
from geoplan.siting.capacitated.shift import shift_capacity
from geoplan.siting.problem import Floats, Ints, SitingProblem

TOTAL_BITS = 57  # of the 63 of int64; costs of chains stay far below BEYOND


class Assignment:
    """An optimal assignment of people to open copies, with the prices that prove it.

    Benefits are counted in whole multiples of ``unit``: their sums are exact, so that no step
    needs a tolerance.

    Parameters
    ----------
    problem
        Its fixed copies are open at first.
    """

    def __init__(self, problem: SitingProblem) -> None:
        self.capacity = problem.places
        self.network, self.unit = whole_network(problem)
        demand, sites = problem.pairs.shape
        self._labels = no_labels(demand, sites)
        self._flow, self._trial = empty_flow(self.network), empty_flow(self.network)
        table = problem.pairs.tocsr()
        self._by_demand = (
            table.indptr.astype(np.int64),
            table.indices.astype(np.int64),
            table.data,
        )
        self._known = np.zeros(sites, np.bool_)
        self._choices = choices_among(self.network, self._known)
        self.open_all(np.repeat(np.arange(sites), problem.copies_fixed))

    def copy(self) -> Assignment:
        """Return an assignment in the same state that goes its own way."""
        twin = object.__new__(Assignment)
        twin.__dict__.update(self.__dict__)
        twin._labels = no_labels(self.price.size, self.rent.size)
        twin._flow, twin._trial = empty_flow(self.network), empty_flow(self.network)
        copy_flow(self._flow, twin._flow)
        twin._known = self._known.copy()
        return twin

    def open(self, site: int) -> int:
        """Open one more copy and return the benefit gained, in units."""
        self._know(site)
        copy_flow(self._flow, self._trial)
        people = int(self.capacity[site])
        gained = add_capacity(self.network, self._trial, self._labels, site, people, -1)
        settle_prices(self.network, self._choices, self._trial, self._labels)
        self._flow, self._trial = self._trial, self._flow
        return gained

    def expect(self, sites: Ints) -> None:
        """Make ready for copies at many sites, which is quicker than one by one."""
        if not self._known[sites].all():
            self._known[sites] = True
            self._choices = choices_among(self.network, self._known)

    def open_all(self, sites: Ints) -> int:
        """Open one more copy at each of the sites and return the benefit gained, in units."""
        self.expect(sites)
        gained = 0
        for site in sites.tolist():
            people = int(self.capacity[site])
            gained += add_capacity(self.network, self._flow, self._labels, site, people, -1)
        settle_prices(self.network, self._choices, self._flow, self._labels)
        return gained

    def close(self, site: int) -> int:
        """Close one copy and return the benefit lost, in units."""
        people = int(self.capacity[site])
        lost = remove_capacity(self._choices, self._flow, self._labels, site, people)
        settle_prices(self.network, self._choices, self._flow, self._labels)
        return lost

    def gain(self, site: int, *, floor: int = -1) -> int:
        """Try one more copy.

        Parameters
        ----------
        site
            Where.
        floor
            The trial ends as soon as the gain cannot exceed this.

        Returns
        -------
        int
            The gain in units if it exceeds ``floor``, else an upper bound of it ≤ ``floor``.
        """
        copy_flow(self._flow, self._trial)
        people = int(self.capacity[site])
        return add_capacity(self.network, self._trial, self._labels, site, people, floor)

    def move(self, source: int, target: int) -> int:
        """Close one copy at a site and open one at another; return the benefit gained, in units."""
        self._know(target)
        gained = self._move(self._flow, source, target, -FAR)
        settle_prices(self.network, self._choices, self._flow, self._labels)
        return gained

    def move_gain(self, source: int, target: int, *, floor: int = 0) -> int:
        """Try to close one copy at a site and to open one at another instead.

        Returns
        -------
        int
            The gain in units if it exceeds ``floor``, else an upper bound of it ≤ ``floor``.
        """
        if self.capacity[source] > self.capacity[target]:
            self._know(target)  # where those may go who find no place
        copy_flow(self._flow, self._trial)
        return self._move(self._trial, source, target, floor)

    def gain_bounds(self, sites: Ints) -> Ints:
        """Return what one more copy at each of the sites gains at most, in units.

        The prices of an optimal assignment bound the benefit of any larger one by linear
        programming duality: a new copy gains no more than it would earn from the people who
        are worth most there, each paid their price.
        """
        return _earnings(self.network, self._flow, self._flow.price, self.capacity, sites)

    def trial_bounds(self, sites: Ints) -> Ints:
        """Return the same, judged by the prices that the last trial came to.

        These prices overstate the benefit of the assignment as it is, but know what happens to
        it while a copy near the one on trial fills up.
        """
        now, then = self._flow, self._trial
        overstated = (then.price - now.price) @ self.network.people
        overstated += (then.rent - now.rent) @ now.capacity
        return overstated + _earnings(self.network, now, then.price, self.capacity, sites)

    @property
    def price(self) -> Ints:
        """What one more person at each demand point adds, in units, shape (demand,)."""
        return self._flow.price

    @property
    def rent(self) -> Ints:
        """What one more place at each open site adds, in units, shape (sites,)."""
        return self._flow.rent

    @property
    def people_served(self) -> int:
        """People served anywhere."""
        return int(self.network.people.sum() - self._flow.unserved.sum())

    @property
    def worth(self) -> int:
        """Benefit of all people served, in units."""
        flow = self._flow
        return int(flow.price @ self.network.people + flow.rent @ flow.capacity)

    @property
    def benefit(self) -> float:
        """Benefit of all people served; ``unit`` is a power of two, so only this is rounded."""
        return self.worth * self.unit

    def benefit_elsewhere(self, site: int) -> Floats:
        """Return what those served at a site would bring at each site if all went there.

        Shape (sites,), in the terms of the problem.
        """
        return _benefit_elsewhere(*self._by_demand, self._flow, site)

    def served(self) -> sparse.csc_array[np.int64]:
        """Return the people of each demand point served at each site, demand × sites."""
        return _table(self._flow)

    def served_on_trial(self) -> sparse.csc_array[np.int64]:
        """Return the same as the last trial of one more copy came out, if it was not given up."""
        return _table(self._trial)

    def served_at(self, site: int, *, on_trial: bool = False) -> Ints:
        """Return the people of each demand point served at a site, now or on trial."""
        return _served_at(self._trial if on_trial else self._flow, site)

    def _know(self, site: int) -> None:
        if not self._known[site]:
            self._choices = add_choices(self.network, self._choices, site)
            self._known[site] = True

    def _move(self, flow: Flow, source: int, target: int, floor: int) -> int:
        network, labels = self.network, self._labels
        there, here = int(self.capacity[source]), int(self.capacity[target])
        gain = 0
        if here > there:
            gain = add_capacity(network, flow, labels, target, here - there, -1)
        common = min(here, there)
        gain += shift_capacity(network, flow, labels, target, source, common, floor - gain)
        if gain > floor and there > here:
            gain -= remove_capacity(self._choices, flow, labels, source, there - here)
        return gain


def whole_network(problem: SitingProblem) -> tuple[Network, float]:
    """Return who can be served where, with benefits in whole multiples of a unit, and the unit.

    Benefits are rounded up to the next multiple of a power of two, as fine as lets the largest
    sum of benefits that can occur fit into 57 bits.
    """
    everybody = float(problem.people.sum())
    filled = problem.places.astype(np.float64)
    places = filled @ problem.copies_fixed + problem.most_copies * filled.max(initial=0.0)
    largest = (everybody + places) * problem.pairs.data.max(initial=0.0)
    unit = 2.0 ** (math.ceil(math.log2(largest)) - TOTAL_BITS) if largest > 0 else 1.0
    weight = np.ceil(problem.pairs.data / unit).astype(np.int64)
    start = problem.pairs.indptr.astype(np.int64)
    site = np.repeat(np.arange(start.size - 1), np.diff(start))
    greatest_first = np.lexsort((-weight, site))
    demand = problem.pairs.indices[greatest_first].astype(np.int64)
    return Network(start, demand, weight[greatest_first], problem.people.copy()), unit


def _table(flow: Flow) -> sparse.csc_array[np.int64]:
    used = slice(flow.streams[0])
    table = sparse.csc_array(
        (flow.served[used], (flow.demand[used], flow.site[used])),
        shape=(flow.price.size, flow.rent.size),
    )
    table.eliminate_zeros()
    table.sort_indices()
    return table


@compiled
def _served_at(flow: Flow, site: int) -> Ints:
    people = np.zeros_like(flow.price)
    k = flow.at_site[site]
    while k != NOWHERE:
        people[flow.demand[k]] += flow.served[k]
        k = flow.next_at_site[k]
    return people


@compiled
def _earnings(network: Network, flow: Flow, price: Ints, capacity: Ints, sites: Ints) -> Ints:
    """Return what the next copy of each of the sites earns at prices."""
    lowest = lowest_price(price)
    earned = np.empty(sites.size, np.int64)
    for k in range(sites.size):
        j = sites[k]
        first, last = network.start[j], network.start[j + 1]
        slice_values(
            network.demand[first:last],
            network.weight[first:last],
            network.people,
            price,
            lowest,
            flow.capacity[j],
            capacity[j],
            earned[k : k + 1],
        )
    return earned


@compiled
def _benefit_elsewhere(start: Ints, site: Ints, benefit: Floats, flow: Flow, source: int) -> Floats:
    """Return the benefit at each site of those whom a source serves."""
    total = np.zeros(flow.rent.size)
    k = flow.at_site[source]
    while k != NOWHERE:
        i = flow.demand[k]
        for place in range(start[i], start[i + 1]):
            total[site[place]] += benefit[place] * flow.served[k]
        k = flow.next_at_site[k]
    return total
