"""Random parcels there and back through every format: millimetres and Vietnamese names.

The parcels fill a grid without touching, some with a hole or a part cut off. A drawing shows a hole
as a ring within a ring, a list of corners has none.
"""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from geoplan.layers.cadastre.placing import place
from geoplan.layers.cadastre.read import read_parcels
from geoplan.layers.cadastre.readings import Reading
from tests.layers.cadastre.made import communes, drawing_of
from tests.layers.cadastre.test_read import write

FORMATS = ("gpkg", "shp", "zip", "geojson", "dxf", "csv", "xlsx")
WITHOUT_HOLES = ("dxf", "csv", "xlsx")
SYLLABLES = ["Thuỷ", "Nguyên", "Đông", "Hưng", "Quỳnh", "Ẩn", "Ưỡn", "Nghĩa", "Kỳ", "Đỗ", "Xuân",
             "Lãm", "Huỳnh", "Ỷ", "Tĩnh", "Sở", "Ngọc", "Bể"]  # fmt: skip
NAMES = st.lists(st.sampled_from(SYLLABLES), min_size=1, max_size=4).map(" ".join)
MM = st.integers(-4000, 4000).map(lambda mm: mm / 1000)
WEST, SOUTH, APART = 560_000.0, 2_310_000.0, 40.0


@st.composite
def shapes(draw, *, may_have_hole):
    """Return a polygon of 3 to 8 corners, to the millimetre, within 16 m of the origin."""
    corners = draw(st.integers(3, 8))
    turns = 2 * np.pi * (np.arange(corners) + 0.4 * draw(st.floats(0, 1))) / corners
    radii = np.array([12 + draw(MM) for _ in range(corners)])
    outer = np.round(np.column_stack([radii * np.cos(turns), radii * np.sin(turns)]), 3)
    if not (may_have_hole and draw(st.booleans())):
        return shapely.Polygon(outer)
    return shapely.Polygon(outer, [np.round(outer[::-1] * 0.25, 3)])


@st.composite
def cadastres(draw, *, may_have_hole):
    held = draw(st.lists(shapes(may_have_hole=may_have_hole), min_size=1, max_size=6))
    at = [(WEST + APART * (place % 3), SOUTH + APART * (place // 3)) for place in range(len(held))]
    moved = [
        shapely.transform(shape, lambda xy, to=to: np.round(xy + to, 3))
        for shape, to in zip(held, at, strict=True)
    ]
    frame = gpd.GeoDataFrame(
        {
            "ten_xa": [f"Xã {draw(NAMES)}" for _ in held],
            "so_to": "12",
            "so_thua": [str(number) for number in range(1, len(held) + 1)],
            "loai_dat": draw(st.sampled_from(["DYT", "ONT+CLN"])),
        },
        geometry=moved,
        crs="EPSG:9209",
    )
    return frame.assign(dien_tich=frame.area.round(2))


@pytest.mark.parametrize("kind", FORMATS)
@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_every_format_keeps_the_millimetre_and_the_names(tmp_path_factory, kind, data):
    frame = data.draw(cadastres(may_have_hole=kind not in WITHOUT_HOLES))
    folder = tmp_path_factory.mktemp("trip")
    path = folder / f"a.{kind}"
    if kind == "dxf":
        drawing_of(frame, path)
    elif kind == "geojson":  # degrees, which is all that its standard allows
        frame.to_crs("EPSG:4326").to_file(path, COORDINATE_PRECISION=10)
    else:
        path = write(frame, folder, kind)
    raw = read_parcels(path)
    reading = Reading(raw.declared or "EPSG:9209")
    ours, found = place(raw, reading, communes())
    assert found.empty
    there = ours.to_crs("EPSG:9209").geometry.to_numpy()
    true = frame.geometry.to_numpy()
    assert shapely.hausdorff_distance(there, true).max() <= 0.001
    assert shapely.area(there) == pytest.approx(shapely.area(true), rel=1e-4)
    assert ours["number"].tolist() == frame["so_thua"].tolist()
    assert ours["land_use"].tolist() == frame["loai_dat"].tolist()
    assert ours["stated_area_m2"].tolist() == pytest.approx(frame["dien_tich"].tolist(), abs=0.006)
    if kind != "dxf":
        assert ours["old_commune"].tolist() == frame["ten_xa"].tolist()
        assert ours["sheet"].tolist() == frame["so_to"].tolist()


@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(frame=cadastres(may_have_hole=True))
def test_holes_survive_a_drawing_as_rings_within_rings(tmp_path_factory, frame):
    path = tmp_path_factory.mktemp("trip") / "a.dxf"
    holes = [shapely.Polygon(ring) for shape in frame.geometry for ring in shape.interiors]
    outer = frame.set_geometry([shapely.Polygon(s.exterior) for s in frame.geometry], crs=None)
    inner = gpd.GeoDataFrame(
        {"so_thua": [f"h{at}" for at in range(len(holes))], "dien_tich": 1.0, "loai_dat": "DYT"},
        geometry=holes,
    )
    both = gpd.GeoDataFrame([*outer.to_dict("records"), *inner.to_dict("records")])
    inside = shapely.point_on_surface(frame.geometry.to_numpy())
    raw = read_parcels(drawing_of(both.set_geometry("geometry"), path))
    read = raw.frame.geometry.to_numpy()
    assert len(read) == len(both)
    assert shapely.hausdorff_distance(read[: len(frame)], frame.geometry.to_numpy()).max() <= 0.001
    assert shapely.contains(read[: len(frame)], inside).all()
    assert raw.findings["fault"].eq("ring within a ring").sum() == len(
        [shape for shape in frame.geometry if shape.interiors]
    )
