"""Plots on the page in a real browser: off at first, drawn from near and far, told in cards."""

from __future__ import annotations

import pytest

from geoplan.maps.plots import filled, plot_payload
from tests.maps.browser import opened
from tests.maps.test_browser import at, colour, number_of, popup
from tests.maps.toyplan import HOSTILE, PUBLIC
from tests.maps.toyplots import land_tables, write_page

pytestmark = pytest.mark.browser

GIVEN, OTHER = "#ffc20a", "#ffffff"
MANY = (60, 84)  # sites and plots of each: 5,040


def filled_page(tables, html, folder, **size):
    path = write_page(tables, html, folder)
    path.write_text(filled(path, plot_payload(land_tables(tables, **size))), encoding="utf-8")
    return path.as_uri()


@pytest.fixture(scope="module")
def address(tables, html, tmp_path_factory):
    return filled_page(tables, html, tmp_path_factory.mktemp("plots") / "maps")


def box_of(page, name):
    return page.locator("#layers li", has_text=name).locator("input")


def middle(page, row):
    return page.evaluate(
        """row => {
            const { rings, at } = page.plots.plots[row];
            if (at) return at;
            const bounds = L.latLngBounds(page.decoded(rings[0], page.plots.steps));
            const { lat, lng } = bounds.getCenter();
            return [lat, lng];
        }""",
        row,
    )


def look_at(page, place, zoom):
    page.evaluate("([at, zoom]) => page.goTo(at, zoom)", [place, zoom])
    while page.evaluate("Boolean(page.map._panAnim?._inProgress)"):
        page.wait_for_timeout(20)


def test_without_plots_the_page_offers_none(chromium, tables, html, tmp_path):
    address = write_page(tables, html, tmp_path / "maps").as_uri()
    with opened(chromium, f"{address}#lang=en") as page:
        assert page.evaluate("page.plots === null && page.plotLayers.length === 0")
        assert "Plots" not in page.locator("#legend").inner_text()
        page.evaluate("n => page.goToSite(n)", number_of(page, PUBLIC, 1))
        assert "Plots" not in popup(page).inner_text()


def test_they_are_offered_with_their_numbers_and_off_at_first(english):
    told = [
        (item.locator("span").first.inner_text(), item.locator(".count").inner_text(),
         item.locator("input").is_checked())
        for item in english.locator("#layers li").all()[-3:]
    ]  # fmt: skip
    assert told == [
        ("Plots given to a site (some made up)", "3 plots", False),
        ("Other plots on the lists (some made up)", "6 plots", False),
        ("Search areas", "3 areas", False),
    ]


@pytest.mark.parametrize(("row", "name", "shown"), [(0, "given", GIVEN), (2, "Other", OTHER)])
def test_a_plot_shows_as_its_shape_from_near_and_goes_again(english, row, name, shown):
    place = middle(english, row)
    look_at(english, place, 18)
    before = colour(english, place)
    box_of(english, name).check()
    painted = colour(english, place)
    apart = [abs(int(painted[i : i + 2], 16) - int(shown[i : i + 2], 16)) for i in (1, 3, 5)]
    assert max(apart) < 26  # a tenth of what lies beneath shows through
    assert painted != before
    box_of(english, name).uncheck()
    assert colour(english, place) == before


def test_a_plot_is_a_dot_from_afar_that_can_be_pointed_at(english):
    look_at(english, middle(english, 8), 14)
    box_of(english, "Other").check()
    small = """() => {
        const shapes = page.plotLayers[1].group.getLayers();
        return [shapes.length, shapes.filter((shape) => shape._isDot).length];
    }"""
    assert english.evaluate(small) == [6, 6]
    english.mouse.click(*at(english, middle(english, 8)))
    assert "Sheet 3, parcel 3, An" in popup(english).inner_text()
    english.evaluate("page.map.closePopup()")
    look_at(english, middle(english, 8), 18)
    assert english.evaluate(small) == [6, 1]  # the parcel of which only a point is known


