"""Which new copies the rules of a problem let a search open, and where it may move them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from geoplan.siting.problem import ROUNDING, Ints, SitingProblem

Mask = NDArray[np.bool_]

UNKNOWN = -1


class Rules:
    """Room at sites, number or budget, required copies and spacing of a problem.

    Parameters
    ----------
    problem
        Whose rules these are.
    """

    def __init__(self, problem: SitingProblem) -> None:
        self.required = problem.copies_min
        self.p = problem.p
        self.cost = problem.new_cost
        self.near = _near(problem)
        blocked = self.crowded(self.required)
        self.most = np.where(blocked, 0, problem.copies_max)
        budget = np.inf if problem.budget is None else problem.budget
        self.budget = budget * (1 + ROUNDING)  # sums of costs are rounded

    @property
    def priced(self) -> bool:
        """Whether a budget limits the copies, not their number."""
        return self.p is None

    def missing(self, copies: Ints) -> int:
        """Return how many copies are still to be opened, 0 where a budget decides."""
        return 0 if self.p is None else self.p - int(copies.sum())

    def crowded(self, copies: Ints) -> Mask:
        """Return the sites that the copies elsewhere are too near to, shape (sites,)."""
        crowded: Mask = (self.near @ (copies > 0).astype(np.int64)) > 0
        return crowded

    def has_room(self, copies: Ints) -> Mask:
        """Return the sites that could take one more copy were there no number or budget."""
        return (copies < self.most) & ~self.crowded(copies)

    def may_open(self, copies: Ints) -> Mask:
        """Return the sites where one more copy may be opened, shape (sites,)."""
        if self.p is not None and copies.sum() >= self.p:
            return np.zeros(copies.size, np.bool_)
        return self.has_room(copies) & (self.cost <= self.budget - self.cost @ copies)

    def may_move(self, copies: Ints, site: int) -> Mask:
        """Return the sites to which one copy of ``site`` may be moved, shape (sites,)."""
        if copies[site] <= self.required[site]:
            return np.zeros(copies.size, np.bool_)
        fewer = copies.copy()
        fewer[site] -= 1
        free = self.may_open(fewer)
        free[site] = False
        return free

    def groups(self) -> Ints:
        """Divide the sites into groups that are all too near to each other.

        With a budget, the sites of one group cost the same.

        Returns
        -------
        Ints
            First site of the group of each site, shape (sites,).
        """
        group = np.full(self.most.size, UNKNOWN)
        for first in range(group.size):
            if group[first] != UNKNOWN:
                continue
            members = [first]
            for site in self._sites_near(first).tolist():
                alike = not self.priced or self.cost[site] == self.cost[first]
                near_all = np.isin(members, self._sites_near(site)).all()
                if group[site] == UNKNOWN and alike and near_all:
                    members.append(site)
            group[members] = first
        return group

    def _sites_near(self, site: int) -> Ints:
        near: Ints = self.near.indices[self.near.indptr[site] : self.near.indptr[site + 1]].astype(
            np.int64
        )
        return near


def _near(problem: SitingProblem) -> sparse.csr_array[np.int64]:
    """Return which sites are too near to which, sites × sites."""
    sites = problem.copies_max.size
    pairs = np.empty((0, 2), np.int64) if problem.conflicts is None else problem.conflicts
    one, other = np.concatenate([pairs, pairs[:, ::-1]]).T
    return sparse.csr_array((np.ones(one.size, np.int64), (one, other)), shape=(sites, sites))
