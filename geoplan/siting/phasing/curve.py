"""People gained against money."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from geoplan.errors import GeoplanError
from geoplan.siting.problem import ROUNDING, Floats, Ints


@dataclass(frozen=True, eq=False)
class MoneyCurve:
    """People gained a year when items are built in the order of gain per cost.

    Parameters
    ----------
    order
        Items, greatest gain per cost first, int64, shape (items,).
    money_bn_vnd
        Cost of the first 0, 1, 2, … of them, shape (items + 1,).
    people
        Their gain, same shape.
    knee
        How many of them come before the knee: after it money brings less than the average of all
        that brings anything. 0 if there is none, since all bring the same.
    """

    order: Ints
    money_bn_vnd: Floats
    people: Floats
    knee: int

    def most_people(self, money_bn_vnd: Floats) -> Floats:
        """Return what no choice of items gains more than with so much money, any shape.

        It is gained exactly where the money is that of one of the points of the curve.
        """
        return np.asarray(np.interp(money_bn_vnd, self.money_bn_vnd, self.people))


def money_curve(cost_bn_vnd: Floats, gain: Floats) -> MoneyCurve:
    r"""Return people gained against money, for the order that is best at every point.

    The relaxation of the knapsack :math:`\max \sum_i g_i x_i,\ \sum_i c_i x_i \le B` takes items
    by falling :math:`g_i / c_i` and the last in part (Dantzig 1957, Operations Research 5,
    266–288), so its value is the curve. All money is in one purse here, and no item waits; money
    bound to sources, years and classes gains no more.

    The knee is the point farthest above the chord from nothing to the last item that gains
    (Satopää, Albrecht, Irwin and Raghavan 2011, Finding a "Kneedle" in a haystack, ICDCS
    Workshops, 166–171).

    Parameters
    ----------
    cost_bn_vnd
        Of each item, > 0, shape (items,).
    gain
        People a year once it is open, ≥ 0, shape (items,).

    Raises
    ------
    GeoplanError
        If a cost is not above 0 or a gain below 0.

    Examples
    --------
    >>> curve = money_curve(np.array([4.0, 1.0, 2.0]), np.array([1.0, 9.0, 6.0]))
    >>> curve.order.tolist(), curve.people.tolist(), curve.knee
    ([1, 2, 0], [0.0, 9.0, 15.0, 16.0], 2)
    >>> curve.most_people(np.array([0.5, 3.0])).tolist()
    [4.5, 15.0]
    """
    if not ((cost_bn_vnd > 0).all() and (gain >= 0).all()):
        raise GeoplanError("every item must have a cost above 0 and a gain of 0 or more.")
    order = np.argsort(-gain / cost_bn_vnd, kind="stable")
    money, people = (np.cumsum(np.append(0.0, each[order])) for each in (cost_bn_vnd, gain))
    end = np.count_nonzero(gain)
    above = people[: end + 1] * money[end] - money[: end + 1] * people[end]
    far = above >= above.max() - ROUNDING * max(money[end] * people[end], 0.0)
    return MoneyCurve(order, money, people, int(np.argmax(far)))
