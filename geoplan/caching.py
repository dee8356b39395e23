"""Where geoplan keeps what it may make again: downloads and travel times."""

from __future__ import annotations

import os
from pathlib import Path

from platformdirs import user_cache_path

VARIABLE = "GEOPLAN_CACHE"


def cache_folder(name: str) -> Path:
    """Return the folder of one kind of things kept; ``GEOPLAN_CACHE`` says where it stands.

    Parameters
    ----------
    name
        Of the kind.
    """
    named = os.environ.get(VARIABLE)
    return (Path(named) if named else user_cache_path("geoplan")) / name
