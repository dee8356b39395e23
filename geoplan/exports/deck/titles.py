"""The size that a layout gives to the text of a placeholder."""

from __future__ import annotations

from typing import Any

from pptx.oxml.ns import qn

from geoplan.exports.deck.opening import TITLES

DEFAULT_PT = {"titleStyle": 44.0, "bodyStyle": 32.0}
HUNDREDTHS = 100


def size_pt(placeholder: Any, style: str) -> float:
    """Return the size of the first level of text in a placeholder of a layout, points.

    The layout says so, or the master's placeholder of the type, or the text styles of the master.

    Parameters
    ----------
    placeholder
        Of a layout.
    style
        Of the master: ``titleStyle`` or ``bodyStyle``.
    """
    master = placeholder.part.slide_layout.slide_master
    kinds = TITLES if style == "titleStyle" else (placeholder.placeholder_format.type,)
    same = [held for held in master.placeholders if held.placeholder_format.type in kinds]
    bodies = [held.element for held in (placeholder, *same)]
    for body in bodies:
        found = body.find(f".//{qn('a:lstStyle')}/{qn('a:lvl1pPr')}/{qn('a:defRPr')}")
        if found is not None and found.get("sz"):
            return int(found.get("sz")) / HUNDREDTHS
    path = f".//{qn(f'p:{style}')}/{qn('a:lvl1pPr')}/{qn('a:defRPr')}"
    found = master.element.find(path)
    if found is not None and found.get("sz"):
        return int(found.get("sz")) / HUNDREDTHS
    return DEFAULT_PT[style]
