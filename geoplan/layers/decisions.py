"""Decisions on sites and parcels, one line each of a file that only grows: its fields."""

from __future__ import annotations

import csv
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Literal, get_args

import pandas as pd

from geoplan.errors import LayerError
from geoplan.layers.decision_lines import text_of, whole_lines
from geoplan.layers.decision_rules import Force, listed
from geoplan.layers.fields import Field, FieldTable, FieldType
from geoplan.study_kinds import Kind

What = Literal["pin", "forbid", "choose", "waive", "reject", "reopen"]
PART = "decisions"
FILE = "decisions.csv"
TEXT = FieldType.TEXT
FIELDS = FieldTable(
    PART,
    "Decisions on sites and parcels, one line each, beside the study file (decisions.csv). Lines "
    "are added and never changed: a decision is taken back by a later line that reopens it.",
    (
        Field("decision_id", TEXT, "identifier: D1, D2, …", unique=True, pattern=r"^D[1-9]\d*$"),
        Field("what", TEXT, "pin: a facility of this kind must stand at this site; forbid: no new "
              "facility may stand there; choose: the facility of this kind and site goes to this "
              "parcel; waive: this norm is waived for the kind on this parcel; reject: this parcel "
              "is not offered again, or not for this site; reopen: an earlier decision is taken "
              "back", values=get_args(What)),
        Field("site_id", TEXT, "candidate or recommended site", required=False),
        Field("parcel_id", TEXT, "parcel", required=False),
        Field("kind", TEXT, "kind of facility", values=get_args(Kind), required=False),
        Field("norm", TEXT, "norm that is waived", required=False),
        Field("reopens", TEXT, "decision that is taken back", pattern=r"^D[1-9]\d*$",
              required=False),
        Field("why", TEXT, "reason"),
        Field("by", TEXT, "who decided"),
        Field("when", TEXT, "date, or date and time with zone (ISO 8601)"),
    ),
)  # fmt: skip
NAMES = ("site_id", "parcel_id", "kind", "norm", "reopens")
# What each decision names, and what it may name
NEEDS: dict[str, tuple[str, ...]] = {
    "pin": ("site_id", "kind"),
    "forbid": ("site_id",),
    "choose": ("site_id", "parcel_id", "kind"),
    "waive": ("parcel_id", "kind", "norm"),
    "reject": ("parcel_id",),
    "reopen": ("reopens",),
}
MAY: dict[str, tuple[str, ...]] = {"reject": ("site_id",)}


@dataclass(frozen=True, eq=False)
class Decisions:
    """The content of a file of decisions.

    Parameters
    ----------
    table
        Indexed by ``decision_id``, in the order of the file: the fields, and ``line``, the number
        of the line in the file.
    torn
        Numbers of the lines that an interrupted write left unfinished; they are no decisions.
    """

    table: pd.DataFrame
    torn: list[int]


def decisions_path(study_path: Path) -> Path:
    """Return the file of decisions of a study."""
    return study_path.parent / FILE


def no_decisions() -> pd.DataFrame:
    """Return a table that holds none."""
    columns = [field.name for field in FIELDS.fields[1:]]
    index = pd.Index([], dtype="string", name=FIELDS.index)
    return pd.DataFrame({name: pd.array([], "string") for name in columns}, index).assign(line=0)


def read_decisions(path: Path, places: Collection[str] = ()) -> Decisions:
    """Read and check a file of decisions, which may have been edited by hand.

    Parameters
    ----------
    path
        UTF-8 CSV, with or without a byte order mark; no file is no decision.
    places
        Every candidate site, as ``place_of`` takes them.

    Raises
    ------
    LayerError
        Naming file, line and field, and who took the decision that a line contradicts.
    """
    if not path.exists():
        return Decisions(no_decisions(), [])
    try:
        text = text_of(path.read_bytes())
    except UnicodeDecodeError:
        raise LayerError(
            "the text is not UTF-8.", "Save the file again as CSV UTF-8.", file=path, layer=PART
        ) from None
    return parse_decisions(text, path, places)


def parse_decisions(text: str, file: Path, places: Collection[str] = ()) -> Decisions:
    """Check the text of a file of decisions, as ``read_decisions`` does."""
    try:
        header, rows, torn = whole_lines(text)
    except csv.Error as bad:
        raise LayerError(
            f"the file is not a comma-separated table: {bad}.",
            'Close each quote that is opened, and write a quote within a text as "".',
            file=file,
            layer=PART,
        ) from None
    uneven = [f"line {line}: {len(row)}" for line, row in rows if len(row) != len(header)]
    if uneven:
        raise LayerError(
            f"the line has another number of columns than the {len(header)} of the header.",
            "Correct the commas; put a text that holds one in quotes.",
            file=file,
            layer=PART,
            rows=uneven,
        )
    if not rows:
        return Decisions(no_decisions(), torn)
    lines = [line for line, _ in rows]
    # validate() names the line of a table by its row + 2
    frame = pd.DataFrame([row for _, row in rows], [line - 2 for line in lines], header)
    table = FIELDS.validate(frame, file).assign(line=lines)
    _refuse_undated(table, file)
    _refuse_misnamed(table, file)
    _refuse_contradictions(table, file, places)
    return Decisions(table, torn)


def in_force(table: pd.DataFrame) -> pd.DataFrame:
    """Return the decisions that are not taken back, without those that take one back."""
    reopened = set(table["reopens"].dropna())
    return table[(table["what"] != "reopen") & ~table.index.isin(reopened)]


def _refuse_undated(table: pd.DataFrame, file: Path) -> None:
    bad = [
        f"line {line} ({each}): {when}"
        for each, when, line in zip(table.index, table["when"], table["line"], strict=True)
        if not _is_moment(str(when))
    ]
    if bad:
        raise LayerError(
            "the value is neither a date nor a date and time with zone.",
            "Write it as 2026-05-04 or 2026-05-04T09:30:00+07:00.",
            file=file,
            layer=PART,
            field="when",
            rows=bad,
        )


def _is_moment(text: str) -> bool:
    try:
        if len(text) == len("2026-05-04"):
            return bool(date.fromisoformat(text))
        return datetime.fromisoformat(text).tzinfo is not None
    except ValueError:
        return False


def _refuse_misnamed(table: pd.DataFrame, file: Path) -> None:
    """Refuse decisions that do not name what they are about, or name something else too."""
    for decision_id, row in table.iterrows():
        what = str(row["what"])
        named = {name for name in NAMES if pd.notna(row[name])}
        needs = set(NEEDS[what])
        if wrong := sorted(needs - named, key=NAMES.index):
            problem = f"{what} needs {', '.join(NEEDS[what])}; {', '.join(wrong)} is blank."
        elif wrong := sorted(named - needs - set(MAY.get(what, ())), key=NAMES.index):
            problem = f"{what} has no {', '.join(wrong)}."
        else:
            continue
        raise LayerError(
            problem,
            "Fill in what is missing and empty what does not belong there.",
            file=file,
            layer=PART,
            field=wrong[0],
            rows=[f"line {row['line']} ({decision_id})"],
        )


def _refuse_contradictions(table: pd.DataFrame, file: Path, places: Collection[str]) -> None:
    force = Force(places)
    for decision, line in zip(listed(table), table["line"], strict=True):
        found = force.contradiction(decision)
        if found is not None:
            raise LayerError(
                found.problem,
                found.cure,
                file=file,
                layer=PART,
                rows=[f"line {line} ({decision.decision_id})"],
            )
        force.add(decision)
