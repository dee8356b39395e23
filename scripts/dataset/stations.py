"""Commune stations, one for each old commune, at the cell where most of its people live."""

from __future__ import annotations

import pandas as pd

from dataset.territories import Territories, match

SOURCE = "modelled: list of old communes, polygons of the 2009 census, WorldPop 2020 (SOURCES.csv)"


def build_stations(
    old: pd.DataFrame, territories: Territories, commune_names: pd.Series[str]
) -> pd.DataFrame:
    """Return the main station of each commune and the former stations, sorted by old code.

    The main station stands in the old commune whose code the commune carries. Two stations share a
    cell only where the territory of one holds no other.

    Parameters
    ----------
    old
        As ``read_old_communes`` returns it.
    territories
        Land and cells to place them on.
    commune_names
        Names of today's communes, indexed by code.
    """
    places = old.set_index("old_code").join(match(old, territories))
    # A territory without a cell of its own chooses last, so that none loses its best cell to it.
    people = places["territory"].map(territories.table["people"])
    taken: set[str] = set()
    rows = []
    for code in people.sort_values(ascending=False, kind="stable").index:
        place = places.loc[code]
        is_main = bool(place["is_carried"])
        territory = None if pd.isna(place["territory"]) else int(place["territory"])
        options = territories.options(territory, [code] if is_main else place["communes"])
        free = options[~options.index.isin(taken)]
        cell = (free if len(free) else options).iloc[0]
        taken.add(str(cell.name))
        name = commune_names[code] if is_main else f"{place['name']} (cũ)"
        rows.append(
            {
                "facility_id": f"TYT-{code}",
                "name": f"Trạm Y tế {name[0].lower()}{name[1:]}",
                "kind": "commune_station" if is_main else "former_station",
                "ownership": "public",
                "status": "operating" if is_main else "former",
                "lon": cell["lon"],
                "lat": cell["lat"],
                "position_quality": "modelled",
                "commune_code": cell["commune_code"],
                "former_commune": place["name"],
                "source": SOURCE,
                "verified": False,
                "note": f"position: {_rule(place, territories, cell)}",
            }
        )
    return pd.DataFrame(rows).sort_values("facility_id", ignore_index=True)


def _rule(place: pd.Series, territories: Territories, cell: pd.Series) -> str:
    if pd.isna(place["territory"]):
        return "most populated cell of the commune; no territory of 2009 belongs to it"
    rule = territories.rule(place["territory"], cell)
    if place["same_name"]:
        return f"{rule}, of the same name"
    name = territories.table.loc[place["territory"], "name"]
    return f"{rule}, {name}, the likeliest part of this commune, formed by a later merger"
