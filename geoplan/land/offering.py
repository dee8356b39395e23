"""The plots that are offered for each recommended facility of one kind, the best first."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from typing import NamedTuple

import geopandas as gpd
import numpy as np
import pandas as pd

from geoplan.land.best_plots import Best, best_plots
from geoplan.land.choices import Choices
from geoplan.land.judging import Judge
from geoplan.land.kept_gain import Elsewhere
from geoplan.land.pools import Group, Pools, Standing
from geoplan.land.unions import together
from geoplan.layers.files import WGS84
from geoplan.layers.sites import plots_of
from geoplan.siting.problem import Floats, Ints

EVERY_SHARE = 0.0  # of the gain: a plot may keep none of it


class Offer(NamedTuple):
    """Plots that come into question for a site, by row of the pool that they were taken from."""

    standing: Standing
    pool: gpd.GeoDataFrame
    best: Best


@dataclass(frozen=True, eq=False)
class GroupOffers:
    """What is offered for the sites of a group.

    Parameters
    ----------
    group
        The facilities.
    areas
        Search areas by ``site_id``, in a metric CRS.
    offers
        By ``site_id``; a site for which no plot comes into question has none.
    counts
        By ``site_id``: ``plots_in_commune`` that may be offered, ``large_enough`` (of these) and
        ``in_search_area`` (of these).
    """

    group: Group
    areas: gpd.GeoSeries
    offers: dict[str, Offer]
    counts: pd.DataFrame


def offers_for(
    group: Group,
    plots: gpd.GeoDataFrame,
    areas: gpd.GeoSeries,
    choices: Choices,
    judge: Judge,
    rivals: pd.Series[int],
) -> GroupOffers:
    """Return the best plots for each site of a group.

    A site for which a plot was chosen is offered that one only. Where no plot fits, there is what
    a waiver would make fit, or else adjoining plots that are large enough together, or else plots
    of the commune outside the search area, those that keep most of the gain first.

    Parameters
    ----------
    group
        The facilities.
    plots
        As ``measure_plots`` returns them.
    areas
        Search areas by ``site_id``, in a metric CRS.
    choices
        Decisions in force.
    judge
        Scores plots.
    rivals
        Other sites, of any group, in each commune. Each may take one plot of a list, so lists are
        longer by as many: none of the greatest total lies beyond.
    """
    rules = judge.rules
    pools = Pools(group, plots, areas, choices, rules.waiver_share.value)
    length = {
        str(site): rules.shortlist_plots.value + int(rivals[code])
        for site, code in group.sites["commune_code"].items()
    }
    measure = partial(_measured, group, judge, length)
    chosen = {
        str(site): together(plots, plots_of(plot), areas.crs)
        for site in group.sites.index
        if (plot := choices.plot_for(group.kind, str(site), group.sites.index)) is not None
    }
    offers = measure("chosen", chosen, EVERY_SHARE)
    keep = rules.gain_kept.value
    turns: list[tuple[Standing, Callable[[str], gpd.GeoDataFrame], float]] = [
        ("fits", pools.fitting, keep),
        ("waiver", pools.by_waiver, keep),
        ("union", pools.unions, keep),
        ("outside", pools.outside, EVERY_SHARE),
    ]
    for standing, pool_of, share in turns:
        lacking = [site for site in group.sites.index if site not in offers]
        offers |= measure(standing, {site: pool_of(site) for site in lacking}, share)
    return GroupOffers(group, areas, offers, pools.counts())


def _measured(
    group: Group,
    judge: Judge,
    length: Mapping[str, int],
    standing: Standing,
    pools: Mapping[str, gpd.GeoDataFrame],
    keep: float,
) -> dict[str, Offer]:
    """Return the best plots of the pool of each site, without the sites that have none."""
    filled = {site: pool for site, pool in pools.items() if len(pool)}
    if not filled:
        return {}
    every = gpd.GeoDataFrame(pd.concat(filled.values()))
    every = gpd.GeoDataFrame(every[~every.index.duplicated()])
    ground = group.beside(gpd.GeoSeries(every["point"], crs=WGS84))
    values = judge.worths(every, group.least_m2, np.ones(len(every))).values.to_numpy(np.float64)

    def best(site: str) -> Best:
        places = every.index.get_indexer(filled[site].index)
        score = _as_kept if standing == "outside" else partial(_score, judge, values[places])
        lifted: Elsewhere = ground.lift(site)
        found = best_plots(lifted, places, score, count=length[site], keep=keep)
        return found._replace(score=judge.scores(values[places[found.rows]], found.share))

    with ThreadPoolExecutor(os.cpu_count()) as pool:
        found = dict(zip(filled, pool.map(best, filled), strict=True))
    return {
        site: Offer(standing, filled[site], best) for site, best in found.items() if best.rows.size
    }


def _score(judge: Judge, values: Floats, rows: Ints, share: Floats) -> Floats:
    return judge.scores(values[rows], share)


def _as_kept(_: Ints, share: Floats) -> Floats:
    return share
