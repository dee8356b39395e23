"""One sentence of reason for each site, in Vietnamese and English, built from its figures."""

from __future__ import annotations

import math
from dataclasses import dataclass

from geoplan.words.catalogue import Text
from geoplan.words.telling import joined, number, told

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


def site_reason(figures: SiteFigures) -> Text:
    """Return the reason of a public facility.

    Examples
    --------
    >>> site_reason(
    ...     SiteFigures(["Phường A"], 9812, 8.2, 3.1, 2310, "SC0123", 340, "distance", "")
    ... ).en
    'Covers 9,812 more people and serves Phường A; nearest facility 3.1 min away instead of 8.2; \
without it 2,310 fewer would be covered, at the best other site in reach, SC0123, 340 fewer; \
nobody more in reach would gain from it.'
    """
    parts = [
        _people(figures),
        *_nearness(figures.travel_min_before, figures.travel_min_after),
        _loss(figures),
        told("reasons", f"site.held.{figures.held_by}", commune=figures.next_commune),
    ]
    return joined("; ", parts, end=".")


def communes_named(communes: list[str]) -> Text:
    """Return the first communes of a list by name, and how many more there are."""
    named, others = ", ".join(communes[:COMMUNES_NAMED]), len(communes) - COMMUNES_NAMED
    if others <= 0:
        return Text(named, named)
    return told("reasons", "communes.others", named=named, others=others)


def _people(figures: SiteFigures) -> Text:
    people = figures.people_gained
    if not figures.communes:
        return told("reasons", "site.people", people=people)
    communes = communes_named(figures.communes)
    return told("reasons", "site.serves", people=people, communes=communes)


def _nearness(before: float, after: float) -> list[Text]:
    if not (math.isfinite(before) and math.isfinite(after)):
        return []
    if round(after, 1) < round(before, 1):
        minutes = {"after": number(after, 1), "before": number(before, 1)}
        return [told("reasons", "site.nearer", **minutes)]
    return [told("reasons", "site.as_near", after=number(after, 1))]


def _loss(figures: SiteFigures) -> Text:
    lost, other, cost = figures.lost_if_dropped, figures.alternative, figures.alternative_cost
    if not other:
        return told("reasons", "site.lost", lost=lost)
    if cost == 0:
        return told("reasons", "site.lost.same", lost=lost, other=other)
    change = "fewer" if cost > 0 else "more"
    return told("reasons", f"site.lost.{change}", lost=lost, other=other, people=abs(cost))


def market_reason(figures: MarketFigures) -> Text:
    """Return the reason of a private hospital."""
    parts = [
        told(
            "reasons",
            "market.won",
            captured=figures.people_captured,
            commune=figures.commune,
            gained=figures.people_gained,
            taken=figures.people_taken,
        )
    ]
    if figures.runner_up:
        change = "fewer" if figures.runner_up_cost >= 0 else "more"
        people = abs(figures.runner_up_cost)
        parts.append(
            told("reasons", f"market.next.{change}", site=figures.runner_up, people=people)
        )
    return joined("; ", parts, end=".")
