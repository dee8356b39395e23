"""Find what is wrong with parcels, row by row."""

from __future__ import annotations

from math import isnan
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from geoplan.layers.cadastre.placing import FINDING_COLUMNS, in_metres
from geoplan.layers.cadastre.uses import parts_of

AREA_TOLERANCE = 0.01  # relative, between the stated and the geodesic area
OVERLAP_M2 = 0.5  # smallest overlap that counts; a choice, near what surveyed corners leave
SLIVER_M = 0.5  # mean width beneath which a parcel is a sliver; a choice
ATTRIBUTES = ("old_commune", "sheet", "number", "land_use", "stated_area_m2")

Shapes = NDArray[Any]
Numbers = NDArray[Any]


def faults(parcels: gpd.GeoDataFrame) -> pd.DataFrame:
    """Return what is wrong with parcels, one finding per row of the file and fault.

    Parameters
    ----------
    parcels
        As ``placing.place`` returns them.

    Returns
    -------
    DataFrame
        ``row``, ``parcel_id``, ``fault``, ``detail``, ``is_mended`` (always false), sorted by row.
        Faults: duplicate key, missing attribute, missing geometry, not a polygon or point,
        self-crossing ring, multipart, hole, sliver, overlap, area differs, several zones.
    """
    shapes = parcels.geometry.to_numpy()
    is_sound = shapely.is_valid(shapes) & (shapely.get_dimensions(shapes) == 2)
    metric = shapes.copy()
    metric[~is_sound] = None
    metric = in_metres(metric)
    found = [
        _duplicates(parcels),
        *(_at(parcels, parcels[field].isna(), "missing attribute", field) for field in ATTRIBUTES),
        *_of_shape(parcels, shapes, metric),
        _areas(parcels),
        _overlaps(parcels, metric),
        _zones(parcels),
    ]
    return pd.concat(found, ignore_index=True).sort_values("row", kind="stable", ignore_index=True)


def _at(parcels: gpd.GeoDataFrame, bad: Any, fault: str, detail: Any) -> pd.DataFrame:
    """Return a finding per bad row; ``detail`` is one text, or one for each of them."""
    at = np.flatnonzero(bad)
    return pd.DataFrame(
        {
            "row": parcels["row"].to_numpy()[at],
            "parcel_id": parcels.index.to_numpy()[at],
            "fault": fault,
            "detail": detail,
            "is_mended": False,
        },
        columns=FINDING_COLUMNS,
    )


def _duplicates(parcels: gpd.GeoDataFrame) -> pd.DataFrame:
    """Return the rows whose key stands before; a key with a part missing is no key."""
    known = parcels[["old_commune", "sheet", "number"]].notna().all(axis=1).to_numpy()
    again = known & parcels.index.duplicated()
    rows = pd.Series(parcels["row"].to_numpy(), parcels.index)
    first = rows[~parcels.index.duplicated()].reindex(parcels.index[again])
    return _at(parcels, again, "duplicate key", [f"stands in row {row} already" for row in first])


def _of_shape(parcels: gpd.GeoDataFrame, shapes: Shapes, metric: Shapes) -> list[pd.DataFrame]:
    kind = shapely.get_type_id(shapes)
    missing = shapely.is_missing(shapes) | shapely.is_empty(shapes)
    is_area = shapely.get_dimensions(shapes) == 2
    is_other = ~missing & ~is_area & (kind != shapely.GeometryType.POINT)
    crossing = is_area & ~shapely.is_valid(shapes)
    parts = np.where(is_area, shapely.get_num_geometries(shapes), 0)
    holes = _holes(shapes)
    with np.errstate(divide="ignore", invalid="ignore"):
        width_m = 2 * shapely.area(metric) / shapely.length(metric)
    thin = ~shapely.is_missing(metric) & (width_m < SLIVER_M)
    return [
        _at(parcels, missing, "missing geometry", "no shape, or one with no place on Earth"),
        _at(parcels, is_other, "not a polygon or point", [s.geom_type for s in shapes[is_other]]),
        _at(
            parcels, crossing, "self-crossing ring", list(shapely.is_valid_reason(shapes[crossing]))
        ),
        _at(parcels, parts > 1, "multipart", [f"{n} parts" for n in parts[parts > 1]]),
        _at(parcels, holes > 0, "hole", [f"{n} inside" for n in holes[holes > 0]]),
        _at(
            parcels, thin, "sliver", [f"{width:.2f} m wide in the mean" for width in width_m[thin]]
        ),
    ]


