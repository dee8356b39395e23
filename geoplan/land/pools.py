"""Which plots come into question for each recommended facility."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal, get_args

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from geoplan.land.adjoining import adjoining
from geoplan.land.choices import Choices
from geoplan.land.kept_gain import Ground
from geoplan.land.unions import united
from geoplan.layers.files import WGS84
from geoplan.siting.problem import Ints
from geoplan.study_kinds import Kind

Standing = Literal["chosen", "fits", "waiver", "union", "outside"]
STANDINGS: tuple[Standing, ...] = get_args(Standing)
BORDER_M = 100.0  # search areas are drawn as finely as this; what lies near one is measured too
UNIONS = 8  # groups of adjoining plots tried for a site


@dataclass(frozen=True, eq=False)
class Group:
    """Recommended facilities of one kind.

    Parameters
    ----------
    programme, kind
        Of all of them.
    sites
        By ``site_id``: ``rank``, ``commune_code``, ``commune``, geometry in EPSG:4326.
    least_m2
        Plot that one has to have.
    beside
        Makes them ready to be compared with places in EPSG:4326.
    """

    programme: str
    kind: Kind
    sites: gpd.GeoDataFrame
    least_m2: float
    beside: Callable[[gpd.GeoSeries], Ground]


class Pools:
    """Plots sorted by commune and size for the facilities of one kind.

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
    waiver_share
        Share of the least plot that a waiver needs.
    """

    def __init__(
        self,
        group: Group,
        plots: gpd.GeoDataFrame,
        areas: gpd.GeoSeries,
        choices: Choices,
        waiver_share: float,
    ) -> None:
        self._group, self._choices = group, choices
        used = group.sites["commune_code"].unique()
        size = plots["usable_m2"]
        self._plots = plots[plots["commune_code"].isin(used) & (size > 0)]
        size = self._plots["usable_m2"]
        waived = choices.waives_size(self._plots.index, group.kind)
        self._fits = np.asarray((size >= group.least_m2) | waived)
        self._by_waiver = ~self._fits & np.asarray(size >= waiver_share * group.least_m2)
        self._areas = areas
        crs: Any = areas.crs
        self._crs = crs
        points = gpd.GeoSeries(self._plots["point"], crs=WGS84)
        self._point = np.asarray(points.to_crs(crs))
        self._home = self._plots.groupby("commune_code").indices

    def fitting(self, site: str) -> gpd.GeoDataFrame:
        """Return the plots in the search area that are large enough, or have their waiver."""
        return self._plots.iloc[self._near(site, self._fits)]

    def by_waiver(self, site: str) -> gpd.GeoDataFrame:
        """Return the plots in the search area that a waiver of their size would make fit."""
        return self._plots.iloc[self._near(site, self._by_waiver)]

    def outside(self, site: str) -> gpd.GeoDataFrame:
        """Return the plots of the commune that are large enough, wherever they lie."""
        return self._plots.iloc[self._open(site, self._fits)]

    def unions(self, site: str) -> gpd.GeoDataFrame:
        """Return adjoining plots in the search area that are large enough together, as plots."""
        rows = self._near(site, ~self._fits)
        shapes = np.asarray(self._plots.iloc[rows].to_crs(self._crs).geometry)
        surface = shapely.area(shapes) > 0
        rows, shapes = rows[surface], shapes[surface]
        size = self._plots["usable_m2"].to_numpy(np.float64)[rows]
        groups = adjoining(shapes, size, self._group.least_m2, count=UNIONS)
        return united(self._plots, [rows[of] for of in groups], self._crs)

    def counts(self) -> pd.DataFrame:
        """Return how many plots of its commune each site has, how many are large enough and near.

        Indexed by ``site_id``: ``plots_in_commune`` that may be offered, ``large_enough`` of
        these, and ``in_search_area`` of these (or within 100 m of it).
        """
        every = np.ones(len(self._plots), np.bool_)
        rows = {
            site: [
                self._open(site, every).size,
                self._open(site, self._fits).size,
                self._near(site, self._fits).size,
            ]
            for site in self._group.sites.index
        }
        columns = ["plots_in_commune", "large_enough", "in_search_area"]
        return pd.DataFrame.from_dict(rows, orient="index", columns=columns)

    def _open(self, site: str, suited: NDArray[np.bool_]) -> Ints:
        home = str(self._group.sites["commune_code"][site])
        rows = np.asarray(self._home.get(home, ()), np.int64)
        rows = rows[suited[rows]]
        return rows[self._choices.open_to(self._plots.index[rows], site)]

    def _near(self, site: str, suited: NDArray[np.bool_]) -> Ints:
        rows = self._open(site, suited)
        around = shapely.buffer(self._areas[site], BORDER_M)
        shapely.prepare(around)
        return rows[np.asarray(shapely.contains(around, self._point[rows]))]
