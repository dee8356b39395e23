"""The texts of a drawing as attributes of the parcels that they stand in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from geoplan.layers.cadastre.attributes import FINDINGS

JOINED = ("land_use", "legal_use")  # several texts are several uses
AREAS = ("stated_area_m2", "legal_area_m2", "floor_m2")
AREA = r"^(?:DT|S)?\s*[:=]?\s*(\d+(?:\.\d+)?|\d+,\d{1,2})\s*(?:m2|m²)?$"  # 1,200 may be 1.2

Shapes = NDArray[Any]


@dataclass(frozen=True)
class Labelled:
    """Attributes of parcels, one column per field that any text tells, and what is wrong."""

    fields: pd.DataFrame
    findings: pd.DataFrame


def labelled(shapes: Shapes, rows: NDArray[np.int64], texts: pd.DataFrame) -> Labelled:
    """Give each parcel the texts whose place lies in it; of overlapping parcels, the smallest.

    Parameters
    ----------
    shapes
        Polygons, shape (n,).
    rows
        Their rows in the file, shape (n,).
    texts
        ``field``, ``text``, ``x`` and ``y`` in the numbers of the shapes.

    Returns
    -------
    Labelled
        ``fields`` indexed 0, 1, … like ``shapes``; where several texts tell one field it is
        missing, but land uses are joined by ``+``. ``legal_use`` goes into ``land_use`` where that
        is missing.
    """
    if not len(shapes):
        return Labelled(pd.DataFrame(), pd.DataFrame(columns=FINDINGS))
    texts = texts.reset_index(drop=True)
    points = np.asarray(shapely.points(texts[["x", "y"]].to_numpy(dtype=float)), dtype=object)
    tree = shapely.STRtree(shapes)
    text, parcel = tree.query(points, predicate="intersects")
    smallest_last = np.argsort(-shapely.area(shapes[parcel]), kind="stable")
    of = np.full(len(texts), -1)
    of[text[smallest_last]] = parcel[smallest_last]
    texts["parcel"] = of
    outside = of < 0
    nearest = tree.nearest(points[outside]) if outside.any() else np.empty(0, dtype=np.intp)
    found = [_found(rows[nearest], "text in no parcel", _places(texts[outside]))]
    different = texts[~outside].drop_duplicates(["field", "parcel", "text"])
    fields = pd.DataFrame(index=range(len(shapes)))
    for field, told in different.groupby("field", sort=False):
        several = told["parcel"].duplicated(keep=False)
        joined = told[several].groupby("parcel")["text"].agg(", ".join)
        values = told[~several].set_index("parcel")["text"]
        if field in JOINED:
            values = pd.concat([values, joined.str.replace(", ", "+")])
        else:
            details = [f"{field}: {each}" for each in joined]
            found.append(_found(rows[joined.index.to_numpy()], "several texts", details))
        fields[field] = values.reindex(fields.index).astype("string")
    for field in AREAS:
        if field in fields:
            fields[field], bad = _numbers(fields[field])
            details = [f"{field}: {each}" for each in bad]
            found.append(_found(rows[bad.index.to_numpy()], "area not a number", details))
    fields, differ = _one_use(fields)
    found.append(_found(rows[differ.index.to_numpy()], "land use differs", differ.tolist()))
    return Labelled(fields, pd.concat(found, ignore_index=True))


def _one_use(fields: pd.DataFrame) -> tuple[pd.DataFrame, pd.Series[str]]:
    """Return fields with one land use, that of now before the legal one, and where they differ."""
    nothing = pd.Series(pd.NA, fields.index, dtype="string")
    legal, now = (fields.get(name, nothing) for name in ("legal_use", "land_use"))
    differ = legal.notna() & now.notna() & (legal != now)
    details = "now " + now[differ] + ", legally " + legal[differ]
    whole = fields.assign(land_use=now.fillna(legal)).drop(columns="legal_use", errors="ignore")
    return whole, details


def _numbers(texts: pd.Series[str]) -> tuple[pd.Series[str], pd.Series[str]]:
    """Return numbers with a decimal point, missing where a text is none, and those texts."""
    numbers = texts.str.extract(AREA, expand=False).str.replace(",", ".")
    return numbers, texts[texts.notna() & numbers.isna()]


def _places(texts: pd.DataFrame) -> list[str]:
    return [
        f"{text.field} {text.text} at ({text.x:.2f} {text.y:.2f}); this parcel is nearest"
        for text in texts.itertuples()
    ]


def _found(rows: NDArray[np.int64], fault: str, details: list[str]) -> pd.DataFrame:
    found = {"row": rows, "fault": fault, "detail": details, "is_mended": False}
    return pd.DataFrame(found, columns=FINDINGS)
