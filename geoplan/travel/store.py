"""Minutes between places kept on disk: searched for once, in blocks that outlive an interruption.

The names of the files hold a SHA-256 of all that the minutes depend on, so that what was found for
other roads, places or limits is never taken for an answer.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryFile
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from geoplan.errors import OutputError
from geoplan.progress import Progress, Standing, silent
from geoplan.travel.matrix import ENGINE, Access, Router, Searches
from geoplan.travel.network import Network
from geoplan.travel.sealed import UNFINISHED, UnsoundError, read_sealed, sealing, write_sealed

if TYPE_CHECKING:
    from distributed import Client

    from geoplan.travel.cluster import Block, Found

STAGE = "Travel times"
ROWS, PAIRS = 1024, 1 << 26  # of a block at the most: under 1 GB even if all were in reach of all
IN_MEMORY_BYTES = 2_000_000_000
KEPT_BYTES = 20_000_000_000
TRIES = 3  # another process may remove blocks just when they are needed
WHOLE, PART = ".times", ".rows"


def kept_minutes(
    router: Router,
    origins: Access,
    destinations: Access,
    *,
    cutoff_min: float,
    folder: Path,
    in_memory_bytes: int = IN_MEMORY_BYTES,
    client: Client | None = None,
    progress: Progress = silent,
) -> sparse.csr_array[np.float64]:
    """Return what ``Router.minutes`` returns, from the folder if it is there.

    What is not there is searched for block by block, and each block is kept as soon as it is whole,
    so that a run that was interrupted goes on where it stopped. Several processes may use the same
    folder. When more than 20 GB are kept, what was not asked for longest is removed.

    Parameters
    ----------
    router, origins, destinations, cutoff_min
        As ``Router.minutes`` takes them.
    folder
        Where minutes are kept; made if it does not exist.
    in_memory_bytes
        A larger result stays on disk; its arrays are mapped into memory and cannot be written to.
    client
        Of a Dask cluster that searches; None for the threads of this process.
    progress
        Called with the share of the searches that is done, those found in the folder included.

    Raises
    ------
    OutputError
        When the folder takes no file or the disk is full. Nothing half stays; blocks that are whole
        do.
    GeoplanError
        As ``Router.minutes``, or when the cluster fails.
    """
    key = _key(router.network, origins, destinations, cutoff_min)
    whole = folder / f"{key}{WHOLE}"
    shape = (origins.places, destinations.places)
    for searched in range(TRIES):
        with suppress(UnsoundError):
            matrix = _read(whole, shape, in_memory_bytes)
            if searched:
                _tidy(folder, key)
            progress(STAGE, 1.0)
            return matrix
        searches = router.searches(origins, destinations, cutoff_min=cutoff_min)
        with _writing(folder):
            folder.mkdir(parents=True, exist_ok=True)
            TemporaryFile(dir=folder).close()
        blocks = _blocks(searches)
        parts = {block: folder / f"{key}-{block[0]}-{block[1]}{PART}" for block in blocks}
        _search(searches, parts, client, progress)
        with _writing(folder), suppress(UnsoundError):  # another process removed them
            _put_together(searches, parts, whole, shape)
    raise OutputError(
        f"{folder}: travel times that were written there cannot be read again. Choose another "
        "folder, or have the disk looked at."
    )


def _key(network: Network, origins: Access, destinations: Access, cutoff_min: float) -> str:
    """Return a SHA-256 of all that the minutes depend on."""
    digest = hashlib.sha256(f"{ENGINE} {float(cutoff_min).hex()}".encode())
    arrays: list[NDArray[Any]] = [network.begin, network.head, network.minutes]
    for access in (origins, destinations):
        needed = np.ones(access.places, np.int64) if access.needed is None else access.needed
        arrays += [access.place, access.node, access.minutes, needed]
    for array in arrays:
        digest.update(f" {array.dtype.str} {array.size} ".encode())
        digest.update(np.ascontiguousarray(array).data)
    return digest.hexdigest()


def _read(
    whole: Path, shape: tuple[int, int], in_memory_bytes: int
) -> sparse.csr_array[np.float64]:
    arrays = read_sealed(whole)
    with suppress(OSError):  # a folder that cannot be written to can be read
        os.utime(whole)
    if sum(array.nbytes for array in arrays) <= in_memory_bytes:
        arrays = [np.array(array) for array in arrays]
    minutes, place, begin = arrays
    return sparse.csr_array((minutes, place, begin), shape)


def _blocks(searches: Searches) -> list[Block]:
    rows = int(np.clip(PAIRS // max(searches.ends.places, 1), 1, ROWS))
    return [
        (first, min(first + rows, searches.starts)) for first in range(0, searches.starts, rows)
    ]


def _search(
    searches: Searches, parts: dict[Block, Path], client: Client | None, progress: Progress
) -> None:
    """Search for the blocks that are not there, and write each."""
    missing = [block for block, part in parts.items() if not _sound(part)]
    done = searches.starts - sum(last - first for first, last in missing)
    if client is None or not missing:
        found = _in_turn(searches, missing, done, progress)
    else:
        from geoplan.travel.cluster import minutes_on

        progress(STAGE, done / searches.starts)
        found = minutes_on(client, searches, missing)
    for (first, last), rows in found:
        part = parts[first, last]
        with _writing(part.parent):
            write_sealed(part, [rows.data, rows.indices, rows.indptr])
        del rows  # so that no more than one block is held while others are searched for
        done += last - first
        progress(STAGE, done / searches.starts)


def _in_turn(
    searches: Searches, blocks: Sequence[Block], done: int, progress: Progress
) -> Iterator[Found]:
    """Search block by block in this process, with some places done before."""
    for first, last in blocks:
        told = _part_of(progress, done, last - first, searches.starts)
        yield (first, last), searches.minutes(first, last, progress=told)
        done += last - first


def _part_of(progress: Progress, done: int, rows: int, of: int) -> Progress:
    """Return what tells of some rows as of a part of the whole."""

    def tell(stage: str, share: float, _: Standing | str = "", /) -> None:
        progress(stage, (done + share * rows) / of)

    return tell


def _sound(part: Path) -> bool:
    try:
        read_sealed(part)
    except UnsoundError:
        return False
    return True


def _put_together(
    searches: Searches, parts: dict[Block, Path], whole: Path, shape: tuple[int, int]
) -> None:
    """Write the blocks as one matrix, origins × destinations, holding one block at a time."""
    backwards = searches.backwards
    count = np.zeros(shape[0], np.int64)
    for (first, last), part in parts.items():
        _, place, begin = read_sealed(part)
        if backwards:
            count += np.bincount(place, minlength=count.size)
        else:
            count[first:last] = np.diff(begin)
    begin = np.concatenate([[0], np.cumsum(count)])
    pairs = int(begin[-1])
    small = sparse.get_index_dtype(maxval=max(pairs, shape[1]))
    free = begin[:-1].copy()  # where the next pair of each origin goes
    with sealing(whole, (np.float64, pairs), (small, pairs), (small, begin.size)) as arrays:
        minutes, place, begins = arrays
        begins[:] = begin
        for (first, last), part in parts.items():
            rows = sparse.csr_array(tuple(read_sealed(part)), (last - first, searches.ends.places))
            here, before = slice(first, last), 0
            if backwards:
                rows, here, before = sparse.csr_array(rows.T.tocsr()), slice(None), first
            length = np.diff(rows.indptr)
            at = np.repeat(free[here] - rows.indptr[:-1], length) + np.arange(rows.nnz)
            minutes[at], place[at] = rows.data, rows.indices + before
            free[here] += length


def _tidy(folder: Path, key: str) -> None:
    """Remove the blocks of a matrix that is whole and, of all else that is kept, the oldest."""
    for part in folder.glob(f"{key}-*{PART}"):
        part.unlink(missing_ok=True)
    kept = []
    for path in folder.iterdir():
        if path.suffix in (WHOLE, PART, UNFINISHED):
            with suppress(FileNotFoundError):  # another process removed it
                about = path.stat()
                kept.append((about.st_mtime, about.st_size, path))
    excess = sum(size for _, size, _ in kept) - KEPT_BYTES
    for _, size, path in sorted(kept):
        if excess > 0 and not path.name.startswith(key):
            path.unlink(missing_ok=True)
            excess -= size


@contextmanager
def _writing(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as refused:
        raise OutputError(
            f"{folder}: travel times could not be written ({refused.strerror or refused}). Free "
            "the space or the rights it needs, or choose another folder; what is whole is kept."
        ) from None
