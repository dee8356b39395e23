"""What the page of a comparison carries, its words and its bytes."""

from __future__ import annotations

import json
import re
from importlib.resources import files

import numpy as np
import pandas as pd
import pytest

from geoplan.maps.comparison import build_comparison, render
from geoplan.maps.comparison_payload import COLOURS, class_step, payload
from geoplan.reports import comparison_json
from geoplan.reports.comparison import compare
from geoplan.reports.moves import FATES, OPENINGS
from geoplan.reports.quantities import MEASURES
from geoplan.words.catalogue import catalogue
from tests.maps.compared import LESS_BN_VND, LOST, write_old_and_new
from tests.maps.test_classes import SIGHT
from tests.maps.test_page import Outline, styles
from tests.maps.toyplan import HOSTILE, PRIVATE, PUBLIC
from tests.maps.toywhole import UPGRADES

TEMPLATES = files("geoplan.maps").joinpath("templates")
SHARED, OWN = catalogue("page"), catalogue("compare")
CODE = "\n".join(
    path.read_text(encoding="utf-8")
    for path in TEMPLATES.joinpath("compare").iterdir()
    if path.name.endswith((".js", ".html"))
)
PLAIN = set(re.findall(r'(?:word|heading|counted)\(\s*"([^"]+)"', CODE)) | set(
    re.findall(r'data-(?:word|label)="([^"]+)"', CODE)
)
BUILT = set(re.findall(r"word\(\s*`([\w.]+\.)\$\{", CODE))
# Keys that stand in lists and in the payload
LISTED = {key for key in OWN if re.search(rf'"{re.escape(key)}"', CODE)} | {
    key for key in OWN if key.startswith("input.")
}


@pytest.fixture(scope="module")
def folders(whole, tmp_path_factory):
    return write_old_and_new(whole, tmp_path_factory.mktemp("plans"))


@pytest.fixture(scope="module")
def comparison(folders):
    return compare(*folders)


@pytest.fixture(scope="module")
def told(comparison):
    return json.loads(json.dumps(payload(comparison), allow_nan=False))


@pytest.fixture(scope="module")
def html(comparison):
    return render(comparison)


# What it carries


def test_the_first_measure_that_differs_is_shown(told, folders):
    assert told["shown"] == "travel_min_before"
    assert payload(compare(folders[0], folders[0]))["shown"] == next(iter(MEASURES))


def test_the_communes_carry_both_values_of_each_measure(told):
    values = {code: each["values"]["travel_min_before"] for code, each in told["communes"].items()}
    assert values["00001"] == [12.34, 15.34]
    assert values["00003"] == [5, "unreachable"]
    assert values["00009"] == ["unreachable", 40]
    shares = told["communes"]["00006"]["values"]["covered_share_before"]
    assert shares == [None, None]


def test_it_carries_all_that_the_json_says(told, comparison):
    content = json.loads(json.dumps(comparison_json.content(comparison)))
    changed = {"measures", "communes", "facilities", "assumptions", "inputs"}
    for key in set(content) - changed:
        assert told[key] == content[key]
    assert set(told["communes"]) == set(content["communes"])
    for mine, theirs in zip(told["facilities"], content["facilities"], strict=True):
        for plan in ("old", "new"):
            held = theirs[plan]
            place = held and [held.pop("lat"), held.pop("lon")]
            assert mine[plan] == (held and held | {"at": place})
        assert mine["changed"] == theirs["changed"]


def test_the_headline_and_the_study_are_told(told):
    covered = next(f for f in told["headline"] if f["key"] == "people_covered_after")
    assert covered["difference"] == -LOST
    capacity, speed = told["assumptions"]
    assert (capacity["old"]["value"], capacity["new"]["value"]) == (10_000, 9_000)
    assert capacity["unit"] == {"vi": "người", "en": "people"}
    assert speed["differs"] == ["range", "verified", "source"]
    assert [(row["layer"]["en"], row["old"], row["new"]) for row in told["inputs"]] == [
        ("Communes", ["communes.geojson"], ["communes.geojson"]),
        ("Road network", [], ["roads.parquet"]),
    ]
    assert told["made"] == {"version": {"old": "9.9.9", "new": "10.0.0"}}
    assert told["plans"]["new"]["travel"]["en"] == "along roads to try"
    assert [told["plans"][plan]["name"] for plan in ("old", "new")] == ["october", "november"]


def test_facilities_are_told_by_fate(told):
    by_id = {programme["id"]: programme for programme in told["programmes"]}
    assert by_id[PUBLIC]["fates"] == {"kept": 58, "moved": 1, "dropped": 1, "added": 1}
    assert by_id[PRIVATE]["fates"] == {"kept": 2, "moved": 0, "dropped": 0, "added": 0}
    assert by_id[UPGRADES]["fates"] == {"kept": 3, "moved": 0, "dropped": 0, "added": 0}
    assert [programme["market"] for programme in told["programmes"]] == [False, True] + [False] * 3
    (moved,) = (each for each in told["facilities"] if each["fate"] == "moved")
    assert (moved["old"]["site_id"], moved["new"]["site_id"]) == ("S003", "SNEW")
    assert moved["distance_km"] == pytest.approx(1.107, abs=0.001)
    (added,) = (each for each in told["facilities"] if each["fate"] == "added")
    assert added["old"] is None
    assert added["new"]["commune_code"] == "00009"
    assert told["kinds"]["polyclinic"] == {"vi": "Phòng khám đa khoa", "en": "General clinics"}


