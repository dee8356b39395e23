"""Times from the cells of a study to any places, by the mode of a standard."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from threading import RLock
from typing import Any, Protocol, TypeVar

import geopandas as gpd
import numpy as np
import pandas as pd

from geoplan.layers.communes import land_masses
from geoplan.layers.read import StudyLayers
from geoplan.study import Study
from geoplan.study_standards import Standard
from geoplan.study_travel import Mode, Travel
from geoplan.travel.by_road import Find, RoadModel
from geoplan.travel.circuity import CircuityModel
from geoplan.travel.matrix import Router
from geoplan.travel.road_report import RoadReport, road_report
from geoplan.travel.times import TravelTimes

Located = TypeVar("Located")


class Ways(Protocol):
    """The ways between some places, measured once, to be timed at any speed."""

    def times(self, travel: Travel, *, cutoff_min: float) -> TravelTimes:
        """Return minutes from every origin to the destinations at the speeds of a study."""


class TravelModel(Protocol[Located]):
    """How one mode gets from place to place."""

    def locate(self, points: gpd.GeoSeries) -> Located:
        """Return points as places of the model, labelled by their index."""

    def locate_cells(self, centres: gpd.GeoSeries) -> Located:
        """Return population cells as places of the model."""

    def ways(
        self, origins: Located, destinations: Located, *, fastest: Travel, longest_min: float
    ) -> Ways:
        """Return the ways from origins to destinations; no timing exceeds these figures."""


@dataclass(frozen=True)
class Reach:
    """What the cells of a study can reach: over its road network, or without one by circuity.

    Parameters
    ----------
    study
        Gives modes, speeds and the other figures of the travel model.
    layers
        Of the study.
    find
        Finds minutes over roads: a search, or one whose results are kept.
    """

    study: Study
    layers: StudyLayers
    find: Find = Router.minutes
    # Held while a model or its cells are made, so that programmes planned at once make them once
    _making: Any = field(default_factory=RLock, init=False, repr=False, compare=False)

    def times(self, places: gpd.GeoSeries, standard: Standard, *, cutoff_min: float) -> TravelTimes:
        """Return minutes from every cell to ``places`` by the mode of ``standard``."""
        travel = self.study.travel
        ways = self.ways(places, standard, fastest=travel, longest_min=cutoff_min)
        return ways.times(travel, cutoff_min=cutoff_min)

    def nearest(
        self, times: TravelTimes, places: gpd.GeoSeries, standard: Standard, *, cutoff_min: float
    ) -> pd.Series[float]:
        """Return minutes from every cell to the nearest of ``places``, inf beyond the cut-off.

        Only cells that reach none within ``times``, those to ``places`` up to some shorter cut-off,
        are searched from farther out.
        """
        travel, model = self.study.travel, self.model(standard.mode)
        there, within_min = model.locate(places), times.cutoff_min
        minutes = times.nearest()
        while within_min < cutoff_min and np.isinf(minutes.to_numpy()).any():
            within_min = min(2 * within_min, cutoff_min)
            alone = self.layers.demand[np.isinf(minutes.to_numpy())]
            cells = model.locate_cells(alone.geometry)
            ways = model.ways(cells, there, fastest=travel, longest_min=within_min)
            minutes[alone.index] = ways.times(travel, cutoff_min=within_min).nearest()
        return minutes

    def between(
        self,
        origins: gpd.GeoSeries,
        destinations: gpd.GeoSeries,
        standard: Standard,
        *,
        cutoff_min: float,
    ) -> TravelTimes:
        """Return minutes from any places to any others by the mode of ``standard``."""
        travel, model = self.study.travel, self.model(standard.mode)
        ends = model.locate(origins), model.locate(destinations)
        ways = model.ways(*ends, fastest=travel, longest_min=cutoff_min)
        return ways.times(travel, cutoff_min=cutoff_min)

    def ways(
        self, places: gpd.GeoSeries, standard: Standard, *, fastest: Travel, longest_min: float
    ) -> Ways:
        """Return the ways from every cell to ``places`` by the mode of ``standard``.

        Parameters
        ----------
        places
            Where to.
        standard
            Says the mode.
        fastest
            Speeds that no timing exceeds.
        longest_min
            Cut-off that no timing exceeds.
        """
        model = self.model(standard.mode)
        cells, there = self.cells(standard.mode), model.locate(places)
        return model.ways(cells, there, fastest=fastest, longest_min=longest_min)

    def catchments(
        self,
        places: gpd.GeoSeries,
        standard: Standard,
        bands_min: Sequence[float],
        *,
        beside_m: float,
    ) -> gpd.GeoDataFrame:
        """Return from where places are reached by road within some minutes, and by how many people.

        As ``geoplan.travel.catchment.catchments`` returns them, with ``people``; of a study with a
        road network.
        """
        model = self.model(standard.mode)
        if not isinstance(model, RoadModel):
            raise TypeError("catchments follow roads, and the study names no road network")
        shapes = model.catchments(places, bands_min, beside_m=beside_m)
        minutes = self.times(places, standard, cutoff_min=max(bands_min)).minutes.tocsc()
        people = self.layers.demand["people"].to_numpy()
        near = [
            int(people[minutes.indices[found][minutes.data[found] <= band_min]].sum())
            for place, band_min in zip(shapes["place"], shapes["minutes"], strict=True)
            for found in [slice(*minutes.indptr[place : place + 2])]
        ]
        shapes.insert(2, "people", near)
        return shapes

    def cells(self, mode: Mode) -> Any:
        """Return the cells of the study as places of the model of a mode."""
        with self._making:
            if mode not in self._located:
                self._located[mode] = self.model(mode).locate_cells(self.layers.demand.geometry)
            return self._located[mode]

    def model(self, mode: Mode) -> TravelModel[Any]:
        """Return how a mode gets from place to place."""
        with self._making:
            if mode not in self._models:
                self._models[mode] = self._made(mode)
            return self._models[mode]

    def roads(self) -> RoadReport | None:
        """Return what came in with the road network, as the mode of primary care goes."""
        mode = self.study.standards.primary.mode
        model = self.model(mode)
        if not isinstance(model, RoadModel):
            return None
        return road_report(model, self.cells(mode), self.layers.demand)

    @cached_property
    def lands(self) -> gpd.GeoDataFrame:
        """The land masses of the study."""
        return land_masses(
            self.layers.communes,
            gap_m=self.study.travel.land_gap_m.value,
            smallest_km2=self.study.travel.cell_km.value**2,
            crs=self.study.crs,
        )

    @cached_property
    def _located(self) -> dict[Mode, Any]:
        return {}

    @cached_property
    def _models(self) -> dict[Mode, TravelModel[Any]]:
        return {}

    def _made(self, mode: Mode) -> TravelModel[Any]:
        layers, travel = self.layers, self.study.travel
        if layers.roads is not None:
            return RoadModel(
                layers.roads,
                layers.communes,
                self.lands,
                layers.sea_links,
                travel,
                mode,
                self.find,
            )
        return CircuityModel(
            layers.communes, self.lands, layers.sea_links, mode, travel.modes[mode],
            travel.cell_km.value,
        )  # fmt: skip
