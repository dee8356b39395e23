"""The public programme: from layers to a siting problem, from its answer to a table of sites."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import geopandas as gpd
import numpy as np
import pandas as pd
from scipy import sparse

from geoplan.access.decay import gradual
from geoplan.layers.read import StudyLayers
from geoplan.progress import Progress
from geoplan.siting.capacitated.assignment import Assignment
from geoplan.siting.capacitated.nesting import Prefix, nesting
from geoplan.siting.capacitated.rank import Ranking, rank
from geoplan.siting.capacitated.search import solve
from geoplan.siting.problem import Ints, Siting, SitingProblem
from geoplan.siting.verify import verify
from geoplan.study import Priorities
from geoplan.study_standards import PrimaryStandard
from geoplan.travel.reach import Reach
from geoplan.travel.times import TravelTimes


@dataclass(frozen=True)
class PublicAnswer:
    """How the public programme came out.

    Parameters
    ----------
    fixed
        Facilities that serve today, with ``capacity_people``.
    places
        Every place of the problem: the fixed facilities and then the candidate sites.
    siting, ranking
        The solution and the order of its sites, numbered like ``places``.
    nested
        How far its first tenths are from the best plans of their size.
    before, after
        People of each cell today and with the whole programme: ``served``, those who have a
        place, and ``covered``, the same counted by gradual coverage.
    """

    fixed: gpd.GeoDataFrame
    places: gpd.GeoSeries
    siting: Siting
    ranking: Ranking
    nested: list[Prefix]
    before: pd.DataFrame
    after: pd.DataFrame

    def facilities_before(self) -> pd.Series[int]:
        """Return the facilities, one each, at the places that are open today."""
        return pd.Series(1, self.fixed.index)

    def facilities_after(self) -> pd.Series[int]:
        """Return the facilities at each place that is open with the whole programme."""
        copies = np.bincount(self.siting.order, minlength=len(self.places))
        copies[: len(self.fixed)] += 1
        return pd.Series(copies, self.places.index)[copies > 0]


class PublicProblem(NamedTuple):
    """The public programme as a problem, and what its numbers stand for.

    ``fixed`` facilities serve today; ``places`` are these and then the candidate sites; ``cover``
    is the gradual coverage of each pair, cells × places.
    """

    fixed: gpd.GeoDataFrame
    places: gpd.GeoSeries
    cover: sparse.csc_array[np.float64]
    problem: SitingProblem


def site_public(reach: Reach, sites: gpd.GeoDataFrame, *, progress: Progress) -> PublicAnswer:
    """Solve, verify and rank the public programme of a study.

    Parameters
    ----------
    reach
        The study and its layers.
    sites
        Candidate sites.
    progress
        Called with a stage and the share of it that is done.
    """
    fixed, places, cover, problem = public_problem(reach, sites)
    siting = solve(problem, progress=progress)
    verify(problem, siting)
    ranking = rank(
        problem, siting, cover, reach=_within(reach, places, siting.order), progress=progress
    )
    nested = nesting(problem, siting, progress=progress)
    before, after = (
        pd.DataFrame(
            {
                "served": np.asarray(served.sum(axis=1)),
                "covered": np.asarray(cover.multiply(served).sum(axis=1)),
            },
            reach.layers.demand.index,
        )
        for served in (Assignment(problem).served(), siting.served)
    )
    return PublicAnswer(fixed, places, siting, ranking, nested, before, after)


def public_problem(reach: Reach, sites: gpd.GeoDataFrame) -> PublicProblem:
    """Return the problem of the public programme of a study, with candidate ``sites``."""
    study, layers = reach.study, reach.layers
    standard = study.standards.primary
    fixed = fixed_facilities(layers.facilities, standard)
    places = gpd.GeoSeries(pd.concat([fixed.geometry, sites.geometry]))
    times = reach.times(places, standard, cutoff_min=standard.limit_min.value)
    cover = gradual_cover(times, standard)
    problem = coverage_problem(
        layers.demand["people"],
        priorities(layers, study.priorities, hospital_times(reach).nearest()),
        cover,
        fixed,
        sites,
        capacity_people=standard.capacity_people.value,
        p=study.coverage_programme.count.value,
    )
    return PublicProblem(fixed, places, cover, problem)


def _within(reach: Reach, places: gpd.GeoSeries, order: Ints) -> sparse.csr_array[np.float64]:
    """Return the minutes from each chosen place to the places within the limit, places × places."""
    standard = reach.study.standards.primary
    chosen = np.unique(order)
    minutes = reach.between(
        gpd.GeoSeries(places.iloc[chosen]), places, standard, cutoff_min=standard.limit_min.value
    ).minutes
    stored = np.zeros(len(places) + 1, np.int64)
    stored[chosen + 1] = np.diff(minutes.indptr)
    within: sparse.csr_array[np.float64] = sparse.csr_array(
        (minutes.data, minutes.indices, np.cumsum(stored)), shape=(len(places), len(places))
    )
    return within


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


def fixed_facilities(facilities: gpd.GeoDataFrame, standard: PrimaryStandard) -> gpd.GeoDataFrame:
    """Return the facilities that serve today, with the people each can serve, by falling standing.

    Returns
    -------
    GeoDataFrame
        Part of ``facilities`` with ``capacity_people``; a former station is among them only when
        the study lets it serve somebody.
    """
    operating = facilities[
        facilities["kind"].isin(standard.kinds) & (facilities["status"] == "operating")
    ].assign(capacity_people=standard.capacity_people.value)
    still = standard.former_station_people.value
    if still == 0:
        return operating
    former = facilities[facilities["kind"] == "former_station"].assign(capacity_people=still)
    return gpd.GeoDataFrame(pd.concat([operating, former]))


def gradual_cover(times: TravelTimes, standard: PrimaryStandard) -> sparse.csc_array[np.float64]:
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
    """Return the capacitated gradual coverage problem of the public programme.

    Parameters
    ----------
    people, priority
        Per cell.
    cover
        Gradual coverage, cells × (fixed facilities and then candidate sites).
    fixed
        Facilities that serve today, with ``capacity_people``.
    sites
        Candidate sites, with ``copies_max``.
    capacity_people
        People that one new facility can serve.
    p
        New facilities.
    """
    weight = priority.to_numpy()[cover.indices]
    benefit = sparse.csc_array((cover.data * weight, cover.indices, cover.indptr), cover.shape)
    none = np.zeros(len(fixed), dtype=np.int64)
    capacity = np.full(len(sites), capacity_people, dtype=np.int64)
    return SitingProblem(
        "coverage",
        people=np.asarray(people, np.int64),
        pairs=benefit,
        capacity=np.concatenate([fixed["capacity_people"].to_numpy(np.int64), capacity]),
        copies_fixed=np.concatenate([none + 1, np.zeros(len(sites), dtype=np.int64)]),
        copies_min=np.zeros(len(fixed) + len(sites), np.int64),
        copies_max=np.concatenate([none, sites["copies_max"].to_numpy(np.int64)]),
        p=p,
    )
