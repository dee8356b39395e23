"""Read a whole cadastre into a study, beside a plain reading of the same file.

Run as ``python -m benchmarks.parcels``; ``docs/benchmarks.md`` says what is measured.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from benchmarks.running import apart, peak_gb
from benchmarks.tables import MarkdownTable, number, write_rows
from geoplan.layers.cadastre.reading_in import store_checked
from geoplan.layers.cadastre.report import check_parcels
from geoplan.layers.communes import read_communes
from geoplan.study import Study

CRS = "EPSG:9210"
WIDE_M, DEEP_M, JITTER_M = 12.0, 25.0, 0.8
USES = ("ODT", "ONT+CLN", "CLN", "DYT", "TSC", "LUC")
PER_SHEET = 200
WRONG_AREAS, REPEATED, OVERLAPPING = 0.01, 0.002, 0.002  # shares of the parcels
PLAIN = {"gpkg", "shp", "dxf"}  # that geopandas.read_file makes geometry of


def main(words: list[str] | None = None) -> None:
    """Read the same made-up parcels from each format, each time in a process of its own."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.parcels", description=__doc__)
    parser.add_argument("--parcels", type=int, default=200_000, metavar="N", help="(%(default)d)")
    parser.add_argument("--out", type=Path, metavar="FILE", help="JSON of the rows")
    options = parser.parse_args(words)
    rows = []
    table = MarkdownTable(
        "file", "MB", "parcels", "stored", "findings", "s", "CPU s", "peak GB", "plain CPU s",
        "plain peak GB", "× plain",
    )  # fmt: skip
    with tempfile.TemporaryDirectory() as name:
        for path in apart(write_made_up, options.parcels, Path(name)):
            row = read_whole(path)
            rows.append(row)
            table.line(
                row["file"], f"{row['mb']:.0f}", number(row["parcels"]), number(row["stored"]),
                number(row["findings"]), f"{row['seconds']:.1f}", f"{row['cpu_seconds']:.1f}",
                f"{row['peak_gb']:.2f}", _or_dash(row["plain_cpu_seconds"], 1),
                _or_dash(row["plain_peak_gb"], 2), _or_dash(row["ratio_to_plain"], 1),
            )  # fmt: skip
    if options.out is not None:
        write_rows(options.out, rows)


def read_whole(path: Path) -> dict[str, Any]:
    """Return how long and how large it is to read a file into a study, and to read it plainly.

    The ratio is one of seconds of the processor, which others at work on the machine change less.
    """
    row = apart(into_study, path)
    plain_cpu_s, plain_gb = apart(plainly, path) if path.suffix[1:] in PLAIN else (None, None)
    ratio = None if plain_cpu_s is None else round(row["cpu_seconds"] / plain_cpu_s, 2)
    return {
        "file": path.suffix[1:],
        "mb": path.stat().st_size / 1e6,
        **row,
        "plain_cpu_seconds": plain_cpu_s,
        "plain_peak_gb": plain_gb,
        "ratio_to_plain": ratio,
    }


def into_study(path: Path) -> dict[str, Any]:
    """Read, place, mend, check and store; return counts, seconds and the peak of memory in GB."""
    start, cpu = time.perf_counter(), time.process_time()
    report = check_parcels(path, _communes(), CRS)
    stored = store_checked([report], path.parent / "study.toml")
    seconds, cpu_seconds = time.perf_counter() - start, time.process_time() - cpu
    (path.parent / "parcels.parquet").unlink()
    return {
        "parcels": len(report.parcels),
        "stored": int(stored.files["parcels"].sum()),
        "findings": len(report.findings) + len(stored.findings),
        "seconds": round(seconds, 2),
        "cpu_seconds": round(cpu_seconds, 2),
        "peak_gb": round(peak_gb(), 3),
    }


def plainly(path: Path) -> tuple[float, float]:
    """Read by geopandas and reproject; return seconds of the processor and the peak in GB."""
    cpu = time.process_time()
    frame = gpd.read_file(path)
    frame.set_crs(CRS, allow_override=True).to_crs("EPSG:4326")
    return round(time.process_time() - cpu, 2), round(peak_gb(), 3)


def write_made_up(parcels: int, folder: Path) -> list[Path]:
    """Write the same made-up parcels as GeoPackage, Shapefile, DXF and list of corners."""
    frame = made_up_parcels(parcels, np.random.default_rng(0))
    paths = [folder / f"made-up.{kind}" for kind in ("gpkg", "shp", "dxf", "csv")]
    frame.to_file(paths[0])
    frame.to_file(paths[1], encoding="UTF-8")
    write_drawing(frame, paths[2])
    write_corners(frame, paths[3])
    return paths


