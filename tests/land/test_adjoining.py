from itertools import combinations

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geoplan.land.adjoining import adjoining, joined

LOTS = np.array([shapely.box(10 * k, 0, 10 * k + 10, 20) for k in range(4)])  # a row of four


def groups(shapes, least_m2, count=20):
    found = adjoining(shapes, shapely.area(shapes), least_m2, count=count)
    return [rows.tolist() for rows in found]


def test_pairs_of_a_row():
    assert groups(LOTS, 400) == [[0, 1], [1, 2], [2, 3]]


def test_threes_where_no_two_are_enough():
    assert groups(LOTS, 500) == [[0, 1, 2], [1, 2, 3]]
    assert groups(LOTS, 700) == []


def test_a_road_between_parts_them():
    apart = np.array([shapely.box(0, 0, 10, 20), shapely.box(13, 0, 23, 20)])
    assert groups(apart, 400) == []


def test_a_gap_as_between_two_surveys_does_not():
    near = np.array([shapely.box(0, 0, 10, 20), shapely.box(10.3, 0, 20, 20)])
    assert groups(near, 390) == [[0, 1]]
    whole = joined(near)
    assert whole.geom_type == "Polygon"
    assert whole.area == pytest.approx(400, rel=1e-6)


def test_the_most_compact_comes_first_and_no_more_than_asked():
    shapes = np.array(
        [shapely.box(0, 0, 10, 40), shapely.box(10, 0, 50, 10), shapely.box(-40, 0, 0, 40)]
    )
    assert groups(shapes, 790)[0] == [0, 2]
    assert len(groups(LOTS, 400, count=2)) == 2


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), max_size=7, unique=True),
       st.integers(150, 350))  # fmt: skip
def test_none_of_a_group_can_be_spared_and_none_is_missed(corners, least_m2):
    shapes = np.array([shapely.box(10 * x, 10 * y, 10 * x + 10, 10 * y + 10) for x, y in corners])
    if not len(shapes):
        return
    found = groups(shapes, least_m2, count=1000)

    def connected(rows):
        return shapely.union_all(shapely.buffer(shapes[list(rows)], 0.1)).geom_type == "Polygon"

    size = int(np.ceil(least_m2 / 100))
    want = [list(rows) for rows in combinations(range(len(shapes)), size) if connected(rows)]
    assert sorted(found) == (sorted(want) if size in (2, 3) else [])
