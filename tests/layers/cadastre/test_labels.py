"""Texts of a drawing in the parcels that they stand in."""

from __future__ import annotations

import numpy as np
import pandas as pd
import shapely

from geoplan.layers.cadastre.labels import labelled

SHAPES = shapely.box([0, 10, 20], 0, [10, 20, 30], 10)
ROWS = np.array([4, 5, 9])


def told(*texts, shapes=SHAPES, rows=ROWS):
    return labelled(shapes, rows, pd.DataFrame(texts, columns=["field", "text", "x", "y"]))


def found(answer):
    return answer.findings[["row", "fault", "detail"]].to_numpy().tolist()


def test_each_parcel_gets_its_texts():
    answer = told(("number", "7", 5, 5), ("number", "8", 15, 5), ("land_use", "DYT", 15, 2),
                  ("stated_area_m2", "100.5 m2", 5, 2))  # fmt: skip
    assert answer.fields["number"].fillna("-").tolist() == ["7", "8", "-"]
    assert answer.fields["land_use"].fillna("-").tolist() == ["-", "DYT", "-"]
    assert answer.fields["stated_area_m2"].fillna("-").tolist() == ["100.5", "-", "-"]
    assert found(answer) == []


def test_two_numbers_in_one_parcel_are_found_and_none_is_taken():
    answer = told(("number", "7", 5, 5), ("number", "8", 6, 5), ("number", "9", 25, 5))
    assert answer.fields["number"].fillna("-").tolist() == ["-", "-", "9"]
    assert found(answer) == [[4, "several texts", "number: 7, 8"]]


def test_the_same_text_twice_is_one():
    answer = told(("number", "7", 5, 5), ("number", "7", 6, 5))
    assert answer.fields["number"].tolist()[0] == "7"
    assert found(answer) == []


def test_a_text_in_no_parcel_is_found_at_the_nearest():
    answer = told(("number", "7", 33, 5))
    assert found(answer) == [
        [9, "text in no parcel", "number 7 at (33.00 5.00); this parcel is nearest"]
    ]
    assert "number" not in answer.fields


def test_a_text_in_two_parcels_goes_to_the_smaller():
    shapes = np.array([shapely.box(0, 0, 10, 10), shapely.box(4, 4, 6, 6)])
    answer = told(("number", "7", 5, 5), shapes=shapes, rows=np.array([1, 2]))
    assert answer.fields["number"].fillna("-").tolist() == ["-", "7"]


def test_several_land_types_are_joined():
    answer = told(("land_use", "ONT", 5, 5), ("land_use", "CLN", 6, 5))
    assert answer.fields["land_use"].tolist()[0] == "ONT+CLN"


def test_the_legal_type_fills_that_of_now_and_is_said_where_it_differs():
    answer = told(
        ("land_use", "ODT", 5, 5), ("legal_use", "ONT", 6, 5), ("legal_use", "DYT", 15, 5)
    )
    assert answer.fields["land_use"].fillna("-").tolist() == ["ODT", "DYT", "-"]
    assert found(answer) == [[4, "land use differs", "now ODT, legally ONT"]]
    assert "legal_use" not in answer.fields


def test_areas_have_a_decimal_comma_or_are_found():
    answer = told(("stated_area_m2", "DT: 100,5", 5, 5), ("stated_area_m2", "1,200", 15, 5),
                  ("stated_area_m2", "nhà", 25, 5))  # fmt: skip
    assert answer.fields["stated_area_m2"].fillna("-").tolist() == ["100.5", "-", "-"]
    assert [row for row, fault, _ in found(answer) if fault == "area not a number"] == [5, 9]


def test_random_texts_agree_with_every_pair_tried():
    rng = np.random.default_rng(0)
    corners = rng.uniform(0, 100, (60, 2))
    shapes = shapely.box(corners[:, 0], corners[:, 1], corners[:, 0] + 8, corners[:, 1] + 8)
    places = rng.uniform(0, 100, (80, 2))
    texts = [("number", f"{at}", x, y) for at, (x, y) in enumerate(places)]
    answer = told(*texts, shapes=shapes, rows=np.arange(1, 61))
    inside = [
        [shape for shape in range(60) if shapes[shape].intersects(shapely.Point(place))]
        for place in places
    ]
    home = [min(held, key=lambda shape: shapes[shape].area, default=-1) for held in inside]
    assert sum(at < 0 for at in home) == sum(f == "text in no parcel" for _, f, _ in found(answer))
    for shape in range(60):
        own = [at for at in range(80) if shape in inside[at] and inside[at] == [shape]]
        taken = answer.fields["number"].fillna("-").iloc[shape]
        if taken != "-":
            assert shape in inside[int(taken)]
        elif len(own) == 1:
            assert [row for row, fault, _ in found(answer) if fault == "several texts"].count(
                shape + 1
            )
