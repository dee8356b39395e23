"""A plan as one GeoPackage that QGIS opens."""

from __future__ import annotations

from pathlib import Path

import pyogrio

from geoplan.result import PlanTables

LAYERS = ("communes", "demand", "facilities", "sites", "programme")


def write_geopackage(tables: PlanTables, path: Path) -> None:
    """Write communes, demand, facilities, sites and the whole programme, in EPSG:4326.

    Whom each site serves is a table without geometry, ``beneficiaries``.
    """
    for layer in LAYERS:
        frame = getattr(tables, layer).reset_index(drop=layer == "programme")
        frame.to_file(path, layer=layer, driver="GPKG", engine="pyogrio")
    pyogrio.write_dataframe(tables.beneficiaries, path, layer="beneficiaries", driver="GPKG")
