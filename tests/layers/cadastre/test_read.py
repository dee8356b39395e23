"""Every format there and back: millimetres, Vietnamese names, and what is refused."""

from __future__ import annotations

import zipfile

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import pytest
import shapely

from geoplan.layers.cadastre.read import read_parcels
from geoplan.layers.cadastre.readings import Reading
from tests.layers.cadastre.made import corner_list, numbers, parcels, refusal
from tests.layers.cadastre.test_old_text import old

FORMATS = ("gpkg", "shp", "zip", "geojson", "csv", "xlsx")
TEXTS = ["old_commune", "sheet", "number", "land_use"]


def write(frame, folder, kind, name="thửa"):
    path = folder / f"{name}.{kind}"
    if kind == "csv":
        corner_list(frame).to_csv(path, index=False)
    elif kind == "xlsx":
        pyogrio.write_dataframe(corner_list(frame), path, driver="XLSX")
    elif kind == "zip":
        frame.to_file(folder / "inside.shp")
        with zipfile.ZipFile(path, "w") as whole:
            for part in folder.glob("inside.*"):
                whole.write(part, part.name)
    else:
        frame.to_file(path)
    return path


@pytest.mark.parametrize("kind", FORMATS)
def test_every_format_keeps_the_millimetre_and_the_names(tmp_path, kind):
    frame = parcels()
    raw = read_parcels(write(frame, tmp_path, kind))
    assert raw.declared == (None if kind in ("csv", "xlsx") else "EPSG:9209")
    assert raw.frame["row"].tolist()[0] == 1
    assert raw.frame.crs is None
    for shape, true in zip(raw.frame.geometry, frame.geometry, strict=True):
        assert shapely.hausdorff_distance(shape, true) <= 0.001
        assert shape.area == pytest.approx(true.area, rel=1e-6)
    theirs = frame[["ten_xa", "so_to", "so_thua", "loai_dat"]]
    assert raw.frame[TEXTS].to_numpy().tolist() == theirs.to_numpy().tolist()
    assert raw.frame["stated_area_m2"].tolist() == [600.0] * len(frame)


@pytest.mark.parametrize("encoding", ["TCVN3", "VISCII", "UTF-8"])
@pytest.mark.parametrize("kind", ["shp", "zip"])
@pytest.mark.parametrize("said", [None, "UTF-8"])
def test_a_shapefile_silent_or_wrong_on_its_encoding_is_mended(tmp_path, kind, encoding, said):
    frame = parcels()
    shown = frame.assign(ten_xa=[old(name, encoding) for name in frame["ten_xa"]])
    shown.to_file(tmp_path / "inside.shp", encoding="ISO-8859-1")
    (tmp_path / "inside.cpg").unlink()
    if said:
        (tmp_path / "inside.cpg").write_text(said)
    path = tmp_path / "inside.shp"
    if kind == "zip":
        path = tmp_path / "all.zip"
        with zipfile.ZipFile(path, "w") as whole:
            for part in tmp_path.glob("inside.*"):
                whole.write(part, part.name)
    raw = read_parcels(path)
    assert raw.frame["old_commune"].tolist() == frame["ten_xa"].tolist()
    assert any(n.standing == "Repaired" and encoding in n.text for n in raw.notes)


def test_text_in_an_unknown_encoding_is_refused(tmp_path):
    frame = parcels().assign(ten_xa="þÿ¤¦ ¿¾½")
    frame.to_file(tmp_path / "a.shp", encoding="ISO-8859-1")
    said = refusal(read_parcels, tmp_path / "a.shp")
    assert "cannot be told to be TCVN3 or VISCII" in said
    assert "a.shp, layer parcels" in said


def test_a_shapefile_without_prj_declares_nothing(tmp_path):
    path = write(parcels(), tmp_path, "shp")
    path.with_suffix(".prj").unlink()
    assert read_parcels(path).declared is None


