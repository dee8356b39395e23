"""What the page of a comparison carries: plain values, ready for JSON."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pandas as pd
import shapely

from geoplan.maps.geometry import DEGREE_STEPS, encoded_rings, far_communes
from geoplan.reports.comparison import Comparison
from geoplan.reports.comparison_json import content, number
from geoplan.reports.moves import FATES
from geoplan.reports.quantities import MEASURES
from geoplan.words import telling
from geoplan.words.catalogue import Text, catalogue

# ColorBrewer RdBu, seven classes (Harrower and Brewer, 2003), safe for the colour-blind: from worse
# to better, the middle one where no difference can be seen.
COLOURS = ("#b2182b", "#ef8a62", "#fddbc7", "#f7f7f7", "#d1e5f0", "#67a9cf", "#2166ac")
STEPS = (1, 2, 5, 10)  # of a power of ten
REACHED = 0.9  # share of the differences that lie within two steps

WORDS = ("page", "compare")


def title(comparison: Comparison) -> dict[str, str]:
    """Return the title of the page in both languages."""
    study = comparison.new.summary.study
    return telling.told("comparison", "title", study=Text(study.title_vi, study.title_en))._asdict()


def payload(comparison: Comparison) -> dict[str, Any]:
    """Return all that the page shows: the content of the comparison, and what draws it.

    A number that is not known is ``None``; minutes out of reach are the text ``"unreachable"``.
    """
    told = content(comparison)
    facilities = [_facility(each) for each in told["facilities"]]
    far = far_communes(comparison.communes)
    west, south, east, north = comparison.communes.drop(index=list(far)).total_bounds.tolist()
    return {
        **told,
        "title": title(comparison),
        "degree_steps": DEGREE_STEPS,
        "frame": [[number(south), number(west)], [number(north), number(east)]],
        "far": [{"code": code, "bearing": round(bearing)} for code, bearing in far.items()],
        "colours": COLOURS,
        "measures": _measures(comparison, told["measures"]),
        "shown": _first_to_differ(comparison),
        "communes": _communes(comparison, told["communes"]),
        "facilities": facilities,
        "places": _places(facilities),
        "kinds": _kinds(facilities),
        "assumptions": [
            each | {"unit": _word(f"unit.{each['unit']}", each["unit"])}
            for each in told["assumptions"]
        ],
        "inputs": [
            each | {"layer": _word(f"input.{each['layer']}", each["layer"])}
            for each in told["inputs"]
        ],
    }


def class_step(differences: pd.Series[float], resolution: float) -> float:
    """Return the width of a class: 1, 2 or 5 of some unit, so that most lie within two.

    Parameters
    ----------
    differences
        Of the communes; those that are not finite or cannot be seen do not count.
    resolution
        The least difference that can be seen.
    """
    sizes = differences.abs()
    sizes = sizes[np.isfinite(sizes) & (sizes >= resolution / 2)]
    wanted = float(sizes.quantile(REACHED)) / 2 if len(sizes) else 0.0
    wanted = max(wanted, 2 * resolution)
    unit = 10.0 ** math.floor(math.log10(wanted))
    return next(step * unit for step in STEPS if step * unit >= wanted * (1 - 1e-9))


def _measures(comparison: Comparison, told: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {
        name: told[name]
        | {
            "summable": measure.summable,
            "step": number(
                class_step(comparison.communes[f"{name}_difference"], measure.resolution)
            ),
        }
        for name, measure in MEASURES.items()
    }


def _first_to_differ(comparison: Comparison) -> str:
    """Return the first measure that differs anywhere; the first of all if none does."""
    differing = (
        name
        for name, measure in MEASURES.items()
        if (comparison.communes[f"{name}_difference"].abs() >= measure.resolution / 2).any()
    )
    return next(differing, next(iter(MEASURES)))


def _communes(comparison: Comparison, told: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Return the communes with their shapes; of each measure the old value and the new one."""
    shapes = comparison.communes.geometry
    centres = shapely.get_coordinates(shapes.representative_point())
    return {
        code: {
            **{name: value for name, value in each.items() if name != "measures"},
            "centre": [number(lat), number(lon)],
            "rings": encoded_rings(shape),
            "values": {name: [ends["old"], ends["new"]] for name, ends in each["measures"].items()},
        }
        for (code, each), shape, (lon, lat) in zip(told.items(), shapes, centres, strict=True)
    }


def _word(key: str, otherwise: str) -> dict[str, str]:
    """Return a word of the catalogues; what it stands for itself if they do not know it."""
    known = (catalogue(domain).get(key) for domain in WORDS)
    return next(filter(None, known), Text(otherwise, otherwise))._asdict()


def _facility(told: dict[str, Any]) -> dict[str, Any]:
    """Return a facility with the position of each end as one value."""
    return told | {plan: told[plan] and _end(told[plan]) for plan in ("old", "new")}


def _end(told: dict[str, Any]) -> dict[str, Any]:
    kept = {name: value for name, value in told.items() if name not in ("lat", "lon")}
    return kept | {"at": [told["lat"], told["lon"]]}


def _places(facilities: list[dict[str, Any]]) -> list[list[int]]:
    """Return the facilities (row numbers) of each marker: of one programme, fate and place.

    Kept ones come first, so that what changed is drawn over them.
    """
    held: dict[tuple[Any, ...], list[int]] = {}
    for row, each in enumerate(facilities):
        ends = (tuple(each[plan]["at"]) if each[plan] else None for plan in ("old", "new"))
        held.setdefault((each["fate"], each["programme"], *ends), []).append(row)
    return [held[key] for key in sorted(held, key=lambda key: FATES.index(key[0]))]


def _kinds(facilities: list[dict[str, Any]]) -> dict[str, dict[str, str]]:
    """Return what the kinds that occur are called."""
    kinds = {each[plan]["kind"] for each in facilities for plan in ("old", "new") if each[plan]}
    return {
        kind: catalogue("labels").get(f"kind.{kind}", Text(kind, kind))._asdict()
        for kind in sorted(kinds)
    }
