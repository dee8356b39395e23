"""Two written plans for the page that compares them: the made-up plan, and one changed by hand.

The new plan differs in ways that can be told by heart::

    commune   minutes to a facility today     people covered with the plan
    00001     12.34 → 15.34 (worse)           51,000 → 48,000
    00002     5 → 3.5 (better)
    00003     5 → out of reach
    00009     out of reach → 40

    site      in the new plan
    S001      gone, nothing near it; opened in 2027
    S003      1.1 km farther north, as SNEW, rank 4
    S004      rank 3
    S010      a polyclinic
    S020      does not open any more, S056 opens newly in 2027
    S021      opens in 2030 instead of 2028
    SFAR      new on the island, 2027

    money     100 bn VND less of the state in 2028, 95 less spent
"""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd

from geoplan.reports.fields import SITES
from geoplan.reports.geopackage import write_geopackage
from geoplan.reports.summary import write_summary
from geoplan.reports.tables import (
    write_communes,
    write_phases,
    write_programme,
    write_sites,
)
from geoplan.result import PlanTables
from tests.maps.toyplan import CORNERS, HOSTILE, SIDE

CAPACITY = "standards.primary.capacity_people"
SPEED = "travel.modes.motorbike.rural_kmh"
MOVED_BY = 0.01  # degrees north, 1.1 km
LOST = 3_000  # people of 00001
LESS_BN_VND = 100.0  # of the state in 2028
OLD_TRAVEL = {"vi": "mô hình thử", "en": "a model to try"}
NEW_TRAVEL = {"vi": "theo mạng đường thử", "en": "along roads to try"}


def write_old_and_new(tables: PlanTables, folder: Path) -> tuple[Path, Path]:
    """Write both plans into folders below ``folder``, the new one with hostile names."""
    old, new = folder / "october", folder / "november"
    blank = {field.name for field in SITES.fields} - {*tables.sites.columns, "site_id"}
    whole = replace(tables, sites=tables.sites.assign(**dict.fromkeys(sorted(blank))))
    for each in (old, new):
        each.mkdir()
        write_summary(whole, each / "plan.json")
        write_communes(whole, each / "communes.csv")
        write_sites(whole, each / "sites.csv")
        write_programme(whole, each / "programme.csv")
        if whole.phases is not None:
            write_phases(whole.phases, each / "phases.csv")
        write_geopackage(whole, each / "plan.gpkg")
    for each, travel in ((old, OLD_TRAVEL), (new, NEW_TRAVEL)):
        path = each / "plan.json"
        told = json.loads(path.read_text(encoding="utf-8")) | {"travel": travel}
        path.write_text(json.dumps(told), encoding="utf-8")
    _change_summary(new / "plan.json")
    _change_communes(new / "communes.csv")
    for name in ("sites.csv", "programme.csv"):
        _change_sites(new / name)
    if tables.phases is not None:
        _change_years(new / "programme.csv")
        _change_money(new)
    return old, new


def _change_summary(path: Path) -> None:
    told = json.loads(path.read_text(encoding="utf-8"))
    told["geoplan"] = "10.0.0"
    told["coverage"]["people_covered"]["after"] -= LOST
    for row in told["assumptions"]:
        if row["key"] == CAPACITY:
            row |= {"value": 9_000, "label_vi": HOSTILE}
        if row["key"] == SPEED:
            row |= {"source": "counted", "verified": True, "range": [20, 40]}
    told["inputs"][0]["sha256"] = "f" * 64
    told["inputs"].append({"layer": "roads", "path": "roads.parquet", "sha256": "0" * 64})
    told["changes"] = [{"key": "money.horizon", "value": 2040, "instead_of": 2035}]
    for target in told["targets"] or []:
        target["shortfall"] += 50
    path.write_text(json.dumps(told), encoding="utf-8")


def _change_communes(path: Path) -> None:
    communes = pd.read_csv(path, dtype={"commune_code": str}).set_index("commune_code")
    communes.loc["00001", "travel_min_before"] += 3
    communes.loc["00002", "travel_min_before"] = 3.5
    communes.loc["00003", "travel_min_before"] = np.nan
    communes.loc["00009", "travel_min_before"] = 40
    communes.loc["00001", "people_covered_after"] -= LOST
    communes.loc["00001", "name"] = HOSTILE
    communes.to_csv(path)


def _change_sites(path: Path) -> None:
    sites = pd.read_csv(path, dtype={"commune_code": str})
    first, third, fourth = (
        sites.index[sites["site_id"] == name].item() for name in ("S001", "S003", "S004")
    )
    west, south = CORNERS["00009"]
    if "facility_id" in sites:
        tenth = sites.index[sites["site_id"] == "S010"].item()
        sites.loc[tenth, "kind"] = "polyclinic"
    sites.loc[third, "lat"] += MOVED_BY
    sites.loc[third, ["site_id", "rank"]] = ["SNEW", 4]
    sites.loc[fourth, "rank"] = 3
    sites.loc[first, ["site_id", "commune_code", "lon", "lat"]] = [
        "SFAR", "00009", west + SIDE / 2, south + SIDE / 2,
    ]  # fmt: skip
    sites.to_csv(path, index=False)


def _change_years(path: Path) -> None:
    programme = pd.read_csv(path, dtype={"commune_code": str}).set_index("site_id")
    programme = programme.astype({"year": "Int64"})
    programme.loc["S020", "year"] = pd.NA
    programme.loc["S056", "year"] = 2027
    programme.loc["S021", "year"] = 2030
    programme.to_csv(path)


def _change_money(folder: Path) -> None:
    phases = pd.read_csv(folder / "phases.csv").set_index(["year", "source"])
    phases.loc[(2028, "state"), "envelope_bn_vnd"] -= LESS_BN_VND
    phases.loc[(2028, "state"), "spent_bn_vnd"] -= 0.95 * LESS_BN_VND
    phases.loc[(2028, "state"), "facilities"] -= 1
    phases.loc[(2030, "state"), "facilities"] += 1
    phases.to_csv(folder / "phases.csv")
