"""Short lists of plots for the sites of a written plan, and the files that they go into."""

from __future__ import annotations

import json
import time
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd

from geoplan.caching import cache_folder
from geoplan.errors import PlanError
from geoplan.land.choices import choices_of
from geoplan.land.rules import land_files, land_rules
from geoplan.land.shortlists import shortlists
from geoplan.layers.cadastre.store import read_stored, store_path
from geoplan.layers.decisions import PART
from geoplan.layers.files import WGS84, sha256
from geoplan.layers.read import StudyLayers, read_layers
from geoplan.layers.sites import every_place
from geoplan.maps.plots import filled, plot_payload, read_page
from geoplan.progress import Progress, silent
from geoplan.reports.folder import write_all
from geoplan.reports.land.about import PLAN, About, about_rows
from geoplan.reports.land.files import write_land_geopackage, write_plot_table
from geoplan.reports.land.headline import headline
from geoplan.reports.land.kml import write_kml
from geoplan.reports.land.tables import LandTables, land_tables
from geoplan.reports.written import WrittenPlan, read_plan
from geoplan.reports.written_summary import SetValue
from geoplan.study import Study
from geoplan.travel.reach import Reach
from geoplan.travel.store import kept_minutes

PAGE = "index.html"
PARCELS = "parcels"
AFTERWARDS = (PART, PARCELS)  # inputs that may change when the plan is made


@dataclass(frozen=True, eq=False)
class LandLists:
    """The short lists of a written plan.

    Parameters
    ----------
    plan
        The plan.
    study
        Of the plan.
    tables
        The lists as they are written.
    seconds
        That they took.
    """

    plan: WrittenPlan
    study: Study
    tables: LandTables
    seconds: float

    def __str__(self) -> str:
        """Return the headline in a few lines."""
        return headline(self.tables, seconds=self.seconds)

    def write(self) -> list[Path]:
        """Write tables, GeoPackage and KML beside the plan, and fill its map; all or none.

        Returns
        -------
        list of Path
            ``parcels.csv``, ``parcels.gpkg``, ``parcels.kml`` and the map.

        Raises
        ------
        PlanError
            When the map is missing, of another version or of another plan.
        OutputError
            When they cannot be written; what stood there before is untouched.
        """
        folder = self.plan.folder
        page = filled(folder / PAGE, plot_payload(self.tables))
        return write_all(
            folder,
            {
                "parcels.csv": partial(write_plot_table, self.tables),
                "parcels.gpkg": partial(write_land_geopackage, self.tables, self.study.crs),
                "parcels.kml": partial(write_kml, self.tables),
                PAGE: lambda path: _write_text(page, path),
            },
        )


def list_plots(study_file: Path | None, folder: Path, *, progress: Progress = silent) -> LandLists:
    """Return the plots that come into question for each site of a written plan.

    Parameters
    ----------
    study_file
        The study of the plan; the bundled one if None.
    folder
        That ``geoplan plan`` wrote.
    progress
        Called with a stage and the share of it that is done.

    Raises
    ------
    PlanError
        When the folder holds no whole plan, or one of another study or another state of it.
    LayerError
        When a layer cannot be used, or no parcels were read yet.
    StudyError
        When the study, or its judgements of criteria, cannot be used.
    """
    start = time.perf_counter()
    progress("Layers", 0.0)
    plan = read_plan(folder)
    read_page(folder / PAGE)  # before the long work: it may be of another version
    study = _study_of(plan, study_file)
    stored = store_path(study.path)
    parcels = read_stored(stored)
    layers = read_layers(study)
    files = {"study": study.path, **layers.files}
    _refuse_other_state(plan, study, files)
    reach = Reach(study, layers, partial(kept_minutes, folder=cache_folder("travel")))
    progress("Layers", 1.0)
    lists = shortlists(
        reach, _facilities(plan), parcels, choices_of(layers.decisions), progress=progress
    )
    about = About(
        study,
        land_rules(study),
        lists.weights,
        parcels,
        {**files, **land_files(study), PARCELS: stored, "plan": folder / PLAN},
        len(_later(plan, layers)),
    )
    tables = land_tables(
        lists,
        parcels,
        layers.communes,
        layers.decisions,
        about_rows(about),
        every_place(layers.demand, layers.facilities).index,
    )
    return LandLists(plan, study, tables, time.perf_counter() - start)


def _study_of(plan: WrittenPlan, file: Path | None) -> Study:
    """Return the study as the plan took it, with what was set for it."""
    summary = plan.summary
    plain = Study.load(file)
    if plain.id != summary.study.id:
        raise PlanError(
            f"{plan.folder} holds a plan of the study {summary.study.id}, not of {plain.id} "
            f"({plain.path}). Name the study of the plan, or the folder of its plan with --plan."
        )
    held = {each.layer: each.sha256 for each in summary.inputs}
    if held.get("study") != sha256(plain.path):
        raise _other_state(plan, f"the study file {plain.path}")
    study = Study.load(file, {each.key: _setting(each) for each in summary.changes})
    without_roads = study.layers.roads is not None and "roads" not in held
    return study.without_roads() if without_roads else study


def _setting(change: SetValue) -> str:
    """Return a value as ``--set`` takes it."""
    value: Any = change.value
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _refuse_other_state(plan: WrittenPlan, study: Study, files: dict[str, Path]) -> None:
    held = {each.layer: each.sha256 for each in plan.summary.inputs if each.layer not in AFTERWARDS}
    for layer, path in files.items():
        if layer not in AFTERWARDS and held.get(layer) != sha256(path):
            raise _other_state(plan, f"the layer {layer} ({path})")
    gone = sorted(set(held) - set(files))
    if gone:
        raise _other_state(plan, f"{study.path}, which names no layer {gone[0]} any more,")


def _other_state(plan: WrittenPlan, what: str) -> PlanError:
    return PlanError(
        f"{plan.folder} holds a plan that was made before {what} was changed, so its sites may not "
        f"be those of the study. Make the plan again with `geoplan plan --out {plan.folder}`, then "
        "the short lists."
    )


def _later(plan: WrittenPlan, layers: StudyLayers) -> pd.DataFrame:
    """Return the decisions in force of which the plan knows nothing."""
    known = {each.decision_id for each in plan.summary.decisions}
    held = {each.layer: each.sha256 for each in plan.summary.inputs}
    if PART in layers.files and held.get(PART) == sha256(layers.files[PART]):
        return layers.decisions.iloc[:0]
    siting = layers.decisions["what"].isin(["pin", "forbid", "choose"])
    return layers.decisions[siting & ~layers.decisions.index.isin(known)]


def _facilities(plan: WrittenPlan) -> gpd.GeoDataFrame:
    table = plan.facilities
    named = ["site_id", "facility_id"]
    table = table.assign(**{name: table[name].fillna("") for name in named})
    points = gpd.points_from_xy(table["lon"], table["lat"])
    return gpd.GeoDataFrame(table, geometry=points, crs=WGS84)


def _write_text(text: str, path: Path) -> None:
    path.write_text(text, encoding="utf-8")
