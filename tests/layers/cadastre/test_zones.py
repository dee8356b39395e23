"""Parcels over planning zones: codes and m², against arithmetic."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from pyproj import Geod

from geoplan.layers.cadastre.faults import faults
from geoplan.layers.cadastre.placing import place
from geoplan.layers.cadastre.read import read_parcels
from geoplan.layers.cadastre.readings import Reading
from geoplan.layers.cadastre.uses import parts_of
from geoplan.layers.cadastre.zones import in_zones
from tests.layers.cadastre.made import communes, parcels


def placed(folder, each=3):
    frame = parcels(("Xã Nam Sách",), each)
    frame.to_file(folder / "a.gpkg")
    return place(read_parcels(folder / "a.gpkg"), Reading("EPSG:9209"), communes())[0]


def bands(*shares_and_codes):
    """Return zones that cut the parcels from west to east, by metres from their west side."""
    frame = parcels(("Xã Nam Sách",), 3)
    west, south, _, north = frame.total_bounds
    codes = [code for _, _, code in shares_and_codes]
    boxes = [
        shapely.box(west + begin, south - 50, west + end, north + 50)
        for begin, end, _ in shares_and_codes
    ]
    zones = gpd.GeoDataFrame({"land_use": codes}, geometry=boxes, crs=frame.crs)
    return zones.to_crs("EPSG:4326")


def test_parcels_far_from_every_zone_keep_what_is_stated(tmp_path):
    held = placed(tmp_path).assign(zones=pd.array(["DYT", None, None], "string"))
    zone = gpd.GeoDataFrame({"land_use": ["ONT"]}, geometry=[shapely.box(0, 0, 1, 1)], crs=4326)
    assert in_zones(held, zone)["zones"].fillna("").tolist() == ["DYT", "", ""]


def test_each_zone_gets_its_square_metres_the_largest_first(tmp_path):
    zoned = in_zones(placed(tmp_path), bands((0, 5, "ODT"), (5, 40, "DYT"), (40, 45, "CLN")))
    first, second, third = (parts_of(text) for text in zoned["zones"])
    assert list(first) == ["DYT", "ODT"]
    assert list(first.values()) == pytest.approx([450, 150], abs=1)
    assert list(second) == ["DYT"]
    assert second["DYT"] == pytest.approx(600, abs=1)
    assert third["CLN"] == pytest.approx(150, abs=1)


def test_slivers_are_dropped_and_zones_of_one_code_are_one(tmp_path):
    zoned = in_zones(placed(tmp_path), bands((0, 0.03, "ODT"), (0.03, 10, "DYT"), (10, 90, "DYT")))
    assert [list(parts_of(text)) for text in zoned["zones"]] == [["DYT"]] * 3
    assert parts_of(zoned["zones"].iloc[0])["DYT"] == pytest.approx(599, abs=1)


def test_areas_are_geodesic(tmp_path):
    ours = placed(tmp_path, 1)
    zones = bands((0, 7, "DYT"))
    area = abs(Geod(ellps="WGS84").geometry_area_perimeter(
        ours.geometry.iloc[0].intersection(zones.geometry.iloc[0]))[0])  # fmt: skip
    assert parts_of(in_zones(ours, zones)["zones"].iloc[0])["DYT"] == pytest.approx(area, abs=0.06)


def test_parcels_outside_keep_what_their_file_states_and_points_get_the_code(tmp_path):
    ours = placed(tmp_path)
    ours["zones"] = pd.array(["TSC", "TSC", pd.NA], dtype="string")
    shapes = ours.geometry.to_numpy().copy()
    shapes[0] = shapely.centroid(shapes[0])
    zoned = in_zones(ours.set_geometry(shapes, crs=ours.crs), bands((0, 15, "DYT")))
    assert zoned["zones"].fillna("-").tolist() == ["DYT", "TSC", "-"]
    assert zoned.index.equals(ours.index)


def test_a_parcel_in_two_zones_is_a_finding_with_the_square_metres(tmp_path):
    table = faults(in_zones(placed(tmp_path), bands((0, 5, "ODT"), (5, 90, "DYT"))))
    found = table[table["fault"] == "several zones"]
    assert found["row"].tolist() == [1]
    assert found["detail"].iloc[0].startswith("DYT 449.") or found["detail"].iloc[0].startswith(
        "DYT 450."
    )
    assert "ODT 1" in found["detail"].iloc[0]


def test_random_zones_agree_with_every_pair_tried(tmp_path):
    rng = np.random.default_rng(3)
    ours = placed(tmp_path, 30)
    west, south, east, north = ours.total_bounds
    centres = rng.uniform([west, south], [east, north], (12, 2))
    shapes = shapely.buffer(shapely.points(centres), rng.uniform(1e-4, 6e-4, 12))
    zones = gpd.GeoDataFrame({"land_use": rng.choice(["DYT", "ODT", "CLN"], 12)}, geometry=shapes,
                             crs="EPSG:4326")  # fmt: skip
    zoned = in_zones(ours, zones)
    geod = Geod(ellps="WGS84")
    for shape, text in zip(zoned.geometry, zoned["zones"], strict=True):
        sums = dict.fromkeys(["DYT", "ODT", "CLN"], 0.0)
        for code, zone in zip(zones["land_use"], zones.geometry, strict=True):
            sums[code] += abs(geod.geometry_area_perimeter(shape.intersection(zone))[0])
        expected = {code: area for code, area in sums.items() if area >= 1}
        found = parts_of(text) if pd.notna(text) else {}
        assert found == pytest.approx(expected, abs=0.1)
