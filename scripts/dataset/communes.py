"""Communes: one coverage, generalised without tearing its shared edges."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geoplan.layers.files import WGS84, without_diacritics

METRIC = "EPSG:3405"  # VN-2000 / UTM zone 48N
SMALLEST_PART_M2 = 100  # below this a part is a flaw of digitising; the next smallest has 14,000 m²
WIDEST_GAP_M = 200  # a hole that no commune covers is closed up to this width
TOLERANCE_M = 20  # square root of the largest triangle that Visvalingam-Whyatt takes away
LARGEST_SHIFT_M = 60  # what the dataset promises about its generalisation
DECIMALS = 5  # of a degree, 1.1 m

TYPES = {"Phường": "ward", "Xã": "commune", "Đặc khu": "special_zone"}
ENGLISH_TYPES = {"ward": "Ward", "commune": "Commune", "special_zone": "Special Zone"}


def build_communes(sources: Path) -> gpd.GeoDataFrame:
    """Return the communes in the project's schema, sorted by code, EPSG:4326.

    Every special zone of this city is an island: Cát Hải and Bạch Long Vĩ.
    """
    source = gpd.read_file(sources / "communes.geojson").sort_values("code", ignore_index=True)
    kind = source["type"].map(TYPES)
    ascii_name = source["name"].str.normalize("NFC").map(without_diacritics)
    return gpd.GeoDataFrame(
        {
            "commune_code": source["code"],
            "name": source["full_name"].str.normalize("NFC"),
            "name_ascii": source["full_name"].map(without_diacritics),
            "name_en": ascii_name + " " + kind.map(ENGLISH_TYPES),
            "type": kind,
            "area_km2": source["area_km2"],
            "people": source["population"],
            "former_province": source["code"].map(_former_provinces(sources)),
            "is_island": kind == "special_zone",
            "is_special_zone": kind == "special_zone",
        },
        geometry=generalise(source.geometry),
    )


def _former_provinces(sources: Path) -> pd.Series[str]:
    """Return the province before the merger of each commune that carries an old code, or has none.

    A commune has the code of one of its predecessors; the list of all predecessors is not used,
    since it puts Hòa Bình of Vĩnh Bảo into two communes of the other province as well.
    """
    old = pd.read_csv(sources / "predecessors.csv", dtype="string")
    own = old[old["old_code"].fillna(old["commune_code"]) == old["commune_code"]]
    province = (
        own["old_province"].str.normalize("NFC").str.replace(r"^(Tỉnh|Thành phố) ", "", regex=True)
    )
    return pd.Series(province.to_numpy(), index=own["commune_code"])


def generalise(shapes: gpd.GeoSeries) -> gpd.GeoSeries:
    """Return polygons simplified as a coverage, in degrees on a grid of ``DECIMALS``.

    Parameters
    ----------
    shapes
        Polygons that cover an area, nearly without gap or overlap, in any CRS.

    Raises
    ------
    ValueError
        When the result moves a boundary by more than ``LARGEST_SHIFT_M`` or is no coverage.
    """
    clean = shapely.coverage_clean(shapes.to_crs(METRIC).to_numpy(), gap_width=WIDEST_GAP_M)
    whole = [_without_crumbs(shape) for shape in clean]
    clean = shapely.coverage_clean(whole, gap_width=WIDEST_GAP_M)
    simple = shapely.coverage_simplify(clean, TOLERANCE_M)
    degrees = gpd.GeoSeries(simple, crs=METRIC).to_crs(WGS84).to_numpy()
    rounded = shapely.transform(degrees, lambda xy: np.round(xy, DECIMALS))
    result = gpd.GeoSeries(
        shapely.orient_polygons(shapely.normalize(rounded)), index=shapes.index, crs=WGS84
    )
    moved_m = shapely.hausdorff_distance(
        shapely.boundary(clean), shapely.boundary(result.to_crs(METRIC).to_numpy())
    )
    if moved_m.max() > LARGEST_SHIFT_M:
        raise ValueError(f"the generalisation moves a boundary by {moved_m.max():.0f} m")
    if not (result.is_valid.all() and shapely.coverage_is_valid(result.to_numpy())):
        raise ValueError("the generalised polygons are not a valid coverage")
    return result


def _without_crumbs(shape: shapely.Geometry) -> shapely.MultiPolygon:
    parts = shapely.get_parts(shape)
    return shapely.multipolygons(parts[shapely.area(parts) >= SMALLEST_PART_M2])
