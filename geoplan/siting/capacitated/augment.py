"""Kernels that keep an assignment of people to sites optimal while capacity comes and goes."""

from __future__ import annotations

from geoplan.compiled import compiled, inner, whole
from geoplan.siting.capacitated.flow import NOWHERE, Choices, Flow, Network, stream
from geoplan.siting.capacitated.labels import (
    FAR,
    Labels,
    bring_nearest,
    forget,
    reach_demand,
    reach_site,
)

NOTHING, INTO, OUT = whole(0), whole(1), whole(-1)
BEYOND = whole(FAR // 8)  # no chain costs so much


@compiled
def add_capacity(
    network: Network, flow: Flow, labels: Labels, source: int, people: int, floor: int
) -> int:
    """Add capacity at a site and make the assignment optimal again.

    Each round finds, by Dijkstra's algorithm on reduced costs, the chain of moves that a unit of
    the new capacity is best used for: a person comes to the site from another, whose place is
    taken by someone from a third, and so on, until someone was unserved before or a place stays
    idle. Nobody who was served ends up unserved.

    Parameters
    ----------
    network, flow, labels
        The flow is changed in place; the labels are working space.
    source
        The site.
    people
        Capacity to add.
    floor
        Give up as soon as the gain cannot exceed this. The prices then still bound the benefit,
        but the assignment is unfinished.

    Returns
    -------
    int
        Gain in benefit if greater than ``floor``, else an upper bound of it, at most ``floor``.

    Notes
    -----
    Successive shortest paths, see Ahuja, Magnanti, Orlin, *Network Flows* (1993), section 9.7.
    """
    set_first_rent(network, flow, source)
    flow.capacity[source] += people
    horizon: int = flow.rent[source]
    gain = 0
    while people > 0:
        limit = min(horizon, flow.rent[source])
        cost, site, demand = _search_gain(network, flow, labels, source, limit)
        if site == source and cost < flow.rent[source]:
            forget(labels)
            horizon = min(8 * horizon, BEYOND)
            continue
        _update_prices(flow, labels, cost, INTO)
        worth: int = flow.rent[source]
        if gain + worth * people <= floor:
            return gain + worth * people
        if site == source:
            flow.idle[source] += people
            break
        moved = _move(flow, labels, source, site, demand, people, INTO)
        if site != NOWHERE:
            flow.idle[site] += moved
        people -= moved
        gain += worth * moved
        horizon = cost + flow.rent[source] // 64 + 1
    return gain


@inner
def set_first_rent(network: Network, flow: Flow, j: int) -> None:
    """Set the rent of a site that is closed so high that the prices stay right when it opens."""
    if flow.capacity[j] == 0:
        flow.rent[j] = 0
        for pair in range(network.start[j], network.start[j + 1]):
            surplus = network.weight[pair] - flow.price[network.demand[pair]]
            flow.rent[j] = max(flow.rent[j], surplus)
    flow.cheapest[j] = _cheapest(network, flow, j)


@compiled
def remove_capacity(choices: Choices, flow: Flow, labels: Labels, source: int, people: int) -> int:
    """Take capacity from a site and make the assignment optimal again.

    The mirror image of ``add_capacity``: each round finds the cheapest chain of moves by which
    one person leaves the site, until someone ends up unserved or takes an idle place.

    Returns
    -------
    int
        Benefit lost.
    """
    flow.capacity[source] -= people
    spare = min(people, flow.idle[source])
    flow.idle[source] -= spare
    people -= spare
    horizon = BEYOND
    loss = 0
    while people > 0:
        cost, site, demand = _search_loss(choices, flow, labels, source, horizon)
        if site == NOWHERE and demand == NOWHERE:
            forget(labels)
            horizon = min(8 * horizon, BEYOND)
            continue
        _update_prices(flow, labels, cost, OUT)
        room = people if site == NOWHERE else min(people, flow.idle[site])
        moved = _move(flow, labels, source, site, demand, room, OUT)
        if site != NOWHERE:
            flow.idle[site] -= moved
        people -= moved
        loss += flow.rent[source] * moved
        horizon = cost + flow.rent[source] // 64 + 1
    return loss


@compiled
def settle_prices(network: Network, choices: Choices, flow: Flow, labels: Labels) -> None:
    """Choose, of all prices that prove the assignment optimal, the highest, with lowest rents.

    Each rent becomes exactly what one more unit of capacity is worth, which makes the bounds
    on the gain of new capacity as tight as prices can make them.
    """
    for j in range(flow.rent.size):
        if flow.capacity[j] > 0:
            reach_site(labels, j, flow.rent[j], NOWHERE)
    for i in range(flow.price.size):
        if flow.unserved[i] > 0:
            reach_demand(labels, i, NOTHING, NOWHERE)
            _relax(choices, flow, labels, i)
    for done in range(labels.reached[0]):
        j = bring_nearest(labels.sites, labels.cost_site, done, labels.reached[0])
        k = flow.at_site[j]
        while k != NOWHERE:
            i = flow.demand[k]
            if flow.served[k] > 0 and labels.cost_site[j] < labels.cost_demand[i]:
                reach_demand(labels, i, labels.cost_site[j], j)
                _relax(choices, flow, labels, i)
            k = flow.next_at_site[k]
    _apply_costs(network, flow, labels)
    forget(labels)


@inner
def _apply_costs(network: Network, flow: Flow, labels: Labels) -> None:
    """Lower rents and raise prices by the costs of what was reached."""
    for k in range(labels.reached[1]):
        i = labels.demands[k]
        flow.price[i] += labels.cost_demand[i]
    for k in range(labels.reached[0]):
        j = labels.sites[k]
        flow.rent[j] -= labels.cost_site[j]
        flow.cheapest[j] = _cheapest(network, flow, j)


@inner
def _cheapest(network: Network, flow: Flow, j: int) -> int:
    """Return the lowest price in reach of a site."""
    lowest = FAR
    for pair in range(network.start[j], network.start[j + 1]):
        lowest = min(lowest, flow.price[network.demand[pair]])
    return lowest


@inner
def _relax(choices: Choices, flow: Flow, labels: Labels, i: int) -> None:
    """Lower the costs of the open sites that could serve people of a demand point."""
    cost = labels.cost_demand[i] + flow.price[i]
    for row in range(choices.start[i], choices.start[i + 1]):
        if choices.weight[row] <= cost:
            break
        j = choices.site[row]
        if flow.capacity[j] > 0:
            reduced = cost + flow.rent[j] - choices.weight[row]
            labels.cost_site[j] = min(labels.cost_site[j], reduced)


@inner
def _search_gain(
    network: Network, flow: Flow, labels: Labels, source: int, limit: int
) -> tuple[int, int, int]:
    """Find the best use of one more unit of capacity.

    Returns
    -------
    int
        Reduced cost of the chain, less than ``limit`` unless the end is the source.
    int
        Site at which a place stays idle at the end of the chain, or nowhere.
    int
        Demand point where someone unserved is served at the end of the chain, or nowhere.
    """
    weight, price = network.weight, flow.price
    end_site, end_demand = source, NOWHERE
    reach_site(labels, source, NOTHING, NOWHERE)
    done = NOTHING
    while done < labels.reached[0]:
        j = bring_nearest(labels.sites, labels.cost_site, done, labels.reached[0])
        cost, rent = labels.cost_site[j], flow.rent[j]
        if cost >= limit:
            break
        done += 1
        if cost + rent < limit:
            limit, end_site, end_demand = cost + rent, j, NOWHERE
        for pair in range(network.start[j], network.start[j + 1]):
            if weight[pair] <= cost + rent + flow.cheapest[j] - limit:
                break
            i = network.demand[pair]
            reduced = cost + (price[i] + rent - weight[pair])
            if reduced >= limit or reduced >= labels.cost_demand[i]:
                continue
            reach_demand(labels, i, reduced, j)
            if flow.unserved[i] > 0:
                limit, end_site, end_demand = reduced, NOWHERE, i
                continue
            k = flow.at_demand[i]
            while k != NOWHERE:
                if flow.served[k] > 0 and reduced < labels.cost_site[flow.site[k]]:
                    reach_site(labels, flow.site[k], reduced, i)
                k = flow.next_at_demand[k]
    return limit, end_site, end_demand


@inner
def _search_loss(
    choices: Choices, flow: Flow, labels: Labels, source: int, limit: int
) -> tuple[int, int, int]:
    """Find the cheapest way for one person to leave a site.

    Returns
    -------
    int
        Reduced cost of the chain, less than ``limit`` unless there is none.
    int
        Site at which an idle place is taken at the end of the chain, or nowhere.
    int
        Demand point where someone is no longer served at the end of the chain, or nowhere.
    """
    end_site, end_demand = NOWHERE, NOWHERE
    reach_site(labels, source, NOTHING, NOWHERE)
    done = NOTHING
    while done < labels.reached[0]:
        j = bring_nearest(labels.sites, labels.cost_site, done, labels.reached[0])
        cost = labels.cost_site[j]
        if cost >= limit:
            break
        done += 1
        k = flow.at_site[j]
        while k != NOWHERE:
            i = flow.demand[k]
            if flow.served[k] > 0 and cost < labels.cost_demand[i]:
                price = flow.price[i]
                reach_demand(labels, i, cost, j)
                if cost + price < limit:
                    limit, end_site, end_demand = cost + price, NOWHERE, i
                for row in range(choices.start[i], choices.start[i + 1]):
                    if choices.weight[row] <= cost + price - limit:
                        break
                    other = choices.site[row]
                    reduced = cost + (price + flow.rent[other] - choices.weight[row])
                    if (
                        flow.capacity[other] > 0
                        and reduced < limit
                        and reduced < labels.cost_site[other]
                    ):
                        reach_site(labels, other, reduced, i)
                        if flow.idle[other] > 0:
                            limit, end_site, end_demand = reduced, other, NOWHERE
            k = flow.next_at_site[k]
    return limit, end_site, end_demand


@inner
def _update_prices(flow: Flow, labels: Labels, cost: int, sign: int) -> None:
    """Make the chain found, of that cost, free of reduced cost, and forget the labels.

    ``sign`` is 1 where capacity is added, which lowers rents, and -1 where it is taken away.
    """
    for k in range(labels.reached[0]):
        j = labels.sites[k]
        flow.rent[j] -= sign * max(0, cost - labels.cost_site[j])
    for k in range(labels.reached[1]):
        i = labels.demands[k]
        flow.price[i] += sign * max(0, cost - labels.cost_demand[i])
    forget(labels)


@inner
def _move(
    flow: Flow, labels: Labels, source: int, site: int, demand: int, people: int, sign: int
) -> int:
    """Move as many people as can go along a chain, and return how many.

    The chain runs back from its end, a site or a demand point, to the source; people move
    towards the source if ``sign`` is 1, away from it if -1.
    """
    for moving in (False, True):
        far = site
        i = demand if site == NOWHERE else labels.demand_before[site]
        while True:
            near = labels.site_before[i]
            left, entered = (far, near) if sign > 0 else (near, far)
            if not moving:
                there = flow.unserved[i] if left == NOWHERE else flow.served[stream(flow, i, left)]
                people = min(people, there)
            else:
                _add_people(flow, i, left, -people)
                _add_people(flow, i, entered, people)
            if near == source:
                break
            far = near
            i = labels.demand_before[far]
    return people


@inner
def _add_people(flow: Flow, i: int, j: int, people: int) -> None:
    """Add people of a demand point to those served at a site or, nowhere, to the unserved."""
    if j == NOWHERE:
        flow.unserved[i] += people
    else:
        flow.served[stream(flow, i, j)] += people
