"""The text of a study file: read, and changed here and there for a what-if."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from geoplan.errors import StudyError


@dataclass(frozen=True)
class Change:
    """A value set for one run in place of the study's own."""

    key: str
    value: Any
    instead_of: Any


def read(file: Path) -> dict[str, Any]:
    """Return what a study file holds.

    Raises
    ------
    StudyError
        When it is absent, may not be read, or is not TOML in UTF-8.
    """
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise StudyError("the study file does not exist.", "Correct the path.", file=file) from None
    except IsADirectoryError:
        raise StudyError("this is a folder.", "Name the study file in it.", file=file) from None
    except PermissionError:
        raise StudyError(
            "the study file may not be read.", "Ask for the right to read it.", file=file
        ) from None
    except UnicodeDecodeError as bad:
        raise StudyError(
            f"the text is not UTF-8 (byte {bad.start}).", "Save it as UTF-8.", file=file
        ) from None
    except tomllib.TOMLDecodeError as bad:
        raise StudyError(f"this is not TOML: {bad}.", "Correct that line.", file=file) from None


def changed(
    content: Mapping[str, Any], settings: Mapping[str, str], file: Path
) -> tuple[dict[str, Any], list[Change]]:
    """Return what a study file holds under other values, and what was changed.

    A figure keeps its unit; its source says that it was set, and its range goes where the value
    leaves it.

    Parameters
    ----------
    content
        As ``read`` returns it; left as it is.
    settings
        Values as text, by dotted key such as ``standards.primary.capacity_people``.
    file
        Named in the message when a key is not there.

    Raises
    ------
    StudyError
        When the study holds no single value under a key.
    """
    new = deepcopy(dict(content))
    changes = []
    for key, text in settings.items():
        *parents, name = key.split(".")
        table = _table(new, parents)
        held = table.get(name) if isinstance(table, dict) else None
        is_figure = isinstance(held, dict) and "value" in held
        if held is None or isinstance(held, list) or (isinstance(held, dict) and not is_figure):
            raise StudyError(
                "the study holds no single value there to set.",
                "Write the dotted key of a figure, such as standards.primary.capacity_people; "
                "docs/study-figures.md lists them.",
                file=file,
                key=key,
            )
        value = _value(text)
        changes.append(Change(key, value, held["value"] if is_figure else held))
        table[name] = _figure(held, value) if is_figure else value
    return new, changes


def _table(content: dict[str, Any], parents: list[str]) -> Any:
    table: Any = content
    for parent in parents:
        table = table.get(parent) if isinstance(table, dict) else None
    return table


def _value(text: str) -> Any:
    """Return a number, a truth value or a list as TOML has them; anything else as the text."""
    try:
        return tomllib.loads(f"value = {text}")["value"]
    except tomllib.TOMLDecodeError:
        return text


def _figure(held: dict[str, Any], value: Any) -> dict[str, Any]:
    source = f"Set for this run; the study has {held['value']}"
    figure = {**held, "value": value, "source": source, "verified": False}
    low, high = held.get("range", (value, value))
    if not (isinstance(value, int | float) and low <= value <= high):
        figure.pop("range", None)
        figure.pop("range_source", None)
    return figure
