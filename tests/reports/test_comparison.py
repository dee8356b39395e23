"""Two written plans of the toy town, compared: every figure is found again in their files."""

from __future__ import annotations

import json
import shutil

import numpy as np
import pandas as pd
import pytest

import geoplan
from geoplan.errors import PlanError
from geoplan.reports.comparison import compare
from geoplan.reports.moves import FATES
from geoplan.reports.quantities import MEASURES
from geoplan.reports.written import FILES
from geoplan.study import Study
from tests import toytown

CAPACITY = "standards.primary.capacity_people"
SPEED = "travel.modes.motorbike.rural_kmh"


@pytest.fixture(scope="module")
def folders(tmp_path_factory):
    """Two plans: as the toy town is, and with smaller stations, slower roads and fewer ferries."""
    root = tmp_path_factory.mktemp("plans")
    studies = {name: root / f"study-{name}" for name in ("old", "new")}
    for name, folder in studies.items():
        folder.mkdir()
        toytown.write_toy_town(folder)
        if name == "new":
            content = toytown.study_content()
            content["standards"]["primary"]["capacity_people"] |= {"value": 8000}
            content["travel"]["modes"]["motorbike"]["rural_kmh"] |= {"value": 25.0}
            toytown.write_study(folder, content)
            ferries = toytown.sea_links().assign(wait_min=25)
            ferries.to_csv(folder / "sea_links.csv", index=False)
        geoplan.plan(Study.load(folder / "study.toml"), draws=0).write(root / name)
    return root / "old", root / "new"


@pytest.fixture(scope="module")
def comparison(folders):
    return compare(*folders)


def of_whole(comparison):
    return {figure.key: figure for figure in (*comparison.headline, *comparison.further)}


def summary(folder):
    return json.loads((folder / "plan.json").read_text(encoding="utf-8"))


def table(folder, name):
    return pd.read_csv(folder / name, dtype={"commune_code": str})


def test_the_figures_are_those_of_the_summaries(comparison, folders):
    for side, told in zip(("old", "new"), map(summary, folders), strict=True):
        figures = {key: getattr(each, side) for key, each in of_whole(comparison).items()}
        for name in ("people_total", "people_covered", "covered_share", "people_within_full"):
            assert figures[f"{name}_after"] == told["coverage"][name]["after"]
        assert figures["people_covered_before"] == told["coverage"]["people_covered"]["before"]
        assert figures["gini_after"] == told["equity"]["gini"]["after"]
        for programme, result in told["programmes"].items():
            listed = {each.key: getattr(each, side) for each in comparison.by_programme[programme]}
            assert listed == {name: result[name] for name in ("count", "people_gained", "gap")}
    assert any(figure.difference for figure in comparison.headline)


def test_the_communes_add_up_to_the_figures(comparison):
    figures = of_whole(comparison)
    for state in ("before", "after"):
        name = f"people_covered_{state}"
        for side in ("old", "new", "difference"):
            whole = getattr(figures[name], side)
            assert comparison.communes[f"{name}_{side}"].sum() == pytest.approx(whole, abs=1.5)


def test_the_communes_are_those_of_the_tables(comparison, folders):
    old, new = (table(folder, "communes.csv").set_index("commune_code") for folder in folders)
    assert list(comparison.communes.index) == sorted(old.index)
    for name in MEASURES:
        for side, held in (("old", old), ("new", new)):
            told = comparison.communes[f"{name}_{side}"].replace(np.inf, np.nan)
            pd.testing.assert_series_equal(
                told, held[name].astype(float), check_names=False, check_index_type=False
            )
        difference = comparison.communes[f"{name}_difference"]
        np.testing.assert_allclose(difference, new[name] - old[name])


def test_every_facility_has_one_fate(comparison, folders):
    for side, folder in zip(("old", "new"), folders, strict=True):
        told = comparison.facilities[["programme", f"site_id_{side}", f"rank_{side}"]].dropna()
        held = table(folder, "programme.csv")[["programme", "site_id", "rank"]]
        assert sorted(told.itertuples(index=False, name=None)) == sorted(
            held.itertuples(index=False, name=None)
        )
    for programme, result in summary(folders[1])["programmes"].items():
        counts = comparison.of(programme)["fate"].value_counts()
        assert set(counts.index) == set(FATES)
        assert counts["kept"] + counts["moved"] + counts["added"] == result["count"]


def test_new_sites_by_commune_are_those_of_the_sites(comparison):
    sites = comparison.of("new-facilities")
    old, new = (sites[f"commune_code_{side}"].value_counts() for side in ("old", "new"))
    difference = new.sub(old, fill_value=0).reindex(comparison.communes.index, fill_value=0)
    told = comparison.communes["new_sites_difference"]
    assert told.to_dict() == difference.to_dict()


def test_what_differs_in_the_study_is_told_and_nothing_else(comparison):
    told = {
        each.key: (each.old.value, each.new.value, each.unit) for each in comparison.assumptions
    }
    assert told == {CAPACITY: (10_000, 8_000, "people"), SPEED: (30, 25, "km/h")}
    assert {each.differs for each in comparison.assumptions} == {("value",)}
    assert [each.layer for each in comparison.inputs] == ["study", "sea_links"]
    assert comparison.settings == []
    assert comparison.made == {}


def test_a_plan_without_money_says_nothing_of_it(comparison):
    assert comparison.money is None
    assert comparison.targets == []
    assert comparison.facilities["opening"].isna().all()


