"""Swipe: today on the left of a handle, the plan or the year chosen on its right."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from tests.maps.browser import opened
from tests.maps.test_browser import SIZES, apart, at, colour, popup
from tests.maps.test_programme_browser import slide

pytestmark = pytest.mark.browser

CODE = "00005"  # between 106.1 and 106.2
LEFT, RIGHT = [20.94, 106.11], [20.935, 106.19]  # of the middle of the first view


def seen(page, place):
    """Return the colour that the screen shows at [lat, lon]."""
    page.evaluate("() => new Promise((done) => requestAnimationFrame(() => setTimeout(done, 50)))")
    x, y = at(page, place)
    shot = page.screenshot(clip={"x": round(x), "y": round(y), "width": 1, "height": 1})
    return "#{:02x}{:02x}{:02x}".format(
        *Image.open(io.BytesIO(shot)).convert("RGB").getpixel((0, 0))
    )


def wanted(page, time):
    return page.evaluate("([code, time]) => page.colourAt(code, time)", [CODE, time])


def turn_on(page):
    page.click("#view .swipe-on")
    page.mouse.move(1, 1)


def share(page):
    return int(page.locator(".swipe .grip").get_attribute("aria-valuenow"))


def test_it_is_off_at_the_start_and_one_button_turns_it_on_and_off(page):
    button = page.locator("#view .swipe-on")
    assert page.locator(".swipe").is_hidden()
    assert button.get_attribute("aria-pressed") == "false"
    turn_on(page)
    assert button.get_attribute("aria-pressed") == "true"
    assert (seen(page, LEFT), seen(page, RIGHT)) == (wanted(page, "before"), wanted(page, "after"))
    assert wanted(page, "before") != wanted(page, "after")
    turn_on(page)
    assert page.locator(".swipe").is_hidden()
    assert seen(page, LEFT) == seen(page, RIGHT) == colour(page, LEFT) == wanted(page, "after")


def test_the_right_side_is_the_year_chosen(page):
    turn_on(page)
    slide(page, 2028)
    assert (seen(page, LEFT), seen(page, RIGHT)) == (wanted(page, "before"), wanted(page, 2028))
    assert page.locator(".swipe .side").all_inner_texts() == ["Hiện nay", "Đến hết năm 2028"]


@pytest.mark.parametrize(
    ("language", "left", "right", "said"),
    [
        ("vi", "Hiện nay", "Theo phương án", "Hiện nay ở 52% bên trái bản đồ"),
        ("en", "Today", "With the plan", "Today on the left 52% of the map"),
    ],
)
def test_it_works_from_the_keyboard_and_says_where_it_stands(
    chromium, address, language, left, right, said
):
    with opened(chromium, f"{address}#lang={language}") as page:
        turn_on(page)
        grip = page.locator(".swipe .grip")
        assert grip.get_attribute("role") == "slider"
        assert page.locator(".swipe .side").all_inner_texts() == [left, right]
        grip.focus()
        page.keyboard.press("ArrowRight")
        assert share(page) == 52
        assert grip.get_attribute("aria-valuetext").startswith(said)
        assert right in grip.get_attribute("aria-valuetext")
        page.keyboard.press("PageDown")
        assert share(page) == 42
        page.keyboard.press("Home")
        assert share(page) == 0
        assert seen(page, LEFT) == seen(page, RIGHT) == wanted(page, "after")
        page.keyboard.press("End")
        assert share(page) == 100
        assert seen(page, LEFT) == seen(page, RIGHT) == wanted(page, "before")
        assert page.evaluate("document.activeElement.className") == "grip"


def test_it_is_dragged_with_the_mouse_and_the_map_stays(page):
    turn_on(page)
    centre = page.evaluate("page.map.getCenter()")
    box = page.locator(".swipe .grip").bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x + 5, y)
    page.mouse.down()
    target, _ = at(page, [20.94, 106.14])
    page.mouse.move(at(page, LEFT)[0] - 20, y + 30, steps=4)
    assert seen(page, LEFT) == wanted(page, "after")
    page.mouse.move(target, y, steps=4)
    page.mouse.up()
    assert seen(page, LEFT) == wanted(page, "before")
    box = page.locator(".swipe .grip").bounding_box()
    assert box["x"] + box["width"] / 2 == pytest.approx(target - 5, abs=1.5)
    assert page.evaluate("page.map.getCenter()") == centre


def test_it_is_dragged_with_a_finger(chromium, address):
    with opened(chromium, address, size=(390, 844), has_touch=True, is_mobile=True) as page:
        page.tap("#view .swipe-on")
        box = page.locator(".swipe .grip").bounding_box()
        assert min(box["width"], box["height"]) >= 44
        x, y = box["x"] + 22, box["y"] + 22
        centre = page.evaluate("page.map.getCenter()")
        touch = page.context.new_cdp_session(page)
        for kind, to in (("touchStart", x), ("touchMove", x - 40), ("touchMove", x - 78),
                         ("touchEnd", None)):  # fmt: skip
            points = [] if to is None else [{"x": to, "y": y}]
            touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
        assert share(page) == 30
        assert page.evaluate("page.map.getCenter()") == centre
        assert page.evaluate("document.documentElement.scrollWidth") <= 390


@pytest.mark.parametrize("motion", ["reduce", "no-preference"])
def test_it_keeps_its_place_on_the_screen_while_the_map_moves(chromium, address, motion):
    with opened(chromium, address, reduced_motion=motion) as page:
        turn_on(page)
        before = page.locator(".swipe .grip").bounding_box()
        for move in ("map.panBy([37, 11])", "map.setZoom(page.map.getZoom() + 0.4)",
                     "map.panBy([-20, 0], { animate: false })"):  # fmt: skip
            page.evaluate(f"() => {{ page.{move}; }}")
            page.wait_for_timeout(900 if motion == "no-preference" else 100)
            box = page.locator(".swipe .grip").bounding_box()
            assert box["x"] == pytest.approx(before["x"], abs=1)
            middle = box["x"] + box["width"] / 2
            for place, time in ((LEFT, "before"), (RIGHT, "after")):
                assert (at(page, place)[0] < middle) == (time == "before")
                assert seen(page, place) == wanted(page, time), move


def test_what_lies_above_the_sides_is_still_pointed_at(english):
    turn_on(english)
    english.mouse.move(*at(english, LEFT))
    assert "An Lao Ward" in english.locator(".leaflet-tooltip").inner_text()
    english.mouse.click(*at(english, RIGHT))
    assert popup(english).locator("h3").inner_text() == "An Lao Ward"


def test_the_legend_counts_both_sides(english):
    english.click("#view [data-view=before]")
    today = english.locator("#classes .count").all_inner_texts()
    english.click("#view [data-view=after]")
    planned = english.locator("#classes .count").all_inner_texts()
    turn_on(english)
    both = [f"{left}|{right}" for left, right in zip(today, planned, strict=True)]
    assert english.locator("#classes .count").all_inner_texts() == both
    title = english.locator("#legend-title").inner_text()
    assert title == "Share of people covered, today | with the plan"


def test_the_cells_are_cut_too(english):
    english.locator("#layers li", has_text="People by cell").locator("input").check()
    turn_on(english)
    english.evaluate("page.setSwipe(0.9)")
    beside = [20.935, 106.17]  # in the square of the cell, clear of markers
    english.evaluate("([lat, lon]) => { page.map.setView([lat, lon], 9.5); }", beside)
    assert seen(english, beside) == wanted(english, "before")
    english.evaluate("page.setSwipe(0.1)")
    assert seen(english, beside) == wanted(english, "after")


def test_to_ask_for_one_time_alone_ends_it(page):
    for view, time in (("before", "before"), ("after", "after")):
        turn_on(page)
        page.click(f"#view [data-view={view}]")
        assert page.locator(".swipe").is_hidden()
        assert seen(page, LEFT) == seen(page, RIGHT) == wanted(page, time)


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
def test_the_view_with_a_year_and_the_handle_fit_every_screen(chromium, address, size):
    with opened(chromium, address, size=size) as page:
        slide(page, 2028)
        turn_on(page)
        for language in ("vi", "en"):
            page.evaluate("language => page.chooseLanguage(language)", language)
            assert page.evaluate("document.documentElement.scrollWidth") <= size[0]
            view, search, grip, island, zoom = (
                page.locator(part).bounding_box()
                for part in ("#view", "#search", ".swipe .grip", "#far", ".leaflet-control-zoom")
            )
            assert view["x"] + view["width"] <= size[0]
            for other in (search, grip, island, zoom):
                assert apart(view, other)
            for other in (search, island, zoom):
                assert apart(grip, other)


def test_names_are_light_on_dark_on_either_side(english):
    turn_on(english)
    english.evaluate("() => { page.map.setView([20.95, 106.15], 11.5); }")
    for part, time in ((0.9, "before"), (0.1, "after")):
        english.evaluate("part => page.setSwipe(part)", part)
        is_dark = english.evaluate("colour => page.isDarkColour(colour)", wanted(english, time))
        name = english.locator(".name", has_text="An Lao")
        assert ("on-dark" in name.get_attribute("class")) == is_dark


def test_paper_and_picture_show_both_sides(english):
    turn_on(english)
    english.click("#take summary")
    with english.expect_download() as download:
        english.locator("#taking .chip", has_text="picture").click()
    picture = Image.open(download.value.path()).convert("RGB")
    english.keyboard.press("Escape")
    for place, time in ((LEFT, "before"), (RIGHT, "after")):
        x, y = at(english, place)
        box = english.locator(".folium-map").bounding_box()
        pixel = picture.getpixel((round(2 * (x - box["x"])), round(2 * (y - box["y"] + 70))))
        assert "#{:02x}{:02x}{:02x}".format(*pixel) == wanted(english, time)
    english.emulate_media(media="print")
    english.evaluate("() => { window.dispatchEvent(new Event('beforeprint')); }")
    # a browser prints one canvas over the other: the upper one must hold both sides
    assert colour(english, LEFT) == wanted(english, "before")
    assert colour(english, RIGHT) == wanted(english, "after")
    assert english.locator(".swipe .side").first.is_visible()
    assert english.locator(".swipe .grip").is_hidden()
    assert english.locator("#view").is_hidden()
    english.evaluate("() => { window.dispatchEvent(new Event('afterprint')); }")
    english.emulate_media(media="screen")
    assert (seen(english, LEFT), seen(english, RIGHT)) == (
        wanted(english, "before"), wanted(english, "after"),
    )  # fmt: skip
