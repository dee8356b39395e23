r"""Travel times without roads: straight line × circuity ÷ speed, and sea legs between land masses.

On one land mass, :math:`t_{ij} = \max(d_{ij}, d_0) (\pi_i + \pi_j) / 2`, where :math:`d` is the
great-circle distance, :math:`\pi = 60 c / v` the pace in minutes per kilometre (circuity *c*,
speed *v*, of wards or communes, whichever holds the place) and :math:`d_0 = 0.5214 a` the mean
distance of two places within one square cell of side *a*. Between land masses the way leads over
landings: :math:`t_{ij} = \min_{l,m} t_{il} + D_{lm} + t_{mj}`, where *D* holds the quickest way
from landing to landing, waits and sailings counted.

Source: circuity in travel studies, Ballou, Rahardja and Sakai (2002); mean distance in a square,
Santaló (1976).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from scipy import sparse
from scipy.sparse.csgraph import floyd_warshall
from sklearn.neighbors import BallTree

from geoplan.layers.sea_links import landings
from geoplan.study_travel import Mode, ModeSpeeds, Travel
from geoplan.travel.times import TravelTimes

EARTH_RADIUS_KM = 6371.0088  # mean radius R1, IUGG 1980
MEAN_DISTANCE_IN_SQUARE = (2 + np.sqrt(2) + 5 * np.log(1 + np.sqrt(2))) / 15  # Santaló 1976

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]
Pairs = tuple[Whole, Floats]  # row × number of columns + column, and minutes


@dataclass(frozen=True)
class Places:
    """Places as the travel model sees them.

    Parameters
    ----------
    labels
        Name of each place, shape (places,).
    radians
        Latitude and longitude, shape (places, 2).
    is_urban
        Whether the place lies in a ward, shape (places,).
    land
        Land mass that holds the place, or is nearest to it, shape (places,).
    """

    labels: pd.Index[str]
    radians: Floats
    is_urban: NDArray[np.bool_]
    land: Whole


@dataclass(frozen=True, eq=False)
class Neighbours:
    """Pairs of places on the same land mass, in order, and how far apart they are.

    Parameters
    ----------
    rows, columns
        Origin and destination of each pair, shape (pairs,), by origin and then by destination.
    distance_km
        In a straight line, no shorter than within a cell, shape (pairs,).
    """

    rows: Whole
    columns: Whole
    distance_km: Floats


@dataclass(frozen=True, eq=False)
class CircuityWays:
    """The ways between some places, measured once, to be timed at any speed.

    Parameters
    ----------
    model
        Of the mode.
    origins, destinations
        The two ends.
    near
        The pairs that may lie within the cut-off.
    """

    model: CircuityModel
    origins: Places
    destinations: Places
    near: Neighbours

    def times(self, travel: Travel, *, cutoff_min: float) -> TravelTimes:
        """Return minutes from every origin to the destinations at the speeds of a study."""
        model = self.model.under(travel.modes[self.model.mode])
        return model.times(self.origins, self.destinations, cutoff_min=cutoff_min, near=self.near)


@dataclass(frozen=True)
class CircuityModel:
    """The travel model of one mode.

    Parameters
    ----------
    communes
        Polygons with ``type``; wards are urban.
    lands
        Land masses in a metric CRS, as ``geoplan.layers.communes.land_masses`` returns them.
    sea_links
        As ``geoplan.layers.sea_links.FIELDS`` has them; may be empty.
    mode
        Who travels.
    speeds
        Speeds and circuity of the mode.
    cell_km
        Side of a population cell; no trip is shorter than its mean inner distance.
    """

    communes: gpd.GeoDataFrame
    lands: gpd.GeoDataFrame
    sea_links: pd.DataFrame
    mode: Mode
    speeds: ModeSpeeds
    cell_km: float

    def locate(self, points: gpd.GeoSeries) -> Places:
        """Return ``points`` as places, labelled by their index."""
        crs = str(self.lands.crs)
        metric = points.to_crs(crs).to_numpy()
        commune = shapely.STRtree(self.communes.geometry.to_crs(crs).to_numpy()).nearest(metric)
        degrees = points.to_crs("EPSG:4326")
        return Places(
            points.index,
            np.radians(np.column_stack([degrees.y, degrees.x])),
            (self.communes["type"] == "ward").to_numpy(dtype=bool)[commune],
            np.asarray(shapely.STRtree(self.lands.geometry.to_numpy()).nearest(metric), np.int64),
        )

    def locate_cells(self, centres: gpd.GeoSeries) -> Places:
        """Return population cells as places, by their centres."""
        return self.locate(centres)

    def ways(
        self, origins: Places, destinations: Places, *, fastest: Travel, longest_min: float
    ) -> CircuityWays:
        """Return the ways from origins to destinations; no timing exceeds these figures."""
        within_km = self.under(fastest.modes[self.mode]).reach_km(longest_min)
        near = self.near(origins, destinations, within_km=within_km)
        return CircuityWays(self, origins, destinations, near)

    def under(self, speeds: ModeSpeeds) -> CircuityModel:
        """Return the model at other speeds; what was located stays so."""
        other = replace(self, speeds=speeds)
        other.__dict__["landing_places"] = self.landing_places
        return other

    def near(self, origins: Places, destinations: Places, *, within_km: float) -> Neighbours:
        """Return the pairs on the same land mass within a distance, whatever the speeds."""
        if destinations.labels.empty:  # a ball tree of no points cannot be made
            return Neighbours(np.empty(0, np.int64), np.empty(0, np.int64), np.empty(0))
        found, distance = BallTree(destinations.radians, metric="haversine").query_radius(
            origins.radians, within_km / EARTH_RADIUS_KM, return_distance=True
        )
        rows = np.repeat(np.arange(len(found)), [len(columns) for columns in found])
        columns = np.concatenate(found).astype(np.int64)
        shortest_km = MEAN_DISTANCE_IN_SQUARE * self.cell_km
        distance_km = np.maximum(np.concatenate(distance) * EARTH_RADIUS_KM, shortest_km)
        kept = np.lexsort((columns, rows))
        kept = kept[origins.land[rows[kept]] == destinations.land[columns[kept]]]
        return Neighbours(rows[kept], columns[kept], distance_km[kept])

    def reach_km(self, minutes: float) -> float:
        """Return how far anybody comes in so many minutes, in a straight line."""
        return float(minutes / self._pace(np.array([True, False])).min())

    def times(
        self,
        origins: Places,
        destinations: Places,
        *,
        cutoff_min: float,
        near: Neighbours | None = None,
    ) -> TravelTimes:
        """Return minutes from origins to destinations up to a cut-off.

        Parameters
        ----------
        origins, destinations
            As ``locate`` returns them.
        cutoff_min
            Longest time kept.
        near
            The pairs as ``near`` returns them within at least ``reach_km(cutoff_min)``; measured
            if not given.
        """
        if near is None:
            near = self.near(origins, destinations, within_km=self.reach_km(cutoff_min))
        columns = len(destinations.labels)
        pair, minutes = self._by_land(near, origins, destinations, cutoff_min)
        by_sea = [*self._by_sea(origins, destinations, cutoff_min)]
        if by_sea:
            sea_pair, sea_minutes = (np.concatenate(part) for part in zip(*by_sea, strict=True))
            order = np.lexsort((sea_minutes, sea_pair))
            order = order[np.flatnonzero(np.diff(sea_pair[order], prepend=-1))]
            pair = np.concatenate([pair, sea_pair[order]])
            minutes = np.concatenate([minutes, sea_minutes[order]])
            order = np.argsort(pair, kind="stable")  # two sorted runs, so this is a merge
            pair, minutes = pair[order], minutes[order]
        starts = np.searchsorted(pair, np.arange(len(origins.labels) + 1) * columns)
        matrix: sparse.csr_array[np.float64] = sparse.csr_array(
            (minutes, pair % columns, starts),
            shape=(len(origins.labels), columns),
        )
        return TravelTimes(origins.labels, destinations.labels, matrix, cutoff_min)

    @cached_property
    def landing_places(self) -> Places:
        """The landings: where each sea link starts, then where each ends."""
        return self.locate(landings(self.sea_links))

    @cached_property
    def between_landings(self) -> Floats:
        """The quickest minutes between any two landings by sea and land; inf if none."""
        places = self.landing_places
        links = len(self.sea_links)
        pace = self._pace(places.is_urban)
        minutes = _distance_km(places.radians[:, None], places.radians) * (pace[:, None] + pace) / 2
        minutes[places.land[:, None] != places.land] = np.inf
        crossing = (self.sea_links["sailing_min"] + self.sea_links["wait_min"]).astype(float)
        first, second = np.arange(links), np.arange(links) + links
        minutes[first, second] = minutes[second, first] = crossing
        return np.asarray(floyd_warshall(minutes)) if links else minutes

    def _pace(self, is_urban: NDArray[np.bool_]) -> Floats:
        """Return minutes per straight-line kilometre at each place."""
        urban = 60 * self.speeds.urban_circuity.value / self.speeds.urban_kmh.value
        rural = 60 * self.speeds.rural_circuity.value / self.speeds.rural_kmh.value
        return np.where(is_urban, urban, rural)

    def _by_land(
        self, near: Neighbours, origins: Places, destinations: Places, cutoff_min: float
    ) -> Pairs:
        """Return the pairs on the same land mass within the cut-off, in order."""
        pace_from, pace_to = self._pace(origins.is_urban), self._pace(destinations.is_urban)
        minutes = near.distance_km * (pace_from[near.rows] + pace_to[near.columns]) / 2
        kept = minutes <= cutoff_min
        pair = near.rows[kept] * len(destinations.labels) + near.columns[kept]
        return pair, minutes[kept]

    def _by_sea(self, origins: Places, destinations: Places, cutoff_min: float) -> Iterator[Pairs]:
        """Yield the pairs on different land masses, once for each pair of landings."""
        places, between = self.landing_places, self.between_landings
        to_landing = self._legs(origins, places)
        from_landing = self._legs(destinations, places)
        for first, second in np.argwhere(np.isfinite(between)):
            if places.land[first] == places.land[second]:
                continue
            start, before = to_landing[first]
            end, after = from_landing[second]
            spare = cutoff_min - between[first, second] - before
            reached = np.searchsorted(after, spare, side="right")
            row = np.repeat(np.arange(len(start)), reached)
            column = np.arange(len(row)) - np.repeat(np.cumsum(reached) - reached, reached)
            pair = start[row] * len(destinations.labels) + end[column]
            yield pair, before[row] + between[first, second] + after[column]

    def _legs(self, places: Places, quays: Places) -> list[tuple[Whole, Floats]]:
        """Return for each landing the places on its land mass and the minutes, nearest first."""
        pace, landing_pace = self._pace(places.is_urban), self._pace(quays.is_urban)
        legs = []
        for landing, land in enumerate(quays.land):
            near = np.flatnonzero(places.land == land)
            distance_km = _distance_km(places.radians[near], quays.radians[landing])
            minutes = distance_km * (pace[near] + landing_pace[landing]) / 2
            order = np.argsort(minutes, kind="stable")
            legs.append((near[order], minutes[order]))
        return legs


def _distance_km(here: Floats, there: Floats) -> Floats:
    """Return great-circle distances by the haversine formula; the last axis is (lat, lon)."""
    half = np.sin((here - there) / 2) ** 2
    chord = half[..., 0] + np.cos(here[..., 0]) * np.cos(there[..., 0]) * half[..., 1]
    distance_km: Floats = 2 * EARTH_RADIUS_KM * np.arcsin(np.sqrt(chord))
    return distance_km
