"""A kernel that moves capacity from one site to another and keeps the assignment optimal."""

from __future__ import annotations

from geoplan.compiled import compiled, inner
from geoplan.siting.capacitated.augment import NOTHING, set_first_rent
from geoplan.siting.capacitated.flow import NOWHERE, Flow, Network, stream
from geoplan.siting.capacitated.labels import (
    FAR,
    Labels,
    bring_nearest,
    forget,
    reach_demand,
    reach_site,
)
from geoplan.siting.problem import Ints


@compiled
def shift_capacity(
    network: Network, flow: Flow, labels: Labels, source: int, sink: int, people: int, floor: int
) -> int:
    """Give one site the capacity of another and make the assignment optimal again.

    Each round finds, by Dijkstra's algorithm on reduced costs, the best chain of moves from the
    new place to the old one: a person comes to the new place from a site, whose place is taken by
    someone from a third, and so on, until a person leaves the old place. A chain may also run
    through the outside, where idle places and people who are not served are exchanged. Where the
    sites are near to each other chains are short, whatever is full around them; to close the one
    and open the other would send everybody far away and back.

    Parameters
    ----------
    network, flow, labels
        The flow is changed in place; the labels are working space.
    source, sink
        The site that gains capacity and another that loses it.
    people
        Capacity to move.
    floor
        Give up as soon as the gain cannot exceed this; the flow is then of no further use.

    Returns
    -------
    int
        Gain in benefit, which may be negative, if greater than ``floor``, else an upper bound of
        it, at most ``floor``.

    Notes
    -----
    Successive shortest paths, see Ahuja, Magnanti, Orlin, *Network Flows* (1993), section 9.7.
    """
    set_first_rent(network, flow, source)
    flow.capacity[source] += people
    flow.capacity[sink] -= people
    outside = NOTHING  # the price of an idle place, and minus the rent of being unserved
    gain = 0
    while people > 0:
        cost, cost_outside, site, demand = _search_chain(
            network, flow, labels, source, sink, outside
        )
        for k in range(labels.reached[0]):
            j = labels.sites[k]
            flow.rent[j] -= max(0, cost - labels.cost_site[j])
        for k in range(labels.reached[1]):
            i = labels.demands[k]
            flow.price[i] += max(0, cost - labels.cost_demand[i])
        outside += max(0, cost - cost_outside)
        worth: int = flow.rent[source] - flow.rent[sink]
        if gain + worth * people <= floor:
            forget(labels)
            return gain + worth * people
        moved = _move_along(flow, labels, source, sink, site, demand, people)
        forget(labels)
        people -= moved
        gain += worth * moved
    for i in range(flow.price.size):
        if network.people[i] > 0:
            flow.price[i] -= outside
    for j in range(flow.rent.size):
        flow.cheapest[j] -= outside
        if flow.capacity[j] > 0:
            flow.rent[j] += outside
    return gain


@inner
def _search_chain(
    network: Network, flow: Flow, labels: Labels, source: int, sink: int, outside: int
) -> tuple[int, int, int, int]:
    """Find the best way to move one place from the source to the sink.

    Sites and demand points that are reached from the outside have nowhere before them.

    Returns
    -------
    int
        Reduced cost of the chain.
    int
        Reduced cost at which the outside is reached, ``FAR`` if it is not.
    int
        Site where a place stays idle on the way to the outside, or nowhere.
    int
        Demand point where someone unserved is served on the way to the outside, or nowhere.
    """
    weight, price = network.weight, flow.price
    limit = FAR
    cost_outside, site_outside, demand_outside = FAR, NOWHERE, NOWHERE
    entered = False
    reach_site(labels, source, NOTHING, NOWHERE)
    done = NOTHING
    while done < labels.reached[0] or not entered:
        cost = FAR
        if done < labels.reached[0]:
            j = bring_nearest(labels.sites, labels.cost_site, done, labels.reached[0])
            cost = labels.cost_site[j]
        if min(cost, cost_outside if not entered else FAR) >= limit:
            break
        if not entered and cost_outside <= cost:
            entered = True
            limit = _leave_outside(network, flow, labels, sink, outside, cost_outside, limit)
            continue
        done += 1
        rent = flow.rent[j]
        if cost + rent + outside < min(limit, cost_outside):
            cost_outside, site_outside, demand_outside = cost + rent + outside, j, NOWHERE
        for pair in range(network.start[j], network.start[j + 1]):
            if weight[pair] <= cost + rent + flow.cheapest[j] - limit:
                break
            i = network.demand[pair]
            reduced = cost + (price[i] + rent - weight[pair])
            if reduced >= limit or reduced >= labels.cost_demand[i]:
                continue
            reach_demand(labels, i, reduced, j)
            if flow.unserved[i] > 0 and reduced < cost_outside:
                cost_outside, site_outside, demand_outside = reduced, NOWHERE, i
            limit = _leave_sites(flow, labels, i, sink, limit)
    return limit, cost_outside, site_outside, demand_outside


@inner
def _leave_sites(flow: Flow, labels: Labels, i: int, sink: int, limit: int) -> int:
    """Reach the sites where people of a demand point are served; return the cost of the sink."""
    reduced = labels.cost_demand[i]
    k = flow.at_demand[i]
    while k != NOWHERE:
        j = flow.site[k]
        if flow.served[k] > 0 and reduced < labels.cost_site[j]:
            reach_site(labels, j, reduced, i)
            if j == sink:
                limit = min(limit, reduced)
        k = flow.next_at_demand[k]
    return limit


@inner
def _leave_outside(
    network: Network, flow: Flow, labels: Labels, sink: int, outside: int, cost: int, limit: int
) -> int:
    """Reach idle places, and people who could do without; return the cost of the sink."""
    for j in range(flow.rent.size):
        if flow.idle[j] > 0 and cost < labels.cost_site[j]:
            reach_site(labels, j, cost, NOWHERE)
            if j == sink:
                limit = min(limit, cost)
    for i in range(flow.price.size):
        reduced = cost + flow.price[i] - outside
        if network.people[i] > 0 and reduced < min(limit, labels.cost_demand[i]):
            reach_demand(labels, i, reduced, NOWHERE)
            limit = _leave_sites(flow, labels, i, sink, limit)
    return limit


@inner
def _move_along(
    flow: Flow, labels: Labels, source: int, sink: int, site: int, demand: int, people: int
) -> int:
    """Move as many people as can go along a chain, and return how many.

    ``site`` or ``demand`` is where the chain enters the outside, should it run through it.
    """
    for moving in (False, True):
        j = sink
        while j != source:
            i = labels.demand_before[j]
            before = NOWHERE
            if i == NOWHERE:
                people = _take(flow.idle, j, people, moving)
            else:
                people = _take(flow.served, stream(flow, i, j), people, moving)
                before = labels.site_before[i]
                if before == NOWHERE and moving:
                    flow.unserved[i] += people
            if before == NOWHERE and demand == NOWHERE:
                if moving:
                    flow.idle[site] += people
                j = site
                continue
            if before == NOWHERE:
                people = _take(flow.unserved, demand, people, moving)
                i, before = demand, labels.site_before[demand]
            if moving:
                flow.served[stream(flow, i, before)] += people
            j = before
    return people


@inner
def _take(count: Ints, k: int, people: int, moving: bool) -> int:  # noqa: FBT001 numba takes no keywords
    """Take people from ``count[k]`` if they are moving; else return how many can be, at most."""
    if moving:
        count[k] -= people
        return people
    left: int = min(people, count[k])
    return left
