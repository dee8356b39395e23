"""The answer of the public programme as tables: its sites, and whom each of them serves."""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import sparse

from geoplan.rounding import share_out
from geoplan.siting.beneficiaries import by_commune, in_words, minutes_saved
from geoplan.siting.capacitated.explain import Change, SiteLoss
from geoplan.siting.public import PublicAnswer
from geoplan.siting.reasons import SiteFigures, site_reason

# Whole numbers that some sites, or the private hospitals beside them, do not have
NOT_ALWAYS_KNOWN = (
    "newly_served",
    "person_minutes_saved",
    "alternative_cost_people",
    "idle_places",
)


def public_sites(
    answer: PublicAnswer,
    minutes: pd.DataFrame,
    demand: gpd.GeoDataFrame,
    communes: gpd.GeoDataFrame,
) -> tuple[gpd.GeoDataFrame, pd.DataFrame]:
    """Return the chosen sites by rank with their figures and reasons, and whom each serves.

    Parameters
    ----------
    answer
        How a step of the programme came out.
    minutes
        From each cell to the nearest facility of its level, ``before`` and ``after``.
    demand
        Cells with ``commune_code``.
    communes
        With ``name``.

    Returns
    -------
    GeoDataFrame
        Indexed by ``site_id``; further facilities at one place have a suffix -2, -3, ….
    DataFrame
        One row per site and commune: ``site_id``, ``commune_code``, ``served``,
        ``newly_served`` and ``newly_covered``, the commune with most people served first.
    """
    chosen = answer.chosen
    copy = pd.Series(answer.ranking.order).groupby(answer.ranking.order).cumcount()
    gained = round(float(answer.after["covered"].sum())) - round(
        float(answer.before["covered"].sum())
    )
    people_gained = share_out(gained, answer.ranking.people_gained)
    rows, served = [], []
    for rank, label in enumerate(answer.labels):
        whom = _whom(answer, rank, int(copy[rank]), demand["commune_code"])
        served.append(whom.assign(site_id=label))
        rows.append(
            _site_row(rank, int(people_gained[rank]), answer, whom, minutes, demand, communes)
        )
    table = pd.DataFrame(rows, index=chosen.index)
    table = table.astype(dict.fromkeys(NOT_ALWAYS_KNOWN, "Int64"))
    table.insert(0, "kind", chosen["kind"])
    table.insert(1, "commune_code", chosen["commune_code"])
    table["facility_kind"] = answer.step.kind
    table["people_gained_cum"] = table["people_gained"].cumsum()
    return gpd.GeoDataFrame(table, geometry=chosen.geometry), pd.concat(served).reset_index()


def _whom(answer: PublicAnswer, rank: int, copy: int, home: pd.Series[str]) -> pd.DataFrame:
    """Return whom the copy at a rank serves, by commune.

    Copies at one place share its people: each takes every so many-th of them.
    """
    ranking, site = answer.ranking, answer.ranking.order[rank]
    copies = int((ranking.order == site).sum())
    table = pd.DataFrame(
        {
            "served": by_commune(_column(answer.siting.served, site), home),
            "newly_served": by_commune(_column(ranking.served_gained, rank), home),
            "newly_covered": by_commune(_column(ranking.covered_gained, rank), home).round(1),
        }
    )
    share = (table["served"].cumsum() + copies - 1 - copy) // copies
    table["served"] = share.diff().fillna(share).astype("int64")
    table = table[(table != 0).any(axis=1)]
    return table.sort_values(["served", "newly_covered"], ascending=False, kind="stable")


def _column(people: sparse.csc_array[Any], column: int) -> NDArray[Any]:
    """Return one column in full, shape (cells,)."""
    span = slice(people.indptr[column], people.indptr[column + 1])
    full: NDArray[Any] = np.zeros(people.shape[0], people.dtype)
    full[people.indices[span]] = people.data[span]
    return full


def _site_row(
    rank: int,
    people_gained: int,
    answer: PublicAnswer,
    served: pd.DataFrame,
    minutes: pd.DataFrame,
    demand: gpd.GeoDataFrame,
    communes: gpd.GeoDataFrame,
) -> dict[str, object]:
    ranking = answer.ranking
    site = int(ranking.order[rank])
    loss, hold = ranking.losses[site], ranking.holds[site]
    people = _column(answer.siting.served, site)
    before_min, after_min = (minutes[state].to_numpy() for state in ("before", "after"))
    saved, together = minutes_saved(before_min, after_min, people)
    next_code = demand["commune_code"].iloc[hold.next_demand] if hold.next_demand >= 0 else None
    figures = SiteFigures(
        communes=[communes["name"][code] for code in served.index[served["served"] > 0]],
        people_gained=people_gained,
        travel_min_before=_mean(before_min, people),
        travel_min_after=_mean(after_min, people),
        lost_if_dropped=round(loss.people),
        alternative=_label(answer, loss.nearby.site),
        alternative_cost=round(loss.people - loss.nearby.people),
        held_by=hold.by,
        next_commune=communes["name"][next_code] if next_code else "",
    )
    reason_vi, reason_en = site_reason(figures)
    return {
        "people_gained": people_gained,
        "benefit_gained": round(float(ranking.benefit_gained[rank]), 1),
        "travel_min_before": figures.travel_min_before,
        "travel_min_after": figures.travel_min_after,
        "lost_if_dropped": figures.lost_if_dropped,
        "runner_up_site_id": _label(answer, loss.anywhere.site),
        "runner_up_value": round(loss.anywhere.people),
        "reason_vi": reason_vi,
        "reason_en": reason_en,
        "newly_served": int(served["newly_served"].sum()),
        "served_here": int(served["served"].sum()),
        "served_communes": in_words(served["served"], communes["name"]),
        "minutes_saved": round(saved, 1),
        "person_minutes_saved": np.rint(together / int((ranking.order == site).sum())),
        "benefit_lost": round(loss.benefit, 1),
        "alternative_site_id": figures.alternative,
        "alternative_cost_people": figures.alternative_cost if figures.alternative else None,
        "alternative_cost_benefit": _cost(loss, loss.nearby),
        "runner_up_cost_benefit": _cost(loss, loss.anywhere),
        "held_by": hold.by,
        "place_benefit": round(hold.place_benefit, 3),
        "idle_places": hold.idle,
        "next_commune_code": next_code,
    }


def _cost(loss: SiteLoss, change: Change) -> float:
    """Return the benefit that another site costs; NaN where there is none, < 0 if it is better."""
    return round(loss.benefit - change.benefit, 1) if change.site >= 0 else float("nan")


def _label(answer: PublicAnswer, site: int) -> str:
    return str(answer.places.index[site]) if site >= 0 else ""


def _mean(minutes: NDArray[np.float64], people: NDArray[np.int64]) -> float:
    """Return the mean over people who reach care; NaN when none of them does."""
    reached = np.isfinite(minutes) & (people > 0)
    if not reached.any():
        return float("nan")
    return round(float(np.average(minutes[reached], weights=people[reached])), 1)
