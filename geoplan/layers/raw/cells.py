"""Cells of people: who lives in which commune, scaled so that each commune sums exactly."""

from __future__ import annotations

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd

from geoplan.layers.files import WGS84
from geoplan.layers.raw.notes import Note, listed
from geoplan.rounding import share_out

SIDE_M = 1000.0  # of a cell, about
DECIMALS = 6  # of a degree, 0.1 m


@dataclass(frozen=True)
class Cells:
    """Cells in which something is, by their centres.

    Parameters
    ----------
    points
        Centres, EPSG:4326, with ``weight`` > 0: people, or whatever stands for them.
    side_km
        Of a cell.
    words
        How they came about.
    are_people
        Whether the weights are people, as the source has them.
    """

    points: gpd.GeoDataFrame
    side_km: float
    words: str
    are_people: bool = True


def rounded(points: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return points moved to whole steps of ``DECIMALS``, with ``lon`` and ``lat`` in degrees."""
    lon, lat = points.geometry.x.round(DECIMALS), points.geometry.y.round(DECIMALS)
    places = gpd.points_from_xy(lon, lat, crs=WGS84)
    return points.assign(lon=lon, lat=lat).set_geometry(places)


def home(points: gpd.GeoDataFrame, communes: gpd.GeoDataFrame) -> pd.Series[str]:
    """Return the commune that covers each point, the first where two do, missing where none."""
    found = points[["geometry"]].sjoin(communes[["geometry"]], how="left", predicate="covered_by")
    return found["commune_code"].groupby(level=0).min()


def demand_of(
    cells: Cells, communes: gpd.GeoDataFrame, people: pd.Series[int] | None
) -> tuple[pd.DataFrame, list[Note]]:
    """Return the demand layer of a province.

    Each cell belongs to the commune that covers its centre; a commune without any gets one inside.

    Parameters
    ----------
    cells
        Where people live.
    communes
        Indexed by ``commune_code``, EPSG:4326.
    people
        Official count of each commune; None where there is none, and the cells' own counts.

    Returns
    -------
    DataFrame
        Fields as in ``geoplan.layers.demand.FIELDS``, by commune, latitude and longitude.
    """
    points = rounded(cells.points.reset_index(drop=True))
    points["commune_code"] = home(points, communes)
    inside = points.dropna(subset="commune_code")
    without = communes[~communes.index.isin(inside["commune_code"])]
    inner = gpd.GeoDataFrame(geometry=without.representative_point())
    added = rounded(inner).assign(weight=np.nan, commune_code=without.index)
    both = pd.concat([inside, added]) if len(added) else inside
    table = both.sort_values(["commune_code", "lat", "lon"], ignore_index=True)
    if people is None:
        held = table.groupby("commune_code")["weight"].sum()
        people = held.round().astype("int64").reindex(communes.index)
    scaled = [
        share_out(int(people[code]), group["weight"].fillna(1.0).to_numpy())
        for code, group in table.groupby("commune_code")
    ]
    digits = max(len(str(len(table))), 4)
    demand = pd.DataFrame(
        {
            "demand_id": [f"C{number:0{digits}d}" for number in range(1, len(table) + 1)],
            "lon": table["lon"],
            "lat": table["lat"],
            "commune_code": table["commune_code"],
            "people": np.concatenate(scaled),
            "people_raster": table["weight"].round(3) if cells.are_people else np.nan,
        }
    )
    lonely = Note(
        "Derived",
        f"one cell at a point inside each commune where none lies: {listed(list(without['name']))}",
    )
    return demand, [lonely] if len(without) else []
