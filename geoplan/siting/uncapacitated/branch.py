"""Branch and bound on the Lagrangian relaxation: a proof without a general solver.

A node fixes some sites open and some closed. Its bound starts from the prices of its parent, so
that a few rounds are enough; it branches on the site about which the last rounds agree least.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from geoplan.progress import Progress, Standing, silent
from geoplan.siting.limits import Limits
from geoplan.siting.problem import Ints
from geoplan.siting.uncapacitated.lagrangian import Bound, lagrangian_bound
from geoplan.siting.uncapacitated.selection import Selection
from geoplan.siting.uncapacitated.worth import Table

NODE_ROUNDS = 150


@dataclass(frozen=True, eq=False)
class Proof:
    """How far branching came.

    Parameters
    ----------
    chosen
        The best choice of sites seen; None if none is better than what was known.
    value
        Of the best choice known, in units.
    bound
        No choice is worth more, in units.
    nodes
        Nodes looked at.
    """

    chosen: Ints | None
    value: int
    bound: int
    nodes: int


def prove(
    table: Table,
    selection: Selection,
    known: int,
    root: Bound,
    *,
    step: int,
    limits: Limits,
    improve: Callable[[Ints], tuple[Ints, int]],
    progress: Progress = silent,
) -> Proof:
    """Look for a better choice until none can exist, or a limit is reached.

    Parameters
    ----------
    table
        What sites are worth.
    selection
        Which choices are allowed; a count of sites.
    known
        Value of the best choice known, in units.
    root
        A bound without branching.
    step
        Units by which two different values differ at least.
    limits
        When to stop: nodes and gap.
    improve
        Returns a choice as good as the one given or better, and its value in units.
    progress
        Called with the stage, the share of the nodes that is spent, and how things stand.

    Source: Narula, Ogbu and Samuelsson (1977), Operations Research 25, 709–713.
    """
    waiting = [(-root.value, 0, selection, root)]
    chosen, nodes, bound = None, 0, root.value
    while waiting:
        bound = -waiting[0][0]
        if bound < known + step or bound - known <= limits.gap * bound or nodes >= limits.nodes:
            break
        _, _, node, above = heapq.heappop(waiting)
        node = _tightened(node, above, known + step)
        site = _undecided(node, above)
        if site is None:
            continue
        for child in _children(node, site):
            nodes += 1
            below = lagrangian_bound(
                table,
                child,
                known,
                above.price.astype(np.float64),
                enough=known + step,
                rounds=NODE_ROUNDS,
            )
            sites, value = improve(child.best(below.earned)[0])
            if value > known:
                chosen, known = sites, value
            if below.value >= known + step:
                heapq.heappush(waiting, (-min(below.value, bound), nodes, child, below))
        progress("Proof", min(nodes / limits.nodes, 1.0), Standing(known, bound))
    if not waiting:
        bound = known
    progress("Proof", 1.0)
    return Proof(chosen, known, max(bound, known), nodes)


def _tightened(node: Selection, bound: Bound, better: int) -> Selection:
    """Return the node with the sites fixed about which its bound leaves no choice."""
    barred = node.barred | ((bound.open_at_most < better) & ~node.required)
    required = node.required | ((bound.closed_at_most < better) & ~barred)
    return replace(node, barred=barred, required=required)


def _undecided(node: Selection, bound: Bound) -> int | None:
    """Return the free site whose place among the best is least settled, None if none is free."""
    free = ~node.barred & ~node.required
    if not free.any() or node.count is None or int(node.required.sum()) >= node.count:
        return None
    return int(np.argmin(np.where(free, np.abs(bound.often - 0.5), np.inf)))


def _children(node: Selection, site: int) -> list[Selection]:
    """Return the node with a site open, and with it closed, as far as each leaves a choice."""
    here = np.zeros(node.barred.size, np.bool_)
    here[site] = True
    children = [replace(node, required=node.required | here)]
    if node.count is not None and int((~node.barred).sum()) > node.count:
        children.append(replace(node, barred=node.barred | here))
    return children
