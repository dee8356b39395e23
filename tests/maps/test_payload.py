"""What the page carries is the plan, whole, and nothing that JSON does not know."""

from __future__ import annotations

import dataclasses
import json

import pytest

from geoplan.layers.facilities import KINDS
from geoplan.maps.classes import share_classes
from geoplan.maps.facility_payload import FACILITY_LAYERS
from geoplan.maps.payload import payload
from geoplan.result import DecisionEffect
from tests.maps.toyplan import PRIVATE, PUBLIC, RANKS_THERE, SHARED_PLACE


@pytest.fixture(scope="module")
def plan(tables):
    return json.loads(json.dumps(payload(tables), allow_nan=False))


def site(plan, programme, rank):
    return next(s for s in plan["sites"] if (s["programme"], s["rank"]) == (programme, rank))


def test_each_site_has_one_marker_and_sites_at_one_place_share_it(plan, tables):
    held = [number for place in plan["places"] for number in place["sites"]]
    assert sorted(held) == list(range(len(tables.sites)))
    assert all(
        plan["sites"][number]["programme"] == place["programme"]
        for place in plan["places"]
        for number in place["sites"]
    )
    shared = [place for place in plan["places"] if len(place["sites"]) > 1]
    (place,) = shared
    assert place["at"] == [SHARED_PLACE[1], SHARED_PLACE[0]]
    assert [plan["sites"][number]["rank"] for number in place["sites"]] == RANKS_THERE


def test_ids_that_two_programmes_share_stay_apart(plan):
    assert site(plan, PUBLIC, 2)["site_id"] == site(plan, PRIVATE, 1)["site_id"] == "SX"
    assert site(plan, PRIVATE, 1)["people_captured"] == 50_000
    assert site(plan, PUBLIC, 2)["people_captured"] is None


def test_a_runner_up_is_found_in_the_plan_or_on_its_cell(plan):
    chosen = site(plan, PUBLIC, 1)["runner_up"]
    assert plan["sites"][chosen["site"]]["rank"] == 9
    other = site(plan, PUBLIC, 3)["runner_up"]
    assert other["site"] is None
    assert (other["commune_code"], other["at"]) == ("00006", [20.95, 106.25])
    assert "runner_up" not in site(plan, PUBLIC, 5)
    assert "runner_up" not in site(plan, PUBLIC, 6)


def test_an_alternative_is_found_in_the_plan_or_on_its_cell(plan):
    chosen = site(plan, PUBLIC, 1)["alternative"]
    assert plan["sites"][chosen["site"]]["rank"] == 10
    other = site(plan, PUBLIC, 3)["alternative"]
    assert (other["site"], other["commune_code"]) == (None, "00004")
    assert "alternative" not in site(plan, PUBLIC, 5)


def test_whom_a_site_serves_is_told_by_commune_and_adds_up(plan, tables):
    serves = site(plan, PUBLIC, 1)["serves"]
    assert serves["communes"] == [["00005", 6000, 5000, 4321.4], ["00006", 3000, 0, 0.0]]
    assert serves["others"] == [2, pytest.approx(-10.6)]
    covered = sum(row[3] for row in serves["communes"]) + serves["others"][1]
    rows = tables.beneficiaries.query("programme == @PUBLIC and site_id == 'S001'")
    assert covered == pytest.approx(rows["newly_covered"].sum())
    market = site(plan, PRIVATE, 1)["serves"]
    assert market == {"communes": [["00005", 6000, None, None], ["00006", 3000, None, None]],
                      "others": [0, 0]}  # fmt: skip


def test_the_first_steps_stand_beside_the_best_of_their_size(plan):
    public, private = plan["programmes"]
    assert [step["k"] for step in public["prefixes"]] == [30, 60]
    assert private["prefixes"] == []


def test_unknown_is_null_and_out_of_reach_says_so(plan):
    assert plan["communes"]["00009"]["before"]["travel_min"] == "unreachable"
    assert plan["communes"]["00009"]["before"]["hospital_min"] is None
    assert plan["communes"]["00006"]["before"]["covered_share"] is None
    assert plan["communes"]["00003"]["former_province"] is None
    assert site(plan, PUBLIC, 4)["travel_min_before"] is None
    assert plan["equity"]["palma"]["after"] is None


