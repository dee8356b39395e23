"""The floating catchment area family: supply per person, shared among all who can reach it.

Every method here conserves supply: the sum of people × access over the cells is the supply of the
facilities that somebody can reach.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import sparse

from geoplan.travel.times import TravelTimes

Decay: TypeAlias = Callable[[NDArray[np.float64]], NDArray[np.float64]]


def two_step(
    times: TravelTimes, people: pd.Series[int], supply: pd.Series[float], *, limit_min: float
) -> pd.Series[float]:
    r"""Measure access by the two-step floating catchment area method (2SFCA).

    .. math:: A_i = \sum_{j: t_{ij} \le t_0} \frac{S_j}{\sum_{k: t_{kj} \le t_0} P_k}

    Parameters
    ----------
    times
        From demand cells to facilities, in minutes.
    people
        People of each cell, by the labels of ``times.origins``.
    supply
        Supply of each facility (beds, doctors, people it can serve), by the labels of
        ``times.destinations``.
    limit_min
        Catchment size :math:`t_0` in minutes; at most ``times.cutoff_min``.

    Returns
    -------
    Series
        Supply per person, indexed like ``times.origins``; 0 where no facility is in reach.

    Notes
    -----
    Source: Luo and Wang (2003), Measures of spatial accessibility to health care in a GIS
    environment, Environment and Planning B 30, 865–884.
    """
    return enhanced_two_step(
        times, people, supply, lambda minutes: np.where(minutes <= limit_min, 1.0, 0.0)
    )


def enhanced_two_step(
    times: TravelTimes, people: pd.Series[int], supply: pd.Series[float], decay: Decay
) -> pd.Series[float]:
    r"""Measure access by the enhanced two-step floating catchment area method (E2SFCA).

    .. math:: A_i = \sum_j f(t_{ij}) \frac{S_j}{\sum_k f(t_{kj}) P_k}

    Parameters
    ----------
    times, people, supply
        As for ``two_step``.
    decay
        :math:`f`, from minutes to weights between 0 and 1; 0 outside the catchment.

    Returns
    -------
    Series
        Supply per person, indexed like ``times.origins``; 0 where no facility is in reach.

    Notes
    -----
    Source: Luo and Qi (2009), An enhanced two-step floating catchment area (E2SFCA) method for
    measuring spatial accessibility to primary care physicians, Health & Place 15, 1100–1107.
    """
    return _shared(_weights(times, decay), times, people, supply)


def three_step(
    times: TravelTimes, people: pd.Series[int], supply: pd.Series[float], decay: Decay
) -> pd.Series[float]:
    r"""Measure access by the three-step floating catchment area method (3SFCA).

    People divide themselves among the facilities in reach by selection weights :math:`G`, so that a
    facility with many others beside it is not thought to serve everybody around it.

    .. math:: G_{ij} = \frac{f(t_{ij})}{\sum_l f(t_{il})}, \quad
              A_i = \sum_j G_{ij} f(t_{ij}) \frac{S_j}{\sum_k G_{kj} f(t_{kj}) P_k}

    Parameters
    ----------
    times, people, supply, decay
        As for ``enhanced_two_step``; the same decay makes the selection weights.

    Returns
    -------
    Series
        Supply per person, indexed like ``times.origins``; 0 where no facility is in reach.

    Notes
    -----
    Source: Wan, Zou and Sternberg (2012), A three-step floating catchment area method for analyzing
    spatial access to health services, International Journal of Geographical Information Science 26,
    1073–1089.
    """
    weights = _weights(times, decay)
    row_sums: NDArray[np.float64] = weights.sum(axis=1)
    row_sums[row_sums == 0] = 1.0  # all weights of such a row are 0, and so are its selections
    selected = weights.data**2 / np.repeat(row_sums, np.diff(weights.indptr))
    chosen = sparse.csr_array((selected, weights.indices, weights.indptr), weights.shape)
    return _shared(chosen, times, people, supply)


def _weights(times: TravelTimes, decay: Decay) -> sparse.csr_array[np.float64]:
    minutes = times.minutes
    return sparse.csr_array((decay(minutes.data), minutes.indices, minutes.indptr), minutes.shape)


def _shared(
    weights: sparse.csr_array[np.float64],
    times: TravelTimes,
    people: pd.Series[int],
    supply: pd.Series[float],
) -> pd.Series[float]:
    """Share the supply of each facility among people in proportion to ``weights``."""
    weighted_people = weights.T @ people.loc[times.origins].to_numpy(np.float64)
    ratio = np.zeros(len(times.destinations))
    supplied = supply.loc[times.destinations].to_numpy(np.float64)
    np.divide(supplied, weighted_people, out=ratio, where=weighted_people > 0)
    return pd.Series(weights @ ratio, index=times.origins, name="supply_per_person")
