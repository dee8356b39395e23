"""Letters and how wide they are: the same on every machine, since matplotlib brings them."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import matplotlib as mpl
from matplotlib.font_manager import FontProperties
from matplotlib.ft2font import FT2Font, LoadFlags

POINTS_PER_INCH = 72.0
LINE = 1.32  # of the size of letters, from one line to the next
FILES = {
    "normal": "DejaVuSans.ttf",
    "bold": "DejaVuSans-Bold.ttf",
    "italic": "DejaVuSans-Oblique.ttf",
}
MEASURED_AT = 100.0  # points
SUBPIXELS = 65536.0  # of the widths that FreeType tells
HINTED = 1.04  # letters fitted to the pixels of a small picture can be wider by so much
ELLIPSIS = "…"


@cache
def font(style: str = "normal", points: float = 10.0) -> FontProperties:
    """Return DejaVu Sans, which has every Vietnamese letter, ``normal``, ``bold`` or ``italic``."""
    return FontProperties(fname=str(_file(style)), size=points)


def width_in(text: str, points: float, style: str = "normal") -> float:
    """Return the width that a line of text may take, inches."""
    return HINTED * sum(_advance(letter, style) for letter in text) * points / POINTS_PER_INCH


def line_in(points: float) -> float:
    """Return the height of a line in inches, with what stays free above the next."""
    return points * LINE / POINTS_PER_INCH


def wrapped(text: str, room_in: float, points: float, style: str = "normal") -> list[str]:
    """Break a text into lines that fit; a word that is wider than a line is cut.

    Parameters
    ----------
    text
        One paragraph; its own line breaks are kept.
    room_in
        Width of a line, inches.
    points, style
        Of the letters.

    Returns
    -------
    list of str
    """
    lines: list[str] = []
    for paragraph in text.split("\n"):
        line = ""
        for word in paragraph.split():
            longer = f"{line} {word}" if line else word
            if width_in(longer, points, style) <= room_in:
                line = longer
                continue
            lines += [line] if line else []
            *whole, line = _pieces(word, room_in, points, style)
            lines += whole
        lines.append(line)
    return lines


def clipped(text: str, room_in: float, points: float, style: str = "normal") -> str:
    """Return a text that fits one line, with an ellipsis where it had to be cut."""
    if width_in(text, points, style) <= room_in:
        return text
    while text and width_in(text + ELLIPSIS, points, style) > room_in:
        text = text[:-1].rstrip()
    return text + ELLIPSIS


def _pieces(word: str, room_in: float, points: float, style: str) -> list[str]:
    pieces = [""]
    for letter in word:
        if pieces[-1] and width_in(pieces[-1] + letter, points, style) > room_in:
            pieces.append("")
        pieces[-1] += letter
    return pieces


def _file(style: str) -> Path:
    return Path(mpl.get_data_path()) / "fonts" / "ttf" / FILES[style]


@cache
def _opened(style: str) -> FT2Font:
    opened = FT2Font(str(_file(style)))
    opened.set_size(MEASURED_AT, POINTS_PER_INCH)
    return opened


@cache
def _advance(letter: str, style: str) -> float:
    """Return the width of a letter in parts of its size."""
    glyph = _opened(style).load_char(ord(letter), flags=LoadFlags.NO_HINTING)
    return float(glyph.linearHoriAdvance / SUBPIXELS / MEASURED_AT)
