"""The parcels of a study: files replaced and kept, ids once, nothing lost, nothing half-written."""

from __future__ import annotations

import json
import multiprocessing
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.affinity import translate

from geoplan import __version__
from geoplan.errors import OutputError
from geoplan.layers.cadastre import store as store_module
from geoplan.layers.cadastre.parcels import FIELDS
from geoplan.layers.cadastre.placing import keys, place
from geoplan.layers.cadastre.read import read_parcels
from geoplan.layers.cadastre.readings import Reading
from geoplan.layers.cadastre.store import read_stored, store, store_path
from tests.layers.cadastre.made import communes, parcels, refusal

D30 = Reading("EPSG:9209")


def placed(folder, name="a.gpkg", frame=None, reading=D30):
    frame = parcels() if frame is None else frame
    frame.to_file(folder / name)
    return place(read_parcels(folder / name), reading, communes())[0]


def study_in(folder):
    (folder / "study.toml").write_text("# made up\n")
    return folder / "study.toml"


def moved(frame, east_m=1000.0):
    return frame.set_geometry(frame.translate(east_m, 0), crs=frame.crs)


def test_parcels_are_stored_beside_the_study_and_read_again(tmp_path):
    ours, study = placed(tmp_path), study_in(tmp_path)
    stored = store(ours, study, checksums={"a.gpkg": "abc"})
    assert stored.path == store_path(study) == tmp_path / "parcels.parquet"
    held = read_stored(stored.path)
    assert held.index.name == "parcel_id"
    assert sorted(held.index) == sorted(ours.index)
    assert {field.name for field in FIELDS.fields} == {"parcel_id", *held.columns}
    again = held.loc[ours.index]
    assert shapely.equals_exact(again.geometry.to_numpy(), ours.geometry.to_numpy(), 0).all()
    pd.testing.assert_frame_equal(
        pd.DataFrame(again.drop(columns="geometry")), pd.DataFrame(ours.drop(columns="geometry"))
    )
    assert held.crs == "EPSG:4326"
    assert "12 parcels of 1 files" in str(stored)
    assert not [path for path in tmp_path.iterdir() if path.name.startswith(".geoplan-")]


def test_the_file_says_which_study_data_and_version_made_it(tmp_path):
    study = study_in(tmp_path)
    store(placed(tmp_path), study, checksums={"a.gpkg": "abc"})
    meta = pq.read_metadata(store_path(study)).metadata
    about = json.loads(meta[b"PANDAS_ATTRS"])["geoplan_parcels"]
    assert about["geoplan"] == __version__
    assert about["study"] == "study.toml"
    assert len(about["study_sha256"]) == 64
    assert about["files"] == [
        {"name": "a.gpkg", "sha256": "abc", "crs": "EPSG:9209", "parcels": 12}
    ]


def test_files_in_two_zones_end_up_in_one_layer(tmp_path):
    study = study_in(tmp_path)
    store(placed(tmp_path, "hd.gpkg", parcels(("Xã Nam Sách",), 3)), study)
    other = parcels(("Phường Thành Đông",), 4, crs="EPSG:9210")
    store(placed(tmp_path, "hp.gpkg", other, Reading("EPSG:9210")), study)
    held = read_stored(store_path(study))
    assert held.groupby("source")["crs"].agg(["first", "size"]).to_numpy().tolist() == [
        ["EPSG:9209", 3],
        ["EPSG:9210", 4],
    ]
    home = communes().set_index("name").geometry
    for name, part in held.groupby("old_commune"):
        assert part.geometry.within(home[name]).all()


def test_a_file_read_again_is_replaced_and_the_others_stay(tmp_path):
    study = study_in(tmp_path)
    store(
        placed(tmp_path, "a.gpkg", parcels(("Xã Nam Sách",), 3)), study, checksums={"a.gpkg": "1"}
    )
    store(placed(tmp_path, "b.gpkg", parcels(("Phường Thành Đông",), 4)), study)
    before = read_stored(store_path(study))
    stored = store(placed(tmp_path, "b.gpkg", parcels(("Phường Thành Đông",), 2)), study)
    held = read_stored(store_path(study))
    assert held["source"].value_counts().to_dict() == {"a.gpkg": 3, "b.gpkg": 2}
    assert held.loc[held["source"] == "a.gpkg"].equals(before.loc[before["source"] == "a.gpkg"])
    assert stored.files["sha256"].tolist() == ["1", ""]


def test_the_same_files_give_the_same_bytes(tmp_path):
    study, ours = study_in(tmp_path), placed(tmp_path)
    store(ours, study)
    before = store_path(study).read_bytes()
    store(ours, study)
    assert store_path(study).read_bytes() == before


