"""The layers of a province, made of the files that it gives."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd

from geoplan.errors import StudyError
from geoplan.layers.raw import boundaries, facilities, population
from geoplan.layers.raw.asking import Ask, guesses, settle
from geoplan.layers.raw.cells import Cells, demand_of
from geoplan.layers.raw.columns import RawTable
from geoplan.layers.raw.mapping import Mapping, read_mapping
from geoplan.layers.raw.notes import Note
from geoplan.layers.raw.raster import ENDINGS, raster_cells
from geoplan.layers.raw.spread import even_cells, road_cells


@dataclass(frozen=True)
class RawFiles:
    """What a province gives.

    Parameters
    ----------
    boundaries
        Vector file of its communes.
    population
        GeoTIFF of people, or a CSV of people by cell or by commune.
    facilities
        CSV or points; None for a modelled station in each commune.
    density
        Of people by commune: GeoTIFF or roads along which they are spread; None for evenly.
    mapping
        Mapping file; None if all columns are plain.
    """

    boundaries: Path
    population: Path
    facilities: Path | None = None
    density: Path | None = None
    mapping: Path | None = None


@dataclass(frozen=True)
class Province:
    """The layers of a province, and what was done to its files for them.

    Parameters
    ----------
    communes
        Indexed by ``commune_code``, fields as in ``geoplan.layers.communes.FIELDS``.
    demand, facilities
        Fields as in ``FIELDS`` of the layers of that name.
    crs
        Metric coordinate reference system, ``EPSG:…``.
    cells
        What the cells were made of.
    has_modelled_stations
        Whether the stations among the facilities are geoplan's own.
    notes
        What was read, guessed, repaired, derived and assumed.
    """

    communes: gpd.GeoDataFrame
    demand: pd.DataFrame
    facilities: pd.DataFrame
    crs: str
    cells: Cells
    has_modelled_stations: bool
    notes: list[Note]


def read_province(raw: RawFiles, *, gap_m: float, ask: Ask | None) -> Province:
    """Read the files of a province as layers.

    Parameters
    ----------
    raw
        The files.
    gap_m
        Widest water that counts as bridged, metres.
    ask
        Puts what geoplan cannot tell to somebody; None to refuse instead.

    Raises
    ------
    StudyError
        When something about the files cannot be told, with a mapping file to fill in.
    LayerError
        When a file cannot be used.
    """
    tables, mapping, notes = _settled(raw, ask)
    named = {part: table.named(mapping) for part, table in tables.items()}
    crs = boundaries.metric_crs(named[boundaries.PART])
    communes, said = boundaries.communes_of(named[boundaries.PART], raw.boundaries, crs)
    notes += said
    official = communes["people"] if "people" in named[boundaries.PART] else None
    table = tables.get(population.PART)
    if table is not None and not population.has_cells(table):
        counts = population.counts_of(named[population.PART], raw.population, communes)
        notes += _compared(counts, official, raw)
        official = counts
    cells = _cells(raw, table, named, communes, crs)
    demand, said = demand_of(cells, communes, official)
    notes += [_scaled(cells, demand, official, raw), *said]
    communes["people"] = demand.groupby("commune_code")["people"].sum()
    communes, said = boundaries.with_islands(
        communes, gap_m=gap_m, smallest_km2=cells.side_km**2, crs=crs
    )
    notes += said
    register, modelled, said = _facilities(raw, named, communes, demand)
    return Province(communes, demand, register, crs, cells, modelled, [*notes, *said])


def _settled(raw: RawFiles, ask: Ask | None) -> tuple[dict[str, RawTable], Mapping, list[Note]]:
    """Return the tables among the files, and what their columns and words are."""
    mapping = read_mapping(raw.mapping) if raw.mapping else Mapping()
    land, notes = boundaries.read_boundaries(raw.boundaries)
    tables = [land]
    if not _is_raster(raw.population):
        tables.append(population.read_population(raw.population, mapping))
    if raw.facilities:
        register, said = facilities.read_register(raw.facilities)
        tables.append(register)
        notes = [*notes, *said]
    mapping = settle(tables, mapping, ask)
    guessed = [note for table in tables for note in guesses(table, mapping)]
    return {table.part: table for table in tables}, mapping, [*notes, *guessed]


def _cells(
    raw: RawFiles,
    table: RawTable | None,
    named: dict[str, Any],
    communes: gpd.GeoDataFrame,
    crs: str,
) -> Cells:
    layer = population.LAYER
    if raw.density and (table is None or population.has_cells(table)):
        raise StudyError(
            "a density says nothing where the population has cells of its own.",
            "Leave --density out, or give people by commune.",
            file=raw.population,
        )
    if table is None:
        return raster_cells(raw.population, communes, layer, crs)
    if population.has_cells(table):
        return population.table_cells(named[population.PART], raw.population, crs)
    if raw.density is None:
        return even_cells(communes, crs)
    if _is_raster(raw.density):
        cells = raster_cells(raw.density, communes, "density", crs)
        words = f"spread over cells by the values of {cells.words}"
        return replace(cells, are_people=False, words=words)
    return road_cells(raw.density, communes, crs)


def _facilities(
    raw: RawFiles, named: dict[str, Any], communes: gpd.GeoDataFrame, demand: pd.DataFrame
) -> tuple[pd.DataFrame, bool, list[Note]]:
    register: pd.DataFrame | None = None
    notes: list[Note] = []
    if raw.facilities:
        rows = named[facilities.PART]
        register, notes = facilities.facilities_of(rows, raw.facilities, communes)
        if facilities.has_stations(register):
            return register, False, notes
    stations = facilities.modelled_stations(communes, demand)
    why = f"{raw.facilities.name} holds none" if raw.facilities else "no register is given"
    notes = [
        *notes,
        Note(
            "Assumed",
            f"{len(stations):,} commune stations, one in each commune at its most populated cell, "
            f"since {why}",
        ),
    ]
    both = stations if register is None else pd.concat([register, stations])
    return both, True, notes


def _compared(counts: pd.Series[Any], official: pd.Series[Any] | None, raw: RawFiles) -> list[Note]:
    if official is None or (differ := int((counts != official).sum())) == 0:
        return []
    return [
        Note(
            "Derived",
            f"people: the counts of {raw.population.name}, which differ from those of "
            f"{raw.boundaries.name} in {differ:,} communes",
        )
    ]


def _scaled(
    cells: Cells,
    demand: pd.DataFrame,
    official: pd.Series[Any] | None,
    raw: RawFiles,
) -> Note:
    """Say whose count the people are, and how they came into cells."""
    people = demand["people"].sum()
    if not cells.are_people:
        return Note("Assumed", f"{people:,} people of {raw.population.name}, {cells.words}")
    held = demand["people_raster"].sum()
    if official is None:
        return Note(
            "Derived", f"people: {people:,}, the sums of {cells.words}; no official count is given"
        )
    return Note(
        "Derived",
        f"people: {people:,} by the official counts of {raw.boundaries.name}; the cells hold "
        f"{held:,.0f} ({held / people:.2f} of that) and are scaled commune by commune; "
        f"{cells.words}",
    )


def _is_raster(path: Path) -> bool:
    return path.suffix.lower() in ENDINGS
