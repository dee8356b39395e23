"""All that is told of the plots on the short lists of a group, and of its sites."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor

import geopandas as gpd
import numpy as np
import pandas as pd

from geoplan.land import topsis
from geoplan.land.judging import Judge
from geoplan.land.offering import GroupOffers
from geoplan.land.pools import Group
from geoplan.layers.files import WGS84
from geoplan.siting.problem import Floats


def tell_plots(
    offers: GroupOffers, plots: gpd.GeoDataFrame, rows: pd.DataFrame, judge: Judge
) -> gpd.GeoDataFrame:
    """Return the plots on the lists of a group with what is known and judged of them.

    Parameters
    ----------
    offers
        To the group.
    plots
        All plots, as ``measure_plots`` returns them.
    rows
        Those of ``giving.offered`` that are listed, of this group, RangeIndex; may be none.
    judge
        Who scored them.

    Returns
    -------
    GeoDataFrame
        ``rows`` with ``short_by_m2``, ``unknown`` (criteria of which nothing is known), what
        ``measure_plots`` tells, and ``worth_`` and ``part_`` of each criterion, the parts adding up
        to the score; polygon or point, EPSG:4326.
    """
    least_m2 = offers.group.least_m2
    held = [
        offers.offers[site].pool.loc[[plot]]
        for site, plot in zip(rows["site_id"], rows["parcel_id"], strict=True)
    ]
    known = gpd.GeoDataFrame(pd.concat([plots.iloc[:0], *held]).reset_index(drop=True))
    worths = judge.worths(known, least_m2, rows["gain_kept"].to_numpy(np.float64))
    values = worths.values.to_numpy(np.float64)
    parts = pd.DataFrame(topsis.gains(values, judge.weights.weights), columns=[*judge.criteria])
    judged = rows.assign(
        score=topsis.scores(values, judge.weights.weights),
        short_by_m2=(least_m2 - known["usable_m2"]).clip(lower=0),
        unknown=[" ".join(worths.unknown.columns[row]) for row in worths.unknown.to_numpy(bool)],
    )
    tables = [
        judged,
        known,
        worths.values.reset_index(drop=True).add_prefix("worth_"),
        parts.add_prefix("part_"),
    ]
    return gpd.GeoDataFrame(pd.concat(tables, axis=1), geometry="geometry", crs=WGS84)


def people_here(group: Group, plots: gpd.GeoDataFrame) -> tuple[Floats, pd.Series[float]]:
    """Return the people whom a facility adds to those covered on each plot, and at each site.

    Parameters
    ----------
    group
        The facilities.
    plots
        ``site_id`` and ``point``.

    Returns
    -------
    ndarray
        Of each plot, shape (plots,).
    Series
        Where each facility is recommended, by ``site_id``.
    """
    labels = pd.Index([f"plot {number}" for number in range(len(plots))])
    ground = group.beside(gpd.GeoSeries(plots["point"].to_numpy(), labels, crs=WGS84))
    lists = plots.reset_index(drop=True).groupby("site_id").indices

    def people(site: str) -> tuple[Floats, float]:
        lifted = ground.lift(site)
        places = np.asarray(lists.get(site, ()), np.int64)
        return lifted.people(places), lifted.people_there()

    here = np.full(len(plots), np.nan)
    there = {}
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        for site, told in zip(group.sites.index, pool.map(people, group.sites.index), strict=True):
            here[lists.get(site, [])], there[site] = told
    return here, pd.Series(there, dtype="float64")


def firmness(plots: pd.DataFrame, judge: Judge) -> pd.DataFrame:
    """Return whether the first plot of each list stays first under other weights.

    Parameters
    ----------
    plots
        As ``tell_plots`` returns them.
    judge
        Who scored them.

    Returns
    -------
    DataFrame
        By ``site_id``: ``first_holds``, the share of the changes tried under which it does;
        ``challenger``, the plot that comes nearest to overtaking it, and ``challenged_by``, the
        criterion whose weight changes most in its favour then; both missing where there is one
        plot only.
    """
    weights, change = judge.weights.weights, judge.rules.weight_change.value
    rows = {}
    for site, of in plots.groupby("site_id", sort=False):
        values = of[[f"worth_{name}" for name in judge.criteria]].to_numpy(np.float64)
        held = topsis.first_holds(values, weights, change)
        challenger = by = None
        if held.challenger is not None:
            challenger = of["parcel_id"].iloc[held.challenger]
            lead = values[held.challenger] - values[held.first]
            by = judge.criteria[int(np.argmax(weights * (held.factors - 1) * lead))]
        rows[site] = [held.share, challenger, by]
    columns = ["first_holds", "challenger", "challenged_by"]
    return pd.DataFrame.from_dict(rows, orient="index", columns=columns)
