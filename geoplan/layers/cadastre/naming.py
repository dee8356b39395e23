"""Which commune of a study a text of an office means: by code, or by name however it is spelt."""

from __future__ import annotations

import re
import unicodedata
from typing import Any

import geopandas as gpd
import pandas as pd

from geoplan.layers.raw.boundaries import five_digits
from geoplan.layers.raw.columns import plain, text_of

KINDS = re.compile(r"^(đặc khu|thị trấn|phường|xã|tt|p|x)(\.\s*|\s+)", re.IGNORECASE)
TONES = "\u0300\u0301\u0303\u0309\u0323"


def communes_named(texts: pd.Series[Any], communes: gpd.GeoDataFrame) -> pd.Series[Any]:
    """Return the code of the commune that each text names; missing where it names none for sure.

    A text is a code of five digits, a name with or without its kind, in either custom of placing
    the tone (*Thuỷ*, *Thủy*); a name without diacritics counts where only one commune reads so.

    Parameters
    ----------
    texts
        What the file states, missing where nothing.
    communes
        Indexed by ``commune_code``, with ``name``.

    Returns
    -------
    Series
        Indexed like ``texts``.
    """
    stated = text_of(texts)
    codes = five_digits(stated)
    by_code = codes.where(codes.isin(list(communes.index)))
    different = pd.Series(stated.dropna().unique(), dtype="string")
    exact, loose = (_only(communes, key) for key in (_spelt, _letters))
    meant = {
        text: exact.get(_spelt(text)) or (loose.get(_letters(text)) if text.isascii() else None)
        for text in different
    }
    return by_code.fillna(stated.map(meant).astype("string"))


def _only(communes: gpd.GeoDataFrame, key: Any) -> dict[str, str]:
    """Return code by key, without the keys that several communes share."""
    keys = communes["name"].map(key)
    alone = ~keys.duplicated(keep=False)
    return dict(zip(keys[alone], communes.index[alone].astype(str), strict=True))


def _letters(name: str) -> str:
    """Return a name without its kind in bare letters.

    Examples
    --------
    >>> _letters("Phường Thuỷ Nguyên")
    'thuynguyen'
    """
    bare = re.sub(r"^(dac khu|thi tran|phuong|xa)\s+", "", KINDS.sub("", name.strip()).casefold())
    return plain(bare)


def _spelt(name: str) -> str:
    """Return a name without its kind, the tone of each syllable behind it.

    Examples
    --------
    >>> _spelt("Phường Thuỷ Nguyên") == _spelt("THỦY NGUYÊN")
    True
    """
    bare = KINDS.sub("", unicodedata.normalize("NFC", name).strip()).casefold()
    return " ".join(map(_tone_last, bare.split()))


def _tone_last(syllable: str) -> str:
    marks = unicodedata.normalize("NFD", syllable)
    tone = "".join(letter for letter in marks if letter in TONES)
    return "".join(letter for letter in marks if letter not in TONES) + tone
