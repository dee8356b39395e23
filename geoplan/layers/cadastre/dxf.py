"""Lines and texts of a DXF drawing by layer, arcs flattened and blocks taken apart."""

from __future__ import annotations

import gc
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from geoplan.errors import LayerError
from geoplan.layers.cadastre.parcels import FIELDS

SAGITTA_M = 0.001  # between an arc and the chords that stand for it
MM_FROM = 1e8  # a coordinate beyond it is millimetres: no northing in metres reaches 10,000 km
MM_PER_M = 1000.0
UNICODE_FROM = "AC1021"  # AutoCAD 2007; older files are in a code page that they may not tell
DEEPEST = 8  # blocks within blocks
LINES = ("LWPOLYLINE", "POLYLINE", "LINE", "ARC", "CIRCLE", "ELLIPSE", "SPLINE")
POLYLINES = LINES[:2]
TEXTS = ("TEXT", "MTEXT", "ATTRIB")
FLAT = (0.0, 0.0, 1.0)  # extrusion of an entity that lies in the plane as it is written

Numbers = NDArray[np.float64]


@dataclass(frozen=True)
class Line:
    """A line of a drawing: its corners, shape (n, 2), and whether it is marked as closed."""

    corners: Numbers
    is_closed: bool


@dataclass(frozen=True)
class Text:
    """A text of a drawing and where it was put."""

    text: str
    x: float
    y: float


class Drawing:
    """The model space of a DXF file.

    Parameters
    ----------
    path
        ASCII or binary DXF.

    Raises
    ------
    LayerError
        When the file is none, or broken.
    """

    def __init__(self, path: Path) -> None:
        self._lines: dict[str, list[tuple[int, Any]]] = {}
        self._texts: dict[str, list[Any]] = {}
        self._path = path
        with _refusing(path):
            space = _opened(path).modelspace()
            for at, (entity, layer) in enumerate(_taken_apart(space, "", 0)):
                kind = entity.dxftype()
                if kind in LINES:
                    self._lines.setdefault(layer, []).append((at, entity))
                elif kind in TEXTS:
                    self._texts.setdefault(layer, []).append(entity)

    @property
    def line_layers(self) -> list[str]:
        """Names of the layers that hold lines, sorted."""
        return sorted(self._lines)

    @property
    def text_layers(self) -> list[str]:
        """Names of the layers that hold texts, sorted."""
        return sorted(self._texts)

    def lines(self, layers: Iterable[str]) -> list[Line]:
        """Return the lines on some layers, in the order of the file."""
        held = sorted((pair for layer in layers for pair in self._lines.get(layer, ())), key=_place)
        with _refusing(self._path):
            found = [_line(entity) for _, entity in held]
        return [line for line in found if line is not None]

    def texts(self, layers: Iterable[str]) -> list[Text]:
        """Return the texts on some layers, layer by layer in the order of the file."""
        with _refusing(self._path):
            found = [_text(entity) for layer in layers for entity in self._texts.get(layer, ())]
        return [text for text in found if text.text]


def _place(pair: tuple[int, Any]) -> int:
    return pair[0]


def _taken_apart(
    entities: Iterable[Any], block_layer: str, depth: int
) -> Iterator[tuple[Any, str]]:
    """Yield entities with their layers; in a block, layer 0 stands for that of the block."""
    for entity in entities:
        layer = entity.dxf.layer
        layer = block_layer if layer == "0" and block_layer else layer
        if entity.dxftype() != "INSERT":
            yield entity, layer
        elif depth < DEEPEST:
            for attribute in entity.attribs:
                yield attribute, attribute.dxf.layer
            for insert in entity.multi_insert() if entity.mcount > 1 else (entity,):
                yield from _taken_apart(insert.virtual_entities(), layer, depth + 1)


def _line(entity: Any) -> Line | None:
    """Return an entity as a line; None for a mesh, or what has no length."""
    kind, is_closed = entity.dxftype(), False
    if kind == "LWPOLYLINE":
        vertices = np.array(entity.lwpoints.values).reshape(-1, 5)
        corners, bulges, is_closed = vertices[:, :2], vertices[:, 4], entity.closed
        corners = _with_arcs(corners, bulges, is_closed=is_closed)
    elif kind == "POLYLINE":
        if not (entity.is_2d_polyline or entity.is_3d_polyline):
            return None
        places = [(*vertex.dxf.location.vec2, vertex.dxf.bulge) for vertex in entity.vertices]
        vertices, is_closed = np.array(places).reshape(-1, 3), entity.is_closed
        corners = _with_arcs(vertices[:, :2], vertices[:, 2], is_closed=is_closed)
    elif kind == "LINE":
        corners = np.array([(at.x, at.y) for at in (entity.dxf.start, entity.dxf.end)])
    else:
        corners = _curve(entity)
    if kind in POLYLINES and not _is_plane(entity):
        corners = np.array([(at.x, at.y) for at in entity.ocs().points_to_wcs(corners)])
    return Line(corners, bool(is_closed)) if len(corners) > 1 else None


