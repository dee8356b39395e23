"""A written plan with everything in it, for those who draw and print it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
from pyogrio.errors import DataLayerError, DataSourceError

from geoplan.errors import PlanError
from geoplan.maps.classes import ShareClasses, share_classes
from geoplan.reports.written import read_plan
from geoplan.reports.written_checks import cure

INDEX = {"communes": "commune_code", "demand": "demand_id", "facilities": "facility_id"}
LAYERS = ("communes", "demand", "facilities", "sites", "programme")


@dataclass(frozen=True, eq=False)
class WholePlan:
    """A plan as its folder holds it.

    Parameters
    ----------
    folder
        Where it stands.
    about
        The content of ``plan.json``.
    communes, demand, facilities
        Layers of ``plan.gpkg`` of these names, by their codes and ids, EPSG:4326; minutes to what
        nobody reaches are missing.
    sites
        The recommended sites by programme and rank, RangeIndex.
    programme
        Every facility of every programme by rank, RangeIndex.
    phases, by_year, targets
        The content of ``phases.csv``, ``communes_by_year.csv`` and ``targets.csv``; None where the
        study says nothing of them.
    """

    folder: Path
    about: dict[str, Any]
    communes: gpd.GeoDataFrame
    demand: gpd.GeoDataFrame
    facilities: gpd.GeoDataFrame
    sites: gpd.GeoDataFrame
    programme: gpd.GeoDataFrame
    phases: pd.DataFrame | None
    by_year: pd.DataFrame | None
    targets: pd.DataFrame | None

    @cached_property
    def classes(self) -> ShareClasses:
        """Return the classes of the share of people covered, which are those of the page."""
        return share_classes(self.communes)

    def title(self, language: str) -> str:
        """Return the title of the study, ``vi`` or ``en``."""
        return str(self.about["study"][f"title_{language}"])

    def programme_title(self, programme: str, language: str) -> str:
        """Return the title of a programme."""
        return str(self.about["programmes"][programme][f"title_{language}"])


def read_whole(folder: Path) -> WholePlan:
    """Read all that ``geoplan plan`` wrote into a folder.

    Raises
    ------
    PlanError
        When a file is missing, damaged, or not of the same plan as the others.
    """
    written = read_plan(folder)
    path = folder / "plan.gpkg"
    layers = {}
    for name in LAYERS:
        try:
            layer = gpd.read_file(path, layer=name)
        except (DataSourceError, DataLayerError):
            raise PlanError(f"{path}, layer {name}: it cannot be read. {cure(folder)}") from None
        layers[name] = layer.set_index(INDEX[name]) if name in INDEX else layer
    return WholePlan(
        folder,
        json.loads((folder / "plan.json").read_text(encoding="utf-8")),
        **layers,
        phases=None if written.phases is None else _table(folder / "phases.csv"),
        by_year=None if written.phases is None else _table(folder / "communes_by_year.csv"),
        targets=_table(folder / "targets.csv") if written.summary.targets is not None else None,
    )


def _table(path: Path) -> pd.DataFrame:
    if not path.is_file():
        raise PlanError(f"{path} is missing. {cure(path.parent)}")
    return pd.read_csv(path, encoding="utf-8-sig", dtype={"commune_code": "string"})
