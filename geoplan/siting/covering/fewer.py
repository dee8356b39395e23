"""A cover by fewer sites: one is closed, the others swapped until all are reached again."""

from __future__ import annotations

import numpy as np

from geoplan.progress import Progress, Standing, silent
from geoplan.siting.annealing import Reach, anneal_swaps, reach_of, swaps_within
from geoplan.siting.covering.cover import Cover
from geoplan.siting.problem import Ints

TRIALS = 3  # to reach all with so few sites, each beginning where the one before has ended
MOST_WORK = 400_000_000  # pairs looked at by the swaps of a trial, about
HOT, COLD = 0.4, 0.04  # demand points that a swap may leave out, on average, at first and at last


def fewer(
    cover: Cover,
    sites: Ints,
    least: int,
    *,
    enough: float = -np.inf,
    progress: Progress = silent,
) -> Ints:
    """Return a cover of as few sites as random swaps can find.

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
    rng = np.random.default_rng(0)
    begun = sites.size
    while sites.size > max(least, enough):
        share = (begun - sites.size) / (begun - least)
        progress("Fewer sites", share, Standing(sites.size, least))
        found = _covering(reach, sites, rng)
        if found is None:
            break
        sites = found
    progress("Fewer sites", 1.0, Standing(sites.size, least))
    return sites


def _covering(reach: Reach, sites: Ints, rng: np.random.Generator) -> Ints | None:
    """Return a cover with one site fewer, None if none is found."""
    is_open = np.zeros(reach.start.size - 1, np.uint8)
    is_open[sites] = 1
    is_open[_least_missed(reach, sites)] = 0
    swaps = swaps_within(reach, int(is_open.sum()), MOST_WORK)
    hot, cold = HOT / reach.weight.size, COLD / reach.weight.size
    for seed in rng.integers(1, 2**62, TRIALS).tolist():
        opened = np.flatnonzero(is_open)
        is_open = anneal_swaps(reach, opened, is_open, swaps, hot, cold, seed)
        if (_times(reach, np.flatnonzero(is_open)) > 0).all():
            return np.flatnonzero(is_open)
    return None


def _least_missed(reach: Reach, opened: Ints) -> int:
    """Return the open site that alone reaches the fewest demand points."""
    times = _times(reach, opened)
    alone = [np.count_nonzero(times[_reached(reach, site)] == 1) for site in opened.tolist()]
    return int(opened[int(np.argmin(alone))])


def _times(reach: Reach, opened: Ints) -> Ints:
    """Return how many open sites reach each demand point, shape (demand,)."""
    everywhere = np.concatenate([_reached(reach, site) for site in opened.tolist()])
    return np.bincount(everywhere, minlength=reach.weight.size)


def _reached(reach: Reach, site: int) -> Ints:
    return reach.demand[reach.start[site] : reach.start[site + 1]].astype(np.int64)
