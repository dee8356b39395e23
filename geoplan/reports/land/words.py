"""What short lists of plots are called in words."""

from __future__ import annotations

import unicodedata
from typing import Any

import pandas as pd

from geoplan.layers.decision_words import kind_words as in_a_sentence
from geoplan.layers.sites import plots_of
from geoplan.words.catalogue import Text
from geoplan.words.telling import joined, told

MARKS = ("giả định", "made up", "madeup")  # in the name of a file or a commune
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


def parcel_words(plot: Any) -> Text:
    """Return what an officer calls a plot: sheet, number and old commune; its id without them.

    Parameters
    ----------
    plot
        Mapping with ``parcel_id`` and, where known, ``old_commune``, ``sheet``, ``number``.

    Examples
    --------
    >>> parcel_words(
    ...     {"parcel_id": "An|2|15", "old_commune": "An", "sheet": "2", "number": "15"}
    ... ).en
    'sheet 2, parcel 15, An'
    >>> parcel_words({"parcel_id": "An|2|15 + An|2|16"}).en
    'sheet 2, parcel 15 + 16, An'
    """
    ids = plots_of(str(plot["parcel_id"]))
    if len(ids) > 1:
        keys = [_of_id(part) for part in ids]
        shared = {(key.get("old_commune"), key.get("sheet")) for key in keys}
        if len(shared) == 1 and all("number" in key for key in keys):
            return parcel_words({**keys[0], "number": " + ".join(key["number"] for key in keys)})
        return joined(" + ", map(parcel_words, keys))
    sheet, number, commune = (plot.get(name) for name in ("sheet", "number", "old_commune"))
    if not is_known(number):
        return Text(ids[0], ids[0])
    parts = [told("land", "plot.sheet", n=str(sheet))] if is_known(sheet) else []
    parts.append(told("land", "plot.number", n=str(number)))
    if is_known(commune):
        parts.append(Text(str(commune), str(commune)))
    return joined(", ", parts)


def _of_id(parcel_id: str) -> dict[str, str]:
    key = parcel_id.split("|")
    named = (
        dict(zip(("old_commune", "sheet", "number"), key, strict=False)) if len(key) == 3 else {}
    )
    return {name: held for name, held in named.items() if held != "?"} | {"parcel_id": parcel_id}


def standing_words(standing: Any) -> Text:
    """Return what the standing of a list is called; that there is none where it is missing."""
    return told("land", f"list.{standing if is_known(standing) else 'none'}")


def criterion_words(criterion: str) -> Text:
    """Return what a criterion is called."""
    return told("labels", f"criterion.{criterion}")


def status_words(status: str) -> Text:
    """Return who holds a plot and whether it is free."""
    return told("labels", f"status_worth.{status}")


def kind_words(kind: str) -> Text:
    """Return what one facility of a kind is called at the beginning of a line."""
    return Text(*(text[:1].upper() + text[1:] for text in in_a_sentence(kind)))


def is_known(value: Any) -> bool:
    """Return whether a value of a table is neither missing nor blank."""
    return value is not None and value is not pd.NA and value == value and value != ""  # noqa: PLR0124


def _plain(text: object) -> str:
    bare = unicodedata.normalize("NFC", str(text)).casefold()
    return bare.replace("_", " ").replace("-", " ")
