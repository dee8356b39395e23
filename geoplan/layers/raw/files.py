"""Read a province's file as it came: columns and texts in NFC, geometry in degrees."""

from __future__ import annotations

import unicodedata
from pathlib import Path
from typing import Any, TypeVar

import geopandas as gpd
import pandas as pd
import pyogrio
from pyproj import CRS
from pyproj.transformer import TransformerGroup

from geoplan.errors import LayerError
from geoplan.layers.files import WGS84, read_features, read_table
from geoplan.layers.raw.columns import text_of
from geoplan.layers.raw.notes import Note

Frame = TypeVar("Frame", bound=pd.DataFrame)

GROUPED = r"\d{1,3}([.,\s]\d{3})+"


def read_raw_table(path: Path, layer: str) -> pd.DataFrame:
    """Read a CSV table as text.

    Raises
    ------
    LayerError
        When the file is absent, empty, not UTF-8 or not a table.
    """
    return _nfc(read_table(path, layer))


def read_raw_features(path: Path, layer: str) -> tuple[gpd.GeoDataFrame, list[Note]]:
    """Read a vector file in EPSG:4326, and say from which reference system.

    Raises
    ------
    LayerError
        When the file is unreadable, holds several layers, declares no CRS, or its text is read in
        a wrong encoding.
    """
    _refuse_several(path, layer)
    features = _nfc(read_features(path, layer))
    _refuse_misread(features, path, layer)
    return features, [Note("Read", f"{path.name}: {len(features):,} rows, {_origin(path)}")]


def refuse_separators(values: pd.Series[Any], path: Path, layer: str, field: str) -> None:
    """Refuse whole numbers whose thousands are set apart, since 12.345 may be 12 or 12,345.

    Raises
    ------
    LayerError
        Naming the first of them.
    """
    text = text_of(values)
    grouped = text.str.fullmatch(GROUPED).fillna(value=False)
    if grouped.any():
        raise LayerError(
            "the number may be set with a separator of thousands, or not be whole.",
            "Write whole numbers in digits only.",
            file=path,
            layer=layer,
            field=field,
            rows=text[grouped].unique(),
        )


def _nfc(frame: Frame) -> Frame:
    return frame.rename(columns=lambda name: unicodedata.normalize("NFC", str(name)).strip())


def _origin(path: Path) -> str:
    """Return the reference system of a vector file in words, and a warning if its datum is not."""
    crs = CRS(pyogrio.read_info(path)["crs"])
    number = f" (EPSG:{crs.to_epsg()})" if crs.to_epsg() else ""
    ways = TransformerGroup(crs, WGS84).transformers
    if "Ballpark" in ways[0].description:
        number += (
            "; its datum is not declared, so everything may lie some 200 m off: declare it (for "
            "VN-2000 / TM-3 105-30 that is EPSG:9209)"
        )
    return f"{crs.name}{number}"


def _refuse_several(path: Path, layer: str) -> None:
    try:
        held = [name for name, kind in pyogrio.list_layers(path) if kind is not None]
    except pyogrio.errors.DataSourceError:
        return  # whoever reads it says why
    if len(held) > 1:
        raise LayerError(
            f"the file holds several layers: {', '.join(held)}.",
            "Save the one that counts alone.",
            file=path,
            layer=layer,
        )


def _refuse_misread(frame: gpd.GeoDataFrame, path: Path, layer: str) -> None:
    """Refuse text in UTF-8 that was read as Latin-1, as GDAL does where a Shapefile is silent."""
    words = frame.select_dtypes(include=["object", "string"])
    held = [*map(str, words.columns), *(w for name in words for w in text_of(words[name]).dropna())]
    misread = [word for word in held if _as_utf8(word) != word]
    if misread:
        raise LayerError(
            "the text is in UTF-8, but the file does not say so.",
            f"Put a file {path.stem}.cpg with the one word UTF-8 beside it.",
            file=path,
            layer=layer,
            rows=[f"{word} is {_as_utf8(word)}" for word in misread],
        )


def _as_utf8(text: str) -> str:
    try:
        return text.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return text
