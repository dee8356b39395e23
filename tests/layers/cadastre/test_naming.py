"""Which commune a text names."""

from __future__ import annotations

import pandas as pd
import pytest

from geoplan.layers.cadastre.naming import communes_named
from tests.layers.cadastre.made import communes


def code(name):
    return communes().index[communes()["name"] == name][0]


@pytest.mark.parametrize(
    "text",
    ["Phường Thuỷ Nguyên", "phường thủy nguyên", "Thủy Nguyên", "P. Thuỷ Nguyên", "Thuy Nguyen",
     "PHUONG THUY NGUYEN", "THỦY NGUYÊN"],
)  # fmt: skip
def test_a_name_is_known_however_it_is_spelt(text):
    assert communes_named(pd.Series([text]), communes()).tolist() == [code("Phường Thuỷ Nguyên")]


def test_codes_are_known_also_as_numbers():
    first = communes().index[0]
    assert communes_named(pd.Series([first, float(first)]), communes()).tolist() == [first, first]


def test_what_is_no_commune_names_none():
    named = communes_named(pd.Series(["Xã Không Có", None, "99999", "Thuỳ Nguyên"]), communes())
    assert named.isna().all()


def test_a_name_that_two_communes_share_names_none():
    both = communes().iloc[:2].assign(name=["Phường An Phú", "Xã An Phú"])
    assert communes_named(pd.Series(["An Phú"]), both).isna().all()


def test_letters_without_diacritics_never_choose_between_two():
    both = communes().iloc[:2].assign(name=["Xã Hà Đông", "Xã Hạ Đông"])
    named = communes_named(pd.Series(["Ha Dong", "Hạ Đông"]), both)
    assert named.isna().tolist() == [True, False]
    assert named[1] == both.index[1]


def test_the_index_is_kept():
    assert list(communes_named(pd.Series(["x"], index=[9]), communes()).index) == [9]
