"""A link opens what its sender saw: the state in the address, kept up to date and restored."""

from __future__ import annotations

from urllib.parse import parse_qs

import pytest

from tests.maps.browser import opened
from tests.maps.test_browser import number_of, popup
from tests.maps.toyplan import PRIVATE, PUBLIC
from tests.maps.toywhole import HOMES, UPGRADES

pytestmark = pytest.mark.browser


def state(page):
    _, _, told = page.url.partition("#")
    return {key: value[0] for key, value in parse_qs(told).items()}


def test_at_the_start_the_address_says_nothing(page):
    assert "#" not in page.url


@pytest.mark.parametrize("language", ["vi", "en"])
def test_what_is_done_stands_in_the_address_and_opens_again(chromium, address, language):
    with opened(chromium, f"{address}#lang={language}") as page:
        page.evaluate("page.setFilter({ programme: 'new-facilities', from: 2, to: 20 })")
        page.evaluate("page.setYear(2030)")
        page.evaluate("page.setSwipe(0.42)")
        page.locator("#layers li input").nth(3).uncheck()
        page.locator("#layers li input").nth(4).check()
        page.click("#tab-about")
        page.evaluate("n => page.goToSite(n)", number_of(page, PUBLIC, 12))
        page.evaluate("() => { page.map.setView([20.83, 106.04], 12.3); }")
        assert state(page) == {
            "lang": language, "programme": PUBLIC, "from": "2", "to": "20", "year": "2030",
            "swipe": "42", "on": UPGRADES, "off": PRIVATE, "tab": "about",
            "site": "new-facilities.12", "lat": "20.83000", "lon": "106.04000", "zoom": "12.3",
        }  # fmt: skip
        link, figures = page.url, page.locator("#figures").inner_text()
    with opened(chromium, link) as page:
        assert page.locator("html").get_attribute("lang") == language
        assert page.locator("#view [data-view=after]").get_attribute("aria-checked") == "true"
        assert page.locator("#figures").inner_text() == figures
        assert page.locator("#year").input_value() == "4"
        assert popup(page).locator("h3 .rank").inner_text() == "12"
        assert page.locator(".swipe .grip").get_attribute("aria-valuenow") == "42"
        assert not page.locator("#layers li input").nth(3).is_checked()
        assert page.locator("#layers li input").nth(4).is_checked()
        assert page.locator("#tab-about").get_attribute("aria-selected") == "true"
        assert page.locator("#about").is_visible()
        middle = page.evaluate("[page.map.getCenter().lat, page.map.getCenter().lng]")
        assert middle == pytest.approx([20.83, 106.04], abs=3e-4)  # a pixel here
        assert page.evaluate("page.map.getZoom()") == 12.3
        assert page.url == link
        page.keyboard.press("Escape")
        assert "site" not in state(page)


def test_what_is_taken_back_leaves_the_address(page):
    page.evaluate("page.setYear(2028)")
    page.click("#view .swipe-on")
    page.click("#tab-ranking")
    page.locator("#layers li input").first.uncheck()
    page.evaluate("() => { page.map.setZoom(12); }")
    assert set(state(page)) == {"year", "swipe", "tab", "off", "lat", "lon", "zoom"}
    page.click("#view .swipe-on")
    page.evaluate("page.setYear(null)")
    page.click("#view [data-view=before]")
    page.click("#tab-result")
    page.locator("#layers li input").first.check()
    page.evaluate("page.frame(false)")
    assert state(page) == {}


def test_a_map_of_another_size_is_where_it_was(page):
    page.set_viewport_size({"width": 1200, "height": 700})
    page.wait_for_timeout(200)
    page.click("#tab-ranking")
    assert state(page) == {"tab": "ranking"}


@pytest.mark.parametrize(
    ("link", "view", "year"),
    [
        ("view=after", "after", ""),
        ("view=after&year=2028", "after", "By the end of 2028"),
        ("year=2028", "after", "By the end of 2028"),
        ("view=before&year=2028", "before", "By the end of 2028"),
    ],
)
def test_links_of_before_still_open_their_state(chromium, address, link, view, year):
    with opened(chromium, f"{address}#lang=en&{link}") as page:
        chosen = page.locator("#view [aria-checked=true]")
        assert chosen.get_attribute("data-view") == view
        assert page.locator("#narrowed").inner_text().startswith(year)
        assert page.locator(".swipe").is_hidden()
        expected = {"view": view} if (view == "before") == bool(year) else {}
        told = {"year": "2028"} if year else {}
        assert state(page) == {"lang": "en", **expected, **told}


def test_with_motion_the_place_of_the_link_has_the_last_word(chromium, address):
    link = f"{address}#commune=00005&lat=20.85000&lon=106.05000&zoom=11.5"
    with opened(chromium, link, reduced_motion="no-preference") as page:
        page.wait_for_timeout(1200)
        assert popup(page).count() == 1
        assert page.url == link


def test_a_swipe_by_key_is_written_when_it_comes_to_rest(page):
    page.click("#view .swipe-on")
    page.focus(".swipe .grip")
    page.keyboard.press("ArrowLeft")
    assert state(page)["swipe"] == "48"


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
        "&swipe=101&lat=x&lon=106&zoom=11&on=x.y&off=&tab=x"
    )
    with opened(chromium, f"{address}#{strange}") as page:
        assert page.locator("#narrowed .chip").count() == 0
        assert popup(page).count() == 0
        assert state(page) == {"lang": "fr"}
