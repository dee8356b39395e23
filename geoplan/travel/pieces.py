"""Edges cut into pieces where places are tied to them, and the arcs that lead over the pieces.

Who arrives at a junction by a heading with bans arrives at a copy of it, from which only the turns
that are allowed lead on. Nobody turns round at a tie on an edge after such a turn, so that no place
makes the way of others shorter: each heading passes a node of its own there, one gets on to both
from a third and off both to a fourth.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from geoplan.travel.network import Floats, Whole
from geoplan.travel.roads import Roads
from geoplan.travel.turns import Bools

NO_CUT = -1


@dataclass(frozen=True, eq=False)
class Pieces:
    """Pieces of edges.

    Parameters
    ----------
    edge
        That each piece is part of, shape (pieces,).
    begin, end
        Shares of the way along that edge, shape (pieces,).
    """

    edge: Whole
    begin: Floats
    end: Floats


@dataclass(frozen=True, eq=False)
class Arcs:
    """What leads over pieces, from node to node: first the junctions, then cuts, then copies.

    Parameters
    ----------
    piece
        That each arc leads over, shape (arcs,).
    ahead
        Whether it leads from the begin of the piece to its end, shape (arcs,).
    tail, head
        Nodes that it leaves and leads to, shape (arcs,).
    links
        Pairs of nodes, from the first of which one gets to the second at once, shape (links, 2).
    on, off
        Nodes at which one gets on to the road at each tie, and off, shape (ties,).
    copied
        Junctions that the copies stand for, shape (copies,).
    nodes
        Number of nodes.
    """

    piece: Whole
    ahead: Bools
    tail: Whole
    head: Whole
    links: Whole
    on: Whole
    off: Whole
    copied: Whole
    nodes: int


def cut(roads: Roads, edge: Whole, share: Floats) -> tuple[Pieces, Arcs]:
    """Cut edges where places are tied to them.

    Parameters
    ----------
    roads
        Before they are cut.
    edge, share
        Of each tie: road, and share of the way along it, shape (ties,). Ties in the same place are
        one cut.
    """
    order = np.lexsort((share, edge))
    along = edge[order], share[order]
    fresh = np.append(True, np.any([np.diff(each) != 0 for each in along], axis=0))[: order.size]
    which = np.empty_like(order)
    which[order] = np.cumsum(fresh) - 1
    edge, share = (each[fresh] for each in along)

    every = np.arange(roads.start.size)
    part_of = np.concatenate([every, edge])  # each edge, and one more piece for each cut
    begin = np.concatenate([np.zeros(every.size), share])
    cut_at = np.concatenate([np.full(every.size, NO_CUT), np.arange(edge.size)])
    row = np.lexsort((begin, part_of))
    part_of, begin, cut_at = part_of[row], begin[row], cut_at[row]
    last = np.append(np.diff(part_of) != 0, True)
    pieces = Pieces(part_of, begin, np.where(last, 1.0, np.roll(begin, -1)))
    arcs = _arcs(roads, edge, pieces, cut_at, np.where(last, NO_CUT, np.roll(cut_at, -1)))
    return pieces, replace(arcs, on=arcs.on[which], off=arcs.off[which])


def _arcs(roads: Roads, edge: Whole, pieces: Pieces, before: Whole, after: Whole) -> Arcs:
    """Return the arcs, on and off at each cut.

    Parameters
    ----------
    edge
        Of each cut, shape (cuts,).
    before, after
        Cut at the begin and at the end of each piece, shape (pieces,).
    """
    arriving = np.unique(roads.bans[:, 0])
    turns = roads.headings.onward(arriving, roads.bans)
    parted = np.flatnonzero(np.isin(edge, turns[:, 1] // 2))
    (on, ahead, back, off), nodes = _cut_nodes(roads.nodes, edge.size, parted)
    links = [
        np.column_stack([one[parted], other[parted]])
        for one, other in ((on, ahead), (on, back), (ahead, off), (back, off))
    ]

    # all arcs ahead, then all arcs back
    start, end = roads.start[pieces.edge], roads.end[pieces.edge]
    first, last = before == NO_CUT, after == NO_CUT
    tail = np.concatenate([np.where(first, start, ahead[before]), np.where(last, end, back[after])])
    head = np.concatenate([np.where(last, end, ahead[after]), np.where(first, start, back[before])])
    heading = np.concatenate([2 * pieces.edge, 2 * pieces.edge + 1])
    begins, ends = np.concatenate([first, last]), np.concatenate([last, first])

    copy = np.full(2 * roads.start.size, -1)
    copy[arriving] = np.arange(nodes, nodes + arriving.size)
    head = np.where(ends & (copy[heading] >= 0), copy[heading], head)
    beginning = np.flatnonzero(begins)[np.argsort(heading[begins])]  # arc of each heading
    usual = np.flatnonzero(roads.headings.is_open[heading])
    arc = np.concatenate([usual, beginning[turns[:, 1]]])
    return Arcs(
        arc % pieces.edge.size,
        arc < pieces.edge.size,
        np.concatenate([tail[usual], copy[turns[:, 0]]]),
        head[arc],
        np.concatenate(links),
        on[:-1],
        off[:-1],
        roads.headings.head[arriving],
        nodes + arriving.size,
    )


def _cut_nodes(first: int, cuts: int, parted: Whole) -> tuple[Whole, int]:
    """Return the nodes of each cut and how many nodes that makes.

    Parameters
    ----------
    first
        Number of the first of them.
    cuts
        How many cuts there are.
    parted
        Cuts whose four nodes are not one.

    Returns
    -------
    tuple
        Nodes at which one gets on, passes ahead, passes back and gets off, shape (4, cuts + 1), the
        last for no cut; and the number of nodes.
    """
    at = np.tile(np.arange(first, first + cuts + 1), (4, 1))
    at[1:, parted] = first + cuts + np.arange(3 * parted.size).reshape(3, -1)
    return at, first + cuts + 3 * parted.size
