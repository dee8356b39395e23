"""The page of a comparison in a real browser, with the network cut off."""

from __future__ import annotations

import pytest

from geoplan.maps.comparison import render
from geoplan.maps.comparison_payload import COLOURS
from geoplan.reports.comparison import compare
from tests.maps.browser import keep_picture, opened
from tests.maps.compared import write_old_and_new
from tests.maps.test_browser import SIZES, apart, at, colour, popup
from tests.maps.toyplan import HOSTILE

pytestmark = pytest.mark.browser

# In the toy plan, a spot of a commune clear of sites: nearer care, farther care, no change
BETTER, WORSE, SAME = [20.89, 106.11], [20.89, 106.01], [20.99, 106.15]


@pytest.fixture(scope="module")
def address(whole, tmp_path_factory):
    folder = tmp_path_factory.mktemp("compared")
    path = folder / "compare.html"
    page = render(compare(*write_old_and_new(whole, folder)))
    path.write_text(page, encoding="utf-8")
    return path.as_uri()


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
    assert tiles[1].split("\n") == ["Số cơ sở đủ tiền", "0", "61 → 61"]
    assert "58 trên 60 giữ nguyên" in tiles[2]
    assert "1 dời, 1 bỏ, 1 thêm" in tiles[2]
    assert tiles[3].split("\n")[1:] == ["2 trên 2 giữ nguyên"]


def test_what_differs_in_the_study_is_told(english):
    said = english.locator("#changes").inner_text()
    for part in ("a model to try", "along roads to try", "other content", "roads.parquet",
                 "9.9.9", "10.0.0", "october", "november"):  # fmt: skip
        assert part in said
    study = rows(english, "#changes")
    capacity, speed = "Primary care: People that one facility can serve", "Motorbike: "
    assert [capacity, "10,000 people", "9,000 people"] in study
    (changed,) = (row for row in study if row[0].startswith(speed))
    assert changed[0].endswith("other source")
    assert "→ 20–40; now verified;" in changed[0]
    assert changed[1] == changed[2] == "30 km/h"
    assert ["money.horizon", "2035", "2040"] in study
    covered = english.locator("#changes tr", has_text="People covered, with the plan").first
    assert covered.locator("td.worse").inner_text() == "−3,000"


def test_what_the_targets_lack_is_told(english):
    (beds,) = (row for row in rows(english, "#changes") if row[0] == "Hospital beds, 2030")
    assert beds == ["Hospital beds, 2030", "300", "350", "+50"]
    assert (
        english.locator("#changes td.worse", has_text="+50").count() == 2
    )  # and its other reading


def test_each_programme_has_its_figures(english):
    english.click("#changes summary >> text=Each programme")
    told = english.locator("#changes details", has_text="Each programme").inner_text()
    assert "Facilities to upgrade" in told
    told = rows(english, "#changes details:has(h3)")
    assert ["Facilities paid for", "55", "55", "0"] in told
    assert ["Cost of building, bn VND", "360", "360", "0"] in told


def test_the_money_is_told_by_year_and_source(english, whole):
    english.click("#tab-money")
    table = rows(english, "#money .amounts")
    at = next(i for i, row in enumerate(table) if row[0] == "2028")
    assert table[at] == ["2028", "378 → 278", "743 → 648", "23 → 22"]
    assert table[at + 1] == ["Public investment", "300 → 200", "285 → 190", "23 → 22"]
    assert table[at + 2] == ["Recurrent budget", "78", "78", "0"]
    assert ["All", "2,890 → 2,790", "2,576 → 2,481", "61"] in table
    assert english.locator("#money .differs", has_text="300 → 200").count() == 1
    assert ["Envelopes, bn VND", "2,890", "2,790", "−100"] in rows(english, "#money")
    covered = f"{whole.people_covered_by_year[2028]:,}"
    assert ["People covered, 2028", covered, covered, "0"] in rows(english, "#money")
    opened = english.locator("#money dd").all_inner_texts()
    assert opened == ["58", "0", "1", "2", "2", "5"]


