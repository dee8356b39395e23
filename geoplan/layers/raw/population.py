"""Who lives where: a raster, a table of cells, or a table of communes to be spread."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from scipy.spatial import KDTree

from geoplan.errors import LayerError
from geoplan.layers.fields import Field, FieldTable, FieldType
from geoplan.layers.files import points
from geoplan.layers.raw.boundaries import CODE, PEOPLE, five_digits
from geoplan.layers.raw.cells import Cells
from geoplan.layers.raw.columns import RawTable, Wanted
from geoplan.layers.raw.files import read_raw_table, refuse_separators
from geoplan.layers.raw.mapping import Mapping

PART = LAYER = "population"
LON = Wanted("lon", "longitude in degrees", ("long", "lng", "longitude", "kinh độ"))
LAT = Wanted("lat", "latitude in degrees", ("latitude", "vĩ độ"))
BY_CELL = (LON, LAT, Wanted("people", "people in the cell", PEOPLE))
BY_COMMUNE = (
    Wanted(CODE.name, f"{CODE.meaning} (or, of a table of cells, lon and lat)", CODE.names),
    Wanted("people", "people of the commune", PEOPLE),
)

CELL_FIELDS = FieldTable(
    LAYER,
    "People by cell.",
    (
        Field("row", FieldType.TEXT, "place of the row in the file"),
        Field("lon", FieldType.NUMBER, "longitude", "degrees", minimum=-180, maximum=180),
        Field("lat", FieldType.NUMBER, "latitude", "degrees", minimum=-90, maximum=90),
        Field("people", FieldType.NUMBER, "people", "people", minimum=0),
    ),
)
COUNT_FIELDS = FieldTable(
    LAYER,
    "People by commune.",
    (
        Field("commune_code", FieldType.TEXT, "code", unique=True, pattern=r"^\d{5}$"),
        Field("people", FieldType.WHOLE, "people", "people", minimum=0),
    ),
)


def read_population(path: Path, mapping: Mapping) -> RawTable:
    """Read a table of people, by cell where it has coordinates, else by commune.

    Raises
    ------
    LayerError
        When it is unreadable.
    """
    frame = read_raw_table(path, LAYER)
    by_cell = RawTable(PART, path, frame, BY_CELL)
    placed = all(
        mapping.column(PART, wanted.name) or any(map(wanted.is_called, by_cell.columns))
        for wanted in (LON, LAT)
    )
    return by_cell if placed else RawTable(PART, path, frame, BY_COMMUNE)


def has_cells(table: RawTable) -> bool:
    """Return whether a table of people is one of cells."""
    return table.wanted is BY_CELL


def table_cells(named: pd.DataFrame, path: Path, crs: str) -> Cells:
    """Return the populated cells of a table.

    Parameters
    ----------
    named
        Its rows with geoplan's names.
    path
        The file.
    crs
        Metric coordinate reference system in which their distance is measured.

    Raises
    ------
    LayerError
        When a row breaks the field table.
    """
    rows = [f"row {number}" for number in range(1, len(named) + 1)]
    cells = points(CELL_FIELDS.validate(named.assign(row=rows), path))
    living = cells[cells["people"] > 0][["people", "geometry"]].rename(columns={"people": "weight"})
    metric = living.to_crs(crs).geometry
    places = np.column_stack([metric.x, metric.y])
    apart_m, _ = KDTree(places).query(places, k=[2])  # the first is the cell itself
    side_km = float(np.median(apart_m)) / 1000
    if not 0 < side_km < np.inf:
        raise LayerError(
            "there are not two populated cells at different places.",
            "Give the cells of the whole province, each once.",
            file=path,
            layer=LAYER,
            field="lon, lat",
        )
    words = f"{path.name}: {len(living):,} cells, half of them within {side_km:.2f} km of the next"
    return Cells(living, side_km, words)


def counts_of(named: pd.DataFrame, path: Path, communes: pd.DataFrame) -> pd.Series[Any]:
    """Return the people of each commune from a table of communes.

    Raises
    ------
    LayerError
        When a row breaks the field table, or it and the communes do not hold the same codes.
    """
    refuse_separators(named["people"], path, LAYER, "people")
    named = named.assign(commune_code=five_digits(named["commune_code"]))
    people = COUNT_FIELDS.validate(named, path)["people"]
    faults = {
        "the boundaries hold no such commune.": people.index.difference(communes.index),
        "a commune of the boundaries is not there.": communes.index.difference(people.index),
    }
    for problem, codes in faults.items():
        if len(codes):
            raise LayerError(
                problem,
                "Give the same communes in both files, under the codes of today.",
                file=path,
                layer=LAYER,
                field="commune_code",
                rows=codes,
            )
    return people.reindex(communes.index)
