"""Estimates of the room that a text needs: never less than it takes in a font of Arial's widths."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geoplan.exports.deck.fitting import (
    BOLD,
    ELLIPSIS,
    height_in,
    largest_size,
    lines_of,
    shortened,
    text_width_in,
)

FONTS = Path("/usr/share/fonts/truetype/liberation")  # widths as Arial, but not all letters
LATIN = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 .,:;'!()/-–—%&+\"ăâđêôơưĐ²"
WORDS = st.text(st.sampled_from(LATIN), max_size=60)


@pytest.mark.parametrize(("name", "bold"), [("Regular", False), ("Bold", True)])
def test_no_letter_is_wider_than_estimated(name, bold):
    path = FONTS / f"LiberationSans-{name}.ttf"
    image_font = pytest.importorskip("PIL.ImageFont")
    if not path.is_file():
        pytest.skip("needs the fonts of Debian's fonts-liberation")
    font = image_font.truetype(str(path), 1000)
    for letter in LATIN:
        assert font.getlength(letter) / 1000 <= text_width_in(letter, 72, bold=bold) + 1e-6, letter


def test_letters_with_marks_are_as_wide_as_without():
    assert text_width_in("ậẩệộừửỹ", 20) == text_width_in("aaeouuy", 20)
    assert text_width_in("trạm", 20, bold=True) == pytest.approx(BOLD * text_width_in("tram", 20))


@given(WORDS, st.floats(0.5, 10), st.sampled_from([10, 14, 20]))
def test_smaller_letters_and_wider_places_never_need_more_lines(text, width, size):
    assert lines_of(text, width, size) >= lines_of(text, width, size / 2)
    assert lines_of(text, width, size) >= lines_of(text, 2 * width, size)


@given(WORDS, st.floats(0.7, 5), st.integers(1, 3))
def test_a_shortened_text_fits_and_begins_as_it_was(text, width, lines):
    cut = shortened(text, width, lines, 14)
    assert lines_of(cut, width, 14) <= lines
    if cut != text:
        assert cut.endswith(ELLIPSIS)
        assert text.replace("\n", " ").startswith(cut.removesuffix(ELLIPSIS))


def test_the_greatest_size_that_fits_is_taken():
    text = "một hai ba bốn năm"
    for height in (0.3, 0.6, 1.0, 2.0):
        size = largest_size(text, 1.5, height, (40, 20, 10))
        assert size == 10 or height_in(lines_of(text, 1.5, size), size) <= height
    assert largest_size(text, 20, 2, (40, 20, 10)) == 40
    assert largest_size(text * 50, 1, 0.2, (40, 20, 10)) == 10


def test_lines_are_broken_between_words_and_within_one_that_is_too_long():
    assert lines_of("ab ab", text_width_in("ab ab", 20), 20) == 1
    assert lines_of("ab ab", text_width_in("ab ab", 20) - 0.01, 20) == 2
    assert lines_of("a\nb", 10, 20) == 2
    assert lines_of("a" * 100, text_width_in("a" * 10, 20) + 0.01, 20) >= 10
