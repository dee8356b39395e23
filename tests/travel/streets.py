"""Streets made by hand: what leads where and in how many minutes, wherever that may be."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
from shapely import LineString, Point, box

from geoplan.layers.roads import TURN, VEHICLES, RoadLayer, RoadOrigin
from geoplan.travel.joining import Legs, Ties, join
from geoplan.travel.matrix import Router
from geoplan.travel.profile import Profile
from geoplan.travel.roads import roads_for
from tests.travel.tables import dense

CRS = "EPSG:32648"
MODES = ["foot", "motorcycle", "motorcar"]
LANDS = gpd.GeoDataFrame(geometry=[box(600_000, 2_200_000, 700_000, 2_400_000)], crs=CRS)
KM_A_MINUTE = Profile("car", {"residential": 60.0}, 1.0, 1.0, 1.0, 6.0, 0.0, 60.0)


def layer(streets, *, nodes, turns=(), closed=()):
    """Return a layer of streets (from, to, minutes, one-way) with banned turns (edge, node, edge).

    Nobody but feet passes the closed nodes.
    """
    spots = [Point(650_000 + 1000 * np.cos(n), 2_300_000 + 1000 * np.sin(n)) for n in range(nodes)]
    table = pd.DataFrame(
        [(start, end, 1000.0 * minutes, oneway) for start, end, minutes, oneway in streets],
        columns=["from_node", "to_node", "length_m", "oneway"],
    ).assign(kind="residential", surface="", maxspeed_kmh=np.nan, duration_min=np.nan)
    table = table.assign(motorcycle_oneway=table["oneway"], **dict.fromkeys(MODES, True))
    middle = Point(650_000, 2_300_000)
    lines = [
        LineString([spots[start], *([middle] if start == end else []), spots[end]])
        for start, end, *_ in streets
    ]
    passed = pd.DataFrame({mode: [n not in closed for n in range(nodes)] for mode in MODES})
    passed["foot"] = True
    bans = pd.DataFrame(sorted(set(turns)), columns=TURN, dtype="int64")
    return RoadLayer(
        gpd.GeoDataFrame(table, geometry=lines, crs=CRS).to_crs("EPSG:4326"),
        gpd.GeoDataFrame(passed, geometry=spots, crs=CRS).to_crs("EPSG:4326"),
        bans.assign(**dict.fromkeys(VEHICLES, True)),
        0,
        RoadOrigin("made up", "", "streets", ""),
    )


def roads(town, mode="car"):
    return roads_for(town, mode, LANDS, np.empty(0, object), cut_off_km=0.0)


def ties(spots):
    """Tie a place to each spot (street, share of the way along it), none of them on foot."""
    edge, share = (np.array([spot[side] for spot in spots]) for side in (0, 1))
    return Ties(len(spots), np.arange(len(spots)), edge, share, np.zeros(len(spots)))


def joined(town, spots, *, legs=(), mode="car"):
    """Join places at spots, and legs (spot, spot, minutes), to a town."""
    at = ties(spots)
    ends = [leg[side] for side in (0, 1) for leg in legs]
    across = Legs(ties(ends), np.array([leg[2] for leg in legs])) if legs else Legs.none()
    return join(roads(town, mode), [at, at], across)


def minutes(town, spots, *, legs=(), mode="car"):
    """Return the minutes from each spot to each, inf where there is no way."""
    timed = joined(town, spots, legs=legs, mode=mode).at(KM_A_MINUTE)
    return dense(Router(timed.network).minutes(*timed.access, cutoff_min=1e6))
