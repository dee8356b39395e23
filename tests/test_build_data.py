"""The script that derives the bundled dataset, on a made-up town and on the real sources.

The town: ward An (3 × 3 cells) west of commune Bình (3 × 3 cells), and the island Cồn (one cell).
Their boundary is drawn with teeth of 3 m. Communes of 2009, by column of cells::

    |  Hòa An  |  (none) · Bé  |  (none) ‖  Bình  |  Đông Mỹ  |  Nam  |
       0          1               2         3        4           5
"""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "scripts"))

from dataset.communes import generalise  # noqa: E402 - a script's package is not installed
from dataset.territories import name_key  # noqa: E402

from geoplan.rounding import share_out  # noqa: E402

SHIPPED = [
    "data/boundaries/communes.geojson",
    "data/population/cells.csv",
    "data/facilities/facilities.csv",
    "data/travel/sea_links.csv",
    "data/SOURCES.csv",
]
WEST, SOUTH, STEP = 106.6, 20.8, 1 / 120  # corner of the town, side of a cell


def column(first: float, last: float, *, top: float = 3) -> shapely.Polygon:
    """Return the land from one column of cells to another, in degrees."""
    return shapely.box(WEST + first * STEP, SOUTH, WEST + last * STEP, SOUTH + top * STEP)


def toothed_town() -> dict[str, shapely.Polygon]:
    lat = np.linspace(SOUTH, SOUTH + 3 * STEP, 101)
    lon = WEST + 3 * STEP + 3e-5 * (np.arange(101) % 2)
    edge = list(zip(lon, lat, strict=True))
    west = [(WEST, SOUTH + 3 * STEP), (WEST, SOUTH)]
    east = [(WEST + 6 * STEP, SOUTH + 3 * STEP), (WEST + 6 * STEP, SOUTH)]
    return {
        "10001": shapely.Polygon([*edge, *west]),
        "10002": shapely.Polygon([*edge, *east]),
        "10003": column(12, 13, top=1),
    }


def write_geojson(path: Path, shapes: list[shapely.Polygon], rows: list[dict[str, object]]) -> None:
    features = [
        {"type": "Feature", "properties": row, "geometry": shapely.geometry.mapping(shape)}
        for shape, row in zip(shapes, rows, strict=True)
    ]
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), "utf-8")


def write_csv(path: Path, header: str, *rows: str) -> None:
    path.write_text("\n".join([header, *rows]) + "\n", "utf-8")


@pytest.fixture(scope="module")
def town(tmp_path_factory) -> Path:
    """Write the sources and the curated tables of the town, and return their folder."""
    folder = tmp_path_factory.mktemp("town")
    units = [
        ("10001", "An", "Phường An", "Phường", 1000),
        ("10002", "Bình", "Xã Bình", "Xã", 501),
        ("10003", "Cồn", "Đặc khu Cồn", "Đặc khu", 7),
    ]
    fields = ("code", "name", "full_name", "type", "population")
    write_geojson(
        folder / "communes.geojson",
        list(toothed_town().values()),
        [{**dict(zip(fields, unit, strict=True)), "area_km2": 7.0} for unit in units],
    )
    lands = {
        "Xã Hoà An": column(0, 1),  # the tone mark stands elsewhere than in the list
        "Phường Bé": column(1.6, 1.9, top=0.3),  # holds no centre of a cell
        "Xã Bình": column(3, 4),
        "Xã Đông Mỹ": column(4, 5),
        "Xã Nam": column(5, 6),
    }
    write_geojson(
        folder / "old_communes_2009.geojson",
        list(lands.values()),
        [
            {"commune_id": float(number), "commune_vn": name, "province": "Hai Phong"}
            for number, name in enumerate(lands)
        ],
    )
    write_csv(
        folder / "predecessors.csv",
        "old_province_code,old_province,old_district,old_code,old_name,divided,commune_code,commune",
        "31,Thành phố Hải Phòng,D,10001,Phường Hòa An,False,10001,Phường An",
        "31,Thành phố Hải Phòng,D,10005,Phường Bé,True,10001,Phường An",
        "31,Thành phố Hải Phòng,D,10005,Phường Bé,True,10002,Xã Bình",
        "31,Thành phố Hải Phòng,D,10002,Xã Bình,False,10002,Xã Bình",
        "31,Thành phố Hải Phòng,D,10006,Xã Đông Tây,False,10002,Xã Bình",
        "31,Thành phố Hải Phòng,D,,,False,10003,Đặc khu Cồn",
    )
    # Column 5, Nam, is the most populated of the commune; row 2 of each column most of its column.
    cells = [
        f"{WEST + (x + 0.5) * STEP:.6f},{SOUTH + (y + 0.5) * STEP:.6f},{10 * (x + 1) + y}"
        for x in range(6)
        for y in range(3)
    ]
    island = f"{WEST + 12.5 * STEP:.6f},{SOUTH + 0.5 * STEP:.6f},3.5"
    write_csv(folder / "worldpop_2020_1km.csv", "lon,lat,pop", *cells, island, "107.5,21.5,99")
    write_csv(
        folder / "hospitals_osm_2024_west.csv", "osm,lon,lat,name,tags", "way/1,106.601,20.801,A,{}"
    )
    write_csv(
        folder / "hospitals_bhyt.csv",
        "Health Insurance facility code,longitude,latitude",
        "30001,106.64,20.81",
    )
    write_csv(folder / "ferry_terminals_osm.csv", "osm_id,lon,lat,name", "9,106.7,20.8,B")

    curated = folder / "curated"
    curated.mkdir()
    write_csv(
        curated / "hospitals.csv",
        "facility_id,name,kind,ownership,status,beds,osm,insurance_code,commune_code,old_ward,"
        "source,note",
        "BV-1,Một,municipal,public,operating,50,way/1,30001,,,s,two sources",
        "BV-2,Hai,regional,public,operating,,,30001,,,s,",
        "BV-3,Ba,regional,public,operating,,,,10001,Phường Hòa An,s,old",
        "BV-4,Bốn,private_hospital,private,planned,,,,10002,,s,",
    )
    write_csv(
        curated / "sea_links.csv",
        "link_id,name,from_lon,from_lat,to_lon,to_lat,to_osm,sailing_min,wait_min,"
        "sailings_per_day,source,verified",
        "X,Phà,106.65,20.81,,,9,15,20,36,assumed,false",
        "Y,Tàu,106.65,20.82,106.701,20.802,,30,60,12,assumed,false",
    )
    write_csv(
        curated / "sources.csv",
        "file,derived_from,origin,licence,retrieved,what_was_done",
        "data/population/cells.csv,worldpop_2020_1km.csv,o,l,,w",
        "data/travel/sea_links.csv,scripts/dataset/curated/sea_links.csv,o,l,2026-01-01,w",
    )
    return folder


