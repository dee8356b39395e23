"""Bring the parcels of several cadastral files together: no parcel and no id twice."""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from geoplan.layers.cadastre.faults import overlapping
from geoplan.layers.cadastre.parcels import FIELDS
from geoplan.layers.cadastre.placing import in_metres, keys
from geoplan.layers.files import WGS84

SAME_DEG = 2e-8  # some 2 mm: what two zones of VN-2000 leave between two writings of a parcel
FILLED = ("name", "land_use", "zones", "status", "floor_m2", "price_m_vnd_m2", "stated_area_m2")
COLUMNS = ["source", "row", "parcel_id", "fault", "detail", "is_mended"]

Shapes = NDArray[Any]
Flags = NDArray[np.bool_]


def joined(
    held: gpd.GeoDataFrame | None, fresh: gpd.GeoDataFrame
) -> tuple[gpd.GeoDataFrame, pd.DataFrame]:
    """Return stored parcels with fresh ones, and what was found in bringing them together.

    Those stored from files of the same names are replaced; the others keep their ids. Left out are
    fresh parcels without a position, without a valid polygon or a point, and those that stand
    already with the same key and shape, from which the earlier one takes what it lacks. The same
    key with another shape gets ``#2``, ``#3``, ….

    Parameters
    ----------
    held
        As ``read_stored`` returns them; None where there are none.
    fresh
        As ``place`` returns them, of one or several files.

    Returns
    -------
    parcels
        Indexed by ``parcel_id``, no id twice, by ``source`` and ``row``.
    findings
        ``source``, ``row``, ``parcel_id``, ``fault``, ``detail``, ``is_mended``: of fresh parcels
        what was left out, stored under another id, or lies on a parcel of another file.
    """
    is_sound, out = _sound(fresh)
    new = fresh[is_sound].reset_index()
    sources = fresh["source"].unique()
    old = new.iloc[:0]
    if held is not None:
        old = held[~held["source"].isin(sources)].reset_index()
    both = pd.concat([old, new], ignore_index=True) if len(old) else new
    whole = gpd.GeoDataFrame(both, geometry="geometry", crs=WGS84)
    is_new = np.arange(len(whole)) >= len(old)
    key = keys(whole)
    whole, is_again, again = _repeated(whole, key, is_new)
    whole, key, is_new = whole[~is_again], key[~is_again], is_new[~is_again]
    whole = whole.reset_index(drop=True)
    whole["parcel_id"], renamed = _renamed(whole, key.reset_index(drop=True), is_new)
    findings = pd.concat([out, again, renamed, _shared(whole, is_new)], ignore_index=True)
    order = [field.name for field in FIELDS.fields if field.name in whole.columns]
    parcels = whole[order].sort_values(["source", "row"], kind="stable").set_index("parcel_id")
    return parcels, findings.sort_values(["source", "row"], kind="stable", ignore_index=True)


def _sound(fresh: gpd.GeoDataFrame) -> tuple[Flags, pd.DataFrame]:
    shapes = fresh.geometry.to_numpy()
    is_lost = shapely.is_missing(shapes) | shapely.is_empty(shapes)
    is_area = np.isin(shapely.get_type_id(shapes), [3, 6])  # polygon, multipolygon
    is_point = shapely.get_type_id(shapes) == shapely.GeometryType.POINT
    is_other = ~is_lost & ~is_area & ~is_point
    is_broken = is_area & ~shapely.is_valid(shapes)
    frame = fresh.reset_index()
    found = [
        _found(frame, is_lost, "left out", "it has no position"),
        _found(frame, is_other, "left out", "it is no polygon and no point"),
        _found(frame, is_broken, "left out", "its ring crosses itself; mend it and read it again"),
    ]
    return ~(is_lost | is_other | is_broken), pd.concat(found, ignore_index=True)


