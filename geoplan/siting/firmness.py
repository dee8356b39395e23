"""How firm the copies of a plan are, from plans made again; arrays only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from geoplan.siting.problem import Floats, Ints

LOWEST, HIGHEST = 0.05, 0.95  # of the ranks, so that 90 % lie between


@dataclass(frozen=True, eq=False)
class Firmness:
    """How often each copy of a plan comes out again, and at which ranks; arrays by rank.

    Parameters
    ----------
    chosen_share
        Share of the plans made again that hold the copy, shape (p,).
    rank_low, rank_high
        5th and 95th percentile of its rank in those, shape (p,); NaN where there is none.
    """

    chosen_share: Floats
    rank_low: Floats
    rank_high: Floats


def firmness(plan: Ints, again: Sequence[Ints]) -> Firmness:
    """Compare a plan with plans made again.

    The copies of one site are told apart by their number there: its second copy is chosen again
    by a plan with at least two copies at that site.

    Parameters
    ----------
    plan
        Site of each copy by rank, int64, shape (p,).
    again
        The same of other plans.
    """
    ranks = np.full((len(again), plan.size), np.nan)
    copy = numbered(plan)
    for row, order in enumerate(again):
        found = {held: rank for rank, held in enumerate(numbered(order), start=1)}
        ranks[row] = [found.get(held, np.nan) for held in copy]
    chosen = np.isfinite(ranks)
    low, high = np.full((2, plan.size), np.nan)
    for column in np.flatnonzero(chosen.any(axis=0)):
        held = ranks[chosen[:, column], column]
        low[column], high[column] = np.quantile(held, [LOWEST, HIGHEST], method="inverted_cdf")
    return Firmness(chosen.mean(axis=0), low, high)


def kept_share(plan: Ints, again: Ints) -> float:
    """Return the share of a plan's copies that another plan holds too; 1 for an empty plan."""
    if plan.size == 0:
        return 1.0
    return len(set(numbered(plan)) & set(numbered(again))) / plan.size


def numbered(order: Ints) -> list[tuple[int, int]]:
    """Return site and number there of each copy.

    Examples
    --------
    >>> numbered(np.array([7, 3, 7]))
    [(7, 0), (3, 0), (7, 1)]
    """
    seen: dict[int, int] = {}
    copies = []
    for site in order.tolist():
        number = seen.get(site, 0)
        seen[site] = number + 1
        copies.append((site, number))
    return copies
