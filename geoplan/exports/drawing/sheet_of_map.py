"""A map on its paper: title, ground, windows for far islands, scale, north, source line."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from typing import Any

import geopandas as gpd
import numpy as np
import shapely
from scipy.spatial import cKDTree

from geoplan.exports.drawing.column import Column
from geoplan.exports.drawing.ground import FarGroup, Window, ground_of
from geoplan.exports.drawing.letters import clipped, line_in, wrapped
from geoplan.exports.drawing.names import place_names, write_names
from geoplan.exports.drawing.paper import (
    BORDER,
    COAST,
    INK,
    ON_TOP,
    SMALL,
    SOFT,
    SUBTITLE,
    TITLE,
    WHITE,
    Box,
    Paper,
    is_dark,
)
from geoplan.exports.drawing.views import Views, scale_length
from geoplan.exports.written_whole import WholePlan
from geoplan.words.wording import Wording

COLUMN_IN, COLUMN_PART = (2.75, 3.5), 0.225  # least and greatest width of the column; of the width
NAME_PT = 7.5
SOURCE_PT = 7.0
SOURCE_LINES = 3
INSETS = 3  # windows for far islands, at most
INSET_IN = (2.1, 1.95)  # width and height of one
INSET_ROOM = 0.2  # left free around the island
EDGE_IN, GAP_IN = 0.1, 0.06  # from the frame, and around what stands on the map
DETAIL_IN, DETAIL_PART = 3.6, 0.15  # side of a detail; of the map that it shows
DETAIL_EDGE_IN = 0.11  # a symbol nearer to the edge would stick out
FOOT_IN = 0.34  # below a window, for its scale
DETAIL_OVER_LAND = 0.1  # square inches that it may hide
CROWD = 30  # facilities that make one worth while
SPOTS = 9  # tried along each edge for what stands on the map
DARK_HALO = "#1d3a75"  # around white letters
QUIET = "#fbfaf6"  # of communes where colour says nothing


class MapSheet(Views):
    """A map in the making.

    Parameters
    ----------
    plan
        Whose communes it shows.
    words
        In the language of the map.
    size_in
        Width and height.
    title, subtitle
        Above the map; both blank for a map without.
    colours
        Of the communes by code; ``QUIET`` for those not named.
    """

    def __init__(
        self,
        plan: WholePlan,
        words: Wording,
        size_in: tuple[float, float],
        heads: tuple[str, str] | None,
        colours: Mapping[str, str],
    ) -> None:
        super().__init__(Paper(size_in), ground_of(plan), words)
        self.plan, self._colours = plan, colours
        inside = framed(self.paper, plan, words, heads)
        width = min(max(COLUMN_PART * inside.width, COLUMN_IN[0]), COLUMN_IN[1])
        left = Box(inside.left, inside.bottom, inside.width - width - 0.25, inside.height)
        self.column = Column(
            self.paper, Box(left.right + 0.25, inside.bottom, width, inside.height)
        )
        self.windows.append(self._framed_with_insets(left))
        self.communes(self.windows[0], self.ground.shapes, self._colour)
        for group in self.ground.far[:INSETS]:
            self._inset(group)
        self._furniture()

    def detail(self, points: gpd.GeoSeries) -> None:
        """Draw where facilities crowd once more, larger, if there is room beside the land.

        Parameters
        ----------
        points
            Facilities that will be drawn, EPSG:4326.
        """
        main = self.windows[0]
        places = self.ground.places_m(points)
        reach = DETAIL_PART * min(main.east - main.west, main.north - main.south) / 2
        near = cKDTree(places)
        crowd = near.query_ball_point(places, reach, p=np.inf, return_length=True)
        if not len(places) or crowd.max() < CROWD:
            return
        crowded = near.query_ball_point(places[int(crowd.argmax())], reach, p=np.inf)
        middle = places[crowded].mean(axis=0)
        box = self._take_emptiest(DETAIL_IN, DETAIL_IN)
        if self._land_under(main, box) > DETAIL_OVER_LAND:
            main.taken.give_back()
            return
        west, south = middle - reach
        bounds = float(west), float(south), float(west + 2 * reach), float(south + 2 * reach)
        self.paper.fill(box, WHITE, edge=INK, order=5)
        inner = box.inset(0, FOOT_IN, 0, line_in(SMALL) + 0.08)
        said = clipped(self.words("map.detail"), inner.width - 0.16, SMALL)
        self.paper.write((box.left + 0.08, inner.top + 0.06), said, SMALL)
        window = Window(bounds, inner, room=0, edge_in=DETAIL_EDGE_IN)
        self.communes(window, self.ground.shapes, self._colour, order=6)
        self.scale(window, (box.left + 0.12, box.bottom + 0.08))
        corners = main.on_paper(
            np.array([[window.west, window.south], [window.east, window.north]])
        )
        (left, bottom), (right, top) = corners
        for colour, wide in ((WHITE, 2.6), (INK, 1.1)):
            self.paper.line([left, right, right, left, left], [bottom, bottom, top, top, bottom],
                            colour, wide, order=9)  # fmt: skip
        self.windows.append(window)
        main.taken.take((left, bottom, right, top))

    def names(self, *, points: float = NAME_PT) -> None:
        """Write the names of the communes, most people first, clear of what is taken."""
        communes = self.plan.communes.sort_values("people", ascending=False, kind="stable")
        near = set(self.ground.near)
        names = {
            str(code): short_name(row, self.words)
            for code, row in communes.iterrows()
            if code in near
        }
        for window in self.windows:
            if window.labelled:
                placed = place_names(names, self.ground.coarse, window, points)
                for dark, colours in ((False, (INK, WHITE)), (True, (WHITE, DARK_HALO))):
                    held = [each for each in placed if is_dark(self._colour(each.code)) == dark]
                    write_names(self.paper, held, points, colours)

    def _colour(self, code: str) -> str:
        return self._colours.get(code, QUIET)

    def _framed_with_insets(self, box: Box) -> Window:
        """Return the main window, moved aside where the windows of far islands need the room."""
        bounds = self.ground.bounds_m(self.ground.near)
        window = Window(bounds, box)
        wide, high = INSET_IN
        spots = [
            Box(left, bottom, wide, high)
            for bottom, left in itertools.product(
                (box.bottom + EDGE_IN, box.top - high - EDGE_IN),
                (box.left + EDGE_IN, box.right - wide - EDGE_IN),
            )
        ]
        free = sum(self._land_under(window, spot) == 0 for spot in spots)
        if free >= len(self.ground.far[:INSETS]):
            return window
        return Window(bounds, box, strip_in=wide + 2 * EDGE_IN)

    def _inset(self, group: FarGroup) -> None:
        """Draw a far island in a window of its own, where the least land lies under it."""
        said = wrapped(self._far_words(group), INSET_IN[0] - 0.16, SMALL)
        box = self._take_emptiest(*INSET_IN)
        heading = len(said) * line_in(SMALL) + 0.1
        window = Window(
            self.ground.bounds_m(group.codes), box.inset(0, FOOT_IN, 0, heading), room=INSET_ROOM,
            labelled=False,
        )  # fmt: skip
        self.paper.fill(box, WHITE, edge=COAST, order=5)
        up = box.top - 0.03
        for line in said:
            up -= line_in(SMALL)
            self.paper.write((box.left + 0.08, up + 0.03), line, SMALL)
        self.communes(window, self.ground.some(group.codes), self._colour, order=6)
        self.scale(window, (box.left + 0.12, box.bottom + 0.08))
        self.windows.append(window)

    def _furniture(self) -> None:
        """Draw scale and north into the emptiest corner."""
        window = self.windows[0]
        box = self._take_emptiest(scale_length(window)[1] + 0.85, 0.52)
        self.paper.fill(box, WHITE, edge=BORDER, round_in=0.04, order=ON_TOP - 3)
        self.scale(window, (box.left + 0.15, box.bottom + 0.13))
        self._north((box.right - 0.2, box.bottom + 0.05))

    def _take_emptiest(self, wide: float, high: float) -> Box:
        """Return the box on the main window with the least land under it, near a corner."""
        window = self.windows[0]
        room = window.box.inset(EDGE_IN, EDGE_IN, EDGE_IN + wide, EDGE_IN + high)
        spots = [
            (min(across, 1 - across) + min(up, 1 - up),
             Box(room.left + across * room.width, room.bottom + up * room.height, wide, high))
            for up in np.linspace(0, 1, SPOTS)
            for across in np.linspace(0, 1, SPOTS)
        ]  # fmt: skip
        free = [
            (round(self._land_under(window, box), 6), aside, box)
            for aside, box in spots
            if window.taken.free((box.left, box.bottom, box.right, box.top))
        ]
        box = min(free or [(0.0, *spots[0])])[2]
        window.taken.take(
            (box.left - GAP_IN, box.bottom - GAP_IN, box.right + GAP_IN, box.top + GAP_IN)
        )
        return box

    def _land_under(self, window: Window, box: Box) -> float:
        """Return how much land lies under a box, square inches."""
        corners = np.array([[box.left, box.bottom], [box.right, box.top]])
        edges = shapely.box(*window.on_ground(corners).ravel())
        return float(self.ground.land.intersection(edges).area) * window.inches_per_m**2

    def _north(self, at: tuple[float, float]) -> None:
        across, bottom = at
        self.paper.line([across, across], [bottom, bottom + 0.22], INK, 1.4)
        self.paper.line([across - 0.06, across, across + 0.06],
                        [bottom + 0.15, bottom + 0.24, bottom + 0.15], INK, 1.4)  # fmt: skip
        self.paper.write((across, bottom + 0.3), self.words("map.north"), SMALL, style="bold",
                         anchor="center")  # fmt: skip

    def _far_words(self, group: FarGroup) -> str:
        names = [commune_name(self.plan.communes.loc[code], self.words) for code in group.codes]
        compass = ("n", "ne", "e", "se", "s", "sw", "w", "nw")[round(group.bearing / 45) % 8]
        return self.words(
            "map.far",
            names=", ".join(names),
            km=self.words.number(group.distance_km),
            direction=self.words(f"compass.{compass}"),
        )


def framed(paper: Paper, plan: WholePlan, words: Wording, heads: tuple[str, str] | None) -> Box:
    """Write title, subtitle and source line; return the box that is left between."""
    inside = paper.inside
    source = wrapped(source_words(plan, words), inside.width, SOURCE_PT)[:SOURCE_LINES]
    up = inside.bottom + (len(source) - 1) * line_in(SOURCE_PT)
    for line in source:
        paper.write((inside.left, up), line, SOURCE_PT, colour=SOFT)
        up -= line_in(SOURCE_PT)
    bottom = len(source) * line_in(SOURCE_PT) + 0.12
    if heads is None:
        return inside.inset(0, bottom, 0, 0)
    title, subtitle = heads
    title = clipped(title, inside.width, TITLE, "bold")
    paper.write((inside.left, inside.top - 0.24), title, TITLE, style="bold")
    below = paper.paragraph((inside.left, inside.top - 0.32), subtitle, inside.width, SUBTITLE,
                            colour=SOFT)  # fmt: skip
    paper.mark_title(below - 0.06)
    return inside.inset(0, bottom, 0, inside.top - below + 0.12)


def source_words(plan: WholePlan, words: Wording) -> str:
    """Return the source line: whose data, what is modelled, which plan."""
    about = plan.about
    study = next((each["sha256"] for each in about["inputs"] if each["layer"] == "study"), "")
    return words(
        "source",
        credits="; ".join(about["credits"]),
        travel=about["travel"][words.language],
        version=about["geoplan"],
        study=about["study"]["id"],
        sha=study[:12],
    )


def commune_name(row: Any, words: Wording) -> str:
    """Return the whole name of a commune."""
    return str(row["name"] if words.language == "vi" else row["name_en"])


def short_name(row: Any, words: Wording) -> str:
    """Return the name of a commune without the word for its type."""
    kind = words(f"type.{row['type']}")
    return commune_name(row, words).removeprefix(f"{kind} ").removesuffix(f" {kind}")
