"""The study file of a new province: the bundled one, its figures marked as defaults to confirm."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import tomlkit
from pyproj import CRS
from tomlkit.items import InlineTable, Table

from geoplan.layers.communes import read_communes
from geoplan.study import Study

FIRST_KEY = "\nid = "
ROADS_HINT = 'roads = "roads.parquet"  # docs/roads.md says how to bring them'
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
    study["id"], study["crs"] = facts.study_id, facts.crs
    study["title_vi"], study["title_en"] = facts.title_vi, facts.title_en
    study["crs"].comment(f"{CRS(facts.crs).name}, in which distances are measured")
    study["credits"] = tomlkit.array().multiline(multiline=True)
    study["credits"].extend(facts.credits)
    study["layers"] = _layers(facts.layers)
    there = int(read_communes(template.path.parent / template.layers.communes)["people"].sum())
    for name, programme in template.programmes.items():
        count = programme.count.value
        _set(
            study["programmes"][name]["count"],
            max(round(count * facts.people / there), 1),
            f"Assumption: in proportion to {count} for {there:,} people in the study "
            f"{template.id}; put in what this province has decided",
        )
    cell = study["travel"]["cell_km"]
    _set(cell, round(facts.cell_km, 3), facts.cell_source, verified=True)
    study["facility_counts"] = _counts(study["facility_counts"]["commune_station"], facts)
    return "\n".join([*_header(template, facts), "", tomlkit.dumps(study)])


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


def _doubt(figure: InlineTable, template_id: str) -> None:
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
