"""Upgrades go to those in greatest need, and each former station has one fate."""

from __future__ import annotations

import math
import tomllib
from dataclasses import replace
from itertools import combinations

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal, assert_series_equal

from geoplan.errors import InfeasibleError, StudyError
from geoplan.layers.read import read_layers
from geoplan.siting.upgrade_need import CRITERIA
from geoplan.siting.upgrade_reasons import UpgradeFigures, upgrade_reason
from geoplan.siting.upgrades import rank_upgrades, upgradable
from geoplan.study import Study, bundled
from geoplan.travel.reach import Reach
from tests.toyroads import bring_streets
from tests.toytown import study_content, write_study, write_toy_town

KINDS = ["commune_station", "satellite_point", "municipal", "regional", "private_hospital"]
FAR_MIN = 600.0


def toy_content(count):
    """The toy town's study with the upgrades and the kinds of the bundled one."""
    whole = tomllib.loads(bundled("studies/haiphong.toml").read_text(encoding="utf-8"))
    content = study_content()
    content["programmes"]["upgrades"] = whole["programmes"]["upgrades"]
    content["programmes"]["upgrades"]["count"]["value"] = count
    content["kinds"] = {kind: whole["kinds"][kind] for kind in KINDS}
    return content


@pytest.fixture(scope="module")
def toy(tmp_path_factory):
    folder = tmp_path_factory.mktemp("upgrades")
    write_toy_town(folder)
    study = Study.load(write_study(folder, toy_content(3)))
    return Reach(study, read_layers(study))


def opened(*rows):
    """New facilities: site, kind, the former station that each replaces or "", lon, lat."""
    sites, kinds, replaced, lon, lat = zip(*rows, strict=True) if rows else ([],) * 5
    return gpd.GeoDataFrame(
        {
            "kind": list(kinds),
            "place": ["former_station" if station else "new_site" for station in replaced],
            "facility_id": list(replaced),
        },
        index=pd.Index(sites, name="site_id", dtype=object),
        geometry=gpd.points_from_xy(lon, lat),
        crs="EPSG:4326",
    )


def with_programme(reach, **changes):
    """The same town with other figures of the programme."""
    programme = reach.study.programmes["upgrades"].model_copy(update=changes)
    programmes = reach.study.programmes | {"upgrades": programme}
    return Reach(reach.study.model_copy(update={"programmes": programmes}), reach.layers)


def with_count(reach, count):
    old = reach.study.programmes["upgrades"].count
    return with_programme(reach, count=old.model_copy(update={"value": count}))


def with_weights(reach, weights):
    old = reach.study.programmes["upgrades"].weights
    return with_programme(
        reach,
        weights={name: old[name].model_copy(update={"value": w}) for name, w in weights.items()},
    )


def with_register(reach, register):
    return Reach(reach.study, replace(reach.layers, facilities=register))


def ranked(reach, new=None):
    return rank_upgrades(
        reach, reach.study.programmes["upgrades"], opened() if new is None else new
    )


# The toy town by hand: a step of 0.02° is 2.22 km to the north and 2.08 km to the east. A kilometre
# takes 3.9 min in the ward, 2.8 min in the commune, 3.35 min from the one to the other.


