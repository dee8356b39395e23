"""The first slides: title, headline, access today and with the plan, where facilities go."""

from __future__ import annotations

from typing import Literal, NamedTuple

from geoplan.exports.columns import CATALOGUE, value_words
from geoplan.exports.deck.deck import Deck
from geoplan.exports.deck.slide import Line, Table, add_figure, add_table, add_text
from geoplan.exports.drawing.map_legends import covered_means
from geoplan.exports.headlines import Headline, headlines
from geoplan.exports.map_figures import access_map
from geoplan.exports.written_fields import STATES
from geoplan.exports.written_whole import WholePlan
from geoplan.reports.land.words import is_known
from geoplan.words.wording import Wording

MAP_SHARE = 0.78  # of the width
MAP_SCALE = 1.25  # drawn larger than shown, so that its legend has room
FIRST = 15
WORST = 6


class Told(NamedTuple):
    """A plan, the words for it, and its headlines by key."""

    plan: WholePlan
    words: Wording
    fields: Wording
    headlines: dict[str, Headline]

    def value(self, key: str) -> str:
        """Return a headline figure as it is written."""
        return self.headlines[key].told(self.words)

    def has(self, key: str) -> bool:
        """Return whether the plan has a headline."""
        return key in self.headlines

    def label(self, headline: Headline) -> str:
        """Return what a headline is called."""
        return headline.label.in_language(self.words.language)


def told_of(plan: WholePlan, words: Wording) -> Told:
    """Return a plan with its headlines, for slides in the language of the words."""
    fields = Wording(CATALOGUE, words.language)
    return Told(plan, words, fields, {each.key: each for each in headlines(plan)})


def title_page(deck: Deck, told: Told) -> None:
    """Add the slide of the title."""
    about, language = told.plan.about, told.words.language
    subtitle = told.words(
        "title.subtitle", version=about["geoplan"], travel=about["travel"][language]
    )
    deck.first(told.plan.title(language), subtitle, [told.words("title.notes")])


def headline_page(deck: Deck, told: Told) -> None:
    """Add the slide of the headline figures."""
    words = told.words
    before, after = (told.value(f"covered_share_{state}") for state in STATES)
    slide, place = deck.slide(
        words("headline.title", before=before, after=after), [words("headline.notes")]
    )
    left, right = place.split(0.42)
    add_text(
        slide,
        left,
        [
            Line(f"{before} → {after}", bold=True, scale=2.0, accent=True),
            Line(words("headline.share")),
            Line(told.value("people_covered_after"), bold=True, scale=2.0, accent=True),
            Line(words("headline.people", total=told.value("people_total"))),
            Line(covered_means(told.plan, Wording("drawing", words.language)), scale=0.75),
        ],
    )
    rows = [
        (told.label(each), each.told(words), _unit(told, each)) for each in told.headlines.values()
    ]
    titles = [words(f"headline.column.{name}") for name in ("label", "value", "unit")]
    add_table(slide, right, Table(titles, rows, (5, 2, 1.3), numbers=(1,)))


def map_page(deck: Deck, told: Told, state: Literal["before", "after"]) -> None:
    """Add the slide with the map of access, ``before`` or ``after``."""
    plan, words = told.plan, told.words
    covered, share = (told.value(f"{name}_{state}") for name in ("people_covered", "covered_share"))
    title = words(f"map.title.{state}", covered=covered, share=share)
    slide, place = deck.slide(title, [words("map.notes", state=state)])
    left, right = place.split(MAP_SHARE)
    size_in = (MAP_SCALE * left.width, MAP_SCALE * left.height)
    figure = access_map(plan, state, words.language, size_in=size_in, title=False)
    add_figure(slide, left, figure, title)
    worst = [
        code
        for code in plan.about["equity"]["worst_communes"][state]
        if code in plan.communes.index
    ]
    rows = [
        (str(plan.communes.loc[code, "name"]),
         words.percent(float(plan.communes.loc[code, f"covered_share_{state}"])))
        for code in worst[:WORST]
    ]  # fmt: skip
    above, below = right.cut(0.9)
    add_text(slide, above, [Line(words(f"map.worst.{state}"), bold=True)])
    titles = [words("map.column.commune"), words("map.column.share")]
    add_table(slide, below, Table(titles, rows, (1.6, 1), numbers=(1,)))


def where_page(deck: Deck, told: Told) -> None:
    """Add the slide with the first sites of the first programme that sites anything."""
    plan, words = told.plan, told.words
    sited = [key for key in plan.about["programmes"] if (plan.sites["programme"] == key).any()]
    if not sited:
        slide, place = deck.slide(words("where.none.title"), [words("where.notes")])
        add_text(slide, place, [Line(words("where.none"))])
        return
    held = plan.sites[plan.sites["programme"] == sited[0]].sort_values("rank")
    first = held.head(FIRST)
    title = words(
        "where.title", first=words.number(len(first)), total=words.number(len(held)),
        programme=plan.programme_title(sited[0], words.language),
    )  # fmt: skip
    slide, place = deck.slide(title, [words("where.notes")])
    with_year = plan.phases is not None
    rows = [
        [
            words.number(row["rank"]),
            row["site_id"],
            str(value_words("facility_kind", row["facility_kind"], told.fields)),
            row["commune"],
            words.number(row["people_gained"]),
            words.number(row["lost_if_dropped"]),
            *([_year(row["year"], words)] if with_year else []),
        ]
        for row in first.to_dict("records")
    ]
    names = ("rank", "site", "kind", "commune", "gained", "lost", *(("year",) if with_year else ()))
    titles = [words(f"where.column.{name}") for name in names]
    widths = (0.7, 1.5, 3, 3, 1.8, 1.8, 1.3)[: len(names)]
    add_table(slide, place, Table(titles, rows, widths, numbers=(0, 4, 5)))


def _year(year: object, words: Wording) -> str:
    return str(int(float(str(year)))) if is_known(year) else words("unpaid")


def _unit(told: Told, headline: Headline) -> str:
    """Return the unit of a headline; that of a share stands with its figure."""
    return "" if headline.unit == "share" else told.fields(f"unit.{headline.unit}")
