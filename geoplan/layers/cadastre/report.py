"""Check a cadastral file: what it is, where it lies, and what is wrong with its rows."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd

from geoplan.errors import LayerError
from geoplan.layers.cadastre.evidence import Evidence, weigh
from geoplan.layers.cadastre.faults import faults
from geoplan.layers.cadastre.parcels import FIELDS
from geoplan.layers.cadastre.placing import named_codes, place
from geoplan.layers.cadastre.read import read_parcels
from geoplan.layers.cadastre.readings import ODDITIES, Reading, declared_reading
from geoplan.layers.cadastre.telling import SHOWN, finding_lines, more
from geoplan.layers.cadastre.zones import in_zones
from geoplan.layers.raw.mapping import Mapping
from geoplan.layers.raw.notes import Note

KM = 1000  # metres
METRES = 10  # from which on a distance is told without centimetres


@dataclass(frozen=True)
class ParcelReport:
    """What a check of parcels found.

    Parameters
    ----------
    path
        The file.
    evidence
        What speaks for each reading of its coordinates.
    reading
        The one by which the parcels are placed and measured: the declared one, or the best where
        none is declared or the declared one is contradicted.
    parcels
        Fields as in ``geoplan.layers.cadastre.parcels.FIELDS``.
    findings
        One row per finding: ``row``, ``parcel_id``, ``fault``, ``detail``, ``is_mended``.
    notes
        What was understood and mended in reading.
    """

    path: Path
    evidence: Evidence
    reading: Reading
    parcels: gpd.GeoDataFrame
    findings: pd.DataFrame
    notes: list[Note]

    @property
    def is_contradicted(self) -> bool:
        """Whether the evidence speaks against the declared CRS."""
        return self.evidence.contradicts(self.evidence.declared)

    def refuse_contradicted(self) -> None:
        """Refuse a declared CRS that the evidence speaks against.

        Raises
        ------
        LayerError
            Naming the CRS and the best proposal.
        """
        if self.is_contradicted:
            where = "the communes that they name"
            if self.evidence.basis == "any":
                where = "communes of the study"
            self._refuse(
                f"{self.evidence.declared} is declared, but the parcels lie in {where} by "
                f"{self.reading}.",
                f"Correct what the file declares, or, if that is right, confirm it with --crs "
                f"{self.reading.code}.",
            )

    def refuse_undeclared(self) -> None:
        """Refuse parcels whose CRS neither the file nor its sender declares.

        Raises
        ------
        LayerError
            With the proposals as evidence.
        """
        if self.evidence.declared is None:
            self._refuse(
                f"no coordinate reference system is declared; {self.evidence}.",
                f"If that is right, confirm it with --crs {self.reading.code}; else give the code "
                "that is.",
            )

    def _refuse(self, problem: str, cure: str) -> None:
        raise LayerError(problem, cure, file=self.path, layer=FIELDS.layer, field="geometry")

    @property
    def parts(self) -> dict[str, list[str]]:
        """A title and lines for each part."""
        count = self.findings[["row"]].nunique().iloc[0]
        return {
            "Parcels": [*(note.text for note in self.notes), *self._filled()],
            "Reference system": self._system(),
            "Proposals, best first": self._proposals(),
            f"Findings ({len(self.findings):,} in {count:,} rows)": finding_lines(self.findings),
        }

    def __str__(self) -> str:
        """Return the report as text."""
        return "\n".join(
            f"{title}\n" + "".join(f"  {line}\n" for line in lines)
            for title, lines in self.parts.items()
        )

    def _filled(self) -> list[str]:
        known = self.parcels["commune_code"].notna().sum()
        total = self.parcels["area_m2"].sum()
        return [
            f"naming a commune of the study: {known:,} of {len(self.parcels):,}",
            f"geodesic area: {total / 1e4:,.1f} ha",
        ]

    def _system(self) -> list[str]:
        evidence = self.evidence
        if evidence.declared is None:
            declared = "declared: none"
        else:
            declared = f"declared: {evidence.declared}"
        return [
            declared,
            f"{evidence} ({evidence.sampled:,} of {evidence.total:,} parcels tried)",
            f"placed and measured as {self.reading}",
            f"datum operation to WGS 84: {self.reading.operation}",
        ]

    def _proposals(self) -> list[str]:
        table = self.evidence.table
        lines = [str(reading) for reading in self.evidence.readings[:SHOWN]]
        for at, (share, moved_m, ratio) in enumerate(
            table[["share_inside", "moved_m", "area_ratio"]].head(SHOWN).to_numpy(dtype=float)
        ):
            lines[at] += f": {share:.1%} inside"
            lines[at] += "" if np.isnan(moved_m) else f", {_far(moved_m)} from the declared"
            lines[at] += "" if np.isnan(ratio) else f", {ratio:.4f} × the stated area"
        return lines + more(len(table), "readings")


def check_parcels(
    path: Path,
    communes: gpd.GeoDataFrame,
    declared: str | None = None,
    *,
    mapping: Mapping | None = None,
    zoning: gpd.GeoDataFrame | None = None,
) -> ParcelReport:
    """Read a cadastral file, weigh the evidence of its CRS, and check it row by row.

    Parameters
    ----------
    path
        GeoPackage, Shapefile (also zipped), GeoJSON, DXF, CSV or XLSX.
    communes
        As ``geoplan.layers.communes.read_communes`` returns them.
    declared
        As ``declared_reading`` takes it, such as ``EPSG:9210``, ``9210`` or ``9210,swapped``; it
        goes before what the file says.
    mapping
        Where the file holds what; see ``read_parcels``.
    zoning
        Planning zones that the parcels are held against; see ``in_zones``.

    Raises
    ------
    LayerError
        When the file is unreadable, ``declared`` is no known code, or nothing is declared and no
        reading puts a parcel into the study.
    StudyError
        When the mapping names what the file does not hold.
    """
    said = _known(declared, path) if declared else None
    raw = read_parcels(path, mapping)
    if said is None and raw.declared:
        said = Reading(raw.declared)
    evidence = weigh(
        raw.frame.geometry.to_numpy(),
        communes,
        named=named_codes(raw, communes),
        stated_area_m2=raw.frame["stated_area_m2"].to_numpy(dtype=float),
        declared=said,
    )
    reading = _taken(evidence, path)
    parcels, found = place(raw, reading, communes)
    if zoning is not None:
        parcels = in_zones(parcels, zoning)
    findings = pd.concat([found, faults(parcels)], ignore_index=True)
    findings = findings.sort_values("row", kind="stable", ignore_index=True)
    return ParcelReport(path, evidence, reading, parcels, findings, raw.notes)


def _taken(evidence: Evidence, path: Path) -> Reading:
    """Return the declared reading unless it is contradicted, else the best."""
    if evidence.declared is not None and not evidence.contradicts(evidence.declared):
        return evidence.declared
    if evidence.rivals:
        return evidence.rivals[0]
    raise LayerError(
        "no coordinate reference system is declared, and none puts a parcel into the study.",
        "Give its code, or check that the file and the study are of the same province.",
        file=path,
        layer=FIELDS.layer,
        field="geometry",
    )


def _known(declared: str, path: Path) -> Reading:
    reading = declared_reading(declared)
    if reading is None:
        raise LayerError(
            f"{declared!r} is no known code of a coordinate reference system.",
            "Give one such as EPSG:9210 (VN-2000 / TM-3 105-45), and behind it by commas what is "
            f"unusual: {', '.join(ODDITIES)}.",
            file=path,
            layer=FIELDS.layer,
            field="geometry",
        )
    return reading


def _far(distance_m: float) -> str:
    if distance_m >= KM:
        return f"{distance_m / KM:,.1f} km"
    return f"{distance_m:,.0f} m" if distance_m >= METRES else f"{distance_m:.2f} m"
