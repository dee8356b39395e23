"""The private programme as a table of sites, and whom each of them serves."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd

from geoplan.rounding import rounded_together
from geoplan.siting.beneficiaries import by_commune, in_words, minutes_saved
from geoplan.siting.private import KIND, PrivateAnswer
from geoplan.siting.reasons import MarketFigures, market_reason
from geoplan.study_programmes import MarketProgramme


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
    gained = rounded_together(entry.newly_served)
    captured = rounded_together(entry.captured)
    runner_up = [str(sites.index[site]) if site >= 0 else "" for site in entry.runner_up]
    cost = pd.array(np.rint(entry.captured_lost - entry.runner_up_captured), "Int64")
    table = pd.DataFrame(
        {
            "kind": chosen["kind"],
            "commune_code": chosen["commune_code"],
            "people_gained": gained,
            "people_gained_cum": gained.cumsum(),
            "travel_min_before": entry.mean_minutes(entry.hospital_min_before),
            "travel_min_after": entry.mean_minutes(entry.hospital_min_after),
            "lost_if_dropped": np.rint(entry.served_lost).astype(np.int64),
            "runner_up_site_id": runner_up,
            "runner_up_value": np.rint(np.nan_to_num(entry.runner_up_captured)).astype(np.int64),
            "alternative_site_id": runner_up,
            "alternative_cost_people": cost,
            "beds": programme.beds.value,
            "people_captured": captured,
            "people_taken": captured - gained,
            "facility_kind": KIND,
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
    table["reason_vi"], table["reason_en"] = (
        [reason[word] for reason in reasons] for word in (0, 1)
    )
    served = [
        by_commune(rounded_together(won), home)
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
    together = np.array([minutes for _, minutes in saved], np.float64)
    table["person_minutes_saved"] = pd.array(np.rint(together), "Int64")
    whom = [
        people[people > 0].to_frame().assign(site_id=label).reset_index()
        for label, people in zip(table.index, served, strict=True)
    ]
    nobody = pd.DataFrame(columns=["commune_code", "served", "site_id"])
    return gpd.GeoDataFrame(table, geometry=chosen.geometry), pd.concat(whom) if whom else nobody
