"""A province from its raw files to a map, by the commands that a user runs."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
import tomlkit

from geoplan.cli import main
from geoplan.layers.read import read_layers
from geoplan.study import Study
from tests import toyprovince


@pytest.fixture(scope="session")
def raw(tmp_path_factory) -> dict[str, Path]:
    """The three files of the province, not to be changed."""
    return toyprovince.write_province(tmp_path_factory.mktemp("raw"))


def new(folder, raw, *more) -> int:
    options = [word for name, path in raw.items() for word in (f"--{name}", str(path))]
    return main(["new", str(folder), *options, *map(str, more)])


def refused(capsys, folder, raw, *more) -> str:
    """Return the sentence with which the files are refused, and see that nothing was written."""
    assert new(folder, raw, *more) == 2
    assert not folder.exists()
    return capsys.readouterr().err


def lowered(study: Path, count: int) -> Path:
    """Lower the public programme of a study, to plan it soon."""
    content = tomlkit.parse(study.read_text(encoding="utf-8"))
    programme = content["programmes"]["new-facilities"]
    programme["count"]["value"] = count
    for kind, figure in programme["split"].items():
        figure["value"] = count if kind == "commune_station" else 0
    study.write_text(tomlkit.dumps(content), encoding="utf-8")
    return study


def test_three_raw_files_become_a_map_in_three_commands(raw, tmp_path, capsys):
    folder = tmp_path / "Hưng Đạo"
    assert new(folder, raw) == 0
    said = capsys.readouterr().out
    assert "100 communes, 2,678,150 people" in said
    assert "commune_code is “Mã xã”" in said
    assert "“Đặc khu” is special_zone" in said
    assert "VN-2000 / TM-3 105-30 (EPSG:9209)" in said
    assert "do not touch the largest land mass: Đặc khu Hồng Đức 100" in said
    assert f"geoplan plan '{folder}/study.toml'" in said
    study = lowered(folder / "study.toml", 12)
    assert main(["check", str(study)]) == 0
    assert main(["plan", str(study), "--out", str(tmp_path / "maps"), "--draws", "0"]) == 0
    written = json.loads((tmp_path / "maps" / "plan.json").read_text(encoding="utf-8"))
    assert written["programmes"]["new-facilities"]["count"] == 12
    assert "Hưng Đạo" in (tmp_path / "maps" / "index.html").read_text(encoding="utf-8")


def test_the_layers_hold_what_the_files_say(raw, tmp_path):
    new(tmp_path / "hung-dao", raw)
    study = Study.load(tmp_path / "hung-dao" / "study.toml")
    layers = read_layers(study)
    assert study.crs == "EPSG:3405"
    drawn = toyprovince.boundaries().set_index(layers.communes.index).to_crs(study.crs)
    moved_m = shapely.hausdorff_distance(
        drawn.geometry.to_numpy(), layers.communes.to_crs(study.crs).geometry.to_numpy()
    )
    assert moved_m.max() < 0.05
    assert layers.communes.loc["09001", ["name", "name_ascii", "name_en", "type"]].to_list() == [
        "Phường Hồng Đức 1", "Phuong Hong Duc 1", "Hong Duc 1 Ward", "ward",
    ]  # fmt: skip
    assert layers.communes["is_island"].to_list() == [False] * 99 + [True]
    assert layers.communes["area_km2"].between(8.98, 9.01).all()
    by_commune = layers.demand.groupby("commune_code")["people"].sum()
    pd.testing.assert_series_equal(
        by_commune, toyprovince.official(), check_index_type=False, check_names=False
    )
    kinds = layers.facilities["kind"].value_counts().to_dict()
    assert kinds == {"commune_station": 99, "polyclinic": 2, "municipal": 1, "private_hospital": 1}
    assert layers.facilities["beds"].dropna().to_list() == [500, 150]
    assert (layers.facilities["position_quality"] == "address").all()


def test_people_by_commune_alone_become_a_plan_without_any_hospital(raw, tmp_path, capsys):
    counts = toyprovince.write_counts(tmp_path / "dan_so.csv")
    folder = tmp_path / "hung-dao"
    files = {"boundaries": raw["boundaries"], "population": counts}
    assert new(folder, files) == 0
    said = capsys.readouterr().out
    assert "dan_so.csv, spread evenly over squares of 1 km" in said
    assert "100 commune stations, one in each commune" in said
    study = Study.load(folder / "study.toml")
    assert "Cells: modelled" in " ".join(study.credits)
    assert "Commune stations: assumed" in " ".join(study.credits)
    layers = read_layers(study)
    assert layers.demand["people_raster"].isna().all()
    by_commune = layers.demand.groupby("commune_code")["people"]
    assert by_commune.sum().to_list() == toyprovince.official().to_list()
    assert (by_commune.max() - by_commune.min()).max() <= 1
    stations = layers.facilities
    assert stations["source"].unique().tolist() == ["assumed: one station in each commune"]
    at = layers.demand.set_index(["lon", "lat"])["people"]
    most = by_commune.max()[stations["commune_code"]].to_numpy()
    assert (at[pd.MultiIndex.from_frame(stations[["lon", "lat"]])].to_numpy() == most).all()
    # More places than people: some sites serve nobody, which the map must bear as well.
    assert main(["plan", str(study.path), "--out", str(tmp_path / "maps"), "--draws", "0"]) == 0
    sites = pd.read_csv(tmp_path / "maps" / "sites.csv")
    assert (sites["served_here"] == 0).any()


def test_the_same_files_make_the_same_bytes(raw, tmp_path):
    for place in ("one", "other"):
        new(tmp_path / place / "p", raw)
    for file in sorted((tmp_path / "one" / "p").iterdir()):
        assert file.read_bytes() == (tmp_path / "other" / "p" / file.name).read_bytes()


def test_every_figure_taken_over_is_to_be_confirmed(raw, tmp_path):
    new(tmp_path / "p", raw)
    text = (tmp_path / "p" / "study.toml").read_text(encoding="utf-8")
    study, bundled = Study.load(tmp_path / "p" / "study.toml"), Study.load()
    theirs = {row.key: row for row in bundled.figures()}
    rows = {row.key: row for row in study.figures()}
    own = {"travel.cell_km", "facility_counts.commune_station"}
    gone = {"targets.beds.now_count", "programmes.training-complex.weights.schools"}
    gone |= {key for key in theirs if key.startswith("facility_counts.")} - own
    assert set(theirs) - set(rows) == gone
    scaled = (".count", "total_bn_vnd", "equipment.target", "recruits.target")
    begun = ("programmes.new-facilities.split.", "programmes.training-complex.weights.")
    own |= {
        key
        for key in rows
        if key.endswith(scaled) or key.startswith(begun) or ".envelope_bn_vnd." in key
    }
    weights = [row.value for row in rows.values() if row.key.startswith(begun[1])]
    assert sum(weights) == pytest.approx(1)
    split = [row.value for row in rows.values() if row.key.startswith(begun[0])]
    assert sum(split) == rows["programmes.new-facilities.count"].value
    assert not any(rows[key].verified for key in own if key != "travel.cell_km")
    for key in rows.keys() - own:
        assert (rows[key].value, rows[key].range) == (theirs[key].value, theirs[key].range)
        assert not rows[key].verified
        marked = f"Default from {bundled.id}, to be confirmed: {theirs[key].source}"
        assert rows[key].source == marked
    assert study.land.judgements.source.startswith(f"Default from {bundled.id}, to be confirmed: ")
    assert not study.land.judgements.verified
    people = sum(toyprovince.official())
    scale = people / 4_664_124
    assert rows["money.lines.equipment.total_bn_vnd"].value == round(6946 * scale, 1)
    for key, count in (("new-facilities", 368), ("private-hospitals", 11)):
        row = rows[f"programmes.{key}.count"]
        assert row.value == round(count * scale)
        assert row.source.startswith("Assumption: in proportion to")
    assert rows["facility_counts.commune_station"].value == 100
    assert 0.9 < rows["travel.cell_km"].value < 1.1
    assert study.layers.sea_links is None
    assert "Hai Phong" not in text.split("[programmes", 1)[0]
    assert text.count("sha256") == 3


def test_a_place_outside_vietnam_is_measured_in_its_own_zone(tmp_path):
    frame = gpd.GeoDataFrame(
        {"code": ["00001", "00002"], "name": ["Xã A", "Xã B"]},
        geometry=[shapely.box(17 + x, 0, 17.1 + x, 0.1) for x in (0, 0.1)],
        crs="EPSG:4326",
    )
    frame.to_file(tmp_path / "b.gpkg")
    pd.DataFrame({"code": [1, 2], "people": [5000, 7000]}).to_csv(tmp_path / "p.csv", index=False)
    files = {"boundaries": tmp_path / "b.gpkg", "population": tmp_path / "p.csv"}
    assert new(tmp_path / "s", files) == 0
    assert Study.load(tmp_path / "s" / "study.toml").crs == "EPSG:32633"


def test_a_register_without_stations_gets_them_modelled(raw, tmp_path, capsys):
    register = toyprovince.facilities().iloc[99:]
    register.to_csv(tmp_path / "bv.csv", index=False)
    assert new(tmp_path / "p", {**raw, "facilities": tmp_path / "bv.csv"}) == 0
    assert "since bv.csv holds none" in capsys.readouterr().out
    layers = read_layers(Study.load(tmp_path / "p" / "study.toml"))
    assert layers.facilities["kind"].value_counts()["commune_station"] == 100
    assert len(layers.facilities) == 104


def test_the_id_comes_from_the_folder_or_is_given(raw, tmp_path, capsys):
    new(tmp_path / "Hưng Đạo", raw)
    assert Study.load(tmp_path / "Hưng Đạo" / "study.toml").id == "hung-dao"
    new(tmp_path / "x", raw, "--id", "other")
    assert Study.load(tmp_path / "x" / "study.toml").id == "other"
    capsys.readouterr()
    assert "--id" in refused(capsys, tmp_path / "y", raw, "--id", "Hưng Đạo")
    assert "--id" in refused(capsys, tmp_path / "!!", raw)


@pytest.mark.parametrize("name", ["study.toml", "facilities.csv"])
def test_what_stands_in_the_folder_is_not_overwritten(raw, tmp_path, capsys, name):
    (tmp_path / name).write_text("mine")
    assert new(tmp_path, raw) == 2
    assert f"{name} stands there already" in capsys.readouterr().err
    assert [(path.name, path.read_text()) for path in tmp_path.iterdir()] == [(name, "mine")]


def test_a_folder_that_is_a_file_is_refused(raw, tmp_path, capsys):
    (tmp_path / "taken").write_text("mine")
    assert new(tmp_path / "taken", raw) == 2
    assert "taken" in capsys.readouterr().err
    assert (tmp_path / "taken").read_text() == "mine"


def ambiguous(raw, folder) -> dict[str, Path]:
    """Return the files with two columns that may be the code, none for people, a strange kind."""
    land = toyprovince.boundaries().assign(code=1)
    land.to_file(folder / "b.gpkg")
    register = toyprovince.facilities().replace("Bệnh viện tư nhân", "Bệnh viện quốc tế")
    register.to_csv(folder / "f.csv", index=False)
    counts = toyprovince.official().rename_axis("MA_XA").rename("nguoi_o").reset_index()
    counts.to_csv(folder / "p.csv", index=False)
    files = {"boundaries": "b.gpkg", "population": "p.csv", "facilities": "f.csv"}
    return {option: folder / name for option, name in files.items()}


def test_in_a_pipe_open_questions_come_with_a_mapping_to_fill_in(raw, tmp_path, capsys):
    files = ambiguous(raw, tmp_path)
    said = refused(capsys, tmp_path / "p", files)
    assert "leave 3 questions open" in said
    assert "b.gpkg: which column holds commune_code" in said
    assert "(Mã xã or code?)" in said
    assert "p.csv has the columns MA_XA, nguoi_o." in said
    assert "what is “Bệnh viện quốc tế” as kind?" in said
    text = said[said.index("[boundaries]") :]
    assert '"Bệnh viện quốc tế" = ""' in text
    for blank, answer in (
        ('commune_code = ""', 'commune_code = "Mã xã"'),
        ('people = ""', 'people = "nguoi_o"'),
        ('"Bệnh viện quốc tế" = ""', '"Bệnh viện quốc tế" = "private_hospital"'),
    ):
        assert blank in text
        text = text.replace(blank, answer, 1)
    (tmp_path / "mapping.toml").write_text(text, "utf-8")
    assert new(tmp_path / "p", files, "--mapping", tmp_path / "mapping.toml") == 0
    layers = read_layers(Study.load(tmp_path / "p" / "study.toml"))
    assert (layers.facilities["kind"] == "private_hospital").sum() == 1
    assert layers.communes["people"].to_list() == toyprovince.official().to_list()


class Terminal(io.StringIO):
    """Lines typed on a terminal."""

    def isatty(self) -> bool:
        return True


def test_on_a_terminal_they_are_asked(raw, tmp_path, capsys, monkeypatch):
    files = ambiguous(raw, tmp_path)
    monkeypatch.setattr(sys, "stdin", Terminal("\nno\n1\n2\n4\n"))
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    assert new(tmp_path / "p", files) == 0
    asked = capsys.readouterr().err
    assert asked.count("which column holds commune_code") == 1
    assert asked.count("number: ") == 5
    layers = read_layers(Study.load(tmp_path / "p" / "study.toml"))
    assert (layers.facilities["kind"] == "private_hospital").sum() == 1


def test_an_answer_that_does_not_come_is_an_interruption(raw, tmp_path, capsys, monkeypatch):
    monkeypatch.setattr(sys, "stdin", Terminal(""))
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    assert new(tmp_path / "p", ambiguous(raw, tmp_path)) == 130
    assert not (tmp_path / "p").exists()


def test_a_density_beside_cells_is_refused(raw, tmp_path, capsys):
    said = refused(capsys, tmp_path / "p", {**raw, "density": raw["population"]})
    assert "--density" in said


@pytest.mark.parametrize("kind", ["raster", "roads"])
def test_people_by_commune_are_spread_over_a_density(raw, tmp_path, capsys, kind):
    files = {"boundaries": raw["boundaries"]}
    files["population"] = toyprovince.write_counts(tmp_path / "dan_so.csv")
    files["density"] = raw["population"]
    if kind == "roads":
        land = toyprovince.boundaries()
        west, south, east, _ = land.iloc[:2].total_bounds
        street = shapely.LineString([(west, south + 1500), (east, south + 1500)])
        roads = gpd.GeoDataFrame({"kind": ["residential"]}, geometry=[street], crs=land.crs)
        files["density"] = tmp_path / "roads.gpkg"
        roads.to_file(files["density"])
    assert new(tmp_path / "p", files) == 0
    said = capsys.readouterr().out
    words = {"raster": "spread over cells by the values of", "roads": "by length of road in"}
    assert words[kind] in said
    study = Study.load(tmp_path / "p" / "study.toml")
    assert study.credits[-2].startswith("Cells: modelled, people of each commune spread over")
    layers = read_layers(study)
    by_commune = layers.demand.groupby("commune_code")["people"]
    assert by_commune.sum().to_list() == toyprovince.official().to_list()
    assert layers.demand["people_raster"].isna().all()
    uneven = by_commune.max() - by_commune.min() > 100
    assert uneven.all() if kind == "raster" else "inside each commune where none lies" in said


@pytest.mark.parametrize("option", ["boundaries", "population", "facilities", "mapping"])
def test_a_missing_file_is_named(raw, tmp_path, capsys, option):
    said = refused(capsys, tmp_path / "p", {**raw, option: tmp_path / "none.tif"})
    assert "none.tif" in said
    assert "Traceback" not in said


def test_an_optional_field_with_two_columns_may_be_left_out(raw, tmp_path, capsys):
    land = toyprovince.boundaries().assign(DT=9.0, area=9.0)
    land.to_file(tmp_path / "b.gpkg")
    files = {**raw, "boundaries": tmp_path / "b.gpkg"}
    said = refused(capsys, tmp_path / "p", files)
    assert 'area_km2 = "" # its official area in km²: DT or area?; leave blank' in said
    (tmp_path / "m.toml").write_text('[boundaries]\narea_km2 = ""\n')
    assert new(tmp_path / "p", files, "--mapping", tmp_path / "m.toml") == 0
    assert "area_km2: measured" in capsys.readouterr().out


def test_without_an_official_count_the_raster_counts(raw, tmp_path, capsys):
    toyprovince.boundaries().drop(columns="Dân số").to_file(tmp_path / "b.gpkg")
    assert new(tmp_path / "p", {**raw, "boundaries": tmp_path / "b.gpkg"}) == 0
    assert "no official count is given" in capsys.readouterr().out
    layers = read_layers(Study.load(tmp_path / "p" / "study.toml"))
    held = layers.demand.groupby("commune_code")["people_raster"].sum()
    assert np.abs(layers.communes["people"] - held).max() <= 0.51