def test_the_need_of_the_toy_town_is_what_one_works_out_by_hand(toy):
    need = ranked(toy).need
    assert need.index.tolist() == ["F2", "F5", "F1", "F3", "F4"]
    # The two eastern cells of the ward are nearer to the station across its border
    assert need["dependents"].to_dict() == {
        "F1": 17_000, "F2": 30_000, "F3": 3_000, "F4": 5_000, "F5": 40_000,
    }  # fmt: skip
    # A station has room for 10,000, a former one for nobody, 100 beds for a third of 69,800 people
    gap = {"F1": 7_000, "F2": 20_000, "F3": 0, "F4": 5_000, "F5": 40_000 - 69_800 / 3}
    assert need["capacity_gap"].to_dict() == pytest.approx(gap)
    # Five doctors less two; the one of a satellite point; nobody knows those of the hospital
    assert need["doctors_missing"].to_dict() == pytest.approx(
        {"F1": 3, "F2": 3, "F3": 3, "F4": 1, "F5": math.nan}, nan_ok=True
    )
    assert need["beds_missing"].to_dict() == {"F1": 0, "F2": 0, "F3": 0, "F4": 0, "F5": 200}
    assert need["isolation"].to_dict() == pytest.approx(
        {"F1": 13.93, "F2": 8.52, "F3": math.inf, "F4": 8.52, "F5": 6.96}, abs=0.01
    )
    by_hand = {
        "F1": 0.3 * 17 / 30 + 0.2 * 7 / 20 + 0.2 + 0.2 * 13.93 / 15,
        "F2": 0.3 + 0.2 + 0.2 + 0.2 * 8.52 / 15,
        "F3": 0.3 * 3 / 30 + 0.2 + 0.2,
        "F4": 0.3 * 5 / 30 + 0.2 * 5 / 20 + 0.2 / 3 + 0.2 * 8.52 / 15,
        "F5": 0.3 + 0.2 + 0.1 + 0.2 * 6.96 / 15,
    }
    assert need["need"].to_dict() == pytest.approx(by_hand, abs=0.001)


def test_the_greatest_needs_are_chosen_and_their_sum_is_the_best_there_is(toy):
    answer = ranked(toy).answer
    assert answer.places["facility_id"].tolist() == ["F2", "F5", "F1"]
    assert answer.places.index.tolist() == [0, 1, 2]
    assert answer.places["kind"].tolist() == ["commune_station", "municipal", "commune_station"]
    assert answer.places["commune_code"].tolist() == ["00002", "00001", "00001"]
    assert answer.places["people_gained"].tolist() == [30_000, 40_000, 17_000]
    assert answer.places["people_gained"].dtype == np.int64
    assert answer.places["site_id"].tolist() == ["", "", ""]
    assert answer.places.crs == "EPSG:4326"
    assert [(p.x, p.y) for p in answer.places.geometry] == [
        (106.05, 20.81), (106.03, 20.83), (106.01, 20.81),
    ]  # fmt: skip
    assert answer.objective == pytest.approx(0.8136 + 0.6928 + 0.6257, abs=0.001)
    assert answer.bound == answer.objective
    assert answer.gap == 0


def test_the_reasons_of_the_toy_town_tell_who_what_and_how_far(toy):
    places = ranked(toy).answer.places.set_index("facility_id")
    assert places.loc["F2", "reason_vi"] == (
        "Là cơ sở chăm sóc ban đầu gần nhất của 30.000 người ở Phường An và 1 nơi khác; thiếu 3 "
        "bác sĩ và chỗ cho 20.000 người trong số đó; nơi cùng cấp gần nhất cách 8,5 phút."
    )
    assert places.loc["F5", "reason_en"] == (
        "The nearest hospital for 40,000 people in Phường An; lacks 200 beds and room for 16,733 "
        "of them; how many doctors it lacks is not known; the next of its level is 7.0 min away."
    )


@pytest.mark.parametrize(
    ("count", "new", "decision"),
    [
        (3, opened(), "released"),
        (5, opened(), "upgraded"),
        (3, opened(("S1", "commune_station", "F4", 106.07, 20.83)), "replaced"),
    ],
)
def test_a_former_station_is_upgraded_replaced_or_released(toy, count, new, decision):
    answer = ranked(with_count(toy, count), new)
    assert answer.former_stations.to_dict() == {"F4": decision}
    assert answer.former_stations.index.name == "facility_id"
    told = {name: int(name == decision) for name in ("upgraded", "replaced", "released")}
    figures = {f"former_stations_{name}": number for name, number in told.items()}
    assert answer.answer.figures == figures


