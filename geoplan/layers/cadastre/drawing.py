"""Read the parcels of a DXF drawing: edges and texts on the numbered layers of cadastral maps.

Numbers of layers: Circular 26/2024/TT-BTNMT, annex 21.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd
from numpy.typing import NDArray

from geoplan.errors import LayerError, StudyError
from geoplan.layers.cadastre.dxf import Drawing, Line, no_garbage_collection
from geoplan.layers.cadastre.enclosing import enclosed
from geoplan.layers.cadastre.labels import labelled
from geoplan.layers.cadastre.old_text import mended, mending
from geoplan.layers.cadastre.parcels import ATTRIBUTES, FIELDS, PART
from geoplan.layers.raw.mapping import Mapping
from geoplan.layers.raw.notes import Note

EDGE = "edge"
NUMBERED = {EDGE: 10, "number": 13, "stated_area_m2": 4, "land_use": 2, "legal_use": 29}
KNOWN = (*NUMBERED, *(wanted.name for wanted in ATTRIBUTES if wanted.name not in NUMBERED))


@dataclass(frozen=True)
class DrawnParcels:
    """The parcels of a drawing.

    Parameters
    ----------
    shapes
        Polygons with coordinates as they stand in the file, shape (n,).
    rows
        Row of each, indexed 0, 1, …
    fields
        Texts by geoplan's name of the field, indexed the same.
    lines
        How many lines are parcel edges.
    findings, notes
        What was found by row; what was understood.
    """

    shapes: NDArray[Any]
    rows: pd.Series[int]
    fields: pd.DataFrame
    lines: int
    findings: pd.DataFrame
    notes: list[Note]


def read_drawing(path: Path, mapping: Mapping) -> DrawnParcels:
    """Read the parcels of a drawing.

    Parameters
    ----------
    path
        DXF, ASCII or binary.
    mapping
        May name the layer of ``edge``, ``number``, ``stated_area_m2``, ``land_use``, ``legal_use``
        or any other field in place of the numbered one; blank for none.

    Raises
    ------
    LayerError
        When the file is no DXF, has no layer of parcel edges, or these enclose nothing.
    StudyError
        When the mapping names a layer or a field that is not known.
    """
    with no_garbage_collection():
        layers, lines, texts = _content(path, mapping)
    found = enclosed(lines, texts.loc[texts["field"] == "number", ["x", "y"]].to_numpy(dtype=float))
    if not len(found.shapes):
        raise LayerError(
            f"the lines of layer {', '.join(layers[EDGE])} enclose nothing.",
            "Draw parcels as closed polylines, or with lines that meet at their ends.",
            file=path,
            layer=FIELDS.layer,
            field="geometry",
        )
    told = labelled(found.shapes, found.rows, texts)
    findings = pd.concat([found.findings, told.findings], ignore_index=True)
    notes = [Note("Read", f"{path.name}: {_in_words(layers)}")]
    notes += [Note("Derived", f"{path.name}: {sentence}") for sentence in found.said]
    rows = pd.Series(found.rows)
    return DrawnParcels(found.shapes, rows, told.fields, len(lines), findings, notes)


def _content(path: Path, mapping: Mapping) -> tuple[dict[str, list[str]], list[Line], pd.DataFrame]:
    """Return the layers of each field, the edges, and the texts by field."""
    drawing = Drawing(path)
    layers = _layers(drawing.line_layers, drawing.text_layers, mapping, path)
    texts = [
        (field, text.text, text.x, text.y)
        for field, names in layers.items()
        if field != EDGE
        for text in drawing.texts(names)
    ]
    table = pd.DataFrame(texts, columns=["field", "text", "x", "y"])
    return layers, drawing.lines(layers[EDGE]), table


def layer_number(name: str) -> int | None:
    """Return the number by which a layer goes: its leading one, or its only one.

    Examples
    --------
    >>> [layer_number(name) for name in ("10", "LEVEL 10", "10_RANHTHUA_2", "Lop_1_2", "RANH")]
    [10, 10, 10, None, None]
    """
    leading = re.match(r"\s*(\d+)", name)
    held = [leading[1]] if leading else re.findall(r"\d+", name)
    return int(held[0]) if len(held) == 1 else None


def _layers(
    line_layers: list[str], text_layers: list[str], mapping: Mapping, path: Path
) -> dict[str, list[str]]:
    """Return the layers of each field, the given one or those of its number."""
    given = mapping.columns.get(PART, {})
    held = [*line_layers, *(name for name in text_layers if name not in line_layers)]
    _refuse_unknown(given, held, path)
    layers: dict[str, list[str]] = {}
    for field in KNOWN:
        own = line_layers if field == EDGE else text_layers
        if field in given:
            layers[field] = _alike(given[field], own)
        else:
            number = NUMBERED.get(field)
            layers[field] = [n for n in own if number is not None and layer_number(n) == number]
    if not layers[EDGE]:
        raise LayerError(
            f"no layer with lines is numbered {NUMBERED[EDGE]}, that of parcel edges; layers with "
            f"lines: {', '.join(_readable(line_layers)) or 'none'}.",
            f"Say which it is in a file for --mapping: [{PART}] and under it "
            f'{EDGE} = "…", and likewise number, stated_area_m2, land_use.',
            file=path,
            layer=FIELDS.layer,
            field="geometry",
        )
    return layers


def _refuse_unknown(given: dict[str, str], held: list[str], path: Path) -> None:
    for field, name in given.items():
        problem, known = "", list[str]()
        if field not in KNOWN:
            problem, known = "geoplan looks for no such field in a drawing.", list(KNOWN)
        elif name and not _alike(name, held):
            problem, known = f"the drawing has no layer {name!r}.", _readable(held)
        if problem:
            raise StudyError(
                f"the mapping does not fit the file: {problem}",
                f"Known: {', '.join(known)}.",
                file=path,
                key=f"{PART}.{field}",
            )


def _alike(name: str, layers: Iterable[str]) -> list[str]:
    """Return the layers of a name, whatever its case, as it stands or mended."""
    layers = list(layers)
    pairs = zip(layers, _readable(layers), strict=True)
    return [layer for layer, readable in pairs if name.casefold() in _spellings(layer, readable)]


def _spellings(layer: str, readable: str) -> set[str]:
    return {layer.casefold(), readable.casefold()}


def _readable(names: list[str]) -> list[str]:
    encoding = mending(names) or ""
    return [mended(name, encoding) for name in names]


def _in_words(layers: dict[str, list[str]]) -> str:
    taken = [
        f"{field} on layer {', '.join(_readable(held))}" for field, held in layers.items() if held
    ]
    return "; ".join(taken)
