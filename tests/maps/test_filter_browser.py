"""The filter in a real browser: map, list and figures show what is asked for, as the tables do."""

from __future__ import annotations

import pandas as pd
import pytest

from geoplan.reports.tables import write_programme
from tests.maps.browser import opened
from tests.maps.test_browser import number_of, popup
from tests.maps.test_programme_browser import slide
from tests.maps.toyplan import PRIVATE, PUBLIC
from tests.maps.toywhole import HOMES, UPGRADES

pytestmark = pytest.mark.browser

FILTERS = [
    {},
    {"programme": UPGRADES},
    {"programme": PUBLIC},
    {"kind": "polyclinic"},
    {"kind": "commune_station"},
    {"commune": "00004"},
    {"from": 5, "to": 12},
    {"programme": PUBLIC, "kind": "commune_station", "to": 30},
    {"programme": PRIVATE, "from": 2},
    {"tier": "likely"},
    {"programme": HOMES, "kind": "polyclinic"},
]


@pytest.fixture(scope="module")
def table(whole, tmp_path_factory):
    """Return programme.csv as it is written, with the tiers of the sites."""
    path = tmp_path_factory.mktemp("written") / "programme.csv"
    write_programme(whole, path)
    written = pd.read_csv(path, dtype={"commune_code": str})
    tiers = whole.sites.reset_index()[["programme", "rank", "tier"]]
    return written.merge(tiers, how="left", on=["programme", "rank"])


def passing(table, wanted, year=None):
    rows = table
    for name in ("programme", "kind", "tier"):
        rows = rows[rows[name] == wanted[name]] if name in wanted else rows
    if "commune" in wanted:
        rows = rows[rows["commune_code"] == wanted["commune"]]
    rows = rows[rows["rank"].between(wanted.get("from", 0), wanted.get("to", 10**6))]
    return rows if year is None else rows[rows["year"] <= year]


def figures(page):
    return [node.inner_text() for node in page.locator("#figures .figure b").all()]


def told(table, rows, language):
    """Return the figures of the strip as the language writes them."""
    count = f"{len(rows):,}" if len(rows) == len(table) else f"{len(rows):,}/{len(table):,}"
    said = [count, f"{rows['people_gained'].sum():,.0f}", f"{rows['cost_bn_vnd'].sum():,.1f}"]
    swapped = str.maketrans(",.", ".,")
    return said if language == "en" else [text.translate(swapped) for text in said]


def shown(page):
    """Return the facilities whose markers are on the map, as programme and rank."""
    return {
        (programme, rank)
        for programme, rank in page.evaluate(
            """() => page.plan.sites.flatMap((site, number) => {
                const { symbol, sites } = page.placeOf(number);
                return page.map.hasLayer(symbol) && sites.includes(number)
                    ? [[site.programme, site.rank]] : [];
            })"""
        )
    }


@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_figures_are_those_of_the_tables(chromium, address, table, language):
    with opened(chromium, f"{address}#lang={language}") as page:
        for wanted in FILTERS:
            for year in (None, 2028):
                page.evaluate(
                    "([w, year]) => { page.clearFilter(); page.setFilter(w); page.setYear(year); }",
                    [wanted, year],
                )
                rows = passing(table, wanted, year)
                assert figures(page) == told(table, rows, language), (wanted, year)


def test_the_map_shows_what_passes(page, table):
    for wanted in FILTERS[1:]:
        page.evaluate("w => { page.clearFilter(); page.setFilter(w); }", wanted)
        rows = passing(table, wanted)
        if wanted.get("programme") != UPGRADES:
            rows = rows[rows["programme"] != UPGRADES]  # their layer waits to be asked for
        assert shown(page) == set(zip(rows["programme"], rows["rank"], strict=True)), wanted