def test_a_new_station_takes_dependents_and_ends_isolation_and_a_new_hospital_does_not(toy):
    alone = ranked(toy).need
    station = ranked(toy, opened(("S1", "commune_station", "", 106.215, 20.82))).need
    assert station.loc["F3", "dependents"] == 2_000
    assert station.loc["F3", "isolation"] == pytest.approx(0.01 * 103.9 * 2.8, rel=0.01)
    hospital = ranked(toy, opened(("S1", "regional", "", 106.215, 20.82))).need
    of_stations = hospital["level"] == "primary"
    assert_frame_equal(hospital[of_stations], alone[alone["level"] == "primary"])


def test_a_new_facility_at_the_same_place_takes_nobody(toy):
    """An existing facility comes first of equally near ones, whatever the ids."""
    new = opened(("A1", "commune_station", "", 106.205, 20.82))
    assert ranked(toy, new).need.loc["F3", "dependents"] == 3_000


def test_who_is_planned_counts_but_is_not_upgraded_and_who_is_closed_does_neither(toy):
    register = toy.layers.facilities.copy()
    register.loc["F6", "status"] = "operating"
    assert_frame_equal(ranked(with_register(toy, register)).need, ranked(toy).need)
    register.loc["F6", ["kind", "status"]] = ["municipal", "planned"]
    assert_frame_equal(ranked(with_register(toy, register)).need, ranked(toy).need)
    register.loc["F6", "status"] = "former"
    alone = ranked(with_register(toy, register)).need
    assert "F6" not in alone.index
    assert alone.loc["F5", "dependents"] == 55_000
    assert math.isinf(alone.loc["F5", "isolation"])


def test_over_roads_two_facilities_at_one_place_are_no_minutes_apart(toy, tmp_path):
    write_toy_town(tmp_path)
    study = Study.load(bring_streets(write_study(tmp_path, toy_content(5))))
    place = (106.05, 20.81)
    new = opened(("S1", "commune_station", "", *place), ("S1", "commune_station", "", *place))
    reach = Reach(study, read_layers(study))
    need = ranked(reach, new).need
    assert need.loc["F2", "isolation"] == 0
    assert need.loc["F2", "isolation_share"] == 0
    for name in CRITERIA:
        expected = {label: values[name] for label, values in brute_force(reach, new).items()}
        assert need[name].to_dict() == pytest.approx(expected, nan_ok=True)


def test_equal_needs_go_by_id(toy):
    """Forty stations at one place: the first has all dependents, the others are all alike."""
    one = toy.layers.facilities.loc[["F1"]]
    ids = [f"T{number:02d}" for number in range(40)]
    register = pd.concat([one] * 40).set_axis(pd.Index(ids, name="facility_id"))
    places = ranked(with_register(with_count(toy, 30), register)).answer.places
    assert places["facility_id"].tolist() == ids[:30]
    assert places["people_gained"].tolist() == [44_000] + [0] * 29
    assert places["reason_en"].iloc[1].startswith("Nobody depends on it; lacks 3 doctors; ")


def test_a_commune_of_which_nobody_depends_on_it_is_not_named(toy):
    demand = toy.layers.demand.copy()
    demand.loc[demand["commune_code"] == "00001", "people"] = 0
    reach = Reach(toy.study, replace(toy.layers, demand=demand))
    places = ranked(with_count(reach, 5)).answer.places.set_index("facility_id")
    assert "for 7,000 people in Xã Bình; " in places.loc["F2", "reason_en"]


def test_a_study_may_weigh_one_criterion_only(toy):
    need = ranked(with_weights(toy, {"isolation": 1.0})).need
    assert need.index.tolist() == ["F3", "F1", "F2", "F4", "F5"]
    assert need["need"].tolist() == need["isolation_share"].tolist()


def test_a_former_station_whose_upgrade_has_no_cost_is_released_and_nobody_depends_on_it(toy):
    costs = dict(toy.study.programmes["upgrades"].cost_bn_vnd)
    del costs["former_station"]
    answer = ranked(with_programme(toy, cost_bn_vnd=costs))
    assert answer.former_stations.to_dict() == {"F4": "released"}
    assert answer.need.loc["F2", "dependents"] == 35_000


