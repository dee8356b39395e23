"""Two plans of all programmes, made by hand: facilities, money, years, targets, the study."""

from __future__ import annotations

import math
import shutil

import pandas as pd
import pytest

from geoplan.reports.comparison import compare
from geoplan.reports.comparison_money import AMOUNTS
from tests.reports.writtenplans import (
    BUILD,
    GONE,
    HOME,
    NEW_FACILITIES,
    NEW_PHASES,
    OLD_FACILITIES,
    OLD_PHASES,
    RANGE,
    SETTING,
    SOURCE,
    UPGRADE,
    VALUE,
    VERIFIED,
    change_summary,
    table,
    write_plan,
)


def figures(listed):
    return {each.key: (each.old, each.new, each.difference) for each in listed}


def test_each_facility_of_all_programmes_is_told(comparison):
    told = {
        (row["id_old"], row["id_new"]): (row["fate"], row["changed"], row["opening"])
        for _, row in comparison.facilities.fillna({"id_old": "", "id_new": ""}).iterrows()
    }
    assert told == {
        ("A", "A"): ("kept", "rank; year; people", "later"),
        ("B", "B"): ("kept", "rank; year", "earlier"),
        ("C", "C"): ("kept", "kind; cost; people", "same"),
        ("D", "D"): ("kept", "year", "newly"),
        ("E", ""): ("dropped", "", "no longer"),
        ("F", "G"): ("moved", "rank", "same"),
        ("", "Z"): ("added", "", "never"),
        ("U1", "U1"): ("kept", "year", "no longer"),
        ("U2", ""): ("dropped", "", "no longer"),
        ("", "U3"): ("added", "", "newly"),
        ("H", "H"): ("kept", "", "same"),
    }
    assert list(comparison.programmes) == [BUILD, UPGRADE, HOME]


def test_what_facilities_differ_by_sums_to_the_difference_of_the_sums(comparison):
    old, new = table(OLD_FACILITIES), table(NEW_FACILITIES)
    for name in ("people_gained", "cost_bn_vnd"):
        difference = comparison.facilities.groupby("programme")[f"{name}_difference"].sum()
        sums = [part.groupby("programme")[name].sum() for part in (old, new)]
        assert difference.to_dict() == (sums[1] - sums[0]).to_dict()
    assert comparison.facilities["cost_bn_vnd_difference"].sum() == -24


def test_each_programme_has_its_figures(comparison):
    assert figures(comparison.by_programme[BUILD]) == {
        "count": (6, 6, 0),
        "paid": (5, 5, 0),
        "cost": (60, 36, -24),
        "people_gained": (4500, 3550, -950),
        "gap": (0.01, 0.01, 0),
    }
    assert figures(comparison.by_programme[UPGRADE])["paid"] == (2, 1, -1)


def test_the_money_is_told_by_year_and_source(comparison):
    money = comparison.money
    assert money.sources == {
        "state": ("Vốn: nhà nước", "Money: state"),
        "private": ("Tư", "Private"),
    }
    keys = list(zip(money.table["year"], money.table["source"], strict=True))
    assert keys == [(year, name) for year in range(2027, 2031) for name in ("state", "private")]
    rows = money.table.set_index(["year", "source"])
    state = rows.loc[(2028, "state")]
    assert state[["envelope_bn_vnd_old", "envelope_bn_vnd_new"]].tolist() == [60, 40]
    assert state[["spent_bn_vnd_old", "spent_bn_vnd_new"]].tolist() == [50.25, 15.25]
    assert state["spent_bn_vnd_difference"] == -35
    assert rows.loc[(2030, "state"), "envelope_bn_vnd_old"] == 0
    assert rows.loc[(2030, "state"), "envelope_bn_vnd_difference"] == 7


def test_the_money_adds_up(comparison):
    money = comparison.money
    names = ["year", "source", *AMOUNTS]
    old, new = (pd.DataFrame(rows, columns=names) for rows in (OLD_PHASES, NEW_PHASES))
    for key, summed in (("year", money.by_year), ("source", money.by_source)):
        for name in AMOUNTS:
            sums = [part.groupby(key)[name].sum().reindex(summed.index) for part in (old, new)]
            assert summed[f"{name}_old"].tolist() == sums[0].fillna(0).tolist()
            assert summed[f"{name}_new"].tolist() == sums[1].tolist()
            difference = summed[f"{name}_new"] - summed[f"{name}_old"]
            assert summed[f"{name}_difference"].tolist() == pytest.approx(difference.tolist())
    assert figures(money.figures) == {
        "facilities": (9, 9, 0),
        "paid": (8, 7, -1),
        "cost": (224, 200, -24),
        "envelope": (310, 297, -13),
        "spent": (237.875, 212.75, -25.125),
        "unpaid": (6, 8, 2),
        "people_years": (30_000, 20_000, -10_000),
        "gap": (0.001, 0.001, 0),
    }


