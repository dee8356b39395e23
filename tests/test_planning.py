"""The bundled plan and the toy town's, from study to files: what a reader would check by hand."""

from __future__ import annotations

import json
import re
from itertools import combinations

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest

import geoplan
from geoplan.layers.files import sha256
from geoplan.maps.classes import share_classes
from geoplan.maps.elements import leaflet
from geoplan.maps.plain import plain
from geoplan.maps.plots import PLAN
from geoplan.reports.fields import BENEFICIARIES, SITES
from geoplan.study import Study
from tests.conftest import DRAWS
from tests.maps.browser import SIZES, keep_picture, opened
from tests.maps.test_browser import apart

FILES = [
    "communes.csv",
    "communes_by_year.csv",
    "index.html",
    "phases.csv",
    "plan.gpkg",
    "plan.json",
    "programme.csv",
    "sites.csv",
    "targets.csv",
]
PUBLIC = "new-facilities"
MOST_BYTES = 3_000_000  # of the page
SETTLE_MS = 300  # for names and symbols to be drawn
STATES = {
    "today": "() => {}",
    "plan": "() => { page.setView('after'); }",
    "site": "() => { page.goToSite(0); }",
    "near": "() => { page.map.closePopup(); page.goTo(page.plan.places[0].at, 12); }",
    "ranking": "() => { page.frame(false); document.querySelector('#tab-ranking').click(); }",
    "about": "() => { document.querySelector('#tab-about').click(); }",
}
FLOATING = """() => ["#view", "#search", "#far", ".leaflet-control-zoom", ".docked .leaflet-popup"]
    .map((each) => document.querySelector(each))
    .filter((node) => node?.checkVisibility({ visibilityProperty: true }))
    .map((node) => node.getBoundingClientRect().toJSON())"""
SPLIT = {"commune_station": 340, "polyclinic": 24, "regional": 4}


@pytest.fixture(scope="session")
def toy_plan(toy_study):
    return geoplan.plan(toy_study)


def read_sites(folder):
    return pd.read_csv(folder / "sites.csv", dtype={"commune_code": str})


def read_summary(folder):
    return json.loads((folder / "plan.json").read_text(encoding="utf-8"))


def test_every_file_is_there_and_nothing_else(bundled):
    assert sorted(path.name for path in bundled.iterdir()) == FILES


def test_sites_are_complete_and_ranked(bundled):
    sites = read_sites(bundled)
    assert list(sites.columns) == [field.name for field in SITES.fields]
    counts = {"new-facilities": 368, "private-hospitals": 11}
    assert sites["programme"].value_counts().to_dict() == counts
    for programme, part in sites.groupby("programme"):
        assert part["rank"].tolist() == list(range(1, counts[programme] + 1))
        gained = part.groupby("facility_kind", sort=False)["people_gained"]
        assert (gained.cumsum() == part["people_gained_cum"]).all()
    kinds = sites.loc[sites["programme"] == PUBLIC, "facility_kind"]
    assert kinds.value_counts().to_dict() == SPLIT
    assert kinds.drop_duplicates().to_list() == ["regional", "polyclinic", "commune_station"]
    assert sites["site_id"].is_unique or not sites.duplicated(["programme", "site_id"]).any()
    assert not sites[["reason_vi", "reason_en", "commune"]].isna().any(axis=None)


