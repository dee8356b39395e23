"""A market as arrays: who wins whom when given sites are open."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from geoplan.compiled import compiled

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]
Indices = NDArray[np.int32]  # as scipy keeps them


@dataclass(frozen=True)
class MarketField:
    """A market as search and bound see it.

    Parameters
    ----------
    people
        People of each cell as they count, shape (cells,).
    rival
        Attraction of the hospitals together that entrants compete with, shape (cells,).
    participation
        Participation without entrants, between 0 and 1, shape (cells,); 0 where ``rival`` is 0.
    attraction
        Attraction of an entrant at each site, CSC, cells × sites.
    coverage
        Participation that it would bring by itself; the same pairs are stored.
    """

    people: Floats
    rival: Floats
    participation: Floats
    attraction: sparse.csc_array[np.float64]
    coverage: sparse.csc_array[np.float64]

    def only(self, sites: Whole) -> MarketField:
        """Return the same market with a part of the sites."""
        return replace(self, attraction=self.attraction[:, sites], coverage=self.coverage[:, sites])


def best_of_each_set(values: Floats, sets: Whole) -> Whole:
    """Return the site of greatest value in each set, by falling value.

    Parameters
    ----------
    values
        Value of each site, shape (sites,).
    sets
        Set that each site belongs to, shape (sites,).
    """
    by_value = np.argsort(-values, kind="stable")
    return by_value[np.sort(np.unique(sets[by_value], return_index=True)[1])]


def captured(field: MarketField, sites: Sequence[int]) -> float:
    """Return the people that ``sites`` win together when just these are open."""
    return float(patients(field, sites).sum())


def patients(field: MarketField, sites: Sequence[int]) -> Floats:
    """Return the people of each cell that each of ``sites`` wins; shape (cells, entrants)."""
    group, participation = opened(field, sites)
    total = group + field.rival
    per_attraction = np.zeros_like(total)
    np.divide(field.people * participation, total, out=per_attraction, where=total > 0)
    won = np.zeros((len(total), len(sites)))
    for entrant, site in enumerate(sites):
        cells, attraction = column(field.attraction, site)
        won[cells, entrant] = per_attraction[cells] * attraction
    return won


def served(field: MarketField, sites: Sequence[int]) -> float:
    """Return the people whom any hospital serves when ``sites`` are open."""
    return float(field.people @ opened(field, sites)[1])


def opened(field: MarketField, sites: Sequence[int]) -> tuple[Floats, Floats]:
    """Return the attraction of ``sites`` together, and participation with them; shape (cells,)."""
    group, participation = np.zeros_like(field.people), field.participation.copy()
    for site in sites:
        cells, attraction = column(field.attraction, site)
        group[cells] += attraction
        cells, coverage = column(field.coverage, site)
        participation[cells] = np.maximum(participation[cells], coverage)
    return group, participation


def column(matrix: sparse.csc_array[np.float64], number: int) -> tuple[Indices, Floats]:
    """Return the rows and the values stored in one column."""
    span = slice(matrix.indptr[number], matrix.indptr[number + 1])
    return matrix.indices[span], matrix.data[span]


def gains(field: MarketField, sites: Sequence[int]) -> tuple[Floats, Floats]:
    """Return what each site would add to what ``sites`` capture, and what it would win itself."""
    group, participation = opened(field, sites)
    return _gains(
        field.attraction.indptr,
        field.attraction.indices,
        field.attraction.data,
        field.coverage.data,
        field.people,
        participation,
        group,
        field.rival,
    )


@compiled
def _gains(
    indptr: Indices,
    cells: Indices,
    attraction: Floats,
    coverage: Floats,
    people: Floats,
    participation: Floats,
    group: Floats,
    rival: Floats,
) -> tuple[Floats, Floats]:
    captured_now = np.zeros(len(people))
    for cell in range(len(people)):
        if group[cell] > 0:
            share = group[cell] / (group[cell] + rival[cell])
            captured_now[cell] = people[cell] * participation[cell] * share
    sites = len(indptr) - 1
    gain, own = np.zeros(sites), np.zeros(sites)
    for site in range(sites):
        added = won = 0.0
        for pair in range(indptr[site], indptr[site + 1]):
            cell = cells[pair]
            joint = group[cell] + attraction[pair]
            coming = people[cell] * max(participation[cell], coverage[pair])
            per_attraction = coming / (joint + rival[cell])
            added += per_attraction * joint - captured_now[cell]
            won += per_attraction * attraction[pair]
        gain[site], own[site] = added, won
    return gain, own
