"""Decisions as an officer takes them: what is checked, what is refused and in which words."""

from __future__ import annotations

import re
import subprocess
import sys
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from types import SimpleNamespace

import geopandas as gpd
import pytest
import shapely

import geoplan
from geoplan.errors import DecisionError, LayerError, PlanError
from geoplan.land.deciding import decide
from geoplan.layers.decision_rules import Decision
from geoplan.layers.decisions import in_force, read_decisions
from geoplan.reports.written import recommended_kinds
from geoplan.study import Study
from tests import toytown

STORE = "geoplan.layers.cadastre.store"
STATION, HOSPITAL = "commune_station", "private_hospital"


def asked(what, site_id="", parcel_id="", kind="", norm="", reopens="", by="An"):
    when = "2026-05-04T09:30:00+07:00"
    return Decision("", what, site_id, parcel_id, kind, norm, reopens, "vì dân", by, when)


@pytest.fixture
def study(toy_path):
    return Study.load(toy_path)


@pytest.fixture
def parcels(monkeypatch, toy_path):
    """Two stored parcels of the toy town."""
    frame = gpd.GeoDataFrame(
        {"commune_code": ["00001", "00002"]},
        index=["00001|1|7", "00002|3|15"],
        geometry=shapely.points([(106.012, 20.812), (106.072, 20.828)]),
        crs="EPSG:4326",
    )
    there = toy_path.parent / "parcels.parquet"
    there.touch()
    store = SimpleNamespace(store_path=lambda _: there, read_stored=lambda _: frame)
    monkeypatch.setitem(sys.modules, STORE, store)
    return frame


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    """A written plan of the toy town, whose stations and hospital stand at known sites."""
    folder = tmp_path_factory.mktemp("planned")
    study = Study.load(toytown.write_toy_town(folder))
    plan = geoplan.plan(study, draws=0)
    plan.write(folder / "plan")
    return plan, folder / "plan"


def held(study):
    return read_decisions(study.path.parent / "decisions.csv").table


def test_a_decision_is_numbered_and_written_as_it_is_read(study):
    first = decide(study, asked("pin", "SC04", kind=STATION))
    second = decide(study, asked("forbid", "SC05", by="Bình"))
    third = decide(study, asked("reopen", reopens="D1"))
    assert [each.decision_id for each in (first, second, third)] == ["D1", "D2", "D3"]
    table = held(study)
    assert table["by"].tolist() == ["An", "Bình", "An"]
    assert in_force(table).index.tolist() == ["D2"]


@pytest.mark.parametrize(
    ("decision", "said"),
    [
        (asked("pin", "SC99", kind=STATION), "no site SC99. Close to it: SC0"),
        (asked("forbid", "SF1"), "no site SF1"),
        (asked("pin", "SC04", kind="polyclinic"), "no kind whose places the plan decides polycli"),
        (asked("pin", "SC04"), f"not clear.*--kind: {STATION}, {HOSPITAL}"),
        (asked("reject", parcel_id="00001|1|8"), r"no parcel 00001\|1\|8.*00001\|1\|7"),
        (asked("waive", "", "00001|1|7", STATION, "plot"), f"no norm of the kind {STATION} plot"),
        (asked("reopen", reopens="D4"), "no earlier decision D4 to reopen.*In force are: none"),
        (asked("pin", "SC04", "00001|1|7", STATION), "pin has no parcel_id"),
        (asked("choose", "SC04", kind=STATION), "choose needs parcel_id"),
        (asked("forbid", "SC04", by="  "), "forbid needs by"),
    ],
)
def test_what_is_not_there_is_refused_and_nothing_is_written(study, parcels, decision, said):
    with pytest.raises(DecisionError, match=said):
        decide(study, decision)
    assert not (study.path.parent / "decisions.csv").exists()


def test_without_parcels_the_way_to_bring_them_is_said(study, monkeypatch):
    nowhere = SimpleNamespace(store_path=lambda path: path / "no", read_stored=None)
    monkeypatch.setitem(sys.modules, STORE, nowhere)
    with pytest.raises(DecisionError, match=r"no parcels.*geoplan parcels read"):
        decide(study, asked("reject", parcel_id="00001|1|7"))


def test_a_plot_that_is_taken_is_refused_with_who_took_it_and_when(study, parcels):
    decide(study, asked("choose", "SC00", "00001|1|7", STATION, by="Nguyễn Văn Ân"))
    before = (study.path.parent / "decisions.csv").read_bytes()
    taken = r"00001\|1\|7 is taken by SC00 already \(D1, Nguyễn Văn Ân, 2026-05-04T09:30:00\+07:00"
    with pytest.raises(DecisionError, match=taken + ".*geoplan decide reopen D1"):
        decide(study, asked("choose", "SC01", "00001|1|7", STATION))
    assert (study.path.parent / "decisions.csv").read_bytes() == before
    decide(study, asked("reopen", reopens="D1"))
    assert decide(study, asked("choose", "SC01", "00001|1|7", STATION)).decision_id == "D3"


