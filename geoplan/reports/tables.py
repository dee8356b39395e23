"""Tables of a plan as CSV that a spreadsheet opens: UTF-8 with a byte order mark."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from geoplan.programme.phases import Phases
from geoplan.programme.targets import TargetAnswer
from geoplan.reports.fields import COMMUNES_BY_YEAR, PHASES, PROGRAMME, SITES, TARGETS
from geoplan.result import PlanTables


def write_sites(tables: PlanTables, path: Path) -> None:
    """Write one row per recommended site, by programme and rank; see ``fields.SITES``."""
    columns = [field.name for field in SITES.fields]
    _write(tables.sites.reset_index()[columns], path)


def write_communes(tables: PlanTables, path: Path) -> None:
    """Write one row per commune, its measures before and after."""
    _write(tables.communes.drop(columns="geometry").reset_index(), path)


def write_communes_by_year(table: pd.DataFrame, path: Path) -> None:
    """Write one row per commune and year; see ``fields.COMMUNES_BY_YEAR``."""
    columns = [field.name for field in COMMUNES_BY_YEAR.fields]
    _write(table[columns].round({"covered_share": 4}), path)


def write_programme(tables: PlanTables, path: Path) -> None:
    """Write one row per facility of all programmes; see ``fields.PROGRAMME``."""
    where = tables.programme.geometry
    table = tables.programme.assign(lon=where.x.round(6), lat=where.y.round(6))
    table = table.reindex(columns=[field.name for field in PROGRAMME.fields])
    _write(table.round({"cost_bn_vnd": 3}), path)


def write_phases(phases: Phases, path: Path) -> None:
    """Write one row per year and source of money; see ``fields.PHASES``."""
    columns = [field.name for field in PHASES.fields]
    _write(phases.table[columns].round({"envelope_bn_vnd": 3, "spent_bn_vnd": 3}), path)


def write_targets(targets: TargetAnswer, path: Path) -> None:
    """Write one row per commune, indicator and year; see ``fields.TARGETS``."""
    _write(targets.table[[field.name for field in TARGETS.fields]], path)


def _write(frame: pd.DataFrame, path: Path) -> None:
    frame.to_csv(path, index=False, encoding="utf-8-sig", lineterminator="\n")
