"""The map of a plan: one file that opens without a network."""

from __future__ import annotations

import folium

from geoplan.maps.elements import Part, PlanFigure, PlanMap
from geoplan.maps.payload import payload
from geoplan.result import PlanTables

# In the order in which they stand in the document and run.
PARTS = (
    "symbols",
    "movement",
    "shapes",
    "times",
    "communes",
    "looks",
    "opening",
    "filter",
    "card",
    "sites",
    "facilities",
    "estimates",
    "cells",
    "served",
    "roads",
    "plots",
    "plot_cards",
    "cards",
    "site_cards",
    "walk",
    "labels",
    "view",
    "swipe",
    "finds",
    "search",
    "strip",
    "filter_form",
    "taking",
    "years",
    "legend",
    "panel",
    "result",
    "levels",
    "chart",
    "ladder",
    "curve",
    "money",
    "targets",
    "investors",
    "ranking",
    "about",
    "far",
    "picture",
    "paper",
    "address",
)
ONLY_WITH_MONEY = ("years", "curve", "money")
MAX_ZOOM = (
    19  # of Leaflet's map, which Folium does not call max_zoom; 0.3 m a pixel, and the last of
)
# OpenStreetMap's tiles
TILES = "https://tile.openstreetmap.org"
INLINE_ONLY = "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'"


def build_map(tables: PlanTables, *, basemap: bool = False) -> folium.Map:
    """Draw a plan as a Folium map.

    Parameters
    ----------
    tables
        The plan.
    basemap
        Lay the online tiles of OpenStreetMap beneath; the page then asks a host for them.

    Returns
    -------
    folium.Map
        Shows itself in a notebook; other Folium layers may be added to it.
    """
    plan = payload(tables)
    plan_map = PlanMap(
        plan,
        prefer_canvas=True,
        zoom_control=False,
        attribution_control=basemap,
        zoom_snap=1 if basemap else 0.1,
        maxZoom=MAX_ZOOM,
    )
    PlanFigure(tables.study.title_vi).add_child(plan_map)
    if basemap:
        tiles = folium.TileLayer(
            f"{TILES}/{{z}}/{{x}}/{{y}}.png",
            attr="© OpenStreetMap contributors",
            max_zoom=MAX_ZOOM,
        )
        tiles._id = "basemap"  # noqa: SLF001 - Folium's is random, the page is the same every time
        plan_map.add_child(tiles)
    for name in PARTS:
        if plan["money"] or name not in ONLY_WITH_MONEY:
            plan_map.add_child(Part(name))
    return plan_map


def render(tables: PlanTables, *, basemap: bool = False) -> str:
    """Return the page of a plan as the text of one HTML file.

    The browser is told to refuse every request, but for the tiles if ``basemap`` asks for them.

    Parameters
    ----------
    tables
        The plan.
    basemap
        Lay the online tiles of OpenStreetMap beneath.
    """
    images = f"data: {TILES}" if basemap else "data:"
    figure = PlanFigure(tables.study.title_vi, policy=f"{INLINE_ONLY}; img-src {images}")
    figure.add_child(build_map(tables, basemap=basemap))
    return str(figure.render())
