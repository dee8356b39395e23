"""A link opens what its sender saw: the state in the address, kept up to date and restored."""

from __future__ import annotations

from urllib.parse import parse_qs

import pytest

from tests.maps.browser import opened
from tests.maps.test_browser import number_of, popup
from tests.maps.toyplan import PUBLIC
from tests.maps.toywhole import HOMES, UPGRADES

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def address(whole_html, tmp_path_factory):
    path = tmp_path_factory.mktemp("linked") / "index.html"
    path.write_text(whole_html, encoding="utf-8")
    return path.as_uri()


def state(page):
    _, _, told = page.url.partition("#")
    return {key: value[0] for key, value in parse_qs(told).items()}


def test_at_the_start_the_address_says_nothing(page):
    assert "#" not in page.url


@pytest.mark.parametrize("language", ["vi", "en"])
def test_what_is_done_stands_in_the_address_and_opens_again(chromium, address, language):
    with opened(chromium, f"{address}#lang={language}") as page:
        page.click("[data-view=after]")
        page.evaluate("page.setFilter({ programme: 'new-facilities', from: 2, to: 20 })")
        page.evaluate("page.setYear(2030)")
        page.evaluate("n => page.goToSite(n)", number_of(page, PUBLIC, 12))
        assert state(page) == {
            "lang": language, "view": "after", "programme": PUBLIC, "from": "2", "to": "20",
            "year": "2030", "site": "new-facilities.12",
        }  # fmt: skip
        link, figures = page.url, page.locator("#figures").inner_text()
    with opened(chromium, link) as page:
        assert page.locator("html").get_attribute("lang") == language
        assert page.locator("#view [data-view=after]").get_attribute("aria-checked") == "true"
        assert page.locator("#figures").inner_text() == figures
        assert page.locator("#year").input_value() == "4"
        assert popup(page).locator("h3 .rank").inner_text() == "12"
        assert page.url == link
        page.keyboard.press("Escape")
        assert "site" not in state(page)


def test_a_commune_and_a_filter_by_it_are_linked_to(chromium, address):
    with opened(chromium, f"{address}#lang=en&commune=00005&in=00004") as page:
        assert popup(page).locator("h3").inner_text() == "An Lao Ward"
        assert page.evaluate("page.filter.commune") == "00004"


def test_a_site_is_found_by_its_id_alone(chromium, address):
    with opened(chromium, f"{address}#site=SC00005") as page:
        assert popup(page).count() == 1


def test_following_a_link_in_the_open_page_changes_the_state(page):
    page.evaluate("location.hash = 'programme=upgrades&lang=en'")
    page.wait_for_timeout(100)
    assert page.evaluate("page.filter.programme") == UPGRADES
    assert page.locator("html").get_attribute("lang") == "en"
    page.evaluate("location.hash = 'programme=nursing-homes&lang=en'")
    page.wait_for_timeout(100)
    assert page.evaluate("page.filter.programme") == HOMES


def test_what_the_plan_does_not_know_is_passed_over(chromium, address):
    strange = (
        "lang=fr&view=x&year=1999&programme=x&kind=x&tier=x&in=x&from=-3&to=x&site=x&commune=x"
    )
    with opened(chromium, f"{address}#{strange}") as page:
        assert page.locator("#narrowed .chip").count() == 0
        assert popup(page).count() == 0
        assert state(page) == {"lang": "fr"}
