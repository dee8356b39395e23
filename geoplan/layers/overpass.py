"""Download the roads and ferries of an area from an Overpass server, tile by tile."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from time import sleep

import numpy as np
import osmium
import shapely

from geoplan._version import __version__
from geoplan.errors import DownloadError
from geoplan.layers.overpass_server import ask, fault, osm_base
from geoplan.layers.road_faults import Area
from geoplan.progress import Progress, silent

PUBLIC = "https://overpass-api.de/api/interpreter"
STAGE = "OpenStreetMap roads"

TILE_DEG = 0.25  # some 700 km² at 21° N; osmnx asks for up to 2,500 km² at once
TILES_MOST = 200  # the public server does not want whole countries put together from tiles
PARTS_PER_DEG = 100_000  # of about a metre, to which tiles are rounded
PAUSE_S = 1.0  # between queries

# Ways that touch the box, all their nodes, also those outside, and the turns banned between them:
# https://wiki.openstreetmap.org/wiki/Overpass_API/Overpass_QL
QUERY = """\
[out:xml][timeout:180];
(way["highway"]({box}); way["route"="ferry"]({box});)->.ways;
(.ways; .ways >; rel(bw.ways)["type"~"^restriction"];);
out meta;
"""
NOTHING = b'<osm version="0.6"/>'


def fetch_roads(
    area: Area,
    folder: Path,
    *,
    endpoint: str = PUBLIC,
    progress: Progress = silent,
) -> Path:
    """Download the OpenStreetMap roads and ferries of an area into one file.

    Each tile is kept once it is whole, so that a download that failed goes on where it stopped.
    A file that is there for the same area and server is not downloaded again; delete it to have
    newer roads.

    Parameters
    ----------
    area
        In EPSG:4326; ways that cross its rim come whole.
    folder
        Where the file goes; made if it does not exist.
    endpoint
        Address of the interpreter of an Overpass server.
    progress
        Told of each tile, and of each wait.

    Returns
    -------
    Path
        ``roads-….osm.pbf``, sorted, each object once in its newest version, with version and
        timestamp but without the names of mappers. Its header holds as
        ``osmosis_replication_timestamp`` the date of its oldest tile.

    Raises
    ------
    DownloadError
        When the server refuses or stays busy, the network fails, the disk is full or the area
        too large. Nothing half stays; tiles that are whole do.
    """
    queries = [QUERY.format(box=box) for box in _boxes(area)]
    key = hashlib.sha256("\n".join([endpoint, *queries]).encode()).hexdigest()[:16]
    roads = folder / f"roads-{key}.osm.pbf"
    unmerged = folder / f"roads-{key}-tiles"
    tiles = {unmerged / f"{number}.osm": query for number, query in enumerate(queries)}
    try:
        if not roads.is_file():
            unmerged.mkdir(parents=True, exist_ok=True)
            _fetch_tiles(tiles, endpoint, progress)
            _merge(list(tiles), roads)
    except DownloadError as refused:
        raise DownloadError(f"{refused}{_kept(unmerged, len(tiles))}") from None
    except OSError as refused:
        raise DownloadError(
            f"{folder}: the roads could not be written ({refused.strerror or refused}). Free the "
            "space or the rights it needs, or choose another folder."
            f"{_kept(unmerged, len(tiles))}"
        ) from None
    shutil.rmtree(unmerged, ignore_errors=True)
    progress(STAGE, 1.0)
    return roads


def _boxes(area: Area) -> list[str]:
    """Return the bounds of the parts of the area in each tile, as "south,west,north,east"."""
    west, south, east, north = area.bounds
    columns = np.arange(np.floor(west / TILE_DEG), np.ceil(east / TILE_DEG)) * TILE_DEG
    rows = np.arange(np.floor(south / TILE_DEG), np.ceil(north / TILE_DEG)) * TILE_DEG
    if len(columns) * len(rows) > TILES_MOST:
        raise DownloadError(
            f"{east - west:.1f}° by {north - south:.1f}° is too large an area to download roads "
            "from a server. Take them from an OpenStreetMap extract instead; "
            "https://download.geofabrik.de has one of each country."
        )
    x, y = (corner.ravel() for corner in np.meshgrid(columns, rows))
    parts = shapely.intersection(area, shapely.box(x, y, x + TILE_DEG, y + TILE_DEG))
    bounds = shapely.bounds(parts[shapely.area(parts) > 0]) * PARTS_PER_DEG
    rounded = np.hstack([np.floor(bounds[:, :2]), np.ceil(bounds[:, 2:])]) / PARTS_PER_DEG
    return [f"{s:.5f},{w:.5f},{n:.5f},{e:.5f}" for w, s, e, n in rounded]


def _fetch_tiles(tiles: dict[Path, str], endpoint: str, progress: Progress) -> None:
    for number, (tile, query) in enumerate(tiles.items()):
        here = partial(progress, STAGE, number / len(tiles))
        here()
        if tile.is_file() and not fault(tile.read_bytes()):
            continue
        answer = ask(endpoint, query, here)
        with _put_in_place(tile) as unfinished:
            unfinished.write_bytes(answer)
        sleep(PAUSE_S)


def _merge(tiles: list[Path], roads: Path) -> None:
    objects = osmium.MergeInputReader()
    dates = []
    for tile in tiles:
        answer = tile.read_bytes()
        objects.add_buffer(answer, "osm")
        dates.append(osm_base(answer))
    header = osmium.io.Header()
    header.set("generator", f"geoplan {__version__}")
    header.set("osmosis_replication_timestamp", min(dates))
    with (
        _put_in_place(roads) as unfinished,
        osmium.io.Reader(osmium.io.FileBuffer(NOTHING, "osm")) as nothing,
    ):
        file = osmium.io.File(unfinished, "pbf,add_metadata=version+timestamp")
        try:
            # A SimpleWriter would end the whole process when the disk is full.
            writer = osmium.io.Writer(file, header, overwrite=True)
            objects.apply_to_reader(nothing, writer)
            writer.close()
        except RuntimeError as failed:
            raise OSError(str(failed)) from None


@contextmanager
def _put_in_place(path: Path) -> Iterator[Path]:
    """Give a temporary path, which becomes ``path`` if nothing goes wrong."""
    unfinished = path.with_name(f"unfinished-{path.name}")
    try:
        yield unfinished
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)


def _kept(unmerged: Path, count: int) -> str:
    whole = len(list(unmerged.glob("*.osm")))
    return f" {whole} of {count} tiles are kept: run it again to go on from there." if whole else ""