def _is_plane(entity: Any) -> bool:
    return not entity.dxf.hasattr("extrusion") or tuple(entity.dxf.extrusion) == FLAT


def _with_arcs(corners: Numbers, bulges: Numbers, *, is_closed: bool) -> Numbers:
    """Return corners with the arcs between them as chords.

    The bulge of a corner is the tangent of a quarter of the angle of the arc to the next one.
    """
    if not bulges.any():
        return corners
    following = np.roll(corners, -1, axis=0)
    pieces = []
    for start, end, bulge in zip(corners, following, bulges, strict=True):
        dx, dy = end - start
        radius = np.hypot(dx, dy) * (1 + bulge**2) / (4 * abs(bulge)) if bulge else 0.0
        if not radius:
            pieces.append(start[None])
            continue
        middle = (start + end) / 2 + np.array([-dy, dx]) * (1 - bulge**2) / (4 * bulge)
        step = 2 * np.arccos(1 - min(SAGITTA_M * unit_of(corners) / radius, 1.0))
        chords = int(np.ceil(4 * abs(np.arctan(bulge)) / step))
        turn = 4 * np.arctan(bulge) * np.arange(chords) / chords
        x, y = start - middle
        around = [x * np.cos(turn) - y * np.sin(turn), x * np.sin(turn) + y * np.cos(turn)]
        pieces.append(middle + np.column_stack(around))
    last = np.empty((0, 2)) if is_closed else corners[-1:]
    whole = np.concatenate([*(pieces if is_closed else pieces[:-1]), last])
    return np.asarray(whole)


def _curve(entity: Any) -> Numbers:
    """Return an arc, a circle, an ellipse or a spline as chords."""
    if entity.dxftype() == "SPLINE":
        near = np.array([at[:2] for at in [*entity.control_points, *entity.fit_points]])
    else:
        near = np.array(entity.dxf.center.vec2)
    sagitta = SAGITTA_M * unit_of(near)
    return np.array([(at.x, at.y) for at in entity.flattening(sagitta)]).reshape(-1, 2)


def unit_of(xy: Numbers) -> float:
    """Return how many units of a drawing a metre seems to be, 1 or 1000, by its coordinates."""
    return MM_PER_M if np.abs(xy).max(initial=0.0) > MM_FROM else 1.0


def _text(entity: Any) -> Text:
    if entity.dxftype() == "MTEXT":
        at, text = entity.dxf.insert, " ".join(entity.plain_text(split=True))
    else:
        is_aligned = entity.dxf.hasattr("halign") or entity.dxf.hasattr("valign")
        at = entity.get_placement()[1] if is_aligned else entity.dxf.insert
        at = at if _is_plane(entity) else entity.ocs().to_wcs(at)
        has_codes = any(mark in entity.dxf.text for mark in "%^")
        text = entity.plain_text() if has_codes else entity.dxf.text
    return Text(_with_bytes(text).strip(), float(at.x), float(at.y))


def _with_bytes(text: str) -> str:
    """Return text with each byte that is no UTF-8 as its Latin-1 letter, to be mended later."""
    return re.sub("[\udc80-\udcff]", lambda byte: chr(ord(byte[0]) - 0xDC00), text)


def _opened(path: Path) -> Any:
    from ezdxf.filemanagement import dxf_file_info, readfile
    from ezdxf.lldxf.validator import is_binary_dxf_file

    is_old = not is_binary_dxf_file(str(path)) and dxf_file_info(path).version < UNICODE_FROM
    return readfile(path, encoding="latin-1" if is_old else None)


@contextmanager
def _refusing(path: Path) -> Iterator[None]:
    """Say in a sentence that a file is broken, wherever in it that shows."""
    try:
        yield
    except Exception as bad:  # noqa: BLE001 - ezdxf fails in as many ways as a file can be broken
        reason = str(bad).partition("\n")[0].removesuffix(".") or type(bad).__name__
        raise LayerError(
            f"the file cannot be read as DXF: {reason}.",
            "Open it in the program that made it, audit it (AUDIT), and save it again as DXF.",
            file=path,
            layer=FIELDS.layer,
        ) from None


@contextmanager
def no_garbage_collection() -> Iterator[None]:
    """Let nothing be searched for cycles while many small objects live, which takes long."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
