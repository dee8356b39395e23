"""Whole numbers that still sum to their total."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray


def share_out(total: int, weights: NDArray[np.floating]) -> NDArray[np.int64]:
    """Share a whole number out in proportion to weights by largest remainder.

    Parameters
    ----------
    total
        What the shares sum to.
    weights
        Not negative, shape (shares,); with all of them zero the total must be zero.

    Returns
    -------
    ndarray of int64
        Shape (shares,); of equal remainders the first is served first.

    Examples
    --------
    >>> share_out(10, np.array([1.0, 1.0, 1.0])).tolist()
    [4, 3, 3]
    """
    exact = total * weights / (weights.sum() or 1.0)
    shares = np.floor(exact).astype(np.int64)
    order = np.argsort(shares - exact, kind="stable")
    shares[order[: total - shares.sum()]] += 1
    return shares


def rounded_together(values: ArrayLike) -> NDArray[np.int64]:
    """Round values so that they still sum to what they sum to, rounded once.

    Parameters
    ----------
    values
        Not negative, shape (values,).

    Examples
    --------
    >>> rounded_together([1.4, 1.4, 1.4]).tolist()
    [2, 1, 1]
    """
    held = np.asarray(values, dtype=float)
    return share_out(round(float(held.sum())), held)
