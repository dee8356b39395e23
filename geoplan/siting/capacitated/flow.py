"""Streams of people from demand points to sites, and the prices that prove them optimal."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from geoplan.compiled import compiled, inner, whole
from geoplan.siting.problem import Ints

NOWHERE = whole(-1)
NOBODY = whole(0)
PRICE_OF_NOBODY = 2**61


class Network(NamedTuple):
    """Who can be served where, by site, the pairs of greatest benefit first.

    Pairs ``start[j]`` to ``start[j + 1]`` belong to site *j*; ``demand`` and ``weight`` hold the
    demand point and the benefit per person of each pair, ``people`` the people at each demand
    point.
    """

    start: Ints
    demand: Ints
    weight: Ints
    people: Ints


class Choices(NamedTuple):
    """The same pairs by demand point, of the sites that are or were open, greatest first."""

    start: Ints
    site: Ints
    weight: Ints


class Flow(NamedTuple):
    """An optimal assignment and the prices that prove it optimal.

    ``price[i]`` is what one more person at demand point *i* would be worth, ``rent[j]`` what one
    more unit of capacity at the open site *j* would be worth. Always
    ``price[i] + rent[j] >= weight`` of the pair, with equality where people are served; where
    people are unserved the price is 0, where capacity is idle the rent is 0. No price in reach of
    the open site *j* is below ``cheapest[j]``.

    Streams of people from *i* to *j* stand in two linked lists, from ``at_demand[i]`` through
    ``next_at_demand`` and from ``at_site[j]`` through ``next_at_site``; the first
    ``streams[0]`` are in use, some of them empty.
    """

    price: Ints
    rent: Ints
    cheapest: Ints
    unserved: Ints
    idle: Ints
    capacity: Ints
    streams: Ints
    at_demand: Ints
    at_site: Ints
    next_at_demand: Ints
    next_at_site: Ints
    demand: Ints
    site: Ints
    served: Ints


def empty_flow(network: Network) -> Flow:
    """Return the flow that serves nobody, with all sites closed.

    Where nobody lives the price is higher than any benefit. Memory is taken as streams come up.
    """
    demand, sites, pairs = network.people.size, network.start.size - 1, network.demand.size
    return Flow(
        price=np.where(network.people > 0, 0, PRICE_OF_NOBODY),
        rent=np.zeros(sites, np.int64),
        cheapest=np.zeros(sites, np.int64),
        unserved=network.people.copy(),
        idle=np.zeros(sites, np.int64),
        capacity=np.zeros(sites, np.int64),
        streams=np.zeros(1, np.int64),
        at_demand=np.full(demand, NOWHERE),
        at_site=np.full(sites, NOWHERE),
        next_at_demand=np.empty(pairs, np.int64),
        next_at_site=np.empty(pairs, np.int64),
        demand=np.empty(pairs, np.int64),
        site=np.empty(pairs, np.int64),
        served=np.empty(pairs, np.int64),
    )


def choices_among(network: Network, known: NDArray[np.bool_]) -> Choices:
    """Return the choices with the sites that are known, shape (sites,)."""
    site = np.repeat(np.arange(known.size), np.diff(network.start))
    pair = np.flatnonzero(known[site])
    pair = pair[np.lexsort((site[pair], -network.weight[pair], network.demand[pair]))]
    count = np.bincount(network.demand[pair], minlength=network.people.size)
    start = np.concatenate([[0], np.cumsum(count)])
    return Choices(start, site[pair], network.weight[pair])


@compiled
def copy_flow(source: Flow, target: Flow) -> None:
    """Write one flow over another, without its empty streams."""
    target.streams[0] = 0
    for i in range(source.price.size):
        target.price[i] = source.price[i]
        target.unserved[i] = source.unserved[i]
        target.at_demand[i] = NOWHERE
    for j in range(source.rent.size):
        target.rent[j] = source.rent[j]
        target.cheapest[j] = source.cheapest[j]
        target.idle[j] = source.idle[j]
        target.capacity[j] = source.capacity[j]
        target.at_site[j] = NOWHERE
    for k in range(source.streams[0]):
        if source.served[k] > 0:
            _add_stream(target, source.demand[k], source.site[k], source.served[k])


@compiled
def add_choices(network: Network, choices: Choices, j: int) -> Choices:
    """Return the choices with one more site."""
    weight_here = np.zeros(network.people.size, np.int64)
    for pair in range(network.start[j], network.start[j + 1]):
        weight_here[network.demand[pair]] = network.weight[pair]
    size = choices.site.size + network.start[j + 1] - network.start[j]
    start = np.zeros(choices.start.size, np.int64)
    site = np.empty(size, np.int64)
    weight = np.empty(size, np.int64)
    row = 0
    for i in range(network.people.size):
        here = weight_here[i]
        for old in range(choices.start[i], choices.start[i + 1]):
            if here > choices.weight[old]:
                site[row], weight[row] = j, here
                row += 1
                here = 0
            site[row], weight[row] = choices.site[old], choices.weight[old]
            row += 1
        if here > 0:
            site[row], weight[row] = j, here
            row += 1
        start[i + 1] = row
    return Choices(start, site, weight)


@inner
def stream(flow: Flow, i: int, j: int) -> int:
    """Return the stream from demand point to site, a new one if there is none."""
    k: int = flow.at_demand[i]
    while k != NOWHERE:
        if flow.site[k] == j:
            return k
        k = flow.next_at_demand[k]
    return _add_stream(flow, i, j, NOBODY)


@inner
def _add_stream(flow: Flow, i: int, j: int, people: int) -> int:
    """Link a new stream and return it."""
    k: int = flow.streams[0]
    flow.streams[0] += 1
    flow.demand[k], flow.site[k], flow.served[k] = i, j, people
    flow.next_at_demand[k], flow.at_demand[i] = flow.at_demand[i], k
    flow.next_at_site[k], flow.at_site[j] = flow.at_site[j], k
    return k
