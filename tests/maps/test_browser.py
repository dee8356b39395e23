"""The page in a real browser, with the network cut off."""

from __future__ import annotations

from itertools import combinations

import pytest

from geoplan.maps.classes import COLOURS
from geoplan.maps.page import MAX_ZOOM
from tests.maps.browser import opened
from tests.maps.toyplan import HOSTILE, PUBLIC, RANKS_THERE, SHARED_PLACE, demand

pytestmark = pytest.mark.browser

SIZES = [(1920, 1080), (1366, 768), (1024, 768), (390, 844)]
# In the toy plan: an empty spot of a commune, and classes of its share today and with the plan
COMMUNE, SPOT, TODAY, PLANNED = "00004", [20.93, 106.03], 3, 3
CHANGING, CHANGING_SPOT, FROM, TO = "00005", [20.985, 106.15], 0, 5


@pytest.fixture(scope="module")
def address(html, tmp_path_factory):
    path = tmp_path_factory.mktemp("page") / "index.html"
    path.write_text(html, encoding="utf-8")
    return path.as_uri()


def at(page, place):
    """Return where [lat, lon] stands on the screen."""
    return page.evaluate(
        """([lat, lon]) => {
            const box = page.map.getContainer().getBoundingClientRect();
            const point = page.map.latLngToContainerPoint([lat, lon]);
            return [box.left + point.x, box.top + point.y];
        }""",
        place,
    )


def colour(page, place):
    """Return the colour painted at [lat, lon], as #rrggbb, once the canvas is drawn."""
    return page.evaluate(
        """async ([lat, lon]) => {
            const frame = () => new Promise((drawn) => requestAnimationFrame(drawn));
            await frame();
            await frame();
            const canvas = document.querySelector(".leaflet-overlay-pane canvas");
            const { left, top, width } = canvas.getBoundingClientRect();
            const box = page.map.getContainer().getBoundingClientRect();
            const point = page.map.latLngToContainerPoint([lat, lon]);
            const fine = canvas.width / width;
            const [x, y] = [box.left + point.x - left, box.top + point.y - top];
            const pixel = canvas.getContext("2d").getImageData(x * fine, y * fine, 1, 1).data;
            const hex = (value) => value.toString(16).padStart(2, "0");
            return "#" + [...pixel.slice(0, 3)].map(hex).join("");
        }""",
        place,
    )


def number_of(page, programme, rank):
    return page.evaluate(
        "([p, r]) => page.plan.sites.findIndex((s) => s.programme === p && s.rank === r)",
        [programme, rank],
    )


def apart(box, other):
    return (
        box["x"] + box["width"] <= other["x"]
        or other["x"] + other["width"] <= box["x"]
        or box["y"] + box["height"] <= other["y"] + 2
        or other["y"] + other["height"] <= box["y"] + 2
    )


def popup(page):
    """Return the popup once the map has made room for it: a click on what moves may miss."""
    while page.evaluate("Boolean(page.map._panAnim?._inProgress)"):
        page.wait_for_timeout(20)
    return page.locator(".leaflet-popup")


def choose(page, selector, text):
    page.locator(selector, has_text=text).first.click()


def test_it_opens_in_vietnamese_with_the_headline(page):
    assert page.locator("html").get_attribute("lang") == "vi"
    assert page.locator("h1").inner_text() == "Thị trấn đồ chơi" == page.title()
    headline = page.locator("#headline").inner_text()
    assert "1.234.567 người" in headline
    assert "2.345.678 người" in headline
    assert "41,2%" in headline
    assert "78,2%" in headline
    assert "3.000.000" in headline
    programmes = page.locator("#programmes").inner_text()
    assert "không quá 1,3%" in programmes  # 1.231 % rounded up
    assert "tốt nhất có thể, đã chứng minh" in programmes
    assert "thu hút 54.321 người, trong đó 43.210 từ bệnh viện khác" in programmes


def test_a_link_opens_it_in_english(english):
    assert english.locator("html").get_attribute("lang") == "en"
    assert english.title() == "Toy town"
    headline = english.locator("#headline").inner_text()
    assert "1,234,567 people" in headline
    assert "41.2%" in headline
    assert "within 1.3%" in english.locator("#programmes").inner_text()


