"""The demand layer: cells in which people live."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd

from geoplan.layers.fields import Field, FieldTable, FieldType
from geoplan.layers.files import points, read_table

FIELDS = FieldTable(
    "demand",
    "Populated cells of a raster, one point (the cell's centre) each.",
    (
        Field("demand_id", FieldType.TEXT, "identifier of the cell", unique=True),
        Field("lon", FieldType.NUMBER, "longitude of the centre, WGS 84", "degrees",
              minimum=-180, maximum=180),
        Field("lat", FieldType.NUMBER, "latitude of the centre, WGS 84", "degrees",
              minimum=-90, maximum=90),
        Field("commune_code", FieldType.TEXT, "commune that holds the centre", pattern=r"^\d{5}$"),
        Field("people", FieldType.WHOLE,
              "people, scaled so that each commune sums to its official population", "people",
              minimum=0),
        Field("people_raster", FieldType.NUMBER, "people as the raster has them", "people",
              required=False, minimum=0),
    ),
)  # fmt: skip


def read_demand(path: Path) -> gpd.GeoDataFrame:
    """Read the populated cells of a study.

    Returns
    -------
    GeoDataFrame
        Indexed by ``demand_id``, points in EPSG:4326, fields as in ``FIELDS``, sorted by id.

    Raises
    ------
    LayerError
        When the file breaks the field table.
    """
    return points(FIELDS.validate(read_table(path, FIELDS.layer), path)).sort_index()
