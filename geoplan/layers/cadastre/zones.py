"""In which planning zones parcels lie, with the ground that each zone takes of them."""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from geoplan.layers.cadastre.placing import in_metres
from geoplan.layers.cadastre.uses import written

SLIVER_M2 = 1.0  # of a zone on a parcel; less is a matter of drawing


def in_zones(parcels: gpd.GeoDataFrame, zoning: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return parcels with the planning zones they lie in, by the zoning layer.

    Parameters
    ----------
    parcels
        EPSG:4326, fields as in ``geoplan.layers.cadastre.parcels.FIELDS``.
    zoning
        Valid polygons, EPSG:4326, with ``land_use``: the code of the planned use.

    Returns
    -------
    GeoDataFrame
        The same with ``zones``: of a polygon each code with its geodesic m², the largest first,
        those under 1 m² left out; of a point the codes alone. Parcels outside of every zone keep
        what their file states.
    """
    shapes = parcels.geometry.to_numpy()
    areas = zoning.geometry.to_numpy()
    sound = shapes.copy()
    sound[~shapely.is_valid(shapes)] = None
    of, zone = shapely.STRtree(areas).query(sound, predicate="intersects")
    if not of.size:
        return parcels
    ground_m2 = _ground_m2(sound, areas, of, zone)
    table = pd.DataFrame(
        {"of": of, "code": zoning["land_use"].to_numpy()[zone], "ground_m2": ground_m2}
    )
    table = table.groupby(["of", "code"])["ground_m2"].sum(min_count=1).reset_index()
    table = table[~(table["ground_m2"] < SLIVER_M2)]  # those of points are not known
    table = table.sort_values(["of", "ground_m2", "code"], ascending=[True, False, True])
    zones = parcels["zones"].astype("string").to_numpy(dtype=object).copy()
    codes, sizes = table["code"].to_numpy(), table["ground_m2"].to_numpy()
    first = np.flatnonzero(np.diff(table["of"], prepend=-1))
    ends = np.append(first[1:], len(table))
    for at, begin, end in zip(table["of"].to_numpy()[first], first, ends, strict=True):
        zones[at] = written(dict(zip(codes[begin:end], sizes[begin:end], strict=True)))
    return parcels.assign(zones=pd.array(zones, dtype="string"))


def _ground_m2(
    shapes: NDArray[Any], areas: NDArray[Any], of: NDArray[np.intp], zone: NDArray[np.intp]
) -> NDArray[np.float64]:
    """Return the m² of each pair; that of a parcel wholly inside without cutting."""
    shapely.prepare(areas)
    whole = shapely.covers(areas[zone], shapes[of])
    shared = shapes[of]
    shared[~whole] = shapely.intersection(shapes[of[~whole]], areas[zone[~whole]])
    ground_m2: NDArray[np.float64] = shapely.area(in_metres(shared))
    ground_m2[shapely.get_dimensions(shapes[of]) < 2] = np.nan
    return ground_m2
