"""Texts and numbers of a document in one language."""

from __future__ import annotations

from geoplan.words import telling
from geoplan.words.catalogue import Language, catalogue
from geoplan.words.numerals import UNKNOWN, numeral
from geoplan.words.telling import Value, filled

PERCENT = 100


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

    def __call__(self, key: str, /, **values: Value) -> str:
        """Return the text of a key with values put in, as ``telling.told`` does."""
        return filled(self._texts[key], self.language, values)

    def number(self, value: float | None, decimals: int = 0) -> str:
        """Return a number as the language writes it, a dash where it is not known."""
        return numeral(value, self.language, decimals)

    def percent(self, share: float | None, decimals: int = 1) -> str:
        """Return a share, 0 to 1, in percent, a dash where it is not known."""
        if share is None or share != share:  # noqa: PLR0124 - NaN, of any kind of number
            return UNKNOWN
        return f"{self.number(PERCENT * share, decimals)}%"

    def day(self, moment: str) -> str:
        """Return the day of a date, or of a date and time (ISO 8601), as the language writes it."""
        return telling.day(moment).in_language(self.language)
