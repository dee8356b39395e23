"""Roads as one way of travelling uses them: which edges, how long each takes, where they hold."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray
from scipy import sparse
from scipy.sparse.csgraph import connected_components

from geoplan.errors import GeoplanError
from geoplan.layers.roads import FERRY, RoadLayer
from geoplan.travel.network import Floats, Whole

ALLOWED = {"walk": "foot", "motorbike": "motorcycle", "car": "motorcar"}
DIRECTION = {"motorbike": "motorcycle_oneway", "car": "oneway"}  # on foot there is none
NO_STOPPING = ("motorway", "motorway_link")

Bools = NDArray[np.bool_]


@dataclass(frozen=True)
class Profile:
    """One way of travelling.

    Parameters
    ----------
    mode
        Decides which roads are open, and in which direction.
    kmh
        Speed on each kind of road, km/h; a lower posted limit is kept to.
    congestion
        What minutes on roads are multiplied by.
    walk_kmh
        Speed between a place and the road, km/h.
    ferry_wait_min
        Mean wait for a ferry.
    ferry_kmh
        Speed of ferries whose crossing time is not known, km/h.
    """

    mode: Literal["walk", "motorbike", "car"]
    kmh: Mapping[str, float]
    congestion: float
    walk_kmh: float
    ferry_wait_min: float
    ferry_kmh: float


@dataclass(frozen=True, eq=False)
class Roads:
    """Edges between nodes, with minutes in both directions.

    Parameters
    ----------
    profile, lands
        Whose roads these are, and the land masses that they were told apart by.
    nodes
        Number of nodes.
    start, end
        Nodes of each edge, shape (edges,).
    forwards, backwards
        Minutes from start to end and from end to start, inf where that is not allowed.
    lines
        Geometry of each edge in the CRS of the land masses, from start to end.
    land
        Number of the land mass of each edge, −1 for ferries.
    holds
        Whether places may be tied to the edge: not to a ferry, an expressway or a piece cut off
        from the main network of its land mass.
    """

    profile: Profile
    lands: gpd.GeoDataFrame
    nodes: int
    start: Whole
    end: Whole
    forwards: Floats
    backwards: Floats
    lines: NDArray[np.object_]
    land: Whole
    holds: Bools


def roads_for(osm: RoadLayer, profile: Profile, lands: gpd.GeoDataFrame) -> Roads:
    """Return the roads that a profile may use.

    Whoever boards a ferry from a road waits; who changes from ferry to ferry does not. Pieces are
    cut off where one cannot get to the largest piece of the land mass and back without a ferry.

    Parameters
    ----------
    osm
        As ``geoplan.layers.osm.read_osm`` returns them.
    profile
        Who travels.
    lands
        Land masses in a metric CRS, as ``geoplan.layers.communes.land_masses`` returns them.

    Raises
    ------
    GeoplanError
        If the profile knows no speed for a kind of road, or may use no road at all.
    """
    edges = osm.edges[osm.edges[ALLOWED[profile.mode]]]
    ferry = (edges["kind"] == FERRY).to_numpy()
    unknown = sorted(set(edges["kind"][~ferry]) - set(profile.kmh))
    if unknown:
        raise GeoplanError(
            f"the profile {profile.mode} has no speed for {', '.join(unknown)}; give it one."
        )
    if ferry.all():
        raise GeoplanError(f"the network holds no road for {profile.mode}; bring another extract.")
    start, end = (edges[f"{side}_node"].to_numpy(np.int64) for side in ("from", "to"))
    minutes = _minutes(edges, ferry, profile)
    boards = np.zeros(len(osm.nodes), np.bool_)
    boards[np.concatenate([start[~ferry], end[~ferry]])] = True
    wait_min = np.where(ferry, profile.ferry_wait_min, 0.0)
    oneway = np.zeros(start.size, np.int8)
    if profile.mode in DIRECTION:
        oneway = edges[DIRECTION[profile.mode]].to_numpy()
    forwards = np.where(oneway >= 0, minutes + wait_min * boards[start], np.inf)
    backwards = np.where(oneway <= 0, minutes + wait_min * boards[end], np.inf)
    lines = edges.geometry.to_crs(str(lands.crs)).to_numpy()
    middle = shapely.line_interpolate_point(lines, 0.5, normalized=True)
    land = np.asarray(shapely.STRtree(lands.geometry.to_numpy()).nearest(middle), np.int64)
    land[ferry] = -1
    both = np.stack([start, end])
    holds = ~edges["kind"].isin((FERRY, *NO_STOPPING)).to_numpy()
    holds &= _in_main(both, np.isfinite(forwards), np.isfinite(backwards), land, len(osm.nodes))
    nodes = len(osm.nodes)
    return Roads(profile, lands, nodes, start, end, forwards, backwards, lines, land, holds)


def _minutes(edges: gpd.GeoDataFrame, ferry: Bools, profile: Profile) -> Floats:
    """Return the minutes under way on each edge, waits left out."""
    km = (edges["length_m"] / 1000).to_numpy()
    posted = edges["maxspeed_kmh"].fillna(np.inf).to_numpy()
    usual = edges["kind"].map({**profile.kmh, FERRY: profile.ferry_kmh}).to_numpy(np.float64)
    on_road = profile.congestion * 60 * km / np.minimum(usual, posted)
    known = edges["duration_min"].to_numpy()
    crossing = np.where(np.isnan(known), 60 * km / profile.ferry_kmh, known)
    return np.where(ferry, crossing, on_road)


def _in_main(both: Whole, forwards: Bools, backwards: Bools, land: Whole, nodes: int) -> Bools:
    """Return which edges belong to the piece of their land mass that has the most edges."""
    ways = np.concatenate([both[:, forwards & (land >= 0)], both[::-1, backwards & (land >= 0)]], 1)
    ones = np.ones(ways.shape[1], np.int8)
    graph = sparse.csr_array((ones, (ways[0], ways[1])), shape=(nodes, nodes))
    _, piece = connected_components(graph, directed=True, connection="strong")
    within = (piece[both[0]] == piece[both[1]]) & (land >= 0)
    size = np.bincount(piece[both[0]][within], minlength=nodes)
    main = np.zeros(nodes, np.bool_)
    for mass in np.unique(land[within]):
        here = np.unique(piece[both[0]][within & (land == mass)])
        main[here[np.argmax(size[here])]] = True
    return np.asarray(within & main[piece[both[0]]])
