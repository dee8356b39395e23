r"""A bound that no choice of sites exceeds: Lagrangian relaxation with prices on demand points.

Let every demand point be served at several sites, at a price :math:`u_i` each time. Then each
site earns :math:`\rho_j = \sum_i (b_{ij} - u_i)^+` for itself, and

.. math:: L(u) = \sum_i u_i + \max_{y} \sum_j \rho_j y_j

bounds the value of every choice, whatever the prices. Prices move by subgradients until the bound
is low; a site that cannot be opened, or closed, without the bound falling below a known value is
fixed.

Sources: Cornuéjols, Fisher and Nemhauser (1977), Management Science 23, 789–810, for the
relaxation; Held, Wolfe and Crowder (1974), Mathematical Programming 6, for the step; Camerini,
Fratta and Maffioli (1975), Mathematical Programming Study 3, for the direction.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from geoplan.compiled import compiled
from geoplan.progress import Progress, Standing, silent
from geoplan.siting.problem import Ints
from geoplan.siting.uncapacitated.selection import Selection
from geoplan.siting.uncapacitated.worth import Table

PATIENCE = 20  # rounds without a lower bound before the step shrinks
SHRINK = 0.7  # what is left of the step then
MEMORY = 0.85  # weight of the rounds before in the direction of a step
LEAST_STEP = 1e-4  # at which prices hardly move


@dataclass(frozen=True, eq=False)
class Bound:
    """The lowest bound found, and what it says of each site.

    Parameters
    ----------
    value
        In units of the table; no choice of sites is worth more.
    price
        Prices at which it was found, in units, shape (demand,).
    earned
        What each site earns at these prices, in units, shape (sites,).
    open_at_most, closed_at_most
        Value of any choice in which the site is open, or closed, at most, shape (sites,).
    often
        Share of the last rounds in which the site was among the best, shape (sites,).
    """

    value: int
    price: Ints
    earned: Ints
    open_at_most: Ints
    closed_at_most: Ints
    often: NDArray[np.float64]


def lagrangian_bound(
    table: Table,
    selection: Selection,
    known: int,
    price: NDArray[np.float64],
    *,
    enough: int,
    rounds: int,
    progress: Progress = silent,
) -> Bound:
    """Bound the value of every choice of sites from above.

    Parameters
    ----------
    table
        What sites are worth.
    selection
        Which choices are allowed.
    known
        Value of a choice, in units.
    price
        First prices, in units, shape (demand,).
    enough
        A bound below this ends the search.
    rounds
        Changes of prices, at most.
    progress
        Called with the stage, the share of it that is done, and how things stand.
    """
    dearest = dearest_worth(table)
    direction, step, failures = np.zeros(price.size), 1.0, 0
    often = np.zeros(table.start.size - 1)
    best: Bound | None = None
    for done in range(rounds):
        whole = np.minimum(np.rint(price).astype(np.int64), dearest)
        earned = earnings(table, whole)
        total = int(whole.sum())
        chosen, value = selection.best(earned)
        often *= MEMORY
        often[chosen] += 1 - MEMORY
        failures += 1
        if best is None or total + value < best.value:
            best = Bound(total + value, whole, earned, *selection.extremes(earned, total), often)
            failures = 0
        left_out = 1.0 - times_served(table, whole, chosen)
        left_out[(left_out > 0) & (whole == 0)] = 0
        direction = MEMORY * direction + (1 - MEMORY) * left_out
        length = float(direction @ (dearest * direction))
        if length == 0 or best.value < enough or step < LEAST_STEP:
            break
        if failures == PATIENCE:
            price, step, failures = best.price.astype(np.float64), step * SHRINK, 0
        move = step * (best.value - known) / length * dearest * direction
        price = np.clip(price - move, 0, dearest)
        if done % 16 == 0:
            progress("Bound", done / rounds, Standing(known, best.value))
    progress("Bound", 1.0)
    if best is None:
        raise ValueError("rounds must be at least 1")
    return best


def dearest_worth(table: Table) -> Ints:
    """Return the greatest worth of each demand point, 0 where no site reaches it."""
    dearest = np.zeros(table.row.size - 1, np.int64)
    filled = np.diff(table.row) > 0
    dearest[filled] = table.worth_there[table.row[:-1][filled]]
    return dearest


@compiled
def earnings(table: Table, price: Ints) -> Ints:
    """Return what each site earns above the prices, shape (sites,)."""
    sites = table.start.size - 1
    earned = np.zeros(sites, np.int64)
    for i in range(price.size):
        for place in range(table.row[i], table.row[i + 1]):
            margin = table.worth_there[place] - price[i]
            if margin <= 0:
                break
            earned[table.site[place]] += margin
    return earned


@compiled
def times_served(table: Table, price: Ints, chosen: Ints) -> Ints:
    """Return how many of the chosen sites earn from each demand point, shape (demand,)."""
    times = np.zeros(price.size, np.int64)
    for j in chosen:
        for pair in range(table.start[j], table.start[j + 1]):
            if table.worth[pair] > price[table.demand[pair]]:
                times[table.demand[pair]] += 1
    return times
