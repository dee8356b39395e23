"""A study under other values, as `geoplan plan --set` takes them."""

from __future__ import annotations

import json

import pytest

from geoplan.errors import StudyError
from geoplan.study import Study
from geoplan.study_file import Change
from tests.test_cli import geoplan

CAPACITY = "standards.primary.capacity_people"


def test_a_figure_takes_another_value_and_says_so(toy_path):
    study = Study.load(toy_path, {CAPACITY: "9000", "travel.roads.time_of_day": "peak"})
    capacity = study.standards.primary.capacity_people
    assert (capacity.value, capacity.unit, capacity.verified) == (9000, "people", False)
    assert capacity.source == "Set for this run; the study has 10000"
    assert capacity.range == (8000, 12000)
    assert study.travel.roads.time_of_day == "peak"
    assert study.changes == [
        Change(CAPACITY, 9000, 10000),
        Change("travel.roads.time_of_day", "peak", "day"),
    ]
    assert Study.load(toy_path).changes == []


def test_a_value_outside_its_range_leaves_it(toy_path):
    capacity = Study.load(toy_path, {CAPACITY: "20000"}).standards.primary.capacity_people
    assert (capacity.value, capacity.range, capacity.range_source) == (20000, None, None)


@pytest.mark.parametrize(
    ("key", "value", "words"),
    [
        ("standards.primary.capacity", "9000", "no single value there"),
        ("standards.primary", "9000", "no single value there"),
        ("standards.primary.kinds", "polyclinic", "no single value there"),
        ("crs.x.y", "1", "no single value there"),
        (CAPACITY, "many", "standards.primary.capacity_people.value"),
        (CAPACITY, "-5", "impossible"),
        (CAPACITY, "9000.5", "standards.primary.capacity_people.value"),
        ("travel.roads.time_of_day", "noon", "travel.roads.time_of_day"),
    ],
)
def test_what_cannot_be_set_is_refused_with_its_key(toy_path, key, value, words):
    with pytest.raises(StudyError) as refused:
        Study.load(toy_path, {key: value})
    assert words in str(refused.value)
    assert str(toy_path) in str(refused.value)


def test_the_plan_records_what_was_set(toy_path, tmp_path):
    out = tmp_path / "out"
    run = geoplan("plan", toy_path, "--out", out, "--draws", "0", "--set", f"{CAPACITY}=9000")
    assert (run.returncode, run.stderr) == (0, "")
    summary = json.loads((out / "plan.json").read_text(encoding="utf-8"))
    assert summary["changes"] == [{"key": CAPACITY, "value": 9000, "instead_of": 10000}]
    assert summary["warnings"][0] == {
        "vi": f"Phương án giả định: {CAPACITY} = 9000 (thay cho 10000).",
        "en": f"A what-if: {CAPACITY} = 9000 (instead of 10000).",
    }
    assert geoplan("plan", toy_path, "--out", out, "--set", "capacity").returncode == 2
