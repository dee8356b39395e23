"""The targets of a study: what there is to be by when, and what there is today."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, model_validator

from geoplan.assumption import Number, Section, Whole, quantity

CommuneType = Literal["ward", "commune", "special_zone"]


class People(Section):
    """How many people there will be, and how many of them are older."""

    year: int = Field(ge=2000, le=2100)
    growth: Number = quantity("ratio", "people.growth", at_least=-0.1, at_most=0.1)
    older_share: dict[CommuneType, Number] = quantity("ratio", "people.older_share", at_most=1)

    @model_validator(mode="after")
    def _complete(self) -> People:
        for name in ("ward", "commune", "special_zone"):
            if name not in self.older_share:
                raise ValueError(f"older_share says nothing of {name}")
        return self

    def factor(self, year: int) -> float:
        """Return people in a year against the people of the layers."""
        return float((1 + self.growth.value) ** (year - self.year))


class Rate(Section):
    """So many per 10,000 people, today and by a year.

    ``now`` and ``now_count`` are two readings of what there is today; the count is the base of the
    arithmetic, the other stands beside it.
    """

    year: int = Field(ge=2000, le=2100)
    now: Number = quantity("per 10,000 people", "rate.now")
    now_count: Whole | None = quantity("count", "rate.now_count", default=None)
    target: Number = quantity("per 10,000 people", "rate.target")


class Each(Section):
    """So many in each facility of a kind, today and by a year."""

    year: int = Field(ge=2000, le=2100)
    now: Number = quantity("each", "each.now")
    target: Number = quantity("each", "each.target")


class Share(Section):
    """A share by a year."""

    year: int = Field(ge=2000, le=2100)
    target: Number = quantity("ratio", "share.target", at_most=1)


class Total(Section):
    """So many in all by a year."""

    year: int = Field(ge=2000, le=2100)
    target: Whole = quantity("count", "total.target")


class Targets(Section):
    """What the programme has to reach."""

    doctors: Rate
    beds: Rate
    station_doctors: Each
    private_beds: Share
    equipment: Total
    recruits: Total
