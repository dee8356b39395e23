"""A plan for geographic information systems: GeoPackage with styles, GeoParquet, KML, fields."""

from __future__ import annotations

import csv
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pyogrio

from geoplan.exports.columns import CATALOGUE, title_of
from geoplan.exports.gis_files.plan_kml import write_plan_kml
from geoplan.exports.gis_files.plots import write_plots
from geoplan.exports.gis_files.styles import layer_styles, write_styles
from geoplan.exports.written_fields import fields_of
from geoplan.exports.written_whole import LAYERS, WholePlan
from geoplan.reports.land.written import WrittenLists
from geoplan.words.catalogue import Language
from geoplan.words.wording import Wording

FIELD_COLUMNS = ("layer", "field", "title", "type", "unit", "values", "meaning")
BENEFICIARIES = "beneficiaries"
DATE = "2000-01-01T00:00:00.000Z"  # the same for all, so that the same plan gives the same bytes


def write_gis(
    plan: WholePlan, folder: Path, language: Language, *, lists: WrittenLists | None = None
) -> None:
    """Write ``plan.gpkg`` with styles, each layer as GeoParquet, ``plan.kml`` and ``fields.csv``.

    Everything is in EPSG:4326. QGIS takes the styles from the table ``layer_styles``; a text,
    ``README.txt``, says what each file is.

    Parameters
    ----------
    plan
        The plan.
    folder
        Where the files go.
    language
        Of legends, names and texts; the meaning of fields is in English, as in the data dictionary.
    lists
        The short lists of plots of the plan, if it has any.
    """
    words = Wording("export", language)
    package = folder / "plan.gpkg"
    shutil.copyfile(plan.folder / "plan.gpkg", package)
    tables: dict[str, pd.DataFrame] = {name: _flat(getattr(plan, name)) for name in LAYERS}
    tables[BENEFICIARIES] = pyogrio.read_dataframe(package, layer=BENEFICIARIES)
    if plan.by_year is not None:
        tables["communes_by_year"] = plan.by_year
    with _same_date():
        write_styles(layer_styles(plan, words), package)
        if lists is not None:
            tables |= write_plots(lists, words, folder)
    for name, table in tables.items():
        table.to_parquet(folder / f"{name}.parquet", index=False)
    write_plan_kml(plan, words, folder / "plan.kml")
    _write_fields(tables, language, folder / "fields.csv")
    (folder / "README.txt").write_text(_readme(plan, words, lists), encoding="utf-8")


def _flat(table: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return a layer with its index as a column, columns without any value as texts."""
    flat = table.reset_index(drop=table.index.name is None)
    empty = [name for name in flat.columns.drop("geometry") if flat[name].isna().all()]
    return gpd.GeoDataFrame(flat.astype(dict.fromkeys(empty, "string")))


def _write_fields(tables: dict[str, pd.DataFrame], language: Language, path: Path) -> None:
    """Write one row per layer and field: what it is called, its unit and what it means."""
    words = Wording(CATALOGUE, language)
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(FIELD_COLUMNS)
        for layer, table in tables.items():
            known = fields_of(layer)
            for name in table.columns.drop("geometry", errors="ignore"):
                field, title = known[name], title_of(layer, name, words)
                values = " ".join(field.values)
                writer.writerow((layer, name, title, field.type, field.unit, values, field.meaning))


def _readme(plan: WholePlan, words: Wording, lists: WrittenLists | None) -> str:
    """Return what each file is, in which reference system, and what to know of the figures."""
    about, language = plan.about, words.language
    lines = [
        plan.title(language),
        f"geoplan {about['geoplan']}",
        "",
        words("readme.files"),
        *([] if lists is None else [words("readme.plots")]),
        "",
        words("readme.warnings"),
        *(f"- {warning[language]}" for warning in about["warnings"]),
        "",
        words("readme.credits"),
        *(f"- {credit}" for credit in about["credits"]),
    ]
    return "\n".join(lines) + "\n"


@contextmanager
def _same_date() -> Iterator[None]:
    """Let GDAL write the same date whenever it is asked."""
    pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": DATE})
    try:
        yield
    finally:
        pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": None})
