"""A made-up province of 100 communes, as three raw files such as a department hands them over.

Ten by ten squares of 3 km in VN-2000 / TM-3 105°30′; the last commune lies apart, across 3 km of
water. Columns and words are Vietnamese, codes are numbers that lost a zero.
"""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import rasterio
import shapely
from affine import Affine

CRS = "EPSG:9209"  # VN-2000 / TM-3 105-30
SIDE_M = 3000
WEST_M, SOUTH_M = 570_000, 2_280_000
ARC_SECONDS_3 = 1 / 1200  # degrees, about 90 m


def boundaries() -> gpd.GeoDataFrame:
    corners = [
        (WEST_M + SIDE_M * column, SOUTH_M + SIDE_M * row)
        for row in range(10)
        for column in range(10)
    ]
    corners[-1] = (corners[-1][0] + 2 * SIDE_M, corners[-1][1])
    types = ["Phường" if number % 10 < 3 else "Xã" for number in range(99)] + ["Đặc khu"]
    return gpd.GeoDataFrame(
        {
            "Mã xã": [9001 + number for number in range(100)],
            "Tên xã": [f"Hồng Đức {number}" for number in range(1, 101)],
            "Loại": types,
            "Dân số": official().to_list(),
        },
        geometry=[shapely.box(x, y, x + SIDE_M, y + SIDE_M) for x, y in corners],
        crs=CRS,
    )


def official() -> pd.Series[int]:
    """Return the official count of each commune, by its code of five digits."""
    codes = [f"{9001 + number:05d}" for number in range(100)]
    return pd.Series([20_000 + 137 * number for number in range(100)], codes, name="people")


def facilities() -> pd.DataFrame:
    """Return the register: a station in each commune but the last, and a few others."""
    kinds = ["Trạm y tế"] * 99 + ["Bệnh viện đa khoa tỉnh", "Bệnh viện tư nhân"]
    kinds += ["Phòng khám đa khoa"] * 2
    middle = boundaries().geometry.centroid.to_crs("EPSG:4326")
    places = middle.iloc[[*range(99), 44, 66, 5, 22]]
    return pd.DataFrame(
        {
            "Tên cơ sở": [f"Cơ sở số {number}" for number in range(len(kinds))],
            "Loại hình": kinds,
            "Số giường": [None] * 99 + [500, 150, None, None],
            "Kinh độ": places.x.to_numpy(),
            "Vĩ độ": places.y.to_numpy(),
        }
    )


def write_people(path: Path, *, pixel: float = ARC_SECONDS_3, crs: str = "EPSG:4326") -> Path:
    """Write people by pixels of a size in units of the CRS, with no data at the northern edge."""
    west, south, east, north = boundaries().to_crs(crs).total_bounds
    margin = 5 * pixel
    rows, columns = (int((size + 2 * margin) / pixel) + 1 for size in (north - south, east - west))
    people = np.random.default_rng(0).gamma(0.5, 20.0, (rows, columns)).astype("float32")
    people[:3] = -99999.0
    corner = Affine.translation(west - margin, north + margin)
    return write_raster(path, people, corner @ Affine.scale(pixel, -pixel), crs)


def write_raster(path: Path, values: np.ndarray, to_ground: Affine, crs: str | None) -> Path:
    """Write a GeoTIFF in which -99999 stands for no data; bands first if there are several."""
    bands = values.reshape(-1, *values.shape[-2:])
    count, height, width = bands.shape
    with rasterio.open(
        path, "w", driver="GTiff", height=height, width=width, count=count, dtype=values.dtype,
        crs=crs, nodata=-99999.0, transform=to_ground,
    ) as file:  # fmt: skip
        file.write(bands)
    return path


def write_counts(path: Path) -> Path:
    """Write the official counts as a table of communes."""
    boundaries()[["Mã xã", "Dân số"]].to_csv(path, index=False)
    return path


def write_province(folder: Path) -> dict[str, Path]:
    """Write the three files, and return them by the option of `geoplan new` that takes each."""
    folder.mkdir(parents=True, exist_ok=True)
    boundaries().to_file(folder / "ranh_gioi.shp", encoding="UTF-8")
    facilities().to_csv(folder / "co_so.csv", index=False)
    return {
        "boundaries": folder / "ranh_gioi.shp",
        "population": write_people(folder / "dan_so.tif"),
        "facilities": folder / "co_so.csv",
    }
