"""The catalogue of words: complete in both languages, nothing missing, nothing left over."""

from __future__ import annotations

import re
from importlib.resources import files
from typing import get_args

import pytest

from geoplan.layers import communes, facilities, sites
from geoplan.maps.facility_payload import FACILITY_LAYERS
from geoplan.maps.payload import MEASURES
from geoplan.siting.capacitated.hold import HeldBy
from geoplan.siting.robust import TIERS
from geoplan.study import Study
from geoplan.words.catalogue import catalogue

TEMPLATES = files("geoplan.maps").joinpath("templates")
WORDS = catalogue("page")
CODE = "\n".join(
    path.read_text(encoding="utf-8")
    for path in TEMPLATES.iterdir()
    if path.name.endswith((".js", ".html"))
)
# word("key"), fact("key", …), heading("key"), data-word="key", data-label="key"
PLAIN = set(re.findall(r'(?:word|fact|heading)\(\s*"([^"]+)"', CODE)) | set(
    re.findall(r'data-(?:word|label)="([^"]+)"', CODE)
)
# word(`prefix.${…}`), fact(`prefix.${…}`) stand for all keys that begin so
BUILT = set(re.findall(r"(?:word|fact)\(\s*`([\w.]+\.)\$\{", CODE))
CHOSEN = {"verified", "unverified", "gap.best", "gap.unknown"}


def values(table, name):
    return next(field.values for field in table.FIELDS.fields if field.name == name)


def test_no_word_is_missing():
    assert PLAIN - set(WORDS) == set()


def test_no_word_is_left_over():
    used = PLAIN | {key for key in WORDS if key.startswith(tuple(BUILT))}
    assert set(WORDS) - used == set()


@pytest.mark.parametrize(
    ("prefix", "ends"),
    [
        ("type.", values(communes, "type")),
        ("status.", values(facilities, "status")),
        ("position.", values(facilities, "position_quality")),
        ("site.kind.", values(sites, "kind")),
        ("layer.", FACILITY_LAYERS),
        ("measure.", MEASURES),
        ("site.held_by.", get_args(HeldBy)),
        ("serves.column.", ("served", "newly_served", "newly_covered")),
        ("tier.", TIERS),
        ("gained.", ("covered", "depending", "reached")),
        ("ranking.", ("covered", "depending", "reached")),
        ("site.people.", ("depending", "reached")),
        ("worst.", ("before", "after")),
        ("figure.", ("gini", "palma", "travel_min_p90", "people_within_full",
                     "people_within_limit", "hospital_people_within_full")),
    ],
)  # fmt: skip
def test_what_the_tables_hold_has_its_words(prefix, ends):
    assert prefix in BUILT
    assert {prefix + end for end in ends} <= set(WORDS)


def test_the_study_has_its_words():
    rows = Study.load().assumptions()
    assert {f"unit.{row.unit}" for row in rows} <= set(WORDS)
    assert {f"assumptions.{row.key.split('.')[0]}" for row in rows} <= set(WORDS)
