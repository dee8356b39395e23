"""Put a line at the end of a file so that no crash and no other process can lose one.

This module imports nothing heavy.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from filelock import FileLock, Timeout

from geoplan.errors import OutputError
from geoplan.layers.decision_lines import addition, text_of

WAIT_S = 60.0


def append_line(path: Path, compose: Callable[[str], dict[str, str]]) -> dict[str, str]:
    """Append one line to a CSV file while no other process does, and return its cells.

    The file is locked by the operating system, which frees it when a process ends in any way. What
    is returned stands on the disk.

    Parameters
    ----------
    path
        Made with its header if it does not exist.
    compose
        Makes the cells of the line, by column, from the text of the file as it is now; what it
        raises leaves the file as it was.

    Raises
    ------
    OutputError
        When the file cannot be written, or another process keeps it locked.
    UnicodeDecodeError, csv.Error
        When the file is not a UTF-8 CSV table.
    """
    try:
        with FileLock(path.with_name(f".{path.name}.lock"), timeout=WAIT_S):
            return _append(path, compose)
    except Timeout:
        raise OutputError(
            f"{path}: another process has kept the file locked for {WAIT_S:.0f} s. Wait for it, or "
            "end it; nothing was written."
        ) from None
    except OSError as refused:
        raise OutputError(
            f"{path}: the line could not be written ({refused.strerror or refused}). Free the "
            "space or the rights that it needs, and write it again."
        ) from None


def _append(path: Path, compose: Callable[[str], dict[str, str]]) -> dict[str, str]:
    there = path.exists()
    before = path.read_bytes() if there else b""
    text = text_of(before)
    cells = compose(text)
    line = addition(text, cells).encode()
    descriptor = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o666)
    try:
        while line:  # a disk that is nearly full takes a part
            line = line[os.write(descriptor, line) :]
        os.fsync(descriptor)
    except OSError:
        os.ftruncate(descriptor, len(before))
        raise
    finally:
        os.close(descriptor)
    if not there:
        _sync_folder(path.parent)
    return cells


def _sync_folder(folder: Path) -> None:
    """Make sure that the name of a new file stands on the disk too, where the system knows how."""
    if os.name != "posix":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
