"""Write a set of files and folders into a folder as a whole: all of them, or none."""

from __future__ import annotations

import shutil
import signal
import stat
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from threading import current_thread, main_thread

from pyogrio.errors import DataLayerError, DataSourceError, FeatureError

from geoplan.errors import OutputError

Writer = Callable[[Path], None]

GDAL_ERRORS = (DataLayerError, DataSourceError, FeatureError)  # what a full disk looks like there


def prepare(folder: Path) -> None:
    """Make sure that ``folder`` exists and takes files, before any long work starts.

    Raises
    ------
    OutputError
        When it cannot be made or written to.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder, prefix=".geoplan-"):
            pass
    except OSError as refused:
        raise _sentence(folder, refused) from None


def write_all(folder: Path, files: Mapping[str, Writer]) -> list[Path]:
    """Write ``files`` into ``folder``; on any failure what stood there before stays whole.

    Each file is written to a staging folder first; when all are complete they are moved into
    place, and a Ctrl-C waits until the moves are done.

    Parameters
    ----------
    folder
        Where they go; made if it does not exist.
    files
        By name, a function that writes to the path it is given: a file, or a folder that it makes.
        A folder takes the place of one of that name with all that is in it.

    Returns
    -------
    list of Path
        The files and folders in place.

    Raises
    ------
    OutputError
        When the folder cannot be written to or the disk is full.
    """
    prepare(folder)
    staging = Path(tempfile.mkdtemp(dir=folder, prefix=".geoplan-"))
    try:
        for name, write in files.items():
            write(staging / name)
        with _uninterrupted():
            return [_put(staging, name, folder / name) for name in files]
    except (OSError, *GDAL_ERRORS) as refused:
        raise _sentence(folder, refused) from None
    finally:
        shutil.rmtree(staging, ignore_errors=True)


def refuse_locked(folder: Path, names: Iterable[str]) -> None:
    """Refuse, before any long work starts, files that could not be replaced after it.

    Parameters
    ----------
    folder
        Where the results go.
    names
        Of the files and folders that are to be written there, those that have a suffix files.

    Raises
    ------
    OutputError
        When one is read-only, open in a program that keeps others away, or a folder where a file
        is to be or the other way round.
    """
    for path in (folder / name for name in names):
        if path.exists() and path.is_dir() == bool(path.suffix):
            kind = "folder" if path.is_dir() else "file"
            raise OutputError(
                f"{path} is a {kind}; it stands where a result is to be written. Move it, or "
                "choose another folder with --out."
            )
        for held in sorted(path.rglob("*")) if path.is_dir() else [path]:
            _refuse_locked(held)


def _refuse_locked(path: Path) -> None:
    if not path.is_file():
        return
    reason = "" if path.stat().st_mode & stat.S_IWUSR else "it is read-only"
    if not reason:
        try:
            path.open("r+b").close()
        except OSError as refused:
            reason = refused.strerror or str(refused)
    if reason:
        raise OutputError(
            f"{path}: the file cannot be replaced ({reason}). Close it where it is open, allow "
            "writing to it, or choose another folder with --out; nothing was written."
        )


def _put(staging: Path, name: str, target: Path) -> Path:
    """Move what is staged to its place; a folder there is moved out of the way first."""
    if target.is_dir():
        target.rename(staging / f"{name}.before")
    return (staging / name).replace(target)


@contextmanager
def _uninterrupted() -> Iterator[None]:
    """Hold back Ctrl-C; only the main thread receives it."""
    if current_thread() is not main_thread():
        yield
        return
    pressed: list[int] = []
    before = signal.signal(signal.SIGINT, lambda number, _: pressed.append(number))
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
    if pressed:
        raise KeyboardInterrupt


def _sentence(folder: Path, refused: Exception) -> OutputError:
    reason = "GDAL could not write; the disk may be full"
    if isinstance(refused, OSError):
        reason = refused.strerror or str(refused)
    return OutputError(
        f"{folder}: the results could not be written ({reason}). Choose another folder with --out, "
        "or free the space or the rights it needs; what stood there before is untouched."
    )
