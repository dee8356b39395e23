"""Each fault is found, in its row and in no other."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from shapely.affinity import translate

from geoplan.layers.cadastre.faults import faults
from geoplan.layers.cadastre.placing import place
from geoplan.layers.cadastre.read import read_parcels
from geoplan.layers.cadastre.readings import Reading
from tests.layers.cadastre.made import communes, parcels


def found(frame, folder):
    frame.to_file(folder / "a.gpkg")
    ours, _ = place(read_parcels(folder / "a.gpkg"), Reading("EPSG:9209"), communes())
    return faults(ours)


def said(frame, folder):
    return found(frame, folder)[["row", "fault"]].to_numpy().tolist()


def with_shape(at, shape, **columns):
    """Return four parcels that touch, one of them of another shape."""
    frame = parcels(("Xã Nam Sách",), 4).assign(**columns)
    shapes = list(frame.geometry)
    shapes[at] = shape(shapes[at])
    return frame.set_geometry(shapes, crs=frame.crs)


def test_sound_parcels_that_touch_have_no_faults(tmp_path):
    assert said(parcels(), tmp_path) == []


def test_a_repeated_key_is_found_where_it_is_repeated(tmp_path):
    frame = parcels(("Xã Nam Sách",), 3).assign(so_thua=["1", "2", "1"])
    table = found(frame, tmp_path)
    assert table[["row", "fault", "detail"]].to_numpy().tolist() == [
        [3, "duplicate key", "stands in row 1 already"]
    ]


def test_the_same_numbers_in_another_commune_are_no_duplicate(tmp_path):
    assert said(parcels(each=1), tmp_path) == []


def test_a_key_with_a_part_missing_is_missing_and_no_duplicate(tmp_path):
    frame = parcels(("Xã Nam Sách",), 3).assign(so_thua=["1", None, None])
    assert said(frame, tmp_path) == [[2, "missing attribute"], [3, "missing attribute"]]


@pytest.mark.parametrize(
    ("column", "field"),
    [("ten_xa", "old_commune"), ("so_to", "sheet"), ("loai_dat", "land_use"),
     ("dien_tich", "stated_area_m2")],
)  # fmt: skip
def test_each_missing_attribute_is_named(tmp_path, column, field):
    frame = parcels(("Xã Nam Sách",), 2)
    frame.loc[1, column] = None
    table = found(frame, tmp_path)
    assert table[["row", "detail"]].to_numpy().tolist() == [[2, field]]


def test_overlaps_are_said_of_both_and_touching_is_none(tmp_path):
    frame = with_shape(1, lambda shape: translate(shape, 2, 0))
    table = found(frame, tmp_path)
    assert table["row"].tolist() == [2, 3]
    assert set(table["fault"]) == {"overlap"}
    assert table["detail"].tolist() == ["60.0 m² with row 3", "60.0 m² with row 2"]


@pytest.mark.parametrize(("shift_m", "expected"), [(0.01, []), (0.02, ["overlap"] * 2)])
def test_overlaps_count_from_half_a_square_metre(tmp_path, shift_m, expected):
    frame = with_shape(1, lambda shape: translate(shape, shift_m, 0))
    assert [fault for _, fault in said(frame, tmp_path)] == expected


def test_a_parcel_within_another_overlaps_it(tmp_path):
    frame = with_shape(1, lambda shape: translate(shape, -20, 0).buffer(-5))
    frame.loc[1, "dien_tich"] = None
    assert [1, "overlap"] in said(frame, tmp_path)
    assert [2, "overlap"] in said(frame, tmp_path)


def test_overlaps_agree_with_every_pair_tried(tmp_path):
    rng = np.random.default_rng(1)
    frame = parcels(("Xã Nam Sách",), 40)
    shapes = [
        shapely.affinity.rotate(translate(s, *rng.uniform(-30, 30, 2)), rng.uniform(0, 90))
        for s in frame.geometry
    ]
    frame = frame.set_geometry(shapes, crs=frame.crs)
    pairs = sum(a.intersection(b).area > 0.5 for i, a in enumerate(shapes) for b in shapes[i + 1 :])
    assert pairs > 10
    assert [fault for _, fault in said(frame, tmp_path)].count("overlap") == 2 * pairs


@pytest.mark.parametrize(("width_m", "expected"), [(0.4, [[4, "sliver"]]), (0.6, [])])
def test_a_sliver_is_narrower_than_half_a_metre(tmp_path, width_m, expected):
    def strip(shape):
        west, south, _, north = shape.bounds
        return shapely.box(west, south, west + width_m, north)

    areas = [600.0, 600.0, 600.0, width_m * 30]
    assert said(with_shape(3, strip, dien_tich=areas), tmp_path) == expected


def test_a_hole_is_found(tmp_path):
    def pierced(shape):
        return shape.difference(shape.centroid.buffer(2, quad_segs=1))

    assert said(with_shape(2, pierced, dien_tich=[600, 600, 592, 600]), tmp_path) == [[3, "hole"]]


def test_a_multipart_is_found(tmp_path):
    def cut(shape):
        west, south, east, north = shape.bounds
        return shape.difference(shapely.box(west, south + 14.9, east, north - 14.9))

    assert said(with_shape(2, cut, dien_tich=[600, 600, 596, 600]), tmp_path) == [[3, "multipart"]]


def test_a_self_crossing_ring_is_found_and_left(tmp_path):
    def bow(shape):
        west, south, east, north = shape.bounds
        return shapely.Polygon([(west, south), (east, north), (east, south), (west, north - 9)])

    frame = with_shape(0, bow)
    frame.loc[0, "dien_tich"] = None
    assert [1, "self-crossing ring"] in said(frame, tmp_path)
    assert not [row for row, fault in said(frame, tmp_path) if row != 1]


def test_a_missing_and_a_line_shape_are_found(tmp_path):
    assert said(with_shape(1, lambda _: None), tmp_path) == [[2, "missing geometry"]]
    frame = with_shape(1, lambda shape: shapely.LineString(list(shape.exterior.coords)[:2]))
    assert said(frame, tmp_path) == [[2, "not a polygon or point"]]


@pytest.mark.parametrize(
    ("stated", "expected"),
    [(600 / 1.0097, []), (600 / 1.0103, ["area differs"]), (600 / 0.9897, ["area differs"]),
     (600 / 0.9903, []), (0.06, ["area differs"]), (0.0, ["area differs"])],
)  # fmt: skip
def test_areas_that_differ_by_more_than_one_percent_are_found(tmp_path, stated, expected):
    frame = parcels(("Xã Nam Sách",), 2)
    frame.loc[1, "dien_tich"] = stated
    assert said(frame, tmp_path) == [[2, fault] for fault in expected]
