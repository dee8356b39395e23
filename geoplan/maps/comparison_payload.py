"""What the page of a comparison carries: plain values, ready for JSON."""

from __future__ import annotations

import json
import math
from dataclasses import asdict
from typing import Any

import numpy as np
import pandas as pd
import shapely

from geoplan.maps.elements import template
from geoplan.maps.geometry import DEGREE_STEPS, encoded_rings, far_communes
from geoplan.reports.comparison import Comparison, Figure
from geoplan.reports.moves import FATES, MOVED_KM
from geoplan.reports.quantities import MEASURES, Quantity

# ColorBrewer RdBu, seven classes (Harrower and Brewer, 2003), safe for the colour-blind: from worse
# to better, the middle one where no difference can be seen.
COLOURS = ("#b2182b", "#ef8a62", "#fddbc7", "#f7f7f7", "#d1e5f0", "#67a9cf", "#2166ac")
STEPS = (1, 2, 5, 10)  # of a power of ten
REACHED = 0.9  # share of the differences that lie within two steps

WORDS = ("words.json", "compare/words.json")
DECIMALS = 5  # of every number; of a degree, 1.1 m
NAMES = ("name", "name_ascii", "name_en", "type", "people")
SITE = ("site_id", "rank", "commune_code", "people_gained")


def title(comparison: Comparison) -> dict[str, str]:
    """Return the title of the page in both languages."""
    study = comparison.new.summary.study
    return {
        "vi": f"So sánh hai phương án: {study.title_vi}",
        "en": f"Two plans compared: {study.title_en}",
    }


