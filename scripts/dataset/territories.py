"""Territories: which land an old commune stood on, matched from the polygons of 2009."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import pandas as pd

from dataset.communes import METRIC
from geoplan.layers.files import points

TYPE_WORDS = re.compile(r"^(phường|xã|thị trấn|đặc khu) ")
TONES = dict.fromkeys(map(ord, "\u0300\u0301\u0303\u0309\u0323"))  # combining grave … dot below
FAIR_SHARE = 0.1  # of a territory; less is the coarse drawing of 2009
PROVINCES = {"Hai Duong": "30", "Hai Phong": "31"}  # of 2009, to the codes of the old communes


@dataclass(frozen=True)
class Territories:
    """Land of the communes of 2009, and the populated cells on it.

    Parameters
    ----------
    table
        Indexed by the census number: ``name``, ``key`` (name without type, to compare),
        ``province`` (old code), ``people``, ``inner`` (a point inside, in ``METRIC``).
    pieces
        One row for each commune of today that holds a fair share of a territory: ``territory``,
        ``commune_code``, ``largest`` (whether this commune holds most of it).
    cells
        Indexed by ``demand_id``, most people first: ``lon``, ``lat``, ``commune_code``, ``people``,
        ``territory`` (missing outside all), points in ``METRIC``.
    """

    table: pd.DataFrame
    pieces: pd.DataFrame
    cells: gpd.GeoDataFrame

    def options(self, territory: int | None, communes: list[str]) -> pd.DataFrame:
        """Return the cells at which a place of ``territory`` may stand, best first.

        All of them lie in one of ``communes``, the one of the best. A territory too small to hold
        the centre of a cell gets the cell nearest to it; none at all, the cells of the communes.
        """
        allowed = self.cells[self.cells["commune_code"].isin(communes)]
        if territory is not None:
            own = allowed[allowed["territory"] == territory]
            inner = self.table.loc[territory, "inner"]
            allowed = own if len(own) else allowed.loc[[allowed.distance(inner).idxmin()]]
        return allowed[allowed["commune_code"] == allowed["commune_code"].iloc[0]]

    def rule(self, territory: int, cell: pd.Series) -> str:
        """Say how ``cell``, one of the options, stands to ``territory``."""
        if cell["territory"] == territory:
            return "most populated cell of the territory of 2009"
        return "cell nearest to the territory of 2009, which is smaller than a cell"

    def named(self, name: str, commune_code: str) -> int:
        """Return the territory of that name in a commune.

        Raises
        ------
        ValueError
            When there is not exactly one.
        """
        here = self.table.loc[self.pieces.query("commune_code == @commune_code")["territory"]]
        found = here.index[here["key"] == name_key(name)]
        if len(found) != 1:
            raise ValueError(f"{len(found)} territories are called {name} in {commune_code}")
        return int(found[0])


def read_territories(sources: Path, communes: gpd.GeoDataFrame, cells: pd.DataFrame) -> Territories:
    """Read the communes of 2009 and join them to today's communes and to the cells."""
    old = gpd.read_file(sources / "old_communes_2009.geojson").to_crs(METRIC)
    old.index = pd.Index(old["commune_id"].astype(int), name="territory")
    new = communes[["commune_code", "geometry"]].to_crs(METRIC)
    pieces = old[["geometry"]].reset_index().overlay(new, how="intersection", keep_geom_type=True)
    share = pieces.area / pieces["territory"].map(old.area)
    pieces["largest"] = share == share.groupby(pieces["territory"]).transform("max")

    located = points(cells.set_index("demand_id")).to_crs(METRIC)
    held = located[["geometry"]].sjoin(old[["geometry"]], predicate="within")["territory"]
    located["territory"] = held.groupby(level=0).min()
    located = located.sort_values(["people", "demand_id"], ascending=[False, True])

    table = pd.DataFrame(
        {
            "name": old["commune_vn"].str.normalize("NFC"),
            "key": old["commune_vn"].map(name_key),
            "province": old["province"].map(PROVINCES),
            "people": located.groupby("territory")["people"].sum(),
            "inner": old.representative_point(),
        }
    )
    return Territories(table.fillna({"people": 0}), pieces[share >= FAIR_SHARE], located)


def read_old_communes(sources: Path) -> pd.DataFrame:
    """Return the communes before July 2025, one row each, sorted by code.

    Returns
    -------
    DataFrame
        ``old_code``, ``name``, ``province``, ``communes`` (codes of those it went into),
        ``is_carried`` (whether a commune carries the code today). Bạch Long Vĩ, which had no
        communes, takes the code of its successor.
    """
    rows = pd.read_csv(sources / "predecessors.csv", dtype="string")
    rows["old_code"] = rows["old_code"].fillna(rows["commune_code"])
    rows["old_name"] = rows["old_name"].fillna(rows["commune"]).str.normalize("NFC")
    old = rows.groupby("old_code", sort=True).agg(
        name=("old_name", "first"),
        province=("old_province_code", "first"),
        communes=("commune_code", lambda codes: sorted(set(codes))),
    )
    return old.assign(is_carried=old.index.isin(rows["commune_code"])).reset_index()


def match(old: pd.DataFrame, territories: Territories) -> pd.DataFrame:
    """Give each old commune at most one territory of a successor, each territory once.

    The same name comes first. An old commune that was formed by a merger between 2009 and 2025
    gets, of what is left, the territory whose name shares most syllables with its own (such names
    are often put together from the parts'), then the most populated.

    Returns
    -------
    DataFrame
        Indexed by ``old_code``: ``territory``, ``same_name``; without those that get none.
    """
    pairs = old.explode("communes").merge(
        territories.pieces.join(territories.table, on="territory"),
        left_on=["communes", "province"],
        right_on=["commune_code", "province"],
        suffixes=("", "_2009"),
    )
    key = pairs["name"].map(name_key)
    pairs["same_name"] = key == pairs["key"]
    pairs["shared"] = [len(set(a) & set(b)) for a, b in zip(key, pairs["key"], strict=True)]
    pairs = pairs[pairs["same_name"] | pairs["largest"]]
    pairs = pairs.sort_values(
        ["same_name", "shared", "people", "old_code", "territory"],
        ascending=[False, False, False, True, True],
    )
    chosen: dict[str, tuple[int, bool]] = {}
    used: set[int] = set()
    for pair in pairs.itertuples():
        if pair.old_code not in chosen and pair.territory not in used:
            chosen[pair.old_code] = (pair.territory, pair.same_name)
            used.add(pair.territory)
    return pd.DataFrame.from_dict(chosen, orient="index", columns=["territory", "same_name"])


def name_key(name: str) -> tuple[str, ...]:
    """Return a commune's name without its type, the same however the tone marks are placed.

    Each syllable is its letters followed by its tone; no diacritic is dropped.

    Examples
    --------
    >>> name_key("Xã Hoà Bình") == name_key("Phường Hòa Bình")
    True
    >>> name_key("Xã Cẩm Giang") == name_key("Thị trấn Cẩm Giàng")
    False
    """
    bare = TYPE_WORDS.sub("", unicodedata.normalize("NFC", name).lower())
    syllables = unicodedata.normalize("NFD", bare).split()
    return tuple(
        syllable.translate(TONES) + "".join(mark for mark in syllable if ord(mark) in TONES)
        for syllable in syllables
    )
