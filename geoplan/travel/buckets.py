"""Search a graph from one node after another, with the nodes that wait in buckets.

Nodes wait in buckets of a fixed width of minutes instead of a heap, linked in both directions so
that one whose minutes fall can move; those that fall while their bucket is emptied are looked at
again, so the minutes are exactly those of Dijkstra's algorithm.

Source: Meyer and Sanders (2003), Journal of Algorithms 49, 114–152, with one thread for a search.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from geoplan.compiled import compiled, inner
from geoplan.travel.network import Floats, Whole

DENSE = 16  # of so many places one in reach: all are gone through instead of sorting
NEXT = np.uint32(1)

Numbers = NDArray[np.uint32]  # unsigned: compiled code need not look for negative indices


class Lists(NamedTuple):
    """What belongs to each of many: to a node its edges, to a place or a node its ties."""

    begin: Numbers
    other: Numbers
    minutes: Floats


class Ends(NamedTuple):
    """Places that are searched for.

    Parameters
    ----------
    places
        Number of them.
    by_node
        Ties of each node.
    by_place, needed
        Ties of each place, and how many of them must be reached; both empty if one is enough
        everywhere.
    """

    places: int
    by_node: Lists
    by_place: Lists
    needed: Numbers


class Rows(NamedTuple):
    """Pairs in reach, origin after origin."""

    found: Whole  # of each origin
    place: NDArray[np.int32]
    minutes: Floats


class _Waiting(NamedTuple):
    """Nodes that wait in buckets: a list for each bucket, linked in both directions.

    The number after the last node stands for nobody.
    """

    first: Numbers  # of each bucket
    after: Numbers
    before: Numbers  # a node's own number says that it does not wait


class Desk(NamedTuple):
    """What a search works on, left as it was found when the search is done.

    Parameters
    ----------
    least
        Minutes to each node, just beyond the cut-off to those not reached.
    seen
        Nodes reached.
    waiting
        Those of them that wait.
    nearest
        Minutes to each place, inf to those not reached.
    reached
        Places reached.
    """

    least: Floats
    seen: Numbers
    waiting: _Waiting
    nearest: Floats
    reached: Numbers


def new_desk(nodes: int, places: int, cutoff: float, width: float) -> Desk:
    """Return a desk for searches with as many nodes, places and minutes as ``search`` is given."""
    return Desk(
        np.full(nodes, np.nextafter(cutoff, np.inf)),
        np.empty(nodes, np.uint32),
        _Waiting(
            np.full(int(cutoff * (1.0 / width)) + 1, nodes, np.uint32),
            np.empty(nodes + 1, np.uint32),
            np.empty(nodes + 1, np.uint32),
        ),
        np.full(places, np.inf),
        np.empty(places, np.uint32),
    )


@compiled
def search(
    graph: Lists, ends: Ends, desk: Desk, cutoff: float, width: float, first: int, last: int
) -> Rows:
    """Search from the nodes ``first`` to ``last``, the latter left out.

    Parameters
    ----------
    graph
        Edges of each node.
    ends
        Places searched for.
    desk
        For one search at a time.
    cutoff
        Longest time kept, minutes.
    width
        Of a bucket, minutes.
    first, last
        Numbers of nodes.
    """
    scale = 1.0 / width
    beyond = np.nextafter(cutoff, np.inf)
    least, seen, waiting, nearest, reached = desk
    found = np.zeros(last - first, np.int64)
    place, minutes, stored = np.empty(1024, np.int32), np.empty(1024), 0
    for origin in range(first, last):
        number = _reach(graph, waiting, least, seen, beyond, scale, origin)
        count = _collected(ends.by_node, least, seen[:number], cutoff, nearest, reached)
        if ends.needed.size:
            count = _reached_by_several(ends, least, cutoff, nearest, reached[:count])
        least[seen[:number]] = beyond
        if stored + count > place.size:
            place, minutes = _longer(place, stored + count), _longer(minutes, stored + count)
        place[stored : stored + count] = reached[:count]
        minutes[stored : stored + count] = nearest[reached[:count]]
        nearest[reached[:count]] = np.inf
        stored += count
        found[origin - first] = count
    return Rows(found, place[:stored].copy(), minutes[:stored].copy())


@inner
def _reach(
    graph: Lists,
    waiting: _Waiting,
    least: Floats,
    seen: Numbers,
    beyond: float,
    scale: float,
    origin: int,
) -> int:
    """Fill in the least minutes to all nodes within the cut-off, and return how many these are.

    Written out in one piece: calls from the innermost loop would take as long again.
    """
    begin, heads, took = graph
    first, after, before = waiting
    nobody = np.uint32(least.size)
    least[origin], seen[0], number = 0.0, origin, 1
    first[0], after[origin], before[origin] = origin, nobody, nobody
    for bucket in range(first.size):
        while first[bucket] != nobody:
            node = first[bucket]
            following = after[node]
            first[bucket], before[node] = following, node
            before[following] = nobody
            so_far = least[node]
            for edge in range(begin[node], begin[node + NEXT]):
                head = heads[edge]
                minutes = so_far + took[edge]
                known = least[head]
                if minutes >= known:
                    continue
                if known == beyond:
                    seen[number] = head
                    number += 1
                elif before[head] != head:  # it waits: take it out of its bucket
                    ahead, following = before[head], after[head]
                    if ahead == nobody:
                        first[int(known * scale)] = following
                    else:
                        after[ahead] = following
                    before[following] = ahead
                least[head] = minutes
                place = int(minutes * scale)
                following = first[place]
                first[place], after[head], before[head] = head, following, nobody
                before[following] = head
    return number


@inner
def _collected(
    ties: Lists,
    least: Floats,
    seen: Numbers,
    cutoff: float,
    nearest: Floats,
    reached: Numbers,
) -> int:
    """Fill in the places within the cut-off in order, and return how many these are."""
    count = 0
    for node in seen:
        for tie in range(ties.begin[node], ties.begin[node + NEXT]):
            place, total = ties.other[tie], least[node] + ties.minutes[tie]
            if total <= cutoff and total < nearest[place]:
                if nearest[place] == np.inf:
                    reached[count] = place
                    count += 1
                nearest[place] = total
    if count * DENSE > nearest.size:
        count = 0
        for place in range(nearest.size):
            if nearest[place] < np.inf:
                reached[count] = place
                count += 1
    else:
        reached[:count].sort()
    return count


@inner
def _reached_by_several(
    ends: Ends, least: Floats, cutoff: float, nearest: Floats, reached: Numbers
) -> int:
    """Keep the places of which enough ties are within the cut-off, and return how many these are.

    Their minutes become those of the last tie needed.
    """
    begin, node, minutes = ends.by_place
    count = 0
    for place in reached:
        needed = ends.needed[place]
        if needed > NEXT:
            ties = slice(begin[place], begin[place + NEXT])
            total = least[node[ties]] + minutes[ties]
            total.sort()
            nearest[place] = total[needed - NEXT] if needed <= total.size else np.inf
        if nearest[place] <= cutoff:
            reached[count] = place
            count += 1
        else:
            nearest[place] = np.inf
    return count


@inner
def _longer(array: Any, size: int) -> Any:
    """Return an array with room for so many and more, which begins with the one given."""
    longer = np.empty(max(size, 2 * array.size), array.dtype)
    longer[: array.size] = array
    return longer
