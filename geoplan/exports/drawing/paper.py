"""A page to draw on, measured in inches from its lower left corner."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal, NamedTuple

from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.backend_bases import RendererBase
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import FancyBboxPatch, Patch, Rectangle

from geoplan.exports.drawing.letters import HINTED, font, line_in, width_in, wrapped

# As the page draws them
INK, SOFT, LINE, GROUND = "#17232d", "#52606c", "#d8dfe4", "#eaeff2"
BORDER, COAST, ACCENT = "#8fa0ad", "#6f808d", "#1f5f9e"
WHITE = "#ffffff"

TITLE, SUBTITLE, HEADING, BODY, SMALL = 20.0, 11.5, 11.0, 9.5, 8.0  # points
Anchor = Literal["left", "center", "right"]
ANCHORS = {"left": 0.0, "center": 0.5, "right": 1.0}
MARGIN_IN = 0.4
TITLE_ENDS = "title ends at "  # the label of a figure says how high, inches
ON_TOP = 50.0  # of what is drawn over a map
DARK = 150.0  # brightness of a colour, 0 to 255, from which dark letters read better


class Box(NamedTuple):
    """A rectangle on the paper, inches."""

    left: float
    bottom: float
    width: float
    height: float

    @property
    def right(self) -> float:
        """Return where it ends on the right."""
        return self.left + self.width

    @property
    def top(self) -> float:
        """Return where it ends above."""
        return self.bottom + self.height

    def inset(self, left: float, bottom: float, right: float, top: float) -> Box:
        """Return what is left of it inside these edges, inches."""
        return Box(
            self.left + left,
            self.bottom + bottom,
            self.width - left - right,
            self.height - bottom - top,
        )


class Line(NamedTuple):
    """A line of text: where it begins, in inches, its letters and their size, style, colour."""

    left: float
    baseline: float
    text: str
    points: float
    style: str
    colour: str


class Lines(Artist):
    """Many lines of text, drawn without the layout that matplotlib makes for each.

    Parameters
    ----------
    order
        Higher lies above.
    """

    def __init__(self, order: float) -> None:
        super().__init__()
        self.set_zorder(order)
        self.held: list[Line] = []

    def draw(self, renderer: RendererBase) -> None:
        """Draw them; matplotlib calls it."""
        figure = self.get_figure(root=True)
        if figure is None or not self.get_visible():
            return
        inches = figure.dpi_scale_trans
        height = renderer.get_canvas_width_height()[1]
        for line in self.held:
            across, up = inches.transform((line.left, line.baseline))
            pen = renderer.new_gc()
            pen.set_foreground(line.colour)
            letters = font(line.style, line.points)
            down = height - up if renderer.flipy() else up
            renderer.draw_text(pen, across, down, line.text, letters, 0.0, ismath=False)
            pen.restore()
        self.stale = False


class Paper:
    """A figure and what puts things on it, in inches.

    Parameters
    ----------
    size_in
        Width and height.
    """

    def __init__(self, size_in: tuple[float, float]) -> None:
        self.width, self.height = size_in
        self.figure = Figure(figsize=size_in, facecolor=WHITE)
        FigureCanvasAgg(self.figure)
        self._written: dict[float, Lines] = {}

    @property
    def inside(self) -> Box:
        """Return what the margins leave."""
        return Box(0, 0, self.width, self.height).inset(*[MARGIN_IN] * 4)

    def mark_title(self, below_in: float) -> None:
        """Remember where the title ends, for those who save the figure without it."""
        self.figure.set_label(f"{TITLE_ENDS}{below_in:.4f}")

    def axes(self, box: Box) -> Axes:
        """Return axes that fill a box."""
        return self.figure.add_axes(
            (
                box.left / self.width,
                box.bottom / self.height,
                box.width / self.width,
                box.height / self.height,
            )
        )

    def write(
        self,
        at: tuple[float, float],
        text: str,
        points: float = BODY,
        *,
        style: str = "normal",
        colour: str = INK,
        anchor: Anchor = "left",
        order: float = ON_TOP,
    ) -> None:
        """Write one line on its baseline; ``anchor`` says which point of it lies at the place."""
        if order not in self._written:
            self._written[order] = Lines(order)
            self.figure.add_artist(self._written[order])
        across = at[0] - ANCHORS[anchor] * width_in(text, points, style) / HINTED
        self._written[order].held.append(Line(across, at[1], text, points, style, colour))

    def paragraph(
        self,
        at: tuple[float, float],
        text: str,
        room_in: float,
        points: float = BODY,
        *,
        style: str = "normal",
        colour: str = INK,
    ) -> float:
        """Write a paragraph from its upper left corner down; return where it ends below."""
        left, top = at
        for line in wrapped(text, room_in, points, style):
            top -= line_in(points)
            self.write(
                (left, top + 0.3 * line_in(points)), line, points, style=style, colour=colour
            )
        return top

    def fill(
        self,
        box: Box,
        colour: str,
        *,
        edge: str = "none",
        hatch: str | None = None,
        round_in: float = 0.0,
        order: float = ON_TOP,
    ) -> None:
        """Fill a box."""
        looks: dict[str, Any] = {
            "facecolor": colour,
            "edgecolor": edge,
            "linewidth": 0.6,
            "hatch": hatch,
        }
        corner = (box.left, box.bottom)
        patch: Patch = Rectangle(corner, box.width, box.height, **looks)
        if round_in:
            patch = FancyBboxPatch(
                corner, box.width, box.height,
                boxstyle=f"round,pad=0,rounding_size={round_in}", **looks,
            )  # fmt: skip
        patch.set_transform(self.figure.dpi_scale_trans)
        patch.set_zorder(order)
        self.figure.add_artist(patch)

    def line(
        self,
        across: Sequence[float],
        up: Sequence[float],
        colour: str = LINE,
        points: float = 0.8,
        *,
        style: Any = "solid",
        order: float = ON_TOP,
    ) -> None:
        """Draw a line through points, dashed as matplotlib's ``style`` says."""
        drawn = Line2D(across, up, color=colour, linewidth=points, linestyle=style,
                       solid_capstyle="butt",
                       transform=self.figure.dpi_scale_trans, zorder=order)  # fmt: skip
        self.figure.add_artist(drawn)


def is_dark(colour: str) -> bool:
    """Return whether white letters read better on a colour, ``#rrggbb``, than dark ones."""
    red, green, blue = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    return 0.299 * red + 0.587 * green + 0.114 * blue < DARK
