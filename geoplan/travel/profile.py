"""How one way of travelling gets on, on each kind of road: the figures of a study as plain numbers.

Kinds of road are the highway tags of https://wiki.openstreetmap.org/wiki/Key:highway, surfaces
those of https://wiki.openstreetmap.org/wiki/Key:surface that are called unpaved there.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from geoplan.study_travel import ROAD_CLASSES, Mode, Travel

LINKED = ("motorway", "trunk", "primary", "secondary", "tertiary")
CLASS_OF = {
    **{name: name for name in ROAD_CLASSES},
    **{f"{name}_link": name for name in LINKED},
    "busway": "tertiary",
    "living_street": "residential",
    "road": "unclassified",
    **dict.fromkeys(("bridleway", "cycleway", "footway", "pedestrian", "steps"), "path"),
}
UNPAVED = frozenset(
    {
        "clay",
        "compacted",
        "dirt",
        "earth",
        "fine_gravel",
        "grass",
        "gravel",
        "ground",
        "mud",
        "pebblestone",
        "rock",
        "sand",
        "unpaved",
    }
)
ON_DUTY: Mode = "ambulance"  # held to no posted limit: Law 36/2024/QH15, article 27


@dataclass(frozen=True)
class Profile:
    """One way of travelling.

    Parameters
    ----------
    mode
        Decides which roads are open, and in which direction.
    kmh
        Speed on each class of road, km/h; a lower posted limit is kept to, but not on duty.
    urban_ratio, unpaved_ratio
        What speeds are multiplied by in wards, and where the surface is not paved.
    congestion
        What minutes on roads are multiplied by.
    walk_kmh
        Speed between a place and the road, km/h.
    ferry_wait_min
        Mean wait for a ferry.
    ferry_kmh
        Speed of ferries whose crossing time is not known, km/h.
    """

    mode: Mode
    kmh: Mapping[str, float]
    urban_ratio: float
    unpaved_ratio: float
    congestion: float
    walk_kmh: float
    ferry_wait_min: float
    ferry_kmh: float

    @property
    def keeps_limits(self) -> bool:
        """Whether posted limits hold it back."""
        return self.mode != ON_DUTY


def profile_of(travel: Travel, mode: Mode) -> Profile:
    """Return the profile of a mode at the time of day that the study asks for.

    Parameters
    ----------
    travel
        Of a study that names a road network.
    mode
        One that has a profile there.
    """
    roads = travel.roads
    if roads is None:
        raise ValueError("the study has no figures for travel by road")
    held = roads.profiles[mode]
    return Profile(
        mode,
        {name: held.kmh[name if name in held.kmh else "any"].value for name in ROAD_CLASSES},
        held.urban_ratio.value,
        held.unpaved_ratio.value,
        held.congestion[roads.time_of_day].value,
        roads.walk_kmh.value,
        roads.ferry_wait_min.value,
        roads.ferry_kmh.value,
    )
