"""Blocks, streets and lots around a place, drawn by chance from a seed."""

from __future__ import annotations

from functools import cache
from itertools import pairwise

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from made_up_places import HOUSEHOLD, STATE, Place
from numpy.typing import NDArray
from pyproj import Transformer

MARK = "giả định"
STREET_M, LANE_M = 9.0, 6.0
BEND_M, WAVE_M = 2.5, 260.0  # by how much streets bend, and how far it is from bend to bend
SLIVER_M = 0.3
ORIGIN_M = 100.0  # to which the middle of a place is rounded
FRONTS_M = {
    "H": (4.0, 7.4),
    "V": (6.5, 9.5),
    "F": (14.0, 26.0),
    "L": (95.0, 115.0),
    "W": (24.0, 40.0),
    "P": (90.0, 99),
}
WIDE = ("F", "L")  # fields, between which no lane runs
BOX = ["west", "south", "east", "north"]

Numbers = NDArray[np.float64]


def lots_of(place: Place, rng: np.random.Generator) -> gpd.GeoDataFrame:
    """Return the lots of a place as its office would have them, without fault.

    Returns
    -------
    GeoDataFrame
        In the VN-2000 zone of the place, corners to the millimetre, neighbours sharing them:
        ``sheet``, ``number``, ``land_use``, ``name``, ``status``, ``planned``, ``floor_m2``,
        ``block`` (its letter), ``stated_area_m2`` (in the plane of the zone), ``site_id``,
        ``commune_code``, ``old_commune``.
    """
    boxes = pd.DataFrame(_boxes(place, rng))
    rings = _with_shared_corners(boxes[BOX].to_numpy(float))
    shapes = [shapely.Polygon(on_ground(ring, place)) for ring in rings]
    lots = gpd.GeoDataFrame(boxes.drop(columns=BOX), geometry=shapes, crs=place.zone)
    lots["number"] = pd.Series(range(1, len(lots) + 1)).astype("string")
    lots["stated_area_m2"] = lots.area.round(1)
    return lots.assign(
        sheet=str(place.sheet),
        site_id=place.site_id,
        commune_code=place.commune_code,
        old_commune=place.old_commune,
    )


def on_ground(uv: Numbers, place: Place) -> Numbers:
    """Return places in metres along and across the streets in the zone, to the millimetre."""
    wide = sum(place.widths_m) + LANE_M * (len(place.widths_m) + 1)
    deep = sum(place.depths_m) + STREET_M * (len(place.depths_m) + 1)
    bent = uv + BEND_M * np.sin(2 * np.pi * uv[:, ::-1] / WAVE_M) - np.array([wide, deep]) / 2
    turn = np.radians(place.turn_deg)
    turned = bent @ np.array([[np.cos(turn), np.sin(turn)], [-np.sin(turn), np.cos(turn)]])
    ground: Numbers = np.round(_middle(place) + turned, 3)
    return ground


@cache
def _middle(place: Place) -> Numbers:
    to_zone = Transformer.from_crs("EPSG:4326", place.zone, always_xy=True)
    middle = np.array(to_zone.transform(place.lon, place.lat))
    return np.asarray(np.round(middle / ORIGIN_M) * ORIGIN_M)


def _boxes(place: Place, rng: np.random.Generator) -> list[dict[str, object]]:
    """Return lots and streets as boxes along the streets, row by row of blocks from the south."""
    east = sum(place.widths_m) + LANE_M * (len(place.widths_m) + 1)
    boxes, south = list[dict[str, object]](), STREET_M
    for letters, depth_m in zip(place.blocks, place.depths_m, strict=True):
        north, west = south + depth_m, 0.0
        boxes.append(_street(0.0, south - STREET_M, east, south))
        for column, letter in enumerate(letters):
            if not (letter in WIDE and letters[column - 1 : column] == letter):
                boxes.append(_street(west, south, west + LANE_M, north))
                start = west + LANE_M
            end = west + LANE_M + place.widths_m[column]
            if not (letter in WIDE and letters[column + 1 : column + 2] == letter):
                boxes += _block(place, letter, (start, south, end, north), rng)
            west = end
        boxes.append(_street(west, south, west + LANE_M, north))
        south = north + STREET_M
    boxes.append(_street(0.0, south - STREET_M, east, south))
    return boxes


