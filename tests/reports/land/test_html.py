"""Pages are trees: whatever an office wrote is only text in them."""

from __future__ import annotations

from xml.etree import ElementTree as ET

from geoplan.reports.land.html import clamped, el, page

HOSTILE = "<script>alert(1)</script> & \"'"


def text(element):
    return ET.tostring(element, encoding="unicode", method="html")


def test_texts_and_attributes_are_only_that():
    written = text(el("p.note", HOSTILE, el("b", HOSTILE), "tail", title=HOSTILE))
    assert "<script>" not in written.replace('title="<script>alert(1)</script>', "")
    assert written.count("&lt;script&gt;") == 2
    assert written.endswith("tail</p>")


def test_what_is_not_there_is_left_out():
    assert text(el("p", None, [None, "a", ["b"]], lang=None)) == "<p>ab</p>"


def test_a_page_asks_for_nothing_from_outside():
    written = page(HOSTILE, "p { color: red }", clamped(2, "x"), language="vi")
    assert written.startswith('<!DOCTYPE html>\n<html lang="vi">')
    assert "default-src 'none'" in written
    assert "<title>&lt;script&gt;" in written
    assert "p { color: red }" in written