def test_the_language_changes_everywhere_and_in_the_address(page):
    page.mouse.click(*at(page, SPOT))
    assert "Xã Thuỷ Nguyên" in popup(page).inner_text()
    page.click("[data-language=en]")
    assert "Thuy Nguyen Commune" in popup(page).inner_text()
    assert page.locator("#tab-ranking").inner_text() == "Ranking"
    assert page.locator("[data-view=after]").inner_text() == "With the plan"
    assert page.get_attribute("#search input", "placeholder") == "Commune, facility, #rank…"
    assert page.locator("[data-language=en]").get_attribute("aria-pressed") == "true"
    assert page.url.endswith("#commune=00004&lang=en")
    shown = page.locator("body").inner_text()
    for vietnamese in ("Hiện nay", "người", "Chú giải", "phường"):
        assert vietnamese not in shown
    page.click("[data-language=vi]")
    assert page.title() == "Thị trấn đồ chơi"


def test_the_communes_take_the_colour_of_the_time_shown(page):
    assert colour(page, CHANGING_SPOT) == COLOURS[FROM]
    assert colour(page, SPOT) == COLOURS[TODAY]
    page.click("[data-view=after]")
    assert colour(page, CHANGING_SPOT) == COLOURS[TO]
    assert colour(page, SPOT) == COLOURS[PLANNED]
    assert "theo phương án" in page.locator("#legend-title").inner_text()
    page.keyboard.press("ArrowLeft")
    assert page.locator("#view [data-view=before]").get_attribute("aria-checked") == "true"
    assert colour(page, CHANGING_SPOT) == COLOURS[FROM]


@pytest.mark.parametrize("motion", ["reduce", "no-preference"])
def test_the_shapes_go_where_the_map_goes(chromium, address, motion):
    with opened(chromium, address, reduced_motion=motion) as page:
        for view in (([20.98, 106.15], 13), ([20.9, 106.15], 10.3), ([20.97, 106.05], 12)):
            page.evaluate("([at, zoom]) => page.goTo(at, zoom)", view)
            page.wait_for_timeout(1100 if motion == "no-preference" else 100)
            assert page.evaluate("page.map.getZoom()") == pytest.approx(view[1], abs=0.06)
            assert colour(page, [20.985, 106.11]) == COLOURS[FROM]
            assert colour(page, [20.985, 106.09]) == COLOURS[TODAY]


def test_the_colours_fade_and_arrive(chromium, address):
    with opened(chromium, address, reduced_motion="no-preference") as page:
        page.click("[data-view=after]")
        page.wait_for_timeout(600)
        assert colour(page, CHANGING_SPOT) == COLOURS[TO]


def test_the_histogram_counts_each_commune_once(page):
    counts = page.locator("#classes .count").all_inner_texts()
    assert [int(count) for count in counts] == [2, 1, 1, 1, 0, 1]  # one share is not known
    page.click("[data-view=after]")
    counts = page.locator("#classes .count").all_inner_texts()
    assert [int(count) for count in counts] == [0, 0, 1, 1, 1, 4]  # 0.4 begins the third


def test_a_marker_says_why_here(english):
    english.evaluate("n => page.goToSite(n)", number_of(english, PUBLIC, 1))
    english.evaluate("page.map.closePopup()")
    english.mouse.click(*at(english, [20.812, 106.012]))
    said = popup(english).inner_text()
    for part in (
        "Reason of rank 1",
        "9,900",
        "21.3 min → 3.0 min",
        "8,900 people",
        "firm; in 99% of the plans made again; rank 1–6",
        "former station",
    ):
        assert part in said


