"""The private programme: from layers to a hospital market, and from its answer to a table."""

from __future__ import annotations

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd

from geoplan.rounding import share_out
from geoplan.siting.beneficiaries import by_commune, in_words, minutes_saved
from geoplan.siting.market.entry import HospitalMarket, MarketEntry, enter
from geoplan.siting.reasons import MarketFigures, market_reason
from geoplan.study_programmes import MarketProgramme
from geoplan.study_standards import HospitalStandard
from geoplan.travel.reach import Reach
from geoplan.travel.times import TravelTimes


def hospitals_with_beds(facilities: gpd.GeoDataFrame, standard: HospitalStandard) -> pd.Series[int]:
    """Return the beds of each hospital, existing and planned; assumed by kind where not known."""
    hospitals = facilities[
        facilities["kind"].isin(standard.kinds) & (facilities["status"] != "former")
    ]
    assumed = hospitals["kind"].map({k: v.value for k, v in standard.beds_if_unknown.items()})
    return hospitals["beds"].fillna(assumed.astype(float)).astype("int64")


@dataclass(frozen=True)
class PrivateAnswer:
    """How the private programme came out.

    Parameters
    ----------
    entry
        The entrants, numbered like ``sites``.
    sites
        Candidate sites, EPSG:4326.
    beds
        Beds of the hospitals they compete with.
    """

    entry: MarketEntry
    sites: gpd.GeoDataFrame
    beds: pd.Series[int]


def site_private(reach: Reach, sites: gpd.GeoDataFrame, *, seed: int) -> PrivateAnswer:
    """Let the private hospitals of a study enter the market at some of ``sites``.

    Parameters
    ----------
    reach
        The study and its layers.
    sites
        Candidate sites.
    seed
        Seed of the search.
    """
    study, facilities = reach.study, reach.layers.facilities
    standard = study.standards.hospital
    programme = study.market_programme
    beds = hospitals_with_beds(facilities, standard)
    limit_min = standard.limit_min.value
    market = hospital_market(
        reach.layers.demand["people"],
        reach.times(facilities.loc[beds.index].geometry, standard, cutoff_min=limit_min),
        beds,
        reach.times(sites.geometry, standard, cutoff_min=limit_min),
        sites.to_crs(study.crs),
        standard=standard,
        programme=programme,
    )
    entry = enter(
        market,
        count=programme.count.value,
        min_market_people=programme.min_market_people.value,
        spacing_km=programme.spacing_km.value,
        rng=np.random.default_rng(seed),
    )
    return PrivateAnswer(entry, sites, beds)


def hospital_market(
    people: pd.Series[int],
    to_hospitals: TravelTimes,
    beds: pd.Series[int],
    to_sites: TravelTimes,
    sites: gpd.GeoDataFrame,
    *,
    standard: HospitalStandard,
    programme: MarketProgramme,
) -> HospitalMarket:
    """Return the market that private hospitals enter.

    Parameters
    ----------
    people
        Per cell.
    to_hospitals, to_sites
        Times from cells to the hospitals of ``beds`` and to the candidate ``sites``.
    beds
        Of existing and planned hospitals.
    sites
        Candidate sites in a metric CRS.
    standard, programme
        Of the study.
    """
    return HospitalMarket(
        people=np.asarray(people, np.float64),
        hospital_min=to_hospitals.minutes,
        hospital_beds=np.asarray(beds, np.float64),
        site_min=to_sites.minutes.tocsc(),
        site_xy_m=np.column_stack([sites.geometry.x, sites.geometry.y]),
        beds=float(programme.beds.value),
        full_min=standard.full_min.value,
        limit_min=standard.limit_min.value,
        beds_exponent=programme.beds_exponent.value,
        time_exponent=programme.time_exponent.value,
        min_travel_min=programme.min_travel_min.value,
    )


def private_sites(
    answer: PrivateAnswer,
    communes: gpd.GeoDataFrame,
    programme: MarketProgramme,
    home: pd.Series[str],
) -> tuple[gpd.GeoDataFrame, pd.DataFrame]:
    """Return the entrants by rank with their figures and reasons, and whom each serves.

    People are whole and sum to the rounded totals of the entry.

    Parameters
    ----------
    answer
        How the programme came out.
    communes
        With ``name``.
    programme
        Of the study.
    home
        Commune of each cell.

    Returns
    -------
    GeoDataFrame
        Indexed by ``site_id``; ``people_captured`` is ``people_gained`` plus ``people_taken``.
    DataFrame
        One row per entrant and commune: ``site_id``, ``commune_code``, ``served``.
    """
    entry, sites = answer.entry, answer.sites
    chosen = sites.iloc[entry.order]
    gained = share_out(round(float(entry.newly_served.sum())), entry.newly_served)
    captured = share_out(round(entry.objective), entry.captured)
    runner_up = [str(sites.index[site]) if site >= 0 else "" for site in entry.runner_up]
    cost = pd.array(np.rint(entry.captured_lost - entry.runner_up_captured), "Int64")
    table = pd.DataFrame(
        {
            "kind": chosen["kind"],
            "commune_code": chosen["commune_code"],
            "people_gained": gained,
            "travel_min_before": _served_minutes(entry, entry.hospital_min_before),
            "travel_min_after": _served_minutes(entry, entry.hospital_min_after),
            "lost_if_dropped": np.rint(entry.served_lost).astype(np.int64),
            "runner_up_site_id": runner_up,
            "runner_up_value": np.rint(np.nan_to_num(entry.runner_up_captured)).astype(np.int64),
            "alternative_site_id": runner_up,
            "alternative_cost_people": cost,
            "beds": programme.beds.value,
            "people_captured": captured,
            "people_taken": captured - gained,
        },
        index=chosen.index,
    )
    reasons = [
        market_reason(
            MarketFigures(
                commune=communes["name"][row["commune_code"]],
                people_captured=row["people_captured"],
                people_gained=row["people_gained"],
                people_taken=row["people_taken"],
                runner_up=row["runner_up_site_id"],
                runner_up_cost=row["alternative_cost_people"],
            )
        )
        for row in table.to_dict("records")
    ]
    table["reason_vi"], table["reason_en"] = zip(*reasons, strict=True)
    served = [
        by_commune(share_out(round(float(won.sum())), won), home)
        .rename("served")
        .sort_values(ascending=False, kind="stable")
        for won in entry.patients.T
    ]
    table["served_here"] = [int(people.sum()) for people in served]
    table["served_communes"] = [in_words(people, communes["name"]) for people in served]
    saved = [
        minutes_saved(entry.hospital_min_before, entry.hospital_min_after, won)
        for won in entry.patients.T
    ]
    table["minutes_saved"] = [round(mean, 1) for mean, _ in saved]
    together = np.array([minutes for _, minutes in saved])
    table["person_minutes_saved"] = pd.array(np.rint(together), "Int64")
    whom = pd.concat(
        people[people > 0].to_frame().assign(site_id=label).reset_index()
        for label, people in zip(table.index, served, strict=True)
    )
    return gpd.GeoDataFrame(table, geometry=chosen.geometry), whom


def _served_minutes(entry: MarketEntry, minutes: np.ndarray) -> list[float]:
    """Return, per entrant, the mean minutes to the nearest hospital over the people it wins."""
    patients = entry.patients * np.isfinite(minutes)[:, None]
    reached = np.where(np.isfinite(minutes), minutes, 0.0)
    with np.errstate(invalid="ignore"):
        return [float(mean) for mean in np.round(reached @ patients / patients.sum(axis=0), 1)]
