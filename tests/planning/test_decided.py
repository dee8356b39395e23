"""Plans of the toy town that honour decisions: checked against every plan that they allow."""

from __future__ import annotations

import json
from collections import Counter
from itertools import combinations_with_replacement

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

import geoplan
from geoplan.errors import InfeasibleError, LayerError
from geoplan.layers.cadastre import store
from geoplan.layers.files import sha256
from geoplan.layers.read import read_layers
from geoplan.planning.placing import candidates
from geoplan.reports.comparison import compare
from geoplan.reports.explanation import explain
from geoplan.siting.capacitated.assignment import Assignment
from geoplan.siting.decided import sites_of_kind
from geoplan.siting.level_problem import level_problem
from geoplan.siting.levels import no_facilities, steps
from geoplan.study import Study
from geoplan.travel.reach import Reach
from tests import toytown

HEADER = "decision_id,what,site_id,parcel_id,kind,norm,reopens,why,by,when"
STATION, HOSPITAL = "commune_station", "private_hospital"
PLOT, FAR_PLOT = "00001|1|7", "00002|3|15"
PUBLIC, PRIVATE = "new-facilities", "private-hospitals"


@pytest.fixture(autouse=True)
def parcels(monkeypatch):
    """Two stored parcels: one beside the cell SC00, one beside SC07."""
    frame = gpd.GeoDataFrame(
        {"commune_code": ["00001", "00002"]},
        index=pd.Index([PLOT, FAR_PLOT], name="parcel_id"),
        geometry=[
            shapely.box(106.0118, 20.8118, 106.0122, 20.8122),
            shapely.Point(106.072, 20.828),
        ],
        crs="EPSG:4326",
    )
    monkeypatch.setattr(store, "read_stored", lambda _: frame)


def decide(folder, *lines):
    rows = [f"D{number},{line},vì dân,An,2026-05-04" for number, line in enumerate(lines, 1)]
    path = folder / "decisions.csv"
    path.write_text("\n".join([HEADER, *rows]) + "\n", encoding="utf-8")
    (folder / "parcels.parquet").touch()


def planned(folder, *lines, draws=0, whole=False):
    path = toytown.write_toy_town(folder)
    if whole:
        path = toytown.write_study(folder, toytown.whole_content())
    decide(folder, *lines)
    return geoplan.plan(Study.load(path), draws=draws)


def of(plan, programme):
    return plan.sites[plan.sites["programme"] == programme]


def problem_of(plan):
    """The problem of the stations as decisions make it, and the labels of its places."""
    study = plan.study
    reach = Reach(study, read_layers(study))
    sites, _ = candidates(reach)
    sites = sites_of_kind(reach.layers, STATION, sites, Counter())
    level = level_problem(reach, steps(study)[0], sites, no_facilities(sites))
    return level.problem, [str(label) for label in level.places.index]


def worth(problem, copies):
    assignment = Assignment(problem)
    assignment.open_all(np.repeat(np.arange(copies.size), copies))
    return assignment.benefit


def best_allowed(problem):
    """The greatest objective of any choice of copies that keeps to the decisions."""
    best = 0.0
    for choice in combinations_with_replacement(np.flatnonzero(problem.copies_max), problem.p):
        copies = np.bincount(choice, minlength=problem.copies_max.size)
        if (copies >= problem.copies_min).all() and (copies <= problem.copies_max).all():
            best = max(best, worth(problem, copies))
    return best


