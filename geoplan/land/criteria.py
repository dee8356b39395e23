"""What a plot is worth by each criterion, 0 to 1, from what is known of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from geoplan.layers.norms import LandUse
from geoplan.study_land import CRITERIA, Criterion, Land

SQUARE = np.pi / 4  # compactness of a square


@dataclass(frozen=True, eq=False)
class Worths:
    """Worth of plots by criterion.

    Parameters
    ----------
    values
        0 to 1, one column per criterion that can be told; what is not known has the study's
        ``unknown_worth``.
    unknown
        Of the same shape: whether the worth was not known.
    """

    values: pd.DataFrame
    unknown: pd.DataFrame

    @property
    def criteria(self) -> tuple[Criterion, ...]:
        """The criteria that can be told, in the order of ``CRITERIA``."""
        return tuple(name for name in CRITERIA if name in self.values.columns)


def worths(
    plots: pd.DataFrame,
    rules: Land,
    land_use: LandUse,
    *,
    criteria: Sequence[Criterion] | None = None,
) -> Worths:
    """Return what each plot is worth by each criterion.

    Parameters
    ----------
    plots
        One row per plot (and site) with some of: ``gain_kept`` (share of the site's gain, 0 to 1),
        ``area_m2``, ``needed_m2``, ``width_m``, ``compactness``, ``road_m`` (to the nearest road),
        ``land_use`` and ``zones`` (codes, as the parcels layer holds them), ``status`` (a key of
        the study's ``status_worth``), ``hazard_share`` (0 to 1), ``price_m_vnd_m2``. Missing is
        unknown.
    rules
        Of the study.
    land_use
        What codes are worth.
    criteria
        To tell; without, those of which something is known of one plot at least. Scores of plots
        can be compared only by the same criteria: give all plots of a study at once, or the
        criteria that all of them were told by.

    Returns
    -------
    Worths
        ``gain_kept``: 0 at the least share of the study, 1 at 1. ``area``: area over what is
        needed, at most 1. ``shape``: the less of compactness over that of a square and width over
        the width wanted, each at most 1. ``road``: 1 up to ``roads_full_m``, 0 from
        ``roads_limit_m``. ``land_use``: by the table, ``zones`` before ``land_use``.
        ``clearance``: by status. ``hazard``: the share outside. ``price``: 1 for nothing, 0 from
        ``price_limit_m_vnd_m2``. All straight lines between.
    """
    raw = pd.DataFrame(
        {name: _TELL[name](plots, rules, land_use) for name in CRITERIA}, index=plots.index
    ).astype("float64")
    if criteria is None:
        criteria = [name for name in CRITERIA if bool(raw[name].notna().any())]
    raw = raw[[name for name in CRITERIA if name in criteria]]
    return Worths(raw.fillna(rules.unknown_worth.value), raw.isna())


def measure_shape(shapes: gpd.GeoSeries) -> pd.DataFrame:
    r"""Return how wide and how compact plots are.

    Parameters
    ----------
    shapes
        Polygons in a metric CRS; of points nothing is known.

    Returns
    -------
    DataFrame
        Indexed as ``shapes``; ``width_m`` (the shorter side of the smallest rectangle around it, in
        any direction), ``compactness`` (:math:`4\pi A / P^2`, Polsby and Popper 1991: 1 of a
        circle, 0.785 of a square); NaN where a shape has no area.

    Examples
    --------
    >>> measure_shape(gpd.GeoSeries([shapely.box(0, 0, 40, 10)])).round(3).iloc[0].to_dict()
    {'width_m': 10.0, 'compactness': 0.503}
    """
    geometry = shapes.to_numpy()
    area, around = shapely.area(geometry), shapely.length(geometry)
    wide = area > 0
    boxes = shapely.oriented_envelope(_at_origin(geometry[wide]))
    corners = shapely.get_coordinates(boxes).reshape(-1, 5, 2)[:, :3]
    sides = np.hypot(*np.moveaxis(np.diff(corners, axis=1), 2, 0))
    told = pd.DataFrame(np.nan, index=shapes.index, columns=["width_m", "compactness"])
    told.loc[wide, "width_m"] = sides.min(axis=1)
    told.loc[wide, "compactness"] = 4 * np.pi * area[wide] / around[wide] ** 2
    return told


def _at_origin(shapes: NDArray[Any]) -> NDArray[Any]:
    """Return shapes moved each to the origin, where no digits are lost in far coordinates."""
    place, of = shapely.get_coordinates(shapes, return_index=True)
    moved: NDArray[Any] = shapely.set_coordinates(
        shapes.copy(), place - shapely.bounds(shapes)[of, :2]
    )
    return moved


def _column(plots: pd.DataFrame, name: str) -> pd.Series[Any]:
    if name not in plots.columns:
        return pd.Series(np.nan, index=plots.index)
    return pd.to_numeric(plots[name], errors="coerce").astype("float64")


def _gain_kept(plots: pd.DataFrame, rules: Land, _: LandUse) -> pd.Series[Any]:
    least, kept = rules.gain_kept.value, _column(plots, "gain_kept")
    if least == 1:
        return (kept >= 1).astype("float64").where(kept.notna())
    return ((kept - least) / (1 - least)).clip(0, 1)


def _area(plots: pd.DataFrame, _: Land, __: LandUse) -> pd.Series[Any]:
    return (_column(plots, "area_m2") / _column(plots, "needed_m2")).clip(0, 1)


def _shape(plots: pd.DataFrame, rules: Land, _: LandUse) -> pd.Series[Any]:
    wanted = rules.width_share.value * np.sqrt(_column(plots, "needed_m2"))
    wide = _column(plots, "width_m") / wanted
    compact = _column(plots, "compactness") / SQUARE
    less: pd.Series[Any] = pd.concat([wide, compact], axis="columns").min(axis=1)
    return less.clip(0, 1)


def _road(plots: pd.DataFrame, rules: Land, _: LandUse) -> pd.Series[Any]:
    full, limit = rules.roads_full_m.value, rules.roads_limit_m.value
    return ((limit - _column(plots, "road_m")) / (limit - full)).clip(0, 1)


def _land_use(plots: pd.DataFrame, _: Land, land_use: LandUse) -> pd.Series[Any]:
    """Return what the planned use is worth, or else the use that is stated."""
    worth = pd.Series(np.nan, index=plots.index)
    for name in ("zones", "land_use"):
        if name in plots.columns:
            worth = worth.where(worth.notna(), land_use.worth(plots[name]))
    return worth


def _clearance(plots: pd.DataFrame, rules: Land, _: LandUse) -> pd.Series[Any]:
    if "status" not in plots.columns:
        return pd.Series(np.nan, index=plots.index)
    worth = {status: figure.value for status, figure in rules.status_worth.items()}
    return plots["status"].astype("object").map(worth)


def _hazard(plots: pd.DataFrame, _: Land, __: LandUse) -> pd.Series[Any]:
    return (1 - _column(plots, "hazard_share")).clip(0, 1)


def _price(plots: pd.DataFrame, rules: Land, _: LandUse) -> pd.Series[Any]:
    return (1 - _column(plots, "price_m_vnd_m2") / rules.price_limit_m_vnd_m2.value).clip(0, 1)


_TELL: dict[Criterion, Callable[[pd.DataFrame, Land, LandUse], pd.Series[Any]]] = {
    "gain_kept": _gain_kept,
    "area": _area,
    "shape": _shape,
    "road": _road,
    "land_use": _land_use,
    "clearance": _clearance,
    "hazard": _hazard,
    "price": _price,
}
