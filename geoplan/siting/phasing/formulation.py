r"""Phasing as a mixed-integer programme.

Items alike in all but their gain are one *kind* *k*: of these, those that gain most start first,
since two that do not can change places. So one whole number for each kind and year says all,
:math:`x_{ks}`, how many start in year *s*. Source *r* pays in year *t*

.. math:: \sum_k \sigma_{kr} \frac{c_k}{D_k} \pi_t \sum_{s = t - D_k + 1}^{t} x_{ks}
    + L_{rt} - L_{r,t-1} \le (1 - \rho_r)\, E_{rt},

where :math:`L_{rt} \ge 0` is what it carries over; without that, *L* is 0. With :math:`o_{ks}`
years open up to the horizon after a start in year *s* the people-years are

.. math:: \sum_{kt} (o_{kt} - o_{k,t+1})\, G_k\Big(\sum_{s \le t} x_{ks}\Big), \qquad
    G_k(n) = \text{sum of the } n \text{ greatest gains of } k .

That is concave, so shares :math:`0 \le z_{it} \le 1` of the items that have started by year *t*,
:math:`\sum_{i \in k} z_{it} \le \sum_{s \le t} x_{ks}`, stand for it and need not be whole. Where
all items of a kind gain the same it is :math:`\sum_s g_k\, o_{ks}\, x_{ks}`.

Source: a variable for each start, Pritsker, Watters and Wolfe (1969), Management Science 16,
93–108; how tight this is, Artigues (2017), Operations Research Letters 45, 154–159.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from geoplan.siting.highs import Programme
from geoplan.siting.phasing.money import payments, spending, still_to_spend
from geoplan.siting.phasing.problem import UNBUILT, PhasingProblem
from geoplan.siting.problem import Floats, Ints
from geoplan.siting.rows import Rows


@dataclass(frozen=True, eq=False)
class Kind:
    """Items alike in all but their gain.

    Parameters
    ----------
    items
        The items, greatest gain first, int64, shape (items of the kind,).
    years
        Years in which they can start, int64, shape (years of the kind,).
    starts
        Variables that count the items that start in each of these years, same shape.
    """

    items: Ints
    years: Ints
    starts: Ints


@dataclass(frozen=True, eq=False)
class Model:
    """Part of a phasing problem as a programme of least cost, minus people-years.

    Parameters
    ----------
    problem
        What it is part of.
    programme
        Variables and rows.
    kinds
        Of items that have a year in which they can start.
    lack
        Money added to each year, fixed to 0, shape (sources, years).
    """

    problem: PhasingProblem
    programme: Programme
    kinds: list[Kind]
    lack: Ints

    def least_lack(self) -> Programme:
        """Return the programme that adds the least money with which required items start."""
        cost, upper = np.zeros_like(self.programme.cost), self.programme.upper.copy()
        cost[self.lack], upper[self.lack] = 1.0, np.inf
        return replace(self.programme, cost=cost, upper=upper)

    def starts(self, values: Floats, start: Ints) -> Ints:
        """Return the year in which each item starts, shape (items,).

        Parameters
        ----------
        values
            Of the variables, shape (variables,).
        start
            The same of items that are not in the programme, shape (items,).
        """
        start = start.copy()
        for kind in self.kinds:
            years = np.repeat(kind.years, np.rint(values[kind.starts]).astype(np.int64))
            start[kind.items] = UNBUILT
            start[kind.items[: years.size]] = years
        return start


def formulate(problem: PhasingProblem, items: Ints, gaining: Ints, start: Ints) -> Model:
    """Return the programme that phases some items with the money that others leave.

    Parameters
    ----------
    problem
        What the items are part of.
    items
        Those to phase, int64, shape (any,).
    gaining
        Those of them whose people-years count, int64, shape (any,); all of a kind or none.
    start
        Year in which each of the other items starts, shape (items of the problem,).
    """
    rows = Rows()
    able = items[problem.first_start[items] <= problem.last_start[items]]
    kinds = [_kind(rows, problem, alike) for alike in _alike(problem, able)]
    gains = [_gain(rows, problem, kind) for kind in kinds if np.isin(kind.items[0], gaining)]
    others = start.copy()
    others[items] = UNBUILT
    lack = _pay(rows, problem, kinds, spending(problem, others))
    programme = rows.programme()
    cost = np.zeros_like(programme.cost)
    for variables, people_years in gains:
        cost[variables] = -people_years
    return Model(problem, replace(programme, cost=cost), kinds, lack)


def _alike(problem: PhasingProblem, items: Ints) -> list[Ints]:
    """Return the items that are alike in all but their gain together, greatest gain first."""
    if items.size == 0:
        return []
    alike = np.column_stack(
        [
            problem.cost_bn_vnd,
            problem.source_share,
            problem.duration,
            problem.first_start,
            problem.last_start,
            problem.priority_class,
            problem.required,
        ]
    )[items]
    kind = np.unique(alike, axis=0, return_inverse=True)[1].ravel()
    order = np.lexsort((items, -problem.gain[items], kind))
    return np.split(items[order], np.flatnonzero(np.diff(kind[order])) + 1)


def _kind(rows: Rows, problem: PhasingProblem, items: Ints) -> Kind:
    """Add the starts of a kind."""
    one, size = items[0], items.size
    years = np.arange(problem.first_start[one], problem.last_start[one] + 1)
    starts = rows.variables(np.zeros(years.size), np.full(years.size, size), whole=True)
    rows.row(starts, np.ones(years.size), size if problem.required[one] else 0, size)
    return Kind(items, years, starts)


def _gain(rows: Rows, problem: PhasingProblem, kind: Kind) -> tuple[Ints, Floats]:
    """Return variables and the people-years that each adds; add shares if items gain unlike."""
    years_open = problem.years_open(kind.items[0], kind.years)
    gains, size = np.unique(problem.gain[kind.items], return_counts=True)
    if gains.size == 1:
        return kind.starts, gains[0] * years_open
    shares = rows.variables(np.zeros(years_open.size * gains.size), np.tile(size, years_open.size))
    within = rows.rows(np.zeros(years_open.size), np.full(years_open.size, np.inf))
    rows.entries(np.repeat(within, gains.size), shares, np.full(shares.size, -1.0))
    by, start = np.tril_indices(years_open.size)
    rows.entries(within[by], kind.starts[start], np.ones(by.size))
    return shares, np.outer(-np.diff(years_open, append=0), gains).ravel()


def _pay(rows: Rows, problem: PhasingProblem, kinds: list[Kind], spent: Floats) -> Ints:
    """Keep to the money that is not spent; return the money that may be added to it."""
    income = still_to_spend(problem, spent)
    money = rows.rows(np.full(income.size, -np.inf), income.ravel()).reshape(income.shape)
    for kind in kinds:
        for year, variable in zip(kind.years.tolist(), kind.starts, strict=True):
            source, at = np.nonzero(paid := payments(problem, int(kind.items[0]), year))
            rows.entries(money[source, at], np.full(at.size, variable), paid[source, at])
    lack = rows.variables(np.zeros(money.size), np.zeros(money.size)).reshape(money.shape)
    rows.entries(money.ravel(), lack.ravel(), np.full(lack.size, -1.0))
    now, after = money[problem.carries_over, :-1].ravel(), money[problem.carries_over, 1:].ravel()
    carried = rows.variables(np.zeros(now.size), np.full(now.size, np.inf))
    rows.entries(now, carried, np.ones(now.size))
    rows.entries(after, carried, np.full(now.size, -1.0))
    return lack
