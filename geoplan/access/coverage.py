"""How many people are within reach of care, per cell and per commune."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd


def people_within(
    travel_min: pd.Series[float], people: pd.Series[int], limit_min: float
) -> pd.Series[int]:
    """Count the people of each cell who are within a travel time of care.

    Parameters
    ----------
    travel_min
        Minutes to the nearest facility per cell, inf where none can be reached.
    people
        People per cell, indexed like ``travel_min``.
    limit_min
        Longest time that counts as within, in minutes; the limit itself counts.

    Returns
    -------
    Series
        The cell's people or 0, indexed like ``travel_min``.
    """
    return people.where(travel_min <= limit_min, 0)


def commune_sums(
    measure: pd.Series[Any], commune: pd.Series[str], communes: pd.Index[str]
) -> pd.Series[Any]:
    """Sum a measure of cells, such as people, over each commune.

    Parameters
    ----------
    measure
        One value per cell.
    commune
        Code of the commune that each cell belongs to, indexed like ``measure``.
    communes
        Codes to report, in order.

    Returns
    -------
    Series
        Indexed like ``communes``; 0 for a commune without cells.
    """
    return measure.groupby(commune).sum().reindex(communes, fill_value=0)


def commune_means(
    measure: pd.Series[float],
    people: pd.Series[int],
    commune: pd.Series[str],
    communes: pd.Index[str],
) -> pd.DataFrame:
    """Average a measure over the people of each commune, and count whom the mean leaves out.

    A few people who reach nothing would make a mean of minutes infinite, and without them it looks
    better than things are. So the mean is of those who reach care, and always comes with the number
    of those who do not.

    Parameters
    ----------
    measure
        One value per cell; inf where the cell reaches nothing.
    people
        People per cell, indexed like ``measure``.
    commune
        Code of the commune that each cell belongs to, indexed like ``measure``.
    communes
        Codes to report, in order.

    Returns
    -------
    DataFrame
        Indexed like ``communes``. ``mean``: over the people whose measure is finite; inf where
        people live but none of them has one; NaN where nobody lives. ``people_left_out``: those
        whose measure is not finite.
    """
    counted = people.where(np.isfinite(measure), 0)
    weighted = measure.where(counted > 0, 0) * counted
    people_counted = commune_sums(counted, commune, communes)
    left_out = commune_sums(people, commune, communes) - people_counted
    mean = commune_sums(weighted, commune, communes) / people_counted
    mean = mean.mask((people_counted == 0) & (left_out > 0), np.inf)
    return pd.DataFrame({"mean": mean, "people_left_out": left_out})
