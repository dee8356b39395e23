"""A few places for all: least mean minutes (*p*-median) or least longest minutes (*p*-center)."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.sparse.csgraph import connected_components

from geoplan.errors import InfeasibleError
from geoplan.rounding import rounded_together
from geoplan.siting.family import Minutes, lscp, p_center, p_median
from geoplan.siting.other_programmes import OtherAnswer
from geoplan.siting.problem import Ints, Siting, SitingProblem
from geoplan.siting.sited import (
    minutes_between,
    nearest_table,
    nearest_trips,
    new_sites,
)
from geoplan.siting.solver import solve
from geoplan.siting.verify import verify
from geoplan.study_programmes import CenterProgramme, MedianProgramme, SitedProgramme
from geoplan.travel.reach import Reach

DAY_MIN = 24 * 60.0  # no ambulance is under way for longer


def site_median(reach: Reach, programme: MedianProgramme, sites: gpd.GeoDataFrame) -> OtherAnswer:
    """Place facilities where the mean time of people to the nearest of them is least.

    Whoever reaches a candidate site within ``travel.cutoff_min``, but none that is chosen, counts
    as if it took the cut-off: a dummy facility stands that far from everybody. Whoever reaches no
    candidate site at all is left out; no choice could serve them.

    Parameters
    ----------
    reach
        The study and its layers.
    programme
        Says whose time counts, how they travel and how many facilities there are.
    sites
        Candidate sites, as ``geoplan.layers.sites.FIELDS`` has them; each takes one facility.

    Returns
    -------
    OtherAnswer
        In mean minutes. The place that alone is best comes first, then always the one that adds
        most. ``people_gained`` (older ones if the programme is for them) have it as the nearest
        place, within ``standards.hospital.limit_min``. ``figures`` count the ``people`` whose time
        counts, ``people_at_cutoff`` among them, and ``people_beyond_reach``, who are left out.

    Raises
    ------
    InfeasibleError
        If there are fewer sites than facilities, or nobody reaches any.

    Source: Hakimi (1964), Operations Research 12, 450–459.
    """
    sites = new_sites(reach, programme, sites)
    cutoff_min = reach.study.travel.cutoff_min.value
    minutes = minutes_between(
        reach, None, sites.geometry, programme.mode, cutoff_min=cutoff_min
    ).tocsc()
    people = people_of(reach, programme)
    reached = np.diff(minutes.tocsr().indptr) > 0
    counted = _some(np.where(reached, people, 0), reach, programme)
    one_each = np.ones(len(sites), np.int64)
    problem = p_median(
        counted,
        _with_dummy(minutes, np.flatnonzero(reached), cutoff_min),
        p=programme.count.value,
        copies_fixed=np.append(0 * one_each, 1),
        copies_max=np.append(one_each, 0),
    )
    siting = _solved(problem)
    trips = nearest_trips(reach, minutes[:, siting.order], counted)
    total = int(counted.sum())
    return OtherAnswer(
        nearest_table(reach, programme, sites.iloc[siting.order], trips),
        objective=siting.objective / total,
        bound=siting.bound / total,
        objective_meaning="mean minutes to the nearest place",
        method=siting.method,
        figures={
            "people": total,
            "people_at_cutoff": total - int(trips["people"].sum()),
            "people_beyond_reach": int(people.sum()) - total,
        },
    )


def site_center(reach: Reach, programme: CenterProgramme, sites: gpd.GeoDataFrame) -> OtherAnswer:
    """Place facilities where the longest time from the nearest of them to anybody is least.

    Everybody counts whom some candidate site reaches within ``travel.cutoff_min``, even where the
    way from the facilities is longer. Lands that no trip within the cut-off links are parts by
    themselves; of more parts than facilities, those with fewest people are left out.

    Parameters
    ----------
    reach
        The study and its layers.
    programme
        Says how the facilities come to people and how many there are.
    sites
        Candidate sites, as ``geoplan.layers.sites.FIELDS`` has them; each takes one facility.

    Returns
    -------
    OtherAnswer
        In minutes. The place comes first that has most people within the longest time, then always
        the one that adds most; ``people_gained`` as of ``site_median``. ``figures`` hold
        ``worst_min`` and ``mean_min`` of the ``people`` who count, ``people_beyond_reach``, who are
        left out, and ``places_within_cutoff``, the facilities that nobody is farther from.

    Raises
    ------
    InfeasibleError
        If there are fewer sites than facilities, or these reach nobody, or not all in a day.

    Source: Hakimi (1964), Operations Research 12, 450–459; how many facilities it takes, Toregas,
    Swain, ReVelle and Bergman (1971), Operations Research 19, 1363–1373.
    """
    sites, count = new_sites(reach, programme, sites), programme.count.value
    people = reach.layers.demand["people"].to_numpy(np.int64)
    within_min = reach.study.travel.cutoff_min.value
    minutes = _minutes_from(reach, programme, sites, within_min)
    linked = _linked(minutes, people, parts=count)
    counted = _some(np.where(linked, people, 0), reach, programme)
    needed = places_within_cutoff = _needed(counted, minutes, within_min)
    while needed > count:
        if within_min >= DAY_MIN:
            raise InfeasibleError(
                f"programmes.{reach.study.programme_id(programme)}.count is {count}, but to reach "
                f"everybody in a day it takes {needed}; raise it, or lower travel.cutoff_min."
            )
        within_min = min(2 * within_min, DAY_MIN)
        minutes = _minutes_from(reach, programme, sites, within_min)
        needed = _needed(counted, minutes, within_min)
    siting = _solved(p_center(counted, minutes, p=count))
    trips = nearest_trips(reach, minutes[:, siting.order], counted)
    total = int(counted.sum())
    return OtherAnswer(
        nearest_table(reach, programme, sites.iloc[siting.order], trips),
        objective=siting.objective,
        bound=siting.bound,
        objective_meaning="longest minutes to anybody from the nearest place",
        method=siting.method,
        figures={
            "worst_min": siting.objective,
            "mean_min": float(np.average(trips["minutes"], weights=trips["people"])),
            "people": total,
            "people_beyond_reach": int(people.sum()) - total,
            "places_within_cutoff": places_within_cutoff,
        },
    )


def people_of(reach: Reach, programme: MedianProgramme) -> Ints:
    """Return the people of each cell whose time counts, int64, shape (cells,).

    Older people are the share of ``people.older_share``, whole and summing to their rounded total.
    """
    demand, shares = reach.layers.demand, reach.study.people
    people = demand["people"].to_numpy(np.int64)
    if programme.people == "all" or shares is None:  # where older ones count, a study has shares
        return people
    share = {kind: number.value for kind, number in shares.older_share.items()}
    of_commune = reach.layers.communes["type"].map(share)
    older = people * demand["commune_code"].map(of_commune).to_numpy(np.float64)
    return rounded_together(older)


def _some(people: Ints, reach: Reach, programme: SitedProgramme) -> Ints:
    if not people.any():
        raise InfeasibleError(
            f"programmes.{reach.study.programme_id(programme)}: no candidate site is in reach of "
            "anybody; raise travel.cutoff_min or lower candidates.min_people."
        )
    return people


def _with_dummy(minutes: Minutes, cells: Ints, cutoff_min: float) -> Minutes:
    """Return minutes with one more site that stands at the cut-off from some cells."""
    dummy_min = np.full(cells.size, cutoff_min)
    return sparse.csc_array(
        (
            np.concatenate([minutes.data, dummy_min]),
            np.concatenate([minutes.indices, cells]),
            np.append(minutes.indptr, minutes.nnz + cells.size),
        ),
        shape=(minutes.shape[0], minutes.shape[1] + 1),
    )


def _minutes_from(
    reach: Reach, programme: CenterProgramme, sites: gpd.GeoDataFrame, cutoff_min: float
) -> Minutes:
    """Return the minutes that the facilities take to people, cells × sites."""
    mode = programme.mode
    minutes = minutes_between(reach, sites.geometry, None, mode, cutoff_min=cutoff_min)
    return sparse.csc_array(minutes.T)


def _linked(minutes: Minutes, people: Ints, *, parts: int) -> NDArray[np.bool_]:
    """Return which cells lie in so many parts with most people, linked by sites, shape (cells,)."""
    cells, sites = minutes.shape
    pairs = minutes.tocoo()
    links = sparse.coo_array(
        (np.ones(pairs.nnz), (pairs.row, cells + pairs.col)), shape=(cells + sites,) * 2
    )
    part = connected_components(links.tocsr(), directed=False)[1][:cells]
    reached = np.diff(minutes.tocsr().indptr) > 0
    most = np.argsort(-np.bincount(part, people * reached), kind="stable")[:parts]
    linked: NDArray[np.bool_] = reached & np.isin(part, most)
    return linked


def _needed(people: Ints, minutes: Minutes, within_min: float) -> int:
    """Return how many sites it takes so that everybody is within some minutes of one."""
    return round(_solved(lscp(people, minutes, within_min)).objective)


def _solved(problem: SitingProblem) -> Siting:
    siting = solve(problem)
    verify(problem, siting)
    return siting
