"""The sheet of money: what each source gives and what is spent of it, year by year."""

from __future__ import annotations

import math

import pandas as pd

from geoplan.exports.columns import WHOLE
from geoplan.exports.workbook.layout import Cell, Column, Sheet
from geoplan.exports.workbook.tables import Words, titled_sheet
from geoplan.exports.written_whole import WholePlan

MONEY = "#,##0.000"
PARTS = ("envelope_bn_vnd", "spent_bn_vnd")


def money_sheet(plan: WholePlan, words: Words) -> Sheet | None:
    """Return one row per year, a column per source of what it gives and of what is spent.

    All sums, over sources and over years, are formulas. None where the study has no money.
    """
    if plan.phases is None:
        return None
    sources, language = plan.about["phases"]["sources"], words.sheet.language
    tables = {
        part: plan.phases.pivot_table(index="year", columns="source", values=part, aggfunc="sum")
        for part in PARTS
    }
    years = tables["spent_bn_vnd"].index
    columns = [Column("year", words.sheet("money.year"), years.tolist(), "0")]
    for part, table in tables.items():
        held = [source for source in sources if source in table.columns]
        names = [f"{part}.{source}" for source in held]
        columns += [
            Column(name, words.sheet(f"money.{part}", source=sources[source][language]),
                   table[source].tolist(), MONEY, "sum")
            for name, source in zip(names, held, strict=True)
        ]  # fmt: skip
        columns.append(_across(part, words, table, names))
    columns.append(_left(words, tables))
    columns += _opened(plan, words, years)
    unpaid = "; ".join(
        f"{sources[source][language]} {words.sheet.number(lacking)}"
        for source, lacking in plan.about["phases"]["unpaid_bn_vnd"].items()
        if lacking > 0
    )
    note = words.sheet("note.money")
    if unpaid:
        note = f"{note} {words.sheet('note.unpaid', lacking=unpaid)}"
    return titled_sheet(plan, words, "money", columns, note)


def _across(part: str, words: Words, table: pd.DataFrame, names: list[str]) -> Column:
    """Return the sum over the sources, which stand side by side."""

    def formula(cell: Cell, _: int) -> str:
        return f"=SUM({cell(names[0])}:{cell(names[-1])})"

    values = [math.fsum(row) for row in table.fillna(0.0).to_numpy()]
    return Column(part, words.sheet(f"money.{part}.all"), values, MONEY, "sum", formula)


def _left(words: Words, tables: dict[str, pd.DataFrame]) -> Column:
    given, spent = (tables[part].sum(axis="columns") for part in PARTS)

    def formula(cell: Cell, _: int) -> str:
        return f"={cell(PARTS[0])}-{cell(PARTS[1])}"

    return Column("left_bn_vnd", words.sheet("money.left"), (given - spent).tolist(), MONEY,
                  "sum", formula)  # fmt: skip


def _opened(plan: WholePlan, words: Words, years: pd.Index) -> list[Column]:
    """Return the facilities that open in each year, and the people covered by its end."""
    if plan.phases is None:
        return []
    opened = plan.phases.groupby("year")["facilities"].sum().loc[years].tolist()
    columns = [Column("facilities", words.sheet("money.facilities"), opened, WHOLE, "sum")]
    covered = plan.about["people_covered_by_year"]
    if covered is not None:
        people = [covered.get(str(year)) for year in years]
        columns.append(Column("people_covered", words.sheet("money.covered"), people, WHOLE))
    return columns
