"""Adjoining plots taken together, told as one plot."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd

from geoplan.land.adjoining import joined
from geoplan.land.criteria import measure_shape
from geoplan.layers.files import WGS84
from geoplan.layers.sites import TOGETHER
from geoplan.siting.problem import Ints
from geoplan.study_land import STATUSES

SUMS = ("area_m2", "usable_m2", "floor_m2")
MEANS = ("hazard_share", "price_m_vnd_m2")  # by area


def united(plots: gpd.GeoDataFrame, groups: Sequence[Ints], crs: Any) -> gpd.GeoDataFrame:
    """Return groups of adjoining plots, each as one.

    Parameters
    ----------
    plots
        As ``measure_plots`` returns them.
    groups
        Rows of the plots of each group.
    crs
        Metric coordinate reference system in which they adjoin.

    Returns
    -------
    GeoDataFrame
        Columns as those of ``plots``, labelled by the plots of each group: areas are sums, the
        share of hazard and the price means by area, the road the nearest, and what a group has is
        not known where it is not known of each; its status is that of the plot that is hardest to
        get.
    """
    rows = [_one(plots.iloc[of], crs) for of in groups]
    labels = pd.Index([TOGETHER.join(plots.index[of]) for of in groups], name=plots.index.name)
    together = gpd.GeoDataFrame(
        pd.DataFrame(rows, index=labels, columns=plots.columns), geometry="geometry", crs=WGS84
    )
    shape = measure_shape(together.geometry.to_crs(crs))
    together[["width_m", "compactness"]] = shape
    return gpd.GeoDataFrame(
        together.astype({name: plots[name].dtype for name in plots if name != "point"})
    )


def together(plots: gpd.GeoDataFrame, labels: Sequence[str], crs: Any) -> gpd.GeoDataFrame:
    """Return some plots as one, none where one of them is not there.

    Parameters
    ----------
    plots
        As ``measure_plots`` returns them.
    labels
        Of those that are meant, one or more.
    crs
        Metric coordinate reference system.
    """
    rows = plots.index.get_indexer(pd.Index(labels))
    if (rows < 0).any():
        return plots.iloc[:0]
    return plots.iloc[rows] if len(rows) == 1 else united(plots, [rows], crs)


def _one(group: gpd.GeoDataFrame, crs: Any) -> dict[str, Any]:
    shape = gpd.GeoSeries([joined(group.geometry.to_crs(crs).to_numpy())], crs=crs).to_crs(WGS84)
    row: dict[str, Any] = {
        "geometry": shape[0],
        "point": shape[0].representative_point(),
        "commune_code": group["commune_code"].iloc[0],
    }
    for name in SUMS:
        row[name] = group[name].sum(skipna=False) if name in group else None
    for name in MEANS:
        if name in group:
            row[name] = float(np.average(group[name], weights=group["area_m2"]))
    if "road_m" in group:
        row["road_m"] = group["road_m"].min()
    for name in (
        "old_commune", "sheet", "number", "name", "land_use", "source", "crs", "datum_operation",
    ):  # fmt: skip
        if name in group and group[name].notna().all():
            row[name] = "+".join(dict.fromkeys(group[name]))
    if "status" in group and group["status"].notna().all():
        row["status"] = max(group["status"], key=STATUSES.index)
    return row
