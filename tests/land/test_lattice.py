import numpy as np
import pytest
import shapely

from geoplan.land.lattice import lattice

SQUARE = shapely.box(0, 0, 1000, 1000)


def test_it_runs_through_the_point_and_covers_the_region_and_a_row_beyond():
    point = shapely.Point(333, 471)
    on = lattice(SQUARE, 100, point)
    assert min(shapely.distance(on.points, point)) == pytest.approx(0, abs=1e-9)
    assert on.x_m.min() < 0
    assert on.x_m.max() > 1000
    near = shapely.distance(SQUARE, on.points)
    assert near.max() <= 150
    assert (near == 0).sum() == 100


def test_a_plane_is_cut_where_it_has_the_share():
    on = lattice(SQUARE, 90, shapely.Point(500, 500))
    share = 1 - np.array([point.x for point in on.points]) / 1000
    area = on.at_least(share, 0.6)
    assert shapely.symmetric_difference(area, shapely.box(0, 0, 400, 1000)).area < 1e-3


def test_a_hole_stays_a_hole():
    on = lattice(SQUARE, 20, shapely.Point(500, 500))
    far = shapely.distance(on.points, shapely.Point(500, 500))
    area = on.at_least(far / 500, 0.5)
    assert not area.contains(shapely.Point(500, 500))
    assert area.area == pytest.approx(1e6 - np.pi * 250**2, rel=0.005)


def test_nowhere_is_an_empty_area():
    on = lattice(SQUARE, 100, shapely.Point(500, 500))
    assert on.at_least(np.zeros(on.row.size), 0.95).is_empty


def test_an_area_does_not_leave_the_region():
    island = shapely.MultiPolygon([shapely.box(0, 0, 200, 200), shapely.box(600, 600, 1000, 1000)])
    on = lattice(island, 50, shapely.Point(100, 100))
    area = on.at_least(np.ones(on.row.size), 0.95)
    assert shapely.symmetric_difference(area, island).area < 1e-6