def test_what_is_unknown_is_nan_counts_as_nothing_and_is_told(toy):
    register = toy.layers.facilities.copy()
    register.loc["F5", "beds"] = math.nan
    answer = ranked(with_register(with_count(toy, 5), register))
    need = answer.need.loc["F5"]
    assert math.isnan(need["beds_missing"])
    assert need["beds_missing_share"] == 0
    assert need["capacity_gap"] == 0  # 300 beds are assumed, room for 69,800
    reason = answer.answer.places.set_index("facility_id").loc["F5"]
    assert "how many doctors and beds it lacks is not known" in reason["reason_en"]
    assert "chưa rõ thiếu bao nhiêu bác sĩ và giường" in reason["reason_vi"]


def test_a_study_that_describes_no_kinds_knows_what_the_standards_say(toy):
    bare = Reach(toy.study.model_copy(update={"kinds": {}}), toy.layers)
    need = ranked(bare).need
    assert need[["doctors_missing", "beds_missing"]].isna().all(axis=None)
    assert need["capacity_gap"].to_dict() == pytest.approx(
        {"F1": 7_000, "F2": 20_000, "F3": 0, "F4": 5_000, "F5": math.nan}, nan_ok=True
    )


def test_a_satellite_point_has_the_room_of_its_kind(toy):
    costs = dict(toy.study.programmes["upgrades"].cost_bn_vnd)
    costs["satellite_point"] = costs["former_station"]
    register = toy.layers.facilities.copy()
    register.loc["F3", "kind"] = "satellite_point"
    need = ranked(with_register(with_programme(toy, cost_bn_vnd=costs), register)).need
    assert need.loc["F3", "capacity_gap"] == 3_000 - 2_500


def test_too_few_facilities_are_refused_in_a_sentence(toy):
    new = opened(("S1", "commune_station", "F4", 106.07, 20.83))
    with pytest.raises(InfeasibleError) as refused:
        ranked(with_count(toy, 5), new)
    assert str(refused.value) == (
        "programmes.upgrades.count asks for 5 facilities, but only 4 can be upgraded: those of the "
        "kinds in programmes.upgrades.cost_bn_vnd that operate, and former stations that no new "
        "facility replaces. Lower the count, or name more kinds there."
    )
    assert len(ranked(with_count(toy, 4), new).answer.places) == 4


def test_a_kind_of_neither_level_is_refused(toy):
    costs = dict(toy.study.programmes["upgrades"].cost_bn_vnd)
    costs["nursing_home"] = costs["municipal"]
    with pytest.raises(StudyError, match=r"key programmes\.upgrades\.cost_bn_vnd\.nursing_home: "):
        ranked(with_programme(toy, cost_bn_vnd=costs))


def minutes_of(times):
    """Every pair within the cut-off: (origin, destination) to minutes."""
    pairs = times.minutes.tocoo()
    return dict(zip(zip(pairs.row.tolist(), pairs.col.tolist(), strict=True), pairs.data.tolist(),
                    strict=True))  # fmt: skip


def members(reach, new, level):
    """The facilities of a level with the plan built: label, kind, status, beds, place."""
    study, replaced = reach.study, set(new["facility_id"])
    kinds = study.standards.by_level[level].kinds
    for label, row in reach.layers.facilities.sort_index().iterrows():
        if row["kind"] == "former_station":
            if level == "primary" and label not in replaced:
                yield label, row["kind"], "operating", row["beds"], row.geometry
        elif row["kind"] in kinds and row["status"] != "former":
            yield label, row["kind"], row["status"], row["beds"], row.geometry
    for label, row in new.sort_index().iterrows():
        if study.kinds[row["kind"]].level == level:
            yield label, row["kind"], "new", math.nan, row.geometry


def brute_dependents(reach, points, standard):
    """People who have each point nearest, one cell after another."""
    there = minutes_of(reach.times(points, standard, cutoff_min=FAR_MIN))
    dependents = [0] * len(points)
    for cell, people in enumerate(reach.layers.demand["people"]):
        minutes, nearest = min((there.get((cell, n), math.inf), n) for n in range(len(points)))
        if minutes <= standard.limit_min.value:
            dependents[nearest] += people
    return dependents