def test_a_parcel_in_two_files_is_kept_once_also_across_zones(tmp_path):
    study, frame = study_in(tmp_path), parcels(("Xã Nam Sách",), 2)
    store(placed(tmp_path, "a.gpkg", frame), study)
    other = frame.to_crs("EPSG:9210")
    rounded = shapely.transform(other.geometry.to_numpy(), lambda xy: np.round(xy, 3))
    other = other.set_geometry(rounded, crs=other.crs)
    stored = store(placed(tmp_path, "b.gpkg", other, Reading("EPSG:9210")), study)
    held = read_stored(stored.path)
    assert held["source"].unique().tolist() == ["a.gpkg"]
    assert stored.findings["fault"].unique().tolist() == ["repeated parcel, left out"]
    assert stored.findings["detail"].iloc[0] == "the same stands in row 1 of a.gpkg"


def test_what_the_parcel_that_stands_before_lacks_is_filled_in(tmp_path):
    study, frame = study_in(tmp_path), parcels(("Xã Nam Sách",), 2)
    store(placed(tmp_path, "drawing.gpkg", frame), study)
    premises = placed(tmp_path, "list.gpkg", frame).assign(
        status=pd.array(["surplus", None], "string"), land_use=pd.array(["TSC", "TSC"], "string")
    )
    stored = store(premises, study)
    held = read_stored(stored.path)
    assert held["source"].unique().tolist() == ["drawing.gpkg"]
    assert held["status"].fillna("").tolist() == ["surplus", ""]
    assert held["land_use"].tolist() == placed(tmp_path, "a.gpkg", frame)["land_use"].tolist()
    first, second = stored.findings["detail"]
    assert first == "the same stands in row 1 of drawing.gpkg, which takes its status"
    assert second == "the same stands in row 2 of drawing.gpkg"


def test_the_same_key_with_another_shape_gets_a_number(tmp_path):
    study, frame = study_in(tmp_path), parcels(("Xã Nam Sách",), 3)
    frame["so_thua"] = ["1", "1", "2"]
    stored = store(placed(tmp_path, "a.gpkg", frame), study)
    key = "Xã Nam Sách|7|"
    assert read_stored(stored.path).index.tolist() == [f"{key}1", f"{key}1#2", f"{key}2"]
    stored = store(placed(tmp_path, "b.gpkg", moved(frame)), study)
    held = read_stored(stored.path)
    assert held.index.is_unique
    assert held.index[held["source"] == "b.gpkg"].tolist() == [
        f"{key}1#3", f"{key}1#4", f"{key}2#2",
    ]  # fmt: skip
    found = stored.findings[stored.findings["fault"] == "key stands twice"]
    assert found["detail"].iloc[0] == (
        f"row 1 of a.gpkg has the same key, another shape; stored as {key}1#3"
    )
    store(placed(tmp_path, "a.gpkg", frame), study)
    again = read_stored(stored.path)
    assert sorted(again.index) == sorted(held.index)
    assert again.index[again["source"] == "b.gpkg"].tolist() == [
        f"{key}1#3", f"{key}1#4", f"{key}2#2",
    ]  # fmt: skip


def test_parcels_without_a_position_or_a_sound_shape_are_left_out_and_said(tmp_path):
    frame = parcels(("Xã Nam Sách",), 4)
    west, south, east, north = frame.geometry[1].bounds
    shapes = list(frame.geometry)
    shapes[0] = None
    shapes[1] = shapely.Polygon([(west, south), (east, north), (east, south), (west, north - 9)])
    shapes[2] = shapely.LineString([(west, south), (east, north)])
    stored = store(placed(tmp_path, "a.gpkg", frame.set_geometry(shapes, crs=frame.crs)),
                   study_in(tmp_path))  # fmt: skip
    assert read_stored(stored.path)["row"].tolist() == [4]
    assert stored.findings[["row", "fault"]].to_numpy().tolist() == [
        [n, "left out"] for n in (1, 2, 3)
    ]
    assert "Found in storing\n  left out: 3\n    row 1 of a.gpkg" in str(stored)


def test_overlaps_between_files_are_said_of_the_new_one(tmp_path):
    study, frame = study_in(tmp_path), parcels(("Xã Nam Sách",), 1)
    store(placed(tmp_path, "a.gpkg", frame), study)
    other = frame.assign(so_to="8").set_geometry(
        [translate(frame.geometry[0], 18, 0)], crs=frame.crs
    )
    stored = store(placed(tmp_path, "b.gpkg", other), study)
    assert stored.findings[["source", "row", "fault"]].to_numpy().tolist() == [
        ["b.gpkg", 1, "overlap between files"]
    ]
    assert stored.findings["detail"].iloc[0] == "60.0 m² with row 1 of a.gpkg"


