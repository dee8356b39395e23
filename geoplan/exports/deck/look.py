"""The look of the plain deck: colours of the maps and charts, one bar at the left edge."""

from __future__ import annotations

from typing import Any, NamedTuple

from pptx.opc.constants import RELATIONSHIP_TYPE
from pptx.opc.oxml import serialize_part_xml
from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls, qn
from pptx.util import Inches

from geoplan.exports.drawing.chart_sheet import SHADES
from geoplan.exports.drawing.paper import GROUND, INK

ACCENTS = 6  # colours that a theme has for series and shapes
# Of the theme, so that tables, charts and what the user adds take them
COLOURS = {"dk2": INK, "lt2": GROUND} | {
    f"accent{number}": colour for number, (colour, _) in enumerate(SHADES[:ACCENTS], start=1)
}


class Bar(NamedTuple):
    """A filled rectangle of a layout, inches, in a colour of the theme."""

    left: float
    top: float
    width: float
    height: float
    colour: str


def colour_theme(deck: Any) -> None:
    """Give the theme of a deck the colours of the maps and charts."""
    theme = deck.slide_master.part.part_related_by(RELATIONSHIP_TYPE.THEME)
    root = parse_xml(theme.blob)
    scheme = root.find(f".//{qn('a:clrScheme')}")
    for name, colour in COLOURS.items():
        held = scheme.find(qn(f"a:{name}"))
        for child in list(held):
            held.remove(child)
        add_child(held, "a:srgbClr", val=colour.removeprefix("#").upper())
    theme._blob = serialize_part_xml(root)  # noqa: SLF001 - a theme has no public way


def add_bar(layout: Any, bar: Bar) -> None:
    """Lay a filled rectangle beneath all that a layout has."""
    left, top, width, height = (int(Inches(each)) for each in bar[:4])
    shape = parse_xml(
        f"<p:sp {nsdecls('p', 'a')}>"
        '<p:nvSpPr><p:cNvPr id="99" name="Bar"/><p:cNvSpPr/><p:nvPr userDrawn="1"/></p:nvSpPr>'
        f'<p:spPr><a:xfrm><a:off x="{left}" y="{top}"/><a:ext cx="{width}" cy="{height}"/></a:xfrm>'
        '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom>'
        f'<a:solidFill><a:schemeClr val="{bar.colour}"/></a:solidFill><a:ln><a:noFill/></a:ln>'
        "</p:spPr></p:sp>"
    )
    layout.shapes._spTree.insert(2, shape)  # noqa: SLF001 - layouts take no shapes in public


def add_child(parent: Any, name: str, **attributes: str) -> Any:
    """Add an element, named with its prefix, at the end of another, and return it."""
    child = parent.makeelement(qn(name), attributes)
    parent.append(child)
    return child
