"""Put a programme together, variables and rows in bundles."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike
from scipy import sparse

from geoplan.siting.highs import Programme
from geoplan.siting.problem import Floats, Ints


class Rows:
    """A programme in the making.

    Examples
    --------
    >>> rows = Rows()
    >>> x = rows.variables(np.zeros(2), np.ones(2), cost=np.array([1.0, 2.0]))
    >>> rows.row(x, np.ones(2), 1, np.inf)
    >>> rows.programme().rows.toarray().tolist()
    [[1.0, 1.0]]
    """

    def __init__(self) -> None:
        self.offset = 0.0
        self._columns: list[tuple[Floats, Floats, Floats, np.ndarray]] = []
        self._bounds: list[tuple[Floats, Floats]] = []
        self._entries: list[tuple[Ints, Ints, Floats]] = []
        self._variables = self._rows = 0

    def variables(
        self,
        lower: ArrayLike,
        upper: ArrayLike,
        *,
        cost: Floats | None = None,
        whole: bool = False,
    ) -> Ints:
        """Add variables and return their numbers."""
        low = np.asarray(lower, np.float64)
        costs = np.zeros(low.size) if cost is None else cost
        self._columns.append((costs, low, np.asarray(upper, np.float64), np.full(low.size, whole)))
        first, self._variables = self._variables, self._variables + low.size
        return np.arange(first, self._variables)

    def rows(self, lower: Floats, upper: Floats) -> Ints:
        """Add rows that are still empty and return their numbers."""
        self._bounds.append((lower, upper))
        first, self._rows = self._rows, self._rows + lower.size
        return np.arange(first, self._rows)

    def entries(self, row: Ints, variable: Ints, factor: Floats) -> None:
        """Add factors of variables to rows."""
        self._entries.append((row, variable, factor))

    def row(self, variable: Ints, factor: Floats, lower: float, upper: float) -> None:
        """Add one row."""
        number = self.rows(np.array([lower], np.float64), np.array([upper], np.float64))
        self.entries(np.repeat(number, variable.size), variable, factor)

    def programme(self) -> Programme:
        """Return the programme."""
        none = np.empty(0)
        cost, lower, upper, whole = map(np.concatenate, zip(*self._columns, strict=True))
        row_lower, row_upper = map(np.concatenate, zip((none, none), *self._bounds, strict=True))
        at = (none.astype(np.int64),) * 2
        row, variable, factor = map(np.concatenate, zip((*at, none), *self._entries, strict=True))
        matrix = sparse.csr_array(
            (factor.astype(np.float64), (row, variable)), shape=(self._rows, self._variables)
        )
        return Programme(cost, lower, upper, whole, matrix, row_lower, row_upper, self.offset)
