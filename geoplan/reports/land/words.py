"""What short lists of plots are called in words, Vietnamese and English."""

from __future__ import annotations

import unicodedata
from typing import Any

import pandas as pd

from geoplan.labels import LABELS
from geoplan.layers.decision_words import kind_words as in_a_sentence
from geoplan.layers.sites import plots_of

MADE_UP = ("giả định", "made up")
MARKS = (*MADE_UP, "madeup")  # in the name of a file or a commune
STANDINGS = {
    "chosen": ("đã chọn theo quyết định", "chosen by decision"),
    "fits": ("đủ diện tích", "large enough"),
    "waiver": ("phải miễn diện tích tối thiểu", "only with a waiver of its size"),
    "union": ("nhiều thửa liền kề gộp lại", "adjoining plots together"),
    "outside": ("ngoài vùng tìm thửa", "outside the search area"),
}
MARKED_IN = ("source", "old_commune")


def made_up(parcels: pd.DataFrame) -> pd.Series[bool]:
    """Return which parcels are marked as made up by the name of their file or of their commune.

    Parameters
    ----------
    parcels
        With some of ``source`` and ``old_commune``.

    Examples
    --------
    >>> made_up(pd.DataFrame({"source": ["made-up-105-45.dxf", "thua_dat.shp", None]})).tolist()
    [True, False, False]
    """
    told = pd.Series(False, index=parcels.index)
    for name in MARKED_IN:
        if name in parcels.columns:
            plain = parcels[name].fillna("").map(_plain)
            told |= plain.map(lambda text: any(mark in text for mark in MARKS)).astype(bool)
    return told


def parcel_words(plot: Any, language: int) -> str:
    """Return what an officer calls a plot: sheet, number and old commune; its id without them.

    Parameters
    ----------
    plot
        Mapping with ``parcel_id`` and, where known, ``old_commune``, ``sheet``, ``number``.
    language
        0 Vietnamese, 1 English.

    Examples
    --------
    >>> parcel_words({"parcel_id": "An|2|15", "old_commune": "An", "sheet": "2", "number": "15"}, 1)
    'sheet 2, parcel 15, An'
    >>> parcel_words({"parcel_id": "An|2|15 + An|2|16"}, 1)
    'sheet 2, parcel 15 + 16, An'
    """
    words = (("tờ", "thửa"), ("sheet", "parcel"))[language]
    ids = plots_of(str(plot["parcel_id"]))
    if len(ids) > 1:
        keys = [_of_id(part) for part in ids]
        shared = {(key.get("old_commune"), key.get("sheet")) for key in keys}
        if len(shared) == 1 and all("number" in key for key in keys):
            return parcel_words(
                {**keys[0], "number": " + ".join(key["number"] for key in keys)}, language
            )
        return " + ".join(parcel_words(key, language) for key in keys)
    held = [plot.get(name) for name in ("sheet", "number", "old_commune")]
    if not is_known(held[1]):
        return ids[0]
    parts = [f"{word} {value}" for word, value in zip(words, held, strict=False) if is_known(value)]
    return ", ".join([*parts, str(held[2])] if is_known(held[2]) else parts)


def _of_id(parcel_id: str) -> dict[str, str]:
    key = parcel_id.split("|")
    named = (
        dict(zip(("old_commune", "sheet", "number"), key, strict=False)) if len(key) == 3 else {}
    )
    return {name: held for name, held in named.items() if held != "?"} | {"parcel_id": parcel_id}


def standing_words(standing: Any) -> tuple[str, str]:
    """Return what the standing of a list is called; that there is none where it is missing."""
    return STANDINGS[standing] if is_known(standing) else ("không có thửa nào", "no plot")


def criterion_words(criterion: str) -> tuple[str, str]:
    """Return what a criterion is called."""
    return LABELS[f"criterion.{criterion}"]


def status_words(status: str) -> tuple[str, str]:
    """Return who holds a plot and whether it is free."""
    return LABELS[f"status_worth.{status}"]


def kind_words(kind: str) -> tuple[str, str]:
    """Return what one facility of a kind is called at the beginning of a line."""
    vi, en = in_a_sentence(kind)
    return vi[:1].upper() + vi[1:], en[:1].upper() + en[1:]


def is_known(value: Any) -> bool:
    """Return whether a value of a table is neither missing nor blank."""
    return value is not None and value is not pd.NA and value == value and value != ""  # noqa: PLR0124


def _plain(text: object) -> str:
    bare = unicodedata.normalize("NFC", str(text)).casefold()
    return bare.replace("_", " ").replace("-", " ")
