"""The parcels of a study in one file beside it: those of several cadastral files, no id twice.

``parcels.parquet`` (GeoParquet) is found by its place; the study file does not name it.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import filelock
import geopandas as gpd
import pandas as pd
from pyproj.exceptions import CRSError

from geoplan._version import __version__
from geoplan.errors import LayerError, OutputError
from geoplan.layers.cadastre.joining import joined
from geoplan.layers.cadastre.parcels import FIELDS
from geoplan.layers.cadastre.telling import finding_lines
from geoplan.layers.fields import FieldTable
from geoplan.layers.files import WGS84, sha256

NAME = "parcels.parquet"
VERSION = 1  # of the format; the next where geoplan can no longer read what it wrote before
ATTRIBUTE = "geoplan_parcels"
CURE = "Move it away, and read the cadastral files again with geoplan parcels read."
PATIENCE_S = 120.0  # for another process that writes; to store takes a fraction of it

STORED = FieldTable(
    FIELDS.layer,
    FIELDS.meaning,
    (
        replace(FIELDS.fields[0], unique=True),
        *(
            replace(field, required=field.required or field.name in ("source", "crs"))
            for field in FIELDS.fields[1:]
        ),
    ),
)


@dataclass(frozen=True)
class Stored:
    """What is stored now.

    Parameters
    ----------
    path
        The file.
    files
        One row per cadastral file: ``name``, ``sha256`` (blank where not known), ``crs``,
        ``parcels``.
    findings
        What was found in storing: ``source``, ``row``, ``parcel_id``, ``fault``, ``detail``,
        ``is_mended``.
    """

    path: Path
    files: pd.DataFrame
    findings: pd.DataFrame

    def __str__(self) -> str:
        """Return what is stored, in lines."""
        total = self.files["parcels"].sum()
        lines = [f"{self.path}: {total:,} parcels of {len(self.files):,} files"]
        lines += [
            f"  {file.name}: {file.parcels:,} parcels, by {file.crs}"
            for file in self.files.itertuples()
        ]
        if len(self.findings):
            lines += ["Found in storing", *(f"  {line}" for line in finding_lines(self.findings))]
        return "\n".join(lines)


def store_path(study_path: Path) -> Path:
    """Return where the parcels of a study are stored, whether there are any or not."""
    return study_path.parent / NAME


def store(
    parcels: gpd.GeoDataFrame, study_path: Path, *, checksums: Mapping[str, str] | None = None
) -> Stored:
    """Store parcels beside those that other files gave the study; see ``joined``.

    Parcels of files of the same names read before are replaced. Another process that stores at the
    same time is waited for. The file is written beside its place and moved there when it is whole.

    Parameters
    ----------
    parcels
        As ``place`` returns them, EPSG:4326, of one or several files (``source``).
    study_path
        The study file.
    checksums
        SHA-256 by ``source``.

    Raises
    ------
    LayerError
        When the file that stands there cannot be read.
    OutputError
        When it cannot be written; what stood there is untouched.
    """
    path = store_path(study_path)
    with _alone(path):
        held, known = _read(path) if path.is_file() else (None, [])
        whole, findings = joined(held, parcels)
        sums = {file["name"]: file["sha256"] for file in known} | dict(checksums or {})
        counts = whole.groupby("source").agg(crs=("crs", "first"), parcels=("crs", "size"))
        files = [
            {"name": name, "sha256": sums.get(name, ""), "crs": row["crs"], "parcels": row.parcels}
            for name, row in counts.iterrows()
        ]
        about = {
            "version": VERSION,
            "geoplan": __version__,
            "study": study_path.name,
            "study_sha256": sha256(study_path) if study_path.is_file() else "",
            "files": files,
        }
        _write(whole, about, path)
    columns = ["name", "sha256", "crs", "parcels"]
    return Stored(path, pd.DataFrame(files, columns=columns), findings)


def read_stored(path: Path) -> gpd.GeoDataFrame:
    """Read the stored parcels of a study.

    Parameters
    ----------
    path
        As ``store_path`` returns it.

    Returns
    -------
    GeoDataFrame
        Fields as in ``FIELDS``, indexed by ``parcel_id`` (no id twice), by source and row; valid
        polygons and points, EPSG:4326.

    Raises
    ------
    LayerError
        When the file is absent, damaged, written by something else or by another version, or
        breaks the field table.
    """
    return _read(path)[0]


def _read(path: Path) -> tuple[gpd.GeoDataFrame, list[dict[str, Any]]]:
    """Return the parcels, and what is known of the files they came from."""
    frame = _load(path)
    files: list[dict[str, Any]] = _about(frame, path)["files"]
    frame.attrs = {}
    return STORED.validate(frame, path), files


def _load(path: Path) -> gpd.GeoDataFrame:
    import pyarrow as pa

    if not path.is_file():
        raise LayerError(
            "the study has no parcels yet.",
            "Read some with geoplan parcels read.",
            file=path,
            layer=FIELDS.layer,
        )
    try:
        frame = gpd.read_parquet(path, page_checksum_verification=True)
    except (KeyError, OSError, TypeError, ValueError, pa.ArrowException, CRSError):
        raise LayerError(
            "the file is not whole GeoParquet.", CURE, file=path, layer=FIELDS.layer
        ) from None
    if frame.crs != WGS84:
        raise LayerError("the file is not in EPSG:4326.", CURE, file=path, layer=FIELDS.layer)
    return frame


def _about(frame: gpd.GeoDataFrame, path: Path) -> dict[str, Any]:
    about = frame.attrs.get(ATTRIBUTE)
    if not isinstance(about, dict) or not isinstance(about.get("files"), list):
        raise LayerError(
            "the file was not written by geoplan parcels read.",
            CURE,
            file=path,
            layer=FIELDS.layer,
        )
    if about.get("version") != VERSION:
        raise LayerError(
            f"the file is of format {about.get('version')}, and this geoplan reads {VERSION}.",
            CURE,
            file=path,
            layer=FIELDS.layer,
        )
    return about


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    """Let no other process store at the same time."""
    lock = filelock.FileLock(path.with_name(f".{path.name}.lock"), timeout=PATIENCE_S)
    try:
        with lock:
            yield
    except filelock.Timeout:
        raise OutputError(
            f"{path}: another geoplan has been storing parcels here for {PATIENCE_S:.0f} s. Wait "
            "until it is done, and run this again; what stands there is untouched."
        ) from None
    except OSError as refused:
        raise _unwritten(path, refused) from None


def _write(parcels: gpd.GeoDataFrame, about: dict[str, Any], path: Path) -> None:
    import pyarrow as pa

    whole = parcels.reset_index()
    whole.attrs = {ATTRIBUTE: about}
    try:
        with tempfile.TemporaryDirectory(dir=path.parent, prefix=".geoplan-") as staging:
            fresh = Path(staging) / path.name
            whole.to_parquet(fresh, index=False, compression="zstd", write_page_checksum=True)
            fresh.replace(path)
    except pa.ArrowException as refused:
        raise _unwritten(path, refused) from None


def _unwritten(path: Path, refused: Exception) -> OutputError:
    reason = getattr(refused, "strerror", None) or str(refused).partition("\n")[0]
    return OutputError(
        f"{path}: the parcels could not be stored ({reason}). Free the space or the rights it "
        "needs; what stood there before is untouched."
    )
