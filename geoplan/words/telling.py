"""Sentences in both languages at once, for tables that hold both."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from numbers import Integral

from geoplan.words.catalogue import LANGUAGES, Language, Text, catalogue
from geoplan.words.numerals import numeral

Value = str | int | Text
DAYS = {"vi": "dd/MM/y", "en": "d MMMM y"}


def told(domain: str, key: str, /, **values: Value) -> Text:
    """Return a text of the catalogue with values put in.

    Parameters
    ----------
    domain, key
        Of the catalogue.
    values
        What fills the gaps: a text as it is, a ``Text`` in each language, a whole number with the
        thousands of each language. Decimals come as ``number(value, decimals)``, a year as text.

    Examples
    --------
    >>> told("labels", "kind.commune_station").en
    'Commune health stations'
    """
    text = catalogue(domain)[key]
    return Text(*(filled(text, language, values) for language in LANGUAGES))


def filled(text: Text, language: Language, values: dict[str, Value]) -> str:
    """Return a text in one language with values put in, as ``told`` has them."""
    inserted = {name: _inserted(value, language) for name, value in values.items()}
    return text.in_language(language).format(**inserted)


def number(value: float | None, decimals: int = 0, *, trimmed: bool = False) -> Text:
    """Return a number as each language writes it, as ``numeral`` does.

    Examples
    --------
    >>> number(1234.5, 1)
    Text(vi='1.234,5', en='1,234.5')
    """
    return Text(*(numeral(value, language, decimals, trimmed=trimmed) for language in LANGUAGES))


def day(moment: str) -> Text:
    """Return the day of a date, or of a date and time, as each language writes it.

    Parameters
    ----------
    moment
        ISO 8601.

    Examples
    --------
    >>> day("2026-05-04T09:30:00+07:00")
    Text(vi='04/05/2026', en='4 May 2026')
    """
    from babel.dates import format_date

    when = datetime.fromisoformat(moment).date()
    return Text(*(format_date(when, DAYS[language], locale=language) for language in LANGUAGES))


def joined(separator: str, texts: Iterable[Text], *, end: str = "") -> Text:
    """Return texts one after the other, with a separator between them and an end after the last.

    Examples
    --------
    >>> joined("; ", [Text("một", "one"), Text("hai", "two")], end=".")
    Text(vi='một; hai.', en='one; two.')
    """
    parts = list(texts)
    return Text(
        *(separator.join(text.in_language(each) for text in parts) + end for each in LANGUAGES)
    )


def _inserted(value: Value, language: Language) -> str:
    if isinstance(value, Text):
        return value.in_language(language)
    return numeral(value, language) if isinstance(value, Integral) else str(value)
