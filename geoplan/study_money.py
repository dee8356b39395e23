"""The money of a study: who gives how much in which year, and who comes first."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, model_validator

from geoplan.assumption import Number, Section, quantity
from geoplan.study_kinds import shares_add_up

Year = str  # of four digits: TOML has no other keys


class Source(Section):
    """Who gives money, and how much in each year, in prices of that year."""

    title_vi: str
    title_en: str
    carries_over: bool
    reserve_share: Number = quantity("ratio", "source.reserve_share", at_most=1)
    envelope_bn_vnd: dict[Year, Number] = quantity("bn VND", "source.envelope_bn_vnd")


class Line(Section):
    """Money that is bound to something that has no place, such as equipment or training."""

    title_vi: str
    title_en: str
    total_bn_vnd: Number = quantity("bn VND", "line.total_bn_vnd")
    paid_by: dict[str, Number] = quantity("ratio", "line.paid_by", at_most=1)

    @model_validator(mode="after")
    def _shares(self) -> Line:
        shares_add_up("paid_by", self.paid_by)
        return self


class Turn(Section):
    """When a programme has its turn: lower classes come first, and may have to open by a year."""

    turn: int = Field(ge=0)
    weight: Number = quantity("ratio", "turn.weight")
    required: bool = False
    open_by: int | None = None


class Money(Section):
    """Envelopes, prices, and the order of the programmes.

    Places of ``first`` come before all others of their programme.
    """

    from_year: int = Field(ge=2000, le=2100)
    horizon: int = Field(ge=2000, le=2200)
    base_year: int = Field(ge=2000, le=2100)
    price_growth: Number = quantity("ratio", "money.price_growth", at_most=1)
    first: list[Literal["island", "remote"]]
    sources: dict[str, Source] = Field(min_length=1)
    lines: dict[str, Line] = Field(default={})
    programmes: dict[str, Turn]

    @property
    def years(self) -> range:
        """The years with an envelope."""
        given = [int(year) for source in self.sources.values() for year in source.envelope_bn_vnd]
        return range(self.from_year, max(given) + 1)

    @model_validator(mode="after")
    def _consistent(self) -> Money:
        for name, source in self.sources.items():
            key = f"sources.{name}.envelope_bn_vnd"
            odd = [year for year in source.envelope_bn_vnd if not year.isdecimal()]
            if odd:
                raise ValueError(f"{key} has an envelope for {odd[0]!r}, which is no year")
            early = [year for year in source.envelope_bn_vnd if int(year) < self.from_year]
            if early:
                raise ValueError(f"{key}.{early[0]} is a year before from_year ({self.from_year})")
            lacking = [year for year in self.years if str(year) not in source.envelope_bn_vnd]
            if lacking:
                raise ValueError(f"{key} says nothing of {lacking[0]}; write 0 where there is none")
        if self.horizon < self.years[-1]:
            raise ValueError(
                f"horizon ({self.horizon}) is before the last envelope ({self.years[-1]})"
            )
        for name, turn in self.programmes.items():
            if turn.open_by is not None and turn.open_by < self.from_year:
                raise ValueError(
                    f"programmes.{name}.open_by ({turn.open_by}) is before from_year "
                    f"({self.from_year})"
                )
        for name, line in self.lines.items():
            self.knows(line.paid_by, f"lines.{name}.paid_by")
        return self

    def knows(self, paid_by: dict[str, Number], key: str) -> None:
        """Refuse a source that has no envelopes.

        Raises
        ------
        ValueError
            Naming ``key`` and the sources there are.
        """
        strange = [name for name in paid_by if name not in self.sources]
        if strange:
            known = ", ".join(self.sources)
            raise ValueError(f"{key} names {strange[0]!r}, but money.sources has: {known}")
