"""Every facility of every programme as one table: what it costs, brings and needs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd

from geoplan.siting.levels import beds_of
from geoplan.siting.problem import Floats
from geoplan.study import Study
from geoplan.study_kinds import FacilityKind, Kind
from geoplan.study_money import Money
from geoplan.study_programmes import NeedProgramme

PLACED = (
    "facility_id",
    "site_id",
    "kind",
    "commune_code",
    "people_gained",
    "reason_vi",
    "reason_en",
    "geometry",
)
BROUGHT = ("beds", "doctors", "other_staff", "equipment")
NEW_KIND: dict[Kind, Kind] = {"former_station": "satellite_point"}  # what it is once upgraded


@dataclass(frozen=True)
class Work:
    """What one facility of a kind costs and brings, newly built or upgraded.

    ``cost_bn_vnd`` is in prices of the base year; ``brings`` has an entry for each of ``BROUGHT``;
    only new ones need floor and plot.
    """

    cost_bn_vnd: float
    build_years: int
    paid_by: dict[str, float]
    brings: dict[str, int]
    floor_m2: float | None = None
    plot_m2: float | None = None


def items(study: Study, placed: Mapping[str, gpd.GeoDataFrame]) -> gpd.GeoDataFrame:
    """Return one row per facility of all programmes.

    Parameters
    ----------
    study
        Says what each kind costs and brings, if it has ``kinds`` and ``money``.
    placed
        By programme id, its facilities by rank with the columns of ``PLACED``.

    Returns
    -------
    GeoDataFrame
        ``programme``, ``rank``, those of ``PLACED``, ``upgraded``, and with money also
        ``cost_bn_vnd`` in prices of the base year, ``build_years``, ``floor_m2``, ``plot_m2`` and
        those of ``BROUGHT``.
    """
    frames = []
    for key, places in placed.items():
        frame = places[list(PLACED)].reset_index(drop=True)
        frame.insert(0, "programme", key)
        frame.insert(1, "rank", np.arange(1, len(frame) + 1))
        frame["upgraded"] = isinstance(study.programmes[key], NeedProgramme)
        frames.append(frame)
    table = gpd.GeoDataFrame(pd.concat(frames, ignore_index=True), crs=frames[0].crs)
    if study.money is None:
        return table
    works = [
        work(study, study.money, key, kind)
        for key, kind in zip(table["programme"], table["kind"], strict=True)
    ]
    table["cost_bn_vnd"] = [each.cost_bn_vnd for each in works]
    table["build_years"] = [each.build_years for each in works]
    table["floor_m2"] = [each.floor_m2 for each in works]
    table["plot_m2"] = [each.plot_m2 for each in works]
    for name in BROUGHT:
        table[name] = pd.array([each.brings[name] for each in works], "Int64")
    return table


def paid_by(study: Study, money: Money, table: pd.DataFrame) -> Floats:
    """Return the part of each facility that each source pays, shape (facilities, sources)."""
    shares = [
        work(study, money, key, kind).paid_by
        for key, kind in zip(table["programme"], table["kind"], strict=True)
    ]
    return np.array([[each.get(source, 0.0) for source in money.sources] for each in shares])


def work(study: Study, money: Money, programme: str, kind: Kind) -> Work:
    """Return what a programme does to one facility of a kind."""
    asked = study.programmes[programme]
    if not isinstance(asked, NeedProgramme):
        new = study.kinds[kind]
        return Work(
            new.cost_bn_vnd.value * _prices(money, new.cost_year),
            new.build_years.value,
            {source: share.value for source, share in new.paid_by.items()},
            {"beds": beds_of(study, kind), **_brings(new)},
            new.floor_m2.value if new.floor_m2 else None,
            new.plot_m2.value if new.plot_m2 else None,
        )
    return Work(
        asked.cost_bn_vnd[kind].value * _prices(money, asked.cost_year),
        asked.build_years.value,
        {source: share.value for source, share in asked.paid_by.items()},
        _upgrade(study, asked, kind),
    )


def _upgrade(study: Study, asked: NeedProgramme, kind: Kind) -> dict[str, int]:
    """Return what an upgrade adds: doctors up to the norm, part of the equipment, no beds."""
    norm = study.kinds.get(NEW_KIND.get(kind, kind))
    if norm is None:
        return dict.fromkeys(BROUGHT, 0)
    whole = _brings(norm)
    known = kind in asked.doctors_now
    missing = max(whole["doctors"] - asked.doctors_now[kind].value, 0) if known else 0
    staff = round(whole["other_staff"] * missing / whole["doctors"]) if whole["doctors"] else 0
    part = round(whole["equipment"] * asked.equipment_share.value)
    return {"beds": 0, "doctors": missing, "other_staff": staff, "equipment": part}


def _brings(kind: FacilityKind) -> dict[str, int]:
    return {
        name: held.value if (held := getattr(kind, name)) else 0
        for name in BROUGHT
        if name != "beds"
    }


def _prices(money: Money, year: int) -> float:
    """Return prices of the base year against those of another."""
    return float((1 + money.price_growth.value) ** (money.base_year - year))
