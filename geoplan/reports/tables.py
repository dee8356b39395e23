"""Tables of a plan as CSV that a spreadsheet opens: UTF-8 with a byte order mark."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from geoplan.reports.fields import SITES
from geoplan.result import PlanTables


def write_sites(tables: PlanTables, path: Path) -> None:
    """Write one row per recommended site, by programme and rank; see ``fields.SITES``."""
    columns = [field.name for field in SITES.fields]
    _write(tables.sites.reset_index()[columns], path)


def write_communes(tables: PlanTables, path: Path) -> None:
    """Write one row per commune, its measures before and after."""
    _write(tables.communes.drop(columns="geometry").reset_index(), path)


def _write(frame: pd.DataFrame, path: Path) -> None:
    frame.to_csv(path, index=False, encoding="utf-8-sig", lineterminator="\n")
