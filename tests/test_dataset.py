"""The files that the project ships, checked without the sources they were made of."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from geoplan.layers.communes import land_masses, read_communes
from geoplan.layers.demand import read_demand
from geoplan.layers.facilities import read_facilities
from geoplan.layers.files import sha256
from geoplan.layers.sea_links import read_sea_links

ROOT = Path(__file__).resolve().parents[1]
DATA = ROOT / "data"
METRIC = "EPSG:3405"
CAT_HAI, BACH_LONG_VI = "11914", "11948"
LAYERS = [
    "boundaries/communes.geojson",
    "population/cells.csv",
    "facilities/facilities.csv",
    "travel/sea_links.csv",
]


@pytest.fixture(scope="module")
def communes() -> gpd.GeoDataFrame:
    return read_communes(DATA / "boundaries" / "communes.geojson")


@pytest.fixture(scope="module")
def cells() -> gpd.GeoDataFrame:
    return read_demand(DATA / "population" / "cells.csv")


@pytest.fixture(scope="module")
def facilities() -> gpd.GeoDataFrame:
    return read_facilities(DATA / "facilities" / "facilities.csv")


@pytest.fixture(scope="module")
def stations(facilities):
    return facilities[facilities["kind"].isin(["commune_station", "former_station"])]


@pytest.fixture(scope="module")
def sea_links() -> pd.DataFrame:
    return read_sea_links(DATA / "travel" / "sea_links.csv")


@pytest.fixture(scope="module")
def sources() -> pd.DataFrame:
    return pd.read_csv(DATA / "SOURCES.csv", dtype="string")


@pytest.fixture(scope="module")
def lands(communes) -> gpd.GeoDataFrame:
    return land_masses(communes, gap_m=300, smallest_km2=0.8, crs=METRIC)


@pytest.mark.parametrize("name", [*LAYERS, "SOURCES.csv", "README.md"])
def test_files_are_plain_utf8(name):
    content = (DATA / name).read_bytes()
    text = content.decode("utf-8")
    assert not text.startswith("\ufeff")
    assert "\r" not in text
    assert text.endswith("\n")
    assert unicodedata.is_normalized("NFC", text)


class TestCommunes:
    def test_all_units_are_here(self, communes):
        assert communes["type"].value_counts().to_dict() == {
            "commune": 67,
            "ward": 45,
            "special_zone": 2,
        }
        assert communes["people"].sum() == 4_664_124
        assert communes["area_km2"].sum() == pytest.approx(3194.73, abs=0.05)
        assert communes["former_province"].value_counts().to_dict() == {
            "Hải Dương": 64,
            "Hải Phòng": 50,
        }

    def test_special_zones_are_the_islands(self, communes):
        assert communes.index[communes["is_island"]].tolist() == [CAT_HAI, BACH_LONG_VI]
        assert (communes["is_special_zone"] == (communes["type"] == "special_zone")).all()
        assert communes.loc[CAT_HAI, "name_en"] == "Cat Hai Special Zone"

    def test_names_have_an_ascii_twin(self, communes):
        assert communes["name_ascii"].str.isascii().all()
        assert communes["name_en"].str.isascii().all()
        assert communes.loc["10507", ["name", "name_ascii"]].tolist() == [
            "Phường Thành Đông",
            "Phuong Thanh Dong",
        ]
        assert communes.loc[["10888", "10903"], "name"].tolist() == ["Xã Cẩm Giang", "Xã Cẩm Giàng"]

    def test_file_is_small(self):
        assert (DATA / LAYERS[0]).stat().st_size < 700_000

    def test_polygons_are_a_coverage_without_gaps(self, communes):
        shapes = communes.to_crs(METRIC).geometry
        together = shapes.union_all()
        assert shapely.coverage_is_valid(communes.geometry.to_numpy())
        assert shapes.area.sum() == pytest.approx(together.area, abs=1)
        assert together.area / 1e6 == pytest.approx(3079.18, rel=2e-4)
        assert not any(part.interiors for part in shapely.get_parts(together))

    def test_no_part_is_a_sliver(self, communes):
        parts = shapely.get_parts(communes.to_crs(METRIC).geometry.to_numpy())
        widest = 2 * shapely.length(shapely.maximum_inscribed_circle(parts))
        assert shapely.area(parts).min() > 10_000
        assert widest.min() > 50

    def test_islands_are_kept(self, communes):
        assert communes.geometry.count_geometries()[CAT_HAI] == 158
        west, south, _, _ = communes.geometry[BACH_LONG_VI].bounds
        assert (west, south) == pytest.approx((107.718, 20.123), abs=0.01)

    def test_coordinates_stand_on_the_grid(self, communes):
        degrees = shapely.get_coordinates(communes.geometry.to_numpy())
        assert np.array_equal(degrees, np.round(degrees, 5))


class TestCells:
    def test_each_commune_sums_to_its_population(self, cells, communes):
        sums = cells.groupby("commune_code")["people"].sum()
        pd.testing.assert_series_equal(
            sums, communes["people"], check_names=False, check_index_type=False
        )

    def test_each_cell_lies_in_its_commune(self, cells, communes):
        homes = communes.geometry.loc[cells["commune_code"]].to_numpy()
        assert shapely.within(cells.geometry.to_numpy(), homes).all()

    def test_both_figures_are_kept(self, cells):
        assert (cells["people"] > 0).all()
        assert (cells["people_raster"] > 0).all()
        assert cells["people_raster"].sum() == pytest.approx(3.71e6, rel=0.01)

    def test_cells_keep_the_raster_s_proportions(self, cells):
        factor = cells.groupby("commune_code")[["people", "people_raster"]].sum()
        scaled = cells["people_raster"] * cells["commune_code"].map(
            factor["people"] / factor["people_raster"]
        )
        assert (cells["people"] - scaled).abs().max() < 1

    def test_ids_follow_commune_then_latitude_then_longitude(self, cells):
        order = cells.reset_index().sort_values(["commune_code", "lat", "lon"])["demand_id"]
        assert order.tolist() == cells.index.tolist()
        assert cells.index[0] == "C0001"

    def test_bach_long_vi_has_cells(self, cells):
        assert (cells["commune_code"] == BACH_LONG_VI).sum() == 4


class TestFacilities:
    def test_each_stands_in_its_commune(self, facilities, communes):
        homes = communes.geometry.loc[facilities["commune_code"]].to_numpy()
        assert shapely.within(facilities.geometry.to_numpy(), homes).all()

    @pytest.mark.parametrize(
        ("kind", "published"),
        # en.nhandan.vn post159487
        [("municipal", 19), ("regional", 5), ("ministry", 7), ("private_hospital", 13)],
    )
    def test_no_kind_exceeds_its_published_count(self, facilities, kind, published):
        assert 0 < (facilities["kind"] == kind).sum() <= published

    def test_nothing_is_called_verified(self, facilities):
        assert not facilities["verified"].any()

    def test_known_beds(self, facilities):
        known = facilities[facilities["beds"].notna()]
        assert known.set_index("name")["beds"].to_dict() == {
            "Bệnh viện Đa khoa tỉnh Hải Dương": 1196,
            "Bệnh viện Phổi Hải Dương": 450,
            "Bệnh viện Trẻ em Hải Phòng": 500,
            "Bệnh viện Phụ sản Hải Phòng": 450,
            "Bệnh viện Đa khoa Quốc tế Hải Phòng – Vĩnh Bảo": 360,
            "Bệnh viện Đa khoa Quốc tế Thủy Nguyên": 450,
        }

    def test_only_the_hospital_under_construction_is_planned(self, facilities):
        planned = facilities.index[facilities["status"] == "planned"]
        assert facilities.loc[planned, "name"].tolist() == ["Bệnh viện Đa khoa Quốc tế Thủy Nguyên"]

    def test_openstreetmap_is_credited(self, facilities):
        surveyed = facilities[facilities["position_quality"] == "surveyed"]
        assert len(surveyed) == 14
        assert surveyed["source"].str.contains("OpenStreetMap").all()

    def test_each_hospital_stands_once(self, facilities, stations):
        hospitals = facilities.drop(stations.index)
        assert hospitals["name"].is_unique
        assert hospitals["name"].str.contains("đa khoa tỉnh Hải Dương", case=False).sum() == 1

    def test_the_military_hospital_is_set_apart(self, facilities):
        military = facilities[facilities["ownership"] == "military"]
        assert military["name"].tolist() == ["Bệnh viện Quân y 7"]
        assert military["note"].str.contains("outside the published count").all()


class TestStations:
    def test_one_for_each_old_commune(self, stations):
        assert stations["kind"].value_counts().to_dict() == {
            "former_station": 261,
            "commune_station": 114,
        }
        assert stations["former_commune"].notna().all()
        assert (stations["position_quality"] == "modelled").all()

    def test_each_commune_has_its_main_station(self, stations, communes):
        main = stations[stations["kind"] == "commune_station"]
        assert main["commune_code"].tolist() == communes.index.tolist()
        assert main.index.str.removeprefix("TYT-").tolist() == communes.index.tolist()
        assert (main["status"] == "operating").all()

    def test_former_stations_do_not_operate(self, stations):
        former = stations[stations["kind"] == "former_station"]
        assert (former["status"] == "former").all()

    def test_each_stands_on_a_populated_cell(self, stations, cells):
        places = set(zip(cells["lon"], cells["lat"], strict=True))
        assert set(zip(stations["lon"], stations["lat"], strict=True)) <= places

    def test_few_share_a_cell(self, stations):
        shared = stations[stations.duplicated(["lon", "lat"])]
        assert len(shared) == 2

    def test_most_are_placed_by_name(self, stations):
        assert stations["note"].str.contains("of the same name").sum() == 319


class TestSeaLinks:
    def test_landings_are_on_the_shore(self, sea_links, lands):
        shore = lands.union_all()
        for end in ("from", "to"):
            landings = gpd.GeoSeries.from_xy(
                sea_links[f"{end}_lon"], sea_links[f"{end}_lat"], crs="EPSG:4326"
            )
            assert landings.to_crs(METRIC).distance(shore).max() < 300

    def test_every_populated_land_mass_can_be_reached(self, sea_links, lands, cells):
        tree = shapely.STRtree(lands.geometry.to_numpy())

        def land(lon, lat):
            landings = gpd.GeoSeries.from_xy(lon, lat, crs="EPSG:4326").to_crs(METRIC)
            return tree.nearest(landings.to_numpy())

        populated = set(land(cells["lon"], cells["lat"]))
        links = set(
            zip(
                land(sea_links["from_lon"], sea_links["from_lat"]),
                land(sea_links["to_lon"], sea_links["to_lat"]),
                strict=True,
            )
        )
        assert populated == {0, 1, 2}
        assert links == {(0, 1), (0, 2)}

    def test_waits_are_half_the_interval_at_most(self, sea_links):
        interval_min = 24 * 60 / sea_links["sailings_per_day"]
        assert (sea_links["wait_min"] <= interval_min / 2 + 0.01).all()
        assert not sea_links["verified"].any()


class TestSources:
    def test_every_file_is_accounted_for(self, sources):
        assert set(sources["file"]) == {f"data/{name}" for name in LAYERS}
        assert not sources.duplicated(["file", "derived_from"]).any()
        assert sources["sha256"].str.fullmatch(r"[0-9a-f]{64}").all()
        assert sources.drop(columns="retrieved").notna().all(axis=None)

    def test_our_own_tables_are_the_ones_used(self, sources):
        own = sources[sources["derived_from"].str.startswith("scripts/")]
        assert len(own) == 2
        for row in own.itertuples():
            assert sha256(ROOT / row.derived_from) == row.sha256

    def test_counts_without_a_licence_are_not_shipped(self, sources):
        assert not sources["origin"].str.contains("vn-demographic").any()
        for name in LAYERS:
            assert "pop2019" not in (DATA / name).read_text("utf-8")
