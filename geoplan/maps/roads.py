"""What the page carries of a road network: its main lines, and where it does not reach."""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import numpy as np
import shapely

from geoplan.maps.geometry import encoded_line
from geoplan.travel.road_report import FAR_M, RoadReport

DECIMALS = 5  # of a degree: 1.1 m


def road_payload(report: RoadReport, demand: gpd.GeoDataFrame) -> dict[str, Any]:
    """Return plain values for the page.

    Parameters
    ----------
    report
        What came in.
    demand
        The cells, indexed as ``report.to_road_m`` is.

    Returns
    -------
    dict
        ``lines`` by role, each a list of encoded lines; ``ends``, where roads end at the border;
        ``far``, cells far from a road: latitude, longitude, people, metres (None where no road is
        near enough); ``figures`` for the legend.
    """
    far = report.to_road_m[report.to_road_m > FAR_M]
    cells = demand.loc[far.index]
    people = cells["people"].to_list()
    return {
        "lines": {
            role: [encoded_line(line) for line in shapely.get_parts(shape)]
            for role, shape in zip(report.lines["role"], report.lines.geometry, strict=True)
        },
        "ends": _positions(report.border_ends),
        "far": [
            [*at, count, None if np.isinf(metres) else round(metres)]
            for at, count, metres in zip(_positions(cells.geometry), people, far, strict=True)
        ],
        "figures": {
            "km": round(float(report.km.sum())),
            "pieces": len(report.pieces),
            "apart_people": int(report.pieces["people"].iloc[1:].sum()),
            "ferries": len(report.ferry_legs),
            "ends": len(report.border_ends),
            "far_m": FAR_M,
            "far_people": report.far_people,
            "far_share": round(report.far_people / report.people, 6),
            "within_m": report.within_m,
            "roadless_people": int(report.roadless.sum()),
        },
    }


def _positions(points: gpd.GeoSeries) -> list[list[float]]:
    """Return latitude and longitude of each."""
    degrees = shapely.get_coordinates(points.to_numpy())[:, ::-1]
    return [[round(value, DECIMALS) for value in at] for at in degrees.tolist()]
