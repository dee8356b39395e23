"""A sheet of a workbook as plain values: columns with titles, formats, sums and formulas."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Literal

from geoplan.reports.land.words import is_known

HEADER_ROWS = 5  # title, note, totals, names of fields, titles of columns
Cell = Callable[[str], str]
Formula = Callable[[Cell, int], str]


@dataclass(frozen=True, eq=False)
class Column:
    """A column of a sheet.

    Parameters
    ----------
    name
        Of the field in the data dictionary; unique in the sheet.
    title
        In the language of the document.
    values
        One per row; missing where not known. Of a formula: what it comes to.
    number_format
        As spreadsheets write it, one for all or one per row; None of texts.
    total
        Whether the rows shown are summed or counted above the column.
    formula
        Given what returns the cell of a column in the same row, and which row it is from 0, the
        formula there.
    """

    name: str
    title: str
    values: Sequence[Any]
    number_format: str | Sequence[str] | None = None
    total: Literal["sum", "count"] | None = None
    formula: Formula | None = None

    def format_of(self, row: int) -> str | None:
        """Return how a row shows its number."""
        held = self.number_format
        return held if held is None or isinstance(held, str) else held[row]

    def total_value(self) -> float:
        """Return what the total of all rows comes to."""
        known = [value for value in self.values if is_known(value)]
        return len(known) if self.total == "count" else math.fsum(known)


@dataclass(frozen=True, eq=False)
class Sheet:
    """A sheet of a workbook.

    Parameters
    ----------
    name
        On its tab, at most 31 characters.
    title, note
        Above the table.
    columns
        Of equal length.
    frozen
        Columns that stay in sight.
    printed
        Columns that are printed, the first ones; all if None.
    marked
        Rows to colour as a warning, such as parcels that are made up.
    warned
        Whether the note is a warning.
    """

    name: str
    title: str
    note: str
    columns: Sequence[Column]
    frozen: int = 1
    printed: int | None = None
    marked: Sequence[bool] = field(default_factory=tuple)
    warned: bool = False

    @property
    def rows(self) -> int:
        """Number of rows of data."""
        return len(self.columns[0].values)

    @cached_property
    def _places(self) -> dict[str, int]:
        return {column.name: at for at, column in enumerate(self.columns)}

    def place(self, name: str) -> int:
        """Return where a column stands, from 0."""
        return self._places[name]

    def has(self, name: str) -> bool:
        """Return whether there is such a column."""
        return name in self._places

    def cells(self, name: str) -> str:
        """Return the cells of a column as formulas of any sheet name them.

        Examples
        --------
        >>> Sheet("Xã", "", "", [Column("people", "", [1, 2, 3])]).cells("people")
        "'Xã'!$A$6:$A$8"
        """
        quoted = self.name.replace("'", "''")
        return f"'{quoted}'!{self.own_cells(name)}"

    def own_cells(self, name: str) -> str:
        """Return the same as formulas of this sheet name them."""
        letters = column_letters(self.place(name))
        last = HEADER_ROWS + max(self.rows, 1)
        return f"${letters}${HEADER_ROWS + 1}:${letters}${last}"

    def values(self, name: str) -> Sequence[Any]:
        """Return what a column holds."""
        return self.columns[self.place(name)].values


def column_letters(place: int) -> str:
    """Return the letters of a column, counted from 0.

    Examples
    --------
    >>> column_letters(0), column_letters(27)
    ('A', 'AB')
    """
    letters = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
