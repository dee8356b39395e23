"""Distances by Valhalla, a routing engine that makes its own network of an extract."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from geoplan.travel.network import Floats

COSTING = {"foot": "pedestrian", "motorcycle": "motorcycle", "motorcar": "auto"}
SPEED = {"foot": "walking_speed", "motorcycle": "fixed_speed", "motorcar": "fixed_speed"}
BY_LENGTH = {"shortest": True, "step_penalty": 0, "elevator_penalty": 0}
SNAPPED = 3e-6  # degrees; it rounds positions to a millionth
NO_LIMIT = 10**9
OUTSIDE = ("admin", "timezone", "traffic_extract")  # files that would count if there were any


class Valhalla:
    """Valhalla's roads.

    Parameters
    ----------
    extract
        .osm.pbf, in the order of the numbers.
    folder
        For its files.
    """

    def __init__(self, extract: Path, folder: Path) -> None:
        import valhalla

        config = folder / "valhalla.json"
        settings = _plain(valhalla.get_config(tile_extract="", tile_dir=folder))
        config.write_text(json.dumps(settings), encoding="utf-8")
        build = Path(valhalla.__file__).with_name("bin") / "valhalla_build_tiles"
        command = [build, "--config", config, extract]
        # it leaves notes in the folder that it is started in
        subprocess.run(command, cwd=folder, check=True, stdout=subprocess.DEVNULL)  # noqa: S603
        self._actor = valhalla.Actor(config)

    def knows(self, mode: str, lon_lat: Floats) -> NDArray[np.bool_]:
        """Return which places lie on roads that a mode may use, shape (places,)."""
        answers = self._actor.locate({"locations": _locations(lon_lat), "costing": COSTING[mode]})
        off = [
            max((_off(answer, edge) for edge in answer["edges"] or []), default=np.inf)
            for answer in answers
        ]
        return np.array(off) <= SNAPPED

    def shortest(self, mode: str, lon_lat: Floats, *, kmh: int) -> tuple[Floats, Floats]:
        """Return the metres of the shortest ways, and the seconds that they take.

        Parameters
        ----------
        mode
            ``foot``, ``motorcycle`` or ``motorcar``.
        lon_lat
            Places, shape (places, 2), degrees.
        kmh
            Speed everywhere; turns and crossings take time besides.

        Returns
        -------
        tuple
            Metres and seconds from all to all, shape (places, places); inf without a way.
        """
        places, costing = _locations(lon_lat), COSTING[mode]
        answer = self._actor.matrix(
            {
                "sources": places,
                "targets": places,
                "costing": costing,
                "costing_options": {costing: {**BY_LENGTH, SPEED[mode]: kmh}},
                "verbose": True,  # the short answer says 0 km where there is no way
            }
        )
        pairs = answer["sources_to_targets"]
        return 1000 * _values(pairs, "distance"), _values(pairs, "time")


def _plain(config: dict[str, Any]) -> dict[str, Any]:
    """Return settings for one plain network, searched by Dijkstra's algorithm without limit."""
    config["mjolnir"] |= {"hierarchy": False, "shortcuts": False}
    config["mjolnir"] |= dict.fromkeys(OUTSIDE, "")
    config["additional_data"]["elevation"] = ""
    config["thor"]["source_to_target_algorithm"] = "timedistancematrix"
    config["loki"]["service_defaults"] |= {"minimum_reachability": 0, "node_snap_tolerance": 1}
    for costing in COSTING.values():
        config["service_limits"][costing]["max_matrix_location_pairs"] = NO_LIMIT
    return config


def _locations(lon_lat: Floats) -> list[dict[str, float]]:
    return [{"lon": lon, "lat": lat} for lon, lat in lon_lat.tolist()]


def _off(answer: Mapping[str, Any], edge: Mapping[str, Any]) -> float:
    """Return how far from a place the nearest point of an edge lies, degrees either way."""
    return max(abs(answer[f"input_{way}"] - edge[f"correlated_{way}"]) for way in ("lon", "lat"))


def _values(pairs: list[list[Mapping[str, float | None]]], what: str) -> Floats:
    values = np.array([[pair[what] for pair in row] for row in pairs], np.float64)
    return np.where(np.isnan(values), np.inf, values)
