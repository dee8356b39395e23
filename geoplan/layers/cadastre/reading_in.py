"""Read cadastral files into the parcels of a study: all of them, or none."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import geopandas as gpd
import pandas as pd

from geoplan.errors import LayerError
from geoplan.layers.cadastre.parcels import FIELDS
from geoplan.layers.cadastre.report import ParcelReport
from geoplan.layers.cadastre.store import Stored, store
from geoplan.layers.files import sha256


def store_checked(reports: Sequence[ParcelReport], study_path: Path) -> Stored:
    """Store the parcels of checked files beside those that a study has.

    Parameters
    ----------
    reports
        As ``check_parcels`` returns them, at least one.
    study_path
        The study file; the parcels are stored beside it.

    Raises
    ------
    LayerError
        When the CRS of a file is not declared or contradicted, or two files have the same name;
        what is stored is untouched.
    OutputError
        When it cannot be written; the same.
    """
    _refuse_same_names(reports)
    for report in reports:
        report.refuse_undeclared()
        report.refuse_contradicted()
    parcels = pd.concat([report.parcels for report in reports])
    checksums = {report.path.name: sha256(report.path) for report in reports}
    return store(gpd.GeoDataFrame(parcels), study_path, checksums=checksums)


def _refuse_same_names(reports: Sequence[ParcelReport]) -> None:
    names = [report.path.name for report in reports]
    for report in reports:
        if names.count(report.path.name) > 1:
            raise LayerError(
                "two files have this name, by which stored parcels are told apart.",
                "Rename one of them.",
                file=report.path,
                layer=FIELDS.layer,
            )
