"""What the page carries of the whole programme is what the tables say, each thing once."""

from __future__ import annotations

import dataclasses
import json

import numpy as np
import pandas as pd
import pytest

from geoplan.maps.page import render
from geoplan.maps.payload import payload
from tests.maps.toyplan import PRIVATE, PUBLIC, facilities
from tests.maps.toywhole import COMPLEX, HOMES, UPGRADES, YEARS


@pytest.fixture(scope="module")
def plan(whole):
    return json.loads(json.dumps(payload(whole), allow_nan=False))


def test_every_facility_of_every_programme_is_told_once(plan, whole):
    told = [(site["programme"], site["rank"]) for site in plan["sites"]]
    table = whole.programme
    assert sorted(told) == sorted(zip(table["programme"], table["rank"], strict=True))
    held = [number for place in plan["places"] for number in place["sites"]]
    assert sorted(held) == list(range(len(table)))
    for place in plan["places"]:
        assert {plan["sites"][number]["programme"] for number in place["sites"]} == {
            place["programme"]
        }


def test_each_carries_the_people_cost_and_year_of_the_table(plan, whole):
    table = whole.programme.set_index(["programme", "rank"])
    for site in plan["sites"]:
        row = table.loc[(site["programme"], site["rank"])]
        assert site["people_gained"] == row["people_gained"]
        assert site["cost_bn_vnd"] == row["cost_bn_vnd"]
        assert site["facility_kind"] == row["kind"]
        assert site["year"] == (None if pd.isna(row["year"]) else row["year"])


def test_an_upgrade_means_a_facility_of_the_register_and_lies_there(plan):
    names = facilities()["name"]
    at = {number: place["at"] for place in plan["places"] for number in place["sites"]}
    found = {}
    for number, site in enumerate(plan["sites"]):
        if site["programme"] != UPGRADES:
            assert "facility" not in site
            continue
        layer, row = site["facility"]
        facility = plan["layers"][layer]["facilities"][row]
        found[site["rank"]] = facility["name"]
        assert facility["at"] == at[number]
    assert found == {1: names["F1"], 2: names["F3"], 3: names["F4"]}


def test_the_programmes_keep_the_order_and_results_of_the_plan(plan, whole):
    assert [each["id"] for each in plan["programmes"]] == list(whole.programmes)
    assert [each["id"] for each in plan["programmes"]] == [
        PUBLIC, PRIVATE, UPGRADES, HOMES, COMPLEX,
    ]  # fmt: skip
    assert [each["model"] for each in plan["programmes"]][2:] == ["need", "median", "criteria"]


def test_the_money_of_each_source_sums_to_the_table(plan, whole):
    money, table = plan["money"], whole.phases.table
    assert money["years"] == list(YEARS)
    assert money["covered"] == [*whole.people_covered_by_year.values()]
    sources = whole.study.money.sources
    assert [each["title"]["en"] for each in money["sources"]] == [
        source.title_en for source in sources.values()
    ]
    for told, name in zip(money["sources"], sources, strict=True):
        own = table[table["source"] == name].sort_values("year")
        np.testing.assert_allclose(told["spent"], own["spent_bn_vnd"])
        np.testing.assert_allclose(told["envelope"], own["envelope_bn_vnd"])
    assert [each["unpaid"] for each in money["sources"]] == [42.4, 0.0, 0.3]
    assert [each["lacking_at_once"] for each in money["sources"]] == [1111.1, 0.0, 0.0]
    assert money["curve"]["knee_facilities"] == 1


def test_only_a_target_of_its_own_counts_as_missed_or_not(plan):
    assert [target["short"] for target in plan["targets"]] == [True, None, False]


def test_investors_who_never_rest_have_no_total(whole):
    equilibrium = whole.market.equilibrium
    responses = dataclasses.replace(equilibrium.responses, settled=False, cycle=3)
    market = dataclasses.replace(
        whole.market, equilibrium=dataclasses.replace(equilibrium, responses=responses)
    )
    told = payload(dataclasses.replace(whole, market=market))["investors"]
    assert told["settled"] is None
    assert (told["movers"], told["count"], told["planned"]) == (1, 2, 100_000)


def test_minutes_to_a_polyclinic_travel_if_any_commune_knows_them(plan, whole, tables):
    assert plan["communes"]["00001"]["before"]["polyclinic_min"] == 14.5
    nowhere = whole.communes.assign(polyclinic_min_before=np.nan, polyclinic_min_after=np.nan)
    for without in (tables, dataclasses.replace(whole, communes=nowhere)):
        assert "polyclinic_min" not in payload(without)["communes"]["00001"]["before"]
    somewhere = nowhere.assign(polyclinic_min_after=nowhere.index.map({"00002": 9.0}))
    told = payload(dataclasses.replace(whole, communes=somewhere))["communes"]
    assert told["00002"]["after"]["polyclinic_min"] == 9.0
    assert told["00001"]["after"]["polyclinic_min"] is None


def test_a_study_without_kinds_and_money_carries_nothing_of_them(tables):
    told = payload(tables)
    assert told["money"] is None
    assert told["investors"] is None
    assert told["targets"] == []
    fields = {field for site in told["sites"] for field in site}
    assert not fields & {"facility_kind", "year", "cost_bn_vnd", "facility"}


def test_kinds_without_money_are_told_without_years(whole):
    told = payload(
        dataclasses.replace(whole, phases=None, covered_by_year=None, communes_by_year=None)
    )
    assert told["sites"][0]["facility_kind"] == "regional"
    assert "year" not in told["sites"][0]
    assert told["money"] is None
    assert "years" not in told["communes"]["00001"]
    assert told["cells"]["years"] == {}


def test_the_communes_of_each_year_sum_to_its_people(plan):
    communes = plan["communes"].values()
    for i, covered in enumerate(plan["money"]["covered"]):
        assert sum(commune["years"]["people_covered"][i] for commune in communes) == covered


def test_the_share_of_a_year_is_that_of_its_people(plan):
    for commune in plan["communes"].values():
        for people, share in zip(*commune["years"].values(), strict=True):
            assert people == pytest.approx(share * commune["people"], abs=1 + 1e-4 * 80_000)


def test_the_cells_of_a_year_are_in_the_class_of_their_commune(plan):
    # in the toy plan each commune is one cell
    cells, breaks = plan["cells"], plan["classes"]["breaks"]
    for i, year in enumerate(plan["money"]["years"]):
        classes = sorted(
            sum(commune["years"]["covered_share"][i] >= limit for limit in breaks)
            for commune in plan["communes"].values()
        )
        assert sorted(map(int, cells["years"][str(year)])) == classes


def test_the_whole_page_is_the_same_every_time(whole, whole_html):
    assert render(whole) == whole_html
