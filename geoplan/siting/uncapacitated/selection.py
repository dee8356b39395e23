"""Which sites may be open together, and which of them earn most when each earns for itself."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from geoplan.siting.problem import Floats, Ints

Mask = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Selection:
    """So many sites, or what a budget pays for; some must be open and some must not.

    Parameters
    ----------
    required, barred
        Sites that are open, and that are not, shape (sites,).
    count
        Sites that are open; None with a budget.
    cost
        Of each site, shape (sites,).
    budget
        Most that the open sites may cost together; None with a count.
    """

    required: Mask
    barred: Mask
    count: int | None
    cost: Floats
    budget: float | None

    def only(self, sites: Ints) -> Selection:
        """Return the selection among a part of the sites; the others are closed."""
        required, barred, cost = self.required[sites], self.barred[sites], self.cost[sites]
        return replace(self, required=required, barred=barred, cost=cost)

    def best(self, earned: Ints) -> tuple[Ints, int]:
        """Return the sites that earn most, and what they earn together at most.

        Within a budget the last site counts in part, so that no choice earns more.
        """
        if self.count is not None:
            chosen = self._most(earned, self.count)
            return chosen, int(earned[chosen].sum())
        order = self._by_worth(earned)
        spent = np.cumsum(self.cost[order])
        whole = int(np.searchsorted(spent, self._limit(), side="right"))
        chosen = order[:whole]
        value = int(earned[chosen].sum())
        if whole < order.size:
            left = self._limit() - (spent[whole - 1] if whole else 0.0)
            part = earned[order[whole]] * left / self.cost[order[whole]]
            value += int(np.ceil(part * (1 + 1e-12)))
        return chosen, value

    def extremes(self, earned: Ints, base: int) -> tuple[Ints, Ints]:
        """Return what any choice with a site open, and closed, earns at most, plus ``base``.

        Known for a count only; within a budget nothing is said.
        """
        chosen, value = self.best(earned)
        value += base
        everywhere = np.full(earned.size, value)
        if self.count is None:
            return everywhere, everywhere
        order = self._by_worth(earned)
        last = int(earned[order[self.count - 1]]) if self.count else 0
        following = int(earned[order[self.count]]) if self.count < order.size else 0
        inside = np.zeros(earned.size, np.bool_)
        inside[chosen] = True
        open_at_most = np.where(inside, value, value - (last - earned))
        closed_at_most = np.where(inside, value - (earned - following), value)
        return open_at_most, closed_at_most

    @cached_property
    def _required(self) -> Ints:
        return np.flatnonzero(self.required & ~self.barred)

    @cached_property
    def _free(self) -> Ints:
        return np.flatnonzero(~self.required & ~self.barred)

    def _most(self, earned: Ints, count: int) -> Ints:
        """Return the required sites and, up to a count, those that earn most; in no order."""
        wanted = count - self._required.size
        free = self._free
        if 0 < wanted < free.size:
            free = free[np.argpartition(-earned[free], wanted - 1)]
        return np.concatenate([self._required, free[: max(wanted, 0)]])

    def _limit(self) -> float:
        return float(self.budget or 0.0)

    def _by_worth(self, earned: Ints) -> Ints:
        """Return the sites that may be open, the required first and then by falling worth."""
        worth = earned / self.cost if self.count is None else earned.astype(np.float64)
        order = np.lexsort((np.arange(earned.size), -worth, ~self.required))
        allowed: Ints = order[~self.barred[order]]
        return allowed
