r"""Cuts from how many sites are open in a neighbourhood, which is a whole number.

At a fractional point :math:`\bar z` the sites *S* of a neighbourhood add up to
:math:`k < \sum_{j \in S} \bar z_j < k + 1`. Whole points keep to one side of this *split*: at most
*k*, or at least *k* + 1. With the rows :math:`Az \ge b` around it, all at least 0, ask

.. math:: \max\ \lambda_1 + \lambda_2 \quad\text{s.t.}\quad & z^1 + z^2 \le \bar z,\quad
    Az^1 \ge \lambda_1 b,\ Az^2 \ge \lambda_2 b,\\
    & \textstyle\sum_S z^1_j \le k\lambda_1,\ \sum_S z^2_j \ge (k + 1)\lambda_2,\quad
    z^1, z^2, \lambda \ge 0 .

Below 1 the point is no mean of points on both sides. With the prices *u* of the rows and *s* of the
split, 1 on the left and 2 on the right, both sides then keep to :math:`\alpha z \ge 1`, where

.. math:: \alpha = \max(A^{\mathsf T} u^1 - s_1 e_S,\ A^{\mathsf T} u^2 + s_2 e_S) \big/
    \min(b u^1 - s_1 k,\ b u^2 + s_2 (k + 1)),

and the point does not. A site closed is soon replaced by its neighbour, so that branching on it
says little; a count of neighbours says more, and cuts from counts far apart add up, where branches
multiply.

Source: Balas (1979), Annals of Discrete Mathematics 5, 3–51; Cook, Kannan and Schrijver (1990),
Mathematical Programming 47, 155–174; Balas, Ceria and Cornuéjols (1993), Mathematical Programming
58, 295–324, for the programme that finds the cut.
"""

from __future__ import annotations

import operator
import os
from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple

import numpy as np
from scipy import sparse

from geoplan.siting.containment import Bools
from geoplan.siting.highs import Programme
from geoplan.siting.odd_rows import Cuts
from geoplan.siting.problem import Floats, Ints
from geoplan.siting.relaxation import Relaxed, row_prices

LEVELS = (1.0, 0.83, 0.73, 0.62, 0.52, 0.37, 0.24, 0.1)  # likeness that makes a neighbour
SPLITS = 300  # looked at in a round
SPLITS_NEAR = 100  # the same near one column
UNSETTLED = 0.2  # the count of a split is at least so far from a whole number
NEAR_ROWS = 100  # around a split
SLACK = 0.1  # a row with more at the point is left out
BROKEN = 0.999  # value at the point below which a cut is worth having
USED = 4  # cuts in which a row has a price, of those found at once
GRAIN = 1e-5  # factors are rounded up to multiples of it
ITERATIONS = 3000  # of the simplex method for a cut; about 300 are the rule
SMALL = 1e-7  # columns below this are not in the programme of the cut


class Split(NamedTuple):
    """Sites around a centre whose sum is at most ``most`` or at least one more."""

    centre: int
    sites: Ints
    most: int


class Side(NamedTuple):
    """Prices of the rows, shape (rows,), and of the split, on one side of it."""

    rows: Floats
    split: float


class _Cut(NamedTuple):
    """Factors of a cut, what they come to at the point, and the rows that have prices in it."""

    factors: Floats
    value: float
    rows: Ints


def likeness(cover: sparse.csr_array[np.float64], whole: Bools) -> sparse.csr_array[np.float64]:
    """Return how alike the rows are that two columns stand in: shared by both of all of either.

    Parameters
    ----------
    cover
        Cover rows, all factors 1; rows × columns.
    whole
        Columns that count, shape (columns,); others are like none.

    Source: Jaccard (1912), New Phytologist 11, 37–50.
    """
    counted = sparse.csr_array(cover @ sparse.diags_array(whole.astype(np.float64)))
    shared = sparse.coo_array(counted.T @ counted)
    shared.eliminate_zeros()
    size: Floats = counted.sum(axis=0)
    one, other = shared.coords
    either = size[one] + size[other] - shared.data
    return sparse.csr_array((shared.data / either, (one, other)), shape=shared.shape)


def split_cuts(
    programme: Programme,
    relaxed: Relaxed,
    alike: sparse.csr_array[np.float64],
    generator: np.random.Generator,
    *,
    around: int | None = None,
) -> Cuts:
    """Return cuts that the optimum of a relaxation breaks, from splits taken at random.

    Parameters
    ----------
    programme
        Its variables are at least 0. Those that its upper bounds hold at 0 get no factor.
    relaxed
        The optimum of its relaxation.
    alike
        How alike columns are, see ``likeness``; those like none are not counted.
    generator
        Takes the splits.
    around
        Only splits near this column are taken, and fewer; None for all.
    """
    just_kept = _JustKept(programme, relaxed.values)
    centres, at_most = None, SPLITS
    if around is not None:
        centres, at_most = (alike @ alike[[around]].toarray()[0]) > 0, SPLITS_NEAR
    splits = splits_at(alike, relaxed.values, generator, at_most, centres=centres)
    nearness = just_kept.nearness(alike, np.array([split.centre for split in splits], np.int64))
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        cuts = pool.map(just_kept.cut, splits, nearness.T)
    worth_having = [cut for cut in cuts if cut.rows.size and cut.value < BROKEN]
    found = sorted(worth_having, key=operator.attrgetter("value"))
    used = np.zeros(just_kept.lower.size, np.int64)
    kept: dict[bytes, Floats] = {}
    for cut in found:
        if (used[cut.rows] < USED).all() and cut.factors.tobytes() not in kept:
            used[cut.rows] += 1
            kept[cut.factors.tobytes()] = cut.factors
    table: Floats = np.array([*kept.values()]).reshape(len(kept), programme.cost.size)
    return Cuts(sparse.csr_array(table.astype(np.float64)), np.ones(len(kept)))


