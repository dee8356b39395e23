"""Hospitals: the curated register, with positions from the sources or from the ward."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import pandas as pd

from dataset.territories import Territories
from geoplan.layers.files import points

FIELDS = ["facility_id", "name", "kind", "ownership", "status", "beds", "lon", "lat"]
FIELDS += ["position_quality", "commune_code", "source", "verified", "note"]


def build_hospitals(
    sources: Path, curated: Path, communes: gpd.GeoDataFrame, territories: Territories
) -> pd.DataFrame:
    """Return the hospitals in the project's schema, in the order of the curated register.

    A row that names an OpenStreetMap object stands where that was surveyed; one that names an
    insurance code, where the insurance register puts its address; any other at the most populated
    cell of its old ward, or of its commune.

    Raises
    ------
    ValueError
        When a position lies in no commune.
    """
    register = pd.read_csv(curated / "hospitals.csv", dtype="string", keep_default_na=False)
    surveyed = pd.read_csv(sources / "hospitals_osm_2024_west.csv").set_index("osm")
    insured = pd.read_csv(sources / "hospitals_bhyt.csv")
    insured = insured.set_index(insured["Health Insurance facility code"].astype("string"))
    rows = []
    for _, row in register.iterrows():
        if row["osm"]:
            rows.append((*surveyed.loc[row["osm"], ["lon", "lat"]], "surveyed", ""))
        elif row["insurance_code"]:
            place = insured.loc[row["insurance_code"], ["longitude", "latitude"]]
            rows.append((*place, "address", ""))
        else:
            cell, rule = _cell_of_ward(row["old_ward"], row["commune_code"], territories)
            rows.append((cell["lon"], cell["lat"], "ward", rule))
    register[["lon", "lat", "position_quality", "rule"]] = rows
    register["note"] = (register["note"] + "; " + register["rule"]).str.strip("; ")
    hospitals = points(register.drop(columns="commune_code")).sjoin(
        communes[["commune_code", "geometry"]], how="left", predicate="within"
    )
    lost = hospitals.loc[hospitals["commune_code"].isna(), "name"]
    if len(lost):
        raise ValueError(f"no commune holds {', '.join(lost)}")
    return pd.DataFrame(hospitals.assign(verified=False)[FIELDS])


def _cell_of_ward(
    old_ward: str, commune_code: str, territories: Territories
) -> tuple[pd.Series, str]:
    if not old_ward:
        cell = territories.options(None, [commune_code]).iloc[0]
        return cell, "position: most populated cell of the commune"
    territory = territories.named(old_ward, commune_code)
    cell = territories.options(territory, [commune_code]).iloc[0]
    return cell, f"position: {territories.rule(territory, cell)}, {old_ward}"