@pytest.fixture(scope="module")
def one(tmp_path_factory):
    return placed(tmp_path_factory.mktemp("one"), "a.gpkg", parcels(("Xã Nam Sách",), 1))


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(st.sampled_from("ab"), st.sampled_from("12?"), st.integers(0, 2)),
                min_size=1, max_size=9))  # fmt: skip
def test_whatever_repeats_no_id_does_and_no_place_is_lost(tmp_path_factory, one, drawn):
    """Rows of any file, number and place: stored are the different pairs of key and place."""
    folder = tmp_path_factory.mktemp("s")
    rows = one.iloc[[0] * len(drawn)].copy()
    rows["source"] = [f"{source}.gpkg" for source, _, _ in drawn]
    rows["number"] = pd.array([pd.NA if n == "?" else n for _, n, _ in drawn], dtype="string")
    rows["row"] = range(1, len(drawn) + 1)
    shapes = [translate(one.geometry.iloc[0], 0.001 * place, 0) for _, _, place in drawn]
    rows = gpd.GeoDataFrame(rows, geometry=shapes, crs=one.crs)
    rows.index = pd.Index(keys(rows), name="parcel_id")
    study = study_in(folder)
    for source in dict.fromkeys(rows["source"]):
        store(rows[rows["source"] == source], study)
    held = read_stored(store_path(study))
    assert held.index.is_unique
    assert len(held) == len({(number, place) for _, number, place in drawn})
    assert set(held["row"]) <= set(rows["row"])


def test_what_cannot_be_read_is_refused_and_stays(tmp_path):
    study = study_in(tmp_path)
    path = store_path(study)
    assert "has no parcels yet. Read some with geoplan parcels read" in refusal(read_stored, path)
    ours = placed(tmp_path)
    ours.to_parquet(path)
    assert "was not written by geoplan parcels read" in refusal(read_stored, path)
    path.write_bytes(b"nonsense")
    for call in (lambda: read_stored(path), lambda: store(ours, study)):
        said = refusal(call)
        assert "not whole GeoParquet. Move it away" in said
    assert path.read_bytes() == b"nonsense"


def test_a_file_of_a_later_format_or_one_that_was_edited_is_refused(tmp_path, monkeypatch):
    study = study_in(tmp_path)
    monkeypatch.setattr(store_module, "VERSION", 2)
    store(placed(tmp_path), study)
    monkeypatch.undo()
    assert "of format 2, and this geoplan reads 1" in refusal(read_stored, store_path(study))
    store_path(study).unlink()
    store(placed(tmp_path), study)
    frame = gpd.read_parquet(store_path(study))
    attrs = dict(frame.attrs)
    frame = pd.concat([frame, frame.iloc[:1]])
    frame.attrs = attrs
    frame.to_parquet(store_path(study), index=False)
    assert "field parcel_id: the value stands more than once" in refusal(
        read_stored, store_path(study)
    )


def test_an_interrupted_write_leaves_the_old_file(tmp_path, monkeypatch):
    study = study_in(tmp_path)
    store(placed(tmp_path), study)
    before = store_path(study).read_bytes()

    def full(*_, **__):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(gpd.GeoDataFrame, "to_parquet", full)
    with pytest.raises(OutputError, match=r"could not be stored \(No space left on device\)"):
        store(placed(tmp_path, "b.gpkg"), study)
    assert store_path(study).read_bytes() == before


def test_one_that_waits_too_long_is_told(tmp_path, monkeypatch):
    study = study_in(tmp_path)
    monkeypatch.setattr(store_module, "PATIENCE_S", 0.1)
    with (
        store_module._alone(store_path(study)),
        pytest.raises(OutputError, match="another geoplan"),
    ):
        store(placed(tmp_path), study)


def _store_one(folder: str, number: int) -> None:
    frame = moved(parcels(("Xã Nam Sách",), 2), 100.0 * number).assign(so_to=str(number))
    study = Path(folder) / "study.toml"
    store(placed(Path(folder), f"f{number}.gpkg", frame), study)


def test_processes_that_store_at_once_lose_nothing(tmp_path):
    study_in(tmp_path)
    apart = multiprocessing.get_context("spawn")
    with apart.Pool(2) as pool:
        pool.starmap(_store_one, [(str(tmp_path), number) for number in range(6)])
    held = read_stored(tmp_path / "parcels.parquet")
    assert held["source"].value_counts().to_dict() == {f"f{n}.gpkg": 2 for n in range(6)}
