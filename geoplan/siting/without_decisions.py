"""Where the public programme would stand without decisions, for the plan with them to begin at."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import geopandas as gpd
import pandas as pd

from geoplan.layers.decisions import no_decisions
from geoplan.progress import Progress
from geoplan.siting.capacitated.search import solve
from geoplan.siting.decided import sites_of_kind
from geoplan.siting.level_problem import level_problem
from geoplan.siting.levels import no_facilities, opened_at, steps
from geoplan.siting.private import KIND
from geoplan.travel.reach import Reach

Places = dict[str, list[str]]


def places_without_decisions(
    reach: Reach, sites: gpd.GeoDataFrame, wide: gpd.GeoDataFrame, *, progress: Progress
) -> Places:
    """Return the place of each facility of the public programme, were nothing decided.

    A search that begins there leaves what a decision does not touch where it was, unless moving it
    is worth it; one that begins anew ends at another plan that is about as good.

    Parameters
    ----------
    reach
        The study and its layers.
    sites, wide
        Candidate sites of the primary level, and of those above it.
    progress
        Called with a stage and the share of it that is done.

    Returns
    -------
    dict
        Places by kind, in the order in which each next adds most; none where no decision settles
        a place.
    """
    settling = reach.layers.decisions
    settling = settling[settling["what"].isin(["pin", "forbid", "choose"])]
    if settling[settling["kind"].fillna("") != KIND].empty:
        return {}
    free = replace(reach, layers=replace(reach.layers, decisions=no_decisions()))
    opened, used = no_facilities(sites), Counter[str]()
    found: Places = {}
    for step in steps(reach.study):
        places = sites if step.level == "primary" else wide
        open_to = sites_of_kind(free.layers, step.kind, places, used)
        level = level_problem(free, step, open_to, opened)
        siting = solve(level.problem, progress=progress)
        chosen = open_to.iloc[siting.order - len(level.fixed)]
        found[step.kind] = chosen.index.tolist()
        used.update(found[step.kind])
        more = opened_at(step, chosen.assign(place=chosen.index))
        opened = gpd.GeoDataFrame(pd.concat([opened, more]), crs=sites.crs)
    return found