def run(sources: Path, out: Path, *, curated: Path | None = None, seed: int = 0) -> None:
    command = [sys.executable, ROOT / "scripts" / "build_data.py", "--sources", sources]
    subprocess.run(
        [*command, "--out", out, *(["--curated", curated] if curated else [])],
        env=os.environ | {"PYTHONPATH": str(ROOT), "PYTHONHASHSEED": str(seed)},
        check=True,
        capture_output=True,
    )


@pytest.fixture(scope="module")
def built(town, tmp_path_factory) -> Path:
    out = tmp_path_factory.mktemp("built")
    run(town, out, curated=town / "curated")
    return out


@pytest.fixture(scope="module")
def facilities(built) -> pd.DataFrame:
    path = built / "data" / "facilities" / "facilities.csv"
    return pd.read_csv(path, dtype={"commune_code": str}).set_index("facility_id")


def place(facilities: pd.DataFrame, name: str) -> tuple[int, int]:
    """Return column and row of the cell in which a facility stands."""
    lon, lat = facilities.loc[name, ["lon", "lat"]]
    return int((lon - WEST) / STEP), int((lat - SOUTH) / STEP)


def test_same_sources_give_the_same_bytes(town, built, tmp_path):
    run(town, tmp_path, curated=town / "curated", seed=1)
    for name in SHIPPED:
        assert (tmp_path / name).read_bytes() == (built / name).read_bytes()


def test_teeth_go_and_the_edge_stays_shared(built):
    communes = gpd.read_file(built / SHIPPED[0]).set_index("commune_code")
    assert shapely.get_num_coordinates(communes.geometry.to_numpy()).max() < 10
    assert shapely.coverage_is_valid(communes.geometry.to_numpy())
    assert communes["former_province"].tolist() == ["Hải Phòng"] * 3
    assert communes["name_en"].tolist() == ["An Ward", "Binh Commune", "Con Special Zone"]
    assert communes["is_island"].tolist() == [False, False, True]


def test_cells_sum_to_the_official_population(built):
    cells = pd.read_csv(built / SHIPPED[1], dtype={"commune_code": str})
    assert len(cells) == 19  # the cell far away belongs to nobody
    sums = cells.groupby("commune_code")["people"].sum()
    assert sums.to_dict() == {"10001": 1000, "10002": 501, "10003": 7}
    assert cells["people_raster"].sum() == 18 * 35 + 18 + 3.5


def test_main_stations_stand_on_the_land_of_the_code_they_carry(facilities):
    main = facilities[facilities["kind"] == "commune_station"]
    assert main["commune_code"].to_dict() == {
        "TYT-10001": "10001",
        "TYT-10002": "10002",
        "TYT-10003": "10003",
    }
    assert place(facilities, "TYT-10001") == (0, 2)  # Hòa An, though spelt Hoà An in 2009
    assert place(facilities, "TYT-10002") == (3, 2)
    assert place(facilities, "TYT-10003") == (12, 0)
    assert main["name"].tolist() == [
        "Trạm Y tế phường An",
        "Trạm Y tế xã Bình",
        "Trạm Y tế đặc khu Cồn",
    ]