@pytest.mark.parametrize(
    ("lines", "there", "not_there"),
    [
        ([f"pin,SC06,,{STATION},,"], {"SC06"}, set()),
        ([f"pin,SC06,,{STATION},,", f"pin,SC06-2,,{STATION},,"], {"SC06", "SC06-2"}, set()),
        ([f"pin,SC06-2,,{STATION},,"], {"SC06"}, set()),
        ([f"pin,SF4,,{STATION},,"], {"SF4"}, set()),
        (["forbid,SC03,,,,"], set(), {"SC03"}),
        (["forbid,SC03,,,,", "forbid,SC01,,,,"], set(), {"SC03", "SC01"}),
        ([f"choose,SC03,{PLOT},{STATION},,"], {f"P{PLOT}"}, set()),
        ([f"pin,SC09,,{STATION},,", "forbid,SC01,,,,", f"choose,SC02,{PLOT},{STATION},,"],
         {"SC09", f"P{PLOT}"}, {"SC01"}),
        ([f"pin,SC03,,{STATION},,", f"choose,SC03,{PLOT},{STATION},,"], {f"P{PLOT}"}, set()),
        (["forbid,SC03,,,,", f"choose,SC03,{PLOT},{STATION},,"], {f"P{PLOT}"}, {"SC03"}),
    ],
)  # fmt: skip
def test_a_plan_is_the_best_of_those_that_decisions_allow(tmp_path, lines, there, not_there):
    plan = planned(tmp_path, *lines)
    chosen = {*of(plan, PUBLIC).index}
    assert len(chosen) == 3
    assert there <= chosen
    assert not not_there & chosen
    assert "SC03" not in not_there or "SC03" not in of(plan, PRIVATE).index
    problem, _ = problem_of(plan)
    assert plan.programmes[PUBLIC].objective == pytest.approx(best_allowed(problem), rel=1e-9)
    assert plan.programmes[PUBLIC].bound >= plan.programmes[PUBLIC].objective * (1 - 1e-12)


def copies_of(plan, labels):
    there = [
        label.rpartition("-")[0] if "-" in label else label for label in of(plan, PUBLIC).index
    ]
    return np.bincount([labels.index(each) for each in there], minlength=len(labels))


def test_what_a_pin_costs_is_recomputed_over_every_other_place(tmp_path):
    plan = planned(tmp_path, f"pin,SC06,,{STATION},,")
    problem, labels = problem_of(plan)
    copies, pinned = copies_of(plan, labels), labels.index("SC06")
    now, others = worth(problem, copies), {}
    for other in np.flatnonzero(copies < problem.copies_max):
        moved = copies.copy()
        moved[pinned] -= 1
        moved[other] += 1
        others[labels[other]] = worth(problem, moved)
    (told,) = plan.decisions
    assert told.cost_benefit == pytest.approx(max(*others.values(), now) - now, abs=0.051)
    assert (told.other_site_id or None) in {max(others, key=others.get), None}
    assert told.sentence_en in str(plan)
    assert told.sentence_vi.startswith("D1: SC06 phải có trạm y tế (An, 04/05/2026: vì dân). ")


def test_what_a_prohibition_costs_is_the_best_swap(tmp_path):
    plan = planned(tmp_path, "forbid,SC03,,,,")
    problem, labels = problem_of(plan)
    copies, shut = copies_of(plan, labels), labels.index("SC03")
    now, swaps = worth(problem, copies), []
    for site in np.flatnonzero(copies):
        moved = copies.copy()
        moved[site] -= 1
        moved[shut] += 1
        swaps.append(worth(problem, moved))
    told = next(each for each in plan.decisions if each.kind == STATION)
    assert told.cost_benefit == pytest.approx(max(swaps) - now, abs=0.051)
    assert told.cost_people > 0
    assert f"It costs {told.cost_people:,} people covered" in told.sentence_en


def test_a_chosen_plot_is_held_against_its_place(tmp_path):
    plan = planned(tmp_path, f"choose,SC03,{FAR_PLOT},{STATION},,")
    problem, labels = problem_of(plan)
    copies = copies_of(plan, labels)
    back = copies.copy()
    back[labels.index(f"P{FAR_PLOT}")] -= 1
    back[labels.index("SC03")] += 1
    (told,) = plan.decisions
    assert told.other_site_id == "SC03"
    assert told.cost_benefit == pytest.approx(
        worth(problem, back) - worth(problem, copies), abs=0.051
    )


