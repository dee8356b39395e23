"""Small raw files of one's own making, and the sentence with which one is refused."""

from __future__ import annotations

import geopandas as gpd
import pytest
import shapely

from geoplan.errors import GeoplanError

WEST, SOUTH, SIDE = 106.0, 20.8, 0.03  # degrees


def land(**columns: list[object]) -> gpd.GeoDataFrame:
    """Return communes side by side, west to east, as many as the columns are long."""
    columns = {"code": ["00001", "00002"], "name": ["Phường An", "Xã Bình"], **columns}
    count = len(columns["code"])
    boxes = [
        shapely.box(WEST + SIDE * number, SOUTH, WEST + SIDE * (number + 1), SOUTH + SIDE)
        for number in range(count)
    ]
    return gpd.GeoDataFrame({"geometry": boxes} | columns, crs="EPSG:4326")


def refusal(call, *arguments, **options) -> str:
    with pytest.raises(GeoplanError) as refused:
        call(*arguments, **options)
    return str(refused.value)