def test_a_plan_without_money_says_so(chromium, tables, tmp_path):
    path = tmp_path / "compare.html"
    path.write_text(render(compare(*write_old_and_new(tables, tmp_path))), encoding="utf-8")
    with opened(chromium, f"{path.as_uri()}#lang=en") as page:
        page.click("#tab-money")
        assert (
            page.locator("#money").inner_text().strip().startswith("A plan says nothing of money")
        )
        page.click("#tab-facilities")
        chips = " ".join(page.locator("#facilities .chip").all_inner_texts())
        assert "Other kind" in chips
        assert "Other year" not in chips


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


def test_facilities_have_a_list_for_each_fate_kind_and_year(english):
    english.click("#tab-facilities")
    place = "Dong Hai Ward General clinics"
    assert rows(english, "#facilities") == [[place, "1.1", "3 → 4", "2027"]]
    english.click("#facilities .chip >> text=Other kind")
    assert rows(english, "#facilities") == [
        ["Cam Giang Commune Commune health stations → General clinics", "10", "2027"]
    ]
    english.click("#facilities .chip >> text=Other year")
    assert [row[1:] for row in rows(english, "#facilities")] == [
        ["1", "no longer", "2027"],
        ["20", "no longer", "2027 → none"],
        ["21", "later", "2028 → 2030"],
        ["1", "newly", "2027"],
        ["56", "newly", "none → 2027"],
    ]
    english.click("#facilities .chip >> text=Kept")
    assert len(rows(english, "#facilities")) == 15
    assert rows(english, "#facilities")[0][1:] == ["4 → 3", "+1", "2027"]
    english.click("#facilities >> text=Show all 65")
    assert len(rows(english, "#facilities")) == 65
    english.click("#facilities .chip >> text=Added")
    english.click("#facilities tbody .link")
    assert "SFAR" in popup(english).inner_text()
    assert "Hon Xa Special Zone" in popup(english).inner_text()


def test_the_list_of_one_programme(english):
    english.click("#tab-facilities")
    english.select_option("#facilities select", "upgrades")
    chips = english.locator("#facilities .chip").all_inner_texts()
    assert chips[0] == "Moved (0)"
    assert chips[-1] == "Kept (3)"
    english.click("#facilities .chip >> text=Kept")
    assert [row[-1] for row in rows(english, "#facilities")] == ["2027", "2028", "none"]
    english.click("#facilities tbody .link >> nth=0")
    said = popup(english).inner_text()
    for part in ("F1", "Facilities to upgrade", "Municipal hospitals", "2.5"):
        assert part in said


def test_a_moved_site_says_where_it_was_and_is(english):
    moved = "page.plan.facilities.findIndex((each) => each.fate === 'moved')"
    english.evaluate(f"page.goToFacility({moved})")
    said = popup(english).inner_text()
    for part in ("Moved", "1.1 km", "S003", "SNEW", "In the old plan", "New public facilities"):
        assert part in said
    english.evaluate("page.map.closePopup()")
    english.mouse.click(*at(english, english.evaluate(f"page.plan.facilities[{moved}].old.at")))
    assert "SNEW" in popup(english).inner_text()


def test_sites_at_one_place_share_one_popup(english):
    row = "page.plan.facilities.findIndex((each) => each.new?.site_id === 'SX-2')"
    english.evaluate(f"page.goToFacility({row})")
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
    spot = english.evaluate("page.plan.facilities.find((each) => each.fate === 'dropped').old.at")
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
        keep_picture(page, f"compare-{size[0]}-{language}")
        for tab in ("changes", "money", "communes", "facilities"):
            page.click(f"#tab-{tab}")
            section = page.locator(f"#{tab}")
            assert section.evaluate("node => node.scrollWidth <= node.clientWidth")
            assert section.bounding_box()["height"] > 100
