"""Names on a map that keep clear of each other: a greedy search, the greatest place first."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import shapely
from matplotlib.collections import PathCollection
from matplotlib.path import Path
from matplotlib.textpath import text_to_path
from numpy.typing import NDArray

from geoplan.exports.drawing.ground import Window
from geoplan.exports.drawing.letters import HINTED, LINE, POINTS_PER_INCH, font, width_in
from geoplan.exports.drawing.paper import Paper

GAP_IN = 0.025  # kept free around a name
INSIDE = 0.55  # of a name that must lie on its own commune
HALO_PT = 1.7
NAMES = 30.0  # order of drawing
# Places tried around the middle of a shape, in heights of a line, nearest first
TRIES = sorted(
    itertools.product((0, -1.5, 1.5, -3, 3), (0, 0.8, -0.8, 1.7, -1.7, 2.6, -2.6)),
    key=lambda step: (step[0] ** 2 + step[1] ** 2, step),
)


@dataclass(frozen=True)
class Name:
    """A name that found its place.

    Parameters
    ----------
    code
        Of the commune.
    lines
        Of text, one or two.
    middle
        On the paper, inches.
    """

    code: str
    lines: tuple[str, ...]
    middle: tuple[float, float]


def place_names(
    names: dict[str, str], shapes: gpd.GeoSeries, window: Window, points: float
) -> list[Name]:
    """Find a place for each name, in this order; one that finds none is left out.

    Parameters
    ----------
    names
        By the code of their commune, the one that matters most first.
    shapes
        Of the communes by code, metres.
    window
        That they are seen through; each name takes its room of it.
    points
        Size of letters.

    Returns
    -------
    list of Name
    """
    found = []
    inside = shapely.point_on_surface([shapes[code] for code in names])
    middles = window.on_paper(shapely.get_coordinates(inside))
    for (code, name), middle in zip(names.items(), middles, strict=True):
        placed = _placed((code, name), shapes[code], window, points, middle)
        found += [placed] if placed else []
    return found


def _placed(
    named: tuple[str, str], shape: shapely.Geometry, window: Window, points: float,
    middle: NDArray[np.float64],
) -> Name | None:  # fmt: skip
    code, name = named
    for lines in _ways(name):
        wide = max(width_in(line, points) for line in lines) / 2 + GAP_IN
        high = len(lines) * points * LINE / POINTS_PER_INCH / 2 + GAP_IN / 2
        line_in = points * LINE / POINTS_PER_INCH
        at = middle + np.array(TRIES) * line_in
        half = np.array([wide, high])
        boxes = np.column_stack([at - half, at + half])
        for box in boxes[_on_shape(boxes, shape, window)]:
            if _within(box, window) and window.taken.free(box):
                window.taken.take(box)
                return Name(code, lines, ((box[0] + box[2]) / 2, (box[1] + box[3]) / 2))
    return None


def _on_shape(
    boxes: NDArray[np.float64], shape: shapely.Geometry, window: Window
) -> NDArray[np.bool_]:
    """Return which boxes lie mostly on a shape."""
    origin = np.array([window.box.left, window.box.bottom] * 2)
    metres = (boxes - origin) / window.inches_per_m + np.array([window.west, window.south] * 2)
    rectangles = shapely.box(*metres.T)
    shared = shapely.area(shapely.intersection(rectangles, shape))
    return np.asarray(shared >= INSIDE * shapely.area(rectangles))


def _within(box: NDArray[np.float64], window: Window) -> bool:
    edge = window.box
    return bool(
        box[0] >= edge.left
        and box[1] >= edge.bottom
        and box[2] <= edge.right
        and box[3] <= edge.top
    )


def _ways(name: str) -> list[tuple[str, ...]]:
    """Return how a name can be written: on one line, or broken nearest to its middle."""
    words = name.split()
    if len(words) < 2:
        return [(name,)]
    cut = min(
        range(1, len(words)),
        key=lambda at: abs(len(" ".join(words[:at])) - len(" ".join(words[at:]))),
    )
    return [(name,), (" ".join(words[:cut]), " ".join(words[cut:]))]


def write_names(
    paper: Paper,
    names: Iterable[Name],
    points: float,
    colours: tuple[str, str],
    *,
    style: str = "normal",
) -> None:
    """Write names with a halo; the letters stay letters, so that they can be searched.

    Parameters
    ----------
    paper
        To write on.
    names
        With their places.
    points, style
        Of the letters.
    colours
        Of the letters and of the halo.
    """
    lines = [
        (line, name.middle[0], _baseline(name, row, points))
        for name in names
        for row, line in enumerate(name.lines)
    ]
    _halo(paper, lines, points, style, colours[1])
    for line, across, up in lines:
        paper.write((across, up), line, points, style=style, colour=colours[0],
                    anchor="center", order=NAMES)  # fmt: skip


def _baseline(name: Name, row: int, points: float) -> float:
    line_in = points * LINE / POINTS_PER_INCH
    above = (len(name.lines) - 1) / 2 - row
    return name.middle[1] + above * line_in - 0.36 * points / POINTS_PER_INCH


def _halo(
    paper: Paper, lines: Sequence[tuple[str, float, float]], points: float, style: str, colour: str
) -> None:
    paths = []
    for line, across, up in lines:
        corners, codes = text_to_path.get_text_path(font(style), line, ismath=False)
        scaled = np.asarray(corners) * points / text_to_path.FONT_SCALE / POINTS_PER_INCH
        left = across - width_in(line, points, style) / HINTED / 2
        paths.append(Path(scaled + np.array([left, up]), codes))
    halo = PathCollection(
        paths, facecolors=colour, edgecolors=colour, linewidths=HALO_PT, zorder=NAMES - 1,
        joinstyle="round", transform=paper.figure.dpi_scale_trans,
    )  # fmt: skip
    paper.figure.add_artist(halo)
