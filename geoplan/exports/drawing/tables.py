"""Tables on paper: columns of given widths, rows that wrap, blocks side by side over pages."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from geoplan.exports.drawing.letters import clipped, line_in, wrapped
from geoplan.exports.drawing.paper import INK, LINE, SOFT, Anchor, Box, Paper

POINTS = 7.5
PAD_IN = 0.05
ROW_GAP_IN = 0.03
SHADE = "#f3f6f8"  # of every other row
BETWEEN_IN = 0.35  # between blocks


class Field(NamedTuple):
    """A column of a table: its heading, its part of the width, where its texts stand."""

    title: str
    part: float
    anchor: Anchor = "left"


Row = Sequence[str]


@dataclass(frozen=True)
class Table:
    """A table that can be drawn in blocks.

    Parameters
    ----------
    fields
        Its columns.
    rows
        Texts, one for each column.
    lines
        That a text may take; it is cut with an ellipsis where it is longer.
    """

    fields: Sequence[Field]
    rows: Sequence[Row]
    lines: int = 1

    def blocks(self, width_in: float, height_in: float) -> list[list[Row]]:
        """Return the rows in blocks that fit, at least one."""
        room = height_in - self._heading_in(width_in)
        blocks: list[list[Row]] = [[]]
        left = room
        for row in self.rows:
            need = self._row_in(row, width_in)
            if need > left and blocks[-1]:
                blocks.append([])
                left = room
            blocks[-1].append(row)
            left -= need
        return blocks

    def draw(self, paper: Paper, box: Box, rows: Sequence[Row]) -> float:
        """Draw some rows from the top of a box; return where they end below."""
        top = box.top
        heading = [
            wrapped(field.title, width - PAD_IN, POINTS, "bold")
            for field, width in zip(self.fields, self._widths(box.width), strict=True)
        ]
        top = self._texts(paper, box, top, heading, style="bold", colour=SOFT)
        paper.line([box.left, box.right], [top, top], SOFT, 0.8)
        for number, row in enumerate(rows):
            texts = self._cells(row, box.width)
            high = max(map(len, texts)) * line_in(POINTS) + ROW_GAP_IN
            if number % 2:
                paper.fill(Box(box.left, top - high, box.width, high), SHADE, order=1)
            top = self._texts(paper, box, top, texts)
        paper.line([box.left, box.right], [top, top], LINE, 0.8)
        return top

    def _texts(
        self, paper: Paper, box: Box, top: float, texts: Sequence[Sequence[str]], *,
        style: str = "normal", colour: str = INK,
    ) -> float:  # fmt: skip
        left = box.left
        for field, width, lines in zip(self.fields, self._widths(box.width), texts, strict=True):
            at = left if field.anchor == "left" else left + width - PAD_IN
            for number, text in enumerate(lines):
                up = top - (number + 0.8) * line_in(POINTS)
                paper.write((at, up), text, POINTS, style=style, colour=colour, anchor=field.anchor)
            left += width
        return top - max(map(len, texts)) * line_in(POINTS) - ROW_GAP_IN

    def _cells(self, row: Row, width_in: float) -> list[list[str]]:
        return [
            _cell(text, width - PAD_IN, self.lines)
            for text, width in zip(row, self._widths(width_in), strict=True)
        ]

    def _widths(self, width_in: float) -> list[float]:
        parts = sum(field.part for field in self.fields)
        return [width_in * field.part / parts for field in self.fields]

    def _row_in(self, row: Row, width_in: float) -> float:
        return max(map(len, self._cells(row, width_in))) * line_in(POINTS) + ROW_GAP_IN

    def _heading_in(self, width_in: float) -> float:
        lines = [
            len(wrapped(field.title, width - PAD_IN, POINTS, "bold"))
            for field, width in zip(self.fields, self._widths(width_in), strict=True)
        ]
        return max(lines) * line_in(POINTS) + 2 * ROW_GAP_IN


def side_by_side(box: Box, least_in: float) -> list[Box]:
    """Return as many boxes of at least a width as stand beside each other in a box."""
    count = max(1, int((box.width + BETWEEN_IN) // (least_in + BETWEEN_IN)))
    width = (box.width - (count - 1) * BETWEEN_IN) / count
    return [
        Box(box.left + number * (width + BETWEEN_IN), box.bottom, width, box.height)
        for number in range(count)
    ]


def paged(table: Table, boxes: Sequence[Box]) -> Iterator[list[list[Row]]]:
    """Return for each page the rows of each of its boxes, all of one size."""
    blocks = table.blocks(boxes[0].width, boxes[0].height)
    for start in range(0, len(blocks), len(boxes)):
        yield blocks[start : start + len(boxes)]


def _cell(text: str, room_in: float, lines: int) -> list[str]:
    if lines == 1:
        return [clipped(text, room_in, POINTS)]
    broken = wrapped(text, room_in, POINTS)
    if len(broken) <= lines:
        return broken
    return [*broken[: lines - 1], clipped(" ".join(broken[lines - 1 :]), room_in, POINTS)]
