"""Evidence of the CRS of a cadastral file: which reading puts parcels where they say they are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from pyproj import Geod

from geoplan.layers.cadastre.readings import Numbers, Reading, candidates
from geoplan.layers.files import WGS84

SAMPLE = 2000  # parcels; a share is then known within some 2 percentage points
# A declared CRS is contradicted when another reading puts this share of the parcels more where they
# belong, and at least so many parcels. Against the communes that parcels name, a tenth is far above
# chance; the study as a whole is so large that a wrong zone may gain a part of it by chance.
MARGIN: dict[str, float] = {"named": 0.10, "any": 0.50}
FEWEST = 3
SAME = 0.02  # readings whose shares differ by no more are equally good
WGS = Geod(ellps="WGS84")

Basis = Literal["named", "any"]


@dataclass(frozen=True)
class Evidence:
    """What speaks for each reading of a file.

    Parameters
    ----------
    readings
        Every reading tried that puts at least one parcel inside, and the declared one; best first.
    table
        One row per reading, in the same order: ``crs``, ``name``, ``axes``, ``unit``,
        ``false_easting`` (``as defined`` or ``0``), ``share_inside`` (0 to 1), ``moved_m`` (mean
        distance from the declared position; NaN where there is none), ``area_ratio`` (geodesic area
        of the sampled polygons by their stated area; NaN where none states one), ``operation``.
    basis
        ``named``: a parcel is inside where it lies in the commune that it names; parcels that name
        none known are left out. ``any``: no parcel names one, so any commune of the study counts.
    sampled, total
        Parcels tried, and parcels in the file.
    declared
        The reading that the file or its sender declares.
    """

    readings: tuple[Reading, ...]
    table: pd.DataFrame
    basis: Basis
    sampled: int
    total: int
    declared: Reading | None

    @property
    def rivals(self) -> tuple[Reading, ...]:
        """The best reading and those that are as good by this evidence; none if nothing fits."""
        share = self.table["share_inside"].to_numpy()
        if not len(share) or share.max() <= 0:
            return ()
        best = share >= share.max() - SAME
        return tuple(
            reading for reading, is_best in zip(self.readings, best, strict=True) if is_best
        )

    def share(self, reading: Reading) -> float:
        """Return the share of sampled parcels that a reading puts inside, 0 to 1."""
        if reading not in self.readings:
            return 0.0
        return float(self.table["share_inside"].iloc[self.readings.index(reading)])

    def contradicts(self, declared: Reading | None) -> bool:
        """Return whether another reading puts clearly more parcels where they belong.

        Clearly is by at least ``MARGIN`` of the sampled parcels and ``FEWEST`` parcels.
        """
        if declared is None or not self.rivals:
            return False
        gain = float(self.table["share_inside"].max()) - self.share(declared)
        return gain >= MARGIN[self.basis] and round(gain * self.sampled) >= FEWEST

    def __str__(self) -> str:
        """Return the verdict in one sentence."""
        where = (
            "in the communes that they name"
            if self.basis == "named"
            else "in communes of the study"
        )
        rivals = self.rivals
        if not rivals:
            return f"no reading puts any parcel {where}; they may lie outside the study"
        best = f"{rivals[0]} puts {self.share(rivals[0]):.0%} of the parcels {where}"
        if self.declared is not None and self.contradicts(self.declared):
            against = f"the declared {self.declared} is contradicted: it puts "
            against += f"{self.share(self.declared):.0%} {where}, {best}"
            return against + self._others(rivals[1:])
        if self.basis == "any":
            standing = "cannot tell between zones" if rivals[1:] else "is weak"
            return (
                f"the parcels name no commune of the study, so the evidence {standing}: "
                f"{best}{self._others(rivals[1:])}"
            )
        if self.declared in rivals:
            return f"the declared {self.declared} holds: {self.share(self.declared):.0%} {where}"
        return best + self._others(rivals[1:])

    def _others(self, rivals: tuple[Reading, ...]) -> str:
        return f"; as good: {', '.join(map(str, rivals))}" if rivals else ""


def weigh(
    shapes: NDArray[Any],
    communes: gpd.GeoDataFrame,
    *,
    named: pd.Series[Any],
    stated_area_m2: Numbers,
    declared: Reading | None,
) -> Evidence:
    """Try every reading of a file against the communes.

    Only a sample of at most ``SAMPLE`` parcels is tried, evenly spaced over the file, so that two
    runs try the same.

    Parameters
    ----------
    shapes
        Geometries with coordinates as they stand in the file, shape (n,); missing ones are skipped.
    communes
        Indexed by ``commune_code``, EPSG:4326.
    named
        Code of the commune that each parcel names, missing where none known, one per shape.
    stated_area_m2
        Area that each parcel states, NaN where none, shape (n,).
    declared
        The declared reading, which is tried too.
    """
    usable = ~(shapely.is_missing(shapes) | shapely.is_empty(shapes))
    is_named = usable & named.notna().to_numpy()
    basis: Basis = "named" if is_named.any() else "any"
    rows = np.flatnonzero(is_named if basis == "named" else usable)
    rows = rows[np.linspace(0, len(rows) - 1, min(SAMPLE, len(rows))).astype(int)]
    at = shapely.get_coordinates(shapely.point_on_surface(shapes[rows]))
    target = np.asarray(communes.index.get_indexer(pd.Index(named.iloc[rows].astype(object))))
    polygons = communes.geometry.to_crs(WGS84).to_numpy()
    measured = _Measured(shapes[rows], stated_area_m2[rows])
    home = _degrees(declared, at) if declared is not None else None
    tried = candidates()
    if declared is not None and declared not in tried:
        tried.append(declared)
    lines, readings = [], []
    for reading in tried:
        degrees = _degrees(reading, at)
        share = _share_inside(degrees, polygons, target if basis == "named" else None)
        if share or reading == declared:
            readings.append(reading)
            lines.append(
                {
                    "crs": reading.crs,
                    "name": reading.name,
                    "axes": reading.axes,
                    "unit": reading.unit,
                    "false_easting": "0" if reading.lacks_false_easting else "as defined",
                    "share_inside": share,
                    "moved_m": np.nan if home is None else _moved_m(home, degrees),
                    "area_ratio": measured.ratio(reading),
                    "operation": reading.operation,
                }
            )
    order = sorted(  # of equals the declared one first, then the plainer, as they were tried
        range(len(lines)),
        key=lambda i: (-float(str(lines[i]["share_inside"])), readings[i] != declared),
    )
    columns = list(lines[0]) if lines else ["share_inside"]
    table = pd.DataFrame([lines[i] for i in order], columns=columns)
    ranked = tuple(readings[i] for i in order)
    return Evidence(ranked, table, basis, len(rows), len(shapes), declared)


class _Measured:
    """The polygons of a sample that state an area."""

    def __init__(self, shapes: NDArray[Any], stated_m2: Numbers) -> None:
        has_area = (shapely.get_dimensions(shapes) == 2) & (stated_m2 > 0)
        self.shapes, self.stated_m2 = shapes[has_area], float(stated_m2[has_area].sum())

    def ratio(self, reading: Reading) -> float:
        """Return geodesic area by stated area, summed; NaN where there is nothing to compare."""
        if not len(self.shapes):
            return np.nan
        placed = shapely.transform(self.shapes, lambda xy: _degrees(reading, xy))
        if not np.isfinite(shapely.get_coordinates(placed)).all():
            return np.nan
        total = sum(abs(WGS.geometry_area_perimeter(shape)[0]) for shape in placed)
        return float(total / self.stated_m2)


def _degrees(reading: Reading, xy: Numbers) -> Numbers:
    degrees = reading.to_degrees(xy)
    degrees[~np.isfinite(degrees).all(axis=1)] = np.inf
    return degrees


def _share_inside(degrees: Numbers, polygons: NDArray[Any], target: Any) -> float:
    """Return the share of points in the polygon of their own, or in any without ``target``."""
    west, south, east, north = shapely.total_bounds(polygons)
    lon, lat = degrees.T
    near = np.flatnonzero((lon >= west) & (lon <= east) & (lat >= south) & (lat <= north))
    if not len(near):
        return 0.0
    tree = shapely.STRtree(np.asarray(shapely.points(degrees[near])))
    polygon, point = tree.query(polygons, predicate="intersects")
    if target is not None:
        point = point[target[near[point]] == polygon]
    return len(np.unique(point)) / len(degrees)


def _moved_m(home: Numbers, degrees: Numbers) -> float:
    there = np.isfinite(home).all(axis=1) & np.isfinite(degrees).all(axis=1)
    if not there.any():
        return np.nan
    return float(np.mean(WGS.inv(*home[there].T, *degrees[there].T)[2]))
