"""How the travel times of a study are made, said in a few words."""

from __future__ import annotations

from geoplan.labels import LABELS
from geoplan.layers.roads import RoadLayer, RoadOrigin
from geoplan.study import Study

LICENCES = {"OpenStreetMap": " contributors, ODbL"}  # after the name of the source
MODELLED = (
    "mô hình (đường thẳng × hệ số đường vòng ÷ tốc độ, đảo đi đường biển), chưa có mạng đường",
    "modelled (straight line × circuity ÷ speed, sea legs for islands), no road network",
)


def travel_words(study: Study, roads: RoadLayer | None) -> tuple[str, str]:
    """Return how the times are made: over which roads, by which profiles; Vietnamese, English.

    Parameters
    ----------
    study
        Its standards say which modes are used.
    roads
        The network that the study names, if any.
    """
    figures = study.travel.roads
    if roads is None or figures is None:
        return MODELLED
    origin, hour = roads.origin, LABELS[figures.time_of_day]
    day = ".".join(reversed(origin.date.split("-")))
    vi = [f"đường {origin.source}" + (f" ngày {day}" if origin.date else "")]
    en = [f"{origin.source} roads" + (f" of {origin.date}" if origin.date else "")]
    for mode in dict.fromkeys((study.standards.primary.mode, study.standards.hospital.mode)):
        factor = f"{figures.profiles[mode].congestion[figures.time_of_day].value:g}"
        vi.append(f"{LABELS[mode][0].lower()}, ùn tắc ×{factor.replace('.', ',')} ({hour[0]})")
        en.append(f"profile {mode}, congestion ×{factor} ({hour[1]})")
    return ", ".join(vi), ", ".join(en)


def road_credit(origin: RoadOrigin) -> str:
    """Return who is to be named for a road network."""
    day = f", {origin.date}" if origin.date else ""
    return f"Roads: © {origin.source}{LICENCES.get(origin.source, '')}{day}"
