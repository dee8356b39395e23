"""The first pages of the atlas: headline figures, and how they were worked out."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
from matplotlib.figure import Figure

from geoplan.exports.drawing.column import Column
from geoplan.exports.drawing.ground import Window, ground_of
from geoplan.exports.drawing.letters import clipped, line_in, width_in, wrapped
from geoplan.exports.drawing.map_legends import (
    at_most,
    class_colour,
    counted_classes,
    covered_means,
)
from geoplan.exports.drawing.paper import ACCENT, BORDER, HEADING, INK, SMALL, SOFT, Box, Paper
from geoplan.exports.drawing.sheet_of_map import commune_name, framed
from geoplan.exports.drawing.tables import POINTS, Field, Table, side_by_side
from geoplan.exports.drawing.views import Views
from geoplan.exports.headlines import headlines
from geoplan.exports.written_whole import WholePlan
from geoplan.words.wording import Wording

Size = tuple[float, float]
COVER_PT, VALUE_PT = 26.0, 15.0
CARD_IN = (1.95, 0.64)  # a headline figure takes at least so much
TOLD = ("bn VND", "min")  # units that the labels of the headline figures leave out
LEGEND_IN = 0.3
MAIN = ("standards.", "travel.", "priorities.")  # assumptions that stand on the page of method
LARGE_IN = 14.0  # a paper so wide takes larger letters
Block = tuple[str, Any]  # of the page of method: its kind, and what it says


def cover(plan: WholePlan, words: Wording, size: Size, contents: list[tuple[str, int]]) -> Figure:
    """Draw the cover: title, headline figures, contents, and the city before and after.

    Parameters
    ----------
    plan, words
        Of the atlas.
    size
        Of the page, inches.
    contents
        Titles of the sections and the pages on which they begin.
    """
    paper = Paper(size)
    box = framed(paper, plan, words, None)
    top = box.top
    for line in wrapped(plan.title(words.language), box.width, COVER_PT, "bold"):
        top -= line_in(COVER_PT)
        paper.write((box.left, top + 0.1), line, COVER_PT, style="bold")
    top -= 0.24
    paper.write((box.left, top), words("atlas.title"), 15, colour=SOFT)
    paper.line([box.left, box.right], [top - 0.16] * 2, ACCENT, 2.5)
    made = words("atlas.made", version=plan.about["geoplan"], study=plan.about["study"]["id"])
    foot = box.bottom + len(wrapped(made, box.width, SMALL)) * line_in(SMALL)
    paper.paragraph((box.left, foot), made, box.width, SMALL, colour=SOFT)
    body = Box(box.left, foot + 0.15, box.width, top - 0.4 - foot - 0.15)
    right = 0.23 * body.width
    low = _figures(paper, Box(body.left, body.bottom, body.width - right - 0.3, body.height), plan,
                   words)  # fmt: skip
    column = Column(paper, Box(body.right - right, body.bottom, right, body.height))
    column.heading(words("atlas.contents"))
    column.pairs([(title, str(page)) for title, page in contents])
    low = min(low, column.top) - 0.15
    _two_maps(paper, Box(body.left, body.bottom, body.width, low - body.bottom), plan, words)
    return paper.figure


def _figures(paper: Paper, box: Box, plan: WholePlan, words: Wording) -> float:
    """Write the headline figures as cards; return where they end below."""
    paper.write((box.left, box.top - 0.15), words("atlas.headlines"), HEADING, style="bold")
    told = headlines(plan)
    across = max(1, int(box.width // CARD_IN[0]))
    width = box.width / across
    for number, each in enumerate(told):
        left = box.left + (number % across) * width
        top = box.top - 0.3 - (number // across) * CARD_IN[1]
        value = each.told(words)
        if each.unit in TOLD:
            value = f"{value} {words(f'unit.{each.unit}')}"
        paper.write((left, top - 0.24), clipped(value, width, VALUE_PT, "bold"), VALUE_PT,
                    style="bold", colour=ACCENT)  # fmt: skip
        label = each.label.in_language(words.language)
        paper.paragraph((left, top - 0.28), label, width - 0.15, SMALL, colour=INK)
    rows = -(-len(told) // across)
    return box.top - 0.3 - rows * CARD_IN[1]


def _two_maps(paper: Paper, box: Box, plan: WholePlan, words: Wording) -> None:
    """Draw the communes before and after, small, without names."""
    ground = ground_of(plan)
    _classes(paper, box, plan, words)
    box = box.inset(0, LEGEND_IN, 0, 0)
    shares = {each.key: each.told(words) for each in headlines(plan)}
    half = (box.width - 0.3) / 2
    for number, state in enumerate(("before", "after")):
        views = Views(paper, ground, words)
        part = Box(box.left + number * (half + 0.3), box.bottom, half, box.height)
        said = words(f"atlas.{state}", share=shares[f"covered_share_{state}"])
        paper.write((part.left, part.top - 0.14), said, HEADING, style="bold")
        window = Window(ground.bounds_m(ground.near), part.inset(0, 0, 0, 0.24), room=0.04)
        held = plan.communes[f"covered_share_{state}"]
        colours = {code: class_colour(share, plan.classes) for code, share in held.items()}
        views.communes(window, ground.some(ground.near), colours.__getitem__)


def _classes(paper: Paper, box: Box, plan: WholePlan, words: Wording) -> None:
    """Draw the classes in a row, and say which far islands the small maps leave out."""
    up = box.bottom + 0.06
    paper.write((box.left, up), words("access.unit"), SMALL, colour=SOFT)
    left = box.left + width_in(words("access.unit"), SMALL) + 0.2
    for each in counted_classes(plan.communes["covered_share_after"], plan.classes, words)[::-1]:
        paper.fill(Box(left, up - 0.03, 0.28, 0.15), each.colour, edge=BORDER, hatch=each.hatch)
        paper.write((left + 0.34, up), each.label, SMALL)
        left += 0.34 + width_in(each.label, SMALL) + 0.2
    far = [code for group in ground_of(plan).far for code in group.codes]
    if far:
        names = ", ".join(commune_name(plan.communes.loc[code], words) for code in far)
        said = clipped(words("cover.far", names=names), box.right - left, SMALL)
        paper.write((left, up), said, SMALL, colour=SOFT)


def method_pages(plan: WholePlan, words: Wording, size: Size) -> list[Callable[[], Figure]]:
    """Return what draws the page of method and assumptions; a small paper may need another."""
    points, least_in = (12.5, 4.6) if size[0] > LARGE_IN else (9.0, 3.3)
    heads = words("section.method"), plan.title(words.language)
    pages: list[Paper] = []
    columns: list[Column] = []
    for block in _blocks(plan, words):
        if columns and _height(block, columns[0].box.width, points) > columns[0].left_in:
            columns.pop(0)
        if not columns:
            pages.append(Paper(size))
            box = framed(pages[-1], plan, words, heads)
            columns = [Column(pages[-1], part) for part in side_by_side(box, least_in)]
        _write(columns[0], block, points)
    return [partial(_figure_of, paper) for paper in pages]


def _figure_of(paper: Paper) -> Figure:
    return paper.figure


def _blocks(plan: WholePlan, words: Wording) -> list[Block]:
    about, language = plan.about, words.language
    phases = about.get("phases")
    texts = [
        words("method.travel", travel=about["travel"][language]),
        covered_means(plan, words),
        words("method.sites"),
        words("method.rank"),
        words("method.sum"),
    ]
    if phases is not None:
        gap, left = at_most(phases["gap"], words), words.number(phases["not_built"])
        texts.append(words("method.money", gap=gap, left=left))
    rows = about["assumptions"]
    unverified = sum(not row["verified"] for row in rows)
    said = words("method.unverified", count=words.number(unverified), total=words.number(len(rows)))
    blocks: list[Block] = [("heading", words("method.how")), *(("text", text) for text in texts)]
    if about["changes"]:
        blocks.append(("heading", words("method.changes")))
        blocks += [
            ("text", words("method.change", name=change["key"], value=change["value"],
                           before=change["instead_of"]))
            for change in about["changes"]
        ]  # fmt: skip
    blocks += [
        ("heading", words("method.programmes")),
        ("table", _programmes(plan, words)),
        ("heading", words("method.limits")),
        *(("text", warning[language]) for warning in about["warnings"]),
        ("heading", words("method.assumptions")),
        ("text", said),
        *(
            ("pair", assumption_pair(row, words))
            for row in rows
            if str(row["key"]).startswith(MAIN)
        ),
    ]
    return blocks


def _programmes(plan: WholePlan, words: Wording) -> Table:
    fields = [
        Field(words("column.programme"), 5), Field(words("column.count"), 1.7, "right"),
        Field(words("column.people"), 2.5, "right"), Field(words("column.gap"), 2.3, "right"),
    ]  # fmt: skip
    rows = [
        (
            plan.programme_title(key, words.language),
            words.number(told["count"]),
            words.number(told["people_gained"]),
            "–" if told["gap"] is None else at_most(told["gap"], words),
        )
        for key, told in plan.about["programmes"].items()
    ]
    return Table(fields, rows, lines=3)


def assumption_pair(row: dict[str, Any], words: Wording) -> tuple[str, str]:
    """Return the label of an assumption with its mark, and its value with its unit."""
    mark = words("mark.verified" if row["verified"] else "mark.unverified")
    value = value_words(row["value"], words)
    return f"{mark} {row[f'label_{words.language}']}", f"{value} {words('unit.' + row['unit'])}"


def value_words(value: Any, words: Wording) -> str:
    """Return the value of an assumption as the language writes it."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return str(value)
    decimals = next((places for places in range(5) if np.isclose(round(value, places), value)), 5)
    return words.number(value, decimals)


def _height(block: Block, width_in: float, points: float) -> float:
    """Return how high a block stands; a heading with room for some lines below it."""
    kind, said = block
    if kind == "heading":
        return line_in(HEADING) + 0.2 + 3 * line_in(points)
    if kind == "text":
        return len(wrapped(said, width_in, points)) * line_in(points) + 0.08
    if kind == "pair":
        return 2 * line_in(points - 1) + 0.06
    rows = sum(max(1, len(wrapped(row[0], 0.42 * width_in, POINTS))) for row in said.rows)
    return (rows + 4) * line_in(POINTS)


def _write(column: Column, block: Block, points: float) -> None:
    kind, said = block
    if kind == "heading":
        column.gap(0.1 if column.top < column.box.top else 0)
        column.heading(said)
    elif kind == "text":
        column.text(said, points=points, colour=INK)
        column.gap(0.04)
    elif kind == "pair":
        column.pairs([said], points=points - 1)
    else:
        column.top = said.draw(column.paper, column.rest, said.rows) - 0.06
