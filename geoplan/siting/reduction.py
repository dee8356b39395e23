"""A siting problem without what does not matter: like demand points joined, useless sites out."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from scipy import sparse

from geoplan.siting.containment import Bools, contained, sets
from geoplan.siting.problem import Floats, Ints, SitingProblem


@dataclass(frozen=True, eq=False)
class Reduced:
    """A smaller problem with the same optimum.

    Parameters
    ----------
    problem
        The smaller one; a choice of its copies has the same objective in the whole one.
    site
        Number of each of its sites in the whole problem, rising.
    """

    problem: SitingProblem
    site: Ints


def reduced(problem: SitingProblem, keep: Ints | None = None) -> Reduced:
    """Make a coverage or median problem without capacity smaller; leave others as they are.

    Sites that can take nothing are left out, demand points that value all sites alike become one.
    Where each site in reach is worth the same and a number of copies is asked for, a site is left
    out when another reaches all that it reaches. This is repeated until nothing changes.

    Parameters
    ----------
    problem
        What is asked.
    keep
        Sites that stay in any case.

    Source: Church and ReVelle (1976), Geographical Analysis 8, 406–415, for the sites.
    """
    if problem.capacity is not None or problem.objective not in ("coverage", "median"):
        return Reduced(problem, np.arange(problem.copies_max.size))
    site = np.flatnonzero((problem.copies_fixed > 0) | (problem.copies_max > 0))
    kept = (problem.copies_fixed + problem.copies_min)[site] > 0
    if keep is not None:
        kept |= np.isin(site, keep)
    values = sparse.csr_array(problem.pairs[:, site])
    people, columns = problem.people, np.ones(site.size, np.bool_)
    while True:
        size = values.shape
        values, people = _merged(values, people)
        useless = _useless(problem, values, site) & ~kept
        if problem.copies_max[site[~useless]].sum() >= (problem.p or 0):
            columns = ~useless
        values, site, kept = sparse.csr_array(values[:, columns]), site[columns], kept[columns]
        if values.shape == size:
            return Reduced(_part(problem, values, people, site), site)


def all_alike(problem: SitingProblem) -> bool:
    """Return whether all pairs of a coverage problem bring the same benefit per person."""
    benefit = problem.pairs.data
    return problem.maximise and benefit.size > 0 and bool(np.ptp(benefit) == 0)


def among(problem: SitingProblem, sites: Ints) -> SitingProblem:
    """Return a problem in which only some of the sites can take new copies."""
    copies_max = np.zeros_like(problem.copies_max)
    copies_max[sites] = problem.copies_max[sites]
    return replace(problem, copies_max=copies_max)


def _merged(
    values: sparse.csr_array[np.float64], people: Ints
) -> tuple[sparse.csr_array[np.float64], Ints]:
    """Return what remains of demand points, those alike as one, with the people of each."""
    values.sort_indices()
    first: dict[bytes, int] = {}
    row: list[int] = []
    group = np.full(people.size, -1)
    for i, (begin, end) in enumerate(zip(values.indptr[:-1], values.indptr[1:], strict=True)):
        if people[i] > 0 and end > begin:
            alike = values.indices[begin:end].tobytes() + values.data[begin:end].tobytes()
            group[i] = first.setdefault(alike, len(row))
            if group[i] == len(row):
                row.append(i)
    together = np.zeros(len(row), np.int64)
    np.add.at(together, group[group >= 0], people[group >= 0])
    return sparse.csr_array(values[row]), together


def _useless(problem: SitingProblem, values: sparse.csr_array[np.float64], site: Ints) -> Bools:
    """Return which sites reach nobody whom not another site reaches, shape (sites,)."""
    if problem.p is None or problem.conflicts is not None or not all_alike(problem):
        return np.zeros(site.size, np.bool_)
    by_site = values.tocsc()
    by_site.sort_indices()
    same: Floats = np.ones(site.size)
    return contained(*sets(by_site), *sets(values), same, np.ones(site.size, np.bool_))


def _part(
    problem: SitingProblem, values: sparse.csr_array[np.float64], people: Ints, site: Ints
) -> SitingProblem:
    pairs = values.tocsc()
    pairs.sort_indices()
    number = np.full(problem.copies_max.size, -1)
    number[site] = np.arange(site.size)
    conflicts = problem.conflicts
    if conflicts is not None:
        conflicts = number[conflicts]
        conflicts = conflicts[(conflicts >= 0).all(axis=1)]
    return replace(
        problem,
        people=people,
        pairs=sparse.csc_array(pairs),
        copies_fixed=problem.copies_fixed[site],
        copies_min=problem.copies_min[site],
        copies_max=problem.copies_max[site],
        cost=None if problem.cost is None else problem.cost[site],
        conflicts=conflicts,
    )
