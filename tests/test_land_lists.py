"""Short lists of a written plan of the toy town, from parcels to every file; all of them agree."""

from __future__ import annotations

import json
import re
import shutil
from xml.etree import ElementTree as ET

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import pytest
import shapely

from geoplan import LayerError, PlanError, plan
from geoplan.land.deciding import decide
from geoplan.land_lists import list_plots
from geoplan.layers.cadastre.readings import Reading
from geoplan.layers.cadastre.store import store, store_path
from geoplan.layers.decision_rules import Decision
from geoplan.layers.files import read_table, sha256
from geoplan.reports.land.dossier import dossier
from geoplan.reports.land.fields import ABOUT, FINDINGS, LISTS, PLOTS, names
from geoplan.reports.land.written import read_lists
from geoplan.study import Study
from tests.plotstown import DATUM, POINT_ONLY, SOURCE, parcels, write_plan, write_plots_town
from tests.test_cli import geoplan
from tests.toytown import CRS

KML = "{http://www.opengis.net/kml/2.2}"
OUT = ("parcels.csv", "parcels.gpkg", "parcels.kml", "index.html")


@pytest.fixture(scope="module")
def study_file(tmp_path_factory):
    return write_plots_town(tmp_path_factory.mktemp("town"))


@pytest.fixture(scope="module")
def planned(study_file, tmp_path_factory):
    """A plan without short lists."""
    return write_plan(study_file, tmp_path_factory.mktemp("plan"))


@pytest.fixture(scope="module")
def lists(study_file, planned, tmp_path_factory):
    folder = tmp_path_factory.mktemp("lists") / "maps"
    shutil.copytree(planned, folder)
    lists = list_plots(study_file, folder)
    assert [file.name for file in lists.write()] == list(OUT)
    return lists


@pytest.fixture(scope="module")
def folder(lists):
    return lists.plan.folder


@pytest.fixture(scope="module")
def csv(folder):
    table = PLOTS.validate(read_table(folder / "parcels.csv", "parcels.csv"), "parcels.csv")
    return table.reset_index()


@pytest.fixture
def spoilt(study_file, planned, tmp_path):
    """A town and its plan, free to be changed: the study file, the folder of the plan."""
    town, out = tmp_path / "town", tmp_path / "town" / "maps"
    shutil.copytree(study_file.parent, town, ignore=shutil.ignore_patterns(".*.lock"))
    shutil.copytree(planned, out)
    return town / study_file.name, out


def gpkg(folder, layer):
    return gpd.read_file(folder / "parcels.gpkg", layer=layer)


def payload(folder):
    page = (folder / "index.html").read_text(encoding="utf-8")
    return json.loads(
        re.search(r'id="plots-data" data-format="1">(.*?)</script>', page, re.DOTALL)[1]
    )


def texts(folder):
    """Return the snapshot of every file of a folder."""
    return {path.name: sha256(path) for path in folder.iterdir() if path.is_file()}


def test_the_table_has_the_columns_of_the_dictionary_and_opens_in_a_spreadsheet(folder, csv):
    raw = (folder / "parcels.csv").read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf")
    assert raw[3:].split(b"\n")[0].decode().split(",") == names(PLOTS)
    assert list(csv.columns) == names(PLOTS)
    assert csv["made_up"].all()
    assert set(csv["source"]) == {SOURCE}
    parts = csv[[name for name in csv if name.startswith("part_")]].sum(axis=1)
    assert parts.to_numpy() == pytest.approx(csv["score"].to_numpy(), abs=5e-4)


def test_positions_run_from_one_and_no_plot_goes_to_two_sites(csv):
    for _, own in csv.groupby(["programme", "site_id"]):
        assert own["position"].tolist() == list(range(1, len(own) + 1))
        assert own["is_given"].sum() <= 1
    assert csv.loc[csv["is_given"].astype(bool), "parcel_id"].is_unique


