"""Columns and words of raw files: what is plain, what is asked, what is refused."""

from __future__ import annotations

import pandas as pd
import pytest

from geoplan.errors import StudyError
from geoplan.layers.raw.asking import guesses, settle
from geoplan.layers.raw.boundaries import WANTED
from geoplan.layers.raw.columns import RawTable, Wanted
from geoplan.layers.raw.facilities import KINDS
from geoplan.layers.raw.mapping import Mapping, read_mapping
from tests.layers.raw_files import refusal

KIND = Wanted("kind", "what it is", (), words=KINDS)
TYPE = next(wanted for wanted in WANTED if wanted.name == "type")


def table(path, **columns) -> RawTable:
    return RawTable("boundaries", path / "b.gpkg", pd.DataFrame(columns), WANTED)


@pytest.mark.parametrize("code", ["Mã xã", "MA_XA", "ma xa", "Mã_Xã", "commune_code", "CODE"])
@pytest.mark.parametrize("people", ["Dân số", "DAN_SO", "danso", "Population", "people"])
def test_usual_names_are_known_whatever_their_case_and_diacritics(tmp_path, code, people):
    held = table(tmp_path, **{code: ["00001"], people: [5], "ten": ["Xã A"]}).found(Mapping())
    assert (held["commune_code"].column, held["people"].column) == (code, people)
    assert held["area_km2"].column == ""


def test_two_columns_of_one_name_are_never_chosen_between(tmp_path):
    raw = table(tmp_path, ma=["1"], MA_XA=["00001"], ten=["Xã A"])
    said = refusal(settle, [raw], Mapping(), None)
    assert "1 question open" in said
    assert "(ma or MA_XA?)" in said


def test_a_field_that_is_not_there_is_asked_for_with_those_like_it(tmp_path):
    raw = table(tmp_path, MAXAQH=["00001"], ten=["Xã A"])
    said = refusal(settle, [raw], Mapping(), None)
    assert "(MAXAQH?)" in said
    assert "b.gpkg has the columns MAXAQH, ten." in said


def test_an_area_in_another_unit_is_not_taken_for_square_kilometres(tmp_path):
    raw = table(tmp_path, ma=["00001"], ten=["Xã A"], **{"Diện tích (ha)": [900]})
    assert raw.found(Mapping())["area_km2"].column == ""


@pytest.mark.parametrize(
    ("text", "ours"),
    [
        ("Phường An Biên", "ward"),
        ("P.An Biên", "ward"),
        ("PHƯỜNG AN BIÊN", "ward"),
        ("Xa Tan Hung", "commune"),
        ("ward", "ward"),
        ("Phương Sơn", ""),  # a name, not a kind
        ("Xà Dề Phìn", ""),
        ("Xanh", ""),
    ],
)
def test_kinds_of_unit_are_told_by_the_first_word_with_its_diacritics(text, ours):
    assert TYPE.understood(text) == ours


@pytest.mark.parametrize(
    ("text", "ours"),
    [
        ("Trạm Y tế xã A", "commune_station"),
        ("trạm y tế cũ", "former_station"),
        ("Bệnh viện đa khoa khu vực B", "regional"),
        ("Benh vien tu nhan C", "private_hospital"),
        ("Bệnh viện Từ Tâm", ""),
        ("Bệnh viện", ""),
    ],
)
def test_kinds_of_facility_are_told_by_the_longest_word_that_fits(text, ours):
    assert KIND.understood(text) == ours


def test_what_was_guessed_is_said_and_what_was_given_is_not(tmp_path):
    raw = table(tmp_path, ma=["00001"], ten=["Xã A"], loai=["Xã"])
    lines = [note.text for note in guesses(raw, Mapping())]
    assert lines == [
        "b.gpkg: commune_code is “ma”, name is “ten”, type is “loai”",
        "b.gpkg: of type, “Xã” is commune",
    ]
    given = Mapping(
        {"boundaries": {"commune_code": "ma", "name": "ten", "type": "loai"}},
        {"boundaries": {"type": {"Xã": "ward"}}},
    )
    assert guesses(raw, given) == []
    assert raw.named(given)["type"].to_list() == ["ward"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[boundary]\n", "geoplan knows no such part"),
        ("boundaries = 1\n", "geoplan knows no such part"),
        ("[boundaries]\nname = 1\n", "key boundaries.name: a text is expected"),
        ("[boundaries.values]\ntype = 'x'\n", "key boundaries.values.type: a table is expected"),
        ("[boundaries\n", "not TOML"),
    ],
)
def test_a_broken_mapping_is_refused_by_its_key(tmp_path, text, words):
    (tmp_path / "m.toml").write_text(text)
    assert words in refusal(read_mapping, tmp_path / "m.toml")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[boundaries]\nname = 'TEN'\n", "the file has no column 'TEN'. Known: ma, ten"),
        ("[boundaries]\nnom = 'ten'\n", "looks for no such field there. Known: commune_code"),
        ("[boundaries.values.type]\n'TT' = 'town'\n", "'town' is none of geoplan's words"),
        ("[boundaries.values.name]\n'TT' = 'town'\n", "maps no words of such a field"),
    ],
)
def test_a_mapping_that_does_not_fit_the_file_is_refused(tmp_path, text, words):
    (tmp_path / "m.toml").write_text(text)
    raw = table(tmp_path, ma=["00001"], ten=["Xã A"])
    said = refusal(raw.found, read_mapping(tmp_path / "m.toml"))
    assert words in said
    assert "b.gpkg" in said


def test_a_missing_mapping_is_named(tmp_path):
    with pytest.raises(StudyError, match=r"none\.toml: the mapping file cannot be read"):
        read_mapping(tmp_path / "none.toml")
