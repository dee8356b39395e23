"""The facilities layer: the health facilities that exist, are planned, or stood here once."""

from __future__ import annotations

from pathlib import Path
from typing import get_args

import geopandas as gpd

from geoplan.layers.fields import Field, FieldTable, FieldType
from geoplan.layers.files import points, read_table
from geoplan.study_kinds import Kind

KINDS = get_args(Kind)
HOSPITAL_KINDS = ("municipal", "regional", "ministry", "private_hospital")

FIELDS = FieldTable(
    "facilities",
    "The facility register, one row per place of care.",
    (
        Field("facility_id", FieldType.TEXT, "identifier of the facility", unique=True),
        Field("name", FieldType.TEXT, "Vietnamese name, NFC"),
        Field("kind", FieldType.TEXT, "what it is", values=KINDS),
        Field("ownership", FieldType.TEXT, "who owns it", values=("public", "private", "military")),
        Field("status", FieldType.TEXT, "whether it serves patients today",
              values=("operating", "planned", "former")),
        Field("beds", FieldType.WHOLE, "beds; blank where not known", "beds", required=False,
              minimum=0),
        Field("lon", FieldType.NUMBER, "longitude, WGS 84", "degrees", minimum=-180, maximum=180),
        Field("lat", FieldType.NUMBER, "latitude, WGS 84", "degrees", minimum=-90, maximum=90),
        Field("position_quality", FieldType.TEXT,
              "how the position is known: surveyed on the ground; from a published address; only "
              "the ward is known; modelled from population",
              values=("surveyed", "address", "ward", "modelled")),
        Field("commune_code", FieldType.TEXT, "commune that holds the position",
              pattern=r"^\d{5}$"),
        Field("former_commune", FieldType.TEXT, "commune before the merger that it served",
              required=False),
        Field("source", FieldType.TEXT, "where the row comes from"),
        Field("verified", FieldType.FLAG, "whether somebody checked it on the ground or on paper"),
        Field("note", FieldType.TEXT, "what a reader should know", required=False),
    ),
)  # fmt: skip


def read_facilities(path: Path) -> gpd.GeoDataFrame:
    """Read the facility register of a study.

    Returns
    -------
    GeoDataFrame
        Indexed by ``facility_id``, points in EPSG:4326, fields as in ``FIELDS``, sorted by id;
        ``beds`` is NaN where not known.

    Raises
    ------
    LayerError
        When the file breaks the field table.
    """
    return points(FIELDS.validate(read_table(path, FIELDS.layer), path)).sort_index()
