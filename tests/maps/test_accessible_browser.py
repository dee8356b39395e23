"""The page for everybody: keyboard all through, focus to be seen, contrast, names, phones."""

from __future__ import annotations

import pytest

from tests.maps.browser import opened
from tests.maps.test_browser import SIZES, apart, number_of, popup
from tests.maps.toyplan import PUBLIC

pytestmark = pytest.mark.browser

LEAST_CONTRAST, LEAST_TARGET_PX = 4.5, 24
# Every visible text with its colour and what lies behind it
CONTRASTS = """() => {
    const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
    const channels = (colour) => {
        canvas.clearRect(0, 0, 1, 1);
        canvas.fillStyle = colour;
        canvas.fillRect(0, 0, 1, 1);
        return canvas.getImageData(0, 0, 1, 1).data;
    };
    const luminance = (colour) => {
        const [r, g, b] = [...channels(colour)].slice(0, 3).map((value) => {
            const part = value / 255;
            return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
        });
        return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    const behind = (node) => {
        for (let at = node; at; at = at.parentElement) {
            const { backgroundColor } = getComputedStyle(at);
            if (channels(backgroundColor)[3] > 200) return backgroundColor;
        }
        return "#fff";
    };
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const found = [];
    while (texts.nextNode()) {
        const node = texts.currentNode.parentElement;
        const text = texts.currentNode.textContent.trim();
        if (!text || node.closest("script, style, svg, .name, [disabled], option")) continue;
        if (node.closest("label:has(:disabled)") || !node.checkVisibility()) continue;
        const [a, b] = [getComputedStyle(node).color, behind(node)].map(luminance);
        const contrast = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
        found.push([contrast, text]);
    }
    return found;
}"""
NAMELESS = """() => [...document.querySelectorAll(
    "button, a[href], input, select, summary, [role], [tabindex]"
)].filter((node) => node.checkVisibility()).filter((node) => {
    const needNone = ["presentation", "status", "rowgroup", "tabpanel", "search"];
    if (needNone.includes(node.role)) return false;
    const labels = [...(node.labels ?? [])].map((label) => label.textContent).join("");
    return !(node.ariaLabel || labels || node.textContent.trim() || node.title);
}).map((node) => node.outerHTML.slice(0, 120))"""
SMALL = """(least) => [...document.querySelectorAll(
    "button, summary, select, input, label:has(input)"
)]
    .filter((node) => node.checkVisibility() && !node.matches(".link, label input"))
    .filter((node) => !node.closest("dd, td"))
    .map((node) => [node.getBoundingClientRect(), node])
    .filter(([box]) => box.width > 0 && (box.height < least - 0.5 || box.width < least - 0.5))
    .map(([box, node]) => `${box.width}x${box.height} ${node.outerHTML.slice(0, 100)}`)"""


STATES = {
    "start": "() => {}",
    "ranking": "() => document.querySelector('#tab-ranking').click()",
    "about": "() => document.querySelector('#tab-about').click()",
    "filter": "() => { document.querySelector('#filter').open = true; page.setFilter({ to: 9 }); }",
    "take": "() => { document.querySelector('#take').open = true; }",
    "card": "() => { page.goToSite(0); }",
    "commune": "() => { page.goToCommune('00005'); }",
}


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("language", ["vi", "en"])
def test_texts_stand_out_and_everything_has_a_name_and_room(chromium, address, language, state):
    with opened(chromium, f"{address}#lang={language}") as page:
        page.evaluate(STATES[state])
        texts = page.evaluate(CONTRASTS)
        assert len(texts) > 50
        assert [text for text in texts if text[0] < LEAST_CONTRAST] == []
        assert page.evaluate(NAMELESS) == []
        assert page.evaluate(SMALL, LEAST_TARGET_PX) == []


