"""Parcels on the map: positions, areas, keys, and rings that are closed and cleaned."""

from __future__ import annotations

import json

import geopandas as gpd
import numpy as np
import pytest
import shapely
from pyproj import Geod

from geoplan.layers.cadastre.placing import area_m2, place
from geoplan.layers.cadastre.read import read_parcels
from geoplan.layers.cadastre.readings import Reading
from tests.layers.cadastre.made import communes, oracle, parcels

D30 = Reading("EPSG:9209")


def placed(frame, folder, reading=D30):
    frame.to_file(folder / "a.gpkg")
    return place(read_parcels(folder / "a.gpkg"), reading, communes())


def with_shape(shape):
    frame = parcels(each=1)
    return frame.set_geometry([shape, frame.geometry[1]], crs=frame.crs)


def moved(*corners):
    west, south = shapely.bounds(parcels(each=1).geometry[0])[:2]
    return [(west + x, south + y) for x, y in corners]


def test_positions_are_those_of_the_seven_parameters_within_a_millimetre(tmp_path):
    frame = parcels()
    ours, _ = placed(frame, tmp_path)
    true = np.column_stack(
        oracle(105.5).transform(*shapely.get_coordinates(frame.geometry.to_numpy()).T)
    )
    found = shapely.get_coordinates(ours.geometry.to_numpy())
    assert Geod(ellps="WGS84").inv(*found.T, *true.T)[2].max() < 0.001


def test_areas_are_geodesic(tmp_path):
    ours, _ = placed(parcels(), tmp_path)
    geod = Geod(ellps="WGS84")
    true = [abs(geod.geometry_area_perimeter(shape)[0]) for shape in ours.geometry]
    assert ours["area_m2"].tolist() == pytest.approx(true, rel=1e-6)


def test_areas_are_geodesic_across_a_whole_city():
    shapes = communes().geometry.to_numpy()
    geod = Geod(ellps="WGS84")
    true = [abs(geod.geometry_area_perimeter(shape)[0]) for shape in shapes]
    assert area_m2(shapes) == pytest.approx(true, rel=1e-5)


def test_the_key_and_the_commune(tmp_path):
    frame = parcels(each=1).assign(ten_xa=["Xã Nam Sách", "Xã Cũ Nào Đó"], so_thua=["1", None])
    ours, _ = placed(frame, tmp_path)
    assert list(ours.index) == ["Xã Nam Sách|7|1", "Xã Cũ Nào Đó|7|?"]
    code = communes().index[communes()["name"] == "Xã Nam Sách"][0]
    assert ours["commune_code"].fillna("-").tolist() == [code, "-"]
    assert ours.crs == "EPSG:4326"


def test_a_code_stands_for_the_commune(tmp_path):
    code = str(communes().index[0])
    ours, _ = placed(parcels(each=1).drop(columns="ten_xa").assign(ma_xa=code), tmp_path)
    assert ours["commune_code"].tolist() == [code, code]
    assert ours.index[0] == f"{code}|7|1"


def test_an_unclosed_ring_is_closed_and_said(tmp_path):
    frame = with_shape(shapely.LineString(moved((0, 0), (20, 0), (20, 30), (0, 30))))
    ours, mended = placed(frame, tmp_path)
    assert mended[["row", "fault", "is_mended"]].to_numpy().tolist() == [[1, "unclosed ring", True]]
    assert ours["area_m2"].iloc[0] == pytest.approx(600, abs=1)


def test_an_unclosed_polygon_is_closed_and_said(tmp_path):
    parcels(each=1).to_file(tmp_path / "a.geojson")
    held = json.loads((tmp_path / "a.geojson").read_text(encoding="utf-8"))
    held["features"][1]["geometry"]["coordinates"][0].pop()
    (tmp_path / "a.geojson").write_text(json.dumps(held), encoding="utf-8")
    ours, mended = place(read_parcels(tmp_path / "a.geojson"), D30, communes())
    assert mended[["row", "fault", "is_mended"]].to_numpy().tolist() == [[2, "unclosed ring", True]]
    assert ours["area_m2"].tolist() == pytest.approx([600, 600], abs=1)


def test_a_line_of_two_points_stays_a_line(tmp_path):
    ours, mended = placed(with_shape(shapely.LineString(moved((0, 0), (20, 0)))), tmp_path)
    assert mended.empty
    assert ours.geometry.iloc[0].geom_type == "LineString"
    assert np.isnan(ours["area_m2"].iloc[0])


def test_a_self_touching_ring_is_cleaned_and_said(tmp_path):
    ring = moved((0, 0), (20, 0), (20, 30), (10, 30), (10, 40), (10, 30), (0, 30))
    frame = with_shape(shapely.Polygon(ring))
    assert not frame.geometry[0].is_valid
    ours, mended = placed(frame, tmp_path)
    assert mended["fault"].tolist() == ["self-touching ring"]
    assert mended["row"].tolist() == [1]
    assert ours.geometry.is_valid.all()
    assert ours["area_m2"].iloc[0] == pytest.approx(600, abs=1)


def test_a_multipolygon_of_one_part_is_a_polygon(tmp_path):
    ours, _ = placed(with_shape(shapely.MultiPolygon([parcels(each=1).geometry[0]])), tmp_path)
    assert ours.geometry.iloc[0].geom_type == "Polygon"


def test_what_has_no_place_on_earth_is_missing(tmp_path):
    ours, _ = placed(with_shape(shapely.box(1e30, 1e30, 2e30, 2e30)), tmp_path)
    assert ours.geometry.isna().tolist() == [True, False]
    assert isinstance(ours, gpd.GeoDataFrame)
