"""The last slides: land and decisions or what is assumed, then what to do next, and sources."""

from __future__ import annotations

from collections.abc import Sequence

from geoplan.exports.deck.deck import Deck
from geoplan.exports.deck.pages import Told
from geoplan.exports.deck.slide import Line, Table, add_table, add_text
from geoplan.land.pools import STANDINGS
from geoplan.reports.land.words import standing_words
from geoplan.reports.land.written import WrittenLists
from geoplan.words.wording import Wording

ESTIMATES = ("ward", "modelled")
TIERS = ("firm", "likely", "open")
DECISIONS = 6


def land_page(deck: Deck, told: Told, lists: WrittenLists | None) -> None:
    """Add the slide of plots and decisions; without either, of what is assumed."""
    decisions = told.plan.about.get("decisions", [])
    if lists is None and not decisions:
        _assumed(deck, told)
        return
    words = told.words
    slide, place = deck.slide(words("land.title"), [words("land.notes")])
    left, right = place.split(0.5)
    if lists is None:
        add_text(slide, left, [Line(words("land.no_lists"))])
    else:
        made_up = int(lists.layers["plots"]["made_up"].sum())
        warning = [Line(words("land.made_up", count=words.number(made_up),
                              total=words.number(len(lists.layers["plots"]))),
                        bold=True, warning=True)]  # fmt: skip
        above, below = left.cut(0.9) if made_up else (left, left)
        if made_up:
            add_text(slide, above, warning)
        add_table(slide, below, _standings(told, lists))
    add_text(slide, right, _decided(told, decisions))


def next_page(deck: Deck, told: Told, lists: WrittenLists | None) -> None:
    """Add the slide of what to do next, and of the sources."""
    words, about = told.words, told.plan.about
    slide, place = deck.slide(words("next.title"), [words("next.notes"), *_inputs(told)])
    left, right = place.split(0.58)
    add_text(slide, left, [Line(step, bullet=True) for step in _steps(told, lists)])
    sources = [Line(words("next.sources"), bold=True)]
    add_text(
        slide, right, [*sources, *(Line(text, bullet=True, scale=0.9) for text in about["credits"])]
    )


def _standings(told: Told, lists: WrittenLists) -> Table:
    """Return how many sites have which sort of plot, as their short lists say."""
    words, sites = told.words, lists.layers["sites"]
    counts = sites["standing"].value_counts()
    rows = [
        [_standing(name, words), words.number(int(counts[name]))]
        for name in STANDINGS
        if name in counts
    ]
    none = int(sites["standing"].isna().sum())
    if none:
        rows.append([_standing(None, words), words.number(none)])
    rows.append([words("land.all"), words.number(len(sites))])
    titles = [words("land.column.standing"), words("land.column.sites")]
    return Table(titles, rows, (3, 1), numbers=(1,))


def _decided(told: Told, decisions: Sequence[dict[str, str]]) -> list[Line]:
    words = told.words
    if not decisions:
        return [Line(words("land.decisions"), bold=True), Line(words("land.no_decisions"))]
    count = words.number(len(decisions))
    shown = [decision[f"sentence_{words.language}"] for decision in decisions[:DECISIONS]]
    lines = [Line(words("land.decided", count=count), bold=True)]
    lines += [Line(text, bullet=True, scale=0.9) for text in shown]
    if len(decisions) > DECISIONS:
        lines.append(Line(words("land.more", count=words.number(len(decisions) - DECISIONS))))
    return lines


def _assumed(deck: Deck, told: Told) -> None:
    words, about = told.words, told.plan.about
    slide, place = deck.slide(words("limits.title"), [words("limits.notes")])
    lines = [Line(warning[words.language], bullet=True) for warning in about["warnings"]]
    firm = about["robustness"]
    if firm is not None:
        tiers = {tier: words.number(firm["tiers"][tier]) for tier in TIERS}
        lines.append(Line(words("limits.firm", **tiers), bullet=True))
    add_text(slide, place, lines)


def _steps(told: Told, lists: WrittenLists | None) -> list[str]:
    """Return what is left to do, as far as the plan itself tells."""
    words, plan = told.words, told.plan
    about, facilities = plan.about, plan.facilities
    unverified = sum(not row["verified"] for row in about["assumptions"])
    estimated = int(
        (
            facilities["position_quality"].isin(ESTIMATES) & (facilities["status"] == "operating")
        ).sum()
    )
    numbers = {
        "unverified": unverified,
        "estimated": estimated,
        "no_roads": int(all(file["layer"] != "roads" for file in about["inputs"])),
        "unpaid": about["phases"]["not_built"] if about["phases"] else 0,
        "not_firm": int(about["robustness"] is None),
        "no_lists": int(lists is None),
    }
    if lists is not None:
        numbers["no_plot"] = int(lists.layers["sites"]["standing"].isna().sum())
        numbers["made_up"] = int(lists.layers["plots"]["made_up"].sum())
    steps = [words(f"next.{key}", count=words.number(n)) for key, n in numbers.items() if n]
    return steps or [words("next.nothing")]


def _inputs(told: Told) -> list[str]:
    return [
        told.words("next.input", layer=file["layer"], sha256=file["sha256"])
        for file in told.plan.about["inputs"]
    ]


def _standing(standing: str | None, words: Wording) -> str:
    text = standing_words(standing).in_language(words.language)
    return text[:1].upper() + text[1:]
