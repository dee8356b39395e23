"""One sentence of reason for each upgrade, in Vietnamese and English, built from its figures."""

from __future__ import annotations

import math
from dataclasses import dataclass

from geoplan.siting.upgrade_need import CareLevel
from geoplan.words.catalogue import Text
from geoplan.words.telling import joined, number, told


@dataclass(frozen=True)
class UpgradeFigures:
    """What the reason of an upgrade is built from.

    What is missing is NaN where not known, ``isolation_min`` inf beyond ``limit_min``.
    ``communes`` are those where the dependents live, the one with most of them first.
    """

    level: CareLevel
    is_former_station: bool
    communes: list[str]
    dependents: int
    capacity_gap: float
    doctors_missing: float
    beds_missing: float
    isolation_min: float
    limit_min: float


def upgrade_reason(figures: UpgradeFigures) -> Text:
    """Return the reason of an upgrade.

    Examples
    --------
    >>> upgrade_reason(
    ...     UpgradeFigures("primary", False, ["Phường A", "Xã B"], 12500, 2500, 3, 0, 6.2, 15)
    ... ).en
    'The nearest primary care for 12,500 people in Phường A and 1 more commune; lacks 3 doctors \
and room for 2,500 of them; the next of its level is 6.2 min away.'
    """
    parts = [_dependence(figures), *_lack(figures), *_unknown(figures), _next(figures)]
    return joined("; ", parts, end=".")


def _dependence(figures: UpgradeFigures) -> Text:
    if not figures.dependents:
        return told("reasons", "upgrade.nobody")
    return told(
        "reasons",
        "upgrade.nearest.former" if figures.is_former_station else "upgrade.nearest",
        care=told("reasons", f"upgrade.care.{figures.level}"),
        people=_counted("people", figures.dependents),
        communes=_communes(figures.communes),
    )


def _communes(communes: list[str]) -> Text:
    first, others = communes[0], len(communes) - 1
    if not others:
        return Text(first, first)
    count = "one" if others == 1 else "many"
    return told("reasons", f"upgrade.communes.{count}", first=first, others=others)


def _lack(figures: UpgradeFigures) -> list[Text]:
    doctors, beds, room = (
        0 if math.isnan(missing) else round(missing)
        for missing in (figures.doctors_missing, figures.beds_missing, figures.capacity_gap)
    )
    lacking = []
    if doctors:
        lacking.append(_counted("doctors", doctors))
    if beds:
        lacking.append(_counted("beds", beds))
    if room and room == figures.dependents:
        lacking.append(told("reasons", "upgrade.room.all"))
    elif room:
        lacking.append(told("reasons", "upgrade.room", people=room))
    return [told("reasons", "upgrade.lacks", what=_listed(lacking))] if lacking else []


def _unknown(figures: UpgradeFigures) -> list[Text]:
    missing = {
        "doctors": figures.doctors_missing,
        "beds": figures.beds_missing,
        "places": figures.capacity_gap,
    }
    unknown = [
        told("reasons", f"upgrade.unknown.{what}")
        for what, count in missing.items()
        if math.isnan(count)
    ]
    return [told("reasons", "upgrade.unknown", what=_listed(unknown))] if unknown else []


def _next(figures: UpgradeFigures) -> Text:
    minutes, limit = figures.isolation_min, figures.limit_min
    if math.isfinite(minutes):
        return told("reasons", "upgrade.next", minutes=number(minutes, 1))
    decimals = 0 if limit == round(limit) else 1
    return told("reasons", "upgrade.next.none", limit=number(limit, decimals))


def _listed(items: list[Text]) -> Text:
    """Return items as one list in words."""
    *others, last = items
    return told("reasons", "list.and", others=joined(", ", others), last=last) if others else last


def _counted(what: str, count: int) -> Text:
    """Return a number with what is counted."""
    return told("reasons", f"count.{what}.{'one' if count == 1 else 'many'}", n=count)