def test_a_programme_asked_for_is_on_the_map_as_long_as_it_is(english):
    box = english.locator("#layers li", has_text="Facilities to upgrade").locator("input")
    english.click("#filter summary")
    english.select_option("#filter [name=programme]", UPGRADES)
    assert box.is_checked()
    english.click("#filter .chip")
    assert not box.is_checked()


@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_form_filters_list_and_figures_and_is_taken_back(chromium, address, table, language):
    with opened(chromium, f"{address}#lang={language}") as page:
        page.click("#filter summary")
        page.select_option("#filter [name=programme]", PUBLIC)
        page.select_option("#filter [name=kind]", "polyclinic")
        rows = passing(table, {"programme": PUBLIC, "kind": "polyclinic"})
        assert figures(page) == told(table, rows, language)
        page.keyboard.press("Escape")
        assert page.locator("#filter form").is_hidden()
        assert page.evaluate("document.activeElement.matches('#filter summary')")
        page.click("#tab-ranking")
        ranks = page.locator("#ranking .row .rank").all_text_contents()  # also of rows off screen
        assert [int(rank) for rank in ranks] == rows["rank"].tolist()
        assert page.locator("#ranking .choice").count() == 1
        assert page.locator("#narrowed .chip").count() == 2
        page.locator("#narrowed .chip").first.click()
        page.locator("#narrowed .chip").first.click()
        assert page.locator("#narrowed .chip").count() == 0
        assert figures(page) == told(table, table, language)


def test_the_year_of_the_form_and_the_slider_are_one(english):
    slide(english, 2028)
    english.click("#filter summary")
    assert english.locator("#filter [name=year]").input_value() == "2028"
    english.select_option("#filter [name=year]", "2030")
    assert english.locator("#year").get_attribute("aria-valuetext") == "By the end of 2030"
    english.fill("#filter [name=from]", "3")
    english.keyboard.press("Tab")
    assert english.locator("#narrowed .chip").all_inner_texts() == [
        "from rank 3 ×", "By the end of 2030 ×",
    ]  # fmt: skip
    english.click("#filter form .chip")
    assert english.locator("#narrowed .chip").count() == 0


def test_a_filter_that_nothing_passes_says_so(english):
    english.evaluate("page.setFilter({ from: 99 })")
    english.click("#tab-ranking")
    assert "No facility passes the filter" in english.locator("#ranking").inner_text()
    assert figures(english) == ["0/67", "0", "0.0"]


def test_what_is_gone_to_by_name_passes_whatever_the_filter(english):
    english.evaluate("page.setFilter({ programme: 'private-hospitals' })")
    english.evaluate("n => page.goToSite(n)", number_of(english, PUBLIC, 7))
    assert english.locator("#narrowed .chip").count() == 0
    assert popup(english).locator("summary .rank").first.inner_text() == "7"


def test_a_study_without_kinds_and_money_asks_for_neither(chromium, html, tmp_path):
    path = tmp_path / "index.html"
    path.write_text(html, encoding="utf-8")
    with opened(chromium, path.as_uri()) as page:
        page.click("#filter summary")
        names = page.evaluate("[...document.querySelector('#filter form')].map((f) => f.name)")
        assert [name for name in names if name] == ["programme", "tier", "commune", "from", "to"]
        assert page.locator("#figures .figure").count() == 2


def test_pointing_at_a_marker_marks_its_row(page):
    page.click("#tab-ranking")
    number = number_of(page, PUBLIC, 1)
    x, y = page.evaluate(
        """n => {
            const box = page.map.getContainer().getBoundingClientRect();
            const { symbol } = page.placeOf(n);
            const point = page.map.latLngToContainerPoint(symbol.shownAt());
            return [box.left + point.x, box.top + point.y];
        }""",
        number,
    )
    page.mouse.move(x, y)
    assert page.locator("#ranking .pointed .rank").inner_text() == "1"
    page.mouse.move(x, y + 150)
    page.mouse.move(x, y + 160)
    assert page.locator("#ranking .pointed").count() == 0