def test_a_card_says_whom_it_serves_what_else_would_do_and_what_holds_it(english):
    english.evaluate("n => page.goToSite(n)", number_of(english, PUBLIC, 1))
    rows = popup(english).locator(".serves tbody tr").all_inner_texts()
    assert [row.split("\t") for row in rows] == [
        ["An Lao Ward", "6,000", "5,000", "4,321"],
        ["Kien Thuy Commune", "3,000", "0", "0"],
        ["2 other communes", "0", "0", "-11"],
    ]
    said = popup(english).inner_text()
    for part in (
        "18.3 min each, 181,170 in all",
        "rank 10, Cam Giang Commune (295 people fewer)",
        "rank 9, Cam Giang Commune (135 people fewer)",
        "the site takes no more facilities",
    ):
        assert part in said
    english.evaluate("n => page.goToSite(n)", number_of(english, PUBLIC, 9))
    said = popup(english).inner_text()
    assert "(105 people more)" in said
    assert "next left out in Thuy Nguyen Commune" in said
    english.evaluate("n => page.goToSite(n)", number_of(english, PUBLIC, 8))
    assert "1,234 places left" in popup(english).inner_text()


def test_each_step_stands_beside_the_best_of_its_size(english):
    summary = english.locator("#ladder summary")
    assert (
        summary.inner_text() == "At each step within 2.0% of the best plan with as many facilities"
    )
    summary.click()
    rows = english.locator("#ladder tbody tr").all_inner_texts()
    assert rows == ["30\t1,800,000\t2.0%", "60\t2,345,678\t1.3%"]


def test_sites_at_one_place_share_one_popup(english):
    number = number_of(english, PUBLIC, RANKS_THERE[1])
    english.evaluate("n => page.goToSite(n)", number)
    assert "3 facilities here" in popup(english).inner_text()
    assert popup(english).locator("summary .rank").all_inner_texts() == [
        str(rank) for rank in RANKS_THERE
    ]
    assert popup(english).locator("details[open] .reason").inner_text() == "Reason of rank 7"


def test_what_shares_a_point_does_not_hide_the_rest(english):
    english.evaluate("place => page.goTo(place, 14)", [SHARED_PLACE[1], SHARED_PLACE[0]])
    x, y = at(english, [SHARED_PLACE[1], SHARED_PLACE[0]])
    english.mouse.click(x, y)
    assert "New public facilities" in popup(english).inner_text()
    english.keyboard.press("Escape")
    english.mouse.click(x + 13, y - 9)
    assert "Private hospitals" in popup(english).inner_text()
    assert "50,000" in popup(english).inner_text()


def test_the_runner_up_is_flown_to(english):
    english.evaluate("n => page.goToSite(n)", number_of(english, PUBLIC, 1))
    choose(english, ".leaflet-popup dd .link", "rank 9")
    assert popup(english).locator("h3 .rank").inner_text() == "9"
    english.evaluate("n => page.goToSite(n)", number_of(english, PUBLIC, 3))
    choose(english, ".leaflet-popup dd .link", "Kien Thuy")
    assert popup(english).count() == 0
    assert english.evaluate("page.map.getBounds().contains([20.95, 106.25])")


def test_a_commune_tells_both_times_and_leads_to_its_sites(english):
    english.mouse.click(*at(english, CHANGING_SPOT))
    card = popup(english)
    assert card.locator("h3").inner_text() == "An Lao Ward"
    row = card.locator("tr", has_text="Share of people covered").inner_text().split("\t")
    assert row[1:] == ["5.0%", "96.0%"]
    assert "Private hospitals to attract: 2" in card.inner_text()
    card.locator(".chips .rank", has_text="60").click()
    assert popup(english).locator("details[open] .rank").inner_text() == "60"


def test_unknown_and_out_of_reach_are_said(english):
    english.evaluate("page.goToCommune('00009')")
    said = popup(english).inner_text()
    assert "out of reach" in said
    assert "island" in said
    english.evaluate("page.goToCommune('00006')")
    row = popup(english).locator("tr", has_text="Share of people covered").inner_text()
    assert row.split("\t")[1:] == ["–", "40.0%"]


