"""Two small written plans, made by hand: places on a line, three programmes, two sources of money.

What became of each facility (km east of the first, year of opening)::

    programme  old plan            new plan
    build      A station    0 2027  A  rank 1 → 2, later (2029), 50 people fewer
               B station   10 2028  B  rank 2 → 1, earlier (2027)
               C polyclinic 20 2028 C  a station, in place of the register's R1 no more
               D station   30 –     D  opens newly (2029)
               E station   60 2028  gone, nothing near it
               F station   80 2029  G  2 km farther east, rank 6 → 5
                                    Z  140 –, new, never opens
    upgrade    U1          25 2027  U1 no longer opens
               U2          40 2028  gone
                                    U3 half a kilometre from U2, 2028
    home       H            5 2029  the same

So 8 facilities open in the old plan and 7 in the new one.
"""

from __future__ import annotations

import json
from copy import deepcopy
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
import shapely

from geoplan.reports.quantities import MEASURES

BUILD, UPGRADE, HOME = "build", "upgrade", "home"
STATION, CLINIC, NURSING = "commune_station", "polyclinic", "nursing_home"
KM = 1 / 104.6  # degrees of longitude at 20° N, near enough
BORDER_KM = 50.0  # between the communes 00001 and 00002
COLUMNS = ["programme", "facility_id", "site_id", "kind", "km", "people_gained", "cost_bn_vnd",
           "year"]  # fmt: skip

OLD_FACILITIES = [
    (BUILD, None, "A", STATION, 0, 1000, 6.0, 2027),
    (BUILD, None, "B", STATION, 10, 900, 6.0, 2028),
    (BUILD, "R1", "C", CLINIC, 20, 800, 30.0, 2028),
    (BUILD, None, "D", STATION, 30, 700, 6.0, None),
    (BUILD, None, "E", STATION, 60, 600, 6.0, 2028),
    (BUILD, None, "F", STATION, 80, 500, 6.0, 2029),
    (UPGRADE, "U1", None, STATION, 25, 50, 2.0, 2027),
    (UPGRADE, "U2", None, STATION, 40, 40, 2.0, 2028),
    (HOME, None, "H", NURSING, 5, 300, 160.0, 2029),
]
NEW_FACILITIES = [
    (BUILD, None, "B", STATION, 10, 900, 6.0, 2027),
    (BUILD, None, "A", STATION, 0, 950, 6.0, 2029),
    (BUILD, None, "C", STATION, 20, 400, 6.0, 2028),
    (BUILD, None, "D", STATION, 30, 700, 6.0, 2029),
    (BUILD, None, "G", STATION, 82, 500, 6.0, 2029),
    (BUILD, None, "Z", STATION, 140, 100, 6.0, None),
    (UPGRADE, "U1", None, STATION, 25, 50, 2.0, None),
    (UPGRADE, "U3", None, STATION, 40.5, 45, 2.0, 2028),
    (HOME, None, "H", NURSING, 5, 300, 160.0, 2029),
]
# year, source, envelope and spent in bn VND, facilities that open
OLD_PHASES = [
    (2027, "state", 20.0, 18.5, 2),
    (2027, "private", 0.0, 0.0, 0),
    (2028, "state", 60.0, 50.25, 4),
    (2028, "private", 100.0, 80.0, 0),
    (2029, "state", 30.0, 9.125, 1),
    (2029, "private", 100.0, 80.0, 1),
]
NEW_PHASES = [
    (2027, "state", 20.0, 12.5, 1),
    (2027, "private", 0.0, 0.0, 0),
    (2028, "state", 40.0, 15.25, 2),
    (2028, "private", 100.0, 80.0, 0),
    (2029, "state", 30.0, 25.0, 3),
    (2029, "private", 100.0, 80.0, 1),
    (2030, "state", 7.0, 0.0, 0),  # the old plan ends a year before
    (2030, "private", 0.0, 0.0, 0),
]
VALUE, SOURCE, RANGE, VERIFIED, GONE = (f"standards.made.{name}" for name in (
    "value", "source", "range", "verified", "gone"))  # fmt: skip
SETTING = "money.horizon"


def table(rows: list[tuple[Any, ...]]) -> pd.DataFrame:
    """Return facilities as programme.csv has them; ranks run down each programme."""
    frame = pd.DataFrame(rows, columns=COLUMNS)
    km = frame.pop("km")
    frame.insert(1, "rank", frame.groupby("programme").cumcount() + 1)
    commune = km.map(lambda at: "00001" if at < BORDER_KM else "00002")
    return frame.assign(commune_code=commune, lon=106 + km * KM, lat=20.0).astype({"year": "Int64"})


def write_plan(
    folder: Path,
    facilities: list[tuple[Any, ...]] = OLD_FACILITIES,
    phases: list[tuple[Any, ...]] | None = OLD_PHASES,
    *,
    doctors_lacking: int | None = 10,
    covered: tuple[int, int] = (5000, 3000),
) -> Path:
    """Write a plan; ``covered`` are the people of each commune with the plan."""
    folder.mkdir()
    placed = table(facilities)
    _write(placed, folder / "programme.csv")
    _write(placed[placed["site_id"].notna()], folder / "sites.csv")
    communes = _communes(covered)
    _write(communes.drop(columns="geometry"), folder / "communes.csv")
    communes[["commune_code", "geometry"]].to_file(folder / "plan.gpkg", layer="communes")
    if phases is not None:
        names = ["year", "source", "envelope_bn_vnd", "spent_bn_vnd", "facilities"]
        _write(pd.DataFrame(phases, columns=names), folder / "phases.csv")
    told = _summary(placed, dated=phases is not None, doctors=doctors_lacking, covered=covered)
    (folder / "plan.json").write_text(json.dumps(told, ensure_ascii=False), encoding="utf-8")
    return folder


