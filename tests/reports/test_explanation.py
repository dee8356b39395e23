"""The explanation of a site is read back from what a plan wrote."""

from __future__ import annotations

import shutil

import pandas as pd
import pytest

import geoplan
from geoplan.errors import PlanError
from geoplan.reports.explanation import explain
from geoplan.study import Study
from tests import toytown


@pytest.fixture(scope="module")
def folder(toy_study, tmp_path_factory):
    folder = tmp_path_factory.mktemp("plan")
    geoplan.plan(toy_study).write(folder)
    return folder


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    folder = tmp_path_factory.mktemp("whole")
    toytown.write_toy_town(folder)
    study = Study.load(toytown.write_study(folder, toytown.whole_content()))
    geoplan.plan(study).write(folder / "out")
    return folder / "out"


def cells(line):
    return [cell.strip() for cell in line.split("  ") if cell.strip()]


def test_it_says_what_the_tables_say(folder):
    site = pd.read_csv(folder / "sites.csv").iloc[0]
    assert site["programme"] == "new-facilities"
    lines = explain(folder, site["site_id"]).splitlines()
    assert lines[0] == f"{site['site_id']}, Phường An (New public facilities, rank 1 of 3)"
    assert lines[1] == site["reason_en"]
    facts = dict(cells(line) for line in lines[3:] if len(cells(line)) == 2)
    assert facts["People newly covered"] == f"{site['people_gained']:,}"
    assert facts["Fewer covered if dropped"] == f"{site['lost_if_dropped']:,}"
    other, cost = site["alternative_site_id"], site["alternative_cost_people"]
    assert facts["Best other site in reach"] == f"{other}: {cost:,.0f} fewer covered"
    assert facts["Held by"] == "capacity: full, the next person left out lives in Phường An"


def test_whom_a_site_serves_adds_up(folder):
    for site in pd.read_csv(folder / "sites.csv").itertuples():
        lines = explain(folder, site.site_id).splitlines()
        block = lines[lines.index(site.reason_en) :]
        head = next(i for i, line in enumerate(block) if line.startswith("Whom it serves"))
        total = next(i for i, line in enumerate(block) if line.startswith("Total"))
        served = [int(cells(line)[1].replace(",", "")) for line in block[head + 1 : total + 1]]
        assert sum(served[:-1]) == served[-1] == site.served_here


def test_it_speaks_vietnamese(folder):
    said = explain(folder, "SC03", language="vi")
    assert "Cơ sở y tế công xây mới, hạng 1 trên 3" in said
    assert "Người được bao phủ thêm  10.000" in said
    assert "Giới hạn" in said
    assert "people" not in said


def test_an_id_of_two_programmes_is_explained_for_both(folder):
    said = explain(folder, "sc01")
    assert "New public facilities" in said
    assert "Private hospitals to attract" in said
    assert "Best other site anywhere" in said


def test_an_upgrade_says_who_depends_on_it_what_it_costs_and_when_it_opens(whole):
    programme = pd.read_csv(whole / "programme.csv")
    row = programme[programme["programme"] == "upgrades"].iloc[0]
    said = explain(whole, row["facility_id"].lower())
    lines = said.splitlines()
    assert lines[0].startswith(f"{row['facility_id']}, ")
    assert "(Facilities to upgrade, rank 1 of 2)" in lines[0]
    facts = dict(cells(line) for line in lines[3:])
    assert facts["People who depend on it"] == f"{row['people_gained']:,}"
    assert facts["Cost"] == f"{row['cost_bn_vnd']:,.1f} bn VND at prices of the base year"
    assert facts["Opens in"] == str(int(row["year"]))
    assert explain(whole, row["facility_id"], language="vi").count("Người phụ thuộc") == 1


def test_a_site_says_what_is_built_and_a_place_of_few_whom_it_reaches(whole):
    programme = pd.read_csv(whole / "programme.csv").set_index("programme")
    site = programme.loc["new-facilities"].iloc[0]
    built = [cells(line) for line in explain(whole, site["site_id"]).splitlines()]
    assert ["What is built", "Regional general hospitals"] in built
    home = programme.loc["nursing-homes"]
    said = explain(whole, home["site_id"])
    assert f"People in reach  {home['people_gained']:,}" in said
    assert "Nursing homes" in said


def test_an_unknown_site_is_told_what_is_near(folder):
    with pytest.raises(PlanError, match=r"no site SC33\. Close to it: SC03"):
        explain(folder, "SC33")


@pytest.mark.parametrize("spoilt", [["plan.json", "plan.gpkg"], ["plan.json"], ["plan.gpkg"]])
def test_a_missing_plan_is_told_with_its_cure(folder, tmp_path, spoilt):
    copy = tmp_path / "plan"
    shutil.copytree(folder, copy)
    for name in spoilt:
        (copy / name).unlink()
    with pytest.raises(PlanError, match="geoplan plan --out"):
        explain(copy, "SC03")
    assert not (copy / spoilt[-1]).exists()


def test_a_plan_of_another_version_is_refused(folder, tmp_path):
    copy = tmp_path / "plan"
    shutil.copytree(folder, copy)
    (copy / "plan.json").write_text('{"programmes": {}}', encoding="utf-8")
    with pytest.raises(PlanError, match="no plan of this version"):
        explain(copy, "SC03")
    (copy / "plan.gpkg").write_bytes(b"no database")
    with pytest.raises(PlanError, match="no plan of this version"):
        explain(copy, "SC03")
