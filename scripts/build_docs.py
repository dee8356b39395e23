"""Write the parts of the documentation that come from the code: data dictionary and study keys.

python scripts/build_docs.py
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

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

DOCS = Path(__file__).parent.parent / "docs"
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
            "# What geoplan reads",
            "",
            dictionary(INPUTS),
            "# What geoplan makes",
            "",
            dictionary([sites.FIELDS, reports.SITES, *_outputs()]),
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


PAGES = {"data-dictionary.md": data_dictionary, "study-figures.md": study_keys}

if __name__ == "__main__":
    for name, page in PAGES.items():
        (DOCS / name).write_text(page(), encoding="utf-8")
