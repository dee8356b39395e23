"""Short lists for the phone in the field: sites and plots by commune, as KML."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path
from typing import Any

import pandas as pd
import shapely

from geoplan.numerals import viet
from geoplan.reports.kml import Kml, Style, lines, place
from geoplan.reports.land.tables import LandTables
from geoplan.reports.land.words import MADE_UP, is_known, kind_words, parcel_words, standing_words

# What is given stands out in width too
STYLES = {
    "site": Style("ff0a40c9", "660a40c9", 3),
    "given": Style("ff5a00b0", "805a00b0", 4),
    "listed": Style("ff00a5ff", "4000a5ff", 2),
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
    study, limits = (tables.about[tables.about["part"] == part] for part in ("study", "limit"))
    title_vi, title_en = study["value"].iloc[0], study["note"].iloc[0]
    document = Kml(title_vi, lines([title_en, *limits["value"], *limits["note"]]), STYLES)
    plots: dict[tuple[str, str], list[dict[str, Any]]] = defaultdict(list)
    for plot in _rows(tables.plots):
        plots[plot["programme"], plot["site_id"]].append(plot)
    for _, sites in tables.sites.groupby("commune_code", sort=True):
        folder = document.folder(sites["commune"].iloc[0])
        for site in _rows(sites):
            place(folder, *_site(site), "site", [site["geometry"]])
            for plot in plots[site["programme"], site["site_id"]]:
                look = "given" if plot["is_given"] else "listed"
                inside = shapely.Point(plot["lon"], plot["lat"])
                place(folder, *_plot(plot), look, [inside, plot["geometry"]])
    document.write(path)


def _site(site: dict[str, Any]) -> tuple[str, str]:
    kind, standing = kind_words(site["kind"]), standing_words(site["standing"])
    mark = f" [{MADE_UP[0]}]" if site["made_up"] else ""
    listed = int(site["listed"])
    said = [
        f"{kind[0]}, hạng {site['rank']}. {viet(listed)} thửa trong danh sách: {standing[0]}.",
        f"{kind[1]}, rank {site['rank']}. {listed:,} plots on the list: {standing[1]}.",
    ]
    return f"{site['site_id']} {kind[0]}{mark}", lines(said)


def _plot(plot: dict[str, Any]) -> tuple[str, str]:
    mark = f" [{MADE_UP[0]}]" if plot["made_up"] else ""
    name = f"{plot['site_id']}.{plot['position']} {parcel_words(plot, 0)}{mark}"
    area, kept, score = plot["usable_m2"], plot["gain_kept"], plot["score"]
    given_vi, given_en = _given(plot)
    said = [
        given_vi,
        f"Dùng được {viet(area)} m²; giữ {viet(100 * kept, 1)}% lợi ích; điểm {viet(score, 3)}",
        plot["finding_vi"],
        given_en,
        f"Usable {area:,.0f} m²; {kept:.1%} of the gain kept; score {score:.3f}",
        plot["finding_en"],
        f"{MADE_UP[0].upper()} / {MADE_UP[1].upper()}" if plot["made_up"] else None,
        plot["source"],
    ]
    return name, lines(line for line in said if is_known(line))


def _given(plot: dict[str, Any]) -> tuple[str, str]:
    if plot["is_given"]:
        return f"Dành cho {plot['site_id']}", f"Given to {plot['site_id']}"
    if is_known(plot["given_to"]):
        return f"Dành cho {plot['given_to']}", f"Given to {plot['given_to']}"
    return f"Thửa khác của {plot['site_id']}", f"Another plot for {plot['site_id']}"


def _rows(table: pd.DataFrame) -> list[dict[str, Any]]:
    """Return the rows of a table, each by column."""
    held = pd.DataFrame(table).astype(object)
    return [dict(zip(held.columns, row, strict=True)) for row in held.to_numpy()]
