"""A decision in a sentence."""

from __future__ import annotations

from geoplan.layers.decision_rules import Decision
from geoplan.words.catalogue import Text, catalogue
from geoplan.words.telling import day, told


def kind_words(kind: str) -> Text:
    """Return what one facility of a kind is called within a sentence.

    Examples
    --------
    >>> kind_words("commune_station")
    Text(vi='trạm y tế', en='commune station')
    """
    return catalogue("labels").get(f"one.{kind}", Text(kind, kind))


def decision_words(decision: Decision) -> Text:
    """Return what was decided, by whom, on which day and why.

    Examples
    --------
    >>> decision_words(
    ...     Decision("D1", "forbid", "SC7", "", "", "", "", "flooded", "Lan", "2026-05-04")
    ... ).en
    'D1: no new facility may stand at SC7 (Lan, 4 May 2026: flooded)'
    """
    what: str = decision.what
    if what == "reject" and decision.site_id:
        what = "reject.for"
    said = told(
        "decisions",
        f"said.{what}",
        kind=kind_words(decision.kind),
        site=decision.site_id,
        parcel=decision.parcel_id,
        norm=decision.norm,
        decision=decision.reopens,
    )
    return told(
        "decisions",
        "taken",
        id=decision.decision_id,
        said=said,
        by=decision.by,
        day=day(decision.when),
        why=decision.why,
    )
