"""How the use of a service falls with the time it takes to get there."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray


def gradual(
    minutes: NDArray[np.float64], *, full_min: float, limit_min: float
) -> NDArray[np.float64]:
    """Return gradual coverage: 1 up to ``full_min``, 0 from ``limit_min``, linear in between.

    Parameters
    ----------
    minutes
        Travel time in minutes, inf where there is no way; any shape.
    full_min
        Longest time at which care is worth its full benefit, in minutes.
    limit_min
        Shortest time at which it is worth nothing, in minutes; greater than ``full_min``.

    Returns
    -------
    ndarray
        Coverage between 0 and 1, shaped like ``minutes``.

    Notes
    -----
    Source: Berman, Krass and Drezner (2003), The gradual covering decay location problem on a
    network, European Journal of Operational Research 151, 474–480.

    Examples
    --------
    >>> gradual(np.array([5.0, 20.0, 30.0, 60.0, np.inf]), full_min=20, limit_min=60)
    array([1.  , 1.  , 0.75, 0.  , 0.  ])
    """
    return np.clip((limit_min - minutes) / (limit_min - full_min), 0.0, 1.0)


def gaussian(minutes: NDArray[np.float64], *, limit_min: float) -> NDArray[np.float64]:
    r"""Return a Gaussian decay that falls from 1 at no time to 0 at the edge of the catchment.

    .. math:: f(t) = \frac{e^{-(t/t_0)^2/2} - e^{-1/2}}{1 - e^{-1/2}} \text{ for } t \le t_0,
              \quad 0 \text{ beyond,}

    with :math:`t_0` = ``limit_min``. Unlike the steps of Luo and Qi (2009), which are a Gaussian
    read at the middle of three rings, it jumps nowhere.

    Parameters
    ----------
    minutes
        Travel time in minutes, inf where there is no way; any shape.
    limit_min
        Catchment size in minutes, more than 0.

    Returns
    -------
    ndarray
        Weight between 0 and 1, shaped like ``minutes``.

    Notes
    -----
    Source: Dai (2010), Black residential segregation, disparities in spatial access to health care
    facilities, and late-stage breast cancer diagnosis in metropolitan Detroit, Health & Place 16,
    1038–1052.

    Examples
    --------
    >>> gaussian(np.array([0.0, 30.0, 60.0, 90.0]), limit_min=60).round(3)
    array([1.   , 0.701, 0.   , 0.   ])
    """
    inside: NDArray[np.float64] = np.minimum(minutes / limit_min, 1.0)
    # both terms of the formula over exp(-1/2), so that nothing cancels and the edge is a true 0
    return np.expm1(0.5 * (1.0 - inside**2)) / math.expm1(0.5)
