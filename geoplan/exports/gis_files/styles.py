"""The styles of the layers of a plan, and the table from which QGIS takes them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pandas as pd
import pyogrio

from geoplan.exports.drawing.symbols import BY_KIND, UPGRADED, Look, look_of, look_today
from geoplan.exports.gis_files.qml import (
    Category,
    Share,
    categorised_points,
    graduated_areas,
    single_points,
)
from geoplan.exports.written_fields import STATES
from geoplan.exports.written_whole import WholePlan
from geoplan.layers.facilities import HOSPITAL_KINDS
from geoplan.maps.classes import ShareClasses
from geoplan.reports.land.words import kind_words
from geoplan.words.catalogue import Language
from geoplan.words.wording import Wording

TABLE = "layer_styles"
UPDATED = pd.Timestamp("2000-01-01T00:00:00Z")  # the same for all, so that the bytes are the same
SITE_MM, TODAY_MM, CELL_MM = 3.2, 2.4, 1.0
STATION_MM = 2.2
CELL = Look("circle", "#8fa0ad")
UPGRADE = "upgrade"
KIND_OR_UPGRADE = f'CASE WHEN "upgraded" THEN \'{UPGRADE}\' ELSE "kind" END'


class LayerStyle(NamedTuple):
    """A style of a layer; one of each layer is used unless another is chosen."""

    layer: str
    name: str
    qml: str
    is_default: bool


def layer_styles(plan: WholePlan, words: Wording) -> Iterator[LayerStyle]:
    """Return the styles of every layer, with legends in a language.

    Parameters
    ----------
    plan
        The plan.
    words
        Of the catalogue ``export``.
    """
    shares = list(_shares(plan.classes, words))
    for state in STATES:
        qml = graduated_areas(f"covered_share_{state}", shares)
        yield LayerStyle("communes", words(f"style.communes.{state}"), qml, state == "after")
    language = words.language
    kinds = sorted(plan.sites["facility_kind"].unique(), key=_order)
    looks = [_category(kind, look_of(kind, upgraded=False), language) for kind in kinds]
    yield LayerStyle("sites", words("style.kind"), categorised_points("facility_kind", looks), True)
    new = plan.programme.loc[~plan.programme["upgraded"].astype(bool), "kind"]
    built = [
        _category(kind, look_of(kind, upgraded=False), language)
        for kind in sorted(new.unique(), key=_order)
    ]
    built.append(Category(UPGRADE, UPGRADED, STATION_MM, words("style.upgrade")))
    yield LayerStyle("programme", words("style.kind"), categorised_points(KIND_OR_UPGRADE, built),
                     True)  # fmt: skip
    yield LayerStyle("facilities", words("style.today"), _today(words), True)
    yield LayerStyle("demand", words("style.cells"), single_points(CELL, CELL_MM), True)


def write_styles(styles: Iterator[LayerStyle], path: Path) -> None:
    """Add the table of styles to a GeoPackage, as QGIS saves them there.

    Parameters
    ----------
    styles
        Of its layers.
    path
        The GeoPackage.
    """
    rows = [
        {
            "f_table_catalog": "",
            "f_table_schema": "",
            "f_table_name": style.layer,
            "f_geometry_column": pyogrio.read_info(path, layer=style.layer)["geometry_name"],
            "styleName": style.name,
            "styleQML": style.qml,
            "styleSLD": "",
            "useAsDefault": style.is_default,
            "description": style.name,
            "owner": "",
            "ui": None,
            "update_time": UPDATED,
        }
        for style in styles
    ]
    frame = pd.DataFrame(rows).astype({"ui": "string"})
    pyogrio.write_dataframe(frame, path, layer=TABLE, driver="GPKG", FID="id")


def _shares(classes: ShareClasses, words: Wording) -> Iterator[Share]:
    for (low, high), colour in zip(classes.limits(), classes.colours, strict=True):
        label = words("style.class", low=words.percent(low, 0), high=words.percent(high, 0))
        yield Share(low, high, colour, label)


def _category(kind: str, look: Look, language: Language) -> Category:
    small = kind in ("commune_station", "satellite_point")
    size_mm, name = STATION_MM if small else SITE_MM, kind_words(kind).in_language(language)
    return Category(kind, look, size_mm, name)


def _order(kind: str) -> tuple[int, str]:
    """Return where a kind stands in a legend."""
    known = list(BY_KIND)
    return (known.index(kind) if kind in known else len(known), kind)


def _today(words: Wording) -> str:
    """Return the style of the register: hospitals and others, hollow if not surveyed."""
    quoted = ", ".join(f"'{kind}'" for kind in HOSPITAL_KINDS)
    expression = (
        f"CASE WHEN \"kind\" IN ({quoted}) THEN 'hospital' ELSE 'other' END || ' ' || "
        "CASE WHEN \"position_quality\" = 'surveyed' THEN 'surveyed' ELSE 'estimate' END"
    )
    kinds = {"hospital": HOSPITAL_KINDS[0], "other": "commune_station"}
    return categorised_points(
        expression,
        [
            Category(f"{group} {quality}", look_today(kind, quality), TODAY_MM,
                     words(f"style.{group}.{quality}"))
            for group, kind in kinds.items()
            for quality in ("surveyed", "estimate")
        ],
    )  # fmt: skip
