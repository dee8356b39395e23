"""Each indicator of the targets: what is needed, there today and added, by commune and year."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Literal

import pandas as pd

from geoplan.programme import target_words
from geoplan.programme.target_supply import STATION, Supply
from geoplan.programme.target_words import Tally
from geoplan.study_targets import Total
from geoplan.words.catalogue import Text

PER_10000 = "per 10,000 people"

Indicator = Literal[
    "doctors",
    "beds",
    "beds_by_rate",
    "station_doctors",
    "private_beds_share",
    "equipment",
    "recruits",
]


@dataclass(frozen=True)
class Headline:
    """One target of the whole city, against what there is and what the plan adds.

    Parameters
    ----------
    indicator
        As in the table; ``beds_by_rate`` is the other reading of today's beds and not in it.
    year
        By which the target is due.
    unit
        Of ``today``, ``target``, ``planned`` and ``shortfall``.
    today, target, planned, shortfall
        Whole numbers; ``shortfall`` is ``target - planned``, below 0: more than needed.
    rate_unit
        Of the rates; None where the target is no rate.
    today_rate, target_rate, planned_rate
        ``target_rate`` as the study has it. The others are the numbers over the people of their
        year, over the stations of their year, or over beds: today's over all beds today, what is
        planned over all beds needed. NaN over none.
    words_vi, words_en
        One sentence that names the shortfall.
    """

    indicator: Indicator
    year: int
    unit: str
    today: int
    target: int
    planned: int
    shortfall: int
    rate_unit: str | None
    today_rate: float | None
    target_rate: float | None
    planned_rate: float | None
    words_vi: str
    words_en: str


@dataclass(frozen=True, eq=False)
class Measure:
    """An indicator in a year: all by place, int64."""

    indicator: Indicator
    year: int
    need: pd.Series[int]
    today: pd.Series[int]
    added: pd.Series[int]

    @property
    def tally(self) -> Tally:
        """The sums over the whole city."""
        return Tally(self.year, int(self.need.sum()), int(self.today.sum()), int(self.added.sum()))

    @property
    def planned(self) -> pd.Series[int]:
        """What there is by the year, by place."""
        return self.today + self.added

    @property
    def shortfall(self) -> pd.Series[int]:
        """What is lacking by the year, by place; below 0: more than needed."""
        return self.need - self.planned


Part = tuple[list[Measure], list[Headline]]


def doctors(supply: Supply) -> Part:
    """Measure doctors."""
    target = supply.targets.doctors
    placed = supply.station_doctors_today
    stated = supply.per_10000(target.now.value, supply.people.year)
    rest = stated - int(placed.sum())
    measure = Measure(
        "doctors",
        target.year,
        supply.by_people(supply.per_10000(target.target.value, target.year)),
        placed + supply.without_place(max(0, rest)),
        supply.doctors_added(target.year),
    )
    rates = _per_10000(supply, measure.tally, target.target.value)
    words = target_words.doctors_words(
        measure.tally,
        rate=target.target.value,
        planned_rate=rates[2],
        notes=[target_words.exceeds(stated)] if rest < 0 else [],
    )
    return [measure], [_headline("doctors", measure.tally, "people", words, PER_10000, rates)]


def beds(supply: Supply) -> Part:
    """Measure hospital beds, with a second headline by the other reading of today's."""
    target = supply.targets.beds
    by_rate = supply.per_10000(target.now.value, supply.people.year)
    stated = by_rate if target.now_count is None else target.now_count.value
    placed = supply.known_beds_today
    rest = stated - int(placed.sum())
    measure = Measure(
        "beds",
        target.year,
        supply.by_people(supply.per_10000(target.target.value, target.year)),
        placed + supply.without_place(max(0, rest)),
        supply.beds_added(target.year),
    )
    counted, read = measure.tally, replace(measure.tally, today=by_rate)
    exceeds = [target_words.exceeds(stated)] if rest < 0 else []
    if target.now_count is None:
        readings: list[tuple[Indicator, Tally, list[Text]]] = [("beds", counted, exceeds)]
    else:
        other = target_words.other_reading(counted, read, rate=target.now.value)
        as_rate = target_words.read_as_rate(target.now.value, counted.today)
        readings = [("beds", counted, [*exceeds, other]), ("beds_by_rate", read, [as_rate])]
    not_counted = supply.other_beds_added(target.year)
    left_out = [target_words.no_hospital_beds(not_counted)] if not_counted else []
    headlines = []
    for indicator, tally, notes in readings:
        rates = _per_10000(supply, tally, target.target.value)
        words = target_words.beds_words(
            tally, rate=target.target.value, planned_rate=rates[2], notes=notes + left_out
        )
        headlines.append(_headline(indicator, tally, "beds", words, PER_10000, rates))
    return [measure], headlines