def test_a_plot_stands_where_it_lies_in_every_file(tmp_path):
    plan = planned(tmp_path, f"choose,SC03,{PLOT},{STATION},,")
    row = of(plan, PUBLIC).loc[f"P{PLOT}"]
    assert (row["kind"], row["commune_code"]) == ("plot", "00001")
    assert (row["lon"], row["lat"]) == (106.012, 20.812)
    plan.write(tmp_path / "out")
    assert f"P{PLOT}, Phường An" in explain(tmp_path / "out", f"p{PLOT}")
    sites = pd.read_csv(tmp_path / "out" / "sites.csv")
    assert f"P{PLOT}" in set(sites["site_id"])
    assert PLOT in (tmp_path / "out" / "index.html").read_text(encoding="utf-8")


def test_a_site_whose_facility_went_to_a_plot_leads_to_the_plot(tmp_path):
    plan = planned(tmp_path, f"choose,SC07,{FAR_PLOT},{STATION},,")
    assert "SC07" not in plan.sites.index
    plan.write(tmp_path / "out")
    assert explain(tmp_path / "out", "sc07") == explain(tmp_path / "out", f"P{FAR_PLOT}")


def test_parcels_chosen_together_are_one_site(tmp_path):
    both = f"{PLOT} + {FAR_PLOT}"
    plan = planned(tmp_path, f"choose,SC00,{both},{STATION},,")
    assert f"P{both}" in of(plan, PUBLIC).index
    with pytest.raises(LayerError, match="not among the parcels"):
        planned(tmp_path, f"choose,SC00,{PLOT} + 1|2|3,{STATION},,")
    with pytest.raises(LayerError, match="is taken by SC00 already"):
        planned(tmp_path, f"choose,SC00,{both},{STATION},,", f"choose,SC03,{FAR_PLOT},{STATION},,")


def test_a_search_begins_at_the_plan_without_decisions(tmp_path):
    free = geoplan.plan(Study.load(toytown.write_toy_town(tmp_path)), draws=0)
    plan = planned(tmp_path, f"pin,{of(free, PUBLIC).index[0]},,{STATION},,")
    assert of(plan, PUBLIC).index.tolist() == of(free, PUBLIC).index.tolist()


def test_private_hospitals_are_pinned_forbidden_and_moved_too(tmp_path):
    pinned = planned(tmp_path, f"pin,SC07,,{HOSPITAL},,")
    assert [*of(pinned, PRIVATE).index] == ["SC07"]
    (told,) = pinned.decisions
    assert told.cost_benefit > 0
    assert told.other_site_id == of(planned(tmp_path), PRIVATE).index[0]
    assert "people whom private hospitals win" in told.sentence_en
    forbidden = planned(tmp_path, f"forbid,{told.other_site_id},,,,")
    assert told.other_site_id not in forbidden.sites.index
    moved = planned(tmp_path, f"choose,SC07,{FAR_PLOT},{HOSPITAL},,")
    assert [*of(moved, PRIVATE).index] == [f"P{FAR_PLOT}"]


def test_every_level_keeps_to_decisions_and_the_bound_of_all_stays_above(tmp_path):
    lines = [
        "pin,SF4,,regional,,",
        f"choose,SC00,{PLOT},polyclinic,,",
        f"pin,SC09,,{STATION},,",
        "forbid,SC03,,,,",
    ]
    plan = planned(tmp_path, *lines, whole=True)
    kinds = of(plan, PUBLIC)["facility_kind"]
    assert kinds["SF4"] == "regional"
    assert kinds[f"P{PLOT}"] == "polyclinic"
    assert kinds["SC09"] == STATION
    assert not (plan.programme["site_id"] == "SC03").any()
    assert plan.programmes[PUBLIC].bound >= plan.programmes[PUBLIC].objective
    told = [each.decision_id for each in plan.decisions]
    assert sorted(set(told)) == ["D1", "D2", "D3", "D4"]
    assert sum(each.decision_id == "D4" for each in plan.decisions) >= 1


