"""What a reader must know before using the figures of a plan."""

from __future__ import annotations

from geoplan.checking import located_counts
from geoplan.layers.read import StudyLayers
from geoplan.study import Study
from geoplan.travel.words import travel_words
from geoplan.words.catalogue import Text
from geoplan.words.telling import joined, number, told


def caveats(study: Study, layers: StudyLayers) -> list[Text]:
    """Return what a reader must know before using a plan's figures, the weightiest first."""
    return [
        *_what_if(study),
        *_decisions(layers),
        _travel(study, layers),
        _hospitals(study, layers),
        *_positions(layers),
        _population(layers),
        *_programmes(study),
        *_unverified(study),
    ]


def _what_if(study: Study) -> list[Text]:
    if not study.changes:
        return []
    changes = [
        told("caveats", "changed.one", key=each.key, value=str(each.value),
             instead_of=str(each.instead_of))
        for each in study.changes
    ]  # fmt: skip
    return [told("caveats", "changed", changes=joined("; ", changes))]


def _decisions(layers: StudyLayers) -> list[Text]:
    if not layers.torn_decisions:
        return []
    return [told("caveats", "torn", lines=", ".join(map(str, layers.torn_decisions)))]


def _travel(study: Study, layers: StudyLayers) -> Text:
    key = "travel" if layers.roads is None else "travel.by_road"
    return told("caveats", key, travel=travel_words(study, layers.roads))


def _hospitals(study: Study, layers: StudyLayers) -> Text:
    counts = located_counts(study, layers).loc[list(study.standards.hospital.kinds)]
    located, published = int(counts["located"].sum()), int(counts["published"].sum())
    if published == 0:
        return told("caveats", "hospitals.unpublished", located=located)
    return told("caveats", "hospitals", located=located, published=published)


def _positions(layers: StudyLayers) -> list[Text]:
    modelled = int((layers.facilities["position_quality"] == "modelled").sum())
    return [told("caveats", "positions", stations=modelled)] if modelled else []


def _population(layers: StudyLayers) -> Text:
    official, raster = int(layers.demand["people"].sum()), layers.demand["people_raster"].sum()
    if raster == 0:
        return told("caveats", "population", people=official)
    return told("caveats", "population.cells", people=official, cells=number(raster))


def _programmes(study: Study) -> list[Text]:
    return [] if study.money is None else [told("caveats", "programmes")]


def _unverified(study: Study) -> list[Text]:
    unverified = sum(not row.verified for row in study.assumptions())
    return [told("caveats", "unverified", count=unverified)] if unverified else []