def test_points_with_an_area_are_read_from_a_list(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("Số tờ,Số thửa,Diện tích (m²),X,Y\n7,1,500 m2,600000,2310000\n")
    raw = read_parcels(path)
    assert raw.frame.geometry.iloc[0] == shapely.Point(600000, 2310000)
    assert raw.frame["stated_area_m2"].tolist() == [500.0]


def test_northings_are_told_from_eastings_by_their_names(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("so to,so thua,Bắc,Đông\n7,1,2310000,600000\n")
    assert read_parcels(path).frame.geometry.iloc[0] == shapely.Point(600000, 2310000)


def test_rows_of_one_parcel_may_lie_apart_and_the_row_is_that_of_the_first(tmp_path):
    table = corner_list(parcels(each=2))
    table.iloc[[0, 4, 1, 5, 2, 6, 3, 7, *range(8, 16)]].to_csv(tmp_path / "a.csv", index=False)
    raw = read_parcels(tmp_path / "a.csv")
    assert raw.frame["row"].tolist() == [1, 2, 9, 13]
    assert raw.frame.geometry.area.tolist() == [600.0] * 4


def test_a_ring_whose_first_corner_is_repeated_is_the_same(tmp_path):
    table = corner_list(parcels(("Xã Nam Sách",), 1))
    pd.concat([table, table.iloc[:1]]).to_csv(tmp_path / "a.csv", index=False)
    shape = read_parcels(tmp_path / "a.csv").frame.geometry.iloc[0]
    assert (shapely.get_num_coordinates(shape), shape.area) == (5, 600.0)


def test_numbers_with_blanks_keep_no_decimal(tmp_path):
    frame = parcels(each=2).assign(so_to=[7, None, 8, 9])
    raw = read_parcels(write(frame, tmp_path, "gpkg"))
    assert raw.frame["sheet"].fillna("-").tolist() == ["7", "-", "8", "9"]


def test_the_legal_area_goes_before_the_measured_one(tmp_path):
    frame = parcels(each=1).assign(dientichpl=[590.0, None])
    raw = read_parcels(write(frame, tmp_path, "gpkg"))
    assert raw.frame["stated_area_m2"].tolist() == [590.0, 600.0]


@pytest.mark.parametrize(
    ("names", "text"),
    [
        ("X,Y,so to,so thua,diem\n1,2,7,1,1\n1,3,7,1,2\n", "fewer than three corners"),
        (
            "X,Y,so to,so thua\n1,abc,7,1\n",
            "field y: the coordinate is not a number. (rows: 1: abc)",
        ),
        ("X,so to,so thua\n1,7,1\n", "field y: no column holds the second coordinate"),
        ("X,Y,diem\n1,2,1\n", "no column tells which parcel"),
        ("X,Y,so thua,thua\n1,2,1,1\n", "several columns may hold it: so thua, thua"),
        ("X,Y,dien tich\n1,2,1.200 ha\n", "the area is not a number. (rows: 1: 1.200 ha)"),
        ("X,Y\n", "holds no rows"),
    ],
)
def test_impossible_lists_are_refused_in_a_sentence(tmp_path, names, text):
    (tmp_path / "a.csv").write_text(names)
    said = refusal(read_parcels, tmp_path / "a.csv")
    assert text in said
    assert "a.csv, layer parcels" in said


def test_impossible_files_are_refused_in_a_sentence(tmp_path):
    assert "does not exist" in refusal(read_parcels, tmp_path / "none.gpkg")
    (tmp_path / "a.dwg").write_text("")
    assert "not read from .dwg" in refusal(read_parcels, tmp_path / "a.dwg")
    (tmp_path / "a.gpkg").write_text("nonsense")
    assert "cannot be read" in refusal(read_parcels, tmp_path / "a.gpkg")
    for layer in ("one", "two"):
        parcels().to_file(tmp_path / "b.gpkg", layer=layer)
    assert "several layers: one, two" in refusal(read_parcels, tmp_path / "b.gpkg")
    pyogrio.write_dataframe(pd.DataFrame({"so_to": ["1"]}), tmp_path / "c.gpkg")
    assert "holds no geometry" in refusal(read_parcels, tmp_path / "c.gpkg")


def test_degrees_in_geojson_keep_what_the_file_holds(tmp_path):
    frame = parcels(each=1).to_crs("EPSG:4326")
    frame.to_file(tmp_path / "a.geojson", COORDINATE_PRECISION=10)
    raw = read_parcels(tmp_path / "a.geojson")
    assert raw.declared == "EPSG:4326"
    true = numbers(frame.geometry.to_numpy(), Reading("EPSG:4326"))
    assert np.allclose(shapely.get_coordinates(raw.frame.geometry.to_numpy()),
                       shapely.get_coordinates(true), atol=1e-9)  # fmt: skip
    assert isinstance(raw.frame, gpd.GeoDataFrame)
