"""Texts and numbers of the documents, in Vietnamese and English."""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files
from typing import Any, Literal, get_args

from geoplan.exports.headlines import Headline
from geoplan.numerals import viet

Language = Literal["vi", "en"]
LANGUAGES: tuple[Language, ...] = get_args(Language)
PERCENT = 100


class Wording:
    """Says things in one language, from the catalogue of one kind of document.

    Parameters
    ----------
    document
        Name of a catalogue in ``words``: each key holds a text in ``vi`` and in ``en``.
    language
        Of the document.
    """

    def __init__(self, document: str, language: Language) -> None:
        self.language = language
        self._texts = catalogue(document)

    def __call__(self, key: str, **values: Any) -> str:
        """Return the text of a key with values put in; numbers are to be texts already."""
        return self._texts[key][self.language].format(**values)

    def number(self, value: float, decimals: int = 0) -> str:
        """Return a number as the language writes it, a dash where it is not known."""
        if value != value:  # noqa: PLR0124 - NaN, of any kind of number
            return "–"
        return viet(value, decimals) if self.language == "vi" else f"{value:,.{decimals}f}"

    def percent(self, share: float, decimals: int = 1) -> str:
        """Return a share, 0 to 1, in percent."""
        return f"{self.number(PERCENT * share, decimals)}%"

    def headline(self, headline: Headline) -> str:
        """Return the value of a headline figure as every document writes it, without its unit."""
        if headline.unit == "share":
            return self.percent(headline.value, headline.decimals)
        return self.number(headline.value, headline.decimals)


@cache
def catalogue(document: str) -> dict[str, dict[str, str]]:
    """Return the texts of one kind of document by key and language."""
    text = (files("geoplan.exports") / "words" / f"{document}.json").read_text(encoding="utf-8")
    found: dict[str, dict[str, str]] = json.loads(text)
    return found
