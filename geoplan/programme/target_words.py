"""Sentences about targets."""

from __future__ import annotations

from dataclasses import dataclass

from geoplan.words.catalogue import Text
from geoplan.words.telling import Value, joined, number, told


@dataclass(frozen=True)
class Tally:
    """What the sentence on one indicator is about, in whole numbers of its unit.

    Parameters
    ----------
    year
        Of the target.
    need
        The target of the whole city.
    today, added
        What there is today, and what the plan adds by the year.
    """

    year: int
    need: int
    today: int
    added: int

    @property
    def planned(self) -> int:
        """What there is by the year."""
        return self.today + self.added

    @property
    def shortfall(self) -> int:
        """What is lacking by the year; below 0: more than needed."""
        return self.need - self.planned


def doctors_words(tally: Tally, *, rate: float, planned_rate: float, notes: list[Text]) -> Text:
    """Return the sentence on doctors; rates are per 10,000 people."""
    rates = {"rate": _rate(rate), "planned_rate": _rate(planned_rate)}
    return _noted(told("targets", "doctors", **_values(tally), **rates), notes)


def beds_words(tally: Tally, *, rate: float, planned_rate: float, notes: list[Text]) -> Text:
    """Return the sentence on hospital beds; rates are per 10,000 people."""
    rates = {"rate": _rate(rate), "planned_rate": _rate(planned_rate)}
    return _noted(told("targets", "beds", **_values(tally), **rates), notes)


def other_reading(counted: Tally, read: Tally, *, rate: float) -> Text:
    """Say what another reading of today's beds, a rate per 10,000 people, would change."""
    more = read.today - counted.today
    return told(
        "targets",
        f"beds.read.{'fewer' if more < 0 else 'more'}",
        rate=_rate(rate),
        beds=read.today,
        difference=abs(more),
        year=str(read.year),
        against=_against(read.shortfall),
    )


def read_as_rate(rate: float, counted: int) -> Text:
    """Say that today's beds are a rate per 10,000 people here, and how many the table counts."""
    return told("targets", "beds.as_rate", rate=_rate(rate), counted=counted)


def exceeds(stated: int) -> Text:
    """Say that those with a known place are more than are stated today, and are taken."""
    return told("targets", "exceeds", stated=stated)


def no_hospital_beds(beds: int) -> Text:
    """Say how many beds of the plan are no hospital beds."""
    return told("targets", "beds.not_counted", beds=beds)


def station_words(tally: Tally, *, each: float, stations: int, lacking: tuple[int, int]) -> Text:
    """Return the sentence on doctors of commune stations.

    Parameters
    ----------
    tally
        The doctors.
    each
        Doctors that a station is to have.
    stations
        Stations that operate by the year.
    lacking
        Communes that lack doctors, and how many these lack in all.
    """
    communes, missing = lacking
    spare = missing - tally.shortfall
    notes = []
    if missing and spare:
        count = {"communes": communes, "missing": missing, "spare": spare}
        notes = [told("targets", "station_doctors.uneven", **count)]
    rule: dict[str, Value] = {"each": _rate(each), "stations": stations}
    return _noted(told("targets", "station_doctors", **_values(tally), **rule), notes)


def private_beds_words(
    tally: Tally, *, share: float, of_beds: int, assumed: tuple[int, int], unlisted: tuple[int, int]
) -> Text:
    """Return the sentence on private beds.

    Parameters
    ----------
    tally
        The private beds.
    share, of_beds
        Share that is to be private, 0 to 1, and of how many beds.
    assumed
        Hospitals of which the beds are assumed, and these beds, within those of today.
    unlisted
        Hospitals that are published and not in the register, and the beds to assume of them, which
        those of today leave out.
    """
    noted = {"assumed": assumed, "unlisted": unlisted}
    notes = [
        told("targets", f"private_beds.{key}", hospitals=hospitals, beds=beds)
        for key, (hospitals, beds) in noted.items()
        if hospitals
    ]
    rule: dict[str, Value] = {"share": _rate(100 * share), "beds": of_beds}
    return _noted(told("targets", "private_beds", **_values(tally), **rule), notes)


def equipment_words(tally: Tally, *, called_for: int) -> Text:
    """Return the sentence on equipment; ``called_for`` by the whole plan, whenever it opens."""
    return told("targets", "equipment", **_values(tally), called_for=called_for)


def recruits_words(tally: Tally, *, called_for: int) -> Text:
    """Return the sentence on recruits; ``called_for`` by the whole plan, whenever it opens."""
    standing = "idle" if tally.shortfall > 0 else "lacking" if tally.shortfall < 0 else "exact"
    gap = {"need": tally.need, "gap": abs(tally.shortfall)}
    against = told("targets", f"recruits.{standing}", **gap)
    values = _values(tally) | {"against": against}
    return told("targets", "recruits", **values, called_for=called_for)


def _values(tally: Tally) -> dict[str, Value]:
    return {
        "year": str(tally.year),
        "against": _against(tally.shortfall),
        "need": tally.need,
        "today": tally.today,
        "added": tally.added,
        "planned": tally.planned,
    }


def _against(shortfall: int) -> Text:
    """Say how what is planned stands against a number that follows."""
    standing = "short" if shortfall > 0 else "more" if shortfall < 0 else "exact"
    return told("targets", f"against.{standing}", n=abs(shortfall))


def _noted(sentence: Text, notes: list[Text]) -> Text:
    return joined("; ", [sentence, *notes], end=".")


def _rate(rate: float) -> Text:
    return number(rate, 2, trimmed=True)
