"""One command for a meeting: every document, the same figures; in trouble a sentence, no half."""

from __future__ import annotations

import json
import re
import shutil
import time
from pathlib import Path

import geopandas as gpd
import openpyxl
import pandas as pd
import pptx
import pypdf
import pytest

from geoplan.cli import main
from geoplan.errors import OutputError, PlanError
from geoplan.exports.export import DOCUMENTS, NAMES, export
from geoplan.exports.headlines import headlines
from geoplan.exports.own_folders import LIST
from geoplan.layers.files import sha256
from geoplan.words.wording import Wording
from tests.disks import disk_full
from tests.exports.decks import template, texts

QUICK = ("sheet", "gis")
TELLING = ("atlas", "slides", "sheet", "gis")
REFUSED = 2


@pytest.fixture(scope="module")
def exported(whole_folder, tmp_path_factory):
    """The documents of a plan that tell its figures, in Vietnamese."""
    out = tmp_path_factory.mktemp("all")
    export(whole_folder, TELLING, out=out)
    return out


@pytest.fixture
def folder(whole_folder, tmp_path):
    """A plan free to be spoilt."""
    shutil.copytree(whole_folder, tmp_path / "maps")
    return tmp_path / "maps"


@pytest.fixture
def refused(folder, capsys):
    """Run the command, which must refuse in one sentence and leave the folder as it was."""

    def run(*arguments):
        before = snapshot(folder)
        assert main(["export", *map(str, arguments)]) == REFUSED
        said = capsys.readouterr().err
        assert said.startswith("geoplan: ")
        assert "Traceback" not in said
        assert said.count("\n") == 1
        assert snapshot(folder) == before
        return said

    return run


