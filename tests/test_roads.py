"""From a file of streets to a plan over them, as a user does it."""

from __future__ import annotations

import json
import tomllib

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import tomli_w

from geoplan import DownloadError, LayerError, StudyError, plan, roads
from geoplan.layers.read import read_layers
from geoplan.layers.road_file import read_roads
from geoplan.reports.explanation import explain
from geoplan.study import Study
from tests.test_cli import geoplan
from tests.toyroads import bring_streets, name_roads, streets, write_streets

NOWHERE = "http://127.0.0.1:9/api/interpreter"  # the discard port, on which nothing answers


def test_read_writes_a_network_file_and_says_what_came_in(toy_path):
    out = toy_path.with_name("roads.parquet")
    run = geoplan("roads", "read", write_streets(toy_path.parent), toy_path, "--out", out)
    assert (run.returncode, run.stderr) == (0, "")
    for words in (
        "streets.gpkg, day not known",
        "tertiary 7, residential 17",
        "besides the largest: 1.5 km with 3,000 people",
        "0 of 55,000 people (0.00%) farther than 500 m from a road",
        f'roads = "{out}"',
    ):
        assert words in run.stdout
    assert len(read_roads(out)) == 16
    check = geoplan("check", name_roads(toy_path))
    assert "times: streets.gpkg roads, profile motorbike, congestion ×1.15 (day)" in check.stdout
    assert "besides the largest: 1.5 km with 3,000 people" in check.stdout


def test_the_plan_says_over_which_roads_and_by_which_profile(toy_path, tmp_path):
    study = Study.load(bring_streets(toy_path))
    answer = plan(study, draws=4)
    answer.write(tmp_path / "out")
    summary = json.loads((tmp_path / "out/plan.json").read_text(encoding="utf-8"))
    assert summary["travel"] == {
        "vi": "đường streets.gpkg, xe máy, ùn tắc ×1,15 (ban ngày)",
        "en": "streets.gpkg roads, profile motorbike, congestion ×1.15 (day)",
    }
    assert summary["warnings"][0]["en"].startswith("Travel times: streets.gpkg roads")
    assert summary["credits"][-1] == "Roads: © streets.gpkg"
    assert [file["layer"] for file in summary["inputs"]][-1] == "roads"
    keys = {row["key"] for row in summary["assumptions"]}
    assert "travel.roads.profiles.motorbike.kmh.tertiary" in keys
    assert not any(key.startswith(("travel.modes", "travel.roads.profiles.car")) for key in keys)
    said = explain(tmp_path / "out", "SC03")
    assert "How times are made         streets.gpkg roads, profile motorbike" in said
    effects = {effect["key"] for effect in summary["robustness"]["effects"]}
    assert "travel.roads.profiles.motorbike.congestion.day" in effects


def test_roads_make_times_longer_where_the_river_is_and_can_be_left_out(toy_path):
    study = Study.load(bring_streets(toy_path))
    with_roads, without = plan(study, draws=0), plan(study.without_roads(), draws=0)
    assert without.travel[1].startswith("modelled")
    assert without.roads is None
    before = "travel_min_before"
    assert (with_roads.communes[before] > without.communes[before]).all()


def test_the_same_roads_and_study_make_the_same_bytes(toy_path, tmp_path):
    study = Study.load(bring_streets(toy_path))
    for folder in ("first", "second"):
        plan(study, draws=0).write(tmp_path / folder)
    for name in ("index.html", "sites.csv", "communes.csv", "plan.json"):
        first, second = ((tmp_path / folder / name).read_bytes() for folder in ("first", "second"))
        assert first == second, name


