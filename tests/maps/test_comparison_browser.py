"""The page of a comparison in a real browser, with the network cut off."""

from __future__ import annotations

import pytest

from geoplan.maps.comparison import render
from geoplan.maps.comparison_payload import COLOURS
from geoplan.reports.comparison import compare
from tests.maps.compared import write_old_and_new
from tests.maps.test_browser import SIZES, apart, at, chromium, colour, opened, popup
from tests.maps.toyplan import HOSTILE

pytestmark = pytest.mark.browser

__all__ = ["chromium"]
# In the toy plan, a spot of a commune clear of sites: nearer care, farther care, no change
BETTER, WORSE, SAME = [20.89, 106.11], [20.89, 106.01], [20.99, 106.15]


@pytest.fixture(scope="module")
def address(tables, tmp_path_factory):
    folder = tmp_path_factory.mktemp("compared")
    path = folder / "compare.html"
    page = render(compare(*write_old_and_new(tables, folder)))
    path.write_text(page, encoding="utf-8")
    return path.as_uri()


@pytest.fixture
def page(chromium, address):
    with opened(chromium, address) as page:
        yield page


@pytest.fixture
def english(chromium, address):
    with opened(chromium, f"{address}#lang=en") as page:
        yield page


def rows(page, section):
    return [
        [" ".join(cell.split()) for cell in row.split("\t")]
        for row in page.locator(f"{section} tbody tr").all_inner_texts()
    ]


def test_it_opens_in_vietnamese_with_the_headline(page):
    assert page.locator("h1").inner_text() == "So sánh hai phương án: Thị trấn đồ chơi"
    assert page.title() == "So sánh hai phương án: Thị trấn đồ chơi"
    tiles = page.locator(".tile").all_inner_texts()
    assert "−3.000" in tiles[0]
    assert "2.345.678 → 2.342.678" in tiles[0]
    assert "58 trên 60 giữ nguyên" in tiles[1]
    assert "1 dời, 1 bỏ, 1 thêm" in tiles[1]
    assert "2 trên 2 giữ nguyên" in tiles[2]


def test_what_differs_in_the_study_is_told(english):
    said = english.locator("#changes").inner_text()
    for part in ("a model to try", "along roads to try", "other content", "roads.parquet",
                 "9.9.9", "10.0.0", "october", "november"):  # fmt: skip
        assert part in said
    assert [
        "Primary care: People that one facility can serve",
        "10,000 people",
        "9,000 people",
    ] in (rows(english, "#changes"))
    covered = english.locator("#changes tr", has_text="People covered, with the plan").first
    assert covered.locator("td.worse").inner_text() == "−3,000"


def test_the_language_changes_everywhere(page):
    page.click("[data-language=en]")
    assert page.title() == "Two plans compared: Toy town"
    page.click("#tab-communes")
    assert rows(page, "#communes")[0][0] == "Cam Giang Commune"
    shown = page.locator("body").inner_text()
    for vietnamese in ("Khác", "người", "Phường, xã", "Giữ nguyên", "Dời"):
        assert vietnamese not in shown
    assert (
        page.locator("#measure option").first.inner_text() == "Time to the nearest facility, today"
    )


def test_communes_take_the_colour_of_the_difference(english):
    assert colour(english, BETTER) == COLOURS[4]
    assert colour(english, WORSE) == COLOURS[1]
    assert colour(english, SAME) == COLOURS[3]
    english.select_option("#measure select", "covered_share_before")
    assert colour(english, BETTER) == COLOURS[3]
    assert english.locator("#legend-title").inner_text() == "Share of people covered, today"


def test_the_histogram_counts_each_commune_once(english):
    counts = english.locator("#classes .count").all_inner_texts()
    assert [int(count) for count in counts] == [1, 0, 1, 3, 0, 1, 1]
    english.select_option("#measure select", "covered_share_before")  # one share is not known
    counts = english.locator("#classes .count").all_inner_texts()
    assert [int(count) for count in counts] == [0, 0, 0, 6, 0, 0, 0]


def test_the_biggest_differences_stand_first_and_a_heading_sorts(english):
    english.click("#tab-communes")
    assert rows(english, "#communes")[:4] == [
        ["Cam Giang Commune", "5.0 min", "out of reach", "no longer in reach"],
        ["Hon Xa Special Zone", "out of reach", "40.0 min", "now in reach"],
        ["Dong Hai Ward", "12.3 min", "15.3 min", "+3.0 min"],
        ["Cam Giang Commune", "5.0 min", "3.5 min", "−1.5 min"],
    ]
    english.click("#communes [data-key=new]")
    assert [row[2] for row in rows(english, "#communes")][:2] == ["3.5 min", "5.0 min"]
    assert english.locator("#communes [aria-sort=ascending]").inner_text().startswith("New")
    english.keyboard.press("Enter")  # the heading keeps the focus
    assert [row[2] for row in rows(english, "#communes")][:2] == ["out of reach", "40.0 min"]
    english.keyboard.press("Enter")
    assert rows(english, "#communes")[0][3] == "no longer in reach"
    english.click("#communes [data-key='column.commune']")
    assert rows(english, "#communes")[0][0] == "An Lao Ward"


