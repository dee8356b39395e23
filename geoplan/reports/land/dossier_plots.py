"""The table of plots in a dossier: areas, score and its parts, what speaks for and against."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any
from xml.etree import ElementTree as ET

import geopandas as gpd
import pandas as pd
from shapely.geometry.base import BaseGeometry

from geoplan.layers.cadastre.uses import parts_of
from geoplan.reports.land.dossier_map import plot_shape, shapes_scale
from geoplan.reports.land.html import clamped, el
from geoplan.reports.land.words import criterion_words, is_known, parcel_words, status_words
from geoplan.words.numerals import UNKNOWN
from geoplan.words.telling import Value
from geoplan.words.wording import Wording

SPEAKS_FOR, SPEAKS_AGAINST = 2 / 3, 1 / 3  # worth by a criterion: thirds of what there can be
BAR_MM = (38.0, 3.6)
LETTER_MM = 2.2  # a part narrower than this carries no letter
# Light and dark in turn, so that neighbours differ on grey paper; from Okabe and Ito (2008)
PIECES = (
    ("#0072b2", "#fff"),
    ("#f0e442", "#111"),
    ("#7b2087", "#fff"),
    ("#56b4e9", "#111"),
    ("#444444", "#fff"),
    ("#ffc59b", "#111"),
    ("#006b4f", "#fff"),
    ("#ffffff", "#111"),
)
LETTERS = "ABCDEFGH"
COLUMNS = {
    "number": "no",
    "plot": "what",
    "shape": "shape-of",
    "area": "area.number",
    "score": "score",
    "gain": "gain.number",
    "people": "people.number",
}
LONGEST_KEY = 70
LONGEST = 110  # letters of what an office wrote, so that one page stays one page


def plot_table(
    plots: gpd.GeoDataFrame, shapes: Sequence[BaseGeometry], criteria: list[str], words: Wording
) -> ET.Element:
    """Return the table.

    Parameters
    ----------
    plots
        As ``fields.PLOTS`` has them, by position.
    shapes
        Theirs in a metric CRS.
    criteria
        In the order of the weights.
    words
        Of the catalogue ``dossier``.
    """
    scale, square = shapes_scale(shapes)
    held = pd.DataFrame(plots.drop(columns="geometry")).astype(object)
    rows = [dict(zip(map(str, held.columns), row, strict=True)) for row in held.to_numpy()]
    bodies = [
        _body(number, plot, plot_shape(shape, scale, square), criteria, words)
        for number, (plot, shape) in enumerate(zip(rows, shapes, strict=True), 1)
    ]
    head = [el(f"th.{look}", words(f"column.{name}")) for name, look in COLUMNS.items()]
    return el("table", el("thead", el("tr", head)), bodies)


def scale_words(shapes: Sequence[BaseGeometry], words: Wording) -> ET.Element | None:
    """Return at which scale the shapes in the table are; None where there is none."""
    if not any(shape.area for shape in shapes):
        return None
    return el("span.scale", words("scale", m=shapes_scale(shapes)[1]))


def score_key(weights: pd.Series[float], words: Wording) -> ET.Element:
    """Return what the parts of a score are, with the weights of the criteria."""
    items = [
        el(
            "li",
            el("svg.parts", _piece(0, 4.5, number), viewBox="0 0 4.5 3.6", width="4.5mm",
               height="3.6mm"),
            words("weight", criterion=criterion_words(str(name)), share=words.percent(weight, 0)),
        )
        for number, (name, weight) in enumerate(weights.items())
    ]  # fmt: skip
    return el("ul.key.score", items)


def speaks(plot: dict[str, Any], criteria: list[str], words: Wording) -> dict[str, list[str]]:
    """Return what speaks for and against a plot, and what is unknown of it, in words."""
    unknown = str(plot["unknown"]).split() if is_known(plot["unknown"]) else []
    said: dict[str, list[str]] = {"for": [], "against": [], "unknown": []}
    for name in criteria:
        worth = plot[f"worth_{name}"]
        if name in unknown or not is_known(worth):
            said["unknown"].append(criterion_words(name).in_language(words.language))
        elif worth >= SPEAKS_FOR:
            said["for"].append(_fact(name, plot, words))
        elif worth <= SPEAKS_AGAINST:
            said["against"].append(_fact(name, plot, words))
    return said


def cut(text: Any, longest: int = LONGEST) -> str:
    """Return a text that is not longer than there is room for."""
    whole = str(text)
    return whole if len(whole) <= longest else whole[: longest - 1].rstrip() + "…"


def _body(
    number: int, plot: dict[str, Any], shape: ET.Element | None, criteria: list[str], words: Wording
) -> ET.Element:
    areas = " · ".join(
        words.number(plot[name]) for name in ("stated_area_m2", "area_m2", "usable_m2")
    )
    score = [words.number(plot["score"], 3), " ", _bar(plot, criteria)]
    return el(
        "tbody",
        el(
            "tr",
            el("td.position", str(number)),
            el("td.what", _what(plot, words)),
            el("td", shape if shape is not None else UNKNOWN),
            el("td.number", areas),
            el("td.score", score),
            el("td.number", words.percent(plot["gain_kept"], 1)),
            el("td.number", words.number(plot["people"])),
        ),
        el("tr.told", el("td"), el("td", clamped(3, _told(plot, criteria, words)), colspan="6")),
    )


def _what(plot: dict[str, Any], words: Wording) -> list[Any]:
    mark = "* " if plot["made_up"] else ""
    held = [
        cut(plot["name"], 45) if is_known(plot["name"]) else None,
        _status(plot["status"], words),
        _use(plot, words),
    ]
    given = None
    if plot["is_given"]:
        given = el("span.given-here", words("given.here"))
    elif is_known(plot["given_to"]):
        given = el("span", words("given.other", site=plot["given_to"]))
    facts = ", ".join(part for part in held if part)
    name = cut(parcel_words(plot).in_language(words.language), LONGEST_KEY)
    between = " · " if given is not None and facts else ""
    return [clamped(3, el("b", f"{mark}{name}"), el("br"), given, between, facts)]


def _status(status: Any, words: Wording) -> str | None:
    return status_words(status).in_language(words.language) if is_known(status) else None


def _use(plot: dict[str, Any], words: Wording) -> str:
    """Return the planned, or else the stated use; of several with the ground of each."""
    text = next((str(plot[name]) for name in ("zones", "land_use") if is_known(plot[name])), "")
    parts = parts_of(text)
    if not parts:
        return cut(text, 30)
    if len(parts) == 1 or any(map(math.isnan, parts.values())):
        return " + ".join(parts)
    return " + ".join(f"{code} {words.number(m2)} m²" for code, m2 in parts.items())


def _told(plot: dict[str, Any], criteria: list[str], words: Wording) -> list[Any]:
    told: list[Any] = []
    said = speaks(plot, criteria, words)
    for key in ("for", "against", "unknown"):
        if said[key] or key == "for":
            told += [el("b", f"{words(key)} "), ", ".join(said[key]) or words("nothing"), ". "]
    finding = plot[f"finding_{words.language}"]
    if is_known(finding):
        told += [el("b", f"{words('norms')} "), cut(finding, 3 * LONGEST), "."]
    return told


def _fact(name: str, plot: dict[str, Any], words: Wording) -> str:
    least = plot["least_m2"]
    status = plot["status"]
    values: dict[str, dict[str, Value]] = {
        "gain_kept": {"kept": words.percent(plot["gain_kept"], 1)},
        "area": {"share": words.percent(plot["usable_m2"] / least if is_known(least) else None, 0)},
        "shape": {
            "width": words.number(plot["width_m"]),
            "compactness": words.number(plot["compactness"], 2),
        },
        "road": {"m": words.number(plot["road_m"])},
        "land_use": {"use": _use(plot, words)},
        "clearance": {"status": status_words(status) if is_known(status) else UNKNOWN},
        "hazard": {"share": words.percent(plot["hazard_share"], 0)},
        "price": {"price": words.number(plot["price_m_vnd_m2"], 1)},
    }
    return words(f"criterion.{name}", **values[name])


def _bar(plot: dict[str, Any], criteria: list[str]) -> ET.Element:
    width, height = BAR_MM
    pieces: list[ET.Element] = []
    at = 0.0
    for number, name in enumerate(criteria):
        part = plot[f"part_{name}"]
        if is_known(part) and part > 0:
            pieces += _piece(at, part * width, number)
            at += part * width
    return el(
        "svg.parts",
        el("rect.frame", x=0.15, y=0.15, width=width - 0.3, height=height - 0.5),
        pieces,
        viewBox=f"0 0 {width:g} {height:g}",
        width=f"{width:g}mm",
        height=f"{height:g}mm",
    )


def _piece(at: float, wide: float, number: int) -> list[ET.Element]:
    fill, ink = PIECES[number % len(PIECES)]
    height = BAR_MM[1]
    drawn = [el("rect.piece", x=at, y=0.15, width=wide, height=height - 0.5, style=f"fill: {fill}")]
    if wide >= LETTER_MM:
        style = f"fill: {ink}"
        drawn.append(el("text", LETTERS[number], x=at + wide / 2, y=2.65, style=style))
    return drawn
