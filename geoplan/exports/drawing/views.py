"""Windows on the ground and what is drawn through them: communes, scale, places."""

from __future__ import annotations

import math
from collections.abc import Callable

import geopandas as gpd
import numpy as np
import shapely
from matplotlib.collections import PathCollection
from numpy.typing import NDArray

from geoplan.exports.drawing.ground import Ground, Window, path_of
from geoplan.exports.drawing.paper import BORDER, COAST, GROUND, INK, SMALL, WHITE, Box, Paper
from geoplan.words.wording import Wording

SCALE_PART, SCALE_IN = 0.35, 1.7  # of a map's width that its scale bar may take, and at most
MIDDLE_FROM_IN = 0.8  # a shorter bar has no room for its middle


class Views:
    """Some windows on the same ground, on the same paper.

    Parameters
    ----------
    paper
        To draw on.
    ground
        That is seen.
    words
        In the language of the paper.
    """

    def __init__(self, paper: Paper, ground: Ground, words: Wording) -> None:
        self.paper, self.ground, self.words = paper, ground, words
        self.windows: list[Window] = []

    def each_window(
        self, points: gpd.GeoSeries
    ) -> list[tuple[Window, NDArray[np.bool_], NDArray[np.float64]]]:
        """Return for each window which of the points it shows, and where those lie, inches."""
        places = self.ground.places_m(points)
        found = []
        for window in self.windows:
            inside = window.holds(places)
            found.append((window, inside, window.on_paper(places[inside])))
        return found

    def communes(
        self,
        window: Window,
        shapes: gpd.GeoSeries,
        colour_of: Callable[[str], str],
        *,
        order: float = 0,
        edge: str = BORDER,
    ) -> None:
        """Draw communes into a window, each in its colour, with the coast around them."""
        axes = self.paper.axes(window.box)
        axes.set_zorder(order)
        axes.set(xlim=(window.west, window.east), ylim=(window.south, window.north))
        axes.set(xticks=[], yticks=[], facecolor=GROUND)
        for spine in axes.spines.values():
            spine.set(edgecolor=BORDER, linewidth=0.7)
        axes.add_collection(
            PathCollection(
                [path_of(shape) for shape in shapes],
                facecolors=[colour_of(str(code)) for code in shapes.index],
                edgecolors=edge,
                linewidths=0.5,
                zorder=1,
            ),
            autolim=False,
        )
        coast = path_of(shapely.coverage_union_all(shapes.to_numpy()))
        axes.add_collection(
            PathCollection([coast], facecolors="none", edgecolors=COAST, linewidths=0.8, zorder=2),
            autolim=False,
        )

    def scale(self, window: Window, at: tuple[float, float]) -> None:
        """Draw a scale bar of a round length, in two halves."""
        km, length = scale_length(window)
        left, bottom = at
        for part, colour in enumerate((INK, WHITE)):
            half = Box(left + part * length / 2, bottom, length / 2, 0.06)
            self.paper.fill(half, colour, edge=INK)
        decimals = 0 if km >= 1 else 1
        ends = [(0.0, "0"), (length, f"{self.words.number(km, decimals)} km")]
        if km / 2 >= 1 and km % 2 == 0 and length > MIDDLE_FROM_IN:
            ends.insert(1, (length / 2, self.words.number(km / 2)))
        for across, text in ends:
            self.paper.write((left + across, bottom + 0.11), text, SMALL,
                             anchor="center" if across else "left")  # fmt: skip


def scale_length(window: Window) -> tuple[float, float]:
    """Return how long a scale bar is, kilometres and inches."""
    most = min(SCALE_IN, SCALE_PART * window.box.width)
    km = _round_length(most / window.inches_per_m / 1000)
    return km, km * 1000 * window.inches_per_m


def _round_length(most: float) -> float:
    """Return the greatest of 1, 2, 5 times a power of ten that is not above ``most``."""
    power = 10.0 ** math.floor(math.log10(most))
    return max(step * power for step in (1, 2, 5) if step * power <= most * (1 + 1e-9))
