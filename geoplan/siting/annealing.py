"""Swaps at random for coverage where every site in reach is worth the same, ever fewer for worse.

There the value of a swap is a sum over the demand points in reach that no other open site reaches,
so that millions of swaps can be tried where a general search tries thousands.

Sources: Kirkpatrick, Gelatt and Vecchi (1983), Science 220, 671–680; Murray and Church (1996),
Journal of Heuristics 2, 31–53, for annealed siting.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from geoplan.compiled import compiled, inner, whole
from geoplan.siting.problem import Ints
from geoplan.siting.random_bits import State, below, draw
from geoplan.siting.reach import Reach, Weights

Marks = NDArray[np.uint8]

TRIES = 4  # sites tried in place of one
FAR = 0.1  # share of them that lie anywhere, where people are without a site
LOOKS = whole(3)  # demand points looked at to find such people
COOLING = 1024  # swaps between two temperatures
PAIRS_PER_SWAP = 2 + TRIES  # times the pairs of a site, looked at
ENOUGH = 30  # swaps for each pair of an open and a closed site: more hardly find anything new


def swaps_within(reach: Reach, opened: int, work: int) -> int:
    """Return how many swaps of so many open sites are worth trying, for so many pairs looked at."""
    sites = reach.start.size - 1
    pairs = max(reach.demand.size // max(sites, 1), 1)
    return min(ENOUGH * opened * sites, work // (PAIRS_PER_SWAP * pairs))


@compiled
def anneal_swaps(
    reach: Reach, opened: Ints, is_open: Marks, swaps: int, hot: float, cold: float, seed: int
) -> Marks:
    """Swap open sites for closed ones at random and return the best choice seen.

    Ends early where everybody is reached.

    Parameters
    ----------
    reach
        Every demand point within reach of some site.
    opened
        Open sites that may be closed; overwritten.
    is_open
        All open sites, marked; overwritten.
    swaps
        How many times a site is taken out.
    hot, cold
        How much worse a swap may make the choice, on average, at first and at last, as a share of
        its value.
    seed
        Of the random numbers, > 0.
    """
    times = np.zeros(reach.weight.size, np.int32)  # open sites that reach each demand point
    missed = reach.weight.copy()  # what each demand point without an open site is worth
    for j in range(is_open.size):
        if is_open[j]:
            _put_in(reach, times, missed, j)
    random = np.full(1, seed).astype(np.uint64)
    best, value, most, lacking = is_open.copy(), 0, 0, np.sum(missed)
    temperature = hot * (np.sum(reach.weight) - lacking)
    step = (cold / hot) ** (COOLING / swaps)
    for swap in range(swaps):
        if swap % COOLING == 0:
            temperature *= step
        place = below(random, opened.size)
        leaving = opened[place]
        loss = _take_out(reach, times, missed, leaving)
        least = loss + temperature * np.log(1.0 - draw(random))
        for _ in range(TRIES):
            entering = _candidate(reach, times, random, leaving)
            if is_open[entering]:
                continue
            gain = _missed_by(reach, missed, entering)
            if gain >= least:
                is_open[leaving], is_open[entering] = 0, 1
                opened[place] = entering
                value += gain - loss
                break
        _put_in(reach, times, missed, opened[place])
        if value > most:
            most = value
            best[:] = is_open
            if most == lacking:
                break
    return best


@inner
def _put_in(reach: Reach, times: Weights, missed: Weights, j: int) -> None:
    """Open a site."""
    for pair in range(reach.start[j], reach.start[j + 1]):
        i = reach.demand[pair]
        times[i] += 1
        missed[i] = 0


@inner
def _take_out(reach: Reach, times: Weights, missed: Weights, j: int) -> int:
    """Close a site and return what is lost."""
    loss = 0
    for pair in range(reach.start[j], reach.start[j + 1]):
        i = reach.demand[pair]
        times[i] -= 1
        if times[i] == 0:
            missed[i] = reach.weight[i]
            loss += missed[i]
    return loss


@inner
def _missed_by(reach: Reach, missed: Weights, j: int) -> int:
    """Return what those in reach of a site are worth whom no open site reaches."""
    gain = 0
    for pair in range(reach.start[j], reach.start[j + 1]):
        gain += missed[reach.demand[pair]]
    return gain


@inner
def _candidate(reach: Reach, times: Weights, random: State, j: int) -> int:
    """Return a site that shares people with another or, now and then, lies anywhere."""
    pairs = reach.start[j + 1] - reach.start[j]
    if pairs > 0 and draw(random) >= FAR:
        i = int(reach.demand[reach.start[j] + below(random, pairs)])
    else:
        i = below(random, times.size)
        for _ in range(LOOKS):
            if times[i] == 0:
                break
            i = below(random, times.size)
    return int(reach.site[reach.row[i] + below(random, reach.row[i + 1] - reach.row[i])])
