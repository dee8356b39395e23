"""Times from the cells of a study to any places, by the mode of a standard."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import geopandas as gpd

from geoplan.layers.communes import land_masses
from geoplan.layers.read import StudyLayers
from geoplan.study import Standard, Study
from geoplan.travel.circuity import CircuityModel, Places
from geoplan.travel.times import TravelTimes


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
