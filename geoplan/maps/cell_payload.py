"""What the page carries of the cells in which people live: where, how many, how well covered."""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geoplan.maps.classes import ShareClasses
from geoplan.maps.geometry import DEGREE_STEPS, encoded_line
from geoplan.maps.plain import plain

STATES = ("before", "after")
SOME = 2  # a line, as which the cells are told, has at least so many points


def cells(
    demand: gpd.GeoDataFrame,
    communes: gpd.GeoDataFrame,
    classes: ShareClasses,
    covered_by_year: pd.DataFrame | None = None,
) -> dict[str, Any] | None:
    """Return the cells in a form that tens of thousands of them fit into the page.

    Parameters
    ----------
    demand
        The cells as points, EPSG:4326, with ``people`` and ``people_covered`` at both times.
    communes
        What the cells cover.
    classes
        Of the share of people covered.
    covered_by_year
        People covered in each cell, one column per year, if that is known.

    Returns
    -------
    dict or None
        ``steps``, the points from south-west to north-east, as ``encoded_line`` tells a line;
        ``people`` of each; ``before`` and ``after``, a digit for each, the class of its share, or
        ``-`` where nobody lives; ``years``, the same by year; ``size_m``, side of a square as
        large as a cell is on average. None for fewer than two cells.
    """
    told = demand.assign(lon=demand.geometry.x, lat=demand.geometry.y)
    told = told[~told[["lon", "lat"]].mul(DEGREE_STEPS).round().duplicated()]
    if len(told) < SOME:
        return None
    told = told.sort_values(["lat", "lon"], kind="stable")
    area_m2 = float(communes.to_crs(communes.estimate_utm_crs()).area.sum())
    return {
        "steps": encoded_line(shapely.LineString(told[["lon", "lat"]].to_numpy())),
        "people": plain(told["people"].tolist()),
        "size_m": round(float(np.sqrt(area_m2 / len(told)))),
        **{
            state: _classes(told[f"people_covered_{state}"], told["people"], classes)
            for state in STATES
        },
        "years": {}
        if covered_by_year is None
        else {
            str(year): _classes(covered.loc[told.index], told["people"], classes)
            for year, covered in covered_by_year.items()
        },
    }


def _classes(covered: pd.Series[float], people: pd.Series[float], classes: ShareClasses) -> str:
    share = (covered / people.where(people > 0)).to_numpy(float)
    digits = classes.number_of(share).astype(str)
    return "".join(np.where(np.isnan(share), "-", digits).tolist())
