"""The toy town with the programmes of a few places, and minutes to set the answers against."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory

import geopandas as gpd
import numpy as np
import pandas as pd
from scipy import sparse

from geoplan.layers.read import read_layers
from geoplan.layers.sites import candidate_sites
from geoplan.study import Study, bundled
from geoplan.travel.reach import Reach
from geoplan.travel.times import TravelTimes
from tests.toyroads import bring_streets
from tests.toytown import study_content, write_study, write_toy_town

OLDER = {"ward": 0.1, "commune": 0.2, "special_zone": 0.5}  # whole people in every cell
HOMES, CENTRE, COMPLEX = "nursing-homes", "emergency-centre", "training-complex"
HERE = (106.01, 20.81)  # a school in the south-west cell of the ward, and one beyond the map
SCHOOLS = [
    {"name": name, "lon": lon, "lat": lat, "source": "made up", "verified": False}
    for name, lon, lat in [("Near", *HERE), ("Far", 108.0, 16.0)]
]


@lru_cache
def town(
    *,
    cutoff_min=90.0,
    limit_min=60.0,
    sea=True,
    by_road=False,
    count=1,
    people="older",
    weights=(),
):
    """Return the reach of the toy town; ``count``, ``people`` and ``weights`` of its programmes."""
    whole = tomllib.loads(bundled("studies/haiphong.toml").read_text(encoding="utf-8"))
    content = study_content()
    for key in (HOMES, CENTRE, COMPLEX):
        content["programmes"][key] = whole["programmes"][key]
        content["programmes"][key]["count"]["value"] = count
    content["programmes"][HOMES]["people"] = people
    place = content["programmes"][COMPLEX]
    place["near_min"]["value"], place["schools"] = 10.0, SCHOOLS
    if weights:
        place["weights"] = {
            name: {"value": value, "unit": "ratio", "source": "made up", "verified": False}
            for name, value in weights
        }
    content["kinds"], content["people"] = whole["kinds"], whole["people"]
    for kind, share in OLDER.items():
        content["people"]["older_share"][kind]["value"] = share
    content["travel"]["cutoff_min"]["value"] = cutoff_min
    for standard in content["standards"].values():
        for name, value in (("full_min", limit_min / 2), ("limit_min", limit_min)):
            kept = {key: standard[name][key] for key in ("unit", "source", "verified")}
            standard[name] = {**kept, "value": value}
    if not sea:
        del content["layers"]["sea_links"]
    with TemporaryDirectory() as folder:
        write_toy_town(Path(folder))
        path = write_study(Path(folder), content)
        study = Study.load(bring_streets(path) if by_road else path)
        return Reach(study, read_layers(study))


def sites_of(reach):
    """Return every cell as a candidate site, SC00 to SC09, and the former station SF4."""
    layers = reach.layers
    return candidate_sites(
        layers.demand, layers.facilities, min_people=0, max_sites=99, copies_per_site=3,
        crs=reach.study.crs,
    )  # fmt: skip


def new(sites):
    return sites[sites["kind"] == "new_site"]


def dense(reach, places, mode):
    """Return minutes from every cell to places, inf where there is no way, however far."""
    standard = reach.study.standards.hospital.model_copy(update={"mode": mode})
    minutes = reach.times(places, standard, cutoff_min=1e5).minutes.toarray()
    return np.where(minutes > 0, minutes, np.inf)  # no way of the toy town takes no time


def older_people(reach):
    """Return the older people of each cell of the toy town, whole."""
    kind = reach.layers.demand["commune_code"].map(reach.layers.communes["type"])
    return (reach.layers.demand["people"] * kind.map(OLDER)).to_numpy()


class TableModel:
    """Minutes as tables say them: cells × sites to the sites, and another table back."""

    def __init__(self, to_sites, from_sites):
        self.tables = to_sites, from_sites

    def locate(self, points):
        return "site", points.index

    def locate_cells(self, centres):
        return "cell", centres.index

    def ways(self, origins, destinations, **_):
        (start, rows), (end, columns) = origins, destinations
        if start == end == "site":  # a hospital or a school
            return TableWays(pd.DataFrame(np.inf, rows, columns))
        table = self.tables[0] if start == "cell" else self.tables[1].T
        return TableWays(table.loc[rows, columns])


class TableWays:
    def __init__(self, table):
        self.table = table

    def times(self, _, *, cutoff_min):
        minutes = self.table.to_numpy()
        row, column = np.nonzero(minutes <= cutoff_min)
        stored = sparse.csr_array((minutes[row, column], (row, column)), shape=minutes.shape)
        return TravelTimes(self.table.index, self.table.columns, stored, cutoff_min)


def tabled(reach, people, to_sites, from_sites):
    """Return the reach of a town whose cells hold so many people, and sites, all by tables."""
    demand = reach.layers.demand.iloc[: len(people)].assign(people=people)
    other = Reach(reach.study, replace(reach.layers, demand=demand))
    names = [f"S{number}" for number in range(to_sites.shape[1])]
    tables = (pd.DataFrame(table, demand.index, names) for table in (to_sites, from_sites))
    model = TableModel(*tables)
    other._models.update({"motorbike": model, "ambulance": model})
    sites = gpd.GeoDataFrame(
        {"kind": "new_site", "commune_code": "00001", "copies_max": 1},
        index=pd.Index(names, name="site_id"),
        geometry=[demand.geometry.iloc[0]] * len(names),
        crs=demand.crs,
    )
    return other, sites
