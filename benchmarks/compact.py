"""The compact models of the textbooks as HiGHS takes them; sites first, 1 for each that opens."""

from __future__ import annotations

from typing import Any

import numpy as np
from scipy import sparse

from geoplan.siting.family import Minutes
from geoplan.siting.problem import Ints


def cover_model(people: Ints, metres: Minutes, p: int) -> Any:
    """Return max Σ people · covered, covered ≤ Σ of the sites in reach, Σ sites = p."""
    demand, sites = metres.shape
    covers = sparse.csc_array((np.ones(metres.nnz), metres.indices, metres.indptr), metres.shape)
    rows = sparse.block_array(
        [[covers, -sparse.eye_array(demand)], [sparse.csr_array(np.ones((1, sites))), None]],
        format="csr",
    )
    return _model(
        rows,
        cost=np.concatenate([np.zeros(sites), people]),
        lower=np.concatenate([np.zeros(demand), [p]]),
        upper=np.concatenate([np.full(demand, np.inf), [p]]),
        binary=sites,
        maximise=True,
    )


def median_model(people: Ints, metres: Minutes, p: int) -> Any:
    """Return min Σ people · metres · share, shares of each point sum to 1, share ≤ site."""
    demand, sites = metres.shape
    pairs = metres.tocoo()
    number = np.arange(pairs.nnz)
    one = np.ones(pairs.nnz)
    opened = sparse.coo_array((one, (number, pairs.col)), shape=(pairs.nnz, sites))
    served = sparse.coo_array((one, (pairs.row, number)), shape=(demand, pairs.nnz))
    rows = sparse.block_array(
        [
            [opened, -sparse.eye_array(pairs.nnz)],
            [None, served],
            [sparse.csr_array(np.ones((1, sites))), None],
        ],
        format="csr",
    )
    return _model(
        rows,
        cost=np.concatenate([np.zeros(sites), pairs.data * people[pairs.row]]),
        lower=np.concatenate([np.zeros(pairs.nnz), np.ones(demand), [p]]),
        upper=np.concatenate([np.full(pairs.nnz, np.inf), np.ones(demand), [p]]),
        binary=sites,
        maximise=False,
    )


def _model(
    rows: sparse.csr_array[np.float64],
    *,
    cost: np.ndarray,
    lower: np.ndarray,
    upper: np.ndarray,
    binary: int,
    maximise: bool,
) -> Any:
    """Return a model for HiGHS in which all variables lie between 0 and 1, the first binary."""
    import highspy

    model = highspy.HighsLp()
    model.num_row_, model.num_col_ = rows.shape
    model.col_cost_ = cost.astype(float)
    model.col_lower_, model.col_upper_ = np.zeros(cost.size), np.ones(cost.size)
    model.row_lower_, model.row_upper_ = lower, upper
    model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    model.a_matrix_.start_, model.a_matrix_.index_ = rows.indptr, rows.indices
    model.a_matrix_.value_ = rows.data
    kinds = highspy.HighsVarType
    whole, real = [kinds.kInteger] * binary, [kinds.kContinuous] * (cost.size - binary)
    model.integrality_ = whole + real
    model.sense_ = highspy.ObjSense.kMaximize if maximise else highspy.ObjSense.kMinimize
    return model