def test_search_finds_with_and_without_diacritics(page):
    cases = {
        "cam giang": ["Xã Cẩm Giang", "Xã Cẩm Giàng"],
        "Cẩm Giàng": ["Xã Cẩm Giàng", "Xã Cẩm Giang"],
        "thuy nguyen": ["Xã Thuỷ Nguyên"],
        "dong": ["Phường Đông Hải"],
        "special zone": ["Đặc khu Hòn Xa"],
        "HẢI": ["Phường Đông Hải"],
        "nowhere": ["Không tìm thấy"],
        "   ": [],
    }
    for typed, found in cases.items():
        page.fill("#search input", typed)
        communes = page.locator("#found:visible li:not([data-found=site], [data-found=facility])")
        assert communes.all_inner_texts() == found, typed


def test_search_works_from_the_keyboard(page):
    page.focus("#search input")
    page.keyboard.type("giang")
    page.keyboard.press("ArrowDown")
    assert page.locator("#found [aria-selected=true]").inner_text() == "Xã Cẩm Giàng"
    page.keyboard.press("Enter")
    assert popup(page).locator("h3").inner_text() == "Xã Cẩm Giàng"
    assert page.locator("#found").is_hidden()
    page.keyboard.press("Escape")
    assert popup(page).count() == 0
    assert page.evaluate("document.activeElement.matches('#search input')")


def test_the_ranking_and_the_map_lead_to_each_other(page):
    page.click("#tab-ranking")
    assert page.locator("#ranking .row").count() == 60
    page.locator("#ranking .row").nth(4).click()
    assert popup(page).locator("h3 .rank").inner_text() == "5"
    page.keyboard.press("Escape")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    assert popup(page).locator("h3 .rank").inner_text() == "6"
    page.evaluate("n => page.goToSite(n)", number_of(page, "private-hospitals", 2))
    assert page.locator("#ranking .row").count() == 2
    assert page.locator("#ranking [aria-current] .rank").inner_text() == "2"


def test_layers_come_and_go(page):
    boxes = page.locator("#layers input")
    shown = [boxes.nth(i).is_checked() for i in range(boxes.count())]
    assert shown == [True, True, True, False, False, False, False, False]
    assert boxes.nth(3).is_disabled()  # no clinic is located
    spot = [20.98, 106.28]
    page.evaluate("([lat, lon]) => { page.map.setView([lat, lon], 12); }", spot)
    before = colour(page, spot)
    boxes.nth(5).check()
    page.wait_for_timeout(100)
    page.mouse.click(*at(page, spot))
    assert "Trạm y tế cũ" in popup(page).inner_text()
    boxes.nth(5).uncheck()
    assert popup(page).count() == 0
    page.wait_for_timeout(100)
    assert colour(page, spot) == before


def test_the_road_network_is_drawn_when_asked_for_and_says_whom_it_does_not_reach(english):
    boxes = english.locator("#layers input")
    far, road = next(iter(demand().geometry)), [20.8544, 106.11]
    before = colour(english, road)
    boxes.last.check()
    english.wait_for_timeout(100)
    assert colour(english, road) != before
    english.mouse.move(*at(english, [far.y, far.x]))
    assert english.locator(".leaflet-tooltip").inner_text().endswith("1,234 m from a road")
    assert "12,345 people (4.40%) live farther than 500 m" in english.locator("#about").inner_text()
    boxes.last.uncheck()
    english.wait_for_timeout(100)
    assert colour(english, road) == before


def test_a_facility_says_how_its_position_is_known(english):
    english.evaluate("page.map.setView([20.97, 106.04], 14)")
    english.mouse.click(*at(english, [20.97, 106.04]))
    said = popup(english).inner_text()
    for part in ("Bệnh viện Mới", "planned", "only the ward is known", "Sắp mở", "not verified"):
        assert part in said


def test_a_hostile_name_is_shown_as_it_is(page):
    page.evaluate("page.map.setView([20.97, 106.02], 14)")
    page.mouse.click(*at(page, [20.97, 106.02]))
    assert popup(page).locator("h3").inner_text() == HOSTILE
    page.evaluate("n => page.goToSite(n)", number_of(page, PUBLIC, 1))
    assert HOSTILE in popup(page).locator(".reason").inner_text()


