"""Planning again under sampled assumptions, on the toy town."""

from __future__ import annotations

import os

import numpy as np
import pandas as pd
import pytest

import geoplan
from geoplan.assumption import Assumption
from geoplan.errors import StudyError
from geoplan.layers.read import read_layers
from geoplan.layers.sites import candidate_sites
from geoplan.ranges import COMMUNE_PEOPLE, uncertain, with_values
from geoplan.siting import robust
from geoplan.siting.conditions import measure
from geoplan.siting.levels import no_facilities
from geoplan.siting.public import site_public
from geoplan.siting.robust import TIERS, robustness, tier
from geoplan.study import Study
from geoplan.travel.reach import Reach
from tests import toytown

AS_COUNTED = np.ones(3)
SPEED = "travel.modes.motorbike.urban_kmh"


def ranged(content, change):
    """Return the study's content with ``change`` made to each figure that has a range."""
    if not isinstance(content, dict):
        return content
    if "range" in content:
        return change(content)
    return {key: ranged(held, change) for key, held in content.items()}


def without_range(figure):
    return {key: held for key, held in figure.items() if not key.startswith("range")}


def at_rest(study):
    """Return reach, the step of the public programme and what stood before it."""
    reach = Reach(study, read_layers(study))
    layers, asked = reach.layers, study.candidates
    sites = candidate_sites(
        layers.demand,
        layers.facilities,
        min_people=asked.min_people.value,
        max_sites=asked.max_sites.value,
        copies_per_site=asked.copies_per_site.value,
        crs=study.crs,
    )
    public = site_public(reach, sites, sites, progress=lambda *_: None)
    return reach, public.stations, no_facilities(sites)


@pytest.fixture(scope="module")
def town(toy_study):
    return at_rest(toy_study)


def same(first, second):
    pd.testing.assert_frame_equal(first.sites, second.sites)
    return first.figures == second.figures and first.effects == second.effects


def test_the_same_seed_gives_the_same_answer_on_one_core_and_on_many(town, monkeypatch):
    many = robustness(*town, draws=6, seed=3)
    assert same(many, robustness(*town, draws=6, seed=3))
    monkeypatch.setattr(os, "cpu_count", lambda: 1)
    assert same(many, robustness(*town, draws=6, seed=3))


def test_shares_ranks_and_tiers_fit_each_other(town):
    firm = robustness(*town, draws=6, seed=0)
    sites = firm.sites
    assert sites["chosen_share"].between(0, 1).all()
    assert (sites["rank_low"] <= sites["rank_high"]).all()
    assert sites["tier"].tolist() == [tier(share) for share in sites["chosen_share"]]
    assert firm.figures["kept_share"] == pytest.approx(sites["chosen_share"].mean(), abs=0.001)
    assert firm.figures["people_covered_low"] <= firm.figures["people_covered_high"]
    assert firm.figures["search_noise"] == 0
    changed = [effect.changed_share for effect in firm.effects]
    assert changed == sorted(changed, reverse=True)


def test_ranges_of_no_width_leave_every_site_firm_at_its_rank(tmp_path):
    toytown.write_toy_town(tmp_path)
    content = ranged(
        toytown.study_content(), lambda figure: figure | {"range": [figure["value"]] * 2}
    )
    study = Study.load(toytown.write_study(tmp_path, content))
    firm = robustness(*at_rest(study), draws=3, seed=0)
    assert (firm.sites["chosen_share"] == 1).all()
    assert (firm.sites["tier"] == "firm").all()
    for column in ("rank_low", "rank_high"):
        assert firm.sites[column].tolist() == list(range(1, len(firm.sites) + 1))
    assert {effect.changed_share for effect in firm.effects} == {0}
    assert firm.figures["regret"] == 0


def test_the_problem_under_the_studys_own_values_is_the_one_that_was_solved(town, monkeypatch):
    reach, public, none = town
    solved = []
    monkeypatch.setattr("geoplan.siting.public.verify", lambda problem, _: solved.append(problem))
    site_public(reach, public.sites, public.sites, progress=lambda *_: None)
    again, _ = measure(reach, public.step, public.sites, none).problem({}, AS_COUNTED)
    for name in ("people", "copies_fixed", "copies_max", "capacity"):
        assert (getattr(again, name) == getattr(solved[0], name)).all(), name
    assert (again.pairs != solved[0].pairs).nnz == 0