def test_the_people_covered_are_told_year_by_year(comparison):
    covered = {each.key: (each.old, each.new) for each in comparison.money.covered}
    assert covered.pop("2030") == (pytest.approx(math.nan, nan_ok=True), 8180)
    assert covered == {"2027": (3000, 3000), "2028": (6000, 5500), "2029": (8000, 8000)}


def test_what_opens_differs_as_the_facilities_paid_for_do(comparison):
    counts = comparison.facilities["opening"].value_counts()
    assert counts.to_dict() == {
        "same": 3, "earlier": 1, "later": 1, "no longer": 3, "newly": 2, "never": 1,
    }  # fmt: skip
    paid = figures(comparison.money.figures)["paid"][2]
    assert counts["newly"] - counts["no longer"] == paid
    assert comparison.money.table["facilities_difference"].sum() == paid


def test_the_shortfalls_of_the_targets_are_told(comparison):
    doctors, recruits = comparison.targets
    assert (doctors.indicator, doctors.year) == ("doctors", 2030)
    assert (doctors.shortfall.old, doctors.shortfall.new) == (10, 40)
    assert doctors.shortfall.quantity.name.en == "Doctors, 2030"
    assert (doctors.old.planned, doctors.new.planned) == (190, 160)
    assert not recruits.shortfall.differs


def test_a_target_of_another_year_is_another_target(folders, tmp_path):
    copy = shutil.copytree(folders[0], tmp_path / "copy")
    change_summary(copy, lambda told: told["targets"][0].update(year=2035))
    told = [
        (each.year, each.shortfall.old, each.shortfall.new)
        for each in compare(folders[0], copy).targets
        if each.indicator == "doctors"
    ]
    assert [year for year, _, _ in told] == [2035, 2030]
    (_, no_old, new), (_, old, no_new) = told
    assert (old, new) == (10, 10)
    assert math.isnan(no_old)
    assert math.isnan(no_new)
    assert all(each.shortfall.differs for each in compare(folders[0], copy).targets[::2])


def test_an_assumption_differs_in_more_than_its_value(comparison):
    told = {each.key: each.differs for each in comparison.assumptions}
    assert told == {
        VALUE: ("value",),
        SOURCE: ("source",),
        RANGE: ("range", "range_source"),
        VERIFIED: ("verified",),
        GONE: (),
    }
    gone = comparison.assumptions[-1]
    assert gone.new is None
    assert (gone.old.value, gone.label_en, gone.unit) == (10, f"Assumption {GONE}", "min")


def test_a_setting_that_is_no_assumption_is_told_with_what_the_study_has(comparison):
    (setting,) = comparison.settings
    assert (setting.key, setting.values) == (SETTING, (2035, 2040))


def test_what_both_set_alike_does_not_differ(folders, tmp_path):
    both = [shutil.copytree(folders[1], tmp_path / name) for name in ("one", "two")]
    change_summary(both[1], lambda told: told["changes"][0].update(value=2045))
    assert compare(both[0], both[0]).settings == []
    (setting,) = compare(*both).settings
    assert setting.values == (2040, 2045)


def test_the_files_that_differ_are_told(comparison):
    (changed,) = comparison.inputs
    assert changed.layer == "demand"
    assert [file.sha256[0] for file in (*changed.old, *changed.new)] == ["1", "f"]


def test_communes_that_gain_and_lose_are_told(comparison):
    better, worse = comparison.better_and_worse("people_covered_after")
    assert better.to_dict() == {"00002": 280}
    assert worse.to_dict() == {"00001": 100}


