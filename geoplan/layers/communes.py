"""The communes layer: who lives within which boundary, and which land hangs together."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import numpy as np
import shapely

from geoplan.layers.fields import Field, FieldTable, FieldType
from geoplan.layers.files import read_features, refuse_broken_polygons

FIELDS = FieldTable(
    "communes",
    "Commune-level units (wards, communes, special zones), one polygon or multipolygon each.",
    (
        Field("commune_code", FieldType.TEXT, "code of the unit in the national list (GSO)",
              unique=True, pattern=r"^\d{5}$"),
        Field("name", FieldType.TEXT, "Vietnamese name with its type, NFC"),
        Field("name_ascii", FieldType.TEXT, "the same without diacritics, for searching"),
        Field("name_en", FieldType.TEXT, "English name"),
        Field("type", FieldType.TEXT, "kind of unit", values=("ward", "commune", "special_zone")),
        Field("area_km2", FieldType.NUMBER, "official area; coastal units include water", "km²",
              minimum=0.001),
        Field("people", FieldType.WHOLE, "official (administrative) population", "people",
              minimum=0),
        Field("former_province", FieldType.TEXT, "province before the merger", required=False),
        Field("is_island", FieldType.FLAG, "some of its people cannot be reached by road"),
        Field("is_special_zone", FieldType.FLAG, "the unit is a special zone (đặc khu)"),
        Field("geometry", FieldType.GEOMETRY, "polygon, any declared CRS"),
    ),
)  # fmt: skip


def read_communes(path: Path) -> gpd.GeoDataFrame:
    """Read the communes of a study.

    Returns
    -------
    GeoDataFrame
        Indexed by ``commune_code``, EPSG:4326, fields as in ``FIELDS``, sorted by code.

    Raises
    ------
    LayerError
        When the file breaks the field table or a polygon is missing, empty or invalid.
    """
    communes = FIELDS.validate(read_features(path, FIELDS.layer), path)
    refuse_broken_polygons(communes, path, FIELDS.layer)
    return communes.sort_index()


def land_masses(
    communes: gpd.GeoDataFrame, *, gap_m: float, smallest_km2: float, crs: str
) -> gpd.GeoDataFrame:
    """Return the pieces of land that hang together by road, largest first.

    Rivers inside communes count as bridged, since the polygons cover them, and so does water
    narrower than ``gap_m``. A piece smaller than ``smallest_km2``, which the population raster
    cannot tell from its neighbour, goes with the nearest larger piece.

    Parameters
    ----------
    communes
        Polygons of the study.
    gap_m
        Widest water that counts as bridged, metres.
    smallest_km2
        Smallest piece that stands for itself, square kilometres.
    crs
        Metric coordinate reference system to measure in.

    Returns
    -------
    GeoDataFrame
        One row per land mass, index 0, 1, … by falling area, geometry in ``crs``.
    """
    pieces = shapely.get_parts(communes.geometry.to_crs(crs).union_all())
    joined = shapely.get_parts(shapely.union_all(shapely.buffer(pieces, gap_m / 2)))
    group = shapely.STRtree(joined).nearest(shapely.point_on_surface(pieces))
    masses = np.array([shapely.union_all(pieces[group == g]) for g in range(len(joined))])
    area_km2 = shapely.area(masses) / 1e6
    large = area_km2 >= min(smallest_km2, area_km2.max())
    home = np.flatnonzero(large)
    nearest = home[shapely.STRtree(masses[large]).nearest(masses)]
    masses = np.array([shapely.union_all(masses[nearest == g]) for g in home])
    order = np.argsort(-shapely.area(masses), kind="stable")
    return gpd.GeoDataFrame(geometry=gpd.GeoSeries(masses[order], crs=crs))
