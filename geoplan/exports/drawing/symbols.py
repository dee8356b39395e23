"""What a facility looks like: shape and colour by what is built, as on the interactive page."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from matplotlib.collections import PathCollection
from matplotlib.path import Path
from matplotlib.transforms import Affine2D
from numpy.typing import NDArray

from geoplan.exports.drawing.letters import POINTS_PER_INCH
from geoplan.exports.drawing.paper import ON_TOP, WHITE, Paper
from geoplan.layers.facilities import HOSPITAL_KINDS

SITE, MARKET, UPGRADE, FEW, TODAY = "#c9400a", "#7b2087", "#007a68", "#0b0b0b", "#17354f"


class Look(NamedTuple):
    """Shape, colour, and whether the position is an estimate (hollow)."""

    shape: str
    colour: str
    hollow: bool = False


def _around(*radii: float) -> NDArray[np.float64]:
    angle = 2 * np.pi * np.arange(len(radii)) / len(radii)
    return np.column_stack([radii * np.sin(angle), radii * np.cos(angle)])


def _heart() -> NDArray[np.float64]:
    angle = 2 * np.pi * np.arange(32) / 32
    up = 13 * np.cos(angle) - 5 * np.cos(2 * angle) - 2 * np.cos(3 * angle)
    return np.column_stack([16 * np.sin(angle) ** 3, up]) / 13


_PLUS = [
    (-0.46, 1.15), (0.46, 1.15), (0.46, 0.46), (1.15, 0.46), (1.15, -0.46), (0.46, -0.46),
    (0.46, -1.15), (-0.46, -1.15), (-0.46, -0.46), (-1.15, -0.46), (-1.15, 0.46), (-0.46, 0.46),
]  # fmt: skip
CORNERS = {
    "square": [(-1, -1), (1, -1), (1, 1), (-1, 1)],
    "diamond": _around(*[1.32] * 4),
    "hexagon": _around(*[1.12] * 6),
    "triangle": _around(*[1.45] * 3),
    "star": _around(*[1.5, 0.85] * 5),
    "heart": _heart(),
    "plus": _PLUS,
    "tag": [(0, 1.3), (1, 0.4), (1, -1), (-1, -1), (-1, 0.4)],
}
BY_KIND = {
    "private_hospital": Look("square", MARKET),
    "polyclinic": Look("diamond", SITE),
    "municipal": Look("plus", SITE),
    "regional": Look("plus", SITE),
    "ministry": Look("plus", SITE),
    "commune_station": Look("circle", SITE),
    "satellite_point": Look("circle", SITE),
    "nursing_home": Look("heart", FEW),
    "training_complex": Look("star", FEW),
    "geriatric_hospital": Look("plus", FEW),
    "emergency_centre": Look("triangle", FEW),
}
OTHER = Look("hexagon", FEW)
UPGRADED = Look("tag", UPGRADE)


def look_of(kind: str, *, upgraded: bool) -> Look:
    """Return what a facility of a programme looks like."""
    return UPGRADED if upgraded else BY_KIND.get(kind, OTHER)


def look_today(kind: str, position_quality: str) -> Look:
    """Return what a facility of today looks like; one that was not surveyed is hollow."""
    shape = "plus" if kind in (*HOSPITAL_KINDS, "geriatric_hospital") else "circle"
    return Look(shape, TODAY, position_quality != "surveyed")


def outline(shape: str) -> Path:
    """Return a shape as a path around nought, about one unit in radius."""
    if shape == "circle":
        return Path.unit_circle()
    corners = np.asarray(CORNERS[shape], dtype=float)
    codes = [Path.MOVETO, *[Path.LINETO] * (len(corners) - 1), Path.CLOSEPOLY]
    return Path(np.vstack([corners, corners[:1]]), codes)


def draw(
    paper: Paper,
    places: NDArray[np.float64],
    look: Look,
    radius_pt: float,
    *,
    order: float = ON_TOP,
) -> None:
    """Draw one look at many places, with a thin white edge around each.

    Parameters
    ----------
    paper
        To draw on.
    places
        (n, 2), inches.
    look
        Of all.
    radius_pt
        Of the shapes, points.
    order
        Higher lies above.
    """
    if not len(places):
        return
    inches = paper.figure.dpi_scale_trans
    shapes = PathCollection(
        [outline(look.shape).transformed(Affine2D().scale(radius_pt / POINTS_PER_INCH))],
        offsets=places,
        offset_transform=inches,
        facecolors=WHITE if look.hollow else look.colour,
        edgecolors=look.colour if look.hollow else WHITE,
        linewidths=1.1 if look.hollow else min(0.9, 0.2 * radius_pt),
        zorder=order,
    )
    shapes.set_transform(inches)
    paper.figure.add_artist(shapes)