def test_plans_made_again_under_other_assumptions_keep_what_is_pinned(tmp_path):
    plan = planned(tmp_path, f"pin,SC09,,{STATION},,", f"choose,SC03,{PLOT},{STATION},,", draws=6)
    share = of(plan, PUBLIC)["chosen_share"]
    assert share["SC09"] == share[f"P{PLOT}"] == 1.0


def test_the_summary_says_what_decisions_cost_and_which_files_they_came_from(tmp_path):
    plan = planned(tmp_path, f"choose,SC03,{PLOT},{STATION},,", "forbid,SC06,,,,")
    plan.write(tmp_path / "out")
    summary = json.loads((tmp_path / "out" / "plan.json").read_text(encoding="utf-8"))
    assert [each["decision_id"] for each in summary["decisions"]] == ["D1", "D2"]
    first = summary["decisions"][0]
    assert (first["by"], first["when"], first["why"]) == ("An", "2026-05-04", "vì dân")
    inputs = {file["layer"]: file for file in summary["inputs"]}
    for layer, name in (("decisions", "decisions.csv"), ("parcels", "parcels.parquet")):
        assert inputs[layer]["path"] == name
        assert inputs[layer]["sha256"] == sha256(tmp_path / name)


def test_decisions_taken_back_and_those_on_plots_alone_change_nothing(tmp_path):
    before = planned(tmp_path)
    lines = ["forbid,SC03,,,,", ",,,,,", f"reject,,{PLOT},,,", f"waive,,{PLOT},{STATION},plot_m2,"]
    lines[1] = "reopen,,,,,D1"
    after = planned(tmp_path, *lines)
    pd.testing.assert_frame_equal(before.sites, after.sites)
    assert after.decisions == []


def test_a_comparison_names_the_decisions_of_one_plan_alone(tmp_path):
    planned(tmp_path).write(tmp_path / "free")
    planned(tmp_path, "forbid,SC03,,,,").write(tmp_path / "bound")
    said = str(compare(tmp_path / "free", tmp_path / "bound"))
    assert "decisions of bound alone:\n  D1: no new facility may stand at SC03 (An" in said
    assert "decisions of free" not in said
    assert "decisions of" not in str(compare(tmp_path / "bound", tmp_path / "bound"))


def test_without_decisions_the_summary_says_nothing_of_them(tmp_path):
    path = toytown.write_toy_town(tmp_path)
    geoplan.plan(Study.load(path), draws=0).write(tmp_path / "out")
    assert "decisions" not in json.loads((tmp_path / "out" / "plan.json").read_text("utf-8"))


@pytest.mark.parametrize(
    ("lines", "error", "said"),
    [
        ([f"pin,SC0{place},,{STATION},," for place in range(4)], InfeasibleError,
         "decisions D1, D2, D3, D4 settle where 4 facilities of the kind commune_station stand, "
         "but the programme opens 3"),
        ([f"pin,SC00,,{HOSPITAL},,", f"pin,SC09,,{HOSPITAL},,"], InfeasibleError,
         "decisions D1, D2 settle where 2 facilities of the kind private_hospital"),
        (["pin,SC00,,nursing_home,,"], LayerError,
         r"places no facility of this kind.*line 2 \(D1\): nursing_home"),
        (["forbid,SC77,,,,"], LayerError, r"no such site.*line 2 \(D1\): SC77"),
        ([f"choose,SC00,x|1|1,{STATION},,"], LayerError, r"not among the parcels.*x\|1\|1 \(D1\)"),
    ],
)  # fmt: skip
def test_decisions_that_no_plan_can_honour_are_named(tmp_path, lines, error, said):
    with pytest.raises(error, match=said):
        planned(tmp_path, *lines)


def test_a_line_that_was_cut_off_is_told_with_the_plan(tmp_path):
    path = toytown.write_toy_town(tmp_path)
    (tmp_path / "decisions.csv").write_text(f'{HEADER}\n"D1","forb', encoding="utf-8")
    plan = geoplan.plan(Study.load(path), draws=0)
    assert any("line 2 was cut off" in en for _, en in plan.warnings)
