"""What the page carries of the cells in which people live: where, how many, how well covered."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geoplan.maps.geometry import DEGREE_STEPS, encoded_line
from geoplan.maps.plain import plain

STATES = ("before", "after")
SOME = 2  # a line, as which the cells are told, has at least so many points


def cells(
    demand: gpd.GeoDataFrame, communes: gpd.GeoDataFrame, breaks: Sequence[float]
) -> dict[str, Any] | None:
    """Return the cells in a form that tens of thousands of them fit into the page.

    Parameters
    ----------
    demand
        The cells as points, EPSG:4326, with ``people`` and ``people_covered`` at both times.
    communes
        What the cells cover.
    breaks
        Between classes of the share of people covered.

    Returns
    -------
    dict or None
        ``steps``, the points from south-west to north-east, as ``encoded_line`` tells a line;
        ``people`` of each; ``before`` and ``after``, a digit for each, the class of its share, or
        ``-`` where nobody lives; ``size_m``, side of a square as large as a cell is on average.
        None for fewer than two cells.
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
            state: _classes(told[f"people_covered_{state}"], told["people"], breaks)
            for state in STATES
        },
    }


def _classes(covered: pd.Series[float], people: pd.Series[float], breaks: Sequence[float]) -> str:
    share = (covered / people.where(people > 0)).to_numpy(float)
    digits = np.searchsorted(np.asarray(breaks), share, side="right").astype(str)
    return "".join(np.where(np.isnan(share), "-", digits).tolist())
