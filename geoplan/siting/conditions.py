"""The public programme under other assumptions: from values of a study to a siting problem."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import geopandas as gpd
import numpy as np
import pandas as pd
from scipy import sparse

from geoplan.ranges import PEOPLE, uncertain, with_values
from geoplan.siting.level_problem import coverage_problem, gradual_cover, hospitals, priorities
from geoplan.siting.levels import Step, standing
from geoplan.siting.problem import Floats, SitingProblem
from geoplan.study import Study
from geoplan.travel.reach import Reach, Ways


@dataclass(frozen=True, eq=False)
class Conditions:
    """What a step of the public programme is made of, measured once for all assumptions.

    Parameters
    ----------
    reach
        The study and its layers.
    step
        Of the primary level.
    sites
        Candidate sites.
    opened
        What earlier steps opened.
    to_places, to_hospitals
        Ways from the cells to fixed facilities and candidate sites, and to the hospitals.
    """

    reach: Reach
    step: Step
    sites: gpd.GeoDataFrame
    opened: gpd.GeoDataFrame
    to_places: Ways
    to_hospitals: Ways

    def problem(
        self, values: Mapping[str, float], commune_people: Floats
    ) -> tuple[SitingProblem, sparse.csc_array[np.float64]]:
        """Return the problem under other values, and the gradual coverage of its pairs.

        Parameters
        ----------
        values
            By key of the study; others stay as they are.
        commune_people
            People of each commune against its count, in the order of the layer.
        """
        layers = self.reach.layers
        study = with_values(self.reach.study, values)
        primary, weights = study.standards.primary, study.priorities
        step = replace(self.step, study=study)
        times = self.to_places.times(study.travel, cutoff_min=primary.limit_min.value)
        hospital_min = self.to_hospitals.times(
            study.travel, cutoff_min=weights.remote_hospital_min.value
        ).nearest()
        cover = gradual_cover(times, primary)
        problem = coverage_problem(
            self._people(values.get(PEOPLE, 1.0), commune_people),
            priorities(layers, weights, hospital_min),
            cover,
            standing(layers.facilities, step, self.opened),
            self.sites,
            capacity_people=step.capacity_people,
            p=step.count,
        )
        return problem, cover

    def _people(self, factor: float, commune_people: Floats) -> pd.Series[int]:
        demand, communes = self.reach.layers.demand, self.reach.layers.communes
        home = communes.index.get_indexer(pd.Index(demand["commune_code"]))
        people = demand["people"] * (factor * commune_people[home])
        counted: pd.Series[int] = people.round().astype("int64")
        return counted


def measure(
    reach: Reach, step: Step, sites: gpd.GeoDataFrame, opened: gpd.GeoDataFrame
) -> Conditions:
    """Measure the ways that any assumptions within the ranges of a study need.

    Parameters
    ----------
    reach
        The study and its layers.
    step
        Of the primary level.
    sites
        Candidate sites.
    opened
        What earlier steps opened.
    """
    study = reach.study
    primary, hospital = study.standards.primary, study.standards.hospital
    quickest = with_values(study, _quickest(study)).travel
    fixed = standing(reach.layers.facilities, step, opened)
    to_places = reach.ways(
        gpd.GeoSeries(pd.concat([fixed.geometry, sites.geometry])),
        primary,
        fastest=quickest,
        longest_min=primary.limit_min.high,
    )
    to_hospitals = reach.ways(
        hospitals(reach),
        hospital,
        fastest=quickest,
        longest_min=study.priorities.remote_hospital_min.value,
    )
    return Conditions(reach, step, sites, opened, to_places, to_hospitals)


def _quickest(study: Study) -> dict[str, float]:
    """Return the highest speeds and the least circuity in their ranges."""
    return {
        row.key: row.range[1 if row.unit == "km/h" else 0]
        for row in uncertain(study)
        if row.range is not None and row.key.startswith("travel.modes.")
    }
