"""A made-up plan: six communes in a block, an island far out, and everything a page must show.

Rows run south to north, columns west to east, each commune 0.1° wide::

    00004  00005  00006
    00001  00002  00003   ~ ~ ~ 200 km of sea ~ ~ ~   00009
"""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geoplan.layers.files import without_diacritics
from geoplan.layers.roads import RoadOrigin
from geoplan.result import InputFile, LevelStep, PlanTables, Prefix, Programme
from geoplan.siting.market.entry import MarketEntry
from geoplan.siting.market.equilibrium import Equilibrium, Responses
from geoplan.siting.private import PrivateAnswer
from geoplan.siting.robust import Effect, Robustness, tier
from geoplan.study import Study
from geoplan.travel.road_report import RoadReport

HOSTILE = "<script>alert(1)</script> {{ 7 * 7 }} {% if %} </script><img src=x onerror=alert(2)>"
PUBLIC, PRIVATE = "new-facilities", "private-hospitals"
NAMES = {
    "00001": ("Phường Đông Hải", "Dong Hai Ward", "ward"),
    "00002": ("Xã Cẩm Giang", "Cam Giang Commune", "commune"),
    "00003": ("Xã Cẩm Giàng", "Cam Giang Commune", "commune"),
    "00004": ("Xã Thuỷ Nguyên", "Thuy Nguyen Commune", "commune"),
    "00005": ("Phường An Lão", "An Lao Ward", "ward"),
    "00006": ("Xã Kiến Thụy", "Kien Thuy Commune", "commune"),
    "00009": ("Đặc khu Hòn Xa", "Hon Xa Special Zone", "special_zone"),
}
CORNERS = {
    "00001": (106.0, 20.8),
    "00002": (106.1, 20.8),
    "00003": (106.2, 20.8),
    "00004": (106.0, 20.9),
    "00005": (106.1, 20.9),
    "00006": (106.2, 20.9),
    "00009": (108.2, 20.8),
}
SIDE = 0.1
SHARED_PLACE = (106.125, 20.925)  # three public facilities and one private hospital
RANKS_THERE = [2, 7, 60]
COVERED = 1_234_567, 2_345_678  # people, today and with the plan


def communes() -> gpd.GeoDataFrame:
    codes = list(NAMES)
    frame = gpd.GeoDataFrame(
        {
            "name": [NAMES[code][0] for code in codes],
            "name_ascii": [without_diacritics(NAMES[code][0]) for code in codes],
            "name_en": [NAMES[code][1] for code in codes],
            "type": [NAMES[code][2] for code in codes],
            "area_km2": 115.25,
            "people": [60_000, 50_000, 40_000, 30_000, 80_000, 20_000, 700],
            "former_province": ["Cũ", "Cũ", None, "Cũ", "Cũ", "Cũ", "Cũ"],
            "is_island": [code == "00009" for code in codes],
            "is_special_zone": [code == "00009" for code in codes],
        },
        index=pd.Index(codes, name="commune_code"),
        geometry=[shapely.box(x, y, x + SIDE, y + SIDE) for x, y in CORNERS.values()],
        crs="EPSG:4326",
    )
    shares = {
        "before": [0.1, 0.3, 0.5, 0.7, 0.05, np.nan, 1.0],
        "after": [0.85, 0.97, 0.99, 0.7, 0.96, 0.4, 1.0],
    }
    for state, share in shares.items():
        frame[f"covered_share_{state}"] = share
        frame[f"people_covered_{state}"] = (frame["people"] * np.nan_to_num(share)).astype("int64")
        for name in ("people_within_full", "people_within_limit"):
            frame[f"{name}_{state}"] = frame[f"people_covered_{state}"]
        frame[f"travel_min_{state}"] = [12.34, 5.0, 5.0, 5.0, 5.0, 5.0, np.inf]
        frame[f"hospital_min_{state}"] = [20.0, 5.0, 5.0, 5.0, 5.0, 5.0, np.nan]
        for name in ("people_per_facility", "access_2sfca", "access_e2sfca", "access_3sfca"):
            frame[f"{name}_{state}"] = 1234.5
    return frame.assign(new_sites=10, new_hospitals=[0, 0, 0, 0, 2, 0, 0])