def test_the_terminal_is_told_the_headline(comparison):
    said = str(comparison)
    assert said.startswith("Toy town: old → new\n")
    covered = of_whole(comparison)["people_covered_after"]
    assert f"{covered.old:,.0f} → {covered.new:,.0f}" in " ".join(said.split())
    assert "New public facilities: " in said
    assert f"assumptions that differ: 2\n  {CAPACITY}: 10,000 → 8,000 people\n  {SPEED}: " in said
    assert said.endswith("input files that differ: study, sea_links")
    assert "bn VND" not in said


def test_a_plan_does_not_differ_from_itself(folders):
    same = compare(folders[0], folders[0])
    assert not any(figure.differs for figure in same.headline)
    assert (same.facilities["fate"] == "kept").all()
    assert (same.facilities["changed"] == "").all()
    assert same.assumptions == []
    assert same.inputs == []
    assert str(same).endswith("assumptions that differ: none\ninput files that differ: none")


def test_the_other_way_round_everything_turns(comparison, folders):
    back = compare(*reversed(folders))
    for there, here in zip(comparison.headline, back.headline, strict=True):
        assert here.difference == pytest.approx(-there.difference, nan_ok=True)
    for programme in comparison.programmes:
        there, here = (each.of(programme)["fate"].value_counts() for each in (comparison, back))
        assert here["added"] == there["dropped"]
        assert here["moved"] == there["moved"]


def altered(folder, tmp_path, change):
    """Return a copy of a plan whose summary ``change`` has altered."""
    copy = shutil.copytree(folder, tmp_path / "altered")
    told = summary(copy)
    change(told)
    (copy / "plan.json").write_text(json.dumps(told), encoding="utf-8")
    return copy


def test_minutes_out_of_reach_are_infinitely_many(folders, tmp_path):
    copy = shutil.copytree(folders[0], tmp_path / "copy")
    communes = table(copy, "communes.csv")
    communes.loc[0, "hospital_min_before"] = np.nan
    communes.to_csv(copy / "communes.csv", index=False)
    code = communes.loc[0, "commune_code"]
    lost = compare(folders[0], copy).communes.loc[code]
    assert lost["hospital_min_before_difference"] == np.inf
    assert compare(copy, folders[0]).communes.loc[code, "hospital_min_before_difference"] == -np.inf
    assert np.isnan(compare(copy, copy).communes.loc[code, "hospital_min_before_difference"])


@pytest.mark.parametrize("name", FILES)
def test_a_folder_without_a_whole_plan_is_refused(folders, tmp_path, name):
    copy = shutil.copytree(folders[0], tmp_path / "copy")
    (copy / name).unlink()
    with pytest.raises(PlanError, match=rf"missing: {name}.*geoplan plan --out"):
        compare(folders[0], copy)


def without_a_commune(folder):
    communes = table(folder, "communes.csv")
    communes.iloc[1:].to_csv(folder / "communes.csv", index=False)


def without_a_site(folder):
    table(folder, "sites.csv").iloc[1:].to_csv(folder / "sites.csv", index=False)


def with_a_word_for_a_number(folder):
    path = folder / "programme.csv"
    table(folder, "programme.csv").assign(rank="first").to_csv(path, index=False)


def without_a_column(folder):
    table(folder, "sites.csv").drop(columns="lon").to_csv(folder / "sites.csv", index=False)


def written(name, content):
    def write(folder):
        (folder / name).write_bytes(content)

    return write


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (written("plan.json", b'{"study": '), r"plan\.json: the summary cannot be read"),
        (written("plan.json", b"\xff\xfe"), r"plan\.json: the summary cannot be read"),
        (written("plan.json", b"{}"), r"plan\.json, key geoplan: .*another version of geoplan"),
        (written("plan.gpkg", b"no database"), r"plan\.gpkg, layer communes: .*cannot be read"),
        (written("communes.csv", b"\x81\x82"), r"communes\.csv.* not UTF-8"),
        (written("communes.csv", b""), r"communes\.csv.* not a comma-separated table"),
        (
            with_a_word_for_a_number,
            r"programme\.csv.*field rank.* not a number.*line 2 \(.*: first",
        ),
        (without_a_column, r"sites\.csv.*field lon.* is missing"),
        (without_a_commune, r"communes\.csv and plan\.gpkg hold different communes"),
        (without_a_site, r"the site \S+ of new-facilities is not in both sites\.csv and programme"),
    ],
)
def test_a_damaged_plan_is_refused_with_its_cure(folders, tmp_path, spoil, said):
    copy = shutil.copytree(folders[0], tmp_path / "copy")
    spoil(copy)
    with pytest.raises(PlanError, match=rf"(?s){said}.*geoplan plan --out"):
        compare(folders[0], copy)


def test_another_study_is_refused(folders, tmp_path):
    other = altered(folders[0], tmp_path, lambda told: told["study"].update(id="elsewhere"))
    with pytest.raises(PlanError, match=r"the study toytown, .* one of elsewhere"):
        compare(folders[0], other)


def test_other_communes_are_refused(folders, tmp_path):
    town = tmp_path / "town"
    town.mkdir()
    toytown.write_toy_town(town)
    for name in ("communes.geojson", "cells.csv", "facilities.csv"):
        path = town / name
        path.write_text(path.read_text(encoding="utf-8").replace("00003", "00007"), "utf-8")
    geoplan.plan(Study.load(town / "study.toml"), draws=0).write(tmp_path / "plan")
    with pytest.raises(PlanError, match=r"1 only in .*\(00003\); 1 only in .*\(00007\)"):
        compare(folders[0], tmp_path / "plan")
