"""The words of short lists: complete, and what is made up is always seen as such."""

from __future__ import annotations

import unicodedata

import pandas as pd
import pytest

from geoplan.reports.land.words import made_up, parcel_words, standing_words


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
    assert parcel_words(plot).vi == "tờ 2, thửa 15, An"
    assert parcel_words({"parcel_id": "?|?|?", "sheet": pd.NA, "number": None}).vi == "?|?|?"
    both = {"parcel_id": "An|2|15 + An|3|16", "sheet": "2+3", "number": "15+16"}
    assert parcel_words(both).en == "sheet 2, parcel 15, An + sheet 3, parcel 16, An"
    unnamed = {"parcel_id": "?|2|? + ?|2|?"}
    assert parcel_words(unnamed).en == "?|2|? + ?|2|?"


def test_where_there_is_no_plot_that_is_said():
    assert standing_words(pd.NA) == standing_words(None) == ("không có thửa nào", "no plot")
