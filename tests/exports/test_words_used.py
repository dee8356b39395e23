"""The catalogues of sheet, slides and GIS files: complete, in both languages, every key used."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import replace
from functools import partial
from typing import get_args

import pytest

from geoplan.exports import columns, headlines
from geoplan.exports.columns import title_of, value_words
from geoplan.exports.gis import write_gis
from geoplan.exports.own_folders import write_listed
from geoplan.exports.sheet import write_sheet
from geoplan.exports.slides import write_slides
from geoplan.exports.written_fields import fields_of
from geoplan.layers import communes, facilities
from geoplan.programme.target_measures import Indicator
from geoplan.reports import fields as reports
from geoplan.words import wording
from geoplan.words.catalogue import catalogue
from geoplan.words.wording import Wording

DOCUMENTS = ("fields", "sheet", "slides", "export")
TABLES = ("communes", "demand", "facilities", "sites", "programme", "beneficiaries",
          "communes_by_year", "phases", "targets", "plots", "search_areas")  # fmt: skip


class Heard(dict):
    """A catalogue that remembers what was asked of it."""

    def __init__(self, held):
        super().__init__(held)
        self.asked = set()

    def __getitem__(self, key):
        self.asked.add(key)
        return super().__getitem__(key)


@pytest.fixture
def heard(monkeypatch):
    held = {document: Heard(catalogue(document)) for document in DOCUMENTS}
    ask = wording.catalogue

    def listening(document):
        return held[document] if document in held else ask(document)

    for module in (wording, columns, headlines):
        monkeypatch.setattr(module, "catalogue", listening)
    return held


def without_much(plan):
    """The plan as one that has a change, no sites, no steps and all verified and known."""
    about = deepcopy(plan.about)
    for row in about["assumptions"]:
        row["verified"] = True
    for programme in about["programmes"].values():
        programme["prefixes"] = []
    about |= {"robustness": {"tiers": {"firm": 1, "likely": 2, "open": 3}}, "phases": None}
    about["changes"] = [{"key": "a", "value": 1, "instead_of": 2}]
    about["inputs"].append({"layer": "roads", "path": "roads.parquet", "sha256": "0"})
    return replace(
        plan, about=about, phases=None, by_year=None, sites=plan.sites.iloc[:0],
        facilities=plan.facilities.assign(position_quality="surveyed"),
    )  # fmt: skip


def decided(plan):
    about = deepcopy(plan.about)
    decision = {"decision_id": "D1", "why": "w", "sentence_vi": "s", "sentence_en": "s"}
    return replace(plan, about=about | {"decisions": 9 * [decision]})


def unpaid(plan):
    """The plan with too little money for the last facility, and targets missed, met and passed."""
    about = deepcopy(plan.about)
    first, second, third, *_ = about["targets"]
    first["shortfall"], second["shortfall"], third["shortfall"] = 1, -1, 0
    about["phases"] |= {"not_built": 1, "unpaid_bn_vnd": {"state": 1.0}}
    programme = plan.programme.assign(year=plan.programme["year"].mask(plan.programme.index == 0))
    sites = plan.sites.assign(year=plan.sites["year"].mask(plan.sites.index == 0))
    return replace(plan, about=about, programme=programme, sites=sites)


def write_all(plan, folder, lists=None):
    """Write every document of these catalogues."""
    plots = None if lists is None else lists.layers["plots"]
    write_sheet(plan, folder / "a.xlsx", "en", plots=plots)
    write_slides(plan, folder / "a.pptx", "en", lists=lists)
    write_listed(plan, "en", partial(write_gis, lists=lists), folder / "gis")


def test_every_key_is_used(heard, quick_maps, town_plan, listed_plan, plot_lists, tmp_path):
    real = deepcopy(plot_lists)
    real.layers["plots"] = real.layers["plots"].assign(made_up=False)
    real.layers["sites"] = real.layers["sites"].assign(standing="fits")
    bare = without_much(town_plan)
    plans = [(town_plan, None), (unpaid(town_plan), None), (listed_plan, plot_lists),
             (listed_plan, real), (decided(town_plan), None), (decided(bare), real),
             (bare, None)]  # fmt: skip
    for number, (plan, lists) in enumerate(plans):
        (tmp_path / str(number)).mkdir()
        write_all(plan, tmp_path / str(number), lists)
    ask_for_fields()
    for document, held in heard.items():
        assert sorted(set(held) - held.asked) == [], document


def ask_for_fields():
    words = Wording("fields", "en")
    for table in TABLES:
        for name in fields_of(table):
            title_of(table, name, words)
    for table in (communes.FIELDS, facilities.FIELDS, reports.SITES):
        for field in (*table.fields, reports.FATE):
            for value in field.values:
                value_words(field.name, value, words)
    for flag in (True, False):
        value_words("verified", flag, words)
    for indicator in get_args(Indicator):
        value_words("indicator", indicator, words)
    for unit in UNITS:
        words(f"unit.{unit}")


UNITS = ("share", "each", "ratio", "per 10,000 people")
