"""Plots side by side that are large enough together."""

from __future__ import annotations

import numpy as np
import shapely
from numpy.typing import NDArray

from geoplan.siting.problem import Floats, Ints

APART_M = 0.5  # borders of neighbours, drawn by different hands, lie as far apart as this
MOST = 3  # plots together: each has an owner to settle with


def adjoining(
    shapes: NDArray[np.object_], area_m2: Floats, least_m2: float, *, count: int
) -> list[Ints]:
    """Return groups of two or three adjoining plots of which none can be spared.

    Parameters
    ----------
    shapes
        Polygons in a metric CRS, shape (plots,).
    area_m2
        What can be used of each, shape (plots,), less than ``least_m2``.
    least_m2
        What a group has to have.
    count
        Groups to return, at most.

    Returns
    -------
    list of ndarray
        Rows of each group: pairs before threes, of these the one that is most compact together
        first (Polsby and Popper 1991).
    """
    one, other = shapely.STRtree(shapes).query(shapes, predicate="dwithin", distance=APART_M)
    beside: dict[int, set[int]] = {row: set() for row in range(len(shapes))}
    for a, b in zip(one.tolist(), other.tolist(), strict=True):
        if a != b:
            beside[a].add(b)
    pairs = {frozenset((a, b)) for a, near in beside.items() for b in near}
    found = [group for group in pairs if _together(group, area_m2) >= least_m2]
    if len(found) < count:
        threes = {pair | {c} for pair in pairs for a in pair for c in beside[a] - pair}
        found += [group for group in threes if _enough(group, area_m2, least_m2)]
    groups = [np.array(sorted(group), np.int64) for group in found]
    return sorted(groups, key=lambda rows: (len(rows), -_compactness(shapes[rows]), *rows))[:count]


def joined(shapes: NDArray[np.object_]) -> shapely.Geometry:
    """Return adjoining plots as one, the gaps between their borders closed."""
    grown = shapely.union_all(shapely.buffer(shapes, APART_M, join_style="mitre"))
    return shapely.buffer(grown, -APART_M, join_style="mitre")


def _together(group: frozenset[int], area_m2: Floats) -> float:
    return float(area_m2[list(group)].sum())


def _enough(group: frozenset[int], area_m2: Floats, least_m2: float) -> bool:
    """Return whether three are large enough, and no two of them, whether adjoining or not."""
    each = sorted(area_m2[list(group)])
    return len(group) == MOST and sum(each) >= least_m2 > each[-1] + each[-2]


def _compactness(shapes: NDArray[np.object_]) -> float:
    whole = joined(shapes)
    return float(4 * np.pi * shapely.area(whole) / shapely.length(whole) ** 2)
