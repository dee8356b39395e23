"""Bad layers of a toy town: each fault is said in a sentence that names the cure."""

from __future__ import annotations

import pandas as pd
import pytest
import shapely

from geoplan.errors import LayerError
from geoplan.layers.read import commune_sums, read_layers
from geoplan.study import Study
from tests import toytown


def refusal(path) -> LayerError:
    with pytest.raises(LayerError) as refused:
        read_layers(Study.load(path))
    return refused.value


def rewrite(path, name, change):
    file = path.parent / name
    frame = pd.read_csv(file, dtype={"commune_code": str})
    change(frame).to_csv(file, index=False)


def redraw(path, change):
    communes = change(toytown.communes())
    communes.to_file(path.parent / "communes.geojson", driver="GeoJSON")


def test_the_toy_town_is_in_order(toy_path):
    layers = read_layers(Study.load(toy_path))
    assert layers.demand["people"].sum() == 55_000
    assert layers.communes.index.tolist() == ["00001", "00002", "00003"]
    assert layers.facilities["beds"].isna().sum() == 5
    sums = commune_sums(layers.demand, layers.communes)
    assert (sums["people"] == sums["people_cells"]).all()


def test_a_study_without_sea_links_is_in_order(toy_path):
    content = toytown.study_content()
    del content["layers"]["sea_links"]
    layers = read_layers(Study.load(toytown.write_study(toy_path.parent, content)))
    assert len(layers.sea_links) == 0


@pytest.mark.parametrize("name", ["communes.geojson", "cells.csv", "facilities.csv"])
def test_a_missing_file_is_named(toy_path, name):
    (toy_path.parent / name).unlink()
    assert name in str(refusal(toy_path))
    assert "does not exist" in str(refusal(toy_path))


@pytest.mark.parametrize("name", ["communes.geojson", "cells.csv"])
def test_an_empty_file_is_named(toy_path, name):
    (toy_path.parent / name).write_bytes(b"")
    assert name in str(refusal(toy_path))


def test_a_table_with_a_header_only_is_refused(toy_path):
    rewrite(toy_path, "cells.csv", lambda frame: frame.iloc[:0])
    assert "no rows" in str(refusal(toy_path))


def test_latin_1_is_refused_with_the_line(toy_path):
    file = toy_path.parent / "facilities.csv"
    text = file.read_text(encoding="utf-8").replace("Trạm y tế Phường An", "Café")
    file.write_bytes(text.encode("cp1258", errors="replace"))
    assert "not UTF-8" in str(refusal(toy_path))
    assert "on line 2" in str(refusal(toy_path))


def test_a_negative_and_a_blank_population_are_refused(toy_path):
    rewrite(toy_path, "cells.csv", lambda f: f.assign(people=f["people"].where(f.index > 0, -5)))
    assert "at least 0" in str(refusal(toy_path))
    rewrite(toy_path, "cells.csv", lambda f: f.assign(people=f["people"].where(f.index > 0)))
    assert "blank" in str(refusal(toy_path))


def test_a_duplicate_commune_code_is_refused(toy_path):
    redraw(toy_path, lambda frame: frame.assign(commune_code=["00001", "00001", "00003"]))
    assert "more than once" in str(refusal(toy_path))


@pytest.mark.filterwarnings("ignore:Normalized:RuntimeWarning")
def test_a_layer_without_crs_is_refused(toy_path):
    shape = toy_path.parent / "communes.shp"
    with pytest.warns(UserWarning, match="truncated|not provided"):
        toytown.communes().set_crs(None, allow_override=True).to_file(shape)
    content = toytown.study_content()
    content["layers"]["communes"] = "communes.shp"
    refused = refusal(toytown.write_study(toy_path.parent, content))
    assert "declares no coordinate reference system" in str(refused)


def test_metres_declared_as_degrees_are_refused(toy_path):
    def metres(frame):
        return frame.to_crs(toytown.CRS).set_crs("EPSG:4326", allow_override=True)

    redraw(toy_path, metres)
    assert "not on the globe" in str(refusal(toy_path))


def test_a_commune_layer_that_lies_elsewhere_is_caught_by_the_cells(toy_path):
    redraw(toy_path, lambda frame: frame.set_geometry(frame.translate(yoff=0.5)))
    assert "another CRS" in str(refusal(toy_path))


def test_swapped_axes_are_caught(toy_path):
    rewrite(
        toy_path,
        "facilities.csv",
        lambda f: f.assign(lon=f["lat"], lat=f["lon"].clip(upper=89)),
    )
    assert "swapped axes" in str(refusal(toy_path))


@pytest.mark.parametrize(
    ("shape", "words"),
    [
        (shapely.Polygon([(106, 20.8), (106.04, 20.84), (106.04, 20.8), (106, 20.84)]),
         "Self-intersection"),
        (shapely.Polygon(), "missing or empty"),
        (shapely.Point(106, 20.8), "not a polygon"),
    ],
)  # fmt: skip
def test_a_broken_polygon_is_named(toy_path, shape, words):
    redraw(toy_path, lambda f: f.set_geometry([shape, *f.geometry[1:]], crs=f.crs))
    assert words in str(refusal(toy_path))
    assert "00001" in str(refusal(toy_path))


def test_a_facility_outside_every_commune_is_named(toy_path):
    rewrite(toy_path, "facilities.csv", lambda f: f.assign(lon=f["lon"].where(f.index > 0, 107.5)))
    assert "F1 (107.5000, 20.8100): stands in no commune, names 00001" in str(refusal(toy_path))


def test_a_facility_in_another_commune_is_named(toy_path):
    rewrite(
        toy_path,
        "facilities.csv",
        lambda f: f.assign(commune_code=f["commune_code"].where(f.index > 0, "00002")),
    )
    assert "stands in 00001, names 00002" in str(refusal(toy_path))


def test_a_commune_without_cells_is_named(toy_path):
    rewrite(toy_path, "cells.csv", lambda f: f[f["commune_code"] != "00003"])
    assert "no populated cell" in str(refusal(toy_path))
    assert "00003 Đặc khu Cù Lao" in str(refusal(toy_path))


def test_an_unknown_commune_is_named(toy_path):
    rewrite(
        toy_path,
        "cells.csv",
        lambda f: f.assign(commune_code=f["commune_code"].where(f.index > 0, "99999")),
    )
    assert "C00: 99999" in str(refusal(toy_path))