def demand() -> gpd.GeoDataFrame:
    """Return one cell in the middle of each commune."""
    block = communes()
    return gpd.GeoDataFrame(
        {
            "commune_code": list(block.index),
            **{
                name: block[name].to_list()
                for name in ("people", "people_covered_before", "people_covered_after")
            },
        },
        index=pd.Index([f"C{code}" for code in block.index], name="demand_id"),
        geometry=block.representative_point().to_list(),
        crs="EPSG:4326",
    )


def facilities() -> gpd.GeoDataFrame:
    rows = {
        "F1": (HOSTILE, "municipal", "operating", 300.0, "surveyed", 106.02, 20.97),
        "F2": ("Bệnh viện Mới", "private_hospital", "planned", np.nan, "ward", 106.04, 20.97),
        "F3": ("Trạm y tế Lão", "commune_station", "operating", np.nan, "modelled", *SHARED_PLACE),
        "F4": ("Trạm y tế cũ", "former_station", "former", np.nan, "modelled", 106.28, 20.98),
    }  # fmt: skip
    columns = ["name", "kind", "status", "beds", "position_quality", "lon", "lat"]
    frame = pd.DataFrame.from_dict(rows, orient="index", columns=columns)
    frame = frame.assign(
        ownership="public", commune_code="00004", source="made up", verified=[True] + [False] * 3
    ).assign(note=[None, "Sắp mở", None, None])
    points = gpd.points_from_xy(frame["lon"], frame["lat"])
    return gpd.GeoDataFrame(frame.rename_axis("facility_id"), geometry=points, crs="EPSG:4326")


def sites() -> gpd.GeoDataFrame:
    """Return 60 public sites, three of them at one place, and two private hospitals."""
    rows = []
    for rank in range(1, 61):
        column, row = (rank - 1) % 10, (rank - 1) // 10
        place = (106.012 + 0.028 * column, 20.812 + 0.012 * row)
        shared = rank in RANKS_THERE
        copy = f"-{RANKS_THERE.index(rank) + 1}" if shared and rank != RANKS_THERE[0] else ""
        rows.append(
            {
                "site_id": f"SX{copy}" if shared else f"S{rank:03d}",
                "programme": PUBLIC,
                "rank": rank,
                "kind": "former_station" if rank % 2 else "new_site",
                "commune_code": "00005" if shared else f"0000{1 + min(column // 4, 2)}",
                "lon": SHARED_PLACE[0] if shared else place[0],
                "lat": SHARED_PLACE[1] if shared else place[1],
                "people_gained": 10_000 - 100 * rank,
                "travel_min_before": np.nan if rank == 4 else 21.26,
                "travel_min_after": 3.0,
                "lost_if_dropped": 9_000 - 100 * rank,
                "runner_up_site_id": {1: "S009", 3: "SC00006", 5: "", 6: None}.get(rank, "S010"),
                "runner_up_value": 8_765,
                "chosen_share": 1 - rank / 100,
                "rank_low": max(1, rank - 5) if rank != 4 else None,
                "rank_high": rank + 5 if rank != 4 else None,
                "tier": tier(1 - rank / 100),
                "reason_vi": f"Lý do của hạng {rank}: {HOSTILE}",
                "reason_en": f"Reason of rank {rank}",
                "minutes_saved": np.nan if rank == 4 else 18.3,
                "person_minutes_saved": None if rank == 4 else 181_170,
                "alternative_site_id": {3: "SC00004", 5: ""}.get(rank, "S010"),
                "alternative_cost_people": None if rank == 5 else 345 - 50 * rank,
                "held_by": ("capacity", "copies", "distance")[rank % 3],
                "idle_places": 1_234 if rank % 3 == 2 else 0,
                "next_commune_code": "00004" if rank % 3 == 0 else None,
                "facility_kind": "commune_station",
                "year": pd.NA,
            }
        )
    for rank, (lon, lat) in enumerate([SHARED_PLACE, (106.175, 20.975)], start=1):
        rows.append(
            {
                **rows[-1],
                "site_id": "SX" if rank == 1 else "SY",
                "programme": PRIVATE,
                "rank": rank,
                "commune_code": "00005",
                "lon": lon,
                "lat": lat,
                "runner_up_site_id": "SC00005",
                "beds": 200,
                "people_captured": 50_000,
                "people_taken": 40_000,
                "held_by": None,
                "facility_kind": "private_hospital",
                **dict.fromkeys(["chosen_share", "rank_low", "rank_high", "tier"]),
            }
        )
    frame = pd.DataFrame(rows).set_index("site_id")
    frame["commune"] = frame["commune_code"].map(lambda code: NAMES[code][0])
    frame["people_gained_cum"] = frame.groupby("programme")["people_gained"].cumsum()
    points = gpd.points_from_xy(frame["lon"], frame["lat"])
    return gpd.GeoDataFrame(frame, geometry=points, crs="EPSG:4326")


