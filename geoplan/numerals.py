"""Numbers as Vietnamese writes them: 1.234,5."""

from __future__ import annotations

SEPARATORS = str.maketrans(",.", ".,")


def viet(number: float, decimals: int = 0) -> str:
    """Return a number with a dot for thousands and a comma for decimals.

    Examples
    --------
    >>> viet(1234.56, 1)
    '1.234,6'
    """
    return with_vietnamese_separators(f"{number:,.{decimals}f}")


def with_vietnamese_separators(text: str) -> str:
    """Return a number written the English way with its separators changed.

    Examples
    --------
    >>> with_vietnamese_separators("1,234.5")
    '1.234,5'
    """
    return text.translate(SEPARATORS)