def _repeated(
    whole: gpd.GeoDataFrame, key: pd.Series[str], is_new: Flags
) -> tuple[gpd.GeoDataFrame, Flags, pd.DataFrame]:
    """Return which fresh parcels stand before with the same key and shape.

    What the one that stands before does not say of itself is filled in from the fresh one.
    """
    shapes, number = whole.geometry.to_numpy(), key.to_numpy(dtype=object)
    at = np.flatnonzero(key.duplicated(keep=False))
    one, other = shapely.STRtree(shapes[at]).query(shapes[at])
    one, other = at[one], at[other]
    may = (one < other) & (number[one] == number[other])
    one, other = one[may], other[may]
    apart = np.abs(shapely.bounds(shapes[one]) - shapely.bounds(shapes[other])).max(
        axis=1, initial=0.0
    )
    one, other = one[apart <= SAME_DEG], other[apart <= SAME_DEG]
    is_same = shapely.hausdorff_distance(shapes[one], shapes[other]) <= SAME_DEG
    pairs = pd.DataFrame({"of": one[is_same], "again": other[is_same]})
    first = pairs[is_new[pairs["again"]]].groupby("again")["of"].min()
    is_again = np.zeros(len(whole), dtype=bool)
    is_again[first.index] = True
    rows, sources = whole["row"].to_numpy(), whole["source"].to_numpy()
    details = [f"the same stands in row {rows[of]} of {sources[of]}" for of in first]
    filled = whole.copy()
    for name in whole.columns.intersection([*FILLED]):
        lacks = whole[name].isna().to_numpy()[first] & whole[name].notna().to_numpy()[first.index]
        filled.loc[first[lacks], name] = whole[name].to_numpy()[first.index[lacks]]
        for place in np.flatnonzero(lacks):
            details[place] += f", which takes its {name}"
    return (
        filled,
        is_again,
        _found(whole, is_again, "repeated parcel, left out", details, is_mended=True),
    )


def _renamed(
    whole: gpd.GeoDataFrame, key: pd.Series[str], is_new: Flags
) -> tuple[list[str], pd.DataFrame]:
    """Return ids of which none stands twice, and the parcels whose key had been taken."""
    ids: list[str] = whole["parcel_id"].tolist()
    place = {ids[at]: at for at in np.flatnonzero(~is_new)}
    suffix = dict[str, int]()
    again = np.zeros(len(whole), dtype=bool)
    for at in np.flatnonzero(is_new):
        base = own = key[at]
        while own in place:
            suffix[base] = suffix.get(base, 1) + 1
            own = f"{base}#{suffix[base]}"
        ids[at], again[at] = own, own != base
        place[own] = at
    has_key = whole[["old_commune", "sheet", "number"]].notna().all(axis=1).to_numpy()
    again &= has_key  # without a whole key, that one is missing is said already
    rows, sources = whole["row"].to_numpy(), whole["source"].to_numpy()
    details = []
    for at in np.flatnonzero(again):
        first = place.get(key[at])
        where = "" if first is None else f"row {rows[first]} of {sources[first]} has the same key"
        details.append(f"{where or 'the key was taken'}, another shape; stored as {ids[at]}")
    named = whole.assign(parcel_id=ids)
    return ids, _found(named, again, "key stands twice", details)


def _shared(whole: gpd.GeoDataFrame, is_new: Flags) -> pd.DataFrame:
    """Return the fresh parcels that lie on parcels of another file."""
    sources = whole["source"].to_numpy()
    shapes = whole.geometry.to_numpy()
    is_area = shapely.get_dimensions(shapes) > 1
    found = []
    for source in pd.unique(sources[is_new]):
        ours = np.flatnonzero((sources == source) & is_area)
        others = np.flatnonzero((sources != source) & is_area)
        if not len(others) or not len(ours):
            continue
        metric = in_metres(shapes[np.concatenate([ours, others])])
        at, with_, shared_m2 = overlapping(metric[: len(ours)], metric[len(ours) :])
        rows, their = whole["row"].to_numpy()[others[with_]], sources[others[with_]]
        told = zip(shared_m2, rows, their, strict=True)
        lines = [f"{area:,.1f} m² with row {row} of {name}" for area, row, name in told]
        found.append(_of(whole.iloc[ours[at]], "overlap between files", lines, is_mended=False))
    return pd.concat(found, ignore_index=True) if found else pd.DataFrame(columns=COLUMNS)


def _found(
    frame: pd.DataFrame, at: Flags, fault: str, detail: Any, *, is_mended: bool = False
) -> pd.DataFrame:
    return _of(frame[at], fault, detail, is_mended=is_mended)


def _of(rows: pd.DataFrame, fault: str, detail: Any, *, is_mended: bool) -> pd.DataFrame:
    named = rows[["source", "row", "parcel_id"]].reset_index(drop=True)
    return pd.DataFrame(named).assign(fault=fault, detail=detail, is_mended=is_mended)[COLUMNS]