def items() -> gpd.GeoDataFrame:
    """Return the facilities of both programmes: the sites, as the table of all programmes has them.

    A station that takes the place of a former one names it.
    """
    table = sites().reset_index().drop(columns="kind").rename(columns={"facility_kind": "kind"})
    table["facility_id"] = ["F4" if label == "S001" else "" for label in table["site_id"]]
    columns = ["programme", "rank", "facility_id", "site_id", "kind", "commune_code",
               "people_gained", "reason_vi", "reason_en", "geometry", "year"]  # fmt: skip
    return table[columns].assign(upgraded=False, year=table["year"].astype("Int64"))


def levels() -> list[LevelStep]:
    return [
        LevelStep(
            level="primary",
            kind="commune_station",
            count=60,
            people_covered_today=COVERED[0],
            people_covered_before=COVERED[0],
            people_covered_after=COVERED[1],
            objective=99.0,
            bound=100.0,
            gap=0.01231,
        )
    ]


def market() -> PrivateAnswer:
    """Return two entrants, the second of which would rather stand elsewhere."""
    nobody, both = np.zeros((0, 2)), np.zeros(2)
    entry = MarketEntry(
        order=np.array([0, 1]),
        captured=both,
        newly_served=both,
        patients=nobody,
        captured_lost=both,
        served_lost=both,
        runner_up=np.array([-1, -1]),
        runner_up_captured=both,
        objective=100_000.0,
        bound=100_000.0,
        participation_before=both,
        participation_after=both,
        hospital_min_before=both,
        hospital_min_after=both,
    )
    equilibrium = Equilibrium(
        responses=Responses(np.array([0, 2]), settled=True, cycle=0, rounds=2),
        patients=both,
        newly_served=0.0,
        objective=90_000.0,
        planned=100_000.0,
        bound=100_000.0,
        better_site=np.array([0, 2]),
        regret=np.array([0.0, 1_000.0]),
    )
    there = demand()
    return PrivateAnswer(
        entry, equilibrium, [], there, pd.Series(dtype="int64"), there.geometry[:0], np.zeros(7)
    )


def beneficiaries() -> pd.DataFrame:
    """Return whom each site serves: two communes, and a third that has only to go farther."""
    rows = []
    for label, site in sites().iterrows():
        public = site["programme"] == PUBLIC
        for code, people, newly, covered in [
            ("00005", 6_000, 5_000, 4_321.4),
            ("00006", 3_000, 0, 0.0),
            *([("00001", 0, 0, -12.6), ("00002", 0, 0, 2.0)] if public else []),
        ]:
            rows.append(
                {
                    "programme": site["programme"],
                    "site_id": label,
                    "commune_code": code,
                    "served": people,
                    "newly_served": newly if public else None,
                    "newly_covered": covered if public else None,
                }
            )
    return pd.DataFrame(rows).astype({"newly_served": "Int64"})


def programme(
    name: str, *, gap: float, figures: dict[str, float], prefixes: tuple[Prefix, ...] = ()
) -> Programme:
    part = sites().query("programme == @name")
    return Programme(
        id=name,
        count=len(part),
        objective=99.0,
        objective_meaning="people",
        bound=100.0,
        gap=gap,
        method="by hand",
        seed=0,
        people_gained=int(part["people_gained"].sum()),
        figures=figures,
        prefixes=list(prefixes),
    )


