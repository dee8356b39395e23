r"""Places that are best by several criteria at once: a weighted linear combination.

Each criterion is scaled over the candidate sites to :math:`a_{jc}` between 0, the worst, and 1, the
best; one that is alike everywhere is 0. The score of site *j* is :math:`\sum_c w_c a_{jc}`.

Source: Malczewski (2006), International Journal of Geographical Information Science 20, 703–726.
"""

from __future__ import annotations

from typing import NamedTuple

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from scipy import sparse
from scipy.spatial import cKDTree

from geoplan.errors import InfeasibleError
from geoplan.siting.other_programmes import OtherAnswer
from geoplan.siting.problem import ROUNDING, Floats, Ints
from geoplan.siting.sited import (
    minutes_between,
    nearest_trips,
    new_sites,
    people_within,
    table_of,
)
from geoplan.siting.sited_reasons import CriteriaFigures, criteria_reason
from geoplan.siting.weights import WeightChange, weight_change
from geoplan.study_programmes import CriteriaProgramme
from geoplan.travel.reach import Reach

SURROUNDINGS_M = 1000.0  # a cell of 0.9 km and the four at its sides
FEWER_IS_BETTER = ("transport", "space")


class Turn(NamedTuple):
    """A place as it is chosen: the best ``site`` of those that may be, and the ``next`` best.

    ``next`` is -1 where there is none, ``change`` None where no weight makes another site best.
    """

    site: int
    next: int
    change: WeightChange | None


def site_by_criteria(
    reach: Reach, programme: CriteriaProgramme, sites: gpd.GeoDataFrame, hospitals: gpd.GeoDataFrame
) -> OtherAnswer:
    """Choose the sites with the highest weighted scores, each in a commune of its own.

    Every site is scored, so that no other choice is better.

    Parameters
    ----------
    reach
        The study and its layers.
    programme
        Weights of the criteria, what is near, and the schools.
    sites
        Candidate sites, as ``geoplan.layers.sites.FIELDS`` has them.
    hospitals
        Every hospital, existing, planned and new: points with ``beds``.

    Returns
    -------
    OtherAnswer
        In the mean score of the places, 0 to 1. ``people_gained`` live within ``near_min`` and have
        the place as the nearest of those chosen. ``figures`` hold the scaled criteria of the first
        place (``score_hospital_beds``, …) and ``weight_margin``, the percentage points by which a
        single weight must change before another site comes first; absent where none can.

    Raises
    ------
    InfeasibleError
        If there are fewer sites, or fewer communes that hold any, than facilities.
    """
    sites = new_sites(reach, programme, sites)
    scores = scaled(criteria(reach, programme, sites, hospitals))
    weights = np.array([weight.value for weight in programme.weights.values()])
    total = scores.to_numpy() @ weights
    communes = sites["commune_code"].to_numpy()
    turns = _turns(scores.to_numpy(), weights, communes, programme.count.value)
    missing = programme.count.value - len(turns)
    if missing:
        raise InfeasibleError(
            f"programmes.{reach.study.programme_id(programme)}.count is {programme.count.value}, "
            f"each in a commune of its own, but candidate sites stand in {len(turns)} communes, "
            f"{missing} too few; lower it, lower candidates.min_people or allow more sites."
        )
    chosen = sites.iloc[[turn.site for turn in turns]]
    names = reach.layers.communes["name"]
    reasons = [criteria_reason(_figures(turn, total, scores, sites, names)) for turn in turns]
    figures = {f"score_{name}": float(score) for name, score in scores.loc[chosen.index[0]].items()}
    if turns[0].change is not None:
        figures["weight_margin"] = 100 * abs(turns[0].change.change)
    objective = float(total[[turn.site for turn in turns]].mean())
    return OtherAnswer(
        table_of(programme, chosen, _people_near(reach, programme, chosen), reasons),
        objective=objective,
        bound=objective,
        objective_meaning="mean weighted score of the places, 0 to 1",
        method="every candidate site scored by a weighted linear combination",
        figures=figures,
    )


