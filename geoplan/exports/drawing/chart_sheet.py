"""A chart on its paper: title, axes, keys beside the curves, note, source line."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.ticker import FixedFormatter, FixedLocator, MaxNLocator
from numpy.typing import NDArray

from geoplan.exports.drawing.letters import font, line_in, width_in, wrapped
from geoplan.exports.drawing.paper import BODY, INK, LINE, SMALL, SOFT, WHITE, Box, Paper
from geoplan.exports.drawing.sheet_of_map import framed
from geoplan.exports.written_whole import WholePlan
from geoplan.words.wording import Wording

# Okabe and Ito (2008), told apart by the colour-blind; lines differ by dashes, columns by hatching
BEFORE, AFTER, KNEE = "#b35806", "#0b5fa5", "#17232d"
STYLES: dict[str, Any] = {"before": (0, (5, 2)), "after": "solid"}
SHADES: list[tuple[str, str | None]] = [
    ("#0072b2", None), ("#e69f00", None), ("#009e73", None), ("#cc79a7", None),
    ("#56b4e9", "///"), ("#d55e00", "///"), ("#999999", "///"),
]  # fmt: skip
LEFT_IN, BOTTOM_IN, BETWEEN_IN = 1.05, 0.62, 1.15  # room for what stands at the axes
KEY_IN, KEY_ROW_IN = 0.42, 0.25
NOTE_IN, NOTE_LINES = 0.62, 3
LABEL_PT, VALUE_PT = 10.5, 10.0


class ChartSheet:
    """A chart in the making.

    Parameters
    ----------
    plan
        Whose figures it shows.
    words
        In the language of the chart.
    size_in
        Width and height.
    heads
        Key of the title above, None for a chart without.
    """

    def __init__(
        self, plan: WholePlan, words: Wording, size_in: tuple[float, float], heads: str | None
    ) -> None:
        self.words, self.paper = words, Paper(size_in)
        titles = None
        if heads is not None:
            titles = (
                words(heads),
                words("chart.subtitle", study=plan.title(words.language)),
            )
        self.box = framed(self.paper, plan, words, titles)
        self._keyed: list[Box] = []
        self._pen = (0.0, 0)

    def axes(self, across: str, up: str) -> Axes:
        """Return the axes of a chart alone on its paper, with what stands at them."""
        return self._axes(self._below_keys(self.box, 1), across, up)

    def axes_pair(
        self, left: tuple[str, str], right: tuple[str, str], *, key_rows: int
    ) -> tuple[Axes, Axes]:
        """Return two axes side by side, below room for so many rows of keys."""
        half = (self.box.width - BETWEEN_IN + LEFT_IN) / 2
        boxes = (
            Box(self.box.left, self.box.bottom, half, self.box.height),
            Box(self.box.right - half, self.box.bottom, half, self.box.height),
        )
        first, second = (
            self._axes(self._below_keys(box, key_rows), *said)
            for box, said in zip(boxes, (left, right), strict=True)
        )
        return first, second

    def key(
        self, said: str, colour: str, style: Any = "solid", *, hatch: str | None = None,
        bar: bool = False,
    ) -> None:  # fmt: skip
        """Say above the axes what a curve or a column is."""
        box = self._keyed[0]
        room = box.width - KEY_IN - 0.1
        left, row = self._pen
        wide = KEY_IN + 0.08 + width_in(said, BODY) + 0.28
        if left > 0 and left + wide > box.width:
            left, row = 0.0, row + 1
        up = box.top - (row + 0.7) * KEY_ROW_IN
        start = box.left + left
        if bar:
            self.paper.fill(Box(start + 0.1, up - 0.01, KEY_IN - 0.1, 0.13), colour, edge=WHITE,
                            hatch=hatch)  # fmt: skip
        else:
            self.paper.line([start, start + KEY_IN], [up + 0.05] * 2, colour, 2.4, style=style)
        self.paper.write((start + KEY_IN + 0.08, up), wrapped(said, room, BODY)[0], BODY)
        self._pen = left + wide, row

    def second_keys(self) -> None:
        """Begin the keys of the second axes."""
        self._keyed.pop(0)
        self._pen = (0.0, 0)

    def mark(self, axes: Axes, minutes: float, said: str) -> None:
        """Draw an upright line at a value that means something, and say what."""
        axes.axvline(minutes, color=SOFT, linewidth=1.0, linestyle=(0, (1, 2)))
        axes.text(
            minutes, 0.03, f" {said}", transform=axes.get_xaxis_transform(), ha="left",
            fontproperties=font(), fontsize=VALUE_PT, color=INK, parse_math=False,
        )  # fmt: skip

    def say(self, axes: Axes, at: tuple[float, float], said: str, *, above: bool = False) -> None:
        """Write above or below a point what it is."""
        offset, up = ((4, 5), "baseline") if above else ((14, -8), "top")
        self._annotate(axes, at, said, offset, up=up)

    def above(self, axes: Axes, at: tuple[float, float], value: float) -> None:
        """Write a value above a column."""
        self._annotate(axes, at, self.words.number(value), (0, 4), across="center", bold=True)

    def years(
        self, axes: Axes, across: NDArray[np.float64], up: NDArray[np.float64], years: Sequence[int]
    ) -> None:
        """Write years at the points of a curve, once where several share a point."""
        for number, year in enumerate(years):
            same = [
                other
                for other in range(len(years))
                if across[other] == across[number] and abs(up[other] - up[number]) < 0.04 * up.max()
            ]
            if number == same[0]:
                said = str(year) if len(same) == 1 else f"{year}–{years[same[-1]]}"
                self._annotate(axes, (across[number], up[number]), said, (8, -12))

    def percents(self, axis: Axis) -> None:
        """Write an axis of shares in percent."""
        ticks = np.linspace(0, 1, 6)
        self._ticks(axis, ticks, [self.words.percent(tick, 0) for tick in ticks])

    def numbers(self, axis: Axis) -> None:
        """Write an axis of numbers as the language does."""
        low, high = axis.get_view_interval()
        ticks = MaxNLocator(6, steps=[1, 2, 2.5, 5, 10], integer=True).tick_values(low, high)
        kept = [float(tick) for tick in ticks if low <= tick <= high]
        self._ticks(axis, kept, [self.words.number(tick) for tick in kept])

    def calendar(self, axes: Axes, years: Sequence[int]) -> None:
        """Write an axis of years."""
        axes.set_xlim(years[0] - 0.6, years[-1] + 0.6)
        self._ticks(axes.xaxis, years, [str(year) for year in years])
        axes.grid(visible=False, axis="x")

    def note(self, text: str) -> None:
        """Write a note below the axes."""
        room = self.box.width
        up = self.box.bottom + NOTE_IN - line_in(SMALL)
        for line in wrapped(text, room, SMALL)[:NOTE_LINES]:
            self.paper.write((self.box.left, up), line, SMALL, colour=SOFT)
            up -= line_in(SMALL)

    def _below_keys(self, box: Box, rows: int) -> Box:
        self._keyed.append(Box(box.left + LEFT_IN, box.bottom, box.width - LEFT_IN, box.height))
        return box.inset(LEFT_IN, BOTTOM_IN + NOTE_IN, 0.05, KEY_ROW_IN * rows + 0.14)

    def _axes(self, box: Box, across: str, up: str) -> Axes:
        axes = self.paper.axes(box)
        for side in ("top", "right"):
            axes.spines[side].set_visible(False)
        for side in ("left", "bottom"):
            axes.spines[side].set(color=SOFT, linewidth=0.8)
        axes.grid(visible=True, color=LINE, linewidth=0.7)
        axes.set_axisbelow(True)
        axes.tick_params(colors=SOFT, length=3)
        looks: dict[str, Any] = {"fontproperties": font(), "fontsize": LABEL_PT, "color": INK}
        axes.set_xlabel(across, labelpad=6, **looks)
        axes.set_ylabel(up, labelpad=8, **looks)
        return axes

    def _ticks(self, axis: Axis, ticks: Sequence[float] | NDArray[Any], said: list[str]) -> None:
        axis.set_major_locator(FixedLocator(list(ticks)))
        axis.set_major_formatter(FixedFormatter(said))
        for label in axis.get_ticklabels():
            label.set_fontproperties(font())
            label.set_fontsize(BODY)

    def _annotate(
        self,
        axes: Axes,
        at: tuple[float, float],
        said: str,
        offset: tuple[float, float],
        *,
        across: str = "left",
        bold: bool = False,
        up: str = "baseline",
    ) -> None:
        axes.annotate(
            said, at, xytext=offset, textcoords="offset points", ha=across, va=up,
            fontproperties=font("bold" if bold else "normal"), fontsize=VALUE_PT, color=INK,
            parse_math=False, zorder=8,
            bbox={"facecolor": WHITE, "edgecolor": "none", "alpha": 0.8, "pad": 0.8},
        )  # fmt: skip
