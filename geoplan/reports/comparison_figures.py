"""The figures of two plans side by side: of the whole, of each programme, of each target."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace

import pandas as pd

from geoplan.reports.quantities import FURTHER, HEADLINE, PROGRAMME, TARGETS, Quantity
from geoplan.reports.written import WrittenPlan
from geoplan.reports.written_summary import Summary, TargetResult


@dataclass(frozen=True)
class Figure:
    """A figure in both plans; NaN where it is not known."""

    key: str
    quantity: Quantity
    old: float
    new: float

    @property
    def difference(self) -> float:
        """The new value less the old one."""
        return self.new - self.old

    @property
    def differs(self) -> bool:
        """Whether it has another value, or is known in one plan alone."""
        if math.isnan(self.difference):
            return math.isnan(self.old) != math.isnan(self.new)
        return self.difference != 0


@dataclass(frozen=True)
class Target:
    """A target of the whole city in both plans, and what each lacks of it; None where it has none.

    Parameters
    ----------
    shortfall
        Below 0 where more is planned than needed.
    """

    indicator: str
    year: int
    old: TargetResult | None
    new: TargetResult | None
    shortfall: Figure


def headline(old: Summary, new: Summary) -> list[Figure]:
    """Return the few figures of the whole that are read first."""
    return _of_whole(HEADLINE, old, new)


def further(old: Summary, new: Summary) -> list[Figure]:
    """Return the figures of the whole that a second look asks for."""
    return _of_whole(FURTHER, old, new)


def of_programmes(old: WrittenPlan, new: WrittenPlan) -> dict[str, list[Figure]]:
    """Return the figures of each programme of either plan, those known in a plan at least."""
    names = list(old.summary.programmes | new.summary.programmes)
    told = [{name: _of_programme(plan, name) for name in names} for plan in (old, new)]
    return {name: beside(PROGRAMME, told[0][name], told[1][name]) for name in names}


def of_targets(old: Summary, new: Summary) -> list[Target]:
    """Return the targets of either plan in the order of the new one."""
    before, after = (
        {(each.indicator, each.year): each for each in summary.targets or []}
        for summary in (old, new)
    )
    return [
        _target(before.get(key), after.get(key), each) for key, each in (after | before).items()
    ]


def beside(
    quantities: Mapping[str, Quantity], old: Mapping[str, float], new: Mapping[str, float]
) -> list[Figure]:
    """Return the figures that are known in a plan at least."""
    figures = [Figure(key, quantity, old[key], new[key]) for key, quantity in quantities.items()]
    return [each for each in figures if not (math.isnan(each.old) and math.isnan(each.new))]


def known(value: float | None) -> float:
    """Return a value, NaN where it is not known."""
    return float("nan") if value is None else float(value)


def total(values: pd.Series[float]) -> float:
    """Return the sum, to the three decimals of what is summed; NaN where a part is not known."""
    return round(float(values.sum(skipna=False)), 3)


def _of_whole(quantities: dict[str, Quantity], old: Summary, new: Summary) -> list[Figure]:
    def value(summary: Summary, key: str) -> float:
        name, _, state = key.rpartition("_")
        figure = summary.coverage.get(name) or getattr(summary.equity, name, None)
        return known(getattr(figure, state, None))

    return [
        Figure(key, quantity, value(old, key), value(new, key))
        for key, quantity in quantities.items()
    ]


def _of_programme(plan: WrittenPlan, name: str) -> dict[str, float]:
    result = plan.summary.programmes.get(name)
    if result is None:
        return dict.fromkeys(PROGRAMME, float("nan"))
    facilities = plan.facilities[plan.facilities["programme"] == name]
    return {
        "count": result.count,
        "paid": known(None if plan.phases is None else facilities["year"].notna().sum()),
        "cost": total(facilities["cost_bn_vnd"]),
        "people_gained": result.people_gained,
        "gap": known(result.gap),
    }


def _target(old: TargetResult | None, new: TargetResult | None, either: TargetResult) -> Target:
    quantity = TARGETS[either.indicator]
    dated = replace(quantity, when=either.year)
    lacking = [known(None if each is None else each.shortfall) for each in (old, new)]
    key = f"{either.indicator}.{either.year}"
    return Target(either.indicator, either.year, old, new, Figure(key, dated, *lacking))
