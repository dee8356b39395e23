"""From layers to the siting problem of one level of care."""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

import geopandas as gpd
import numpy as np
import pandas as pd
from scipy import sparse

from geoplan.access.decay import gradual
from geoplan.layers.read import StudyLayers
from geoplan.siting.levels import Step, standing
from geoplan.siting.problem import SitingProblem
from geoplan.study import Priorities
from geoplan.study_standards import Standard
from geoplan.travel.reach import Reach
from geoplan.travel.times import TravelTimes


class LevelProblem(NamedTuple):
    """One step of the public programme as a problem, and what its numbers stand for.

    ``fixed`` facilities serve before it; ``places`` are these and then the candidate sites;
    ``times`` are minutes and ``cover`` the gradual coverage of each pair, cells × places.
    """

    fixed: gpd.GeoDataFrame
    places: gpd.GeoSeries
    times: TravelTimes
    cover: sparse.csc_array[np.float64]
    problem: SitingProblem

    @property
    def today(self) -> SitingProblem:
        """The problem as it is today, without what earlier steps opened."""
        open_ = np.zeros(len(self.places), np.int64)
        open_[: len(self.fixed)] = self.fixed["today"]
        return replace(self.problem, copies_fixed=open_)


def level_problem(
    reach: Reach, step: Step, sites: gpd.GeoDataFrame, opened: gpd.GeoDataFrame
) -> LevelProblem:
    """Return the problem of a step, with candidate ``sites`` and what earlier steps opened."""
    study, layers = reach.study, reach.layers
    standard = step.standard
    fixed = standing(layers.facilities, step, opened)
    places = gpd.GeoSeries(pd.concat([fixed.geometry, sites.geometry]))
    times = reach.times(places, standard, cutoff_min=standard.limit_min.value)
    cover = gradual_cover(times, standard)
    problem = coverage_problem(
        layers.demand["people"],
        priorities(layers, study.priorities, hospital_times(reach).nearest()),
        cover,
        fixed,
        sites,
        capacity_people=step.capacity_people,
        p=step.count,
    )
    return LevelProblem(fixed, places, times, cover, problem)


def priorities(
    layers: StudyLayers, weights: Priorities, hospital_min: pd.Series[float]
) -> pd.Series[float]:
    """Return how much a person counts in each cell: the weights of islands and of remote cells.

    A cell that is both has their product. Remote is farther from every located hospital than the
    study says.

    Parameters
    ----------
    layers
        Of the study.
    weights
        What the study says.
    hospital_min
        Minutes to the nearest hospital, inf beyond what counts as remote.
    """
    remote = np.isinf(hospital_min)
    island = layers.demand["commune_code"].map(layers.communes["is_island"]).astype(bool)
    return (1 + island * (weights.island.value - 1)) * (1 + remote * (weights.remote.value - 1))


def hospitals(reach: Reach) -> gpd.GeoSeries:
    """Return the hospitals by whose distance cells count as remote."""
    facilities = reach.layers.facilities
    return facilities[facilities["kind"].isin(reach.study.standards.hospital.kinds)].geometry


def hospital_times(reach: Reach) -> TravelTimes:
    """Return minutes to the hospitals up to what counts as remote."""
    return reach.times(
        hospitals(reach),
        reach.study.standards.hospital,
        cutoff_min=reach.study.priorities.remote_hospital_min.value,
    )


def gradual_cover(times: TravelTimes, standard: Standard) -> sparse.csc_array[np.float64]:
    """Return the gradual coverage of each pair, cells × places; none is stored as zero."""
    cover = sparse.csc_array(times.minutes)
    cover.data = gradual(
        cover.data, full_min=standard.full_min.value, limit_min=standard.limit_min.value
    )
    cover.eliminate_zeros()
    cover.sort_indices()
    return cover


def coverage_problem(
    people: pd.Series[int],
    priority: pd.Series[float],
    cover: sparse.csc_array[np.float64],
    fixed: gpd.GeoDataFrame,
    sites: gpd.GeoDataFrame,
    *,
    capacity_people: int,
    p: int,
) -> SitingProblem:
    """Return a capacitated gradual coverage problem.

    Parameters
    ----------
    people, priority
        Per cell.
    cover
        Gradual coverage, cells × (fixed facilities and then candidate sites).
    fixed
        Facilities that serve already, with ``capacity_people``.
    sites
        Candidate sites, with ``copies_max`` and, where decisions require some, ``copies_min``.
    capacity_people
        People that one new facility can serve.
    p
        New facilities.
    """
    weight = priority.to_numpy()[cover.indices]
    benefit = sparse.csc_array((cover.data * weight, cover.indices, cover.indptr), cover.shape)
    none = np.zeros(len(fixed), dtype=np.int64)
    capacity = np.full(len(sites), capacity_people, dtype=np.int64)
    required = sites["copies_min"] if "copies_min" in sites else pd.Series(0, sites.index)
    return SitingProblem(
        "coverage",
        people=np.asarray(people, np.int64),
        pairs=benefit,
        capacity=np.concatenate([fixed["capacity_people"].to_numpy(np.int64), capacity]),
        copies_fixed=np.concatenate([none + 1, np.zeros(len(sites), dtype=np.int64)]),
        copies_min=np.concatenate([none, required.to_numpy(np.int64)]),
        copies_max=np.concatenate([none, sites["copies_max"].to_numpy(np.int64)]),
        p=p,
    )
