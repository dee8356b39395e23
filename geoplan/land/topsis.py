r"""Scores of plots between the best and the worst that there can be: TOPSIS, arrays only.

With worths :math:`v_{ij}` from 0 to 1 and weights :math:`w_j`,
:math:`d^+_i = \sqrt{\sum_j (w_j (1 - v_{ij}))^2}`,
:math:`d^-_i = \sqrt{\sum_j (w_j v_{ij})^2}` and the score is
:math:`d^-_i / (d^+_i + d^-_i)`. The ideal is 1 in everything and the anti-ideal 0, whatever plots
are compared, so that a score never depends on the other plots and no plot that is added or left
out turns an order around.

References
----------
Hwang, C.-L. and Yoon, K. (1981). Multiple Attribute Decision Making. Springer.
García-Cascales, M. S. and Lamata, M. T. (2012). On rank reversal and TOPSIS method. Mathematical
and Computer Modelling 56, 123–132.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.floating]

TIE = 1e-12


@dataclass(frozen=True, eq=False)
class FirstPlace:
    """Whether the best plot stays the best under other weights.

    Parameters
    ----------
    first
        Row of the best plot; the first of them where several are.
    share
        Of the cases in which no other plot scores higher.
    cases
        Number of cases.
    factors
        What the weights are multiplied by in the case that is nearest to overturning it, or
        overturns it most, shape (criteria,).
    challenger
        Row of the plot that scores highest of the others in that case; None where there is none.
    lead
        Score of the first plot less that of the challenger in that case; below 0 where it is
        overturned, inf where there is no other plot.
    """

    first: int
    share: float
    cases: int
    factors: Floats
    challenger: int | None
    lead: float


def scores(values: Floats, weights: Floats) -> Floats:
    """Return the score of each plot, 0 to 1.

    Parameters
    ----------
    values
        Worth of each plot by criterion, 0 to 1, shape (plots, criteria).
    weights
        Positive, shape (criteria,).

    Examples
    --------
    >>> scores(np.array([[1.0, 0.0], [1.0, 1.0], [0.0, 0.0]]), np.array([0.5, 0.5])).tolist()
    [0.5, 1.0, 0.0]
    """
    to_ideal, to_anti = _distances(values, weights)
    return to_anti / (to_ideal + to_anti)


def gains(values: Floats, weights: Floats) -> Floats:
    r"""Return what each criterion gives to the score; of a plot they add up to its score.

    :math:`g_{ij} = s_i (w_j v_{ij})^2 / (d^-_i)^2`: the score is divided as the squared distance to
    the anti-ideal is, which is a sum over the criteria.

    Parameters
    ----------
    values, weights
        As in ``scores``.

    Returns
    -------
    ndarray
        Shape (plots, criteria).
    """
    return _divided(scores(values, weights), (weights * values) ** 2)


def losses(values: Floats, weights: Floats) -> Floats:
    r"""Return what each criterion takes from the score; of a plot they add up to 1 less its score.

    :math:`l_{ij} = (1 - s_i) (w_j (1 - v_{ij}))^2 / (d^+_i)^2`, as ``gains`` from the other end.

    Parameters
    ----------
    values, weights
        As in ``scores``.

    Returns
    -------
    ndarray
        Shape (plots, criteria).
    """
    return _divided(1 - scores(values, weights), (weights * (1 - values)) ** 2)


def first_holds(values: Floats, weights: Floats, change: float = 0.2) -> FirstPlace:
    """Return whether the best plot stays the best when weights move.

    The cases are each weight alone times 1 − ``change`` and times 1 + ``change``, and every
    combination of these two over all criteria; weights are made to sum to 1 again, which leaves
    scores as they are.

    Parameters
    ----------
    values, weights
        As in ``scores``; at least one plot. Cases double with each criterion.
    change
        Relative change of a weight, 0 to 1, 1 left out.
    """
    first = int(scores(values, weights).argmax())
    others = np.flatnonzero(np.arange(len(values)) != first)
    factors = _cases(len(weights), change)
    if not others.size:
        return FirstPlace(first, 1.0, len(factors), factors[0], None, np.inf)
    under = np.array([scores(values, weights * each) for each in factors])
    best = under[:, others].argmax(axis=1)
    lead = under[:, first] - under[np.arange(len(factors)), others[best]]
    nearest = int(lead.argmin())
    return FirstPlace(
        first,
        float((lead >= -TIE).mean()),
        len(factors),
        factors[nearest],
        int(others[best[nearest]]),
        float(lead[nearest]),
    )


def _distances(values: Floats, weights: Floats) -> tuple[Floats, Floats]:
    ideal: Floats = np.sqrt(((weights * (1 - values)) ** 2).sum(axis=1))
    anti: Floats = np.sqrt(((weights * values) ** 2).sum(axis=1))
    return ideal, anti


def _divided(totals: Floats, squares: Floats) -> Floats:
    whole = squares.sum(axis=1, keepdims=True)
    parts: Floats = np.divide(squares, whole, out=np.zeros_like(squares), where=whole > 0)
    return totals[:, None] * parts


def _cases(criteria: int, change: float) -> Floats:
    ends = (1 - change, 1 + change)
    alone = [
        [end if place == moved else 1.0 for place in range(criteria)]
        for moved in range(criteria)
        for end in ends
    ]
    corners = [list(corner) for corner in product(ends, repeat=criteria)]
    return np.array([*alone, *corners], np.float64)
