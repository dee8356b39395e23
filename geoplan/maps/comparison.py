"""The page that says what changed between two plans: one file that opens without a network."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import folium

from geoplan.errors import OutputError
from geoplan.maps.comparison_payload import WORDS, payload, title
from geoplan.maps.elements import Part, PlanFigure, PlanMap
from geoplan.maps.page import INLINE_ONLY, MAX_ZOOM
from geoplan.reports.comparison import Comparison
from geoplan.reports.comparison_json import write_comparison
from geoplan.reports.comparison_table import write_facility_changes
from geoplan.reports.folder import write_all

BESIDE = {"comparison.json": write_comparison, "comparison.csv": write_facility_changes}


def build_comparison(comparison: Comparison) -> folium.Map:
    """Draw a comparison as a Folium map, which shows itself in a notebook."""
    page = PlanMap(
        payload(comparison),
        words=WORDS,
        prefer_canvas=True,
        zoom_control=False,
        attribution_control=False,
        zoom_snap=0.1,
        maxZoom=MAX_ZOOM,
    )
    PlanFigure(title(comparison)["vi"]).add_child(page)
    for part in _parts():
        page.add_child(part)
    return page


def render(comparison: Comparison) -> str:
    """Return the page as the text of one HTML file; the browser is told to refuse every request."""
    figure = PlanFigure(title(comparison)["vi"], policy=f"{INLINE_ONLY}; img-src data:")
    figure.add_child(build_comparison(comparison))
    return str(figure.render())


def write(comparison: Comparison, page: Path) -> list[Path]:
    """Write the page, and beside it what it says as JSON and as a table; all or none.

    Parameters
    ----------
    comparison
        What is told.
    page
        Of any name but those of ``BESIDE``; its folder is made if it does not exist.

    Returns
    -------
    list of Path
        The files, the page first.

    Raises
    ------
    OutputError
        When they cannot be written; what stood there before is untouched.
    """
    if page.name in BESIDE:
        raise OutputError(
            f"{page}: the page cannot have this name, {' and '.join(BESIDE)} are written beside "
            "it. Choose another with --out."
        )

    def write_page(path: Path) -> None:
        path.write_text(render(comparison), encoding="utf-8")

    tables = {name: partial(write_table, comparison) for name, write_table in BESIDE.items()}
    return write_all(page.parent, {page.name: write_page, **tables})


def _parts() -> list[Part]:
    """Return the parts in the order in which they stand in the document and run."""
    return [
        Part("symbols"),
        Part("movement"),
        Part("compare/numbers"),
        Part("shapes"),
        Part("compare/communes"),
        Part("compare/facilities"),
        Part("compare/cards", css="card.css"),
        Part("walk"),
        Part("labels"),
        Part("compare/measure"),
        Part("search"),
        Part("compare/legend", css="legend.css"),
        Part("panel", html="compare/panel.html"),
        Part("compare/page"),
        Part("compare/changes"),
        Part("compare/money"),
        Part("compare/table"),
        Part("compare/commune_table"),
        Part("compare/facility_table"),
        Part("far"),
    ]
