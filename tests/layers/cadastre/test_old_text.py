"""Text of before Unicode: recognised by what it spells, mended, or refused."""

from __future__ import annotations

import shutil
import subprocess
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geoplan.layers.cadastre.old_text import TCVN3, VISCII, mended, mending
from tests.layers.cadastre.made import communes

NAMES = ["Phường Thành Đông", "Xã Nam Sách", "Đất ở tại đô thị", "Nguyễn Thuỳ Dương", "khuỷu"]
TABLES = {"TCVN3": TCVN3, "VISCII": VISCII}


def old(text, encoding):
    """Return what a program that knows Latin-1 only shows of text in an old encoding."""
    if encoding == "UTF-8":
        return text.encode().decode("latin-1")
    if encoding == "Windows-1258":
        # its letters stand before their tones
        marks = ["\u0300", "\u0301", "\u0303", "\u0309", "\u0323"]
        out = []
        for letter in text:
            bare = unicodedata.normalize("NFD", letter)
            tone = "".join(m for m in bare if m in marks)
            out.append(
                unicodedata.normalize("NFC", "".join(m for m in bare if m not in marks)) + tone
            )
        return "".join(out).encode("cp1258").decode("latin-1")
    back = {letter: chr(code) for code, letter in TABLES[encoding].items()}
    return "".join(back.get(letter, letter) for letter in text)


@pytest.mark.parametrize("encoding", ["UTF-8", "TCVN3", "VISCII", "Windows-1258"])
def test_names_in_an_old_encoding_are_recognised_and_mended(encoding):
    shown = [old(name, encoding) for name in NAMES]
    assert shown != NAMES
    assert mending(shown) == encoding
    assert [mended(text, encoding) for text in shown] == NAMES


@pytest.mark.parametrize("encoding", ["UTF-8", "TCVN3", "VISCII"])
def test_every_commune_of_the_study_survives_its_old_encoding(encoding):
    names = [unicodedata.normalize("NFC", name) for name in communes()["name"]]
    shown = [old(name, encoding) for name in names]
    assert mending(shown) == encoding
    assert [mended(text, encoding) for text in shown] == names
    # a name alone is mended rightly or not at all
    told = {name: mending([text]) for name, text in zip(names, shown, strict=True)}
    unsure = [name for name, found in told.items() if found is None]
    assert len(unsure) < 0.1 * len(names)
    wrong = [
        name
        for name, text in zip(names, shown, strict=True)
        if told[name] is not None and mended(text, told[name]) != name
    ]
    assert wrong == []


def test_good_text_is_left_alone():
    assert mending(list(communes()["name"])) == ""
    assert mending(["abc", "DYT", "120 m²", "Tờ số 5 – 2×3"]) == ""
    assert mending([]) == ""


def test_capitals_whose_marked_letters_are_small_are_still_tcvn3():
    assert mending(["NGUYÔN V\u00a8N HïNG"]) == "TCVN3"


def test_what_two_encodings_can_spell_is_not_chosen_between():
    assert mended("Tiªn", "TCVN3") == "Tiên"
    assert mended("Tiªn", "VISCII") == "Tiến"
    assert mending(["Tiªn"]) is None
    assert mending(["Tiªn", "Xã Tiªn"]) == "VISCII"
    assert mended("Th¡ng", "TCVN3") == "ThĂng"  # no word is cased so
    assert mending(["Th¡ng"]) == "VISCII"


def test_what_spells_nothing_is_not_guessed():
    assert mending(["þÿ¤¦ ¿¾½", "\u0001\u0003Ðß"]) is None


@given(st.text(st.sampled_from("".join(TCVN3.values()) + " abc")))
def test_mending_undoes_tcvn3(text):
    assert mended(old(text, "TCVN3"), "TCVN3") == text


@pytest.mark.skipif(shutil.which("iconv") is None, reason="the oracle is not here")
@pytest.mark.parametrize(("ours", "theirs"), [("TCVN3", "TCVN5712-1"), ("VISCII", "VISCII")])
def test_the_tables_are_those_of_iconv(ours, theirs):
    for code, letter in TABLES[ours].items():
        told = subprocess.run(
            ["iconv", "-f", theirs, "-t", "UTF-8"],
            input=bytes([code]) + b" ",
            capture_output=True,
            check=False,
        )
        assert told.returncode == 0
        assert told.stdout.decode()[:-1] == letter
