"""Candidate sites: where a new facility may stand."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

import geopandas as gpd
import numpy as np
import pandas as pd

from geoplan.layers.fields import Field, FieldTable, FieldType

FIELDS = FieldTable(
    "sites",
    "Candidate sites, one row per place; made by geoplan, not read from a file.",
    (
        Field("site_id", FieldType.TEXT, "identifier of the place", unique=True),
        Field("kind", FieldType.TEXT, "a former station on public land, a populated cell, or a "
              "parcel that a decision chose", values=("former_station", "new_site", "plot")),
        Field("commune_code", FieldType.TEXT, "commune that holds the place", pattern=r"^\d{5}$"),
        Field("copies_max", FieldType.WHOLE, "new facilities that the place can take; 0 where a "
              "decision forbids them", "facilities", minimum=0),
        Field("geometry", FieldType.GEOMETRY, "point, EPSG:4326"),
    ),
)  # fmt: skip

TOGETHER = " + "  # between parcels that go to a site together


def every_place(demand: gpd.GeoDataFrame, facilities: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return every place that can be a candidate site: former stations, then all cells.

    Parameters
    ----------
    demand, facilities
        Layers of the study.

    Returns
    -------
    GeoDataFrame
        Indexed by ``site_id``: ``kind``, ``commune_code`` and geometry as in ``FIELDS``.
    """
    former = facilities[facilities["kind"] == "former_station"]
    return gpd.GeoDataFrame(
        {
            "kind": ["former_station"] * len(former) + ["new_site"] * len(demand),
            "commune_code": [*former["commune_code"], *demand["commune_code"]],
        },
        index=pd.Index([f"S{label}" for label in [*former.index, *demand.index]], name="site_id"),
        geometry=[*former.geometry, *demand.geometry],
        crs=demand.crs,
    )


def candidate_sites(
    demand: gpd.GeoDataFrame,
    facilities: gpd.GeoDataFrame,
    *,
    min_people: int,
    max_sites: int,
    copies_per_site: int,
    crs: str,
) -> gpd.GeoDataFrame:
    """Return the places where a new facility may stand, public land first.

    Each former station is a place for one facility; each cell with at least ``min_people`` is a
    place for up to ``copies_per_site``. When the two are more than ``max_sites``, cells are thinned
    by clustering weighted by people, and the most populated cell of each cluster stays.

    Parameters
    ----------
    demand, facilities
        Layers of the study.
    min_people
        People below which a cell takes no facility.
    max_sites
        Most places returned, former stations counted.
    copies_per_site
        Most facilities in one cell.
    crs
        Metric coordinate reference system for the clustering.

    Returns
    -------
    GeoDataFrame
        Indexed by ``site_id``, fields as in ``FIELDS``, former stations first.
    """
    former = facilities[facilities["kind"] == "former_station"]
    cells = demand[demand["people"] >= min_people]
    cells = thin(cells, max(max_sites - len(former), 1), crs)
    places = every_place(cells, facilities)
    room = [1] * len(former) + [copies_per_site] * len(cells)
    places.insert(2, "copies_max", room)
    return places


def plot_label(parcel_id: str) -> str:
    """Return the ``site_id`` of a parcel that a decision chose."""
    return f"P{parcel_id}"


def plots_of(parcel_id: str) -> list[str]:
    """Return the parcels that go to a site together under one name.

    Examples
    --------
    >>> plots_of("An|1|7 + An|1|8")
    ['An|1|7', 'An|1|8']
    """
    return parcel_id.split(TOGETHER)


def site_labels(places: Iterable[str], used: Counter[str]) -> list[str]:
    """Return an identifier of each facility by its place: a further one there ends in -2, -3, ….

    Parameters
    ----------
    places
        ``site_id`` of the place of each facility.
    used
        Facilities that stand at a place already.

    Examples
    --------
    >>> site_labels(["SC1", "SC2", "SC1"], Counter(["SC2"]))
    ['SC1', 'SC2-2', 'SC1-2']
    """
    there, labels = used.copy(), []
    for place in places:
        there[place] += 1
        labels.append(place if there[place] == 1 else f"{place}-{there[place]}")
    return labels


def thin(cells: gpd.GeoDataFrame, count: int, crs: str) -> gpd.GeoDataFrame:
    """Return at most ``count`` cells, the most populated one of each weighted cluster.

    Parameters
    ----------
    cells
        Points with ``people``.
    count
        Most cells returned.
    crs
        Metric coordinate reference system for the clustering.
    """
    if len(cells) <= count:
        return cells
    from sklearn.cluster import KMeans

    metric = cells.geometry.to_crs(crs)
    places = np.column_stack([metric.x, metric.y])
    people = cells["people"].to_numpy()
    cluster = KMeans(count, n_init=1, random_state=0).fit_predict(places, sample_weight=people)
    order = np.lexsort((np.arange(len(cells)), -people, cluster))
    first = np.flatnonzero(np.diff(cluster[order], prepend=-1))
    return cells.iloc[np.sort(order[first])]
