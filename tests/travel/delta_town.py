"""A hand-made town in a delta: a river with one bridge, an island, a one-way ring, an expressway.

::

      6 → 7        Residential streets are 1,000 m long and take 2 minutes at 30 km/h.
      ↑   ↓        5–4–3 is the north bank, 0–1–2 the south bank, 2–3 the only bridge (60 km/h,
      5 – 4 – 3    1 minute). 5 → 6 → 7 → 4 is one-way. An expressway for cars alone leads from 0
              ‖    to 2 (2,000 m at 120 km/h: 1 minute); an alley for feet and motorbikes from 1 to
      0 – 1 – 2 ~~ 9 – 10     8 (500 m at 15 km/h: 2 minutes). A ferry takes feet and motorbikes
          |          11–12    from 2 to the island in 10 minutes and leaves twice an hour, so the
          8                   mean wait is 15. 9–10 is its street (500 m, 1 minute); 11–12 is a
                              lane that nothing leads to.
"""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
from shapely import LineString, Point, box

from geoplan.layers.roads import RoadLayer, RoadOrigin, no_turns
from geoplan.travel.joining import Legs, join, tie
from geoplan.travel.profile import Profile
from geoplan.travel.roads import roads_for

CRS = "EPSG:32648"
ORIGIN = np.array([680_000.0, 2_300_000.0])
NODES = [
    (0, 0), (1000, 0), (2000, 0), (2000, 1000), (1000, 1000), (0, 1000), (0, 2000), (1000, 2000),
    (1000, -500), (3500, 0), (4000, 0), (3600, -800), (3900, -800),
]  # fmt: skip
ALL, CARS, SLOW = (True, True, True), (False, False, True), (True, True, False)
STREETS = [  # from, to, kind, one-way, who: foot, motorcycle, motorcar
    (0, 1, "residential", 0, ALL),
    (1, 2, "residential", 0, ALL),
    (2, 3, "secondary", 0, ALL),
    (3, 4, "residential", 0, ALL),
    (5, 4, "residential", 0, ALL),
    (5, 6, "residential", 1, ALL),
    (7, 6, "residential", -1, ALL),
    (7, 4, "residential", 1, ALL),
    (0, 2, "motorway", 0, CARS),
    (1, 8, "path", 0, SLOW),
    (2, 9, "ferry", 0, SLOW),
    (9, 10, "residential", 0, ALL),
    (11, 12, "residential", 0, ALL),
]
DATA = RoadOrigin("made up", "2026-11-26", "delta", "")
KMH = {"residential": 30.0, "secondary": 60.0, "motorway": 120.0, "path": 15.0}


def profile(mode="motorbike", **other):
    """Return a profile at the speeds of the town, 4.5 km/h to the road."""
    figures = {"urban_ratio": 1.0, "unpaved_ratio": 1.0, "congestion": 1.0}
    figures |= {"walk_kmh": 4.5, "ferry_wait_min": 15.0, "ferry_kmh": 10.0}
    return Profile(mode, **{"kmh": KMH, **figures, **other})


def layer():
    """Return the town as it would be read from OpenStreetMap."""
    at = ORIGIN + np.array(NODES, np.float64)
    table = pd.DataFrame(
        [(start, end, kind, oneway, *who) for start, end, kind, oneway, who in STREETS],
        columns=["from_node", "to_node", "kind", "oneway", "foot", "motorcycle", "motorcar"],
    )
    lines = gpd.GeoSeries([LineString(at[[a, b]]) for a, b, *_ in STREETS], crs=CRS)
    table["motorcycle_oneway"] = table["oneway"]
    table["maxspeed_kmh"], table["surface"] = np.nan, ""
    table["duration_min"] = np.where(table["kind"] == "ferry", 10.0, np.nan)
    table["length_m"] = lines.length
    passed = pd.DataFrame(True, range(len(at)), ["foot", "motorcycle", "motorcar"])
    nodes = gpd.GeoDataFrame(passed, geometry=[Point(place) for place in at], crs=CRS)
    edges = gpd.GeoDataFrame(table, geometry=lines)
    return RoadLayer(edges.to_crs("EPSG:4326"), nodes.to_crs("EPSG:4326"), no_turns(), 0, DATA)


def lands():
    """Return the mainland and the island."""
    (x, y), shapes = ORIGIN, [(-500, -1000, 2300, 3500), (3300, -1000, 4300, 1000)]
    boxes = [box(x + west, y + south, x + east, y + north) for west, south, east, north in shapes]
    return gpd.GeoDataFrame(geometry=boxes, crs=CRS)


def places(*metres):
    """Return places at so many metres east and north of node 0."""
    points = [Point(ORIGIN + np.array(place)) for place in metres]
    return gpd.GeoSeries(points, crs=CRS).to_crs("EPSG:4326")


def roads(mode="motorbike", *, town=None, wards=(), cut_off_km=5.0):
    """Return the roads of the town that a mode may use."""
    shapes = np.array(wards, object)
    return roads_for(town or layer(), mode, lands(), shapes, cut_off_km=cut_off_km)


def tied(streets, *metres, within_m=1000.0):
    """Tie places with one access point each to roads."""
    points = places(*metres).to_crs(CRS).to_numpy()
    return tie(streets, points, np.arange(points.size), places=points.size, within_m=within_m)


def joined(streets, *metres, within_m=1000.0):
    """Return roads with one group of such places tied to them."""
    return join(streets, [tied(streets, *metres, within_m=within_m)], Legs.none())
