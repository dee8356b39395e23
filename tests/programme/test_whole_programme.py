"""The whole programme of the bundled study: sums that somebody in finance would check."""

from __future__ import annotations

import json

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest

from geoplan.reports.fields import COMMUNES_BY_YEAR, PHASES, PROGRAMME, TARGETS
from geoplan.study import Study

COUNTS = {
    "new-facilities": 368,
    "private-hospitals": 11,
    "upgrades": 264,
    "nursing-homes": 2,
    "training-complex": 1,
}


@pytest.fixture(scope="module")
def programme(bundled):
    codes = {"commune_code": str, "facility_id": str, "site_id": str}
    return pd.read_csv(bundled / "programme.csv", dtype=codes, keep_default_na=False,
                       na_values={"year": [""], "cost_bn_vnd": [""]})  # fmt: skip


@pytest.fixture(scope="module")
def phases(bundled):
    return pd.read_csv(bundled / "phases.csv")


@pytest.fixture(scope="module")
def targets(bundled):
    return pd.read_csv(bundled / "targets.csv", dtype={"commune_code": str}).fillna(
        {"commune_code": ""}
    )


@pytest.fixture(scope="module")
def summary(bundled):
    return json.loads((bundled / "plan.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def money():
    return Study.load().money


def test_every_programme_is_there_whole_and_ranked(programme):
    assert list(programme.columns) == [field.name for field in PROGRAMME.fields]
    assert programme["programme"].value_counts().to_dict() == COUNTS
    for _, part in programme.groupby("programme"):
        assert part["rank"].to_list() == list(range(1, len(part) + 1))
    assert (programme["cost_bn_vnd"] > 0).all()
    named = (programme["facility_id"] != "") | (programme["site_id"] != "")
    assert named.all()


def test_the_sites_are_those_of_the_other_table(bundled, programme):
    sites = pd.read_csv(bundled / "sites.csv", dtype={"commune_code": str})
    same = programme[programme["programme"].isin(["new-facilities", "private-hospitals"])]
    for column in ("programme", "rank", "site_id", "commune_code", "people_gained", "lon", "lat"):
        assert same[column].to_list() == sites[column].to_list(), column
    assert same["kind"].to_list() == sites["facility_kind"].to_list()
    assert same["year"].fillna(0).to_list() == sites["year"].fillna(0).to_list()


def test_each_former_station_has_one_fate(bundled, programme, summary):
    facilities = gpd.read_file(bundled / "plan.gpkg", layer="facilities")
    former = set(facilities.loc[facilities["kind"] == "former_station", "facility_id"])
    named = programme[programme["facility_id"].isin(former)]
    assert named["facility_id"].is_unique
    fates = summary["former_stations"]
    replaced = (named["programme"] == "new-facilities").sum()
    upgraded = (named["programme"] == "upgrades").sum()
    assert (fates["replaced"], fates["upgraded"]) == (replaced, upgraded)
    assert fates["released"] == len(former) - len(named)
    told = facilities.set_index("facility_id")["fate"].dropna()
    assert set(told.index) == former
    assert told.value_counts().to_dict() == fates


def test_nobody_spends_what_is_not_there(phases, money):
    assert list(phases.columns) == [field.name for field in PHASES.fields]
    for name, source in money.sources.items():
        own = phases[phases["source"] == name].set_index("year")
        given = {int(year): held.value for year, held in source.envelope_bn_vnd.items()}
        assert own["envelope_bn_vnd"].to_dict() == {y: given.get(y, 0.0) for y in own.index}
        keep = 1 - source.reserve_share.value
        if source.carries_over:
            most = own["envelope_bn_vnd"].cumsum() * keep
            assert (own["spent_bn_vnd"].cumsum() <= most + 0.01).all()
        else:
            assert (own["spent_bn_vnd"] <= own["envelope_bn_vnd"] * keep + 0.01).all()


def test_what_is_spent_is_what_the_facilities_and_lines_cost(programme, phases, money):
    study = Study.load()
    growth = 1 + money.price_growth.value
    built = programme[programme["year"].notna()]
    lines = sum(line.total_bn_vnd.value for line in money.lines.values())
    total = lines
    for row in built.itertuples():
        years = (
            study.programmes[row.programme]
            if row.programme == "upgrades"
            else study.kinds[row.kind]
        ).build_years.value
        paid = range(int(row.year) - years, int(row.year) - years + max(years, 1))
        total += sum(row.cost_bn_vnd / len(paid) * growth ** (y - money.base_year) for y in paid)
    assert phases["spent_bn_vnd"].sum() == pytest.approx(total, abs=1)


def test_facilities_and_people_of_the_years_add_up(programme, phases, summary):
    built = programme[programme["year"].notna()]
    assert phases["facilities"].sum() == len(built) == summary["phases"]["built"]
    assert len(programme) - len(built) == summary["phases"]["not_built"]
    last = phases[phases["year"] == phases["year"].max()]
    assert last["people_gained_cum"].sum() == built["people_gained"].sum()
    by_year = phases.groupby("year")["facilities"].sum()
    opened = built["year"].astype(int).value_counts()
    assert opened.to_dict() == by_year[by_year > 0].to_dict()


def test_the_complex_that_is_decided_is_built(programme):
    complex_ = programme[programme["programme"] == "training-complex"]
    assert complex_["year"].notna().all()


def test_less_money_never_brings_more(summary):
    cuts = summary["phases"]["cuts"]
    assert [cut["share"] for cut in cuts] == [0.1, 0.2, 0.3, 0.4, 0.5]
    left = np.array([summary["phases"]["objective"], *(cut["people_years"] for cut in cuts)])
    assert (np.diff(left) < 0).all()
    lost = np.array([cut["people_years_lost"] for cut in cuts])
    np.testing.assert_allclose(left[0] - left[1:], lost, atol=1)
    curve = summary["phases"]["curve"]
    assert (np.diff(curve["money_bn_vnd"]) > 0).all()
    assert (np.diff(curve["people"]) >= 0).all()
    slope = np.diff(curve["people"]) / np.diff(curve["money_bn_vnd"])
    assert (np.diff(slope) <= 1).all()  # people per bn VND, but for rounding


def test_targets_reconcile(targets, summary):
    study = Study.load()
    assert list(targets.columns) == [field.name for field in TARGETS.fields]
    assert (targets["shortfall"] == targets["need"] - targets["planned"]).all()
    asked = study.targets
    for indicator in ("equipment", "recruits"):
        by_year = targets[targets["indicator"] == indicator].groupby("year")["need"].sum()
        assert (by_year == getattr(asked, indicator).target.value).all()
    told = {headline["indicator"]: headline for headline in summary["targets"]}
    for indicator, part in targets.groupby("indicator"):
        last = part[part["year"] == part["year"].max()]
        for column in ("planned", "shortfall"):
            assert last[column].sum() == told[indicator][column], (indicator, column)
        assert last["need"].sum() == told[indicator]["target"]
    people = 4_664_124 * study.people.factor(2030)
    assert told["doctors"]["target"] == round(19 * people / 10_000)
    assert told["beds"]["today"] == 15_000
    assert told["beds_by_rate"]["today"] == round(40 * 4_664_124 / 10_000)


def test_the_layer_of_the_geopackage_tells_the_same(bundled, programme):
    layer = gpd.read_file(bundled / "plan.gpkg", layer="programme")
    for column in ("programme", "rank", "kind", "commune_code", "people_gained"):
        assert layer[column].to_list() == programme[column].to_list(), column
    assert layer["reason_vi"].str.len().min() > 20
    assert (layer.geometry.x - programme["lon"]).abs().max() < 1e-6


def test_the_people_covered_rise_year_by_year_to_what_is_built(summary, programme):
    covered = {int(year): people for year, people in summary["people_covered_by_year"].items()}
    coverage = summary["coverage"]["people_covered"]
    values = [coverage["before"], *covered.values()]
    assert (np.diff(values) >= 0).all()
    public = programme[programme["programme"] == "new-facilities"]
    assert covered[2026] == coverage["before"]  # nothing opens in the year in which it starts
    assert values[-1] <= coverage["after"]
    if public["year"].notna().all():
        assert values[-1] == coverage["after"]


def test_the_communes_of_each_year_sum_to_the_people_covered(bundled, summary, programme):
    table = pd.read_csv(bundled / "communes_by_year.csv", dtype={"commune_code": str})
    assert list(table.columns) == [field.name for field in COMMUNES_BY_YEAR.fields]
    sums = table.groupby("year")["people_covered"].sum()
    assert {str(year): people for year, people in sums.items()} == summary["people_covered_by_year"]
    communes = pd.read_csv(bundled / "communes.csv", dtype={"commune_code": str})
    by_code = communes.set_index("commune_code")
    years = sorted(table["year"].unique())
    for year, state in ((years[0], "before"), (years[-1], "after")):
        own = table[table["year"] == year].set_index("commune_code")
        assert own.index.tolist() == by_code.index.tolist()
        if state == "after" and programme.query("programme == 'new-facilities'").year.isna().any():
            continue
        assert own["covered_share"].to_list() == by_code[f"covered_share_{state}"].to_list()
        people = by_code[f"people_covered_{state}"]
        assert (own["people_covered"] - people).abs().max() < 1


def test_the_years_under_a_cut_stand_beside_the_plan(bundled, programme, summary):
    layer = gpd.read_file(bundled / "plan.gpkg", layer="programme")
    built = layer["year"].notna()
    for cut in summary["phases"]["cuts"]:
        years = layer[f"year_cut_{cut['share'] * 100:.0f}"]
        assert (built & years.isna()).sum() == cut["dropped"]
        assert (years > layer["year"]).sum() == cut["delayed"]
