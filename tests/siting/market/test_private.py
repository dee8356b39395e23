import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from scipy import sparse

from geoplan.assumption import Number
from geoplan.errors import StudyError
from geoplan.layers.read import read_layers
from geoplan.layers.sites import candidate_sites
from geoplan.siting.private import check_announced, site_private
from geoplan.siting.private_table import private_sites
from geoplan.study import Study
from geoplan.travel.reach import Reach

ASKED = "programmes.private-hospitals.announced"


def with_market(study, **changes):
    """The study with other figures of its market programme: a number is the value of a figure."""
    held = study.market_programme
    figures = {
        name: getattr(held, name).model_copy(update={"value": change})
        if isinstance(change, (int, float))
        else change
        for name, change in changes.items()
    }
    programme = held.model_copy(update=figures)
    programmes = {**study.programmes, study.programme_id(held): programme}
    return study.model_copy(update={"programmes": programmes})


def ranged(figure, low, high):
    return figure.model_copy(update={"range": (low, high), "range_source": "made up"})


def a_weight(value):
    return Number(value=value, unit="ratio", source="made up", verified=False)


def candidates(study, layers):
    sites = candidate_sites(
        layers.demand,
        layers.facilities,
        min_people=study.candidates.min_people.value,
        max_sites=study.candidates.max_sites.value,
        copies_per_site=study.candidates.copies_per_site.value,
        crs=study.crs,
    )
    return sites[sites["kind"] == "new_site"]


def answered(study, **options):
    layers = read_layers(study)
    reach = Reach(study, layers)
    return reach, site_private(reach, candidates(study, layers), seed=0, **options)


def tables(reach, answer):
    study, layers = reach.study, reach.layers
    return private_sites(
        answer, layers.communes, study.market_programme, layers.demand["commune_code"]
    )


def a_hospital(lon, lat, beds=300):
    return gpd.GeoDataFrame(
        {"beds": [beds]}, geometry=[shapely.Point(lon, lat)], index=["NEW-1"], crs="EPSG:4326"
    )


def test_a_weight_of_one_changes_nothing(toy_study):
    _, plain = answered(with_market(toy_study, count=2))
    _, ones = answered(with_market(toy_study, count=2, ward_weight=a_weight(1.0)))
    for name in ("order", "captured", "newly_served", "patients", "runner_up_captured"):
        assert getattr(plain.entry, name).tobytes() == getattr(ones.entry, name).tobytes()
    assert plain.entry.bound == ones.entry.bound
    assert plain.equilibrium.objective == ones.equilibrium.objective


def test_people_of_wards_count_by_their_weight_and_are_reported_as_people(toy_study):
    reach, answer = answered(with_market(toy_study, ward_weight=a_weight(3.0)))
    entry, demand = answer.entry, reach.layers.demand
    in_ward = demand["commune_code"].to_numpy() == "00001"
    counted = (entry.patients.sum(axis=1) * np.where(in_ward, 3.0, 1.0)).sum()
    assert entry.objective == pytest.approx(counted)
    rise = entry.participation_after - entry.participation_before
    assert entry.newly_served.sum() == pytest.approx(demand["people"].to_numpy() @ rise, abs=1e-6)
    table, whom = tables(reach, answer)
    assert table["people_captured"].sum() == round(entry.patients.sum())
    by_site = whom.groupby("site_id")["served"].sum()
    assert by_site[table.index].tolist() == np.rint(entry.market).tolist()


def test_an_announced_hospital_counts_among_the_programme_and_keeps_others_away(toy_study):
    _, free = answered(with_market(toy_study, count=2, spacing_km=1.0))
    study = with_market(toy_study, count=2, spacing_km=4.0, announced=["F6"])
    reach, answer = answered(study)
    assert len(free.entry.order) == 2
    assert len(answer.entry.order) == 1
    assert "F6" in answer.beds.index
    announced = reach.layers.facilities.loc[["F6"]].to_crs(study.crs).geometry.iloc[0]
    away = answer.sites.to_crs(study.crs).distance(announced)
    every = candidates(study, reach.layers)
    assert away.min() >= 4_000
    assert len(answer.sites) == (every.to_crs(study.crs).distance(announced) >= 4_000).sum()
    assert len(answer.sites) < len(every)


