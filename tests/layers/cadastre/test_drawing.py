"""A drawing as a survey office sends it, from the file to the check."""

from __future__ import annotations

import ezdxf
import pytest
import shapely

from geoplan.layers.cadastre.drawing import read_drawing
from geoplan.layers.cadastre.read import read_parcels
from geoplan.layers.cadastre.readings import Reading
from geoplan.layers.cadastre.report import check_parcels
from geoplan.layers.raw.mapping import Mapping, read_mapping
from tests.layers.cadastre.made import (
    communes,
    drawing_of,
    drawn,
    numbers,
    parcels,
    refusal,
)
from tests.layers.cadastre.test_old_text import old

SQUARE = [(0, 0), (20, 0), (20, 30), (0, 30)]
D30 = "EPSG:9209"
KNOWN = Mapping(constants={"old_commune": "Xã Nam Sách", "sheet": "12"})


def one_commune(each=6):
    return parcels(("Xã Nam Sách",), each)


@pytest.mark.parametrize("version", ["R12", "R2000", "R2010"])
def test_parcels_with_their_texts_are_read(tmp_path, version):
    frame = one_commune()
    raw = read_parcels(drawing_of(frame, tmp_path / "a.dxf", version=version), KNOWN)
    assert raw.declared is None
    assert raw.frame["row"].tolist() == [1, 2, 3, 4, 5, 6]
    assert raw.frame["number"].tolist() == frame["so_thua"].tolist()
    assert raw.frame["land_use"].tolist() == ["DYT"] * 6
    assert raw.frame["stated_area_m2"].tolist() == [600.0] * 6
    assert raw.frame["sheet"].tolist() == ["12"] * 6
    apart = shapely.hausdorff_distance(raw.frame.geometry.to_numpy(), frame.geometry.to_numpy())
    assert apart.max() < 0.001
    assert raw.findings.empty
    assert "edge on layer 10; number on layer 13" in raw.notes[1].text


def test_a_drawing_is_checked_and_the_zone_proposed(tmp_path):
    path = drawing_of(one_commune(), tmp_path / "a.dxf")
    report = check_parcels(path, communes(), mapping=KNOWN)
    assert report.reading == Reading(D30)
    assert report.findings.empty
    assert report.parcels.index[0] == "Xã Nam Sách|12|1"
    assert report.parcels["source"].unique().tolist() == ["a.dxf"]
    assert report.parcels["crs"].unique().tolist() == [D30]
    assert "EPSG:6960" in report.parcels["datum_operation"].iloc[0]


def test_the_26_km_trap_is_caught_in_a_drawing(tmp_path):
    path = drawing_of(one_commune(), tmp_path / "a.dxf")
    report = check_parcels(path, communes(), "EPSG:9210", mapping=KNOWN)
    assert report.is_contradicted
    assert report.reading == Reading(D30)


@pytest.mark.parametrize(
    "reading",
    [Reading(D30, is_mm=True), Reading(D30, is_swapped=True), Reading(D30, is_swapped=True,
     is_mm=True), Reading(D30, lacks_false_easting=True), Reading("EPSG:4326")],
    ids=str,
)  # fmt: skip
def test_millimetres_swapped_axes_and_false_easting_are_found_in_a_drawing(tmp_path, reading):
    frame = one_commune()
    shapes = numbers(frame.geometry.to_crs("EPSG:4326").to_numpy(), reading)
    path = drawing_of(frame.set_geometry(shapes, crs=None), tmp_path / "a.dxf")
    report = check_parcels(path, communes(), mapping=KNOWN)
    assert report.reading == reading
    confirmed = check_parcels(path, communes(), reading.code, mapping=KNOWN)
    assert not confirmed.is_contradicted
    assert confirmed.evidence.declared == reading
    inside = confirmed.parcels.to_crs(D30).geometry.to_numpy()
    assert shapely.hausdorff_distance(inside, frame.geometry.to_numpy()).max() < 0.01


@pytest.mark.parametrize(
    "names",
    [("LEVEL 10", "LEVEL 13"), ("Level_10", "Level_13"), ("10_RANHTHUA", "13_SOTHUA")],
)
def test_layers_go_by_their_number(tmp_path, names):
    document = ezdxf.readfile(drawn(tmp_path / "a.dxf", [SQUARE], [("13", "7", 5, 5)]))
    for entity in document.modelspace():
        entity.dxf.layer = names[entity.dxf.layer == "13"]
    document.saveas(tmp_path / "a.dxf")
    assert read_parcels(tmp_path / "a.dxf").frame["number"].tolist() == ["7"]


def test_a_mapping_names_layers_and_says_what_holds_for_the_file(tmp_path):
    document = ezdxf.new()
    space = document.modelspace()
    space.add_lwpolyline(SQUARE, close=True, dxfattribs={"layer": "RANH_THUA"})
    for layer, text in (("SO_THUA", "7"), ("CHU", "Trụ sở UBND xã cũ"), ("4", "600")):
        space.add_text(text, dxfattribs={"layer": layer, "insert": (5, 5)})
    document.saveas(tmp_path / "a.dxf")
    (tmp_path / "m.toml").write_text(
        '[parcels]\nedge = "ranh_thua"\nnumber = "SO_THUA"\nname = "CHU"\nstated_area_m2 = ""\n'
        '[parcels.constants]\nold_commune = "Xã Nam Sách"\nsheet = "12"\nstatus = "Dôi dư"\n',
        encoding="utf-8",
    )
    frame = read_parcels(tmp_path / "a.dxf", read_mapping(tmp_path / "m.toml")).frame
    assert frame[["old_commune", "sheet", "number", "name", "status"]].to_numpy().tolist() == [
        ["Xã Nam Sách", "12", "7", "Trụ sở UBND xã cũ", "surplus"]
    ]
    assert frame["stated_area_m2"].isna().all()


