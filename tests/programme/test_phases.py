"""What facilities cost and bring, and their years, in the toy town."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from shapely import Point

from geoplan.errors import InfeasibleError, StudyError
from geoplan.layers.read import read_layers
from geoplan.programme.items import items, paid_by, work
from geoplan.programme.phases import bound_money, comes_first, envelopes, phase_programme
from geoplan.study import Study
from tests import toytown

NEW, HOMES, UPGRADES = "new-facilities", "nursing-homes", "upgrades"


def study_with(folder, change=lambda _: None) -> Study:
    toytown.write_toy_town(folder)
    content = toytown.whole_content()
    change(content)
    return Study.load(toytown.write_study(folder, content))


@pytest.fixture
def study(tmp_path):
    return study_with(tmp_path)


def frame(kinds, *, commune="00001", at=(106.01, 20.81), gained=1000, facility=""):
    count = len(kinds)
    return gpd.GeoDataFrame(
        {
            "facility_id": [facility] * count,
            "site_id": [f"S{n}" if not facility else "" for n in range(count)],
            "kind": kinds,
            "commune_code": [commune] * count,
            "people_gained": [gained] * count,
            "reason_vi": ["vì"] * count,
            "reason_en": ["because"] * count,
        },
        geometry=[Point(at)] * count,
        crs="EPSG:4326",
    )


def silent(*_):
    return None


def test_a_new_facility_costs_what_its_kind_did_at_the_prices_of_the_base_year(study):
    station = work(study, study.money, NEW, "commune_station")
    assert station.cost_bn_vnd == pytest.approx(5.5 * 1.03**3)  # 2022 to 2025
    assert station.brings == {"beds": 0, "doctors": 5, "other_staff": 8, "equipment": 50}
    hospital = work(study, study.money, "private-hospitals", "private_hospital")
    assert hospital.cost_bn_vnd == pytest.approx(340 * 1.03**4)
    assert hospital.brings["beds"] == 200
    assert hospital.paid_by == {"private": 1.0}


def test_an_upgrade_brings_what_is_missing(study):
    station = work(study, study.money, UPGRADES, "commune_station")
    # 5 doctors are the norm and 2 are there; others in proportion; a tenth of the equipment
    assert station.brings == {"beds": 0, "doctors": 3, "other_staff": 5, "equipment": 5}
    assert station.cost_bn_vnd == pytest.approx(2.75 * 1.03**3)
    former = work(study, study.money, UPGRADES, "former_station")
    assert former.brings == {"beds": 0, "doctors": 1, "other_staff": 2, "equipment": 2}
    hospital = work(study, study.money, UPGRADES, "municipal")
    assert hospital.brings == {"beds": 0, "doctors": 0, "other_staff": 0, "equipment": 225}


def test_the_table_has_every_facility_and_who_pays_it(study):
    placed = {NEW: frame(["regional", "commune_station"]), HOMES: frame(["nursing_home"])}
    table = items(study, placed)
    assert table["programme"].to_list() == [NEW, NEW, HOMES]
    assert table["rank"].to_list() == [1, 2, 1]
    assert not table["upgraded"].any()
    assert table["beds"].to_list() == [200, 0, 150]
    shares = paid_by(study, study.money, table)
    assert list(study.money.sources) == ["state", "recurrent", "private"]
    assert shares.tolist() == [[1, 0, 0], [1, 0, 0], [0, 0, 1]]


def test_without_money_there_are_no_costs(tmp_path):
    def poor(content):
        del content["money"]

    table = items(study_with(tmp_path, poor), {NEW: frame(["regional"])})
    assert "cost_bn_vnd" not in table
    assert table["kind"].to_list() == ["regional"]


def test_lines_take_their_share_of_every_year(study):
    given, taken = envelopes(study.money), bound_money(study.money)
    assert given.sum(axis=1).tolist() == [15_862, 3_900, 12_077]
    assert taken.sum(axis=1) == pytest.approx([6_946, 3_900, 0])
    assert taken[0] / given[0] == pytest.approx([6_946 / 15_862] * 5)


def test_islands_and_remote_cells_come_first(study):
    layers = read_layers(study)
    table = items(
        study,
        {NEW: frame(["commune_station"]), HOMES: frame(["nursing_home"], commune="00003",
                                                       at=(106.205, 20.82))},
    )  # fmt: skip
    nowhere = pd.Series(data=False, index=layers.demand.index)
    assert comes_first(study, study.money, layers, table, nowhere).to_list() == [False, True]
    here = nowhere.copy()
    here["C00"] = True  # the cell of the first facility
    assert comes_first(study, study.money, layers, table, here).to_list() == [True, True]


def poor_state(*per_year):
    def change(content):
        del content["money"]["lines"]["equipment"]
        years = content["money"]["sources"]["state"]["envelope_bn_vnd"]
        for year, value in zip(sorted(years), per_year, strict=True):
            years[year]["value"] = float(value)
        content["money"]["sources"]["state"]["reserve_share"]["value"] = 0.0
        content["money"]["price_growth"]["value"] = 0.0

    return change


def test_the_first_places_take_the_first_money(tmp_path):
    study = study_with(tmp_path, poor_state(5.5, 5.5, 0, 0, 0))
    table = items(study, {NEW: frame(["commune_station"] * 3)})
    first = pd.Series([False, False, True])
    phases = phase_programme(study, study.money, table, first, progress=silent)
    assert phases.opening.fillna(0).to_list() in ([2028, 0, 2027], [0, 2028, 2027])
    state = phases.table[phases.table["source"] == "state"].set_index("year")
    assert state["spent_bn_vnd"].to_list() == pytest.approx([5.5, 5.5, 0, 0, 0])
    assert state["facilities"].to_list() == [0, 1, 1, 0, 0]
    assert state["people_gained_cum"].to_list() == [0, 1000, 2000, 2000, 2000]
    assert phases.phasing.gap <= 1e-6
    assert "2 of 3 facilities, 6 bn VND are lacking" in phases.headline


def test_facilities_that_open_after_the_last_envelope_have_their_year(tmp_path):
    study = study_with(tmp_path, poor_state(0, 0, 0, 0, 5.5))
    table = items(study, {NEW: frame(["commune_station"])})
    phases = phase_programme(study, study.money, table, pd.Series([False]), progress=silent)
    assert phases.opening.to_list() == [2031]
    last = phases.table[phases.table["year"] == 2031]
    assert last["envelope_bn_vnd"].sum() == last["spent_bn_vnd"].sum() == 0
    assert last["facilities"].sum() == 1


def test_envelopes_that_do_not_pay_the_lines_are_refused(tmp_path):
    def change(content):
        content["money"]["lines"]["staff"]["total_bn_vnd"]["value"] = 4000.0

    study = study_with(tmp_path, change)
    table = items(study, {NEW: frame(["commune_station"])})
    with pytest.raises(StudyError) as caught:
        phase_programme(study, study.money, table, pd.Series([False]), progress=silent)
    assert "money.sources.recurrent.envelope_bn_vnd" in str(caught.value)
    assert "by 100.0 bn VND" in str(caught.value)


def test_envelopes_that_do_not_pay_what_is_required_are_refused(tmp_path):
    def change(content):
        poor_state(5.5, 0, 0, 0, 0)(content)
        content["money"]["programmes"][NEW]["required"] = True

    study = study_with(tmp_path, change)
    table = items(study, {NEW: frame(["commune_station"] * 2)})
    with pytest.raises(InfeasibleError) as caught:
        phase_programme(study, study.money, table, pd.Series([False] * 2), progress=silent)
    told = str(caught.value)
    assert "study.toml, key money" in told
    assert "the 2 required items cost 11.0 bn VND, but Public investment lacks 5.5" in told


def test_a_date_that_cannot_be_kept_is_refused(tmp_path):
    def change(content):
        content["money"]["programmes"][NEW] |= {"required": True, "open_by": 2027}

    study = study_with(tmp_path, change)
    table = items(study, {NEW: frame(["regional"])})
    with pytest.raises(InfeasibleError, match="must open by 2027"):
        phase_programme(study, study.money, table, pd.Series([False]), progress=silent)


def test_a_cut_drops_or_delays(tmp_path):
    study = study_with(tmp_path, poor_state(11, 0, 0, 0, 0))
    table = items(study, {NEW: frame(["commune_station"] * 2)})
    phases = phase_programme(study, study.money, table, pd.Series([False] * 2), progress=silent)
    assert list(phases.cuts) == [0.1, 0.2, 0.3, 0.4, 0.5]
    assert {cut.dropped.size for cut in phases.cuts.values()} == {1}
    assert np.isclose(phases.curve.money_bn_vnd, [0, 5.5, 11]).all()
