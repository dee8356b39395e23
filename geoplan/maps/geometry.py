"""Shapes for the page: small to carry, and framed so that far islands do not shrink the rest."""

from __future__ import annotations

import math

import geopandas as gpd
import numpy as np
import shapely

DEGREE_STEPS = 100_000  # five decimals of a degree: 1.1 m, finer than any boundary here
FAR_KM = 30.0  # only open sea parts communes so widely; land neighbours touch


def encoded_rings(shape: shapely.Geometry, degree_steps: int = DEGREE_STEPS) -> list[list[int]]:
    """Return the rings of a polygon or multipolygon as integer steps.

    Parameters
    ----------
    shape
        Polygon or multipolygon, degrees.
    degree_steps
        Steps of a degree.

    Returns
    -------
    list of list of int
        One list a ring, holes among them: ``x0, y0, dx1, dy1, …`` in these steps, without the
        closing point. A ring that vanishes at this resolution is left out.
    """
    rings = [
        encoded_line(ring, degree_steps)[:-2]  # the last step leads back to the start
        for part in shapely.get_parts(shape)
        for ring in shapely.get_rings(part)
    ]
    return [ring for ring in rings if len(ring) >= 6]  # three points make an area


def encoded_line(line: shapely.Geometry, degree_steps: int = DEGREE_STEPS) -> list[int]:
    """Return a line as integer steps.

    Parameters
    ----------
    line
        LineString, degrees.
    degree_steps
        Steps of a degree.

    Returns
    -------
    list of int
        ``x0, y0, dx1, dy1, …`` in these steps.
    """
    grid = np.rint(shapely.get_coordinates(line) * degree_steps).astype(np.int64)
    steps = np.diff(grid, axis=0)
    return [int(number) for number in np.vstack([grid[:1], steps[steps.any(axis=1)]]).ravel()]


def far_communes(communes: gpd.GeoDataFrame, *, far_km: float = FAR_KM) -> dict[str, float]:
    """Find the communes that a gap wider than ``far_km`` parts from where most people live.

    Parameters
    ----------
    communes
        Indexed by ``commune_code``, EPSG:4326, with ``people``.
    far_km
        Width of the gap, kilometres.

    Returns
    -------
    dict
        Bearing of each from the middle of the rest, degrees clockwise from north, by
        ``commune_code``.
    """
    shapes = communes.geometry.to_crs(communes.estimate_utm_crs())
    hulls = shapes.convex_hull  # near enough for gaps so wide, and quick
    groups = shapely.get_parts(hulls.buffer(far_km * 1000 / 2).union_all())
    group = shapely.STRtree(groups).nearest(hulls.centroid.to_numpy())
    people = np.bincount(group, weights=communes["people"].to_numpy(float))
    near = group == people.argmax()
    middle = shapely.box(*shapes[near].total_bounds).centroid
    return {
        str(code): math.degrees(math.atan2(to.x - middle.x, to.y - middle.y)) % 360
        for code, to in shapes[~near].centroid.items()
    }
