"""Sheets that sum a plan up: headlines, assumptions, change log."""

from __future__ import annotations

import math
from typing import Any

from geoplan.exports.columns import SHARE, WHOLE
from geoplan.exports.headlines import Headline, headlines
from geoplan.exports.workbook.layout import HEADER_ROWS, Column, Sheet
from geoplan.exports.workbook.tables import Words
from geoplan.exports.written_whole import WholePlan
from geoplan.reports.land.words import is_known

FORMATS = {"share": SHARE}
COVERED = {f"people_covered_{state}": f"covered_share_{state}" for state in ("before", "after")}


def headlines_sheet(plan: WholePlan, words: Words, sheets: dict[str, Sheet]) -> Sheet:
    """Return the headline figures, each beside the same figure had from the other sheets.

    Parameters
    ----------
    plan
        The plan.
    words
        Of the document.
    sheets
        By key, those that it takes figures from: ``communes``, ``programme`` and, where there is
        money, ``phases``.
    """
    told = headlines(plan)
    again = [
        _again(plan, headline, words, sheets, f"$A{row}")
        for row, headline in enumerate(told, HEADER_ROWS + 1)
    ]
    formats = [FORMATS.get(headline.unit, WHOLE) for headline in told]
    labels = [headline.label.in_language(words.sheet.language) for headline in told]
    units = [words.fields(f"unit.{headline.unit}") for headline in told]
    columns = [
        Column("label", words.sheet("headline.label"), labels),
        Column("value", words.sheet("headline.value"), [each.value for each in told], formats),
        Column("unit", words.sheet("headline.unit"), units),
        Column(
            "from_the_sheets",
            words.sheet("headline.again"),
            [value for _, value in again],
            formats,
            formula=lambda _, row: again[row][0],
        ),
        Column("key", words.sheet("headline.key"), [headline.key for headline in told]),
    ]
    note = words.sheet("note.travel", travel=plan.about["travel"][words.sheet.language])
    return Sheet(words.sheet("sheet.headlines"), plan.title(words.sheet.language), note, columns)


def _again(
    plan: WholePlan, headline: Headline, words: Words, sheets: dict[str, Sheet], label: str
) -> tuple[str, float]:
    """Return the formula that makes a headline of the other sheets, and what it comes to.

    ``label`` is the cell that holds what the headline is called.
    """
    communes, programme, key = sheets["communes"], sheets["programme"], headline.key
    if key in COVERED or key == "people_total":
        return _sum(communes, key if key in COVERED else "people")
    if key in COVERED.values():
        part, part_value = _sum(communes, key.replace("covered_share", "people_covered"))
        whole, people = _sum(communes, "people")
        return f"{part}/{whole.removeprefix('=')}", part_value / people if people else 0.0
    if key.startswith("count_"):
        title = plan.programme_title(key.removeprefix("count_"), words.sheet.language)
        return _count(programme, "programme", title, label)
    if key == "spent_bn_vnd":
        return _sum(sheets["phases"], key)
    years = f"COUNT({programme.cells('year')})"
    opened = sum(is_known(year) for year in programme.values("year"))
    unpaid = f"=COUNTA({programme.cells('id')})-{years}", programme.rows - opened
    return unpaid if key == "facilities_unpaid" else (f"={years}", opened)


def _sum(sheet: Sheet, name: str) -> tuple[str, float]:
    values = [value for value in sheet.values(name) if is_known(value)]
    return f"=SUM({sheet.cells(name)})", math.fsum(values)


def _count(sheet: Sheet, name: str, text: str, cell: str) -> tuple[str, int]:
    """Return how many cells hold the text of another; spreadsheets pass over capitals."""
    found = sum(value.casefold() == text.casefold() for value in sheet.values(name))
    return f"=SUMPRODUCT(--({sheet.cells(name)}={cell}))", found


def assumptions_sheet(plan: WholePlan, words: Words) -> Sheet:
    """Return every assumption with value, unit, range, source and whether it is verified."""
    rows, language = plan.about["assumptions"], words.sheet.language
    ranges = [row["range"] or (None, None) for row in rows]
    told = {
        "label": [row[f"label_{language}"] for row in rows],
        "value": [row["value"] for row in rows],
        "unit": [row["unit"] for row in rows],
        "low": [low for low, _ in ranges],
        "high": [high for _, high in ranges],
        "verified": [words.fields(f"value.{str(row['verified']).lower()}") for row in rows],
        "source": [row["source"] for row in rows],
        "range_source": [row["range_source"] for row in rows],
        "key": [row["key"] for row in rows],
    }
    numbers = ("value", "low", "high")
    columns = [
        Column(name, words.sheet(f"assumption.{name}"), values,
               "General" if name in numbers else None)
        for name, values in told.items()
    ]  # fmt: skip
    open_ones = sum(not row["verified"] for row in rows)
    note = words.sheet("note.assumptions", count=words.sheet.number(open_ones),
                       total=words.sheet.number(len(rows)))  # fmt: skip
    return _sheet(plan, words, "assumptions", columns, note)


def log_sheet(plan: WholePlan, words: Words, sha256: str) -> Sheet:
    """Return what the plan was made of and what was set, decided and warned of.

    Parameters
    ----------
    plan
        The plan.
    words
        Of the document.
    sha256
        Of its ``plan.json``.
    """
    about, language = plan.about, words.sheet.language
    rows: list[tuple[Any, ...]] = [
        ("version", "geoplan", about["geoplan"], None),
        ("study", about["study"]["id"], plan.title("vi"), plan.title("en")),
        ("plan", "plan.json", sha256, None),
        *(("input", file["layer"], file["sha256"], file["path"]) for file in about["inputs"]),
        *(("change", each["key"], str(each["value"]), str(each["instead_of"]))
          for each in about["changes"]),
        *(("decision", each["decision_id"], each[f"sentence_{language}"], each["why"])
          for each in about.get("decisions", [])),
        *(("warning", None, warning[language], None) for warning in about["warnings"]),
        *(("credit", None, credit, None) for credit in about["credits"]),
    ]  # fmt: skip
    names = ("part", "name", "value", "note")
    table = [[words.sheet(f"log.{part}"), *rest] for part, *rest in rows]
    columns = [
        Column(name, words.sheet(f"log.column.{name}"), [row[at] for row in table])
        for at, name in enumerate(names)
    ]
    return _sheet(plan, words, "log", columns, words.sheet("note.log"))


def _sheet(plan: WholePlan, words: Words, key: str, columns: list[Column], note: str) -> Sheet:
    name = words.sheet(f"sheet.{key}")
    return Sheet(name, f"{name} – {plan.title(words.sheet.language)}", note, columns)
