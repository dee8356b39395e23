"""Begin the study of a province: from its own files to a folder that geoplan plans."""

from __future__ import annotations

import re
import shlex
import unicodedata
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import get_args

import geopandas as gpd
import pandas as pd

from geoplan.errors import OutputError, StudyError
from geoplan.layers.files import sha256, without_diacritics
from geoplan.layers.raw.asking import Ask
from geoplan.layers.raw.notes import Standing
from geoplan.layers.raw.province import Province, RawFiles, read_province
from geoplan.layers.read import read_layers
from geoplan.reports.folder import write_all
from geoplan.study import Study
from geoplan.study_template import Facts, study_text
from geoplan.words.catalogue import Text
from geoplan.words.telling import told

STUDY = "study.toml"
FILES = {"communes": "communes.geojson", "demand": "cells.csv", "facilities": "facilities.csv"}
PUBLISHER = "put its publisher, date and licence here"


@dataclass(frozen=True)
class NewStudy:
    """A study that was begun, and what was done to the files for it.

    Parameters
    ----------
    path
        The study file.
    headline
        What it holds.
    parts
        What was read, guessed, repaired, derived and assumed, and how to go on.
    """

    path: Path
    headline: str
    parts: dict[str, list[str]]

    def __str__(self) -> str:
        """Return the report as text."""
        parts = (
            f"{title}\n" + "".join(f"  {line}\n" for line in lines)
            for title, lines in self.parts.items()
        )
        return "\n".join([f"{self.headline}\n", *parts])


def begin(
    folder: Path, raw: RawFiles, *, study_id: str | None = None, ask: Ask | None = None
) -> NewStudy:
    """Make the folder of a new study from the files of a province; all of it, or nothing.

    Parameters
    ----------
    folder
        Where the study and its layers go; its name goes into the titles.
    raw
        What the province gives.
    study_id
        Of the study; made of the folder's name if not given.
    ask
        Puts what geoplan cannot tell to somebody; None to refuse instead.

    Raises
    ------
    StudyError
        When something about the files cannot be told, with a mapping file to fill in.
    LayerError
        When a file cannot be used.
    OutputError
        When the folder holds a study already, or cannot be written.
    """
    name = unicodedata.normalize("NFC", folder.resolve().name)
    study_id = _checked_id(study_id, name)
    _refuse_taken(folder)
    template = Study.load()
    province = read_province(raw, gap_m=template.travel.land_gap_m.value, ask=ask)
    facts = _facts(province, raw, template, study_id, name)
    text = study_text(template, facts)
    write_all(
        folder,
        {
            FILES["communes"]: partial(_write_communes, province.communes),
            FILES["demand"]: partial(_write_table, province.demand),
            FILES["facilities"]: partial(_write_table, province.facilities),
            STUDY: partial(_write_study, text),
        },
    )
    headline = (
        f"{facts.title_en}: {facts.communes:,} communes, {facts.people:,} people in "
        f"{len(province.demand):,} cells, {len(province.facilities):,} facilities"
    )
    return NewStudy(folder / STUDY, headline, _report(folder, province, facts))


def _checked_id(study_id: str | None, name: str) -> str:
    made = re.sub(r"[^a-z0-9]+", "-", without_diacritics(name).casefold()).strip("-")
    checked = made if study_id is None else study_id
    if not re.fullmatch(r"[a-z0-9-]+", checked):
        raise StudyError(
            f"{checked!r} is no identifier of a study.",
            "Give one of small letters, digits and hyphens with --id.",
        )
    return checked


def _refuse_taken(folder: Path) -> None:
    taken = [name for name in (STUDY, *FILES.values()) if (folder / name).exists()]
    if taken:
        raise OutputError(
            f"{folder}: {', '.join(taken)} stand{'s' if len(taken) == 1 else ''} there already. "
            "Choose another folder, or move it away; nothing was written."
        )


def _facts(province: Province, raw: RawFiles, template: Study, study_id: str, name: str) -> Facts:
    given = {
        "Boundaries": raw.boundaries,
        "Population": raw.population,
        "Density": raw.density,
        "Facilities": raw.facilities,
    }
    files = {role: path for role, path in given.items() if path is not None}
    credits_ = [f"{role}: {path.name} ({PUBLISHER})" for role, path in files.items()]
    if not province.cells.are_people:
        credits_.append(f"Cells: modelled, people of each commune {province.cells.words}")
    if province.has_modelled_stations:
        credits_.append("Commune stations: assumed, one in each commune at its most populated cell")
    title = told("labels", "study.title", name=Text(name, without_diacritics(name)))
    return Facts(
        study_id=study_id,
        title_vi=title.vi,
        title_en=title.en,
        crs=province.crs,
        credits=credits_,
        made_of=[f"{role}: {path.name}, sha256 {sha256(path)}" for role, path in files.items()],
        layers=FILES,
        people=int(province.communes["people"].sum()),
        communes=len(province.communes),
        upgradable=_upgradable(province, template),
        cell_km=province.cells.side_km,
        cell_source=f"Measured: {province.cells.words}",
    )


def _upgradable(province: Province, template: Study) -> int:
    """Return how many facilities of the register could be upgraded."""
    kinds, status = province.facilities["kind"], province.facilities["status"]
    asked = list(template.need_programme.cost_bn_vnd)
    return int((kinds.isin(asked) & (status.eq("operating") | kinds.eq("former_station"))).sum())


def _report(folder: Path, province: Province, facts: Facts) -> dict[str, list[str]]:
    lines = {title: [n.text for n in province.notes if n.standing == title]
             for title in get_args(Standing)}  # fmt: skip
    lines["Derived"].insert(0, f"distances: in {facts.crs}")
    islands = int(province.communes["is_island"].sum())
    study, maps = (shlex.quote(str(folder / name)) for name in (STUDY, "maps"))
    steps = [
        f"edit {study}: titles, credits, the programmes' counts, each figure not verified",
        f"geoplan check {study}",
        f"geoplan plan {study} --out {maps}",
    ]
    if islands:
        steps.insert(1, f"bring ferries to the communes on islands ({islands}) as sea_links.csv")
    return {title: held for title, held in {**lines, "Next": steps}.items() if held}


def _write_communes(communes: gpd.GeoDataFrame, path: Path) -> None:
    known = communes.dropna(axis="columns", how="all").reset_index()
    known.to_file(path, driver="GeoJSON", engine="pyogrio", RFC7946="YES", COORDINATE_PRECISION=7)


def _write_table(table: pd.DataFrame, path: Path) -> None:
    flags = table.select_dtypes("bool").astype("string").apply(lambda words: words.str.lower())
    table.assign(**flags).to_csv(path, index=False, encoding="utf-8", lineterminator="\n")


def _write_study(text: str, path: Path) -> None:
    """Write the study, and read it back with the layers beside it before anything is moved."""
    path.write_text(text, encoding="utf-8")
    read_layers(Study.load(path))
