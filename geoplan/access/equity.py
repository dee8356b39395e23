"""How evenly access is spread over people."""

from __future__ import annotations

from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray


def gini(access: pd.Series[float], people: pd.Series[int]) -> float:
    """Return the Gini coefficient of access over people.

    Parameters
    ----------
    access
        Access per person in each cell (more is better), finite and not negative.
    people
        People per cell, indexed like ``access``.

    Returns
    -------
    float
        0 when everybody has the same, towards 1 when one person has everything; NaN when there is
        no access to share.

    Notes
    -----
    One less twice the area under the Lorenz curve, with each person one unit. Source: Gini (1912);
    in this form Lerman and Yitzhaki (1989), Journal of Econometrics 42, 43–47.

    Examples
    --------
    >>> gini(pd.Series([1.0, 1.0]), pd.Series([10, 20]))
    0.0
    >>> gini(pd.Series([0.0, 1.0]), pd.Series([75, 25]))
    0.75
    """
    share_of_people, share_of_access = _lorenz(access, people)
    area = np.trapezoid(share_of_access, share_of_people)
    return float(np.maximum(1.0 - 2.0 * area, 0.0))  # rounding may fall just below 0; NaN stays


def palma(access: pd.Series[float], people: pd.Series[int]) -> float:
    """Return the Palma ratio: access of the best-off 10 % of people over the worst-off 40 %.

    Parameters
    ----------
    access
        Access per person in each cell (more is better), finite and not negative.
    people
        People per cell, indexed like ``access``. A cell that straddles a limit is divided.

    Returns
    -------
    float
        0.25 when everybody has the same; inf when the worst-off 40 % have nothing; NaN when there
        is no access to share.

    Notes
    -----
    Source: Palma (2011), Homogeneous middles vs. heterogeneous tails, Development and Change 42,
    87–153.
    """
    share_of_people, share_of_access = _lorenz(access, people)
    worst_off, all_but_best_off = np.interp([0.4, 0.9], share_of_people, share_of_access)
    with np.errstate(divide="ignore"):
        return float((1.0 - all_but_best_off) / worst_off)


def quantile(measure: pd.Series[float], people: pd.Series[int], share: float) -> float:
    """Return the least value that at least a share of people stay within.

    Parameters
    ----------
    measure
        One value per cell, such as minutes to care; inf where the cell reaches nothing.
    people
        People per cell, indexed like ``measure``.
    share
        Between 0 and 1; 0.9 for the 90th percentile.

    Returns
    -------
    float
        A value of ``measure``; inf when more than 1 - ``share`` of people reach nothing.

    Examples
    --------
    >>> quantile(pd.Series([5.0, 12.0, np.inf]), pd.Series([60, 35, 5]), 0.9)
    12.0
    """
    weights = people.loc[measure.index].to_numpy()
    return float(np.quantile(measure.to_numpy(), share, weights=weights, method="inverted_cdf"))


def worst(
    measure: pd.Series[float], count: int, *, least_is: Literal["worst", "best"]
) -> pd.Series[float]:
    """Return the worst places by a measure, the worst first.

    Parameters
    ----------
    measure
        One value per place (commune); inf is the greatest, NaN (nobody lives there) is left out.
    count
        Places to return; fewer when there are not as many.
    least_is
        ``"worst"`` for access, ``"best"`` for minutes.

    Returns
    -------
    Series
        Part of ``measure``; places with the same value in the order of their labels.
    """
    ranked = measure.dropna().sort_index()
    return ranked.sort_values(ascending=least_is == "worst", kind="stable").head(count)


def _lorenz(
    access: pd.Series[float], people: pd.Series[int]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the cumulative shares of people and of access, the worst-off first, from 0 to 1."""
    per_person = access.to_numpy(np.float64)
    order = np.argsort(per_person, kind="stable")
    counted = people.loc[access.index].to_numpy(np.float64)[order]
    held = np.append(0.0, np.cumsum(counted * per_person[order]))
    living = np.append(0.0, np.cumsum(counted))
    with np.errstate(invalid="ignore"):
        return living / living[-1], held / held[-1]
