r"""The private programme: hospitals enter where they win patients, by the Huff model.

People of cell *i* seek hospital care in so far as a hospital is near: their participation is the
gradual coverage of the nearest open one. They divide themselves among all open hospitals in reach
in proportion to attraction, which grows with beds and falls with time:

.. math::

    g_i = g(\min_j t_{ij}), \quad a_{ij} = b_j^\alpha \max(t_{ij}, t_0)^{-\beta}, \quad
    \text{market of } j = \sum_i P_i \, g_i \, \frac{a_{ij}}{\sum_k a_{ik}}.

A group of entrants captures the markets of all its members. What it captures is either newly served
(the rise in :math:`\sum_i P_i g_i`) or taken from the hospitals of today (the fall in their
markets), and nothing else.

The capture of the group and not of the single entrant decides where they enter and in which order,
since an investor's gain at the cost of the last one is no gain for the programme; but every entrant
must keep a minimum market of its own.

Sources: Huff (1964), Defining and estimating a trading area, Journal of Marketing 28, 34–38, for
the shares; Berman and Krass (2002), Locating multiple competitive facilities: spatial interaction
models with variable expenditures, Annals of Operations Research 111, 197–225, for demand that grows
with service; Berman, Krass and Drezner (2003) for gradual coverage.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import sparse

from geoplan.access.decay import gradual
from geoplan.siting.market.bound import capture_bound
from geoplan.siting.market.field import (
    Floats,
    MarketField,
    Whole,
    captured,
    column,
    opened,
    patients,
    served,
)
from geoplan.siting.market.search import EntryRules, best_site, find_group
from geoplan.travel.times import row_minimum

METHOD = "sequential entry and iterated local search in a Huff market, Frank–Wolfe bound"


@dataclass(frozen=True)
class HospitalMarket:
    r"""Who lives where, which hospitals stand, and where others could enter.

    Parameters
    ----------
    people
        People of each cell, shape (cells,).
    hospital_min
        Minutes to the hospitals of today, CSR float64, cells × hospitals; absent is out of reach.
    hospital_beds
        Beds of each of them, shape (hospitals,).
    site_min
        Minutes to the candidate sites, CSC float64, cells × sites; absent is out of reach.
    site_xy_m
        Position of each site in metres, shape (sites, 2).
    beds
        Beds of every entrant.
    full_min, limit_min
        Travel times of full and of no participation, in minutes; ``limit_min`` is within reach.
    beds_exponent, time_exponent
        :math:`\alpha` and :math:`\beta`.
    min_travel_min
        :math:`t_0` in minutes, more than 0: below it, time makes no difference to the choice.
    """

    people: Floats
    hospital_min: sparse.csr_array[np.float64]
    hospital_beds: Floats
    site_min: sparse.csc_array[np.float64]
    site_xy_m: Floats
    beds: float
    full_min: float
    limit_min: float
    beds_exponent: float
    time_exponent: float
    min_travel_min: float


@dataclass(frozen=True)
class MarketEntry:
    """Where hospitals enter, and what each wins; people are not rounded.

    Parameters
    ----------
    order
        Site of each entrant by rank, the order in which each next adds most; shape (count,).
    captured
        People that each adds to the capture of the group when it enters in that order; they sum to
        ``objective``.
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
        People captured by the group.
    bound
        No group of as many entrants captures more.
    participation_before, participation_after
        Share of people served per cell, shape (cells,).
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
        """People that each wins for itself when all are open; they sum to ``objective``."""
        won: Floats = self.patients.sum(axis=0)
        return won

    @property
    def taken(self) -> Floats:
        """Those of ``captured`` who leave the hospitals of today.

        Below 0 where an entrant draws in so many people that the hospitals of today gain as well.
        """
        return self.captured - self.newly_served

    @property
    def gap(self) -> float:
        """Distance to the bound as a share of it."""
        return (self.bound - self.objective) / self.bound if self.bound > 0 else 0.0


def enter(
    market: HospitalMarket,
    *,
    count: int,
    min_market_people: float,
    spacing_km: float,
    rng: np.random.Generator,
) -> MarketEntry:
    """Place hospitals where they win patients.

    Parameters
    ----------
    market
        The situation today, and the candidate sites.
    count
        Hospitals to place, at most one per site.
    min_market_people
        People whom every entrant wins for itself at least when all are open.
    spacing_km
        Least distance between two entrants.
    rng
        Source of the random choices of the search.

    Raises
    ------
    InfeasibleError
        When the search finds no place for all of them.
    """
    field = _field(market)
    rules = EntryRules(market.site_xy_m, spacing_km * 1000, min_market_people)
    order = find_group(field, rules, count, rng)
    won = np.array([captured(field, order[:size]) for size in range(count + 1)])
    reached = np.array([served(field, order[:size]) for size in range(count + 1)])
    dropped = [[*order[:rank], *order[rank + 1 :]] for rank in range(count)]
    runners_up = [
        best_site(field, rules, others, np.arange(len(market.site_xy_m)) != site)
        for others, site in zip(dropped, order, strict=True)
    ]
    hospital_min = row_minimum(market.hospital_min)
    nearest = hospital_min.copy()
    for site in order:
        cells, minutes = column(market.site_min, site)
        nearest[cells] = np.minimum(nearest[cells], minutes)
    return MarketEntry(
        order=np.array(order),
        captured=np.diff(won),
        newly_served=np.diff(reached),
        patients=patients(field, order),
        captured_lost=won[-1] - [captured(field, others) for others in dropped],
        served_lost=reached[-1] - [served(field, others) for others in dropped],
        runner_up=np.array([site for site, _ in runners_up]),
        runner_up_captured=np.array([gain for _, gain in runners_up]),
        objective=float(won[-1]),
        bound=capture_bound(field, rules.exclusive(), order),
        participation_before=field.participation,
        participation_after=opened(field, order)[1],
        hospital_min_before=hospital_min,
        hospital_min_after=nearest,
    )


def _field(market: HospitalMarket) -> MarketField:
    today, sites = market.hospital_min, market.site_min
    beds_today = market.hospital_beds[today.indices]
    rival = sparse.csr_array(
        (_attraction(market, today.data, beds_today), today.indices, today.indptr), today.shape
    )
    coverage = gradual(sites.data, full_min=market.full_min, limit_min=market.limit_min)
    attraction = _attraction(market, sites.data, np.float64(market.beds))
    return MarketField(
        people=market.people,
        rival=rival.sum(axis=1),
        participation=gradual(
            row_minimum(today), full_min=market.full_min, limit_min=market.limit_min
        ),
        attraction=sparse.csc_array((attraction, sites.indices, sites.indptr), sites.shape),
        coverage=sparse.csc_array((coverage, sites.indices, sites.indptr), sites.shape),
    )


def _attraction(market: HospitalMarket, minutes: Floats, beds: Floats | np.float64) -> Floats:
    felt_min = np.maximum(minutes, market.min_travel_min)
    return beds**market.beds_exponent * felt_min**-market.time_exponent
