"""Population: raster cells, scaled so that each commune sums to its official population."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd

from geoplan.layers.files import points
from geoplan.rounding import share_out


def build_cells(sources: Path, communes: gpd.GeoDataFrame) -> pd.DataFrame:
    """Return the cells whose centre lies in a commune, by commune, latitude and longitude.

    Raises
    ------
    ValueError
        When a commune holds no cell.
    """
    raster = pd.read_csv(sources / "worldpop_2020_1km.csv")
    inside = points(raster[raster["pop"] > 0]).sjoin(
        communes[["commune_code", "people", "geometry"]], predicate="within"
    )
    empty = communes.loc[~communes["commune_code"].isin(inside["commune_code"]), "name"]
    if len(empty):
        raise ValueError(f"no cell of the raster lies in {', '.join(empty)}")
    cells = inside.sort_values(["commune_code", "lat", "lon"], ignore_index=True)
    scaled = [
        share_out(int(group["people"].iloc[0]), group["pop"].to_numpy())
        for _, group in cells.groupby("commune_code")
    ]
    return pd.DataFrame(
        {
            "demand_id": [f"C{number:04d}" for number in range(1, len(cells) + 1)],
            "lon": cells["lon"],
            "lat": cells["lat"],
            "commune_code": cells["commune_code"],
            "people": np.concatenate(scaled),
            "people_raster": cells["pop"],
        }
    )
