"""The kinds of facility of a study: what one of each offers, needs and costs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from pydantic import model_validator

from geoplan.assumption import Number, Section, Whole, quantity

Kind = Literal[
    "municipal",
    "regional",
    "ministry",
    "private_hospital",
    "polyclinic",
    "commune_station",
    "satellite_point",
    "former_station",
    "nursing_home",
    "training_complex",
    "geriatric_hospital",
    "emergency_centre",
]
Level = Literal["hospital", "polyclinic", "primary", "other"]
LEVELS: tuple[Level, ...] = ("hospital", "polyclinic", "primary")  # the highest first


class FacilityKind(Section):
    """One kind of facility, as it is built now; its level says by which standard it is reached.

    What does not matter of a kind is left out. ``capacity_people`` of the primary level may be
    left out too: the standard says it.
    """

    level: Level
    capacity_people: Whole | None = quantity(
        "people", "số dân phục vụ được ở cấp của mình", "people that one serves at its level",
        above=0, default=None,
    )  # fmt: skip
    first_contact_people: Whole | None = quantity(
        "people", "số dân xung quanh được khám ban đầu tại đây",
        "people around that it also serves as first contact", default=None,
    )  # fmt: skip
    beds: Whole | None = quantity("beds", "số giường", "beds", default=None)
    visits_per_day: Whole | None = quantity(
        "visits", "lượt khám mỗi ngày", "visits a day", default=None
    )
    doctors: Whole | None = quantity("people", "bác sĩ", "doctors", default=None)
    other_staff: Whole | None = quantity(
        "people", "nhân viên y tế khác", "other health workers", default=None
    )
    equipment: Whole | None = quantity("items", "số máy móc, thiết bị", "machines and equipment",
                                       default=None)  # fmt: skip
    floor_m2: Number | None = quantity("m²", "diện tích sàn", "floor area", default=None)
    plot_m2: Number | None = quantity("m²", "diện tích đất", "plot", default=None)
    cost_year: int
    cost_bn_vnd: Number = quantity("bn VND", "chi phí một cơ sở", "cost of one", above=0)
    build_years: Whole = quantity("years", "thời gian xây dựng", "years of construction",
                                  at_most=20)  # fmt: skip
    paid_by: dict[str, Number] = quantity("ratio", "phần trả bởi", "part paid by", at_most=1)

    @model_validator(mode="after")
    def _consistent(self) -> FacilityKind:
        if self.level in ("hospital", "polyclinic") and self.capacity_people is None:
            raise ValueError(f"capacity_people is missing; a kind of level {self.level} needs it")
        shares_add_up("paid_by", self.paid_by)
        return self


def shares_add_up(key: str, shares: Mapping[Any, Number]) -> None:
    """Refuse shares that do not sum to 1.

    Raises
    ------
    ValueError
        Naming ``key`` and what is lacking or too much.
    """
    missing = 1 - sum(share.value for share in shares.values())
    if abs(missing) > 1e-9:
        wrong = f"{missing:g} is lacking" if missing > 0 else f"{-missing:g} is too much"
        raise ValueError(f"the shares of {key} do not add up to 1: {wrong}")
