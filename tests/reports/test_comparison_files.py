"""What stands beside the page of a comparison, JSON and a table, and the command that writes it."""

from __future__ import annotations

import json

import pandas as pd
import pytest

from geoplan.cli import main
from geoplan.errors import OutputError
from geoplan.maps.comparison import BESIDE, write
from geoplan.reports.comparison import compare
from geoplan.reports.comparison_json import content
from geoplan.reports.comparison_table import FACILITY_CHANGES
from tests.reports.writtenplans import (
    BUILD,
    GONE,
    HOME,
    OLD_FACILITIES,
    RANGE,
    SOURCE,
    write_plan,
)


@pytest.fixture(scope="module")
def written(comparison, tmp_path_factory):
    return write(comparison, tmp_path_factory.mktemp("out") / "compare.html")


@pytest.fixture(scope="module")
def told(written):
    return json.loads(written[1].read_text(encoding="utf-8"))


# As JSON


def test_the_json_has_everything_in_a_stable_order(told, comparison):
    assert list(told) == [
        "geoplan", "study", "plans", "headline", "further", "programmes", "facilities",
        "moved_km", "money", "targets", "measures", "communes", "assumptions", "settings",
        "inputs", "decisions", "made",
    ]  # fmt: skip
    assert told == json.loads(json.dumps(content(comparison), allow_nan=False))
    assert told["study"] == {"id": "line", "title": {"vi": "Một đường", "en": "A line"}}
    assert told["plans"]["new"]["name"] == "new"
    assert [file["sha256"][0] for file in told["plans"]["new"]["inputs"]] == ["0", "f"]


def test_every_pair_of_values_in_the_json_differs_by_what_it_says(told):
    def pairs(held):
        if isinstance(held, dict):
            if {"old", "new", "difference"} <= set(held):
                yield held
            for each in held.values():
                yield from pairs(each)
        elif isinstance(held, list):
            for each in held:
                yield from pairs(each)

    found = list(pairs(told))
    assert len(found) > 100
    assert any(each["difference"] for each in found)
    for each in found:
        if each["difference"] is None:
            assert None in (each["old"], each["new"])
        else:
            assert each["difference"] == pytest.approx(each["new"] - each["old"], abs=1e-5)


def test_the_json_says_of_each_facility_what_each_plan_has(told):
    facilities = {
        ((each["old"] or {}).get("site_id"), (each["new"] or {}).get("site_id")): each
        for each in told["facilities"]
    }
    assert len(told["facilities"]) == 11
    clinic = facilities[("C", "C")]
    assert clinic["changed"] == ["kind", "cost", "people"]
    assert clinic["opening"] == "same"
    assert clinic["old"]["facility_id"] == "R1"
    assert clinic["new"]["facility_id"] is None
    assert (clinic["old"]["cost_bn_vnd"], clinic["new"]["cost_bn_vnd"]) == (30, 6)
    assert clinic["cost_bn_vnd_difference"] == -24
    assert facilities[("E", None)]["new"] is None
    assert facilities[(None, "Z")]["new"]["year"] is None
    build = next(each for each in told["programmes"] if each["id"] == BUILD)
    assert build["fates"] == {"kept": 4, "moved": 1, "dropped": 1, "added": 1}
    assert build["changed"] == {"kind": 1, "rank": 3, "year": 3, "cost": 1, "people": 2}
    assert build["opening"] == {
        "same": 2, "earlier": 1, "later": 1, "no longer": 1, "newly": 1, "never": 1,
    }  # fmt: skip


def test_the_json_tells_the_money_by_year_by_source_and_both(told):
    money = told["money"]
    state = next(each for each in money["sources"] if each["id"] == "state")
    assert state["title"]["en"] == "Money: state"
    assert state["envelope_bn_vnd"] == {"old": 110, "new": 97, "difference": -13}
    year = next(each for each in money["years"] if each["year"] == 2028)
    assert year["spent_bn_vnd"] == {"old": 130.25, "new": 95.25, "difference": -35}
    assert year["facilities"] == {"old": 4, "new": 2, "difference": -2}
    row = next(each for each in money["rows"] if (each["year"], each["source"]) == (2028, "state"))
    assert row["spent_bn_vnd"] == {"old": 50.25, "new": 15.25, "difference": -35}


