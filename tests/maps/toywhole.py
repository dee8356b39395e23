"""The made-up plan with everything a whole programme has: kinds, money, years, targets, investors.

Programmes and when what they build opens::

    new-facilities    1 hospital (rank 1), 2 polyclinics (2, 3), 57 stations; 1–20 in 2027,
                      21–40 in 2028, 41–55 in 2030, 56–60 never
    private-hospitals 2, in 2028 and 2030
    upgrades          the hospital F1 in 2027, the station F3 in 2028, the former station F4 never
    nursing-homes     1 in 2028
    training-complex  1 in 2031, a year after the last envelope
"""

from __future__ import annotations

import tomllib
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import geopandas as gpd
import numpy as np
import pandas as pd

from geoplan.programme.by_year import communes_by_year
from geoplan.programme.phases import Phases
from geoplan.programme.target_measures import Headline
from geoplan.programme.targets import TargetAnswer
from geoplan.result import LevelStep, PlanTables, Programme
from geoplan.siting.market.sensitivity import EntryAgain
from geoplan.siting.phasing.curve import MoneyCurve
from geoplan.siting.phasing.problem import UNBUILT
from geoplan.siting.phasing.staging import StagingCost
from geoplan.study import Study, bundled
from tests.maps.toyplan import HOSTILE, PRIVATE, PUBLIC, facilities
from tests.toytown import study_content, write_study

UPGRADES, HOMES, COMPLEX = "upgrades", "nursing-homes", "training-complex"
YEARS = range(2026, 2032)
COST_BN_VND = {PUBLIC: 6.0, PRIVATE: 380.0, UPGRADES: 2.5, HOMES: 160.0, COMPLEX: 1283.0}
ENVELOPE_BN_VND = {"state": [100, 200, 300, 400, 500, 0], "recurrent": [78] * 5 + [0],
                   "private": [0, 1000, 0, 0, 0, 0]}  # fmt: skip
SPENT_BN_VND = {"state": [95, 190, 285, 380, 475, 0], "recurrent": [78] * 5 + [0],
                "private": [0, 380.3, 380.3, 0, 0, 0]}  # fmt: skip
# How far each cell has come at the end of each year from today to the plan
ON_THE_WAY = [0.0, 0.25, 0.5, 0.5, 0.95, 0.95]
HOME, CAMPUS = (106.14, 20.96), (106.04, 20.98)


def whole_study(folder: Path) -> Study:
    """Return the bundled study with the toy town's title, so with all that a study can ask."""
    whole = tomllib.loads(bundled("studies/haiphong.toml").read_text(encoding="utf-8"))
    toy = study_content()
    return Study.load(
        write_study(folder, whole | {name: toy[name] for name in ("id", "title_vi", "title_en")})
    )


def whole_plan(tables: PlanTables, study: Study) -> PlanTables:
    """Return the toy plan as it is when the study asks for everything."""
    sites = tables.sites.assign(
        facility_kind=[_kind(*key) for key in _keys(tables.sites)],
        year=pd.array([_year(*key) for key in _keys(tables.sites)], "Int64"),
    )
    programme = _programme(tables.programme)
    covered = _covered(tables.demand)
    minutes = {f"polyclinic_min_{state}": 14.5 for state in ("before", "after")}
    return replace(
        tables,
        study=study,
        communes=tables.communes.assign(**minutes),
        sites=sites,
        programmes=tables.programmes | {name: _outcome(programme, name) for name in
                                        (UPGRADES, HOMES, COMPLEX)},
        levels=_levels(),
        programme=programme,
        phases=_phases(programme),
        covered_by_year=covered,
        communes_by_year=communes_by_year(
            covered, tables.demand["people"], tables.demand["commune_code"], tables.communes
        ),
        targets=TargetAnswer(pd.DataFrame(), _headlines()),
        market=replace(tables.market, sensitivity=_again()),
    )  # fmt: skip


def _covered(demand: pd.DataFrame) -> pd.DataFrame:
    today, planned = (demand[f"people_covered_{state}"] for state in ("before", "after"))
    return pd.DataFrame(
        {year: today + part * (planned - today)
         for year, part in zip(YEARS, ON_THE_WAY, strict=True)}
    )  # fmt: skip


def _keys(table: pd.DataFrame) -> list[tuple[str, int]]:
    return list(zip(table["programme"], table["rank"], strict=True))


def _kind(programme: str, rank: int) -> str:
    if programme == PRIVATE:
        return "private_hospital"
    return {1: "regional", 2: "polyclinic", 3: "polyclinic"}.get(rank, "commune_station")


def _year(programme: str, rank: int) -> int | None:
    if programme == PRIVATE:
        return {1: 2028, 2: 2030}[rank]
    return next((year for last, year in ((20, 2027), (40, 2028), (55, 2030)) if rank <= last), None)


