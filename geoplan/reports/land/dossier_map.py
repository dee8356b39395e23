"""The small map of a dossier, and the shapes of its plots, as inline SVG."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from xml.etree import ElementTree as ET

import geopandas as gpd
import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from geoplan.reports.land.html import el

MARGIN = 0.08  # of the view around what is drawn
LEAST_M = 300.0  # wide
CLOSER = 2.5  # times as near as the search area allows: an inset is worth its place then
INSET_MM = (26.0, 22.0)
MARK_MM = 2.1  # radius of a number
SHAPE_MM = (13.0, 8.0)
SQUARES_M = (5, 10, 20, 50, 100, 200, 500)


@dataclass(frozen=True, eq=False)
class Drawn:
    """What a map shows, all in one metric CRS.

    Parameters
    ----------
    site
        A point.
    area
        Search area.
    home
        Commune of the site.
    around
        Other communes.
    facilities
        Points of today's facilities.
    plots
        By position, polygons or points.
    is_given
        Of each plot.
    """

    site: BaseGeometry
    area: BaseGeometry
    home: BaseGeometry
    around: Sequence[BaseGeometry]
    facilities: Sequence[BaseGeometry]
    plots: Sequence[BaseGeometry]
    is_given: Sequence[bool]


class _View:
    """From metres to millimetres on paper, y downwards."""

    def __init__(self, bounds: Sequence[float], width_mm: float, height_mm: float) -> None:
        west, south, east, north = bounds
        span = max((east - west) * (1 + 2 * MARGIN), LEAST_M)
        tall = max((north - south) * (1 + 2 * MARGIN), LEAST_M)
        self.mm_per_m = min(width_mm / span, height_mm / tall)
        self.width, self.height = width_mm, height_mm
        self.middle = ((west + east) / 2, (south + north) / 2)

    def to_mm(self, metres: np.ndarray) -> np.ndarray:
        x = self.width / 2 + (metres[:, 0] - self.middle[0]) * self.mm_per_m
        y = self.height / 2 - (metres[:, 1] - self.middle[1]) * self.mm_per_m
        return np.column_stack([x, y])

    def path(self, shape: BaseGeometry) -> str:
        """Return a polygon as path data, its parts within the view only."""
        half_w, half_h = self.width / self.mm_per_m * 0.55, self.height / self.mm_per_m * 0.55
        x, y = self.middle
        seen = shapely.intersection(
            shape, shapely.box(x - half_w, y - half_h, x + half_w, y + half_h)
        )
        return path_of(shapely.transform(seen.simplify(0.05 / self.mm_per_m), self.to_mm))

    def at(self, point: BaseGeometry) -> tuple[float, float]:
        x, y = self.to_mm(shapely.get_coordinates(point))[0]
        return float(x), float(y)


def path_of(shape: BaseGeometry) -> str:
    """Return a polygon in millimetres as path data."""
    rings = [
        ring
        for part in shapely.get_parts(shape)
        if part.geom_type == "Polygon"
        for ring in shapely.get_rings(part)
    ]
    return "".join(
        "M" + "L".join(f"{x:.2f} {y:.2f}" for x, y in shapely.get_coordinates(ring)[:-1]) + "Z"
        for ring in rings
    )


def site_map(drawn: Drawn, width_mm: float, height_mm: float, *, north: str) -> ET.Element:
    """Return the map: around the site and its plots, and around its search area.

    Where the plots lie close together, the map shows them near, and an inset the search area;
    otherwise the map shows all of it.

    Parameters
    ----------
    drawn
        What it shows.
    width_mm, height_mm
        On paper.
    north
        Letter for the north.
    """
    whole = _View(_bounds([drawn.site, drawn.area, *drawn.plots]), width_mm, height_mm)
    near = _View(_bounds([drawn.site, *drawn.plots]), width_mm, height_mm)
    is_close = bool(drawn.plots) and near.mm_per_m > CLOSER * whole.mm_per_m
    view = near if is_close else whole
    return el(
        "svg.map",
        _ground(drawn, view),
        [_facility(*view.at(point), view) for point in drawn.facilities],
        [
            el("path.plot.given" if given else "path.plot", d=view.path(shape))
            for shape, given in zip(drawn.plots, drawn.is_given, strict=True)
        ],
        site_mark(*view.at(drawn.site)),
        _numbers(drawn, view),
        _inset(drawn, view) if is_close else None,
        _scale_bar(view),
        _north(width_mm - 5, 8, north),
        viewBox=f"0 0 {width_mm:g} {height_mm:g}",
        width=f"{width_mm:g}mm",
        height=f"{height_mm:g}mm",
        role="img",
    )


def _bounds(shapes: Sequence[BaseGeometry]) -> list[float]:
    bounds: list[float] = shapely.total_bounds(np.array(shapes, dtype=object)).tolist()
    return bounds


def _ground(drawn: Drawn, view: _View) -> list[ET.Element]:
    return [
        el("rect.ground", width=view.width, height=view.height),
        *(el("path.around", d=view.path(shape)) for shape in drawn.around),
        el("path.home", d=view.path(drawn.home)),
        el("path.area", d=view.path(drawn.area)),
    ]


def _inset(drawn: Drawn, near: _View) -> ET.Element:
    """Return the search area, small, with what the map shows of it."""
    width, height = INSET_MM
    view = _View(_bounds([drawn.site, drawn.area]), width, height)
    x, y = view.at(shapely.Point(near.middle))
    wide = max(near.width / near.mm_per_m * view.mm_per_m, 1.5)
    tall = max(near.height / near.mm_per_m * view.mm_per_m, 1.5)
    return el(
        "svg.inset",
        _ground(drawn, view),
        el("rect.seen", x=x - wide / 2, y=y - tall / 2, width=wide, height=tall),
        el("rect.frame", x=0.15, y=0.15, width=width - 0.3, height=height - 0.3),
        x=0,
        y=0,
        width=width,
        height=height,
        viewBox=f"0 0 {width:g} {height:g}",
    )


def site_mark(x: float, y: float) -> ET.Element:
    """Return the mark of a recommended site."""
    return el(
        "g.site",
        el("circle", cx=x, cy=y, r=2.0),
        el("path", d=f"M{x - 3:.2f} {y:.2f}H{x + 3:.2f}M{x:.2f} {y - 3:.2f}V{y + 3:.2f}"),
    )


def shapes_scale(plots: Sequence[BaseGeometry]) -> tuple[float, int]:
    """Return millimetres for a metre at which every plot has room, and a square's side in m."""
    sides = [
        (bounds[2] - bounds[0], bounds[3] - bounds[1])
        for bounds in (shape.bounds for shape in plots if shape.geom_type != "Point")
    ]
    if not sides:
        return 1.0, SQUARES_M[0]
    wide, tall = (max(side[axis] for side in sides) for axis in (0, 1))
    scale = min((SHAPE_MM[0] - 1) / max(wide, 1.0), (SHAPE_MM[1] - 1) / max(tall, 1.0))
    square = max([m for m in SQUARES_M if m * scale <= SHAPE_MM[1] / 2] or SQUARES_M[:1])
    return scale, square


