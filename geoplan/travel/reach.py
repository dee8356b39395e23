"""Times from the cells of a study to any places, by the mode of a standard."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import geopandas as gpd

from geoplan.layers.communes import land_masses
from geoplan.layers.read import StudyLayers
from geoplan.study import ModeSpeeds, Standard, Study
from geoplan.travel.circuity import CircuityModel, Neighbours, Places
from geoplan.travel.times import TravelTimes


@dataclass(frozen=True, eq=False)
class Ways:
    """The ways from cells to some places, measured once, to be timed at any speed.

    Parameters
    ----------
    model
        Of the mode.
    cells, places
        The two ends.
    near
        The pairs that may lie within the cut-off.
    """

    model: CircuityModel
    cells: Places
    places: Places
    near: Neighbours

    def times(self, speeds: ModeSpeeds, *, cutoff_min: float) -> TravelTimes:
        """Return minutes from every cell to the places at some speeds."""
        model = self.model.under(speeds)
        return model.times(self.cells, self.places, cutoff_min=cutoff_min, near=self.near)


@dataclass(frozen=True)
class Reach:
    """What the cells of a study can reach.

    Parameters
    ----------
    study
        Gives modes, speeds and the other figures of the travel model.
    layers
        Of the study.
    """

    study: Study
    layers: StudyLayers

    def times(self, places: gpd.GeoSeries, standard: Standard, *, cutoff_min: float) -> TravelTimes:
        """Return minutes from every cell to ``places`` by the mode of ``standard``."""
        model = self._model(standard)
        return model.times(self._cells, model.locate(places), cutoff_min=cutoff_min)

    def between(
        self,
        origins: gpd.GeoSeries,
        destinations: gpd.GeoSeries,
        standard: Standard,
        *,
        cutoff_min: float,
    ) -> TravelTimes:
        """Return minutes from any places to any others by the mode of ``standard``."""
        model = self._model(standard)
        return model.times(model.locate(origins), model.locate(destinations), cutoff_min=cutoff_min)

    def ways(
        self, places: gpd.GeoSeries, standard: Standard, *, fastest: ModeSpeeds, longest_min: float
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
        model = self._model(standard)
        located = model.locate(places)
        within_km = model.under(fastest).reach_km(longest_min)
        return Ways(
            model, self._cells, located, model.near(self._cells, located, within_km=within_km)
        )

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
    def _cells(self) -> Places:
        return self._model(self.study.standards.primary).locate(self.layers.demand.geometry)

    def _model(self, standard: Standard) -> CircuityModel:
        return CircuityModel(
            self.layers.communes,
            self.lands,
            self.layers.sea_links,
            self.study.travel.modes[standard.mode],
            self.study.travel.cell_km.value,
        )
