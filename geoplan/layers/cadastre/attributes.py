"""The attributes of parcels: texts mended, columns under geoplan's names, words understood."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from geoplan.errors import LayerError, StudyError
from geoplan.layers.cadastre.old_text import mended, mending
from geoplan.layers.cadastre.parcels import ATTRIBUTES, FIELDS, PART
from geoplan.layers.cadastre.uses import parts_of, written
from geoplan.layers.raw.asking import guesses
from geoplan.layers.raw.columns import Found, RawTable, Wanted, text_of
from geoplan.layers.raw.mapping import CONSTANTS, Mapping
from geoplan.layers.raw.notes import Note

TEXTS = ("old_commune", "commune_code", "sheet", "number", "land_use", "name", "zones")
CONSTANT = ("old_commune", "commune_code", "sheet", "land_use", "name", "status")
AREA = (r"\s*(m2|m²)$", "m²")
NUMBERS = {  # what may stand behind each, and its unit
    "legal_area_m2": AREA,
    "stated_area_m2": AREA,
    "floor_m2": AREA,
    "price_m_vnd_m2": (r"\s*(triệu|tr)[\w.]*(\s*/\s*(m2|m²))?$", "million VND per m²"),
}
STATUS = next(wanted for wanted in ATTRIBUTES if wanted.name == "status")
FINDINGS = ["row", "fault", "detail", "is_mended"]


def with_mended_text(frame: pd.DataFrame, path: Path) -> tuple[pd.DataFrame, list[Note]]:
    """Return names and texts as they were meant, without geometry.

    Raises
    ------
    LayerError
        When the text is in no known encoding.
    """
    frame = pd.DataFrame(frame.drop(columns="geometry", errors="ignore"))
    words = [str(name) for name in frame.select_dtypes(include=["object", "string"]).columns]
    different = {name: text_of(frame[name]).dropna().unique() for name in words}
    encoding = mending([*map(str, frame.columns), *(t for ts in different.values() for t in ts)])
    if encoding is None:
        odd = [f"{name}: {t}" for name, ts in different.items() for t in ts if not t.isascii()]
        raise LayerError(
            "the text is not Unicode, and cannot be told to be TCVN3 or VISCII for sure.",
            "Convert it to Unicode (in UniKey: Toolkit) and save the file again in UTF-8.",
            file=path,
            layer=FIELDS.layer,
            rows=odd,
        )
    for name, texts in different.items():
        meant = {text: mended(text, encoding) for text in texts}
        frame[name] = text_of(frame[name]).map(meant).astype("string")
    frame = frame.rename(columns=lambda name: mended(str(name), encoding).strip())
    if not encoding:
        return frame, []
    told = "read as UTF-8" if encoding == "UTF-8" else f"converted from {encoding} to Unicode"
    return frame, [Note("Repaired", f"{path.name}: text {told}")]


def named(
    frame: pd.DataFrame,
    rows: pd.Series[int],
    path: Path,
    wanted: tuple[Wanted, ...],
    mapping: Mapping,
) -> tuple[pd.DataFrame, list[Note]]:
    """Return the rows under geoplan's names, and what was taken for what.

    Parameters
    ----------
    frame
        Names and texts as they were meant, without geometry.
    rows
        Row of each in the file.
    path
        The file.
    wanted
        The fields that are sought.
    mapping
        Its part ``parcels`` says where they stand, what words mean, and what holds for all rows.

    Returns
    -------
    named
        Indexed like ``frame``: ``row``, texts, areas and price as numbers, ``status`` in geoplan's
        words and ``status_said`` in theirs; what the file does not hold is missing.
    notes
        Which column was taken for which field.

    Raises
    ------
    LayerError
        When several columns may hold a field, none holds one that is needed, or a number is none.
    StudyError
        When the mapping names what the file does not hold.
    """
    table = RawTable(PART, path, frame, wanted)
    found = table.found(mapping)
    _refuse_open(table, found)
    held = {name: frame[field.column] for name, field in found.items() if field.column}
    fields = pd.DataFrame({"row": rows, **held}, index=frame.index)
    for name in dict.fromkeys([*TEXTS, "status"]):
        fields[name] = _plain_text(fields[name]) if name in fields else pd.NA
    _fill_constants(fields, mapping, path)
    for name in NUMBERS:
        fields[name] = _numbers(fields, name, rows, path)
    fields["stated_area_m2"] = fields["legal_area_m2"].fillna(fields["stated_area_m2"])
    fields["status_said"] = fields["status"]
    said = fields["status"].dropna().unique()
    meant = {text: found["status"].words.get(text, STATUS.understood(text)) for text in said}
    fields["status"] = fields["status"].map(meant).replace("", pd.NA).astype("string")
    return fields.drop(columns="legal_area_m2"), guesses(table, mapping)


def worded(frame: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return parcels with land-use codes and zones as geoplan writes them, and what is unclear.

    Parameters
    ----------
    frame
        ``row``, ``land_use``, ``zones``, ``status`` and ``status_said``, one row per parcel.

    Returns
    -------
    parcels
        The same without ``status_said``; a land use that is no code stays as it stands, zones that
        are none are missing.
    findings
        ``row``, ``fault``, ``detail``, ``is_mended`` (always false).
    """
    clear = {name: _codes(frame[name]) for name in ("land_use", "zones")}
    unclear = {name: frame[name].notna() & clear[name].isna() for name in clear}
    no_status = frame["status_said"].notna() & frame["status"].isna()
    found = [
        finding(frame, unclear["land_use"], "land use not a code", frame["land_use"]),
        finding(frame, unclear["zones"], "zones not understood", frame["zones"]),
        finding(frame, no_status, "status not understood", frame["status_said"]),
    ]
    land_use = clear["land_use"].fillna(frame["land_use"]).astype("string")
    whole = frame.assign(land_use=land_use, zones=clear["zones"])
    return whole.drop(columns="status_said"), pd.concat(found, ignore_index=True)


