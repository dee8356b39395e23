"""Why a facility of the programme is upgraded, or placed where it is."""

from __future__ import annotations

from typing import Any

from geoplan.words.telling import told
from geoplan.words.wording import Wording

Row = dict[str, Any]
PARTS = ("taken",)  # facts that are a part of the one before them


def facility_block(words: Wording, summary: Row, facility: Row) -> str:
    """Return the explanation of a facility that is no site of the public or private programme.

    Parameters
    ----------
    words
        Of the catalogue ``explanation``.
    summary
        Of the plan, with ``programmes``.
    facility
        Its row of the layer ``programme``, with the name of its ``commune``.
    """
    programme = summary["programmes"][facility["programme"]]
    rank = words("rank", rank=facility["rank"], count=programme["count"])
    gained = "depend" if facility["upgraded"] else "reach"
    facts = [(gained, figure(words, facility["people_gained"])), *money_facts(words, facility)]
    return "\n".join(
        [
            f"{facility['facility_id'] or facility['site_id']}, {facility['commune']} "
            f"({programme[f'title_{words.language}']}, {rank})",
            facility[f"reason_{words.language}"],
            "",
            *aligned(words, facts),
        ]
    )


def money_facts(words: Wording, facility: Row) -> list[tuple[str, str | None]]:
    """Return what is built, what that costs and when it opens, as far as the plan says so."""
    kind = told("labels", f"kind.{facility['kind']}").in_language(words.language)
    facts: list[tuple[str, str | None]] = [("upgraded" if facility["upgraded"] else "kind", kind)]
    if facility.get("cost_bn_vnd") is None:
        return facts
    year = facility["year"]
    return [
        *facts,
        ("cost", words("cost.value", cost=words.number(facility["cost_bn_vnd"], 1))),
        ("year", words("unpaid") if year is None else f"{year:.0f}"),
    ]


def figure(words: Wording, value: float | None, decimals: int = 0) -> str | None:
    """Return a number as the language writes it; None where it is not known."""
    return None if value is None else words.number(value, decimals)


def aligned(words: Wording, facts: list[tuple[str, str | None]]) -> list[str]:
    """Return facts that are known as lines with their values below each other."""
    known = [
        (f"{'  ' if key in PARTS else ''}{words(key)}", value)
        for key, value in facts
        if value is not None
    ]
    width = max(len(name) for name, _ in known)
    return [f"{name:{width}}  {value}" for name, value in known]
