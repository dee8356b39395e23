"""Texts and numbers of a document in one language."""

from __future__ import annotations

from typing import Any

from geoplan.numerals import viet
from geoplan.words.catalogue import Language, catalogue

PERCENT = 100
UNKNOWN = "–"


class Wording:
    """Says things in one language, from the catalogue of one kind of document.

    Parameters
    ----------
    domain
        Of the catalogue.
    language
        Of the document.
    """

    def __init__(self, domain: str, language: Language) -> None:
        self.language = language
        self._texts = catalogue(domain)

    def __call__(self, key: str, **values: Any) -> str:
        """Return the text of a key with values put in; numbers are to be texts already."""
        return self._texts[key].in_language(self.language).format(**values)

    def number(self, value: float, decimals: int = 0) -> str:
        """Return a number as the language writes it, a dash where it is not known."""
        if value != value:  # noqa: PLR0124 - NaN, of any kind of number
            return UNKNOWN
        return viet(value, decimals) if self.language == "vi" else f"{value:,.{decimals}f}"

    def percent(self, share: float, decimals: int = 1) -> str:
        """Return a share, 0 to 1, in percent."""
        return f"{self.number(PERCENT * share, decimals)}%"
