"""Turn restrictions of OpenStreetMap as banned turns between edges.

Tags and members: https://wiki.openstreetmap.org/wiki/Relation:restriction. Restrictions over a way
in between, and those that hold at certain hours alone, are left out and counted.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import product
from typing import NamedTuple

import geopandas as gpd
import numpy as np
import pandas as pd

from geoplan.layers.junctions import Bools
from geoplan.layers.roads import TURN, VEHICLES

GENERAL = ("motor_vehicle", "vehicle")
TYPES = ("restriction", *(f"restriction:{whom}" for whom in (*VEHICLES, *GENERAL)))
ENDS = ("from", "to")
DTYPES = {"from_way": "int64", "node": "int64", "to_way": "int64", "is_only": "bool"}
HOURS = frozenset({"day_on", "day_off", "hour_on", "hour_off"})  # the former way to say when

Member = tuple[str, int, str]  # n, w or r; number; role


class Restriction(NamedTuple):
    """What a relation says to one kind of vehicle about one pair of ways."""

    relation: int
    mode: str
    from_way: int
    node: int | None  # None: over a way in between, or at certain hours alone
    to_way: int
    is_only: bool  # this turn alone is allowed; else it is banned


def read_restriction(
    relation: int, tags: Mapping[str, str], members: Sequence[Member]
) -> list[Restriction]:
    """Return what a relation of a type in ``TYPES`` says to motorcycles and cars.

    Examples
    --------
    >>> members = [("w", 7, "from"), ("n", 5, "via"), ("w", 8, "to")]
    >>> tags = {"type": "restriction", "restriction": "no_u_turn", "except": "motorcycle"}
    >>> read_restriction(1, tags, members)
    [Restriction(relation=1, mode='motorcar', from_way=7, node=5, to_way=8, is_only=False)]
    """
    ways = [[ref for kind, ref, role in members if (kind, role) == ("w", end)] for end in ENDS]
    via = [(kind, ref) for kind, ref, role in members if role == "via"]
    found = []
    for mode in VEHICLES:
        word, always = _rule(mode, tags)
        node = via[0][1] if always and len(via) == 1 and via[0][0] == "n" else None
        found += [
            Restriction(relation, mode, from_way, node, to_way, word.startswith("only_"))
            for from_way, to_way in product(*ways)
            if word.startswith(("no_", "only_"))
        ]
    return found


def _rule(mode: str, tags: Mapping[str, str]) -> tuple[str, bool]:
    """Return the word for a mode, "" for none, and whether it holds at all hours."""
    whom = (mode, *GENERAL)
    of_type = tags["type"].partition(":")[2]
    excepted = {word.strip() for word in tags.get("except", "").split(";")}
    if of_type not in ("", *whom) or excepted.intersection(whom):
        return "", True
    keys = (*(f"restriction:{each}" for each in whom), "restriction")
    for ending in ("", ":conditional"):
        for key in keys:
            if key + ending in tags:
                return tags[key + ending], not (ending or HOURS.intersection(tags))
    return "", True


def turns_of(
    restrictions: Sequence[Restriction], edges: gpd.GeoDataFrame, nodes: gpd.GeoDataFrame
) -> tuple[pd.DataFrame, int]:
    """Return the turns that are banned, and how many restrictions are left out.

    Of several ``only_…`` from one way at one node each allows its turn; one onto a way that is
    closed to the vehicle says nothing to it. A way that does not end at the node but passes it
    leaves open which turn is meant. Restrictions on ways that are not here are not counted.

    Parameters
    ----------
    restrictions
        As ``read_restriction`` returns them.
    edges, nodes
        As ``RoadLayer`` has them.

    Returns
    -------
    tuple
        ``turns`` and ``turns_left_out`` of ``RoadLayer``.
    """
    ways = set(edges["way_id"].tolist())
    here = [said for said in restrictions if said.from_way in ways and said.to_way in ways]
    kept = [said for said in here if said.node is not None]
    rules = pd.DataFrame(kept, columns=list(Restriction._fields)).astype(DTYPES)
    rules["node"] = pd.Index(nodes["node_id"]).get_indexer(rules["node"])
    at = _ends(edges, rules["node"])
    alone = at.drop_duplicates(["way", "node"], keep=False)
    for end in ENDS:
        rules = rules.merge(alone.rename(columns={"way": f"{end}_way", "edge": f"{end}_edge"}))
    left_out = {said.relation for said in here}.difference(rules["relation"])
    rules = _open(rules, edges)
    others = _others(rules[rules["is_only"]], at)
    banned = _open(pd.concat([rules[~rules["is_only"]], others]), edges)
    whom = pd.get_dummies(banned["mode"]).reindex(columns=list(VEHICLES), fill_value=False)
    turns = whom.astype(bool).groupby([banned[column] for column in TURN]).any().reset_index()
    return turns, len(left_out)


def _ends(edges: gpd.GeoDataFrame, nodes: pd.Series[int]) -> pd.DataFrame:
    """Return the way, the node and the edge of each end of an edge at some nodes."""
    ends = [edges[[node]].set_axis(["node"], axis=1) for node in ("from_node", "to_node")]
    at: pd.DataFrame = pd.concat(ends)
    at = at[at["node"].isin(nodes)]
    return at.assign(way=edges["way_id"].loc[at.index], edge=at.index).reset_index(drop=True)


def _open(turns: pd.DataFrame, edges: gpd.GeoDataFrame) -> pd.DataFrame:
    """Return the turns between edges that the vehicle may use."""
    may = edges[list(VEHICLES)].to_numpy()
    mode = turns["mode"].map(VEHICLES.index).to_numpy(np.int64)
    kept: Bools = may[turns["from_edge"], mode] & may[turns["to_edge"], mode]
    return turns[kept]


def _others(allowed: pd.DataFrame, at: pd.DataFrame) -> pd.DataFrame:
    """Return the turns from the same edges at the same nodes that are not among those allowed."""
    allowed = allowed[["mode", *TURN]]
    onto = at[["node", "edge"]].drop_duplicates().rename(columns={"edge": "to_edge"})
    every = allowed[["mode", "from_edge", "node"]].drop_duplicates().merge(onto)
    told = every.merge(allowed, how="left", indicator=True)
    return told[told["_merge"] == "left_only"]
