"""Land-use codes: one, several, with m², and what is none."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geoplan.layers.cadastre.uses import parts_of, written

CODES = st.text("ABCDĐLNOSTUVY", min_size=2, max_size=4)


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("DYT", "DYT"),
        ("dyt", "DYT"),
        ("ONT+CLN", "ONT+CLN"),
        ("ONT / CLN;", "ONT+CLN"),
        ("ODT:120;CLN:80", "ODT 120; CLN 80"),
        ("ODT 120,5 CLN 80", "ODT 120.5; CLN 80"),
        ("ODT(120 m²), CLN(80m2)", "ODT 120; CLN 80"),
        ("ODT-120; CLN", "ODT 120; CLN"),
        ("LUC 5; LUC 6", "LUC 11"),
    ],
)
def test_codes_are_understood_and_written_one_way(text, meant):
    assert written(parts_of(text)) == meant


@pytest.mark.parametrize(
    "text", ["", "Đất ở đô thị", "dat tho cu", "O", "ODT 1.200", "ODT 1,200", "12", "ODT ?"]
)
def test_what_is_no_list_of_codes_or_may_be_read_in_two_ways_is_none(text):
    assert parts_of(text) == {}


@given(st.dictionaries(CODES, st.integers(1, 99_999).map(lambda tenths: tenths / 10), min_size=1))
def test_what_is_written_is_read_again(parts):
    if any(round(value, 1) != value for value in parts.values()):
        return
    assert parts_of(written(parts)) == parts


@given(st.lists(CODES, min_size=1, unique=True))
def test_codes_alone_are_read_again(codes):
    parts = parts_of(written(dict.fromkeys(codes, math.nan)))
    assert list(parts) == codes
    assert all(map(math.isnan, parts.values()))
