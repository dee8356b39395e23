"""Evidence: every way to be wrong about coordinates that has been met, and what gives it away."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geoplan.layers.cadastre.evidence import SAMPLE, weigh
from geoplan.layers.cadastre.naming import communes_named
from geoplan.layers.cadastre.readings import Reading, candidates
from tests.layers.cadastre.made import communes, numbers, parcels

ZONES = [r for r in candidates() if r.crs.startswith("EPSG:92") or r.crs == "EPSG:5897"]
# UTM 48N has the meridian of zone 482 and lies some 700 m off, less than a commune is wide
UTM_48 = {
    Reading(code, is_swapped=swapped, is_mm=mm)
    for code in ("EPSG:3405", "EPSG:32648")
    for swapped in (False, True)
    for mm in (False, True)
}
D30, D45 = Reading("EPSG:9209"), Reading("EPSG:9210")


def evidence(true, declared=None, *, stated=True, frame=None):
    frame = parcels() if frame is None else frame
    shapes = numbers(frame.geometry.to_crs("EPSG:4326").to_numpy(), true)
    names = frame["ten_xa"] if stated else pd.Series(pd.NA, frame.index, dtype="string")
    return weigh(
        shapes,
        communes(),
        named=communes_named(names, communes()),
        stated_area_m2=frame["dien_tich"].to_numpy(),
        declared=declared,
    )


@settings(max_examples=40, deadline=None)
@given(st.sampled_from(ZONES))
def test_any_way_to_write_parcels_that_name_their_commune_is_found(true):
    found = evidence(true)
    assert found.rivals[0] == true
    assert found.share(true) == 1.0
    assert set(found.rivals[1:]) <= (UTM_48 if true.crs == "EPSG:5897" else set())
    assert found.table["area_ratio"].iloc[0] == pytest.approx(1, abs=0.001)


@pytest.mark.parametrize(
    "true",
    [Reading("EPSG:6957"), Reading("EPSG:6957", is_swapped=True), Reading("EPSG:4326"),
     Reading("EPSG:4326", is_swapped=True)],
)  # fmt: skip
def test_deprecated_zones_and_degrees_are_found(true):
    assert evidence(true).rivals == (true,)


def test_utm_of_either_datum_is_as_good_and_both_are_said():
    found = evidence(Reading("EPSG:3405"))
    assert {Reading("EPSG:3405"), Reading("EPSG:32648")} <= set(found.rivals)
    assert "EPSG:32648 WGS 84 / UTM zone 48N" in str(found).partition("as good: ")[2]


def test_of_equals_the_declared_one_comes_first():
    declared = Reading("EPSG:32648")
    assert evidence(Reading("EPSG:3405"), declared).rivals[0] == declared
    assert evidence(Reading("EPSG:3405")).rivals[0] != declared


def test_parcels_that_name_no_commune_are_no_evidence_where_others_do():
    frame = parcels()
    frame.loc[::2, "ten_xa"] = "Xã Không Có"
    found = evidence(D30, frame=frame)
    assert (found.sampled, found.total, found.share(D30)) == (6, 12, 1.0)


def test_the_26_km_trap_is_caught_though_every_parcel_falls_inside_the_study():
    blind = evidence(D30, D45, stated=False)
    assert blind.share(D45) == 1.0  # the trap: all is inside
    found = evidence(D30, D45)
    assert found.contradicts(D45)
    assert found.rivals == (D30,)
    assert found.table["moved_m"].iloc[0] == pytest.approx(26_000, abs=100)
    assert "the declared EPSG:9210" in str(found)
    assert "is contradicted" in str(found)


def test_without_stated_communes_the_evidence_says_that_it_cannot_tell():
    found = evidence(D30, D45, stated=False)
    assert found.basis == "any"
    assert not found.contradicts(D45)
    assert {D30, D45} <= set(found.rivals)
    assert "cannot tell between zones" in str(found)


def test_without_stated_communes_a_single_proposal_is_called_weak():
    everywhere = parcels(tuple(communes()["name"]), 1, "EPSG:9210")
    found = evidence(D45, stated=False, frame=everywhere)
    assert found.rivals == (D45,)
    assert "so the evidence is weak: EPSG:9210" in str(found)


def test_without_stated_communes_swapped_axes_are_still_contradicted():
    found = evidence(Reading("EPSG:9209", is_swapped=True), D30, stated=False)
    assert found.contradicts(D30)
    assert all(reading.is_swapped for reading in found.rivals)


def test_the_right_declaration_holds():
    found = evidence(D30, D30)
    assert not found.contradicts(D30)
    assert "the declared EPSG:9209" in str(found)
    assert "holds: 100%" in str(found)
    assert found.table["moved_m"].iloc[0] == 0


@pytest.mark.parametrize(("in_30", "caught"), [(42, False), (44, True)])
def test_a_tenth_of_the_parcels_is_clear_and_less_is_not(in_30, caught):
    """Of 80 parcels 42 or 44 are written in the one zone, the rest in the other: 5 % or 10 %."""
    names = ("Phường Thành Đông",)
    shapes = [
        numbers(parcels(names, count).geometry.to_crs(4326).to_numpy(), zone)
        for count, zone in ((in_30, D30), (80 - in_30, D45))
    ]
    found = weigh(
        np.concatenate(shapes),
        communes(),
        named=communes_named(pd.Series(names * 80), communes()),
        stated_area_m2=np.full(80, np.nan),
        declared=D45,
    )
    assert found.share(D45) == pytest.approx(1 - in_30 / 80)
    assert found.contradicts(D45) == caught
    assert not found.contradicts(D30)


def test_fewer_parcels_than_it_takes_contradict_nothing():
    few = parcels(("Phường Thành Đông",), 2)
    enough = parcels(("Phường Thành Đông",), 3)
    assert not evidence(D30, D45, frame=few).contradicts(D45)
    assert evidence(D30, D45, frame=enough).contradicts(D45)


def test_where_nothing_fits_it_is_said():
    far = parcels().set_crs("EPSG:9209").to_crs("EPSG:4326").translate(0, -8)
    frame = parcels().set_geometry(gpd.GeoSeries(far, crs="EPSG:4326"))
    found = evidence(D30, D30, frame=frame)
    assert found.rivals == ()
    assert "no reading puts any parcel" in str(found)
    assert not found.contradicts(D30)


def test_a_large_file_is_sampled_and_the_order_of_rows_does_not_matter():
    frame = parcels(each=1500)
    found = evidence(D30, frame=frame)
    assert (found.sampled, found.total) == (SAMPLE, 3000)
    turned = evidence(D30, frame=frame.iloc[::-1].reset_index(drop=True))
    assert found.rivals == turned.rivals


def test_missing_shapes_are_left_out():
    frame = parcels()
    frame.loc[0, "geometry"] = None
    assert evidence(D30, frame=frame).sampled == len(frame) - 1


def test_the_table_names_the_operation_and_the_area():
    frame = parcels().assign(dien_tich=1200.0)
    line = evidence(D30, frame=frame).table.iloc[0]
    assert line["operation"] == "VN-2000 to WGS 84 (2), EPSG:6960"
    assert line["area_ratio"] == pytest.approx(0.5, abs=0.001)
    assert (line["axes"], line["unit"], line["false_easting"]) == ("east, north", "m", "as defined")