def test_the_first_view_leaves_the_far_island_out(plan):
    assert plan["frame"] == [[20.8, 106.0], [21.0, 106.3]]
    assert plan["far"] == [{"code": "00009", "bearing": pytest.approx(90, abs=3)}]


def test_every_kind_of_facility_has_one_layer():
    kinds = [kind for held in FACILITY_LAYERS.values() for kind in held]
    assert sorted(kinds) == sorted(KINDS)


def test_layers_tell_located_from_published(plan, tables):
    layers = {layer["id"]: layer for layer in plan["layers"]}
    located = {name: len(layer["facilities"]) for name, layer in layers.items()}
    assert located == {"hospitals": 2, "clinics": 0, "stations": 1, "former_stations": 1}
    counts = tables.study.facility_counts
    hospitals = ("municipal", "regional", "ministry", "private_hospital")
    assert layers["hospitals"]["published"] == sum(counts[kind].value for kind in hospitals)


def test_a_kind_without_a_published_count_says_nothing_of_it(tables):
    study = tables.study.model_copy(update={"facility_counts": {}})
    layers = payload(dataclasses.replace(tables, study=study))["layers"]
    # clinics, of which nothing is known any more, are left out
    assert [layer["id"] for layer in layers] == ["hospitals", "stations", "former_stations"]
    assert [layer["published"] for layer in layers] == [None] * 3


def test_every_assumption_travels_with_its_source(plan, tables):
    rows = tables.study.assumptions()
    assert [row["key"] for row in plan["assumptions"]] == [row.key for row in rows]
    assert all(row["source"] and row["label_vi"] and row["label_en"] for row in plan["assumptions"])


def test_how_firm_the_plan_is_travels_with_it(plan, tables):
    assert plan["robustness"]["draws"] == 40
    assert plan["robustness"]["effects"][0]["changed_share"] == 0.625
    assert site(plan, PUBLIC, 20)["tier"] == "likely"
    assert (site(plan, PUBLIC, 2)["rank_low"], site(plan, PUBLIC, 2)["rank_high"]) == (1, 7)
    assert site(plan, PRIVATE, 1)["tier"] is None
    assert payload(dataclasses.replace(tables, robustness=None))["robustness"] is None


def test_a_range_travels_with_its_assumption(plan):
    rows = {row["key"]: row for row in plan["assumptions"]}
    capacity = rows["standards.primary.capacity_people"]
    assert capacity["range"] == [8000, 12000]
    assert capacity["range_source"]
    assert rows["candidates.min_people"]["range"] is None


def test_the_classes_are_those_of_the_communes(plan, tables):
    told, classes = plan["classes"], share_classes(tables.communes)
    assert told["breaks"] == list(classes.breaks)
    assert told["colours"] == list(classes.colours)
    assert told["scheme"] == classes.scheme


def test_a_decision_is_told_of_the_sites_that_it_put_where_they_are(tables):
    def effect(what, site, parcel="", kind="commune_station"):
        said = f"Câu về {what} {site}", f"Sentence on {what} {site}"
        taken = "Lan", "2026-05-04", "why"
        return DecisionEffect("D1", what, site, parcel, kind, *taken, 0.0, 0, "", *said)

    decisions = [
        effect("pin", "SX"),
        effect("pin", "S00"),  # of which other names are no copies
        effect("pin", "SX", kind="polyclinic"),
        effect("forbid", "S005"),
        effect("choose", "S001", "An|1|7"),
    ]
    renamed = tables.sites.rename(index={"S004": "PAn|1|7"})
    told = payload(dataclasses.replace(tables, sites=renamed, decisions=decisions))["sites"]
    said = {
        (each["programme"], each["rank"]): [decision["en"] for decision in each["decisions"]]
        for each in told
        if "decisions" in each
    }
    pinned = {(PUBLIC, rank): ["Sentence on pin SX"] for rank in RANKS_THERE}
    assert said == pinned | {(PUBLIC, 4): ["Sentence on choose S001"]}
