"""Norms of plots by kind of facility, and what each land-use code is worth: hand-kept tables."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geoplan.errors import LayerError
from geoplan.layers.cadastre.uses import parts_of
from geoplan.layers.facilities import KINDS
from geoplan.layers.fields import Field, FieldTable, FieldType
from geoplan.layers.files import read_table

UNITS = {
    "plot_m2": "m²",
    "plot_m2_per_bed": "m² per bed",
    "floor_m2_per_bed": "m² per bed",
    "service_radius_km": "km",
    "frontage_m": "m",
}
STANDINGS = ("in force", "superseded", "to verify")
Floats = NDArray[np.float64]

NORMS = FieldTable(
    "norms",
    "What a norm asks of the land of one facility, one row per kind and norm. A norm is a finding "
    "with a citation, never a filter.",
    (
        Field("norm_id", FieldType.TEXT, "identifier of the row", unique=True),
        Field("kind", FieldType.TEXT, "kind of facility", values=KINDS),
        Field("norm", FieldType.TEXT, "what is asked: least plot; least plot or floor for each "
              "bed; radius of service; width of the façade. The last two cannot be told from a "
              "plot and are not graded", values=tuple(UNITS)),
        Field("value", FieldType.NUMBER, "the least that is asked", "as unit", minimum=0),
        Field("value_to", FieldType.NUMBER, "upper end where the norm states a range; nothing is "
              "graded against it", "as unit", required=False, minimum=0),
        Field("unit", FieldType.TEXT, "unit of the value", values=tuple(dict.fromkeys(
              UNITS.values()))),
        Field("beds_from", FieldType.WHOLE, "fewest beds for which it holds; blank for any",
              "beds", required=False, minimum=0),
        Field("beds_to", FieldType.WHOLE, "most beds for which it holds; blank for any", "beds",
              required=False, minimum=0),
        Field("citation", FieldType.TEXT, "the document that asks it"),
        Field("standing", FieldType.TEXT, "whether it is in force; to verify: nobody has read the "
              "document; superseded: told for information", values=STANDINGS),
        Field("note", FieldType.TEXT, "what a reader should know", required=False),
    ),
)  # fmt: skip
LAND_USE = FieldTable(
    "land_use",
    "What a land-use code is worth for a health facility.",
    (
        Field("code", FieldType.TEXT, "land-use code", unique=True, pattern=r"^[A-ZĐ]{2,4}$"),
        Field("meaning_vi", FieldType.TEXT, "what it stands for, in Vietnamese"),
        Field("meaning_en", FieldType.TEXT, "what it stands for, in English"),
        Field("worth", FieldType.NUMBER, "1 where such land suits a health facility best, 0 where "
              "not at all", "0 to 1", minimum=0, maximum=1),
        Field("excluded", FieldType.FLAG, "whether such land cannot be used at all"),
        Field("citation", FieldType.TEXT, "the document that the code stands in"),
        Field("source", FieldType.TEXT, "why that worth, or that it is assumed"),
        Field("verified", FieldType.FLAG, "whether somebody answers for the worth"),
    ),
)  # fmt: skip


@dataclass(frozen=True)
class Norms:
    """The norms of a study.

    Parameters
    ----------
    table
        Indexed by ``norm_id``, fields as in ``NORMS``, in the order of the file.
    file
        Where they stand.
    """

    table: pd.DataFrame
    file: Path

    def of(self, kind: str, beds: float | None = None) -> pd.DataFrame:
        """Return the norms that hold for a facility.

        Parameters
        ----------
        kind
            Of the facility.
        beds
            That it has; without, norms that hold for some numbers of beds only are left out.

        Examples
        --------
        >>> from geoplan.study import bundled
        >>> norms = read_norms(bundled("data/norms/norms.csv"))
        >>> norms.of("regional", 200)["value"].to_dict()["regional-plot"]
        12000.0
        >>> "regional-plot" in norms.of("regional", 300).index
        False
        """
        table = self.table[self.table["kind"] == kind]
        low, high = table["beds_from"].fillna(0), table["beds_to"].fillna(np.inf)
        if beds is None:
            return table[table["beds_from"].isna() & table["beds_to"].isna()]
        return table[(low <= beds) & (beds <= high)]


@dataclass(frozen=True)
class LandUse:
    """What land-use codes are worth.

    Parameters
    ----------
    table
        Indexed by ``code``, fields as in ``LAND_USE``, in the order of the file.
    file
        Where they stand.
    """

    table: pd.DataFrame
    file: Path

    def worth(self, uses: pd.Series[Any]) -> pd.Series[float]:
        """Return what the uses of each plot are worth, 0 to 1.

        Parameters
        ----------
        uses
            A code (``DYT``), several (``ONT+CLN``), or several with the m² of each
            (``ODT 120; CLN 80``), as the parcels layer holds them.

        Returns
        -------
        Series
            Indexed as ``uses``: the mean by area where every area is stated, else the least of
            them. A code that the table does not have is left out; NaN where none is known.
        """
        return self._told(uses, self.table["worth"], _mean_or_least)

    def excluded_share(self, uses: pd.Series[Any]) -> pd.Series[float]:
        """Return which share of each plot cannot be used at all, 0 to 1.

        Parameters
        ----------
        uses
            As in ``worth``.

        Returns
        -------
        Series
            Indexed as ``uses``; NaN where none of its codes is known, and where only some of
            several are excluded and areas are not stated.
        """
        return self._told(uses, self.table["excluded"].astype("float64"), _mean_or_unknown)

    @staticmethod
    def _told(
        uses: pd.Series[Any], told: pd.Series[float], joined: Callable[[Floats, Floats], float]
    ) -> pd.Series[float]:
        figure = told.to_dict()

        def one(text: str) -> float:
            parts = {code: m2 for code, m2 in parts_of(text).items() if code in figure}
            if not parts:
                return np.nan
            return joined(np.array([figure[code] for code in parts]), np.array([*parts.values()]))

        places, texts = pd.factorize(uses.astype("string"))  # of what is missing the place is -1
        values = np.array([*(one(str(text)) for text in texts), np.nan])
        return pd.Series(values[places], index=uses.index)


def _mean_or_least(worth: Floats, area_m2: Floats) -> float:
    return float(np.average(worth, weights=area_m2) if area_m2.sum() > 0 else worth.min())


def _mean_or_unknown(share: Floats, area_m2: Floats) -> float:
    if area_m2.sum() > 0:
        return float(np.average(share, weights=area_m2))
    return float(share[0]) if (share == share[0]).all() else np.nan


def read_norms(path: Path) -> Norms:
    """Read a table of norms.

    Raises
    ------
    LayerError
        When the file breaks the field table, a unit is not that of its norm, or a range ends
        before it begins.
    """
    table = NORMS.validate(read_table(path, NORMS.layer), path)
    wrong = table["unit"] != table["norm"].map(UNITS)
    _refuse(
        table, wrong, "unit", "the unit is not that of the norm.", path,
        "Write the value in: " + ", ".join(f"{norm} in {unit}" for norm, unit in UNITS.items())
        + ".",
    )  # fmt: skip
    for low, high in (("value", "value_to"), ("beds_from", "beds_to")):
        _refuse(
            table, table[high] < table[low], high, f"{high} is less than {low}.", path,
            "Write the lower end first.",
        )  # fmt: skip
    return Norms(table, path)


def read_land_use(path: Path) -> LandUse:
    """Read a table of land-use codes.

    Raises
    ------
    LayerError
        When the file breaks the field table.
    """
    return LandUse(LAND_USE.validate(read_table(path, LAND_USE.layer), path), path)


def _refuse(
    table: pd.DataFrame,
    bad: pd.Series[bool],
    field: str,
    problem: str,
    path: Path,
    cure: str,
) -> None:
    if not bad.any():
        return
    held = enumerate(zip(table.index, table[field], bad, strict=True), start=2)
    rows = [f"line {line} ({name}): {value}" for line, (name, value, wrong) in held if wrong]
    raise LayerError(problem, cure, file=path, layer=NORMS.layer, field=field, rows=rows)
