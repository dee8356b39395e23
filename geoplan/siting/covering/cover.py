"""Which sites reach which demand points, and what can be left out without losing the optimum."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy import sparse

from geoplan.siting.containment import Bools, contained, containing, sets
from geoplan.siting.problem import Floats, Ints


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
        needed = ~containing(*sets(cover.by_demand), *sets(cover.reach))
        cover = cover.part(needed, np.ones(cover.cost.size, np.bool_))
        free = np.ones(cover.cost.size, np.bool_)
        free[cover.conflicts] = False
        useful = ~contained(*sets(cover.reach), *sets(cover.by_demand), cover.cost, free)
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