def brute_resources(study, level, kind, beds):
    """The people that there is room for, and the doctors and beds that are missing."""
    programme, standard = study.programmes["upgrades"], study.standards.by_level[level]
    like = study.kinds["satellite_point" if kind == "former_station" else kind]
    doctors = math.nan
    if kind in programme.doctors_now:
        doctors = max(like.doctors.value - programme.doctors_now[kind].value, 0)
    if kind == "former_station":
        return standard.former_station_people.value, doctors, 0
    if level == "primary":
        return standard.capacity_people.value, doctors, 0
    each_bed = like.capacity_people.value / like.beds.value
    if math.isnan(beds):
        return standard.beds_if_unknown[kind].value * each_bed, doctors, math.nan
    return beds * each_bed, doctors, max(like.beds.value - beds, 0)


def brute_force(reach, new):
    """The criteria of every candidate, one facility after another."""
    programme, found = reach.study.programmes["upgrades"], {}
    for level in ("primary", "hospital"):
        standard, places = reach.study.standards.by_level[level], [*members(reach, new, level)]
        if not places:
            continue
        points = gpd.GeoSeries([place[-1] for place in places], crs="EPSG:4326")
        dependents = brute_dependents(reach, points, standard)
        between = minutes_of(reach.between(points, points, standard, cutoff_min=FAR_MIN))
        for n, (label, kind, status, beds, _) in enumerate(places):
            if kind not in programme.cost_bn_vnd or status != "operating":
                continue
            room, doctors, lacks_beds = brute_resources(reach.study, level, kind, beds)
            near = [between.get((n, m), math.inf) for m in range(len(places)) if m != n]
            isolation = min(near, default=math.inf)
            found[label] = {
                "level": level,
                "dependents": dependents[n],
                "capacity_gap": max(dependents[n] - room, 0),
                "doctors_missing": doctors,
                "beds_missing": lacks_beds,
                "isolation": isolation if isolation <= programme.limit_min.value else math.inf,
            }
    return found


def brute_need(found, label, weights, limit_min):
    """The weighted need of one candidate."""
    mine, total = found[label], 0.0
    for name, weight in weights.items():
        if name == "isolation":
            share = min(mine[name], limit_min) / limit_min
        else:
            rivals = [other[name] for other in found.values() if other["level"] == mine["level"]]
            largest = max((value for value in rivals if value > 0), default=1)
            share = mine[name] / largest if mine[name] > 0 else 0
        total += weight * share
    return total


@st.composite
def registers(draw):
    """A register of the toy town, as it could be, and what the plan opens there."""
    spots = st.tuples(
        st.sampled_from([106.01, 106.02, 106.03, 106.05, 106.06, 106.07, 106.205, 106.215]),
        st.sampled_from([20.81, 20.82, 20.83]),
    )
    kinds = st.sampled_from(
        ["commune_station"] * 2 + ["former_station"] * 3 + ["municipal", "regional",
                                                            "private_hospital"]
    )  # fmt: skip
    rows = []
    for number in range(draw(st.integers(3, 9))):
        kind, (lon, lat) = draw(kinds), draw(spots)
        status = "former" if kind == "former_station" else draw(
            st.sampled_from(["operating", "operating", "operating", "planned", "former"])
        )  # fmt: skip
        beds = math.nan
        if kind in ("municipal", "regional"):
            beds = draw(st.sampled_from([math.nan, 50.0, 150.0, 900.0]))
        rows.append((f"F{number}", kind, status, beds, lon, lat))
    frame = pd.DataFrame(rows, columns=["facility_id", "kind", "status", "beds", "lon", "lat"])
    frame["commune_code"] = np.where(
        frame["lon"] < 106.04, "00001", np.where(frame["lon"] < 106.1, "00002", "00003")
    )
    register = gpd.GeoDataFrame(
        frame, geometry=gpd.points_from_xy(frame["lon"], frame["lat"]), crs="EPSG:4326"
    ).set_index("facility_id")
    new = []
    for label, row in register[register["kind"] == "former_station"].iterrows():
        if draw(st.booleans()):
            new.append((f"S-{label}", "commune_station", label, row["lon"], row["lat"]))
    for number in range(draw(st.integers(0, 2))):
        kind = draw(st.sampled_from(["commune_station", "satellite_point", "regional"]))
        copies = draw(st.integers(1, 2))
        new += [(f"N{number}", kind, "", *draw(spots))] * copies
    return register, opened(*new)