def finding(frame: pd.DataFrame, at: Any, fault: str, detail: Any) -> pd.DataFrame:
    """Return a finding for each row of ``frame`` where ``at`` is true."""
    rows = np.flatnonzero(at)
    details = detail.to_numpy()[rows] if isinstance(detail, pd.Series) else detail
    found = {"row": frame["row"].to_numpy()[rows], "fault": fault, "detail": details}
    return pd.DataFrame({**found, "is_mended": False}, columns=FINDINGS)


def _codes(texts: pd.Series[Any]) -> pd.Series[Any]:
    meant = {text: written(parts_of(text)) or pd.NA for text in texts.dropna().unique()}
    return texts.map(meant).astype("string")


def _refuse_open(table: RawTable, found: dict[str, Found]) -> None:
    for name, field in found.items():
        if not field.is_open:
            continue
        likely = (field.candidates or table.close_to(field.wanted) or ["…"])[0]
        problem = (
            f"several columns may hold it: {', '.join(field.candidates)}."
            if field.candidates
            else f"no column holds {field.wanted.meaning}; found: {', '.join(table.columns)}."
        )
        raise LayerError(
            problem,
            f"Name the one that holds {field.wanted.meaning} {name}, the others otherwise; or say "
            f"which it is in a file for --mapping: [{table.part}] and under it "
            f'{name} = "{likely}".',
            file=table.path,
            layer=FIELDS.layer,
            field=name,
        )


def _fill_constants(fields: pd.DataFrame, mapping: Mapping, path: Path) -> None:
    """Put what the mapping says of all rows where the file says nothing."""
    for name, text in mapping.constants.items():
        if name not in CONSTANT:
            raise StudyError(
                "geoplan takes no constant for such a field.",
                f"Known: {', '.join(CONSTANT)}.",
                file=path,
                key=f"{PART}.{CONSTANTS}.{name}",
            )
        fields[name] = fields[name].astype("string").fillna(text)


def _plain_text(values: pd.Series[Any]) -> pd.Series[Any]:
    """Return text, whole numbers without the ``.0`` that a column with blanks gets."""
    return text_of(values).str.replace(r"^(\d+)\.0+$", r"\1", regex=True)


def _numbers(fields: pd.DataFrame, name: str, rows: pd.Series[int], path: Path) -> pd.Series[Any]:
    if name not in fields:
        return pd.Series(np.nan, fields.index, dtype=float)
    behind, unit = NUMBERS[name]
    text = text_of(fields[name]).str.replace(behind, "", regex=True)
    numbers = pd.to_numeric(text, errors="coerce").astype(float)
    bad = numbers.isna() & text.notna()
    if bad.any():
        raise LayerError(
            f"the {'price' if 'vnd' in name else 'area'} is not a number.",
            f"Write it in {unit} with a decimal point and no separator of thousands.",
            file=path,
            layer=FIELDS.layer,
            field=name,
            rows=[f"{r}: {t}" for r, t in zip(rows[bad], text[bad], strict=True)],
        )
    return numbers
