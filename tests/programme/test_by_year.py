"""People covered year by year in the toy town."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geoplan.layers.read import read_layers
from geoplan.planning.placing import candidates
from geoplan.programme.by_year import communes_by_year, covered_by_year
from geoplan.reports.fields import COMMUNES_BY_YEAR
from geoplan.siting.public import site_public
from geoplan.study import Study
from geoplan.travel.reach import Reach
from tests import toytown


@pytest.fixture(scope="module")
def reach(tmp_path_factory):
    folder = tmp_path_factory.mktemp("whole")
    toytown.write_toy_town(folder)
    study = Study.load(toytown.write_study(folder, toytown.whole_content()))
    return Reach(study, read_layers(study))


@pytest.fixture(scope="module")
def public(reach):
    return site_public(reach, *candidates(reach), progress=lambda *_: None)


def years(public, each):
    return pd.Series(each, public.opened.index, dtype="Int64")


def totals(public, opening, span):
    return covered_by_year(public, opening, span).sum().round(6).to_dict()


def people(state):
    return round(float(state["covered"].sum()), 6)


def test_all_open_is_the_plan_and_none_is_today_cell_by_cell(public):
    last = public.primary
    covered = covered_by_year(public, years(public, 2027), range(2026, 2029))
    assert list(covered) == [2026, 2027, 2028]
    np.testing.assert_array_equal(covered[2026], last.today["covered"])
    for year in (2027, 2028):
        np.testing.assert_array_equal(covered[year], last.after["covered"])
    nothing = covered_by_year(public, years(public, pd.NA), range(2026, 2028))
    for year in nothing:
        np.testing.assert_array_equal(nothing[year], last.today["covered"])


def test_one_after_another_adds_up_in_any_order(public):
    opening = years(public, [2028, 2027, 2029, 2030, 2031])
    covered = totals(public, opening, range(2026, 2032))
    assert list(covered.values()) == sorted(covered.values())
    assert covered[2031] == people(public.primary.after)
    station = years(public, [pd.NA, pd.NA, 2026, pd.NA, pd.NA])
    assert totals(public, station, range(2026, 2027))[2026] > covered[2026]


def test_what_stands_above_counts_as_a_first_contact(public):
    above = years(public, [2026, 2026, pd.NA, pd.NA, pd.NA])
    covered = totals(public, above, range(2026, 2027))[2026]
    assert covered == people(public.stations.before)
    assert covered > people(public.stations.today)


def test_the_communes_of_a_year_sum_to_all_and_the_last_year_is_the_plan(public, reach):
    layers = reach.layers
    opening = years(public, [2028, 2027, 2029, 2030, 2031])
    covered = covered_by_year(public, opening, range(2026, 2032))
    told = communes_by_year(
        covered, layers.demand["people"], layers.demand["commune_code"], layers.communes
    )
    assert list(told) == [field.name for field in COMMUNES_BY_YEAR.fields]
    assert len(told) == 3 * 6
    for year, part in told.groupby("year"):
        assert part["people_covered"].sum() == round(float(covered[year].sum()))
        # people of the toy town's communes
        exact = part["covered_share"].to_numpy() * [40_000, 12_000, 3_000]
        assert np.abs(part["people_covered"] - exact).max() < 1
    after = public.primary.after["covered"].groupby(layers.demand["commune_code"]).sum()
    shares = told[told["year"] == 2031].set_index("commune_code")["covered_share"]
    pd.testing.assert_series_equal(
        shares, after / pd.Series([40_000, 12_000, 3_000], after.index), check_names=False
    )


@given(st.lists(st.tuples(st.integers(0, 500), st.floats(0, 1)), min_size=1, max_size=12))
def test_whole_people_sum_to_the_total_and_lie_beside_the_exact_figure(cells):
    living = pd.Series([people for people, _ in cells])
    commune = pd.Series([f"{number % 4}" for number in range(len(cells))])
    covered = pd.DataFrame({2030: [people * share for people, share in cells]})
    names = gpd.GeoDataFrame({"name": list("ABCD")}, index=list("0123"))
    told = communes_by_year(covered, living, commune, names)
    exact = covered[2030].groupby(commune).sum().reindex(names.index, fill_value=0)
    assert told["people_covered"].sum() == round(float(covered[2030].sum()))
    assert np.abs(told["people_covered"].to_numpy() - exact.to_numpy()).max() <= 1