def test_every_control_is_reached_by_tab_and_shows_it(page):
    seen, outlines = set(), set()
    for _ in range(150):
        page.keyboard.press("Tab")
        said = page.evaluate(
            """() => {
                const { activeElement: node } = document;
                const { outlineStyle, outlineWidth } = getComputedStyle(node);
                const place = node.id || node.closest("[id]")?.id || node.tagName;
                return [place, node.tagName === "BODY" ? "" : `${outlineStyle} ${outlineWidth}`];
            }"""
        )
        seen.add(said[0])
        outlines.add(said[1])
    assert {"tab-result", "result", "year", "map_plan", "layers", "view", "far"} & seen >= {
        "tab-result", "result", "year", "layers", "view", "far",
    }  # fmt: skip
    assert {"filter", "take"} <= seen
    assert outlines <= {"", "solid 3px"}


def test_the_list_leads_through_the_sites_without_a_mouse(english):
    english.focus("#tab-result")
    english.keyboard.press("ArrowRight")
    english.keyboard.press("Tab")
    for _ in range(12):
        if english.evaluate("document.activeElement.matches('.row')"):
            break
        english.keyboard.press("Tab")
    english.keyboard.press("ArrowDown")
    english.keyboard.press("ArrowDown")
    english.keyboard.press("Enter")
    assert popup(english).locator("h3 .rank").inner_text() == "3"
    english.keyboard.press("Escape")
    assert english.evaluate("document.activeElement.dataset.site") == str(
        number_of(english, PUBLIC, 3)
    )


def test_the_menus_open_from_the_keyboard_one_at_a_time(page):
    page.focus("#filter summary")
    page.keyboard.press("Enter")
    assert page.locator("#filter form").is_visible()
    page.focus("#take summary")
    page.keyboard.press("Enter")
    page.locator("#filter form").wait_for(state="hidden")
    page.keyboard.press("Escape")
    assert page.locator("#taking").is_hidden()


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
def test_the_strip_and_its_menus_fit_every_screen(chromium, address, size):
    with opened(chromium, address, size=size) as page:
        for language in ("vi", "en"):
            page.evaluate("language => page.chooseLanguage(language)", language)
            for menu in ("#filter", "#take"):
                page.click(f"{menu} summary")
                sheet = page.locator(f"{menu} > :not(summary)").bounding_box()
                assert sheet["x"] >= 0
                assert sheet["x"] + sheet["width"] <= size[0]
                page.keyboard.press("Escape")
            strip, drawn = (page.locator(part).bounding_box() for part in ("#strip", ".folium-map"))
            assert apart(strip, drawn)
            assert page.evaluate("document.documentElement.scrollWidth") <= size[0]


def test_who_asks_for_calm_gets_no_flights(chromium, address):
    with opened(chromium, address) as page:
        page.evaluate("n => page.goToSite(n)", number_of(page, PUBLIC, 9))
        assert not page.evaluate("Boolean(page.map._flyToFrame)")
        assert not page.evaluate("page.moves")


@pytest.mark.parametrize("size", [SIZES[0], SIZES[-1]], ids=["large", "phone"])
def test_who_skips_the_map_comes_to_the_results(chromium, address, size):
    with opened(chromium, address, size=size) as page:
        page.keyboard.press("Tab")
        assert page.locator(":focus").inner_text() == "Đến bảng kết quả"
        page.keyboard.press("Enter")
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.id") == "tab-result"
        assert page.locator("#tab-result").is_visible()


def test_on_a_phone_the_title_stands_first_and_no_button_lies_under_a_card(chromium, address):
    with opened(chromium, address, size=SIZES[-1]) as page:
        title, drawn = (page.locator(part).bounding_box() for part in ("h1", ".folium-map"))
        assert title["y"] + title["height"] <= drawn["y"]
        page.evaluate("page.goToSite(0)")
        card = popup(page).bounding_box()
        for button in page.locator(".folium-map ~ * button, .leaflet-control-zoom a").all():
            if button.is_visible():
                assert apart(button.bounding_box(), card)


def test_a_row_that_takes_the_focus_comes_out_from_under_the_programmes(chromium, html, tmp_path):
    path = tmp_path / "index.html"
    path.write_text(html, encoding="utf-8")
    with opened(chromium, path.as_uri()) as page:
        page.click("#tab-ranking")
        page.locator("#ranking .row").nth(30).focus()
        for _ in range(12):
            page.keyboard.press("ArrowUp")
            row, switch = (page.locator(each).bounding_box() for each in (":focus", ".switch"))
            assert apart(row, switch)