def made_up_parcels(parcels: int, rng: np.random.Generator) -> gpd.GeoDataFrame:
    """Return parcels side by side in blocks, one block in each commune of the bundled study.

    Corners are those of a grid, moved at random, so that neighbours share them. Some state a wrong
    area, some lie on others, some repeat the key of another.
    """
    communes = _communes().to_crs(CRS)
    each = np.full(len(communes), parcels // len(communes))
    each[: parcels % len(communes)] += 1
    blocks = [
        _block(commune, count, rng)
        for (_, commune), count in zip(communes.iterrows(), each, strict=True)
        if count
    ]
    frame = gpd.GeoDataFrame(pd.concat(blocks, ignore_index=True), crs=CRS)
    frame["dien_tich"] = frame.area.round(1)
    wrong = rng.random(len(frame)) < WRONG_AREAS
    frame.loc[wrong, "dien_tich"] = (frame["dien_tich"][wrong] * 1.2).round(1)
    moved = rng.random(len(frame)) < OVERLAPPING
    frame.loc[moved, "geometry"] = frame.geometry[moved].translate(3.0, 0.0)
    again = np.flatnonzero(rng.random(len(frame)) < REPEATED)
    frame.loc[again[again > 0], "so_thua"] = frame["so_thua"].to_numpy()[again[again > 0] - 1]
    return frame


def _block(commune: pd.Series[Any], parcels: int, rng: np.random.Generator) -> gpd.GeoDataFrame:
    middle = shapely.point_on_surface(commune.geometry)
    across = int(np.ceil(np.sqrt(parcels * DEEP_M / WIDE_M)))
    down = -(-parcels // across)
    grid = np.stack(np.meshgrid(np.arange(across + 1), np.arange(down + 1), indexing="xy"), axis=-1)
    start = [middle.x - across * WIDE_M / 2, middle.y - down * DEEP_M / 2]
    xy = start + grid * [WIDE_M, DEEP_M] + rng.uniform(-JITTER_M, JITTER_M, grid.shape)
    xy = xy.round(3)
    rings = np.stack([xy[:-1, :-1], xy[:-1, 1:], xy[1:, 1:], xy[1:, :-1]], axis=2)
    shapes = shapely.polygons(rings.reshape(-1, 4, 2)[:parcels])
    order = np.arange(parcels)
    return gpd.GeoDataFrame(
        {
            "ten_xa": commune["name"],
            "so_to": (order // PER_SHEET + 1).astype(str),
            "so_thua": (order % PER_SHEET + 1).astype(str),
            "loai_dat": rng.choice(USES, parcels),
        },
        geometry=shapes,
        crs=CRS,
    )


def write_drawing(frame: gpd.GeoDataFrame, path: Path) -> None:
    """Write parcels as a drawing on numbered layers, which says neither commune nor sheet."""
    import ezdxf

    document = ezdxf.new("R2010")
    space = document.modelspace()
    inside = shapely.get_coordinates(shapely.point_on_surface(frame.geometry.to_numpy()))
    texts = {"13": "so_thua", "4": "dien_tich", "2": "loai_dat"}
    for at, (shape, xy) in enumerate(zip(frame.geometry, inside, strict=True)):
        corners = shape.exterior.coords[:-1]
        space.add_lwpolyline(corners, close=True, dxfattribs={"layer": "10"})
        for layer, column in texts.items():
            text = str(frame[column].iloc[at])
            space.add_text(text, dxfattribs={"layer": layer, "insert": tuple(xy)})
    document.saveas(path)


def write_corners(frame: gpd.GeoDataFrame, path: Path) -> None:
    """Write parcels as a list of corners; of those with one key the first."""
    frame = frame.drop_duplicates(["ten_xa", "so_to", "so_thua"])
    xy, of = shapely.get_coordinates(frame.geometry.to_numpy(), return_index=True)
    is_last = np.diff(of, append=-1) != 0
    table = pd.DataFrame(frame.drop(columns="geometry")).iloc[of[~is_last]]
    table = table.assign(so_diem=1, X=xy[~is_last, 0], Y=xy[~is_last, 1])
    table.to_csv(path, index=False)


def _communes() -> gpd.GeoDataFrame:
    study = Study.load()
    return read_communes(study.path.parent / study.layers.communes)


def _or_dash(value: float | None, digits: int) -> str:
    return "–" if value is None else f"{value:.{digits}f}"


if __name__ == "__main__":
    main()