def test_the_communes_sum_to_the_whole(english):
    english.click("#tab-communes")
    assert english.locator("#communes tfoot").count() == 0  # minutes have no sum
    english.select_option("#measure select", "people_covered_after")
    total = english.locator("#communes tfoot tr").inner_text().split("\t")
    assert total[0] == "All 7 communes"
    assert total[3] == "−3,000"


def test_sites_have_a_table_for_each_fate(english):
    english.click("#tab-sites")
    assert rows(english, "#sites") == [
        ["Dong Hai Ward", "Dong Hai Ward", "1.1", "3", "4"],
    ]
    english.click("#sites .chip >> text=Kept")
    assert len(rows(english, "#sites")) == 15
    assert rows(english, "#sites")[0][1:] == ["4", "3", "+1"]
    english.click("#sites >> text=Show all 60")
    assert len(rows(english, "#sites")) == 60
    english.click("#sites .chip >> text=Added")
    english.click("#sites tbody .link")
    assert "SFAR" in popup(english).inner_text()
    assert "Hon Xa Special Zone" in popup(english).inner_text()


def test_a_moved_site_says_where_it_was_and_is(english):
    moved = "page.plan.sites.findIndex((site) => site.fate === 'moved')"
    english.evaluate(f"page.goToSite({moved})")
    said = popup(english).inner_text()
    for part in ("Moved", "1.1 km", "S003", "SNEW", "In the old plan", "New public facilities"):
        assert part in said
    english.evaluate("page.map.closePopup()")
    english.mouse.click(*at(english, english.evaluate(f"page.plan.sites[{moved}].old.at")))
    assert "SNEW" in popup(english).inner_text()


def test_sites_at_one_place_share_one_popup(english):
    row = "page.plan.sites.findIndex((site) => site.new?.site_id === 'SX-2')"
    english.evaluate(f"page.goToSite({row})")
    said = popup(english).inner_text()
    assert all(f"SX{copy}" in said for copy in ("", "-2", "-3"))


def test_a_commune_tells_every_measure(english):
    english.mouse.click(*at(english, WORSE))
    said = popup(english).inner_text()
    assert "Dong Hai Ward" in said
    assert len(rows(english, ".leaflet-popup")) == 10
    assert ["Time to the nearest facility, today", "12.3 min", "15.3 min", "+3.0 min"] in rows(
        english, ".leaflet-popup"
    )


def test_layers_come_and_go(english):
    boxes = english.locator("#layers input")
    assert boxes.count() == 4
    spot = english.evaluate("page.plan.sites.find((site) => site.fate === 'dropped').old.at")
    english.mouse.click(*at(english, spot))
    assert "Dropped" in popup(english).inner_text()
    english.keyboard.press("Escape")
    english.locator("#layers label", has_text="Dropped").locator("input").uncheck()
    english.mouse.click(*at(english, spot))
    assert "Dropped" not in popup(english).inner_text()


def test_search_leads_to_a_commune(english):
    english.fill("#search input", "hon xa")
    english.keyboard.press("Enter")
    assert popup(english).locator("h3").inner_text() == "Hon Xa Special Zone"


def test_hostile_names_are_shown_as_they_are(page):
    page.click("#tab-communes")
    assert HOSTILE in page.locator("#communes").inner_text()
    page.evaluate("page.goToCommune('00001')")
    assert popup(page).locator("h3").inner_text() == HOSTILE
    page.click("#tab-changes")
    assert HOSTILE in page.locator("#changes").inner_text()


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
@pytest.mark.parametrize("language", ["vi", "en"])
def test_nothing_overlaps_or_runs_over_the_edge(chromium, address, size, language):
    with opened(chromium, f"{address}#lang={language}", size=size) as page:
        assert page.evaluate("document.documentElement.scrollWidth") <= size[0]
        boxes = [page.locator(name).bounding_box() for name in ("#measure", "#search", "#far")]
        assert all(apart(a, b) for a in boxes for b in boxes if a is not b)
        for tab in ("changes", "communes", "sites"):
            page.click(f"#tab-{tab}")
            section = page.locator(f"#{tab}")
            assert section.evaluate("node => node.scrollWidth <= node.clientWidth")
