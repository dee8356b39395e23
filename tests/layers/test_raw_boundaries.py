"""Boundaries as provinces hand them over: what is mended, what is derived, what is refused."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pytest
import shapely

from geoplan.layers.raw.asking import settle
from geoplan.layers.raw.boundaries import communes_of, five_digits, read_boundaries, with_islands
from geoplan.layers.raw.mapping import Mapping
from tests.layers.raw_files import SIDE, SOUTH, WEST, land, refusal

CRS = "EPSG:3405"


def made(frame, folder, name="b.gpkg"):
    frame.to_file(folder / name)
    raw, _ = read_boundaries(folder / name)
    return communes_of(raw.named(settle([raw], Mapping(), None)), folder / name, CRS)


def test_names_get_their_kind_and_an_english_form(tmp_path):
    frame = land(name=["An Biên", "X. Đông Hải"], loai=["Phường", "Xã"])
    communes, _ = made(frame, tmp_path)
    assert communes["name"].to_list() == ["Phường An Biên", "Xã Đông Hải"]
    assert communes["name_en"].to_list() == ["An Bien Ward", "Dong Hai Commune"]
    assert communes["name_ascii"].to_list() == ["Phuong An Bien", "Xa Dong Hai"]


def test_a_name_that_says_another_kind_than_the_type_is_refused(tmp_path):
    said = refusal(made, land(loai=["Xã", "Xã"]), tmp_path)
    assert "field type" in said
    assert "Phường An: commune" in said


def test_a_blank_kind_is_refused_as_such(tmp_path):
    assert "field type" in refusal(made, land(loai=["Phường", None]), tmp_path)


def test_names_without_any_kind_are_asked_about(tmp_path):
    said = refusal(made, land(name=["An", "Bình"]), tmp_path)
    assert "what is “An” as type?" in said
    assert "[boundaries.values.type] # one of ward, commune, special_zone" in said


@pytest.mark.parametrize("codes", [[1, 20002], [1.0, 20002.0], ["00001", "20002"], ["1", "20002"]])
def test_codes_get_back_the_zeros_that_numbers_lose(codes):
    assert five_digits(land(code=codes)["code"]).to_list() == ["00001", "20002"]


@pytest.mark.parametrize(
    ("columns", "words"),
    [
        ({"code": ["00001", "00001"]}, "more than once"),
        ({"code": ["00001", "31-2"]}, "commune_code"),
        ({"dan_so": [-1, 5]}, "field people"),
        ({"dan_so": [None, 5]}, "field people"),
        ({"dan_so": ["12.000", "9.500"]}, "separator of thousands"),
        ({"dien_tich": [1040.0, 1038.0]}, "Give it in km²"),
    ],
)
def test_impossible_columns_are_refused(tmp_path, columns, words):
    said = refusal(made, land(**columns), tmp_path)
    assert words in said
    assert "b.gpkg, layer communes" in said


def with_shape(shape) -> gpd.GeoDataFrame:
    frame = land()
    return frame.set_geometry([shape, frame.geometry[1]], crs="EPSG:4326")


def test_a_flaw_that_keeps_the_area_is_repaired_and_said(tmp_path):
    edge = [(0, 0), (0.02, 0), (0.02, 0.02), (0.01, 0.02), (0.01, 0.02 + 1e-6), (0.0100001, 0.0199)]
    spiked = shapely.Polygon([(WEST + x, SOUTH + y) for x, y in [*edge, (0, 0.02)]])
    assert not spiked.is_valid
    communes, notes = made(with_shape(spiked), tmp_path)
    assert communes.geometry.is_valid.all()
    repaired = [note.text for note in notes if note.standing == "Repaired"]
    assert len(repaired) == 1
    assert "00001: Self-intersection" in repaired[0]


@pytest.mark.parametrize(
    ("shape", "words"),
    [
        (shapely.Polygon([(106, 20.8), (106.03, 20.83), (106.03, 20.8), (106, 20.83)]),
         "invalid. (rows: 00001: Self-intersection"),
        (shapely.Point(106, 20.8), "not a polygon"),
        (None, "missing or empty"),
    ],
)  # fmt: skip
def test_a_polygon_that_cannot_be_repaired_is_refused(tmp_path, shape, words):
    assert words in refusal(made, with_shape(shape), tmp_path)


def test_heights_are_dropped(tmp_path):
    frame = land()
    communes, _ = made(frame.set_geometry(shapely.force_3d(frame.geometry.to_numpy())), tmp_path)
    assert not communes.has_z.any()


@pytest.mark.filterwarnings("ignore:'crs' was not provided:UserWarning")
def test_a_missing_reference_system_is_refused(tmp_path):
    said = refusal(made, land().set_crs(None, allow_override=True), tmp_path)
    assert "declares no coordinate reference system" in said


def test_utf8_that_the_file_does_not_own_up_to_is_refused_with_the_cure(tmp_path):
    land().to_file(tmp_path / "b.shp", encoding="UTF-8")
    (tmp_path / "b.cpg").unlink()
    said = refusal(read_boundaries, tmp_path / "b.shp")
    assert "b.cpg" in said
    assert "is Phường An" in said


def test_several_layers_in_one_file_are_refused(tmp_path):
    for layer in ("new", "old"):
        land().to_file(tmp_path / "b.gpkg", layer=layer)
    assert "several layers: new, old" in refusal(read_boundaries, tmp_path / "b.gpkg")


def test_a_file_that_is_no_vector_is_refused(tmp_path):
    (tmp_path / "b.gpkg").write_bytes(b"PK")
    assert "cannot be read as vector data" in refusal(read_boundaries, tmp_path / "b.gpkg")


def test_a_reference_system_without_datum_is_warned_of(tmp_path):
    unnamed = "+proj=tmerc +lat_0=0 +lon_0=105.6 +k=0.9999 +x_0=500000 +ellps=WGS84 +units=m"
    land().to_crs(unnamed).to_file(tmp_path / "b.gpkg")
    _, notes = read_boundaries(tmp_path / "b.gpkg")
    assert "200 m off" in notes[0].text
    land().to_crs("EPSG:9209").to_file(tmp_path / "c.gpkg")
    _, notes = read_boundaries(tmp_path / "c.gpkg")
    assert notes[0].text == "c.gpkg: 2 rows, VN-2000 / TM-3 105-30 (EPSG:9209)"


def test_vn_2000_is_shifted_to_wgs_84(tmp_path):
    frame = land().to_crs("EPSG:9209")
    plain = frame.set_crs("+proj=tmerc +lon_0=105.5 +k=0.9999 +x_0=500000 +datum=WGS84",
                          allow_override=True)  # fmt: skip
    communes, _ = made(frame, tmp_path)
    naive = plain.to_crs("EPSG:4326").to_crs(CRS).geometry.to_numpy()
    off_m = shapely.hausdorff_distance(communes.to_crs(CRS).geometry.to_numpy(), naive)
    assert off_m == pytest.approx(np.full(2, 224), abs=5)  # what leaving the datum out would cost


def test_islands_are_the_communes_off_the_largest_land(tmp_path):
    frame = land(code=["00001", "00002", "00003"], name=["Phường An", "Xã Bình", "Xã Cù Lao"])
    frame.loc[2, "geometry"] = shapely.box(WEST + 4 * SIDE, SOUTH, WEST + 4.5 * SIDE, SOUTH + SIDE)
    communes, _ = made(frame, tmp_path)
    told, notes = with_islands(communes, gap_m=300, smallest_km2=0.8, crs=CRS)
    assert told["is_island"].to_list() == [False, False, True]
    assert notes[0].text.endswith("Xã Cù Lao")
    # Water that counts as bridged makes no island.
    told, _ = with_islands(communes, gap_m=10_000, smallest_km2=0.8, crs=CRS)
    assert not told["is_island"].any()
