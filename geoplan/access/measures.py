"""The measures of a plan: per cell, per commune and for the whole study, in one state."""

from __future__ import annotations

from functools import partial
from typing import Any

import pandas as pd

from geoplan.access import decay, equity
from geoplan.access.coverage import commune_means, commune_sums, people_within
from geoplan.access.floating_catchment import enhanced_two_step, three_step, two_step
from geoplan.study_standards import Standard
from geoplan.travel.times import TravelTimes

PER_PEOPLE = 10_000
WORST_COMMUNES = 10
COUNTS = ["people_served", "people_covered", "people_within_full", "people_within_limit"]
ACCESS = ["access_2sfca", "access_e2sfca", "access_3sfca"]


def measure_cells(
    people: pd.Series[int],
    people_served: pd.Series[int],
    people_covered: pd.Series[float],
    times: TravelTimes,
    nearest: pd.Series[float],
    facilities: pd.Series[int],
    standard: Standard,
) -> pd.DataFrame:
    """Measure access to primary care in each cell.

    Parameters
    ----------
    people, people_served, people_covered
        Per cell: who lives there, who of them has a place within capacity and limit, and these
        counted by gradual coverage.
    times
        From cells to the open facilities, within the limit of the standard at least.
    nearest
        Minutes from each cell to the nearest of them, also beyond that limit; inf if none.
    facilities
        Facilities at each destination of ``times``.
    standard
        Travel times of full and of no benefit.

    Returns
    -------
    DataFrame
        Indexed like ``people``: ``people_served``, ``people_covered``, ``travel_min`` to the
        nearest facility (inf if none), ``people_within_full``, ``people_within_limit``, and the
        three access measures in facilities per 10,000 people.
    """
    limit_min = standard.limit_min.value
    gaussian = partial(decay.gaussian, limit_min=limit_min)
    supply = facilities * float(PER_PEOPLE)
    return pd.DataFrame(
        {
            "people_served": people_served,
            "people_covered": people_covered,
            "travel_min": nearest,
            "people_within_full": people_within(nearest, people, standard.full_min.value),
            "people_within_limit": people_within(nearest, people, limit_min),
            "access_2sfca": two_step(times, people, supply, limit_min=limit_min),
            "access_e2sfca": enhanced_two_step(times, people, supply, gaussian),
            "access_3sfca": three_step(times, people, supply, gaussian),
        }
    )


def measure_communes(
    cells: pd.DataFrame,
    people: pd.Series[int],
    commune: pd.Series[str],
    facilities: pd.Series[int],
) -> pd.DataFrame:
    """Bring the measures of cells together by commune.

    Parameters
    ----------
    cells
        As ``measure_cells`` returns them, with ``hospital_min`` and ``polyclinic_min`` besides.
    people, commune
        Per cell: people, and the commune it belongs to.
    facilities
        Primary facilities in each commune, indexed by every commune to report.

    Returns
    -------
    DataFrame
        Indexed like ``facilities``. Counts of people are sums; minutes and access are means over
        people (inf where none of them reaches care); ``covered_share`` is 0 to 1;
        ``people_per_facility`` is inf without a facility.
    """
    sums = {name: commune_sums(cells[name], commune, facilities.index) for name in COUNTS}
    means = {
        name: commune_means(cells[name], people, commune, facilities.index)["mean"]
        for name in ("travel_min", "hospital_min", "polyclinic_min", *ACCESS)
    }
    living = commune_sums(people, commune, facilities.index)
    shares = {
        "covered_share": sums["people_covered"] / living,
        "people_per_facility": living / facilities,
    }
    return pd.DataFrame({**sums, **shares, **means})


def headline(
    cells: pd.DataFrame, people: pd.Series[int], hospital: Standard
) -> dict[str, int | float]:
    """Return the coverage of the whole study, in people and as a share."""
    covered = round(float(cells["people_covered"].sum()))
    within = people_within(cells["hospital_min"], people, hospital.full_min.value)
    return {
        "people_total": int(people.sum()),
        "people_covered": covered,
        "covered_share": covered / int(people.sum()),
        "people_served": int(cells["people_served"].sum()),
        "people_within_full": int(cells["people_within_full"].sum()),
        "people_within_limit": int(cells["people_within_limit"].sum()),
        "hospital_people_within_full": int(within.sum()),
    }


def fairness(cells: pd.DataFrame, communes: pd.DataFrame, people: pd.Series[int]) -> dict[str, Any]:
    """Return how evenly access is spread: Gini, Palma, 90th percentile, worst ten communes.

    Gini and Palma are of E2SFCA access; the worst communes have the least share of people covered.
    """
    access = cells["access_e2sfca"]
    worst = equity.worst(communes["covered_share"], WORST_COMMUNES, least_is="worst")
    return {
        "gini": equity.gini(access, people),
        "palma": equity.palma(access, people),
        "travel_min_p90": equity.quantile(cells["travel_min"], people, 0.9),
        "worst_communes": list(worst.index),
    }
