import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from geoplan.land.plots import frontage_m, measure_plots
from geoplan.land.rules import land_use_of
from geoplan.land.unions import united
from geoplan.layers.roads import RoadLayer, no_turns
from geoplan.study import Study
from tests.land.toyplots import lots
from tests.toytown import CRS, communes, write_toy_town

PLOTS = [
    ("ward", 106.0200, 20.8200, 20, 40, {"land_use": "ODT"}),
    ("coast", 106.0500, 20.8100, 30, 30, {"land_use": "ONT"}),
    ("nowhere", 106.1500, 20.8100, 30, 30, {"land_use": "ONT"}),
]


@pytest.fixture(scope="module")
def study(tmp_path_factory):
    return Study.load(write_toy_town(tmp_path_factory.mktemp("town")))


def measured(study, parcels, areas=None, roads=None):
    return measure_plots(
        parcels,
        communes().set_index("commune_code"),
        land_use=land_use_of(study),
        areas=areas or {},
        roads=roads,
        crs=CRS,
    )


def strip(parcels, name, west, east):
    """Return the part of a plot between two distances from its western edge, in metres."""
    x, y, _, north = parcels.to_crs(CRS).geometry[name].bounds
    return gpd.GeoDataFrame(
        geometry=[shapely.box(x + west, y - 5, x + east, north + 5)], crs=CRS
    ).to_crs(4326)


def test_commune_size_and_shape(study):
    plots = measured(study, lots(PLOTS))
    assert plots["commune_code"].fillna("").tolist() == ["00001", "00002", ""]
    assert plots["usable_m2"].tolist() == [800, 900, 900]
    assert plots["width_m"].to_numpy() == pytest.approx([20, 30, 30], abs=0.01)
    assert plots["compactness"].to_numpy() == pytest.approx([4 * np.pi * 800 / 120**2, np.pi / 4,
                                                             np.pi / 4], abs=1e-4)  # fmt: skip
    assert not {"hazard_share", "road_m"} & set(plots.columns)


def test_water_and_protected_land_cannot_be_used_and_hazard_is_told(study):
    parcels = lots(PLOTS)
    areas = {
        "water": strip(parcels, "ward", 0, 5),
        "protected": strip(parcels, "ward", 4, 10),
        "hazard": strip(parcels, "coast", 10, 100),
    }
    plots = measured(study, parcels, areas)
    assert plots["usable_m2"].to_numpy() == pytest.approx([400, 900, 900], abs=0.5)
    assert plots["hazard_share"].to_numpy() == pytest.approx([0, 2 / 3, 0], abs=1e-3)


def test_a_use_that_is_excluded_is_not_usable_and_a_plan_goes_before_what_is_stated(study):
    parcels = lots([*PLOTS, ("river", 106.0300, 20.8200, 20, 20, {"land_use": "SON"})])
    assert measured(study, parcels)["usable_m2"]["river"] == 0
    zoned = parcels.assign(zones=pd.array([None, "SON 300; ONT 600", None, "DYT 400"], "string"))
    usable = measured(study, zoned)["usable_m2"]
    assert usable["coast"] == pytest.approx(600)
    assert usable["river"] == 400


def test_a_point_has_its_stated_area_and_no_shape(study):
    parcels = lots(PLOTS[:1])
    parcels = parcels.set_geometry(parcels.geometry.representative_point())
    parcels = parcels.assign(area_m2=np.nan, stated_area_m2=750.0)
    plots = measured(study, parcels, {"water": strip(lots(PLOTS), "ward", 0, 100)})
    assert plots["area_m2"]["ward"] == 750
    assert plots["usable_m2"]["ward"] == 0
    assert np.isnan(plots["width_m"]["ward"])


def street(parcels, name, south_m, length_m):
    """Return a road along the southern edge of a plot, so far from it."""
    west, south, *_ = parcels.to_crs(CRS).geometry[name].bounds
    line = shapely.LineString([(west, south - south_m), (west + length_m, south - south_m)])
    edges = gpd.GeoDataFrame(
        {"kind": ["residential", "ferry"], "motorcar": [True, True]},
        geometry=gpd.GeoSeries([line, shapely.box(west, south, west + 1, south + 1).exterior],
                               crs=CRS).to_crs(4326),
    )  # fmt: skip
    none = gpd.GeoDataFrame(geometry=[], crs=4326)
    return RoadLayer(edges, none, no_turns(), 0, None)


def test_the_distance_to_a_road_leaves_ferries_out_and_frontage_is_along_it(study):
    parcels = lots(PLOTS)
    roads = street(parcels, "ward", 6, 12)
    plots = measured(study, parcels, roads=roads)
    assert plots["road_m"]["ward"] == pytest.approx(6, abs=0.01)
    front = frontage_m(parcels.geometry.to_crs(CRS), roads, 10)
    # twelve metres along the road, a corner of the circle beyond its end, and both sides in reach
    reach = np.sqrt(10**2 - 6**2)
    assert front["ward"] == pytest.approx(12 + min(reach, 8) + 4, abs=0.2)
    assert front["coast"] == 0


def test_together_they_are_one_plot_as_hard_to_get_as_the_hardest(study):
    parcels = lots(
        [
            ("a", 106.0200, 20.8200, 20, 20, {"land_use": "ODT", "status": "public"}),
            ("b", 106.02019, 20.8200, 20, 20, {"land_use": "DYT", "status": "private"}),
        ]
    )
    plots = measured(study, parcels)
    both = united(plots, [np.array([0, 1])], CRS)
    assert both.index.tolist() == ["a + b"]
    assert both["usable_m2"].tolist() == [800]
    assert both["status"].tolist() == ["private"]
    assert both["land_use"].tolist() == ["ODT+DYT"]
    assert both.columns.tolist() == plots.columns.tolist()
    assert both["width_m"].iloc[0] == pytest.approx(20, abs=0.6)
    assert united(plots, [], CRS).empty
