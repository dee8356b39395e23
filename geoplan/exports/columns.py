"""How columns and values of a written plan are told: titles with units, words, number formats."""

from __future__ import annotations

from typing import Any

import pandas as pd

from geoplan.exports.written_fields import fields_of, without_state
from geoplan.layers.facilities import KINDS
from geoplan.layers.fields import Field, FieldType
from geoplan.reports.land.words import (
    criterion_words,
    is_known,
    kind_words,
    standing_words,
    status_words,
)
from geoplan.study_land import CRITERIA, STATUSES
from geoplan.words.catalogue import catalogue
from geoplan.words.telling import joined
from geoplan.words.wording import Wording

CATALOGUE = "fields"
PLAIN_WHOLE = ("year", "rank", "position")  # names that begin so are not sums: 2030, not 2,030
FORMATS = {
    "degrees": "0.000000",
    "min": "#,##0.0",
    "bn VND": "#,##0.000",
    "m²": "#,##0.0",
    "ratio": "0.000",
    "0 to 1": "0.000",
}
SHARE = "0.0%"
WHOLE = "#,##0"
NUMBER = "#,##0.00"


def title_of(table: str, name: str, words: Wording) -> str:
    """Return the heading of a column in the language of the document, its unit behind.

    Parameters
    ----------
    table, name
        As ``written_fields.fields_of`` has them.
    words
        Of the catalogue ``fields``.
    """
    measure, state = without_state(name)
    title = _plain_title(table, measure, words)
    if state:
        title = words(f"state.{state}", title=title)
    field = fields_of(table)[name]
    if not field.unit or is_share(field):
        return title
    return words("title.unit", title=title, unit=words(f"unit.{field.unit}"))


def number_format_of(field: Field) -> str | None:
    """Return how a spreadsheet shows a column of numbers; None for one of texts."""
    if field.type is FieldType.WHOLE:
        return "0" if field.name.startswith(PLAIN_WHOLE) else WHOLE
    if field.type is not FieldType.NUMBER:
        return None
    return SHARE if is_share(field) else FORMATS.get(field.unit, NUMBER)


def is_share(field: Field) -> bool:
    """Return whether a column holds shares, which are told in percent."""
    return field.name == "gain_kept" or "_share" in field.name


def worded(column: pd.Series[Any], field: Field, words: Wording) -> pd.Series[Any]:
    """Return a column of codes as the language has them; others as they are, NaN where unknown."""
    if field.type in (FieldType.WHOLE, FieldType.NUMBER):
        return column.astype("float64")
    return column.map(lambda value: value_words(field.name, value, words), na_action="ignore")


def value_words(name: str, value: Any, words: Wording) -> Any:
    """Return a value of a column as the language has it: a kind, a flag, a choice.

    Parameters
    ----------
    name
        Of the column.
    value
        As the plan has it.
    words
        Of the catalogue ``fields``.
    """
    if not is_known(value):
        return None
    if name in ("kind", "facility_kind") and value in KINDS:
        return kind_words(value).in_language(words.language)
    if name == "standing":
        return standing_words(value).in_language(words.language)
    if name == "status" and value in STATUSES:
        return status_words(value).in_language(words.language)
    if name == "unknown":
        return joined(", ", map(criterion_words, value.split())).in_language(words.language)
    prefix = "indicator" if name == "indicator" else "value"
    key = f"{prefix}.{str(value).lower()}"
    return words(key) if key in catalogue(CATALOGUE) else value


def _plain_title(table: str, measure: str, words: Wording) -> str:
    for part in ("worth", "part"):
        criterion = measure.removeprefix(f"{part}_")
        if criterion != measure and criterion in CRITERIA:
            return words(f"field.{part}", criterion=criterion_words(criterion))
    own = f"field.{table}.{measure}"
    return words(own if own in catalogue(CATALOGUE) else f"field.{measure}")
