"""A written plan whose files are missing, damaged or not of one plan is refused in a sentence."""

from __future__ import annotations

import shutil

import pandas as pd
import pytest

from geoplan.errors import PlanError
from geoplan.reports.written import read_plan
from tests.reports.writtenplans import change_summary, write_plan


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    return write_plan(tmp_path_factory.mktemp("plans") / "old")


def test_a_whole_plan_is_read(written):
    plan = read_plan(written)
    assert plan.name == "old"
    assert plan.facilities["id"].tolist() == ["A", "B", "C", "D", "E", "F", "U1", "U2", "H"]
    assert plan.sites["site_id"].tolist() == ["A", "B", "C", "D", "E", "F", "H"]
    assert plan.phases["facilities"].sum() == plan.summary.phases.built == 8


def drop_file(name):
    return lambda folder: (folder / name).unlink()


def rewritten(name, change):
    def write(folder):
        frame = pd.read_csv(folder / name, dtype={"commune_code": str})
        change(frame).to_csv(folder / name, index=False)

    return write


def summary(change):
    return lambda folder: change_summary(folder, change)


DAMAGES = {
    "no programme.csv": (drop_file("programme.csv"), r"no whole plan .*missing: programme\.csv"),
    "no phases.csv": (drop_file("phases.csv"), r"no whole plan .*missing: phases\.csv"),
    "a facility less": (
        rewritten("programme.csv", lambda frame: frame.drop(index=8)),
        r"programme\.csv has 0 facilities of the programme home, plan\.json 1",
    ),
    "a facility twice": (
        rewritten("programme.csv", lambda frame: frame.assign(
            facility_id=frame["facility_id"].replace("U2", "U1"))),
        r"programme\.csv names the facility U1 twice",
    ),
    "a facility without name": (
        rewritten("programme.csv", lambda frame: frame.assign(
            facility_id=frame["facility_id"].replace("U2", None))),
        r"a facility without facility_id and site_id",
    ),
    "a strange commune": (
        rewritten("programme.csv", lambda frame: frame.assign(commune_code="99999")),
        r"programme\.csv names the commune 99999",
    ),
    "another site": (
        rewritten("sites.csv", lambda frame: frame.replace({"site_id": {"A": "X"}})),
        r"the site A of build is not in both",
    ),
    "a year less": (
        rewritten("programme.csv", lambda frame: frame.assign(
            year=frame["year"].mask(frame.index == 0))),
        r"programme\.csv has 7 facilities with a year, plan\.json 8",
    ),
    "phases of another plan": (
        rewritten("phases.csv", lambda frame: frame.assign(facilities=1)),
        r"phases\.csv has 6 facilities with a year, plan\.json 8",
    ),
    "a word for an amount": (
        rewritten("phases.csv", lambda frame: frame.assign(spent_bn_vnd="much")),
        r"phases\.csv.*field spent_bn_vnd.*not a number",
    ),
    "an amount less": (
        rewritten("phases.csv", lambda frame: frame.drop(columns="envelope_bn_vnd")),
        r"phases\.csv.*field envelope_bn_vnd is missing",
    ),
    "an unknown source": (
        rewritten("phases.csv", lambda frame: frame.replace({"source": {"state": "loan"}})),
        r"phases\.csv names the source loan, plan\.json not",
    ),
    "a year and source twice": (
        rewritten("phases.csv", lambda frame: frame.replace({"source": {"private": "state"}})),
        r"phases\.csv names 2027 and state twice",
    ),
    "an unknown target": (
        summary(lambda told: told["targets"][0].update(indicator="nurses")),
        r"plan\.json, key targets\.0\.indicator: the summary cannot be read",
    ),
    "no word of money": (
        summary(lambda told: told.pop("phases")),
        r"plan\.json, key phases: .*another version of geoplan",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", DAMAGES)
def test_a_damaged_plan_is_refused_with_its_cure(written, tmp_path, name):
    damage, said = DAMAGES[name]
    copy = shutil.copytree(written, tmp_path / "copy")
    damage(copy)
    with pytest.raises(PlanError, match=rf"(?s){said}.*geoplan plan --out"):
        read_plan(copy)
