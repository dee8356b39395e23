"""A cover by fewer sites: one is closed, then others are swapped until all are reached again.

In place of the site of which the least would be missed comes the best one of those that reach a
demand point without a site. All demand points still without one weigh more from then on, so that
the swaps do not end where each single one makes things worse.

Source: Gao, Yao, Weise and Li (2015), European Journal of Operational Research 246, 750–761.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from geoplan.compiled import compiled, inner, whole
from geoplan.progress import Progress, Standing, silent
from geoplan.siting.annealing import swaps_within
from geoplan.siting.covering.cover import Cover
from geoplan.siting.problem import Ints
from geoplan.siting.random_bits import State, below
from geoplan.siting.reach import Reach, reach_of

PATIENCE = 200_000_000  # pairs looked at without a cover by fewer sites, about
NONE = whole(-1)
OPEN, MISSED, SWAPS = range(3)  # places in ``tally``


class _Search(NamedTuple):
    """Where the search stands.

    Parameters
    ----------
    times
        Open sites that reach each demand point.
    only
        The sum of their numbers, and so the number of the only one.
    weight
        Of each demand point.
    score
        What those weigh that a site alone reaches or, if it is closed, would reach.
    since
        The swap with which each site was opened or closed.
    opened, missed
        The open sites and the demand points without one, in the first places.
    place
        Of each demand point in ``missed``.
    tally
        How many sites are open, how many demand points missed, and how many swaps were made.
    random
        State of the random numbers.
    """

    times: Ints
    only: Ints
    weight: Ints
    score: Ints
    since: Ints
    opened: Ints
    missed: Ints
    place: Ints
    tally: Ints
    random: State


def fewer(
    cover: Cover,
    sites: Ints,
    least: int,
    *,
    enough: float = -np.inf,
    progress: Progress = silent,
) -> Ints:
    """Return a cover of as few sites as swaps can find.

    Parameters
    ----------
    cover
        What is to be reached, by sites that all cost the same and exclude none.
    sites
        A cover.
    least
        No cover has fewer sites.
    enough
        A cover of so few is not improved further.
    progress
        Called with the stage, the share of the gap that is closed, and how things stand.
    """
    reach = reach_of(cover.reach, np.ones(cover.reach.shape[0], np.int64))
    search = _begun(cover, sites)
    begun = sites.size
    while sites.size > max(least, enough):
        share = (begun - sites.size) / (begun - least)
        progress("Fewer sites", share, Standing(sites.size, least))
        if not _one_less(reach, search, swaps_within(reach, sites.size, PATIENCE)):
            break
        sites = np.sort(search.opened[: search.tally[OPEN]])
    progress("Fewer sites", 1.0, Standing(sites.size, least))
    return sites


def _begun(cover: Cover, sites: Ints) -> _Search:
    demand, candidates = cover.reach.shape
    is_open = np.zeros(candidates, np.int64)
    is_open[sites] = 1
    times: Ints = np.asarray(cover.reach @ is_open)
    alone: Ints = np.asarray(cover.reach.T @ np.where(times == 1, 1, 0))
    opened = np.zeros(candidates, np.int64)
    opened[: sites.size] = sites
    return _Search(
        times=times,
        only=np.asarray(cover.reach @ (is_open * np.arange(candidates))),
        weight=np.ones(demand, np.int64),
        score=np.where(is_open, alone, 0),
        since=np.zeros(candidates, np.int64),
        opened=opened,
        missed=np.zeros(demand, np.int64),
        place=np.zeros(demand, np.int64),
        tally=np.array([sites.size, 0, 0]),
        random=np.ones(1, np.uint64),
    )


@compiled
def _one_less(reach: Reach, search: _Search, swaps: int) -> bool:
    """Close a site and swap others until all are reached; return whether that took few swaps."""
    _close(reach, search, _least_missed(search, NONE))
    newest = NONE
    for _ in range(swaps):
        if search.tally[MISSED] == 0:
            return True
        search.tally[SWAPS] += 1
        leaving = _close(reach, search, _least_missed(search, newest))
        i = search.missed[below(search.random, search.tally[MISSED])]
        newest = _open(reach, search, _best_for(reach, search, i, leaving))
        for missed in search.missed[: search.tally[MISSED]]:
            search.weight[missed] += 1
            _weigh(reach, search, missed, 1)
    return bool(search.tally[MISSED] == 0)


@inner
def _least_missed(search: _Search, newest: int) -> int:
    """Return the place of the open site of least score, not of the newest if there is another."""
    best = NONE
    for place in range(search.tally[OPEN]):
        j = search.opened[place]
        if j != newest and (best < 0 or _comes_before(search, j, search.opened[best], -1)):
            best = place
    return max(best, 0)


@inner
def _best_for(reach: Reach, search: _Search, i: int, left: int) -> int:
    """Return the site of greatest score that reaches a demand point, not the one just left."""
    best = NONE
    for pair in range(reach.row[i], reach.row[i + 1]):
        j = int(reach.site[pair])
        if j != left and (best < 0 or _comes_before(search, j, best, 1)):
            best = j
    return left if best < 0 else best


@inner
def _comes_before(search: _Search, one: int, other: int, sign: int) -> bool:
    """Return whether one scores more, or less if the sign is -1, or as much and was left longer."""
    ahead = sign * (search.score[one] - search.score[other])
    return bool(ahead > 0 or (ahead == 0 and search.since[one] < search.since[other]))


@inner
def _close(reach: Reach, search: _Search, place: int) -> int:
    """Close the open site at a place and return it."""
    j = search.opened[place]
    search.tally[OPEN] -= 1
    search.opened[place] = search.opened[search.tally[OPEN]]
    score = search.score[j]
    for pair in range(reach.start[j], reach.start[j + 1]):
        i = reach.demand[pair]
        search.times[i] -= 1
        search.only[i] -= j
        if search.times[i] == 0:
            search.place[i] = search.tally[MISSED]
            search.missed[search.tally[MISSED]] = i
            search.tally[MISSED] += 1
            _weigh(reach, search, i, search.weight[i])
        elif search.times[i] == 1:
            search.score[search.only[i]] += search.weight[i]
    search.score[j] = score
    search.since[j] = search.tally[SWAPS]
    return int(j)


@inner
def _open(reach: Reach, search: _Search, j: int) -> int:
    """Open a site and return it."""
    search.opened[search.tally[OPEN]] = j
    search.tally[OPEN] += 1
    score = search.score[j]
    for pair in range(reach.start[j], reach.start[j + 1]):
        i = reach.demand[pair]
        if search.times[i] == 0:
            search.tally[MISSED] -= 1
            last = search.missed[search.tally[MISSED]]
            search.missed[search.place[i]] = last
            search.place[last] = search.place[i]
            _weigh(reach, search, i, -search.weight[i])
        elif search.times[i] == 1:
            search.score[search.only[i]] -= search.weight[i]
        search.times[i] += 1
        search.only[i] += j
    search.score[j] = score
    search.since[j] = search.tally[SWAPS]
    return j


@inner
def _weigh(reach: Reach, search: _Search, i: int, weight: int) -> None:
    """Let a demand point count for more, or less, with all sites that reach it."""
    for pair in range(reach.row[i], reach.row[i + 1]):
        search.score[reach.site[pair]] += weight