def splits_at(
    alike: sparse.csr_array[np.float64],
    values: Floats,
    generator: np.random.Generator,
    at_most: int,
    *,
    centres: Bools | None = None,
) -> list[Split]:
    """Return splits taken at random whose sum at a point is far from whole; all differ there."""
    candidates = []
    for level in LEVELS:
        inside = alike.copy()
        inside.data = (alike.data >= level).astype(np.float64)
        inside.eliminate_zeros()
        sums = inside @ values
        unsettled = np.abs(sums - np.rint(sums)) >= UNSETTLED
        if centres is not None:
            unsettled &= centres
        candidates += [(inside, int(centre)) for centre in np.flatnonzero(unsettled)]
    seen, splits = set(), []
    for number in generator.permutation(len(candidates)).tolist():
        inside, centre = candidates[number]
        sites = inside.indices[inside.indptr[centre] : inside.indptr[centre + 1]]
        open_ = np.sort(sites[values[sites] > SMALL])
        if open_.tobytes() not in seen:
            seen.add(open_.tobytes())
            splits.append(Split(centre, sites, int(np.floor(values[sites].sum()))))
        if len(splits) == at_most:
            break
    return splits


class _JustKept:
    """The rows of a programme that a point just keeps to, and the cuts found from some of them."""

    def __init__(self, programme: Programme, values: Floats) -> None:
        rows = programme.rows
        asks = np.isinf(programme.row_upper) & (programme.row_lower > 0)
        asks &= rows @ values - programme.row_lower <= SLACK
        asks &= rows.min(axis=1).toarray().ravel() >= 0
        self.rows = sparse.csr_array(rows[np.flatnonzero(asks)])
        self.lower = programme.row_lower[asks]
        self.values = values
        self.closed = programme.upper <= 0

    def nearness(self, alike: sparse.csr_array[np.float64], centres: Ints) -> Floats:
        """Return how like the columns of each row are to each centre in the mean."""
        inside = self.rows.copy()
        inside.data = (np.diff(alike.indptr)[inside.indices] > 0).astype(np.float64)
        mean = 1 / np.maximum(inside.sum(axis=1), 1.0)
        near: Floats = (inside @ alike.T[:, centres]).toarray() * mean[:, None]
        return near

    def cut(self, split: Split, nearness: Floats) -> _Cut:
        """Return the cut that the point breaks most; without any rows where there is none."""
        nearest = np.argsort(-nearness, kind="stable")
        near = np.sort(nearest[: min(NEAR_ROWS, int((nearness > 0).sum()))])
        rows, lower = sparse.csr_array(self.rows[near]), self.lower[near]
        member = np.zeros(self.values.size)
        member[split.sites] = 1.0
        seen = np.union1d(rows.indices, split.sites)
        seen = seen[self.values[seen] > SMALL]
        left, right = _prices(
            sparse.csr_array(rows[:, seen]), lower, member[seen], split.most, self.values[seen]
        )
        least = min(
            lower @ left.rows - left.split * split.most,
            lower @ right.rows + right.split * (split.most + 1),
        )
        if least <= SMALL:
            return _Cut(np.zeros(self.values.size), 0.0, np.empty(0, np.int64))
        factors = np.maximum(
            rows.T @ left.rows - left.split * member, rows.T @ right.rows + right.split * member
        )
        factors = np.ceil(np.maximum(factors / least, 0.0) / GRAIN - GRAIN) * GRAIN
        factors[self.closed] = 0.0
        priced = near[left.rows + right.rows > SMALL]
        return _Cut(factors, float(factors @ self.values), priced)


def _prices(
    rows: sparse.csr_array[np.float64], lower: Floats, member: Floats, most: int, values: Floats
) -> tuple[Side, Side]:
    """Return the prices at the optimum of the programme that finds the cut, left and right."""
    size, columns = rows.shape
    table = sparse.csr_array(sparse.vstack([rows, sparse.csr_array(member[None, :])]))
    left, right = _homogeneous(table, lower, most), _homogeneous(table, lower, most + 1)
    both = sparse.eye_array(columns, columns + 1)  # the last column is the share of a side
    sides = sparse.block_diag([left, right])
    cost, upper = np.zeros(2 * columns + 2), np.full(2 * columns + 2, np.inf)
    cost[[columns, -1]], upper[[columns, -1]] = -1.0, 1.0
    keeps = np.zeros(size + 1)
    prices = row_prices(
        Programme(
            cost=cost,
            lower=np.zeros_like(cost),
            upper=upper,
            whole=np.zeros(cost.size, np.bool_),
            rows=sparse.csr_array(sparse.vstack([sparse.hstack([both, both]), sides])),
            row_lower=np.concatenate([np.full(columns, -np.inf), keeps[:-1], [-np.inf], keeps]),
            row_upper=np.concatenate([values, keeps[:-1] + np.inf, [0.0], keeps + np.inf]),
        ),
        ITERATIONS,
    )
    at_left, at_right = np.split(prices[columns:], 2)
    return (
        Side(np.maximum(at_left[:-1], 0.0), max(-float(at_left[-1]), 0.0)),
        Side(np.maximum(at_right[:-1], 0.0), max(float(at_right[-1]), 0.0)),
    )


def _homogeneous(
    table: sparse.csr_array[np.float64], lower: Floats, count: int
) -> sparse.csr_array[np.float64]:
    """Return rows, the last one that of the split, less what they ask for by the share."""
    asked = sparse.csr_array(np.append(lower, float(count))[:, None])
    return sparse.csr_array(sparse.hstack([table, -asked]))
