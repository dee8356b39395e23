"""Which sites reach which demand points, and what can be left out without losing the optimum."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from geoplan.siting.compiled import compiled
from geoplan.siting.problem import Floats, Ints

Bools = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Cover:
    """Demand points that are each to be reached by at least one of the sites that are opened.

    Parameters
    ----------
    reach
        Ones where a site reaches a demand point, demand × sites, sorted.
    cost
        Of each site, > 0, shape (sites,).
    conflicts
        Pairs of sites that exclude each other, shape (pairs, 2).
    site
        What each site is called outside, shape (sites,).
    """

    reach: sparse.csc_array[np.int32]
    cost: Floats
    conflicts: Ints
    site: Ints

    @cached_property
    def by_demand(self) -> sparse.csr_array[np.int32]:
        """``reach`` by demand point."""
        rows = self.reach.tocsr()
        rows.sort_indices()
        return rows

    @property
    def coverable(self) -> bool:
        """Whether some site reaches each demand point."""
        return bool(np.diff(self.by_demand.indptr).all())

    @cached_property
    def whole(self) -> bool:
        """Whether all costs are whole numbers."""
        return bool((self.cost == np.rint(self.cost)).all())

    def part(self, demand: Bools, sites: Bools) -> Cover:
        """Return the cover of some of the demand points by some of the sites."""
        number = np.cumsum(sites) - 1
        both = sites[self.conflicts].all(axis=1)
        return Cover(
            sparse.csc_array(self.by_demand[demand].tocsc()[:, sites]),
            self.cost[sites],
            number[self.conflicts[both]],
            self.site[sites],
        )

    def opened(self, sites: Ints) -> Cover:
        """Return what is left to do with sites open: they and those they exclude are gone."""
        demand = np.ones(self.reach.shape[0], np.bool_)
        others = np.ones(self.cost.size, np.bool_)
        for site in sites.tolist():
            demand[self.reached(site)] = False
        others[sites] = False
        others[self.excluded(sites)] = False
        return self.part(demand, others)

    def reached(self, site: int) -> Ints:
        """Return the demand points that a site reaches."""
        span = slice(self.reach.indptr[site], self.reach.indptr[site + 1])
        return self.reach.indices[span].astype(np.int64)

    def excluded(self, sites: Ints) -> Ints:
        """Return the sites that any of the sites excludes."""
        one, other = self.conflicts.T
        return np.concatenate([other[np.isin(one, sites)], one[np.isin(other, sites)]])


def reduce(cover: Cover) -> tuple[Cover, Ints]:
    """Leave out what does not matter, and open what must be.

    A demand point is left out when all sites that reach some other one reach it too, a site when
    another reaches all that it reaches at no more cost and excludes nothing; a site that alone
    reaches a demand point is opened. This is repeated until nothing changes.

    Returns
    -------
    Cover
        What is left; not ``coverable`` where sites that must be opened exclude each other.
    ndarray of int64
        Names of the sites that are opened.

    Source: Toregas and ReVelle (1972), Geographical Analysis 4, 145–155.
    """
    opened = [np.empty(0, np.int64)]
    while cover.coverable:
        size = cover.reach.shape
        needed = ~_containing(*_sets(cover.by_demand), *_sets(cover.reach))
        cover = cover.part(needed, np.ones(cover.cost.size, np.bool_))
        free = np.ones(cover.cost.size, np.bool_)
        free[cover.conflicts] = False
        useful = ~_contained(*_sets(cover.reach), *_sets(cover.by_demand), cover.cost, free)
        cover = cover.part(np.ones(needed.sum(), np.bool_), useful)
        rows = cover.by_demand
        alone = np.diff(rows.indptr) == 1
        must = np.unique(rows.indices[rows.indptr[:-1][alone]]).astype(np.int64)
        if np.isin(must, cover.excluded(must)).any():
            return cover.part(alone >= 0, np.zeros(useful.sum(), np.bool_)), must
        opened.append(cover.site[must])
        cover = cover.opened(must)
        if cover.reach.shape == size:
            break
    return cover, np.concatenate(opened)


def _sets(table: sparse.csc_array[np.int32] | sparse.csr_array[np.int32]) -> tuple[Ints, Ints]:
    return table.indptr.astype(np.int64), table.indices.astype(np.int64)


@compiled
def _subset(index: Ints, first: int, last: int, other: int, end: int) -> bool:
    """Tell whether the sorted ``index[first:last]`` is within ``index[other:end]``."""
    while first < last:
        while other < end and index[other] < index[first]:
            other += 1
        if other == end or index[other] != index[first]:
            return False
        first += 1
        other += 1
    return True


@compiled
def _rarest(start: Ints, index: Ints, owner_start: Ints, one: int) -> int:
    """Return the element of a set that the fewest sets have."""
    rarest = index[start[one]]
    for k in range(start[one], start[one + 1]):
        element = index[k]
        if (
            owner_start[element + 1] - owner_start[element]
            < owner_start[rarest + 1] - owner_start[rarest]
        ):
            rarest = element
    return int(rarest)


@compiled
def _containing(start: Ints, index: Ints, owner_start: Ints, owner: Ints) -> Bools:
    """Tell which sets contain another one; of equal sets all but the first do."""
    containing = np.zeros(start.size - 1, np.bool_)
    for one in range(start.size - 1):
        if containing[one] or start[one] == start[one + 1]:
            continue
        size = start[one + 1] - start[one]
        rarest = _rarest(start, index, owner_start, one)
        for k in range(owner_start[rarest], owner_start[rarest + 1]):
            other = owner[k]
            larger = start[other + 1] - start[other]
            if containing[other] or larger < size or (larger == size and other <= one):
                continue
            containing[other] = _subset(
                index, start[one], start[one + 1], start[other], start[other + 1]
            )
    return containing


@compiled
def _contained(
    start: Ints, index: Ints, owner_start: Ints, owner: Ints, cost: Floats, free: Bools
) -> Bools:
    """Tell which sets are empty or within a free one that costs no more, or equal to an earlier."""
    contained = np.zeros(start.size - 1, np.bool_)
    for one in range(start.size - 1):
        if start[one] == start[one + 1]:
            contained[one] = True
            continue
        size = start[one + 1] - start[one]
        rarest = _rarest(start, index, owner_start, one)
        for k in range(owner_start[rarest], owner_start[rarest + 1]):
            other = owner[k]
            larger = start[other + 1] - start[other]
            if not free[other] or contained[other] or larger < size or cost[other] > cost[one]:
                continue
            if larger == size and cost[other] == cost[one] and other >= one:
                continue
            if _subset(index, start[one], start[one + 1], start[other], start[other + 1]):
                contained[one] = True
                break
    return contained
