"""Lines and texts out of drawings, against drawings made for it."""

from __future__ import annotations

import math

import ezdxf
import numpy as np
import pytest
import shapely

from geoplan.layers.cadastre.dxf import Drawing
from tests.layers.cadastre.made import drawn, refusal

SQUARE = [(0, 0), (20, 0), (20, 30), (0, 30)]


def lines_of(document, path, layer="10"):
    document.saveas(path)
    return Drawing(path).lines([layer])


@pytest.mark.parametrize("version", ["R12", "R2000", "R2010"])
def test_polylines_of_every_age_are_lines(tmp_path, version):
    drawing = Drawing(drawn(tmp_path / "a.dxf", [SQUARE], version=version))
    assert drawing.line_layers == ["10"]
    [line] = drawing.lines(["10"])
    assert line.is_closed
    assert np.allclose(line.corners[:4], SQUARE)


def test_a_binary_drawing_is_read(tmp_path):
    document = ezdxf.readfile(drawn(tmp_path / "a.dxf", [SQUARE]))
    document.saveas(tmp_path / "b.dxf", fmt="bin")
    assert len(Drawing(tmp_path / "b.dxf").lines(["10"])) == 1


@pytest.mark.parametrize("unit", [1, 1000])
def test_arcs_are_flattened_to_a_millimetre(tmp_path, unit):
    """A bulge of 1 is a half circle; the drawing may be in metres or millimetres."""
    document = ezdxf.new()
    x, y = 600_000.0 * unit, 2_300_000.0 * unit
    ring = [(x, y, 1), (x + 20 * unit, y, 0), (x + 20 * unit, y + 30 * unit, 0),
            (x, y + 30 * unit, 0)]  # fmt: skip
    document.modelspace().add_lwpolyline(ring, format="xyb", close=True, dxfattribs={"layer": "10"})
    [line] = lines_of(document, tmp_path / "a.dxf")
    shape = shapely.Polygon(line.corners / unit)
    assert shape.area == pytest.approx(600 + math.pi * 100 / 2, abs=0.05)
    middle = np.array([x / unit + 10, y / unit])
    arc = line.corners[line.corners[:, 1] < y - 0.1 * unit] / unit
    assert np.abs(np.linalg.norm(arc - middle, axis=1) - 10).max() < 1e-6
    half = (arc[1:] + arc[:-1]) / 2
    assert np.abs(np.linalg.norm(half - middle, axis=1) - 10).max() < 0.0011
    assert len(line.corners) < 400


def test_circles_and_lines_are_lines(tmp_path):
    document = ezdxf.new()
    space = document.modelspace()
    space.add_circle((0, 0), 5, dxfattribs={"layer": "10"})
    space.add_line((0, 0), (3, 4), dxfattribs={"layer": "10"})
    circle, line = lines_of(document, tmp_path / "a.dxf")
    assert shapely.Polygon(circle.corners).area == pytest.approx(math.pi * 25, rel=1e-3)
    assert line.corners.tolist() == [[0, 0], [3, 4]]
    assert not line.is_closed


def test_blocks_are_taken_apart_and_their_layer_0_is_that_of_the_block(tmp_path):
    document = ezdxf.new()
    block = document.blocks.new("PARCEL")
    block.add_lwpolyline(SQUARE, close=True, dxfattribs={"layer": "0"})
    block.add_text("7", dxfattribs={"layer": "13", "insert": (5, 5)})
    outer = document.blocks.new("SHEET")
    outer.add_blockref("PARCEL", (100, 0), dxfattribs={"layer": "0"})
    document.modelspace().add_blockref("SHEET", (1000, 0), dxfattribs={"layer": "10"})
    document.saveas(tmp_path / "a.dxf")
    drawing = Drawing(tmp_path / "a.dxf")
    [line] = drawing.lines(["10"])
    assert np.allclose(line.corners, np.add(SQUARE, (1100, 0)))
    [text] = drawing.texts(["13"])
    assert (text.text, text.x, text.y) == ("7", 1105, 5)


