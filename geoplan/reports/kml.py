"""KML: folders of places with a name, a description and a look, for phones and Google Earth."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import NamedTuple
from xml.etree import ElementTree as ET

import shapely
from shapely.geometry.base import BaseGeometry

NAMESPACE = "http://www.opengis.net/kml/2.2"
DECIMALS = 8  # of a degree: 1 mm


class Style(NamedTuple):
    """Colours of line and fill as KML writes them, ``aabbggrr``, and the width of the line."""

    line: str
    fill: str
    width: int


class Kml:
    """A document that is added to and then written.

    Parameters
    ----------
    name, description
        Of the document.
    styles
        Looks by the name that places give.
    """

    def __init__(self, name: str, description: str, styles: Mapping[str, Style]) -> None:
        ET.register_namespace("", NAMESPACE)
        self._root = ET.Element(_tag("kml"))
        self._document = ET.SubElement(self._root, _tag("Document"))
        _text(self._document, "name", name)
        _text(self._document, "description", description)
        for key, style in styles.items():
            _style(self._document, key, style)

    def folder(self, name: str) -> ET.Element:
        """Return a new folder."""
        folder = ET.SubElement(self._document, _tag("Folder"))
        _text(folder, "name", name)
        return folder

    def write(self, path: Path) -> None:
        """Write the document as indented UTF-8."""
        ET.indent(self._root)
        ET.ElementTree(self._root).write(path, encoding="utf-8", xml_declaration=True)


def place(folder: ET.Element, name: str, said: str, style: str, shapes: list[BaseGeometry]) -> None:
    """Add a place to a folder.

    Parameters
    ----------
    folder
        Of a ``Kml``.
    name, said
        What it is called, and what is told of it.
    style
        Name of its look.
    shapes
        Points and polygons in EPSG:4326. If the last one is a point, it alone is drawn; a point
        before a polygon carries the name, since phones write none upon a polygon.
    """
    mark = ET.SubElement(folder, _tag("Placemark"))
    _text(mark, "name", name)
    _text(mark, "description", said)
    _text(mark, "styleUrl", f"#{style}")
    parts = [part for shape in shapes for part in shapely.get_parts(shape)]
    if shapes[-1].geom_type == "Point":
        parts = parts[-1:]
    holder = mark if len(parts) == 1 else ET.SubElement(mark, _tag("MultiGeometry"))
    for part in parts:
        _shape(holder, part)


def lines(texts: Iterable[object]) -> str:
    """Return texts one below the other."""
    return "\n".join(str(text) for text in texts)


def _shape(holder: ET.Element, shape: BaseGeometry) -> None:
    if shape.geom_type == "Point":
        _text(ET.SubElement(holder, _tag("Point")), "coordinates", _coordinates(shape))
        return
    polygon = ET.SubElement(holder, _tag("Polygon"))
    rings = shapely.get_rings(shape)
    for number, ring in enumerate(rings):
        border = ET.SubElement(polygon, _tag("innerBoundaryIs" if number else "outerBoundaryIs"))
        _text(ET.SubElement(border, _tag("LinearRing")), "coordinates", _coordinates(ring))


def _coordinates(shape: BaseGeometry) -> str:
    degrees = shapely.get_coordinates(shape).tolist()
    return " ".join(f"{lon:.{DECIMALS}f},{lat:.{DECIMALS}f}" for lon, lat in degrees)


def _style(document: ET.Element, name: str, look: Style) -> None:
    style = ET.SubElement(document, _tag("Style"), id=name)
    _text(ET.SubElement(style, _tag("IconStyle")), "color", look.line)
    drawn = ET.SubElement(style, _tag("LineStyle"))
    _text(drawn, "color", look.line)
    _text(drawn, "width", str(look.width))
    _text(ET.SubElement(style, _tag("PolyStyle")), "color", look.fill)


def _text(parent: ET.Element, name: str, text: str) -> None:
    ET.SubElement(parent, _tag(name)).text = str(text)


def _tag(name: str) -> str:
    return f"{{{NAMESPACE}}}{name}"
