"""The whole programme on the page in a real browser: layers, cards, years, money, targets."""

from __future__ import annotations

import dataclasses

import pytest

from geoplan.maps.page import render
from geoplan.result import DecisionEffect
from tests.maps.browser import opened
from tests.maps.test_browser import SIZES, apart, at, colour, number_of, popup
from tests.maps.toyplan import HOSTILE, PRIVATE, PUBLIC, RANKS_THERE, SHARED_PLACE
from tests.maps.toywhole import CAMPUS, COMPLEX, HOME, HOMES, UPGRADES, YEARS

pytestmark = pytest.mark.browser

FORMER = [20.98, 106.28]  # where F4 stands, whose upgrade nobody pays for


def slide(page, year):
    """Move the slider as a reader would: to the last stop, then back by key."""
    page.focus("#year")
    page.keyboard.press("End")
    for _ in range(0 if year is None else len(YEARS) - YEARS.index(year)):
        page.keyboard.press("ArrowLeft")


def said(page):
    return " | ".join(page.locator("#years p > *").all_inner_texts())


def box_of(page, name):
    return page.locator("#layers li", has_text=name).locator("input")


def go_to(page, programme, rank):
    page.evaluate("n => page.goToSite(n)", number_of(page, programme, rank))


def cells(page, section):
    return [row.locator("th, td").all_inner_texts() for row in page.locator(f"{section} tr").all()]


def test_every_programme_is_a_layer_with_its_count_and_only_upgrades_wait(english):
    layers = english.locator("#layers li")
    told = [
        (item.locator("span").first.inner_text(), item.locator(".count").inner_text(),
         item.locator("input").is_checked())
        for item in layers.all()[:7]
    ]  # fmt: skip
    assert told == [
        ("Regional general hospitals, new", "1", True),
        ("General clinics, new", "2", True),
        ("Commune health stations, new", "57", True),
        ("Private hospitals to attract", "2", True),
        ("Facilities to upgrade", "3", False),
        ("Nursing homes", "1", True),
        ("Training complex with hospital and elderly care", "1", True),
    ]


def test_layers_differ_in_shape_not_in_colour_alone(page):
    shapes = page.evaluate(
        "[...page.siteLayers.values()].map(({ first }) => page.lookOf(first).shape)"
    )
    assert sorted(shapes) == sorted({*shapes})
    assert len(shapes) == 7


def test_the_upgrades_come_and_go(english):
    english.evaluate("([lat, lon]) => { page.map.setView([lat, lon], 12); }", FORMER)
    before = colour(english, FORMER)
    box_of(english, "Facilities to upgrade").check()
    assert colour(english, FORMER) != before
    english.mouse.click(*at(english, FORMER))
    assert "Trạm y tế cũ" in popup(english).inner_text()
    box_of(english, "Facilities to upgrade").uncheck()
    assert popup(english).count() == 0
    assert colour(english, FORMER) == before


def test_an_upgrade_steps_aside_from_its_facility_only_while_that_is_shown(english):
    english.evaluate("([lat, lon]) => { page.map.setView([lat, lon], 13); }", FORMER)
    box_of(english, "Facilities to upgrade").check()

    def told(up):
        english.wait_for_timeout(400)  # until the map has panned to the last popup
        x, y = at(english, FORMER)
        english.mouse.click(x, y - up)
        text = popup(english).inner_text()
        english.keyboard.press("Escape")
        return text

    assert "Why this one" in told(0)
    box_of(english, "Former stations").check()
    assert "no longer a station" in told(0)
    assert "Why this one" in told(15)


def test_an_upgrade_stands_beside_a_new_facility_at_its_point(english):
    shared = [SHARED_PLACE[1], SHARED_PLACE[0]]
    english.evaluate("([lat, lon]) => { page.map.setView([lat, lon], 14); }", shared)
    box_of(english, "Private hospitals").uncheck()
    box_of(english, "Facilities to upgrade").check()
    x, y = at(english, shared)
    english.mouse.click(x - 15, y - 22)
    assert "Trạm y tế Lão" in popup(english).inner_text()
    english.keyboard.press("Escape")
    english.wait_for_timeout(400)  # until the map has panned to the last popup
    x, y = at(english, shared)
    english.mouse.click(x, y)
    assert "General clinics" in popup(english).inner_text()


def test_a_card_of_an_upgrade_says_why_this_one_for_whom_when_and_at_what_cost(english):
    go_to(english, UPGRADES, 1)
    assert popup(english).locator("h3").inner_text().endswith(HOSTILE)
    assert popup(english).locator(".facts").inner_text() == (
        "Facilities to upgrade · Municipal hospitals"
    )
    assert popup(english).locator(".reason").inner_text() == "Why this one"
    assert popup(english).locator("dd").all_inner_texts() == [
        "30,000", "Thuy Nguyen Commune", "2.5 bn VND", "2027",
    ]  # fmt: skip
    assert box_of(english, "Facilities to upgrade").is_checked()
    go_to(english, UPGRADES, 3)
    assert popup(english).locator("dd").last.inner_text() == "not paid for"


