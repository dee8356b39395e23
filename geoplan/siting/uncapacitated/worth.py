"""What each site is worth to each demand point when capacity sets no limit, in whole units."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from geoplan.siting.problem import Ints, SitingProblem

Places = NDArray[np.int32]  # numbers of sites and of demand points
UNIT_BITS = 57  # of the 63 of int64: sums of everything stay exact, and prices are fine


class Table(NamedTuple):
    """Worth of the pairs, stored twice.

    By site: pairs ``start[j]`` to ``start[j + 1]`` with ``demand`` and ``worth``. By demand
    point: ``row[i]`` to ``row[i + 1]`` with ``site`` and ``worth_there``, the greatest first.
    """

    start: Ints
    demand: Places
    worth: Ints
    row: Ints
    site: Places
    worth_there: Ints


@dataclass(frozen=True, eq=False)
class Worth:
    """A problem without capacity as a table of worth that is to be maximised.

    The value of open sites is ``unit`` · Σᵢ maxⱼ worthᵢⱼ, on top of what the fixed sites give.

    Parameters
    ----------
    table
        Worth above what fixed sites give, in units, rounded up; only pairs above 0.
    unit
        Size of a unit in the terms of the problem.
    step
        Units by which two different values differ at least.
    base
        Value of the fixed sites alone, in the terms of the problem; of a median, travel that is
        to be reduced.
    """

    table: Table
    unit: float
    step: int
    base: float


def worth(problem: SitingProblem) -> Worth:
    """Return what sites are worth to demand points.

    A median is turned round: worth is what a site saves of the way to the farthest site, or,
    where not all sites are in reach, of a way so long that nobody is left without a site.
    """
    demand, sites = problem.pairs.shape
    where = np.repeat(np.arange(sites), np.diff(problem.pairs.indptr))
    who = problem.pairs.indices.astype(np.int64)
    value = problem.pairs.data * problem.people[who]
    if problem.maximise:
        farthest = np.zeros(demand)
    else:
        farthest = _farthest(problem, who, value)
        value = farthest[who] - value
    given = np.zeros(demand)
    fixed = problem.copies_fixed[where] > 0
    np.maximum.at(given, who[fixed], value[fixed])
    base = math.fsum(given) if problem.maximise else math.fsum(farthest) - math.fsum(given)
    value -= given[who]
    kept = (value > 0) & (problem.copies_max[where] > 0)
    unit = _unit(value[kept], demand)
    units = np.ceil(value[kept] / unit).astype(np.int64)
    whole = unit <= 1 and bool((value == np.rint(value)).all())
    table = table_of(who[kept], where[kept], units, demand, sites)
    return Worth(table, unit, round(1 / unit) if whole else 1, base)


def _farthest(problem: SitingProblem, who: Ints, value: np.ndarray) -> np.ndarray:
    """Return the travel of each demand point that counts as served by nobody, shape (demand,)."""
    demand, sites = problem.pairs.shape
    farthest = np.zeros(demand)
    np.maximum.at(farthest, who, value)
    part = (np.bincount(who, minlength=demand) < sites) | (problem.p is None)
    farthest[part & (problem.people > 0)] += 1 + farthest.sum()
    return farthest


def _unit(value: np.ndarray, demand: int) -> float:
    """Return the power of two that is as fine as lets sums of all values fit."""
    largest = float(value.max(initial=0.0)) * max(demand, 1)
    return 2.0 ** (math.ceil(math.log2(largest)) - UNIT_BITS) if largest > 0 else 1.0


def table_of(who: Ints, where: Ints, units: Ints, demand: int, sites: int) -> Table:
    """Return the table of pairs, given by site in rising order."""

    def starts(of: Ints, size: int) -> Ints:
        return np.concatenate([[0], np.cumsum(np.bincount(of, minlength=size))]).astype(np.int64)

    by_demand = np.lexsort((where, -units, who))
    return Table(
        start=starts(where, sites),
        demand=who.astype(np.int32),
        worth=units,
        row=starts(who, demand),
        site=where[by_demand].astype(np.int32),
        worth_there=units[by_demand],
    )


def restricted(table: Table, sites: Ints) -> Table:
    """Return the table of a part of the sites, numbered anew in the order given, rising."""
    number = np.full(table.start.size - 1, -1)
    number[sites] = np.arange(sites.size)
    where = np.repeat(number, np.diff(table.start))
    kept = where >= 0
    who = table.demand[kept].astype(np.int64)
    return table_of(who, where[kept], table.worth[kept], table.row.size - 1, sites.size)
