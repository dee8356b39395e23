"""The dossier of a site: what it shows, and that texts are only texts."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import combinations, pairwise

import numpy as np
import pandas as pd
import pytest
import shapely

from geoplan import PlanError
from geoplan.reports.land.dossier import dossier
from geoplan.reports.land.dossier_map import Drawn, plot_shape, shapes_scale, site_map
from geoplan.reports.land.dossier_plots import PIECES, speaks
from geoplan.reports.land.written import lists_of, read_lists
from geoplan.study_land import CRITERIA
from geoplan.words.wording import Wording
from tests.dossiers import SITE, at_the_longest, with_plots


@pytest.fixture
def lists(listed):
    """Short lists read back, free to be changed."""
    return read_lists(listed)


def plain(html):
    return re.sub(r"<[^>]+>", "", html.split("</head>")[1])


def test_longer_lists_show_the_first_plots_and_the_one_that_is_given(lists):
    said = plain(dossier(with_plots(lists, 7), SITE, language="en"))
    for number in (1, 2, 3, 4, 7):
        assert f"sheet 1, parcel {number}, An" in said or f"parcel {number}, An" in said
    assert "parcel 5, An" not in said
    assert "2 more plots are on the list: parcels.csv." in said
    assert said.count("given to this site") == 1


def test_what_an_office_wrote_is_only_text(lists):
    html = dossier(at_the_longest(with_plots(lists, 5)), SITE)
    assert "<b>&" not in html.split("</head>")[1].replace("&amp;", "&").replace("<b>Thuận", "")
    assert "&lt;b&gt;&amp;" in html


def test_nothing_is_asked_from_outside(lists):
    html = dossier(lists, SITE)
    assert re.findall(r'(?:src|href)="|url\(|@import|http', html.replace("http-equiv", "")) == []


def test_it_is_the_same_page_every_time(listed):
    assert dossier(read_lists(listed), SITE) == dossier(read_lists(listed), SITE)


def test_an_unknown_site_is_refused_with_those_close_to_it(lists):
    with pytest.raises(PlanError, match=r"have no site sc0; .* Close to it: SC0\d"):
        lists_of(lists, "sc0")


def test_decisions_on_other_sites_and_kinds_stay_away(lists):
    blank = {"norm": None, "reopens": None, "why": "w", "by": "b", "when": "2026-05-04"}
    rows = [
        {"what": "pin", "site_id": SITE, "parcel_id": None, "kind": "commune_station"},
        {"what": "pin", "site_id": "SC02", "parcel_id": None, "kind": "commune_station"},
        {"what": "waive", "site_id": None, "parcel_id": "An|1|4", "kind": "commune_station"},
        {"what": "waive", "site_id": None, "parcel_id": "An|1|4", "kind": "regional"},
        {"what": "reject", "site_id": None, "parcel_id": "An|1|4", "kind": None},
        {"what": "reject", "site_id": "SC02", "parcel_id": "An|1|4", "kind": None},
        {"what": "reject", "site_id": None, "parcel_id": "An|1|4 + An|1|99", "kind": None},
    ]
    ids = pd.Index([f"D{number}" for number in range(1, 8)], name="decision_id")
    table = pd.DataFrame([{**row, **blank} for row in rows], ids)
    [one] = lists_of(lists, SITE, table)
    assert list(one.decisions.index) == ["D1", "D3", "D5", "D7"]


def test_what_speaks_for_and_against_follows_the_worth():
    plot = {
        "worth_gain_kept": 1.0, "gain_kept": 0.98, "worth_clearance": 0.2, "status": "private",
        "worth_area": 0.5, "worth_road": 0.5, "road_m": np.nan, "unknown": "road",
        "least_m2": 500.0, "usable_m2": 250.0, "land_use": None, "zones": None, "width_m": 5.0,
        "compactness": 0.5, "hazard_share": np.nan, "price_m_vnd_m2": np.nan,
    }  # fmt: skip
    told = speaks(plot, ["gain_kept", "area", "road", "clearance"], Wording("dossier", "en"))
    assert told == {"for": ["keeps 98.0% of the gain"], "against": ["private"],
                    "unknown": ["near a road"]}  # fmt: skip


def luminance(colour):
    """Return the relative luminance of WCAG."""
    text = colour.lstrip("#")
    text = "".join(2 * letter for letter in text) if len(text) == 3 else text
    linear = [
        channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4
        for channel in (int(text[at : at + 2], 16) / 255 for at in (0, 2, 4))
    ]
    return float(np.dot(linear, [0.2126, 0.7152, 0.0722]))


def contrast(one, other):
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_the_parts_of_a_score_can_be_told_apart_in_grey():
    fills = [fill for fill, _ in PIECES]
    assert len(set(fills)) == len(CRITERIA)
    for one, other in pairwise(fills):
        assert contrast(one, other) >= 3
    for fill, ink in PIECES:
        assert contrast(fill, ink) >= 4.5


def test_shapes_stand_at_one_scale_within_their_room():
    plots = [shapely.box(0, 0, 40, 10), shapely.box(5, 5, 15, 35), shapely.Point(1, 1)]
    scale, square = shapes_scale(plots)
    assert 10 * scale <= 8
    assert 40 * scale <= 13
    drawn = [plot_shape(shape, scale, square) for shape in plots]
    assert drawn[2] is None
    for svg, shape in zip(drawn, plots[:2], strict=False):
        numbers = re.findall(r"-?[\d.]+", svg.find("path").get("d"))
        corners = np.array(numbers, float).reshape(-1, 2)
        west, south, east, north = shape.bounds
        assert np.ptp(corners, axis=0) == pytest.approx(
            [(east - west) * scale, (north - south) * scale], abs=0.02
        )


@pytest.mark.parametrize(("step", "is_near"), [(10, True), (400, False)])
def test_the_map_numbers_every_plot_apart_and_its_bar_is_to_scale(step, is_near):
    plots = [shapely.box(x, 0, x + 10, 10) for x in np.arange(-2, 3) * step]
    area = shapely.box(-900, -900, 900, 900)
    given = [True] + [False] * 4
    drawn = Drawn(shapely.Point(0, 0), area, area.buffer(500), [], [], plots, given)
    svg = site_map(drawn, 92.0, 64.0, north="N")
    places = [
        (float(mark.find("circle").get("cx")), float(mark.find("circle").get("cy")))
        for mark in svg.iter("g")
        if (mark.get("class") or "").startswith("mark")
    ]
    assert len(places) == 5
    apart = [np.hypot(*np.subtract(a, b)) for a, b in combinations(places, 2)]
    assert min(apart) >= 4.2
    bar = next(group for group in svg.iter("g") if group.get("class") == "scale")
    said, unit = bar.find("text").text.split()
    metres = float(said) * {"m": 1, "km": 1000}[unit]
    start, end = re.match(r"M([\d.]+) .*?H([\d.]+)", bar.find("path").get("d")).groups()
    mm_per_m = 64.0 / (300 if is_near else 1800 * 1.16)
    assert float(end) - float(start) == pytest.approx(metres * mm_per_m, abs=0.02)
    insets = [inner for inner in svg.iter("svg") if inner.get("class") == "inset"]
    assert len(insets) == is_near  # the search area, where the map does not show it


def test_a_site_on_a_chosen_plot_goes_by_its_old_name_too(lists):
    row = {"what": "choose", "site_id": "SC77", "parcel_id": "An|1|4", "kind": "commune_station",
           "norm": None, "reopens": None, "why": "w", "by": "L", "when": "2026-05-04"}  # fmt: skip
    table = pd.DataFrame([row], pd.Index(["D1"], name="decision_id"))
    for name in ("sites", "search_areas", "plots"):
        layer = lists.layers[name]
        layer["site_id"] = layer["site_id"].replace(SITE, "PAn|1|4")
    reasons = lists.reasons.rename(index={SITE: "PAn|1|4"}, level="site_id")
    lists = replace(lists, reasons=reasons)
    for name in ("SC77", "pan|1|4"):
        [one] = lists_of(lists, name, table)
        assert one.site["site_id"] == "PAn|1|4"
        assert list(one.decisions.index) == ["D1"]