def test_a_card_tells_the_kind_unless_the_programme_is_called_so(english):
    go_to(english, COMPLEX, 1)
    assert popup(english).locator(".facts").inner_text() == (
        "Training complex with hospital and elderly care · Training complexes"
    )
    go_to(english, HOMES, 1)
    assert popup(english).locator(".facts").inner_text() == "Nursing homes"
    assert popup(english).locator("dd").all_inner_texts() == ["7,000", "160 bn VND", "2028"]


def test_public_sites_tell_their_kind_cost_and_year_in_card_and_hint(page):
    go_to(page, PUBLIC, 1)
    assert "Bệnh viện đa khoa khu vực" in popup(page).locator(".facts").inner_text()
    assert "6,0 tỷ đồng" in popup(page).inner_text()
    assert popup(page).locator("dt", has_text="Năm mở").count() == 1
    page.keyboard.press("Escape")
    page.mouse.move(*at(page, [20.812, 106.012]))
    assert page.locator(".leaflet-tooltip").inner_text().split("\n")[:2] == [
        "Cơ sở y tế công xây mới #1", "Bệnh viện đa khoa khu vực",
    ]  # fmt: skip


def test_kinds_at_one_place_are_markers_of_their_own(english):
    go_to(english, PUBLIC, RANKS_THERE[0])
    assert popup(english).locator("h3 .rank").inner_text() == "2"
    go_to(english, PUBLIC, RANKS_THERE[1])
    assert popup(english).locator("summary .rank").all_inner_texts() == ["7", "60"]


def test_the_slider_hides_what_opens_later(page):
    home, campus = [HOME[1], HOME[0]], [CAMPUS[1], CAMPUS[0]]
    for year, homes, complexes in ((None, True, True), (2027, False, False), (2028, True, False),
                                   (2030, True, False), (2031, True, True)):  # fmt: skip
        slide(page, year)
        empty = [page.evaluate("code => page.fillOf(code)", code) for code in ("00005", "00004")]
        assert (colour(page, home) != empty[0]) == homes, year
        assert (colour(page, campus) != empty[1]) == complexes, year


def test_a_place_shows_only_those_that_are_open(english):
    slide(english, 2027)
    go_to(english, PUBLIC, RANKS_THERE[1])
    assert popup(english).locator("h3 .rank").inner_text() == "7"
    slide(english, None)
    assert popup(english).locator("summary .rank").all_inner_texts() == ["7", "60"]


def test_what_the_slider_says_are_the_sums_of_the_tables(english, whole):
    table, programme = whole.phases.table, whole.programme
    for year, covered in whole.people_covered_by_year.items():
        slide(english, year)
        up_to = table[table["year"] <= year]
        people = table.loc[table["year"] == year, "people_gained_cum"].sum()
        assert said(english) == " | ".join(
            [
                f"By the end of {year}",
                f"{up_to['facilities'].sum()} of {len(programme)} facilities open",
                f"{up_to['spent_bn_vnd'].sum():,.0f} bn VND spent in all, on every item",
                f"{covered:,} people covered ({covered / 3e6:.1%})",
                f"{people:,} people gained, added up over programmes",
            ]
        )
    slide(english, None)
    assert said(english) == " | ".join(
        [
            "The whole programme",
            f"{len(programme)} facilities, {programme['year'].isna().sum()} of them not paid for",
            f"{table['spent_bn_vnd'].sum():,.0f} bn VND spent in all, on every item",
            "2,345,678 people covered (78.2%)",
            f"{programme['people_gained'].sum():,} people gained, added up over programmes",
        ]
    )


def test_the_slider_works_from_the_keyboard_and_says_where_it_stands(page):
    page.focus("#year")
    stand = page.locator("#year")
    assert stand.get_attribute("aria-valuetext") == "Toàn bộ chương trình"
    page.keyboard.press("Home")
    assert stand.get_attribute("aria-valuetext") == "Đến hết năm 2026"
    assert page.locator("#years li b").inner_text() == "2026"
    page.keyboard.press("ArrowRight")
    assert stand.get_attribute("aria-valuetext") == "Đến hết năm 2027"
    page.keyboard.press("End")
    assert page.locator("#years li b").inner_text() == "Toàn bộ"


def test_the_legend_counts_what_is_open(english):
    slide(english, 2028)
    counts = english.locator("#layers .count").all_inner_texts()[:7]
    assert counts == ["1/1", "2/2", "37/57", "1/2", "2/3", "1/1", "0/1"]


