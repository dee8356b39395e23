"""The programmes of a study: what is to be built, and how its places are chosen."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from geoplan.assumption import Number, Section, Whole, quantity
from geoplan.study_kinds import Kind, shares_add_up
from geoplan.study_travel import Mode

NeedCriterion = Literal[
    "dependents", "capacity_gap", "doctors_missing", "beds_missing", "isolation"
]
SiteCriterion = Literal["hospital_beds", "schools", "transport", "people", "space"]


class Programme(Section):
    """A programme: how many facilities, under which name."""

    title_vi: str
    title_en: str
    count: Whole = quantity("facilities", "programme.count", above=0)


class CoverageProgramme(Programme):
    """Facilities placed where they serve most people: capacitated gradual coverage by level.

    ``split`` says how many there are of each kind; without it all are commune stations.
    """

    method: Literal["gradual-coverage"]
    split: dict[Kind, Whole] = quantity("facilities", "coverage_programme.split", default={})

    @model_validator(mode="after")
    def _split(self) -> CoverageProgramme:
        total = sum(number.value for number in self.split.values())
        if self.split and total != self.count.value:
            wrong = self.count.value - total
            words = f"{wrong} are lacking" if wrong > 0 else f"{-wrong} are too many"
            raise ValueError(
                f"the kinds of split add up to {total:,}, but count is {self.count.value:,}: "
                f"{words}"
            )
        return self


class MarketProgramme(Programme):
    """Hospitals that open where they win patients: a Huff market.

    ``announced`` names planned hospitals of the register that count among them.
    """

    method: Literal["market"]
    announced: list[str] = Field(default=[])
    beds: Whole = quantity("beds", "market_programme.beds", above=0)
    beds_exponent: Number = quantity(
        "exponent", "market_programme.beds_exponent", at_most=5, ranged=True
    )
    time_exponent: Number = quantity(
        "exponent", "market_programme.time_exponent", at_most=5, ranged=True
    )
    ward_weight: Number | None = quantity(
        "ratio",
        "market_programme.ward_weight",
        above=0,
        default=None,
    )
    min_travel_min: Number = quantity("min", "market_programme.min_travel_min", above=0)
    min_market_people: Whole = quantity("people", "market_programme.min_market_people")
    spacing_km: Number = quantity("km", "market_programme.spacing_km")


class NeedProgramme(Programme):
    """Existing facilities that are upgraded, those in greatest need first."""

    method: Literal["need"]
    weights: dict[NeedCriterion, Number] = quantity("ratio", "need_programme.weights", at_most=1)
    limit_min: Number = quantity("min", "need_programme.limit_min", above=0)
    doctors_now: dict[Kind, Whole] = quantity("people", "need_programme.doctors_now")
    cost_bn_vnd: dict[Kind, Number] = quantity("bn VND", "need_programme.cost_bn_vnd", above=0)
    equipment_share: Number = quantity(
        "ratio",
        "need_programme.equipment_share",
        at_most=1,
    )
    cost_year: int
    build_years: Whole = quantity("years", "need_programme.build_years", at_most=20)
    paid_by: dict[str, Number] = quantity("ratio", "need_programme.paid_by", at_most=1)

    @model_validator(mode="after")
    def _shares(self) -> NeedProgramme:
        shares_add_up("weights", self.weights)
        shares_add_up("paid_by", self.paid_by)
        return self


class SitedProgramme(Programme):
    """A few facilities of one kind that people, families or ambulances travel to or from.

    A programme that is not ``switched_on`` is left out of the plan.
    """

    kind: Kind
    mode: Mode
    switched_on: bool = True


class MedianProgramme(SitedProgramme):
    """Places from which the mean time is least: p-median over all people or the older ones."""

    method: Literal["median"]
    people: Literal["all", "older"]


class CenterProgramme(SitedProgramme):
    """Places from which the longest time is least: p-center, for emergency response."""

    method: Literal["center"]


class School(Section):
    """A school of medicine."""

    name: str
    lon: float = Field(ge=-180, le=180)
    lat: float = Field(ge=-90, le=90)
    source: str = Field(min_length=1)
    verified: bool


class CriteriaProgramme(SitedProgramme):
    """Places that are best by several criteria at once, weighed against one another."""

    method: Literal["criteria"]
    weights: dict[SiteCriterion, Number] = quantity(
        "ratio", "criteria_programme.weights", at_most=1
    )
    near_min: Number = quantity("min", "criteria_programme.near_min", above=0)
    schools: list[School] = Field(default=[])

    @model_validator(mode="after")
    def _consistent(self) -> CriteriaProgramme:
        shares_add_up("weights", self.weights)
        if not self.schools and "schools" in self.weights:
            raise ValueError("weights.schools stands there, but schools names none")
        return self


AnyProgramme = Annotated[
    CoverageProgramme
    | MarketProgramme
    | NeedProgramme
    | MedianProgramme
    | CenterProgramme
    | CriteriaProgramme,
    Field(discriminator="method"),
]
METHODS = ("gradual-coverage", "market", "need", "median", "center", "criteria")
