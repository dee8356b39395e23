"""Read a cadastral file as it came: attributes by their usual names, coordinates untouched."""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import pyogrio.errors
import shapely
import shapely.errors

from geoplan.errors import LayerError
from geoplan.layers.cadastre.corners import shapes_of
from geoplan.layers.cadastre.old_text import mended, mending
from geoplan.layers.cadastre.parcels import ATTRIBUTES, CORNERS, FIELDS, PART
from geoplan.layers.cadastre.readings import code_of
from geoplan.layers.raw.columns import RawTable, Wanted, text_of
from geoplan.layers.raw.files import read_raw_table
from geoplan.layers.raw.mapping import Mapping
from geoplan.layers.raw.notes import Note

VECTOR = {".gpkg", ".shp", ".zip", ".geojson", ".json"}
BYTEWISE = {".shp", ".zip"}  # their text is judged here, not by a code page they may not state
NO_SHEET = {"HEADERS": "FORCE"}  # the first line of a sheet is its names, even if all are text
UNIT = r"\s*(m2|m²)$"


@dataclass(frozen=True)
class RawParcels:
    """Parcels with coordinates as they stand in the file.

    Parameters
    ----------
    path
        The file.
    frame
        One row per parcel, index 0, 1, …: ``row``, the text columns ``old_commune``,
        ``commune_code``, ``sheet``, ``number`` and ``land_use``, ``stated_area_m2`` as numbers,
        ``is_unclosed`` (a ring was closed in reading), and ``geometry`` without a CRS. What the
        file does not hold is missing.
    declared
        Code or WKT of the CRS that the file declares, None where it declares none.
    notes
        What was understood and mended.
    """

    path: Path
    frame: gpd.GeoDataFrame
    declared: str | None
    notes: list[Note]


def read_parcels(path: Path) -> RawParcels:
    """Read GeoPackage, Shapefile (also zipped), GeoJSON, CSV or XLSX.

    Raises
    ------
    LayerError
        When the file is absent, of another kind, unreadable or empty, when two columns may hold
        the same field, when its text is in no known encoding, or when a number is none.
    """
    suffix = path.suffix.casefold()
    if not path.is_file():
        raise _refused("the file does not exist.", "Correct the path, or put the file there.", path)
    came: pd.DataFrame
    if suffix in VECTOR:
        came, unclosed = _features(path, suffix)
    elif suffix == ".csv":
        came = read_raw_table(path, FIELDS.layer)
    elif suffix == ".xlsx":
        came = _opened(path, read_geometry=False, **NO_SHEET)
    else:
        raise _refused(
            f"parcels are not read from {suffix or 'a file without an ending'}.",
            "Save it as GeoPackage, Shapefile, GeoJSON, CSV or XLSX.",
            path,
        )
    if came.empty:
        raise _refused(
            "the file holds no rows.", "Check that the export that made it was complete.", path
        )
    texts, notes = _mended(came, path)
    has_shapes = isinstance(came, gpd.GeoDataFrame)
    named = _named(texts, path, ATTRIBUTES if has_shapes else (*ATTRIBUTES, *CORNERS))
    declared = None
    if has_shapes:
        crs = came.crs
        declared = code_of(crs) if crs is not None else None
        frame = gpd.GeoDataFrame(named, geometry=came.geometry.to_numpy(), crs=None)
        frame["is_unclosed"] = unclosed
    else:
        frame = shapes_of(named, path).assign(is_unclosed=False)
    count = f"{path.name}: {len(came):,} rows, {len(frame):,} parcels"
    return RawParcels(path, frame, declared, [Note("Read", count), *notes])


def _features(path: Path, suffix: str) -> tuple[gpd.GeoDataFrame, Any]:
    """Return the features, rings closed, and which had one to be closed."""
    unclosed: Any = False
    options = {"encoding": "ISO-8859-1"} if suffix in BYTEWISE else {}
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "Non closed ring", RuntimeWarning)  # it is a finding
        try:
            frame = _opened(path, **options)
        except shapely.errors.GEOSException:
            frame = _opened(path, on_invalid="fix", **options)
            strict = _opened(path, on_invalid="ignore", **options)
            unclosed = strict.geometry.isna().to_numpy() & frame.geometry.notna().to_numpy()
    if not isinstance(frame, gpd.GeoDataFrame):
        raise _refused("the file holds no geometry.", "Name the file that holds the parcels.", path)
    return frame, unclosed