def test_a_rejected_plot_is_not_chosen_and_a_waiver_is_recorded_once(study, parcels):
    decide(study, asked("reject", "SC00", "00001|1|7"))
    with pytest.raises(DecisionError, match="is rejected"):
        decide(study, asked("choose", "SC00", "00001|1|7", STATION))
    decide(study, asked("choose", "SC01", "00001|1|7", STATION))
    waiver = asked("waive", "", "00001|1|7", STATION, "plot_m2")
    decide(study, waiver)
    with pytest.raises(DecisionError, match="plot_m2 is waived for"):
        decide(study, waiver)


def test_a_further_facility_at_a_place_is_known_by_its_place(study):
    decide(study, asked("pin", "SC04-2", kind=STATION))
    with pytest.raises(DecisionError, match=r"SC04 is pinned"):
        decide(study, asked("forbid", "SC04"))


def test_the_kind_is_that_of_the_plan(study, written):
    plan, folder = written
    public = plan.sites[plan.sites["programme"] == "new-facilities"].index
    hospital = plan.sites[plan.sites["programme"] == "private-hospitals"].index[0]
    alone = next(site for site in public if site != hospital)
    kinds = recommended_kinds(folder, study.id)
    assert decide(study, asked("pin", alone), recommended=kinds).kind == STATION
    assert (HOSPITAL in kinds[hospital], STATION in kinds[hospital]) == (True, hospital in public)
    if hospital in public:
        with pytest.raises(DecisionError, match="not clear"):
            decide(study, asked("pin", hospital), recommended=kinds)
    else:
        assert decide(study, asked("pin", hospital), recommended=kinds).kind == HOSPITAL


def test_a_plan_of_another_study_is_refused(written):
    with pytest.raises(PlanError, match="a plan of the study toytown, not of other"):
        recommended_kinds(written[1], "other")


def test_a_hand_made_line_that_is_wrong_stops_the_next_decision(study):
    path = study.path.parent / "decisions.csv"
    path.write_text("decision_id,what,site_id,why,by,when\nD1,nail,SC04,x,An,2026-05-04\n")
    with pytest.raises(LayerError, match=r"field what.*line 2 \(D1\): nail"):
        decide(study, asked("forbid", "SC05"))


def test_a_column_that_the_file_lacks_is_named(study):
    path = study.path.parent / "decisions.csv"
    path.write_text("decision_id,what,site_id,why,by,when\nD1,forbid,SC04,x,An,2026-05-04\n")
    with pytest.raises(DecisionError, match="no column kind"):
        decide(study, asked("pin", "SC05", kind=STATION))
    assert decide(study, asked("forbid", "SC05")).decision_id == "D2"


def forbid(path, site):
    try:
        return decide(Study.load(path), asked("forbid", site)).decision_id
    except DecisionError as refused:
        return str(refused)


def test_of_two_who_decide_the_same_at_once_one_is_refused(study):
    sites = [f"SC{number:02d}" for number in range(10)]
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        said = list(pool.map(forbid, [study.path] * 20, sorted(sites * 2)))
    assert sorted(each for each in said if each.startswith("D")) == sorted(held(study).index)
    assert len(held(study)) == len(sites)
    assert sum("is forbidden already" in each for each in said) == len(sites)


def run(*arguments):
    return subprocess.run(
        [sys.executable, "-m", "geoplan.cli", "decide", *map(str, arguments)],
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_command_says_what_was_decided_and_what_is_in_force(toy_path):
    said = ["--by", "Nguyễn Văn Ân", "--why", "đã thống nhất", "--study", toy_path]
    done = run("pin", "SC04", "--kind", STATION, *said)
    assert done.returncode == 0, done.stderr
    begin = r"D1: a commune station must stand at SC04 \(Nguyễn Văn Ân, \d+ [A-Z][a-z]+ 20\d\d: "
    assert re.match(begin, done.stdout)
    assert done.stdout.endswith(f": đã thống nhất)\n{toy_path.parent / 'decisions.csv'}\n")
    refused = run("forbid", "SC04", *said)
    assert refused.returncode == 2
    assert "SC04 is pinned" in refused.stderr
    assert "Traceback" not in refused.stderr
    with (toy_path.parent / "decisions.csv").open("a", encoding="utf-8") as file:
        file.write('"D2","forb')
    listed = run("list", "--study", toy_path)
    assert listed.stdout.count("\n") == 2
    assert "line 3 was cut off" in listed.stdout


def test_the_list_of_no_decisions_says_so(toy_path):
    assert run("list", "--study", toy_path).stdout.endswith("there is no decision.\n")
