"""The catalogue against the code: every key that is asked for exists, every key is asked for."""

from __future__ import annotations

import ast
import re
import unicodedata
from pathlib import Path
from typing import get_args

import pytest

import geoplan
from geoplan.land.finding_words import IN_FORCE
from geoplan.land.findings import ASSUMED
from geoplan.land.pools import STANDINGS
from geoplan.layers import norms
from geoplan.layers.decisions import What
from geoplan.reports import explanation, quantities
from geoplan.reports.land import dossier_plots
from geoplan.siting.capacitated.hold import HeldBy
from geoplan.siting.sited_reasons import BY_PROXY
from geoplan.siting.upgrade_need import CareLevel
from geoplan.study_kinds import LEVELS, Kind
from geoplan.study_land import CRITERIA, STATUSES
from geoplan.study_programmes import NeedCriterion, SiteCriterion
from geoplan.study_targets import CommuneType, Targets
from geoplan.study_travel import Mode, RoadClass, TimeOfDay
from geoplan.words.catalogue import catalogue
from tests.words.asking import WILD, Request, constants, requests
from tests.words.test_catalogue import DOMAINS

PACKAGE = Path(geoplan.__file__).parent
TREES = {
    str(path.relative_to(PACKAGE)): ast.parse(path.read_text(encoding="utf-8"))
    for path in PACKAGE.rglob("*.py")
    if "bundled" not in path.parts
}
# Modules that speak one language by a ``Wording``, and its domain
DOCUMENTS = {
    "reports/explanation.py": "explanation",
    "reports/facility_explanation.py": "explanation",
    "reports/land/dossier.py": "dossier",
    "reports/land/dossier_plots.py": "dossier",
}
# Domains that are held against templates, or against what documents ask as they are written
ELSEWHERE = {
    "page": "maps/test_words.py",
    "compare": "maps/test_comparison.py",
    "drawing": "exports/test_atlas.py",
    "fields": "exports/test_words_used.py",
    "sheet": "exports/test_words_used.py",
    "slides": "exports/test_words_used.py",
    "export": "exports/test_words_used.py",
}


def named_quantities():
    for held in vars(quantities).values():
        if isinstance(held, quantities.Quantity):
            yield held.key
        elif isinstance(held, dict):
            yield from (each.key for each in held.values() if hasattr(each, "resolution"))


FACTS = {
    text
    for path, domain in DOCUMENTS.items()
    if domain == "explanation"
    for text in constants(TREES[path])
}
PLACED = ("pin", "forbid", "choose")  # decisions that have an effect on a plan
# What stands in the gaps of keys that only the run knows
VALUES = {
    Request("labels", "kind.{}"): get_args(Kind),
    Request("labels", "one.{}"): get_args(Kind),
    Request("labels", "mode.{}"): get_args(Mode),
    Request("labels", "time.{}"): get_args(TimeOfDay),
    Request("labels", "weights.{}"): (*get_args(NeedCriterion), *get_args(SiteCriterion)),
    Request("labels", "criterion.{}"): CRITERIA,
    Request("labels", "status_worth.{}"): STATUSES,
    Request("labels", "section.{}"): (*LEVELS, *Targets.model_fields, "land"),
    Request("labels", "{}"): [
        *(f"kmh.{name}" for name in get_args(RoadClass)),
        *(f"older_share.{name}" for name in get_args(CommuneType)),
    ],
    Request("reasons", "site.held.{}"): get_args(HeldBy),
    Request("reasons", "criteria.part.{}"): BY_PROXY,
    Request("reasons", "upgrade.care.{}"): get_args(CareLevel),
    Request("reasons", "upgrade.unknown.{}"): ("doctors", "beds", "places"),
    Request("reasons", "count.{}.one"): ("people", "doctors", "beds"),
    Request("reasons", "count.{}.many"): ("people", "doctors", "beds"),
    Request("targets", "private_beds.{}"): ("assumed", "unlisted"),
    Request("decisions", "said.{}"): get_args(What),
    Request("decisions", "effect.{}"): PLACED,
    Request("decisions", "effect.nothing.{}"): PLACED,
    Request("land", "list.{}"): STANDINGS,
    Request("land", "norm.{}"): [
        name.replace(" ", "_") for name in (*norms.STANDINGS, ASSUMED) if name != IN_FORCE
    ],
    Request("comparison", "quantity.{}"): list(named_quantities()),
    Request("comparison", "when.{}"): get_args(quantities.When),
    Request("dossier", "column.{}"): list(dossier_plots.COLUMNS),
    Request("dossier", "criterion.{}"): CRITERIA,
    Request("dossier", "map.{}"): ("site", "area", "commune", "plot", "given", "facility"),
    Request("explanation", "column.{}"): explanation.COLUMNS,
    Request("explanation", "held.{}"): get_args(HeldBy),
    Request("explanation", "{}"): FACTS & set(catalogue("explanation")),
}