def test_a_merged_commune_gets_its_likeliest_part(facilities):
    assert place(facilities, "TYT-10006") == (4, 2)  # Đông Mỹ shares a syllable, Nam has more
    assert "Xã Đông Mỹ, the likeliest part" in facilities.loc["TYT-10006", "note"]
    assert facilities.loc["TYT-10006", "name"] == "Trạm Y tế xã Đông Tây (cũ)"


def test_a_territory_smaller_than_a_cell_gets_the_nearest(facilities):
    assert place(facilities, "TYT-10005") == (1, 0)
    assert facilities.loc["TYT-10005", "commune_code"] == "10001"
    assert "smaller than a cell" in facilities.loc["TYT-10005", "note"]


def test_hospitals_stand_where_they_are_known_best(facilities):
    hospitals = facilities.filter(like="BV-", axis=0)
    assert hospitals["position_quality"].tolist() == ["surveyed", "address", "ward", "ward"]
    assert hospitals["commune_code"].tolist() == ["10001", "10002", "10001", "10002"]
    assert hospitals.loc["BV-1", ["lon", "lat"]].tolist() == [106.601, 20.801]
    assert hospitals.loc["BV-2", ["lon", "lat"]].tolist() == [106.64, 20.81]
    assert place(facilities, "BV-3") == (0, 2)
    assert place(facilities, "BV-4") == (5, 2)  # most populated cell of the commune
    assert hospitals["beds"].fillna(0).tolist() == [50, 0, 0, 0]
    assert hospitals.loc["BV-1", "note"] == "two sources"
    assert hospitals.loc["BV-3", "note"].startswith("old; position: ")


def test_landings_come_from_the_terminal_or_the_table(built):
    links = pd.read_csv(built / SHIPPED[3]).set_index("link_id")
    assert links.loc["X", ["to_lon", "to_lat"]].tolist() == [106.7, 20.8]
    assert links.loc["Y", ["to_lon", "to_lat"]].tolist() == [106.701, 20.802]


def test_sources_carry_the_hash_of_the_input(town, built):
    sources = pd.read_csv(built / SHIPPED[4])
    inputs = [town / "worldpop_2020_1km.csv", town / "curated" / "sea_links.csv"]
    assert sources["sha256"].tolist() == [
        hashlib.sha256(path.read_bytes()).hexdigest() for path in inputs
    ]
    assert sources["retrieved"].isna().tolist() == [True, False]


@given(
    st.integers(0, 10**6),
    st.lists(st.floats(0.01, 1e5), min_size=1, max_size=50).map(np.array),
)
def test_shares_sum_and_stay_within_one_of_the_exact(total, weights):
    shares = share_out(total, weights)
    assert shares.sum() == total
    assert (shares >= 0).all()
    assert (np.abs(shares - total * weights / weights.sum()) < 1 + 1e-6).all()


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Xã Hoà Bình", "Phường Hòa Bình", True),
        ("Xã Thuỷ Sơn", "Xã Thủy Sơn", True),
        ("Xã Cẩm Giang", "Xã Cẩm Giàng", False),
        ("Xã Đông Sơn", "Xã Dông Sơn", False),
        ("Thị trấn Cát Hải", "Đặc khu Cát Hải", True),
        ("Xã Xã Đàn", "Xã Đàn", False),
        ("Xã Vu\u0303 Du\u0303ng", "Xã Vũ Dũng", True),
    ],
)
def test_names_are_compared_without_type_but_with_diacritics(one, other, same):
    assert (name_key(one) == name_key(other)) is same


def test_overlaps_and_holes_are_mended():
    hole = shapely.box(WEST + 0.012, SOUTH + 0.01, WEST + 0.013, SOUTH + 0.011)  # 100 m wide
    shapes = gpd.GeoSeries([column(0, 3).difference(hole), column(2.999, 6)], crs="EPSG:4326")
    mended = generalise(shapes)
    assert mended.geom_type.tolist() == ["Polygon", "Polygon"]
    assert shapely.coverage_is_valid(mended.to_numpy())
    assert mended.union_all().symmetric_difference(column(0, 6)).area < 1e-9


def test_a_boundary_that_moves_too_far_is_refused():
    spike = shapely.Polygon([(106.61, 20.82), (106.61, 20.825), (106.61001, 20.82)])  # 550 m
    shape = column(0, 2.4, top=2.4).union(spike)
    with pytest.raises(ValueError, match="moves a boundary by 55"):
        generalise(gpd.GeoSeries([shape], crs="EPSG:4326"))


@pytest.mark.skipif(
    "GEOPLAN_SOURCES" not in os.environ,
    reason="set GEOPLAN_SOURCES to the folder of the real sources to rebuild the dataset",
)
def test_the_real_sources_give_the_shipped_files(tmp_path):
    run(Path(os.environ["GEOPLAN_SOURCES"]), tmp_path)
    for name in SHIPPED:
        assert (tmp_path / name).read_bytes() == (ROOT / name).read_bytes(), name
