import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from scipy.optimize import linprog

from geoplan.land.choices import Choices
from geoplan.land.shortlists import shortlists
from geoplan.layers.read import read_layers
from geoplan.planning import plan
from geoplan.siting.level_problem import gradual_cover, hospital_times, priorities
from geoplan.study import Study
from geoplan.travel.reach import Reach
from tests.land.toyplots import lots, rowed
from tests.toytown import write_toy_town

NONE = Choices()
BIG = {"land_use": "DYT", "status": "surplus"}
PLOTS = [
    ("best", 106.0295, 20.8305, 30, 30, BIG),
    ("private", 106.0292, 20.8298, 30, 30, {"land_use": "ODT", "status": "private"}),
    ("field", 106.0310, 20.8300, 40, 40, {"land_use": "LUC", "status": "private"}),
    ("small", 106.0300, 20.8303, 18, 20, BIG),
    ("tiny", 106.0301, 20.8303, 10, 10, BIG),
    ("second", 106.0302, 20.8102, 30, 30, {"land_use": "TSC", "status": "public"}),
    ("far", 106.0390, 20.8390, 60, 60, BIG),
    ("elsewhere", 106.0500, 20.8100, 60, 60, BIG),
    ("at sea", 106.1500, 20.8100, 60, 60, BIG),
]


@pytest.fixture(scope="module")
def planned(tmp_path_factory):
    return plan(Study.load(write_toy_town(tmp_path_factory.mktemp("town"))), draws=0)


@pytest.fixture(scope="module")
def town(planned):
    reach = Reach(planned.study, read_layers(planned.study))
    return reach, planned.programme.reset_index(drop=True)


@pytest.fixture(scope="module")
def lists(town):
    return shortlists(*town, lots(PLOTS), NONE)


def served(reach, stations, place, without):
    """Return the benefit with all stations of a plan, one of them at another place or nowhere."""
    study, layers = reach.study, reach.layers
    standing = layers.facilities[layers.facilities["kind"] == "commune_station"]
    points = [*standing.geometry, *stations.drop(index=without).geometry]
    points += [] if place is None else [place]
    places = gpd.GeoSeries(points, [f"p{number}" for number in range(len(points))], crs=4326)
    standard = study.standards.primary
    times = reach.times(places, standard, cutoff_min=standard.limit_min.value)
    weight = priorities(layers, study.priorities, hospital_times(reach).nearest()).to_numpy()
    worth = gradual_cover(times, standard).toarray() * weight[:, None]
    cells, sites = worth.shape
    by_cell = np.kron(np.eye(cells), np.ones(sites))
    by_site = np.kron(np.ones(cells), np.eye(sites))
    people = layers.demand["people"].to_numpy()
    room = np.full(sites, standard.capacity_people.value)
    found = linprog(-worth.ravel(), np.vstack([by_cell, by_site]), np.concatenate([people, room]))
    return -found.fun


def test_the_share_of_the_gain_is_that_of_planning_with_the_plot(town, lists):
    reach, facilities = town
    stations = facilities[facilities["kind"] == "commune_station"].set_index("site_id")
    listed = lists.plots[lists.plots["kind"] == "commune_station"]
    assert len(listed) >= 6
    for row in listed.itertuples():
        without = served(reach, stations, None, row.site_id)
        here = served(reach, stations, stations.geometry[row.site_id], row.site_id) - without
        there = served(reach, stations, row.point, row.site_id) - without
        assert row.gain_kept == pytest.approx(there / here, abs=1e-6)


def test_a_plot_that_keeps_its_gain_is_large_enough_and_in_the_commune_is_listed(lists):
    first = lists.plots[lists.plots["site_id"] == "SC03"]
    assert first["parcel_id"].tolist()[0] == "best"
    assert {"private", "field"} < set(first["parcel_id"])
    assert not set(lists.plots["parcel_id"]) & {"small", "tiny", "elsewhere", "at sea"}
    assert (lists.plots["short_by_m2"] == 0).all()
    fitting = lists.plots["standing"] == "fits"
    assert fitting.sum() == 4
    assert (lists.plots.loc[fitting, "gain_kept"] >= 0.95).all()


def test_the_best_plot_goes_to_one_site_only(lists):
    assert lists.sites["parcel_id"].dropna().is_unique
    given = lists.plots[lists.plots["is_given"]]
    assert sorted(given["parcel_id"]) == sorted(lists.sites["parcel_id"].dropna())
    promised = lists.plots[lists.plots["given_to"].notna()]
    held = lists.sites.set_index("parcel_id")["site_id"].to_dict()
    assert (promised["given_to"] == promised["parcel_id"].map(held)).all()
    assert (promised["given_to"] != promised["site_id"]).all()


def test_parts_add_up_to_the_score_and_lists_fall(lists):
    parts = lists.plots.filter(like="part_").sum(axis=1)
    assert parts.to_numpy() == pytest.approx(lists.plots["score"].to_numpy())
    for _, of in lists.plots.groupby(["programme", "site_id"]):
        order = "gain_kept" if (of["standing"] == "outside").any() else "score"
        assert of[order].is_monotonic_decreasing
        assert of["position"].tolist() == list(range(1, len(of) + 1))


def test_the_search_area_holds_the_site_and_lies_in_its_commune(town, lists):
    communes = town[0].layers.communes.geometry
    sites = lists.sites.set_index(["programme", "site_id"])
    for row in lists.areas.itertuples():
        site = sites.loc[(row.programme, row.site_id)]
        assert row.geometry.buffer(1e-5).covers(site.geometry)
        assert communes[site["commune_code"]].buffer(1e-5).covers(row.geometry)


