"""Minutes from many origins to many destinations, kept sparse."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import sparse


@dataclass(frozen=True)
class TravelTimes:
    """Minutes between places, up to a cut-off.

    Memory grows with the number of stored pairs, not with origins × destinations.

    Parameters
    ----------
    origins
        Labels of the rows, in order.
    destinations
        Labels of the columns, in order.
    minutes
        CSR array of float64, origins × destinations, sorted indices. A pair that is absent lies
        beyond the cut-off; a stored zero is a true zero.
    cutoff_min
        Longest time kept.
    """

    origins: pd.Index[str]
    destinations: pd.Index[str]
    minutes: sparse.csr_array[np.float64]
    cutoff_min: float

    @property
    def pairs(self) -> int:
        """Number of stored pairs."""
        return int(self.minutes.nnz)

    def nearest(self) -> pd.Series[float]:
        """Return minutes to the nearest destination, indexed like ``origins``; inf if none."""
        return pd.Series(row_minimum(self.minutes), index=self.origins, name="travel_min")

    def to(self, destinations: pd.Index[str]) -> TravelTimes:
        """Return the times to some of the destinations, in the order asked for."""
        columns = self.destinations.get_indexer(destinations)
        if (columns < 0).any():
            raise KeyError(list(destinations[columns < 0]))
        minutes = sparse.csr_array(self.minutes.tocsc()[:, columns])
        minutes.sort_indices()
        return TravelTimes(self.origins, destinations, minutes, self.cutoff_min)


def row_minimum(matrix: sparse.csr_array[np.float64]) -> NDArray[np.float64]:
    """Return the least stored value of each row, inf where a row stores none; shape (rows,)."""
    least = np.full(matrix.shape[0], np.inf)
    filled = np.flatnonzero(np.diff(matrix.indptr))
    if filled.size:
        least[filled] = np.minimum.reduceat(matrix.data, matrix.indptr[filled])
    return least
