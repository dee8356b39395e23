"""Readings: which there are, and where each puts a pair of numbers."""

from __future__ import annotations

import numpy as np
import pytest
from pyproj import CRS, Geod

from geoplan.layers.cadastre.readings import Reading, candidates, code_of, tm3_zones
from tests.layers.cadastre.made import oracle

AT = np.array([[600_000.0, 2_310_000.0]])
WGS = Geod(ellps="WGS84")


def apart_m(one, other):
    return float(WGS.inv(*one.T, *other.T)[2][0])


def by(way, xy=AT):
    return np.column_stack(way.transform(*xy.T))


def test_the_zones_are_those_of_the_registry():
    in_force, deprecated = tm3_zones()
    assert set(in_force) == {f"EPSG:{n}" for n in (*range(5896, 5900), *range(9205, 9219))}
    assert set(deprecated) == {"EPSG:6956", "EPSG:6957", "EPSG:6958", "EPSG:6959"}


def test_deprecated_zones_have_no_false_easting_but_one_of_the_northing():
    plain = Reading("EPSG:5897").to_degrees(AT)  # zone 482, 105°
    old = Reading("EPSG:6957").to_degrees(AT + np.array([-500_000, 500_000]))
    assert apart_m(plain, old) < 0.001


@pytest.mark.parametrize(("code", "meridian"), [("EPSG:9209", 105.5), ("EPSG:9210", 105.75)])
def test_a_zone_is_read_with_the_pinned_seven_parameters(code, meridian):
    ours = Reading(code).to_degrees(AT)
    assert apart_m(ours, by(oracle(meridian))) < 0.001
    assert apart_m(ours, by(oracle(meridian, "position_vector"))) == pytest.approx(0.75, abs=0.2)
    assert apart_m(ours, by(oracle(meridian, shift=False))) == pytest.approx(224, abs=3)


def test_the_operation_is_named():
    assert Reading("EPSG:9209").operation == "VN-2000 to WGS 84 (2), EPSG:6960"
    assert Reading("EPSG:32648").operation == "none, the datum is WGS 84"


def test_an_unknown_datum_is_said_to_be_off():
    wkt = CRS("+proj=tmerc +lon_0=105.5 +k=0.9999 +x_0=500000 +a=6378137 +b=6356752.3").to_wkt()
    assert "200 m off" in Reading(wkt).operation
    assert "no EPSG code" in str(Reading(wkt))


@pytest.mark.parametrize(
    ("reading", "written"),
    [
        (Reading("EPSG:9210", is_swapped=True), AT[:, ::-1]),
        (Reading("EPSG:9210", is_mm=True), AT * 1000),
        (Reading("EPSG:9210", lacks_false_easting=True), AT - [500_000, 0]),
        (Reading("EPSG:9210", True, True, True), (AT - [500_000, 0])[:, ::-1] * 1000),
    ],
)
def test_odd_ways_to_write_the_same_place(reading, written):
    assert apart_m(reading.to_degrees(written), Reading("EPSG:9210").to_degrees(AT)) < 0.001


def test_a_9209_file_read_as_9210_lies_26_km_off():
    one, other = (Reading(code).to_degrees(AT) for code in ("EPSG:9209", "EPSG:9210"))
    assert apart_m(one, other) == pytest.approx(26_000, abs=100)


def test_plain_readings_come_first_and_none_twice():
    tried = candidates()
    assert len(set(tried)) == len(tried)
    oddness = [reading.oddness for reading in tried]
    assert oddness == sorted(oddness)
    assert {reading.crs for reading in tried} >= {"EPSG:3405", "EPSG:3406", "EPSG:32648",
                                                  "EPSG:32649", "EPSG:4326"}  # fmt: skip


def test_a_system_without_a_code_keeps_its_wkt():
    assert code_of(9209) == "EPSG:9209"
    assert "tmerc" in code_of("+proj=tmerc +lon_0=105.1").lower().replace(
        "transverse mercator", "tmerc"
    )