def test_less_time_is_a_gain_and_what_cannot_be_seen_is_neither(folders, tmp_path):
    copy = shutil.copytree(folders[0], tmp_path / "copy")
    communes = pd.read_csv(copy / "communes.csv", dtype={"commune_code": str})
    communes["travel_min_after"] = [0.25, 1.04]  # 1 minute each in the old plan
    communes.to_csv(copy / "communes.csv", index=False)
    better, worse = compare(folders[0], copy).better_and_worse("travel_min_after")
    assert better.to_dict() == {"00001": 0.75}
    assert worse.empty
    better, worse = compare(copy, folders[0]).better_and_worse("travel_min_after")
    assert worse.to_dict() == {"00001": 0.75}


def test_a_plan_does_not_differ_from_itself(folders):
    for folder in folders:
        same = compare(folder, folder)
        assert set(same.facilities["fate"]) == {"kept"}
        assert set(same.facilities["changed"]) == {""}
        assert set(same.facilities["opening"]) == {"same", "never"}
        listed = [*same.headline, *same.further, *same.money.figures, *same.money.covered]
        listed += [each for part in same.by_programme.values() for each in part]
        listed += [each.shortfall for each in same.targets]
        assert not any(each.differs for each in listed)
        assert not same.money.table[[f"{name}_difference" for name in AMOUNTS]].any(axis=None)
        assert (same.assumptions, same.settings, same.inputs, same.made) == ([], [], [], {})
        assert str(same).endswith("assumptions that differ: none\ninput files that differ: none")
        assert "no facility changed: Programme build, Programme upgrade, Programme home" in str(
            same
        )


def test_the_other_way_round_everything_turns(comparison, folders):
    back = compare(*reversed(folders))
    turned = {"dropped": "added", "added": "dropped", "no longer": "newly", "newly": "no longer",
              "earlier": "later", "later": "earlier"}  # fmt: skip

    def told(facilities, ends):
        rows = facilities[[*ends, "fate", "changed", "opening"]].astype(object)
        return {tuple(row) for row in rows.where(rows.notna(), None).to_numpy().tolist()}

    there = told(comparison.facilities, ["id_old", "id_new"])
    assert {
        (old, new, turned.get(fate, fate), changed, turned.get(opening, opening))
        for old, new, fate, changed, opening in told(back.facilities, ["id_new", "id_old"])
    } == there
    pairs = [*zip(comparison.money.figures, back.money.figures, strict=True)]
    pairs += [
        (a.shortfall, b.shortfall) for a, b in zip(comparison.targets, back.targets, strict=True)
    ]
    for name, listed in comparison.by_programme.items():
        pairs += zip(listed, back.by_programme[name], strict=True)
    assert any(a.difference for a, _ in pairs)
    for a, b in pairs:
        assert b.difference == pytest.approx(-a.difference)
    money = comparison.money.table, back.money.table
    for name in AMOUNTS:
        turned_back = -money[1][f"{name}_difference"]
        assert money[0][f"{name}_difference"].tolist() == turned_back.tolist()
    (there_set,), (here_set,) = comparison.settings, back.settings
    assert here_set.values == there_set.values[::-1]


def test_a_plan_without_money_has_no_years_to_compare(folders, tmp_path):
    undated = [(*row[:-2], None, None) for row in OLD_FACILITIES]
    bare = write_plan(tmp_path / "bare", undated, None, doctors_lacking=None)
    told = compare(folders[0], bare)
    assert told.money is None
    assert told.facilities["opening"].isna().all()
    assert set(told.facilities["changed"]) == {""}
    cost = {each.key: each for each in told.by_programme[BUILD]}["cost"]
    assert (cost.old, math.isnan(cost.new)) == (60, True)
    assert [each.new for each in told.targets] == [None, None]
    assert "opening" not in str(told)
    both = compare(bare, bare)
    assert both.targets == []
    assert "cost" not in {each.key for each in both.by_programme[BUILD]}


def test_a_source_of_one_plan_alone_gives_nothing_in_the_other(folders, tmp_path):
    lent = [*OLD_PHASES, (2028, "loan", 9.0, 4.0, 0)]
    other = write_plan(tmp_path / "lent", phases=lent)
    change_summary(other, lambda told: told["phases"]["unpaid_bn_vnd"].update(loan=0.0))
    told = compare(folders[0], other).money
    assert told.sources["loan"] == ("loan", "loan")  # the study does not say what it is called
    loan = told.by_source.loc["loan"]
    assert (loan["envelope_bn_vnd_old"], loan["envelope_bn_vnd_new"]) == (0, 9)
