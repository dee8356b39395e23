"""Short lists for the phone in the field: sites and plots by commune, as KML."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path
from typing import Any

import pandas as pd
import shapely

from geoplan.reports.kml import Kml, Style, lines, place
from geoplan.reports.land.tables import LandTables
from geoplan.reports.land.words import is_known, kind_words, parcel_words, standing_words
from geoplan.words.catalogue import Text
from geoplan.words.telling import number, told

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
    kind = kind_words(site["kind"])
    said = told(
        "land",
        "kml.site",
        kind=kind,
        rank=site["rank"],
        count=int(site["listed"]),
        standing=standing_words(site["standing"]),
    )
    return f"{site['site_id']} {kind.vi}{_mark(site)}", lines(said)


def _plot(plot: dict[str, Any]) -> tuple[str, str]:
    name = f"{plot['site_id']}.{plot['position']} {parcel_words(plot).vi}{_mark(plot)}"
    figures = told(
        "land",
        "kml.plot",
        area=number(plot["usable_m2"]),
        kept=number(100 * plot["gain_kept"], 1),
        score=number(plot["score"], 3),
    )
    given, made_up = _given(plot), told("land", "made_up")
    said = [
        given.vi,
        figures.vi,
        plot["finding_vi"],
        given.en,
        figures.en,
        plot["finding_en"],
        f"{made_up.vi.upper()} / {made_up.en.upper()}" if plot["made_up"] else None,
        plot["source"],
    ]
    return name, lines(line for line in said if is_known(line))


def _mark(row: dict[str, Any]) -> str:
    return f" [{told('land', 'made_up').vi}]" if row["made_up"] else ""


def _given(plot: dict[str, Any]) -> Text:
    if plot["is_given"]:
        return told("land", "kml.given", site=plot["site_id"])
    if is_known(plot["given_to"]):
        return told("land", "kml.given", site=plot["given_to"])
    return told("land", "kml.listed", site=plot["site_id"])


def _rows(table: pd.DataFrame) -> list[dict[str, Any]]:
    """Return the rows of a table, each by column."""
    held = pd.DataFrame(table).astype(object)
    return [dict(zip(held.columns, row, strict=True)) for row in held.to_numpy()]
