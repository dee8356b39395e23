"""The decisions of a study held against its other layers: which sites and parcels they name."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import pandas as pd

from geoplan.errors import LayerError
from geoplan.layers.decision_rules import place_of
from geoplan.layers.decisions import PART, decisions_path, in_force, no_decisions, read_decisions
from geoplan.layers.sites import every_place, plots_of
from geoplan.study import Study


def decided(
    study: Study, demand: gpd.GeoDataFrame, facilities: gpd.GeoDataFrame
) -> tuple[pd.DataFrame, list[int], dict[str, Path]]:
    """Return the decisions in force of a study, the lines that are torn, and the file by layer.

    Raises
    ------
    LayerError
        When a line is wrong, or names a site that is none; see ``read_decisions``.
    """
    path = decisions_path(study.path)
    if not path.exists():
        return no_decisions(), [], {}
    places = every_place(demand, facilities).index
    held = read_decisions(path, places)
    table = in_force(held.table)
    named = table["site_id"].dropna()
    strange = named[[place_of(site, places) not in places for site in named]]
    if len(strange):
        raise LayerError(
            "the study has no such site.",
            "Correct the line, or take it back with `geoplan decide reopen`.",
            file=path,
            layer=PART,
            field="site_id",
            rows=[
                f"line {line} ({each}): {site}"
                for each, site, line in zip(
                    strange.index, strange, table.loc[strange.index, "line"], strict=True
                )
            ],
        )
    return table, held.torn, {PART: path}


def chosen_parcels(
    study: Study, table: pd.DataFrame
) -> tuple[gpd.GeoDataFrame | None, dict[str, Path]]:
    """Return the parcels that decisions in force choose, and the file by layer; None without any.

    Parcels that go to a site together are one.

    Raises
    ------
    LayerError
        When a chosen parcel is not among those of the study.
    """
    chosen = table["parcel_id"][table["what"] == "choose"]
    if chosen.empty:
        return None, {}
    from geoplan.layers.cadastre.store import read_stored, store_path

    path = store_path(study.path)
    parcels = read_stored(path)
    known = [parcels.index.isin(plots_of(each)).sum() for each in chosen]
    strange = chosen[
        [count < len(plots_of(each)) for count, each in zip(known, chosen, strict=True)]
    ]
    if len(strange):
        raise LayerError(
            "the parcel that was chosen is not among the parcels of the study.",
            "Read the file that holds it with `geoplan parcels read`, or take the choice back with "
            "`geoplan decide reopen`.",
            file=path,
            layer="parcels",
            field="parcel_id",
            rows=[f"{parcel} ({each})" for each, parcel in strange.items()],
        )
    shapes = [parcels.loc[plots_of(each)].union_all() for each in chosen]
    return gpd.GeoDataFrame(index=chosen, geometry=shapes, crs=parcels.crs), {"parcels": path}
