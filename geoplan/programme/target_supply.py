"""What there is today, and what a plan adds, of all that the targets count, by commune."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property

import geopandas as gpd
import numpy as np
import pandas as pd

from geoplan.layers.read import StudyLayers
from geoplan.rounding import share_out
from geoplan.study import Study
from geoplan.study_kinds import Kind
from geoplan.study_targets import People, Targets

# Hospital beds per 10,000 people leave out the beds of stations; a nursing home is no health
# facility (statistics office, gso.gov.vn, metadata of the provincial indicators on doctors and
# beds per 10,000 people and on health facilities, 2019).
NO_HOSPITAL_BEDS: tuple[Kind, ...] = (
    "commune_station",
    "satellite_point",
    "former_station",
    "nursing_home",
)
STATION: tuple[Kind, ...] = ("commune_station",)
NO_PLACE = ""  # stands for a commune where what is counted has no known place


@dataclass(frozen=True, eq=False)
class PrivateBeds:
    """Private hospital beds today.

    Parameters
    ----------
    beds
        By place; of hospitals without a known count, what the study assumes.
    assumed_hospitals, assumed_beds
        How many hospitals those are, and their beds, which ``beds`` contains.
    unlisted_hospitals, unlisted_beds
        Private hospitals that are published and not in the register, and the beds that they would
        have at what the study assumes, which ``beds`` does not contain.
    """

    beds: pd.Series[int]
    assumed_hospitals: int
    assumed_beds: int
    unlisted_hospitals: int
    unlisted_beds: int


@dataclass(frozen=True, eq=False)
class Supply:
    """People, and what serves them today and by the plan.

    All that is by place is an int64 Series indexed by ``places``.

    Parameters
    ----------
    study, people, targets
        The study, and the parts of it that say how people grow and what is to be reached.
    layers
        Communes and facilities of the study.
    programme
        One row per facility of all programmes, as in ``targets.measure_targets``.
    """

    study: Study
    people: People
    targets: Targets
    layers: StudyLayers
    programme: pd.DataFrame

    @cached_property
    def places(self) -> pd.Index[str]:
        """Codes of the communes in order, then ``NO_PLACE``."""
        return pd.Index([*sorted(self.layers.communes.index), NO_PLACE], name="commune_code")

    @cached_property
    def people_today(self) -> pd.Series[int]:
        """People in the year of the layers, by place."""
        return self._at_places(self.layers.communes["people"])

    def city_people(self, year: int) -> float:
        """Return the people of all communes in a year."""
        return float(self.people_today.sum()) * self.people.factor(year)

    def per_10000(self, rate: float, year: int) -> int:
        """Return how many so many per 10,000 people are in a year."""
        return round(rate * self.city_people(year) / 10_000)

    def shared(self, total: int, weights: pd.Series[int]) -> pd.Series[int]:
        """Share a whole number out over the places in proportion to ``weights``.

        Where all weights are zero it goes by people, and to no place where there are none.
        """
        for each in (weights, self.people_today):
            if each.any():
                shares = share_out(total, np.asarray(each, np.float64))
                return pd.Series(shares.tolist(), self.places, dtype="int64")
        return self.without_place(total)

    def without_place(self, total: int) -> pd.Series[int]:
        """Return a number of which no place is known."""
        return self._at_places(pd.Series({NO_PLACE: total}))

    def by_people(self, total: int) -> pd.Series[int]:
        """Share a whole number out over the communes by their people."""
        return self.shared(total, self.people_today)

    @cached_property
    def stations_today(self) -> pd.Series[int]:
        """Commune stations that operate today, by place."""
        return self._counted(self._operating[self._operating["kind"] == "commune_station"])

    def stations(self, year: int) -> pd.Series[int]:
        """Return the commune stations that operate in a year, by place: today's and new ones."""
        new = self._opened(year, kinds=STATION)
        return self.stations_today + self._counted(new[~new["upgraded"].astype("bool")])

    @cached_property
    def station_doctors_today(self) -> pd.Series[int]:
        """Doctors at commune stations today, by place."""
        total = round(self.targets.station_doctors.now.value * self.stations_today.sum())
        return self.shared(total, self.stations_today)

    @cached_property
    def known_beds_today(self) -> pd.Series[int]:
        """Hospital beds today that the register knows, by place; unknown ones are not in it."""
        return self._summed(self._hospitals, self._hospitals["beds"])

    @cached_property
    def private_beds_today(self) -> PrivateBeds:
        """Private hospital beds today."""
        hospitals = self._hospitals[self._hospitals["ownership"] == "private"]
        assume = {
            kind: number.value
            for kind, number in self.study.standards.hospital.beds_if_unknown.items()
        }
        by_kind = hospitals["kind"].map(assume).astype("float64")
        assumed = by_kind[hospitals["beds"].isna()].dropna()
        listed = int((hospitals["kind"] == "private_hospital").sum())
        published = self.study.facility_counts.get("private_hospital")
        unlisted = max(0, published.value - listed) if published else 0
        return PrivateBeds(
            beds=self._summed(hospitals, hospitals["beds"].fillna(assumed)),
            assumed_hospitals=assumed.size,
            assumed_beds=int(assumed.sum()),
            unlisted_hospitals=unlisted,
            unlisted_beds=unlisted * assume.get("private_hospital", 0),
        )

    def doctors_added(self, year: int, *, kinds: Collection[Kind] | None = None) -> pd.Series[int]:
        """Return the doctors of facilities that open by a year, of all kinds or of some."""
        opened = self._opened(year, kinds=kinds)
        return self._summed(opened, opened["doctors"])

    def beds_added(self, year: int, *, private: bool = False) -> pd.Series[int]:
        """Return the hospital beds that open by a year, all or the private ones alone."""
        opened = self._opened(year)
        counted = ~opened["kind"].isin(NO_HOSPITAL_BEDS)
        if private:
            counted &= self._private(opened)
        return self._summed(opened[counted], opened["beds"][counted])

    def other_beds_added(self, year: int) -> int:
        """Return the beds that open by a year and are no hospital beds."""
        return int(self._opened(year, kinds=NO_HOSPITAL_BEDS)["beds"].sum())

    def equipment(self, year: int | None = None) -> pd.Series[int]:
        """Return the items that public facilities call for: all, or those that open by a year."""
        public = self._public(year)
        return self._summed(public, public["equipment"])

    def posts(self, year: int | None = None) -> pd.Series[int]:
        """Return the posts of public facilities: of all, or of those that open by a year."""
        public = self._public(year)
        return self._summed(public, public["doctors"]) + self._summed(public, public["other_staff"])

    @cached_property
    def first_opening(self) -> int | None:
        """The year in which the first facility opens; None where none does."""
        years = self.programme["year"].dropna()
        return None if years.empty else int(years.min())

    @cached_property
    def _operating(self) -> gpd.GeoDataFrame:
        facilities = self.layers.facilities
        return facilities[facilities["status"] == "operating"]

    @cached_property
    def _hospitals(self) -> gpd.GeoDataFrame:
        return self._operating[~self._operating["kind"].isin(NO_HOSPITAL_BEDS)]

    def _opened(self, year: int, *, kinds: Collection[Kind] | None = None) -> pd.DataFrame:
        opened = (self.programme["year"].astype("Int64") <= year).fillna(False).astype("bool")
        if kinds is not None:
            opened &= self.programme["kind"].isin(kinds)
        return self.programme[opened]

    def _public(self, year: int | None) -> pd.DataFrame:
        facilities = self.programme if year is None else self._opened(year)
        return facilities[~self._private(facilities)]

    def _private(self, facilities: pd.DataFrame) -> pd.Series[bool]:
        """Say which are private: hospitals so called, and what no payer of public ones pays."""
        kinds = self.study.kinds
        public = {
            payer
            for kind in self.study.coverage_programme.split or ("commune_station",)
            if kind in kinds
            for payer in kinds[kind].paid_by
        }
        private = {
            kind for kind, each in kinds.items() if public and public.isdisjoint(each.paid_by)
        }
        return facilities["kind"].isin(private | {"private_hospital"})

    def _counted(self, rows: pd.DataFrame) -> pd.Series[int]:
        return self._at_places(rows.groupby("commune_code").size())

    def _summed(self, rows: pd.DataFrame, amounts: pd.Series[int]) -> pd.Series[int]:
        """Return the sums of what is known, by place."""
        known = amounts.astype("Int64").fillna(0)
        return self._at_places(known.groupby(rows["commune_code"]).sum())

    def _at_places(self, amounts: pd.Series[int]) -> pd.Series[int]:
        return amounts.reindex(self.places, fill_value=0).astype("int64")
