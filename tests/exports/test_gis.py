"""GIS files: the layers of the plan, styles that fit them, every field explained."""

from __future__ import annotations

import csv
import json
from xml.etree import ElementTree as ET

import geopandas as gpd
import pandas as pd
import pyogrio
import pytest

from geoplan.exports.gis import write_gis
from geoplan.exports.gis_files.styles import layer_styles
from geoplan.exports.headlines import headlines
from geoplan.exports.written_fields import fields_of
from geoplan.exports.written_whole import LAYERS
from geoplan.maps.classes import share_classes
from geoplan.maps.plots import PLAN
from geoplan.words.wording import Wording

KML = "{http://www.opengis.net/kml/2.2}"


@pytest.fixture(scope="module")
def folder(town_plan, tmp_path_factory):
    folder = tmp_path_factory.mktemp("gis")
    write_gis(town_plan, folder, "vi")
    return folder


@pytest.fixture(scope="module")
def styles(folder):
    return pyogrio.read_dataframe(folder / "plan.gpkg", layer="layer_styles")


def parsed(qml):
    return ET.fromstring(qml)  # noqa: S314 - our own


def test_qgis_finds_one_style_of_each_layer_by_its_geometry(folder, styles):
    for layer in LAYERS:
        own = styles[styles["f_table_name"] == layer]
        assert own["useAsDefault"].sum() == 1
        column = pyogrio.read_info(folder / "plan.gpkg", layer=layer)["geometry_name"]
        assert set(own["f_geometry_column"]) == {column}
    info = pyogrio.read_info(folder / "plan.gpkg", layer="layer_styles")
    assert info["fid_column"] == "id"
    assert set(styles["f_table_schema"]) == {""}  # QGIS asks for the blank one


def test_communes_are_coloured_by_the_classes_of_the_page(styles, town_plan):
    page = (town_plan.folder / "index.html").read_text(encoding="utf-8")
    classes = json.loads(PLAN.search(page)[1])["classes"]
    own = styles[styles["f_table_name"] == "communes"].set_index("useAsDefault")["styleQML"]
    for is_default, state in ((True, "after"), (False, "before")):
        renderer = parsed(own[is_default]).find("renderer-v2")
        assert renderer.get("attr") == f"covered_share_{state}"
        ranges = renderer.findall("ranges/range")
        assert [float(held.get("upper")) for held in ranges] == [*classes["breaks"], 1.0]
        assert [float(held.get("lower")) for held in ranges] == [0.0, *classes["breaks"]]
        colours = [
            symbol.find("layer/Option/Option[@name='color']").get("value")
            for symbol in renderer.findall("symbols/symbol")
        ]
        assert colours == [
            ",".join(str(int(colour[at : at + 2], 16)) for at in (1, 3, 5)) + ",255"
            for colour in classes["colours"]
        ]


def test_every_facility_has_a_look(town_plan, styles):
    held = {row["f_table_name"]: parsed(row["styleQML"]) for _, row in styles.iterrows()}

    def values(layer):
        return {each.get("value") for each in held[layer].iter("category")}

    assert values("sites") == set(town_plan.sites["facility_kind"])
    built = town_plan.programme
    assert values("programme") >= set(built.loc[~built["upgraded"], "kind"]) | {"upgrade"}
    for style in held.values():
        numbers = [each.get("symbol") for each in style.iter() if each.get("symbol")]
        names = [each.get("name") for each in style.iter("symbol")]
        assert sorted(numbers) == sorted(names) or names == ["0"]


def test_layers_are_those_of_the_plan(folder, town_plan):
    for layer in LAYERS:
        ours = gpd.read_file(folder / "plan.gpkg", layer=layer)
        theirs = gpd.read_file(town_plan.folder / "plan.gpkg", layer=layer)
        pd.testing.assert_frame_equal(pd.DataFrame(ours), pd.DataFrame(theirs))
        parquet = gpd.read_parquet(folder / f"{layer}.parquet")
        assert parquet.crs == "EPSG:4326"
        assert set(parquet.columns) == set(theirs.columns)
        assert parquet.geometry.geom_equals(theirs.geometry).all()
        for name in theirs.columns.drop("geometry"):
            assert parquet[name].isna().tolist() == theirs[name].isna().tolist()
    beneficiaries = pd.read_parquet(folder / "beneficiaries.parquet")
    assert beneficiaries["served"].sum() > 0


def test_headlines_can_be_had_from_the_layers(folder, town_plan):
    told = {headline.key: headline.value for headline in headlines(town_plan)}
    communes = gpd.read_parquet(folder / "communes.parquet")
    assert communes["people"].sum() == told["people_total"]
    for state in ("before", "after"):
        covered = communes[f"people_covered_{state}"].sum()
        assert round(covered) == told[f"people_covered_{state}"]
    programme = gpd.read_parquet(folder / "programme.parquet")
    for key, count in programme["programme"].value_counts().items():
        assert count == told[f"count_{key}"]
    assert programme["year"].notna().sum() == told["facilities_paid"]


