"""Field tables: one row per field, from which schema, validation and documentation come."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import pandas as pd

from geoplan.errors import LayerError

if TYPE_CHECKING:
    import pandera.pandas as pa

Frame = TypeVar("Frame", bound=pd.DataFrame)


class FieldType(StrEnum):
    """What a field holds."""

    TEXT = "text"
    NUMBER = "number"
    WHOLE = "whole number"
    FLAG = "true or false"
    GEOMETRY = "geometry"


@dataclass(frozen=True)
class Field:
    """One row of a field table.

    ``minimum`` and ``maximum`` are inclusive; ``values`` lists the only words allowed. A field that
    is not ``required`` may be blank, and blank means unknown.
    """

    name: str
    type: FieldType
    meaning: str
    unit: str = ""
    required: bool = True
    unique: bool = False
    minimum: float | None = None
    maximum: float | None = None
    values: tuple[str, ...] = ()
    pattern: str = ""


@dataclass(frozen=True)
class FieldTable:
    """The fields of one layer; the first one is its index."""

    layer: str
    meaning: str
    fields: tuple[Field, ...]

    @property
    def index(self) -> str:
        """Name of the field that identifies a row."""
        return self.fields[0].name

    def schema(self) -> pa.DataFrameSchema:
        """Return the pandera schema that this table stands for."""
        import pandera.pandas as pa

        return pa.DataFrameSchema(
            {
                field.name: pa.Column(
                    checks=_checks(field, pa),
                    nullable=not field.required,
                    unique=field.unique,
                    coerce=False,
                )
                for field in self.fields
                if field.type is not FieldType.GEOMETRY
            }
        )

    def validate(self, frame: Frame, file: Path | str) -> Frame:
        """Return ``frame`` with the types of this table and its index set.

        Parameters
        ----------
        frame
            One row per feature, every field a column; may hold further columns, which are kept.
        file
            Named in the message when a row is refused.

        Raises
        ------
        LayerError
            Naming file, layer, field and the first rows at fault.
        """
        import pandera.errors as pae

        missing = [f.name for f in self.fields if f.required and f.name not in frame.columns]
        if missing:
            raise LayerError(
                f"the field {', '.join(missing)} is missing; found: "
                f"{', '.join(map(str, frame.columns))}.",
                "Add the column, or rename the one that holds it.",
                file=file,
                layer=self.layer,
                field=missing[0],
            )
        typed = frame.copy()
        for field in self.fields:
            if field.type is FieldType.GEOMETRY:
                continue
            if field.name not in typed.columns:
                typed[field.name] = None
            typed[field.name] = self._typed(typed, field, file)
        try:
            self.schema().validate(typed, lazy=True)
        except pae.SchemaErrors as refused:
            raise self._sentence(typed, refused.failure_cases, file) from None
        typed.index = typed[self.index].rename(self.index)
        return typed.drop(columns=self.index)

    def _typed(self, frame: pd.DataFrame, field: Field, file: Path | str) -> pd.Series[Any]:
        text = frame[field.name].astype("string").str.normalize("NFC").str.strip()
        column = text.mask(text == "")
        if field.type is FieldType.TEXT:
            return column
        if field.type is FieldType.FLAG:
            words = column.str.lower().map({"true": True, "false": False})
            self._refuse(frame, field, words.isna() & column.notna(), "is not true or false.", file)
            return words.astype("boolean")
        numbers = pd.to_numeric(column, errors="coerce").astype("float64")
        self._refuse(frame, field, numbers.isna() & column.notna(), "is not a number.", file)
        if field.type is FieldType.WHOLE:
            broken = numbers.notna() & (numbers != numbers.round())
            self._refuse(frame, field, broken, "is not a whole number.", file)
            if field.required and not numbers.isna().any():
                return numbers.astype("int64")
        return numbers

    def _refuse(
        self,
        frame: pd.DataFrame,
        field: Field,
        bad: pd.Series[Any],
        problem: str,
        file: Path | str,
    ) -> None:
        if not bad.any():
            return
        raise LayerError(
            f"the value {problem}",
            "Correct these rows in the file.",
            file=file,
            layer=self.layer,
            field=field.name,
            rows=self._named(frame, field.name, frame.index[bad].tolist()),
        )

    def _named(self, frame: pd.DataFrame, field: str, rows: list[int]) -> list[str]:
        names = frame[self.index] if self.index in frame.columns else frame.index
        return [f"line {row + 2} ({names[row]}): {frame[field][row]}" for row in rows]

    def _sentence(self, frame: pd.DataFrame, cases: pd.DataFrame, file: Path | str) -> LayerError:
        first = str(cases["column"].iloc[0])
        field = next(f for f in self.fields if f.name == first)
        same = cases[(cases["column"] == first) & (cases["check"] == cases["check"].iloc[0])]
        problem = {
            "not_nullable": "the value is blank.",
            "field_uniqueness": "the value stands more than once.",
        }.get(str(same["check"].iloc[0]), f"the value is not {_allowed(field)}.")
        rows = [row for row in same["index"].tolist() if row is not None]
        return LayerError(
            problem,
            f"Expected: {field.meaning}{f' [{field.unit}]' if field.unit else ''}. "
            "Correct these rows in the file.",
            file=file,
            layer=self.layer,
            field=first,
            rows=self._named(frame, first, rows),
        )


def _allowed(field: Field) -> str:
    if field.values:
        return "one of " + ", ".join(field.values)
    if field.pattern:
        return f"of the form {field.pattern}"
    limits = [
        f"at least {field.minimum:g}" if field.minimum is not None else "",
        f"at most {field.maximum:g}" if field.maximum is not None else "",
    ]
    return " and ".join(limit for limit in limits if limit)


def _checks(field: Field, pa: Any) -> list[pa.Check]:
    checks = []
    if field.minimum is not None or field.maximum is not None:
        lowest = -float("inf") if field.minimum is None else field.minimum
        highest = float("inf") if field.maximum is None else field.maximum
        checks.append(pa.Check.in_range(lowest, highest))
    if field.values:
        checks.append(pa.Check.isin(field.values))
    if field.pattern:
        checks.append(pa.Check.str_matches(field.pattern))
    return checks


def dictionary(tables: Sequence[FieldTable]) -> str:
    """Return the data dictionary of ``tables`` as Markdown."""
    lines: list[str] = []
    for table in tables:
        lines += [f"## {table.layer}", "", table.meaning, ""]
        lines += [
            "| field | type | unit | required | allowed | meaning |",
            "|---|---|---|---|---|---|",
        ]
        for field in table.fields:
            allowed = _allowed(field).replace("|", "\\|")
            lines.append(
                f"| `{field.name}` | {field.type} | {field.unit} | "
                f"{'yes' if field.required else 'no'} | {allowed} | {field.meaning} |"
            )
        lines.append("")
    return "\n".join(lines)
