"""A slide that is filled with text, tables, charts and pictures, each fitted to its place."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from matplotlib.figure import Figure
from pptx.chart.data import CategoryChartData
from pptx.dml.color import RGBColor
from pptx.enum.chart import XL_CHART_TYPE, XL_LEGEND_POSITION
from pptx.enum.dml import MSO_THEME_COLOR
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.util import Inches, Pt

from geoplan.exports.deck.fitting import LINE, POINTS_PER_INCH, height_in, lines_of, shortened

MARGIN_IN = 0.05  # inside text boxes and cells
SIZES_PT = (20, 18, 16, 14, 13, 12, 11, 10)
TABLE_SIZES_PT = (16, 14, 13, 12, 11, 10, 9)
CELL_PADDING_IN = 0.08  # above and below together
BETWEEN_PT = 6.0  # paragraphs
DPI = 200
BULLET = "• "
WARNING = RGBColor(0xC9, 0x40, 0x0A)


class Place(NamedTuple):
    """A rectangle on a slide, inches from its upper left corner."""

    left: float
    top: float
    width: float
    height: float

    def split(self, share: float, gap: float = 0.25) -> tuple[Place, Place]:
        """Return its left part, a share of the width, and what is right of the gap."""
        left = (self.width - gap) * share
        right = self.left + left + gap
        return (
            Place(self.left, self.top, left, self.height),
            Place(right, self.top, self.left + self.width - right, self.height),
        )

    def cut(self, height: float, gap: float = 0.15) -> tuple[Place, Place]:
        """Return its upper part of a height, and what is below the gap."""
        below = self.top + height + gap
        return (
            Place(self.left, self.top, self.width, height),
            Place(self.left, below, self.width, self.top + self.height - below),
        )

    def emu(self) -> tuple[int, int, int, int]:
        """Return left, top, width and height as PowerPoint counts them."""
        left, top, width, height = (int(Inches(each)) for each in self)
        return left, top, width, height


class Line(NamedTuple):
    """A paragraph; ``scale`` is its size over that of plain ones."""

    text: str
    bold: bool = False
    scale: float = 1.0
    accent: bool = False
    warning: bool = False
    bullet: bool = False


class Table(NamedTuple):
    """A table: titles, rows of texts, shares of the width, columns of numbers to the right."""

    titles: Sequence[str]
    rows: Sequence[Sequence[str]]
    widths: Sequence[float]
    numbers: Sequence[int] = ()


def add_text(slide: Any, place: Place, lines: Sequence[Line]) -> None:
    """Add paragraphs at the greatest size at which all of them fit; the last ones are cut."""
    width = place.width - 2 * MARGIN_IN
    size = next((size for size in SIZES_PT if _height(lines, width, size) <= place.height), None)
    if size is None:
        size = SIZES_PT[-1]
        lines = _cut(lines, width, place.height, size)
    box = slide.shapes.add_textbox(*place.emu())
    frame = box.text_frame
    frame.word_wrap = True
    frame.margin_left = frame.margin_right = Inches(MARGIN_IN)
    frame.margin_top = frame.margin_bottom = 0
    for at, line in enumerate(lines):
        paragraph = frame.paragraphs[0] if at == 0 else frame.add_paragraph()
        paragraph.space_before = Pt(BETWEEN_PT if at else 0)
        run = paragraph.add_run()
        run.text = _shown(line)
        run.font.size, run.font.bold = Pt(round(size * line.scale)), line.bold
        if line.accent:
            run.font.color.theme_color = MSO_THEME_COLOR.ACCENT_1
        if line.warning:
            run.font.color.rgb = WARNING


def add_table(slide: Any, place: Place, table: Table) -> Place:
    """Add a native table at the greatest size at which its rows fit; long cells are cut.

    Returns
    -------
    Place
        What is left below it.
    """
    total = sum(table.widths)
    widths = [place.width * width / total for width in table.widths]
    rows = [list(table.titles), *map(list, table.rows)]
    size = next(
        (size for size in TABLE_SIZES_PT if sum(_row_heights(rows, widths, size)) <= place.height),
        None,
    )
    if size is None:
        size = TABLE_SIZES_PT[-1]
        rows = [
            [shortened(text, _inside(width), 1, size, bold=True)
             for text, width in zip(row, widths, strict=True)]
            for row in rows
        ]  # fmt: skip
        fits = int(place.height / _row_heights(rows[:1], widths, size)[0])
        rows = rows[:fits]
    heights = _row_heights(rows, widths, size)
    shape = slide.shapes.add_table(
        len(rows), len(widths), *place._replace(height=sum(heights)).emu()
    )
    for at, width in enumerate(widths):
        shape.table.columns[at].width = Inches(width)
    for at, (row, height) in enumerate(zip(rows, heights, strict=True)):
        shape.table.rows[at].height = Inches(height)
        for column, text in enumerate(row):
            right = column in table.numbers
            _fill(shape.table.cell(at, column), text, size, bold=at == 0, right=right)
    return place.cut(sum(heights))[1]


def add_columns(
    slide: Any,
    place: Place,
    categories: Sequence[str],
    series: Mapping[str, Sequence[float | None]],
    *,
    number_format: str,
    axis: str,
) -> None:
    """Add a native chart of stacked columns, which PowerPoint edits as a table.

    Parameters
    ----------
    slide
        To add to.
    place
        Of the chart.
    categories
        From left to right.
    series
        Numbers by name, from below.
    number_format
        Of the axis, as spreadsheets write it.
    axis
        What is counted, with its unit.
    """
    data = CategoryChartData(number_format=number_format)
    data.categories = categories
    for name, values in series.items():
        data.add_series(name, values)
    chart = slide.shapes.add_chart(XL_CHART_TYPE.COLUMN_STACKED, *place.emu(), data).chart
    chart.has_legend = len(series) > 1
    if chart.has_legend:
        chart.legend.position = XL_LEGEND_POSITION.BOTTOM
        chart.legend.include_in_layout = False
    chart.font.size = Pt(12)
    chart.has_title = False
    values = chart.value_axis
    values.has_title = True
    values.axis_title.text_frame.text = axis
    values.axis_title.text_frame.paragraphs[0].runs[0].font.size = Pt(12)
    values.tick_labels.number_format, values.tick_labels.number_format_is_linked = (
        number_format,
        False,
    )
    chart.plots[0].gap_width = 60


def add_figure(slide: Any, place: Place, figure: Figure, said: str) -> None:
    """Add a drawing as a picture with what it shows in words, for those who do not see it."""
    held = io.BytesIO()
    figure.savefig(
        held,
        format="png",
        dpi=DPI * place.width / figure.get_figwidth(),
        metadata={"Software": None},
    )
    held.seek(0)
    picture = slide.shapes.add_picture(held, *place.emu())
    picture.element.nvPicPr.cNvPr.set("descr", said)


def _height(lines: Sequence[Line], width: float, size: float) -> float:
    between = BETWEEN_PT / POINTS_PER_INCH * (len(lines) - 1)
    return between + sum(_line_height(line, width, size) for line in lines)


def _line_height(line: Line, width: float, size: float) -> float:
    own = round(size * line.scale)
    return height_in(lines_of(_shown(line), width, own, bold=line.bold), own)


def _shown(line: Line) -> str:
    return BULLET + line.text if line.bullet else line.text


def _cut(lines: Sequence[Line], width: float, height: float, size: float) -> list[Line]:
    """Return as many lines as fit, the last one shortened to what is left."""
    held: list[Line] = []
    for line in lines:
        if _height([*held, line], width, size) <= height:
            held.append(line)
            continue
        left = height - (_height(held, width, size) + BETWEEN_PT / POINTS_PER_INCH if held else 0)
        own = round(size * line.scale)
        room = int(left / (LINE * own / POINTS_PER_INCH))
        if room:
            cut = shortened(_shown(line), width, room, own, bold=line.bold)
            held.append(line._replace(text=cut.removeprefix(BULLET) if line.bullet else cut))
        break
    return held


def _inside(width: float) -> float:
    return width - 4 * MARGIN_IN


def _row_heights(
    rows: Sequence[Sequence[str]], widths: Sequence[float], size: float
) -> list[float]:
    """Return how high each row is; the titles are bold."""
    return [
        CELL_PADDING_IN + height_in(
            max(lines_of(text, _inside(width), size, bold=at == 0)
                for text, width in zip(row, widths, strict=True)),
            size,
        )
        for at, row in enumerate(rows)
    ]  # fmt: skip


def _fill(cell: Any, text: str, size: float, *, bold: bool, right: bool) -> None:
    cell.margin_left = cell.margin_right = Inches(2 * MARGIN_IN)
    cell.margin_top = cell.margin_bottom = Inches(CELL_PADDING_IN / 2)
    cell.vertical_anchor = MSO_ANCHOR.MIDDLE
    paragraph = cell.text_frame.paragraphs[0]
    paragraph.alignment = PP_ALIGN.RIGHT if right else PP_ALIGN.LEFT
    run = paragraph.add_run()
    run.text = text
    run.font.size = Pt(size)
    if bold:
        run.font.bold = True