def test_a_network_of_another_city_is_refused_with_the_distance(toy_path):
    far = streets()
    far["geometry"] = far.geometry.translate(xoff=-80, yoff=39)  # to where Helsinki lies
    path = toy_path.with_name("elsewhere.gpkg")
    far.to_file(path, driver="GPKG")
    out = toy_path.with_name("roads.parquet")
    out.write_bytes(b"the last good one")
    run = geoplan("roads", "read", path, toy_path, "--out", out)
    assert (run.returncode, run.stdout) == (2, "")
    assert "km from the study area" in run.stderr
    assert "Traceback" not in run.stderr
    assert out.read_bytes() == b"the last good one"


def test_a_study_that_names_a_network_of_another_city_is_refused(toy_path):
    study = bring_streets(toy_path)
    network = gpd.read_parquet(study.with_name("roads.parquet"))
    network["geometry"] = network.geometry.translate(xoff=-80, yoff=39)
    network.to_parquet(study.with_name("roads.parquet"))
    with pytest.raises(LayerError, match="km from the study area"):
        read_layers(Study.load(study))


def test_figures_for_roads_must_be_there_and_possible(toy_path):
    study = bring_streets(toy_path)
    content = tomllib.loads(study.read_text(encoding="utf-8"))
    figures = content["travel"].pop("roads")
    study.write_text(tomli_w.dumps(content), encoding="utf-8")
    with pytest.raises(StudyError, match=r"travel\.roads\.profiles\.motorbike is missing"):
        Study.load(study)
    content["layers"].pop("roads")
    study.write_text(tomli_w.dumps(content), encoding="utf-8")
    with pytest.raises(StudyError, match="no figures for travel by road"):
        roads.read(Study.load(study), write_streets(study.parent), study.with_name("x.parquet"))
    for speed in (0.0, 500.0, np.nan):
        figures["profiles"]["motorbike"]["kmh"]["tertiary"]["value"] = speed
        content["travel"]["roads"] = figures
        study.write_text(tomli_w.dumps(content), encoding="utf-8")
        with pytest.raises(StudyError, match=r"kmh.*impossible|kmh\.tertiary"):
            Study.load(study)


def test_a_profile_without_a_speed_for_a_class_or_an_hour_is_refused(toy_path):
    content = tomllib.loads(toy_path.read_text(encoding="utf-8"))
    motorbike = content["travel"]["roads"]["profiles"]["motorbike"]
    held = motorbike["kmh"].pop("track")
    toy_path.write_text(tomli_w.dumps(content), encoding="utf-8")
    with pytest.raises(StudyError, match="kmh says nothing of track"):
        Study.load(toy_path)
    motorbike["kmh"]["track"] = held
    motorbike["congestion"].pop("day")
    toy_path.write_text(tomli_w.dumps(content), encoding="utf-8")
    with pytest.raises(StudyError, match="congestion says nothing of day"):
        Study.load(toy_path)


def test_a_server_that_does_not_answer_leaves_the_last_network(toy_path, monkeypatch):
    monkeypatch.setattr("geoplan.layers.overpass_server.WAITS_S", ())
    out = toy_path.with_name("roads.parquet")
    out.write_bytes(b"the last good one")
    with pytest.raises(DownloadError, match=r"127\.0\.0\.1"):
        roads.fetch(Study.load(toy_path), out, endpoint=NOWHERE)
    assert out.read_bytes() == b"the last good one"


def test_people_without_a_road_are_told_and_not_reached(toy_path):
    part = streets().iloc[:-1]  # no street on the island
    path = toy_path.with_name("mainland.gpkg")
    part.to_file(path, driver="GPKG")
    brought = roads.read(Study.load(toy_path), path, toy_path.with_name("roads.parquet"))
    assert "3,000 people with no road within 2,000 m" in str(brought)
    assert "Đặc khu Cù Lao 3,000" in str(brought)
    assert "sea links without a road at a landing: Bình – Cù Lao" in str(brought)
    answer = plan(Study.load(name_roads(toy_path)), draws=0)
    island = answer.communes.loc["00003"]
    assert pd.isna(island["travel_min_before"])
    assert island["people_covered_after"] == 0
