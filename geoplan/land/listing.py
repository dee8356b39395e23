"""Short lists as tables: every site, every plot on its list, and what norms say of each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd

from geoplan.land.ahp import Weights
from geoplan.land.choices import Choices
from geoplan.land.findings import findings
from geoplan.land.giving import KEYS, given_plots, holders, offered
from geoplan.land.judging import Judge
from geoplan.land.offering import GroupOffers
from geoplan.land.telling import firmness, people_here, tell_plots
from geoplan.layers.files import WGS84
from geoplan.layers.norms import Norms
from geoplan.study import Study


@dataclass(frozen=True, eq=False)
class Shortlists:
    """The short lists of all sites.

    Parameters
    ----------
    sites
        One row per site: ``programme``, ``site_id``, ``kind``, ``rank``, ``commune_code``,
        ``commune``, ``least_m2``, ``people`` (whom it adds to those covered, or wins, where it is
        recommended), ``area_km2`` (of the search area), ``plots_in_commune``, ``large_enough``,
        ``in_search_area``, ``parcel_id`` (the plot that it is given; missing where none is left),
        ``standing`` of its list (missing where that is empty), ``first_holds`` (share of the
        changes of weights under which the first plot stays first), ``challenger`` and
        ``challenged_by`` (the criterion of the change that comes nearest to overturning it);
        point, EPSG:4326.
    areas
        One row per site: ``programme``, ``site_id``, polygon, EPSG:4326.
    plots
        One row per plot on a list: ``programme``, ``site_id``, ``position`` from 1, ``parcel_id``,
        ``standing``, ``score``, ``is_given``, ``given_to`` (another site that is given it),
        ``gain_kept``, ``people`` (as of the site, if built here), ``short_by_m2``, what
        ``measure_plots`` tells, ``worth_`` and ``part_`` of each criterion (its part of the
        score), ``unknown`` (criteria of which nothing is known); polygon or point, EPSG:4326.
    findings
        One row per plot of a list, kind and norm: ``kind`` and the columns of ``land.findings``.
    weights
        Of the criteria.
    """

    sites: gpd.GeoDataFrame
    areas: gpd.GeoDataFrame
    plots: gpd.GeoDataFrame
    findings: pd.DataFrame
    weights: Weights


def list_plots(
    groups: Sequence[GroupOffers],
    plots: gpd.GeoDataFrame,
    judge: Judge,
    choices: Choices,
    study: Study,
    norms: Norms,
) -> Shortlists:
    """Return the short lists of all sites from what is offered for them.

    Parameters
    ----------
    groups
        What is offered.
    plots
        All plots, as ``measure_plots`` returns them.
    judge
        By whom.
    choices
        Decisions in force.
    study, norms
        Say what a plot has to have.
    """
    given = given_plots(groups)
    rows = offered(groups)
    mine = given.reindex(pd.MultiIndex.from_frame(rows[KEYS])).fillna("").to_numpy()
    rows["is_given"] = np.asarray(mine == rows["parcel_id"], np.bool_)
    rows["given_to"] = holders(given, rows["parcel_id"]).where(~rows["is_given"])
    rows = rows[(rows["position"] <= judge.rules.shortlist_plots.value) | rows["is_given"]]
    tables, sites = [], []
    for each in groups:
        own = rows[rows["kind"] == each.group.kind].reset_index(drop=True)
        told, there = _told(each, plots, own, judge)
        tables.append(told)
        sites.append(_sites(each, told, there, given, judge))
    listed = gpd.GeoDataFrame(pd.concat(tables, ignore_index=True), geometry="geometry", crs=WGS84)
    return Shortlists(
        gpd.GeoDataFrame(pd.concat(sites, ignore_index=True), geometry="geometry", crs=WGS84),
        gpd.GeoDataFrame(pd.concat(map(_areas, groups), ignore_index=True), crs=WGS84),
        listed,
        _findings(groups, listed, choices, study, norms),
        judge.weights,
    )


def _told(
    offers: GroupOffers, plots: gpd.GeoDataFrame, rows: pd.DataFrame, judge: Judge
) -> tuple[gpd.GeoDataFrame, pd.Series[float]]:
    """Return what is told of the listed plots of a group, and the people at each of its sites."""
    told = tell_plots(offers, plots, rows, judge)
    here, there = people_here(offers.group, told)
    return gpd.GeoDataFrame(told.assign(people=np.rint(here).astype(np.int64))), there


def _sites(
    offers: GroupOffers,
    plots: gpd.GeoDataFrame,
    there: pd.Series[float],
    given: pd.Series[str],
    judge: Judge,
) -> gpd.GeoDataFrame:
    group = offers.group
    table = group.sites[["rank", "commune_code", "commune", "geometry"]].join(offers.counts)
    table = table.join(firmness(plots, judge))
    table = table.assign(
        programme=group.programme,
        kind=group.kind,
        least_m2=group.least_m2,
        people=np.rint(there.reindex(table.index)).astype("int64"),
        area_km2=(offers.areas.area / 1e6).round(3),
        standing=pd.Series({site: str(offer.standing) for site, offer in offers.offers.items()}),
        parcel_id=given.loc[group.programme],
    )
    return gpd.GeoDataFrame(table.rename_axis("site_id").reset_index())


def _areas(offers: GroupOffers) -> gpd.GeoDataFrame:
    areas = offers.areas.to_crs(WGS84).rename("geometry").rename_axis("site_id").reset_index()
    areas.insert(0, "programme", offers.group.programme)
    return gpd.GeoDataFrame(areas)


def _findings(
    groups: Sequence[GroupOffers],
    plots: gpd.GeoDataFrame,
    choices: Choices,
    study: Study,
    norms: Norms,
) -> pd.DataFrame:
    """Return what norms say of the listed plots, by the part of a plot that can be used."""
    tables = []
    for kind in dict.fromkeys(each.group.kind for each in groups):
        own = plots[plots["kind"] == kind].drop_duplicates("parcel_id")
        told = findings(
            pd.DataFrame(own[["parcel_id", *own.columns.intersection(["floor_m2"])]]).assign(
                area_m2=own["usable_m2"]
            ),
            kind,
            study,
            norms,
        )
        told.insert(0, "kind", kind)
        tables.append(told)
    every = pd.concat(tables, ignore_index=True)
    keys = zip(every["parcel_id"], every["kind"], every["norm"], strict=True)
    waived = np.array([key in choices.waived for key in keys], np.bool_)
    every["grade"] = every["grade"].mask(waived & (every["grade"] == "short"), "waived")
    return every
