"""A year chosen shows the communes at its end: colours, legend, cards, ranks, and their sums."""

from __future__ import annotations

import numpy as np
import pytest

from geoplan.maps.classes import share_classes
from tests.maps.browser import opened
from tests.maps.test_browser import CHANGING_SPOT, colour, number_of, popup
from tests.maps.test_programme_browser import said, slide
from tests.maps.toyplan import PUBLIC
from tests.maps.toywhole import YEARS

pytestmark = pytest.mark.browser

CHANGING = "00005"
SPOTS = {CHANGING: CHANGING_SPOT, "00001": [20.885, 106.05], "00002": [20.885, 106.11]}


@pytest.fixture(scope="module")
def by_year(whole):
    return whole.communes_by_year.set_index(["year", "commune_code"])


def figures(page, measure):
    """Return what the communes show now, by code."""
    return page.evaluate(
        """measure => Object.fromEntries(Object.keys(page.plan.communes).map(
            (code) => [code, page.figuresAt(code, page.time())[measure]]))""",
        measure,
    )


def columns(page, row):
    return popup(page).locator("tr", has_text=row).first.locator("td").all_inner_texts()


def test_the_communes_have_the_colour_of_the_year(page, whole, by_year):
    classes = share_classes(whole.communes)
    for year in YEARS:
        slide(page, year)
        for code, spot in SPOTS.items():
            share = by_year.loc[(year, code), "covered_share"]
            assert colour(page, spot) == classes.colours[classes.number_of(share)], (year, code)
    slide(page, None)
    planned = whole.communes.loc[CHANGING, "covered_share_after"]
    assert colour(page, CHANGING_SPOT) == classes.colours[classes.number_of(planned)]


@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_communes_sum_to_the_people_of_the_year(chromium, address, whole, language):
    with opened(chromium, f"{address}#lang={language}") as page:
        for year, people in whole.people_covered_by_year.items():
            slide(page, year)
            assert sum(figures(page, "people_covered").values()) == people
            told = f"{people:,}" if language == "en" else f"{people:,}".replace(",", ".")
            assert told in said(page)
            assert str(year) in page.locator("#narrowed .chip").inner_text()
            assert str(year) in page.locator("#legend-title").inner_text()


def test_the_histogram_counts_the_communes_of_the_year(english, whole, by_year):
    classes = share_classes(whole.communes)
    for year in YEARS:
        slide(english, year)
        numbers = classes.number_of(by_year.loc[year, "covered_share"])
        held = np.bincount(numbers, minlength=len(classes.colours))
        counts = english.locator("#classes .count").all_inner_texts()
        assert [int(count) for count in counts] == held.tolist()


def test_the_card_of_a_commune_has_the_year_between_today_and_the_plan(english, by_year):
    slide(english, 2028)
    english.evaluate("code => page.goToCommune(code)", CHANGING)
    head = popup(english).locator(".by-year thead th").all_inner_texts()
    assert head == ["Today", "2028", "Plan"]
    people, share = by_year.loc[(2028, CHANGING)][["people_covered", "covered_share"]]
    assert columns(english, "People covered") == ["4,000", f"{people:,}", "76,800"]
    assert columns(english, "Share of people covered") == ["5.0%", f"{share:.1%}", "96.0%"]
    shares = by_year.loc[2028, "covered_share"]
    place = 1 + (shares > shares[CHANGING]).sum()
    last = place - 1 + (shares == shares[CHANGING]).sum()
    told = f"{place}–{last}" if last > place else f"{place}"
    assert columns(english, "Rank by share covered")[1] == f"{told} of 7"
    assert "Private hospitals to attract: 2 (1 open by the end of 2028)" in popup(
        english
    ).inner_text().replace("\n", " ")
    assert columns(english, "To the nearest facility") == ["5.0 min", "5.0 min"]
    slide(english, 2030)
    assert popup(english).locator(".by-year thead th").all_inner_texts()[1] == "2030"
    slide(english, None)
    assert popup(english).locator(".by-year").count() == 0
    assert columns(english, "Share of people covered") == ["5.0%", "96.0%"]


def test_the_hint_goes_from_today_to_the_year(english, by_year):
    slide(english, 2027)
    share = by_year.loc[(2027, CHANGING), "covered_share"]
    hint = english.evaluate("code => page.communeHint(code).innerText", CHANGING)
    assert f"5% → {share:.0%}" in hint
    assert "By the end of 2027" in hint


def test_today_beside_the_year_is_one_click_away(english):
    slide(english, 2028)
    button = english.locator("#view [data-view=after]")
    assert button.inner_text() == "By the end of 2028"
    assert button.get_attribute("aria-checked") == "true"
    there = colour(english, CHANGING_SPOT)
    english.click("#view [data-view=before]")
    assert colour(english, CHANGING_SPOT) != there
    assert english.locator("#legend-title").inner_text().endswith("today")
    button.click()
    assert colour(english, CHANGING_SPOT) == there
    english.locator("#narrowed .chip").click()
    assert button.inner_text() == "With the plan"


def test_the_cells_follow_the_year(english):
    english.locator("#layers li", has_text="People by cell").locator("input").check()
    centre = [20.95, 106.15]
    for year in (2026, 2028, 2030):
        slide(english, year)
        # in the toy plan a commune is one cell
        assert colour(english, centre) == english.evaluate("page.fillOf('00005')")


def test_the_far_island_beside_the_map_follows_the_year(english):
    fills = []
    for year in (2026, 2030):
        slide(english, year)
        drawn = english.locator("#far path").last.get_attribute("fill")
        assert drawn == english.evaluate("page.fillOf(page.plan.far[0].code)")
        fills.append(english.locator("#far path").count())
    assert fills[0] == fills[1] > 0


def test_the_colours_of_the_years_fade_and_arrive(chromium, address):
    with opened(chromium, address, reduced_motion="no-preference") as page:
        slide(page, 2028)
        page.wait_for_timeout(150)
        slide(page, 2030)
        page.wait_for_timeout(600)
        assert colour(page, CHANGING_SPOT) == page.evaluate("page.fillOf('00005')")


def test_a_site_of_a_later_year_brings_its_year(english):
    slide(english, 2027)
    english.evaluate("n => page.goToSite(n)", number_of(english, PUBLIC, 30))
    assert english.locator("#view [data-view=after]").inner_text() == "By the end of 2028"
