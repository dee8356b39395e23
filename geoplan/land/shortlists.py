"""From a plan and parcels to short lists: which plots there are for each recommended facility."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import geopandas as gpd
import pandas as pd

from geoplan.land.choices import Choices
from geoplan.land.judging import judge_of
from geoplan.land.listing import Shortlists, list_plots
from geoplan.land.offering import offers_for
from geoplan.land.plots import frontage_m, measure_plots
from geoplan.land.pools import Group
from geoplan.land.recommended import groups_of
from geoplan.land.rules import land_layers_of, land_rules, land_use_of, norms_of
from geoplan.land.search_area import search_areas
from geoplan.progress import Progress, silent
from geoplan.travel.reach import Reach


def shortlists(
    reach: Reach,
    facilities: gpd.GeoDataFrame,
    parcels: gpd.GeoDataFrame,
    choices: Choices,
    *,
    progress: Progress = silent,
) -> Shortlists:
    """Return the plots that come into question for each new facility of a plan.

    Parameters
    ----------
    reach
        The study and its layers.
    facilities
        All facilities of the plan, as ``groups_of`` takes them.
    parcels
        As ``layers.cadastre.store.read_stored`` returns them.
    choices
        Decisions in force.
    progress
        Called with a stage and the share of it that is done.

    Raises
    ------
    LayerError
        When a table of norms or a layer of areas cannot be used.
    StudyError
        When the judgements of the criteria contradict each other.
    """
    study, communes = reach.study, reach.layers.communes
    rules, norms, land_use = land_rules(study), norms_of(study), land_use_of(study)
    progress("Plots", 0.0)
    plots = measure_plots(
        parcels,
        communes,
        land_use=land_use,
        areas=land_layers_of(study, communes),
        roads=reach.layers.roads,
        crs=study.crs,
    )
    judge = judge_of(plots, rules, land_use, study.path)
    progress("Plots", 1.0)
    groups = groups_of(reach, facilities, norms)
    metric, rivals = communes.geometry.to_crs(study.crs), _rivals(groups)
    offers = []
    for number, group in enumerate(groups):
        progress("Short lists", number / len(groups))
        areas = search_areas(group.sites, metric, group.beside, rules.gain_kept.value)
        offers.append(offers_for(group, plots, areas, choices, judge, rivals))
    progress("Short lists", 1.0)
    lists = list_plots(offers, plots, judge, choices, study, norms)
    if reach.layers.roads is None:
        return lists
    within_m = rules.roads_full_m.value
    front = frontage_m(lists.plots.geometry.to_crs(study.crs), reach.layers.roads, within_m)
    return replace(lists, plots=gpd.GeoDataFrame(lists.plots.assign(frontage_m=front)))


def _rivals(groups: Sequence[Group]) -> pd.Series[int]:
    """Return how many other sites there are in each commune that has one."""
    home = [code for group in groups for code in group.sites["commune_code"]]
    return pd.Series(home, dtype="string").value_counts() - 1
