"""The words of short lists: complete, and what is made up is always seen as such."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path
from typing import get_args

import pandas as pd
import pytest

from geoplan.land.pools import Standing
from geoplan.reports import land
from geoplan.reports.land.dossier_words import WORDS, Teller
from geoplan.reports.land.words import STANDINGS, made_up, parcel_words, standing_words
from geoplan.study_land import CRITERIA

CODE = "\n".join(
    path.read_text(encoding="utf-8") for path in Path(land.__file__).parent.glob("*.py")
)


@pytest.mark.parametrize(
    ("source", "commune", "told"),
    [
        ("made-up-105-45.dxf", "An", True),
        ("Made_Up parcels.shp", None, True),
        ("thua-dat.shp", "Xã Giả Định", True),
        (unicodedata.normalize("NFD", "thửa giả định.xlsx"), "An", True),
        ("thua_dat.gpkg", "Gia Định", False),
        (None, None, False),
    ],
)
def test_what_is_made_up_is_known_by_its_file_or_commune(source, commune, told):
    row = pd.DataFrame({"source": [source], "old_commune": [commune]}, ["x"])
    assert made_up(row).to_dict() == {"x": told}


def test_without_files_and_communes_nothing_is_known_to_be_made_up():
    assert made_up(pd.DataFrame(index=["x", "y"])).tolist() == [False, False]


def test_a_plot_is_called_as_officers_call_it():
    plot = {"parcel_id": "An|2|15", "old_commune": "An", "sheet": "2", "number": "15"}
    assert parcel_words(plot, 0) == "tờ 2, thửa 15, An"
    assert parcel_words({"parcel_id": "?|?|?", "sheet": pd.NA, "number": None}, 0) == "?|?|?"
    both = {"parcel_id": "An|2|15 + An|3|16", "sheet": "2+3", "number": "15+16"}
    assert parcel_words(both, 1) == "sheet 2, parcel 15, An + sheet 3, parcel 16, An"
    unnamed = {"parcel_id": "?|2|? + ?|2|?"}
    assert parcel_words(unnamed, 1) == "?|2|? + ?|2|?"


def test_every_standing_has_its_words():
    assert list(STANDINGS) == list(get_args(Standing))
    assert standing_words(pd.NA) == standing_words(None) == ("không có thửa nào", "no plot")


@pytest.mark.parametrize("key", WORDS)
def test_a_word_of_the_dossier_has_the_same_gaps_in_both_languages_and_is_used(key):
    vi, en = WORDS[key]
    assert vi.strip()
    assert unicodedata.is_normalized("NFC", vi)
    assert set(re.findall(r"\{(\w+)\}", vi)) == set(re.findall(r"\{(\w+)\}", en))
    family = key.rpartition(".")[0]
    assert f'"{key}"' in CODE.replace(f'    "{key}": (', "", 1) or f'"{family}.{{' in CODE


def test_every_criterion_can_be_told():
    assert {f"criterion.{name}" for name in CRITERIA} <= set(WORDS)


def test_numbers_are_written_as_the_language_writes_them():
    vi, en = Teller("vi"), Teller("en")
    assert (vi.decimal(1234.5, 1), en.decimal(1234.5, 1)) == ("1.234,5", "1,234.5")
    assert (vi.percent(0.125, 1), en.percent(0.125, 1)) == ("12,5%", "12.5%")
    assert vi.decimal(None) == vi.decimal(float("nan")) == vi.percent(float("nan")) == "–"
