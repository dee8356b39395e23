from __future__ import annotations

import math

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
import shapely.affinity
from hypothesis import given, settings
from hypothesis import strategies as st

from geoplan.land.criteria import measure_shape, worths
from geoplan.land.rules import land_rules, land_use_of
from geoplan.study import Study
from geoplan.study_land import CRITERIA

RULES = land_rules(Study.load())
USES = land_use_of(Study.load())


def worth_of(name, **columns):
    told = worths(pd.DataFrame(columns), RULES, USES, criteria=[name])
    assert told.criteria == (name,)
    return told.values[name].where(~told.unknown[name]).tolist()


@pytest.mark.parametrize(
    ("name", "columns", "expected"),
    [
        ("gain_kept", {"gain_kept": [0.9, 0.95, 0.975, 1.0, 1.2, None]}, [0, 0, 0.5, 1, 1, None]),
        ("area", {"area_m2": [250, 500, 900, None], "needed_m2": 500.0}, [0.5, 1, 1, None]),
        ("road", {"road_m": [0, 20, 260, 500, 9000, None]}, [1, 1, 0.5, 0, 0, None]),
        ("land_use", {"land_use": ["DYT", "ODT", "SON", "?", None]}, [1, 0.4, 0, None, None]),
        ("clearance", {"status": ["surplus", "cleared", "public", "private", None]},
         [1, 0.9, 0.6, 0.2, None]),
        ("hazard", {"hazard_share": [0, 0.25, 1, None]}, [1, 0.75, 0, None]),
        ("price", {"price_m_vnd_m2": [0, 25, 50, 80, None]}, [1, 0.5, 0, 0, None]),
    ],
)  # fmt: skip
def test_worths_worked_out_by_hand(name, columns, expected):
    wanted = [np.nan if value is None else value for value in expected]
    assert worth_of(name, **columns) == pytest.approx(wanted, nan_ok=True)


def test_the_planned_use_counts_before_the_use_of_today():
    held = {"land_use": ["LUC", "DYT", "DYT"], "zones": ["DYT 300; ODT 100", "?", None]}
    assert worth_of("land_use", **held) == pytest.approx([(300 + 40) / 400, 1, 1])


def test_shape_is_the_less_of_width_and_compactness():
    # Of 400 m² a square has sides of 20 m; half of that is wanted.
    square, ribbon = measure_shape(
        gpd.GeoSeries([shapely.box(0, 0, 20, 20), shapely.box(0, 0, 100, 4)])
    ).to_dict("records")
    told = worth_of(
        "shape",
        needed_m2=400.0,
        width_m=[square["width_m"], ribbon["width_m"], 3.0],
        compactness=[square["compactness"], ribbon["compactness"], np.pi / 4],
    )
    ribbon_worth = 16 * 400 / 208**2  # 4πA/P² over π/4 is 16A/P², less than 4 m over 10 m
    assert told == pytest.approx([1, ribbon_worth, 0.3])


def test_what_is_not_known_is_marked_and_has_the_worth_of_the_study():
    plots = pd.DataFrame({"road_m": [20.0, np.nan], "status": [None, "surplus"]}, index=["b", "a"])
    told = worths(plots, RULES, USES)
    assert told.criteria == ("road", "clearance")
    assert told.values.loc["a"].to_dict() == {"road": RULES.unknown_worth.value, "clearance": 1}
    assert told.unknown.to_numpy().tolist() == [[False, True], [True, False]]
    assert list(told.values.index) == ["b", "a"]


def test_criteria_of_which_nothing_is_known_are_left_out_unless_they_are_asked_for():
    plots = pd.DataFrame({"road_m": [30.0], "price_m_vnd_m2": [np.nan]})
    assert worths(plots, RULES, USES).criteria == ("road",)
    asked = worths(plots, RULES, USES, criteria=["price", "road"])
    assert asked.criteria == ("road", "price")
    assert asked.unknown.to_numpy().tolist() == [[False, True]]


def test_a_study_may_ask_for_the_whole_gain():
    figure = RULES.gain_kept.model_copy(update={"value": 1.0})
    rules = RULES.model_copy(update={"gain_kept": figure})
    told = worths(pd.DataFrame({"gain_kept": [0.99, 1.0, np.nan]}), rules, USES)
    assert told.values["gain_kept"].tolist() == [0, 1, rules.unknown_worth.value]


COLUMNS = {
    "gain_kept": st.floats(0, 1.1), "area_m2": st.floats(0, 1e5), "needed_m2": st.floats(1, 1e5),
    "width_m": st.floats(0, 500), "compactness": st.floats(0, 1), "road_m": st.floats(0, 1e4),
    "land_use": st.sampled_from(["DYT", "SON", "ONT+CLN", "??", ""]),
    "status": st.sampled_from(["surplus", "private", "other"]), "hazard_share": st.floats(0, 1),
    "price_m_vnd_m2": st.floats(0, 1e3),
}  # fmt: skip


@given(st.lists(st.fixed_dictionaries({k: st.none() | v for k, v in COLUMNS.items()}), min_size=1,
                max_size=5))  # fmt: skip
@settings(deadline=None, max_examples=60)
def test_worths_lie_between_0_and_1_and_each_row_stands_for_itself(rows):
    plots = pd.DataFrame(rows)
    told = worths(plots, RULES, USES, criteria=CRITERIA)
    assert ((told.values >= 0) & (told.values <= 1)).all(axis=None)
    last = worths(plots.tail(1), RULES, USES, criteria=CRITERIA)
    pd.testing.assert_frame_equal(last.values, told.values.tail(1))


class TestShape:
    @given(st.floats(1, 200), st.floats(1, 200), st.floats(0, 180), st.floats(-1e6, 1e6))
    @settings(deadline=None)
    def test_a_rectangle_is_as_wide_as_it_is_however_it_lies(self, length, width, turn, away):
        box = shapely.affinity.rotate(shapely.box(0, 0, length, width), turn)
        told = measure_shape(gpd.GeoSeries([shapely.affinity.translate(box, away, away)])).iloc[0]
        assert told["width_m"] == pytest.approx(min(length, width), rel=1e-5)
        squared = 4 * math.pi * length * width / (2 * (length + width)) ** 2
        assert told["compactness"] == pytest.approx(squared, rel=1e-5)

    def test_a_circle_is_as_compact_as_can_be(self):
        circle = shapely.Point(0, 0).buffer(50, quad_segs=200)
        assert measure_shape(gpd.GeoSeries([circle]))["compactness"][0] == pytest.approx(1, 1e-4)

    def test_of_points_and_of_nothing_nothing_is_known(self):
        shapes = gpd.GeoSeries([shapely.Point(1, 1), None, shapely.Polygon(),
                                shapely.box(0, 0, 2, 1)], index=list("dcba"))  # fmt: skip
        told = measure_shape(shapes)
        assert list(told.index) == list("dcba")
        assert told.isna().all(axis=1).tolist() == [True, True, True, False]
        assert measure_shape(shapes.head(3)).isna().all(axis=None)
