"""One sentence of reason for each site, in Vietnamese and English, built from its figures."""

from __future__ import annotations

import math
from dataclasses import dataclass


@dataclass(frozen=True)
class SiteFigures:
    """What the reason of a public facility is built from.

    People are counted by gradual coverage; minutes are NaN and ``runner_up`` is empty where not
    known.
    """

    communes: list[str]
    people_gained: int
    travel_min_before: float
    travel_min_after: float
    lost_if_dropped: int
    runner_up: str
    runner_up_people: int


@dataclass(frozen=True)
class MarketFigures:
    """What the reason of a private hospital is built from."""

    commune: str
    people_captured: int
    people_gained: int
    people_taken: int
    runner_up: str
    runner_up_people: int


def site_reason(figures: SiteFigures) -> tuple[str, str]:
    """Return the reason of a public facility: (Vietnamese, English).

    Examples
    --------
    >>> site_reason(SiteFigures(["Phường A"], 9812, 8.2, 3.1, 2310, "SC0123", 1970))[1]
    'Covers 9,812 more people, of Phường A; nearest facility 3.1 min away instead of 8.2. \
Without it 2,310 fewer are covered; the next best site, SC0123, would win back 1,970.'
    """
    gained, lost = figures.people_gained, figures.lost_if_dropped
    where = ", ".join(figures.communes)
    vi = f"Bao phủ thêm {_vi(gained)} người" + (f" ở {where}" if where else "")
    en = f"Covers {gained:,} more people" + (f", of {where}" if where else "")
    before, after = figures.travel_min_before, figures.travel_min_after
    if math.isfinite(before) and math.isfinite(after):
        if round(after, 1) < round(before, 1):
            vi += f"; cơ sở gần nhất còn {_vi(after, 1)} phút thay vì {_vi(before, 1)}"
            en += f"; nearest facility {after:,.1f} min away instead of {before:,.1f}"
        else:
            vi += f"; cơ sở gần nhất vẫn {_vi(after, 1)} phút, nay có đủ chỗ"
            en += f"; nearest facility still {after:,.1f} min away, now with room for them"
    vi += f". Nếu bỏ, bao phủ giảm {_vi(lost)} người"
    en += f". Without it {lost:,} fewer are covered"
    if figures.runner_up:
        people = figures.runner_up_people
        if people < lost:
            vi += f"; vị trí tốt thứ hai, {figures.runner_up}, bù được {_vi(people)}"
            en += f"; the next best site, {figures.runner_up}, would win back {people:,}"
        else:
            vi += f"; vị trí {figures.runner_up} tốt tương đương"
            en += f"; {figures.runner_up} would do as well"
    return vi + ".", en + "."


def market_reason(figures: MarketFigures) -> tuple[str, str]:
    """Return the reason of a private hospital: (Vietnamese, English)."""
    captured, gained, taken = figures.people_captured, figures.people_gained, figures.people_taken
    vi = (
        f"Thu hút {_vi(captured)} người ở quanh {figures.commune}: {_vi(gained)} người nay mới có "
        f"bệnh viện đủ gần, {_vi(taken)} người chuyển từ bệnh viện khác"
    )
    en = (
        f"Wins {captured:,} people around {figures.commune}: {gained:,} newly near enough to a "
        f"hospital, {taken:,} from other hospitals"
    )
    if figures.runner_up:
        people = figures.runner_up_people
        vi += f". Vị trí tốt thứ hai, {figures.runner_up}, thu hút {_vi(people)}"
        en += f". The next best site, {figures.runner_up}, would win {people:,}"
    return vi + ".", en + "."


def _vi(number: float, decimals: int = 0) -> str:
    """Write a number the Vietnamese way: 1.234,5."""
    return f"{number:,.{decimals}f}".translate(str.maketrans(",.", ".,"))