def test_areas_are_those_of_the_cadastre(csv):
    held = parcels().loc[csv["parcel_id"]]
    known = held["area_m2"].notna().to_numpy()
    assert csv["area_m2"][known].to_numpy() == pytest.approx(held["area_m2"][known], abs=0.06)
    assert csv["area_m2"][~known].isna().all()
    assert csv["stated_area_m2"].to_numpy() == pytest.approx(held["stated_area_m2"].to_numpy())
    assert POINT_ONLY in set(csv["parcel_id"])


def test_the_geopackage_says_what_the_table_says(folder, csv):
    layers = [str(name) for name, _ in pyogrio.list_layers(folder / "parcels.gpkg")]
    assert layers[:3] == ["sites", "search_areas", "plots"]
    assert layers[3:] == ["plots_epsg_9209", "plots_epsg_9210", "findings", "decisions", "about"]
    plots = gpkg(folder, "plots")
    assert plots.crs == "EPSG:4326"
    for name in names(PLOTS):
        held, told = plots[name], csv[name]
        assert held.isna().tolist() == told.isna().tolist(), name
        assert held.dropna().astype(str).tolist() == pytest.approx(
            told.dropna().astype(held.dtype).astype(str).tolist()
        ), name
    assert list(gpkg(folder, "sites").columns) == [*names(LISTS), "geometry"]
    assert list(gpkg(folder, "findings").columns) == names(FINDINGS)
    assert list(gpkg(folder, "about").columns) == names(ABOUT)


def test_plots_stand_in_the_zone_they_were_read_in_to_the_millimetre(folder, csv):
    stored = parcels().geometry
    seen = 0
    for zone in ("EPSG:9209", "EPSG:9210"):
        table = gpkg(folder, f"plots_{zone.lower().replace(':', '_')}")
        assert table.crs == zone
        assert set(table["crs"]) == {zone}
        seen += len(table)
        for plot in table.itertuples():
            metres = shapely.get_coordinates(plot.geometry)
            again = Reading(zone).to_degrees(metres)
            there = shapely.get_coordinates(stored[plot.parcel_id])
            assert np.abs(again - there).max() < 1e-8  # degrees, 1 mm
    assert seen == len(csv)


def test_about_names_every_input_the_datum_the_weights_and_the_limits(folder, study_file):
    about = gpkg(folder, "about").set_index(["part", "name"])["value"]
    inputs = about["input"]
    assert inputs["parcels"] == sha256(store_path(study_file))
    assert inputs["study"] == sha256(study_file)
    assert inputs["plan"] == sha256(folder / "plan.json")
    assert {"communes", "demand", "facilities", "sea_links", "norms", "land_use"} <= set(
        inputs.index
    )
    assert about["datum", "operation"] == DATUM
    assert about["weight"].astype(float).sum() == pytest.approx(1, abs=1e-3)
    assert float(about["consistency", "ratio"]) < 0.1
    assert "GIẢ ĐỊNH" in about["limit"].iloc[0]


def test_the_map_carries_the_same_figures(folder, csv):
    held = payload(folder)
    sites = pd.read_csv(folder / "sites.csv")
    assert [(each["programme"], each["site_id"]) for each in held["lists"]] == list(
        zip(sites["programme"], sites["site_id"], strict=True)
    )
    assert len(held["plots"]) == csv["parcel_id"].nunique()
    assert all(plot["made_up"] and plot["source"] == SOURCE for plot in held["plots"])
    places = [
        (each["programme"], each["site_id"], held["plots"][place["plot"]]["parcel_id"],
         place["position"], place["score"], place["gain_kept"], place["people"],
         place["finding"][1], place["is_given"])
        for each in held["lists"]
        for place in each["places"]
    ]  # fmt: skip
    columns = ["programme", "site_id", "parcel_id", "position", "score", "gain_kept", "people",
               "finding_en", "is_given"]  # fmt: skip
    assert places == list(csv[columns].itertuples(index=False, name=None))


def test_the_phone_gets_every_site_and_plot_in_the_folder_of_its_commune(folder, csv):
    root = ET.parse(folder / "parcels.kml").getroot()  # noqa: S314 - our own
    [commune] = root.iter(f"{KML}Folder")
    assert commune.find(f"{KML}name").text == "Phường An"
    said = [place.find(f"{KML}name").text for place in commune.iter(f"{KML}Placemark")]
    assert len(said) == len(csv) + 4
    plots = [name for name in said if "thửa" in name]
    assert all(name.endswith("[giả định]") for name in plots)
    for plot in csv.itertuples():
        begin = f"{plot.site_id}.{plot.position} tờ {plot.sheet}, thửa {plot.number}"
        assert any(name.startswith(begin) for name in plots)


