"""What is refused in a file of roads, whatever its format."""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

import geopandas as gpd
import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from geoplan.errors import LayerError
from geoplan.layers.junctions import GEOD
from geoplan.layers.roads import LAYER

Area = BaseGeometry  # polygon or multipolygon

GLOBE = shapely.box(-180, -90, 180, 90)


def refuse_missing(path: Path) -> None:
    """Raise ``LayerError`` unless a file is there and holds something."""
    if not path.is_file():
        raise LayerError(
            "the file does not exist.",
            "Correct the path, or put a file with the roads of the study area there.",
            file=path,
            layer=LAYER,
        )
    if not path.stat().st_size:
        raise LayerError(
            "the file is empty.",
            "Download or export it again to the end.",
            file=path,
            layer=LAYER,
        )


def no_road(path: Path) -> LayerError:
    """Return what to say of a file whose rows are all left out."""
    return LayerError(
        "the file holds no road or ferry that anybody may use.",
        "Get a file that covers the study area and tells the class of its roads (highway).",
        file=path,
        layer=LAYER,
    )


def refuse_broken_lines(lines: gpd.GeoSeries, types: Sequence[str], path: Path) -> None:
    """Raise ``LayerError`` unless each geometry is a line with finite coordinates on the globe.

    Parameters
    ----------
    lines
        EPSG:4326; its index names the rows.
    types
        Geometry types that are lines here.
    path
        The file.
    """
    place, of = shapely.get_coordinates(lines.to_numpy(), return_index=True)
    endless = np.zeros(len(lines), np.bool_)
    endless[of[~np.isfinite(place).all(axis=1)]] = True
    faults = {
        "is missing or empty": (lines.isna() | lines.is_empty).to_numpy(),
        "is not a line": (~lines.geom_type.isin(types)).to_numpy(),
        "has a coordinate that is not a number": endless,
    }
    for problem, bad in faults.items():
        if bad.any():
            raise LayerError(
                f"the geometry {problem}.",
                "Draw these rows again as lines, or delete them.",
                file=path,
                layer=LAYER,
                field="geometry",
                rows=lines.index[bad],
            )
    refuse_off_globe(shapely.box(*lines.total_bounds), path)


def refuse_elsewhere(reach: shapely.Polygon, area: Area, path: Path) -> NoReturn:
    """Raise ``LayerError`` saying where roads are of which none touches the area.

    Parameters
    ----------
    reach
        Bounding box of all roads in the file, EPSG:4326.
    area
        Of the study, EPSG:4326.
    path
        The file.
    """
    if reach.intersects(area):
        raise _elsewhere("its roads lie around the study area, and none touches it.", path)
    if _swapped(reach).intersects(area):
        raise _axes_swapped(reach, path)
    here, there = shapely.get_coordinates(shapely.shortest_line(area, reach)).tolist()
    km = math.ceil(GEOD.inv(*here, *there)[2] / 1000)
    raise _elsewhere(f"its roads {_where(reach)}, about {km:,} km from the study area.", path)


def refuse_off_globe(reach: shapely.Polygon, path: Path) -> None:
    """Raise ``LayerError`` unless the bounding box of all roads lies on the globe, in degrees."""
    if GLOBE.covers(reach):
        return
    if GLOBE.covers(_swapped(reach)):
        raise _axes_swapped(reach, path)
    raise LayerError(
        f"positions are not on the globe: its roads {_where(reach)}.",
        "Save the file again with positions in the reference system that it declares.",
        file=path,
        layer=LAYER,
        field="geometry",
    )


def _elsewhere(problem: str, path: Path) -> LayerError:
    cure = "Get an extract that covers the study area."
    return LayerError(problem, cure, file=path, layer=LAYER, field="geometry")


def _axes_swapped(reach: shapely.Polygon, path: Path) -> LayerError:
    return LayerError(
        f"latitude and longitude look swapped: its roads {_where(reach)}.",
        "Save the file again with longitude as x and latitude as y.",
        file=path,
        layer=LAYER,
        field="geometry",
    )


def _swapped(reach: shapely.Polygon) -> shapely.Polygon:
    west, south, east, north = reach.bounds
    return shapely.box(south, west, north, east)


def _where(reach: shapely.Polygon) -> str:
    west, south, east, north = reach.bounds
    return f"reach from longitude {west:.4f}, latitude {south:.4f} to {east:.4f}, {north:.4f}"