def plot_shape(shape: BaseGeometry, scale: float, square_m: int) -> ET.Element | None:
    """Return a plot at a scale over a square of known size; None of a point."""
    if shape.geom_type == "Point":
        return None
    width, height = SHAPE_MM
    west, south, east, north = shape.bounds
    middle = np.array([(west + east) / 2, (south + north) / 2])
    moved = shapely.transform(
        shape, lambda m: (m - middle) * [scale, -scale] + [width / 2, height / 2]
    )
    side = square_m * scale
    return el(
        "svg.shape",
        el("rect.square", x=width - side, y=height - side, width=side, height=side),
        el("path.outline", d=path_of(moved)),
        viewBox=f"0 0 {width:g} {height:g}",
        width=f"{width:g}mm",
        height=f"{height:g}mm",
    )


def _numbers(drawn: Drawn, view: _View) -> list[ET.Element]:
    """Return a number at each plot, moved aside with a line where another one stands."""
    taken = [view.at(drawn.site)]
    marks = []
    for number, (shape, given) in enumerate(zip(drawn.plots, drawn.is_given, strict=True), 1):
        point = view.at(shape.representative_point())
        place = _free(point, taken, view)
        taken.append(place)
        marks.append(
            el(
                "g.mark.given" if given else "g.mark",
                el("line", x1=point[0], y1=point[1], x2=place[0], y2=place[1]),
                el("circle", cx=place[0], cy=place[1], r=MARK_MM),
                el("text", str(number), x=place[0], y=place[1] + 1.0),
            )
        )
    return marks


def _free(
    point: tuple[float, float], taken: list[tuple[float, float]], view: _View
) -> tuple[float, float]:
    tries = [point] + [
        (point[0] + far * math.sin(turn), point[1] - far * math.cos(turn))
        for far in (4.6, 7.5, 11.0, 15.0)
        for turn in np.linspace(0, 2 * math.pi, 12, endpoint=False)
    ]
    room = 2 * MARK_MM + 0.3
    for x, y in tries:
        inside = MARK_MM < x < view.width - MARK_MM and MARK_MM < y < view.height - MARK_MM
        inside &= not (x < INSET_MM[0] + MARK_MM and y < INSET_MM[1] + MARK_MM)
        if inside and all(math.hypot(x - a, y - b) >= room for a, b in taken):
            return x, y
    return point


def _facility(x: float, y: float, view: _View) -> ET.Element | None:
    if not (0 < x < view.width and 0 < y < view.height):
        return None
    return el("path.facility", d=f"M{x - 1:.2f} {y:.2f}h2M{x:.2f} {y - 1:.2f}v2")


def _scale_bar(view: _View) -> ET.Element:
    most = view.width / 3 / view.mm_per_m
    power = 10 ** math.floor(math.log10(most))
    metres = max(step * power for step in (1, 2, 5) if step * power <= most)
    text = f"{metres / 1000:g} km" if metres >= 1000 else f"{metres:g} m"
    x, y = 3.0, view.height - 3.0
    long = metres * view.mm_per_m
    return el(
        "g.scale",
        el("rect", x=x - 1.5, y=y - 5.2, width=long + 3, height=6.7),
        el("path", d=f"M{x:.2f} {y - 1.5:.2f}V{y:.2f}H{x + long:.2f}v-1.5"),
        el("text", text, x=x + long / 2, y=y - 1.6),
    )


def _north(x: float, y: float, letter: str) -> ET.Element:
    return el(
        "g.north",
        el("path", d=f"M{x:.2f} {y - 5:.2f}l1.6 5l-1.6 -1.1l-1.6 1.1z"),
        el("text", letter, x=x, y=y + 3.2),
    )


def in_metres(frame: gpd.GeoDataFrame, crs: str) -> list[BaseGeometry]:
    """Return the shapes of a table in a metric CRS."""
    return list(frame.geometry.to_crs(crs))
