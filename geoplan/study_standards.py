"""The standards of a study: how near care of each level has to be, and who gives it."""

from __future__ import annotations

from pydantic import Field, model_validator

from geoplan.assumption import Number, Section, Whole, quantity
from geoplan.study_kinds import LEVELS, Kind, Level
from geoplan.study_travel import Mode


class Standard(Section):
    """How near care has to be: benefit falls from 1 at ``full_min`` to 0 at ``limit_min``."""

    mode: Mode
    kinds: list[Kind] = Field(min_length=1)
    full_min: Number = quantity("min", "standard.full_min", ranged=True)
    limit_min: Number = quantity("min", "standard.limit_min", above=0, ranged=True)

    @model_validator(mode="after")
    def _ordered(self) -> Standard:
        if self.limit_min.low <= self.full_min.high:
            raise ValueError(
                f"limit_min ({self.limit_min.low:g} min) is not greater than full_min "
                f"({self.full_min.high:g} min)"
            )
        return self


class PrimaryStandard(Standard):
    """Primary care: a standard with a capacity."""

    capacity_people: Whole = quantity(
        "people",
        "primary_standard.capacity_people",
        above=0,
        ranged=True,
    )
    former_station_people: Whole = quantity("people", "primary_standard.former_station_people")


class HospitalStandard(Standard):
    """Hospital care: a standard with the beds to assume where the register has none."""

    beds_if_unknown: dict[Kind, Whole] = quantity(
        "beds", "hospital_standard.beds_if_unknown", above=0
    )

    @model_validator(mode="after")
    def _covered(self) -> HospitalStandard:
        missing = [kind for kind in self.kinds if kind not in self.beds_if_unknown]
        if missing:
            raise ValueError(f"beds_if_unknown says nothing of {', '.join(missing)}")
        return self


class Standards(Section):
    """The levels of care that a study plans for; ``polyclinic`` lies between the two others."""

    primary: PrimaryStandard
    polyclinic: Standard | None = None
    hospital: HospitalStandard

    @property
    def by_level(self) -> dict[Level, Standard]:
        """The standards that there are, the highest level first."""
        return {
            level: standard for level in LEVELS if (standard := getattr(self, level)) is not None
        }