def _street(*box: float) -> dict[str, object]:
    return _lot("-", box, "DGT", STATE, planned="DGT")


def _block(
    place: Place,
    letter: str,
    box: tuple[float, float, float, float],
    rng: np.random.Generator,
) -> list[dict[str, object]]:
    west, south, east, north = box
    if letter.isdigit():
        cuts = west + (east - west) * np.cumsum([0.0, *(p.share for p in place.premises[letter])])
        return [
            _lot(letter, (left, south, right, north), each.land_use, each.status,
                 name=f"{each.name} ({MARK})", planned=each.planned, floor_m2=each.floor_m2)
            for each, left, right in zip(place.premises[letter], cuts[:-1], cuts[1:], strict=True)
        ]  # fmt: skip
    middle = (south + north) / 2
    rows = [(south, middle), (middle, north)] if letter in "HV" else [(south, north)]
    lots = []
    for low, high in rows:
        cuts = _cuts(west, east, FRONTS_M[letter], rng)
        for left, right in pairwise(cuts):
            land_use, status, planned = _use(letter, place, rng)
            lots.append(_lot(letter, (left, low, right, high), land_use, status, planned))
    return lots


def _use(letter: str, place: Place, rng: np.random.Generator) -> tuple[str, str, str]:
    """Return land use, status and planned use of a lot without premises."""
    home = place.home_use
    if letter == "V" and rng.random() < 0.4:
        return f"{home}+CLN", HOUSEHOLD, home
    if letter in WIDE:
        return ("LUC", HOUSEHOLD, "LUC") if rng.random() < 0.8 else ("HNK", STATE, "LUC")
    known = {"P": ("NTS", STATE, "NTS"), "W": ("RDD", STATE, "RDD")}
    return known.get(letter, (home, HOUSEHOLD, home))


def _cuts(
    west: float, east: float, front_m: tuple[float, float], rng: np.random.Generator
) -> Numbers:
    """Return where a row of lots is cut, fronts of about a length by chance between two."""
    count = max(1, round((east - west) / float(np.mean(front_m))))
    ends = np.cumsum(rng.uniform(*front_m, size=count))
    scaled = ends / ends[-1] * (east - west)
    cuts: Numbers = np.round(west + np.concatenate([[0.0], scaled]), 2)
    return cuts


def _lot(
    block: str,
    box: tuple[float, ...],
    land_use: str,
    status: str,
    planned: str,
    *,
    name: str | None = None,
    floor_m2: int = 0,
) -> dict[str, object]:
    return {
        "block": block,
        **dict(zip(BOX, box, strict=True)),
        "land_use": land_use,
        "status": status,
        "planned": planned,
        "name": name,
        "floor_m2": floor_m2,
    }


def _with_shared_corners(boxes: Numbers) -> list[Numbers]:
    """Return the ring of each box with the corners of others that lie on it."""
    corners = np.unique(np.concatenate([boxes[:, [i, j]] for i in (0, 2) for j in (1, 3)]), axis=0)
    rings = []
    for west, south, east, north in boxes:
        u, v = corners.T
        across, along = (u >= west) & (u <= east), (v >= south) & (v <= north)
        sides = [
            np.sort(u[(v == south) & across])[:-1],
            np.sort(v[(u == east) & along])[:-1],
            np.sort(u[(v == north) & across])[:0:-1],
            np.sort(v[(u == west) & along])[:0:-1],
        ]
        fixed = (south, east, north, west)
        ring = [
            np.column_stack([side, np.full(len(side), at)])[:, :: -1 if number % 2 else 1]
            for number, (side, at) in enumerate(zip(sides, fixed, strict=True))
        ]
        rings.append(np.concatenate(ring))
    return rings
