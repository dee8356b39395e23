"""How the travel times of a study are made, said in a few words."""

from __future__ import annotations

from geoplan.layers.roads import RoadLayer, RoadOrigin
from geoplan.study import Study
from geoplan.study_travel import RoadTravel
from geoplan.words.catalogue import Text
from geoplan.words.telling import day, joined, number, told

LICENCES = {"OpenStreetMap": " contributors, ODbL"}  # after the name of the source


def travel_words(study: Study, roads: RoadLayer | None) -> Text:
    """Return how the times are made: over which roads, by which profiles.

    Parameters
    ----------
    study
        Its standards say which modes are used.
    roads
        The network that the study names, if any.
    """
    figures = study.travel.roads
    if roads is None or figures is None:
        return told("caveats", "times.modelled")
    return joined(", ", [_roads(roads.origin), *_modes(study, figures)])


def _roads(origin: RoadOrigin) -> Text:
    if not origin.date:
        return told("caveats", "times.roads", source=origin.source)
    return told("caveats", "times.roads.dated", source=origin.source, day=day(origin.date))


def _modes(study: Study, figures: RoadTravel) -> list[Text]:
    hour = told("labels", f"time.{figures.time_of_day}")
    parts = []
    for mode in dict.fromkeys((study.standards.primary.mode, study.standards.hospital.mode)):
        factor = figures.profiles[mode].congestion[figures.time_of_day].value
        name = Text(told("labels", f"mode.{mode}").vi.lower(), mode)
        factors = {"factor": number(factor, 6, trimmed=True), "hour": hour}
        parts.append(told("caveats", "times.mode", mode=name, **factors))
    return parts


def road_credit(origin: RoadOrigin) -> str:
    """Return who is to be named for a road network."""
    dated = f", {origin.date}" if origin.date else ""
    return f"Roads: © {origin.source}{LICENCES.get(origin.source, '')}{dated}"
