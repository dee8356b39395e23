"""Short lists of plots for all sites of the bundled plan, beside what others would do.

Run as ``python -m benchmarks.land``; ``docs/benchmarks.md`` says what is measured.
"""

from __future__ import annotations

import argparse
import time
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from scipy import sparse
from scipy.optimize import linprog

from benchmarks.running import apart, peak_gb
from benchmarks.tables import MarkdownTable, number, write_rows
from geoplan.land.choices import Choices
from geoplan.land.kept_gain import public_ground
from geoplan.land.listing import Shortlists
from geoplan.land.shortlists import shortlists
from geoplan.layers.read import read_layers
from geoplan.planning import plan
from geoplan.siting.capacitated.elsewhere import OpenSites
from geoplan.siting.levels import steps
from geoplan.study import Study
from geoplan.travel.reach import Reach

MEDIAN_M2, SPREAD = 180.0, 1.1  # of the sizes, log-normal: a fifth have the 500 m² of a station
USES = {"ODT": 0.3, "ONT": 0.3, "LUC": 0.2, "CLN": 0.1, "DGD": 0.07, "TSC": 0.02, "DYT": 0.01}
STATUS = {"private": 0.87, "public": 0.1, "cleared": 0.02, "surplus": 0.01}
COMPARED = 5  # plots measured by the general solver too


