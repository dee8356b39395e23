"""The public programme: from layers to a siting problem, from its answer to a table of sites."""

from __future__ import annotations

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
from scipy import sparse

from geoplan.access.decay import gradual
from geoplan.layers.read import StudyLayers
from geoplan.progress import Progress
from geoplan.rounding import share_out
from geoplan.siting.capacitated.assignment import Assignment
from geoplan.siting.capacitated.rank import Ranking, rank
from geoplan.siting.capacitated.search import solve
from geoplan.siting.problem import Siting, SitingProblem
from geoplan.siting.reasons import SiteFigures, site_reason
from geoplan.siting.verify import verify
from geoplan.study import PrimaryStandard, Priorities
from geoplan.travel.reach import Reach
from geoplan.travel.times import TravelTimes

COMMUNES_NAMED = 2


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
    before, after
        People of each cell today and with the whole programme: ``served``, those who have a
        place, and ``covered``, the same counted by gradual coverage.
    """

    fixed: gpd.GeoDataFrame
    places: gpd.GeoSeries
    siting: Siting
    ranking: Ranking
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
    study, demand = reach.study, reach.layers.demand
    standard = study.standards.primary
    fixed = fixed_facilities(reach.layers.facilities, standard)
    places = gpd.GeoSeries(pd.concat([fixed.geometry, sites.geometry]))
    times = reach.times(places, standard, cutoff_min=standard.limit_min.value)
    cover = gradual_cover(times, standard)
    problem = coverage_problem(
        demand["people"],
        priorities(reach.layers, study.priorities, hospital_times(reach).nearest()),
        cover,
        fixed,
        sites,
        capacity_people=standard.capacity_people.value,
        p=study.coverage_programme.count.value,
    )
    siting = solve(problem, progress=progress)
    verify(problem, siting)
    ranking = rank(problem, siting, cover, progress=progress)
    before, after = (
        pd.DataFrame(
            {
                "served": np.asarray(served.sum(axis=1)),
                "covered": np.asarray(cover.multiply(served).sum(axis=1)),
            },
            demand.index,
        )
        for served in (Assignment(problem).served(), siting.served)
    )
    return PublicAnswer(fixed, places, siting, ranking, before, after)


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


def public_sites(
    answer: PublicAnswer,
    sites: gpd.GeoDataFrame,
    demand: gpd.GeoDataFrame,
    communes: gpd.GeoDataFrame,
) -> gpd.GeoDataFrame:
    """Return the chosen sites by rank, each with its figures and its reason.

    Parameters
    ----------
    answer
        How the programme came out.
    sites
        Candidate sites, in the order of the problem.
    demand
        Cells with ``commune_code``, ``travel_min_before`` and ``travel_min_after``.
    communes
        With ``name``.

    Returns
    -------
    GeoDataFrame
        Indexed by ``site_id``; further facilities at one place have a suffix -2, -3, ….
    """
    place = answer.ranking.order - len(answer.fixed)
    chosen = sites.iloc[place]
    copy = chosen.groupby(level=0).cumcount()
    labels = [
        f"{label}-{number + 1}" if number else str(label)
        for label, number in zip(chosen.index, copy, strict=True)
    ]
    gained = round(float(answer.after["covered"].sum())) - round(
        float(answer.before["covered"].sum())
    )
    people_gained = share_out(gained, answer.ranking.people_gained)
    rows = [
        _site_row(rank, int(people), answer, demand, communes)
        for rank, people in enumerate(people_gained)
    ]
    table = pd.DataFrame(rows, index=pd.Index(labels, name="site_id"))
    table.insert(0, "kind", chosen["kind"].to_list())
    table.insert(1, "commune_code", chosen["commune_code"].to_list())
    return gpd.GeoDataFrame(table, geometry=chosen.geometry.to_list(), crs=sites.crs)


def _site_row(
    rank: int,
    people_gained: int,
    answer: PublicAnswer,
    demand: gpd.GeoDataFrame,
    communes: gpd.GeoDataFrame,
) -> dict[str, object]:
    ranking, served = answer.ranking, answer.siting.served
    site = ranking.order[rank]
    span = slice(served.indptr[site], served.indptr[site + 1])
    people, cells = served.data[span], demand.iloc[served.indices[span]]
    by_commune = pd.Series(people, cells["commune_code"]).groupby(level=0).sum()
    largest = by_commune[by_commune > 0].sort_values(ascending=False, kind="stable")
    runner_up = ranking.runner_up[rank]
    figures = SiteFigures(
        communes=[communes["name"][code] for code in largest.index[:COMMUNES_NAMED]],
        people_gained=people_gained,
        travel_min_before=_mean(cells["travel_min_before"], people),
        travel_min_after=_mean(cells["travel_min_after"], people),
        lost_if_dropped=round(ranking.people_lost[rank]),
        runner_up=str(answer.places.index[runner_up]) if runner_up >= 0 else "",
        runner_up_people=round(ranking.people_runner_up[rank]) if runner_up >= 0 else 0,
    )
    reason_vi, reason_en = site_reason(figures)
    return {
        "people_gained": figures.people_gained,
        "benefit_gained": round(float(ranking.benefit_gained[rank]), 1),
        "travel_min_before": figures.travel_min_before,
        "travel_min_after": figures.travel_min_after,
        "lost_if_dropped": figures.lost_if_dropped,
        "runner_up_site_id": figures.runner_up,
        "runner_up_value": figures.runner_up_people,
        "reason_vi": reason_vi,
        "reason_en": reason_en,
    }


def _mean(minutes: pd.Series[float], people: np.ndarray) -> float:
    """Return the mean over people who reach care; NaN when none of them does."""
    reached = np.isfinite(minutes.to_numpy()) & (people > 0)
    if not reached.any():
        return float("nan")
    return round(float(np.average(minutes.to_numpy()[reached], weights=people[reached])), 1)
