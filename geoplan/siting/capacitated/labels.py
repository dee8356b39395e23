"""What a search for a chain of moves knows about the places it has reached."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from geoplan.compiled import inner, whole
from geoplan.siting.problem import Ints

FAR = whole(2**62)


class Labels(NamedTuple):
    """What a search for a chain of moves knows about the places it has reached.

    Costs are reduced costs from the source, ``FAR`` where not reached. ``sites`` and ``demands``
    list what was reached, ``reached`` holds how many of each; a chain runs back from demand
    point *i* to ``site_before[i]`` and from site *j* to ``demand_before[j]``.
    """

    cost_site: Ints
    cost_demand: Ints
    sites: Ints
    demands: Ints
    reached: Ints
    site_before: Ints
    demand_before: Ints


def no_labels(demand: int, sites: int) -> Labels:
    """Return labels that have reached nothing."""
    return Labels(
        cost_site=np.full(sites, FAR),
        cost_demand=np.full(demand, FAR),
        sites=np.empty(sites, np.int64),
        demands=np.empty(demand, np.int64),
        reached=np.zeros(2, np.int64),
        site_before=np.empty(demand, np.int64),
        demand_before=np.empty(sites, np.int64),
    )


@inner
def forget(labels: Labels) -> None:
    """Make all labels those of places that are not reached."""
    for k in range(labels.reached[0]):
        labels.cost_site[labels.sites[k]] = FAR
    for k in range(labels.reached[1]):
        labels.cost_demand[labels.demands[k]] = FAR
    labels.reached[0] = 0
    labels.reached[1] = 0


@inner
def reach_site(labels: Labels, j: int, cost: int, i: int) -> None:
    """Label a site as reached from a demand point."""
    if labels.cost_site[j] == FAR:
        labels.sites[labels.reached[0]] = j
        labels.reached[0] += 1
    labels.cost_site[j] = cost
    labels.demand_before[j] = i


@inner
def reach_demand(labels: Labels, i: int, cost: int, j: int) -> None:
    """Label a demand point as reached from a site."""
    if labels.cost_demand[i] == FAR:
        labels.demands[labels.reached[1]] = i
        labels.reached[1] += 1
    labels.cost_demand[i] = cost
    labels.site_before[i] = j


@inner
def bring_nearest(reached: Ints, cost: Ints, done: int, count: int) -> int:
    """Swap the cheapest of ``reached[done:count]`` to the front and return it.

    The last one brought cost as much or less, so the search ends at one that costs the same.
    """
    least = cost[reached[done - 1]] if done > 0 else 0
    best = done
    for k in range(done, count):
        if cost[reached[k]] < cost[reached[best]]:
            best = k
        if cost[reached[best]] <= least:
            break
    nearest: int = reached[best]
    reached[best] = reached[done]
    reached[done] = nearest
    return nearest
