"""What lines enclose: rings, gaps, rings within rings, and ground between lines."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geoplan.layers.cadastre.dxf import Line
from geoplan.layers.cadastre.enclosing import enclosed

NOWHERE = np.empty((0, 2))


def ring(west, south, east, north, *, is_closed=True):
    corners = [(west, south), (east, south), (east, north), (west, north)]
    return Line(np.array(corners, dtype=float), is_closed)


def stroke(*corners):
    return Line(np.array(corners, dtype=float), is_closed=False)


def areas(found):
    return shapely.area(found.shapes).tolist()


def test_closed_lines_are_parcels_in_the_order_of_the_file():
    found = enclosed([ring(0, 0, 2, 1), ring(5, 0, 6, 1)], NOWHERE)
    assert areas(found) == [2, 1]
    assert found.rows.tolist() == [1, 2]
    assert found.findings.empty
    assert found.said == []


def test_a_line_whose_last_corner_is_the_first_is_closed():
    line = stroke((0, 0), (3, 0), (3, 1), (0, 1), (0, 0))
    found = enclosed([line], NOWHERE)
    assert areas(found) == [3]
    assert found.findings.empty


@pytest.mark.parametrize(("gap", "is_parcel"), [(0.35, True), (0.45, False)])
def test_a_gap_of_one_percent_is_closed_and_said(gap, is_parcel):
    line = stroke((0, 0), (10, 0), (10, 10), (0, 10), (0, gap))
    found = enclosed([ring(50, 0, 51, 1), line], NOWHERE)
    if is_parcel:
        assert areas(found) == [1, 100]
        assert found.findings[["row", "fault", "is_mended"]].to_numpy().tolist() == [
            [2, "unclosed ring", True]
        ]
        assert "gap of 0.35" in found.findings["detail"].iloc[0]
    else:
        assert areas(found) == [1]
        assert "1 pieces of lines enclose nothing, near (0.00 0." in found.said[0]


def test_a_ring_drawn_twice_counts_once_whatever_its_direction_and_start():
    again = Line(np.array([(2, 1), (2, 0), (0, 0), (0, 1)], dtype=float), is_closed=True)
    found = enclosed([ring(0, 0, 2, 1), again], NOWHERE)
    assert areas(found) == [2]
    assert found.findings["detail"].tolist() == ["drawn again as row 2, which is left out"]
    assert found.findings["row"].tolist() == [1]


def test_rings_within_a_ring_are_cut_out_and_said():
    lines = [ring(0, 0, 10, 10), ring(1, 1, 2, 2), ring(4, 4, 8, 8), ring(5, 5, 6, 6)]
    found = enclosed(lines, NOWHERE)
    assert areas(found) == [83, 1, 15, 1]
    assert found.findings["row"].tolist() == [1, 3]
    assert found.findings["detail"].tolist() == ["3 within it cut out", "1 within it cut out"]
    assert found.findings["is_mended"].all()


def test_an_outline_that_its_parts_fill_is_left_out_and_said():
    found = enclosed([ring(0, 0, 4, 1), ring(0, 0, 2, 1), ring(2, 0, 4, 1)], NOWHERE)
    assert areas(found) == [2, 2]
    assert found.rows.tolist() == [2, 3]
    assert "rings filled by those within them, left out: rows 1" in found.said


def test_lines_enclose_parcels_together_and_are_numbered_from_the_top():
    lines = [stroke((x, 0), (x, 2)) for x in (0, 1, 2)]
    lines += [stroke((0, y), (2, y)) for y in (0, 1, 2)]
    found = enclosed(lines, NOWHERE)
    assert areas(found) == [1] * 4
    assert found.rows.tolist() == [1, 2, 3, 4]
    assert shapely.bounds(found.shapes)[:, :2].tolist() == [[0, 1], [1, 1], [0, 0], [1, 0]]
    assert "4 parcels are enclosed by several lines each; they are rows 1 to 4" in found.said[0]


def test_lines_that_enclose_nothing_are_told_with_their_place():
    found = enclosed([ring(0, 0, 2, 1), stroke((7, 7), (8, 8))], NOWHERE)
    assert areas(found) == [2]
    assert found.said == ["1 pieces of lines enclose nothing, near (7.00 7.00)"]


def test_a_stray_line_through_a_parcel_does_not_divide_it_but_one_with_two_numbers_is():
    lines = [
        ring(0, 0, 4, 1),
        stroke((1, -1), (1, 2)),
        ring(10, 0, 14, 1),
        stroke((11, 0), (11, 1)),
    ]
    numbers = np.array([[0.5, 0.5], [10.5, 0.5], [12.0, 0.5]])
    found = enclosed(lines, numbers)
    assert areas(found) == [4, 1, 3]
    assert found.rows.tolist() == [1, 5, 6]
    assert "1 rings with several numbers were divided by lines" in found.said


def test_ground_between_rings_and_lines_is_a_parcel():
    lines = [ring(0, 0, 1, 1), ring(3, 0, 4, 1), stroke((1, 0), (3, 0)), stroke((1, 1), (3, 1))]
    assert sorted(areas(enclosed(lines, NOWHERE))) == [1, 1, 2]


def test_nothing_encloses_nothing():
    assert not len(enclosed([], NOWHERE).shapes)
    assert not len(enclosed([stroke((0, 0), (1, 1))], NOWHERE).shapes)


def test_a_bow_tie_stays_to_be_found_later():
    line = Line(np.array([(0, 0), (2, 2), (2, 0), (0, 2)], dtype=float), is_closed=True)
    found = enclosed([line, ring(0.9, 0.9, 1.1, 1.1)], NOWHERE)
    assert not shapely.is_valid(found.shapes[0])


@settings(max_examples=40, deadline=None)
@given(st.integers(1, 5), st.integers(1, 5), st.randoms(use_true_random=False))
def test_a_grid_of_lines_in_any_order_and_direction_gives_its_cells(across, down, random):
    x = np.cumsum([0.0, *(random.uniform(5, 50) for _ in range(across))]) + 600_000
    y = np.cumsum([0.0, *(random.uniform(5, 50) for _ in range(down))]) + 2_300_000
    sides = [((x[i], y[j]), (x[i + 1], y[j])) for i in range(across) for j in range(down + 1)]
    sides += [((x[i], y[j]), (x[i], y[j + 1])) for i in range(across + 1) for j in range(down)]
    random.shuffle(sides)
    found = enclosed([stroke(*random.sample(side, 2)) for side in sides], NOWHERE)
    cells = sorted(np.outer(np.diff(x), np.diff(y)).ravel())
    assert sorted(areas(found)) == pytest.approx(cells, rel=1e-4)
    assert shapely.area(shapely.union_all(found.shapes)) == pytest.approx(sum(cells), rel=1e-4)
