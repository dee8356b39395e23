"""From where the sites of a written plan can be reached by road, for a map of one's own."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path

import geopandas as gpd
import pandas as pd

from geoplan.caching import cache_folder
from geoplan.errors import StudyError
from geoplan.layers.files import WGS84
from geoplan.layers.read import read_layers
from geoplan.reports.folder import write_all
from geoplan.reports.written import read_plan
from geoplan.study import Study
from geoplan.study_programmes import CoverageProgramme
from geoplan.study_standards import Standard
from geoplan.travel.reach import Reach
from geoplan.travel.store import kept_minutes
from geoplan.travel.words import travel_words

BESIDE_M = 150.0  # from a road: a block of houses or two
SIMPLE_M = 20.0


def site_catchments(
    study: Study, plan: Path, bands_min: Sequence[float] | None = None
) -> gpd.GeoDataFrame:
    """Return the catchments of the sites of a plan.

    Parameters
    ----------
    study
        Names a road network.
    plan
        Folder that ``Plan.write`` left.
    bands_min
        Minutes; without them, those of full and of no benefit of the care that a site gives.

    Returns
    -------
    GeoDataFrame
        A row for each place of a programme and band, EPSG:4326: ``programme``, ``sites`` (ids at
        that place), ``minutes``, ``people`` in cells from where it is reached in time, ``travel``
        (how times are made), polygon.

    Raises
    ------
    StudyError
        When the study names no road network.
    LayerError, PlanError
        When a layer, or the plan, cannot be used.
    """
    if study.layers.roads is None:
        raise StudyError(
            "the study names no road network, and catchments follow roads.",
            "Bring one with `geoplan roads`; see docs/roads.md.",
            file=study.path,
            key="layers.roads",
        )
    written, layers = read_plan(plan), read_layers(study)
    reach = Reach(study, layers, partial(kept_minutes, folder=cache_folder("travel")))
    said = travel_words(study, layers.roads).en
    tables = []
    for name, sites in written.sites.groupby("programme", sort=False):
        programme = study.programmes[str(name)]
        standard: Standard = study.standards.hospital
        if isinstance(programme, CoverageProgramme):
            standard = study.standards.primary
        bands = bands_min or (standard.full_min.value, standard.limit_min.value)
        ids = sites.groupby(["lon", "lat"], sort=False)["site_id"].agg(" ".join).reset_index()
        places = gpd.GeoSeries(gpd.points_from_xy(ids["lon"], ids["lat"]), crs=WGS84)
        shapes = reach.catchments(places, standard, bands, beside_m=BESIDE_M)
        shapes.insert(0, "programme", name)
        shapes.insert(1, "sites", ids["site_id"].iloc[shapes.pop("place")].to_numpy())
        shapes["travel"] = said
        tables.append(shapes)
    table = gpd.GeoDataFrame(pd.concat(tables, ignore_index=True))
    table["geometry"] = table.geometry.simplify(SIMPLE_M)
    return table.to_crs(WGS84)


def write_catchments(table: gpd.GeoDataFrame, path: Path) -> Path:
    """Write catchments into a GeoPackage, whole or not at all.

    Raises
    ------
    OutputError
        When it cannot be written; what stood there is untouched.
    """

    def write(file: Path) -> None:
        table.to_file(file, layer="catchments", driver="GPKG", engine="pyogrio")

    return write_all(path.parent, {path.name: write})[0]