def test_the_table_opens_in_a_spreadsheet_with_its_accents(bundled):
    assert (bundled / "sites.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    assert read_sites(bundled)["commune"].str.contains("Phường").any()


def test_every_site_stands_in_the_commune_that_it_names(bundled):
    sites = read_sites(bundled)
    communes = gpd.read_file(bundled / "plan.gpkg", layer="communes").set_index("commune_code")
    points = gpd.GeoSeries(gpd.points_from_xy(sites["lon"], sites["lat"]), crs="EPSG:4326")
    homes = gpd.GeoSeries(communes.geometry.loc[sites["commune_code"]].to_numpy(), crs="EPSG:4326")
    assert points.covered_by(homes).all()
    assert (communes["name"].loc[sites["commune_code"]].to_numpy() == sites["commune"]).all()


def test_people_gained_reconcile_between_table_summary_and_geopackage(bundled):
    sites, summary = read_sites(bundled), read_summary(bundled)
    demand = gpd.read_file(bundled / "plan.gpkg", layer="demand")
    communes = pd.read_csv(bundled / "communes.csv")
    last = sites.groupby(["programme", "facility_kind"])["people_gained_cum"].last()

    public = summary["programmes"]["new-facilities"]
    coverage = summary["coverage"]
    for state in ("before", "after"):
        covered = round(demand[f"people_covered_{state}"].sum())
        assert coverage["people_covered"][state] == covered
        assert round(communes[f"people_covered_{state}"].sum()) == covered
        served = demand[f"people_served_{state}"].sum()
        assert coverage["people_served"][state] == served
        assert communes[f"people_served_{state}"].sum() == served
        assert public["figures"][f"people_served_{state}"] == served
    gained = coverage["people_covered"]["after"] - coverage["people_covered"]["before"]
    assert public["people_gained"] == gained
    for level in summary["levels"]:
        by_kind = level["people_covered_after"] - level["people_covered_before"]
        assert last[PUBLIC, level["kind"]] == by_kind
    stations = summary["levels"][-1]
    assert stations["people_covered_after"] == coverage["people_covered"]["after"]
    assert stations["people_covered_today"] == coverage["people_covered"]["before"]

    private = summary["programmes"]["private-hospitals"]
    near = demand["hospital_people_after"].sum() - demand["hospital_people_before"].sum()
    new_public = summary["levels"][0]
    assert new_public["level"] == "hospital"
    won = last["private-hospitals", "private_hospital"]
    assert won == private["people_gained"] < round(near)


def test_whom_each_site_serves_reconciles_with_the_headline(bundled):
    sites, coverage = read_sites(bundled), read_summary(bundled)["coverage"]
    whom = pd.read_csv(bundled / "sites.csv")[["programme", "site_id"]]  # in the order of the table
    rows = gpd.read_file(bundled / "plan.gpkg", layer="beneficiaries")
    assert list(rows.columns) == [field.name for field in BENEFICIARIES.fields]
    by_site = rows.groupby(["programme", "site_id"])[
        ["served", "newly_served", "newly_covered"]
    ].sum().loc[list(whom.itertuples(index=False, name=None))]  # fmt: skip
    assert (by_site["served"].to_numpy() == sites["served_here"]).all()
    told = (
        sites["served_communes"].str.findall(r": (\d+)").map(lambda people: sum(map(int, people)))
    )
    assert (told == sites["served_here"]).all()
    public = (sites["programme"] == PUBLIC).to_numpy()
    stations = (sites["facility_kind"] == "commune_station").to_numpy()
    assert (by_site["newly_served"].to_numpy()[public] == sites["newly_served"][public]).all()
    np.testing.assert_allclose(
        by_site["newly_covered"].to_numpy()[public], sites["people_gained"][public], atol=5
    )
    room = {"commune_station": 10_000, "polyclinic": 50_000, "regional": 46_500}
    assert (sites["served_here"] <= sites["facility_kind"].map(room))[public].all()
    served = coverage["people_served"]
    newly = sites["newly_served"][stations].sum()
    assert 0 < newly < served["after"] - served["before"]  # the rest at hospitals and polyclinics
    market = read_summary(bundled)["programmes"]["private-hospitals"]["figures"]
    assert sites["served_here"][~public].sum() == pytest.approx(market["people_captured"], abs=6)


def test_every_site_says_what_else_would_do_and_what_holds_it(bundled):
    sites = read_sites(bundled).query("programme == 'new-facilities'")
    assert (sites["alternative_site_id"] != sites["site_id"]).all()
    assert sites["held_by"].isin(["capacity", "copies", "distance"]).all()
    distance = sites["held_by"] == "distance"
    assert (sites["place_benefit"][distance] == 0).all()
    assert (sites["place_benefit"][~distance] > 0).mean() > 0.99  # others too, before rounding
    assert (sites["idle_places"][~distance] == 0).all()
    assert (sites["next_commune_code"].isna() == distance).all()
    assert (sites["minutes_saved"] > 0).any()


def test_the_first_sites_stand_beside_the_best_of_their_number(bundled):
    summary, sites = read_summary(bundled), read_sites(bundled)
    public = summary["programmes"]["new-facilities"]
    gained = sites.query("facility_kind == 'commune_station'")["people_gained_cum"].to_numpy()
    assert [step["k"] for step in public["prefixes"]] == list(range(34, 341, 34))
    before = summary["levels"][-1]["people_covered_before"]
    for step in public["prefixes"]:
        assert step["people_covered"] == before + gained[step["k"] - 1]
        assert 0 <= step["gap"] <= 0.03
        assert step["gap"] == pytest.approx(1 - step["objective"] / step["bound"])
    last = public["prefixes"][-1]
    stations = summary["levels"][-1]
    assert (last["objective"], last["bound"]) == (stations["objective"], stations["bound"])


def test_headlines_can_be_recomputed_from_the_geopackage(bundled):
    coverage = read_summary(bundled)["coverage"]
    study = Study.load()
    demand = gpd.read_file(bundled / "plan.gpkg", layer="demand")
    for state in ("before", "after"):
        near = demand[f"travel_min_{state}"] <= study.standards.primary.limit_min.value
        within = demand.loc[near, "people"].sum()
        assert coverage["people_total"][state] == demand["people"].sum()
        assert coverage["people_within_limit"][state] == pytest.approx(within, rel=0.01)
        assert coverage["covered_share"][state] == pytest.approx(
            demand[f"people_covered_{state}"].sum() / demand["people"].sum(), rel=1e-6
        )


def test_nobody_is_served_twice_and_no_commune_is_worse_off(bundled):
    demand = gpd.read_file(bundled / "plan.gpkg", layer="demand")
    for state in ("before", "after"):
        assert (demand[f"people_served_{state}"] <= demand["people"]).all()
        assert (demand[f"people_covered_{state}"] <= demand[f"people_served_{state}"] + 1e-6).all()
    assert (demand["people_served_after"] >= demand["people_served_before"]).all()
    communes = pd.read_csv(bundled / "communes.csv")
    assert (communes["travel_min_after"] <= communes["travel_min_before"]).all()
    assert communes["new_sites"].sum() == 368
    assert communes["new_hospitals"].sum() == 11


def test_the_gap_is_proved_and_small(bundled):
    summary = read_summary(bundled)
    for outcome in [*summary["programmes"].values(), *summary["levels"], summary["phases"]]:
        gap = abs(outcome["bound"] - outcome["objective"])
        assert outcome["gap"] * max(outcome["bound"], outcome["objective"]) == pytest.approx(gap)
    assert summary["programmes"]["new-facilities"]["gap"] <= 0.005
    assert all(level["gap"] <= 0.005 for level in summary["levels"])
    assert summary["programmes"]["private-hospitals"]["gap"] <= 0.08
    assert summary["phases"]["gap"] <= 0.001
    for key in ("upgrades", "nursing-homes", "training-complex"):
        assert summary["programmes"][key]["gap"] <= 1e-9


def test_the_summary_names_every_input_and_assumption(bundled):
    summary, study = read_summary(bundled), Study.load()
    assert {row["key"] for row in summary["assumptions"]} == {
        row.key for row in study.assumptions()
    }
    inputs = {row["layer"]: row for row in summary["inputs"]}
    assert inputs["study"]["sha256"] == sha256(study.path)
    for layer in ("communes", "demand", "facilities", "sea_links"):
        assert inputs[layer]["sha256"] == sha256(study.layer_path(layer))
    assert all(warning["vi"] and warning["en"] for warning in summary["warnings"])


def test_the_same_study_and_seed_give_the_same_bytes(toy_study, tmp_path):
    for run in ("first", "second"):
        geoplan.plan(toy_study).write(tmp_path / run)
    for name in ("sites.csv", "communes.csv", "plan.json", "index.html"):
        first, second = ((tmp_path / run / name).read_bytes() for run in ("first", "second"))
        assert first == second, name


def test_the_table_and_the_summary_agree_on_how_firm_the_sites_are(bundled):
    public = read_sites(bundled).query("facility_kind == 'commune_station'")
    firm = read_summary(bundled)["robustness"]
    assert firm["draws"] == DRAWS
    assert public["tier"].value_counts().to_dict() == {k: v for k, v in firm["tiers"].items() if v}
    assert public["chosen_share"].mean() == pytest.approx(firm["kept_share"], abs=0.001)
    assert (public["rank_low"] <= public["rank_high"]).all()
    assert firm["search_noise"] <= 0.01
    assert firm["effects"][0]["changed_share"] > firm["search_noise"]


def test_the_page_is_one_light_file_that_asks_no_host(bundled):
    page = bundled / "index.html"
    assert page.stat().st_size <= MOST_BYTES
    text = page.read_text(encoding="utf-8")
    assert "default-src 'none'" in text
    for name in ("leaflet.js", "leaflet.css"):  # whose comments name hosts
        text = text.replace(leaflet(name), "")
    named = set(re.findall(r"""\b\w+://[^\s"'<]+""", text))
    assert named == {"http://www.w3.org/2000/svg"}  # what XML calls a drawing, and nobody asks for


def test_the_page_and_the_written_plan_have_the_same_classes(bundled):
    told = json.loads(PLAN.search((bundled / "index.html").read_text(encoding="utf-8"))[1])
    classes = share_classes(gpd.read_file(bundled / "plan.gpkg", layer="communes"))
    assert told["classes"] == json.loads(json.dumps(plain(classes._asdict())))
    assert classes.scheme == "natural"
    assert classes.fit > max(classes.fit_equal, classes.fit_quantiles)


@pytest.mark.browser
@pytest.mark.parametrize("screen", SIZES)
@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_page_fits_every_screen(chromium, bundled, language, screen):
    """Whoever wants to see it finds the pictures in the output folder of the tests."""
    size, address = SIZES[screen], (bundled / "index.html").as_uri()
    with opened(chromium, f"{address}#lang={language}", size=size) as page:
        for state, act in STATES.items():
            page.evaluate(act)
            page.wait_for_timeout(SETTLE_MS)
            assert page.evaluate("document.documentElement.scrollWidth") <= size[0]
            said = page.locator("body").inner_text()
            assert re.search(r"\b(null|undefined|NaN|Infinity)\b", said) is None, state
            boxes = page.evaluate(FLOATING)
            assert len(boxes) >= 3
            for box, other in combinations(boxes, 2):
                assert apart(box, other), state
            keep_picture(page, f"{screen}-{language}-{state}")


def test_the_toy_town_gets_its_three_stations_where_people_wait(toy_plan):
    # 40,000 people of the ward share one station of 10,000; three more bring room for all of them
    public = toy_plan.sites[toy_plan.sites["programme"] == "new-facilities"]
    assert set(public["commune_code"]) == {"00001"}
    assert public["people_gained"].is_monotonic_decreasing
    # the first fills up in the cell of 12,000, half a cell's width from everybody: full benefit
    assert public.index[0] == "SC03"
    assert public["people_gained"].iloc[0] == public["lost_if_dropped"].iloc[0] == 10_000
    # today: 10,000 in the ward, 10,000 in the commune and guests from the ward, 3,000 on the island
    assert toy_plan.coverage["people_served"] == {"before": 23_000, "after": 53_000}


def test_the_toy_towns_hospital_wins_what_it_says(toy_plan):
    private = toy_plan.sites[toy_plan.sites["programme"] == "private-hospitals"].iloc[0]
    assert private["people_captured"] == private["people_gained"] + private["people_taken"]
    assert private["people_captured"] > 0


def test_three_lines_in_a_notebook(toy_study):
    plan = geoplan.plan(toy_study)
    assert "leaflet" in plan.map().get_root().render()


def test_more_facilities_never_serve_fewer(toy_study):
    def served(count):
        programme = toy_study.coverage_programme
        more = programme.model_copy(
            update={"count": programme.count.model_copy(update={"value": count})}
        )
        study = toy_study.model_copy(
            update={"programmes": {**toy_study.programmes, "new-facilities": more}}
        )
        return geoplan.plan(study).coverage["people_covered"]["after"]

    values = [served(count) for count in (1, 2, 4, 8)]
    assert np.all(np.diff(values) >= 0)
