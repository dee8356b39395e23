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
        "people",
        "facility_kind.capacity_people",
        above=0,
        default=None,
    )
    first_contact_people: Whole | None = quantity(
        "people",
        "facility_kind.first_contact_people",
        default=None,
    )
    beds: Whole | None = quantity("beds", "facility_kind.beds", default=None)
    visits_per_day: Whole | None = quantity("visits", "facility_kind.visits_per_day", default=None)
    doctors: Whole | None = quantity("people", "facility_kind.doctors", default=None)
    other_staff: Whole | None = quantity("people", "facility_kind.other_staff", default=None)
    equipment: Whole | None = quantity("items", "facility_kind.equipment", default=None)
    floor_m2: Number | None = quantity("m²", "facility_kind.floor_m2", default=None)
    plot_m2: Number | None = quantity("m²", "facility_kind.plot_m2", default=None)
    cost_year: int
    cost_bn_vnd: Number = quantity("bn VND", "facility_kind.cost_bn_vnd", above=0)
    build_years: Whole = quantity("years", "facility_kind.build_years", at_most=20)
    paid_by: dict[str, Number] = quantity("ratio", "facility_kind.paid_by", at_most=1)

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
