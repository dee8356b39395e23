"""Read a layer's file, and say in a sentence what is wrong with it."""

from __future__ import annotations

import hashlib
import unicodedata
from pathlib import Path
from typing import TypeVar

import geopandas as gpd
import pandas as pd
import pyogrio.errors
import shapely

from geoplan.errors import LayerError

WGS84 = "EPSG:4326"
Frame = TypeVar("Frame", bound=pd.DataFrame)


def sha256(path: Path) -> str:
    """Return the SHA-256 of a file as hexadecimal text."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def read_table(path: Path, layer: str) -> pd.DataFrame:
    """Read a CSV table as text, every column a string, blanks as missing.

    Parameters
    ----------
    path
        UTF-8, with or without a byte order mark, comma-separated, first line the field names.
    layer
        Named in the message when the file is refused.

    Raises
    ------
    LayerError
        When the file is absent, empty, not UTF-8 or not a table.
    """
    _require(path, layer)
    try:
        frame = pd.read_csv(path, dtype="string", encoding="utf-8-sig", keep_default_na=True)
    except UnicodeDecodeError as bad:
        line = path.read_bytes()[: bad.start].count(b"\n") + 1
        raise LayerError(
            f"the text is not UTF-8 (byte {bad.object[bad.start]:#04x} on line {line}; it may be "
            "Latin-1 or an old Vietnamese code page).",
            "Save the file again as CSV UTF-8.",
            file=path,
            layer=layer,
        ) from None
    except (pd.errors.ParserError, pd.errors.EmptyDataError) as bad:
        raise LayerError(
            f"the file is not a comma-separated table: {str(bad).strip()}.",
            "Save it as CSV with one header line and the same number of columns in each row.",
            file=path,
            layer=layer,
        ) from None
    return _filled(frame, path, layer)


def read_features(path: Path, layer: str) -> gpd.GeoDataFrame:
    """Read a vector file and return it in EPSG:4326.

    Parameters
    ----------
    path
        Any vector format that GDAL reads; it must declare its CRS.
    layer
        Named in the message when the file is refused.

    Raises
    ------
    LayerError
        When the file is absent, empty, unreadable or declares no CRS.
    """
    _require(path, layer)
    try:
        frame = gpd.read_file(path)
    except (pyogrio.errors.DataSourceError, pyogrio.errors.DataLayerError, ValueError) as bad:
        raise LayerError(
            f"the file cannot be read as vector data: {str(bad).splitlines()[0]}.",
            "Check that it is a whole GeoPackage, GeoJSON or Shapefile in UTF-8.",
            file=path,
            layer=layer,
        ) from None
    if not isinstance(frame, gpd.GeoDataFrame):
        raise LayerError(
            "the file holds no geometry.",
            "Name the file that holds the polygons.",
            file=path,
            layer=layer,
            field="geometry",
        )
    if frame.crs is None:
        raise LayerError(
            "the file declares no coordinate reference system.",
            "Save it with its CRS (for VN-2000 105°45′ that is EPSG:9210).",
            file=path,
            layer=layer,
            field="geometry",
        )
    return _filled(frame, path, layer).to_crs(WGS84)


def points(frame: pd.DataFrame) -> gpd.GeoDataFrame:
    """Return ``frame`` with point geometry made of its ``lon`` and ``lat`` in degrees."""
    geometry = gpd.points_from_xy(frame["lon"], frame["lat"])
    return gpd.GeoDataFrame(frame, geometry=geometry, crs=WGS84)


def without_diacritics(text: str) -> str:
    """Return Vietnamese ``text`` in plain Latin letters, for searching; never for joining.

    Examples
    --------
    >>> without_diacritics("Đồ Sơn, Thuỷ Nguyên")
    'Do Son, Thuy Nguyen'
    """
    bare = unicodedata.normalize("NFD", text.replace("Đ", "D").replace("đ", "d"))
    return "".join(letter for letter in bare if not unicodedata.combining(letter))


def refuse_broken_polygons(frame: gpd.GeoDataFrame, path: Path, layer: str) -> None:
    """Raise ``LayerError`` unless every geometry is a valid polygon that is not empty."""
    shapes = frame.geometry
    faults = {
        "is missing or empty": shapes.isna() | shapes.is_empty,
        "is not a polygon": ~shapes.geom_type.isin(["Polygon", "MultiPolygon"]),
        "is invalid": ~shapes.is_valid,
    }
    for problem, bad in faults.items():
        if bad.any():
            why = [
                f"{code}: {shapely.is_valid_reason(shape)}" if problem == "is invalid" else code
                for code, shape in shapes[bad].items()
            ]
            raise LayerError(
                f"the polygon {problem}.",
                "Repair it (in QGIS: Fix geometries) and save the layer again.",
                file=path,
                layer=layer,
                field="geometry",
                rows=why,
            )


def _require(path: Path, layer: str) -> None:
    if not path.is_file():
        raise LayerError(
            "the file does not exist.",
            "Correct the path, or put the file there.",
            file=path,
            layer=layer,
        )


def _filled(frame: Frame, path: Path, layer: str) -> Frame:
    if frame.empty:
        raise LayerError(
            "the file holds no rows.",
            "Check that the export that made it was complete.",
            file=path,
            layer=layer,
        )
    return frame
