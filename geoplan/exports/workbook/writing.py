"""Sheets written as a workbook: frozen headings, filters, sums as formulas, ready for paper."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

import xlsxwriter

from geoplan.exports.workbook.layout import (
    HEADER_ROWS,
    Column,
    Sheet,
    column_letters,
)
from geoplan.reports.land.words import is_known

CREATED = datetime(2000, 1, 1)  # noqa: DTZ001 - the same for all, so that the same plan gives the same bytes
PAPERS = {"A3": 8, "A4": 9}
SUBTOTAL = {"sum": 109, "count": 103}  # of the rows that a filter leaves
TITLE, NOTE, TOTALS, NAMES, HEADINGS = range(HEADER_ROWS)
WIDTHS = (9, 48)  # characters
HEADING_LINES = 3
FOOTER_LETTERS = 100  # of the title; spreadsheets take 255 in all
INK, SOFT, PAPER, SHADE, WARNING = "#17232d", "#52606c", "#ffffff", "#e4eaee", "#c9400a"
MARKED = "#fbe3d8"


class Properties(NamedTuple):
    """What the workbook says of itself."""

    title: str
    subject: str
    comments: str
    total_label: str
    page: str


def workbook_bytes(sheets: Sequence[Sheet], properties: Properties, paper: str) -> bytes:
    """Return a workbook; the same sheets give the same bytes.

    Parameters
    ----------
    sheets
        In their order; the first one is open.
    properties
        Of the document.
    paper
        ``A3`` or ``A4``.
    """
    held = io.BytesIO()
    plain = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(held, plain) as book:
        book.set_properties(
            {
                "title": properties.title,
                "subject": properties.subject,
                "author": "geoplan",
                "comments": properties.comments,
                "created": CREATED,
            }
        )
        book.set_calc_mode("auto")
        formats = _Formats(book)
        for sheet in sheets:
            _write(book.add_worksheet(sheet.name), sheet, formats, properties)
            _print(book.get_worksheet_by_name(sheet.name), sheet, properties, paper)
    return held.getvalue()


class _Formats:
    """Formats of cells, each made once."""

    def __init__(self, book: Any) -> None:
        self._book = book
        self._made: dict[tuple[tuple[str, Any], ...], Any] = {}

    def __call__(self, **properties: Any) -> Any:
        key = tuple(sorted(properties.items()))
        if key not in self._made:
            self._made[key] = self._book.add_format(
                {"font_name": "Arial", "font_size": 10, "font_color": INK, **properties}
            )
        return self._made[key]


def _write(page: Any, sheet: Sheet, formats: _Formats, properties: Properties) -> None:
    page.write_string(TITLE, 0, sheet.title, formats(bold=True, font_size=14))
    colour = WARNING if sheet.warned else SOFT
    page.write_string(NOTE, 0, sheet.note, formats(font_color=colour, bold=sheet.warned))
    if any(column.total for column in sheet.columns) and not sheet.columns[0].total:
        page.write_string(TOTALS, 0, properties.total_label, formats(bold=True, bg_color=SHADE))
    for place, column in enumerate(sheet.columns):
        _write_column(page, sheet, place, column, formats)
    last = HEADER_ROWS + max(sheet.rows, 1) - 1
    page.set_row(HEADINGS, 14 * HEADING_LINES)
    page.freeze_panes(HEADER_ROWS, sheet.frozen)
    page.autofilter(HEADINGS, 0, last, len(sheet.columns) - 1)
    page.hide_gridlines(0)


def _write_column(page: Any, sheet: Sheet, place: int, column: Column, formats: _Formats) -> None:
    page.set_column(place, place, _width(column))
    heading = {"bold": True, "text_wrap": True, "valign": "top", "font_color": PAPER}
    page.write_string(HEADINGS, place, column.title, formats(**heading, bg_color=INK))
    page.write_string(NAMES, place, column.name, formats(font_color=SOFT, font_size=8))
    if column.total:
        number = SUBTOTAL[column.total]
        total = f"=SUBTOTAL({number},{sheet.own_cells(column.name)})"
        shown = column.number_format if column.total == "sum" else "#,##0"
        look = formats(num_format=shown, bold=True, bg_color=SHADE, align="right")
        page.write_formula(TOTALS, place, total, look, column.total_value())
    for at, value in enumerate(column.values):
        marked = bool(sheet.marked) and sheet.marked[at]
        shown = column.format_of(at)
        looks = ({"num_format": shown} if shown else {}) | ({"bg_color": MARKED} if marked else {})
        look = formats(valign="top", **looks)
        _write_cell(page, sheet, (HEADER_ROWS + at, place), column, value, look)


def _write_cell(
    page: Any, sheet: Sheet, at: tuple[int, int], column: Column, value: Any, look: Any
) -> None:
    if column.formula is not None and is_known(value):

        def cell(name: str) -> str:
            return f"{column_letters(sheet.place(name))}{at[0] + 1}"

        page.write_formula(*at, column.formula(cell, at[0] - HEADER_ROWS), look, value)
    elif not is_known(value):
        page.write_blank(*at, None, look)
    elif isinstance(value, str):
        page.write_string(*at, value, look)
    else:
        page.write_number(*at, value, look)


def _width(column: Column) -> float:
    """Return a width that shows the values, and the heading on a few lines."""
    narrowest, widest = WIDTHS
    shown = [_shown(value, column.format_of(at)) for at, value in enumerate(column.values)]
    words = max((len(word) for word in column.title.split()), default=0) + 3  # the filter's button
    heading = max(words, len(column.title) / HEADING_LINES + 4)
    needed = max([*map(len, shown), heading, narrowest])
    return min(needed + 2, widest)


def _shown(value: Any, number_format: str | None) -> str:
    if not is_known(value):
        return ""
    if isinstance(value, str) or number_format is None:
        return str(value)
    decimals = len(number_format.partition(".")[2].rstrip("%"))
    return f"{value:,.{decimals}f}"


def _print(page: Any, sheet: Sheet, properties: Properties, paper: str) -> None:
    printed = sheet.printed or len(sheet.columns)
    page.set_landscape()
    page.set_paper(PAPERS[paper])
    page.fit_to_pages(1, 0)
    page.print_area(0, 0, HEADER_ROWS + max(sheet.rows, 1) - 1, printed - 1)
    page.repeat_rows(NAMES, HEADINGS)
    page.set_margins(left=0.4, right=0.4, top=0.6, bottom=0.6)
    plain = properties.title[:FOOTER_LETTERS].replace("&", "&&")
    page.set_footer(f"&L{plain}&C&A&R{properties.page} &P / &N")