def keys(asked, values):
    """All keys that requests stand for, by domain; one whose gaps nobody fills stays as it is."""
    found = {}
    for request in asked:
        ends = values.get(request, ()) if WILD in request.key else ()
        filled = {request.key.replace(WILD, end) for end in ends} or {request.key}
        found.setdefault(request.domain, set()).update(filled)
    return found


ASKED = {request for path, tree in TREES.items() for request in requests(tree, DOCUMENTS.get(path))}


@pytest.mark.parametrize("domain", sorted({*DOMAINS} - {*ELSEWHERE}))
def test_the_keys_of_a_domain_are_exactly_those_that_are_asked_for(domain):
    asked = keys(ASKED, VALUES).get(domain, set())
    assert sorted(asked - set(catalogue(domain))) == [], "missing"
    assert sorted(set(catalogue(domain)) - asked) == [], "not used"


def test_every_key_of_a_domain_told_in_both_languages_exists_wherever_it_is_held():
    for domain in {request.domain for request in ASKED}:
        plain = {key for each, key in ASKED if each == domain and WILD not in key}
        assert plain <= set(catalogue(domain)), domain


def test_no_list_of_values_is_left_over():
    assert set(VALUES) - ASKED == set()


@pytest.mark.parametrize(("domain", "test"), ELSEWHERE.items())
def test_the_other_domains_are_held_against_what_asks_for_them(domain, test):
    assert f'"{domain}"' in (Path(__file__).parents[1] / test).read_text(encoding="utf-8")


TOY = """
def reason(count, kind, words):
    key = "loss" if count else "none"
    words("total")
    for end in ("a", "b"):
        words(f"end.{end}")
    for shown, place in ((1, "first"), (2, "second")):
        words(place)
    kind = f"{kind}"
    return told("toy", key), told("toy", f"kind.{kind}"), catalogue("toy")["last"]
"""
TOY_KEYS = {"loss", "none", "total", "end.a", "end.b", "first", "second", "kind.x", "last"}
TOY_VALUES = {Request("toy", "kind.{}"): ("x",)}


def test_a_toy_asks_for_what_is_written_in_it():
    assert keys(requests(ast.parse(TOY), "toy"), TOY_VALUES) == {"toy": TOY_KEYS}


@pytest.mark.parametrize(
    ("old", "new", "unasked", "missing"),
    [
        ('"loss"', '"lost"', {"loss"}, {"lost"}),
        ('words("total")', "", {"total"}, set()),
        ('("a", "b")', '("a", "b", "c")', set(), {"end.c"}),
        ("kind.{kind}", "sort.{kind}", {"kind.x"}, {"sort.{}"}),
        ('(2, "second")', "", {"second"}, set()),
        ('["last"]', ".get(kind)", {"last"}, {"{}"}),
    ],
)
def test_a_planted_slip_is_found(old, new, unasked, missing):
    assert old in TOY
    asked = keys(requests(ast.parse(TOY.replace(old, new)), "toy"), TOY_VALUES)["toy"]
    assert TOY_KEYS - asked == unasked
    assert asked - TOY_KEYS == missing


# Vietnamese in the code is what files of offices say, never what people are told.
DATA = ("layers/cadastre/", "layers/raw/")
LETTERS = {
    "layers/communes.py": {"the unit is a special zone (đặc khu)"},
    "layers/files.py": {"Đ", "đ"},
    "layers/norms.py": {"^[A-ZĐ]{2,4}$"},
    "reports/land/words.py": {"giả định"},
}
VIETNAMESE = re.compile("[ăâđêôơưĂÂĐÊÔƠƯ]|[\u0300\u0301\u0303\u0309\u0323]")


def spoken(tree):
    """The texts of a module that are no docstrings and have letters of Vietnamese."""
    told = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef) and ast.get_docstring(node)
    }
    return {
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in told
        and (VIETNAMESE.search(node.value)
             or VIETNAMESE.search(unicodedata.normalize("NFD", node.value)))
    }  # fmt: skip


@pytest.mark.parametrize("path", sorted(TREES))
def test_no_text_for_people_stands_in_the_code(path):
    if not path.startswith(DATA):
        assert spoken(TREES[path]) == LETTERS.get(path, set())


def test_a_text_in_the_code_is_found():
    assert spoken(ast.parse('"""Xã."""\nx = f"Giường {n}", "beds"')) == {"Giường "}
    assert spoken(ast.parse(f"x = {unicodedata.normalize('NFD', 'bác sĩ')!r}"))