def write_old_and_new(folder: Path) -> tuple[Path, Path]:
    """Write both plans into folders below ``folder``."""
    old = write_plan(folder / "old")
    new = write_plan(
        folder / "new", NEW_FACILITIES, NEW_PHASES, doctors_lacking=40, covered=(4900, 3280)
    )
    change_summary(new, _other_study)
    return old, new


def change_summary(folder: Path, change: Any) -> Path:
    """Alter what plan.json says."""
    path = folder / "plan.json"
    told = json.loads(path.read_text(encoding="utf-8"))
    change(told)
    path.write_text(json.dumps(told, ensure_ascii=False), encoding="utf-8")
    return folder


def _other_study(told: dict[str, Any]) -> None:
    rows = {row["key"]: row for row in told["assumptions"]}
    rows[VALUE]["value"] = 12.5
    rows[SOURCE]["source"] = "another decision"
    rows[RANGE] |= {"range": [8, 14], "range_source": "another guess"}
    rows[VERIFIED]["verified"] = True
    told["assumptions"] = [row for row in told["assumptions"] if row["key"] != GONE]
    told["changes"] = [
        {"key": SETTING, "value": 2040, "instead_of": 2035},
        {"key": VALUE, "value": 12.5, "instead_of": 10},
    ]
    told["inputs"][1]["sha256"] = "f" * 64
    told["people_covered_by_year"] |= {"2028": 5500, "2030": 8180}
    told["phases"] |= {"objective": 20_000.0, "unpaid_bn_vnd": {"state": 8.0, "private": 0.0}}


def _communes(covered: tuple[int, int]) -> gpd.GeoDataFrame:
    frame = gpd.GeoDataFrame(
        {
            "commune_code": ["00001", "00002"],
            "name": ["Xã Một", "Xã Hai"],
            "name_ascii": ["Xa Mot", "Xa Hai"],
            "name_en": ["Mot Commune", "Hai Commune"],
            "type": "commune",
            "people": 6000,
        },
        geometry=[shapely.box(105.9, 19.9, 106.5, 20.1), shapely.box(106.5, 19.9, 107.5, 20.1)],
        crs="EPSG:4326",
    )
    values = dict.fromkeys(MEASURES, 1) | {"people_covered_after": list(covered)}
    return frame.assign(**values)


def _summary(
    facilities: pd.DataFrame, *, dated: bool, doctors: int | None, covered: tuple[int, int]
) -> dict[str, Any]:
    built = int(facilities["year"].notna().sum())
    both = {"before": 1.0, "after": 2.0}
    people = {"before": 2, "after": sum(covered)}
    return {
        "geoplan": "9.9.9",
        "study": {"id": "line", "title_vi": "Một đường", "title_en": "A line"},
        "changes": [],
        "programmes": {
            name: {
                "title_vi": f"Chương trình {name}",
                "title_en": f"Programme {name}",
                "count": len(part),
                "people_gained": int(part["people_gained"].sum()),
                "gap": 0.01,
                "seed": 0,
                "figures": {},
            }
            for name, part in facilities.groupby("programme", sort=False)
        },
        "phases": {
            "objective": 30_000.0,
            "gap": 0.001,
            "built": built,
            "not_built": len(facilities) - built,
            "unpaid_bn_vnd": {"state": 6.0, "private": 0.0},
        }
        if dated
        else None,
        "people_covered_by_year": {"2027": 3000, "2028": 6000, "2029": 8000} if dated else None,
        "targets": None
        if doctors is None
        else [_target("doctors", doctors), _target("recruits", -5)],
        "travel": {"vi": "thử", "en": "made up"},
        "coverage": {
            "people_total": {"before": 12_000, "after": 12_000},
            "people_covered": people,
            "covered_share": {name: value / 12_000 for name, value in people.items()},
        },
        "equity": dict.fromkeys(("gini", "palma", "travel_min_p90"), both),
        "assumptions": [_assumption(key) for key in (VALUE, SOURCE, RANGE, VERIFIED, GONE)]
        + [
            _reserve("state", "Vốn: nhà nước", "Money: state"),
            _reserve("private", "Tư", "Private"),
        ],
        "inputs": [
            {"layer": layer, "path": f"{layer}.csv", "sha256": digit * 64}
            for layer, digit in (("study", "0"), ("demand", "1"))
        ],
        "credits": ["made up"],
    }


def _target(indicator: str, shortfall: int) -> dict[str, Any]:
    held = {"indicator": indicator, "year": 2030, "unit": "people", "today": 100, "target": 200}
    return held | {"planned": 200 - shortfall, "shortfall": shortfall}


def _assumption(key: str) -> dict[str, Any]:
    row = {"key": key, "value": 10.0, "unit": "min", "source": "a decision", "verified": False}
    label = {"label_vi": f"Giả định {key}", "label_en": f"Assumption {key}"}
    return deepcopy(row | label | {"range": [9.0, 11.0], "range_source": "a guess"})


def _reserve(source: str, vi: str, en: str) -> dict[str, Any]:
    words = {"label_vi": f"{vi}: phần dự phòng", "label_en": f"{en}: part held in reserve"}
    key = f"money.sources.{source}.reserve_share"
    row = {"key": key, "value": 0.0, "unit": "ratio", "source": "made up", "verified": True}
    return row | words | {"range": None, "range_source": None}


def _write(frame: pd.DataFrame, path: Path) -> None:
    frame.to_csv(path, index=False, encoding="utf-8-sig", lineterminator="\n")
