"""The measures of a town of three cells, worked out by hand."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy import sparse

from geoplan.access.measures import fairness, headline, measure_cells, measure_communes
from geoplan.study import Study
from geoplan.travel.times import TravelTimes

STANDARDS = Study.load().standards  # primary: full benefit to 5 min, none from 15
CELLS = pd.Index(["a", "b", "c"])
PEOPLE = pd.Series([100, 200, 100], CELLS)
SERVED = pd.Series([100, 50, 0], CELLS)
COVERED = pd.Series([100.0, 40.0, 0.0], CELLS)  # b is served at 10 min: 0.8 of full benefit
COMMUNE = pd.Series(["1", "1", "2"], CELLS)
FACILITIES = pd.Series([1, 2], ["x", "y"])


def town() -> pd.DataFrame:
    # a is at x, and 20 min from y; b is 10 min from y; c reaches nothing
    matrix = sparse.csr_array(([0.0, 20.0, 10.0], [0, 1, 1], [0, 2, 3, 3]), shape=(3, 2))
    times = TravelTimes(CELLS, FACILITIES.index, matrix, 90.0)
    nearest = times.nearest()
    cells = measure_cells(PEOPLE, SERVED, COVERED, times, nearest, FACILITIES, STANDARDS.primary)
    return cells.assign(hospital_min=[15.0, 25.0, np.inf], polyclinic_min=np.nan)


def test_measures_per_cell():
    cells = town()
    assert cells["travel_min"].tolist() == [0.0, 10.0, np.inf]
    assert cells["people_within_full"].tolist() == [100, 0, 0]
    assert cells["people_within_limit"].tolist() == [100, 200, 0]
    # x: 1 facility for the 100 people of a; y: 2 for the 200 of b, a is too far; per 10,000 people
    assert cells["access_2sfca"].tolist() == pytest.approx([100, 100, 0])


def test_measures_per_commune():
    measures = measure_communes(town(), PEOPLE, COMMUNE, pd.Series([3, 0], ["1", "2"]))
    assert measures["people_served"].tolist() == [150, 0]
    assert measures["people_covered"].tolist() == [140.0, 0.0]
    assert measures["covered_share"].tolist() == [pytest.approx(140 / 300), 0.0]
    assert measures["people_per_facility"].tolist() == [100.0, np.inf]
    assert measures["travel_min"].tolist() == [pytest.approx(200 / 30), np.inf]
    assert measures["hospital_min"].tolist() == [pytest.approx(65 / 3), np.inf]


def test_headline():
    assert headline(town(), PEOPLE, STANDARDS.hospital) == {
        "people_total": 400,
        "people_covered": 140,
        "covered_share": 0.35,
        "people_served": 150,
        "people_within_full": 100,
        "people_within_limit": 300,
        "hospital_people_within_full": 100,
    }


def test_fairness():
    cells = town()
    communes = measure_communes(cells, PEOPLE, COMMUNE, pd.Series([3, 0], ["1", "2"]))
    found = fairness(cells, communes, PEOPLE)
    assert found["worst_communes"] == ["2", "1"]
    assert found["travel_min_p90"] == np.inf
    assert 0 < found["gini"] < 1