def test_the_json_tells_targets_assumptions_and_settings(told):
    (doctors, _) = told["targets"]
    assert doctors["planned"] == {"old": 190, "new": 160, "difference": -30}
    assert doctors["shortfall"]["difference"] == 30
    rows = {each["key"]: each for each in told["assumptions"]}
    assert rows[RANGE]["differs"] == ["range", "range_source"]
    assert (rows[RANGE]["old"]["range"], rows[RANGE]["new"]["range"]) == ([9, 11], [8, 14])
    assert rows[SOURCE]["new"]["source"] == "another decision"
    assert rows[GONE]["new"] is None
    assert told["settings"] == [{"key": "money.horizon", "old": 2035, "new": 2040}]
    assert told["inputs"] == [{"layer": "demand", "old": ["demand.csv"], "new": ["demand.csv"]}]


def test_what_is_not_known_is_null_and_out_of_reach_is_a_word(comparison, folders, tmp_path):
    path = folders[1] / "communes.csv"
    kept = path.read_bytes()
    try:
        communes = pd.read_csv(path, dtype={"commune_code": str})
        communes.loc[0, "travel_min_after"] = None
        communes.loc[0, "covered_share_after"] = None
        communes.to_csv(path, index=False)
        (first, _) = content(compare(*folders))["communes"].values()
    finally:
        path.write_bytes(kept)
    assert first["measures"]["travel_min_after"] == {
        "old": 1, "new": "unreachable", "difference": None,
    }  # fmt: skip
    assert first["measures"]["covered_share_after"] == {"old": 1, "new": None, "difference": None}


# As a table


def test_the_table_has_the_columns_of_its_field_table(written, comparison):
    table = pd.read_csv(written[2], dtype={"commune_code_old": str, "commune_code_new": str})
    assert list(table.columns) == [field.name for field in FACILITY_CHANGES.fields]
    assert len(table) == len(comparison.facilities)
    FACILITY_CHANGES.validate(table, written[2])
    assert table["cost_bn_vnd_difference"].sum() == -24
    first = table.iloc[0]
    assert first[["programme", "fate", "changed", "opening"]].tolist() == [
        BUILD, "kept", "rank; year", "earlier",
    ]  # fmt: skip
    assert (first["year_old"], first["year_new"]) == (2028, 2027)
    assert table.iloc[-1]["programme"] == HOME


def test_what_costs_differ_by_is_written_as_they_are(folders, tmp_path):
    dear = [(*row[:6], 6.1 if row[2] == "A" else row[6], row[7]) for row in OLD_FACILITIES]
    files = write(compare(folders[0], write_plan(tmp_path / "dear", dear)), tmp_path / "page.html")
    assert ",6.0,6.1,0.1," in files[2].read_text(encoding="utf-8-sig")


def test_whole_numbers_are_written_whole(written):
    text = written[2].read_text(encoding="utf-8-sig")
    assert "B,B,00001,00001,commune_station,commune_station,2,1,2028,2027,900,900,0,6.0" in text


# The files


def test_the_same_plans_give_the_same_bytes(folders, written, tmp_path):
    again = write(compare(*folders), tmp_path / "compare.html")
    assert [path.read_bytes() for path in again] == [path.read_bytes() for path in written]


def test_the_command_writes_page_json_and_table_and_tells_the_headline(folders, tmp_path, capsys):
    page = tmp_path / "pages" / "change.html"
    assert main(["compare", *map(str, folders), "--out", str(page)]) == 0
    assert page.read_text(encoding="utf-8").startswith("<!DOCTYPE html>")
    files = [page, *(page.with_name(name) for name in BESIDE)]
    listed = "\n".join(map(str, files))
    assert capsys.readouterr().out == f"{compare(*folders)}\n{listed}\n"
    assert sorted(page.parent.iterdir()) == sorted(files)


def test_the_command_refuses_in_a_sentence_and_leaves_the_last_files(folders, tmp_path, capsys):
    page, table = tmp_path / "change.html", tmp_path / "comparison.json"
    for path in (page, table):
        path.write_text("last month")
    assert main(["compare", str(folders[0]), str(tmp_path), "--out", str(page)]) == 2
    assert "holds no whole plan" in capsys.readouterr().err
    assert {path.read_text() for path in (page, table)} == {"last month"}


@pytest.mark.parametrize("name", BESIDE)
def test_the_page_cannot_take_the_name_of_what_stands_beside_it(comparison, tmp_path, name):
    with pytest.raises(OutputError, match=rf"{name}: the page cannot have this name.*--out"):
        write(comparison, tmp_path / name)
    assert list(tmp_path.iterdir()) == []
