"""The sea links layer: how islands are reached."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import pandas as pd

from geoplan.layers.fields import Field, FieldTable, FieldType
from geoplan.layers.files import points, read_table


def _degrees(name: str, meaning: str, limit: float) -> Field:
    return Field(name, FieldType.NUMBER, meaning, "degrees", minimum=-limit, maximum=limit)


FIELDS = FieldTable(
    "sea_links",
    "Ferries and ships between two land masses, one row per line, used in both directions.",
    (
        Field("link_id", FieldType.TEXT, "identifier of the line", unique=True),
        Field("name", FieldType.TEXT, "name of the line"),
        _degrees("from_lon", "longitude of the first landing, WGS 84", 180),
        _degrees("from_lat", "latitude of the first landing, WGS 84", 90),
        _degrees("to_lon", "longitude of the second landing, WGS 84", 180),
        _degrees("to_lat", "latitude of the second landing, WGS 84", 90),
        Field("sailing_min", FieldType.NUMBER, "time under way", "min", minimum=0),
        Field("wait_min", FieldType.NUMBER, "mean wait for somebody who comes at any time", "min",
              minimum=0),
        Field("sailings_per_day", FieldType.NUMBER, "departures a day in each direction", "1/day",
              minimum=0),
        Field("source", FieldType.TEXT, "where the figures come from, or that they are assumed"),
        Field("verified", FieldType.FLAG, "whether somebody checked it against a timetable"),
    ),
)  # fmt: skip


def read_sea_links(path: Path) -> pd.DataFrame:
    """Read the sea links of a study.

    Returns
    -------
    DataFrame
        Indexed by ``link_id``, fields as in ``FIELDS``, sorted by id.

    Raises
    ------
    LayerError
        When the file breaks the field table.
    """
    return FIELDS.validate(read_table(path, FIELDS.layer), path).sort_index()


def landings(sea_links: pd.DataFrame) -> gpd.GeoSeries:
    """Return where each sea link starts and then where each ends, EPSG:4326, shape (2 × links,)."""
    ends = [
        sea_links[[f"{end}_lon", f"{end}_lat"]].set_axis(["lon", "lat"], axis="columns")
        for end in ("from", "to")
    ]
    return points(pd.concat(ends).astype(float)).geometry