def snapshot(folder):
    return {
        str(path.relative_to(folder)): sha256(path)
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def said_by_the_deck(path):
    return {text for slide in pptx.Presentation(path).slides for text in texts(slide)}


def said_by_the_page(folder):
    page = (folder / "index.html").read_text(encoding="utf-8")
    held = re.search(r'id="plan-data"[^>]*>(.*?)</script>', page, re.DOTALL)[1]
    return json.loads(held)


def test_each_headline_is_the_same_everywhere(exported, town_plan):
    words, told = Wording("slides", "vi"), headlines(town_plan)
    sheet = openpyxl.load_workbook(exported / "sheet.xlsx", data_only=True).worksheets[0]
    cells = {row[4]: row[1] for row in sheet.iter_rows(min_row=6, values_only=True)}
    slides = said_by_the_deck(exported / "slides.pptx")
    pages = pypdf.PdfReader(exported / "atlas.pdf").pages
    paper = "".join(page.extract_text() for page in pages)
    for headline in told:
        assert cells[headline.key] == headline.value
        assert headline.told(words) in slides
        assert headline.told(words) in paper


def test_the_page_the_tables_and_the_layers_come_to_the_headlines(
    exported, whole_folder, town_plan
):
    told = {headline.key: headline.value for headline in headlines(town_plan)}
    page, package = said_by_the_page(whole_folder), exported / "gis" / "plan.gpkg"
    communes = gpd.read_file(package, layer="communes")
    assert page["coverage"]["people_total"]["after"] == communes["people"].sum()
    assert told["people_total"] == communes["people"].sum()
    for state in ("before", "after"):
        assert page["coverage"]["people_covered"][state] == told[f"people_covered_{state}"]
        assert round(communes[f"people_covered_{state}"].sum()) == told[f"people_covered_{state}"]
    sites = pd.read_csv(whole_folder / "sites.csv", encoding="utf-8-sig")
    programme = gpd.read_file(package, layer="programme")
    sited = sites["programme"].value_counts()
    for held in page["programmes"]:
        count = told[f"count_{held['id']}"]
        assert held["count"] == count == (programme["programme"] == held["id"]).sum()
        assert sited.get(held["id"], count) == count
    spent = pd.read_csv(whole_folder / "phases.csv", encoding="utf-8-sig")["spent_bn_vnd"].sum()
    assert round(spent, 3) == told["spent_bn_vnd"]


def test_the_same_plan_gives_the_same_bytes(exported, whole_folder, tmp_path):
    time.sleep(2.1)  # zip files tell the time by two seconds
    export(whole_folder, ("slides", *QUICK), out=tmp_path)
    ours, theirs = snapshot(tmp_path), snapshot(exported)
    assert [name for name in ours if ours[name] != theirs[name]] == []


def test_folders_list_what_they_hold_and_of_which_plan(exported, whole_folder):
    text = (exported / "gis" / LIST).read_text(encoding="utf-8")
    assert sha256(whole_folder / "plan.json") in text
    listed = re.findall(r"^([0-9a-f]{64})  (.+)$", text, re.MULTILINE)
    held = snapshot(exported / "gis")
    del held[LIST]
    assert {file: digest for digest, file in listed} == held


def test_all_five_are_written_if_none_is_named(folder, monkeypatch, quick_maps, capsys):
    def atlas(plan, path, language, *, paper):
        path.write_text(f"{language} {paper}")

    def images(plan, folder, language):
        (folder / "map.svg").write_text(language)

    monkeypatch.setattr("geoplan.exports.export.write_atlas", atlas)
    monkeypatch.setattr("geoplan.exports.export.write_images", images)
    assert main(["export", str(folder)]) == 0
    out = folder / "export"
    files = [str(out / NAMES[document]) for document in DOCUMENTS]
    assert capsys.readouterr().out.splitlines() == files
    assert (out / "atlas.pdf").read_text() == "vi A3"
    assert (out / "images" / "map.svg").read_text() == "vi"


def test_only_what_is_asked_for_is_written_beside_the_plan(folder, capsys):
    assert main(["export", str(folder), "--sheet", "--gis", "--lang", "en", "--paper", "A4"]) == 0
    assert capsys.readouterr().out.splitlines() == [
        str(folder / "export" / name) for name in ("sheet.xlsx", "gis")
    ]
    assert sorted(path.name for path in (folder / "export").iterdir()) == ["gis", "sheet.xlsx"]


def test_an_export_again_takes_the_place_of_the_last(folder):
    export(folder, QUICK)
    (folder / "export" / "gis" / "plan.gpkg-wal").touch()  # as a program lays it beside
    export(folder, QUICK, language="en")
    names = [path.name for path in (folder / "export" / "gis").iterdir()]
    assert "plan.gpkg-wal" not in names
    assert "What to know" in (folder / "export" / "gis" / "README.txt").read_text(encoding="utf-8")
    assert len(list((folder / "export").iterdir())) == len(QUICK)


def test_progress_is_told_of_each_document(folder):
    told = []
    export(folder, QUICK, progress=lambda stage, share: told.append((stage, share)))
    assert told == [("sheet.xlsx", 0.0), ("sheet.xlsx", 1.0), ("gis", 0.0), ("gis", 1.0)]


def test_a_file_of_somebody_else_in_a_folder_is_not_swept_away(folder, refused):
    export(folder, QUICK)
    (folder / "export" / "gis" / "holiday.jpg").touch()
    assert "holiday.jpg, which no export has written" in refused(folder, "--gis")


def test_a_plan_that_is_missing_or_not_whole_is_refused(folder, refused, tmp_path):
    assert "no whole plan" in refused(tmp_path / "none")
    (folder / "phases.csv").unlink()
    assert "missing: phases.csv" in refused(folder, "--sheet")


def test_a_plan_of_an_older_version_is_refused(folder, refused):
    path = folder / "plan.json"
    held = json.loads(path.read_text(encoding="utf-8"))
    del held["coverage"]
    path.write_text(json.dumps(held), encoding="utf-8")
    assert "of another version of geoplan" in refused(folder, "--gis")


def test_short_lists_of_another_plan_are_refused(lists_folder, tmp_path):
    shutil.copytree(lists_folder, tmp_path / "maps")
    path = tmp_path / "maps" / "plan.json"
    path.write_text(path.read_text(encoding="utf-8") + " ", encoding="utf-8")
    with pytest.raises(PlanError, match="the short lists are of another plan"):
        export(tmp_path / "maps", QUICK)


def test_a_template_that_will_not_do_is_refused_before_anything_is_written(
    folder, refused, tmp_path
):
    path = template(tmp_path, drop=("Title Slide",))
    assert "no layout called Title Slide" in refused(folder, "--slides", "--template", path)
    assert "cannot be read" in refused(folder, "--slides", "--template", folder / "plan.json")
    assert "cannot be read" in refused(folder, "--slides", "--template", tmp_path / "none.pptx")
    assert "cannot be read" in refused(folder, "--slides", "--template", tmp_path)
    assert "--slides too" in refused(folder, "--sheet", "--template", path)


def test_a_file_that_is_read_only_is_refused(folder, refused):
    export(folder, QUICK)
    (folder / "export" / "sheet.xlsx").chmod(0o444)
    assert "sheet.xlsx: the file cannot be replaced (it is read-only)" in refused(folder, "--sheet")
    (folder / "export" / "gis" / "plan.kml").chmod(0o444)
    assert "plan.kml: the file cannot be replaced" in refused(folder, "--gis")


def test_a_file_that_another_program_holds_is_refused(folder, refused, monkeypatch):
    export(folder, QUICK)
    opened = Path.open

    def held(path, mode="r", *args, **options):
        if mode == "r+b":
            raise PermissionError(13, "used by another process")
        return opened(path, mode, *args, **options)

    monkeypatch.setattr(Path, "open", held)
    assert "(used by another process)" in refused(folder, "--sheet")


def test_a_folder_where_a_file_is_to_be_is_refused(folder, refused):
    (folder / "export" / "sheet.xlsx").mkdir(parents=True)
    assert "is a folder; it stands where" in refused(folder, "--sheet")
    (folder / "export" / "gis").touch()
    assert "is a file; it stands where" in refused(folder, "--gis")


@pytest.mark.parametrize("document", ["sheet", "gis", "slides"])
def test_a_disk_that_fills_leaves_the_last_export_whole(folder, refused, document, quick_maps):
    export(folder, [document])
    with disk_full(4_000):
        said = refused(folder, f"--{document}", "--lang", "en")
    assert "could not be written" in said


def test_a_language_that_is_not_known_is_refused(folder, capsys):
    with pytest.raises(SystemExit) as stopped:
        main(["export", str(folder), "--lang", "fr"])
    assert stopped.value.code == REFUSED
    assert "invalid choice: 'fr'" in capsys.readouterr().err
    with pytest.raises(OutputError, match="'fr' is no language"):
        export(folder, QUICK, language="fr")