@settings(max_examples=40, deadline=None)
@given(town=registers(), data=st.data())
def test_criteria_choice_and_decisions_agree_with_brute_force(toy, town, data):
    register, new = town
    parts = data.draw(st.lists(st.integers(0, 5), min_size=5, max_size=5).filter(any))
    weights = {name: part / sum(parts) for name, part in zip(CRITERIA, parts, strict=True)}
    reach = with_weights(with_register(toy, register), weights)
    found = brute_force(reach, new)
    if not found:
        with pytest.raises(InfeasibleError):
            ranked(with_count(reach, 1), new)
        return
    count = data.draw(st.integers(1, len(found)))
    answer = ranked(with_count(reach, count), new)

    assert sorted(answer.need.index) == sorted(found)
    for name in CRITERIA:
        expected = {label: values[name] for label, values in found.items()}
        assert answer.need[name].to_dict() == pytest.approx(expected, nan_ok=True)
    limit_min = reach.study.programmes["upgrades"].limit_min.value
    needs = {label: brute_need(found, label, weights, limit_min) for label in found}
    assert answer.need["need"].to_dict() == pytest.approx(needs)

    order = answer.need["need"]
    assert order.index.tolist() == sorted(order.index, key=lambda label: (-order[label], label))
    chosen = answer.answer.places["facility_id"].tolist()
    assert chosen == order.index[:count].tolist()
    best = max(math.fsum(needs[label] for label in some) for some in combinations(found, count))
    assert answer.answer.objective == pytest.approx(best)
    gained = {label: found[label]["dependents"] for label in chosen}
    assert answer.answer.places.set_index("facility_id")["people_gained"].to_dict() == gained

    former = register.index[register["kind"] == "former_station"]
    assert sorted(answer.former_stations.index) == sorted(former)
    for label, decision in answer.former_stations.items():
        assert (decision == "upgraded") == (label in chosen)
        assert (decision == "replaced") == (label in set(new["facility_id"]))
        assert decision in ("upgraded", "replaced", "released")


@settings(max_examples=15, deadline=None)
@given(town=registers(), data=st.data())
def test_the_order_of_rows_changes_nothing(toy, town, data):
    register, new = town
    if upgradable(toy.study, register, toy.study.programmes["upgrades"], new).empty:
        return
    shuffled = register.loc[data.draw(st.permutations(list(register.index)))]
    turned = new.iloc[data.draw(st.permutations(range(len(new))))]
    reach = with_count(toy, 1)
    one, other = ranked(with_register(reach, register), new), ranked(
        with_register(reach, shuffled), turned
    )  # fmt: skip
    assert_frame_equal(one.need, other.need)
    assert_frame_equal(one.answer.places, other.answer.places)
    assert_series_equal(one.former_stations, other.former_stations)


FIGURES = UpgradeFigures("primary", False, ["Xã A"], 1_200, 0, 0, 0, math.inf, 15.0)


def test_a_former_station_would_be_what_a_station_is():
    vi, en = upgrade_reason(
        replace(FIGURES, is_former_station=True, capacity_gap=1_200, doctors_missing=1)
    )
    assert vi == (
        "Sẽ là cơ sở chăm sóc ban đầu gần nhất của 1.200 người ở Xã A; thiếu 1 bác sĩ và chỗ cho "
        "tất cả; không có nơi cùng cấp nào khác trong vòng 15 phút."
    )
    assert en == (
        "Would be the nearest primary care for 1,200 people in Xã A; lacks 1 doctor and room for "
        "all of them; no other of its level within 15 min."
    )


