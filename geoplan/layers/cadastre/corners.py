"""Parcels out of lists: corner points row by row, or one point and an area."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geoplan.errors import LayerError
from geoplan.layers.cadastre.parcels import FIELDS
from geoplan.layers.raw.columns import text_of

KEY = ["old_commune", "commune_code", "sheet", "number"]
FEWEST = 3  # corners


def shapes_of(named: pd.DataFrame, path: Path) -> gpd.GeoDataFrame:
    """Return one row per parcel of a list, coordinates as they stand.

    Where the list numbers its corners, the rows of one parcel (same commune, sheet and number) are
    its ring, in the order of the file; a repeated first corner at the end is welcome, not needed.
    Else each row is a parcel at a point, without geometry where both coordinates are blank.

    Parameters
    ----------
    named
        The rows of the file with the names of ``ATTRIBUTES`` and ``CORNERS``, and ``row``; the
        fields of ``KEY`` are text.
    path
        The file.

    Raises
    ------
    LayerError
        Where a coordinate is no number, a corner has none, or a parcel has fewer than three
        corners.
    """
    is_point = "point" not in named
    nowhere = named[["x", "y"]].isna().all(axis=1).to_numpy() & is_point
    xy = np.column_stack([_numbers(named, field, nowhere, path) for field in ("x", "y")])
    rest = named.drop(columns=["x", "y", "point"], errors="ignore")
    if is_point:
        places = np.asarray(shapely.points(xy), dtype=object)
        places[nowhere] = None
        return gpd.GeoDataFrame(rest, geometry=places)
    if named["number"].isna().all():
        raise LayerError(
            "the list numbers corners, but no column tells which parcel they belong to.",
            "Add a column of the number of the parcel (số thửa), and of its sheet (số tờ).",
            file=path,
            layer=FIELDS.layer,
            field="number",
        )
    texts = pd.DataFrame({field: named[field].fillna("") for field in KEY})
    parcel = texts.groupby(KEY, sort=False).ngroup().to_numpy()
    order = np.argsort(parcel, kind="stable")
    first = np.flatnonzero(np.diff(parcel[order], prepend=-1))
    corners = np.diff(first, append=len(order))
    if (corners < FEWEST).any():
        few = order[first[corners < FEWEST]]
        raise LayerError(
            "the parcel has fewer than three corners.",
            "Add the missing corners, or leave the column of point numbers out and give its area.",
            file=path,
            layer=FIELDS.layer,
            field="point",
            rows=named["row"].iloc[few],
        )
    ring = np.repeat(np.arange(len(first)), corners)
    rings = shapely.linearrings(xy[order], indices=ring)  # which also closes them
    return gpd.GeoDataFrame(
        rest.iloc[order[first]].reset_index(drop=True), geometry=shapely.polygons(rings)
    )


def _numbers(named: pd.DataFrame, field: str, nowhere: Any, path: Path) -> Any:
    text = text_of(named[field])
    numbers = pd.to_numeric(text, errors="coerce")
    bad = numbers.isna() & ~nowhere
    if bad.any():
        told = zip(named["row"][bad], text[bad].fillna("blank"), strict=True)
        raise LayerError(
            "the coordinate is not a number.",
            "Write it with a decimal point and no separator of thousands.",
            file=path,
            layer=FIELDS.layer,
            field=field,
            rows=[f"{row}: {value}" for row, value in told],
        )
    return numbers.to_numpy(dtype=float)
