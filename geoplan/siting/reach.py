"""Who is in reach of which site, both ways round, for compiled code."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from geoplan.siting.problem import Ints

Numbers = NDArray[np.uint32]  # unsigned: compiled code need not look for negative indices
Weights = NDArray[np.int32]
LARGEST = 2**31 - 1


class Reach(NamedTuple):
    """Who is in reach of which site and what they are worth, by site and by demand point."""

    start: Ints
    demand: Numbers
    row: Ints
    site: Numbers
    weight: Weights


def reach_of(pairs: sparse.csc_array, weight: Ints) -> Reach:
    """Return who is in reach, by site and by demand point.

    Parameters
    ----------
    pairs
        Stored where a site reaches a demand point, demand × sites.
    weight
        What each demand point is worth, shape (demand,); shrunk until the sum fits into 32 bits.
    """
    by_demand = pairs.tocsr()
    shrink = max(1, -(-int(weight.sum()) // LARGEST))
    return Reach(
        start=pairs.indptr.astype(np.int64),
        demand=pairs.indices.astype(np.uint32),
        row=by_demand.indptr.astype(np.int64),
        site=by_demand.indices.astype(np.uint32),
        weight=(weight // shrink).astype(np.int32),
    )
