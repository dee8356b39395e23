"""Short lists read back, with as much on them as a dossier may have to print."""

from __future__ import annotations

import geopandas as gpd
import pandas as pd

from geoplan.land_lists import list_plots
from geoplan.study_land import CRITERIA
from tests.plotstown import write_plan, write_plots_town

LONG = "Thị trấn Nông trường Quý Cao <b>&" * 9
SITE = "SC03"


def write_listed(folder):
    """Write the town of plots, its plan and its short lists; return the folder of the plan."""
    study = write_plots_town(folder)
    out = write_plan(study, folder / "maps")
    list_plots(study, out).write()
    return out


def with_plots(lists, count):
    """Give a site so many plots, the last one its own."""
    plots = lists.layers["plots"]
    own = gpd.GeoDataFrame(pd.concat([plots] * 2, ignore_index=True)).iloc[:count].copy()
    own[["site_id", "programme", "kind"]] = SITE, "new-facilities", "commune_station"
    own["position"] = range(1, count + 1)
    own["is_given"] = own["position"] == count
    own["parcel_id"] = [f"An|9|{number}" for number in own["position"]]
    own["number"] = own["position"].astype(str)
    others = plots[plots["site_id"] != SITE]
    lists.layers["plots"] = gpd.GeoDataFrame(pd.concat([own, others], ignore_index=True))
    return lists


def at_the_longest(lists):
    """Fill everything that an office writes with more than there is room for."""
    plots = lists.layers["plots"]
    texts = ["name", "zones", "land_use", "old_commune", "source", "finding_vi", "finding_en"]
    plots[texts] = LONG
    for name in CRITERIA:
        plots[f"worth_{name}"], plots[f"part_{name}"] = 1.0, 0.11
    plots[["road_m", "hazard_share", "price_m_vnd_m2", "stated_area_m2"]] = 123_456.7
    plots["status"] = "private"
    lists.reasons[:] = LONG
    about = lists.layers["about"]
    weights = [{"part": "weight", "name": name, "value": "0.125"} for name in CRITERIA]
    rest = about[about["part"] != "weight"]
    lists.layers["about"] = pd.concat([rest, pd.DataFrame(weights)], ignore_index=True)
    decision = {"what": "choose", "site_id": SITE, "parcel_id": LONG, "kind": "commune_station",
                "why": LONG, "by": LONG, "when": "2026-05-04"}  # fmt: skip
    taken = [{"decision_id": f"D{number}", **decision} for number in range(1, 5)]
    columns = ["norm", "reopens"]
    lists.layers["decisions"] = pd.DataFrame(taken).assign(**dict.fromkeys(columns))
    return lists
