"""Make up a small cadastre around five recommended sites, and a folder to work in.

python examples/land/make_up.py FOLDER

Everything that it writes is invented, and says so.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
import tomlkit
from made_up_faults import WRONG, home_of_island, with_faults, with_overlap
from made_up_files import NOTE, write_areas, write_drawing, write_list, write_shapefile
from made_up_places import CLEARED, ISLAND, OUTSKIRTS, PLACES, SURPLUS, TOWN, VILLAGE, WARD, Place
from made_up_town import STREET_M, lots_of, on_ground
from shapely.ops import split

from geoplan.study import bundled

SEED = 0
STUDY = "made-up-land.toml"
CANAL_M = 8.0
BLOCK_USES = {"H": "ODT", "V": "ONT", "F": "LUC", "L": "LUC", "P": "NTS", "W": "RDD"}


def main(folder: Path) -> None:
    """Write the made-up files and a study that names them into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    write_cadastre(folder)
    (folder / STUDY).write_text(study_text(folder), encoding="utf-8", newline="\n")


def write_cadastre(folder: Path) -> None:
    """Write the made-up cadastre as several offices send it, and two layers of areas."""
    lots = {
        place.site_id: lots_of(place, np.random.default_rng([SEED, number]))
        for number, place in enumerate(PLACES)
    }
    zoning = pd.concat([_zones(place, lots[place.site_id]) for place in PLACES])
    write_areas(gpd.GeoDataFrame(zoning), folder / "made-up-zoning.geojson")
    water = pd.concat([_water(place, lots[place.site_id]) for place in PLACES])
    write_areas(gpd.GeoDataFrame(water), folder / "made-up-water.geojson")
    _write_shapefile([lots[place.site_id] for place in (VILLAGE, TOWN, OUTSKIRTS)], folder)
    _write_ward(lots[WARD.site_id], folder)
    _write_island(lots[ISLAND.site_id], folder)
    _write_premises([lots[place.site_id] for place in (WARD, ISLAND)], folder)


def study_text(folder: Path) -> str:
    """Return the bundled study with paths that hold in a folder, and the made-up layers named.

    Parameters
    ----------
    folder
        Where the study will stand.
    """
    original = bundled("studies/haiphong.toml")
    study = tomlkit.parse(original.read_text(encoding="utf-8"))
    study["id"] = "made-up-land"
    study["title_vi"] += " – đất đai giả định"
    study["title_en"] += " – land made up"
    for name, path in study["layers"].items():
        place = os.path.relpath((original.parent / path).resolve(), folder.resolve())
        study["layers"][name] = Path(place).as_posix()
    for layer in ("water", "zoning"):
        study["land"].add(layer, f"made-up-{layer}.geojson")
    return tomlkit.dumps(study)


def _write_shapefile(of_places: list[gpd.GeoDataFrame], folder: Path) -> None:
    lots = pd.concat(of_places, ignore_index=True)
    lots["zones"] = [_stated_zones(lot) for lot in lots.to_dict("records")]
    write_shapefile(with_faults(lots), folder / "made-up-parcels.zip")


def _write_ward(lots: gpd.GeoDataFrame, folder: Path) -> None:
    homes = np.flatnonzero(lots["block"] == "H")
    unclosed, unnumbered, wrong = homes[[15, 60, 100]]
    lots = lots.copy()
    lots.loc[unnumbered, "number"] = pd.NA
    lots.loc[wrong, "stated_area_m2"] *= WRONG
    west, south, _, _ = lots.total_bounds
    stray = ("number", "999", shapely.Point(west - 15, south - 15))
    write_drawing(lots, folder / "made-up-ward.dxf", unclosed=[unclosed], texts=[stray])
    _write_mapping(WARD, folder / "made-up-ward.toml")


def _write_island(lots: gpd.GeoDataFrame, folder: Path) -> None:
    lots = with_overlap(lots, home_of_island(lots, 40))
    again, several = home_of_island(lots, 10), home_of_island(lots, 70)
    second = ("number", "998", lots.geometry[several].representative_point())
    write_drawing(lots, folder / "made-up-island.dxf", again=[again], texts=[second])
    _write_mapping(ISLAND, folder / "made-up-island.toml")


