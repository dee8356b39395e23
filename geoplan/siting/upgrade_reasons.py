"""One sentence of reason for each upgrade, in Vietnamese and English, built from its figures."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from geoplan.numerals import viet
from geoplan.siting.upgrade_need import CareLevel

CARE: dict[CareLevel, tuple[str, str]] = {
    "primary": ("cơ sở chăm sóc ban đầu", "primary care"),
    "hospital": ("bệnh viện", "hospital"),
}


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


def upgrade_reason(figures: UpgradeFigures) -> tuple[str, str]:
    """Return the reason of an upgrade: (Vietnamese, English).

    Examples
    --------
    >>> upgrade_reason(
    ...     UpgradeFigures("primary", False, ["Phường A", "Xã B"], 12500, 2500, 3, 0, 6.2, 15)
    ... )[1]
    'The nearest primary care for 12,500 people in Phường A and 1 more commune; lacks 3 doctors \
and room for 2,500 of them; the next of its level is 6.2 min away.'
    """
    parts = [_dependence(figures), _lack(figures), _unknown(figures), _next(figures)]
    told = [part for part in parts if part is not None]
    return "; ".join(vi for vi, _ in told) + ".", "; ".join(en for _, en in told) + "."


def _dependence(figures: UpgradeFigures) -> tuple[str, str]:
    people = figures.dependents
    if not people:
        return "Không ai phụ thuộc vào nơi này", "Nobody depends on it"
    care_vi, care_en = CARE[figures.level]
    would_vi, would_en = ("Sẽ là", "Would be the") if figures.is_former_station else ("Là", "The")
    first, others = figures.communes[0], len(figures.communes) - 1
    vi = f"{would_vi} {care_vi} gần nhất của {viet(people)} người ở {first}"
    en = f"{would_en} nearest {care_en} for {_en(people, 'person', 'people')} in {first}"
    if others:
        vi += f" và {others} nơi khác"
        en += f" and {_en(others, 'more commune', 'more communes')}"
    return vi, en


def _lack(figures: UpgradeFigures) -> tuple[str, str] | None:
    doctors, beds, room = (
        0 if math.isnan(missing) else round(missing)
        for missing in (figures.doctors_missing, figures.beds_missing, figures.capacity_gap)
    )
    lacking = []
    if doctors:
        lacking.append((f"{viet(doctors)} bác sĩ", _en(doctors, "doctor", "doctors")))
    if beds:
        lacking.append((f"{viet(beds)} giường", _en(beds, "bed", "beds")))
    if room and room == figures.dependents:
        lacking.append(("chỗ cho tất cả", "room for all of them"))
    elif room:
        lacking.append((f"chỗ cho {viet(room)} người trong số đó", f"room for {room:,} of them"))
    if not lacking:
        return None
    vi, en = _listed(lacking)
    return f"thiếu {vi}", f"lacks {en}"


def _unknown(figures: UpgradeFigures) -> tuple[str, str] | None:
    words = [("bác sĩ", "doctors"), ("giường", "beds"), ("chỗ", "places")]
    missing = (figures.doctors_missing, figures.beds_missing, figures.capacity_gap)
    unknown = [each for each, number in zip(words, missing, strict=True) if math.isnan(number)]
    if not unknown:
        return None
    vi, en = _listed(unknown)
    return f"chưa rõ thiếu bao nhiêu {vi}", f"how many {en} it lacks is not known"


def _next(figures: UpgradeFigures) -> tuple[str, str]:
    minutes, limit = figures.isolation_min, figures.limit_min
    if math.isfinite(minutes):
        return (
            f"nơi cùng cấp gần nhất cách {viet(minutes, 1)} phút",
            f"the next of its level is {minutes:,.1f} min away",
        )
    decimals = 0 if limit == round(limit) else 1
    return (
        f"không có nơi cùng cấp nào khác trong vòng {viet(limit, decimals)} phút",
        f"no other of its level within {limit:,.{decimals}f} min",
    )


def _listed(items: Sequence[tuple[str, str]]) -> tuple[str, str]:
    """Return items as one list in words, in each language."""
    *vis, vi = (vi for vi, _ in items)
    *ens, en = (en for _, en in items)
    return (
        f"{', '.join(vis)} và {vi}" if vis else vi,
        f"{', '.join(ens)} and {en}" if ens else en,
    )


def _en(number: int, one: str, many: str) -> str:
    """Write a number and what is counted in English."""
    return f"{number:,} {one if number == 1 else many}"
