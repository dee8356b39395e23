"""What two plans are compared in: figures of the whole, of money and targets, of communes."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

from geoplan.programme.target_measures import Indicator
from geoplan.words.catalogue import Text
from geoplan.words.numerals import UNKNOWN, numeral
from geoplan.words.telling import told

Unit = Literal[
    "people", "facilities", "beds", "items", "bn VND", "people-years", "min", "share", "ratio"
]

DIGITS: dict[Unit, int] = {"min": 1, "share": 1, "ratio": 3}  # of the others none
When = Literal["today", "planned"]


@dataclass(frozen=True)
class Quantity:
    """One figure that both plans have.

    Parameters
    ----------
    key
        Of what it is called, in the catalogue ``comparison``.
    unit
        What it is counted in; a share is from 0 to 1.
    better
        1 if more is better, -1 if less is, 0 if neither.
    digits
        Decimals shown, of a share those of its percentage.
    when
        The state or the year of which it is; None where that need not be said.
    """

    key: str
    unit: Unit
    better: int
    digits: int
    when: When | int | None = None

    @property
    def name(self) -> Text:
        """What it is called, with the state or the year."""
        name = told("comparison", f"quantity.{self.key}")
        if self.when is None:
            return name
        if isinstance(self.when, int):
            when: str | Text = str(self.when)
        else:
            when = told("comparison", f"when.{self.when}")
        return told("comparison", "at", quantity=name, when=when)

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
            return UNKNOWN
        if self.unit == "share":
            return f"{numeral(100 * value, 'en', self.digits)}{percent}"
        said = numeral(value, "en", self.digits).replace("-", "−")
        return f"{said}{' min' if self.unit == 'min' else ''}"


def _quantity(
    key: str, unit: Unit, better: int, when: When | None = None, *, digits: int | None = None
) -> Quantity:
    return Quantity(key, unit, better, DIGITS.get(unit, 0) if digits is None else digits, when)


def _both(name: str, key: str, unit: Unit, better: int) -> dict[str, Quantity]:
    """Return a quantity as it is today and as it is with the plan."""
    return {
        f"{name}_before": _quantity(key, unit, better, "today"),
        f"{name}_after": _quantity(key, unit, better, "planned"),
    }


# Of communes, in the order in which they are offered; each is a column of communes.csv.
MEASURES: dict[str, Quantity] = {
    **_both("travel_min", "nearest", "min", -1),
    **_both("hospital_min", "hospital", "min", -1),
    **_both("covered_share", "covered_share", "share", 1),
    **_both("people_covered", "covered", "people", 1),
    "new_sites": _quantity("new_sites", "facilities", 1),
    "new_hospitals": _quantity("new_hospitals", "facilities", 1),
}

# Of the whole, as plan.json has them under "coverage" and "equity", followed by _before or _after.
HEADLINE: dict[str, Quantity] = {
    "people_total_after": _quantity("people", "people", 0),
    **_both("people_covered", "covered", "people", 1),
    **_both("covered_share", "covered_share", "share", 1),
}
# Of each programme
PROGRAMME: dict[str, Quantity] = {
    "count": _quantity("facilities", "facilities", 0),
    "paid": _quantity("paid", "facilities", 1),
    "cost": _quantity("cost", "bn VND", 0),
    "people_gained": _quantity("people_gained", "people", 1),
    "gap": _quantity("gap", "share", -1, digits=2),
}
# Of all programmes together, where both studies say something of money
MONEY: dict[str, Quantity] = {
    "facilities": _quantity("facilities", "facilities", 0),
    "paid": _quantity("paid", "facilities", 1),
    "cost": _quantity("cost", "bn VND", 0),
    "envelope": _quantity("envelope", "bn VND", 0),
    "spent": _quantity("spent", "bn VND", 0),
    "unpaid": _quantity("unpaid", "bn VND", -1),
    "people_years": _quantity("people_years", "people-years", 1),
    "gap": _quantity("years_gap", "share", -1, digits=2),
}
COVERED_BY_YEAR = _quantity("covered", "people", 1)
# Of each target, what is lacking; of equipment and posts neither more nor less is better
TARGETS: dict[Indicator, Quantity] = {
    "doctors": _quantity("target.doctors", "people", -1),
    "beds": _quantity("target.beds", "beds", -1),
    "beds_by_rate": _quantity("target.beds_by_rate", "beds", -1),
    "station_doctors": _quantity("target.station_doctors", "people", -1),
    "private_beds_share": _quantity("target.private_beds_share", "beds", -1),
    "equipment": _quantity("target.equipment", "items", 0),
    "recruits": _quantity("target.recruits", "people", 0),
}
# Of the whole again: what a second look asks for
FURTHER: dict[str, Quantity] = {
    **_both("people_served", "people_served", "people", 1),
    **_both("people_within_full", "people_within_full", "people", 1),
    **_both("people_within_limit", "people_within_limit", "people", 1),
    **_both("hospital_people_within_full", "hospital_people_within_full", "people", 1),
    **_both("travel_min_p90", "travel_min_p90", "min", -1),
    **_both("gini", "gini", "ratio", -1),
    **_both("palma", "palma", "ratio", -1),
}
