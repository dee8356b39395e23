"""What the page carries of the facilities of a plan: those of every programme, and where."""

from __future__ import annotations

import re
from typing import Any

import geopandas as gpd
import pandas as pd

from geoplan.layers.sites import plot_label
from geoplan.maps.facility_payload import facility_rows
from geoplan.maps.plain import both, plain, position, records
from geoplan.result import DecisionEffect, PlanTables

SITE_FIELDS = (
    "site_id",
    "programme",
    "rank",
    "kind",
    "commune_code",
    "people_gained",
    "people_gained_cum",
    "travel_min_before",
    "travel_min_after",
    "lost_if_dropped",
    "runner_up_value",
    "chosen_share",
    "rank_low",
    "rank_high",
    "tier",
    "reason_vi",
    "reason_en",
    "beds",
    "people_captured",
    "people_taken",
    "minutes_saved",
    "person_minutes_saved",
    "alternative_cost_people",
    "held_by",
    "idle_places",
    "next_commune_code",
)
# Of the facilities of the other programmes
OTHER_FIELDS = (
    "site_id",
    "programme",
    "rank",
    "commune_code",
    "people_gained",
    "reason_vi",
    "reason_en",
)
# Of all of them: where the study knows kinds, and where it knows money
KIND_FIELDS = ("facility_kind",)
MONEY_FIELDS = ("cost_bn_vnd", "year")
# The other sites that a site names: the field of their id, and what they are called on the page
OTHERS = {"runner_up_site_id": "runner_up", "alternative_site_id": "alternative"}


def sites(tables: PlanTables) -> list[dict[str, Any]]:
    """Return every facility of the plan: the recommended sites, then the other programmes.

    A site names the others that it was weighed against, and whom it serves; an upgrade names the
    ``facility`` of the register that it means, by its layer and its row there.
    """
    return _recommended(tables) + _others(tables)


def places(tables: PlanTables) -> list[dict[str, Any]]:
    """Return one marker for each place of a programme, with its sites (row numbers) by rank."""
    parts = [tables.sites.reset_index(), _other_programmes(tables)]
    columns = ["programme", "rank", "geometry"]
    rows = pd.concat([part[columns] for part in parts], ignore_index=True)
    rows = rows.sort_values(["programme", "rank"], kind="stable")
    held: dict[tuple[str, float, float], list[int]] = {}
    for number, programme, point in zip(
        rows.index, rows["programme"], rows["geometry"], strict=True
    ):
        held.setdefault((programme, *position(point)), []).append(int(number))
    return [
        {"programme": programme, "at": [lat, lon], "sites": numbers}
        for (programme, lat, lon), numbers in held.items()
    ]


def _recommended(tables: PlanTables) -> list[dict[str, Any]]:
    """Return the sites in the order of the table, each with the others that it names."""
    lying = _candidates(tables)
    costs = tables.programme.set_index(["programme", "rank"]).get("cost_bn_vnd")
    table = tables.sites.reset_index()
    if costs is not None:
        table = table.join(costs, on=["programme", "rank"])
    told = records(table, (*SITE_FIELDS, *_further(tables)))
    chosen = {(site["programme"], site["site_id"]): number for number, site in enumerate(told)}
    for column, name in OTHERS.items():
        for site, other in zip(told, tables.sites[column].fillna(""), strict=True):
            number = chosen.get((site["programme"], other))
            if number is not None or other in lying:
                site[name] = {"id": other, "site": number, **lying.get(other, {})}
    whom = dict(iter(tables.beneficiaries.groupby(["programme", "site_id"], sort=False)))
    nobody = tables.beneficiaries.iloc[:0]
    for site, kind in zip(told, table["facility_kind"], strict=True):
        if taken := _decisions(tables, site["site_id"], kind):
            site["decisions"] = taken
        site["serves"] = _whom(whom.get((site["programme"], site["site_id"]), nobody))
    return told


def _decisions(tables: PlanTables, label: str, kind: str) -> list[dict[str, str]]:
    """Return the decisions that put a site where it is, each with what it cost, in a sentence."""
    return [
        both((decision.sentence_vi, decision.sentence_en))
        for decision in tables.decisions
        if decision.kind == kind and _stands_at(label, _place(decision))
    ]


def _place(decision: DecisionEffect) -> str:
    """Return the site where a decision wants a facility; blank where it wants none."""
    wanted = {"pin": decision.site_id, "choose": plot_label(decision.parcel_id)}
    return wanted.get(decision.what, "")


def _stands_at(label: str, place: str) -> bool:
    """Return whether a facility stands at a site, a further one of which ends in -2, -3, …."""
    return place != "" and (
        label == place or re.fullmatch(rf"{re.escape(place)}-\d+", label) is not None
    )


def _others(tables: PlanTables) -> list[dict[str, Any]]:
    """Return the facilities of the other programmes, in the order of the table."""
    table = _other_programmes(tables)
    told = records(table, (*OTHER_FIELDS, *_further(tables)))
    rows = facility_rows(tables)
    for site, label in zip(told, table["facility_id"].fillna(""), strict=True):
        if label in rows:
            site["facility"] = rows[label]
    return told


def _other_programmes(tables: PlanTables) -> gpd.GeoDataFrame:
    table = tables.programme
    others = table[~table["programme"].isin(tables.sites["programme"])]
    return others.rename(columns={"kind": "facility_kind"})


def _further(tables: PlanTables) -> list[str]:
    """Return the fields that only some studies give a meaning to."""
    kinds = KIND_FIELDS if tables.study.kinds else ()
    money = MONEY_FIELDS if tables.phases is not None else ()
    return [*kinds, *money]


def _whom(communes: pd.DataFrame) -> dict[str, Any]:
    """Return whom a site serves: commune by commune, and what all others gain or lose by it."""
    gains = communes[["served", "newly_served"]].fillna(0).gt(0).any(axis=1)
    others = communes[~gains]
    return {
        "communes": [
            [plain(value) for value in row]
            for row in communes.loc[
                gains, ["commune_code", "served", "newly_served", "newly_covered"]
            ].itertuples(index=False)
        ],
        "others": [len(others), plain(others["newly_covered"].sum())],
    }


def _candidates(tables: PlanTables) -> dict[str, dict[str, Any]]:
    """Return where the other sites that the sites name lie, by site id."""
    named = {label for column in OTHERS for label in tables.sites[column]}
    found = {}
    # A candidate site is named S and the cell or the facility that it stands on.
    for layer in (tables.demand, tables.facilities):
        held = layer[("S" + layer.index.astype(str)).isin(named)]
        for label, code, point in zip(held.index, held["commune_code"], held.geometry, strict=True):
            found[f"S{label}"] = {"commune_code": str(code), "at": position(point)}
    return found
