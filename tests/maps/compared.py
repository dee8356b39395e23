"""Two written plans for the page that compares them: the made-up plan, and one changed by hand.

The new plan differs in ways that can be told by heart::

    commune   minutes to a facility today     people covered with the plan
    00001     12.34 → 15.34 (worse)           51,000 → 48,000
    00002     5 → 3.5 (better)
    00003     5 → out of reach
    00009     out of reach → 40

    site      in the new plan
    S001      gone, nothing near it
    S003      1.1 km farther north, as SNEW, rank 4
    S004      rank 3
    SFAR      new on the island
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
from geoplan.reports.tables import write_communes, write_sites
from geoplan.result import PlanTables
from tests.maps.toyplan import CORNERS, HOSTILE, SIDE

CAPACITY = "standards.primary.capacity_people"
MOVED_BY = 0.01  # degrees north, 1.1 km
LOST = 3_000  # people of 00001
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
        write_geopackage(whole, each / "plan.gpkg")
    for each, travel in ((old, OLD_TRAVEL), (new, NEW_TRAVEL)):
        path = each / "plan.json"
        told = json.loads(path.read_text(encoding="utf-8")) | {"travel": travel}
        path.write_text(json.dumps(told), encoding="utf-8")
    _change_summary(new / "plan.json")
    _change_communes(new / "communes.csv")
    _change_sites(new / "sites.csv")
    return old, new


def _change_summary(path: Path) -> None:
    told = json.loads(path.read_text(encoding="utf-8"))
    told["geoplan"] = "10.0.0"
    told["coverage"]["people_covered"]["after"] -= LOST
    for row in told["assumptions"]:
        if row["key"] == CAPACITY:
            row |= {"value": 9_000, "label_vi": HOSTILE}
    told["inputs"][0]["sha256"] = "f" * 64
    told["inputs"].append({"layer": "roads", "path": "roads.parquet", "sha256": "0" * 64})
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
    sites.loc[third, "lat"] += MOVED_BY
    sites.loc[third, ["site_id", "rank"]] = ["SNEW", 4]
    sites.loc[fourth, "rank"] = 3
    sites.loc[first, ["site_id", "commune_code", "lon", "lat"]] = [
        "SFAR", "00009", west + SIDE / 2, south + SIDE / 2,
    ]  # fmt: skip
    sites.to_csv(path, index=False)
