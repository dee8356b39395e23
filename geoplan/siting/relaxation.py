"""A programme whose variables need not be whole, solved again and again as it changes."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import NamedTuple

import highspy
import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from geoplan.siting.highs import INFEASIBLE, Programme, gave_up, loaded, run
from geoplan.siting.problem import Floats

Statuses = NDArray[np.int8]
BASIC = int(highspy.HighsBasisStatus.kBasic)
BY_NUMBER = {int(status): status for status in highspy.HighsBasisStatus.__members__.values()}
DEVEX = 1  # prices of the dual simplex method that cost nothing to begin with
SOLVED = INFEASIBLE | {highspy.HighsModelStatus.kOptimal}
PATIENCE = 10_000  # iterations of the simplex method before the interior point method is tried


class Basis(NamedTuple):
    """Which variables and rows are at their bounds in a corner, as HiGHS numbers it.

    Parameters
    ----------
    columns
        Shape (variables,).
    rows
        Shape (rows,).
    """

    columns: Statuses
    rows: Statuses

    def kept(self, rows: NDArray[np.bool_]) -> Basis:
        """Return it for some of the rows."""
        return Basis(self.columns, self.rows[rows])

    def grown(self, first: int, last: int) -> Basis:
        """Return it with so many new rows before and after the others."""
        return Basis(self.columns, np.pad(self.rows, (first, last), constant_values=BASIC))


@dataclass(frozen=True, eq=False)
class Relaxed:
    """An optimum where no variable need be whole, at a corner.

    Parameters
    ----------
    objective
        No solution of the programme costs less; inf where nothing keeps to its rows.
    values
        Of the variables, shape (variables,).
    reduced_costs
        What the objective rises by with each variable, shape (variables,).
    prices
        What it rises by with the bound of each row, shape (rows,).
    basis
        Of the corner; of no meaning where nothing keeps to the rows.
    """

    objective: float
    values: Floats
    reduced_costs: Floats
    prices: Floats
    basis: Basis


def relax(programme: Programme, basis: Basis | None = None) -> Relaxed:
    """Solve a programme whose variables need not be whole.

    Parameters
    ----------
    programme
        What to solve.
    basis
        Of a programme that differs little; the dual simplex method begins there. Without one, or
        where that takes too long, it is solved by the interior point method.

    Raises
    ------
    GeoplanError
        If HiGHS fails.

    Source: Huangfu and Hall (2018), Mathematical Programming Computation 10, 119–142; Schork and
    Gondzio (2020), Mathematical Programming Computation 12, 603–635.
    """
    solver = _not_whole(programme)
    if basis is not None:
        _begin_at(solver, basis)
        solver.setOptionValue("simplex_iteration_limit", PATIENCE)
        run(solver)
    if solver.getModelStatus() not in SOLVED:
        solver.clearSolver()
        solver.setOptionValue("solver", "ipm")
        solver.setOptionValue("simplex_iteration_limit", highspy.kHighsIInf)
        run(solver)
    if solver.getModelStatus() in INFEASIBLE:
        rows, columns = map(np.zeros, programme.rows.shape)
        nowhere = Basis(columns.astype(np.int8), rows.astype(np.int8))
        return Relaxed(np.inf, columns, columns, rows, nowhere)
    if solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
        raise gave_up(solver)
    solution, corner = solver.getSolution(), solver.getBasis()
    return Relaxed(
        solver.getInfo().objective_function_value,
        np.array(solution.col_value),
        np.array(solution.col_dual),
        np.array(solution.row_dual),
        Basis(_numbers(corner.col_status), _numbers(corner.row_status)),
    )


def row_prices(programme: Programme, iterations: int) -> Floats:
    """Return what the relaxation's optimum rises by with each row, shape (rows,), or nearly so.

    Parameters
    ----------
    programme
        One that has a solution.
    iterations
        Of the dual simplex method, at most: HiGHS 1.16 can go round in circles.
    """
    solver = _not_whole(programme)
    solver.setOptionValue("solver", "simplex")
    solver.setOptionValue("simplex_iteration_limit", iterations)
    run(solver)
    return np.array(solver.getSolution().row_dual)


def rises(
    programme: Programme,
    basis: Basis,
    rows: sparse.csr_array[np.float64],
    lower: Floats,
    upper: Floats,
    *,
    iterations: int,
) -> Floats:
    """Return by how much the relaxation's optimum rises at least with each of some rows alone.

    Parameters
    ----------
    programme
        One that has a solution.
    basis
        Of the corner where its relaxation is best.
    rows, lower, upper
        Each of them, shape (candidates, variables), and their bounds, shape (candidates,).
    iterations
        Of the dual simplex method with each of them, at most.

    Source: Applegate, Bixby, Chvátal and Cook (1995), DIMACS report 95-05, for trying out branches
    so before one is taken.
    """
    solver = _not_whole(programme)
    _begin_at(solver, basis)
    run(solver)
    corner, before = solver.getBasis(), solver.getInfo().objective_function_value
    solver.setOptionValue("simplex_iteration_limit", iterations)
    solver.setOptionValue("simplex_dual_edge_weight_strategy", DEVEX)
    added, found = programme.rows.shape[0], np.zeros(lower.size)
    for number in range(lower.size):
        part = slice(rows.indptr[number], rows.indptr[number + 1])
        columns = rows.indices[part].astype(np.int32)
        solver.addRow(
            lower[number], upper[number], columns.size, columns, rows.data[part].astype(np.float64)
        )
        run(solver)
        infeasible = solver.getModelStatus() in INFEASIBLE
        after = solver.getInfo().objective_function_value
        found[number] = np.inf if infeasible else max(after - before, 0.0)
        solver.deleteRows(1, np.array([added], np.int32))
        solver.setBasis(corner)
    return found


def _not_whole(programme: Programme) -> highspy.Highs:
    solver = loaded(replace(programme, whole=np.zeros_like(programme.whole)))
    solver.silent()
    return solver


def _begin_at(solver: highspy.Highs, basis: Basis) -> None:
    corner = highspy.HighsBasis()
    corner.col_status = [BY_NUMBER[number] for number in basis.columns.tolist()]
    corner.row_status = [BY_NUMBER[number] for number in basis.rows.tolist()]
    corner.valid = True
    solver.setBasis(corner)
    solver.setOptionValue("solver", "simplex")


def _numbers(statuses: list[highspy.HighsBasisStatus]) -> Statuses:
    return np.array([int(status) for status in statuses], np.int8)