def main(words: list[str] | None = None) -> None:
    """Make short lists from made-up parcels all over the city, in a process of its own."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.land", description=__doc__)
    parser.add_argument("--parcels", type=int, default=200_000, metavar="N", help="(%(default)d)")
    parser.add_argument("--out", type=Path, metavar="FILE", help="JSON of the row")
    options = parser.parse_args(words)
    row = apart(measured, options.parcels)
    lists = MarkdownTable("sites", "plots", "listed", "given", "s", "peak GB", "ms a plot listed")
    lists.line(
        row["sites"], number(row["parcels"]), number(row["listed"]), row["given"],
        f"{row['seconds']:.1f}", f"{row['peak_gb']:.2f}",
        f"{1000 * row['seconds'] / row['listed']:.0f}",
    )  # fmt: skip
    print()
    peers = MarkdownTable("peer", "s", "gain kept", "sites below what is to be kept")
    peers.line("this list, first place", f"{row['seconds']:.1f}", f"{row['kept_by_list']:.1%}",
               row["lost_by_list"])  # fmt: skip
    peers.line("nearest plot that is large enough", f"{row['nearest_seconds']:.1f}",
               f"{row['kept_by_nearest']:.1%}", row["lost_by_nearest"])  # fmt: skip
    print(
        f"\none share by HiGHS {row['highs_ms']:,.0f} ms, here {row['share_ms']:.1f} ms: "
        f"{row['highs_ms'] / row['share_ms']:,.0f} times as fast"
    )
    if options.out is not None:
        write_rows(options.out, [row])


def measured(parcels: int) -> dict[str, float]:
    """Return how long the short lists take, and how peers fare on the same plots."""
    study = Study.load()
    reach = Reach(study, read_layers(study))
    facilities = plan(study, draws=0).programme.reset_index(drop=True)
    plots = scattered(reach, parcels, np.random.default_rng(0))
    start = time.perf_counter()
    lists = shortlists(reach, facilities, plots, Choices())
    seconds, peak = time.perf_counter() - start, peak_gb()
    first = lists.plots[(lists.plots["position"] == 1) & (lists.plots["kind"] == "commune_station")]
    least = study.land.gain_kept.value if study.land else 1.0
    return {
        "sites": len(lists.sites),
        "parcels": parcels,
        "listed": len(lists.plots),
        "given": int(lists.sites["parcel_id"].notna().sum()),
        "seconds": round(seconds, 2),
        "peak_gb": round(peak, 3),
        "kept_by_list": float(first["gain_kept"].clip(upper=1).mean()),
        "lost_by_list": int((first["gain_kept"] < least).sum()),
        **beside(reach, facilities, plots, lists, least),
    }


def scattered(reach: Reach, parcels: int, rng: np.random.Generator) -> gpd.GeoDataFrame:
    """Return made-up parcels, rectangles, more of them where more people live."""
    crs, communes = reach.study.crs, reach.layers.communes
    shapes = communes.geometry.to_crs(crs)
    share = (communes["people"] / communes["people"].sum()).to_numpy()
    points = [
        points
        for shape, count in zip(shapes, rng.multinomial(parcels, share).tolist(), strict=True)
        for points in gpd.GeoSeries([shape]).sample_points(count, rng=rng).explode().to_numpy()
    ]
    area = np.exp(rng.normal(np.log(MEDIAN_M2), SPREAD, parcels))
    wide = np.sqrt(area / rng.uniform(1, 3, parcels))
    x, y = shapely.get_coordinates(points).T
    boxes = shapely.box(x - wide / 2, y - area / wide / 2, x + wide / 2, y + area / wide / 2)
    return gpd.GeoDataFrame(
        {
            "land_use": pd.array(rng.choice([*USES], parcels, p=[*USES.values()]), "string"),
            "status": pd.array(rng.choice([*STATUS], parcels, p=[*STATUS.values()]), "string"),
            "area_m2": area,
            "stated_area_m2": np.nan,
        },
        index=pd.Index([f"made up|{n // 200}|{n % 200}" for n in range(parcels)], name="parcel_id"),
        geometry=boxes,
        crs=crs,
    ).to_crs(4326)


def beside(
    reach: Reach,
    facilities: gpd.GeoDataFrame,
    plots: gpd.GeoDataFrame,
    lists: Shortlists,
    least: float,
) -> dict[str, float]:
    """Return what the nearest plot keeps of the gain, and how long a general solver takes."""
    step = next(step for step in steps(reach.study) if step.kind == "commune_station")
    sites = lists.sites[lists.sites["kind"] == step.kind].set_index("site_id")
    crs = reach.study.crs
    start = time.perf_counter()
    large = plots[plots["area_m2"] >= sites["least_m2"].iloc[0]].to_crs(crs)
    near = gpd.sjoin_nearest(sites[["geometry"]].to_crs(crs), large[["geometry"]])
    near = near[~near.index.duplicated()]["parcel_id"]
    seconds = time.perf_counter() - start
    opened = facilities[facilities["programme"] == sites["programme"].iloc[0]]
    points = plots.loc[near].geometry.representative_point().set_axis(near.index.astype(str))
    ground = public_ground(
        reach, step, opened.set_index("site_id"), gpd.GeoSeries(points.add_prefix("at "))
    )
    kept, start = [], time.perf_counter()
    for place, site in enumerate(near.index):
        kept.append(ground.lift(str(site)).exactly(place))
    share_ms = (time.perf_counter() - start) / len(kept) * 1000
    start = time.perf_counter()
    for place in range(COMPARED):
        _by_highs(ground.sites, place)
    highs_ms = (time.perf_counter() - start) / COMPARED * 1000
    return {
        "nearest_seconds": round(seconds, 2),
        "kept_by_nearest": float(np.clip(kept, None, 1).mean()),
        "lost_by_nearest": int((np.array(kept) < least).sum()),
        "share_ms": round(share_ms, 2),
        "highs_ms": round(highs_ms, 1),
    }


def _by_highs(sites: OpenSites, place: int) -> float:
    """Return the benefit with one more facility at a place, as a transport problem."""
    problem, column = sites.problem, sites.first_place + place
    kept = np.append(np.arange(sites.first_place), column)
    pairs = sparse.csc_array(problem.pairs[:, kept]).tocoo()
    demand, count = pairs.shape
    rows = sparse.vstack(
        [
            sparse.coo_array(
                (np.ones(pairs.nnz), (pairs.row, np.arange(pairs.nnz))), shape=(demand, pairs.nnz)
            ),
            sparse.coo_array(
                (np.ones(pairs.nnz), (pairs.col, np.arange(pairs.nnz))), shape=(count, pairs.nnz)
            ),
        ]
    )
    limits = np.concatenate([problem.people, problem.places[kept]])
    return float(-linprog(-pairs.data, rows, limits, method="highs").fun)


if __name__ == "__main__":
    main()
