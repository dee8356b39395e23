"""Several studies at once: the same plans as one by one, on this machine or on a cluster."""

from __future__ import annotations

import pickle
from pathlib import Path

import pytest

from geoplan import GeoplanError, LayerError, StudyError, plan
from geoplan.many import plan_many
from geoplan.study import Study
from tests import toytown
from tests.test_cli import geoplan

FILES = ("index.html", "sites.csv", "communes.csv", "plan.json")


def province(folder: Path, name: str, count: int) -> Path:
    folder.mkdir()
    toytown.write_toy_town(folder)
    content = toytown.study_content()
    content["id"] = name
    content["programmes"]["new-facilities"]["count"]["value"] = count
    content["uncertainty"]["draws"]["value"] = 0
    return toytown.write_study(folder, content)


@pytest.fixture(scope="module")
def provinces(tmp_path_factory):
    folder = tmp_path_factory.mktemp("country")
    return [province(folder / name, name, count) for name, count in (("east", 2), ("west", 3))]


@pytest.fixture(scope="module")
def one_by_one(provinces, tmp_path_factory):
    out = tmp_path_factory.mktemp("one-by-one")
    for path in provinces:
        study = Study.load(path)
        plan(study).write(out / study.id)
    return out


def test_each_goes_to_a_folder_of_its_own_and_is_the_plan_that_it_is_alone(
    provinces, one_by_one, tmp_path
):
    run = geoplan("plan", *provinces, "--out", tmp_path)
    assert (run.returncode, run.stderr) == (0, "")
    assert run.stdout.count("people covered:") == 2
    for name in ("east", "west"):
        for file in FILES:
            alone, together = (folder / name / file for folder in (one_by_one, tmp_path))
            assert alone.read_bytes() == together.read_bytes(), (name, file)


def test_a_cluster_makes_the_same_bytes(provinces, one_by_one, tmp_path):
    pytest.importorskip("distributed", reason="Dask is not installed")
    run = geoplan("plan", *provinces, "--out", tmp_path, "--cluster", "local")
    assert (run.returncode, run.stderr) == (0, "")
    for name in ("east", "west"):
        for file in FILES:
            alone, together = (folder / name / file for folder in (one_by_one, tmp_path))
            assert alone.read_bytes() == together.read_bytes(), (name, file)


def test_what_a_worker_refuses_comes_back_as_a_sentence(provinces, tmp_path):
    pytest.importorskip("distributed", reason="Dask is not installed")
    broken = province(tmp_path / "broken", "broken", 2)
    broken.with_name("cells.csv").write_text("demand_id\n", encoding="utf-8")
    out = tmp_path / "out"
    run = geoplan("plan", provinces[0], broken, "--out", out, "--cluster", "local")
    assert run.returncode == 2
    assert "cells.csv, layer demand: the file holds no rows" in run.stderr
    assert "Traceback" not in run.stderr
    assert (out / "east/plan.json").is_file()
    assert not (out / "broken/plan.json").exists()


def test_two_studies_of_one_id_are_refused_before_any_work(provinces, tmp_path):
    studies = [Study.load(path) for path in (*provinces, provinces[0])]
    with pytest.raises(GeoplanError, match="several studies have the id east"):
        list(plan_many(studies, tmp_path / "out"))
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    "error",
    [
        GeoplanError("as it is"),
        StudyError("wrong.", "Mend it.", file="a.toml", key="b.c"),
        LayerError("wrong.", "Mend it.", file="a.csv", layer="demand", field="b", rows=[1, 2]),
    ],
)
def test_an_error_comes_back_whole_from_another_process(error):
    again = pickle.loads(pickle.dumps(error))  # noqa: S301 - made here
    assert type(again) is type(error)
    assert str(again) == str(error)
    assert vars(again) == vars(error)
