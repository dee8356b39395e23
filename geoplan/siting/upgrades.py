"""The upgrades: which facilities come first by need, and what becomes of each former station."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd

from geoplan.errors import InfeasibleError, StudyError
from geoplan.siting.other_programmes import OtherAnswer
from geoplan.siting.upgrade_need import care_level, weigh_need
from geoplan.siting.upgrade_reasons import UpgradeFigures, upgrade_reason
from geoplan.study import Study
from geoplan.study_programmes import NeedProgramme
from geoplan.travel.reach import Reach

DECISIONS = ("upgraded", "replaced", "released")


@dataclass(frozen=True, eq=False)
class UpgradeAnswer:
    """How the upgrades came out.

    Parameters
    ----------
    answer
        The facilities that are upgraded.
    former_stations
        What becomes of each former station, by ``facility_id``: ``upgraded``; ``replaced`` by a new
        facility on its land; or ``released``, its land free for other use.
    need
        As ``geoplan.siting.upgrade_need.Need`` has its table, upgraded facilities first.
    """

    answer: OtherAnswer
    former_stations: pd.Series[str]
    need: pd.DataFrame


def rank_upgrades(
    reach: Reach, programme: NeedProgramme, opened: gpd.GeoDataFrame
) -> UpgradeAnswer:
    """Choose the facilities in greatest need, and decide on every former station.

    ``people_gained`` of an upgrade are its dependents: they get better care, and nobody is newly
    covered.

    Parameters
    ----------
    reach
        The study and its layers.
    programme
        One of the study.
    opened
        New public facilities by ``site_id``, EPSG:4326, with ``kind`` and with ``facility_id`` of
        the former station that each replaces, or "".

    Raises
    ------
    InfeasibleError
        When there are fewer facilities than are to be upgraded.
    StudyError
        When the programme names a kind whose need cannot be weighed.
    """
    study, register, count = reach.study, reach.layers.facilities, programme.count.value
    candidates = upgradable(study, register, programme, opened)
    if len(candidates) < count:
        key = f"programmes.{study.programme_id(programme)}"
        raise InfeasibleError(
            f"{key}.count asks for {count:,} facilities, but only {len(candidates):,} can be "
            f"upgraded: those of the kinds in {key}.cost_bn_vnd that operate, and former stations "
            "that no new facility replaces. Lower the count, or name more kinds there."
        )
    need = weigh_need(reach, programme, candidates, opened)
    chosen = need.table.iloc[:count]
    decisions = _decisions(register, chosen.index, opened)
    objective = math.fsum(chosen["need"])
    answer = OtherAnswer(
        _places(reach, programme, chosen, need.dependents),
        objective,
        objective,
        "sum of the needs of the upgraded facilities, each 0 to 1",
        "need score, exact ranking",
        {f"former_stations_{decision}": float((decisions == decision).sum())
         for decision in DECISIONS},
    )  # fmt: skip
    return UpgradeAnswer(answer, decisions, need.table)


def upgradable(
    study: Study, facilities: gpd.GeoDataFrame, programme: NeedProgramme, opened: gpd.GeoDataFrame
) -> gpd.GeoDataFrame:
    """Return the facilities that may be upgraded, by id.

    They are of the kinds for which the programme has a cost, and operate, or are former stations
    that no new facility replaces.

    Parameters
    ----------
    study
        That holds the programme.
    facilities
        The register.
    programme
        Says the kinds.
    opened
        New facilities, with the ``facility_id`` that each replaces, or "".

    Raises
    ------
    StudyError
        When the programme names a kind that is neither of primary nor of hospital care.
    """
    for kind in programme.cost_bn_vnd:
        if care_level(study, kind) is None:
            raise StudyError(
                f"{kind} is neither a kind of primary nor of hospital care, and only their need "
                "is weighed.",
                "Take it out, or add it to standards.primary.kinds or standards.hospital.kinds.",
                file=study.path,
                key=f"programmes.{study.programme_id(programme)}.cost_bn_vnd.{kind}",
            )
    former = facilities["kind"] == "former_station"
    kept = former & ~facilities.index.isin(opened["facility_id"])
    operating = ~former & (facilities["status"] == "operating")
    priced = facilities["kind"].isin(programme.cost_bn_vnd)
    return facilities[priced & (kept | operating)].sort_index()


def _decisions(
    register: gpd.GeoDataFrame, upgraded: pd.Index[str], opened: gpd.GeoDataFrame
) -> pd.Series[str]:
    """Return what becomes of each former station, by id."""
    former = register.index[register["kind"] == "former_station"].sort_values()
    decisions = pd.Series("released", former, name="decision", dtype=object)
    decisions[former.isin(upgraded)] = "upgraded"
    decisions[former.isin(opened["facility_id"])] = "replaced"
    return decisions


def _places(
    reach: Reach, programme: NeedProgramme, chosen: pd.DataFrame, dependents: pd.Series[int]
) -> gpd.GeoDataFrame:
    """Return the upgrades by rank, as ``OtherAnswer`` has its places."""
    register = reach.layers.facilities.loc[chosen.index]
    communes = _communes(dependents, reach.layers.communes["name"])
    reasons = [
        upgrade_reason(
            UpgradeFigures(
                level=row["level"],
                is_former_station=row["kind"] == "former_station",
                communes=communes.get(facility, []),
                dependents=row["dependents"],
                capacity_gap=row["capacity_gap"],
                doctors_missing=row["doctors_missing"],
                beds_missing=row["beds_missing"],
                isolation_min=row["isolation"],
                limit_min=programme.limit_min.value,
            )
        )
        for facility, row in zip(chosen.index, chosen.to_dict("records"), strict=True)
    ]
    return gpd.GeoDataFrame(
        {
            "facility_id": chosen.index,
            "site_id": "",
            "kind": chosen["kind"].to_numpy(),
            "commune_code": register["commune_code"].to_numpy(),
            "people_gained": chosen["dependents"].to_numpy(np.int64),
            "reason_vi": [vi for vi, _ in reasons],
            "reason_en": [en for _, en in reasons],
        },
        geometry=register.geometry.to_numpy(),
        crs=register.crs,
    )


def _communes(dependents: pd.Series[int], names: pd.Series[str]) -> dict[Any, list[str]]:
    """Return the names of the communes that depend on each facility, most people first."""
    table = dependents.rename("people").reset_index()
    table = table.sort_values(["people", "commune_code"], ascending=[False, True])
    return table["commune_code"].map(names).groupby(table["facility_id"]).agg(list).to_dict()
