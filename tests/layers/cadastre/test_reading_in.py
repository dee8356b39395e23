"""`geoplan parcels read`, from files to the parcels of a study."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

import geoplan
from geoplan.cli import main
from geoplan.layers.cadastre.readings import Reading
from geoplan.layers.cadastre.store import read_stored
from tests.layers.cadastre.made import corner_list, drawing_of, numbers, parcels

ROOT = Path(geoplan.__file__).parents[1]


@pytest.fixture
def study(tmp_path):
    """The bundled study in a folder of its own."""
    (tmp_path / "studies").mkdir()
    shutil.copytree(ROOT / "data", tmp_path / "data")
    return shutil.copy(ROOT / "studies/haiphong.toml", tmp_path / "studies")


def read(study, *files, **options):
    words = [word for name, value in options.items() for word in (f"--{name}", str(value))]
    return main(["parcels", "read", *map(str, files), "--into", str(study), *words])


def stored(study):
    return read_stored(Path(study).parent / "parcels.parquet")


def test_files_of_two_zones_are_read_in_one_run(tmp_path, study, capsys):
    parcels(("Xã Nam Sách",), 3).to_file(tmp_path / "hd.gpkg")
    parcels(("Phường Thành Đông",), 4, crs="EPSG:9210").to_file(tmp_path / "hp.shp")
    assert read(study, tmp_path / "hd.gpkg", tmp_path / "hp.shp") == 0
    told = capsys.readouterr().out
    assert "parcels.parquet: 7 parcels of 2 files" in told
    assert "hd.gpkg: 3 parcels, by EPSG:9209" in told
    assert "datum operation to WGS 84: VN-2000 to WGS 84 (2), EPSG:6960" in told
    assert len(stored(study)) == 7


def test_a_contradicted_system_is_refused_and_nothing_stored_is_touched(tmp_path, study, capsys):
    parcels(("Xã Nam Sách",), 3).to_file(tmp_path / "a.gpkg")
    parcels(("Phường Thành Đông",), 4).to_file(tmp_path / "b.gpkg")
    assert read(study, tmp_path / "a.gpkg") == 0
    before = (Path(study).parent / "parcels.parquet").read_bytes()
    capsys.readouterr()
    wrong = parcels(("Xã Nam Sách",), 5).set_crs("EPSG:9210", allow_override=True)
    wrong.to_file(tmp_path / "a.gpkg")
    assert read(study, tmp_path / "b.gpkg", tmp_path / "a.gpkg") == 2
    told = capsys.readouterr()
    assert "EPSG:9210" in told.err
    assert "confirm it with --crs EPSG:9209" in told.err
    assert (Path(study).parent / "parcels.parquet").read_bytes() == before


def test_an_undeclared_system_is_refused_with_the_proposals_and_taken_when_confirmed(
    tmp_path, study, capsys
):
    frame = parcels(("Xã Nam Sách",), 6)
    swapped = Reading("EPSG:9209", is_swapped=True)
    shapes = numbers(frame.geometry.to_crs("EPSG:4326").to_numpy(), swapped)
    corner_list(frame.set_geometry(shapes, crs=None)).to_csv(tmp_path / "a.csv", index=False)
    assert read(study, tmp_path / "a.csv") == 2
    told = capsys.readouterr()
    assert "no coordinate reference system is declared" in told.err
    assert "EPSG:9209 VN-2000 / TM-3 105-30 (north, east, m) puts 100%" in told.err
    assert "confirm it with --crs EPSG:9209,swapped" in told.err
    assert "Proposals, best first" in told.out
    assert not (Path(study).parent / "parcels.parquet").exists()
    assert read(study, tmp_path / "a.csv", crs="EPSG:9209") == 2
    assert read(study, tmp_path / "a.csv", crs="EPSG:9209,swapped") == 0
    assert len(stored(study)) == 6


def test_a_drawing_is_read_with_its_mapping(tmp_path, study, capsys):
    drawing_of(parcels(("Xã Nam Sách",), 4), tmp_path / "to-12.dxf")
    (tmp_path / "m.toml").write_text(
        '[parcels.constants]\nold_commune = "Xã Nam Sách"\nsheet = "12"\n', encoding="utf-8"
    )
    given = {"mapping": tmp_path / "m.toml", "crs": "9209"}
    assert read(study, tmp_path / "to-12.dxf", **given) == 0
    assert stored(study).index.tolist() == [f"Xã Nam Sách|12|{number}" for number in range(1, 5)]
    assert main(["parcels", "check", str(tmp_path / "to-12.dxf"), "--mapping",
                 str(tmp_path / "m.toml")]) == 0  # fmt: skip
    assert "naming a commune of the study: 4 of 4" in capsys.readouterr().out


def test_two_files_of_one_name_are_refused(tmp_path, study, capsys):
    (tmp_path / "x").mkdir()
    for folder in (tmp_path, tmp_path / "x"):
        parcels(("Xã Nam Sách",), 3).to_file(folder / "a.gpkg")
    assert read(study, tmp_path / "a.gpkg", tmp_path / "x/a.gpkg") == 2
    assert "two files have this name" in capsys.readouterr().err


def test_impossible_calls_are_refused_in_a_sentence(tmp_path, study, capsys):
    assert read(study, tmp_path / "none.gpkg") == 2
    parcels(("Xã Nam Sách",), 3).to_file(tmp_path / "a.gpkg")
    assert read(tmp_path / "none.toml", tmp_path / "a.gpkg") == 2
    assert read(study, tmp_path / "a.gpkg", mapping=tmp_path / "none.toml") == 2
    assert read(study, tmp_path / "a.gpkg", crs="EPSG:9209,upside-down") == 2
    assert "swapped, mm, false-easting-0" in capsys.readouterr().err