def test_who_lacks_nothing_is_not_said_to_lack_anything():
    vi, en = upgrade_reason(replace(FIGURES, isolation_min=12.34))
    assert vi == (
        "Là cơ sở chăm sóc ban đầu gần nhất của 1.200 người ở Xã A; nơi cùng cấp gần nhất cách "
        "12,3 phút."
    )
    assert "lacks" not in en


def test_everything_lacking_is_one_list_and_everything_unknown_another():
    vi, en = upgrade_reason(
        replace(FIGURES, doctors_missing=1, beds_missing=1_500, capacity_gap=1.2)
    )
    assert "; thiếu 1 bác sĩ, 1.500 giường và chỗ cho 1 người trong số đó; " in vi
    assert "; lacks 1 doctor, 1,500 beds and room for 1 of them; " in en
    nothing = dict.fromkeys(("doctors_missing", "beds_missing", "capacity_gap"), math.nan)
    vi, en = upgrade_reason(replace(FIGURES, **nothing))
    assert "; chưa rõ thiếu bao nhiêu bác sĩ, giường và chỗ; " in vi
    assert "; how many doctors, beds and places it lacks is not known; " in en


def test_a_place_on_which_nobody_depends_says_so():
    vi, en = upgrade_reason(replace(FIGURES, dependents=0, communes=[], limit_min=7.5))
    assert vi == (
        "Không ai phụ thuộc vào nơi này; không có nơi cùng cấp nào khác trong vòng 7,5 phút."
    )
    assert en == "Nobody depends on it; no other of its level within 7.5 min."


@pytest.fixture(scope="module")
def city():
    study = Study.load()
    return Reach(study, read_layers(study))


@pytest.mark.parametrize("replaced", [0, 40])
def test_the_bundled_study_is_ranked_whole(city, replaced):
    register, communes = city.layers.facilities, city.layers.communes
    former = register[register["kind"] == "former_station"]
    taken = former.iloc[:: len(former) // replaced].head(replaced) if replaced else former.head(0)
    new = opened(
        *(
            (f"S{number:04d}", "commune_station", row.Index, row.geometry.x, row.geometry.y)
            for number, row in enumerate(taken.itertuples())
        )
    )
    answer = ranked(city, new)
    places, need = answer.answer.places, answer.need
    assert len(places) == 264
    assert len(need) == 114 + 261 - replaced + 22
    assert (need.loc[places["facility_id"], "need"].diff().dropna() <= 0).all()
    assert need["need"].iloc[263] >= need["need"].iloc[264:].max()
    assert answer.answer.objective == pytest.approx(need["need"].head(264).sum())
    assert need["need"].between(0, 1).all()
    people = need.groupby("level")["dependents"].sum()
    stations = register["kind"].isin(["commune_station", "former_station"])
    primary = city.study.standards.primary
    times = city.times(register.geometry[stations], primary, cutoff_min=primary.limit_min.value)
    near = city.layers.demand["people"][np.isfinite(times.nearest())].sum()
    assert people["primary"] == near if not replaced else people["primary"] < near
    assert people["hospital"] < near  # those of ministries and private ones have theirs

    decisions = answer.former_stations
    assert decisions.index.tolist() == sorted(former.index)
    assert set(decisions.index[decisions == "replaced"]) == set(taken.index)
    upgraded = set(places["facility_id"]) & set(former.index)
    assert set(decisions.index[decisions == "upgraded"]) == upgraded
    assert (decisions == "released").sum() == 261 - replaced - len(upgraded)

    homes = communes["name"][places["commune_code"]].to_numpy()
    assert (homes == communes["name"][register.loc[places["facility_id"], "commune_code"]]).all()
    for row in places.itertuples():
        assert f"{row.people_gained:,}".replace(",", ".") in row.reason_vi
        assert f"{row.people_gained:,}" in row.reason_en
        assert "nan" not in row.reason_en
