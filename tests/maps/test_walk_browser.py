"""From facility to facility on the map by keys alone: said, ringed, opened, and back."""

from __future__ import annotations

import pytest

from geoplan.maps.comparison import render
from geoplan.reports.comparison import compare
from tests.maps.browser import opened
from tests.maps.compared import write_old_and_new
from tests.maps.test_browser import SIZES, apart, at, popup

pytestmark = pytest.mark.browser

RINGED = """async ([x, y]) => {
    const frame = () => new Promise((drawn) => requestAnimationFrame(drawn));
    await frame();
    await frame();
    const canvas = document.querySelector(".leaflet-overlay-pane canvas");
    const box = canvas.getBoundingClientRect();
    const fine = canvas.width / box.width;
    const round = canvas.getContext("2d").getImageData(
        (x - box.left - 22) * fine, (y - box.top - 22) * fine, 44 * fine, 44 * fine).data;
    const [r, g, b] = page.channels(page.colour("focus"));
    let found = 0;
    for (let i = 0; i < round.length; i += 4) {
        found += round[i] === r && round[i + 1] === g && round[i + 2] === b;
    }
    return found;
}"""
PLACES = "page.planStops().map(({ symbol }) => symbol.shownAt())"


def focus_map(page):
    page.focus("#search input")
    page.keyboard.press("Escape")
    page.evaluate("page.map.getContainer().focus()")


def said(page):
    return page.locator("#walk-at").inner_text()


@pytest.mark.parametrize(
    ("language", "first", "last"),
    [("vi", "#1 · ", "1/"), ("en", "#1 · ", "1 of ")],
)
def test_keys_lead_through_the_facilities_in_their_order(chromium, address, language, first, last):
    with opened(chromium, f"{address}#lang={language}") as page:
        focus_map(page)
        assert page.locator("#walk-keys").is_visible()
        page.keyboard.press("n")
        told = said(page)
        assert first in told
        assert told.split(" · ")[-1].startswith(last)
        place = page.evaluate(PLACES)[0]
        assert page.evaluate(RINGED, at(page, [place["lat"], place["lng"]])) > 20
        order = [told]
        for _ in range(3):
            page.keyboard.press("N")
            order.append(said(page))
        assert len(set(order)) == 4
        for told in reversed(order[:-1]):
            page.keyboard.press("p")
            assert said(page) == told
        page.keyboard.press("p")  # round to the last
        ends = said(page).split(" · ")[-1]
        n = page.evaluate("page.planStops().length + page.todayStops().length")
        assert ends in (f"{n}/{n}", f"{n} of {n}")


def test_enter_opens_the_card_and_escape_leads_back(page):
    focus_map(page)
    page.keyboard.press("n")
    page.keyboard.press("n")
    told = said(page)
    page.keyboard.press("Enter")
    assert popup(page).count() == 1
    assert page.evaluate("document.activeElement.matches('.leaflet-popup h3')")
    page.keyboard.press("n")  # in the card it is a letter
    assert said_text(page) == told
    page.keyboard.press("Escape")
    assert popup(page).count() == 0
    assert page.evaluate("document.activeElement === page.map.getContainer()")
    assert said(page) == told
    page.keyboard.press("Escape")
    assert said(page) == ""


def said_text(page):
    """What the live region holds, shown or not."""
    return page.locator("#walk-at").text_content()


def test_the_words_wait_for_the_keyboard_and_follow_the_language(page):
    assert page.locator("#walk").is_hidden()
    page.mouse.click(400, 400)
    assert page.locator("#walk").is_hidden()
    focus_map(page)
    page.keyboard.press("n")
    page.evaluate("page.chooseLanguage('en')")
    assert " of " in said(page)
    described = page.get_attribute(".folium-map", "aria-describedby")
    assert "next" in page.locator(f"#{described}").text_content()
    assert page.get_attribute("#walk-at", "role") == "status"


def test_only_what_the_map_shows_is_reached(english):
    english.evaluate("void page.map.setView([20.815, 106.015], 14, { animate: false })")
    focus_map(english)
    inside = english.evaluate(
        "[...page.planStops(), ...page.todayStops()].filter(({ symbol }) =>"
        " page.map.getBounds().contains(symbol.shownAt())).length"
    )
    assert inside > 0
    english.keyboard.press("n")
    assert said(english).endswith(f"1 of {inside}")
    english.evaluate("void page.map.setView([0, 0], 14, { animate: false })")
    english.keyboard.press("n")
    assert said(english) == "No facility in this part of the map"


def test_what_is_taken_off_the_map_is_left(english):
    focus_map(english)
    english.keyboard.press("n")
    english.evaluate("page.setFilter({ from: 10, to: 20 })")
    assert said_text(english) == ""
    english.keyboard.press("n")
    assert "#1 " not in said(english)


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
def test_what_has_the_focus_lies_clear_of_what_floats(chromium, address, size):
    with opened(chromium, address, size=size) as page:
        focus_map(page)
        floating = ("#view", "#search", "#far", "#walk", ".leaflet-control-zoom")
        for _ in range(12):
            page.keyboard.press("n")
            page.wait_for_timeout(30)
            ring = page.evaluate(
                """() => {
                    const box = page.map.getContainer().getBoundingClientRect();
                    let found;
                    page.map.eachLayer((layer) => {
                        const own = layer.options.color === page.colour("focus");
                        if (own && layer.getRadius) found = layer;
                    });
                    const { x, y } = page.map.latLngToContainerPoint(found.getLatLng());
                    return { x: box.left + x - 4, y: box.top + y - 4, width: 8, height: 8 };
                }"""
            )
            boxes = [page.locator(selector).bounding_box() for selector in floating]
            assert all(apart(ring, box) for box in boxes)
        for box in boxes[:3] + boxes[4:]:
            assert apart(box, boxes[3])


def test_the_map_is_moved_without_dragging(english):
    """By a double click there, and the button back; a list or the search lead anywhere at once."""
    before = english.evaluate("page.map.getCenter()")
    english.mouse.dblclick(900, 180)
    english.click(".leaflet-control-zoom-out")
    after = english.evaluate("page.map.getCenter()")
    assert after["lng"] > before["lng"]
    assert after["lat"] > before["lat"]


def test_keys_lead_through_what_changed_between_two_plans(chromium, whole, tmp_path):
    path = tmp_path / "compare.html"
    path.write_text(render(compare(*write_old_and_new(whole, tmp_path))), encoding="utf-8")
    with opened(chromium, f"{path.as_uri()}#lang=en") as page:
        focus_map(page)
        page.keyboard.press("n")
        assert page.evaluate("page.planStops().length") > 60
        assert said(page).endswith("1 of 65")
        page.keyboard.press("Enter")
        assert popup(page).count() == 1
        page.keyboard.press("Escape")
        assert page.evaluate("document.activeElement === page.map.getContainer()")
