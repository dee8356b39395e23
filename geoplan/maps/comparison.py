"""The page that says what changed between two plans: one file that opens without a network."""

from __future__ import annotations

import folium

from geoplan.maps.comparison_payload import WORDS, payload, title
from geoplan.maps.elements import Part, PlanFigure, PlanMap
from geoplan.maps.page import INLINE_ONLY
from geoplan.reports.comparison import Comparison


def build_comparison(comparison: Comparison) -> folium.Map:
    """Draw a comparison as a Folium map, which shows itself in a notebook."""
    page = PlanMap(
        payload(comparison),
        words=WORDS,
        prefer_canvas=True,
        zoom_control=False,
        attribution_control=False,
        zoom_snap=0.1,
        min_zoom=6,
        max_zoom=17,
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


def _parts() -> list[Part]:
    """Return the parts in the order in which they stand in the document and run."""
    return [
        Part("symbols"),
        Part("movement"),
        Part("compare/numbers"),
        Part("shapes"),
        Part("compare/communes"),
        Part("compare/sites"),
        Part("compare/cards"),
        Part("labels"),
        Part("compare/measure"),
        Part("search"),
        Part("compare/legend", css="legend.css"),
        Part("panel", html="compare/panel.html"),
        Part("compare/page"),
        Part("compare/changes"),
        Part("compare/table"),
        Part("compare/commune_table"),
        Part("compare/site_table"),
        Part("far"),
    ]
