"""Draws of uncertain figures, spread evenly; arrays only."""

from __future__ import annotations

import numpy as np
from scipy.stats.qmc import LatinHypercube

from geoplan.siting.problem import Floats


def latin_hypercube(draws: int, figures: int, rng: np.random.Generator) -> Floats:
    """Return shares from 0 to 1 in which each figure falls once into each of ``draws`` slices.

    Returns
    -------
    ndarray
        Shape (draws, figures).

    Notes
    -----
    McKay, Beckman and Conover (1979), Technometrics 21, 239–245.
    """
    shares: Floats = LatinHypercube(figures, rng=rng).random(draws)
    return shares


def triangular(share: Floats, low: float, likely: float, high: float) -> Floats:
    """Return the values below which those shares of a triangular distribution lie.

    Parameters
    ----------
    share
        From 0 to 1, any shape.
    low, likely, high
        Least, likeliest and greatest value; three equal ones give that value.

    Examples
    --------
    >>> triangular(np.array([0.0, 0.5, 1.0]), 10, 20, 30)
    array([10., 20., 30.])
    """
    width = high - low
    rising = low + np.sqrt(share * width * (likely - low))
    falling = high - np.sqrt((1 - share) * width * (high - likely))
    values: Floats = np.where(share * width < likely - low, rising, falling)
    return values
