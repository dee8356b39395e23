"""What counts of plots in a study: its own section, or that of the bundled study; its tables."""

from __future__ import annotations

from pathlib import Path
from typing import get_args

import geopandas as gpd

from geoplan.errors import StudyError
from geoplan.layers.land_layers import LandLayer, read_land_layer
from geoplan.layers.norms import LandUse, Norms, read_land_use, read_norms
from geoplan.study import Study, bundled
from geoplan.study_land import Land


def land_rules(study: Study) -> Land:
    """Return how a study judges plots: its ``[land]``, or that of the bundled study."""
    rules = study.land or Study.load().land
    if rules is None:
        raise StudyError("the bundled study has no [land].", "Install geoplan again.", key="land")
    return rules


def norms_of(study: Study) -> Norms:
    """Read the norms of a study: the table that it names, or the one that comes with geoplan."""
    return read_norms(_path(study, "norms") or bundled("data/norms/norms.csv"))


def land_use_of(study: Study) -> LandUse:
    """Read the worth of land-use codes: the table of the study, or the one of geoplan."""
    return read_land_use(_path(study, "land_use") or bundled("data/norms/land_use.csv"))


def land_layers_of(study: Study, communes: gpd.GeoDataFrame) -> dict[LandLayer, gpd.GeoDataFrame]:
    """Read the layers of areas that a study names, by name; what it does not name is not there.

    Raises
    ------
    LayerError
        As ``read_land_layer``.
    """
    return {
        layer: read_land_layer(path, layer, communes)
        for layer in get_args(LandLayer)
        if (path := _path(study, layer)) is not None
    }


def land_files(study: Study) -> dict[str, Path]:
    """Return the files that the judgement of plots rests on, by layer."""
    files = {
        "norms": bundled("data/norms/norms.csv"),
        "land_use": bundled("data/norms/land_use.csv"),
    }
    named = {name: _path(study, name) for name in ("norms", "land_use", *get_args(LandLayer))}
    return files | {name: path for name, path in named.items() if path is not None}


def _path(study: Study, name: str) -> Path | None:
    relative = None if study.land is None else getattr(study.land, name)
    return None if relative is None else (study.path.parent / relative).resolve()
