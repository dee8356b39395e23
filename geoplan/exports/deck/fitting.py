"""Whether a text fits its place, estimated without the font: rather too wide than too narrow."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from functools import cache

POINTS_PER_INCH = 72.0
LINE = 1.2  # height of a line over the size of its letters
# Widths over the size, of groups of letters; each is that of the widest letters of Arial in the
# group, which are wider than those of Calibri
NARROW, WIDE, CAPITAL, OTHER = 0.37, 1.02, 0.79, 0.56
BOLD = 1.10
NARROW_LETTERS = frozenset("fijltI.,:;'!|()[]/ -")
WIDE_LETTERS = frozenset("mwMW%—→…@&+×÷≤≥")
ELLIPSIS = "…"


def text_width_in(text: str, size_pt: float, *, bold: bool = False) -> float:
    """Return how wide a line of text is at most, inches.

    Examples
    --------
    >>> round(text_width_in("Trạm y tế", 72), 2)
    5.16
    """
    ems = sum(_width(letter) for letter in text)
    return ems * size_pt / POINTS_PER_INCH * (BOLD if bold else 1.0)


def lines_of(text: str, width_in: float, size_pt: float, *, bold: bool = False) -> int:
    """Return on how many lines a text is broken between its words, at most."""
    return sum(_lines(line, width_in, size_pt, bold=bold) for line in text.split("\n"))


def height_in(lines: float, size_pt: float) -> float:
    """Return how high some lines are, inches."""
    return lines * LINE * size_pt / POINTS_PER_INCH


def largest_size(
    text: str, width_in: float, height: float, sizes_pt: Sequence[float], *, bold: bool = False
) -> float:
    """Return the first of some sizes at which a text fits, the last one if none does.

    Parameters
    ----------
    text
        To be broken between words.
    width_in, height
        Of its place, inches.
    sizes_pt
        The greatest first.
    bold
        Of the text.
    """
    for size in sizes_pt:
        if height_in(lines_of(text, width_in, size, bold=bold), size) <= height:
            return size
    return sizes_pt[-1]


def shortened(text: str, width_in: float, lines: int, size_pt: float, *, bold: bool = False) -> str:
    """Return a text cut between words, an ellipsis behind, so that it needs no more lines."""
    if lines_of(text, width_in, size_pt, bold=bold) <= lines:
        return text
    words = text.replace("\n", " ").split(" ")
    for count in range(len(words) - 1, 0, -1):
        cut = " ".join(words[:count]).rstrip(",;:. –") + ELLIPSIS
        if lines_of(cut, width_in, size_pt, bold=bold) <= lines:
            return cut
    letters = words[0]
    while len(letters) > 1 and lines_of(letters + ELLIPSIS, width_in, size_pt, bold=bold) > lines:
        letters = letters[:-1]
    return letters + ELLIPSIS


def _lines(line: str, width_in: float, size_pt: float, *, bold: bool) -> int:
    count, used, space = 1, 0.0, text_width_in(" ", size_pt, bold=bold)
    for word in line.split(" "):
        width = text_width_in(word, size_pt, bold=bold)
        if used and used + space + width > width_in:
            count, used = count + 1, 0.0
        used += width + (space if used else 0.0)
        if used > width_in:  # a word broken within
            count, used = count + int(used // width_in), used % width_in
    return count


@cache
def _width(letter: str) -> float:
    plain = unicodedata.normalize("NFD", letter)[:1]
    if unicodedata.combining(plain):
        return 0.0
    if plain in NARROW_LETTERS:
        return NARROW
    if plain in WIDE_LETTERS:
        return WIDE
    return CAPITAL if plain.isupper() else OTHER
