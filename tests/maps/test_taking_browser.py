"""What a reader takes along: the table as file and copy, the picture, the sheet of paper."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path

import pytest
from pypdf import PdfReader

from tests.maps.browser import opened
from tests.maps.test_filter_browser import passing, table  # noqa: F401 - a fixture
from tests.maps.toyplan import HOSTILE, PUBLIC
from tests.maps.toywhole import UPGRADES

pytestmark = pytest.mark.browser

PNG_HEAD = b"\x89PNG\r\n\x1a\n"
POINTS_A4, POINTS_A3 = (842, 595), (1191, 842)


def take(page, number):
    """Press the button of that number and return what is downloaded."""
    if page.locator("#take[open]").count() == 0:
        page.click("#take summary")
    with page.expect_download() as waiting:
        page.locator("#taking .chip").nth(number).click()
    download = waiting.value
    return download.suggested_filename, Path(download.path()).read_bytes()


def image_size(content):
    return int.from_bytes(content[16:20], "big"), int.from_bytes(content[20:24], "big")


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("wanted", [{}, {"programme": UPGRADES}, {"kind": "polyclinic", "to": 2}])
def test_the_file_holds_the_rows_of_the_table(chromium, address, table, language, wanted):  # noqa: F811
    with opened(chromium, f"{address}#lang={language}") as page:
        page.evaluate("w => page.setFilter(w)", wanted)
        name, content = take(page, 0)
        assert name == {"vi": "thi-tran-do-choi.csv", "en": "toy-town.csv"}[language]
        assert content.startswith(b"\xef\xbb\xbf")
        rows = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))
        expected = passing(table, wanted)
        assert len(rows) == len(expected) > 0
        key = ["programme", "rank"]
        held = {(row["programme"], int(row["rank"])): row for row in rows}
        for each in expected.set_index(key).itertuples():
            row = held[each.Index]
            assert float(row["people_gained"]) == each.people_gained
            assert float(row["cost_bn_vnd"]) == pytest.approx(each.cost_bn_vnd)
            assert row["commune_code"] == each.commune_code
            assert row["year"] == ("" if each.year != each.year else str(int(each.year)))
            assert float(row["lon"]) == pytest.approx(each.lon, abs=1e-5)
            assert row["reason"] == getattr(each, f"reason_{language}", row["reason"])


def test_a_hostile_name_stays_one_cell(page):
    page.evaluate("page.setFilter({ programme: 'upgrades' })")
    _, content = take(page, 0)
    rows = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    assert rows[0]["name"] == HOSTILE


def test_a_name_that_a_spreadsheet_would_compute_stays_a_text(page):
    page.evaluate("page.facilityAt(page.plan.sites.find((s) => s.facility).facility).name = '=1+1'")
    page.evaluate("page.setFilter({ programme: 'upgrades' })")
    _, content = take(page, 0)
    assert b"'=1+1" in content


@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_copy_is_the_table_with_tabs(chromium, address, language):
    with opened(chromium, f"{address}#lang={language}") as page:
        page.evaluate("p => page.setFilter({ programme: p, to: 3 })", PUBLIC)
        page.click("#take summary")
        page.evaluate(
            """document.addEventListener("copy", ({ target }) => {
                window.copied = target.value;
            })"""
        )
        page.locator("#taking .chip").nth(1).click()
        said = {"vi": "Đã chép 3 dòng.", "en": "3 rows copied."}[language]
        assert page.locator("#take [role=status]").inner_text() == said
        lines = page.evaluate("window.copied").split("\n")
        assert len(lines) == 4
        assert lines[0].split("\t")[:2] == ["programme", "rank"]
        assert [line.split("\t")[1] for line in lines[1:]] == ["1", "2", "3"]
        assert len({line.count("\t") for line in lines}) == 1


@pytest.mark.parametrize("size", [(1366, 768), (390, 844)], ids=["wide", "phone"])
@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_picture_is_the_view_with_title_and_legend(chromium, address, language, size):
    with opened(chromium, f"{address}#lang={language}", size=size) as page:
        name, content = take(page, 2)
        assert name.endswith(".png")
        assert content.startswith(PNG_HEAD)
        width, height = image_size(content)
        box = page.locator(".folium-map").bounding_box()
        assert width == pytest.approx(2 * box["width"], abs=2)
        assert height > 2 * box["height"] + 200
        assert page.locator("#take [role=status]").inner_text()


def test_where_tiles_lock_the_picture_it_is_said(english):
    english.evaluate(
        """() => {
            HTMLCanvasElement.prototype.toBlob = () => {
                throw new DOMException("Tainted", "SecurityError");
            };
        }"""
    )
    english.click("#take summary")
    english.locator("#taking .chip").nth(2).click()
    assert "No picture can be saved over an online basemap" in english.locator("#take").inner_text()


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize(("button", "points"), [(3, POINTS_A4), (4, POINTS_A3)], ids=["A4", "A3"])
def test_the_first_sheet_holds_title_map_legend_scale_north_and_sources(
    chromium, address, tmp_path, language, button, points
):
    with opened(chromium, f"{address}#lang={language}") as page:
        page.evaluate("window.print = () => { window.printed = true; }")
        page.click("#take summary")
        page.locator("#taking .chip").nth(button).click()
        assert page.evaluate("window.printed")
        page.pdf(path=tmp_path / "sheet.pdf", prefer_css_page_size=True, print_background=True)
        first = PdfReader(tmp_path / "sheet.pdf").pages[0]
        width, height = (round(float(side)) for side in first.mediabox[2:])
        assert (width, height) == pytest.approx(points, abs=2)
        text = re.sub(r"\s", "", first.extract_text())  # letters with two marks stand apart there
        titles = {"vi": ["Thị trấn đồ chơi", "Nguồn:", "km"], "en": ["Toy town", "Sources:", "km"]}
        for part in (*titles[language], "9.9.9"):
            assert re.sub(r"\s", "", part) in text, part
        page.emulate_media(media="print")
        for shown in ("#source", ".north", ".leaflet-control-scale-line", ".islands"):
            assert page.locator(shown).first.is_visible()
        for hidden in ("#filter", "#take", "#search", "#far"):
            assert page.locator(hidden).is_hidden()
