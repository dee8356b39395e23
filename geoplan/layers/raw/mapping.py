"""The mapping file: which column of a province's file holds which field, and what its words mean.

::

    [boundaries]
    commune_code = "MA_XA"
    area_km2 = ""                       # the file holds none

    [boundaries.values.type]
    "P." = "ward"

    [parcels.constants]                 # of parcels alone: what holds for a whole file
    sheet = "12"
"""

from __future__ import annotations

import tomllib
import unicodedata
from collections.abc import Mapping as AnyMapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from geoplan.errors import StudyError

PARTS = ("boundaries", "population", "facilities", "parcels")
VALUES, CONSTANTS = "values", "constants"
WITH_CONSTANTS = "parcels"

Columns = dict[str, str]  # by field
Words = dict[str, dict[str, str]]  # by field: ours by theirs


@dataclass(frozen=True)
class Mapping:
    """Columns and words by part; a blank column says that the file does not hold the field.

    Constants are by field: what holds for all rows of a file of parcels that do not say it.
    """

    columns: AnyMapping[str, Columns] = field(default_factory=dict)
    words: AnyMapping[str, Words] = field(default_factory=dict)
    constants: AnyMapping[str, str] = field(default_factory=dict)

    def column(self, part: str, name: str) -> str | None:
        """Return the column that is given for a field: blank for none, None where nothing is."""
        return self.columns.get(part, {}).get(name)

    def meaning(self, part: str, name: str, word: str) -> str | None:
        """Return what is given for a word of a field."""
        return self.words.get(part, {}).get(name, {}).get(word)

    def with_column(self, part: str, name: str, column: str) -> Mapping:
        """Return the same with the column of one more field."""
        held = {**self.columns.get(part, {}), name: column}
        return replace(self, columns={**self.columns, part: held})

    def with_word(self, part: str, name: str, word: str, meaning: str) -> Mapping:
        """Return the same with the meaning of one more word."""
        fields = self.words.get(part, {})
        held = {**fields, name: {**fields.get(name, {}), word: meaning}}
        return replace(self, words={**self.words, part: held})


def read_mapping(path: Path) -> Mapping:
    """Read a mapping file.

    Raises
    ------
    StudyError
        Naming the file, the key at fault and the cure.
    """
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as refused:
        raise StudyError(
            f"the mapping file cannot be read ({refused.strerror}).", "Correct the path.", file=path
        ) from None
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as bad:
        raise StudyError(
            f"this is not TOML in UTF-8: {bad}.", "Correct that place.", file=path
        ) from None
    columns: dict[str, Columns] = {}
    words: dict[str, Words] = {}
    constants: dict[str, str] = {}
    for part, table in content.items():
        if part not in PARTS or not isinstance(table, dict):
            raise StudyError(
                "geoplan knows no such part.", f"Known: {', '.join(PARTS)}.", file=path, key=part
            )
        words[part] = _texts(table.pop(VALUES, {}), path, f"{part}.{VALUES}", depth=2)
        if part == WITH_CONSTANTS:
            given = table.pop(CONSTANTS, {})
            constants = _texts(given, path, f"{part}.{CONSTANTS}", depth=1)
        columns[part] = _texts(table, path, part, depth=1)
    return Mapping(columns, words, constants)


def _texts(table: Any, path: Path, key: str, *, depth: int) -> Any:
    """Return a table whose entries are texts, ``depth`` tables deep."""
    if depth == 0 and isinstance(table, str):
        return unicodedata.normalize("NFC", table)
    if depth and isinstance(table, dict):
        return {
            unicodedata.normalize("NFC", name): _texts(
                entry, path, f"{key}.{name}", depth=depth - 1
            )
            for name, entry in table.items()
        }
    raise StudyError(
        f"{'a text' if depth == 0 else 'a table'} is expected here.",
        'Write field = "column", and under values.FIELD "their word" = "geoplan\'s word".',
        file=path,
        key=key,
    )
