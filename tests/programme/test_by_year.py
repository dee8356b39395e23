"""People covered year by year in the toy town."""

from __future__ import annotations

import pandas as pd
import pytest

from geoplan.layers.read import read_layers
from geoplan.planning.placing import candidates
from geoplan.programme.by_year import covered_by_year
from geoplan.siting.public import site_public
from geoplan.study import Study
from geoplan.travel.reach import Reach
from tests import toytown


@pytest.fixture(scope="module")
def placed(tmp_path_factory):
    folder = tmp_path_factory.mktemp("whole")
    toytown.write_toy_town(folder)
    study = Study.load(toytown.write_study(folder, toytown.whole_content()))
    reach = Reach(study, read_layers(study))
    return site_public(reach, *candidates(reach), progress=lambda *_: None)


def years(public, each):
    return pd.Series(each, public.opened.index, dtype="Int64")


def test_all_open_is_the_plan_and_none_is_today(placed):
    public = placed
    last = public.primary
    today, after = (round(float(state["covered"].sum())) for state in (last.today, last.after))
    covered = covered_by_year(public, years(public, 2027), range(2026, 2029))
    assert covered.to_dict() == {2026: today, 2027: after, 2028: after}
    nothing = covered_by_year(public, years(public, pd.NA), range(2026, 2028))
    assert set(nothing) == {today}


def test_one_after_another_adds_up_in_any_order(placed):
    public = placed
    opening = years(public, [2028, 2027, 2029, 2030, 2031])
    covered = covered_by_year(public, opening, range(2026, 2032))
    assert covered.is_monotonic_increasing
    assert covered[2031] == round(float(public.primary.after["covered"].sum()))
    station = years(public, [pd.NA, pd.NA, 2026, pd.NA, pd.NA])
    assert covered_by_year(public, station, range(2026, 2027))[2026] > covered[2026]


def test_what_stands_above_counts_as_a_first_contact(placed):
    public = placed
    above = years(public, [2026, 2026, pd.NA, pd.NA, pd.NA])
    covered = covered_by_year(public, above, range(2026, 2027))[2026]
    assert covered == round(float(public.stations.before["covered"].sum()))
    assert covered > round(float(public.stations.today["covered"].sum()))