def _programme(sited: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    where = facilities()
    rows = [
        (UPGRADES, 1, "F1", "", "municipal", where.geometry["F1"], 30_000, 2027),
        (UPGRADES, 2, "F3", "", "commune_station", where.geometry["F3"], 20_000, 2028),
        (UPGRADES, 3, "F4", "", "former_station", where.geometry["F4"], 10_000, None),
        (HOMES, 1, "", "SC00005", "nursing_home", gpd.points_from_xy(*zip(HOME))[0], 7_000, 2028),
        (COMPLEX, 1, "", "SC00004", "training_complex",
         gpd.points_from_xy(*zip(CAMPUS))[0], 5_000, 2031),
    ]  # fmt: skip
    columns = ["programme", "rank", "facility_id", "site_id", "kind", "geometry",
               "people_gained", "year"]  # fmt: skip
    others = pd.DataFrame(rows, columns=columns).assign(
        commune_code="00004",
        reason_vi=f"Lý do: {HOSTILE}",
        reason_en="Why this one",
        upgraded=lambda table: table["programme"] == UPGRADES,
    )
    own = sited.assign(
        kind=[_kind(*key) for key in _keys(sited)],
        year=[_year(*key) for key in _keys(sited)],
    )
    table = pd.concat([own, others], ignore_index=True).astype({"year": "Int64"})
    table["cost_bn_vnd"] = table["programme"].map(COST_BN_VND)
    return gpd.GeoDataFrame(table, geometry="geometry", crs="EPSG:4326")


def _outcome(programme: pd.DataFrame, name: str) -> Programme:
    part = programme[programme["programme"] == name]
    return Programme(
        id=name,
        count=len(part),
        objective=1.0,
        objective_meaning="of its own",
        bound=1.0,
        gap=0.0,
        method="by hand",
        seed=0,
        people_gained=int(part["people_gained"].sum()),
        figures={},
    )


def _levels() -> list[LevelStep]:
    """Return three levels; the hospital and the polyclinics serve 100,000 as first contact."""
    kinds = {
        "hospital": ("regional", 1, 500_000, 500_000, 555_555),
        "polyclinic": ("polyclinic", 2, 600_000, 611_111, 666_666),
        "primary": ("commune_station", 57, 1_234_567, 1_334_567, 2_345_678),
    }
    return [
        LevelStep(level, kind, count, today, before, after, objective=99.0, bound=100.0, gap=0.01)
        for level, (kind, count, today, before, after) in kinds.items()
    ]


def _phases(programme: pd.DataFrame) -> Phases:
    """Return the years by hand; all facilities count with the source that is first."""
    opening = programme["year"]
    rows = [
        {
            "year": year,
            "source": source,
            "envelope_bn_vnd": float(ENVELOPE_BN_VND[source][at]),
            "spent_bn_vnd": float(SPENT_BN_VND[source][at]),
            "facilities": int((opening == year).sum()) if source == "state" else 0,
            "people_gained_cum": int(programme.loc[opening <= year, "people_gained"].sum())
            if source == "state"
            else 0,
        }
        for at, year in enumerate(YEARS)
        for source in sorted(ENVELOPE_BN_VND)
    ]
    phasing = SimpleNamespace(
        method="by hand",
        people_years=1_000_000.0,
        bound=1_000_000.0,
        gap=0.0,
        start=opening.fillna(UNBUILT).to_numpy(np.int64),
        people=np.zeros(10),
        unpaid_bn_vnd=np.array([42.4, 0.0, 0.3]),
    )
    cut = SimpleNamespace(
        phasing=SimpleNamespace(people_years=750_000.0, gap=0.0),
        people_years_lost=250_000.0,
        dropped=np.arange(12),
        delayed=np.arange(7),
    )
    return Phases(
        problem=SimpleNamespace(years=np.array(YEARS), horizon=2035),
        phasing=phasing,
        table=pd.DataFrame(rows),
        opening=opening,
        staging=StagingCost(250_000.0, 33.3, 2_222.2, np.array([1_111.1, 0.0, 0.0])),
        cuts=dict.fromkeys((0.1, 0.2), cut),
        curve=MoneyCurve(
            np.array([0, 1]), np.array([0.0, 10.0, 50.0]), np.array([0.0, 80_000, 100_000]), 1
        ),
    )


def _headlines() -> list[Headline]:
    """Return one target that is missed, another reading of it, and one that is reached."""
    rows = [("beds", 300), ("beds_by_rate", -100), ("recruits", -50)]
    return [
        Headline(
            indicator=indicator,
            year=2030,
            unit="beds",
            today=0,
            target=0,
            planned=0,
            shortfall=shortfall,
            rate_unit=None,
            today_rate=None,
            target_rate=None,
            planned_rate=None,
            words_vi=f"Câu về {indicator}: {HOSTILE}",
            words_en=f"Sentence on {indicator}",
        )
        for indicator, shortfall in rows
    ]


def _again() -> list[EntryAgain]:
    """Return two runs under other exponents: both hospitals stay, then the first one alone."""
    return [
        EntryAgain(
            beds_exponent=1.0,
            time_exponent=time,
            sites=np.array([0, 1]),
            stays=np.array([True, stays]),
            nearest_m=np.zeros(2),
            people_captured=0.0,
            people_gained=0.0,
            objective=100.0,
            objective_of_plan=plan,
        )
        for time, stays, plan in ((1.0, True, 100.0), (2.0, False, 96.5))
    ]
