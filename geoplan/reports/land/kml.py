"""Short lists for the phone in the field: sites and plots by commune, as KML."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry

from geoplan.numerals import viet
from geoplan.reports.land.tables import LandTables
from geoplan.reports.land.words import MADE_UP, is_known, kind_words, parcel_words, standing_words

NAMESPACE = "http://www.opengis.net/kml/2.2"
DECIMALS = 8  # of a degree: 1 mm
# aabbggrr: line and fill; what is given stands out in width too
STYLES = {
    "site": ("ff0a40c9", "660a40c9", 3),
    "given": ("ff5a00b0", "805a00b0", 4),
    "listed": ("ff00a5ff", "4000a5ff", 2),
}


def write_kml(tables: LandTables, path: Path) -> None:
    """Write each site, its plots and the one that it is given, in a folder for each commune.

    Longitude, latitude, WGS 84. The names begin with the site and the place on its list.

    Parameters
    ----------
    tables
        The short lists.
    path
        The file.
    """
    ET.register_namespace("", NAMESPACE)
    root = ET.Element(_tag("kml"))
    document = ET.SubElement(root, _tag("Document"))
    study, limits = (tables.about[tables.about["part"] == part] for part in ("study", "limit"))
    title_vi, title_en = study["value"].iloc[0], study["note"].iloc[0]
    _text(document, "name", title_vi)
    _text(document, "description", _lines([title_en, *limits["value"], *limits["note"]]))
    for name, style in STYLES.items():
        _style(document, name, *style)
    plots: dict[tuple[str, str], list[dict[str, Any]]] = defaultdict(list)
    for plot in _rows(tables.plots):
        plots[plot["programme"], plot["site_id"]].append(plot)
    for _, sites in tables.sites.groupby("commune_code", sort=True):
        folder = ET.SubElement(document, _tag("Folder"))
        _text(folder, "name", sites["commune"].iloc[0])
        for site in _rows(sites):
            _place(folder, *_site(site), "site", [site["geometry"]])
            for plot in plots[site["programme"], site["site_id"]]:
                look = "given" if plot["is_given"] else "listed"
                inside = shapely.Point(plot["lon"], plot["lat"])
                _place(folder, *_plot(plot), look, [inside, plot["geometry"]])
    ET.indent(root)
    ET.ElementTree(root).write(path, encoding="utf-8", xml_declaration=True)


def _site(site: dict[str, Any]) -> tuple[str, str]:
    kind, standing = kind_words(site["kind"]), standing_words(site["standing"])
    mark = f" [{MADE_UP[0]}]" if site["made_up"] else ""
    listed = int(site["listed"])
    lines = [
        f"{kind[0]}, hạng {site['rank']}. {viet(listed)} thửa trong danh sách: {standing[0]}.",
        f"{kind[1]}, rank {site['rank']}. {listed:,} plots on the list: {standing[1]}.",
    ]
    return f"{site['site_id']} {kind[0]}{mark}", _lines(lines)


def _plot(plot: dict[str, Any]) -> tuple[str, str]:
    mark = f" [{MADE_UP[0]}]" if plot["made_up"] else ""
    name = f"{plot['site_id']}.{plot['position']} {parcel_words(plot, 0)}{mark}"
    area, kept, score = plot["usable_m2"], plot["gain_kept"], plot["score"]
    given_vi, given_en = _given(plot)
    lines = [
        given_vi,
        f"Dùng được {viet(area)} m²; giữ {viet(100 * kept, 1)}% lợi ích; điểm {viet(score, 3)}",
        plot["finding_vi"],
        given_en,
        f"Usable {area:,.0f} m²; {kept:.1%} of the gain kept; score {score:.3f}",
        plot["finding_en"],
        f"{MADE_UP[0].upper()} / {MADE_UP[1].upper()}" if plot["made_up"] else None,
        plot["source"],
    ]
    return name, _lines(line for line in lines if is_known(line))


def _given(plot: dict[str, Any]) -> tuple[str, str]:
    if plot["is_given"]:
        return f"Dành cho {plot['site_id']}", f"Given to {plot['site_id']}"
    if is_known(plot["given_to"]):
        return f"Dành cho {plot['given_to']}", f"Given to {plot['given_to']}"
    return f"Thửa khác của {plot['site_id']}", f"Another plot for {plot['site_id']}"


def _place(
    folder: ET.Element, name: str, said: str, style: str, shapes: list[BaseGeometry]
) -> None:
    place = ET.SubElement(folder, _tag("Placemark"))
    _text(place, "name", name)
    _text(place, "description", said)
    _text(place, "styleUrl", f"#{style}")
    parts = [part for shape in shapes for part in shapely.get_parts(shape)]
    if shapes[-1].geom_type == "Point":
        parts = parts[-1:]
    # The point carries the name: phones write none upon a polygon
    holder = place if len(parts) == 1 else ET.SubElement(place, _tag("MultiGeometry"))
    for part in parts:
        _shape(holder, part)


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


def _style(document: ET.Element, name: str, line: str, fill: str, width: int) -> None:
    style = ET.SubElement(document, _tag("Style"), id=name)
    _text(ET.SubElement(style, _tag("IconStyle")), "color", line)
    drawn = ET.SubElement(style, _tag("LineStyle"))
    _text(drawn, "color", line)
    _text(drawn, "width", str(width))
    _text(ET.SubElement(style, _tag("PolyStyle")), "color", fill)


def _rows(table: pd.DataFrame) -> list[dict[str, Any]]:
    """Return the rows of a table, each by column."""
    held = pd.DataFrame(table).astype(object)
    return [dict(zip(held.columns, row, strict=True)) for row in held.to_numpy()]


def _text(parent: ET.Element, name: str, text: str) -> None:
    ET.SubElement(parent, _tag(name)).text = str(text)


def _lines(lines: Any) -> str:
    held: Iterator[Any] = iter(lines)
    return "\n".join(str(line) for line in held)


def _tag(name: str) -> str:
    return f"{{{NAMESPACE}}}{name}"
