"""The sheet of years: whom primary care covers in each commune at the end of each."""

from __future__ import annotations

import pandas as pd

from geoplan.exports.columns import WHOLE
from geoplan.exports.workbook.layout import Column, Sheet
from geoplan.exports.workbook.tables import Words, table_columns, titled_sheet
from geoplan.exports.written_whole import WholePlan

FIRST = ("commune_code", "name", "people", "people_covered_before")
SUMMED = ("people", "people_covered_before")


def years_sheet(plan: WholePlan, words: Words) -> Sheet | None:
    """Return one row per commune, a column per year; None where the study has no money."""
    if plan.by_year is None:
        return None
    communes = pd.DataFrame(plan.communes.drop(columns="geometry"))
    covered = plan.by_year.pivot_table(
        index="commune_code", columns="year", values="people_covered", aggfunc="sum"
    ).loc[communes.index]
    columns = table_columns("communes", communes.reset_index(), FIRST, words, SUMMED)
    columns += [
        Column(f"people_covered_{year}", words.sheet("years.covered", year=str(year)),
               covered[year].tolist(), WHOLE, "sum")
        for year in covered.columns
    ]  # fmt: skip
    return titled_sheet(plan, words, "years", columns, words.sheet("note.years"), frozen=2)