def test_what_is_asked_for_by_name_is_shown_whatever_the_year(english):
    slide(english, 2027)
    go_to(english, PUBLIC, 30)
    assert said(english).startswith("By the end of 2028")
    assert popup(english).locator("h3 .rank").inner_text() == "30"
    go_to(english, PUBLIC, 58)
    assert said(english).startswith("The whole programme")


def test_the_ranking_holds_every_programme_with_kind_and_year(english):
    english.click("#tab-ranking")
    first = english.locator("#ranking .row").first
    assert first.locator(".opens").text_content() == "Regional general hospitals · 2027"
    english.locator("#ranking .choice", has_text="Facilities to upgrade (3)").click()
    shown = english.locator("#ranking .row")
    assert shown.locator(".gain").all_text_contents() == ["30,000", "20,000", "10,000"]
    assert shown.last.locator(".unpaid").text_content() == "Former commune stations · not paid for"
    assert "The greatest need first" in english.locator("#ranking .note").inner_text()
    shown.nth(1).click()
    assert "Trạm y tế Lão" in popup(english).inner_text()


def test_the_programmes_say_whom_they_count_what_they_cost_and_what_is_not_paid(english):
    cards = english.locator("#programmes .programme").all_inner_texts()
    assert len(cards) == 5
    assert "360 bn VND; 5 not paid for" in cards[0]
    assert "60,000 people who depend on them" in cards[2]
    assert "7.5 bn VND; 1 not paid for" in cards[2]
    assert "7,000 people in reach" in cards[3]


def test_the_levels_tell_today_before_after_and_gap(english):
    told = cells(english, "#levels")
    assert told[0] == ["Today", "Before", "After"]
    assert told[-2] == ["Commune health stations: 57at most 1.0% short of best"]
    assert told[-1] == ["1,234,567", "1,334,567", "2,345,678"]
    assert len(told) == 7


def test_the_ladder_starts_from_what_the_levels_above_leave(english):
    chart = english.locator("#ladder .chart")
    share = (1_334_567 + sum(10_000 - 100 * rank for rank in range(4, 61))) / 3e6
    assert chart.get_attribute("aria-label") == (
        f"The share of people covered rises from 44.5% to {share:.1%} with 57 new facilities"
    )
    assert "at 0 the new hospitals" in english.locator("#ladder .note").inner_text()


def test_money_and_years(english):
    section = english.locator("#money")
    assert (
        "2,576 bn VND in all, price rise included, pay for 61 of 67 facilities"
        in section.inner_text()
    )
    summaries = section.locator("summary").all_inner_texts()
    assert summaries == [
        "6 facilities not paid for; lacking: Public investment 42.4 bn VND",
        "Envelopes and spending by year",
        "The first 1 facilities, 10.0 bn VND, bring 80% of the people",
        "Staging: 20% fewer people-years than all at once",
        "With 10% less money, 12 more facilities are not built",
    ]
    assert section.locator("details[open]").count() == 0
    for summary in section.locator("summary").all():
        summary.click()
    table = cells(english, "#money")
    assert table[0] == ["", "Public investment", "Recurrent budget", "Private money"]
    assert table[2] == ["2027", "190/200", "78/78", "380/1,000"]
    assert table[5][0] == "2030"
    assert table[6:] == [
        ["", "Not built", "Later", "People-years lost"],
        ["10%", "12", "7", "25%"],
        ["20%", "12", "7", "25%"],
    ]
    assert section.locator(".chips").first.locator(".rank").all_inner_texts() == [
        "56", "57", "58", "59", "60",
    ]  # fmt: skip
    assert "That would lack: Public investment 1,111 bn VND." in section.inner_text()
    section.locator(".rank", has_text="58").click()
    assert "rank" in popup(english).locator("h3 span").get_attribute("class")
    assert popup(english).locator("h3 .rank").inner_text() == "58"


def test_the_knee_stands_on_the_curve(english):
    english.locator("#money summary", has_text="The first").click()
    chart = english.locator("#money .chart")
    knee = chart.locator("circle").first
    x, y = (float(knee.get_attribute(name)) for name in ("cx", "cy"))
    assert f"{x:.1f},{y:.1f}" == chart.locator("polyline").get_attribute("points").split()[1]
    assert chart.locator("text.value").first.text_content() == "80%"


def test_the_targets_stand_in_their_own_sentences(english):
    section = english.locator("#targets")
    assert section.locator("summary").inner_text() == "1 of 2 targets are missed"
    section.locator("summary").click()
    assert section.locator("li").all_inner_texts() == [
        "Sentence on beds", "Sentence on beds_by_rate", "Sentence on recruits",
    ]  # fmt: skip


