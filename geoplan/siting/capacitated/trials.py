"""Where one more copy gains most: sites tried exactly, in falling order of their bounds."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from geoplan.siting.capacitated.assignment import Assignment
from geoplan.siting.problem import Floats, Ints

NONE = -1
FIRST_BATCH = 16  # sites whose bounds are renewed together at first; only speed depends on it


def best_addition(
    assignment: Assignment,
    upper: Ints,
    *,
    floor: int = -1,
    trials: int | None = None,
    cost: Floats | None = None,
) -> tuple[int, int]:
    """Find where one more copy gains most.

    Sites are tried exactly in falling order of their bounds until no bound exceeds the best gain.

    Parameters
    ----------
    assignment
        Left as it is.
    upper
        Upper bound of the gain at each site, -1 where none may be opened, shape (sites,);
        tightened in place.
    floor
        Only gains greater than this count.
    trials
        Sites tried, at most; all that it takes if None.
    cost
        Of a copy at each site, shape (sites,), where the gain per cost is to be greatest.

    Returns
    -------
    int
        The site, -1 if none gains more than ``floor``; of equals, the one tried first.
    int
        Its gain in units, or ``floor``.
    """
    chosen, best = NONE, floor
    least = np.full(upper.size, floor)  # gain that each site must exceed to be better
    stale = np.ones(upper.size, np.bool_)
    batch_size, tried = FIRST_BATCH, 0
    while trials is None or tried < trials:
        promise = upper if cost is None else upper / cost
        site = int(np.argmax(promise))
        if upper[site] <= least[site]:
            break
        if stale[site]:
            batch = np.argsort(-promise, kind="stable")[:batch_size]
            batch = batch[stale[batch] & (upper[batch] > least[batch])]
            upper[batch] = np.minimum(upper[batch], assignment.gain_bounds(batch))
            stale[batch] = False
            batch_size *= 2
            continue
        gain = assignment.gain(site, floor=int(least[site]))
        tried += 1
        upper[site] = min(int(upper[site]), gain)
        if gain > least[site]:
            chosen, best = site, gain
            least = np.full_like(least, gain) if cost is None else _as_good(gain, site, cost, floor)
        rest = np.flatnonzero(upper > least)
        upper[rest] = np.minimum(upper[rest], assignment.trial_bounds(rest))
    return chosen, best


def _as_good(gain: int, site: int, cost: Floats, floor: int) -> Ints:
    """Return the gain at each site that is worth as much per cost as that of one site."""
    least: Ints = np.maximum(np.floor(gain / cost[site] * cost), floor).astype(np.int64)
    return least


def best_replacement(
    assignment: Assignment,
    site: int,
    upper: Ints,
    *,
    only_better: bool = False,
    trials: int | None = None,
) -> tuple[Assignment, int, int, int]:
    """Close one copy and find the other site where it gains most.

    Parameters
    ----------
    assignment
        Left as it is.
    site
        Site of the copy.
    upper
        Upper bound of what one copy more would gain at each site by the present prices, -1
        where none may be opened, shape (sites,).
    only_better
        Whether only a gain above what the closing loses counts.
    trials
        Sites tried, at most; all that it takes if None.

    Returns
    -------
    Assignment
        With the copy closed.
    int
        Benefit that the closing loses, in units.
    int
        The other site, -1 if there is none.
    int
        Benefit that it gains, in units.
    """
    without = assignment.copy()
    lost = without.close(site)
    # The present prices value the closed copy at its rents, which is less than it loses.
    overstated = lost - int(assignment.rent[site] * assignment.capacity[site])
    upper = np.where(upper >= 0, upper + overstated, -1)
    upper[site] = -1
    floor = lost if only_better else -1
    other, gain = best_addition(without, upper, floor=floor, trials=trials)
    return without, lost, other, gain


def gain_bounds(assignment: Assignment, room: NDArray[np.bool_]) -> Ints:
    """Return an upper bound of what one more copy gains at each site, -1 where no room is."""
    bounds = np.full(room.size, -1, np.int64)
    bounds[room] = assignment.gain_bounds(np.flatnonzero(room))
    return bounds
