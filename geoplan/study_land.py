"""What counts when a plot is judged: shares, distances, worths, and whose judgement weighs them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Annotated, Literal, get_args

from pydantic import BeforeValidator, Field, model_validator

from geoplan.assumption import Number, Section, Whole, quantity

Criterion = Literal[
    "gain_kept", "area", "shape", "road", "land_use", "clearance", "hazard", "price"
]
CRITERIA: tuple[Criterion, ...] = get_args(Criterion)
Status = Literal["surplus", "cleared", "public", "private"]
STATUSES: tuple[Status, ...] = get_args(Status)
SCALE = 9  # the greatest judgement (Saaty 1980)


def _judgement(given: object) -> float:
    """Return a judgement as a number; a text such as ``"1/3"`` is read as the fraction."""
    if isinstance(given, bool) or not isinstance(given, int | float | str):
        raise ValueError("a judgement is a number, or a fraction in quotes such as '1/3'")  # noqa: TRY004 - pydantic reports it
    if isinstance(given, str):
        parts = re.fullmatch(r"\s*(\d+)\s*/\s*([1-9]\d*)\s*", given)
        if parts is None:
            raise ValueError("a judgement in quotes is a fraction such as '1/3'")
        return int(parts[1]) / int(parts[2])
    return float(given)


Judgement = Annotated[float, BeforeValidator(_judgement), Field(allow_inf_nan=False)]


class Judgements(Section):
    """How much more one criterion matters than another, pair by pair.

    A criterion that is not named does not count. ``upper[i][k]`` compares criterion *i* with
    criterion *i + 1 + k*: 1 as much, 3 somewhat more, 5 clearly, 7 much, 9 utterly more, and 1/3 to
    1/9 the other way round (Saaty 1980, The Analytic Hierarchy Process).
    """

    criteria: list[Criterion] = Field(min_length=1)
    upper: list[list[Judgement]]
    source: str = Field(min_length=1)
    verified: bool

    @model_validator(mode="after")
    def _triangle(self) -> Judgements:
        count = len(self.criteria)
        twice = [name for name in self.criteria if self.criteria.count(name) > 1]
        if twice:
            raise ValueError(f"criteria names {twice[0]} more than once")
        _refuse_gaps([len(row) for row in self.upper], count)
        for first, row in enumerate(self.upper):
            for step, value in enumerate(row, start=first + 1):
                if not 1 / SCALE - 1e-3 <= value <= SCALE:
                    pair = f"{self.criteria[first]} against {self.criteria[step]}"
                    raise ValueError(f"{pair} is {value:g}; judgements go from 1/9 to 9")
        return self


def _refuse_gaps(lengths: Sequence[int], count: int) -> None:
    wanted = list(range(count - 1, 0, -1))
    if list(lengths) != wanted:
        raise ValueError(
            f"upper has rows of {', '.join(map(str, lengths)) or 'nothing'} judgements; "
            f"{count} criteria need rows of {', '.join(map(str, wanted)) or 'nothing'}"
        )


class Land(Section):
    """How plots are judged and listed; layers are paths relative to the study file.

    Without ``norms`` and ``land_use`` the tables that come with geoplan count.
    """

    norms: str | None = None
    land_use: str | None = None
    water: str | None = None
    protected: str | None = None
    hazard: str | None = None
    zoning: str | None = None
    shortlist_plots: Whole = quantity("plots", "land.shortlist_plots", above=0)
    gain_kept: Number = quantity(
        "ratio",
        "land.gain_kept",
        above=0,
        at_most=1,
    )
    waiver_share: Number = quantity(
        "ratio",
        "land.waiver_share",
        above=0,
        at_most=1,
    )
    width_share: Number = quantity(
        "ratio",
        "land.width_share",
        above=0,
        at_most=1,
    )
    roads_full_m: Number = quantity("m", "land.roads_full_m")
    roads_limit_m: Number = quantity("m", "land.roads_limit_m", above=0)
    price_limit_m_vnd_m2: Number = quantity("m VND/m²", "land.price_limit_m_vnd_m2", above=0)
    status_worth: dict[Status, Number] = quantity("ratio", "land.status_worth", at_most=1)
    unknown_worth: Number = quantity("ratio", "land.unknown_worth", at_most=1)
    weight_change: Number = quantity("ratio", "land.weight_change", at_most=0.9)
    judgements: Judgements

    @model_validator(mode="after")
    def _consistent(self) -> Land:
        if self.roads_limit_m.value <= self.roads_full_m.value:
            raise ValueError(
                f"roads_limit_m ({self.roads_limit_m.value:g} m) is not greater than roads_full_m "
                f"({self.roads_full_m.value:g} m)"
            )
        missing = [status for status in STATUSES if status not in self.status_worth]
        if missing:
            raise ValueError(f"status_worth says nothing of {', '.join(missing)}")
        return self
