"""Where a recommended facility keeps nearly all of its gain: its search area for land."""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geoplan.land.kept_gain import Elsewhere, Ground
from geoplan.land.lattice import Lattice, lattice
from geoplan.layers.files import WGS84
from geoplan.siting.problem import Floats, Ints

POINTS = 80  # of the lattice within one commune, about: 28 km² are tried every 600 m
FINEST_M = 50.0  # finer than a large plot is of no use
SMALL = 3  # squares of the lattice: a smaller area is tried again on a finer one
FINER = 2.5  # times as fine
CLOSE = 0.2  # of what may be lost: bounds so close are as good as an exact share


def search_areas(
    sites: gpd.GeoDataFrame,
    communes: gpd.GeoSeries,
    beside: Callable[[gpd.GeoSeries], Ground],
    keep: float,
) -> gpd.GeoSeries:
    """Return the part of its commune in which each facility keeps a share of its gain.

    Shares are measured at points in rows and columns over the commune, more closely around a
    facility whose area comes out small, and interpolated between them: the border is as good as
    the points are close. A plot is to be measured for itself.

    Parameters
    ----------
    sites
        Recommended facilities by ``site_id``: ``commune_code`` and geometry in EPSG:4326.
    communes
        Polygons by ``commune_code``, in a metric CRS.
    beside
        Makes the facilities ready to be compared with places in EPSG:4326.
    keep
        Least share, less than 1.

    Returns
    -------
    GeoSeries
        Polygons by ``site_id``, in the CRS of ``communes``.
    """
    crs: Any = communes.crs
    metric = dict(zip(sites.index.astype(str), sites.geometry.to_crs(crs), strict=True))
    home = sites["commune_code"].set_axis(sites.index.astype(str))
    whole = {
        code: lattice(communes[code], _step_m(communes[code]), metric[of.index[0]])
        for code, of in home.groupby(home, sort=True)
    }
    coarse = _areas({str(site): whole[code] for site, code in home.items()}, crs, beside, keep)
    close = {
        site: _around(area, whole[home[site]], metric[site])
        for site, area in coarse.items()
        if area.area < SMALL * whole[home[site]].step_m ** 2 or not area.covers(metric[site])
    }
    fine = coarse | _areas(close, crs, beside, keep)
    return gpd.GeoSeries([fine[site] for site in metric], sites.index, crs=crs)


def shares(elsewhere: Elsewhere, places: Ints, keep: float) -> Floats:
    """Return the share of its gain that a facility keeps at each of some places.

    Within a band around ``keep`` as wide as what may be lost, on both sides, it is exact or too
    little by less than a fifth of what may be lost; above the band a share that the facility keeps
    for sure, below it one that it cannot exceed.

    Parameters
    ----------
    elsewhere
        The facility.
    places
        Where, shape (n,).
    keep
        Share that matters, less than 1.
    """
    low, high = keep - (1 - keep), (1 + keep) / 2
    least, most = elsewhere.at_least(places), elsewhere.at_most(places)
    waiting = np.flatnonzero((least < high) & (most >= low))
    while waiting.size:
        at = waiting[np.argmax(most[waiting] - least[waiting])]
        least[at] = most[at] = elsewhere.exactly(int(places[at]), floor=low)
        waiting = waiting[waiting != at]
        most[waiting] = np.minimum(most[waiting], elsewhere.at_most_again(places[waiting]))
        if most[at] > low:
            least[waiting] = np.maximum(least[waiting], elsewhere.at_least_again(places[waiting]))
        unknown = most[waiting] - least[waiting] > (1 - keep) * CLOSE
        waiting = waiting[(least[waiting] < high) & (most[waiting] >= low) & unknown]
    return np.where(most >= keep, least, most)


def _areas(
    lattices: dict[str, Lattice],
    crs: Any,
    beside: Callable[[gpd.GeoSeries], Ground],
    keep: float,
) -> dict[str, Any]:
    """Return the area of each site on its lattice; lattices may be shared."""
    if not lattices:
        return {}
    different = list({id(on): on for on in lattices.values()}.values())
    points = np.concatenate([on.points for on in different])
    labels = pd.Index([f"point {number}" for number in range(len(points))])
    ground = beside(gpd.GeoSeries(points, labels, crs=crs).to_crs(WGS84))
    ends = np.cumsum([on.row.size for on in different])
    places = {
        id(on): np.arange(end - on.row.size, end) for on, end in zip(different, ends, strict=True)
    }

    def area(site: str) -> shapely.Geometry:
        on = lattices[site]
        return on.at_least(shares(ground.lift(site), places[id(on)], keep), keep)

    with ThreadPoolExecutor(os.cpu_count()) as pool:
        return dict(zip(lattices, pool.map(area, lattices), strict=True))


def _step_m(commune: shapely.Geometry) -> float:
    return max(float(np.sqrt(shapely.area(commune) / POINTS)), FINEST_M)


def _around(area: shapely.Geometry, on: Lattice, point: Any) -> Lattice:
    """Return a finer lattice of all that may belong to an area and to where its site stands."""
    near = shapely.buffer(shapely.union(area, point), on.step_m)
    region = shapely.intersection(near, on.region)
    return lattice(region, max(on.step_m / FINER, FINEST_M), point)