def test_gdal_opens_the_kml(folder, csv):
    path = folder / "parcels.kml"
    [[name, _]] = pyogrio.list_layers(path)
    assert name == "Phường An"
    table = pyogrio.read_dataframe(path, layer=name)
    assert len(table) == len(csv) + 4
    west, south, east, north = table.total_bounds
    assert min(west - 106.0, 106.04 - east, south - 20.8, 20.84 - north) >= 0


@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_dossier_says_what_the_table_says(folder, csv, language):
    lists = read_lists(folder)
    for site, own in csv.groupby("site_id"):
        page = re.sub(r"<[^>]+>", "|", dossier(lists, str(site), language=language))
        for plot in own.itertuples():
            score = f"{plot.score:.3f}"
            kept = f"{100 * plot.gain_kept:.1f}%"
            if language == "vi":
                score, kept = score.replace(".", ","), kept.replace(".", ",")
            assert score in page
            assert kept in page
            assert f" {plot.number}, An|" in page
            assert "|* " in page  # made up


def test_writing_again_gives_the_same_map_and_tables(lists, folder):
    before = texts(folder)
    lists.write()
    after = texts(folder)
    for name in set(before) - {"parcels.gpkg"}:  # GDAL writes the hour into it
        assert after[name] == before[name]


def test_the_headline_counts_what_the_tables_hold(lists, csv):
    said = str(lists)
    assert f"4 sites, 11 parcels, {len(csv)} places on short lists" in said
    assert "3 have a plot that fits" in said
    assert "1 none" in said
    assert "MADE UP: 11 of 11 parcels do not exist" in said
    assert "consistency ratio 0.0" in said


def test_the_command_writes_and_tells(spoilt):
    study, out = spoilt
    run = geoplan("parcels", "shortlist", study, "--plan", out)
    assert (run.returncode, run.stderr) == (0, "")
    for name in OUT:
        assert str(out / name) in run.stdout
    page = geoplan("parcels", "dossier", "sc03", "--plan", out, "--out", out / "d.html")
    assert (page.returncode, page.stderr) == (0, "")
    assert "Hồ sơ vị trí SC03" in (out / "d.html").read_text(encoding="utf-8")
    refused = geoplan("parcels", "dossier", "SC99", "--plan", out, "--out", out / "e.html")
    assert refused.returncode == 2
    assert "have no site SC99" in refused.stderr
    assert not (out / "e.html").exists()


def test_a_plan_with_other_values_is_taken_with_them(spoilt):
    study, out = spoilt
    changed = {"standards.primary.capacity_people": "9000"}
    plan(Study.load(study, changed), draws=0).write(out)
    lists = list_plots(study, out)
    assert lists.study.standards.primary.capacity_people.value == 9000
    assert lists.tables.sites["people"].max() <= 9000 or (lists.tables.sites["rank"] == 1).any()
    lists.write()
    about = gpkg(out, "about").set_index(["part", "name"])["value"]
    assert about["setting", "standards.primary.capacity_people"] == "9000"


