"""Read all layers of a study and check them against each other."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geoplan.errors import LayerError
from geoplan.layers import communes as communes_layer
from geoplan.layers import demand as demand_layer
from geoplan.layers import facilities as facilities_layer
from geoplan.layers import sea_links as sea_links_layer
from geoplan.layers.decided import chosen_parcels, decided
from geoplan.layers.decisions import no_decisions
from geoplan.layers.road_faults import refuse_elsewhere
from geoplan.layers.road_file import read_roads
from geoplan.layers.roads import RoadLayer
from geoplan.study import Study

# Polygon and official area differ where official areas include water, never by more than this.
AREA_RATIO_MAX = 3.0


@dataclass(frozen=True)
class StudyLayers:
    """The layers of one study, each valid in itself and in agreement with the others.

    ``decisions`` are those in force, as ``decisions.FIELDS`` has them; ``torn_decisions`` are the
    lines of their file that an interrupted write left unfinished; ``parcels`` are those that
    decisions choose, None without any.
    """

    communes: gpd.GeoDataFrame
    demand: gpd.GeoDataFrame
    facilities: gpd.GeoDataFrame
    sea_links: pd.DataFrame
    files: dict[str, Path]
    roads: RoadLayer | None = None
    decisions: pd.DataFrame = field(default_factory=no_decisions)
    torn_decisions: list[int] = field(default_factory=list)
    parcels: gpd.GeoDataFrame | None = None


def read_layers(study: Study) -> StudyLayers:
    """Read and check the layers that a study names.

    Raises
    ------
    LayerError
        Naming file, layer, field, the first rows at fault and the cure.
    """
    files = {
        layer: path
        for layer in type(study.layers).model_fields
        if (path := study.layer_path(layer)) is not None
    }
    communes = communes_layer.read_communes(files["communes"])
    demand = demand_layer.read_demand(files["demand"])
    facilities = facilities_layer.read_facilities(files["facilities"])
    sea_links = (
        sea_links_layer.read_sea_links(files["sea_links"])
        if "sea_links" in files
        else pd.DataFrame(columns=[field.name for field in sea_links_layer.FIELDS.fields[1:]])
    )
    _refuse_wrong_crs(communes, files["communes"], study.crs)
    _refuse_strangers(demand, communes, files["demand"], "demand")
    _refuse_strangers(facilities, communes, files["facilities"], "facilities")
    _refuse_empty_communes(demand, communes, files["demand"])
    roads = _roads_of(communes, files["roads"]) if "roads" in files else None
    decisions, torn, of_decisions = decided(study, demand, facilities)
    parcels, of_parcels = chosen_parcels(study, decisions)
    files |= of_decisions | of_parcels
    return StudyLayers(
        communes, demand, facilities, sea_links, files, roads, decisions, torn, parcels
    )


def commune_sums(demand: gpd.GeoDataFrame, communes: gpd.GeoDataFrame) -> pd.DataFrame:
    """Return, per commune, the people of the communes layer and the sum over its cells.

    Returns
    -------
    DataFrame
        Indexed by ``commune_code``; ``people``, ``people_cells``.
    """
    cells = demand.groupby("commune_code")["people"].sum().reindex(communes.index, fill_value=0)
    return pd.DataFrame({"people": communes["people"], "people_cells": cells})


def _roads_of(communes: gpd.GeoDataFrame, path: Path) -> RoadLayer:
    roads = read_roads(path)
    area, around = communes.union_all(), shapely.box(*roads.edges.total_bounds)
    if not area.intersects(around):
        refuse_elsewhere(around, area, path)
    return roads


def _refuse_wrong_crs(communes: gpd.GeoDataFrame, path: Path, crs: str) -> None:
    west, south, east, north = communes.total_bounds
    on_earth = np.isfinite([west, south, east, north]).all() and (
        west >= -180 and east <= 180 and south >= -90 and north <= 90
    )
    if not on_earth:
        raise LayerError(
            f"the coordinates ({west:g}, {south:g} to {east:g}, {north:g}) are not on the globe in "
            "the CRS that the file declares.",
            "Declare the CRS in which the file was drawn (for VN-2000 105°45′ that is EPSG:9210).",
            file=path,
            layer="communes",
            field="geometry",
        )
    ratio = communes.to_crs(crs).area / 1e6 / communes["area_km2"]
    wrong = (ratio > AREA_RATIO_MAX) | (ratio < 1 / AREA_RATIO_MAX) | ~np.isfinite(ratio)
    if wrong.any():
        raise LayerError(
            f"the polygon's area is not near the official one when measured in {crs}.",
            "Check the CRS of the file and the column area_km2.",
            file=path,
            layer="communes",
            field="geometry",
            rows=[f"{code}: {r:.2f} × the official area" for code, r in ratio[wrong].items()],
        )


def _refuse_strangers(
    places: gpd.GeoDataFrame, communes: gpd.GeoDataFrame, path: Path, layer: str
) -> None:
    """Refuse points that name an unknown commune or do not stand in the commune they name."""
    unknown = ~places["commune_code"].isin(communes.index)
    if unknown.any():
        raise LayerError(
            "the commune is not in the communes layer.",
            "Correct the code, or add the commune.",
            file=path,
            layer=layer,
            field="commune_code",
            rows=[f"{name}: {code}" for name, code in places["commune_code"][unknown].items()],
        )
    home = communes.loc[places["commune_code"]].geometry.to_numpy()
    outside = ~shapely.covered_by(places.geometry.to_numpy(), home)
    if not outside.any():
        return
    stray = places[outside]
    found = gpd.sjoin(stray[["geometry"]], communes[["geometry"]], predicate="covered_by")
    inside = found["commune_code"].groupby(level=0).first()
    rows = [
        f"{name} ({row.lon:.4f}, {row.lat:.4f}): "
        + (f"stands in {inside[str(name)]}" if name in inside.index else "stands in no commune")
        + f", names {row.commune_code}"
        for name, row in stray.iterrows()
    ]
    everywhere = outside.mean() > 1 / 2
    raise LayerError(
        "most points do not stand in the commune they name; the coordinates look like another CRS "
        "or swapped axes."
        if everywhere
        else "the position is not inside the commune that the row names.",
        "Give lon and lat in degrees, WGS 84." if everywhere else "Correct lon, lat or the code.",
        file=path,
        layer=layer,
        field="lon, lat",
        rows=rows,
    )


def _refuse_empty_communes(
    demand: gpd.GeoDataFrame, communes: gpd.GeoDataFrame, path: Path
) -> None:
    empty = communes.index.difference(pd.Index(demand["commune_code"].unique()))
    if len(empty):
        raise LayerError(
            "a commune has no populated cell.",
            "Add at least one cell for it, or leave the commune out.",
            file=path,
            layer="demand",
            field="commune_code",
            rows=[f"{code} {communes['name'][code]}" for code in empty],
        )
