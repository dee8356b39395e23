"""Swaps at random for coverage where every site in reach is worth the same, ever fewer for worse.

There the value of a swap is a sum over the demand points in reach that no other open site reaches,
so that millions of swaps can be tried where a general search tries thousands.

Sources: Kirkpatrick, Gelatt and Vecchi (1983), Science 220, 671–680; Murray and Church (1996),
Journal of Heuristics 2, 31–53, for annealed siting; Marsaglia (2003), Journal of Statistical
Software 8(14), for the random numbers.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from geoplan.compiled import compiled, inner, whole
from geoplan.siting.problem import Ints

Marks = NDArray[np.uint8]
Numbers = NDArray[np.uint32]  # unsigned: compiled code need not look for negative indices
Weights = NDArray[np.int32]

TRIES = 4  # sites tried in place of one
FAR = 0.1  # share of them that lie anywhere, where people are without a site
LOOKS = whole(3)  # demand points looked at to find such people
COOLING = 1024  # swaps between two temperatures
PAIRS_PER_SWAP = 2 + TRIES  # times the pairs of a site, looked at
ENOUGH = 30  # swaps for each pair of an open and a closed site: more hardly find anything new
LARGEST = 2**31 - 1
ONE_HALF = np.uint64(32)
UNIT = 2.0**-32


class Reach(NamedTuple):
    """Who is in reach of which site and what they are worth, by site and by demand point."""

    start: Ints
    demand: Numbers
    row: Ints
    site: Numbers
    weight: Weights


def reach_of(pairs: sparse.csc_array, weight: Ints) -> Reach:
    """Return who is in reach, by site and by demand point.

    Parameters
    ----------
    pairs
        Stored where a site reaches a demand point, demand × sites.
    weight
        What each demand point is worth, shape (demand,); shrunk until the sum fits into 32 bits.
    """
    by_demand = pairs.tocsr()
    shrink = max(1, -(-int(weight.sum()) // LARGEST))
    return Reach(
        start=pairs.indptr.astype(np.int64),
        demand=pairs.indices.astype(np.uint32),
        row=by_demand.indptr.astype(np.int64),
        site=by_demand.indices.astype(np.uint32),
        weight=(weight // shrink).astype(np.int32),
    )


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
        place = _below(random, opened.size)
        leaving = opened[place]
        loss = _take_out(reach, times, missed, leaving)
        least = loss + temperature * np.log(1.0 - _draw(random))
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
def _candidate(reach: Reach, times: Weights, random: NDArray[np.uint64], j: int) -> int:
    """Return a site that shares people with another or, now and then, lies anywhere."""
    pairs = reach.start[j + 1] - reach.start[j]
    if pairs > 0 and _draw(random) >= FAR:
        i = int(reach.demand[reach.start[j] + _below(random, pairs)])
    else:
        i = _below(random, times.size)
        for _ in range(LOOKS):
            if times[i] == 0:
                break
            i = _below(random, times.size)
    return int(reach.site[reach.row[i] + _below(random, reach.row[i + 1] - reach.row[i])])


@inner
def _draw(random: NDArray[np.uint64]) -> float:
    """Return the next random number, at least 0 and below 1."""
    return float(_next(random)) * UNIT


@inner
def _below(random: NDArray[np.uint64], size: int) -> int:
    """Return the next random whole number below ``size``."""
    return int((_next(random) * np.uint64(size)) >> ONE_HALF)


@inner
def _next(random: NDArray[np.uint64]) -> np.uint64:
    """Return the next 32 random bits (xorshift64)."""
    bits: np.uint64 = random[0]
    bits ^= bits << np.uint64(13)
    bits ^= bits >> np.uint64(7)
    bits ^= bits << np.uint64(17)
    random[0] = bits
    return bits >> ONE_HALF