def test_when_all_are_announced_nobody_else_enters(toy_study):
    reach, answer = answered(with_market(toy_study, announced=["F6"]))
    table, whom = tables(reach, answer)
    assert answer.entry.order.size == answer.equilibrium.regret.size == len(table) == len(whom) == 0
    assert {"people_gained", "people_taken", "reason_vi", "geometry"} <= set(table.columns)
    assert list(whom.columns) == ["commune_code", "served", "site_id"]


@pytest.mark.parametrize(
    ("announced", "wrong"),
    [
        (["F6", "F9"], "F9: .*no planned private hospital.*Name planned ones .F6."),
        (["F5"], "F5: .*no planned private hospital"),  # public, and operating
        (["F6", "F6"], "F6 stands there more than once"),
    ],
)
def test_who_is_not_a_planned_private_hospital_is_refused(toy_study, announced, wrong):
    study = with_market(toy_study, count=2, announced=announced)
    with pytest.raises(StudyError, match=wrong) as refused:
        answered(study)
    assert refused.value.key == ASKED
    assert refused.value.file == study.path


def test_more_announced_than_asked_for_are_refused(toy_study):
    study = with_market(toy_study, announced=["F6", "F7"])
    register = read_layers(study).facilities
    more = pd.concat([register, register.loc[["F6"]].set_axis(["F7"])])
    with pytest.raises(StudyError, match="2 hospitals are announced, but the programme counts 1"):
        check_announced(study, gpd.GeoDataFrame(more))
    check_announced(with_market(study, count=2), gpd.GeoDataFrame(more))


def test_a_planned_hospital_that_operates_by_now_is_refused(toy_study):
    study = with_market(toy_study, announced=["F6"])
    register = read_layers(study).facilities
    with pytest.raises(StudyError, match=r"F6: .*it has none"):
        check_announced(study, register.assign(status="operating"))


def test_new_public_hospitals_compete_and_what_they_serve_is_not_gained_twice(toy_study):
    reach, alone = answered(toy_study)
    opened = a_hospital(106.21, 20.82)  # on the island, which has none
    _, answer = answered(toy_study, opened=opened)
    people = reach.layers.demand["people"].to_numpy()
    assert answer.beds.index.tolist() == [*alone.beds.index, "NEW-1"]
    assert answer.beds["NEW-1"] == 300
    assert answer.beds.dtype == "int64"
    assert answer.hospitals.index.tolist() == answer.beds.index.tolist()
    assert answer.hospitals["NEW-1"] == opened.geometry.iloc[0]
    assert answer.hospitals.crs == "EPSG:4326"
    # today is as it was; the entrants come upon the new hospital
    assert answer.participation_today.tolist() == alone.participation_today.tolist()
    assert alone.participation_today.tolist() == alone.entry.participation_before.tolist()
    before, after = answer.entry.participation_before, answer.entry.participation_after
    assert (before >= answer.participation_today).all()
    on_island = reach.layers.demand["commune_code"].to_numpy() == "00003"
    assert (before[on_island] == 1).all()
    assert (answer.participation_today[on_island] < 1).any()
    assert answer.entry.newly_served.sum() == pytest.approx(people @ (after - before), abs=1e-6)
    assert answer.entry.objective <= alone.entry.objective


@pytest.fixture(scope="module")
def bundled():
    """The bundled study with ranges of both exponents and a hospital announced."""
    study = Study.load()
    held = study.market_programme
    return answered(
        with_market(
            study,
            beds_exponent=ranged(held.beds_exponent, 0.7, 1.2),
            time_exponent=ranged(held.time_exponent, 1.0, 1.9),
            announced=["BV-28"],
        )
    )


def test_the_bundled_study_comes_to_an_equilibrium_below_the_plan(bundled):
    reach, answer = bundled
    found, entry = answer.equilibrium, answer.entry
    assert len(entry.order) == reach.study.market_programme.count.value - 1
    assert found.responses.settled
    assert found.objective < found.planned == entry.objective <= found.bound
    assert 0 < found.loss < found.loss_max < 0.25
    assert (found.regret >= 0).all()
    pairs = Pairs(reach, answer)
    for entrant in range(len(entry.order)):
        own, free = pairs.won_everywhere(found.responses.sites, entrant)
        here = own[found.responses.sites[entrant]]
        assert here == pytest.approx(found.patients[entrant])
        assert own[free].max() <= here * (1 + 1e-6)
        own, free = pairs.won_everywhere(entry.order, entrant)
        more = own[free].max() - own[entry.order[entrant]]
        assert found.regret[entrant] == pytest.approx(max(more, 0), abs=1e-3)