def test_years_and_money_are_told(told):
    opening = {programme["id"]: programme["opening"] for programme in told["programmes"]}
    assert opening[PUBLIC] == {
        "same": 52, "earlier": 0, "later": 1, "no longer": 2, "newly": 2, "never": 4,
    }  # fmt: skip
    year = next(each for each in told["money"]["years"] if each["year"] == 2028)
    assert year["envelope_bn_vnd"]["difference"] == -LESS_BN_VND
    assert [each["shortfall"]["difference"] for each in told["targets"]] == [50, 50, 50]


def test_each_facility_has_one_marker_and_the_kept_lie_below(told):
    held = [row for place in told["places"] for row in place]
    assert sorted(held) == list(range(len(told["facilities"])))
    fates = [FATES.index(told["facilities"][place[0]]["fate"]) for place in told["places"]]
    assert fates == sorted(fates)
    (shared,) = (place for place in told["places"] if len(place) > 1)
    ids = {told["facilities"][row]["new"]["site_id"] for row in shared}
    assert ids == {"SX", "SX-2", "SX-3"}


@pytest.mark.parametrize(
    ("differences", "resolution", "step"),
    [
        ([], 0.1, 0.2),
        ([0.0, 0.0], 0.1, 0.2),
        ([1.0] * 9 + [50.0], 0.1, 5.0),
        ([-4.0] * 20 + [100.0], 0.1, 2.0),
        ([3.0] * 20, 0.1, 2.0),
        ([np.inf, np.nan, 0.04, -10.0], 0.1, 5.0),
        ([1.0, -1.0, 2.0], 1.0, 2.0),
        ([0.012] * 5, 0.001, 0.01),
        ([123_456.0] * 3, 1.0, 100_000.0),
    ],
)
def test_a_step_is_round_and_most_differences_lie_within_two(differences, resolution, step):
    assert class_step(pd.Series(differences, dtype=float), resolution) == pytest.approx(step)


def lab(colour, sight):
    """Return a colour in CIE L*a*b* as that eye sees it."""
    channels = np.array([int(colour[i : i + 2], 16) for i in (1, 3, 5)]) / 255
    linear = np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)
    xyz = np.array(
        [[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]]
    ) @ np.clip(sight @ linear, 0, 1)
    x, y, z = np.cbrt(xyz / [0.9505, 1.0, 1.089])
    return np.array([116 * y - 16, 500 * (x - y), 200 * (y - z)])


@pytest.mark.parametrize("sight", SIGHT.values(), ids=SIGHT)
def test_better_and_worse_look_different_to_every_eye(sight):
    seen = [lab(colour, sight) for colour in COLOURS]
    for out in (1, 2, 3):
        assert np.linalg.norm(seen[3 - out] - seen[3 + out]) > 10 * out
        for side in (-1, 1):
            lightness = seen[3 + side * out][0], seen[3 + side * (out - 1)][0]
            assert lightness[0] < lightness[1] - 5


# The page


def test_it_refers_to_nothing_outside_itself(html):
    assert [to for to in Outline(html).references if not to.startswith("#")] == []
    assert re.findall(r"url\((?!data:)|@import", styles(html)) == []
    assert "default-src 'none'" in html


def test_the_same_plans_give_the_same_bytes(folders, html):
    assert render(compare(*folders)) == html


def test_a_name_is_only_a_name(comparison, html):
    plain = compare(comparison.old.folder, comparison.old.folder)
    assert HOSTILE in json.loads(Outline(html).data["plan-data"])["communes"]["00001"]["name"]
    assert Outline(html).tags == Outline(render(plain)).tags


def test_it_is_a_folium_map_for_notebooks(comparison):
    assert "iframe" in build_comparison(comparison)._repr_html_()


# The words


def test_no_word_is_missing_or_left_over_or_given_twice():
    assert PLAIN - set(OWN) - set(SHARED) == set()
    used = PLAIN | LISTED | {key for key in OWN if key.startswith(tuple(BUILT))}
    assert set(OWN) - used == set()
    assert set(OWN) & set(SHARED) == set()


@pytest.mark.parametrize(
    ("prefix", "ends"),
    [
        ("fate.", FATES),
        ("in.", {measure.unit for measure in MEASURES.values()}),
        ("fated.", FATES[1:]),
        ("facility.", ("old", "new")),
        ("opening.", OPENINGS),
        ("made.", ("version", "seed")),
        ("classes.", ("better", "more")),
    ],
)
def test_what_the_payload_holds_has_its_words(prefix, ends):
    assert prefix in BUILT
    assert {prefix + end for end in ends} <= set(OWN)


def test_every_quantity_is_named_in_both_languages(told):
    listed = [*told["headline"], *told["further"], *told["money"]["figures"]]
    listed += [each for programme in told["programmes"] for each in programme["figures"]]
    listed += [each["shortfall"] for each in told["targets"]]
    for quantity in (*told["measures"].values(), *listed):
        assert quantity["label"]["vi"] != quantity["label"]["en"]
        assert all(quantity["label"].values())
