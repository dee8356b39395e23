from __future__ import annotations

import copy

import pytest

from geoplan.errors import StudyError
from geoplan.study import Study, bundled
from tests import toytown


def spoil(content, key, value):
    """Return a copy of the study's content with one dotted key set, or removed when None."""
    spoilt = copy.deepcopy(content)
    *parents, last = key.split("/")
    place = spoilt
    for parent in parents:
        place = place[parent]
    if value is None:
        del place[last]
    else:
        place[last] = value
    return spoilt


def test_the_bundled_study_says_what_the_city_decided():
    study = Study.load()
    assert study.programmes["new-facilities"].count.value == 368
    assert study.programmes["private-hospitals"].count.value == 11
    assert study.path == bundled("studies/haiphong.toml").resolve()


def test_every_assumption_has_words_in_both_languages_a_unit_and_a_source():
    rows = Study.load().assumptions()
    assert len({row.key for row in rows}) == len(rows)
    for row in rows:
        assert all([row.label_vi, row.label_en, row.unit, row.source]), row.key


def test_the_walk_misses_no_assumption():
    text = bundled("studies/haiphong.toml").read_text(encoding="utf-8")
    assert text.count("{ value =") == len(Study.load().figures())


def test_a_study_rests_on_the_speeds_by_road_or_on_those_without():
    study = Study.load()
    named = study.layers.model_copy(update={"roads": "roads.parquet"})
    by_road = study.model_copy(update={"layers": named})
    keys, keys_by_road = ({row.key for row in each.assumptions()} for each in (study, by_road))
    assert {key.split(".")[1] for key in keys - keys_by_road} == {"modes"}
    new = keys_by_road - keys
    assert all(key.startswith("travel.roads.") for key in new)
    profiles = {key.split(".")[3] for key in new if key.startswith("travel.roads.profiles.")}
    assert profiles == {"motorbike"}  # of both standards
    assert by_road.without_roads().assumptions() == study.assumptions()


def test_a_study_is_frozen(toy_study):
    with pytest.raises(ValueError, match="frozen"):
        toy_study.id = "other"


SPEED = "travel/modes/motorbike/urban_kmh"


@pytest.mark.parametrize(
    ("key", "value", "words"),
    [
        (f"{SPEED}/unit", "m/s", ["travel.modes.motorbike.urban_kmh", "'m/s'", "'km/h'"]),
        (f"{SPEED}/value", -3.0, ["travel.modes.motorbike.urban_kmh", "impossible"]),
        (f"{SPEED}/value", 500.0, ["impossible", "at most 130"]),
        (f"{SPEED}/value", "20", ["urban_kmh.value", "valid number"]),
        (f"{SPEED}/source", "", ["urban_kmh.source"]),
        (f"{SPEED}/verified", None, ["urban_kmh.verified", "missing"]),
        ("priorities/iland", 1.5, ["priorities.iland", "no such key", "'island'"]),
        ("standards/primary/limit_min/value", 4.0, ["limit_min", "not greater than full_min"]),
        ("standards/hospital/limit_min/value", 95.0, ["beyond travel.cutoff_min"]),
        ("standards/primary/kinds", [], ["standards.primary.kinds"]),
        ("standards/primary/mode", "boat", ["standards.primary.mode", "boat"]),
        ("standards/hospital/beds_if_unknown/ministry", None, ["says nothing of ministry"]),
        ("travel/modes/motorbike", None, ["travel.modes.motorbike is missing"]),
        ("programmes/new-facilities/count/value", 0, ["programmes.new-facilities.count"]),
        ("programmes/new-facilities/count/value", 2.5, ["programmes.new-facilities.count"]),
        ("programmes/private-hospitals", None, ["method market"]),
        ("programmes/new-facilities/method", "magic", ["new-facilities", "magic"]),
        ("layers/demand", None, ["layers.demand", "missing"]),
        ("crs", "VN-2000", ["crs"]),
        (f"{SPEED}/range", [25.0, 30.0], ["urban_kmh", "outside its range", "around it"]),
        (f"{SPEED}/range", [25.0, 15.0], ["urban_kmh", "outside its range"]),
        (f"{SPEED}/range", [15.0, 140.0], ["urban_kmh", "impossible", "at most 130"]),
        (f"{SPEED}/range", [15.0], ["urban_kmh.range"]),
        (f"{SPEED}/range", ["15", "25"], ["urban_kmh.range", "valid number"]),
        (f"{SPEED}/range_source", None, ["urban_kmh", "both or neither"]),
        (f"{SPEED}/range_source", "", ["urban_kmh.range_source"]),
        ("standards/primary/limit_min/range", [5.5, 18.0], ["limit_min (5.5", "full_min (6 min)"]),
        ("standards/primary/limit_min/range", [12.0, 99.0], ["beyond travel.cutoff_min"]),
        ("uncertainty/people/value", 1.02, ["uncertainty", "change the demand layer"]),
        ("uncertainty/draw", 5, ["uncertainty.draw", "no such key", "'draws'"]),
        (
            "candidates/min_people",
            {
                "value": 300,
                "unit": "people",
                "source": "x",
                "verified": False,
                "range": [200, 400],
                "range_source": "x",
            },
            ["candidates.min_people", "remove range"],
        ),
    ],
)
def test_what_is_impossible_is_refused_with_its_key(tmp_path, key, value, words):
    path = toytown.write_study(tmp_path, spoil(toytown.study_content(), key, value))
    with pytest.raises(StudyError) as refused:
        Study.load(path)
    for word in [*words, str(path)]:
        assert word in str(refused.value)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"id = ", "not TOML"),
        ("id = 'Hải Phòng'".encode("cp1258", errors="replace") + b"\xe9", "not UTF-8"),
    ],
)
def test_a_file_that_is_no_study_is_refused(tmp_path, content, words):
    path = tmp_path / "study.toml"
    path.write_bytes(content)
    with pytest.raises(StudyError, match=words):
        Study.load(path)


def test_a_missing_study_and_a_folder_are_refused(tmp_path):
    with pytest.raises(StudyError, match="does not exist"):
        Study.load(tmp_path / "none.toml")
    with pytest.raises(StudyError, match="folder"):
        Study.load(tmp_path)
