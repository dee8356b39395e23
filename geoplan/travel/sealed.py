"""Files of arrays that show when they are damaged: whole and right, or as good as not there."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO, Literal
from uuid import uuid4

import numpy as np
from numpy.lib import format as npy
from numpy.typing import DTypeLike, NDArray

UNFINISHED = ".part"
SEAL = 64  # bytes at the beginning: the SHA-256 of all that follows, in hexadecimal digits
ZEROS = memoryview(bytes(1 << 20))


class UnsoundError(Exception):
    """A file is missing, damaged or cannot be read."""


@contextmanager
def sealing(path: Path, *parts: tuple[DTypeLike, int]) -> Iterator[list[NDArray[Any]]]:
    """Give arrays to fill in, which stand in the file, and put this in its place when that is done.

    Parameters
    ----------
    path
        Where the file goes; what stands there is whole until then.
    parts
        Type and length of each array, those with the largest items first.

    Raises
    ------
    OSError
        When the disk is full or takes no file; nothing half stays.
    """
    unfinished = path.with_name(f"{path.name}-{uuid4().hex}{UNFINISHED}")
    try:
        with unfinished.open("xb+") as file:
            file.write(bytes(SEAL))
            yield [_room(file, np.dtype(kind), length) for kind, length in parts]
            file.seek(SEAL)
            seal = hashlib.file_digest(file, "sha256").hexdigest()
            file.seek(0)
            file.write(seal.encode())
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)


def write_sealed(path: Path, arrays: Sequence[NDArray[Any]]) -> None:
    """Write arrays into a file, those with the largest items first.

    Raises
    ------
    OSError
        When the disk is full or takes no file; nothing half stays.
    """
    with sealing(path, *((array.dtype, array.size) for array in arrays)) as places:
        for place, array in zip(places, arrays, strict=True):
            place[:] = array


def read_sealed(path: Path) -> list[NDArray[Any]]:
    """Return the arrays of a file, which stay on disk until they are looked at.

    Raises
    ------
    UnsoundError
        When the file is missing, cannot be read or is not what was written.
    """
    try:
        with path.open("rb") as file:
            seal = file.read(SEAL)
            if seal != hashlib.file_digest(file, "sha256").hexdigest().encode():
                raise UnsoundError(path)
            end = file.tell()
            file.seek(SEAL)
            arrays = []
            while file.tell() < end:
                npy.read_magic(file)
                shape, _, kind = npy.read_array_header_1_0(file)
                arrays.append(_mapped(file, "r", kind, *shape))
            return arrays
    except OSError:
        raise UnsoundError(path) from None


def _room(file: BinaryIO, kind: np.dtype[Any], length: int) -> NDArray[Any]:
    """Return an array at the end of a file.

    Its bytes are written at once: a disk that is full must say so now, for on a page that cannot be
    stored the whole process would end.
    """
    header = {"descr": npy.dtype_to_descr(kind), "fortran_order": False, "shape": (length,)}
    npy.write_array_header_1_0(file, header)
    begin, left = file.tell(), length * kind.itemsize
    while left > 0:
        left -= file.write(ZEROS[:left])
    file.flush()
    file.seek(begin)
    return _mapped(file, "r+", kind, length)


def _mapped(
    file: BinaryIO, mode: Literal["r", "r+"], kind: np.dtype[Any], length: int
) -> NDArray[Any]:
    """Return the array that begins where a file stands, and go to its end."""
    begin = file.tell()
    array: NDArray[Any] = np.memmap(file, kind, mode, offset=begin, shape=(length,))
    file.seek(begin + length * kind.itemsize)
    return array
