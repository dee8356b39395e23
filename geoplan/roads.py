"""Bring roads to a study: from a server or from a file into one network file that it can name."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from geoplan.caching import cache_folder
from geoplan.checking import road_lines
from geoplan.errors import StudyError
from geoplan.layers.bring_roads import bring_roads
from geoplan.layers.overpass import fetch_roads
from geoplan.layers.read import StudyLayers, read_layers
from geoplan.layers.road_faults import Area
from geoplan.layers.road_file import write_roads
from geoplan.layers.roads import RoadLayer
from geoplan.progress import Progress, silent
from geoplan.study import Study

BUFFER_KM = 10.0  # around the communes, so that a way may lead out and back again


@dataclass(frozen=True)
class Brought:
    """A network file, and what came in with it.

    Parameters
    ----------
    file
        Where it stands.
    lines
        What came in, in words.
    """

    file: Path
    lines: list[str]

    def __str__(self) -> str:
        """Return the report as text."""
        return "\n".join(self.lines)


def read(study: Study, source: Path, out: Path) -> Brought:
    """Bring the roads of a file.

    Parameters
    ----------
    study
        Its communes say which roads are kept: those within 10 km of them.
    source
        OpenStreetMap extract, GraphML, line layer or network file.
    out
        The network file to write, ``.parquet``.

    Raises
    ------
    LayerError
        When the source cannot be used; what stood at ``out`` is untouched.
    OutputError
        When ``out`` cannot be written; the same.
    """
    layers = _layers(study)
    return _written(study, layers, bring_roads(source, _area(study, layers)), out)


def fetch(study: Study, out: Path, *, endpoint: str, progress: Progress = silent) -> Brought:
    """Bring the OpenStreetMap roads and ferries around a study from an Overpass server.

    Parameters
    ----------
    study
        Its communes say which roads are asked for: those within 10 km of them.
    out
        The network file to write, ``.parquet``.
    endpoint
        Address of the server's interpreter.
    progress
        Called with the share of the tiles that are there.

    Raises
    ------
    DownloadError
        When the server does not give them; running it again goes on from there.
    OutputError
        When ``out`` cannot be written; what stood there is untouched.
    """
    layers = _layers(study)
    area = _area(study, layers)
    folder = cache_folder("overpass")
    extract = fetch_roads(area, folder, endpoint=endpoint, progress=progress)
    brought = _written(study, layers, bring_roads(extract, area), out)
    extract.unlink()  # the next one is to be new
    return brought


def _layers(study: Study) -> StudyLayers:
    if study.travel.roads is None:
        raise StudyError(
            "the study has no figures for travel by road.",
            "Copy the tables [travel.roads…] of the bundled study into it.",
            file=study.path,
            key="travel.roads",
        )
    return read_layers(study.without_roads())


def _area(study: Study, layers: StudyLayers) -> Area:
    communes = layers.communes.geometry.to_crs(study.crs)
    around = communes.simplify(100).buffer(1000 * BUFFER_KM, quad_segs=4).to_crs("EPSG:4326")
    return around.union_all()


def _written(study: Study, layers: StudyLayers, roads: RoadLayer, out: Path) -> Brought:
    lines = road_lines(study, replace(layers, roads=roads))
    write_roads(roads, out)
    return Brought(out, lines)
