"""The toy town with parcels, all of them made up, and a plan of it with short lists.

In the ward 00001 there are squares of 40 m (1,600 m²) around its cells, and a parcel of which only
a point is known; in the commune 00002 two adjoining ones that make 600 m² together; on the island
none. Those west of 106.02° were read in the zone 105°30′ (EPSG:9209), the others in 105°45′
(EPSG:9210).
"""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from pyproj import Transformer

from geoplan import plan
from geoplan.layers.cadastre.placing import area_m2
from geoplan.layers.cadastre.store import store
from geoplan.study import Study
from tests.toytown import CRS, write_toy_town

SOURCE = "made-up-an.gpkg"
DATUM = "VN-2000 to WGS 84 (2), EPSG:6960"
SIDE_M = 40.0
PUBLIC, PRIVATE = "new-facilities", "private-hospitals"
ADJOINING = ["Bình|1|1", "Bình|1|2"]
POINT_ONLY = "An|3|99"


def parcels() -> gpd.GeoDataFrame:
    """Return them as ``layers.cadastre.placing.place`` does."""
    rows = [
        ("An", "1", str(number), lon, lat, SIDE_M, SIDE_M)
        for number, (lon, lat) in enumerate(
            ((106.008 + 0.0045 * step, 20.808 + 0.0052 * (step % 5)) for step in range(7)), 1
        )
    ]
    rows += [("An", "1", "17", 106.0301, 20.8302, 90.0, 20.0)]
    rows += [("Bình", "1", "1", 106.0600, 20.8200, 15.0, 20.0)]
    frame = pd.DataFrame(
        rows, columns=["old_commune", "sheet", "number", "lon", "lat", "wide", "tall"]
    )
    to_metres = Transformer.from_crs("EPSG:4326", CRS, always_xy=True)
    x, y = to_metres.transform(frame["lon"], frame["lat"])
    boxes = list(shapely.box(x, y, x + frame["wide"], y + frame["tall"]))
    west, south, east, north = boxes[-1].bounds
    boxes.append(shapely.box(east, south, 2 * east - west, north))
    frame.loc[len(frame)] = ["Bình", "1", "2", 106.0602, 20.82, 15.0, 20.0]
    shapes = list(gpd.GeoSeries(boxes, crs=CRS).to_crs("EPSG:4326"))
    frame.loc[len(frame)] = ["An", "3", "99", 106.0105, 20.8305, np.nan, np.nan]
    shapes.append(shapely.Point(106.0105, 20.8305))
    count = len(frame)
    table = gpd.GeoDataFrame(
        {
            "parcel_id": frame["old_commune"] + "|" + frame["sheet"] + "|" + frame["number"],
            "row": range(1, count + 1),
            "old_commune": frame["old_commune"],
            "sheet": frame["sheet"],
            "number": frame["number"],
            "commune_code": pd.NA,
            "land_use": [
                "DYT",
                "ODT",
                "TSC",
                "ODT",
                "CLN",
                "ODT",
                "ODT",
                "ODT",
                "ONT",
                "ONT",
                "DYT",
            ],
            "stated_area_m2": [1590.0] * (count - 1) + [800.0],
            "area_m2": area_m2(np.array(shapes)),
            "name": [None] * (count - 1) + ["Trụ sở cũ <b>&"],
            "status": ["surplus", "private", "public"] + ["private"] * (count - 4) + ["cleared"],
            "source": SOURCE,
            "crs": ["EPSG:9209" if lon < 106.02 else "EPSG:9210" for lon in frame["lon"]],
            "datum_operation": DATUM,
        },
        geometry=shapes,
        crs="EPSG:4326",
    )
    table.loc[table.geometry.geom_type == "Point", "area_m2"] = np.nan
    return table.set_index("parcel_id")


def write_plots_town(folder: Path) -> Path:
    """Write the toy town with its parcels stored, and return the study's path."""
    study = write_toy_town(folder)
    store(parcels(), study)
    return study


def write_plan(study: Path, folder: Path) -> Path:
    """Plan the town into a folder."""
    plan(Study.load(study), draws=0).write(folder)
    return folder