class Pairs:
    """Attraction and participation of every pair of cell and place, by the definition."""

    def __init__(self, reach, answer):
        self.study, self.sites = reach.study, answer.sites.to_crs(reach.study.crs).geometry
        self.reach, self.people = reach, reach.layers.demand["people"].to_numpy()
        self.hospitals = self._pairs(answer.hospitals, answer.beds.to_numpy(float))
        beds = np.full(len(self.sites), float(self.study.market_programme.beds.value))
        self.entrants = self._pairs(answer.sites.geometry, beds)

    def won_everywhere(self, group, entrant):
        """What an entrant would win at each site, and which keep the spacing from the others."""
        others = np.delete(group, entrant)
        attraction, coverage = self.entrants
        here, near = (
            [held, ours[:, others]]
            for held, ours in zip(self.hospitals, self.entrants, strict=True)
        )
        rival = sparse.hstack(here).sum(axis=1)
        near = sparse.hstack(near).max(axis=1).toarray().ravel()
        cells = attraction.indices
        coming = self.people[cells] * np.maximum(near[cells], coverage.data)
        won = coming * attraction.data / (attraction.data + rival[cells])
        site = np.repeat(np.arange(len(self.sites)), np.diff(attraction.indptr))
        away_m = np.array([self.sites.distance(self.sites.iloc[other]) for other in others])
        free = away_m.min(axis=0) >= self.study.market_programme.spacing_km.value * 1000
        free[others] = False
        return np.bincount(site, won, len(self.sites)), free

    def _pairs(self, places, beds):
        programme, standard = self.study.market_programme, self.study.standards.hospital
        full_min, limit_min = standard.full_min.value, standard.limit_min.value
        minutes = self.reach.times(places, standard, cutoff_min=limit_min).minutes.tocsc()
        felt_min = np.maximum(minutes.data, programme.min_travel_min.value)
        attraction = beds[np.repeat(np.arange(len(beds)), np.diff(minutes.indptr))]
        attraction = attraction**programme.beds_exponent.value
        attraction *= felt_min**-programme.time_exponent.value
        coverage = np.clip((limit_min - minutes.data) / (limit_min - full_min), 0, 1)
        stored = minutes.indices, minutes.indptr
        return [sparse.csc_array((data, *stored), minutes.shape) for data in (attraction, coverage)]


def test_the_bundled_study_is_entered_again_at_either_end_of_each_exponent(bundled):
    reach, answer = bundled
    held = reach.study.market_programme
    beds, time = held.beds_exponent.value, held.time_exponent.value
    tried = [(found.beds_exponent, found.time_exponent) for found in answer.sensitivity]
    assert tried == [(0.7, time), (1.2, time), (beds, 1.0), (beds, 1.9)]
    for found in answer.sensitivity:
        assert found.objective >= found.objective_of_plan
        assert 0 <= found.loss_of_plan < 0.05
        assert found.stays.sum() == np.isin(found.sites, answer.entry.order).sum()
        assert (found.nearest_m == 0).tolist() == found.stays.tolist()
    assert 0 < sum(found.stays.sum() for found in answer.sensitivity) < 4 * len(answer.entry.order)


def test_the_table_of_the_bundled_study_adds_up(bundled):
    reach, answer = bundled
    table, whom = tables(reach, answer)
    assert (table["facility_kind"] == "private_hospital").all()
    assert table["people_gained_cum"].iloc[-1] == table["people_gained"].sum()
    assert table["people_gained"].sum() == round(answer.entry.newly_served.sum())
    assert table["people_captured"].sum() == round(answer.entry.objective)
    taken = table["people_captured"] - table["people_gained"]
    assert table["people_taken"].tolist() == taken.tolist()
    by_site = whom.groupby("site_id")["served"].sum()
    assert by_site[table.index].tolist() == np.rint(answer.entry.market).tolist()
