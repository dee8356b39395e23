"""Short lists in the page of a plan: what it carries of them, and how they get in."""

from __future__ import annotations

import dataclasses
import json
import re

import numpy as np
import pytest

from geoplan import PlanError
from geoplan.maps.page import render
from geoplan.maps.plots import STEPS, filled, plot_payload, read_page
from tests.maps.test_page import Outline
from tests.maps.toyplan import HOSTILE, PUBLIC
from tests.maps.toyplots import land_tables, write_page

EMPTY = '<script type="application/json" id="plots-data" data-format="1"></script>'


@pytest.fixture
def path(tables, html, tmp_path):
    return write_page(tables, html, tmp_path / "maps")


@pytest.fixture(scope="module")
def carried(tables):
    return plot_payload(land_tables(tables))


def test_a_plan_carries_room_for_plots_and_nothing_in_it(html):
    assert html.count(EMPTY) == 1


def test_each_parcel_is_carried_once_and_stands_on_every_list(carried):
    ids = [plot["parcel_id"] for plot in carried["plots"]]
    assert len(ids) == len(set(ids)) == 9
    on = [
        (each["site_id"], place["position"])
        for each in carried["lists"]
        for place in each["places"]
        if ids[place["plot"]] == "An|1|1"
    ]
    assert on == [("S001", 1), ("SX", 4)]
    assert [each["programme"] for each in carried["lists"]] == [PUBLIC] * 3


def test_shapes_come_back_to_a_decimetre(carried, tables):
    told = land_tables(tables).plots.set_index("parcel_id").geometry
    for plot in carried["plots"]:
        shape = (
            told[plot["parcel_id"]].iloc[:1].item()
            if plot["parcel_id"] == "An|1|1"
            else told[plot["parcel_id"]]
        )
        if "at" in plot:
            assert plot["at"] == [round(shape.y, 6), round(shape.x, 6)]
            continue
        [ring] = plot["rings"]
        corners = np.array(ring).reshape(-1, 2).cumsum(axis=0) / STEPS
        assert corners == pytest.approx(np.array(shape.exterior.coords)[:-1], abs=6e-7)


def test_what_is_not_known_is_left_out(carried):
    assert all("name" not in plot for plot in carried["plots"] if plot["parcel_id"] != "An|1|3")
    places = [place for each in carried["lists"] for place in each["places"]]
    assert sum("decisions" in place for place in places) == 2  # one plot on two lists
    assert sum("given_to" in place for place in places) == 1


def test_filling_changes_the_room_for_plots_only(path, carried, html):
    page = filled(path, carried)
    before, after = html.split(EMPTY)
    assert page.startswith(before)
    assert page.endswith(after)
    assert json.loads(Outline(page).data["plots-data"]) == json.loads(json.dumps(carried))
    assert HOSTILE not in page
    assert Outline(page).tags == Outline(html).tags


def test_filling_again_takes_the_place_of_what_was_there(path, carried):
    once = filled(path, carried)
    path.write_text(once, encoding="utf-8")
    assert filled(path, carried) == once
    path.write_text(filled(path, {}), encoding="utf-8")
    assert filled(path, carried) == once


def test_a_page_over_tiles_takes_plots_too(tables, carried, tmp_path):
    path = write_page(tables, render(tables, basemap=True), tmp_path / "tiles")
    assert "tile.openstreetmap.org" in filled(path, carried)


def no_room(path):
    path.write_text(path.read_text(encoding="utf-8").replace(EMPTY, ""), encoding="utf-8")


def later_format(path):
    newer = EMPTY.replace('data-format="1"', 'data-format="2"')
    path.write_text(path.read_text(encoding="utf-8").replace(EMPTY, newer), encoding="utf-8")


def not_text(path):
    path.write_bytes(b"\xff\xfe")


def other_plan(path):
    summary = path.parent / "plan.json"
    told = json.loads(summary.read_text(encoding="utf-8"))
    told["inputs"][0]["sha256"] = "0" * 64
    summary.write_text(json.dumps(told), encoding="utf-8")


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (no_room, "another version of geoplan and has no room for plots"),
        (later_format, "another version of geoplan and has no room for plots"),
        (not_text, "the map of the plan cannot be read"),
        (other_plan, "the map is not of the plan in plan.json beside it"),
    ],
)
def test_a_page_that_cannot_take_them_is_refused_with_the_cure(path, spoil, said):
    spoil(path)
    with pytest.raises(PlanError, match=said) as refused:
        read_page(path)
    assert f"Make the plan again with `geoplan plan --out {path.parent}`" in str(refused.value)


def test_a_study_of_another_title_carries_the_same_plots(tables, carried):
    again = dataclasses.replace(land_tables(tables))
    assert plot_payload(again) == carried


def test_texts_of_offices_are_data_only(path, carried):
    page = filled(path, carried)
    room = re.search(r'id="plots-data" data-format="1">(.*?)</script>', page, re.DOTALL)[1]
    assert "<" not in room
