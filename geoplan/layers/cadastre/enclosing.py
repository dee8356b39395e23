"""Parcels out of the lines of a drawing: rings, rings nearly closed, ground between lines.

Nothing here knows which unit or reference system the lines are in.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from geoplan.layers.cadastre.attributes import FINDINGS
from geoplan.layers.cadastre.dxf import Line, Numbers, unit_of
from geoplan.layers.raw.notes import listed

GAP = 0.01  # of the length of a line: what may be missing at its end, a choice
SAME = 1e-7  # of the length: what computing leaves between the ends of a closed curve
FEWEST = 3  # corners
GRID_M = 0.0001  # to which lines are rounded where they are to meet
EMPTY = 1e-6  # share of a ring that is nothing

Shapes = NDArray[Any]


@dataclass(frozen=True)
class Enclosed:
    """What lines enclose.

    Parameters
    ----------
    shapes
        Polygons, shape (n,).
    rows
        Place of the line of each among all lines, the first one 1; ground between several lines
        has the numbers that follow, from the top down.
    findings
        ``row``, ``fault``, ``detail``, ``is_mended``.
    said
        What concerns no parcel, in sentences.
    """

    shapes: Shapes
    rows: NDArray[np.int64]
    findings: pd.DataFrame
    said: list[str]


def enclosed(lines: Sequence[Line], numbers_xy: Numbers) -> Enclosed:
    """Return the parcels that lines enclose.

    A line that is closed, or closed but for a gap of 1 % of its length, is a parcel. What other
    lines enclose together, or with it, is one too, unless it lies in a ring; but a ring that holds
    several numbers and is divided by such lines gives way to its parts. Rings within a ring are
    cut out of it, and a ring that stands twice counts once.

    Parameters
    ----------
    lines
        In the order of the file.
    numbers_xy
        Where numbers of parcels stand, shape (n, 2).
    """
    rings, rows, gaps, open_lines = _rings(lines)
    rings, rows, repeated = _once(rings, rows)
    said, faces = [], np.empty(0, dtype=object)
    is_kept = np.ones(len(rings), dtype=bool)
    if len(open_lines):
        unit = unit_of(shapely.get_coordinates(open_lines[:1]))
        faces, loose = _faces(shapely.boundary(rings), open_lines, GRID_M * unit)
        is_kept, is_new = _chosen(rings, faces, numbers_xy)
        faces = _from_the_top(faces[is_new])
        said += _told(len(faces), is_kept, loose, lines)
    whole, cut, is_left = _without_inner(rings[is_kept])
    kept_rows = rows[is_kept]
    if not is_left.all():
        filled = [str(row) for row in kept_rows[~is_left]]
        said.append(f"rings filled by those within them, left out: rows {listed(filled)}")
    shapes = np.concatenate([whole[is_left], faces])
    start = len(lines) if is_left.any() else 0
    all_rows = np.concatenate([kept_rows[is_left], start + np.arange(1, len(faces) + 1)])
    inner = [f"{count} within it cut out" for count in cut[cut > 0]]
    findings = pd.concat(
        [
            _mends(np.array(list(gaps)), "unclosed ring", [_gap(gap) for gap in gaps.values()]),
            _mends(
                np.array(list(repeated.values())),
                "repeated ring",
                [f"drawn again as row {row}, which is left out" for row in repeated],
            ),
            _mends(kept_rows[cut > 0], "ring within a ring", inner),
        ],
        ignore_index=True,
    )
    findings = findings[findings["row"].isin(all_rows)].reset_index(drop=True)
    return Enclosed(shapes, all_rows.astype(np.int64), findings, said)


def _rings(
    lines: Sequence[Line],
) -> tuple[Shapes, NDArray[np.int64], dict[int, float], Shapes]:
    """Return rings as polygons with their rows, the gap closed in some rows, and open lines."""
    of = np.repeat(np.arange(len(lines)), [len(line.corners) for line in lines])
    xy = np.concatenate([line.corners for line in lines]) if lines else np.empty((0, 2))
    strings = np.asarray(shapely.linestrings(xy, indices=of), dtype=object)
    first, last = shapely.get_point(strings, 0), shapely.get_point(strings, -1)
    gap, length = shapely.distance(first, last), shapely.length(strings)
    is_same = gap <= SAME * length
    corners = shapely.get_num_points(strings) - is_same
    is_marked = np.array([line.is_closed for line in lines], dtype=bool)
    is_ring = (corners >= FEWEST) & (is_marked | (gap <= GAP * length))
    rows = np.flatnonzero(is_ring) + 1
    ring = np.cumsum(is_ring) - 1
    polygons = shapely.polygons(shapely.linearrings(xy[is_ring[of]], indices=ring[of[is_ring[of]]]))
    mended = np.flatnonzero(is_ring & ~is_marked & ~is_same)
    gaps = {int(at) + 1: float(gap[at]) for at in mended}
    return np.asarray(polygons, dtype=object), rows, gaps, strings[~is_ring & (length > 0)]


def _once(
    rings: Shapes, rows: NDArray[np.int64]
) -> tuple[Shapes, NDArray[np.int64], dict[int, int]]:
    """Return rings that differ, and by row of each repeated one the row that it repeats."""
    key = pd.Series(shapely.to_wkb(shapely.normalize(rings)), dtype=object)
    again = key.duplicated().to_numpy()
    first = dict(zip(key[~again], rows[~again], strict=True))
    repeated = {
        int(row): int(first[ring]) for row, ring in zip(rows[again], key[again], strict=True)
    }
    return rings[~again], rows[~again], repeated


def _faces(edges: Shapes, lines: Shapes, grid: float) -> tuple[Shapes, Shapes]:
    """Return all that lines and edges of rings enclose, and the pieces that enclose nothing."""
    net = shapely.union_all(np.concatenate([edges, lines]), grid_size=grid)
    faces, cuts, dangles, _ = shapely.polygonize_full([net])
    loose = np.concatenate([shapely.get_parts(cuts), shapely.get_parts(dangles)])
    return shapely.get_parts(faces), loose


def _chosen(
    rings: Shapes, faces: Shapes, numbers_xy: Numbers
) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Return which rings stay, and which faces are parcels beside them."""
    tree = shapely.STRtree(rings)
    held = np.bincount(
        tree.query(shapely.points(numbers_xy), predicate="intersects")[1], minlength=len(rings)
    )
    face, ring = tree.query(shapely.point_on_surface(faces), predicate="intersects")
    parts = np.bincount(ring, minlength=len(rings))
    is_kept = ~((held > 1) & (parts > 1))
    is_new = np.ones(len(faces), dtype=bool)
    is_new[face[is_kept[ring]]] = False
    return is_kept, is_new


