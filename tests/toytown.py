"""A toy town small enough to check by hand, written to disk as a study of its own.

Three communes side by side, west to east, then water, then an island::

    ward 00001        commune 00002      ~~~ferry~~~   island 00003
    4 cells, 40,000   4 cells, 12,000                  2 cells, 3,000
"""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
import shapely
import tomli_w

from geoplan.study import bundled

CRS = "EPSG:3405"
SOUTH, NORTH = 20.80, 20.84
COMMUNES = {
    "00001": ("Phường An", "ward", 106.00, 106.04, False),
    "00002": ("Xã Bình", "commune", 106.04, 106.08, False),
    "00003": ("Đặc khu Cù Lao", "special_zone", 106.20, 106.22, True),
}
CELLS = {
    "00001": [(106.01, 20.81, 9000), (106.03, 20.81, 11000), (106.01, 20.83, 8000),
              (106.03, 20.83, 12000)],
    "00002": [(106.05, 20.81, 4000), (106.07, 20.81, 3000), (106.05, 20.83, 2000),
              (106.07, 20.83, 3000)],
    "00003": [(106.205, 20.82, 2000), (106.215, 20.82, 1000)],
}  # fmt: skip
FACILITIES = [
    # id, name, kind, ownership, status, beds, lon, lat, commune
    ("F1", "Trạm y tế Phường An", "commune_station", "public", "operating", None, 106.01, 20.81,
     "00001"),
    ("F2", "Trạm y tế Xã Bình", "commune_station", "public", "operating", None, 106.05, 20.81,
     "00002"),
    ("F3", "Trạm y tế Cù Lao", "commune_station", "public", "operating", None, 106.205, 20.82,
     "00003"),
    ("F4", "Trạm y tế cũ Bình Đông", "former_station", "public", "former", None, 106.07, 20.83,
     "00002"),
    ("F5", "Bệnh viện An", "municipal", "public", "operating", 100, 106.03, 20.83, "00001"),
    ("F6", "Bệnh viện Bình", "private_hospital", "private", "planned", None, 106.05, 20.83,
     "00002"),
]  # fmt: skip


def communes() -> gpd.GeoDataFrame:
    rows = []
    for code, (name, kind, west, east, island) in COMMUNES.items():
        rows.append(
            {
                "commune_code": code,
                "name": name,
                "name_ascii": name,
                "name_en": name,
                "type": kind,
                "people": sum(people for *_, people in CELLS[code]),
                "former_province": "Toy",
                "is_island": island,
                "is_special_zone": island,
                "geometry": shapely.box(west, SOUTH, east, NORTH),
            }
        )
    frame = gpd.GeoDataFrame(rows, crs="EPSG:4326")
    return frame.assign(area_km2=frame.to_crs(CRS).area / 1e6)


def cells() -> pd.DataFrame:
    rows = [
        (f"C{number:02d}", lon, lat, code, people, people * 0.8)
        for number, (code, lon, lat, people) in enumerate(
            (code, *cell) for code, group in CELLS.items() for cell in group
        )
    ]
    names = ["demand_id", "lon", "lat", "commune_code", "people", "people_raster"]
    return pd.DataFrame(rows, columns=names)


def facilities() -> pd.DataFrame:
    names = ["facility_id", "name", "kind", "ownership", "status", "beds", "lon", "lat",
             "commune_code"]  # fmt: skip
    frame = pd.DataFrame(FACILITIES, columns=names)
    return frame.assign(position_quality="modelled", source="made up", verified=False)


def sea_links() -> pd.DataFrame:
    return pd.DataFrame(
        [
            {
                "link_id": "L1",
                "name": "Bình – Cù Lao",
                "from_lon": 106.079,
                "from_lat": 20.82,
                "to_lon": 106.201,
                "to_lat": 20.82,
                "sailing_min": 10,
                "wait_min": 5,
                "sailings_per_day": 20,
                "source": "made up",
                "verified": False,
            }
        ]
    )


def study_content() -> dict[str, Any]:
    """Return the bundled study with the toy town's layers and counts."""
    content = tomllib.loads(bundled("studies/haiphong.toml").read_text(encoding="utf-8"))
    content |= {"id": "toytown", "title_vi": "Thị trấn đồ chơi", "title_en": "Toy town"}
    content["layers"] = {
        "communes": "communes.geojson",
        "demand": "cells.csv",
        "facilities": "facilities.csv",
        "sea_links": "sea_links.csv",
    }
    content["programmes"]["new-facilities"]["count"]["value"] = 3
    market = content["programmes"]["private-hospitals"]
    market["count"]["value"] = 1
    market["min_market_people"]["value"] = 100
    market["spacing_km"]["value"] = 1.0
    content["uncertainty"]["draws"]["value"] = 4
    del content["programmes"]["new-facilities"]["split"]
    content["programmes"] = {
        key: content["programmes"][key] for key in ("new-facilities", "private-hospitals")
    }
    for part in ("kinds", "people", "money", "targets"):
        del content[part]
    del content["standards"]["polyclinic"]
    return content


def whole_content() -> dict[str, Any]:
    """Return the study of the toy town with every programme of the bundled one, small."""
    whole = tomllib.loads(bundled("studies/haiphong.toml").read_text(encoding="utf-8"))
    content, small = study_content(), whole["programmes"]
    counts = {
        "new-facilities": 5,
        "private-hospitals": 1,
        "upgrades": 2,
        "nursing-homes": 1,
        "training-complex": 1,
        "geriatric-hospital": 1,
        "emergency-centre": 1,
    }
    for key, count in counts.items():
        small[key]["count"]["value"] = count
    split = {"commune_station": 2, "satellite_point": 1, "polyclinic": 1, "regional": 1}
    for kind, count in split.items():
        small["new-facilities"]["split"][kind]["value"] = count
    small["private-hospitals"] = content["programmes"]["private-hospitals"]
    parts = ("kinds", "people", "money", "targets")
    content |= {"programmes": small, **{part: whole[part] for part in parts}}
    content["standards"]["polyclinic"] = whole["standards"]["polyclinic"]
    return content


def write_study(folder: Path, content: dict[str, Any]) -> Path:
    path = folder / "study.toml"
    path.write_text(tomli_w.dumps(content), encoding="utf-8")
    return path


def write_toy_town(folder: Path) -> Path:
    """Write the layers and the study into ``folder`` and return the study's path."""
    communes().to_file(folder / "communes.geojson", driver="GeoJSON")
    cells().to_csv(folder / "cells.csv", index=False)
    facilities().to_csv(folder / "facilities.csv", index=False)
    sea_links().to_csv(folder / "sea_links.csv", index=False)
    return write_study(folder, study_content())
