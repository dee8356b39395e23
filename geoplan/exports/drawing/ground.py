"""The communes as a ground to draw on: in metres, the far ones apart."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import geopandas as gpd
import numpy as np
import shapely
from matplotlib.path import Path
from numpy.typing import NDArray
from pyproj import CRS
from shapely.geometry.base import BaseGeometry

from geoplan.exports.drawing.paper import Box
from geoplan.exports.drawing.room import Room
from geoplan.exports.written_whole import WholePlan
from geoplan.maps.geometry import FAR_KM, far_communes

FINENESS = 4000  # steps across the city that a line on paper can show
COARSE = 10  # such steps, where only room is searched for


@dataclass(frozen=True)
class FarGroup:
    """Communes that lie so far off that they get a window of their own.

    Parameters
    ----------
    codes
        Of the communes.
    distance_km
        From the nearest land of the rest.
    bearing
        From the middle of the rest, degrees clockwise from north.
    """

    codes: tuple[str, ...]
    distance_km: float
    bearing: float


@dataclass(frozen=True, eq=False)
class Ground:
    """Where a plan lies.

    Parameters
    ----------
    crs
        Metric, of the UTM zone of the communes.
    shapes
        Communes by code, drawn as finely as paper shows.
    land
        All communes as one shape, coarse.
    coarse
        Communes by code, coarse: to search for room, not to draw.
    near
        Codes of those that the main map is framed by.
    far
        The others, the most people first.
    """

    crs: CRS
    shapes: gpd.GeoSeries
    land: BaseGeometry
    coarse: gpd.GeoSeries
    near: tuple[str, ...]
    far: tuple[FarGroup, ...]

    def some(self, codes: Iterable[str]) -> gpd.GeoSeries:
        """Return the shapes of some communes."""
        return gpd.GeoSeries(self.shapes.loc[list(codes)])

    def bounds_m(self, codes: tuple[str, ...]) -> tuple[float, float, float, float]:
        """Return west, south, east and north of some communes."""
        west, south, east, north = map(float, self.some(codes).total_bounds)
        return west, south, east, north

    def places_m(self, points: gpd.GeoSeries) -> NDArray[np.float64]:
        """Return where points lie, (n, 2)."""
        return np.asarray(shapely.get_coordinates(points.to_crs(self.crs).values), dtype=float)


class Window:
    """A part of the ground on a box of the paper, to scale.

    Parameters
    ----------
    bounds_m
        West, south, east, north of what must be inside.
    box
        On the paper, inches.
    room
        Part of the box that stays free at each edge.
    strip_in
        Width of a strip on the right that stays free, inches.
    edge_in
        How near to its edge it shows no place, inches.
    labelled
        Whether communes carry their names in it.
    """

    def __init__(
        self,
        bounds_m: tuple[float, float, float, float],
        box: Box,
        *,
        room: float = 0.02,
        strip_in: float = 0.0,
        edge_in: float = 0.0,
        labelled: bool = True,
    ) -> None:
        west, south, east, north = bounds_m
        self.box, self.labelled, self.taken = box, labelled, Room()
        self._edge_in = edge_in
        wide, high = max(east - west, 1.0), max(north - south, 1.0)
        self.inches_per_m = (1 - 2 * room) * min((box.width - strip_in) / wide, box.height / high)
        half = (box.width - strip_in) / 2 / self.inches_per_m, box.height / 2 / self.inches_per_m
        middle = (west + east) / 2, (south + north) / 2
        self.west: float = middle[0] - half[0]
        self.south: float = middle[1] - half[1]
        self.east: float = self.west + box.width / self.inches_per_m
        self.north: float = middle[1] + half[1]

    def on_paper(self, places_m: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return where places lie on the paper, (n, 2) inches."""
        origin, corner = (self.west, self.south), (self.box.left, self.box.bottom)
        return np.asarray((places_m - origin) * self.inches_per_m + corner)

    def on_ground(self, places_in: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return where places on the paper lie on the ground, (n, 2) metres."""
        origin, corner = (self.west, self.south), (self.box.left, self.box.bottom)
        return np.asarray((places_in - corner) / self.inches_per_m + origin)

    def holds(self, places_m: NDArray[np.float64]) -> NDArray[np.bool_]:
        """Return which places lie inside."""
        across, up, edge = places_m[:, 0], places_m[:, 1], self._edge_in / self.inches_per_m
        inside = (across >= self.west + edge) & (across <= self.east - edge)
        return np.asarray(inside & (up >= self.south + edge) & (up <= self.north - edge))


@lru_cache(maxsize=4)
def ground_of(plan: WholePlan) -> Ground:
    """Return the ground of a plan."""
    communes = plan.communes
    crs = communes.estimate_utm_crs()
    metric = communes.geometry.to_crs(crs)
    bearings = far_communes(communes)
    near = tuple(str(code) for code in communes.index if code not in bearings)
    west, south, east, north = gpd.GeoSeries(metric.loc[list(near)]).total_bounds
    fine_m = max(east - west, north - south) / FINENESS
    shapes = gpd.GeoSeries(
        shapely.coverage_simplify(metric.to_numpy(), fine_m), index=communes.index, crs=crs
    )
    land = shapely.simplify(shapely.coverage_union_all(shapes.to_numpy()), COARSE * fine_m)
    coarse = gpd.GeoSeries(shapes.simplify(COARSE * fine_m))
    groups = _groups(metric, communes["people"].to_dict(), near, bearings)
    return Ground(crs, shapes, land, coarse, near, groups)


def _groups(
    metric: gpd.GeoSeries, people: dict[Any, int], near: tuple[str, ...],
    bearings: dict[str, float],
) -> tuple[FarGroup, ...]:  # fmt: skip
    """Return the far communes, those together that lie together."""
    if not bearings:
        return ()
    hulls = dict(zip(metric.index, shapely.convex_hull(metric.to_numpy()), strict=True))
    far = np.array([hulls[code] for code in bearings])
    parts = shapely.get_parts(shapely.union_all(shapely.buffer(far, FAR_KM * 500)))
    part_of = shapely.STRtree(parts).nearest(shapely.centroid(far))
    rest = shapely.union_all([hulls[code] for code in near])
    middle = shapely.box(*rest.bounds).centroid
    groups = []
    for part in range(len(parts)):
        codes = tuple(code for code, own in zip(bearings, part_of, strict=True) if own == part)
        shape = shapely.union_all(far[part_of == part])
        at = shape.centroid
        bearing = math.degrees(math.atan2(at.x - middle.x, at.y - middle.y)) % 360
        groups.append(FarGroup(codes, float(shape.distance(rest)) / 1000, bearing))
    return tuple(sorted(groups, key=lambda group: -sum(people[code] for code in group.codes)))


def path_of(shape: shapely.Geometry) -> Path:
    """Return a polygon or multipolygon as one path, holes among it."""
    rings = [
        shapely.get_coordinates(ring)
        for part in shapely.get_parts(shape)
        for ring in shapely.get_rings(part)
    ]
    codes = [
        code
        for ring in rings
        for code in (Path.MOVETO, *[Path.LINETO] * (len(ring) - 2), Path.CLOSEPOLY)
    ]
    return Path(np.vstack(rings), codes)