def _from_the_top(faces: Shapes) -> Shapes:
    west, _, _, north = shapely.bounds(faces).T
    return faces[np.lexsort([west, -north])]


def _without_inner(rings: Shapes) -> tuple[Shapes, NDArray[np.int64], NDArray[np.bool_]]:
    """Return rings without those inside, how many each held, and of which something is left."""
    sound = rings.copy()
    sound[~shapely.is_valid(rings)] = None
    outer, inner = shapely.STRtree(sound).query(sound, predicate="contains")
    outer, inner = outer[outer != inner], inner[outer != inner]
    held = np.bincount(outer, minlength=len(rings))
    order = np.argsort(outer, kind="stable")
    groups = np.split(inner[order], np.cumsum(held[held > 0])[:-1]) if len(outer) else []
    whole = rings.copy()
    for at, within in zip(np.flatnonzero(held), groups, strict=True):
        whole[at] = shapely.difference(rings[at], shapely.union_all(rings[within]))
    is_left = (held == 0) | (shapely.area(whole) > EMPTY * shapely.area(rings))
    return whole, held, is_left


def _told(
    faces: int, is_kept: NDArray[np.bool_], loose: Shapes, lines: Sequence[Line]
) -> list[str]:
    said = []
    if faces:
        first = len(lines) + 1 if is_kept.any() else 1
        said.append(
            f"{faces:,} parcels are enclosed by several lines each; they are rows {first:,} to "
            f"{first + faces - 1:,}, from the top of the drawing down"
        )
    if not is_kept.all():
        said.append(f"{(~is_kept).sum():,} rings with several numbers were divided by lines")
    if len(loose):
        ends = shapely.get_coordinates(shapely.get_point(loose, 0))
        near = [f"({x:.2f} {y:.2f})" for x, y in ends]
        said.append(f"{len(loose):,} pieces of lines enclose nothing, near {listed(near)}")
    return said


def _gap(gap: float) -> str:
    return f"closed over a gap of {gap:.3g} units of the drawing"


def _mends(rows: Any, fault: str, details: list[str]) -> pd.DataFrame:
    found = {"row": rows.astype(np.int64), "fault": fault, "detail": details, "is_mended": True}
    return pd.DataFrame(found, columns=FINDINGS)