def payload(comparison: Comparison) -> dict[str, Any]:
    """Return all that the page shows, plain values that JSON knows.

    A number that is not known is ``None``; minutes out of reach are the text ``"unreachable"``.
    """
    plans = {"old": comparison.old, "new": comparison.new}
    sites = _sites(comparison.sites)
    far = far_communes(comparison.communes)
    west, south, east, north = comparison.communes.drop(index=list(far)).total_bounds.tolist()
    return {
        "title": title(comparison),
        "names": {key: plan.name for key, plan in plans.items()},
        "credits": comparison.new.summary.credits,
        "degree_steps": DEGREE_STEPS,
        "frame": [[_number(south), _number(west)], [_number(north), _number(east)]],
        "far": [{"code": code, "bearing": round(bearing)} for code, bearing in far.items()],
        "colours": COLOURS,
        "measures": _measures(comparison),
        "shown": _first_to_differ(comparison),
        "communes": _communes(comparison),
        "figures": [_figure(figure) for figure in comparison.figures],
        "assumptions": _assumptions(comparison),
        "inputs": _inputs(comparison),
        "made": _made(comparison),
        "travel": comparison.travel and [each.model_dump() for each in comparison.travel],
        "moved_km": MOVED_KM,
        "programmes": [
            {
                "id": name,
                "title": {"vi": result.title_vi, "en": result.title_en},
                "market": result.market,
                "fates": {fate: comparison.count(name, fate) for fate in FATES},
            }
            for name, result in comparison.programmes.items()
        ],
        "sites": sites,
        "places": _places(sites),
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


def _measures(comparison: Comparison) -> dict[str, dict[str, Any]]:
    return {
        name: {
            **_quantity(measure),
            "summable": measure.summable,
            "step": _number(
                class_step(comparison.communes[f"{name}_difference"], measure.resolution)
            ),
        }
        for name, measure in MEASURES.items()
    }


def _quantity(quantity: Quantity) -> dict[str, Any]:
    told = asdict(quantity)
    label = {"vi": told.pop("vi"), "en": told.pop("en")}
    return {"label": label, **told, "resolution": quantity.resolution}


def _first_to_differ(comparison: Comparison) -> str:
    """Return the first measure that differs anywhere; the first of all if none does."""
    differing = (
        name
        for name, measure in MEASURES.items()
        if (comparison.communes[f"{name}_difference"].abs() >= measure.resolution / 2).any()
    )
    return next(differing, next(iter(MEASURES)))


def _communes(comparison: Comparison) -> dict[str, dict[str, Any]]:
    communes = comparison.communes
    centres = shapely.get_coordinates(communes.geometry.representative_point())
    return {
        str(code): {
            **{name: row[name] for name in NAMES},
            "centre": _position(lat, lon),
            "rings": encoded_rings(row["geometry"]),
            "values": {
                name: [_number(row[f"{name}_old"]), _number(row[f"{name}_new"])]
                for name in MEASURES
            },
        }
        for (code, row), (lon, lat) in zip(communes.iterrows(), centres, strict=True)
    }


def _figure(figure: Figure) -> dict[str, Any]:
    return {
        "key": figure.key,
        **_quantity(figure.quantity),
        "first": figure.first,
        "old": _number(figure.old),
        "new": _number(figure.new),
    }


def _assumptions(comparison: Comparison) -> list[dict[str, Any]]:
    return [
        {
            "key": key,
            "label": {"vi": row["label_vi"], "en": row["label_en"]},
            "unit": _word(f"unit.{row['unit']}", row["unit"]),
            "old": _number(row["old"]),
            "new": _number(row["new"]),
        }
        for key, row in comparison.assumptions.iterrows()
    ]


def _inputs(comparison: Comparison) -> list[dict[str, Any]]:
    return [
        {"layer": _word(f"input.{layer}", str(layer)), "old": row["old"], "new": row["new"]}
        for layer, row in comparison.inputs.iterrows()
    ]


def _made(comparison: Comparison) -> dict[str, list[str]]:
    """Return what else made the plans and differs: version and seed."""
    summaries = [plan.summary for plan in (comparison.old, comparison.new)]
    seeds = [
        ", ".join(map(str, dict.fromkeys(result.seed for result in each.programmes.values())))
        for each in summaries
    ]
    made = {"version": [each.geoplan for each in summaries], "seed": seeds}
    return {name: values for name, values in made.items() if values[0] != values[1]}


def _word(key: str, otherwise: str) -> dict[str, str]:
    """Return a word of the catalogues; what it stands for itself if they do not know it."""
    catalogues = (json.loads(template(name)) for name in WORDS)
    return next(
        (words[key] for words in catalogues if key in words), {"vi": otherwise, "en": otherwise}
    )


def _sites(sites: pd.DataFrame) -> list[dict[str, Any]]:
    """Return each site or pair: programme, fate, and what each plan says of it."""
    return [
        {
            "programme": row["programme"],
            "fate": row["fate"],
            **{plan: _site(row, plan) for plan in ("old", "new")},
            "km": _number(row["distance_km"]),
        }
        for _, row in sites.iterrows()
    ]


def _site(row: pd.Series[Any], plan: str) -> dict[str, Any] | None:
    if pd.isna(row[f"site_id_{plan}"]):
        return None
    told = {name: row[f"{name}_{plan}"] for name in SITE}
    return {
        **{name: value if isinstance(value, str) else int(value) for name, value in told.items()},
        "at": _position(row[f"lat_{plan}"], row[f"lon_{plan}"]),
    }


def _places(sites: list[dict[str, Any]]) -> list[list[int]]:
    """Return the sites (row numbers) of each marker: of one programme and fate, with the same ends.

    Kept ones come first, so that what changed is drawn over them.
    """
    held: dict[tuple[Any, ...], list[int]] = {}
    for number, site in enumerate(sites):
        ends = (tuple(site[plan]["at"]) if site[plan] else None for plan in ("old", "new"))
        held.setdefault((site["fate"], site["programme"], *ends), []).append(number)
    return [held[key] for key in sorted(held, key=lambda key: FATES.index(key[0]))]


def _position(lat: float, lon: float) -> list[float]:
    return [round(float(lat), DECIMALS), round(float(lon), DECIMALS)]


def _number(value: float) -> float | str | None:
    """Return a number as JSON knows it, whole ones without decimals."""
    if math.isnan(value):
        return None
    if math.isinf(value):
        return "unreachable"
    return int(value) if float(value).is_integer() else round(float(value), DECIMALS)
