"""What a private hospital would win at other places than the recommended one."""

from __future__ import annotations

from typing import NamedTuple

import geopandas as gpd
import pandas as pd

from geoplan.siting.levels import beds_of
from geoplan.siting.market.field import MarketField, gains
from geoplan.siting.private import hospital_market, hospitals_with_beds
from geoplan.siting.problem import Floats, Ints
from geoplan.travel.reach import Reach


class Entrant:
    """A private hospital, and what the group of entrants would win with it at other places.

    The others stay where they are. Every share is exact.
    """

    def __init__(self, field: MarketField, heads: MarketField, site: int, entrants: int) -> None:
        others = [each for each in range(entrants) if each != site]
        gain, people = (gains(market, others)[0] for market in (field, heads))
        self._share = gain[entrants:] / gain[site] if gain[site] > 0 else gain[entrants:]
        self._people, self._there = people[entrants:], float(people[site])

    def at_most(self, places: Ints) -> Floats:
        """Return the shares at places."""
        share: Floats = self._share[places]
        return share

    at_most_again = at_least = at_least_again = at_most

    def exactly(self, place: int, *, floor: float = -1.0) -> float:  # noqa: ARG002 - all are known
        """Return the share at a place."""
        return float(self._share[place])

    def people(self, places: Ints) -> Floats:
        """Return the people whom the group wins by it at places."""
        people: Floats = self._people[places]
        return people

    def people_there(self) -> float:
        """Return the same where it is recommended."""
        return self._there


class MarketGround(NamedTuple):
    """The private hospitals of a plan, and places beside them."""

    field: MarketField
    heads: MarketField
    labels: pd.Index[str]

    def lift(self, site_id: str) -> Entrant:
        """Return one of the hospitals, to be put down elsewhere."""
        site = int(self.labels.get_indexer(pd.Index([site_id]))[0])
        return Entrant(self.field, self.heads, site, len(self.labels))


def market_ground(
    reach: Reach, entrants: gpd.GeoDataFrame, public: gpd.GeoDataFrame, places: gpd.GeoSeries
) -> MarketGround:
    """Return the market of a whole plan, beside places for a hospital more.

    Parameters
    ----------
    reach
        The study and its layers.
    entrants
        The private hospitals that the plan recommends, by ``site_id``.
    public
        The public facilities that it opens: ``kind`` and geometry.
    places
        Points in EPSG:4326.
    """
    study, facilities = reach.study, reach.layers.facilities
    standard = study.standards.hospital
    known = hospitals_with_beds(facilities, standard)
    described = public[public["kind"].isin(study.kinds)]
    opened = described.assign(beds=[beds_of(study, kind) for kind in described["kind"]])
    opened = opened[opened["beds"] > 0]
    hospitals = gpd.GeoSeries(pd.concat([facilities.loc[known.index].geometry, opened.geometry]))
    to_hospitals = reach.times(hospitals, standard, cutoff_min=standard.limit_min.value)
    everywhere = gpd.GeoSeries(pd.concat([entrants.geometry, places]))
    beds = pd.concat([known, opened["beds"]])
    market = hospital_market(reach, to_hospitals, beds, everywhere)
    return MarketGround(market.field, market.heads, pd.Index(entrants.index))
