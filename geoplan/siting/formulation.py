r"""Any siting problem as a mixed-integer programme.

The variables begin with the new copies :math:`k_j`. All objectives are costs: the cost
:math:`c_{ij}` of serving one person is minus the benefit for ``coverage``, the minutes for
``median`` and ``center``, and 0 for ``set-cover``.

Without capacity everybody goes to the cheapest open site. With :math:`c_{i1} < c_{i2} < \dots` the
different costs in reach of demand point *i*, :math:`u_{is} = 1` says that no open site costs
:math:`c_{is}` or less:

.. math:: \min \sum_i P_i \Big(c_{i1} + \sum_s (c_{i,s+1} - c_{is})\, u_{is}\Big)
    \quad\text{s.t. } u_{is} + \sum_{j : c_{ij} = c_{is}} k_j \ge u_{i,s-1},\ u_{i0} = 1 .

Its relaxation is as tight as that of :math:`x_{ij} \le P_i k_j` with fewer variables: one for each
cost instead of one for each pair (Cornuéjols, Nemhauser and Wolsey 1980, SIAM Journal on
Algebraic and Discrete Methods 1, 261–272; Elloumi 2010, Journal of Combinatorial Optimization 19,
69–83). ``center`` weighs steps of one radius common to all (Elloumi, Labbé and Pochet 2004,
INFORMS Journal on Computing 16, 84–94).

With capacity, shares :math:`f_{ij}` of the people of *i* are served at *j*:

.. math:: \sum_i P_i f_{ij} \le C_j (e_j + k_j), \qquad
    f_{ij} \le \min(1, C_j / P_i)\, k_j \text{ where } e_j = 0 .
"""

from __future__ import annotations

import numpy as np
from scipy import sparse

from geoplan.siting.highs import Programme
from geoplan.siting.problem import Floats, Ints, SitingProblem
from geoplan.siting.rows import Rows

BY_OBJECTIVE = {"coverage": -1.0, "median": 1.0, "center": 1.0, "set-cover": 0.0}


def formulate(problem: SitingProblem) -> Programme:
    """Return the programme whose first variables are the new copies at each site."""
    rows = Rows()
    k = rows.variables(problem.copies_min, problem.copies_max, cost=copy_cost(problem), whole=True)
    _keep_rules(rows, k, problem)
    if problem.capacity is None:
        _serve_cheapest(rows, k, problem)
    else:
        _serve_within_capacity(rows, k, problem)
    return rows.programme()


def copy_cost(problem: SitingProblem) -> Floats:
    """Return what a new copy at each site adds to the objective."""
    costs = problem.new_cost if problem.objective == "set-cover" else 0 * problem.new_cost
    return costs.astype(np.float64)


def service_costs(problem: SitingProblem) -> sparse.csc_array[np.float64]:
    """Return what serving one person costs in the objective, at the pairs of the problem."""
    costs = problem.pairs.data * BY_OBJECTIVE[problem.objective]
    return sparse.csc_array(
        (costs, problem.pairs.indices, problem.pairs.indptr), shape=problem.pairs.shape
    )


def _keep_rules(rows: Rows, k: Ints, problem: SitingProblem) -> None:
    if problem.p is not None:
        rows.row(k, np.ones(k.size), problem.p, problem.p)
    if problem.budget is not None:
        rows.row(k, problem.new_cost, -np.inf, problem.budget)
    if problem.conflicts is None:
        return
    both = problem.conflicts[(problem.copies_max[problem.conflicts] > 0).all(axis=1)]
    taken = k.copy()  # for each site, a variable that is 1 where new copies stand
    several = np.intersect1d(both, np.flatnonzero(problem.copies_max > 1))
    taken[several] = rows.variables(np.zeros(several.size), np.ones(several.size), whole=True)
    _at_most(rows, np.stack([k[several], taken[several]]), [1.0, -problem.copies_max[several]], 0.0)
    _at_most(rows, taken[both].T, [1.0, 1.0], 1.0)


def _at_most(rows: Rows, variables: Ints, factors: list[float | Ints], upper: float) -> None:
    """Add rows of two variables each, shape (2, rows)."""
    size = variables.shape[1]
    at = rows.rows(np.full(size, -np.inf), np.full(size, upper))
    for variable, factor in zip(variables, factors, strict=True):
        rows.entries(at, variable, np.broadcast_to(np.asarray(factor, np.float64), size))


