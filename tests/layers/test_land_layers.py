from __future__ import annotations

import geopandas as gpd
import pytest
import shapely

from geoplan.errors import LayerError
from geoplan.layers.land_layers import read_land_layer

COMMUNES = gpd.GeoDataFrame(
    geometry=[shapely.box(106.0, 20.0, 106.1, 20.1), shapely.box(106.1, 20.0, 106.2, 20.1)],
    crs="EPSG:4326",
)
INSIDE = shapely.box(106.02, 20.02, 106.04, 20.04)
FAR = shapely.box(105.0, 21.0, 105.1, 21.1)


def saved(folder, shapes, name="layer.gpkg", crs="EPSG:4326", **columns):
    gpd.GeoDataFrame(columns, geometry=shapes, crs="EPSG:4326").to_crs(crs).to_file(folder / name)
    return folder / name


@pytest.mark.parametrize("name", ["water.gpkg", "water.geojson", "water.shp"])
@pytest.mark.parametrize("crs", ["EPSG:4326", "EPSG:9210"])
def test_polygons_that_touch_the_study_are_read_in_degrees(tmp_path, name, crs):
    if name.endswith("geojson") and crs != "EPSG:4326":
        pytest.skip("GeoJSON is in degrees")
    areas = read_land_layer(saved(tmp_path, [FAR, INSIDE], name, crs), "water", COMMUNES)
    assert areas.crs == "EPSG:4326"
    assert list(areas.index) == [2]
    assert areas.index.name == "row"
    assert list(areas.columns) == ["geometry"]
    assert areas.geometry.iloc[0].hausdorff_distance(INSIDE) < 1e-6


def test_zones_carry_the_code_of_the_plan(tmp_path):
    path = saved(tmp_path, [INSIDE, INSIDE], land_use=[" dyt ", "ODT"], plan=["a", "b"])
    zones = read_land_layer(path, "zoning", COMMUNES)
    assert zones["land_use"].to_list() == ["DYT", "ODT"]
    assert list(zones.columns) == ["land_use", "geometry"]


def test_zones_without_a_use_are_refused(tmp_path):
    with pytest.raises(LayerError, match=r"land_use is missing; found: plan.*Rename"):
        read_land_layer(saved(tmp_path, [INSIDE], plan=["a"]), "zoning", COMMUNES)
    path = saved(tmp_path, [INSIDE, INSIDE], "blank.gpkg", land_use=["DYT", " "])
    with pytest.raises(LayerError, match=r"land use is blank.*rows: 2"):
        read_land_layer(path, "zoning", COMMUNES)


def test_what_is_no_layer_of_areas_is_refused(tmp_path):
    with pytest.raises(LayerError, match="does not exist"):
        read_land_layer(tmp_path / "no.gpkg", "water", COMMUNES)
    with pytest.raises(LayerError, match=r"not a polygon.*rows: 1"):
        read_land_layer(saved(tmp_path, [INSIDE.centroid]), "water", COMMUNES)
    bowtie = shapely.from_wkt("POLYGON ((106 20, 106.1 20.1, 106.1 20, 106 20.1, 106 20))")
    with pytest.raises(LayerError, match=r"invalid.*Self-intersection.*Fix geometries"):
        read_land_layer(saved(tmp_path, [bowtie], "bow.gpkg"), "hazard", COMMUNES)
    with pytest.raises(LayerError, match="no rows"):
        read_land_layer(saved(tmp_path, [], "none.gpkg"), "protected", COMMUNES)
    saved(tmp_path, [INSIDE], "bare.shp")
    (tmp_path / "bare.prj").unlink()
    with pytest.raises(LayerError, match="declares no coordinate reference system"):
        read_land_layer(tmp_path / "bare.shp", "water", COMMUNES)


def test_a_layer_of_somewhere_else_is_refused_with_the_distance(tmp_path):
    with pytest.raises(LayerError, match=r"none of its polygons touches.*about 1[34]\d km away"):
        read_land_layer(saved(tmp_path, [FAR]), "water", COMMUNES)


def test_swapped_axes_are_told(tmp_path):
    study = COMMUNES.set_geometry(shapely.transform(
        COMMUNES.geometry.to_numpy(), lambda xy: xy - [66.0, 0.0]))  # fmt: skip
    swapped = shapely.transform(INSIDE, lambda xy: (xy - [66.0, 0.0])[:, ::-1])
    with pytest.raises(LayerError, match=r"latitude and longitude swapped.*longitude as x"):
        read_land_layer(saved(tmp_path, [swapped]), "water", study.set_crs("EPSG:4326"))


def test_metres_declared_as_degrees_are_refused(tmp_path):
    path = saved(tmp_path, [shapely.box(590_000, 2_300_000, 590_100, 2_300_100)])
    with pytest.raises(LayerError, match=r"not on the globe.*EPSG:9210"):
        read_land_layer(path, "water", COMMUNES)
