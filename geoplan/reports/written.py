"""A plan read back from the folder that it was written into."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import pandas as pd
from pydantic import BaseModel, ConfigDict, ValidationError
from pyogrio.errors import DataLayerError, DataSourceError

from geoplan.errors import LayerError, PlanError
from geoplan.layers.communes import FIELDS as COMMUNES
from geoplan.layers.fields import Field, FieldTable, FieldType
from geoplan.layers.files import read_table
from geoplan.reports.fields import SITES
from geoplan.reports.quantities import MEASURES

FILES = ("plan.json", "communes.csv", "sites.csv", "plan.gpkg")
COMMUNE_FIELDS = ("commune_code", "name", "name_ascii", "name_en", "type", "people")
SITE_FIELDS = ("site_id", "programme", "rank", "commune_code", "lon", "lat", "people_gained")
COMMUNES_TABLE = FieldTable(
    "communes",
    "The columns of communes.csv that are read back.",
    (
        *(field for field in COMMUNES.fields if field.name in COMMUNE_FIELDS),
        *(
            Field(
                name,
                FieldType.NUMBER,
                measure.en,
                measure.unit,
                required=measure.unit == "facilities",
            )
            for name, measure in MEASURES.items()
        ),
    ),
)
SITES_TABLE = FieldTable(
    "sites",
    "The columns of sites.csv that are read back; two programmes may share a site_id.",
    tuple(
        Field(field.name, field.type, field.meaning, field.unit)
        for field in sorted(
            (field for field in SITES.fields if field.name in SITE_FIELDS),
            key=lambda field: SITE_FIELDS.index(field.name),
        )
    ),
)


class _Part(BaseModel):
    """A part of plan.json; what is not asked for is passed over."""

    model_config = ConfigDict(frozen=True, strict=True)


class StudyName(_Part):
    """Which study was planned."""

    id: str
    title_vi: str
    title_en: str


class Figure(_Part):
    """A headline figure today and with the plan; None where it is not known."""

    before: float | None
    after: float | None


class Equity(_Part):
    """The figures of equity; the lists of communes beside them are passed over."""

    gini: Figure
    palma: Figure
    travel_min_p90: Figure


class ProgrammeResult(_Part):
    """How one programme came out."""

    title_vi: str
    title_en: str
    count: int
    people_gained: int
    gap: float | None
    seed: int
    figures: dict[str, float | None]

    @property
    def market(self) -> bool:
        """Whether its sites win people from others, as private hospitals do."""
        return "people_captured" in self.figures


class AssumptionValue(_Part):
    """An assumption that the plan rests on."""

    key: str
    value: float
    unit: str
    label_vi: str
    label_en: str


class Input(_Part):
    """A file that the plan was made of."""

    layer: str
    path: str
    sha256: str


class Bilingual(_Part):
    """A text in both languages."""

    vi: str
    en: str


class Summary(_Part):
    """What ``plan.json`` says; ``travel``, how travel times were made, is not in every plan."""

    geoplan: str
    study: StudyName
    programmes: dict[str, ProgrammeResult]
    coverage: dict[str, Figure]
    equity: Equity
    assumptions: list[AssumptionValue]
    inputs: list[Input]
    credits: list[str]
    travel: Bilingual | None = None


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
        One row per recommended facility, by programme and rank.
    """

    folder: Path
    summary: Summary
    communes: gpd.GeoDataFrame
    sites: pd.DataFrame

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
    missing = [name for name in FILES if not (folder / name).is_file()]
    if missing:
        raise PlanError(
            f"{folder}: the folder holds no whole plan, missing: {', '.join(missing)}. "
            f"{_cure(folder)}"
        )
    try:
        plan = WrittenPlan(folder, _summary(folder), _communes(folder), _sites(folder))
    except LayerError as refused:
        raise PlanError(f"{refused} {_cure(folder)}") from None
    _refuse_mixed(plan)
    return plan


def _cure(folder: Path) -> str:
    return f"Make the plan with `geoplan plan --out {folder}`, or name another folder."


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
            f"version of geoplan. {_cure(folder)}"
        ) from None


def _communes(folder: Path) -> gpd.GeoDataFrame:
    path = folder / "communes.csv"
    table = COMMUNES_TABLE.validate(read_table(path, "communes"), path).sort_index()
    minutes = [name for name, measure in MEASURES.items() if measure.unit == "min"]
    table[minutes] = table[minutes].fillna(float("inf"))
    shapes = _shapes(folder)
    if set(shapes.index) != set(table.index):
        raise _mixed(folder, "communes.csv and plan.gpkg hold different communes")
    columns = [field.name for field in COMMUNES_TABLE.fields[1:]]
    return gpd.GeoDataFrame(table[columns], geometry=shapes.loc[table.index])


def _shapes(folder: Path) -> gpd.GeoSeries:
    path = folder / "plan.gpkg"
    try:
        frame = gpd.read_file(path, layer="communes", columns=["commune_code"])
        return frame.set_index("commune_code").geometry
    except (DataSourceError, DataLayerError, KeyError, AttributeError):
        raise PlanError(
            f"{path}, layer communes: the file cannot be read. {_cure(folder)}"
        ) from None


def _sites(folder: Path) -> pd.DataFrame:
    path = folder / "sites.csv"
    table = SITES_TABLE.validate(read_table(path, "sites"), path).reset_index()[[*SITE_FIELDS]]
    return table.sort_values(["programme", "rank"], kind="stable", ignore_index=True)


def _refuse_mixed(plan: WrittenPlan) -> None:
    """Raise ``PlanError`` unless the files of a folder are of one plan."""
    strangers = sorted(set(plan.sites["commune_code"]) - set(plan.communes.index))
    if strangers:
        raise _mixed(plan.folder, f"sites.csv names the commune {strangers[0]}, communes.csv not")
    twice = plan.sites.loc[plan.sites.duplicated(["programme", "site_id"]), "site_id"]
    if not twice.empty:
        raise _mixed(plan.folder, f"sites.csv names the site {twice.iloc[0]} twice")
    held = Counter(plan.sites["programme"])
    said = Counter({name: result.count for name, result in plan.summary.programmes.items()})
    for programme in sorted(held | said):
        if held[programme] != said[programme]:
            raise _mixed(
                plan.folder,
                f"sites.csv has {held[programme]} sites of the programme {programme}, plan.json "
                f"{said[programme]}",
            )


def _mixed(folder: Path, problem: str) -> PlanError:
    return PlanError(f"{folder}: {problem}; the files are not of one plan. {_cure(folder)}")
