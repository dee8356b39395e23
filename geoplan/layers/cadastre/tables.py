"""Read a list of parcels from CSV or XLSX, whatever stands above the names of its columns."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import pyogrio
import pyogrio.errors

from geoplan.errors import LayerError
from geoplan.layers.cadastre.parcels import FIELDS, PART
from geoplan.layers.raw.columns import Wanted, text_of
from geoplan.layers.raw.mapping import Mapping
from geoplan.layers.raw.notes import Note

SEARCHED = 30  # rows from the top in which the names of the columns are sought
ENOUGH = 2  # names that make a row one of names where the coordinates are not among them

Cells = list[str]


@dataclass(frozen=True)
class Sheet:
    """A list as it came.

    Parameters
    ----------
    frame
        Texts, blanks missing, one column per name, index 0, 1, …
    rows
        Row of each beneath the names, the first one 1; blank rows are left out but counted.
    notes
        Where the names were found.
    """

    frame: pd.DataFrame
    rows: pd.Series[int]
    notes: list[Note]


@dataclass(frozen=True)
class _Header:
    """Names of columns, the first row under them, how many fields they hold, and if all needed."""

    names: Cells
    below: int
    matches: int
    is_whole: bool


def read_list(path: Path, wanted: Sequence[Wanted], mapping: Mapping) -> Sheet:
    """Read the list of a file, its names in the first row that holds those of the coordinates.

    Names may stand in two rows of which the upper one is merged over several columns, or over
    both rows. Of several sheets the one is taken that holds the coordinates.

    Parameters
    ----------
    path
        ``.csv`` in UTF-8, or ``.xlsx``.
    wanted
        The fields that are sought.
    mapping
        Names of columns that are given.

    Raises
    ------
    LayerError
        When the file is unreadable, holds no rows, or several sheets may be meant.
    """
    grids = {"": _csv(path)} if path.suffix.casefold() == ".csv" else _xlsx(path)
    headers = {name: _header(_top(grid), wanted, mapping) for name, grid in grids.items()}
    whole = [name for name, header in headers.items() if header.is_whole]
    if len(whole) > 1:
        raise _refused(
            f"several sheets hold parcels: {', '.join(whole)}.",
            "Save each as a file of its own, or delete those that do not count.",
            path,
        )
    name = whole[0] if whole else next(iter(grids))
    return _sheet(grids[name], headers[name], name if len(grids) > 1 else "", path)


def _sheet(grid: pd.DataFrame, header: _Header, name: str, path: Path) -> Sheet:
    rows = _top(grid.iloc[header.below : header.below + 1])
    below, notes = header.below, []
    if rows and _numbers_columns(rows[0]):
        below += 1
    elif rows:
        _refuse_second_names(rows[0], header, path)
    where = f"sheet {name}, " if name else ""
    if name or below > 1:
        counted = f"rows count from line {below + 1}"
        notes = [Note("Read", f"{path.name}: {where}names in line {header.below}; {counted}")]
    frame = grid.iloc[below:].set_axis(_unlike(header.names), axis="columns")
    unnamed = [at for at, text in zip(frame.columns, header.names, strict=True) if not text]
    frame = frame.drop(columns=[at for at in unnamed if frame[at].isna().all()])
    frame = frame.reset_index(drop=True)
    is_blank = frame.isna().all(axis=1)
    rows_below = pd.Series(frame.index + 1)[~is_blank].reset_index(drop=True)
    return Sheet(frame[~is_blank].reset_index(drop=True), rows_below, notes)


def _header(rows: list[Cells], wanted: Sequence[Wanted], mapping: Mapping) -> _Header:
    """Return the first row with all that is needed, else the one with most, else the first."""
    best = _Header(rows[0] if rows else [], 1, 0, is_whole=False)
    for at, row in enumerate(rows):
        above = rows[at - 1] if at else row
        merged = [lower or upper for lower, upper in zip(row, above, strict=True)]
        tried = [_tried(names, at + 1, wanted, mapping) for names in (row, merged)]
        fuller = max(tried, key=lambda header: (header.is_whole, header.matches))  # alone, if equal
        if fuller.is_whole:
            return fuller
        if fuller.matches >= ENOUGH and fuller.matches > best.matches:
            best = fuller
    return best


def _tried(names: Cells, below: int, wanted: Sequence[Wanted], mapping: Mapping) -> _Header:
    held = {}
    for field in wanted:
        given = mapping.column(PART, field.name)
        held[field.name] = any(
            name == given if given else field.is_called(name) for name in names if name
        )
    needed = [held[field.name] for field in wanted if field.required]
    return _Header(names, below, sum(held.values()), all(needed))


def _numbers_columns(row: Cells) -> bool:
    """Return whether a row does no more than number the columns: A, 1, 2, 3 or (1), (2), (3)."""
    marks = [mark for mark in (re.sub(r"[()\s]", "", cell) for cell in row) if mark]
    digits = [int(mark) for mark in marks if mark.isdecimal()]
    letters = [mark for mark in marks if len(mark) == 1 and mark.isalpha()]
    in_order = digits == list(range(1, len(digits) + 1))
    return len(digits) > 1 and in_order and len(digits) + len(letters) == len(marks)


def _refuse_second_names(row: Cells, header: _Header, path: Path) -> None:
    """Refuse names under the names: text where the row above is blank, and no number anywhere."""
    under_blank = any(cell and not name for cell, name in zip(row, header.names, strict=True))
    if under_blank and not any(letter.isdecimal() for cell in row for letter in cell):
        raise _refused(
            f"the names of the columns stand in two rows ({', '.join(filter(None, row))} in the "
            "lower one).",
            "Write them in one row, each column with a name of its own, no cells merged.",
            path,
        )


def _top(grid: pd.DataFrame) -> list[Cells]:
    rows: list[Cells] = grid.head(SEARCHED).fillna("").to_numpy().tolist()
    return rows


def _unlike(names: Cells) -> Cells:
    """Return names for all columns, each another."""
    seen: dict[str, int] = {}
    unlike = []
    for at, name in enumerate(names):
        text = name or f"column {at + 1}"
        seen[text] = seen.get(text, 0) + 1
        unlike.append(text if seen[text] == 1 else f"{text} ({seen[text]})")
    return unlike


def _csv(path: Path) -> pd.DataFrame:
    data = path.read_bytes()
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as bad:
        line = data[: bad.start].count(b"\n") + 1
        raise _refused(
            f"the text is not UTF-8 (line {line}; it may be an old Vietnamese code page).",
            "Save the file again as CSV UTF-8.",
            path,
        ) from None
    try:
        wide = max(map(len, csv.reader(io.StringIO(text))), default=0)
        if not wide:
            raise _no_rows(path)
        grid = pd.read_csv(
            io.StringIO(text),
            header=None,
            names=range(wide),
            dtype="string",
            skip_blank_lines=False,
        )
    except (csv.Error, pd.errors.ParserError) as bad:
        raise _refused(
            f"the file is not a comma-separated table: {str(bad).strip()}.",
            "Save it as CSV with the same number of columns in each row.",
            path,
        ) from None
    return grid.apply(text_of)


def _xlsx(path: Path) -> dict[str, pd.DataFrame]:
    try:
        names = [str(name) for name, _ in pyogrio.list_layers(path)]
        grids = {
            name: pyogrio.read_dataframe(path, layer=name, read_geometry=False, HEADERS="DISABLE")
            for name in names
        }
    except (pyogrio.errors.DataSourceError, pyogrio.errors.DataLayerError, ValueError) as bad:
        raise _refused(
            f"the file cannot be read: {str(bad).splitlines()[0]}.",
            "Open it in a spreadsheet program and save it again as XLSX.",
            path,
        ) from None
    if not grids:
        raise _no_rows(path)
    return {name: grid.apply(text_of) for name, grid in grids.items()}


def _no_rows(path: Path) -> LayerError:
    return _refused(
        "the file holds no rows.", "Check that the export that made it was complete.", path
    )


def _refused(problem: str, cure: str, path: Path) -> LayerError:
    return LayerError(problem, cure, file=path, layer=FIELDS.layer)