def test_the_card_of_a_plot_says_whose_it_is_and_why(english):
    box_of(english, "Plots given").check()
    place = middle(english, 0)
    look_at(english, place, 18)
    english.mouse.click(*at(english, place))
    said = popup(english).inner_text()
    for part in (
        "Sheet 1, parcel 1, An",
        "surplus premises · DYT",
        "961 m²",
        "970 m²",
        "951 m²",
        "rank 1, Dong Hai Ward",
        "1 of 3 plots",
        "this site",
        "large enough",
        "99.9%",
        "999 people",
        "0.890",
        "enough land 1",
        "D1: the commune station of S001 goes to the parcel An|1|1 (Lan, 4 May 2026: <script>",
        "rank 2, An Lao Ward",
        "4 of 4 plots",
        "0.123",
        "Source: an.gpkg",
    ):
        assert part in said
    popup(english).get_by_text("What the score is made of").first.click()
    assert "gain of the site kept" in popup(english).inner_text()
    english.evaluate("page.chooseLanguage('vi')")
    assert "Tờ 1, thửa 1, An" in popup(english).inner_text()
    assert "đủ đất 1" in popup(english).inner_text()


def test_made_up_plots_say_so_and_a_name_is_only_a_name(english):
    english.evaluate("page.goToPlot(2)")
    said = popup(english).inner_text()
    assert "made up, does not exist" in said
    assert HOSTILE in said


def test_a_site_lists_its_plots_and_leads_to_them(english):
    english.evaluate("n => page.goToSite(n)", number_of(english, PUBLIC, 1))
    card = popup(english)
    assert "large enough. ✓ given to this site" in card.inner_text()
    buttons = card.locator(".chips .chip").all_inner_texts()
    assert buttons == [
        f"{n}. Sheet 1, parcel {n}, An" + (" ✓" if n == 1 else "") for n in (1, 2, 3)
    ]
    card.locator(".chips .chip").nth(1).click()
    assert "Sheet 1, parcel 2, An" in popup(english).inner_text()
    assert box_of(english, "Other plots").is_checked()
    assert not box_of(english, "Plots given").is_checked()
    popup(english).get_by_role("button", name="rank 1").click()
    assert "Reason of rank 1" in popup(english).inner_text()


def test_a_site_without_a_list_says_nothing_of_plots(english):
    english.evaluate("n => page.goToSite(n)", number_of(english, PUBLIC, 9))
    assert "Plots" not in popup(english).locator("h4").all_inner_texts()


def test_the_search_area_shows_while_a_plot_is_asked(english):
    english.evaluate("page.goToPlot(0)")
    shown = """() => {
        let count = 0;
        page.map.eachLayer((layer) => { count += layer.options.dashArray === "7 5" ? 1 : 0; });
        return count;
    }"""
    assert english.evaluate(shown) == 1
    english.keyboard.press("Escape")
    assert english.evaluate(shown) == 0
    box_of(english, "Search areas").check()
    assert english.evaluate(shown) == 3


def test_five_thousand_plots_are_drawn_and_found(chromium, tables, html, tmp_path, record_property):
    """Times are told, not judged: they are those of the machine."""
    address = filled_page(tables, html, tmp_path / "maps", sites=MANY[0], each=MANY[1])
    with opened(chromium, f"{address}#lang=en", size=(1366, 768)) as page:
        assert page.evaluate("page.plots.plots.length") == MANY[0] * MANY[1]
        times = page.evaluate(
            """async () => {
                const frame = () => new Promise((drawn) => requestAnimationFrame(drawn));
                const timed = async (act) => {
                    const start = performance.now();
                    act();
                    await frame();
                    await frame();
                    return Math.round(performance.now() - start);
                };
                const { loadEventEnd } = performance.getEntriesByType("navigation")[0];
                const { map, plotLayers } = page;
                const still = { animate: false };
                const on = await timed(() => plotLayers.forEach(({ group }) => group.addTo(map)));
                const zoom = await timed(() => map.setZoom(map.getZoom() + 1, still));
                const pan = await timed(() => map.panBy([200, 100], still));
                const deep = await timed(() => map.setView([20.8125, 106.0135], 17, still));
                return { load: Math.round(loadEventEnd), on, zoom, pan, deep };
            }"""
        )
        record_property("milliseconds", times)
        drawn = page.evaluate(
            "page.plotLayers.slice(0, 2).flatMap(({ group }) => group.getLayers())"
            ".filter((shape) => shape._parts.length).length"
        )
        assert 0 < drawn < MANY[0] * MANY[1]  # what lies outside of the view is not drawn
        place = middle(page, 3)
        look_at(page, place, 18)
        page.mouse.click(*at(page, place))
        assert "parcel" in popup(page).locator("h3").inner_text()
