"""What came in with a road network, and what it leaves out."""

from __future__ import annotations

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from geoplan.layers.files import WGS84
from geoplan.layers.roads import FERRY, RoadLayer, RoadOrigin
from geoplan.study_travel import ROAD_CLASSES
from geoplan.travel.by_road import RoadModel, Stops
from geoplan.travel.network import Floats
from geoplan.travel.profile import CLASS_OF

FAR_M = 500.0  # from a road
DRAWN = ("motorway", "trunk", "primary", "secondary", "tertiary", FERRY)
APART = "apart"
DRAWN_M = 20.0  # how far a line that is drawn may be from the road
BORDER_M = 500.0  # a dead end so near the border of the study is one where the network was cut


@dataclass(frozen=True, eq=False)
class RoadReport:
    """A road network beside the study that uses it.

    Parameters
    ----------
    origin
        Where the network comes from.
    km
        Of each class of road, ``ferry`` last, for all modes; indexed by class.
    pieces
        Pieces of network that stand for themselves, by falling length: ``km`` and ``people`` tied
        to them, as the mode of primary care goes.
    loose_km
        Kilometres of pieces too short to count, of one-way stubs and the like.
    ferry_legs
        Ferries that the mode may take: ``km``, ``crossing_min`` (NaN where unknown).
    turns, turns_left_out
        Turns that are banned to some vehicle, and restrictions that are not read.
    border_ends
        Dead ends near the border of the study, points, EPSG:4326.
    to_road_m
        Metres from each cell to a road, inf where none is near enough, indexed by ``demand_id``.
    far_people, people
        People in cells farther than ``FAR_M`` from a road, and in all cells.
    roadless
        People of each commune in cells that no road is near enough to, for communes with such
        cells; indexed by ``commune_code``.
    idle_links
        Names of sea links with a landing that no road is near enough to.
    lines
        What a map shows of it, one MultiLineString for each ``role``: the main classes of road,
        ``ferry``, and ``apart``, the pieces besides the largest; EPSG:4326.
    within_m, cut_off_km
        As the study sets them: how near a road must be, how long a piece.
    """

    origin: RoadOrigin
    km: pd.Series[float]
    pieces: pd.DataFrame
    loose_km: float
    ferry_legs: pd.DataFrame
    turns: int
    turns_left_out: int
    border_ends: gpd.GeoSeries
    to_road_m: pd.Series[float]
    far_people: int
    people: int
    roadless: pd.Series[int]
    idle_links: list[str]
    lines: gpd.GeoDataFrame
    within_m: float
    cut_off_km: float


def road_report(model: RoadModel, cells: Stops, demand: gpd.GeoDataFrame) -> RoadReport:
    """Return what came in with the road network of a study.

    Parameters
    ----------
    model
        The network as the mode of primary care uses it.
    cells
        The population cells as the model locates them.
    demand
        Their layer.
    """
    roads = model.roads
    people = demand["people"].to_numpy()
    to_road_m = pd.Series(cells.ties.to_road_m, cells.labels, name="to_road_m")
    km = roads.about["km"].to_numpy()
    ferry = roads.land < 0
    stands = np.isin(roads.piece, roads.piece[roads.holds]) & ~ferry
    without = np.isinf(to_road_m.to_numpy())
    landings = model.legs.landings
    landed = np.isin(np.arange(landings.places), landings.place).reshape(2, -1)
    idle = np.flatnonzero(~(landed[0] & landed[1]))
    return RoadReport(
        model.layer.origin,
        _km(model.layer),
        _pieces(model, cells, people),
        float(km[~stands & ~ferry].sum()),
        roads.about.loc[ferry, ["km", "crossing_min"]].reset_index(drop=True),
        len(model.layer.turns),
        model.layer.turns_left_out,
        _border_ends(model.layer, model.communes, str(model.lands.crs)),
        to_road_m,
        int(people[to_road_m > FAR_M].sum()),
        int(people.sum()),
        demand["people"][without].groupby(demand["commune_code"][without]).sum(),
        model.sea_links["name"].iloc[idle].tolist(),
        _lines(model),
        model.figures.to_road_m.value,
        model.figures.cut_off_km.value,
    )


def _km(layer: RoadLayer) -> pd.Series[float]:
    road_class = layer.edges["kind"].map({**CLASS_OF, FERRY: FERRY})
    km = layer.edges["length_m"].groupby(road_class).sum() / 1000
    return km.reindex([*ROAD_CLASSES, FERRY]).dropna()


def _pieces(model: RoadModel, cells: Stops, people: NDArray[np.int64]) -> pd.DataFrame:
    roads, ties = model.roads, cells.ties
    count = np.bincount(ties.place, minlength=ties.places)
    each: Floats = people[ties.place] / count[ties.place]
    held = pd.Series(each).groupby(roads.piece[ties.edge]).sum()
    on_land = roads.land >= 0
    km = roads.about["km"][on_land].groupby(roads.piece[on_land]).sum()
    standing = np.unique(roads.piece[roads.holds])
    held, km = (each.reindex(standing, fill_value=0.0) for each in (held, km))
    table = pd.DataFrame({"km": km, "people": held})
    table["people"] = table["people"].round().astype("int64")
    return table.sort_values("km", ascending=False, kind="stable").reset_index(drop=True)


def _border_ends(layer: RoadLayer, communes: gpd.GeoDataFrame, crs: str) -> gpd.GeoSeries:
    ends = layer.edges.loc[layer.edges["kind"] != FERRY, ["from_node", "to_node"]].to_numpy()
    degree = np.bincount(ends.ravel(), minlength=len(layer.nodes))
    dead = gpd.GeoSeries(layer.nodes.geometry[degree == 1])
    border = communes.geometry.to_crs(crs).union_all().boundary
    shapely.prepare(border)
    near = shapely.dwithin(border, dead.to_crs(crs).to_numpy(), BORDER_M)
    return gpd.GeoSeries(dead[near].reset_index(drop=True))


def _lines(model: RoadModel) -> gpd.GeoDataFrame:
    roads, edges, crs = model.roads, model.layer.edges, str(model.lands.crs)
    drawn = edges["kind"].map({**CLASS_OF, FERRY: FERRY})
    by_role = {
        role: edges[(drawn == role).to_numpy()].geometry.to_crs(crs).to_numpy() for role in DRAWN
    }
    km = np.bincount(roads.piece[roads.holds], roads.about["km"].to_numpy()[roads.holds])
    by_role[APART] = roads.lines[roads.holds & (roads.piece != km.argmax())]
    merged = [shapely.line_merge(shapely.MultiLineString(list(each))) for each in by_role.values()]
    shapes = gpd.GeoSeries(merged, crs=crs).simplify(DRAWN_M)
    table = gpd.GeoDataFrame({"role": list(by_role)}, geometry=shapes)
    return table[~table.geometry.is_empty].to_crs(WGS84).reset_index(drop=True)
