"""One sentence of reason for each site, in Vietnamese and English, built from its figures."""

from __future__ import annotations

import math
from dataclasses import dataclass

from geoplan.numerals import viet

COMMUNES_NAMED = 2


@dataclass(frozen=True)
class SiteFigures:
    """What the reason of a public facility is built from.

    People are counted by gradual coverage; minutes are NaN, ``alternative`` and ``next_commune``
    empty where not known. ``communes`` are those that it serves, the one with most people first;
    ``held_by`` is as in ``capacitated.hold.Hold``.
    """

    communes: list[str]
    people_gained: int
    travel_min_before: float
    travel_min_after: float
    lost_if_dropped: int
    alternative: str
    alternative_cost: int
    held_by: str
    next_commune: str


@dataclass(frozen=True)
class MarketFigures:
    """What the reason of a private hospital is built from.

    ``runner_up_cost`` is in people won by all entrants together, less than 0 if it wins more.
    """

    commune: str
    people_captured: int
    people_gained: int
    people_taken: int
    runner_up: str
    runner_up_cost: int


def site_reason(figures: SiteFigures) -> tuple[str, str]:
    """Return the reason of a public facility: (Vietnamese, English).

    Examples
    --------
    >>> site_reason(
    ...     SiteFigures(["Phường A"], 9812, 8.2, 3.1, 2310, "SC0123", 340, "distance", "")
    ... )[1]
    'Covers 9,812 more people and serves Phường A; nearest facility 3.1 min away instead of 8.2; \
without it 2,310 fewer would be covered, at the best other site in reach, SC0123, 340 fewer; \
nobody more in reach would gain from it.'
    """
    vi = f"Bao phủ thêm {viet(figures.people_gained)} người"
    en = f"Covers {figures.people_gained:,} more people"
    named, others = figures.communes[:COMMUNES_NAMED], len(figures.communes) - COMMUNES_NAMED
    if named:
        vi += f", phục vụ {', '.join(named)}" + (f" và {others} nơi khác" if others > 0 else "")
        en += f" and serves {', '.join(named)}" + (f" and {others} more" if others > 0 else "")
    parts = [
        (vi, en),
        _nearness(figures.travel_min_before, figures.travel_min_after),
        _loss(figures),
        _held(figures.held_by, figures.next_commune),
    ]
    told = [part for part in parts if part is not None]
    return "; ".join(vi for vi, _ in told) + ".", "; ".join(en for _, en in told) + "."


def _nearness(before: float, after: float) -> tuple[str, str] | None:
    if not (math.isfinite(before) and math.isfinite(after)):
        return None
    if round(after, 1) < round(before, 1):
        return (
            f"cơ sở gần nhất còn {viet(after, 1)} phút thay vì {viet(before, 1)}",
            f"nearest facility {after:,.1f} min away instead of {before:,.1f}",
        )
    return (
        f"cơ sở gần nhất vẫn {viet(after, 1)} phút, nay có đủ chỗ",
        f"nearest facility still {after:,.1f} min away, now with room for them",
    )


def _loss(figures: SiteFigures) -> tuple[str, str]:
    lost, other, cost = figures.lost_if_dropped, figures.alternative, figures.alternative_cost
    vi, en = (
        f"nếu bỏ thì giảm {viet(lost)} người",
        f"without it {lost:,} fewer would be covered",
    )
    if not other:
        return vi, en
    if cost == 0:
        return vi + f", vị trí {other} tốt tương đương", en + f", {other} would do as well"
    vi_cost, en_cost = ("giảm", "fewer") if cost > 0 else ("lại tăng", "more")
    return (
        vi + f", nếu thay bằng vị trí tốt nhất gần đó, {other}, thì {vi_cost} {viet(abs(cost))}",
        en + f", at the best other site in reach, {other}, {abs(cost):,} {en_cost}",
    )


def _held(held_by: str, next_commune: str) -> tuple[str, str]:
    if held_by == "distance":
        return (
            "trong tầm đi tới không còn ai được lợi thêm",
            "nobody more in reach would gain from it",
        )
    if held_by == "copies":
        return "đã kín chỗ và không nhận thêm cơ sở", "it is full and takes no more facilities"
    return (
        f"đã kín chỗ, người chờ chỗ tiếp theo ở {next_commune}",
        f"it is full, the next person left out lives in {next_commune}",
    )


def market_reason(figures: MarketFigures) -> tuple[str, str]:
    """Return the reason of a private hospital: (Vietnamese, English)."""
    captured, gained, taken = figures.people_captured, figures.people_gained, figures.people_taken
    vi = (
        f"Thu hút {viet(captured)} người ở quanh {figures.commune}: {viet(gained)} người nay mới "
        f"có bệnh viện đủ gần, {viet(taken)} người chuyển từ bệnh viện khác"
    )
    en = (
        f"Wins {captured:,} people around {figures.commune}: {gained:,} newly near enough to a "
        f"hospital, {taken:,} from other hospitals"
    )
    if figures.runner_up:
        cost = figures.runner_up_cost
        vi_cost, en_cost = ("ít hơn", "fewer") if cost >= 0 else ("nhiều hơn", "more")
        vi += f"; vị trí tốt thứ hai, {figures.runner_up}, thu hút {vi_cost} {viet(abs(cost))}"
        en += f"; the next best site, {figures.runner_up}, would win {abs(cost):,} {en_cost}"
    return vi + ".", en + "."
