"""Kinds placed level by level in the toy town, and the bound of all of them together."""

from __future__ import annotations

import math
from dataclasses import replace

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geoplan.layers.read import read_layers
from geoplan.planning.placing import candidates
from geoplan.siting.capacitated.assignment import Assignment
from geoplan.siting.level_problem import level_problem
from geoplan.siting.levels import Step, beds_of, capacity, no_facilities, standing, steps
from geoplan.siting.public import site_public
from geoplan.siting.verify import verify
from geoplan.study import Study
from geoplan.travel.reach import Reach
from tests import toytown


@pytest.fixture(scope="module")
def town(tmp_path_factory):
    folder = tmp_path_factory.mktemp("whole")
    toytown.write_toy_town(folder)
    study = Study.load(toytown.write_study(folder, toytown.whole_content()))
    return Reach(study, read_layers(study))


@pytest.fixture(scope="module")
def placed(town):
    return site_public(town, *candidates(town), progress=lambda *_: None)


def step(town, kind):
    return next(each for each in steps(town.study) if each.kind == kind)


def test_higher_levels_and_larger_kinds_come_first(town):
    assert [(each.kind, each.level, each.count) for each in steps(town.study)] == [
        ("regional", "hospital", 1),
        ("polyclinic", "polyclinic", 1),
        ("commune_station", "primary", 2),
        ("satellite_point", "primary", 1),
    ]


def test_a_study_without_a_split_places_stations_alone(toy_study):
    assert [(each.kind, each.level, each.count) for each in steps(toy_study)] == [
        ("commune_station", "primary", 3)
    ]


@pytest.mark.parametrize(
    ("kind", "people"),
    [  # at the levels of hospital, polyclinic and primary care
        ("regional", (46_500, 50_000, 10_000)),
        ("polyclinic", (0, 50_000, 10_000)),
        ("commune_station", (0, 0, 10_000)),
        ("satellite_point", (0, 0, 2_500)),
        ("nursing_home", (0, 0, 0)),
        ("ministry", (0, 0, 0)),
    ],
)
def test_a_kind_also_serves_the_levels_below_its_own(town, kind, people):
    levels = ("hospital", "polyclinic", "primary")
    assert tuple(capacity(town.study, kind, level) for level in levels) == people


def test_private_hospitals_have_the_beds_of_their_programme(town):
    assert beds_of(town.study, "private_hospital") == 200
    assert beds_of(town.study, "polyclinic") == 0


@pytest.mark.parametrize(
    ("kind", "people"),
    [
        ("commune_station", {"F1": 10_000, "F2": 10_000, "F3": 10_000, "F5": 10_000}),
        ("polyclinic", {"F5": 50_000}),
        # 100 beds known, 150 assumed of a planned private one; 46,500 people for 200 beds
        ("regional", {"F5": 23_250, "F6": 34_875}),
    ],
)
def test_who_serves_today_at_each_level(town, kind, people):
    facilities = town.layers.facilities
    there = standing(facilities, step(town, kind), no_facilities(facilities))
    assert there["capacity_people"].to_dict() == people
    assert there["today"].all()


def test_what_earlier_steps_open_serves_below_but_not_today(town, placed):
    first, second, third, last = placed.answers
    assert len(first.labels) == len(second.labels) == len(last.labels) == 1
    fixed = last.fixed[~last.fixed["today"]]
    assert fixed["capacity_people"].to_list() == [10_000] * 4
    assert (last.before >= last.today - 1e-9).all(axis=None)
    assert (last.after.sum() >= last.before.sum()).all()
    assert last.before["covered"].sum() == pytest.approx(third.after["covered"].sum())
    assert last.today.sum().to_dict() == third.today.sum().to_dict()


def test_a_place_takes_no_more_than_it_has_room_for(town, placed):
    sites, _ = candidates(town)
    stand = placed.opened.index.str.split("-").str[0].value_counts()
    assert (stand <= sites["copies_max"].reindex(stand.index)).all()
    assert placed.opened.index.is_unique


def test_each_step_is_verified_against_its_own_rows(town, placed):
    opened = no_facilities(town.layers.demand)
    for answer in placed.answers:
        problem = level_problem(town, answer.step, answer.sites, opened).problem
        verify(problem, answer.siting)
        opened = gpd.GeoDataFrame(pd.concat([opened, answer.opened]))


def test_one_step_has_the_bound_of_its_own_search(toy_study):
    reach = Reach(toy_study, read_layers(toy_study))
    public = site_public(reach, *candidates(reach), progress=lambda *_: None)
    assert public.bound == public.answers[0].siting.bound
    assert public.objective == public.answers[0].siting.objective


def worth(town, places):
    """Return the sum over the levels when each step stands at given places."""
    sites, wide = candidates(town)
    opened, by_level = no_facilities(sites), {}
    for each, labels in zip(steps(town.study), places, strict=True):
        there = (sites if each.level == "primary" else wide).loc[labels]
        level = level_problem(town, each, there, opened)
        assignment = Assignment(level.problem)
        for number in range(len(labels)):
            assignment.open(len(level.fixed) + number)
        by_level[each.level] = math.fsum(level.problem.pairs.multiply(assignment.served()).data)
        new = there[["commune_code", "geometry"]].assign(kind=each.kind, facility_id="")
        new.index = [f"{label}+{len(opened) + n}" for n, label in enumerate(new.index)]
        opened = gpd.GeoDataFrame(pd.concat([opened, new]), crs=sites.crs)
    return math.fsum(by_level.values())


def test_no_placement_of_all_kinds_exceeds_the_joint_bound(town, placed):
    sites, wide = candidates(town)

    @given(st.data())
    @settings(max_examples=40, deadline=None)
    def check(data):
        places = [
            data.draw(
                st.lists(
                    st.sampled_from(list((sites if each.level == "primary" else wide).index)),
                    min_size=each.count,
                    max_size=each.count,
                    unique=True,
                )
            )
            for each in steps(town.study)
        ]
        assert worth(town, places) <= placed.bound * (1 + 1e-12)

    check()
    own = [[label.split("-")[0] for label in answer.labels] for answer in placed.answers]
    assert worth(town, own) == pytest.approx(placed.objective)
    assert placed.objective <= placed.bound


def test_satellites_and_stations_are_told_apart_by_their_room(town, placed):
    *_, stations, satellites = placed.answers
    assert stations.step.capacity_people == 10_000
    assert satellites.step.capacity_people == 2_500
    assert np.asarray(satellites.siting.served.sum(axis=0))[satellites.siting.order].max() <= 2_500


def test_a_step_of_another_study_serves_by_its_figures(town):
    small = step(town, "commune_station")
    primary = small.study.standards.primary
    fewer = primary.model_copy(
        update={"capacity_people": primary.capacity_people.model_copy(update={"value": 7_000})}
    )
    standards = small.study.standards.model_copy(update={"primary": fewer})
    other = replace(small, study=small.study.model_copy(update={"standards": standards}))
    facilities = town.layers.facilities
    there = standing(facilities, other, no_facilities(facilities))["capacity_people"]
    assert there.to_dict() == {"F1": 7_000, "F2": 7_000, "F3": 7_000, "F5": 10_000}


def test_the_step_knows_its_standard(town):
    assert isinstance(step(town, "regional"), Step)
    assert step(town, "regional").standard is town.study.standards.hospital
