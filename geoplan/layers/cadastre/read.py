"""Read a cadastral file as it came: attributes by their usual names, coordinates untouched."""

from __future__ import annotations

import warnings
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
import pyogrio
import pyogrio.errors
import shapely.errors

from geoplan.errors import LayerError
from geoplan.layers.cadastre.attributes import FINDINGS, named, with_mended_text, worded
from geoplan.layers.cadastre.corners import shapes_of
from geoplan.layers.cadastre.drawing import read_drawing
from geoplan.layers.cadastre.parcels import ATTRIBUTES, CORNERS, FIELDS, PART
from geoplan.layers.cadastre.readings import code_of
from geoplan.layers.cadastre.tables import read_list
from geoplan.layers.raw.mapping import CONSTANTS, Mapping
from geoplan.layers.raw.notes import Note

VECTOR = {".gpkg", ".shp", ".zip", ".geojson", ".json"}
LISTS = {".csv", ".xlsx"}
DRAWING, OTHER_DRAWINGS = ".dxf", {".dwg", ".dgn"}
BYTEWISE = {".shp", ".zip"}  # their text is judged here, not by a code page they may not state


@dataclass(frozen=True)
class RawParcels:
    """Parcels with coordinates as they stand in the file.

    Parameters
    ----------
    path
        The file.
    frame
        One row per parcel, index 0, 1, …: ``row``, the text columns ``old_commune``,
        ``commune_code``, ``sheet``, ``number``, ``land_use``, ``name``, ``status`` and ``zones``,
        ``stated_area_m2``, ``floor_m2`` and ``price_m_vnd_m2`` as numbers, ``is_unclosed`` (a ring
        was closed in reading), and ``geometry`` without a CRS. What the file does not hold is
        missing.
    declared
        Code or WKT of the CRS that the file declares, None where it declares none.
    findings
        What reading found by row: ``row``, ``fault``, ``detail``, ``is_mended``.
    notes
        What was understood and mended.
    """

    path: Path
    frame: gpd.GeoDataFrame
    declared: str | None
    findings: pd.DataFrame
    notes: list[Note]


def read_parcels(path: Path, mapping: Mapping | None = None) -> RawParcels:
    """Read GeoPackage, Shapefile (also zipped), GeoJSON, DXF, CSV or XLSX.

    Parameters
    ----------
    path
        The file; what it is tells its ending.
    mapping
        Its part ``parcels`` says which column (of a drawing: which layer) holds what, what words
        mean, and what holds for the whole file.

    Raises
    ------
    LayerError
        When the file is absent, of another kind, unreadable or empty, when two columns may hold
        the same field, when its text is in no known encoding, or when a number is none.
    StudyError
        When the mapping names what the file does not hold.
    """
    mapping = mapping or Mapping()
    suffix = path.suffix.casefold()
    if not path.is_file():
        raise _refused("the file does not exist.", "Correct the path, or put the file there.", path)
    if suffix in VECTOR:
        raw = _of_features(path, mapping, bytewise=suffix in BYTEWISE)
    elif suffix in LISTS:
        raw = _of_list(path, mapping)
    elif suffix == DRAWING:
        raw = _of_drawing(path, mapping)
    else:
        other = "GeoPackage, Shapefile, GeoJSON, DXF, CSV or XLSX"
        raise _refused(
            f"parcels are not read from {suffix or 'a file without an ending'}.",
            f"Save it as {'DXF' if suffix in OTHER_DRAWINGS else other}.",
            path,
        )
    frame, unclear = worded(raw.frame)
    findings = pd.concat([raw.findings, unclear], ignore_index=True)
    return replace(raw, frame=gpd.GeoDataFrame(frame), findings=findings)


def _of_features(path: Path, mapping: Mapping, *, bytewise: bool) -> RawParcels:
    came, unclosed = _features(path, {"encoding": "ISO-8859-1"} if bytewise else {})
    _refuse_empty(came, path)
    texts, notes = with_mended_text(came, path)
    rows = pd.Series(range(1, len(came) + 1))
    fields, taken = named(texts, rows, path, ATTRIBUTES, mapping)
    frame = gpd.GeoDataFrame(fields, geometry=came.geometry.to_numpy(), crs=None)
    frame["is_unclosed"] = unclosed
    declared = code_of(came.crs) if came.crs is not None else None
    count = _count(path, len(came), len(frame))
    return RawParcels(path, frame, declared, _nothing(), [count, *notes, *taken])


def _of_list(path: Path, mapping: Mapping) -> RawParcels:
    wanted = (*ATTRIBUTES, *CORNERS)
    sheet = read_list(path, wanted, mapping)
    _refuse_empty(sheet.frame, path)
    texts, notes = with_mended_text(sheet.frame, path)
    fields, taken = named(texts, sheet.rows, path, wanted, mapping)
    frame = shapes_of(fields, path).assign(is_unclosed=False)
    count = _count(path, len(fields), len(frame))
    return RawParcels(path, frame, None, _nothing(), [count, *sheet.notes, *notes, *taken])


def _of_drawing(path: Path, mapping: Mapping) -> RawParcels:
    drawn = read_drawing(path, mapping)
    texts, notes = with_mended_text(drawn.fields, path)
    only_words = Mapping(words=mapping.words, constants=mapping.constants)  # layers are found
    fields, _ = named(texts, drawn.rows, path, ATTRIBUTES, only_words)
    frame = gpd.GeoDataFrame(fields, geometry=drawn.shapes, crs=None)
    frame["is_unclosed"] = False
    count = Note("Read", f"{path.name}: {drawn.lines:,} lines, {len(frame):,} parcels")
    return RawParcels(
        path, frame, None, drawn.findings, [count, *drawn.notes, *notes, *_unsaid(frame, path)]
    )


def _unsaid(frame: pd.DataFrame, path: Path) -> list[Note]:
    """Return what a drawing seldom says, and where to say it."""
    is_commune_known = frame[["old_commune", "commune_code"]].notna().any(axis=None)
    lacking = [] if is_commune_known else ["the commune (old_commune)"]
    lacking += [] if frame["sheet"].notna().any() else ["the sheet (sheet)"]
    if not lacking:
        return []
    cure = f"give it in a file for --mapping, under [{PART}.{CONSTANTS}]"
    return [Note("Read", f"{path.name} does not say {' and '.join(lacking)}: {cure}")]


def _count(path: Path, rows: int, parcels: int) -> Note:
    return Note("Read", f"{path.name}: {rows:,} rows, {parcels:,} parcels")


def _nothing() -> pd.DataFrame:
    return pd.DataFrame(columns=FINDINGS)


def _features(path: Path, options: dict[str, str]) -> tuple[gpd.GeoDataFrame, Any]:
    """Return the features, rings closed, and which had one to be closed."""
    unclosed: Any = False
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


def _refuse_empty(came: pd.DataFrame, path: Path) -> None:
    if came.empty:
        raise _refused(
            "the file holds no rows.", "Check that the export that made it was complete.", path
        )


def _refused(problem: str, cure: str, path: Path) -> LayerError:
    return LayerError(problem, cure, file=path, layer=FIELDS.layer)
