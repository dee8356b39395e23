"""Maps of a plan on paper: access before and after, a programme, a year."""

from __future__ import annotations

from typing import Literal

from matplotlib.figure import Figure

from geoplan.exports.drawing.map_legends import (
    at_most,
    class_colour,
    classes_said,
    coloured,
    counted_classes,
    covered_means,
    kind_rows,
    looks,
    position_words,
    show_new,
    show_today,
    spent_rows,
)
from geoplan.exports.drawing.numbers import Style, place_facilities
from geoplan.exports.drawing.sheet_of_map import MapSheet
from geoplan.exports.drawing.symbols import Look, draw
from geoplan.exports.headlines import headlines
from geoplan.exports.written_whole import WholePlan
from geoplan.words.catalogue import Language
from geoplan.words.wording import Wording

A3 = (16.5, 11.7)  # inches
EARLIER, EARLIER_PT = Look("circle", "#8fa0ad"), 2.4
UPGRADE_PT = 4.2
SOLE_INK = "#3b4753"  # of kinds in a legend where colour says something else


def access_map(
    plan: WholePlan,
    state: Literal["before", "after"],
    language: Language,
    *,
    size_in: tuple[float, float] = A3,
    title: bool = True,
) -> Figure:
    """Draw how well each commune is served, today or with the plan.

    Parameters
    ----------
    plan
        As read from its folder.
    state
        ``before``, with the hospitals and stations of today, or ``after``, with what is built.
    language
        Of the words.
    size_in
        Width and height, inches.
    title
        Whether title and subtitle stand above.

    Returns
    -------
    Figure
    """
    words = Wording("drawing", language)
    shares = plan.communes[f"covered_share_{state}"]
    told = {each.key: each for each in headlines(plan)}
    covered = told[f"people_covered_{state}"].told(words)
    share = told[f"covered_share_{state}"].told(words)
    heads = (
        words(f"access.title.{state}"),
        words("access.subtitle", study=plan.title(language), people=covered, share=share,
              total=told["people_total"].told(words)),
    )  # fmt: skip
    colours = {str(code): class_colour(value, plan.classes) for code, value in shares.items()}
    sheet = MapSheet(plan, words, size_in, heads if title else None, colours)
    column = sheet.column
    column.heading(words(f"access.legend.{state}"))
    column.text(words("access.unit"))
    column.classes(counted_classes(shares, plan.classes, words), words("legend.communes"))
    column.text(classes_said(plan.classes, words))
    column.text(covered_means(plan, words))
    column.rule()
    total = told["people_total"].told(words)
    column.figure(f"{covered} ({share})", words(f"access.people.{state}", total=total))
    column.rule()
    if state == "before":
        show_today(sheet)
    else:
        show_new(sheet)
    return _finished(sheet)


def programme_map(
    plan: WholePlan,
    programme_key: str,
    language: Language,
    *,
    size_in: tuple[float, float] = A3,
    title: bool = True,
) -> Figure:
    """Draw the facilities of a programme by kind and rank, coloured by the year they open.

    Parameters
    ----------
    plan, language, size_in, title
        As in ``access_map``.
    programme_key
        Of the programme in ``plan.json``.

    Returns
    -------
    Figure
    """
    words = Wording("drawing", language)
    told = plan.about["programmes"][programme_key]
    held = plan.programme[plan.programme["programme"] == programme_key].sort_values("rank")
    name = plan.programme_title(programme_key, language)
    count = words.number(told["count"])
    heads = (
        words("programme.title", programme=name, count=count),
        words("programme.subtitle", study=plan.title(language)),
    )
    sheet = MapSheet(plan, words, size_in, heads if title else None, {})
    column = sheet.column
    column.heading(name)
    column.figure(count, words("programme.count"))
    column.pairs([(words("programme.people"), words.number(told["people_gained"]))])
    if told["gap"] is not None:
        column.pairs([(words("programme.gap"), at_most(told["gap"], words))])
    column.rule()
    chosen, rows = coloured(sheet, held)
    kind_rows(sheet, held, colour=SOLE_INK if rows else None)
    if rows:
        column.gap()
        column.symbols(rows)
    sheet.detail(held.geometry)
    place_facilities(sheet, held, chosen, Style(ranks=len(held)))
    column.text(words("programme.numbers"))
    column.text(position_words(plan, held, words))
    return _finished(sheet)


def phase_map(
    plan: WholePlan,
    year: int,
    language: Language,
    *,
    size_in: tuple[float, float] = A3,
    title: bool = True,
) -> Figure:
    """Draw the facilities that open in a year, and in grey those that are open already.

    Parameters
    ----------
    plan, language, size_in, title
        As in ``access_map``; the plan has phases.
    year
        One of those of ``phases.csv``.

    Returns
    -------
    Figure
    """
    words = Wording("drawing", language)
    opened = plan.programme[plan.programme["year"] == year]
    earlier = plan.programme[plan.programme["year"] < year]
    count = words.number(len(opened))
    before = words("phase.before", count=words.number(len(earlier))) if len(earlier) else ""
    heads = (
        words("phase.title" if len(opened) else "phase.title.none", year=str(year), count=count),
        f"{plan.title(language)}. {before}",
    )
    sheet = MapSheet(plan, words, size_in, heads if title else None, {})
    column = sheet.column
    column.heading(words("phase.year", year=str(year)))
    column.figure(count, words("phase.opening"))
    covered = plan.about.get("people_covered_by_year") or {}
    if str(year) in covered:
        column.figure(words.number(covered[str(year)]), words("phase.covered", year=str(year)))
    spent_rows(sheet, year)
    column.rule()
    kind_rows(sheet, opened)
    sheet.detail(opened.geometry)
    if len(earlier):
        said = words("phase.earlier", count=words.number(len(earlier)))
        column.symbols([(EARLIER, EARLIER_PT, said)])
        for _, _, places in sheet.each_window(earlier.geometry):
            draw(sheet.paper, places, EARLIER, EARLIER_PT, order=5)
    upgraded = opened["upgraded"].astype(bool)
    new, upgrades = opened[~upgraded].sort_values("rank", kind="stable"), opened[upgraded]
    place_facilities(sheet, new, looks(new), Style(ranks=int(new["rank"].max()) if len(new) else 0))
    place_facilities(sheet, upgrades, looks(upgrades), Style(ranks=0, dot_pt=UPGRADE_PT))
    column.text(position_words(plan, opened, words))
    return _finished(sheet)


def _finished(sheet: MapSheet) -> Figure:
    """Draw the windows, which take what the column has left, and the names last."""
    sheet.names()
    return sheet.paper.figure
