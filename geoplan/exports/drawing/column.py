"""The column beside a map: headings, classes, symbols and figures, from the top down."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from geoplan.exports.drawing.letters import clipped, line_in, width_in, wrapped
from geoplan.exports.drawing.paper import (
    BODY,
    BORDER,
    HEADING,
    INK,
    LINE,
    SMALL,
    SOFT,
    Box,
    Paper,
)
from geoplan.exports.drawing.symbols import Look, draw

SWATCH_IN = 0.34
BAR_IN = 0.9  # of the class that most communes are in
SYMBOL_IN = 0.3
CLASS_IN = 0.215
FIGURE_PT = 17.0
ROOMY_IN = 6.0  # a lower column has smaller letters
SIZES = {True: (BODY, SMALL, HEADING), False: (8.5, 7.2, 10.0)}


class Class(NamedTuple):
    """A class of a map: its colour, what it holds, and how many communes are in it."""

    colour: str
    label: str
    communes: int
    hatch: str | None = None


class Column:
    """Writes down a column; ``top`` is where the next thing begins.

    Parameters
    ----------
    paper
        To write on.
    box
        Of the column, inches.
    """

    def __init__(self, paper: Paper, box: Box) -> None:
        self.paper, self.box, self.top = paper, box, box.top
        roomy = box.height > ROOMY_IN
        self.body, self.small, self.heads = SIZES[roomy]

    @property
    def left_in(self) -> float:
        """Return the height that is left."""
        return self.top - self.box.bottom

    @property
    def rest(self) -> Box:
        """Return what is left of the box."""
        return Box(self.box.left, self.box.bottom, self.box.width, self.left_in)

    def gap(self, inches: float = 0.14) -> None:
        """Leave room."""
        self.top -= inches

    def heading(self, text: str) -> None:
        """Write a heading."""
        at = (self.box.left, self.top)
        self.top = self.paper.paragraph(at, text, self.box.width, self.heads, style="bold") - 0.05

    def text(self, text: str, *, points: float | None = None, colour: str = SOFT) -> None:
        """Write a paragraph, in small letters if nothing else is said."""
        at, size = (self.box.left, self.top), points or self.small
        self.top = self.paper.paragraph(at, text, self.box.width, size, colour=colour) - 0.04

    def rule(self) -> None:
        """Draw a line across."""
        self.gap(0.08)
        self.paper.line([self.box.left, self.box.right], [self.top, self.top], LINE)
        self.gap(0.1)

    def classes(self, classes: Sequence[Class], counts: str) -> None:
        """Draw the classes with a bar for how many communes are in each, under a small heading."""
        most = max((each.communes for each in classes), default=0) or 1
        bars = self.box.right - BAR_IN - 0.32
        self.top -= line_in(self.small)
        self.paper.write((self.box.right, self.top + 0.05), counts, self.small, colour=SOFT,
                         anchor="right")  # fmt: skip
        for each in classes:
            self.top -= CLASS_IN
            swatch = Box(self.box.left, self.top, SWATCH_IN, CLASS_IN - 0.03)
            self.paper.fill(swatch, each.colour, edge=BORDER, hatch=each.hatch)
            up = self.top + 0.055
            self.paper.write((swatch.right + 0.1, up), each.label, self.body)
            bar = Box(bars, self.top + 0.035, max(BAR_IN * each.communes / most, 0.008), 0.13)
            self.paper.fill(bar, BORDER)
            self.paper.write((bar.right + 0.06, up), str(each.communes), self.small, colour=SOFT)
        self.top -= 0.07

    def symbols(self, rows: Sequence[tuple[Look, float, str]]) -> None:
        """Draw looks of these radii, in points, each with what it stands for."""
        for look, radius, label in rows:
            lines = wrapped(label, self.box.width - SYMBOL_IN, self.body)
            middle = self.top - 0.105
            draw(self.paper, np.array([[self.box.left + 0.12, middle]]), look, radius)
            for line in lines:
                self.top -= line_in(self.body)
                self.paper.write((self.box.left + SYMBOL_IN, self.top + 0.02), line, self.body)
            self.top -= 0.035
        self.top -= 0.04

    def figure(self, value: str, label: str) -> None:
        """Write a figure large, and below what it is."""
        self.top -= line_in(FIGURE_PT) * 0.86
        value = clipped(value, self.box.width, FIGURE_PT, "bold")
        self.paper.write((self.box.left, self.top + 0.04), value, FIGURE_PT, style="bold")
        self.text(label, colour=INK)
        self.top -= 0.02

    def pairs(self, rows: Sequence[tuple[str, str]], *, points: float | None = None) -> None:
        """Write labels on the left and values on the right."""
        points = points or self.body
        for label, value in rows:
            room = self.box.width - width_in(value, points, "bold") - 0.12
            lines = wrapped(label, room, points)
            for row, line in enumerate(lines):
                self.top -= line_in(points)
                self.paper.write((self.box.left, self.top + 0.03), line, points)
                if row == 0:
                    self.paper.write((self.box.right, self.top + 0.03), value, points, style="bold",
                                     anchor="right")  # fmt: skip
            self.top -= 0.035
