"""How firm a choice by weighted criteria is against its weights."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from geoplan.siting.problem import ROUNDING, Floats


class WeightChange(NamedTuple):
    """The least change of a single weight beyond which another site is best.

    ``change`` is added to the weight of ``criterion``, a column of the scores, while the others
    keep their proportions; ``challenger`` is a row of the scores.
    """

    criterion: int
    change: float
    challenger: int


def weight_change(scores: Floats, weights: Floats) -> WeightChange | None:
    r"""Return the least change of one weight beyond which another site than the first is best.

    With the weight :math:`w_c + \delta` and the others times
    :math:`(1 - w_c - \delta) / (1 - w_c)`, a score is linear in :math:`\delta`, and so is the lead
    of the first site over any other.

    Parameters
    ----------
    scores
        Scaled criteria, sites × criteria; the first site is the best.
    weights
        Of the criteria, summing to 1.

    Returns
    -------
    WeightChange or None
        None where the first site stays best at any weight from 0 to 1.

    Examples
    --------
    >>> change = weight_change(np.array([[1.0, 0.0], [0.0, 1.0]]), np.array([0.6, 0.4]))
    >>> change.criterion, round(change.change, 9), change.challenger
    (0, -0.1, 1)
    """
    total = scores @ weights
    lead, least = total[0] - total, None
    for criterion, weight in enumerate(weights.tolist()):
        if 1 - weight <= ROUNDING:  # the others have no proportions to keep
            continue
        slope = scores[:, criterion] - (total - weight * scores[:, criterion]) / (1 - weight)
        closing = slope - slope[0]
        room = np.where(closing > 0, 1 - weight, weight)
        able = np.flatnonzero(lead < np.abs(closing) * room - ROUNDING)
        if not able.size:
            continue
        changes = lead[able] / closing[able]
        nearest = int(np.abs(changes).argmin())
        if least is None or abs(changes[nearest]) < abs(least.change):
            least = WeightChange(criterion, float(changes[nearest]), int(able[nearest]))
    return least