def station_doctors(supply: Supply) -> Part:
    """Measure the doctors of commune stations."""
    target = supply.targets.station_doctors
    then = supply.stations(target.year)
    stations_today, stations = int(supply.stations_today.sum()), int(then.sum())
    measure = Measure(
        "station_doctors",
        target.year,
        supply.shared(round(target.target.value * stations), then),
        supply.station_doctors_today,
        supply.doctors_added(target.year, kinds=STATION),
    )
    tally = measure.tally
    missing = measure.shortfall[measure.shortfall > 0]
    words = target_words.station_words(
        tally,
        each=target.target.value,
        stations=stations,
        lacking=(missing.size, int(missing.sum())),
    )
    rates = (
        _ratio(tally.today, stations_today),
        target.target.value,
        _ratio(tally.planned, stations),
    )
    return [measure], [_headline("station_doctors", tally, "people", words, "each", rates)]


def private_beds(supply: Supply, all_beds: Tally) -> Part:
    """Measure private beds, given the tally of all beds."""
    target = supply.targets.private_beds
    today = supply.private_beds_today
    needed = supply.per_10000(supply.targets.beds.target.value, target.year)
    measure = Measure(
        "private_beds_share",
        target.year,
        supply.by_people(round(target.target.value * needed)),
        today.beds,
        supply.beds_added(target.year, private=True),
    )
    tally = measure.tally
    words = target_words.private_beds_words(
        tally,
        share=target.target.value,
        of_beds=needed,
        assumed=(today.assumed_hospitals, today.assumed_beds),
        unlisted=(today.unlisted_hospitals, today.unlisted_beds),
    )
    rates = (
        _ratio(tally.today, all_beds.today),
        target.target.value,
        _ratio(tally.planned, needed),
    )
    return [measure], [_headline("private_beds_share", tally, "beds", words, "ratio", rates)]


def equipment(supply: Supply) -> Part:
    """Measure equipment, year by year."""
    target, called_for = supply.targets.equipment, supply.equipment()
    measures = _year_by_year("equipment", supply, target, called_for, supply.equipment)
    tally = measures[-1].tally
    words = target_words.equipment_words(tally, called_for=int(called_for.sum()))
    return measures, [_headline("equipment", tally, "items", words)]


def recruits(supply: Supply) -> Part:
    """Measure recruits, year by year."""
    target, called_for = supply.targets.recruits, supply.posts()
    measures = _year_by_year("recruits", supply, target, called_for, supply.posts)
    tally = measures[-1].tally
    words = target_words.recruits_words(tally, called_for=int(called_for.sum()))
    return measures, [_headline("recruits", tally, "people", words)]


def _year_by_year(
    indicator: Indicator,
    supply: Supply,
    target: Total,
    called_for: pd.Series[int],
    added: Callable[[int], pd.Series[int]],
) -> list[Measure]:
    """Return the measures up to the year of a target, from the first of money or of openings."""
    money = supply.study.money
    first = supply.first_opening if money is None else money.from_year
    years = range(target.year if first is None else min(first, target.year), target.year + 1)
    need = supply.shared(target.target.value, called_for)
    return [Measure(indicator, year, need, supply.without_place(0), added(year)) for year in years]


_Rates = tuple[float, float, float]  # today, target, planned


def _per_10000(supply: Supply, tally: Tally, target: float) -> _Rates:
    """Return the rates of a tally per 10,000 people."""
    now, then = (supply.city_people(year) / 10_000 for year in (supply.people.year, tally.year))
    return _ratio(tally.today, now), target, _ratio(tally.planned, then)


def _ratio(amount: int, of: float) -> float:
    return amount / of if of else math.nan


def _headline(
    indicator: Indicator,
    tally: Tally,
    unit: str,
    words: Text,
    rate_unit: str | None = None,
    rates: _Rates | tuple[None, None, None] = (None, None, None),
) -> Headline:
    today_rate, target_rate, planned_rate = rates
    return Headline(
        indicator=indicator,
        year=tally.year,
        unit=unit,
        today=tally.today,
        target=tally.need,
        planned=tally.planned,
        shortfall=tally.shortfall,
        rate_unit=rate_unit,
        today_rate=today_rate,
        target_rate=target_rate,
        planned_rate=planned_rate,
        words_vi=words.vi,
        words_en=words.en,
    )
