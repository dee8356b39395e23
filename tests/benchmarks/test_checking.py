from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from scipy import sparse

from benchmarks.checking import (
    WrongAnswerError,
    behind,
    check_claims,
    gap_between,
    people_covered,
    travel,
    whole_bound,
)
from benchmarks.instances import Graph, Points
from geoplan.siting.problem import Siting

SERVED = sparse.csc_array((3, 3), dtype=np.int64)
HONEST = Siting(np.array([0, 2]), SERVED, objective=12.0, bound=12.5, method="by hand")


def test_an_honest_answer_passes():
    check_claims("tiny", HONEST, 2, 12, maximise=True)
    check_claims("tiny", replace(HONEST, bound=11.5), 2, 12, maximise=False)


@pytest.mark.parametrize(
    ("lie", "message"),
    [
        ({"objective": 12.001}, "12.001 is claimed, but the sites give 12"),
        ({"bound": 11.9}, "the bound 11.9 is worse"),
        ({"order": np.array([0])}, "2 different sites"),
        ({"order": np.array([2, 2])}, "2 different sites"),
        ({"order": np.array([0, 1, 2])}, "2 different sites"),
    ],
)
def test_a_false_claim_is_refused(lie, message):
    with pytest.raises(WrongAnswerError, match=message):
        check_claims("tiny", replace(HONEST, **lie), 2, 12, maximise=True)


def test_people_covered_counts_each_point_once():
    lat_lon = np.array([[0.0, 0.0], [0.0, 0.001], [0.0, 0.002], [0.0, 1.0]])
    points = Points("tiny", lat_lon, np.array([1, 10, 100, 1_000]))
    # 0.001 degrees are 111.3 m.
    assert people_covered(points, np.array([0, 2]), 112.0) == 111
    assert people_covered(points, np.array([0, 3]), 111.0) == 1_001


def test_travel_goes_to_the_nearest_site_along_the_edges():
    edges = sparse.csr_array(([2.0, 3.0, 4.0], ([0, 1, 2], [1, 2, 3])), shape=(4, 4))
    graph = Graph("line", 2, edges)
    assert travel(graph, np.array([0]), "median") == 2 + 5 + 9
    assert travel(graph, np.array([0, 3]), "median") == 2 + 4
    assert travel(graph, np.array([0, 3]), "center") == 4


def test_bounds_on_whole_numbers_are_rounded_to_what_they_prove():
    assert whole_bound(99.7, maximise=True) == 99
    assert whole_bound(99.2, maximise=False) == 100
    assert whole_bound(1e6 - 1e-5, maximise=True) == 1_000_000
    assert whole_bound(1e6 + 1e-5, maximise=False) == 1_000_000


def test_gaps_are_shares():
    assert gap_between(90, 100) == gap_between(100, 90) == pytest.approx(0.1)
    assert gap_between(0, 0) == 0
    assert behind(90, 100, maximise=True) == pytest.approx(0.1)
    assert behind(90, 100, maximise=False) == pytest.approx(-0.1)
    assert behind(3, 0, maximise=False) == 1