def test_decisions_shape_the_lists_and_stand_on_the_page(spoilt):
    study, out = spoilt
    blank = dict.fromkeys(Decision._fields, "") | {"by": "Lan", "when": "2026-05-04", "why": "gần"}
    chosen = {
        "what": "choose",
        "site_id": "SC03",
        "parcel_id": "An|1|17",
        "kind": "commune_station",
    }
    decide(Study.load(study), Decision(**blank | chosen))
    decide(Study.load(study), Decision(**blank | {"what": "reject", "parcel_id": "An|1|6"}))
    lists = list_plots(study, out)
    lists.write()
    plots = lists.tables.plots.set_index("site_id")
    assert plots.loc["SC03", "parcel_id"] == "An|1|17"
    assert (plots.loc["SC03", "standing"], plots.loc["SC03", "decisions"]) == ("chosen", "D1")
    assert "An|1|6" not in set(plots["parcel_id"])
    assert "Decisions that the plan does not honour yet: 1." in str(lists)
    assert "1 have a plot by decision" in str(lists)
    page = dossier(read_lists(out), "SC03", language="en")
    assert (
        "D1: the commune station of SC03 goes to the parcel An|1|17 (Lan, 4 May 2026: gần)" in page
    )
    decide(Study.load(study), Decision(**blank | {"what": "reopen", "reopens": "D1"}))
    now = geoplan(
        "parcels", "dossier", "SC03", "--plan", out, "--study", study, "--lang", "en",
        "--out", out / "now.html",
    )  # fmt: skip
    assert now.returncode == 0, now.stderr
    assert "There is none yet." in (out / "now.html").read_text(encoding="utf-8")


def test_where_no_plot_will_do_every_file_says_so(spoilt):
    study, out = spoilt
    store_path(study).unlink()
    tiny = parcels().iloc[[0]]
    tiny = tiny.set_geometry(tiny.representative_point().to_crs(CRS).buffer(2).to_crs("EPSG:4326"))
    store(tiny.assign(area_m2=12.5, stated_area_m2=12.5), study)
    lists = list_plots(study, out)
    assert "4 none" in str(lists)
    lists.write()
    assert len(pd.read_csv(out / "parcels.csv")) == 0
    assert len(gpkg(out, "plots")) == 0
    assert all(each["places"] == [] for each in payload(out)["lists"])
    assert "There is no plot for this site" in dossier(read_lists(out), "SC03", language="en")


def without_parcels(study, out):
    store_path(study).unlink()


def another_study(study, out):
    study.write_text(study.read_text(encoding="utf-8") + "\n# later\n", encoding="utf-8")


def another_layer(study, out):
    path = study.parent / "facilities.csv"
    path.write_text(path.read_text(encoding="utf-8") + "\n", encoding="utf-8")


def another_name(study, out):
    study.write_text(
        study.read_text(encoding="utf-8").replace('id = "toytown"', 'id = "elsewhere"'),
        encoding="utf-8",
    )


def no_page(study, out):
    (out / "index.html").unlink()


def old_page(study, out):
    path = out / "index.html"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace('id="plots-data"', 'id="other"'), encoding="utf-8")


def page_of_another_plan(study, out):
    path = out / "index.html"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace(sha256(study), "0" * 64), encoding="utf-8")


@pytest.mark.parametrize(
    ("spoil", "error", "said"),
    [
        (without_parcels, LayerError, "Read some with geoplan parcels read"),
        (another_study, PlanError, "made before the study file .* was changed"),
        (another_layer, PlanError, "made before the layer facilities .* was changed"),
        (another_name, PlanError, "a plan of the study toytown, not of elsewhere"),
        (no_page, PlanError, "the map of the plan cannot be read. Make the plan again"),
        (old_page, PlanError, "another version of geoplan and has no room for plots"),
        (page_of_another_plan, PlanError, "the map is not of the plan in plan.json"),
    ],
)
def test_what_does_not_go_together_is_refused_and_nothing_is_written(spoilt, spoil, error, said):
    study, out = spoilt
    spoil(study, out)
    before = texts(out)
    with pytest.raises(error, match=said):
        list_plots(study, out).write()
    assert texts(out) == before


def test_lists_of_another_plan_are_not_printed(spoilt):
    study, out = spoilt
    with pytest.raises(PlanError, match="holds no short lists of plots"):
        read_lists(out)
    list_plots(study, out).write()
    path = out / "plan.json"
    path.write_text(path.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    with pytest.raises(PlanError, match="the short lists are of another plan"):
        read_lists(out)
    (out / "parcels.gpkg").write_bytes(b"SQLite format 3\x00 and no more")
    with pytest.raises(PlanError, match="it is damaged or of another version"):
        read_lists(out)


def test_a_plan_without_lists_shows_none(planned):
    page = (planned / "index.html").read_text(encoding="utf-8")
    assert '<script type="application/json" id="plots-data" data-format="1"></script>' in page
