"""Who passes a barrier that stands on a way of OpenStreetMap.

Kinds and what they imply: https://wiki.openstreetmap.org/wiki/Key:barrier and the pages of its
values, https://wiki.openstreetmap.org/wiki/Key:locked. Motorcycles get past many a bollard, in
Vietnam past most; but the wiki says that a bollard lets feet and bicycles through and nobody else
unless a tag says so, mappers and other engines go by that, and so does this module: where
motorcycles pass, the bollard needs ``motorcycle=yes``.
"""

from __future__ import annotations

from collections.abc import Mapping

from geoplan.layers.junctions import Passes
from geoplan.layers.osm_tags import ACCESS_TAGS, ALLOWED, DENIED, MODES

# Kinds that are not named here, such as gates, lift gates and toll booths, let everybody pass.
PASSED_BY = {
    **dict.fromkeys(("fence", "hedge", "wall"), frozenset[str]()),
    **dict.fromkeys(
        (
            "bar",
            "block",
            "bollard",
            "chain",
            "cycle_barrier",
            "debris",
            "full-height_turnstile",
            "horse_stile",
            "jersey_barrier",
            "kissing_gate",
            "log",
            "motorcycle_barrier",
            "planter",
            "stile",
            "turnstile",
        ),
        frozenset({"foot"}),
    ),
    **dict.fromkeys(("bus_trap", "sump_buster"), frozenset({"foot", "motorcycle"})),
}


def read_barrier(tags: Mapping[str, str]) -> Passes:
    """Return whether each mode passes.

    The kind of a barrier says who passes, nobody where it is locked, and access tags correct that,
    the more specific tag winning. Other than on a way, ``access`` opens as well as it closes.

    Examples
    --------
    >>> read_barrier({"barrier": "bollard"}), read_barrier({"barrier": "gate", "motorcar": "no"})
    ((True, False, False), (True, True, False))
    """
    usual = PASSED_BY.get(tags["barrier"], frozenset(MODES))
    if tags.get("locked") == "yes":
        usual = frozenset()
    return tuple(_passes(mode, tags, may=mode in usual) for mode in MODES)


def _passes(mode: str, tags: Mapping[str, str], *, may: bool) -> bool:
    words = [tags.get(key) for key in ACCESS_TAGS[mode]]
    telling = [word for word in words if word in ALLOWED or word in DENIED]
    return telling[-1] in ALLOWED if telling else may
