"""Finding and knowing in a real browser: search, cards, whom a site serves, islands, hatching."""

from __future__ import annotations

from dataclasses import replace

import pytest

from geoplan.maps.classes import COLOURS
from geoplan.maps.page import render
from tests.maps.browser import opened
from tests.maps.test_browser import SIZES, at, colour, number_of, popup
from tests.maps.toyplan import HOSTILE, PUBLIC
from tests.maps.toywhole import UPGRADES

pytestmark = pytest.mark.browser

ISLAND = "00009"


def found(page, typed, group):
    page.fill("#search input", typed)
    return page.locator(f"#found [data-found={group}]").all_inner_texts()


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("typed", ["bệnh viện mới", "benh vien moi", "BENH VIEN MOI", "vien moi"])
def test_a_facility_is_found_with_and_without_diacritics(chromium, address, language, typed):
    with opened(chromium, f"{address}#lang={language}") as page:
        names = [text.split("\n")[0] for text in found(page, typed, "facility")]
        assert names[0] == "Bệnh viện Mới"
        page.keyboard.press("Enter")
        assert popup(page).locator("h3").inner_text() == "Bệnh viện Mới"


def test_a_facility_that_is_found_is_put_on_the_map(english):
    box = english.locator("#layers li", has_text="Former stations").locator("input")
    assert not box.is_checked()
    assert len(found(english, "tram y te cu", "facility")) == 1
    english.keyboard.press("Enter")
    assert "Trạm y tế cũ" in popup(english).inner_text()
    assert box.is_checked()


@pytest.mark.parametrize("typed", ["#7", "hạng 7", "rank 7"])
def test_a_site_is_found_by_rank(page, typed):
    names = found(page, typed, "site")
    assert names[0].startswith("#7 ")
    page.locator("#found [data-found=site]").first.click()
    assert popup(page).locator("summary .rank").first.inner_text() == "7"


def test_a_site_is_found_by_kind_and_commune(english):
    names = found(english, "training complex", "site")
    assert names == ["#1 Thuy Nguyen Commune\nTraining complexes"]


def test_what_is_found_is_a_name_whatever_it_holds(page):
    assert found(page, "script", "facility")[0].startswith(HOSTILE)


@pytest.mark.parametrize("language", ["vi", "en"])
def test_a_commune_says_where_it_stands_among_all(chromium, address, whole, language):
    word = {"vi": "Thứ hạng về bao phủ", "en": "Rank by share covered"}[language]
    with opened(chromium, f"{address}#lang={language}") as page:
        for code in whole.communes.index:
            page.evaluate("code => page.goToCommune(code)", code)
            row = popup(page).locator("tr", has_text=word).inner_text().split("\t")[1:]
            for state, said in zip(("before", "after"), row, strict=True):
                known = whole.communes[f"covered_share_{state}"].dropna()
                if code not in known.index:
                    assert said == "–"
                    continue
                first = int((known > known[code]).sum()) + 1
                last = int((known >= known[code]).sum())
                place = str(first) if first == last else f"{first}–{last}"
                of = {"vi": "/", "en": " of "}[language]
                assert said == f"{place}{of}{len(known)}", (code, state)


def test_an_open_site_draws_lines_to_whom_it_serves(english):
    spot = [20.902, 106.112]

    def strokes():
        return english.evaluate(
            """() => {
                let count = 0;
                page.map.eachLayer((layer) => {
                    if (layer instanceof L.Polyline && !(layer instanceof L.Polygon)
                        && layer.getLatLngs().length === 2) count += 1;
                });
                return count;
            }"""
        )

    assert strokes() == 0
    english.evaluate("n => page.goToSite(n)", number_of(english, PUBLIC, 1))
    served = popup(english).locator(".serves tbody tr").count() - 1  # the last are all others
    assert strokes() == 2 * served  # each with a white line below it
    assert "lines to where it serves" in popup(english).inner_text()
    english.evaluate("n => page.goToSite(n)", number_of(english, UPGRADES, 2))
    assert strokes() == 0
    english.evaluate("n => page.goToSite(n)", number_of(english, PUBLIC, 1))
    english.keyboard.press("Escape")
    assert strokes() == 0
    assert colour(english, spot)


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
def test_a_card_leaves_its_place_to_be_seen(chromium, address, size):
    with opened(chromium, address, size=size) as page:
        for rank in (1, 9, 30):
            page.evaluate("n => page.goToSite(n)", number_of(page, PUBLIC, rank))
            card = page.locator(".leaflet-popup").bounding_box()
            x, y = page.evaluate(
                """n => {
                    const box = page.map.getContainer().getBoundingClientRect();
                    const at = page.map.latLngToContainerPoint(page.placeOf(n).at);
                    return [box.left + at.x, box.top + at.y];
                }""",
                number_of(page, PUBLIC, rank),
            )
            assert not (
                card["x"] < x < card["x"] + card["width"]
                and card["y"] < y < card["y"] + card["height"] - 1
            )
            assert card["x"] >= 0
            assert card["x"] + card["width"] <= size[0]