def _opened(path: Path, **options: Any) -> pd.DataFrame:
    try:
        layers = [str(name) for name, _ in pyogrio.list_layers(path)]
        if len(layers) > 1:
            raise _refused(
                f"the file holds several layers: {', '.join(layers)}.",
                "Save the one that counts alone.",
                path,
            )
        frame: pd.DataFrame = pyogrio.read_dataframe(path, **options)
    except (pyogrio.errors.DataSourceError, pyogrio.errors.DataLayerError, ValueError) as bad:
        raise _refused(
            f"the file cannot be read: {str(bad).splitlines()[0]}.",
            "Check that it is whole, and a Shapefile with its .shx and .dbf.",
            path,
        ) from None
    return frame


def _mended(came: pd.DataFrame, path: Path) -> tuple[pd.DataFrame, list[Note]]:
    """Return names and texts as they were meant, without geometry."""
    frame = pd.DataFrame(came.drop(columns="geometry", errors="ignore"))
    words = [str(name) for name in frame.select_dtypes(include=["object", "string"]).columns]
    different = {name: text_of(frame[name]).dropna().unique() for name in words}
    encoding = mending([*map(str, frame.columns), *(t for ts in different.values() for t in ts)])
    if encoding is None:
        odd = [f"{name}: {t}" for name, ts in different.items() for t in ts if not t.isascii()]
        raise LayerError(
            "the text is not Unicode, and cannot be told to be TCVN3 or VISCII for sure.",
            "Convert it to Unicode (in UniKey: Toolkit) and save the file again in UTF-8.",
            file=path,
            layer=FIELDS.layer,
            rows=odd,
        )
    for name, texts in different.items():
        meant = {text: mended(text, encoding) for text in texts}
        frame[name] = text_of(frame[name]).map(meant).astype("string")
    frame = frame.rename(columns=lambda name: mended(str(name), encoding).strip())
    told = f"{path.name}: text converted from {encoding} to Unicode"
    return frame, [Note("Repaired", told)] if encoding else []


def _named(frame: pd.DataFrame, path: Path, wanted: tuple[Wanted, ...]) -> pd.DataFrame:
    """Return the rows under geoplan's names, each field a column."""
    table = RawTable(PART, path, frame, wanted)
    for name, found in table.found(Mapping()).items():
        if found.is_open:
            problem = (
                f"several columns may hold it: {', '.join(found.candidates)}."
                if found.candidates
                else f"no column holds {found.wanted.meaning}; found: {', '.join(table.columns)}."
            )
            cure = f"Name the one that holds {found.wanted.meaning} {name}, the others otherwise."
            raise LayerError(problem, cure, file=path, layer=FIELDS.layer, field=name)
    named: pd.DataFrame = table.named(Mapping())
    named.insert(0, "row", np.arange(1, len(named) + 1))
    for field in ("old_commune", "commune_code", "sheet", "number", "land_use"):
        named[field] = _plain_text(named[field]) if field in named else pd.NA
    legal, stated = (_areas(named, field, path) for field in ("legal_area_m2", "stated_area_m2"))
    named["stated_area_m2"] = legal.fillna(stated)
    return named.drop(columns="legal_area_m2", errors="ignore")


def _plain_text(values: pd.Series[Any]) -> pd.Series[Any]:
    """Return text, whole numbers without the ``.0`` that a column with blanks gets."""
    return text_of(values).str.replace(r"^(\d+)\.0+$", r"\1", regex=True)


def _areas(named: pd.DataFrame, field: str, path: Path) -> pd.Series[Any]:
    if field not in named:
        return pd.Series(np.nan, named.index, dtype=float)
    text = text_of(named[field]).str.replace(UNIT, "", regex=True)
    numbers = pd.to_numeric(text, errors="coerce").astype(float)
    bad = numbers.isna() & text.notna()
    if bad.any():
        raise LayerError(
            "the area is not a number.",
            "Write it in m² with a decimal point and no separator of thousands.",
            file=path,
            layer=FIELDS.layer,
            field=field,
            rows=[f"{r}: {t}" for r, t in zip(named["row"][bad], text[bad], strict=True)],
        )
    return numbers


def _refused(problem: str, cure: str, path: Path) -> LayerError:
    return LayerError(problem, cure, file=path, layer=FIELDS.layer)
