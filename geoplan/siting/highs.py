"""A mixed-integer programme as arrays, solved by HiGHS."""

from __future__ import annotations

from dataclasses import dataclass

import highspy
import numpy as np
from highspy.highs import HighsCallbackEvent
from numpy.typing import NDArray
from scipy import sparse

from geoplan.errors import GeoplanError
from geoplan.progress import Progress, Standing, silent
from geoplan.siting.limits import Limits
from geoplan.siting.problem import Floats, Ints

TOLERANCE = 1e-6  # HiGHS keeps to integrality and bounds as well as this
STEP_MARGIN = 1e-3  # of a step, kept as a distance from it
STOPPED = frozenset(
    {
        highspy.HighsModelStatus.kOptimal,
        highspy.HighsModelStatus.kInterrupt,
        highspy.HighsModelStatus.kSolutionLimit,
        highspy.HighsModelStatus.kTimeLimit,
    }
)
INFEASIBLE = frozenset(
    {
        highspy.HighsModelStatus.kInfeasible,
        highspy.HighsModelStatus.kUnboundedOrInfeasible,
    }
)


@dataclass(frozen=True, eq=False)
class Programme:
    """Least ``cost`` · x + ``offset`` with ``row_lower`` ≤ ``rows`` x ≤ ``row_upper``.

    Parameters
    ----------
    cost
        Shape (variables,).
    lower, upper
        Bounds of the variables, shape (variables,).
    whole
        Which variables take whole numbers only, shape (variables,).
    rows
        Shape (rows, variables).
    row_lower, row_upper
        Bounds of the rows, shape (rows,).
    offset
        Added to the objective.
    """

    cost: Floats
    lower: Floats
    upper: Floats
    whole: NDArray[np.bool_]
    rows: sparse.csr_array[np.float64]
    row_lower: Floats
    row_upper: Floats
    offset: float = 0.0


@dataclass(frozen=True, eq=False)
class Outcome:
    """What HiGHS came to.

    Parameters
    ----------
    values
        The best variables found, shape (variables,); None where none were found.
    objective
        Of these; inf where none were found.
    bound
        No feasible variables cost less; inf where none are feasible.
    nodes
        Nodes of branch and bound spent.
    """

    values: Floats | None
    objective: float
    bound: float
    nodes: int

    @property
    def infeasible(self) -> bool:
        """Whether it is proven that nothing keeps to the rows."""
        return self.bound == np.inf


def minimise(
    programme: Programme,
    limits: Limits = Limits(),
    *,
    start: Ints | None = None,
    step: float = 0.0,
    enough: float = -np.inf,
    hopeless: float = np.inf,
    stage: str = "Exact model",
    progress: Progress = silent,
) -> Outcome:
    """Solve a programme on one core, so that the answer is the same every time.

    Parameters
    ----------
    programme
        What to solve.
    limits
        When to stop.
    start
        The first variables of a feasible solution; HiGHS finds the others.
    step
        Two different objectives differ by at least so much.
    enough
        An objective as small as this is not improved further.
    hopeless
        With a bound above this the search ends.
    stage
        What ``progress`` is told.
    progress
        Called with the stage and how things stand.

    Raises
    ------
    GeoplanError
        If HiGHS fails.

    Source: Huangfu and Hall (2018), Mathematical Programming Computation 10, 119–142.
    """
    if programme.cost.size == 0:
        return _nothing_to_choose(programme)
    solver = loaded(programme)
    options: dict[str, bool | int | float] = {
        "mip_rel_gap": limits.gap,
        "mip_abs_gap": max(step * (1 - STEP_MARGIN), 0.0 if limits.gap == 0 else TOLERANCE),
        "mip_max_nodes": max(limits.nodes, 1),  # the first node only finds the bound
    }
    if limits.seconds is not None:
        options["time_limit"] = limits.seconds
    for name, value in options.items():
        solver.setOptionValue(name, value)
    if start is not None:
        first = np.arange(start.size, dtype=np.int32)
        solver.setSolution(start.size, first, start.astype(np.float64))

    def watch(event: HighsCallbackEvent) -> None:
        found, bound = event.data_out.mip_primal_bound, event.data_out.mip_dual_bound
        if found <= enough + TOLERANCE or hopeless + TOLERANCE < bound < np.inf:
            event.interrupt()
        if np.isfinite(found) and np.isfinite(bound):
            share = event.data_out.mip_node_count / max(limits.nodes, 1)
            progress(stage, min(share, 1.0), Standing(found, bound))

    solver.cbMipInterrupt += watch
    progress(stage, 0.0)
    run(solver)
    progress(stage, 1.0)
    outcome = _outcome(solver, programme)
    if start is None or _worth_as_told(programme, outcome):
        return outcome
    # HiGHS 1.16 can value a start too well once presolved, and then takes that for a bound
    return minimise(
        programme,
        limits,
        step=step,
        enough=enough,
        hopeless=hopeless,
        stage=stage,
        progress=progress,
    )


