"""Put the parcels of a file on the map by one reading, and close and clean their rings."""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from pyproj import Transformer

from geoplan.layers.cadastre.naming import communes_named
from geoplan.layers.cadastre.parcels import FIELDS
from geoplan.layers.cadastre.read import RawParcels
from geoplan.layers.cadastre.readings import Numbers, Reading
from geoplan.layers.files import WGS84

SAME_AREA = 0.001  # relative; cleaning that changes more would change the parcel
FEWEST = 4  # coordinates of a ring, the first one twice
FINDING_COLUMNS = ["row", "parcel_id", "fault", "detail", "is_mended"]

Shapes = NDArray[Any]


def place(
    raw: RawParcels, reading: Reading, communes: gpd.GeoDataFrame
) -> tuple[gpd.GeoDataFrame, pd.DataFrame]:
    """Return the parcels in EPSG:4326, and what was found in reading and mended.

    A line of three corners or more becomes the polygon around it. A ring that touches itself is
    cleaned where that keeps the area within 0.1 %; another invalid one stays as it is.

    Parameters
    ----------
    raw
        The file.
    reading
        How its coordinates are meant.
    communes
        Indexed by ``commune_code``.

    Returns
    -------
    parcels
        Fields as in ``FIELDS``, in the order of the file, indexed by ``parcel_id`` (which repeats
        where the file repeats a key). A position that the reading cannot have is missing.
    findings
        ``row``, ``parcel_id``, ``fault``, ``detail``, ``is_mended``: those of reading, and one per
        mend.
    """
    frame = pd.DataFrame(raw.frame.drop(columns=["geometry", "is_unclosed"])).assign(
        source=raw.path.name, crs=reading.crs, datum_operation=reading.operation
    )
    frame["commune_code"], commune = named_codes(raw, communes), frame["commune_code"]
    frame["old_commune"] = frame["old_commune"].fillna(commune)
    frame.insert(0, "parcel_id", keys(frame))
    shapes, closed = _closed(shapely.force_2d(raw.frame.geometry.to_numpy()))
    closed = np.union1d(closed, np.flatnonzero(raw.frame["is_unclosed"]))
    shapes = _transformed(shapes, reading)
    shapes, cleaned = _cleaned(shapes)
    frame["area_m2"] = np.where(shapely.get_dimensions(shapes) == 2, area_m2(shapes), np.nan)
    ids = frame["parcel_id"].set_axis(frame["row"])
    found = raw.findings.assign(parcel_id=raw.findings["row"].map(ids))
    mended = [
        found[FINDING_COLUMNS],
        _mends(frame, closed, "unclosed ring", "closed from the last corner to the first"),
        _mends(frame, cleaned, "self-touching ring", "cleaned, area kept"),
    ]
    placed = gpd.GeoDataFrame(frame, geometry=shapes, crs=WGS84)
    parcels = FIELDS.validate(placed, raw.path)
    order = [field.name for field in FIELDS.fields if field.name in parcels.columns]
    return parcels[order], pd.concat(mended, ignore_index=True)


def keys(frame: pd.DataFrame) -> pd.Series[str]:
    """Return commune, sheet and number of each parcel as one text, ``?`` for what is missing."""
    parts = [frame[field].fillna("?") for field in ("old_commune", "sheet", "number")]
    key: pd.Series[str] = parts[0] + "|" + parts[1] + "|" + parts[2]
    return key


def named_codes(raw: RawParcels, communes: gpd.GeoDataFrame) -> pd.Series[Any]:
    """Return the code of the commune of the study that each parcel names; missing where none."""
    by_code = communes_named(raw.frame["commune_code"], communes)
    return by_code.fillna(communes_named(raw.frame["old_commune"], communes))


def area_m2(shapes: Shapes) -> Numbers:
    """Return the geodesic area of polygons in degrees.

    Measured in an ellipsoidal equal-area projection (Lambert azimuthal) around their middle, which
    keeps areas exactly; that its straight edges are not geodesics is beneath 1e-6 of a parcel.

    Parameters
    ----------
    shapes
        EPSG:4326, shape (n,); missing ones have the area NaN.
    """
    return np.asarray(shapely.area(in_metres(shapes)))


def in_metres(shapes: Shapes) -> Shapes:
    """Return shapes of EPSG:4326 in metres, in the equal-area projection around their middle."""
    bounds = shapely.total_bounds(shapes)
    if not np.isfinite(bounds).all():
        return shapes  # nothing has a position
    lon, lat = (bounds[:2] + bounds[2:]) / 2
    local = f"+proj=laea +lat_0={lat:.2f} +lon_0={lon:.2f} +ellps=WGS84 +units=m"
    way = Transformer.from_crs(WGS84, local, always_xy=True)
    metric: Shapes = shapely.transform(
        shapes, lambda xy: np.column_stack(way.transform(xy[:, 0], xy[:, 1]))
    )
    return metric


def _transformed(shapes: Shapes, reading: Reading) -> Shapes:
    """Return shapes in degrees, missing where a coordinate has no place on Earth."""
    placed: Shapes = shapely.transform(shapes, reading.to_degrees)
    xy, of = shapely.get_coordinates(placed, return_index=True)
    is_lost = ~(np.isfinite(xy).all(axis=1) & (np.abs(xy) <= [180.0, 90.0]).all(axis=1))
    placed[np.unique(of[is_lost])] = None
    return placed


def _closed(shapes: Shapes) -> tuple[Shapes, NDArray[np.intp]]:
    """Return shapes with lines made polygons, single multipolygons polygons, and which lines."""
    parts = shapely.get_num_geometries(shapes)
    kind = shapely.get_type_id(shapes)
    single = (kind >= shapely.GeometryType.MULTIPOINT) & (parts == 1)
    whole = shapes.copy()
    whole[single] = shapely.get_geometry(shapes[single], 0)
    is_line = shapely.get_type_id(whole) == shapely.GeometryType.LINESTRING
    first, last = shapely.get_point(whole, 0), shapely.get_point(whole, -1)
    corners = shapely.get_num_points(whole) + (is_line & ~shapely.equals(first, last))
    lines = np.flatnonzero(is_line & (corners >= FEWEST))
    if len(lines):
        corner, of = shapely.get_coordinates(whole[lines], return_index=True)
        whole[lines] = shapely.polygons(shapely.linearrings(corner, indices=of))
    return whole, lines


def _cleaned(shapes: Shapes) -> tuple[Shapes, NDArray[np.intp]]:
    """Return shapes with the invalid ones cleaned where that keeps their area, and which."""
    broken = np.flatnonzero(~shapely.is_missing(shapes) & ~shapely.is_valid(shapes))
    valid = shapely.make_valid(shapes[broken], method="structure", keep_collapsed=False)
    with np.errstate(divide="ignore", invalid="ignore"):
        change = np.abs(shapely.area(valid) / shapely.area(shapes[broken]) - 1)
    kept = change <= SAME_AREA
    whole = shapes.copy()
    whole[broken[kept]] = valid[kept]
    return whole, broken[kept]


def _mends(frame: pd.DataFrame, at: NDArray[np.intp], fault: str, detail: str) -> pd.DataFrame:
    rows = frame[["row", "parcel_id"]].iloc[at]
    return rows.assign(fault=fault, detail=detail, is_mended=True)[FINDING_COLUMNS]
