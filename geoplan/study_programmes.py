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
    count: Whole = quantity("facilities", "Số cơ sở", "Facilities", above=0)


class CoverageProgramme(Programme):
    """Facilities placed where they serve most people: capacitated gradual coverage by level.

    ``split`` says how many there are of each kind; without it all are commune stations.
    """

    method: Literal["gradual-coverage"]
    split: dict[Kind, Whole] = quantity("facilities", "Trong đó", "Of these", default={})

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
    beds: Whole = quantity("beds", "Số giường mỗi bệnh viện", "Beds of each hospital", above=0)
    beds_exponent: Number = quantity("exponent", "Số mũ của số giường", "Exponent of beds",
                                     at_most=5, ranged=True)  # fmt: skip
    time_exponent: Number = quantity("exponent", "Số mũ của thời gian", "Exponent of time",
                                     at_most=5, ranged=True)  # fmt: skip
    ward_weight: Number | None = quantity(
        "ratio", "Trọng số người dân ở phường (khả năng chi trả)",
        "Weight of people in wards (ability to pay)", above=0, default=None,
    )  # fmt: skip
    min_travel_min: Number = quantity(
        "min", "Thời gian đi lại nhỏ nhất tính trong mô hình", "Shortest time counted", above=0
    )
    min_market_people: Whole = quantity(
        "people", "Thị trường tối thiểu", "Minimum market of a hospital"
    )
    spacing_km: Number = quantity(
        "km", "Khoảng cách tối thiểu giữa hai bệnh viện mới", "Spacing between new hospitals"
    )


class NeedProgramme(Programme):
    """Existing facilities that are upgraded, those in greatest need first."""

    method: Literal["need"]
    weights: dict[NeedCriterion, Number] = quantity("ratio", "Trọng số", "Weight", at_most=1)
    limit_min: Number = quantity(
        "min", "Không nơi nào khác gần hơn", "Another place nearby is nearer than", above=0
    )
    doctors_now: dict[Kind, Whole] = quantity(
        "people", "Bác sĩ hiện có", "Doctors today where not known"
    )
    cost_bn_vnd: dict[Kind, Number] = quantity(
        "bn VND", "Chi phí nâng cấp một cơ sở", "Cost of upgrading one", above=0
    )
    equipment_share: Number = quantity(
        "ratio", "phần máy móc, thiết bị được bổ sung", "part of its equipment that is added",
        at_most=1,
    )  # fmt: skip
    cost_year: int
    build_years: Whole = quantity("years", "thời gian xây dựng", "years of construction",
                                  at_most=20)  # fmt: skip
    paid_by: dict[str, Number] = quantity("ratio", "phần trả bởi", "part paid by", at_most=1)

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
    weights: dict[SiteCriterion, Number] = quantity("ratio", "Trọng số", "Weight", at_most=1)
    near_min: Number = quantity("min", "Gần nghĩa là trong vòng", "Near is within", above=0)
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
