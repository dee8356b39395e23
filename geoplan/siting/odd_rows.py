r"""Cuts from odd numbers of cover rows.

Add up an odd number *s* of rows :math:`\sum_j a_{ij} x_j \ge 1` with :math:`a_{ij} \in \{0, 1\}`,
halve the sum and round it up: whole :math:`x \ge 0` keep to

.. math:: \sum_j \lceil n_j / 2 \rceil\, x_j \ge (s + 1) / 2,

where :math:`n_j` of the rows hold column *j*. A fractional point breaks this by half of 1 less the
*weight* of the rows: what their sums exceed 1 by, and the columns that an odd number of them holds.
So three sites, each open by half, that reach three places two by two, no longer reach all of them.

Source: Caprara and Fischetti (1996), Mathematical Programming 74, 221–235, for such cuts in
general; the search for them here starts from two rows that share much and adds the row, then the
pairs of rows, that leave the least weight.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from scipy import sparse

from geoplan.compiled import compiled, inner, whole
from geoplan.siting.containment import Bools
from geoplan.siting.problem import Floats, Ints

MOST_ROWS = 7  # in one cut
SHARED = 4 / 3  # weight of two rows that may be part of three with less than 1
BROKEN = 0.96  # weight below which a cut is worth having
USED = 3  # cuts in which a row stands, of those found at once
SMALL = 1e-7  # columns below this are not looked at
NOBODY = whole(-1)


class Table(NamedTuple):
    """Rows and columns of the cover rows at a point, and what each weighs there."""

    begin: Ints
    column: Ints
    column_begin: Ints
    row: Ints
    value: Floats  # of each column
    slack: Floats  # of each row


class Cuts(NamedTuple):
    """Rows that are to be at least so much."""

    rows: sparse.csr_array[np.float64]
    lower: Floats


def broken_cuts(cover: sparse.csr_array[np.float64], values: Floats) -> Cuts:
    """Return cuts that a point breaks, the most broken ones first.

    Parameters
    ----------
    cover
        Cover rows: what the ones of a row stand at adds up to at least 1; rows × columns, sorted.
    values
        A point that keeps to them, shape (columns,).
    """
    of = _telling_rows(cover, values)
    here = np.flatnonzero(values > SMALL)
    part = cover[of][:, here]
    by_column = sparse.csc_array(part)
    table = Table(
        part.indptr.astype(np.int64),
        part.indices.astype(np.int64),
        by_column.indptr.astype(np.int64),
        by_column.indices.astype(np.int64),
        values[here],
        part @ values[here] - 1.0,
    )
    members, weight = _light_sets(table)
    kept = _spread(members, weight, of.size)
    at, place = np.nonzero(members[kept] >= 0)
    rows = of[members[kept][at, place]]
    ones = np.ones(at.size)
    chosen: sparse.csr_array[np.float64] = sparse.csr_array(
        (ones, (at, rows)), shape=(kept.size, cover.shape[0])
    )
    counts = sparse.csr_array(chosen @ cover)
    counts.data = np.ceil(counts.data / 2)
    return Cuts(counts, (chosen.sum(axis=1) + 1) / 2)


def _telling_rows(cover: sparse.csr_array[np.float64], values: Floats) -> Ints:
    """Return rows with little slack and two columns or more, one of those alike at this point."""
    here = cover[:, np.flatnonzero(values > SMALL)]
    little = (cover @ values < 1 + BROKEN) & (np.diff(here.indptr) > 1)
    first: dict[bytes, int] = {}
    sizes = np.diff(cover.indptr)
    for row in np.flatnonzero(little)[np.argsort(sizes[little], kind="stable")].tolist():
        alike = here.indices[here.indptr[row] : here.indptr[row + 1]].tobytes()
        first.setdefault(alike, row)
    return np.array(sorted(first.values()), np.int64)


def _spread(members: Ints, weight: Floats, rows: int) -> Ints:
    """Return the lightest different sets such that no row is in many of them."""
    _, different = np.unique(members, axis=0, return_index=True)
    used = np.zeros(rows, np.int64)
    kept = []
    for at in different[np.argsort(weight[different], kind="stable")].tolist():
        inside = members[at][members[at] >= 0]
        if (used[inside] < USED).all():
            used[inside] += 1
            kept.append(at)
    return np.array(kept, np.int64)


def _light_sets(table: Table) -> tuple[Ints, Floats]:
    """Return sets of an odd number of rows that weigh less than ``BROKEN``, and their weights.

    Each is sorted and filled up with −1; shape (sets, ``MOST_ROWS``).
    """
    room = 4 * table.slack.size + 1000
    while True:
        members, weight = np.full((room, MOST_ROWS), NOBODY), np.zeros(room)
        found = _search(table, members, weight)
        if found <= room:
            members.sort(axis=1)
            return members[:found], weight[:found]
        room = found


@compiled
def _search(table: Table, members: Ints, weight: Floats) -> int:
    """Fill in light sets as far as there is room, and return how many there are."""
    rows, found = table.slack.size, 0
    odd, inside = np.zeros(table.value.size, np.bool_), np.zeros(rows, np.bool_)
    shared, near = np.zeros(rows), np.empty(rows, np.int64)
    chosen = np.empty(MOST_ROWS, np.int64)
    for first in range(rows):
        chosen[0] = first
        _flip(table, odd, inside, first)
        count = _sharing(table, odd, inside, chosen[:1], shared, near)
        partners = near[:count].copy()
        weights = 1.0 + 2 * table.slack[first] + _changes(table, shared, partners)
        for second, two in zip(partners, weights):  # noqa: B905 - compiled code knows no strict
            if second < first or two >= SHARED:
                continue
            chosen[1] = second
            _flip(table, odd, inside, second)
            size, now, least = 2, two, np.inf
            while size < MOST_ROWS:
                size, heavier = _grown(table, odd, inside, chosen, size, shared, near)
                now += heavier
                if now == np.inf or now > least:
                    break
                least = now
                if now < BROKEN:
                    if found < weight.size:
                        members[found, :size] = chosen[:size]
                        weight[found] = now
                    found += 1
            for row in chosen[1:size]:
                _flip(table, odd, inside, row)
        _flip(table, odd, inside, first)
    return found


@inner
def _grown(
    table: Table,
    odd: Bools,
    inside: Bools,
    chosen: Ints,
    size: int,
    shared: Floats,
    near: Ints,
) -> tuple[int, float]:
    """Add the row that leaves the least weight, or two, so that the number of rows gets odd.

    Returns the number of rows and how much heavier the set is: inf where no row was left.
    """
    heavier = 0.0
    for _ in range(1 + size % 2):
        count = _sharing(table, odd, inside, chosen[:size], shared, near)
        if count == 0:
            return size, np.inf
        changes = _changes(table, shared, near[:count])
        lightest = np.argmin(changes)
        heavier += changes[lightest]
        chosen[size] = near[lightest]
        _flip(table, odd, inside, chosen[size])
        size += 1
    return size, heavier


@inner
def _flip(table: Table, odd: Bools, inside: Bools, row: int) -> None:
    """Put a row into the set, or take it out."""
    inside[row] = not inside[row]
    for at in range(table.begin[row], table.begin[row + 1]):
        odd[table.column[at]] = not odd[table.column[at]]


@inner
def _sharing(
    table: Table, odd: Bools, inside: Bools, chosen: Ints, shared: Floats, near: Ints
) -> int:
    """Fill in the rows outside that share odd columns with the set, and the value of these.

    Returns how many there are.
    """
    count = 0
    for member in chosen:
        for at in range(table.begin[member], table.begin[member + 1]):
            column = table.column[at]
            if not odd[column]:
                continue
            odd[column] = False  # lest it count again
            for other in range(table.column_begin[column], table.column_begin[column + 1]):
                row = table.row[other]
                if inside[row]:
                    continue
                if shared[row] == 0.0:
                    near[count] = row
                    count += 1
                shared[row] += table.value[column]
    for member in chosen:  # no column is odd by now
        for at in range(table.begin[member], table.begin[member + 1]):
            odd[table.column[at]] = not odd[table.column[at]]
    return count


@inner
def _changes(table: Table, shared: Floats, rows: Ints) -> Floats:
    """Return how much heavier a set gets with each of some rows; nothing is shared after that."""
    changes = 1.0 + 2 * (table.slack[rows] - shared[rows])
    shared[rows] = 0.0
    return changes
