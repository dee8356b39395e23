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

    urban_kmh: Number = quantity("km/h", "tốc độ ở phường", "speed in wards", above=0,
                                 at_most=130, ranged=True)  # fmt: skip
    rural_kmh: Number = quantity("km/h", "tốc độ ở xã", "speed in communes", above=0,
                                 at_most=130, ranged=True)  # fmt: skip
    urban_circuity: Number = quantity("ratio", "hệ số đường vòng ở phường", "circuity in wards",
                                      at_least=1, at_most=5, ranged=True)  # fmt: skip
    rural_circuity: Number = quantity("ratio", "hệ số đường vòng ở xã", "circuity in communes",
                                      at_least=1, at_most=5, ranged=True)  # fmt: skip


class RoadProfile(Section):
    """How fast one mode is on each kind of road."""

    kmh: dict[RoadClass, Number] = quantity("km/h", "tốc độ", "speed", above=0, at_most=130,
                                            ranged=True)  # fmt: skip
    urban_ratio: Number = quantity("ratio", "tốc độ ở phường so với ngoài phường",
                                   "speed in wards against elsewhere", above=0, at_most=1,
                                   ranged=True)  # fmt: skip
    unpaved_ratio: Number = quantity("ratio", "tốc độ khi mặt đường không trải nhựa, bê tông",
                                     "speed where the surface is not paved", above=0, at_most=1,
                                     ranged=True)  # fmt: skip
    congestion: dict[TimeOfDay, Number] = quantity("ratio", "thời gian kéo dài do ùn tắc",
                                                   "minutes are longer by", at_least=1, at_most=5,
                                                   ranged=True)  # fmt: skip

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
    to_road_m: Number = quantity("m", "Không tính là có đường khi xa hơn",
                                 "Nobody reaches a road farther than", above=0)  # fmt: skip
    cut_off_km: Number = quantity("km", "Đoạn mạng rời ngắn hơn bị coi là lỗi bản đồ",
                                  "Loose pieces of network are faults if shorter than")  # fmt: skip
    walk_kmh: Number = quantity("km/h", "Tốc độ đi bộ ra đường", "Speed on the way to the road",
                                above=0, at_most=15)  # fmt: skip
    ferry_wait_min: Number = quantity("min", "Thời gian chờ phà trung bình",
                                      "Mean wait for a ferry")  # fmt: skip
    ferry_kmh: Number = quantity("km/h", "Tốc độ phà khi chưa biết thời gian qua",
                                 "Speed of ferries whose crossing time is not known", above=0,
                                 at_most=130)  # fmt: skip
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

    cutoff_min: Number = quantity("min", "Thời gian đi lại dài nhất xét đến", "Longest time kept",
                                  above=0)  # fmt: skip
    cell_km: Number = quantity("km", "Cạnh ô dân cư", "Side of a population cell", above=0)
    land_gap_m: Number = quantity("m", "Mặt nước coi như có cầu khi hẹp hơn",
                                  "Water counted as bridged when narrower than")  # fmt: skip
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
