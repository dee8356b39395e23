"""One sentence of reason for each place of a few, in Vietnamese and English."""

from __future__ import annotations

from dataclasses import dataclass

from geoplan.siting.reasons import communes_named
from geoplan.words.catalogue import Text
from geoplan.words.telling import joined, number, told

BY_PROXY = ("space",)  # criteria that something else stands for


@dataclass(frozen=True)
class NearestFigures:
    """What the reason of a place is built from that is the nearest one for people.

    ``communes`` are those where they live, the one with most of them first; ``people_near`` of them
    live within ``limit_min``. ``farthest`` is the commune of those who are ``longest_min`` away,
    empty where the longest time does not matter.
    """

    older: bool
    communes: list[str]
    people: int
    people_near: int
    limit_min: float
    mean_min: float
    farthest: str
    longest_min: float


@dataclass(frozen=True)
class CriteriaFigures:
    """What the reason of a place chosen by criteria is built from.

    Scores lie between 0 and 1; ``next_site`` and ``next_commune`` are empty where there is no other
    site, ``challenger`` where no change of a single weight, in percentage points and of the
    criterion ``contested``, makes another site win.
    """

    score: float
    scores: dict[str, float]
    next_site: str
    next_commune: str
    next_behind: float
    contested: str
    change_points: float
    challenger: str


def nearest_reason(figures: NearestFigures) -> Text:
    """Return the reason of a place that is the nearest one for people.

    Examples
    --------
    >>> nearest_reason(
    ...     NearestFigures(True, ["Phường A", "Xã B"], 9812, 9100, 60, 21.3, "Xã B", 74.2)
    ... ).en
    'The nearest for 9,812 older people in Phường A, Xã B, 21.3 min away on average; 9,100 of them \
live within 60 min; the farthest, in Xã B, 74.2 min away.'
    """
    decimals = 0 if figures.limit_min == round(figures.limit_min) else 1
    parts = [
        told(
            "reasons",
            "nearest.older" if figures.older else "nearest",
            people=figures.people,
            communes=communes_named(figures.communes),
            mean=number(figures.mean_min, 1),
            near=figures.people_near,
            limit=number(figures.limit_min, decimals),
        )
    ]
    if figures.farthest:
        longest = number(figures.longest_min, 1)
        parts.append(told("reasons", "nearest.farthest", commune=figures.farthest, longest=longest))
    return joined("; ", parts, end=".")


def nearest_for_nobody() -> Text:
    """Return the reason of a place that is the nearest one for nobody."""
    return told("reasons", "nearest.nobody")


def criteria_reason(figures: CriteriaFigures) -> Text:
    """Return the reason of a place chosen by criteria.

    Examples
    --------
    >>> criteria_reason(
    ...     CriteriaFigures(0.8, {"people": 0.9, "space": 0.1}, "S1", "Xã B", 0.05, "", 0, "")
    ... ).en
    'Scores 0.800 of 1: people nearby 0.90, space 0.10 (by people living within 1 km, a proxy \
until parcels are known); the next best site, S1 in Xã B, scores 0.050 less; no change of a single \
weight makes another site win.'
    """
    scores = joined(", ", (_score(*part) for part in figures.scores.items()))
    parts = [told("reasons", "criteria.score", score=number(figures.score, 3), parts=scores)]
    if figures.next_site:
        parts.append(
            told(
                "reasons",
                "criteria.next",
                site=figures.next_site,
                commune=figures.next_commune,
                behind=number(figures.next_behind, 3),
            )
        )
    return joined("; ", [*parts, _moved(figures)], end=".")


def _score(criterion: str, score: float) -> Text:
    key = f"criteria.part.{criterion}" if criterion in BY_PROXY else "criteria.part"
    return told("reasons", key, criterion=_label(criterion), score=number(score, 2))


def _moved(figures: CriteriaFigures) -> Text:
    if not figures.challenger:
        return told("reasons", "criteria.firm")
    change = "rises" if figures.change_points >= 0 else "falls"
    return told(
        "reasons",
        f"criteria.{change}",
        challenger=figures.challenger,
        criterion=_label(figures.contested),
        points=number(abs(figures.change_points), 1),
    )


def _label(criterion: str) -> Text:
    return told("labels", f"weights.{criterion}")
