"""The plots on the short lists of a plan for geographic information systems."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import geopandas as gpd
import pyogrio

from geoplan.exports.drawing.symbols import Look
from geoplan.exports.gis_files.qml import (
    LINE,
    Area,
    Category,
    categorised_areas,
    categorised_points,
    outlined_areas,
)
from geoplan.exports.gis_files.styles import LayerStyle, write_styles
from geoplan.reports.land.written import WrittenLists
from geoplan.words.wording import Wording

FILE = "plots.gpkg"
GIVEN, LISTED = "#ffc20a", "#ffffff"  # as on the map of the plan
POINT_MM = 2.6
IS_GIVEN = "CASE WHEN \"is_given\" THEN 'given' ELSE 'listed' END"


def write_plots(lists: WrittenLists, words: Wording, folder: Path) -> dict[str, gpd.GeoDataFrame]:
    """Write plots and search areas as a GeoPackage with styles.

    Parcels of which only a point is known stand in a layer of their own, ``plot_points``, since
    QGIS draws areas and points from different layers.

    Parameters
    ----------
    lists
        The short lists.
    words
        Of the catalogue ``export``.
    folder
        Where the files go.

    Returns
    -------
    dict of GeoDataFrame
        Plots, those known by a point among them, and search areas, by name.
    """
    plots, areas = lists.layers["plots"], lists.layers["search_areas"]
    is_point = plots.geom_type == "Point"
    layers = {"search_areas": areas, "plots": plots[~is_point], "plot_points": plots[is_point]}
    layers = {name: layer for name, layer in layers.items() if len(layer)}
    for name, layer in layers.items():
        kinds = layer.geom_type.unique()
        one = kinds[0] if kinds.size == 1 else "MultiPolygon"
        pyogrio.write_dataframe(
            layer, folder / FILE, layer=name, driver="GPKG", geometry_type=one,
            promote_to_multi=kinds.size > 1,
        )  # fmt: skip
    write_styles((style for style in _styles(words) if style.layer in layers), folder / FILE)
    return {"plots": plots, "search_areas": areas}


def _styles(words: Wording) -> Iterator[LayerStyle]:
    colours = {"given": GIVEN, "listed": LISTED}
    labels = {value: words(f"style.plot.{value}") for value in colours}
    fills = [Area(value, colour, labels[value]) for value, colour in colours.items()]
    points = [
        Category(value, Look("diamond", colour), POINT_MM, labels[value])
        for value, colour in colours.items()
    ]
    areas, plots = words("style.search_areas"), words("style.plots")
    yield LayerStyle("search_areas", areas, outlined_areas(LINE), is_default=True)
    yield LayerStyle("plots", plots, categorised_areas(IS_GIVEN, fills), is_default=True)
    yield LayerStyle("plot_points", plots, categorised_points(IS_GIVEN, points), is_default=True)
