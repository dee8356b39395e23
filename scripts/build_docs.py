"""Write the pages of the documentation that come from code and data.

The data dictionary, the figures of the bundled study, and where all of it comes from.

python scripts/build_docs.py
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import geopandas as gpd
import pandas as pd

from geoplan.assumption import AssumptionRow
from geoplan.layers import (
    communes,
    decisions,
    demand,
    facilities,
    land_layers,
    norms,
    road_file,
    road_lines,
    sea_links,
    sites,
)
from geoplan.layers.cadastre import parcels
from geoplan.layers.fields import Field, FieldTable, FieldType, dictionary
from geoplan.reports import fields as reports
from geoplan.reports.comparison_table import FACILITY_CHANGES
from geoplan.reports.land import fields as land_reports
from geoplan.study import Study

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"
DATA = ROOT / "data"
INPUTS = (
    communes.FIELDS,
    demand.FIELDS,
    facilities.FIELDS,
    sea_links.FIELDS,
    replace(road_lines.FIELDS, layer="road lines", fields=road_lines.FIELDS.fields[1:]),
    replace(road_file.FIELDS, layer="network file"),
    parcels.FIELDS,
    norms.NORMS,
    norms.LAND_USE,
    land_layers.AREAS,
    land_layers.ZONING,
    decisions.FIELDS,
)


def data_dictionary() -> str:
    """Return the dictionary of every layer that geoplan reads and every table that it writes."""
    return "\n".join(
        [
            "# Data dictionary",
            "",
            "Generated from the field tables in the code by `scripts/build_docs.py`.",
            "",
            "## What geoplan reads",
            "",
            _below(dictionary(INPUTS)),
            "## What geoplan makes",
            "",
            _below(dictionary([sites.FIELDS, reports.SITES, *_outputs()])),
        ]
    )


def study_keys() -> str:
    """Return every assumption of the bundled study with its value, unit and standing."""
    lines = [
        "# The figures of the bundled study",
        "",
        "Generated from `studies/haiphong.toml` by `scripts/build_docs.py`.",
        "",
        "| key | meaning | value | range | unit | verified | source |",
        "|---|---|---|---|---|---|---|",
    ]
    lines += [
        f"| `{row.key}` | {row.label_en} | {row.value:g} | {_range(row)} | {row.unit} | "
        f"{'yes' if row.verified else 'no'} | {'. Range: '.join(_sources(row))} |"
        for row in Study.load().figures()
    ]
    return "\n".join(lines) + "\n"


def provenance() -> str:
    """Return where the bundled data and figures come from, and what they are worth."""
    study = Study.load()
    return "\n".join(
        [
            "# Provenance",
            "",
            "Where the bundled data and figures come from, and which of them are *surveyed*",
            "(somebody was there), *modelled* (computed from other data) or *assumed* (nobody",
            "published it). Generated from `data/` and `studies/haiphong.toml` by",
            "`scripts/build_docs.py`. Limits of each layer:",
            "[the bundled dataset](../data/README.md). A plan says the same of its own inputs:",
            "in `plan.json`, under *About* on the map, and on the last pages of the atlas.",
            "",
            "## The files",
            "",
            *_table("file", "rows", "what it is worth", "SHA-256, first 12 digits")(_files()),
            "",
            "## What they were made of",
            "",
            "SHA-256 of the inputs: [SOURCES.csv](../data/SOURCES.csv). A blank date is not known.",
            "",
            *_table("file", "made of", "origin", "licence", "retrieved", "what was done")(
                _inputs()
            ),
            "",
            "## The figures of the study",
            "",
            "One by one, with unit, range and source: [figures of the study](study-figures.md).",
            "",
            *_table("section", "figures", "verified", "not verified", "with a range")(
                _sections(study)
            ),
            "",
            "Verified is what somebody checked against its source. What is not is an assumption, a",
            "policy of the study, a figure from memory, or one of another year or place.",
            "",
            "## Sources that are no mere assumption",
            "",
            *_table("source", "figures", "verified")(_documents(study)),
            "",
            "## To be named",
            "",
            *(f"- {credit}" for credit in study.credits),
            "",
        ]
    )


def _table(*heads: str) -> Callable[[Iterable[Iterable[object]]], list[str]]:
    """Return what writes rows below heads as a Markdown table."""
    top = [f"| {' | '.join(heads)} |", "|" + "---|" * len(heads)]
    return lambda rows: [*top, *(f"| {' | '.join(map(str, row))} |" for row in rows)]


def _files() -> list[tuple[str, int, str, str]]:
    """Return each file of the dataset with its rows, its worth and its checksum."""
    return [
        (
            f"`{path.relative_to(ROOT).as_posix()}`",
            len(frame),
            _worth(path.stem, frame),
            f"`{sha256(path.read_bytes()).hexdigest()[:12]}`",
        )
        for path in sorted(DATA.glob("*/*"))
        for frame in [gpd.read_file(path) if path.suffix == ".geojson" else pd.read_csv(path)]
    ]


def _worth(name: str, frame: pd.DataFrame) -> str:
    """Return what is surveyed, modelled and assumed in a file, counted where it can be."""

    def counts(field: str) -> str:
        return ", ".join(f"{n} {value}" for value, n in frame[field].value_counts().items())

    return {
        "communes": lambda: (
            f"units and people official ({frame['people'].sum():,} registered); "
            "polygons generalised"
        ),
        "cells": lambda: (
            f"modelled: official counts of communes spread as WorldPop 2020 "
            f"({frame['people_raster'].sum():,.0f}) has them"
        ),
        "facilities": lambda: (
            f"positions: {counts('position_quality')}; beds known of "
            f"{frame['beds'].notna().sum()}; {frame['verified'].sum()} verified"
        ),
        "sea_links": lambda: (
            f"sailing times and most landings assumed; {frame['verified'].sum()} verified"
        ),
        "norms": lambda: f"standing: {counts('standing')}",
        "land_use": lambda: f"worth of each code assumed; {frame['verified'].sum()} verified",
    }[name]()


def _inputs() -> list[tuple[str, ...]]:
    sources = pd.read_csv(DATA / "SOURCES.csv", keep_default_na=False)
    said = sources[["file", "derived_from", "origin", "licence", "retrieved", "what_was_done"]]
    return [(f"`{row[0]}`", f"`{row[1]}`", *row[2:]) for row in said.itertuples(index=False)]


def _sections(study: Study) -> list[tuple[object, ...]]:
    """Return each section of the study with how many of its figures are verified."""
    figures = pd.DataFrame([vars(row) for row in study.figures()])
    section = figures["key"].str.split(".").str[0]

    def counted(name: str, held: pd.DataFrame) -> tuple[object, ...]:
        verified = int(held["verified"].sum())
        return name, len(held), verified, len(held) - verified, held["range"].count()

    parts = figures.groupby(section, sort=False)
    return [*(counted(f"`{name}`", held) for name, held in parts), counted("**all**", figures)]


def _documents(study: Study) -> list[tuple[object, ...]]:
    """Return the sources that are no assumption of the study, those of most figures first."""
    figures = pd.DataFrame([vars(row) for row in study.figures()])
    own = figures["source"].str.match(r"Assumption|Policy of the study|Choice of the study")
    found = figures[~own].groupby("source", sort=False)["verified"].agg(["size", "sum"])
    ordered = found.sort_values("size", ascending=False, kind="stable")
    return [(source, row["size"], row["sum"]) for source, row in ordered.iterrows()]


def _below(tables: str) -> str:
    """Return tables of fields one level of headings deeper."""
    return f"\n{tables}".replace("\n## ", "\n### ").removeprefix("\n")


def _range(row: AssumptionRow) -> str:
    return f"{row.low:g} to {row.high:g}" if row.range else ""


def _sources(row: AssumptionRow) -> list[str]:
    return [row.source, row.range_source] if row.range_source else [row.source]


def _outputs() -> list[FieldTable]:
    state = "each ends in `_before` (today) or `_after` (with the whole programme)"
    code = Field("commune_code", FieldType.TEXT, "code of the unit", unique=True)
    cell = Field("demand_id", FieldType.TEXT, "identifier of the cell", unique=True)
    return [
        FieldTable("plan.gpkg, layer sites", "As sites.csv, and:", reports.SITE_DETAILS),
        reports.BENEFICIARIES,
        reports.PROGRAMME,
        FieldTable(
            "plan.gpkg, layer programme", "As programme.csv, and:", reports.PROGRAMME_DETAILS
        ),
        FieldTable("plan.gpkg, layer facilities", "The facility register, and:", (reports.FATE,)),
        reports.PHASES,
        reports.COMMUNES_BY_YEAR,
        reports.TARGETS,
        FieldTable(
            "communes.csv and plan.gpkg, layer communes",
            f"The communes layer with its measures; {state}.",
            (code, *reports.COMMUNE_COUNTS, *reports.MEASURES, *reports.COMMUNE_MEASURES),
        ),
        FieldTable(
            "plan.gpkg, layer demand",
            f"The demand layer with its measures; {state}.",
            (cell, *reports.MEASURES, *reports.CELL_MEASURES),
        ),
        land_reports.PLOTS,
        land_reports.LISTS,
        land_reports.FINDINGS,
        land_reports.ABOUT,
        FACILITY_CHANGES,
    ]


PAGES = {
    "data-dictionary.md": data_dictionary,
    "study-figures.md": study_keys,
    "provenance.md": provenance,
}

if __name__ == "__main__":
    for name, page in PAGES.items():
        (DOCS / name).write_text(page(), encoding="utf-8")
