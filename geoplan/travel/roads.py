"""Roads as a mode may use them: which edges and turns, how long they take, what holds places."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from scipy import sparse
from scipy.sparse.csgraph import connected_components

from geoplan.errors import GeoplanError
from geoplan.layers.roads import FERRY, TURN, VEHICLES, RoadLayer
from geoplan.study_travel import Mode
from geoplan.travel.network import Floats, Whole
from geoplan.travel.profile import CLASS_OF, UNPAVED, Profile
from geoplan.travel.turns import Bools, Headings, bans_of

ALLOWED = {"walk": "foot", "motorbike": "motorcycle", "car": "motorcar", "ambulance": "motorcar"}
DIRECTION = {"motorbike": "motorcycle_oneway", "car": "oneway", "ambulance": "oneway"}
NO_STOPPING = "motorway"


@dataclass(frozen=True, eq=False)
class Roads:
    """Edges between nodes that a mode may use.

    Parameters
    ----------
    mode, lands
        Whose roads these are, and the land masses that they were told apart by.
    nodes
        Number of nodes: the junctions, and one for each end of an edge at a barrier that the mode
        does not pass.
    start, end
        Nodes of each edge, shape (edges,).
    ahead, back
        Whether the edge may be used from start to end, and from end to start, shape (edges,).
    bans
        Turns that are not allowed, as ``geoplan.travel.turns.bans_of`` returns them.
    lines
        Geometry of each edge in the CRS of the land masses, from start to end.
    land
        Number of the land mass of each edge, −1 for ferries.
    piece
        Number of the piece of network that each edge belongs to, −1 where it leads from one to
        another: within a piece one gets everywhere and back, ferries counted and bans of turns
        left out of account.
    holds
        Whether places may be tied to the edge: not to a ferry, an expressway or a piece cut off.
    about
        What the minutes of each edge depend on: ``road_class`` ("" for ferries), ``km``,
        ``posted_kmh`` (inf where unknown), ``is_urban``, ``is_unpaved``, ``crossing_min`` (of
        ferries, NaN where unknown), ``boards_at_start``, ``boards_at_end`` (of ferries: whether a
        road leads there).
    """

    mode: Mode
    lands: gpd.GeoDataFrame
    nodes: int
    start: Whole
    end: Whole
    ahead: Bools
    back: Bools
    bans: Whole
    lines: NDArray[np.object_]
    land: Whole
    piece: Whole
    holds: Bools
    about: pd.DataFrame

    @cached_property
    def headings(self) -> Headings:
        """Both headings of each edge."""
        return Headings.of(self.start, self.end, self.ahead, self.back, nodes=self.nodes)

    def minutes(self, profile: Profile) -> tuple[Floats, Floats]:
        """Return minutes from start to end and from end to start, inf where that is not allowed.

        Whoever boards a ferry from a road waits; who changes from ferry to ferry does not.
        """
        about, ferry = self.about, self.land < 0
        kmh = about["road_class"].map(dict(profile.kmh)).to_numpy(np.float64)
        kmh = np.where(about["is_urban"], kmh * profile.urban_ratio, kmh)
        kmh = np.where(about["is_unpaved"], kmh * profile.unpaved_ratio, kmh)
        if profile.keeps_limits:
            kmh = np.minimum(kmh, about["posted_kmh"])
        km, known = about["km"].to_numpy(), about["crossing_min"].to_numpy()
        crossing = np.where(np.isnan(known), 60 * km / profile.ferry_kmh, known)
        minutes = np.where(ferry, crossing, profile.congestion * 60 * km / kmh)
        wait_min = profile.ferry_wait_min * about[["boards_at_start", "boards_at_end"]].to_numpy()
        return (
            np.where(self.ahead, minutes + wait_min[:, 0], np.inf),
            np.where(self.back, minutes + wait_min[:, 1], np.inf),
        )


def roads_for(
    layer: RoadLayer,
    mode: Mode,
    lands: gpd.GeoDataFrame,
    wards: NDArray[np.object_],
    *,
    cut_off_km: float,
) -> Roads:
    """Return the roads that a mode may use.

    A piece of network is cut off when it is shorter than ``cut_off_km`` and not the longest one of
    its land mass. Places are never tied to such pieces, which are mostly faults of the map, nor
    to another land mass than their own. At a barrier that the mode does not pass each edge ends by
    itself.

    Parameters
    ----------
    layer
        Roads and ferries.
    mode
        Who travels.
    lands
        Land masses in a metric CRS, as ``geoplan.layers.communes.land_masses`` returns them.
    wards
        Polygons in the same CRS within which speeds are those of towns.
    cut_off_km
        Shortest piece of network that stands for itself.

    Raises
    ------
    GeoplanError
        If the mode may use no road at all.
    """
    may = layer.edges[ALLOWED[mode]].to_numpy()
    edges = layer.edges[may]
    ferry = (edges["kind"] == FERRY).to_numpy()
    if ferry.all():
        raise GeoplanError(f"the network holds no road for {mode}; bring another one.")
    junctions = edges[["from_node", "to_node"]].to_numpy(np.int64)
    ends, nodes = _parted(junctions, layer.nodes[ALLOWED[mode]].to_numpy())
    start, end = ends.T
    oneway = edges[DIRECTION[mode]].to_numpy() if mode in DIRECTION else np.zeros(start.size)
    ahead, back = oneway >= 0, oneway <= 0
    headings = Headings.of(start, end, ahead, back, nodes=nodes)
    bans = bans_of(_turns(layer, mode, may), junctions, headings)
    lines = edges.geometry.to_crs(str(lands.crs)).to_numpy()
    middle = shapely.line_interpolate_point(lines, 0.5, normalized=True)
    land = np.asarray(shapely.STRtree(lands.geometry.to_numpy()).nearest(middle), np.int64)
    land[ferry] = -1
    piece = _pieces(start, end, ahead, back, nodes)
    about = _about(edges, middle, wards, len(layer.nodes))
    stands = _stand(piece, land, about["km"].to_numpy(), cut_off_km)
    holds = stands & ~ferry & (about["road_class"] != NO_STOPPING).to_numpy()
    return Roads(
        mode, lands, nodes, start, end, ahead, back, bans, lines, land, piece, holds, about
    )


def _parted(ends: Whole, passes: Bools) -> tuple[Whole, int]:
    """Return the ends of edges with a node for each where the mode does not pass, and the count."""
    closed = ~passes[ends]
    ends = ends.copy()
    ends[closed] = passes.size + np.arange(closed.sum())
    return ends, passes.size + int(closed.sum())


def _turns(layer: RoadLayer, mode: Mode, may: Bools) -> Whole:
    """Return the turns that are banned between edges that the mode may use, shape (turns, 3)."""
    if ALLOWED[mode] not in VEHICLES:
        return np.empty((0, len(TURN)), np.int64)
    turns: Whole = layer.turns.loc[layer.turns[ALLOWED[mode]], TURN].to_numpy(np.int64)
    turns = turns[may[turns[:, [0, 2]]].all(axis=1)]
    number = np.cumsum(may) - 1
    turns[:, [0, 2]] = number[turns[:, [0, 2]]]
    return turns


def _about(
    edges: gpd.GeoDataFrame, middle: NDArray[np.object_], wards: NDArray[np.object_], nodes: int
) -> pd.DataFrame:
    ferry = (edges["kind"] == FERRY).to_numpy()
    on_road = np.zeros(nodes, np.bool_)
    on_road[edges.loc[~ferry, ["from_node", "to_node"]].to_numpy().ravel()] = True
    is_urban = np.zeros(len(edges), np.bool_)
    is_urban[shapely.STRtree(middle).query(wards, predicate="contains")[1]] = True
    return pd.DataFrame(
        {
            "road_class": edges["kind"].map(CLASS_OF).fillna("").to_numpy(),
            "km": (edges["length_m"] / 1000).to_numpy(),
            "posted_kmh": edges["maxspeed_kmh"].fillna(np.inf).to_numpy(),
            "is_urban": is_urban,
            "is_unpaved": edges["surface"].isin(UNPAVED).to_numpy(),
            "crossing_min": edges["duration_min"].to_numpy(),
            "boards_at_start": ferry & on_road[edges["from_node"]],
            "boards_at_end": ferry & on_road[edges["to_node"]],
        }
    )


def _pieces(start: Whole, end: Whole, ahead: Bools, back: Bools, nodes: int) -> Whole:
    """Return the piece of each edge, −1 where it leads from one piece to another."""
    tail = np.concatenate([start[ahead], end[back]])
    head = np.concatenate([end[ahead], start[back]])
    graph = sparse.csr_array((np.ones(tail.size, np.int8), (tail, head)), shape=(nodes, nodes))
    _, piece = connected_components(graph, directed=True, connection="strong")
    return np.where(piece[start] == piece[end], piece[start], -1).astype(np.int64)


def _stand(piece: Whole, land: Whole, km: Floats, cut_off_km: float) -> Bools:
    """Return which edges belong to a piece that is long enough, or the longest of its land mass."""
    there = (piece >= 0) & (land >= 0)
    lengths = pd.Series(km[there]).groupby([land[there], piece[there]]).sum()
    longest = lengths.groupby(level=0).transform("max")
    kept = lengths.index[(lengths >= cut_off_km) | (lengths == longest)]
    return there & pd.MultiIndex.from_arrays([land, piece]).isin(kept)
