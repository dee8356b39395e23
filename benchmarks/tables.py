"""Print tables as they stand in the documentation, and write rows."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path


class MarkdownTable:
    """A markdown table on the screen, each line as soon as it is known.

    Examples
    --------
    >>> MarkdownTable("instance", "p").line("pmed1", 5)
    | instance | p |
    |---|---|
    | pmed1 | 5 |
    """

    def __init__(self, *header: str) -> None:
        self.line(*header)
        print("|" + "---|" * len(header), flush=True)

    def line(self, *cells: object) -> None:
        """Print one line."""
        print("| " + " | ".join(str(cell) for cell in cells) + " |", flush=True)


def percent(share: float | None) -> str:
    """Return a share in percent with three digits; a dash where there is none."""
    return "–" if share is None else f"{share:.3%}"


def number(value: float | None) -> str:
    """Return a value with thousands set apart; a dash where there is none."""
    if value is None:
        return "–"
    return f"{value:,.0f}" if float(value).is_integer() else f"{value:,.4f}"


def write_rows(path: Path, rows: Sequence[Mapping[str, object]]) -> None:
    """Write rows as a JSON list, one to a line, first beside the file and then in its place."""
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f"{path.name}.part")
    lines = ",\n".join(json.dumps(row) for row in rows)
    unfinished.write_text(f"[\n{lines}\n]\n", encoding="utf-8")
    unfinished.replace(path)