@pytest.mark.parametrize("encoding", ["TCVN3", "Windows-1258"])
def test_texts_of_an_old_code_page_are_mended(tmp_path, encoding):
    path = drawn(tmp_path / "a.dxf", [SQUARE], [("13", "7", 5, 5), ("2", "NAME", 5, 6)],
                 version="R2000")  # fmt: skip
    name = old("Phường Thuỷ Nguyên, đất ở đô thị", encoding)
    path.write_bytes(path.read_bytes().replace(b"NAME", name.encode("latin-1")))
    raw = read_parcels(path, Mapping(columns={"parcels": {"name": "2"}}))
    assert raw.frame["name"].tolist() == ["Phường Thuỷ Nguyên, đất ở đô thị"]
    assert any(encoding in note.text for note in raw.notes)


def test_bytes_that_are_no_utf_8_are_mended_too(tmp_path):
    path = drawn(tmp_path / "a.dxf", [SQUARE], [("2", "NAME", 5, 6)])
    name = old("Xã Thành Đông, đất trường học", "TCVN3").encode("latin-1")
    path.write_bytes(path.read_bytes().replace(b"NAME", name))
    raw = read_parcels(path, Mapping(columns={"parcels": {"name": "2"}}))
    assert raw.frame["name"].tolist() == ["Xã Thành Đông, đất trường học"]


def test_what_a_drawing_does_not_say_is_said_with_the_cure(tmp_path):
    notes = [note.text for note in read_parcels(drawn(tmp_path / "a.dxf", [SQUARE])).notes]
    assert any("the commune (old_commune) and the sheet (sheet)" in note for note in notes)
    assert any("[parcels.constants]" in note for note in notes)


def test_findings_of_a_drawing_stand_by_row_with_the_parcel(tmp_path):
    frame = one_commune(3)
    west, south, east, _ = frame.total_bounds
    path = drawing_of(frame, tmp_path / "a.dxf")
    document = ezdxf.readfile(path)
    for text, x in (("99", west + 1), ("77", east + 5)):
        document.modelspace().add_text(text, dxfattribs={"layer": "13", "insert": (x, south + 1)})
    document.saveas(path)
    table = check_parcels(path, communes(), D30, mapping=KNOWN).findings
    assert table[["row", "parcel_id", "fault"]].to_numpy().tolist() == [
        [1, "Xã Nam Sách|12|?", "several texts"],
        [1, "Xã Nam Sách|12|?", "missing attribute"],
        [3, "Xã Nam Sách|12|3", "text in no parcel"],
    ]


def test_edges_as_lines_enclose_the_same_parcels(tmp_path):
    frame = one_commune(4)
    sides = {
        tuple(sorted(side))
        for shape in frame.geometry
        for side in zip(shape.exterior.coords[:-1], shape.exterior.coords[1:], strict=True)
    }
    inside = [(shape.centroid.x, shape.centroid.y) for shape in frame.geometry]
    texts = [("13", number, x, y) for number, (x, y) in zip(frame["so_thua"], inside, strict=True)]
    raw = read_parcels(drawn(tmp_path / "a.dxf", texts=texts, lines=sorted(sides)), KNOWN)
    ours = raw.frame.set_index("number").loc[frame["so_thua"]].geometry.to_numpy()
    assert shapely.hausdorff_distance(ours, frame.geometry.to_numpy()).max() < 0.001
    assert any(n.standing == "Derived" and "4 parcels are enclosed" in n.text for n in raw.notes)


def test_impossible_drawings_are_refused_in_a_sentence(tmp_path):
    document = ezdxf.new()
    document.modelspace().add_line((0, 0), (1, 1), dxfattribs={"layer": "Duong"})
    document.modelspace().add_text("7", dxfattribs={"layer": "10"})
    document.saveas(tmp_path / "a.dxf")
    said = refusal(read_parcels, tmp_path / "a.dxf")
    assert (
        "no layer with lines is numbered 10, that of parcel edges; layers with lines: Duong."
        in said
    )
    assert 'edge = "…"' in said
    drawn(tmp_path / "b.dxf", lines=[((0, 0), (1, 1))])
    assert "the lines of layer 10 enclose nothing" in refusal(read_parcels, tmp_path / "b.dxf")
    (tmp_path / "c.dwg").write_bytes(b"AC1027")
    assert "Save it as DXF." in refusal(read_parcels, tmp_path / "c.dwg")


@pytest.mark.parametrize(
    ("columns", "text"),
    [
        ({"edge": "NONE"}, "the drawing has no layer 'NONE'. Known: 10."),
        ({"x": "10"}, "looks for no such field in a drawing"),
    ],
)
def test_mappings_that_do_not_fit_are_refused(tmp_path, columns, text):
    path = drawn(tmp_path / "a.dxf", [SQUARE])
    assert text in refusal(read_drawing, path, Mapping(columns={"parcels": columns}))