def firm() -> Robustness:
    """Return how firm the plan is, with one assumption that moves it."""
    figures = {
        "draws": 40,
        "kept_share": 0.875,
        "kept_share_by_commune": 0.925,
        "search_noise": 0.0,
        "people_covered_low": 2_222_222,
        "people_covered_high": 2_555_555,
        "regret": 0.0123,
    }
    capacity = Effect(
        key="standards.primary.capacity_people",
        label_vi="Số dân một cơ sở phục vụ được",
        label_en="People that one facility can serve",
        unit="people",
        low=8_000,
        high=12_000,
        changed_share=0.625,
        people_covered_low=1_999_999,
        people_covered_high=2_666_666,
    )
    columns = ["chosen_share", "rank_low", "rank_high", "tier"]
    return Robustness(sites().query("programme == @PUBLIC")[columns], figures, [capacity])


def roads() -> RoadReport:
    """Return a road through the southern row, a ferry, a piece apart, and cells far from a road."""
    lines = {
        "trunk": [[(106.0, 20.85), (106.25, 20.86)]],
        "ferry": [[(106.25, 20.86), (106.29, 20.84)]],
        "apart": [[(106.22, 20.95), (106.27, 20.96)], [(106.27, 20.96), (106.28, 20.98)]],
    }
    shapes = [shapely.MultiLineString(held) for held in lines.values()]
    to_road_m = pd.Series(100.0, demand().index, name="to_road_m")
    to_road_m.iloc[0], to_road_m.iloc[-1] = 1234.0, np.inf
    return RoadReport(
        RoadOrigin("OpenStreetMap", "2026-03-25", f"{HOSTILE}.osm.pbf", "ab" * 32),
        pd.Series({"trunk": 26.0, "ferry": 4.7}),
        pd.DataFrame({"km": [26.0, 8.0], "people": [279_000, 1_700]}),
        0.5,
        pd.DataFrame({"km": [4.7], "crossing_min": [20.0]}),
        12,
        1,
        gpd.GeoSeries([shapely.Point(106.0, 20.85)], crs="EPSG:4326"),
        to_road_m,
        12_345,
        280_700,
        pd.Series({"00009": 700}),
        [],
        gpd.GeoDataFrame({"role": list(lines)}, geometry=shapes, crs="EPSG:4326"),
        2000.0,
        5.0,
    )


def toy_plan(study: Study) -> PlanTables:
    """Return the plan; only the study is real."""
    before, after = COVERED
    return PlanTables(
        study=study,
        communes=communes(),
        demand=demand(),
        facilities=facilities(),
        sites=sites(),
        beneficiaries=beneficiaries(),
        programmes={
            PUBLIC: programme(
                PUBLIC,
                gap=0.01231,
                figures={},
                prefixes=(
                    Prefix(30, 50.0, 51.0, 0.01961, 1_800_000),
                    Prefix(60, 99.0, 100.0, 0.01231, 2_345_678),
                ),
            ),
            PRIVATE: programme(
                PRIVATE, gap=0.0, figures={"people_captured": 54_321, "people_taken": 43_210}
            ),
        },
        coverage={
            "people_total": {"before": 3_000_000, "after": 3_000_000},
            "people_covered": {"before": before, "after": after},
            "covered_share": {"before": before / 3e6, "after": after / 3e6},
            "people_within_full": {"before": 111_111, "after": 222_222},
            "people_within_limit": {"before": 333_333, "after": 444_444},
            "hospital_people_within_full": {"before": 555_555, "after": 666_666},
        },
        equity={
            "gini": {"before": 0.412, "after": 0.083},
            "palma": {"before": 3.9, "after": np.nan},
            "travel_min_p90": {"before": np.inf, "after": 9.25},
            "worst_communes": {"before": ["00005", "00001"], "after": ["00006"]},
        },
        inputs=[InputFile("communes", "communes.geojson", "0123456789abcdef" * 4)],
        travel=("mô hình thử", "a model to try"),
        warnings=[("Cảnh báo thử", "A warning to try")],
        version="9.9.9",
        levels=levels(),
        programme=items(),
        former_stations=pd.Series(dtype=str),
        phases=None,
        covered_by_year=None,
        communes_by_year=None,
        targets=None,
        market=market(),
        roads=roads(),
        robustness=firm(),
    )
