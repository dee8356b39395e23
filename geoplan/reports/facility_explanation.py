"""Why a facility of the programme is upgraded, or placed where it is."""

from __future__ import annotations

from typing import Any

from geoplan.reports.explanation_words import Language, aligned, kind_word, number, word

Row = dict[str, Any]


def facility_block(language: Language, summary: Row, facility: Row) -> str:
    """Return the explanation of a facility that is no site of the public or private programme.

    Parameters
    ----------
    language
        ``vi`` or ``en``.
    summary
        Of the plan, with ``programmes``.
    facility
        Its row of the layer ``programme``, with the name of its ``commune``.
    """
    programme = summary["programmes"][facility["programme"]]
    rank = word(language, "rank", rank=facility["rank"], count=programme["count"])
    gained = "depend" if facility["upgraded"] else "reach"
    return "\n".join(
        [
            f"{facility['facility_id'] or facility['site_id']}, {facility['commune']} "
            f"({programme[f'title_{language}']}, {rank})",
            facility[f"reason_{language}"],
            "",
            *aligned(
                language,
                [
                    (gained, number(language, facility["people_gained"])),
                    *money_facts(language, facility),
                ],
            ),
        ]
    )


def money_facts(language: Language, facility: Row) -> list[tuple[str, str | None]]:
    """Return what is built, what that costs and when it opens, as far as the plan says so."""
    kind = "upgraded" if facility["upgraded"] else "kind"
    facts: list[tuple[str, str | None]] = [(kind, kind_word(language, facility["kind"]))]
    if facility.get("cost_bn_vnd") is None:
        return facts
    cost = number(language, facility["cost_bn_vnd"], 1)
    year = facility["year"]
    return [
        *facts,
        ("cost", word(language, "cost.value", cost=cost)),
        ("year", word(language, "unpaid") if year is None else f"{year:.0f}"),
    ]
