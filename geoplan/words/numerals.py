"""Numbers as each language writes them: 1.234,5 in Vietnamese, 1,234.5 in English."""

from __future__ import annotations

from geoplan.words.catalogue import Language

VIETNAMESE = str.maketrans(",.", ".,")
UNKNOWN = "–"


def numeral(
    value: float | None, language: Language, decimals: int = 0, *, trimmed: bool = False
) -> str:
    """Return a number as a language writes it, a dash where it is not known.

    Parameters
    ----------
    value
        The number; None or NaN where it is not known.
    language
        Of the text.
    decimals
        How many are written.
    trimmed
        Whether zeros at the end of the decimals are left out.

    Examples
    --------
    >>> numeral(1234.56, "vi", 1), numeral(1234.56, "en", 1)
    ('1.234,6', '1,234.6')
    >>> numeral(14.5, "vi", 2, trimmed=True), numeral(float("nan"), "vi")
    ('14,5', '–')
    """
    if value is None or value != value:  # noqa: PLR0124 - NaN, of any kind of number
        return UNKNOWN
    text = f"{value:,.{decimals}f}"
    if trimmed and decimals:
        text = text.rstrip("0").rstrip(".")
    return text.translate(VIETNAMESE) if language == "vi" else text
