"""The made-up cadastre: made again as shipped, marked everywhere, its faults found and no other."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import geopandas as gpd
import openpyxl
import pandas as pd
import pyogrio
import pytest
from geopandas.testing import assert_geodataframe_equal

import geoplan
from geoplan.cli import main
from geoplan.errors import LayerError
from geoplan.layers.cadastre.read import read_parcels
from geoplan.layers.cadastre.reading_in import store_checked
from geoplan.layers.cadastre.report import check_parcels
from geoplan.layers.cadastre.store import read_stored
from geoplan.layers.communes import read_communes
from geoplan.layers.land_layers import read_land_layer
from geoplan.layers.raw.mapping import read_mapping
from geoplan.options import parser
from geoplan.reports.land.words import made_up
from geoplan.study import Study

ROOT = Path(__file__).resolve().parents[1]
EXAMPLE = ROOT / "examples" / "land"
HOW_TO = ROOT / "docs" / "land-example.md"
STUDY = "made-up-land.toml"
MOST_BYTES = 1_500_000
CODES = {
    "made-up-surplus-premises.xlsx": "EPSG:9210,swapped",
    "made-up-ward.dxf": "EPSG:9210",
    "made-up-island.dxf": "EPSG:9210",
    "made-up-parcels.zip": None,
}
WRONG = {  # by file: a code that somebody may believe in, and what is to be proposed
    "made-up-surplus-premises.xlsx": ("EPSG:9210", "EPSG:9210,swapped"),
    "made-up-ward.dxf": ("EPSG:9209", "EPSG:9210"),
    "made-up-island.dxf": ("EPSG:9209", "EPSG:9210"),
    "made-up-parcels.zip": ("EPSG:9210", "EPSG:9209"),
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    made = tmp_path_factory.mktemp("land")
    ours = {**os.environ, "PYTHONPATH": str(Path(geoplan.__file__).parents[1])}
    subprocess.run([sys.executable, EXAMPLE / "make_up.py", made], check=True, env=ours)
    return made


@pytest.fixture(scope="module")
def communes():
    return read_communes(ROOT / "data/boundaries/communes.geojson")


def mapping_of(name):
    path = EXAMPLE / f"{Path(name).stem}.toml"
    return read_mapping(path) if path.is_file() else None


def check(name, communes, code):
    return check_parcels(EXAMPLE / name, communes, code, mapping=mapping_of(name))


@pytest.fixture(scope="module")
def reports(communes):
    return {name: check(name, communes, code) for name, code in CODES.items()}


@pytest.fixture(scope="module")
def stored(reports, tmp_path_factory):
    return read_stored(
        store_checked([*reports.values()], tmp_path_factory.mktemp("s") / STUDY).path
    )


def test_the_script_makes_what_is_shipped_and_nothing_else_is(folder):
    made = {path.name for path in folder.iterdir()}
    assert made - {STUDY} == {path.name for path in EXAMPLE.glob("made-up-*")}
    for name in made - {STUDY} - CODES.keys():
        assert (folder / name).read_bytes() == (EXAMPLE / name).read_bytes(), name


@pytest.mark.parametrize("name", CODES)
def test_cadastral_files_hold_the_same_again(folder, name):
    again, shipped = (read_parcels(at / name, mapping_of(name)) for at in (folder, EXAMPLE))
    assert_geodataframe_equal(again.frame, shipped.frame)
    assert again.declared == shipped.declared
    pd.testing.assert_frame_equal(again.findings, shipped.findings)


def test_the_drawings_are_the_same_bytes(folder):
    for name in ("made-up-ward.dxf", "made-up-island.dxf"):
        assert (folder / name).read_bytes() == (EXAMPLE / name).read_bytes()


def test_the_study_is_the_bundled_one_with_two_more_layers(folder):
    ours, bundled = Study.load(folder / STUDY), Study.load()
    assert ours.assumptions() == bundled.assumptions()
    for name, path in bundled.layers.model_dump(exclude_none=True).items():
        here = (ours.path.parent / getattr(ours.layers, name)).resolve()
        assert here == (bundled.path.parent / path).resolve()
    comments = {
        line for line in bundled.path.read_text("utf-8").splitlines() if line.startswith("#")
    }
    assert comments
    assert comments <= set(ours.path.read_text("utf-8").splitlines())
    assert ours.land.water
    assert ours.land.zoning


def planted(name):
    """Return the faults that the README lists for a file: row, fault, whether mended."""
    row = re.compile(rf"^\| `{re.escape(name)}` \| (\d+) \| .* \| ([^|,]+)(, mended)? \|$")
    lines = (EXAMPLE / "README.md").read_text("utf-8").splitlines()
    found = [match for match in map(row.match, lines) if match]
    return sorted((int(match[1]), match[2], bool(match[3])) for match in found)


@pytest.mark.parametrize("name", CODES)
def test_every_planted_fault_is_found_and_no_other(reports, name):
    findings = reports[name].findings
    told = zip(findings["row"], findings["fault"], findings["is_mended"], strict=True)
    assert sorted(told) == planted(name)


def test_the_faults_are_of_many_kinds():
    kinds = {fault for name in CODES for _, fault, _ in planted(name)}
    assert kinds == {
        "area differs", "duplicate key", "missing attribute", "overlap", "repeated ring",
        "self-crossing ring", "several texts", "several zones", "sliver", "status not understood",
        "text in no parcel", "unclosed ring",
    }  # fmt: skip


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_code_is_refused_with_the_right_one(communes, name):
    wrong, right = WRONG[name]
    report = check(name, communes, wrong)
    with pytest.raises(LayerError, match=re.escape(f"--crs {right}.")):
        report.refuse_contradicted()
    moved_km = report.evidence.table["moved_m"].iloc[0] / 1000
    if "swapped" not in right:
        assert moved_km == pytest.approx(26.0, abs=0.05)


@pytest.mark.parametrize("name", [name for name, code in CODES.items() if code])
def test_an_undeclared_system_is_proposed_but_not_taken(communes, name):
    report = check(name, communes, None)
    with pytest.raises(LayerError, match=f"--crs {re.escape(CODES[name])};"):
        report.refuse_undeclared()


def test_a_drawing_that_names_no_commune_leaves_the_zone_open(communes):
    report = check_parcels(EXAMPLE / "made-up-ward.dxf", communes)
    assert {"EPSG:9209", "EPSG:9210"} <= {reading.crs for reading in report.evidence.rivals}


def test_parcels_lie_around_five_sites_in_two_zones(reports, stored):
    assert set(stored["crs"]) == {"EPSG:9209", "EPSG:9210"}
    for report in reports.values():
        assert report.evidence.share(report.reading) == 1.0
    each = stored.groupby("commune_code").size()
    assert len(each) == 5
    assert each.between(150, 400).all()
    around = re.findall(r"^\| (S\w+) \| .* \| (\D+), sheet (\d+) \|", readme(), re.MULTILINE)
    assert {(name, sheet) for _, name, sheet in around} == set(
        zip(stored["old_commune"], stored["sheet"], strict=True)
    )


def readme():
    return (EXAMPLE / "README.md").read_text("utf-8")


def test_lots_are_as_large_as_lots_are(stored):
    metric = stored[stored["land_use"].isin(["ODT", "ONT", "ONT+CLN"])]["area_m2"]
    assert metric.quantile([0.01, 0.99]).between(60, 250).all()
    premises = stored[stored["status"].isin(["surplus", "cleared"])]
    assert premises["area_m2"].between(450, 5000).all()
    assert len(premises) == 13


def test_each_parcel_says_that_it_is_made_up(stored):
    assert made_up(stored).all()
    assert stored.index.str.contains("Giả Định").all()
    assert stored["source"].str.startswith("made-up-").all()
    names = stored["name"].dropna()
    assert len(names)
    assert names.str.endswith("(giả định)").all()


def test_each_file_says_that_it_is_made_up(folder):
    for path in [*EXAMPLE.glob("made-up-*"), folder / STUDY]:
        assert path.name.startswith("made-up-")
    with zipfile.ZipFile(EXAMPLE / "made-up-parcels.zip") as held:
        assert all(name.startswith("made-up-") for name in held.namelist())
    assert set(pyogrio.read_dataframe(EXAMPLE / "made-up-parcels.zip")["NGUON"]) == {
        "Giả định – made up"
    }
    for name in ("ward", "island"):
        text = (EXAMPLE / f"made-up-{name}.dxf").read_text("utf-8")
        assert "SỐ LIỆU GIẢ ĐỊNH – MADE UP" in text
        layers = {f"{number}_GIA_DINH" for number in (10, 13, 4, 2)}
        assert all(f"\n{layer}\n" in text for layer in layers)
        assert "made up" in (EXAMPLE / f"made-up-{name}.toml").read_text("utf-8")
    for layer in ("zoning", "water"):
        areas = gpd.read_file(EXAMPLE / f"made-up-{layer}.geojson")
        assert set(areas["note"]) == {"Giả định – made up"}
    study = tomllib.loads((folder / STUDY).read_text("utf-8"))
    assert "giả định" in study["title_vi"]
    assert "made up" in study["title_en"]


def test_the_list_is_as_offices_write_lists():
    book = openpyxl.load_workbook(EXAMPLE / "made-up-surplus-premises.xlsx")
    sheet = book.active
    assert "made up" in book.properties.title
    assert "GIẢ ĐỊNH – MADE UP" in sheet["A1"].value
    header = [cell.value for cell in sheet[3]]
    first = dict(zip(header, (cell.value for cell in sheet[4]), strict=True))
    assert first["X (m)"] > 2_000_000
    assert first["Y (m)"] < 700_000
    assert sheet.merged_cells.ranges


def test_the_layers_of_areas_can_be_used(communes):
    zoning = read_land_layer(EXAMPLE / "made-up-zoning.geojson", "zoning", communes)
    water = read_land_layer(EXAMPLE / "made-up-water.geojson", "water", communes)
    assert {"DYT", "ODT", "ONT", "LUC"} <= set(zoning["land_use"])
    assert len(water) == 3


def test_the_files_are_small():
    files = [path for path in EXAMPLE.iterdir() if path.is_file()]
    assert sum(path.stat().st_size for path in files) < MOST_BYTES


def blocks():
    """Return the commands of the how-to, each with the lines that it is said to print."""
    text = HOW_TO.read_text("utf-8")
    found = []
    for kind, block in re.findall(r"^```(\w*)\n(.*?)^```$", text, re.MULTILINE | re.DOTALL):
        for line in [] if kind else block.splitlines():
            if re.match(r"geoplan [a-z]", line):
                found.append((line, []))
            elif found and line != "…" and not line.startswith(("python ", "cd ")):
                found[-1][1].append(line)
    return found


@pytest.mark.parametrize("command", [command for command, _ in blocks()])
def test_the_commands_of_the_how_to_are_commands(command):
    assert parser().parse_args(shlex.split(command)[1:]).run


def test_checks_and_readings_of_the_how_to_print_what_it_says(folder, monkeypatch, capsys):
    monkeypatch.chdir(folder)
    run = [block for block in blocks() if re.match("geoplan parcels (check|read)", block[0])]
    assert len(run) == 8
    for command, said in run:
        code = main(shlex.split(command)[1:])
        out, err = capsys.readouterr()
        printed = [*out.splitlines(), *err.splitlines()]
        assert code == (2 if any(line.startswith("geoplan: ") for line in said) else 0)
        assert [line for line in said if line not in printed] == [], command
