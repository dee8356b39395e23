"""Points in rows and columns over a region, and where a share measured at them is high enough."""

from __future__ import annotations

from dataclasses import dataclass

import contourpy
import numpy as np
import shapely
from numpy.typing import NDArray

from geoplan.siting.problem import Floats, Ints


@dataclass(frozen=True, eq=False)
class Lattice:
    """Points in rows and columns over a region and a little beyond.

    Parameters
    ----------
    region
        Polygons in a metric CRS.
    step_m
        Distance of rows and of columns.
    x_m, y_m
        Coordinates of the columns and of the rows, shape (columns,) and (rows,).
    row, column
        Of each point that is near enough to the region to count, shape (points,).
    """

    region: shapely.Geometry
    step_m: float
    x_m: Floats
    y_m: Floats
    row: Ints
    column: Ints

    @property
    def points(self) -> NDArray[np.object_]:
        """The points that count, in the metric CRS, shape (points,)."""
        corners = np.column_stack([self.x_m[self.column], self.y_m[self.row]])
        return np.asarray(shapely.points(corners))

    def at_least(self, share: Floats, keep: float) -> shapely.Geometry:
        """Return the part of the region in which an interpolated share is ``keep`` or more.

        Parameters
        ----------
        share
            At each point, shape (points,).
        keep
            Least share.
        """
        grid = np.full((self.y_m.size, self.x_m.size), np.nan)
        grid[self.row, self.column] = share
        filled = contourpy.contour_generator(
            self.x_m,
            self.y_m,
            np.ma.masked_invalid(grid),
            fill_type=contourpy.FillType.OuterOffset,
        ).filled(keep, np.inf)
        rings = [
            shapely.make_valid(shapely.Polygon(parts[0], parts[1:]))
            for corners, offsets in zip(*filled, strict=True)
            for parts in [np.split(corners, offsets[1:-1])]
        ]
        within = shapely.intersection(shapely.union_all(rings), self.region)
        surfaces = [part for part in shapely.get_parts(within) if part.area > 0]
        return shapely.union_all(surfaces)


def lattice(region: shapely.Geometry, step_m: float, through: shapely.Point) -> Lattice:
    """Return the lattice of a region that has a point among its own.

    Parameters
    ----------
    region
        Polygons in a metric CRS.
    step_m
        Distance of rows and of columns.
    through
        The point, in the same CRS.
    """
    west, south, east, north = shapely.bounds(region)
    x_m = _line(west, east, step_m, through.x)
    y_m = _line(south, north, step_m, through.y)
    around = shapely.buffer(region, 1.5 * step_m)  # so that each square over the region is whole
    shapely.prepare(around)
    row, column = np.nonzero(shapely.contains_xy(around, *np.meshgrid(x_m, y_m)))
    return Lattice(region, step_m, x_m, y_m, row, column)


def _line(low: float, high: float, step_m: float, through: float) -> Floats:
    first, last = np.floor((low - through) / step_m) - 1, np.ceil((high - through) / step_m) + 1
    coordinates: Floats = through + step_m * np.arange(first, last + 1)
    return coordinates
