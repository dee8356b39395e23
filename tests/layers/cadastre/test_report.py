"""The whole check of a file, as it will be printed."""

from __future__ import annotations

import pandas as pd
import pytest
import shapely

from geoplan.cli import main
from geoplan.layers.cadastre.readings import Reading
from geoplan.layers.cadastre.report import check_parcels
from tests.layers.cadastre.made import communes, corner_list, numbers, parcels, refusal

D30, D45 = Reading("EPSG:9209"), Reading("EPSG:9210")


def checked(frame, folder, declared=None):
    frame.to_file(folder / "a.gpkg")
    return check_parcels(folder / "a.gpkg", communes(), declared)


def test_a_good_file_has_nothing_said_against_it(tmp_path):
    report = checked(parcels(), tmp_path)
    text = str(report)
    assert not report.is_contradicted
    assert report.reading == D30
    assert "a.gpkg: 12 rows, 12 parcels" in text
    assert "naming a commune of the study: 12 of 12" in text
    assert "datum operation to WGS 84: VN-2000 to WGS 84 (2), EPSG:6960" in text
    assert "Findings (0 in 0 rows)\n  none\n" in text


def test_a_file_with_the_wrong_zone_is_contradicted_and_measured_by_the_right_one(tmp_path):
    report = checked(parcels().set_crs("EPSG:9210", allow_override=True), tmp_path)
    assert report.is_contradicted
    assert (report.evidence.declared, report.reading) == (D45, D30)
    first = str(report).partition("Proposals, best first\n")[2].splitlines()[0]
    assert "EPSG:9209 VN-2000 / TM-3 105-30 (east, north, m): 100.0% inside, 26.0 km" in first
    assert "is contradicted" in str(report)


@pytest.mark.parametrize("code", ["EPSG:9210", "9210"])
def test_what_the_sender_declares_goes_before_the_file(tmp_path, code):
    report = checked(parcels(), tmp_path, code)
    assert report.is_contradicted
    assert report.evidence.declared == D45


def test_a_list_of_corners_with_the_axes_of_surveyors_is_placed(tmp_path):
    frame = parcels()
    swapped = Reading("EPSG:9209", is_swapped=True)
    shapes = numbers(frame.geometry.to_crs("EPSG:4326").to_numpy(), swapped)
    corner_list(frame.set_geometry(shapes, crs=None)).to_csv(tmp_path / "a.csv", index=False)
    report = check_parcels(tmp_path / "a.csv", communes())
    assert report.reading == swapped
    assert report.findings.empty
    assert "declared: none" in str(report)
    inside = report.parcels.to_crs("EPSG:9209").geometry.to_numpy()
    apart = shapely.hausdorff_distance(inside, frame.geometry.to_numpy())
    assert apart.max() < 0.01


@pytest.mark.parametrize(
    ("kind", "moved", "is_off"), [("gpkg", "0.00 m", False), ("shp", "224 m", True)]
)
def test_a_system_without_a_code_is_compared_with_the_zone_it_is_like(
    tmp_path, kind, moved, is_off
):
    """A custom system keeps its datum shift in a GeoPackage and loses it in a Shapefile."""
    own = (
        "+proj=tmerc +lon_0=105.5 +k=0.9999 +x_0=500000 +ellps=WGS84 +units=m "
        "+towgs84=-191.90441429,-39.30318279,-111.45032835,0.00928836,-0.01975479,0.00427372,0.252906278"
    )
    path = tmp_path / f"a.{kind}"
    parcels().set_crs(own, allow_override=True).to_file(path)
    text = str(check_parcels(path, communes()))
    lines = text.partition("Proposals, best first\n")[2].splitlines()
    assert [line for line in lines if "EPSG:9209" in line and f"{moved} from" in line]
    assert ("200 m off" in text) == is_off


def test_findings_are_listed_with_their_rows_and_mends(tmp_path):
    frame = parcels(("Xã Nam Sách",), 9)
    frame["dien_tich"] = [600.0, *[700.0] * 8]
    shapes = list(frame.geometry)
    shapes[0] = shapely.LineString(shapes[0].exterior.coords[:-1])
    report = checked(frame.set_geometry(shapes, crs=frame.crs), tmp_path)
    text = str(report)
    assert "Findings (9 in 9 rows)" in text
    assert "unclosed ring: 1, mended 1" in text
    assert "area differs: 8\n" in text
    assert "row 2 (Xã Nam Sách|7|2): stated 700.0 m²" in text
    assert "… 3 more rows" in text
    assert report.findings["row"].is_monotonic_increasing


def test_an_undeclared_file_of_elsewhere_is_refused(tmp_path):
    table = pd.DataFrame({"so_to": ["1"], "so_thua": ["1"], "X": [1.0], "Y": [2.0]})
    table.to_csv(tmp_path / "a.csv", index=False)
    said = refusal(check_parcels, tmp_path / "a.csv", communes())
    assert "none puts a parcel into the study" in said


def test_a_code_that_is_none_is_refused(tmp_path):
    said = refusal(checked, parcels(), tmp_path, "EPSG:1")
    assert "'EPSG:1' is no known code" in said


def test_the_command_tells_the_report_and_refuses_a_declaration_that_is_wrong(tmp_path, capsys):
    parcels().to_file(tmp_path / "a.gpkg")
    assert main(["parcels", "check", str(tmp_path / "a.gpkg")]) == 0
    assert "naming a commune of the study: 12 of 12" in capsys.readouterr().out
    assert main(["parcels", "check", str(tmp_path / "a.gpkg"), "--crs", "9210"]) == 2
    told = capsys.readouterr()
    assert "Proposals, best first" in told.out
    assert "a.gpkg, layer parcels, field geometry: EPSG:9210" in told.err
    assert "by EPSG:9209" in told.err
    assert main(["parcels", "check", str(tmp_path / "b.gpkg")]) == 2
