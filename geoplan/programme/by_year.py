"""Whom primary care covers at the end of each year, cell by cell and commune by commune."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd

from geoplan.access.coverage import commune_sums
from geoplan.rounding import share_out
from geoplan.siting.capacitated.assignment import Assignment
from geoplan.siting.problem import Ints
from geoplan.siting.public import PublicProgramme


def covered_by_year(public: PublicProgramme, opening: pd.Series[int], years: range) -> pd.DataFrame:
    """Return the people covered by primary care, everybody assigned optimally to what is open.

    Parameters
    ----------
    public
        What opens, all kinds.
    opening
        Year of each of its facilities by ``site_id``, NA if it is not built.
    years
        Calendar years, one after another.

    Returns
    -------
    DataFrame
        One row per cell and one column per year, in people counted by gradual coverage. Where
        several assignments are the best, a year in which all is open has that of the plan.
    """
    last = public.primary
    assignment = Assignment(last.level.today)
    place = _places(public)
    serving = opening[opening.index.isin(list(place))]
    covered = {}
    for year in years:
        new = serving.index[_true(serving == year)]
        here: Ints = np.array([place[label] for label in new], np.int64)
        assignment.open_all(here)
        covered[year] = (
            last.after["covered"].to_numpy()
            if _true(serving <= year).all()
            else last.level.cover.multiply(assignment.served()).sum(axis=1)
        )
    return pd.DataFrame(covered, index=last.after.index)


def communes_by_year(
    covered: pd.DataFrame,
    people: pd.Series[int],
    commune: pd.Series[str],
    communes: gpd.GeoDataFrame,
) -> pd.DataFrame:
    """Bring the people covered together by commune.

    Parameters
    ----------
    covered
        As ``covered_by_year`` returns it.
    people, commune
        Per cell: people, and the commune it belongs to.
    communes
        The communes to report, with their ``name``.

    Returns
    -------
    DataFrame
        One row per commune and year, as ``reports.fields.COMMUNES_BY_YEAR`` has them:
        ``people_covered`` in whole people by largest remainder, so that each year sums to the
        people covered in all, ``covered_share`` of the figures before that.
    """
    living = commune_sums(people, commune, communes.index)
    parts = []
    for year in covered.columns:
        sums = commune_sums(covered[year], commune, communes.index)
        total = round(float(covered[year].sum()))
        parts.append(
            pd.DataFrame(
                {
                    "commune_code": communes.index,
                    "commune": communes["name"].to_numpy(),
                    "year": year,
                    "people_covered": share_out(total, sums.to_numpy(float)),
                    "covered_share": (sums / living).to_numpy(),
                }
            )
        )
    return pd.concat(parts, ignore_index=True)


def _true(known: pd.Series[bool]) -> pd.Series[bool]:
    return known.fillna(value=False)


def _places(public: PublicProgramme) -> dict[str, int]:
    """Return the number of the place of each facility that serves at the primary level."""
    last = public.primary
    numbers = {str(label): number for number, label in enumerate(last.fixed.index)}
    places = dict(zip(last.labels, last.ranking.order.tolist(), strict=True))
    for answer in public.answers[:-1]:
        for label in answer.labels:
            number = numbers.get(f"{answer.step.kind} {label}")
            if number is not None:
                places[label] = number
    return places
