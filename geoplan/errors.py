"""What can go wrong, said in a sentence that names the cure.

::

    GeoplanError
    ├── StudyError        the study file asks for something impossible
    ├── LayerError        a layer is missing, broken or contradicts another
    ├── DownloadError     data could not be fetched from a server
    ├── InfeasibleError   no plan can meet what the study asks
    ├── OutputError       a result could not be written
    ├── PlanError         a written plan is missing, or does not say what is asked
    └── DecisionError     a decision names what is not there, or contradicts another
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

ROWS_SHOWN = 3


class GeoplanError(Exception):
    """Anything geoplan refuses, with a message meant for the person who can mend it."""

    def __reduce__(self) -> tuple[Any, ...]:
        """Let it come back whole from another process, whatever its class is made of."""
        return _again, (type(self), str(self), vars(self))


def _again(kind: type[GeoplanError], message: str, held: dict[str, Any]) -> GeoplanError:
    error = kind.__new__(kind, message)
    error.args = (message,)
    vars(error).update(held)
    return error


class StudyError(GeoplanError):
    """The study file cannot be used.

    Parameters
    ----------
    problem
        What is wrong, one sentence.
    cure
        What to do about it, one sentence.
    file
        The study file.
    key
        Dotted key of the value at fault, such as ``standards.primary.full_min``.
    """

    def __init__(
        self, problem: str, cure: str, *, file: Path | str | None = None, key: str | None = None
    ) -> None:
        place = ", ".join(part for part in (str(file or ""), f"key {key}" if key else "") if part)
        super().__init__(f"{place}: {problem} {cure}" if place else f"{problem} {cure}")
        self.file, self.key = file, key


class LayerError(GeoplanError):
    """A layer cannot be used.

    Parameters
    ----------
    problem
        What is wrong, one sentence.
    cure
        What to do about it, one sentence.
    file
        The file that holds the layer.
    layer
        Name of the layer: communes, demand, facilities, sea_links, roads.
    field
        The field at fault.
    rows
        The rows at fault, as the reader of the file would name them; the first few are shown.
    """

    def __init__(
        self,
        problem: str,
        cure: str,
        *,
        file: Path | str,
        layer: str,
        field: str | None = None,
        rows: Iterable[object] = (),
    ) -> None:
        rows = list(rows)
        shown = ", ".join(str(row) for row in rows[:ROWS_SHOWN])
        more = f" and {len(rows) - ROWS_SHOWN} more" if len(rows) > ROWS_SHOWN else ""
        place = f"{file}, layer {layer}" + (f", field {field}" if field else "")
        where = f" (rows: {shown}{more})" if rows else ""
        super().__init__(f"{place}: {problem}{where} {cure}")
        self.file, self.layer, self.field, self.rows = file, layer, field, rows


class DownloadError(GeoplanError):
    """Data could not be fetched from a server; what was whole already is kept."""


class InfeasibleError(GeoplanError):
    """No plan can meet what the study asks."""


class OutputError(GeoplanError):
    """A result could not be written; what stood there before is untouched."""


class PlanError(GeoplanError):
    """A written plan is missing, or does not say what is asked."""


class DecisionError(GeoplanError):
    """A decision cannot be taken; the file of decisions is as it was.

    Parameters
    ----------
    problem
        What it names that is not there, or which decision it contradicts, one sentence.
    cure
        What to do about it, one sentence.
    """

    def __init__(self, problem: str, cure: str) -> None:
        super().__init__(f"{problem} {cure}")