def test_every_plot_has_its_findings(lists):
    stations = lists.findings[lists.findings["kind"] == "commune_station"]
    assert set(stations["parcel_id"]) == set(
        lists.plots.loc[lists.plots["kind"] == "commune_station", "parcel_id"]
    )
    assert (stations.loc[stations["norm"] == "plot_m2", "grade"] == "meets").all()


def listed_with(town, plots, choices=NONE, site="SC03"):
    lists = shortlists(*town, lots(plots), choices)
    own = lists.plots[(lists.plots["site_id"] == site) & (lists.plots["kind"] == "commune_station")]
    return own, lists


def test_a_rejected_plot_is_not_offered_and_another_takes_its_place(town):
    own, _ = listed_with(town, PLOTS, Choices(rejected={("best", None)}))
    assert "best" not in set(own["parcel_id"])
    own, _ = listed_with(town, PLOTS, Choices(rejected={("best", "SC01")}))
    assert "best" in set(own["parcel_id"])


def test_a_chosen_plot_is_the_only_one_of_its_site_and_nobody_elses(town):
    choices = Choices(chosen={("commune_station", "SC03"): "field"})
    own, lists = listed_with(town, PLOTS, choices)
    assert own["parcel_id"].tolist() == ["field"]
    assert own["standing"].tolist() == ["chosen"]
    assert own["is_given"].all()
    others = lists.plots[lists.plots["site_id"] != "SC03"]
    assert "field" not in set(others["parcel_id"])


def test_where_nothing_fits_a_waiver_would_help_and_once_waived_it_fits(town):
    plots = [row for row in PLOTS if row[0] in ("small", "tiny", "elsewhere")]
    own, lists = listed_with(town, plots)
    assert own["standing"].tolist() == ["waiver"]
    assert own["short_by_m2"].tolist() == [pytest.approx(140)]
    assert (lists.findings["grade"] == "short").any()
    waived = Choices(waived={("small", "commune_station", "plot_m2")})
    own, lists = listed_with(town, plots, waived)
    assert own["standing"].tolist() == ["fits"]
    small = lists.findings[lists.findings["kind"] == "commune_station"]
    assert set(small["grade"]) == {"waived"}


def test_where_a_waiver_does_not_help_neighbours_together_do(town):
    own, lists = listed_with(town, rowed("lot", 106.0300, 20.8303, 4, width=10, depth=20))
    assert own["standing"].unique().tolist() == ["union"]
    assert own["parcel_id"].iloc[0] in ("lot1 + lot2 + lot3", "lot2 + lot3 + lot4")
    assert own["usable_m2"].iloc[0] == pytest.approx(600)
    given = lists.sites["parcel_id"].dropna()
    assert len(given) == 1  # each three shares a lot with the other


def test_neighbours_can_be_chosen_together(town):
    choices = Choices(chosen={("commune_station", "SC03"): "lot1 + lot2 + lot3"})
    rows = rowed("lot", 106.0300, 20.8303, 4, width=10, depth=20)
    own, lists = listed_with(town, rows, choices)
    assert own["parcel_id"].tolist() == ["lot1 + lot2 + lot3"]
    assert own["standing"].tolist() == ["chosen"]
    assert own["usable_m2"].tolist() == [pytest.approx(600)]
    assert set(lists.plots["parcel_id"]) == {"lot1 + lot2 + lot3"}


def test_where_nothing_is_near_the_best_elsewhere_in_the_commune_is_told(town):
    own, _ = listed_with(town, [("corner", 106.0002, 20.8002, 60, 60, BIG)])
    assert own["standing"].tolist() == ["outside"]
    assert 0 < own["gain_kept"].iloc[0] < 0.95


def test_no_plot_at_all_is_no_list(town):
    own, lists = listed_with(town, [("at sea", 106.1500, 20.8100, 60, 60, BIG)])
    assert own.empty
    assert lists.sites["standing"].isna().all()
    assert lists.sites["parcel_id"].isna().all()
    assert len(lists.areas) == len(lists.sites) == 4


def test_the_order_of_the_parcels_changes_nothing(town, lists):
    again = shortlists(*town, lots(PLOTS[::-1]), NONE)
    columns = ["programme", "site_id", "parcel_id", "score", "gain_kept", "is_given"]
    pd.testing.assert_frame_equal(again.plots[columns], lists.plots[columns])
    assert shapely.equals(again.areas.geometry.to_numpy(), lists.areas.geometry.to_numpy()).all()


def test_people_at_the_sites_are_those_of_the_plan(planned, lists):
    sites = lists.sites.set_index(["kind", "site_id"])["people"]
    told = planned.sites.reset_index().set_index(["facility_kind", "site_id"])
    won = told.loc[("private_hospital", "SC01"), "people_captured"]
    assert sites[("private_hospital", "SC01")] == pytest.approx(won, abs=1)
    for site, lost in told.loc["commune_station", "lost_if_dropped"].items():
        assert sites[("commune_station", site)] == pytest.approx(lost, abs=1)


def test_a_plot_for_a_private_hospital_keeps_what_the_market_gives_there(town):
    large = [
        ("campus", 106.0270, 20.8090, 160, 160, BIG),
        ("corner", 106.0005, 20.8390, 99, 99, BIG),
        ("edge", 106.0010, 20.8350, 160, 160, BIG),
    ]
    lists = shortlists(*town, lots(large), NONE)
    own = lists.plots[lists.plots["kind"] == "private_hospital"].set_index("parcel_id")
    site = lists.sites[lists.sites["kind"] == "private_hospital"].iloc[0]
    assert own.index.tolist() == ["campus"] or own.loc["campus", "position"] == 1
    assert own["gain_kept"].to_numpy() == pytest.approx(own["people"] / site["people"], abs=1e-3)