@pytest.fixture(scope="module")
def with_plots(listed_plan, plot_lists, tmp_path_factory):
    folder = tmp_path_factory.mktemp("plots")
    write_gis(listed_plan, folder, "en", lists=plot_lists)
    return folder


def test_plots_of_the_lists_come_with_them_shapes_and_points_apart(with_plots, plot_lists):
    plots = plot_lists.layers["plots"]
    layers = {
        name: gpd.read_file(with_plots / "plots.gpkg", layer=name)
        for name in ("plots", "plot_points", "search_areas")
    }
    assert set(layers["plot_points"].geom_type) == {"Point"}
    assert "Point" not in set(layers["plots"].geom_type)
    held = pd.concat([layers["plots"], layers["plot_points"]])
    keys = ["programme", "site_id", "parcel_id"]
    assert sorted(held[keys].itertuples(index=False)) == sorted(plots[keys].itertuples(index=False))
    parquet = gpd.read_parquet(with_plots / "plots.parquet")
    assert parquet["score"].tolist() == plots["score"].tolist()
    styles = pyogrio.read_dataframe(with_plots / "plots.gpkg", layer="layer_styles")
    assert set(styles["f_table_name"]) == set(layers)
    for _, style in styles.iterrows():
        symbols = list(parsed(style["styleQML"]).iter("symbol"))
        assert {symbol.get("type") for symbol in symbols} == (
            {"marker"} if style["f_table_name"] == "plot_points" else {"fill"}
        )


def test_the_same_lists_give_the_same_files(with_plots, listed_plan, plot_lists, tmp_path):
    write_gis(listed_plan, tmp_path, "en", lists=plot_lists)
    for name in ("plots.gpkg", "plots.parquet", "search_areas.parquet", "README.txt"):
        assert (tmp_path / name).read_bytes() == (with_plots / name).read_bytes()
    assert "plots.gpkg" in (tmp_path / "README.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize("written", ["folder", "with_plots"])
def test_every_field_is_explained(written, request):
    folder = request.getfixturevalue(written)
    with (folder / "fields.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    for layer in (*LAYERS, "beneficiaries"):
        columns = pd.read_parquet(folder / f"{layer}.parquet").columns.drop(
            "geometry", errors="ignore"
        )
        explained = [row for row in rows if row["layer"] == layer]
        assert [row["field"] for row in explained] == columns.tolist()
        assert all(row["meaning"] and row["title"] for row in explained)
        assert all(row["unit"] == fields_of(layer)[row["field"]].unit for row in explained)


def test_gdal_opens_the_kml_with_every_commune_and_facility(folder, town_plan):
    path = folder / "plan.kml"
    names = [name for name, _ in pyogrio.list_layers(path)]
    counts = [
        pyogrio.read_info(path, layer=name, force_feature_count=True)["features"] for name in names
    ]
    programmes = [programme["count"] for programme in town_plan.about["programmes"].values()]
    assert counts == [len(town_plan.communes), *programmes]
    root = ET.parse(path).getroot()  # noqa: S314 - our own
    classes = share_classes(town_plan.communes)
    for place, share in zip(
        root.iter(f"{KML}Placemark"), town_plan.communes["covered_share_after"], strict=False
    ):
        (colour,) = root.findall(
            f".//{KML}Style[@id='{place.find(f'{KML}styleUrl').text[1:]}']/{KML}PolyStyle/{KML}color"
        )
        expected = classes.colours[int(classes.number_of(share))]
        assert colour.text[2:] == expected[5:7] + expected[3:5] + expected[1:3]
    looks = {style.get("id") for style in root.iter(f"{KML}Style")}
    assert {url.text.removeprefix("#") for url in root.iter(f"{KML}styleUrl")} <= looks


def test_the_readme_names_the_files_and_what_to_know(folder, town_plan):
    text = (folder / "README.txt").read_text(encoding="utf-8")
    for path in folder.iterdir():
        assert path.name in text or f"*{path.suffix}" in text or path.name == "README.txt"
    assert all(warning["vi"] in text for warning in town_plan.about["warnings"])


@pytest.mark.parametrize("language", ["vi", "en"])
def test_styles_have_legends_in_the_language(town_plan, language):
    held = list(layer_styles(town_plan, Wording("export", language)))
    legends = "\n".join(style.qml for style in held)
    assert ("Bệnh viện, vị trí ước tính" in legends) == (language == "vi")
