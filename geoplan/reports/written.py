"""A plan read back from the folder that it was written into."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import pandas as pd
from pydantic import ValidationError
from pyogrio.errors import DataLayerError, DataSourceError

from geoplan.errors import LayerError, PlanError
from geoplan.layers.communes import FIELDS as COMMUNES
from geoplan.layers.fields import Field, FieldTable, FieldType
from geoplan.layers.files import read_table
from geoplan.reports.fields import PHASES, PROGRAMME, SITES
from geoplan.reports.quantities import MEASURES
from geoplan.reports.written_checks import cure, mixed, refuse_mixed
from geoplan.reports.written_summary import Summary

FILES = ("plan.json", "communes.csv", "sites.csv", "programme.csv", "plan.gpkg")
PHASES_FILE = "phases.csv"  # only of a study that says something of money
COMMUNE_FIELDS = ("commune_code", "name", "name_ascii", "name_en", "type", "people")
SITE_FIELDS = ("site_id", "programme", "lon", "lat")
FACILITY_FIELDS = tuple(field.name for field in PROGRAMME.fields)
PHASE_FIELDS = ("year", "source", "envelope_bn_vnd", "spent_bn_vnd", "facilities")
COMMUNES_TABLE = FieldTable(
    "communes",
    "The columns of communes.csv that are read back.",
    (
        *(field for field in COMMUNES.fields if field.name in COMMUNE_FIELDS),
        *(
            Field(
                name,
                FieldType.NUMBER,
                measure.name.en,
                measure.unit,
                required=measure.unit == "facilities",
            )
            for name, measure in MEASURES.items()
        ),
    ),
)


@dataclass(frozen=True)
class WrittenPlan:
    """A plan as its files tell it.

    Parameters
    ----------
    folder
        Where it stands.
    summary
        The content of ``plan.json``.
    communes
        Indexed by ``commune_code``, sorted, EPSG:4326, with the columns of ``MEASURES``; minutes
        to what nobody in the commune reaches are infinite.
    sites
        One row per recommended site of new facilities: ``programme``, ``site_id``, ``lon``, ``lat``
        (degrees, WGS 84).
    facilities
        One row per facility of all programmes: the columns of ``programme.csv``, and ``id``, unique
        in the programme, which is the site or else the facility of the register. Year and cost are
        missing where they are not known.
    phases
        One row per year and source: the columns ``PHASE_FIELDS``; None if the study says nothing of
        money.
    """

    folder: Path
    summary: Summary
    communes: gpd.GeoDataFrame
    sites: pd.DataFrame
    facilities: pd.DataFrame
    phases: pd.DataFrame | None

    @property
    def name(self) -> str:
        """Name of the folder."""
        return self.folder.resolve().name


def read_plan(folder: Path) -> WrittenPlan:
    """Read what ``geoplan plan`` wrote into a folder.

    Raises
    ------
    PlanError
        When a file is missing, damaged, or not of the same plan as the others.
    """
    _refuse_missing(folder, FILES)
    summary = _summary(folder)
    if summary.phases is not None:
        _refuse_missing(folder, [PHASES_FILE])
    try:
        plan = WrittenPlan(
            folder,
            summary,
            _communes(folder),
            _columns(folder, "sites.csv", SITES, SITE_FIELDS),
            _facilities(folder),
            None
            if summary.phases is None
            else _columns(folder, PHASES_FILE, PHASES, PHASE_FIELDS)[[*PHASE_FIELDS]],
        )
    except LayerError as refused:
        raise PlanError(f"{refused} {cure(folder)}") from None
    refuse_mixed(plan)
    return plan


def recommended_kinds(folder: Path, study_id: str) -> dict[str, list[str]]:
    """Return the kinds of facility that a written plan puts at each site, by ``site_id``.

    Parameters
    ----------
    folder
        Of the plan.
    study_id
        Of the study that it must be of.

    Raises
    ------
    PlanError
        When it cannot be read, or is of another study.
    """
    plan = read_plan(folder)
    if plan.summary.study.id != study_id:
        raise PlanError(
            f"{folder} holds a plan of the study {plan.summary.study.id}, not of {study_id}. Name "
            "the folder of its plan with --plan."
        )
    rows = plan.facilities[["site_id", "kind"]].dropna()
    return {str(site): sorted(set(part)) for site, part in rows.groupby("site_id")["kind"]}


def _refuse_missing(folder: Path, names: tuple[str, ...] | list[str]) -> None:
    missing = [name for name in names if not (folder / name).is_file()]
    if missing:
        raise PlanError(
            f"{folder}: the folder holds no whole plan of this version of geoplan, missing: "
            f"{', '.join(missing)}. {cure(folder)}"
        )


def _summary(folder: Path) -> Summary:
    path = folder / "plan.json"
    try:
        return Summary.model_validate_json(path.read_bytes())
    except ValidationError as refused:
        first = refused.errors(include_url=False)[0]
        place = ".".join(map(str, first["loc"]))
        where = f"{path}, key {place}" if place else str(path)
        raise PlanError(
            f"{where}: the summary cannot be read ({first['msg']}); it is damaged or of another "
            f"version of geoplan. {cure(folder)}"
        ) from None


def _communes(folder: Path) -> gpd.GeoDataFrame:
    path = folder / "communes.csv"
    table = COMMUNES_TABLE.validate(read_table(path, "communes"), path).sort_index()
    minutes = [name for name, measure in MEASURES.items() if measure.unit == "min"]
    table[minutes] = table[minutes].fillna(float("inf"))
    shapes = _shapes(folder)
    if set(shapes.index) != set(table.index):
        raise mixed(folder, "communes.csv and plan.gpkg hold different communes")
    columns = [field.name for field in COMMUNES_TABLE.fields[1:]]
    return gpd.GeoDataFrame(table[columns], geometry=shapes.loc[table.index])


def _shapes(folder: Path) -> gpd.GeoSeries:
    path = folder / "plan.gpkg"
    try:
        frame = gpd.read_file(path, layer="communes", columns=["commune_code"])
        return frame.set_index("commune_code").geometry
    except (DataSourceError, DataLayerError, KeyError, AttributeError):
        raise PlanError(
            f"{path}, layer communes: the file cannot be read. {cure(folder)}"
        ) from None


def _facilities(folder: Path) -> pd.DataFrame:
    table = _columns(folder, "programme.csv", PROGRAMME, FACILITY_FIELDS)
    table.insert(0, "id", table["site_id"].fillna(table["facility_id"]))
    return table


def _columns(folder: Path, name: str, table: FieldTable, columns: tuple[str, ...]) -> pd.DataFrame:
    """Return some columns of a file, typed; none need be unique: two programmes share sites."""
    path, layer = folder / name, name.removesuffix(".csv")
    fields = {field.name: field for field in table.fields}
    asked = tuple(
        Field(held.name, held.type, held.meaning, held.unit, required=held.required)
        for held in (fields[column] for column in columns)
    )
    read = FieldTable(layer, table.meaning, asked).validate(read_table(path, layer), path)
    return read.reset_index()[[*columns]]
