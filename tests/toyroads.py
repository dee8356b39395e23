"""Roads for the toy town: a river between ward and commune with one bridge, and a street on Cù Lao.

::

    20.83  ──┬─────┬─── ≈ ───┬─────┬──       The tertiary road at 20.81 has the only bridge over the
             │     │    ≈    │     │         river at 106.04; all others are residential streets.
    20.81  ──┴─────┴─────────┴─────┴──       ── 20.82 on the island, from 106.203 to 106.217
           106.01 106.03   106.05 106.07
"""

from __future__ import annotations

import tomllib
from pathlib import Path

import geopandas as gpd
import tomli_w
from shapely import LineString

from geoplan import roads
from geoplan.study import Study

SOUTH, NORTH = 20.81, 20.83
STREETS = [
    ("tertiary", [(106.005, SOUTH), (106.01, SOUTH), (106.03, SOUTH), (106.05, SOUTH),
                  (106.07, SOUTH), (106.075, SOUTH)]),
    ("residential", [(106.005, NORTH), (106.01, NORTH), (106.03, NORTH), (106.039, NORTH)]),
    ("residential", [(106.041, NORTH), (106.05, NORTH), (106.07, NORTH), (106.075, NORTH)]),
    *[("residential", [(lon, SOUTH), (lon, NORTH)]) for lon in (106.01, 106.03, 106.05, 106.07)],
    ("residential", [(106.203, 20.82), (106.217, 20.82)]),
]  # fmt: skip


def streets() -> gpd.GeoDataFrame:
    kinds, lines = zip(*STREETS, strict=True)
    return gpd.GeoDataFrame(
        {"kind": kinds}, geometry=[LineString(line) for line in lines], crs="EPSG:4326"
    )


def write_streets(folder: Path) -> Path:
    path = folder / "streets.gpkg"
    streets().to_file(path, driver="GPKG")
    return path


def name_roads(study: Path, network: str = "roads.parquet") -> Path:
    """Return a study file beside ``study`` that names a road network."""
    content = tomllib.loads(study.read_text(encoding="utf-8"))
    content["layers"]["roads"] = network
    path = study.with_name("by-road.toml")
    path.write_text(tomli_w.dumps(content), encoding="utf-8")
    return path


def bring_streets(study: Path) -> Path:
    """Return a study file that names the streets as its road network."""
    roads.read(Study.load(study), write_streets(study.parent), study.with_name("roads.parquet"))
    return name_roads(study)