def test_each_sampled_figure_reaches_the_problem(town):
    reach, public, none = town
    conditions = measure(reach, public.step, public.sites, none)
    usual, usual_cover = conditions.problem({}, AS_COUNTED)

    def under(key, value):
        return conditions.problem({key: value}, AS_COUNTED)

    assert under("standards.primary.capacity_people", 8000)[0].capacity.max() == 8000
    assert under("uncertainty.people", 0.9)[0].people.tolist() == [
        round(0.9 * people) for people in usual.people
    ]
    for row in uncertain(reach.study):
        if row.key.startswith("travel.modes."):
            slower = under(row.key, row.low if row.unit == "km/h" else row.high)[1]
            faster = under(row.key, row.high if row.unit == "km/h" else row.low)[1]
            assert slower.sum() < usual_cover.sum() < faster.sum(), row.key
    assert under("standards.primary.limit_min", 12.0)[1].nnz < usual_cover.nnz
    assert under("standards.primary.full_min", 4.0)[1].sum() < usual_cover.sum()
    assert under("priorities.island", 2.0)[0].pairs.sum() > usual.pairs.sum()

    more = conditions.problem({}, np.array([1.2, 1.0, 0.8]))[0]
    home = reach.layers.demand["commune_code"].map({"00001": 1.2, "00002": 1.0, "00003": 0.8})
    assert more.people.tolist() == (reach.layers.demand["people"] * home).round().tolist()


def test_ways_measured_once_give_the_times_of_another_study(town):
    reach, public, none = town
    sites = public.sites
    conditions = measure(reach, public.step, sites, none)
    for speed in (15.0, 25.0):
        study = with_values(reach.study, {SPEED: speed})
        times = Reach(study, reach.layers).times(
            sites.geometry, study.standards.primary, cutoff_min=15.0
        )
        _, cover = conditions.problem({SPEED: speed}, AS_COUNTED)
        fixed = cover.shape[1] - len(sites)
        minutes = times.minutes.toarray()
        expected = np.where(minutes > 0, np.clip((15 - minutes) / (15 - 5), 0, 1), 0)
        assert cover.toarray()[:, fixed:] == pytest.approx(expected)


def test_draws_stay_within_their_ranges(toy_study):
    rows = uncertain(toy_study)
    cases = robust._sampled(rows, 3, 50, np.random.default_rng(0))
    for row in rows:
        values = np.array(
            [
                case.commune_people if row.key == COMMUNE_PEOPLE else case.values[row.key]
                for case in cases
            ]
        )
        assert row.low <= values.min() < values.max() <= row.high
    assert all((case.commune_people.std() > 0) for case in cases)  # each commune errs for itself


def test_draws_without_any_range_are_refused(tmp_path):
    toytown.write_toy_town(tmp_path)
    content = ranged(toytown.study_content(), without_range)
    study = Study.load(toytown.write_study(tmp_path, content))
    with pytest.raises(StudyError, match="--draws 0"):
        geoplan.plan(study, draws=5)


def test_no_draws_leave_the_columns_empty(toy_study):
    plan = geoplan.plan(toy_study, draws=0)
    assert plan.robustness is None
    assert plan.sites[["chosen_share", "rank_low", "rank_high", "tier"]].isna().all(axis=None)


def test_only_public_sites_have_a_tier(toy_study):
    sites = geoplan.plan(toy_study, draws=3).sites
    public = sites["programme"] == "new-facilities"
    assert sites.loc[public, "tier"].isin(list(TIERS)).all()
    assert sites.loc[~public, "tier"].isna().all()


@pytest.mark.parametrize(
    ("share", "name"), [(1, "firm"), (0.9, "firm"), (0.89, "likely"), (0.5, "likely"), (0, "open")]
)
def test_tiers_begin_where_they_say(share, name):
    assert tier(share) == name


def test_a_study_under_other_values_leaves_the_study_alone(toy_study):
    other = with_values(toy_study, {SPEED: 17.5, "standards.primary.capacity_people": 8999.6})
    assert other.travel.modes["motorbike"].urban_kmh.value == 17.5
    assert other.standards.primary.capacity_people.value == 9000
    assert toy_study.travel.modes["motorbike"].urban_kmh.value == 20
    assert other.path == toy_study.path


def test_ranges_of_modes_that_are_not_used_are_not_sampled(toy_study):
    walk = toy_study.travel.modes["walk"]
    speed = Assumption[float](
        value=4.5, unit="km/h", source="x", verified=False, range=(4.0, 5.0), range_source="x"
    )
    modes = {**toy_study.travel.modes, "walk": walk.model_copy(update={"urban_kmh": speed})}
    travel = toy_study.travel.model_copy(update={"modes": modes})
    study = toy_study.model_copy(update={"travel": travel})
    assert uncertain(study) == uncertain(toy_study)
