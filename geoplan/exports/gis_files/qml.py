"""Layer styles as QGIS writes them (QML): classes of a share, kinds of a facility, one symbol."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple
from xml.etree import ElementTree as ET

from geoplan.exports.drawing.symbols import Look

DOCTYPE = "<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>\n"
VERSION = "3.22.0"  # the oldest whose symbols these are; later ones read them
BORDER = "#8fa0ad"
LINE = "#17354f"
WHITE = "#ffffff"
SHAPES = {"plus": "cross_fill", "tag": "pentagon"}  # others are called as here
Option = tuple[str, str]


class Share(NamedTuple):
    """A class of a share: from, to, colour and what the legend says."""

    low: float
    high: float
    colour: str
    label: str


class Category(NamedTuple):
    """A value, its look, its size in millimetres and what the legend says."""

    value: str
    look: Look
    size_mm: float
    label: str


class Area(NamedTuple):
    """A value, the fill of its areas and what the legend says."""

    value: str
    colour: str
    label: str


def graduated_areas(field: str, classes: Sequence[Share]) -> str:
    """Return the style of areas that are coloured by a share."""
    root, renderer = _renderer("graduatedSymbol", attr=field, graduatedMethod="GraduatedColor")
    ranges = ET.SubElement(renderer, "ranges")
    symbols = ET.SubElement(renderer, "symbols")
    for number, held in enumerate(classes):
        ET.SubElement(
            ranges, "range", symbol=str(number), lower=f"{held.low:.15f}",
            upper=f"{held.high:.15f}", label=held.label, render="true",
        )  # fmt: skip
        _area(symbols, number, held.colour, BORDER, "0.2")
    return _text(root)


def categorised_points(expression: str, categories: Sequence[Category]) -> str:
    """Return the style of points whose look goes by an expression."""
    root, symbols = _categorised(expression, categories)
    for number, category in enumerate(categories):
        _marker(symbols, number, category.look, category.size_mm)
    return _text(root)


def categorised_areas(expression: str, categories: Sequence[Area]) -> str:
    """Return the style of areas whose fill goes by an expression."""
    root, symbols = _categorised(expression, categories)
    for number, category in enumerate(categories):
        _area(symbols, number, category.colour, LINE, "0.4")
    return _text(root)


def outlined_areas(colour: str) -> str:
    """Return the style of areas of which only the border is drawn, broken."""
    root, renderer = _renderer("singleSymbol")
    _area(ET.SubElement(renderer, "symbols"), 0, None, colour, "0.5", line="dash")
    return _text(root)


def single_points(look: Look, size_mm: float) -> str:
    """Return the style of points that all look alike."""
    root, renderer = _renderer("singleSymbol")
    _marker(ET.SubElement(renderer, "symbols"), 0, look, size_mm)
    return _text(root)


def _renderer(kind: str, **attributes: str) -> tuple[ET.Element, ET.Element]:
    root = ET.Element("qgis", version=VERSION, styleCategories="Symbology")
    plain = {"type": kind, "symbollevels": "0", "enableorderby": "0", "forceraster": "0"}
    return root, ET.SubElement(root, "renderer-v2", plain | attributes)


def _categorised(
    expression: str, categories: Sequence[Category | Area]
) -> tuple[ET.Element, ET.Element]:
    """Return a style and its element of symbols, to be filled in the order of the categories."""
    root, renderer = _renderer("categorizedSymbol", attr=expression)
    held = ET.SubElement(renderer, "categories")
    for number, category in enumerate(categories):
        ET.SubElement(
            held, "category", symbol=str(number), value=category.value, label=category.label,
            type="string", render="true",
        )  # fmt: skip
    return root, ET.SubElement(renderer, "symbols")


def _area(
    symbols: ET.Element, number: int, colour: str | None, border: str, width_mm: str,
    *, line: str = "solid",
) -> None:  # fmt: skip
    _symbol(symbols, number, "fill", "SimpleFill", [
        ("color", _rgba(colour or WHITE)), ("style", "solid" if colour else "no"),
        ("outline_color", _rgba(border)), ("outline_style", line), ("outline_width", width_mm),
        ("outline_width_unit", "MM"),
    ])  # fmt: skip


def _marker(symbols: ET.Element, number: int, look: Look, size_mm: float) -> None:
    fill, line = (WHITE, look.colour) if look.hollow else (look.colour, WHITE)
    _symbol(symbols, number, "marker", "SimpleMarker", [
        ("name", SHAPES.get(look.shape, look.shape)), ("color", _rgba(fill)),
        ("outline_color", _rgba(line)), ("outline_style", "solid"), ("outline_width", "0.2"),
        ("outline_width_unit", "MM"), ("size", f"{size_mm:g}"), ("size_unit", "MM"),
    ])  # fmt: skip


def _symbol(
    symbols: ET.Element, number: int, kind: str, layer: str, options: Sequence[Option]
) -> None:
    symbol = ET.SubElement(
        symbols, "symbol", type=kind, name=str(number), alpha="1", clip_to_extent="1",
        force_rhr="0",
    )  # fmt: skip
    held = ET.SubElement(symbol, "layer", {"class": layer, "enabled": "1", "locked": "0",
                                           "pass": "0"})  # fmt: skip
    table = ET.SubElement(held, "Option", type="Map")
    for name, value in options:
        ET.SubElement(table, "Option", type="QString", name=name, value=value)
    for name, value in options:
        ET.SubElement(held, "prop", k=name, v=value)  # before QGIS 3.22


def _rgba(colour: str) -> str:
    """Return a colour as QGIS has it.

    Examples
    --------
    >>> _rgba("#17354f")
    '23,53,79,255'
    """
    return ",".join(str(int(colour[at : at + 2], 16)) for at in (1, 3, 5)) + ",255"


def _text(root: ET.Element) -> str:
    ET.indent(root)
    return DOCTYPE + ET.tostring(root, encoding="unicode") + "\n"
