"""Texts, numbers and days as each language writes them."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geoplan.words import telling
from geoplan.words.catalogue import Text
from geoplan.words.numerals import numeral
from geoplan.words.telling import day, filled, joined, number
from geoplan.words.wording import Wording

TEXT = Text("{n} người ở {where}", "{n} people in {where}")


def test_a_gap_takes_texts_pairs_of_texts_and_whole_numbers():
    where = Text("Phường An", "An Ward")
    assert filled(TEXT, "vi", {"n": 12345, "where": where}) == "12.345 người ở Phường An"
    assert filled(TEXT, "en", {"n": np.int64(12345), "where": where}) == "12,345 people in An Ward"
    assert filled(TEXT, "vi", {"n": "2030", "where": "{x}"}) == "2030 người ở {x}"
    assert filled(TEXT, "vi", {"n": number(1.25, 1), "where": "A"}) == "1,2 người ở A"


def test_a_key_that_is_not_there_is_an_error():
    with pytest.raises(KeyError):
        telling.told("labels", "kind.windmill")
    with pytest.raises(KeyError):
        Wording("dossier", "vi")("no such key")


@given(st.integers(-(10**12), 10**12), st.integers(0, 3))
def test_a_number_reads_back_as_itself(thousandths, decimals):
    value = thousandths / 1000
    vi, en = numeral(value, "vi", decimals), numeral(value, "en", decimals)
    assert float(en.replace(",", "")) == float(f"{value:.{decimals}f}")
    assert vi.replace(".", "").replace(",", ".") == en.replace(",", "")


@pytest.mark.parametrize(
    ("value", "vi"),
    [(14.5, "14,5"), (14.0, "14"), (1400.0, "1.400"), (0.126, "0,13"), (100.0, "100")],
)
def test_zeros_at_the_end_may_be_left_out(value, vi):
    assert number(value, 2, trimmed=True).vi == vi
    assert numeral(100.0, "vi", trimmed=True) == "100"


def test_what_is_not_known_is_a_dash():
    words = Wording("dossier", "vi")
    unknown = float("nan")
    assert words.number(None) == words.number(unknown) == words.percent(unknown) == "–"
    assert number(None) == number(unknown, 2) == ("–", "–")
    assert (words.percent(0.125), Wording("dossier", "en").percent(0.125)) == ("12,5%", "12.5%")


def test_days_are_written_as_people_write_them():
    assert day("2026-11-06") == ("06/11/2026", "6 November 2026")
    assert day("2026-12-31T23:30:00+07:00") == ("31/12/2026", "31 December 2026")
    assert Wording("dossier", "vi").day("2026-11-06") == "06/11/2026"
    with pytest.raises(ValueError, match="Invalid isoformat"):
        day("yesterday")


def test_texts_are_joined_in_each_language():
    assert joined(", ", [Text("a", "b"), Text("c", "d")], end=".") == ("a, c.", "b, d.")
    assert joined(", ", []) == ("", "")