def _write_mapping(place: Place, path: Path) -> None:
    constants = tomlkit.table()
    constants |= {"commune_code": place.commune_code, "old_commune": place.old_commune}
    constants["sheet"] = str(place.sheet)
    mapping = tomlkit.document()
    mapping.add(tomlkit.comment(f"{NOTE}: what the drawing does not say"))
    mapping["parcels"] = {"constants": constants}
    path.write_text(tomlkit.dumps(mapping), encoding="utf-8", newline="\n")


def _write_premises(of_places: list[gpd.GeoDataFrame], folder: Path) -> None:
    lots = pd.concat(of_places, ignore_index=True)
    premises = lots[lots["status"].isin([SURPLUS, CLEARED])].copy()
    crossed = premises.index[premises["name"].str.startswith("Trụ sở Đội thuế")]
    wrong = premises["name"].str.startswith("Trạm y tế")
    premises.loc[wrong, "stated_area_m2"] *= WRONG
    write_list(premises, folder / "made-up-surplus-premises.xlsx", crossed=crossed)


def _planned(lot: dict[Any, Any]) -> list[tuple[str, Any]]:
    """Return the planned uses of a lot, each with its part of the ground."""
    uses = lot["planned"].split("/")
    parts = _halves(lot["geometry"]) if len(uses) > 1 else [lot["geometry"]]
    return list(zip(uses, parts, strict=True))


def _stated_zones(lot: dict[Any, Any]) -> str | None:
    """Return the planning zones that the office states: only of premises."""
    if lot["name"] is None:
        return None
    return "; ".join(f"{use} {part.area:.1f}" for use, part in _planned(lot))


def _zones(place: Place, lots: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return planning zones: one per kind of block, and one or two per premises."""
    zones = []
    for block, use in BLOCK_USES.items():
        if (lots["block"] == block).any():
            shape = shapely.union_all(lots.geometry[lots["block"] == block].to_numpy())
            zones.append((place.home_use if block in "HV" else use, shape))
    for lot in lots[lots["name"].notna()].to_dict("records"):
        zones += _planned(lot)
    return _areas(zones, place)


def _water(place: Place, lots: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return ponds, and the canal through the last row of blocks where there is one."""
    water = [("pond", shape) for shape in lots.geometry[lots["block"] == "P"]]
    if place.canal:
        deep = sum(place.depths_m) + STREET_M * len(place.depths_m)
        middle = deep - place.depths_m[-1] / 2
        along = np.linspace(0.0, sum(place.widths_m), 40)
        banks = [
            np.column_stack([along, np.full(len(along), middle + side * CANAL_M / 2)])
            for side in (-1, 1)
        ]
        ring = np.concatenate([banks[0], banks[1][::-1]])
        water.append(("canal", shapely.Polygon(on_ground(ring, place))))
    return _areas(water, place, column="name")


def _areas(
    found: list[tuple[str, Any]], place: Place, column: str = "land_use"
) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(
        {
            column: [text for text, _ in found],
            "note": NOTE,
            "zone": place.zone,
            "geometry": [shape for _, shape in found],
        }
    )


def _halves(shape: shapely.Polygon) -> list[Any]:
    """Return the two parts of a lot, cut across in the middle of its longer sides."""
    corners = shapely.get_coordinates(shapely.minimum_rotated_rectangle(shape))[:4]
    if np.hypot(*(corners[1] - corners[0])) < np.hypot(*(corners[2] - corners[1])):
        corners = np.roll(corners, -1, axis=0)
    start, end = (corners[0] + corners[1]) / 2, (corners[2] + corners[3]) / 2
    cut = shapely.LineString([2 * start - end, 2 * end - start])
    return sorted(split(shape, cut).geoms, key=lambda part: part.centroid.x)


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("Usage: python examples/land/make_up.py FOLDER")
    main(Path(sys.argv[1]))
