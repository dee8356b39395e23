"""The private programme: hospitals enter where they win patients.

A group of entrants captures the markets of all its members. What it captures is either newly served
(the rise in people × participation) or taken from the other hospitals (the fall in their markets),
and nothing else.

The capture of the group and not of the single entrant decides where they enter and in which order,
since an investor's gain at the cost of the last one is no gain for the programme; but every entrant
must keep a minimum market of its own. Where investors count people by weight, they decide by that
count; what is reported of each entrant is people.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from geoplan.siting.market.bound import capture_bound
from geoplan.siting.market.field import Floats, Whole, captured, column, opened, patients, served
from geoplan.siting.market.huff import HospitalMarket
from geoplan.siting.market.search import EntryRules, best_site, find_group
from geoplan.travel.times import row_minimum


@dataclass(frozen=True)
class MarketEntry:
    """Where hospitals enter, and what each wins; people are not rounded.

    People are people, except in ``objective`` and ``bound``, where they count by their weight.

    Parameters
    ----------
    order
        Site of each entrant by rank, the order in which each next adds most; shape (count,).
    captured
        People that each adds to the capture of the group when it enters in that order.
    newly_served
        Those of ``captured`` whom no hospital served before; they sum to people × rise in
        participation.
    patients
        People of each cell that each wins for itself when all are open; shape (cells, count).
    captured_lost, served_lost
        Fall in the capture of the group, and in the people served by any hospital, if this one is
        dropped and the others remain.
    runner_up
        Best other site for this entrant beside the others, -1 when no other will do.
    runner_up_captured
        People it would add there, to compare with ``captured_lost``; NaN when no other will do.
    objective
        People captured by the group, as investors count them.
    bound
        No group of as many entrants captures more, counted so.
    participation_before, participation_after
        Share of people served per cell without the entrants and with them, shape (cells,).
    hospital_min_before, hospital_min_after
        Minutes to the nearest hospital per cell, inf where none is in reach.
    """

    order: Whole
    captured: Floats
    newly_served: Floats
    patients: Floats
    captured_lost: Floats
    served_lost: Floats
    runner_up: Whole
    runner_up_captured: Floats
    objective: float
    bound: float
    participation_before: Floats
    participation_after: Floats
    hospital_min_before: Floats
    hospital_min_after: Floats

    @property
    def market(self) -> Floats:
        """People that each wins for itself when all are open; they sum to those captured."""
        won: Floats = self.patients.sum(axis=0)
        return won

    @property
    def taken(self) -> Floats:
        """Those of ``captured`` who leave other hospitals.

        Below 0 where an entrant draws in so many people that other hospitals gain as well.
        """
        return self.captured - self.newly_served

    def mean_minutes(self, minutes: Floats) -> Floats:
        """Return, per entrant, the mean over the people it wins who are in reach, to 0.1 minutes.

        NaN where there are none.

        Parameters
        ----------
        minutes
            Of each cell, inf where none is in reach, shape (cells,).
        """
        reached = np.isfinite(minutes)
        won = self.patients[reached]
        with np.errstate(invalid="ignore"):
            mean: Floats = np.round(minutes[reached] @ won / won.sum(axis=0), 1)
        return mean

    @property
    def gap(self) -> float:
        """Distance to the bound as a share of it."""
        return (self.bound - self.objective) / self.bound if self.bound > 0 else 0.0


def enter(
    market: HospitalMarket, rules: EntryRules, count: int, *, rng: np.random.Generator
) -> MarketEntry:
    """Place hospitals where they win patients.

    Parameters
    ----------
    market
        The situation without them, and the candidate sites.
    rules
        What they must keep to.
    count
        Hospitals to place, at most one per site.
    rng
        Source of the random choices of the search.

    Raises
    ------
    InfeasibleError
        When the search finds no place for all of them.
    """
    field, heads = market.field, market.heads
    order = find_group(field, rules, count, rng)
    won = np.array([captured(heads, order[:size]) for size in range(count + 1)])
    reached = np.array([served(heads, order[:size]) for size in range(count + 1)])
    dropped = [[*order[:rank], *order[rank + 1 :]] for rank in range(count)]
    left = np.array([captured(heads, others) for others in dropped])
    runners_up = [
        best_site(field, rules, others, np.arange(len(market.site_xy_m)) != site)[0]
        for others, site in zip(dropped, order, strict=True)
    ]
    with_runner_up = [
        captured(heads, [*others, site]) if site >= 0 else np.nan
        for others, site in zip(dropped, runners_up, strict=True)
    ]
    hospital_min = row_minimum(market.hospital_min)
    nearest = hospital_min.copy()
    for site in order:
        cells, minutes = column(market.site_min, site)
        nearest[cells] = np.minimum(nearest[cells], minutes)
    return MarketEntry(
        order=np.array(order, np.int64),
        captured=np.diff(won),
        newly_served=np.diff(reached),
        patients=patients(heads, order),
        captured_lost=won[-1] - left,
        served_lost=reached[-1] - np.array([served(heads, others) for others in dropped]),
        runner_up=np.array(runners_up, np.int64),
        runner_up_captured=np.array(with_runner_up) - left,
        objective=captured(field, order),
        bound=capture_bound(field, rules.exclusive(), order),
        participation_before=field.participation,
        participation_after=opened(field, order)[1],
        hospital_min_before=hospital_min,
        hospital_min_after=nearest,
    )
