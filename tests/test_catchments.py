"""Catchments of the sites of a written plan of the toy town over its streets."""

from __future__ import annotations

import geopandas as gpd
import pytest

from geoplan import PlanError, StudyError, plan
from geoplan.catchments import site_catchments
from geoplan.study import Study
from tests.test_cli import geoplan
from tests.toyroads import bring_streets
from tests.toytown import write_toy_town


@pytest.fixture(scope="module")
def study(tmp_path_factory):
    return Study.load(bring_streets(write_toy_town(tmp_path_factory.mktemp("town"))))


@pytest.fixture(scope="module")
def written(study, tmp_path_factory):
    folder = tmp_path_factory.mktemp("plan")
    plan(study, draws=0).write(folder)
    return folder


def test_each_place_has_the_bands_of_its_care_and_says_over_which_roads(study, written):
    table = site_catchments(study, written)
    by_programme = table.groupby("programme")["minutes"].unique()
    assert by_programme["new-facilities"].tolist() == [5.0, 15.0]
    assert by_programme["private-hospitals"].tolist() == [20.0, 60.0]
    assert set(table["travel"]) == {"streets.gpkg roads, profile motorbike, congestion ×1.15 (day)"}
    assert table.crs == "EPSG:4326"
    assert table.geometry.is_valid.all()


def test_a_longer_band_holds_more_people_and_the_site(study, written):
    table = site_catchments(study, written, [4.0, 9.0, 80.0])
    sites = gpd.read_file(written / "plan.gpkg", layer="sites")
    place = sites.set_index(["programme", "site_id"]).geometry
    for (programme, names), bands in table.groupby(["programme", "sites"]):
        assert bands["people"].is_monotonic_increasing
        assert bands["people"].iloc[-1] == 55_000  # the island too, by sea
        assert bands.geometry.contains(place[programme, names.split()[0]]).all()


def test_the_command_writes_a_layer_for_qgis(study, written, tmp_path):
    out = tmp_path / "catchments.gpkg"
    run = geoplan("catchments", study.path, "--plan", written, "--minutes", "5,10", "--out", out)
    assert (run.returncode, run.stderr) == (0, "")
    table = gpd.read_file(out, layer="catchments")
    assert f"{len(table)} catchments, times: streets.gpkg roads" in run.stdout
    assert sorted(set(table["minutes"])) == [5.0, 10.0]


def test_without_roads_or_a_plan_it_is_refused(study, written, tmp_path):
    with pytest.raises(StudyError, match="names no road network, and catchments follow roads"):
        site_catchments(study.without_roads(), written)
    with pytest.raises(PlanError, match="geoplan plan --out"):
        site_catchments(study, tmp_path)
    assert geoplan("catchments", study.path, "--minutes", "0").returncode == 2
