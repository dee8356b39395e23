"""Registers of facilities as provinces hand them over."""

from __future__ import annotations

import geopandas as gpd
import pandas as pd

from geoplan.layers.raw.asking import settle
from geoplan.layers.raw.facilities import facilities_of, modelled_stations, read_register
from geoplan.layers.raw.mapping import Mapping
from tests.layers.raw_files import SIDE, SOUTH, WEST, land, refusal


def communes() -> gpd.GeoDataFrame:
    return land().set_index(pd.Index(["00001", "00002"], name="commune_code"))


def register(**columns) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "ten": ["Trạm y tế An", "Bệnh viện tư nhân Bình"],
            "lon": [WEST + 0.01, WEST + SIDE + 0.01],
            "lat": [SOUTH + 0.01, SOUTH + 0.02],
            **columns,
        }
    )


def made(path):
    raw, _ = read_register(path)
    return facilities_of(raw.named(settle([raw], Mapping(), None)), path, communes())


def made_of(frame, folder):
    frame.to_csv(folder / "f.csv", index=False)
    return made(folder / "f.csv")


def test_a_bare_register_is_filled_in_and_that_is_said(tmp_path):
    table, notes = made_of(register(), tmp_path)
    assert table["kind"].to_list() == ["commune_station", "private_hospital"]
    assert table["ownership"].to_list() == ["public", "private"]
    assert table["commune_code"].to_list() == ["00001", "00002"]
    assert table["facility_id"].to_list() == ["F0001", "F0002"]
    assert table["source"].unique().tolist() == ["f.csv"]
    assert [note.standing for note in notes] == ["Assumed"] * 3


def test_blanks_alone_are_filled_in(tmp_path):
    given = register(status=["planned", None], so_huu=["Quân đội", None], giuong=[None, 120])
    table, notes = made_of(given, tmp_path)
    assert table["status"].to_list() == ["planned", "operating"]
    assert table["ownership"].to_list() == ["military", "private"]
    assert table["beds"].isna().to_list() == [True, False]
    assert "status, blank for 1 facilities" in notes[1].text


def test_points_of_a_layer_are_brought_to_degrees(tmp_path):
    frame = register()
    points = gpd.points_from_xy(frame["lon"], frame["lat"], crs="EPSG:4326")
    layer = gpd.GeoDataFrame(frame.assign(lon=0, lat=0), geometry=points).to_crs("EPSG:9209")
    layer.to_file(tmp_path / "f.gpkg")
    table, _ = made(tmp_path / "f.gpkg")
    pd.testing.assert_frame_equal(table[["lon", "lat"]], frame[["lon", "lat"]].round(6))


def test_a_layer_of_polygons_is_refused(tmp_path):
    land().to_file(tmp_path / "f.gpkg")
    assert "not a point" in refusal(made, tmp_path / "f.gpkg")


def test_a_facility_outside_every_commune_is_named(tmp_path):
    said = refusal(made_of, register(lon=[WEST - 1, WEST]), tmp_path)
    assert "stands in no commune" in said
    assert "F0001 Trạm y tế An (105.0, 20.81)" in said


def test_metres_for_degrees_are_refused(tmp_path):
    said = refusal(made_of, register(lon=[570_000, 571_000]), tmp_path)
    assert "f.csv, layer facilities, field lon" in said


def test_a_kind_that_is_not_known_is_asked_about(tmp_path):
    said = refusal(made_of, register(loai=["Trạm y tế", "Nhà thuốc"]), tmp_path)
    assert "what is “Nhà thuốc” as kind?" in said
    assert '"Nhà thuốc" = ""' in said


def test_beds_with_separators_are_refused(tmp_path):
    assert "separator" in refusal(made_of, register(giuong=["1.200", "50"]), tmp_path)


def test_stations_are_modelled_at_the_most_populated_cell():
    demand = pd.DataFrame(
        {
            "demand_id": ["C1", "C2", "C3", "C4"],
            "commune_code": ["00001", "00001", "00002", "00002"],
            "people": [5, 9, 7, 7],
            "lon": [1.0, 2.0, 3.0, 4.0],
            "lat": 0.0,
        }
    )
    stations = modelled_stations(communes(), demand)
    assert stations["lon"].to_list() == [2.0, 3.0]
    assert stations["facility_id"].to_list() == ["TYT-00001", "TYT-00002"]
    assert stations["name"].to_list() == ["Trạm Y tế phường An", "Trạm Y tế xã Bình"]
