"""Facilities on a map: numbered by rank where there is room, dots elsewhere."""

from __future__ import annotations

from typing import NamedTuple

import geopandas as gpd
import numpy as np
import pandas as pd

from geoplan.exports.drawing.ground import Window
from geoplan.exports.drawing.letters import POINTS_PER_INCH, line_in, width_in
from geoplan.exports.drawing.paper import BORDER, INK, WHITE, Box, Paper, is_dark
from geoplan.exports.drawing.symbols import Look, draw
from geoplan.exports.drawing.views import Views

NUMBER_PT, DOT_PT = 7.2, 3.4  # radius of a numbered symbol and of a dot
LETTERS_PT = {1: 8.0, 2: 7.5, 3: 6.2}  # of a number, by its digits
BADGE_PT = 6.5
GAP_PT = 1.0
DOTS, NUMBERS = 10.0, 20.0  # order of drawing


class Style(NamedTuple):
    """How facilities are drawn.

    Parameters
    ----------
    ranks
        Up to which rank a facility carries its number where there is room.
    dot_pt
        Radius of the others, points.
    """

    ranks: int
    dot_pt: float = DOT_PT


def place_facilities(
    sheet: Views, facilities: gpd.GeoDataFrame, looks: pd.Series, style: Style
) -> None:
    """Draw facilities, the best rank of a place above, with how many stand there.

    Parameters
    ----------
    sheet
        To draw on; what the numbers take is kept free of names.
    facilities
        With ``rank``, the ones that matter most first, EPSG:4326.
    looks
        A ``Look`` each, indexed alike.
    style
        Which are numbered.
    """
    for window, inside, places in sheet.each_window(facilities.geometry):
        shown = facilities[inside]
        seen: dict[tuple[float, float], int] = {}
        at: list[tuple[float, float]] = [(round(x, 4), round(y, 4)) for x, y in places]
        for place in at:
            seen[place] = seen.get(place, 0) + 1
        dots: dict[Look, list[tuple[float, float]]] = {}
        done: set[tuple[float, float]] = set()
        for label, rank, place in zip(shown.index, shown["rank"], at, strict=True):
            if place in done:
                continue
            done.add(place)
            look = looks[label]
            if rank <= style.ranks and _fits(window, place):
                _number(sheet.paper, place, look, int(rank))
                if seen[place] > 1:
                    window.taken.take(_badge(sheet.paper, place, seen[place]))
            else:
                dots.setdefault(look, []).append(place)
        for look, held in dots.items():
            draw(sheet.paper, np.array(held), look, style.dot_pt, order=DOTS)


def _fits(window: Window, place: tuple[float, float]) -> bool:
    reach = (NUMBER_PT + GAP_PT) / POINTS_PER_INCH
    box = (place[0] - reach, place[1] - reach, place[0] + reach, place[1] + reach)
    if not window.taken.free(box):
        return False
    window.taken.take(box)
    return True


def _number(paper: Paper, place: tuple[float, float], look: Look, rank: int) -> None:
    text = str(rank)
    draw(paper, np.array([place]), look, NUMBER_PT, order=NUMBERS)
    points = LETTERS_PT.get(len(text), 5.5)
    paper.write((place[0], place[1] - 0.36 * points / POINTS_PER_INCH), text, points, style="bold",
                colour=INK if look.hollow or not is_dark(look.colour) else WHITE,
                anchor="center", order=NUMBERS + 1)  # fmt: skip


def _badge(paper: Paper, place: tuple[float, float], count: int) -> tuple[float, ...]:
    """Write beside a number how many facilities stand there; return the box that it takes."""
    step = 0.95 * NUMBER_PT / POINTS_PER_INCH
    said = f"×{count}"
    wide, high = width_in(said, BADGE_PT, "bold") + 0.05, line_in(BADGE_PT)
    pill = Box(place[0] + step, place[1] + 0.35 * step, wide, high)
    paper.fill(pill, WHITE, edge=BORDER, round_in=0.04, order=NUMBERS + 2)
    paper.write((pill.left + wide / 2, pill.bottom + 0.28 * high), said, BADGE_PT, style="bold",
                anchor="center", order=NUMBERS + 3)  # fmt: skip
    return pill.left, pill.bottom, pill.right, pill.top
