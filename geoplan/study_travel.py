"""The travel section of a study: how fast one gets on, with and without a road network."""

from __future__ import annotations

from typing import Literal, get_args

from pydantic import model_validator

from geoplan.assumption import Number, Section, quantity

Mode = Literal["walk", "motorbike", "car", "ambulance"]
TimeOfDay = Literal["peak", "day", "night"]
RoadClass = Literal[
    "motorway",
    "trunk",
    "primary",
    "secondary",
    "tertiary",
    "unclassified",
    "residential",
    "service",
    "track",
    "path",
    "any",
]
ROAD_CLASSES = tuple(name for name in get_args(RoadClass) if name != "any")


class ModeSpeeds(Section):
    """How fast one mode is, and how much longer its way is than the straight line."""

    urban_kmh: Number = quantity("km/h", "mode_speeds.urban_kmh", above=0, at_most=130, ranged=True)
    rural_kmh: Number = quantity("km/h", "mode_speeds.rural_kmh", above=0, at_most=130, ranged=True)
    urban_circuity: Number = quantity(
        "ratio", "mode_speeds.urban_circuity", at_least=1, at_most=5, ranged=True
    )
    rural_circuity: Number = quantity(
        "ratio", "mode_speeds.rural_circuity", at_least=1, at_most=5, ranged=True
    )


class RoadProfile(Section):
    """How fast one mode is on each kind of road."""

    kmh: dict[RoadClass, Number] = quantity(
        "km/h", "road_profile.kmh", above=0, at_most=130, ranged=True
    )
    urban_ratio: Number = quantity(
        "ratio", "road_profile.urban_ratio", above=0, at_most=1, ranged=True
    )
    unpaved_ratio: Number = quantity(
        "ratio", "road_profile.unpaved_ratio", above=0, at_most=1, ranged=True
    )
    congestion: dict[TimeOfDay, Number] = quantity(
        "ratio", "road_profile.congestion", at_least=1, at_most=5, ranged=True
    )

    @model_validator(mode="after")
    def _complete(self) -> RoadProfile:
        missing = [name for name in ROAD_CLASSES if name not in self.kmh]
        if missing and "any" not in self.kmh:
            raise ValueError(
                f"kmh says nothing of {', '.join(missing)}; give each a speed, or one to any"
            )
        return self


class RoadTravel(Section):
    """Travel over a road network, which counts where the study names one."""

    time_of_day: TimeOfDay
    to_road_m: Number = quantity("m", "road_travel.to_road_m", above=0)
    cut_off_km: Number = quantity("km", "road_travel.cut_off_km")
    walk_kmh: Number = quantity("km/h", "road_travel.walk_kmh", above=0, at_most=15)
    ferry_wait_min: Number = quantity("min", "road_travel.ferry_wait_min")
    ferry_kmh: Number = quantity("km/h", "road_travel.ferry_kmh", above=0, at_most=130)
    profiles: dict[Mode, RoadProfile]

    @model_validator(mode="after")
    def _timed(self) -> RoadTravel:
        for mode, profile in self.profiles.items():
            if self.time_of_day not in profile.congestion:
                raise ValueError(
                    f"profiles.{mode}.congestion says nothing of {self.time_of_day}, which "
                    "time_of_day asks for"
                )
        return self


class Travel(Section):
    """The travel model: modes without a road network, profiles with one."""

    cutoff_min: Number = quantity("min", "travel.cutoff_min", above=0)
    cell_km: Number = quantity("km", "travel.cell_km", above=0)
    land_gap_m: Number = quantity("m", "travel.land_gap_m")
    modes: dict[Mode, ModeSpeeds]
    roads: RoadTravel | None = None

    @property
    def time_of_day(self) -> TimeOfDay | None:
        """The time of day that travel by road is timed at."""
        return None if self.roads is None else self.roads.time_of_day

    def knows(self, mode: Mode, *, by_road: bool) -> bool:
        """Return whether there are figures for a mode, by road or without roads."""
        if not by_road:
            return mode in self.modes
        return self.roads is not None and mode in self.roads.profiles