def test_the_far_island_has_a_way_to_it_and_back(page):
    inside = "page.map.getBounds().contains(page.plan.communes['00009'].centre)"
    assert not page.evaluate(inside)
    choose(page, "#far button", "Hòn Xa")
    assert page.evaluate(inside)
    choose(page, "#far button", "Toàn cảnh")
    assert page.evaluate("page.map.getBounds().contains(page.plan.frame)")


def test_about_lists_every_assumption_and_its_standing(page, tables):
    page.click("#tab-about")
    rows = tables.study.assumptions()
    assert page.locator("#about .assumptions li").count() == len(rows)
    unverified = sum(not row.verified for row in rows)
    assert page.locator("#about .badge.unverified").count() == unverified
    said = page.locator("#about").inner_text()
    for part in ("Cảnh báo thử", "0123456789ab", "9.9.9", "OpenStreetMap", "by hand"):
        assert part in said


def test_about_says_how_firm_the_plan_is_and_what_moves_it(english):
    english.click("#tab-about")
    said = english.locator("#about").inner_text()
    assert "planned again 40 times" in said
    assert "covers 2,222,222 to 2,555,555 people" in said
    effect = english.locator("#about .effects li").inner_text()
    assert "63%" in effect
    assert "8,000 → 12,000 people: 1,999,999 → 2,666,666 people covered" in effect


def test_the_ranking_marks_the_sites_that_are_not_firm(english):
    english.click("#tab-ranking")
    rows = english.locator("#ranking li")
    marks = {rank: rows.nth(rank - 1).locator(".tier").all_text_contents() for rank in (5, 20, 55)}
    assert marks == {5: [], 20: ["likely"], 55: ["open"]}


def test_tabs_work_from_the_keyboard(page):
    page.focus("#tab-result")
    page.keyboard.press("ArrowLeft")
    assert page.locator("#tab-about").get_attribute("aria-selected") == "true"
    assert page.locator("#about").is_visible()
    assert page.locator("#result").is_hidden()


def test_the_panel_folds_and_the_map_takes_its_room(page):
    width = page.locator(".folium-map").bounding_box()["width"]
    page.click(".fold")
    assert page.locator("#panel-body").is_hidden()
    for _ in range(50):  # the page allows no eval, by which Playwright would wait for it
        if page.evaluate("page.map.getSize().x") > 1300:
            break
        page.wait_for_timeout(100)
    assert page.locator(".folium-map").bounding_box()["width"] > width + 250


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
def test_it_fits_every_screen(chromium, address, size):
    with opened(chromium, address, size=size) as page:
        for language in ("vi", "en"):
            page.evaluate("language => page.chooseLanguage(language)", language)
            assert page.evaluate("document.documentElement.scrollWidth") <= size[0]
            assert page.evaluate("page.map.getBounds().contains(page.plan.frame)")
            floating = ("#view", "#search", "#far", "#legend", ".leaflet-control-zoom")
            boxes = [page.locator(selector).bounding_box() for selector in floating]
            for box, other in combinations(boxes, 2):
                assert apart(box, other)
            for box in boxes:
                assert box["x"] >= 0
                assert box["x"] + box["width"] <= size[0]
            assert page.locator("#result").bounding_box()["height"] > 300  # there is room to read


def test_nobody_zooms_beyond_what_there_is_to_see(page):
    page.evaluate("void page.map.setView([20.98, 106.15], 30, { animate: false })")
    assert page.evaluate("page.map.getZoom()") == MAX_ZOOM


def test_names_of_communes_wait_for_a_closer_view_and_do_not_collide(page):
    page.evaluate("page.map.setView([20.9, 106.15], 9)")
    assert page.locator(".name").count() == 0
    page.evaluate("page.map.setView([20.9, 106.15], 11.5)")
    boxes = [box.bounding_box() for box in page.locator(".name span").all()]
    assert len(boxes) >= 3
    for box, other in combinations(boxes, 2):
        assert apart(box, other)


def test_paper_shows_title_map_and_legend_without_the_buttons(page):
    page.emulate_media(media="print")
    for shown in ("h1", ".folium-map", "#legend", "#headline"):
        assert page.locator(shown).is_visible()
    for hidden in ("#search", "#view", "#far", "[role=tablist]"):
        assert page.locator(hidden).is_hidden()
