"""The tables of the atlas: ranked facilities, money, targets, assumptions, sources."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

import pandas as pd
from matplotlib.figure import Figure

from geoplan.exports.atlas_front import value_words
from geoplan.exports.drawing.paper import Box, Paper
from geoplan.exports.drawing.sheet_of_map import framed, short_name
from geoplan.exports.drawing.tables import Field, Row, Table, paged, side_by_side
from geoplan.exports.written_whole import WholePlan
from geoplan.words.telling import told
from geoplan.words.wording import Wording

Size = tuple[float, float]
RANKED_IN, TEXT_IN, WIDE_IN = 4.9, 7.2, 10.0  # least widths of tables
COLUMNS = ("rank", "kind", "commune_code", "people_gained", "cost_bn_vnd", "year", "upgraded",
           "facility_id", "site_id")  # fmt: skip
Drawn = tuple[str, Callable[[], Figure]]


def table_pages(plan: WholePlan, words: Wording, size: Size) -> Iterator[Drawn]:
    """Return the title of each page of tables and what draws it."""
    for key in plan.about["programmes"]:
        title = words("table.ranked", programme=plan.programme_title(key, words.language))
        table = _ranked(plan, key, words)
        yield from _pages(plan, words, size, (title, words("table.ranked.note")), table, RANKED_IN)
    if plan.phases is not None:
        heads = words("table.money"), words("table.money.note")
        yield from _pages(plan, words, size, heads, _money(plan, words), RANKED_IN)
    if plan.about.get("targets"):
        heads = words("table.targets"), words("table.targets.note")
        yield from _pages(plan, words, size, heads, _targets(plan, words), WIDE_IN)
    heads = words("table.assumptions"), words("table.assumptions.note")
    yield from _pages(plan, words, size, heads, _assumptions(plan, words), TEXT_IN)


def source_pages(plan: WholePlan, words: Wording, size: Size) -> list[Callable[[], Figure]]:
    """Return what draws the pages of sources and checksums."""
    heads = words("section.sources"), plan.title(words.language)
    fields = [Field(words("column.layer"), 2), Field(words("column.file"), 4),
              Field(words("column.sha"), 6)]  # fmt: skip
    rows = [(each["layer"], each["path"], each["sha256"]) for each in plan.about["inputs"]]
    files = Table(fields, rows, lines=2)
    thanks = Table(
        [Field(words("column.credit"), 1)], [(each,) for each in plan.about["credits"]], lines=3
    )
    pages = _pages(plan, words, size, heads, files, WIDE_IN, below=thanks)
    return [draw for _, draw in pages]


def _pages(
    plan: WholePlan, words: Wording, size: Size, heads: tuple[str, str], table: Table,
    least_in: float, *, below: Table | None = None,
) -> list[Drawn]:  # fmt: skip
    box = framed(Paper(size), plan, words, heads)
    boxes = side_by_side(box, least_in)
    found = list(paged(table, boxes))
    return [
        (
            heads[0] if len(found) == 1 else f"{heads[0]} ({number})",
            partial(_draw, plan, words, size, heads, table, boxes, blocks,
                    below if number == len(found) else None),
        )
        for number, blocks in enumerate(found, start=1)
    ]  # fmt: skip


def _draw(
    plan: WholePlan, words: Wording, size: Size, heads: tuple[str, str], table: Table,
    boxes: list[Box], blocks: list[list[Row]], below: Table | None,
) -> Figure:  # fmt: skip
    paper = Paper(size)
    framed(paper, plan, words, heads)
    for box, rows in zip(boxes, blocks, strict=False):
        end = table.draw(paper, box, rows)
        if below is not None:
            rest = Box(box.left, box.bottom, box.width, end - 0.3 - box.bottom)
            below.draw(paper, rest, below.rows)
    return paper.figure


def _ranked(plan: WholePlan, key: str, words: Wording) -> Table:
    fields = [
        Field(words("column.rank"), 1.1, "right"), Field(words("column.kind"), 3.0),
        Field(words("column.commune"), 2.4), Field(words("column.people"), 1.6, "right"),
        Field(words("column.cost"), 1.1, "right"), Field(words("column.year"), 1.0, "right"),
        Field(words("column.id"), 1.9, "right"),
    ]  # fmt: skip
    held = plan.programme[plan.programme["programme"] == key].sort_values("rank", kind="stable")
    held = held.reindex(columns=[*COLUMNS])
    names = {code: short_name(row, words) for code, row in plan.communes.iterrows()}
    rows = [
        (
            str(row["rank"]), told("labels", f"kind.{row['kind']}").in_language(words.language),
            names[row["commune_code"]], words.number(row["people_gained"]),
            words.number(row["cost_bn_vnd"], 1),
            "–" if pd.isna(row["year"]) else str(int(row["year"])),
            str(row["facility_id" if row["upgraded"] else "site_id"]),
        )
        for row in held.to_dict("records")
    ]  # fmt: skip
    return Table(fields, rows, lines=2)


def _money(plan: WholePlan, words: Wording) -> Table:
    fields = [
        Field(words("column.calendar"), 1), Field(words("column.source"), 3),
        Field(words("column.envelope"), 1.8, "right"), Field(words("column.spent"), 1.8, "right"),
        Field(words("column.opening"), 1.2, "right"),
    ]  # fmt: skip
    if plan.phases is None:
        return Table(fields, [])
    sources = plan.about["phases"]["sources"]
    rows = [
        (
            str(row["year"]), sources[row["source"]][words.language],
            words.number(row["envelope_bn_vnd"], 1), words.number(row["spent_bn_vnd"], 1),
            words.number(row["facilities"]),
        )
        for row in plan.phases.to_dict("records")
    ]  # fmt: skip
    return Table(fields, rows, lines=2)


def _targets(plan: WholePlan, words: Wording) -> Table:
    fields = [
        Field(words("column.target"), 2), Field(words("column.calendar"), 0.7),
        Field(words("column.today"), 1.1, "right"), Field(words("column.needed"), 1.1, "right"),
        Field(words("column.planned"), 1.2, "right"),
        Field(words("column.shortfall"), 1.1, "right"),
        Field("", 0.2), Field(words("column.words"), 8),
    ]  # fmt: skip
    rows = []
    for each in plan.about["targets"]:
        numbers = [
            "–" if each[name] is None else words.number(each[name])
            for name in ("today", "target", "planned", "shortfall")
        ]  # fmt: skip
        label = words(f"indicator.{each['indicator']}")
        rows.append((label, str(each["year"]), *numbers, "", each[f"words_{words.language}"]))
    return Table(fields, rows, lines=8)


def _assumptions(plan: WholePlan, words: Wording) -> Table:
    fields = [
        Field(words("column.verified"), 1.2), Field(words("column.assumption"), 5),
        Field(words("column.value"), 1.3, "right"), Field(words("column.unit"), 1.5),
        Field(words("column.basis"), 6),
    ]  # fmt: skip
    rows = [
        (
            words("mark.verified" if row["verified"] else "mark.unverified"),
            row[f"label_{words.language}"], value_words(row["value"], words),
            words(f"unit.{row['unit']}"), row["source"],
        )
        for row in plan.about["assumptions"]
    ]  # fmt: skip
    return Table(fields, rows, lines=3)
