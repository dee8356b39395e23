"""Charts on paper: the curves of the plan's own tables, none where nothing is known."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from geoplan.exports.chart_figures import access_curve, lorenz, money_people, phases_chart
from geoplan.words.wording import Wording
from tests.exports.test_map_figures import said

VIET = Wording("drawing", "vi")
AREA = 1.0


def lines(axes):
    return [line.get_xydata() for line in axes.get_lines()]


def test_the_curve_of_access_passes_through_the_people_within_the_standards(town_plan):
    figure = access_curve(town_plan, "vi")
    coverage, people = town_plan.about["coverage"], town_plan.demand["people"].sum()
    for curve, state in zip(lines(figure.axes[0]), ("before", "after"), strict=False):
        minutes, share = curve.T
        assert (np.diff(share) >= 0).all()
        for name, limit in (("full", 5.0), ("limit", 15.0)):
            reached = share[minutes <= limit][-1] * people
            within = coverage[f"people_within_{name}"][state]
            assert reached == pytest.approx(within, abs=0.02 * people)
            assert VIET.number(within) in said(figure)


def test_people_who_reach_nothing_stay_below_the_curve(town_plan):
    nobody = town_plan.demand.assign(travel_min_before=np.nan)
    nobody.iloc[0, nobody.columns.get_loc("travel_min_before")] = 3.0
    (_, share), *_ = (
        each.T for each in lines(access_curve(replace(town_plan, demand=nobody), "vi").axes[0])
    )
    first = nobody["people"].iloc[0] / nobody["people"].sum()
    assert share.max() == pytest.approx(first)


def test_the_lorenz_curves_hold_the_gini_of_the_plan(town_plan):
    figure = lorenz(town_plan, "vi")
    _, *curves = lines(figure.axes[0])
    for curve, state in zip(curves, ("before", "after"), strict=True):
        gini = town_plan.about["equity"]["gini"][state]
        assert AREA - 2 * np.trapezoid(curve[:, 1], curve[:, 0]) == pytest.approx(gini, abs=1e-3)
        assert VIET.number(gini, 2) in said(figure)


def test_money_against_people_is_that_of_the_plan(town_plan):
    figure = money_people(town_plan, "vi")
    about = town_plan.about["phases"]["curve"]
    curve, knee = lines(figure.axes[0])
    assert curve[:, 0].tolist() == about["money_bn_vnd"]
    assert curve[:, 1].tolist() == about["people"]
    assert knee.tolist() == [[about["knee_bn_vnd"], about["knee_people"]]]
    years, _ = lines(figure.axes[1])
    spent = town_plan.phases.groupby("year")["spent_bn_vnd"].sum().cumsum()
    assert years[:, 0] == pytest.approx(spent.to_numpy())
    covered = town_plan.about["people_covered_by_year"]
    assert years[:, 1].tolist() == [covered[str(year)] for year in spent.index]


def test_columns_of_the_years_add_up_to_what_is_spent_and_opened(town_plan):
    figure = phases_chart(town_plan, "vi")
    spent, opened = (
        sum(bar.get_height() for held in axes.containers for bar in held) for axes in figure.axes
    )
    assert spent == pytest.approx(town_plan.phases["spent_bn_vnd"].sum())
    assert opened == town_plan.about["phases"]["built"]


def test_without_money_there_are_no_charts_of_it(listed_plan):
    assert money_people(listed_plan, "vi") is None
    assert phases_chart(listed_plan, "en") is None
    assert access_curve(listed_plan, "en") is not None
    assert lorenz(listed_plan, "en", title=False) is not None
