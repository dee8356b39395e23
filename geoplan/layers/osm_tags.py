"""What the tags of OpenStreetMap say about a way."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

import numpy as np

from geoplan.layers.roads import FASTEST_KMH, FERRY, SLOWEST_KMH

# Tags and their words: https://wiki.openstreetmap.org/wiki/Key:highway, Key:access, Key:oneway.
MODES = ("foot", "motorcycle", "motorcar")
MOTORWAYS = frozenset({"motorway", "motorway_link"})
FOOTWAYS = frozenset({"bridleway", "cycleway", "footway", "path", "pedestrian", "steps"})
LINKED = ("trunk", "primary", "secondary", "tertiary")
OTHERS = ("living_street", "residential", "road", "service", "track", "unclassified")
ROADS = frozenset({*LINKED, *(f"{kind}_link" for kind in LINKED), *OTHERS})
BUSWAY = "busway"
KINDS = MOTORWAYS | FOOTWAYS | ROADS | {BUSWAY, FERRY}

# Tags that speak of a mode, from the general to the particular, and of one direction of the way.
VEHICLES = ("access", "vehicle", "motor_vehicle")
ACCESS_TAGS = {
    "foot": ("access", "foot"),
    "motorcycle": (*VEHICLES, "motorcycle"),
    "motorcar": (*VEHICLES, "motorcar"),
}
FORWARDS, BACKWARDS = 0, 1
TOLD = {"": (FORWARDS, BACKWARDS), ":forward": (FORWARDS,), ":backward": (BACKWARDS,)}
DENIED = frozenset({"no", "private", "use_sidepath"})
ALLOWED = frozenset({"customers", "delivery", "designated", "destination", "permissive", "yes"})

ONEWAY = {"yes": 1, "true": 1, "1": 1, "-1": -1, "reverse": -1, "no": 0, "false": 0, "0": 0}
ROUND = frozenset({"circular", "roundabout"})

SPEED = re.compile(r"([0-9]{1,3}(?:\.[0-9]+)?) *(km/h|kmh|kph|mph|knots)?")
KMH_PER_UNIT = {"mph": 1.609344, "knots": 1.852}  # international mile and nautical mile
CLOCK = re.compile(r"([0-9]{1,3}):([0-5]?[0-9])(?::([0-5]?[0-9]))?")
MINUTES = re.compile(r"[0-9]{1,4}(?:\.[0-9]+)?")
ISO_8601 = re.compile(
    r"P(?:([0-9]{1,2})D)?(?:T(?:([0-9]{1,3})H)?(?:([0-9]{1,4})M)?(?:([0-9]{1,5})S)?)?"
)


class Way(NamedTuple):
    """What the tags of a way say, named as the columns of ``RoadLayer.edges``."""

    way_id: int
    kind: str
    oneway: int
    motorcycle_oneway: int
    maxspeed_kmh: float
    surface: str
    foot: bool
    motorcycle: bool
    motorcar: bool
    duration_min: float


def read_tags(way_id: int, tags: Mapping[str, str]) -> Way | None:
    """Return what the tags say, or None for a way that is not kept.

    Kept are the usual highway classes and ``route=ferry``, unless they are areas or nobody may use
    them. Classes say who may use a way, and access tags correct that, the more specific tag
    winning. ``access`` can close a way but never opens it to a mode that its class excludes, and a
    motorway is opened to motorcycles by the tag ``motorcycle`` alone. A vehicle goes in a direction
    where both access (``motor_vehicle:backward=no``) and ``oneway``, or that of its own
    (``oneway:motor_vehicle``), let it; where neither direction is left, the way is closed to it.

    Examples
    --------
    >>> way = read_tags(7, {"highway": "tertiary", "oneway": "-1", "motorcar": "no"})
    >>> way.kind, way.oneway, way.foot, way.motorcycle, way.motorcar
    ('tertiary', -1, True, True, False)
    >>> read_tags(8, {"highway": "service", "vehicle:backward": "no"}).oneway
    1
    """
    kind = FERRY if tags.get("route") == FERRY else tags.get("highway", "")
    if kind not in KINDS or tags.get("area") == "yes":
        return None
    implied = int(tags.get("junction") in ROUND or kind == "motorway")
    declared = ONEWAY.get(tags.get("oneway", ""), implied)
    foot = any(_may_use("foot", kind, tags))
    motorcycle, motorcycle_oneway = _drives("motorcycle", kind, tags, declared)
    motorcar, oneway = _drives("motorcar", kind, tags, declared)
    if not (motorcycle or motorcar or (foot and kind != BUSWAY)):
        return None
    return Way(
        way_id,
        kind,
        oneway,
        motorcycle_oneway,
        speed_kmh(tags.get("maxspeed", "")),
        tags.get("surface", ""),
        foot,
        motorcycle,
        motorcar,
        duration_min(tags.get("duration", "")) if kind == FERRY else np.nan,
    )


def speed_kmh(text: str) -> float:
    """Return the posted limit in km/h, the lowest where there are several, NaN where unknown.

    Examples
    --------
    >>> speed_kmh("50;60"), round(speed_kmh("30 mph"), 2), speed_kmh("VN:urban"), speed_kmh("500")
    (50.0, 48.28, nan, nan)
    """
    matches = [SPEED.fullmatch(part.strip()) for part in text.split(";")]
    speeds = [float(m[1]) * KMH_PER_UNIT.get(m[2], 1.0) for m in matches if m]
    likely = [speed for speed in speeds if SLOWEST_KMH <= speed <= FASTEST_KMH]
    return min(likely, default=np.nan)


def duration_min(text: str) -> float:
    """Return a duration in minutes, NaN where it is not one or zero.

    Examples
    --------
    >>> duration_min("00:15"), duration_min("1:30:00"), duration_min("PT15M"), duration_min("20")
    (15.0, 90.0, 15.0, 20.0)
    """
    text = text.strip()
    minutes = 0.0
    if match := CLOCK.fullmatch(text):
        hours, mins, seconds = (float(part or 0) for part in match.groups())
        minutes = 60 * hours + mins + seconds / 60
    elif match := ISO_8601.fullmatch(text):
        days, hours, mins, seconds = (float(part or 0) for part in match.groups())
        minutes = 1440 * days + 60 * hours + mins + seconds / 60
    elif MINUTES.fullmatch(text):
        minutes = float(text)
    return minutes if minutes > 0 else np.nan


def _drives(mode: str, kind: str, tags: Mapping[str, str], oneway: int) -> tuple[bool, int]:
    """Return whether a vehicle may use a way at all, and in which direction."""
    for key in (*VEHICLES[1:], mode):
        oneway = ONEWAY.get(tags.get(f"oneway:{key}", ""), oneway)
    forwards, backwards = _may_use(mode, kind, tags)
    forwards, backwards = forwards and oneway >= 0, backwards and oneway <= 0
    may = forwards or backwards
    return may, forwards - backwards if may else oneway


def _may_use(mode: str, kind: str, tags: Mapping[str, str]) -> list[bool]:
    """Return whether a mode may use a way forwards and backwards."""
    may = kind in ROADS
    may |= mode == "foot" and (kind in FOOTWAYS or kind == FERRY)
    may |= mode == "motorcar" and kind in MOTORWAYS
    # Motorcycles are banned from expressways in Vietnam; a tag for all motor vehicles, which an
    # expressway may well bear, must not let them in.
    only_own_tag_opens = mode == "motorcycle" and kind in MOTORWAYS
    wards = [may, may]
    for key in ACCESS_TAGS[mode]:
        opens = key != "access" and (key == mode or not only_own_tag_opens)
        for ending, told in TOLD.items():
            word = tags.get(key + ending)
            if word in DENIED or (word in ALLOWED and opens):
                for ward in told:
                    wards[ward] = word in ALLOWED
    return wards
