"""What programmes of a few places share: sites, minutes, whom each place is nearest to."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
from scipy import sparse

from geoplan.errors import InfeasibleError
from geoplan.siting.beneficiaries import by_commune
from geoplan.siting.family import Minutes
from geoplan.siting.problem import Ints
from geoplan.siting.sited_reasons import NearestFigures, nearest_for_nobody, nearest_reason
from geoplan.study_programmes import CenterProgramme, MedianProgramme, SitedProgramme
from geoplan.study_travel import Mode
from geoplan.travel.reach import Reach
from geoplan.words.catalogue import Text


def new_sites(reach: Reach, programme: SitedProgramme, sites: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return the candidate sites on new land, sorted by ``site_id``; former stations are small.

    Raises
    ------
    InfeasibleError
        If there are fewer than the facilities of the programme.
    """
    new, count = sites[sites["kind"] == "new_site"].sort_index(), programme.count.value
    if len(new) < count:
        raise InfeasibleError(
            f"programmes.{reach.study.programme_id(programme)}.count is {count:,}, but there are "
            f"{len(new):,} candidate sites on new land, {count - len(new):,} too few; lower it, or "
            "allow more sites by a lower candidates.min_people or more candidate sites at most."
        )
    return new


def minutes_between(
    reach: Reach,
    origins: gpd.GeoSeries | None,
    destinations: gpd.GeoSeries | None,
    mode: Mode,
    *,
    cutoff_min: float,
) -> sparse.csr_array[np.float64]:
    """Return minutes by a mode up to a cut-off, origins × destinations; None is for all cells."""
    model, travel = reach.model(mode), reach.study.travel
    start, end = (
        reach.cells(mode) if places is None else model.locate(places)
        for places in (origins, destinations)
    )
    ways = model.ways(start, end, fastest=travel, longest_min=cutoff_min)
    return ways.times(travel, cutoff_min=cutoff_min).minutes


def nearest_trips(reach: Reach, minutes: Minutes, people: Ints) -> pd.DataFrame:
    """Return the trip of people of each cell to the nearest of some places, the first of equals.

    Parameters
    ----------
    reach
        The study and its layers.
    minutes
        Cells × places.
    people
        Of each cell, shape (cells,); where there are none, there is no trip.

    Returns
    -------
    DataFrame
        One row per cell that reaches a place: ``place`` (column of ``minutes``), ``minutes``,
        ``people``, and ``commune_code`` of the cell.
    """
    pairs = minutes.tocoo()
    order = np.lexsort((pairs.col, pairs.data, pairs.row))
    nearest = order[np.flatnonzero(np.diff(pairs.row[order], prepend=-1))]
    nearest = nearest[people[pairs.row[nearest]] > 0]
    cell = pairs.row[nearest]
    return pd.DataFrame(
        {
            "place": pairs.col[nearest],
            "minutes": pairs.data[nearest],
            "people": people[cell],
            "commune_code": reach.layers.demand["commune_code"].to_numpy()[cell],
        }
    )


def people_within(trips: pd.DataFrame, places: int, within_min: float) -> Ints:
    """Return the people whose trip to each place is no longer than that, int64, shape (places,)."""
    near = trips[trips["minutes"] <= within_min]
    people = near.groupby("place")["people"].sum().reindex(range(places), fill_value=0)
    return people.to_numpy(np.int64)


def nearest_table(
    reach: Reach,
    programme: MedianProgramme | CenterProgramme,
    chosen: gpd.GeoDataFrame,
    trips: pd.DataFrame,
) -> gpd.GeoDataFrame:
    """Return the chosen sites as ``OtherAnswer.places``, with whom each is nearest to.

    Parameters
    ----------
    reach
        The study and its layers; who lives within ``standards.hospital.limit_min`` gains.
    programme
        Of the facilities; whom a center is farthest from belongs to its reason.
    chosen
        Candidate sites by rank.
    trips
        As ``nearest_trips`` returns them for these sites.
    """
    limit_min = reach.study.standards.hospital.limit_min.value
    near = people_within(trips, len(chosen), limit_min)
    names = reach.layers.communes["name"]
    older = isinstance(programme, MedianProgramme) and programme.people == "older"
    farthest_told = isinstance(programme, CenterProgramme)
    reasons = []
    for place, people_near in enumerate(near.tolist()):
        here = trips[trips["place"] == place]
        if here.empty:
            reasons.append(nearest_for_nobody())
            continue
        people, minutes = here["people"].to_numpy(), here["minutes"].to_numpy()
        homes = by_commune(people, here["commune_code"]).sort_values(ascending=False, kind="stable")
        figures = NearestFigures(
            older=older,
            communes=[names[code] for code in homes.index],
            people=int(people.sum()),
            people_near=people_near,
            limit_min=limit_min,
            mean_min=float(np.average(minutes, weights=people)),
            farthest=names[here["commune_code"].iloc[minutes.argmax()]] if farthest_told else "",
            longest_min=float(minutes.max()),
        )
        reasons.append(nearest_reason(figures))
    return table_of(programme, chosen, near, reasons)


def table_of(
    programme: SitedProgramme,
    chosen: gpd.GeoDataFrame,
    people_gained: Ints,
    reasons: list[Text],
) -> gpd.GeoDataFrame:
    """Return the chosen sites as ``OtherAnswer.places``; reasons are Vietnamese and English."""
    reason_vi, reason_en = zip(*reasons, strict=True)
    return gpd.GeoDataFrame(
        {
            "facility_id": "",
            "site_id": chosen.index.to_list(),
            "kind": programme.kind,
            "commune_code": chosen["commune_code"].to_list(),
            "people_gained": people_gained,
            "reason_vi": reason_vi,
            "reason_en": reason_en,
        },
        geometry=chosen.geometry.to_list(),
        crs=chosen.crs,
    )