def test_the_investors_side_is_told(english):
    section = english.locator("#investors")
    text = section.inner_text()
    assert "1 of 2 hospitals would win more people by moving alone" in text
    assert "90,000 people (as investors count them) instead of 100,000 (-10.0%)" in text
    section.locator("summary", has_text="1 of 2 sites stay").click()
    runs = section.locator("tbody tr")
    assert runs.nth(0).locator(".rank").all_inner_texts() == ["1", "2"]
    assert runs.nth(1).locator("th").inner_text() == "beds 1, time 2"
    assert runs.nth(1).locator(".rank").all_inner_texts() == ["1"]
    assert runs.nth(1).locator("td").last.inner_text() == "3.5%"


def test_minutes_to_a_polyclinic_are_told_where_they_are_known(english):
    english.evaluate("page.goToCommune('00004')")
    row = popup(english).locator("tr", has_text="polyclinic care").inner_text()
    assert row.split("\t")[1:] == ["14.5 min", "14.5 min"]


def test_no_vietnamese_is_left_in_english(english):
    slide(english, 2028)
    for summary in english.locator("#result summary").all():
        summary.click()
    shown = english.locator("body").inner_text()
    for vietnamese in ("người", "cơ sở", "tỷ đồng", "Năm", "chương trình", "Bệnh viện"):
        assert vietnamese not in shown


def test_a_hostile_name_is_only_a_name(page):
    page.locator("#targets summary").click()
    assert HOSTILE in page.locator("#targets li").first.inner_text()
    go_to(page, UPGRADES, 1)
    assert HOSTILE in popup(page).locator(".reason").inner_text()


def test_paper_shows_the_year_and_not_the_slider(english):
    slide(english, 2028)
    english.emulate_media(media="print")
    assert english.locator("#years p").is_visible()
    assert "By the end of 2028" in said(english)
    assert english.locator("#year").is_hidden()


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
def test_the_slider_fits_every_screen(chromium, address, size):
    with opened(chromium, address, size=size) as page:
        for language in ("vi", "en"):
            page.evaluate("language => page.chooseLanguage(language)", language)
            for year in (2028, None):
                slide(page, year)
                assert page.evaluate("document.documentElement.scrollWidth") <= size[0]
                track, text, *ticks = (
                    page.locator(part).bounding_box()
                    for part in ("#year", "#years p", "#years li:first-child > *",
                                 "#years li:last-child > *")
                )  # fmt: skip
                assert apart(track, text)
                for tick in ticks:
                    assert apart(tick, text)
                    assert tick["x"] >= 0
                    assert tick["x"] + tick["width"] <= size[0]
                assert track["height"] >= 30
            slider, legend, drawn = (
                page.locator(part).bounding_box() for part in ("#years", "#legend", ".folium-map")
            )
            assert apart(slider, legend)
            assert apart(slider, drawn)
            assert drawn["height"] >= size[1] * 0.35


def test_a_study_without_money_has_no_slider_and_no_such_sections(chromium, html, tmp_path):
    path = tmp_path / "index.html"
    path.write_text(html, encoding="utf-8")
    with opened(chromium, f"{path.as_uri()}#lang=en") as page:
        assert page.locator("#years").count() == 0
        for section in ("levels", "money", "targets", "investors"):
            assert page.locator(f"#{section}").inner_text() == ""
        names = page.locator("#layers li > label > span:first-of-type").all_inner_texts()
        assert names[:2] == ["New public facilities", "Private hospitals to attract"]
        go_to(page, PRIVATE, 2)
        assert popup(page).locator(".facts").inner_text() == "Private hospitals to attract"
        assert "Opens in" not in popup(page).inner_text()
        page.evaluate("page.goToCommune('00004')")
        assert popup(page).locator("tr", has_text="polyclinic care").count() == 0


@pytest.mark.parametrize(
    ("language", "head"),
    [("vi", "Quyết định Câu về thửa"), ("en", "Decision Sentence on a parcel")],
)
def test_the_card_of_a_site_tells_the_decision_that_put_it_there(
    chromium, whole, tmp_path, language, head
):
    decided = DecisionEffect(
        "D1", "pin", "S012", "", "commune_station", "Lan", "2026-05-04", HOSTILE, 1.0, 5, "",
        f"Câu về thửa {HOSTILE}", f"Sentence on a parcel {HOSTILE}",
    )  # fmt: skip
    path = tmp_path / "index.html"
    path.write_text(render(dataclasses.replace(whole, decisions=[decided])), encoding="utf-8")
    with opened(chromium, f"{path.as_uri()}#lang={language}") as page:
        go_to(page, PUBLIC, 12)
        assert f"{head} {HOSTILE}" in popup(page).inner_text()
        go_to(page, PUBLIC, 13)
        assert head not in popup(page).inner_text()