def test_a_block_within_itself_ends(tmp_path):
    document = ezdxf.new()
    block = document.blocks.new("LOOP")
    block.add_line((0, 0), (1, 0), dxfattribs={"layer": "10"})
    block.add_blockref("LOOP", (0, 1))
    document.modelspace().add_blockref("LOOP", (0, 0))
    assert 0 < len(lines_of(document, tmp_path / "a.dxf")) < 20


def test_labels_that_are_attributes_of_a_block_are_texts(tmp_path):
    document = ezdxf.new()
    document.blocks.new("LABEL")
    insert = document.modelspace().add_blockref("LABEL", (3, 4))
    insert.add_attrib("SO_THUA", "12", (3, 4), dxfattribs={"layer": "13"})
    document.saveas(tmp_path / "a.dxf")
    [text] = Drawing(tmp_path / "a.dxf").texts(["13"])
    assert (text.text, text.x, text.y) == ("12", 3, 4)


def test_texts_stand_at_their_alignment_point_and_lose_their_formatting(tmp_path):
    document = ezdxf.new()
    space = document.modelspace()
    middle = space.add_text("Số %%u12", dxfattribs={"layer": "13"})
    middle.set_placement((9, 9), align=ezdxf.enums.TextEntityAlignment.MIDDLE_CENTER)
    space.add_mtext("{\\fArial|b0;Đất}\\Py tế", dxfattribs={"layer": "2", "insert": (5, 6)})
    space.add_text("  ", dxfattribs={"layer": "2"})
    document.saveas(tmp_path / "a.dxf")
    drawing = Drawing(tmp_path / "a.dxf")
    [number] = drawing.texts(["13"])
    assert (number.text, number.x, number.y) == ("Số 12", 9, 9)
    [use] = drawing.texts(["2"])
    assert (use.text, use.x, use.y) == ("Đất y tế", 5, 6)
    assert drawing.text_layers == ["13", "2"]


def test_paper_space_is_not_read(tmp_path):
    document = ezdxf.new()
    document.paperspace().add_lwpolyline(SQUARE, close=True, dxfattribs={"layer": "10"})
    document.saveas(tmp_path / "a.dxf")
    assert Drawing(tmp_path / "a.dxf").line_layers == []


def test_broken_files_are_refused_in_a_sentence(tmp_path):
    whole = drawn(tmp_path / "a.dxf", [SQUARE], [("13", "7", 5, 5)], version="R12").read_bytes()
    (tmp_path / "b.dxf").write_bytes(b"AC1027\x00\x00\x00\x00 a DWG with another ending")
    assert "cannot be read as DXF" in refusal(Drawing, tmp_path / "b.dxf")
    (tmp_path / "c.dxf").write_bytes(b"")
    assert "cannot be read as DXF" in refusal(Drawing, tmp_path / "c.dxf")
    (tmp_path / "d.dxf").write_bytes(b"AutoCAD Binary DXF\r\n\x1a\x00\x05")
    assert "AUDIT" in refusal(Drawing, tmp_path / "d.dxf")
    rng = np.random.default_rng(0)
    refused = 0
    for _ in range(60):
        spoilt = bytearray(whole[: rng.integers(1, len(whole))])
        spoilt[rng.integers(len(spoilt))] = rng.integers(256)
        (tmp_path / "e.dxf").write_bytes(bytes(spoilt))
        try:
            drawing = Drawing(tmp_path / "e.dxf")
            drawing.lines(drawing.line_layers)
            drawing.texts(drawing.text_layers)
        except Exception as bad:  # noqa: BLE001 - any other is what the test is for
            assert "e.dxf, layer parcels: the file cannot be read as DXF" in str(bad)  # noqa: PT017
            refused += 1
    assert refused > 5
