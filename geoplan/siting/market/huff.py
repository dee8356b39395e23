r"""A hospital market by the Huff model, from beds and travel times.

People of cell *i* seek hospital care in so far as a hospital is near: their participation is the
gradual coverage of the nearest open one. They divide themselves among all open hospitals in reach
in proportion to attraction, which grows with beds and falls with time:

.. math::

    g_i = g(\min_j t_{ij}), \quad a_{ij} = b_j^\alpha \max(t_{ij}, t_0)^{-\beta}, \quad
    \text{market of } j = \sum_i P_i \, g_i \, \frac{a_{ij}}{\sum_k a_{ik}}.

Investors may count a person of one place for more than one of another, who can pay less: they see
:math:`w_i P_i` in place of :math:`P_i`.

Sources: Huff (1964), Defining and estimating a trading area, Journal of Marketing 28, 34–38, for
the shares; Berman and Krass (2002), Locating multiple competitive facilities: spatial interaction
models with variable expenditures, Annals of Operations Research 111, 197–225, for demand that grows
with service; Berman, Krass and Drezner (2003) for gradual coverage.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from scipy import sparse

from geoplan.access.decay import gradual
from geoplan.siting.market.field import Floats, MarketField
from geoplan.travel.times import row_minimum


@dataclass(frozen=True)
class HospitalMarket:
    r"""Who lives where, which hospitals there are, and where others could enter.

    Parameters
    ----------
    people
        People of each cell, shape (cells,).
    weight
        What one of them counts for an investor, more than 0, shape (cells,).
    hospital_min
        Minutes to the hospitals that entrants compete with, CSR float64, cells × hospitals; absent
        is out of reach.
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
    weight: Floats
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

    @cached_property
    def field(self) -> MarketField:
        """The market as investors see it: people by their weight."""
        today, sites = self.hospital_min, self.site_min
        attraction = self._attraction(today.data, self.hospital_beds[today.indices])
        rival = sparse.csr_array((attraction, today.indices, today.indptr), today.shape)
        coverage = self._coverage(sites.data)
        attraction = self._attraction(sites.data, np.float64(self.beds))
        return MarketField(
            people=self.people * self.weight,
            rival=rival.sum(axis=1),
            participation=self._coverage(row_minimum(today)),
            attraction=sparse.csc_array((attraction, sites.indices, sites.indptr), sites.shape),
            coverage=sparse.csc_array((coverage, sites.indices, sites.indptr), sites.shape),
        )

    @property
    def heads(self) -> MarketField:
        """The same market with everybody counting as one."""
        return replace(self.field, people=self.people)

    def _coverage(self, minutes: Floats) -> Floats:
        return gradual(minutes, full_min=self.full_min, limit_min=self.limit_min)

    def _attraction(self, minutes: Floats, beds: Floats | np.float64) -> Floats:
        felt_min = np.maximum(minutes, self.min_travel_min)
        return beds**self.beds_exponent * felt_min**-self.time_exponent
