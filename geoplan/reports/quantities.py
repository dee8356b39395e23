"""What two plans are compared in: figures of the whole, of money and targets, of communes."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

from geoplan.programme.target_measures import Indicator

Unit = Literal[
    "people", "facilities", "beds", "items", "bn VND", "people-years", "min", "share", "ratio"
]

DIGITS: dict[Unit, int] = {"min": 1, "share": 1, "ratio": 3}  # of the others none
TODAY = ("hiện nay", "today")
PLANNED = ("theo phương án", "with the plan")
COVERED = ("Người được bao phủ", "People covered")
SHARE = ("Tỷ lệ dân được bao phủ", "Share of people covered")
NEAREST = ("Thời gian đến cơ sở gần nhất", "Time to the nearest facility")
PAID = ("Số cơ sở đủ tiền", "Facilities paid for")
COST = ("Chi phí xây dựng", "Cost of building")
SHORT = ("Kém phương án tốt nhất, tối đa", "Short of the best plan, at most")
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
        said = f"{value:,.{self.digits}f}".replace("-", "−")
        return f"{said}{' min' if self.unit == 'min' else ''}"


def _quantity(
    name: tuple[str, str],
    unit: Unit,
    better: int,
    when: tuple[str, str] | None = None,
    *,
    digits: int | None = None,
) -> Quantity:
    vi, en = (f"{part}, {time}" for part, time in zip(name, when, strict=True)) if when else name
    return Quantity(vi, en, unit, better, DIGITS.get(unit, 0) if digits is None else digits)


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
    "count": _quantity(("Số cơ sở", "Facilities"), "facilities", 0),
    "paid": _quantity(PAID, "facilities", 1),
    "cost": _quantity(COST, "bn VND", 0),
    "people_gained": _quantity(("Người hưởng lợi", "People who benefit"), "people", 1),
    "gap": _quantity(SHORT, "share", -1, digits=2),
}
# Of all programmes together, where both studies say something of money
MONEY: dict[str, Quantity] = {
    "facilities": _quantity(("Số cơ sở", "Facilities"), "facilities", 0),
    "paid": _quantity(PAID, "facilities", 1),
    "cost": _quantity(COST, "bn VND", 0),
    "envelope": _quantity(("Ngân sách", "Envelopes"), "bn VND", 0),
    "spent": _quantity(("Chi", "Spent"), "bn VND", 0),
    "unpaid": _quantity(("Còn thiếu tiền", "Money lacking"), "bn VND", -1),
    "people_years": _quantity(
        ("Người-năm được hưởng lợi, có trọng số", "People-years of benefit, weighted"),
        "people-years",
        1,
    ),
    "gap": _quantity(
        ("Tiến độ kém tốt nhất, tối đa", "Years short of the best, at most"),
        "share",
        -1,
        digits=2,
    ),
}
COVERED_BY_YEAR = _quantity(COVERED, "people", 1)
# Of each target, what is lacking; of equipment and posts neither more nor less is better
TARGETS: dict[Indicator, Quantity] = {
    "doctors": _quantity(("Bác sĩ", "Doctors"), "people", -1),
    "beds": _quantity(("Giường bệnh", "Hospital beds"), "beds", -1),
    "beds_by_rate": _quantity(
        (
            "Giường bệnh, hiểu số hiện có là tỷ lệ",
            "Hospital beds, today's read as a rate",
        ),
        "beds",
        -1,
    ),
    "station_doctors": _quantity(("Bác sĩ trạm y tế", "Doctors of commune stations"), "people", -1),
    "private_beds_share": _quantity(("Giường bệnh tư nhân", "Private hospital beds"), "beds", -1),
    "equipment": _quantity(("Máy móc, thiết bị", "Machines and equipment"), "items", 0),
    "recruits": _quantity(("Vị trí cho người tuyển mới", "Posts for recruits"), "people", 0),
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