def test_a_place_clicked_at_the_edge_moves_out_from_under_its_card(page):
    page.evaluate("() => { page.map.setView([20.95, 106.05], 12); }")
    page.evaluate("() => { page.map.panBy([-350, 0], { animate: false }); }")
    x, y = at(page, [20.93, 106.03])
    page.mouse.click(x, y)
    card = popup(page).bounding_box()
    moved, _ = at(page, [20.93, 106.03])
    assert moved < card["x"]


def test_the_far_island_is_drawn_beside_the_map_in_its_colour(page):
    inset = page.locator("#far .inset path")
    assert inset.count() == 1
    before = inset.get_attribute("fill")
    assert before == page.evaluate("code => page.fillOf(code)", ISLAND)
    page.click("#view [data-view=after]")
    after = page.locator("#far .inset path").get_attribute("fill")
    assert after == page.evaluate("code => page.fillOf(code)", ISLAND)


@pytest.mark.parametrize("guessed", [1, 3])
@pytest.mark.parametrize("language", ["vi", "en"])
def test_communes_that_are_only_modelled_are_hatched(chromium, whole, tmp_path, guessed, language):
    codes = list(whole.communes.index)
    told = whole.facilities.assign(
        status="operating",
        commune_code=codes[: len(whole.facilities)],
        position_quality=["modelled" if i < guessed else "surveyed"
                          for i in range(len(whole.facilities))],
    )  # fmt: skip
    path = tmp_path / "index.html"
    path.write_text(render(replace(whole, facilities=told)), encoding="utf-8")
    name = {"vi": "Hiện trạng chỉ là ước tính", "en": "Today is modelled"}[language]
    with opened(chromium, f"{path.as_uri()}#lang={language}") as page:
        entry = page.locator("#layers li", has_text=name)
        assert entry.locator(".count").inner_text() == f"{guessed}/{len(codes)}"
        assert entry.locator("input").is_checked()  # fewer than half
        west, south, _, _ = whole.communes.geometry[codes[0]].bounds
        page.evaluate("([lat, lon]) => { page.map.setView([lat, lon], 13); }", [south, west])
        page.evaluate("page.setFilter({ from: 999 })")  # no site in the way
        spots = [[south + 0.005, west + 0.005 + 0.0002 * i] for i in range(15)]
        assert len({colour(page, spot) for spot in spots}) > 2  # ground, dark lines, light lines
        entry.locator("input").uncheck()
        assert {colour(page, spot) for spot in spots} == {COLOURS[0]}


def test_where_all_is_surveyed_nothing_is_hatched(english):
    assert english.locator("#layers li", has_text="Today is modelled").count() == 0


@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_cells_are_drawn_when_asked_for_in_the_colour_of_the_time(chromium, address, language):
    name = {"vi": "Dân cư theo ô", "en": "People by cell"}[language]
    with opened(chromium, f"{address}#lang={language}") as page:
        entry = page.locator("#layers li", has_text=name)
        assert entry.locator(".count").inner_text().startswith("7 ")
        assert not entry.locator("input").is_checked()
        spot = page.evaluate("page.decoded(page.plan.cells.steps)[0]")
        page.evaluate("page.setFilter({ from: 999 })")  # no site in the way
        digit = page.evaluate("page.plan.cells.before[0]")
        entry.locator("input").check()
        assert colour(page, spot) == COLOURS[int(digit)]
        page.click("#view [data-view=after]")
        assert colour(page, spot) == COLOURS[int(page.evaluate("page.plan.cells.after[0]"))]
