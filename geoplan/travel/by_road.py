"""Travel times of a study over its road network."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from scipy import sparse

from geoplan.layers.roads import RoadLayer
from geoplan.layers.sea_links import landings
from geoplan.study_travel import Mode, RoadTravel, Travel
from geoplan.travel.catchment import catchments
from geoplan.travel.joining import Joined, Legs, Ties, join, tie
from geoplan.travel.matrix import Router
from geoplan.travel.profile import profile_of
from geoplan.travel.roads import Roads, roads_for
from geoplan.travel.times import TravelTimes

Find = Callable[..., "sparse.csr_array[np.float64]"]  # as ``Router.minutes``, with the router first

GRID = 3  # access points of a cell in a row; nine in all


@dataclass(frozen=True, eq=False)
class Stops:
    """Places as the road network sees them.

    Parameters
    ----------
    labels
        Name of each place, shape (places,).
    ties
        Where they are tied to roads.
    """

    labels: pd.Index[str]
    ties: Ties


@dataclass(frozen=True, eq=False)
class RoadWays:
    """The ways between places by road, joined once, to be timed at any speed.

    Parameters
    ----------
    mode
        Who travels.
    joined
        Roads with the origins and the destinations tied to them.
    origins, destinations
        Labels of both.
    find
        Finds the minutes.
    """

    mode: Mode
    joined: Joined
    origins: pd.Index[str]
    destinations: pd.Index[str]
    find: Find

    def times(self, travel: Travel, *, cutoff_min: float) -> TravelTimes:
        """Return minutes from every origin to the destinations at the speeds of a study."""
        timed = self.joined.at(profile_of(travel, self.mode))
        minutes = self.find(Router(timed.network), *timed.access, cutoff_min=cutoff_min)
        return TravelTimes(self.origins, self.destinations, minutes, cutoff_min)


@dataclass(frozen=True, eq=False)
class RoadModel:
    """The road network of a study as one mode uses it.

    Parameters
    ----------
    layer
        Roads and ferries.
    communes
        Polygons with ``type``; roads in wards are urban.
    lands
        Land masses in a metric CRS, as ``geoplan.layers.communes.land_masses`` returns them.
    sea_links
        As ``geoplan.layers.sea_links.FIELDS`` has them; may be empty.
    travel
        Figures of the study.
    mode
        Who travels.
    find
        Finds the minutes between places: a search, or one whose results are kept.
    """

    layer: RoadLayer
    communes: gpd.GeoDataFrame
    lands: gpd.GeoDataFrame
    sea_links: pd.DataFrame
    travel: Travel
    mode: Mode
    find: Find

    def locate(self, points: gpd.GeoSeries) -> Stops:
        """Return ``points`` as places with one access point each, labelled by their index."""
        here = self._metric(points)
        return Stops(points.index, self._tied(here, np.arange(here.size), here.size))

    def locate_cells(self, centres: gpd.GeoSeries) -> Stops:
        """Return population cells as places with an access point in each ninth of them.

        A ninth whose middle lies in the sea or on another land mass has none, unless that holds of
        all of them.
        """
        here = self._metric(centres)
        side_m = 1000 * self.travel.cell_km.value / GRID
        steps = side_m * (np.arange(GRID) - (GRID - 1) / 2)
        offsets = np.stack(np.meshgrid(steps, steps), axis=-1).reshape(-1, 2)
        xy = shapely.get_coordinates(here)[:, None] + offsets
        points, cell = shapely.points(xy.reshape(-1, 2)), np.repeat(np.arange(here.size), GRID**2)
        shapes = self.lands.geometry.to_numpy()
        own = shapely.STRtree(shapes).nearest(here)
        shapely.prepare(shapes)
        ashore = shapely.contains(shapes[own[cell]], points)
        ashore |= ~np.isin(cell, cell[ashore]) & (np.arange(cell.size) % GRID**2 == GRID**2 // 2)
        return Stops(centres.index, self._tied(points[ashore], cell[ashore], here.size))

    def ways(
        self,
        origins: Stops,
        destinations: Stops,
        *,
        fastest: Travel,  # noqa: ARG002 - a search over roads stops at its cut-off by itself
        longest_min: float,  # noqa: ARG002
    ) -> RoadWays:
        """Return the ways from origins to destinations, whatever the speeds and the cut-off."""
        joined = join(self.roads, [origins.ties, destinations.ties], self.legs)
        return RoadWays(self.mode, joined, origins.labels, destinations.labels, self.find)

    def catchments(
        self, places: gpd.GeoSeries, bands_min: Sequence[float], *, beside_m: float
    ) -> gpd.GeoDataFrame:
        """Return from where places are reached, as ``geoplan.travel.catchment`` does."""
        joined = join(self.roads, [Ties.none(), self.locate(places).ties], self.legs)
        return catchments(joined, profile_of(self.travel, self.mode), bands_min, beside_m=beside_m)

    @cached_property
    def roads(self) -> Roads:
        """The roads that the mode may use."""
        wards = self.communes[self.communes["type"] == "ward"].geometry
        return roads_for(
            self.layer,
            self.mode,
            self.lands,
            wards.to_crs(str(self.lands.crs)).to_numpy(),
            cut_off_km=self.figures.cut_off_km.value,
        )

    @cached_property
    def legs(self) -> Legs:
        """The sea links of the study."""
        at = self._metric(landings(self.sea_links))
        minutes = (self.sea_links["sailing_min"] + self.sea_links["wait_min"]).to_numpy(float)
        return Legs(self._tied(at, np.arange(at.size), at.size), minutes)

    @property
    def figures(self) -> RoadTravel:
        """What the study sets for travel by road."""
        if self.travel.roads is None:
            raise ValueError("the study has no figures for travel by road")
        return self.travel.roads

    def _metric(self, points: gpd.GeoSeries) -> NDArray[np.object_]:
        return np.asarray(points.to_crs(str(self.lands.crs)).to_numpy())

    def _tied(self, points: NDArray[np.object_], place: NDArray[np.int64], places: int) -> Ties:
        within_m = self.figures.to_road_m.value
        return tie(self.roads, points, place, places=places, within_m=within_m)
