"""The catalogue of texts: complete in both languages, with the same gaps, in any gettext editor."""

from __future__ import annotations

import re
import string
import unicodedata
from importlib.resources import files

import pytest
from babel.messages.pofile import read_po

from geoplan.words.catalogue import Text, catalogue

DOMAINS = sorted(
    path.name.removesuffix(".po")
    for path in files("geoplan.words").iterdir()
    if path.name.endswith(".po")
)


def gaps(text):
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


@pytest.mark.parametrize("domain", DOMAINS)
def test_every_text_stands_in_both_languages_with_the_same_gaps(domain):
    for key, text in catalogue(domain).items():
        for told in text:
            assert told, (domain, key)
            assert told == told.strip(), (domain, key)
        assert unicodedata.is_normalized("NFC", text.vi), (domain, key)
        assert gaps(text.vi) == gaps(text.en), (domain, key)


@pytest.mark.parametrize("domain", DOMAINS)
def test_a_file_holds_each_key_once_and_no_entry_that_is_unsure_or_obsolete(domain):
    text = (files("geoplan.words") / f"{domain}.po").read_text(encoding="utf-8")
    keys = re.findall(r'^msgctxt "(.+)"$', text, re.MULTILINE)
    assert keys == list(catalogue(domain))
    assert len(set(keys)) == len(keys)
    messages = read_po(text.splitlines(), locale="vi", abort_invalid=True)
    assert not any(message.fuzzy for message in messages if message.id)
    assert not messages.obsolete


def test_there_are_texts():
    assert len(DOMAINS) >= 7
    assert catalogue("page")["popup.close"] == Text(vi="Đóng", en="Close")


def test_a_text_is_told_in_one_language():
    assert Text("Đóng", "Close").in_language("vi") == "Đóng"
    assert Text("Đóng", "Close").in_language("en") == "Close"
