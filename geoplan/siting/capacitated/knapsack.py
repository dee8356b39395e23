"""What capacity at one site is worth when people have prices: a fractional knapsack."""

from __future__ import annotations

import numpy as np

from geoplan.compiled import inner, whole
from geoplan.siting.problem import Ints

ROOT = whole(0)


@inner
def slice_values(
    demand: Ints,
    weight: Ints,
    people: Ints,
    price: Ints,
    lowest: int,
    first: int,
    size: int,
    values: Ints,
) -> int:
    """Value slices of a site's capacity, filled with the people who gain most there.

    Parameters
    ----------
    demand, weight
        Demand points in reach of the site and benefit per person there, shape (reach,).
    people, price
        People at each demand point and the price of each of them, shape (demand,).
    first
        Capacity that is filled before the slices, people.
    size
        Capacity of each slice, people.
    values
        Overwritten with the value of each slice, never increasing, shape (slices,).

    Returns
    -------
    int
        Value of the capacity that is filled first.
    """
    profit, place = _profits(demand, weight, people, price, lowest)
    values[:] = 0
    value = 0
    slot = -1
    room = first
    count = profit.size
    while count > 0:
        left = people[place[0]]
        while left > 0:
            while room == 0:
                slot += 1
                if slot == values.size:
                    return value
                room = size
            taken = min(left, room)
            if slot < 0:
                value += taken * profit[0]
            else:
                values[slot] += taken * profit[0]
            left -= taken
            room -= taken
        count = _drop_greatest(profit, place, count)
    return value


@inner
def fill(
    demand: Ints, weight: Ints, people: Ints, price: Ints, lowest: int, room: int, served: Ints
) -> None:
    """Add to ``served`` the people of each demand point who fill the capacity ``room``."""
    profit, place = _profits(demand, weight, people, price, lowest)
    count = profit.size
    while count > 0 and room > 0:
        taken = min(people[place[0]], room)
        served[place[0]] += taken
        room -= taken
        count = _drop_greatest(profit, place, count)


@inner
def lowest_price(price: Ints) -> int:
    """Return the lowest price; numpy's own ``min`` takes long to compile."""
    lowest: int = price[0]
    for i in range(price.size):
        lowest = min(lowest, price[i])
    return lowest


@inner
def _profits(
    demand: Ints, weight: Ints, people: Ints, price: Ints, lowest: int
) -> tuple[Ints, Ints]:
    """Return the gains per person above the price and whose they are, as a heap."""
    profit = np.empty(demand.size, np.int64)
    place = np.empty(demand.size, np.int64)
    count = ROOT
    for pair in range(demand.size):
        if weight[pair] <= lowest:
            break
        gain = weight[pair] - price[demand[pair]]
        if gain > 0 and people[demand[pair]] > 0:
            profit[count], place[count] = gain, demand[pair]
            count += 1
    for root in range(count // 2 - 1, -1, -1):
        _sift_down(profit, place, root, count)
    return profit[:count], place[:count]


@inner
def _drop_greatest(profit: Ints, place: Ints, count: int) -> int:
    """Take the root off the heap and return how many are left."""
    count -= 1
    profit[0], place[0] = profit[count], place[count]
    _sift_down(profit, place, ROOT, count)
    return count


@inner
def _sift_down(profit: Ints, place: Ints, root: int, count: int) -> None:
    """Move the root down until no child exceeds it."""
    while True:
        child = 2 * root + 1
        if child >= count:
            return
        if child + 1 < count and profit[child + 1] > profit[child]:
            child += 1
        if profit[child] <= profit[root]:
            return
        profit[root], profit[child] = profit[child], profit[root]
        place[root], place[child] = place[child], place[root]
        root = child
