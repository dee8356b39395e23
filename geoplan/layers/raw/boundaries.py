"""The communes of a province from its own boundary file."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geoplan.errors import LayerError
from geoplan.layers.communes import FIELDS, land_masses
from geoplan.layers.files import WGS84, refuse_broken_polygons, without_diacritics
from geoplan.layers.raw.columns import RawTable, Wanted, text_of
from geoplan.layers.raw.files import read_raw_features, refuse_separators
from geoplan.layers.raw.notes import Note, listed
from geoplan.layers.read import AREA_RATIO_MAX

PART = "boundaries"
TYPES = {
    "ward": ("Phường", "Ward"),
    "commune": ("Xã", "Commune"),
    "special_zone": ("Đặc khu", "Special Zone"),
}
CODE = Wanted(
    "commune_code",
    "its code of five digits in the national list",
    ("mã", "mã xã", "mã phường xã", "mã xã phường", "mã đơn vị", "mã đơn vị hành chính",
     "mã ĐVHC", "code", "GSO code", "commune id"),
)  # fmt: skip
PEOPLE = ("dân số", "số dân", "số người", "nhân khẩu", "quy mô dân số", "population", "pop")
WANTED = (
    CODE,
    Wanted(
        "name",
        "its name",
        ("tên", "tên xã", "tên phường xã", "tên xã phường", "tên đơn vị", "tên ĐVHC",
         "tên đơn vị hành chính", "full name", "commune name", "commune"),
    ),
    Wanted(
        "type",
        "what kind of unit it is",
        ("loại", "cấp", "loại hình", "loại đơn vị", "loại ĐVHC", "kind"),
        required=False,
        words={
            "ward": ("phường", "p."),
            "commune": ("xã", "x."),
            "special_zone": ("đặc khu", "special zone"),
        },
        told_by="name",
    ),
    Wanted("people", "its official population", PEOPLE, required=False),
    Wanted(
        "area_km2",
        "its official area in km²",
        ("diện tích", "diện tích km2", "DT", "DT km2", "area"),
        required=False,
    ),
    Wanted(
        "former_province",
        "its province before the merger",
        ("tỉnh cũ", "tỉnh trước sáp nhập"),
        required=False,
    ),
)  # fmt: skip
SAME_AREA = 0.001  # relative; a repair that changes more is a change of the boundary
GRID_DEGREES = 1e-7  # of coordinates, 1 cm


def read_boundaries(path: Path) -> tuple[RawTable, list[Note]]:
    """Read the boundary file of a province.

    Raises
    ------
    LayerError
        When it is unreadable or declares no CRS.
    """
    features, notes = read_raw_features(path, FIELDS.layer)
    return RawTable(PART, path, features, WANTED), notes


def metric_crs(frame: gpd.GeoDataFrame) -> str:
    """Return where distances are measured: the UTM zone of the middle, of VN-2000 where it is."""
    try:
        return str(frame.estimate_utm_crs("VN-2000").to_string())
    except RuntimeError:
        return str(frame.estimate_utm_crs("WGS 84").to_string())


def communes_of(
    named: gpd.GeoDataFrame, path: Path, crs: str
) -> tuple[gpd.GeoDataFrame, list[Note]]:
    """Return the communes of a boundary file.

    Parameters
    ----------
    named
        The rows with geoplan's names and words, EPSG:4326.
    path
        The file.
    crs
        Metric coordinate reference system to measure in.

    Returns
    -------
    GeoDataFrame
        Indexed by ``commune_code``, fields as in ``geoplan.layers.communes.FIELDS``; ``people`` is
        0 where the file holds none, ``is_island`` is false.

    Raises
    ------
    LayerError
        When the rows break the field table, or a polygon cannot be repaired.
    """
    notes: list[Note] = []
    frame = named.assign(commune_code=five_digits(named["commune_code"]))
    frame = frame.set_geometry(shapely.force_2d(frame.geometry.to_numpy()), crs=WGS84)
    if "people" in frame:
        refuse_separators(frame["people"], path, FIELDS.layer, "people")
    else:
        frame["people"] = 0
    is_measured = "area_km2" not in frame
    if is_measured:
        frame["area_km2"] = 1.0
    bare = _bare_names(frame, path)
    vi, en = (
        frame["type"].map({kind: words[at] for kind, words in TYPES.items()}).fillna("")
        for at in (0, 1)
    )
    frame["name"] = (vi + " " + bare).str.strip()
    frame["name_ascii"] = frame["name"].map(without_diacritics, na_action="ignore")
    frame["name_en"] = (bare.map(without_diacritics, na_action="ignore") + " " + en).str.strip()
    frame["is_special_zone"] = frame["type"] == "special_zone"
    frame["is_island"] = False
    notes.append(Note("Derived", "name_ascii and name_en: from the names"))
    communes = FIELDS.validate(frame, path).sort_index()
    shapes, repaired = _repaired(communes.geometry, crs)
    communes = communes.set_geometry(shapes)
    refuse_broken_polygons(communes, path, FIELDS.layer)
    if is_measured:
        communes["area_km2"] = (communes.to_crs(crs).area / 1e6).round(4)
        notes.append(Note("Derived", f"area_km2: measured in {crs}; {path.name} holds none"))
    _refuse_other_area(communes, path, crs)
    order = [f.name for f in FIELDS.fields if f.name in communes.columns]
    return communes[order], [*notes, *(Note("Repaired", f"{path.name}: {r}") for r in repaired)]


def with_islands(
    communes: gpd.GeoDataFrame, *, gap_m: float, smallest_km2: float, crs: str
) -> tuple[gpd.GeoDataFrame, list[Note]]:
    """Return the communes with ``is_island`` where they do not touch the largest land mass.

    Parameters
    ----------
    communes
        The communes.
    gap_m, smallest_km2, crs
        As ``geoplan.layers.communes.land_masses`` takes them.
    """
    lands = land_masses(communes, gap_m=gap_m, smallest_km2=smallest_km2, crs=crs)
    shapes = communes.geometry.to_crs(crs)
    lies_off = ~shapes.intersects(lands.geometry[0])
    names = listed(list(communes["name"][lies_off]))
    note = f"is_island: communes that do not touch the largest land mass: {names}"
    return communes.assign(is_island=lies_off), [Note("Derived", note)]


def five_digits(codes: pd.Series[Any]) -> pd.Series[Any]:
    """Return codes as text, with the leading zeros that numbers lose."""
    text = text_of(codes).str.replace(r"\.0+$", "", regex=True)
    return text.mask(text.str.fullmatch(r"\d{1,4}").fillna(value=False), text.str.zfill(5))


def _bare_names(frame: pd.DataFrame, path: Path) -> pd.Series[Any]:
    """Return the names without their kind of unit."""
    kind = next(wanted for wanted in WANTED if wanted.name == "type")
    names = text_of(frame["name"])
    told = names.map(kind.understood, na_action="ignore").fillna("")
    contrary = (told != "") & (told != frame["type"]) & frame["type"].notna()
    if contrary.any():
        rows = zip(names[contrary], frame["type"][contrary], strict=True)
        raise LayerError(
            "the name says another kind of unit than the type.",
            "Correct the one or the other.",
            file=path,
            layer=FIELDS.layer,
            field="type",
            rows=[f"{name}: {ours}" for name, ours in rows],
        )
    written = {word for ours, words in kind.words.items() for word in (ours, *words)}
    written |= {without_diacritics(word) for word in written}
    first = "|".join(re.escape(word) for word in sorted(written, key=len, reverse=True))
    return names.where(told == "", names.str.replace(rf"(?i)^({first})\s*", "", regex=True))


def _repaired(shapes: gpd.GeoSeries, crs: str) -> tuple[gpd.GeoSeries, list[str]]:
    """Return polygons on a grid of 1 cm, the invalid ones repaired where that keeps their area."""
    metric = shapes.to_crs(crs).to_numpy()
    broken = np.flatnonzero(~shapely.is_valid(metric) & ~shapely.is_missing(metric))
    whole = shapely.make_valid(metric[broken], method="structure", keep_collapsed=False)
    with np.errstate(divide="ignore", invalid="ignore"):
        change = np.abs(shapely.area(whole) / shapely.area(metric[broken]) - 1)
    kept = np.flatnonzero(change <= SAME_AREA)
    mended = shapes.to_numpy(copy=True)
    mended[broken[kept]] = gpd.GeoSeries(whole[kept], crs=crs).to_crs(WGS84)
    valid = shapely.is_valid(mended)
    mended[valid] = shapely.orient_polygons(shapely.set_precision(mended[valid], GRID_DEGREES))
    return gpd.GeoSeries(mended, shapes.index, crs=WGS84), [
        f"{shapes.index[broken[at]]}: {shapely.is_valid_reason(metric[broken[at]])}; area changed "
        f"by {change[at]:.4%}"
        for at in kept
    ]


def _refuse_other_area(communes: gpd.GeoDataFrame, path: Path, crs: str) -> None:
    ratio = communes["area_km2"] / (communes.to_crs(crs).area / 1e6)
    wrong = (ratio > AREA_RATIO_MAX) | (ratio < 1 / AREA_RATIO_MAX)
    if wrong.any():
        raise LayerError(
            f"the official area is not near that of the polygon, measured in {crs}.",
            "Give it in km², or map area_km2 to a blank; check the declared CRS.",
            file=path,
            layer=FIELDS.layer,
            field="area_km2",
            rows=[f"{code}: {r:.4g} × the polygon" for code, r in ratio[wrong].items()],
        )