def criteria(
    reach: Reach, programme: CriteriaProgramme, sites: gpd.GeoDataFrame, hospitals: gpd.GeoDataFrame
) -> pd.DataFrame:
    """Return the criteria that a programme weighs for each site, as measured.

    Returns
    -------
    DataFrame
        Indexed by ``site_id``, one column per weight. ``hospital_beds``: beds of hospitals within
        ``near_min`` of the site. ``schools``: of schools within ``near_min``, each counting
        1 - minutes / ``near_min``. ``transport``: mean minutes of all people to the site, nobody's
        more than ``travel.cutoff_min``. ``people``: those within ``near_min``. ``space``: people
        within 1 km in a straight line, who stand for land that is not free until parcels are known.
    """
    mode, near_min = programme.mode, programme.near_min.value
    cutoff_min = reach.study.travel.cutoff_min.value
    people = reach.layers.demand["people"].to_numpy(np.int64)
    schools = gpd.GeoSeries.from_xy(
        [school.lon for school in programme.schools],
        [school.lat for school in programme.schools],
        crs="EPSG:4326",
    )
    to_hospitals, to_schools = (
        minutes_between(reach, sites.geometry, places, mode, cutoff_min=near_min)
        for places in (hospitals.geometry, schools)
    )
    farthest_min = max(cutoff_min, near_min)
    from_cells = minutes_between(reach, None, sites.geometry, mode, cutoff_min=farthest_min).tocsc()
    beds = hospitals["beds"].to_numpy(np.float64)
    saved_min = np.maximum(cutoff_min - from_cells.data, 0.0)
    measured = {
        "hospital_beds": _sums(to_hospitals, beds[to_hospitals.indices]),
        "schools": _sums(to_schools, 1 - to_schools.data / near_min),
        "transport": cutoff_min
        - _sums(from_cells, people[from_cells.indices] * saved_min) / people.sum(),
        "people": _sums(from_cells, people[from_cells.indices] * (from_cells.data <= near_min)),
        "space": _people_around(reach, sites),
    }
    return pd.DataFrame({name: measured[name] for name in programme.weights}, index=sites.index)


def scaled(measured: pd.DataFrame) -> pd.DataFrame:
    """Return criteria scaled from 0, the worst site, to 1, the best; 0 where all are alike."""
    more_is_better = measured.assign(
        **{name: -measured[name] for name in FEWER_IS_BETTER if name in measured}
    )
    above_worst = more_is_better - more_is_better.min()
    span = above_worst.max()
    return above_worst / span.where(span > ROUNDING * measured.abs().max(), np.inf)


def _turns(
    scores: Floats, weights: Floats, communes: NDArray[np.object_], count: int
) -> list[Turn]:
    """Return the best sites of so many communes, or of all there are, the best of all first."""
    turns: list[Turn] = []
    left = np.argsort(-(scores @ weights), kind="stable")
    while left.size and len(turns) < count:
        change = weight_change(scores[left], weights)
        if change is not None:
            change = change._replace(challenger=int(left[change.challenger]))
        turns.append(Turn(int(left[0]), int(left[1]) if left.size > 1 else -1, change))
        left = left[communes[left] != communes[left[0]]]
    return turns


def _figures(
    turn: Turn,
    total: Floats,
    scores: pd.DataFrame,
    sites: gpd.GeoDataFrame,
    names: pd.Series[str],
) -> CriteriaFigures:
    """Return what the reason of a place is built from."""
    other, change = turn.next, turn.change
    return CriteriaFigures(
        score=float(total[turn.site]),
        scores=dict(zip(scores.columns, scores.to_numpy()[turn.site].tolist(), strict=True)),
        next_site=str(sites.index[other]) if other >= 0 else "",
        next_commune=names[sites["commune_code"].iloc[other]] if other >= 0 else "",
        next_behind=float(total[turn.site] - total[other]) if other >= 0 else 0.0,
        contested=scores.columns[change.criterion] if change else "",
        change_points=100 * change.change if change else 0.0,
        challenger=str(sites.index[change.challenger]) if change else "",
    )


def _people_near(reach: Reach, programme: CriteriaProgramme, chosen: gpd.GeoDataFrame) -> Ints:
    """Return the people near each place that have it as the nearest one, shape (places,)."""
    mode, near_min = programme.mode, programme.near_min.value
    minutes = minutes_between(reach, None, chosen.geometry, mode, cutoff_min=near_min).tocsc()
    people = reach.layers.demand["people"].to_numpy(np.int64)
    return people_within(nearest_trips(reach, minutes, people), len(chosen), near_min)


def _people_around(reach: Reach, sites: gpd.GeoDataFrame) -> Ints:
    """Return the people of the cells around each site in a straight line, shape (sites,)."""
    here, there = (
        shapely.get_coordinates(points.to_crs(reach.study.crs))
        for points in (sites.geometry, reach.layers.demand.geometry)
    )
    people = reach.layers.demand["people"].to_numpy(np.int64)
    around = cKDTree(there).query_ball_point(here, SURROUNDINGS_M)
    return np.array([people[cells].sum() for cells in around], np.int64)


def _sums(
    pairs: sparse.csr_array[np.float64] | sparse.csc_array[np.float64], values: NDArray[np.number]
) -> Floats:
    """Return the sums of values at the pairs, by row of a CSR array, by column of a CSC array."""
    counts = np.diff(pairs.indptr)
    line = np.repeat(np.arange(counts.size), counts)
    sums: Floats = np.bincount(line, weights=values, minlength=counts.size).astype(np.float64)
    return sums