def _worth_as_told(programme: Programme, outcome: Outcome) -> bool:
    """Return whether the values found are worth what HiGHS says."""
    if outcome.values is None:
        return True
    worth = float(programme.cost @ outcome.values) + programme.offset
    return abs(worth - outcome.objective) <= TOLERANCE * max(1.0, abs(worth))


class _Silent(highspy.Highs):
    """HiGHS without the banner that it prints when its first callback is set up."""

    def enableCallbacks(self) -> None:  # noqa: N802 - HiGHS calls it so
        self.silent()
        super().enableCallbacks()  # type: ignore[no-untyped-call]


def loaded(programme: Programme) -> highspy.Highs:
    """Return HiGHS with a programme, on one core."""
    solver = _Silent()  # type: ignore[no-untyped-call]
    solver.setOptionValue("threads", 1)
    lp = highspy.HighsLp()
    lp.num_row_, lp.num_col_ = programme.rows.shape
    lp.col_cost_ = programme.cost.astype(np.float64)
    lp.col_lower_ = programme.lower.astype(np.float64)
    lp.col_upper_ = programme.upper.astype(np.float64)
    lp.row_lower_ = programme.row_lower.astype(np.float64)
    lp.row_upper_ = programme.row_upper.astype(np.float64)
    lp.offset_ = programme.offset
    lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    lp.a_matrix_.start_ = programme.rows.indptr
    lp.a_matrix_.index_ = programme.rows.indices
    lp.a_matrix_.value_ = programme.rows.data
    kinds = (highspy.HighsVarType.kContinuous, highspy.HighsVarType.kInteger)
    lp.integrality_ = [kinds[int(whole)] for whole in programme.whole]
    solver.passModel(lp)
    return solver


def run(solver: highspy.Highs) -> None:
    """Let HiGHS work until it stops, in whatever thread."""
    solver.resetThreadScheduler(True)  # else it keeps to the threads of whoever ran HiGHS before
    solver.run()


def _nothing_to_choose(programme: Programme) -> Outcome:
    kept = (programme.row_lower <= 0).all() and (programme.row_upper >= 0).all()
    objective = programme.offset if kept else np.inf
    return Outcome(np.empty(0) if kept else None, objective, objective, 0)


def _outcome(solver: highspy.Highs, programme: Programme) -> Outcome:
    status, info = solver.getModelStatus(), solver.getInfo()
    nodes = max(int(info.mip_node_count), 0)
    if status in INFEASIBLE:
        return Outcome(None, np.inf, np.inf, nodes)
    if status not in STOPPED:
        raise gave_up(solver)
    if info.primal_solution_status != highspy.SolutionStatus.kSolutionStatusFeasible:
        return Outcome(None, np.inf, info.mip_dual_bound, nodes)
    values = np.array(solver.getSolution().col_value)
    objective = info.objective_function_value
    bound = info.mip_dual_bound if programme.whole.any() else objective
    return Outcome(values, objective, min(bound, objective), nodes)


def gave_up(solver: highspy.Highs) -> GeoplanError:
    """Return the error that says why HiGHS stopped."""
    return GeoplanError(f"HiGHS gave up: {solver.modelStatusToString(solver.getModelStatus())}.")
