"""Which of many sets contain which others."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from geoplan.compiled import compiled, inner
from geoplan.siting.problem import Floats, Ints

Bools = NDArray[np.bool_]


def sets(table: sparse.csc_array | sparse.csr_array) -> tuple[Ints, Ints]:
    """Return the rows, or columns, of a sorted table: where each begins, and its elements."""
    return table.indptr.astype(np.int64), table.indices.astype(np.int64)


@inner
def _subset(index: Ints, first: int, last: int, other: int, end: int) -> bool:
    """Tell whether the sorted ``index[first:last]`` is within ``index[other:end]``."""
    while first < last:
        while other < end and index[other] < index[first]:
            other += 1
        if other == end or index[other] != index[first]:
            return False
        first += 1
        other += 1
    return True


@inner
def _rarest(start: Ints, index: Ints, owner_start: Ints, one: int) -> int:
    """Return the element of a set that the fewest sets have."""
    rarest = index[start[one]]
    for k in range(start[one], start[one + 1]):
        element = index[k]
        if (
            owner_start[element + 1] - owner_start[element]
            < owner_start[rarest + 1] - owner_start[rarest]
        ):
            rarest = element
    return int(rarest)


@compiled
def containing(start: Ints, index: Ints, owner_start: Ints, owner: Ints) -> Bools:
    """Tell which sets contain another one; of equal sets all but the first do."""
    containing = np.zeros(start.size - 1, np.bool_)
    for one in range(start.size - 1):
        if containing[one] or start[one] == start[one + 1]:
            continue
        size = start[one + 1] - start[one]
        rarest = _rarest(start, index, owner_start, one)
        for k in range(owner_start[rarest], owner_start[rarest + 1]):
            other = owner[k]
            larger = start[other + 1] - start[other]
            if containing[other] or larger < size or (larger == size and other <= one):
                continue
            containing[other] = _subset(
                index, start[one], start[one + 1], start[other], start[other + 1]
            )
    return containing


@compiled
def contained(
    start: Ints, index: Ints, owner_start: Ints, owner: Ints, cost: Floats, free: Bools
) -> Bools:
    """Tell which sets are empty or within a free one that costs no more, or equal to an earlier."""
    contained = np.zeros(start.size - 1, np.bool_)
    for one in range(start.size - 1):
        if start[one] == start[one + 1]:
            contained[one] = True
            continue
        size = start[one + 1] - start[one]
        rarest = _rarest(start, index, owner_start, one)
        for k in range(owner_start[rarest], owner_start[rarest + 1]):
            other = owner[k]
            larger = start[other + 1] - start[other]
            if not free[other] or contained[other] or larger < size or cost[other] > cost[one]:
                continue
            if larger == size and cost[other] == cost[one] and other >= one:
                continue
            if _subset(index, start[one], start[one + 1], start[other], start[other + 1]):
                contained[one] = True
                break
    return contained