def _holes(shapes: Shapes) -> NDArray[np.int64]:
    parts, of = shapely.get_parts(shapes, return_index=True)
    inside = shapely.get_num_interior_rings(parts)
    return np.bincount(of, weights=inside, minlength=len(shapes)).astype(np.int64)


def _areas(parcels: gpd.GeoDataFrame) -> pd.DataFrame:
    stated, measured = parcels["stated_area_m2"], parcels["area_m2"]
    with np.errstate(divide="ignore", invalid="ignore"):
        change = (measured / stated - 1).to_numpy()
    sound = shapely.is_valid(parcels.geometry.to_numpy())  # a ring across itself has no area
    differ = (np.abs(change) > AREA_TOLERANCE) & sound  # NaN where one of them is not known
    told = zip(stated[differ], measured[differ], change[differ], strict=True)
    detail = [f"stated {s:,.1f} m², measured {m:,.1f} m² ({c:+.1%})" for s, m, c in told]
    return _at(parcels, differ, "area differs", detail)


def overlapping(one: Shapes, other: Shapes) -> tuple[Numbers, Numbers, Numbers]:
    """Return which shapes of one lot share ground with which of another, and how many m².

    Parameters
    ----------
    one, other
        Valid polygons in metres, missing ones are skipped; shapes (n,) and (m,).

    Returns
    -------
    at, with_, shared_m2
        Places in ``one`` and in ``other``, and more than ``OVERLAP_M2`` for each pair.
    """
    at, with_ = shapely.STRtree(other).query(one)
    ours, theirs = shapely.bounds(one)[at], shapely.bounds(other)[with_]
    side = np.minimum(ours[:, 2:], theirs[:, 2:]) - np.maximum(ours[:, :2], theirs[:, :2])
    near = side.min(axis=1) * side.max(axis=1) > OVERLAP_M2
    if one is other:
        near &= at < with_
    at, with_ = at[near], with_[near]
    shared = shapely.area(shapely.intersection(one[at], other[with_]))
    large = shared > OVERLAP_M2
    return at[large], with_[large], shared[large]


def _zones(parcels: gpd.GeoDataFrame) -> pd.DataFrame:
    zones = {text: parts_of(text) for text in parcels["zones"].dropna().unique()}
    several = parcels["zones"].isin([text for text, parts in zones.items() if len(parts) > 1])
    details = [
        ", ".join(code if isnan(m2) else f"{code} {m2:,.1f} m²" for code, m2 in zones[text].items())
        for text in parcels["zones"][several]
    ]
    return _at(parcels, several, "several zones", details)


def _overlaps(parcels: gpd.GeoDataFrame, metric: Shapes) -> pd.DataFrame:
    """Return the parcels that share ground with another, both of each pair."""
    one, other, shared = overlapping(metric, metric)
    pairs, partners = np.concatenate([one, other]), np.concatenate([other, one])
    rows = parcels["row"].to_numpy()
    told = zip(rows[partners], np.tile(shared, 2), strict=True)
    return pd.DataFrame(
        {
            "row": rows[pairs],
            "parcel_id": parcels.index.to_numpy()[pairs],
            "fault": "overlap",
            "detail": [f"{area:,.1f} m² with row {row}" for row, area in told],
            "is_mended": False,
        },
        columns=FINDING_COLUMNS,
    )
