"""The study file of a new province: the bundled one, its figures marked as defaults to confirm."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import tomlkit
from pyproj import CRS
from tomlkit import TOMLDocument
from tomlkit.items import InlineTable, Table

from geoplan.layers.communes import read_communes
from geoplan.rounding import share_out
from geoplan.study import Study
from geoplan.study_programmes import NeedProgramme

FIRST_KEY = "\nid = "
ROADS_HINT = 'roads = "roads.parquet"  # docs/roads.md says how to bring them'
SCHOOLS_HINT = "schools of medicine and their weight: docs/study.md"
SEA_HINT = 'sea_links = "sea_links.csv"  # ferries to islands; docs/data-dictionary.md'
COUNTS_HINT = "add what is published of the others, such as municipal, private_hospital, polyclinic"


@dataclass(frozen=True)
class Facts:
    """What is known of the province.

    Parameters
    ----------
    study_id
        Of the new study.
    title_vi, title_en
        Its titles.
    crs
        Metric coordinate reference system, ``EPSG:…``.
    credits
        What the layers were made of.
    made_of
        Lines of comment on top that say the same by file.
    layers
        File of each layer.
    people
        In the province.
    communes
        Number of communes.
    upgradable
        Facilities that could be upgraded.
    cell_km
        Side of a population cell.
    cell_source
        Where that figure comes from.
    """

    study_id: str
    title_vi: str
    title_en: str
    crs: str
    credits: list[str]
    made_of: list[str]
    layers: Mapping[str, str]
    people: int
    communes: int
    upgradable: int
    cell_km: float
    cell_source: str


def study_text(template: Study, facts: Facts) -> str:
    """Return the text of a study file for a province.

    The template gives standards, speeds, priorities and the like; each such figure is marked as
    not verified here. The programmes are as large as the template's in proportion to people.

    Parameters
    ----------
    template
        The study that gives the figures.
    facts
        What is known of the province.
    """
    text = template.path.read_text(encoding="utf-8")
    study = tomlkit.parse(text[text.index(FIRST_KEY) + 1 :])
    for figure in _figures(study):
        _doubt(figure, template.id)
    if "land" in study:
        _doubt(study["land"]["judgements"], template.id)
    study["id"], study["crs"] = facts.study_id, facts.crs
    study["title_vi"], study["title_en"] = facts.title_vi, facts.title_en
    study["crs"].comment(f"{CRS(facts.crs).name}, in which distances are measured")
    study["credits"] = tomlkit.array().multiline(multiline=True)
    study["credits"].extend(facts.credits)
    study["layers"] = _layers(facts.layers)
    there = int(read_communes(template.path.parent / template.layers.communes)["people"].sum())
    _in_proportion(study, template, facts, there)
    cell = study["travel"]["cell_km"]
    _set(cell, round(facts.cell_km, 3), facts.cell_source, verified=True)
    study["facility_counts"] = _counts(study["facility_counts"]["commune_station"], facts)
    return "\n".join([*_header(template, facts), "", tomlkit.dumps(study)])


def _in_proportion(study: TOMLDocument, template: Study, facts: Facts, there: int) -> None:
    """Make programmes, money and targets as large as the template's in proportion to people."""

    def scale(figure: InlineTable, *, most: float = math.inf) -> None:
        held = figure["value"]
        exact = min(float(held) * facts.people / there, most)
        source = (
            f"Assumption: in proportion to {held:,} for {there:,} people in the study "
            f"{template.id}; put in what this province has decided"
        )
        _set(figure, round(exact) if isinstance(held, int) else round(exact, 1), source)

    programmes = study["programmes"]
    for name, programme in template.programmes.items():
        table = programmes[name]
        upgrades = isinstance(programme, NeedProgramme)
        scale(table["count"], most=facts.upgradable if upgrades else math.inf)
        table["count"]["value"] = max(table["count"]["value"], 1)
        if "split" in table:
            _split(table, template.id)
        if "schools" in table:
            _without_schools(table)
        if upgrades and not facts.upgradable:
            del programmes[name], study["money"]["programmes"][name]
    for source in study["money"]["sources"].values():
        for figure in source["envelope_bn_vnd"].values():
            scale(figure)
    for line in study["money"]["lines"].values():
        scale(line["total_bn_vnd"])
    for indicator in ("equipment", "recruits"):
        scale(study["targets"][indicator]["target"])
    del study["targets"]["beds"]["now_count"]


def _split(programme: Table, template_id: str) -> None:
    """Share the count of a programme out over its kinds as the template does."""
    source = f"Assumption: divided as in the study {template_id}"
    split = programme["split"]
    held = np.array([figure["value"] for figure in split.values()], np.float64)
    shares = share_out(int(programme["count"]["value"]), held).tolist()
    for figure, share in zip(split.values(), shares, strict=True):
        _set(figure, share, source)


def _without_schools(programme: Table) -> None:
    """Leave the schools of the template out, and let the other criteria take their weight."""
    del programme["schools"]
    weights = programme["weights"]
    freed = weights.pop("schools")["value"]
    for figure in weights.values():
        value = round(figure["value"] / (1 - freed), 12)
        _set(figure, value, f"{figure['source']}; with the weight of schools, which are not known")
    programme.comment(SCHOOLS_HINT)


def _header(template: Study, facts: Facts) -> list[str]:
    return [
        f"# {facts.title_en}: what is asked, and every number it rests on.",
        f"# Begun by `geoplan new`. A figure marked “Default from {template.id}” is that study's,",
        "# and “here” in its source means there: confirm or change it, and put verified = true.",
        "# docs/study.md says what each key means.",
        "#",
        *(f"# {line}" for line in facts.made_of),
    ]


def _figures(table: Mapping[str, Any]) -> Iterator[InlineTable]:
    for entry in table.values():
        if isinstance(entry, InlineTable) and "value" in entry:
            yield entry
        elif isinstance(entry, Mapping):
            yield from _figures(entry)


def _doubt(figure: InlineTable | Table, template_id: str) -> None:
    for key in ("source", "range_source"):
        if key in figure:
            figure[key] = f"Default from {template_id}, to be confirmed: {figure[key]}"
    figure["verified"] = False


def _set(figure: InlineTable, value: float, source: str, *, verified: bool = False) -> None:
    figure["value"], figure["source"], figure["verified"] = value, source, verified


def _layers(files: Mapping[str, str]) -> Table:
    layers = tomlkit.table()
    for layer, file in files.items():
        layers.add(layer, file)
    for hint in (SEA_HINT, ROADS_HINT):
        layers.add(tomlkit.comment(hint))
    layers.add(tomlkit.nl())
    return layers


def _counts(stations: InlineTable, facts: Facts) -> Table:
    source = "Assumption: one station in each commune (Circular 43/2025/TT-BYT)"
    _set(stations, facts.communes, source)
    counts = tomlkit.table()
    counts.add("commune_station", stations)
    counts.add(tomlkit.comment(COUNTS_HINT))
    return counts
