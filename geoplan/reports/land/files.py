"""Short lists as a table for a spreadsheet and as one GeoPackage."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio

from geoplan.layers.cadastre.as_read import as_read
from geoplan.layers.files import WGS84
from geoplan.reports.land.tables import LandTables

JOINED = "+"  # between what adjoining plots have in common or not
TABLES = ("findings", "decisions", "about")


def write_plot_table(tables: LandTables, path: Path) -> None:
    """Write one row per listed plot; see ``fields.PLOTS``."""
    frame = pd.DataFrame(tables.plots.drop(columns="geometry"))
    frame.to_csv(path, index=False, encoding="utf-8-sig", lineterminator="\n")


def write_land_geopackage(tables: LandTables, crs: str, path: Path) -> None:
    """Write sites, search areas and plots in EPSG:4326, plots as they were read, and the tables.

    Parameters
    ----------
    tables
        The short lists.
    crs
        Metric reference system of the study, for plots that were read in degrees.
    path
        The file.
    """
    layers = {"sites": tables.sites, "search_areas": tables.areas, "plots": tables.plots}
    for layer, frame in (layers | plots_as_read(tables.plots, crs)).items():
        frame.to_file(path, layer=layer, driver="GPKG", engine="pyogrio")
    for layer in TABLES:
        pyogrio.write_dataframe(getattr(tables, layer), path, layer=layer, driver="GPKG")


def plots_as_read(plots: gpd.GeoDataFrame, crs: str) -> dict[str, gpd.GeoDataFrame]:
    """Return the plots in the reference systems in which their files have them, by layer name.

    Those read in degrees, or of which it is not known, stand in the system of the study. Adjoining
    plots of two systems stand in both.
    """
    if plots.empty:
        return {}
    codes = plots["crs"].fillna(WGS84).str.split(JOINED, regex=False).explode()
    codes = codes.replace(WGS84, crs)
    layers = {}
    for number, code in enumerate(sorted(codes.unique()), 1):
        own = plots.loc[np.unique(codes.index[codes == code])]
        name = code.lower().replace(":", "_") if code.startswith("EPSG:") else f"own_{number}"
        shapes = as_read(own.geometry, code)
        layers[f"plots_{name}"] = gpd.GeoDataFrame(own.drop(columns="geometry"), geometry=shapes)
    return layers