def _serve_cheapest(rows: Rows, k: Ints, problem: SitingProblem) -> None:
    """Add the steps of each demand point, as far as the sites open anyway leave room below."""
    costs = service_costs(problem)
    demand, site, cost = costs.indices, _columns(costs), costs.data
    people = problem.people
    anyway = (problem.copies_fixed + problem.copies_min) > 0
    at_most = np.full(people.size, np.inf if problem.everybody else 0.0)
    np.minimum.at(at_most, demand[anyway[site]], cost[anyway[site]])
    useful = (~anyway[site] & (problem.copies_max[site] > 0) & (people[demand] > 0)) & (
        cost < at_most[demand]
    )
    demand, site, cost = demand[useful], site[useful], cost[useful]
    by_demand = np.lexsort((site, cost, demand))
    demand, site, cost = demand[by_demand], site[by_demand], cost[by_demand]
    new_demand = np.diff(demand, prepend=-1) != 0
    new_step = new_demand | (np.diff(cost, prepend=-np.inf) != 0)
    begins = np.flatnonzero(new_step)
    step = np.cumsum(new_step) - 1  # of each pair
    first = new_demand[begins]  # of each step
    last = np.append(first[1:], True)[: first.size]
    of, here = demand[begins], cost[begins]
    beyond = np.where(last, at_most[of], np.append(here[1:], 0.0)[: here.size])
    must = np.isinf(beyond)  # nobody may be left beyond the last step

    settled = np.setdiff1d(np.flatnonzero(people > 0), of)
    lowest = at_most.copy()
    lowest[of[first]] = here[first]
    u = np.full(begins.size, -1)
    rise = np.where(must, 0.0, beyond - here)
    weigh = problem.objective in ("coverage", "median")
    u[~must] = rows.variables(
        np.zeros((~must).sum()),
        np.ones((~must).sum()),
        cost=(people[of] * rise)[~must].astype(np.float64) if weigh else None,
    )
    at = rows.rows(np.where(first, 1.0, 0.0), np.full(begins.size, np.inf))
    rows.entries(at[step], k[site], np.ones(site.size))
    rows.entries(at[~must], u[~must], np.ones((~must).sum()))
    follows = np.flatnonzero(~first)
    rows.entries(at[follows], u[follows - 1], np.full(follows.size, -1.0))
    if weigh:
        rows.offset = float(people[of[first]] @ here[first] + people[settled] @ at_most[settled])
    if problem.objective == "center":
        radii = _Radii(rows, lowest[people > 0], np.concatenate([here, beyond[~must]]))
        radii.reach(u[~must], beyond[~must], np.ones((~must).sum()))


def _serve_within_capacity(rows: Rows, k: Ints, problem: SitingProblem) -> None:
    costs, people, places = service_costs(problem), problem.people, problem.places
    demand, site, cost = costs.indices, _columns(costs), costs.data
    open_ = problem.copies_fixed + problem.copies_max
    useful = (people[demand] > 0) & (open_[site] > 0) & (places[site] > 0)
    demand, site, cost = demand[useful], site[useful], cost[useful]
    weigh = problem.objective in ("coverage", "median")
    f = rows.variables(
        np.zeros(demand.size),
        np.ones(demand.size),
        cost=people[demand] * cost if weigh else None,
    )
    all_ = people > 0
    served = rows.rows(
        np.where(all_ & problem.everybody, 1.0, -np.inf), np.where(all_, 1.0, np.inf)
    )
    rows.entries(served[demand], f, np.ones(f.size))
    room = rows.rows(np.full(k.size, -np.inf), (places * problem.copies_fixed).astype(np.float64))
    rows.entries(room[site], f, people[demand].astype(np.float64))
    rows.entries(room, k, -places.astype(np.float64))
    new = np.flatnonzero(problem.copies_fixed[site] == 0)
    share = np.minimum(1.0, places[site[new]] / people[demand[new]])
    within = rows.rows(np.full(new.size, -np.inf), np.zeros(new.size))
    rows.entries(within, f[new], np.ones(new.size))
    rows.entries(within, k[site[new]], -share)
    if problem.objective == "center":
        nearest = np.full(people.size, np.inf)
        np.minimum.at(nearest, demand, cost)
        radii = _Radii(rows, nearest[all_], cost)
        radii.reach(f, cost, np.ones(f.size))


class _Radii:
    """Variables that say whether the greatest radius is above each of the radii that occur."""

    def __init__(self, rows: Rows, nearest: Floats, radii: Floats) -> None:
        least = nearest.max(initial=0.0)
        self.radii = np.unique(np.append(radii[radii > least], least))
        steps = np.diff(self.radii)
        self.rows = rows
        self.above = rows.variables(
            np.zeros(steps.size), np.ones(steps.size), cost=steps, whole=True
        )
        rows.offset += float(least)
        falls = rows.rows(np.zeros(max(steps.size - 1, 0)), np.full(max(steps.size - 1, 0), np.inf))
        rows.entries(falls, self.above[:-1], np.ones(falls.size))
        rows.entries(falls, self.above[1:], np.full(falls.size, -1.0))

    def reach(self, variable: Ints, radius: Floats, most: Floats) -> None:
        """Let a variable be above 0, and then at most so much, only when the radius is taken."""
        at = np.searchsorted(self.radii, radius) - 1
        far = np.flatnonzero(radius > self.radii[0])
        row = self.rows.rows(np.zeros(far.size), np.full(far.size, np.inf))
        self.rows.entries(row, self.above[at[far]], most[far])
        self.rows.entries(row, variable[far], np.full(far.size, -1.0))


def _columns(pairs: sparse.csc_array[np.float64]) -> Ints:
    return np.repeat(np.arange(pairs.shape[1]), np.diff(pairs.indptr))
