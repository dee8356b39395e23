"""The lines of an append-only CSV file: which are whole, and which a crash has cut off.

A line is written at once and ends in a newline. One that does not is whole where it has every
column and its quotes are closed; otherwise the write was interrupted, and nobody was told that it
succeeded. Before the next line goes on such a file, the fragment is marked as torn, so that nothing
is ever deleted and no later line is lost in an open quote. This module imports nothing heavy.
"""

from __future__ import annotations

import csv
from io import StringIO
from typing import NamedTuple

TORN = " #torn"  # ends a fragment, once the next write has marked it
BOM = "\ufeff"
LOST = "\ufffd"  # in place of a letter of which only some bytes were written


class Lines(NamedTuple):
    """What a file holds.

    Parameters
    ----------
    header
        Names of the columns; empty if there are none.
    rows
        The number of each row's last line, the first of the file 1, and its cells.
    torn
        Numbers of the lines that are fragments.
    """

    header: list[str]
    rows: list[tuple[int, list[str]]]
    torn: list[int]


def text_of(content: bytes) -> str:
    """Return the text of a file; a fragment may lack its last letter.

    Raises
    ------
    UnicodeDecodeError
        When a whole line is not UTF-8.
    """
    *lines, last = content.split(b"\n")
    mark = TORN.encode()
    texts = [line.decode(errors="replace" if line.endswith(mark) else "strict") for line in lines]
    return "\n".join([*texts, last.decode(errors="replace")])


def whole_lines(text: str) -> Lines:
    r"""Return the lines of a file that are whole, and the numbers of those that are torn.

    Raises
    ------
    csv.Error
        When a quote is not closed, or goes on after it is closed.

    Examples
    --------
    >>> whole_lines('id,when\nD1,2026-05-04\n"D2","20').rows
    [(2, ['D1', '2026-05-04'])]
    """
    lines = _lines(text)
    torn = [number for number, line in enumerate(lines, 1) if line.rstrip("\r\n").endswith(TORN)]
    if unfinished(text):
        torn.append(len(lines))
    reader = csv.reader(
        ("\n" if number in torn else line for number, line in enumerate(lines, 1)), strict=True
    )
    rows = [(reader.line_num, cells) for cells in reader if any(cell.strip() for cell in cells)]
    header = [cell.strip() for cell in rows[0][1]] if rows else []
    return Lines(header, rows[1:], torn)


def unfinished(text: str) -> bool:
    """Return whether the last line has no newline and is not whole either."""
    lines = _lines(text)
    if not lines or lines[-1].endswith(("\n", "\r")):
        return False
    last = lines[-1]
    whole = [line for line in lines[:-1] if line.strip() and not line.rstrip().endswith(TORN)]
    if not whole or LOST in last or last.count('"') % 2:
        return True  # a header is written together with the first line
    (columns,), (cells,) = csv.reader(whole[:1]), csv.reader([last])
    return len(cells) < len(columns) or not cells[-1].strip()


def addition(text: str, cells: dict[str, str]) -> str:
    """Return what goes at the end of a file so that it holds one more line.

    Every cell is quoted, so that a line that is cut off anywhere can be told from a whole one; the
    last cell must hold no quotes. An empty file gets a byte order mark, by which spreadsheets know
    UTF-8, and its header.

    Parameters
    ----------
    text
        What the file holds.
    cells
        By column. The order is theirs, or that of the header where the file has one, which must
        name each of them that is not empty. Line breaks become spaces.
    """
    header = whole_lines(text).header
    start = "" if text else BOM
    if text and not text.endswith("\n"):
        start = f"{TORN if unfinished(text) else ''}\n"
    if not header:
        start += _written([*cells])
    return start + _written([cells.get(name, "") for name in header or cells])


def _lines(text: str) -> list[str]:
    return list(StringIO(text.removeprefix(BOM), newline=""))


def _written(cells: list[str]) -> str:
    line = StringIO()
    csv.writer(line, quoting=csv.QUOTE_ALL, lineterminator="\n").writerow(
        [" ".join(cell.split()) for cell in cells]
    )
    return line.getvalue()
