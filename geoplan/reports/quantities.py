"""What two plans are compared in: the figures of their summaries, the measures of communes."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

Unit = Literal["people", "facilities", "min", "share", "ratio"]

DIGITS: dict[Unit, int] = {"people": 0, "facilities": 0, "min": 1, "share": 1, "ratio": 3}
TODAY = ("hiện nay", "today")
PLANNED = ("theo phương án", "with the plan")
COVERED = ("Người được bao phủ", "People covered")
SHARE = ("Tỷ lệ dân được bao phủ", "Share of people covered")
NEAREST = ("Thời gian đến cơ sở gần nhất", "Time to the nearest facility")
HOSPITAL = ("Thời gian đến bệnh viện gần nhất", "Time to the nearest hospital")


@dataclass(frozen=True)
class Quantity:
    """One figure that both plans have.

    Parameters
    ----------
    vi, en
        What it is called.
    unit
        What it is counted in; a share is from 0 to 1.
    better
        1 if more is better, -1 if less is, 0 if neither.
    digits
        Decimals shown, of a share those of its percentage.
    """

    vi: str
    en: str
    unit: Unit
    better: int
    digits: int

    @property
    def summable(self) -> bool:
        """Whether the communes add up to the whole."""
        return self.unit in ("people", "facilities")

    @property
    def resolution(self) -> float:
        """The least difference that can be seen in the decimals shown."""
        return float(10.0 ** -(self.digits + 2 * (self.unit == "share")))

    def said(self, value: float) -> str:
        """Return a value as English text."""
        return self._text(value, "%")

    def change(self, difference: float) -> str:
        """Return a difference as English text, with a sign where it can be seen."""
        text = self._text(abs(difference), " pp")
        seen = abs(difference) >= self.resolution / 2
        return f"{'−' if difference < 0 else '+'}{text}" if seen else text

    def _text(self, value: float, percent: str) -> str:
        if math.isnan(value):
            return "–"
        if self.unit == "share":
            return f"{100 * value:,.{self.digits}f}{percent}"
        return f"{value:,.{self.digits}f}{' min' if self.unit == 'min' else ''}"


def _quantity(
    name: tuple[str, str],
    unit: Unit,
    better: int,
    when: tuple[str, str] | None = None,
    *,
    digits: int | None = None,
) -> Quantity:
    vi, en = (f"{part}, {time}" for part, time in zip(name, when, strict=True)) if when else name
    return Quantity(vi, en, unit, better, DIGITS[unit] if digits is None else digits)


def _both(key: str, name: tuple[str, str], unit: Unit, better: int) -> dict[str, Quantity]:
    """Return a quantity as it is today and as it is with the plan."""
    return {
        f"{key}_before": _quantity(name, unit, better, TODAY),
        f"{key}_after": _quantity(name, unit, better, PLANNED),
    }


# Of communes, in the order in which they are offered; each is a column of communes.csv.
MEASURES: dict[str, Quantity] = {
    **_both("travel_min", NEAREST, "min", -1),
    **_both("hospital_min", HOSPITAL, "min", -1),
    **_both("covered_share", SHARE, "share", 1),
    **_both("people_covered", COVERED, "people", 1),
    "new_sites": _quantity(("Cơ sở công xây mới", "New public facilities"), "facilities", 1),
    "new_hospitals": _quantity(("Bệnh viện tư nhân mới", "New private hospitals"), "facilities", 1),
}

# Of the whole, as plan.json has them under "coverage" and "equity", followed by _before or _after.
HEADLINE: dict[str, Quantity] = {
    "people_total_after": _quantity(("Dân số", "People"), "people", 0),
    **_both("people_covered", COVERED, "people", 1),
    **_both("covered_share", SHARE, "share", 1),
}
# Of each programme
PROGRAMME: dict[str, Quantity] = {
    "count": _quantity(("số cơ sở", "sites"), "facilities", 0),
    "people_gained": _quantity(("người được bao phủ thêm", "people newly covered"), "people", 1),
    "gap": _quantity(
        ("kém phương án tốt nhất, tối đa", "short of the best plan, at most"),
        "share",
        -1,
        digits=2,
    ),
}
# Of the whole again: what a second look asks for
FURTHER: dict[str, Quantity] = {
    **_both("people_served", ("Người có chỗ ở một cơ sở", "People with a place"), "people", 1),
    **_both(
        "people_within_full",
        ("Người có cơ sở trong thời gian hưởng trọn", "People within the time of full benefit"),
        "people",
        1,
    ),
    **_both(
        "people_within_limit",
        ("Người có cơ sở trong giới hạn đi lại", "People within the travel limit"),
        "people",
        1,
    ),
    **_both(
        "hospital_people_within_full",
        (
            "Người có bệnh viện trong thời gian hưởng trọn",
            "People within the full-benefit time of a hospital",
        ),
        "people",
        1,
    ),
    **_both(
        "travel_min_p90",
        ("Thời gian 90% dân không vượt quá", "Time that 90% of people stay below"),
        "min",
        -1,
    ),
    **_both("gini", ("Hệ số Gini", "Gini coefficient"), "ratio", -1),
    **_both("palma", ("Tỷ số Palma", "Palma ratio"), "ratio", -1),
}
