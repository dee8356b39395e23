"""Plan several studies, such as the provinces of a country: one after the other or on a cluster."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from geoplan.errors import GeoplanError
from geoplan.planning import plan
from geoplan.progress import Progress, silent
from geoplan.reports.folder import prepare, write_all
from geoplan.study import Study

if TYPE_CHECKING:
    from distributed import Client, Future

STAGE = "Studies"


@dataclass(frozen=True)
class Planned:
    """A plan as it came out.

    Parameters
    ----------
    headline
        In a few lines.
    files
        Content by name.
    """

    headline: str
    files: dict[str, bytes]


def plan_many(
    studies: Sequence[Study],
    out: Path,
    *,
    seed: int = 0,
    draws: int | None = None,
    basemap: bool = False,
    client: Client | None = None,
    progress: Progress = silent,
) -> Iterator[tuple[str, list[Path]]]:
    """Plan each study, write it into a folder named by its id, and yield headline and files.

    Parameters
    ----------
    studies
        With different ids.
    out
        Folder of the folders.
    seed, draws, basemap
        As ``geoplan.planning.plan`` and ``Plan.write`` take them.
    client
        Of a Dask cluster on which each study is a task; its workers read the studies and their
        layers from the same paths. None for this machine, one after the other.
    progress
        Called with the share of the studies that are written.

    Raises
    ------
    GeoplanError
        When two studies have the same id, or one cannot be planned; those before are written.
    """
    ids = [study.id for study in studies]
    twice = [name for name, count in Counter(ids).items() if count > 1]
    if twice:
        raise GeoplanError(
            f"several studies have the id {', '.join(twice)}; give each its own, for it names the "
            "folder that the plan goes to."
        )
    for name in ids:
        prepare(out / name)
    make = partial(_planned, seed=seed, draws=draws, basemap=basemap)
    progress(STAGE, 0.0)
    answers = map(make, studies) if client is None else _on(client, make, studies)
    for done, (name, planned) in enumerate(zip(ids, answers, strict=True), 1):
        files = {each: partial(_put, content) for each, content in planned.files.items()}
        written = write_all(out / name, files)
        progress(STAGE, done / len(ids), f"{done}/{len(ids)}")
        yield planned.headline, written


def _planned(study: Study, *, seed: int, draws: int | None, basemap: bool) -> Planned:
    answer = plan(study, seed=seed, draws=draws)
    with TemporaryDirectory() as folder:
        files = answer.write(folder, basemap=basemap)
        return Planned(str(answer), {file.name: file.read_bytes() for file in files})


def _on(client: Client, make: partial[Planned], studies: Sequence[Study]) -> Iterator[Planned]:
    from distributed import KilledWorker

    futures: list[Future] = [client.submit(_try, make, study, pure=False) for study in studies]
    for future, study in zip(futures, studies, strict=True):
        try:
            answer: Planned | GeoplanError = future.result()
        except KilledWorker:
            raise GeoplanError(
                f"{study.path}: the workers that planned it were lost again and again. Give them "
                "more memory, or plan it without --cluster."
            ) from None
        if isinstance(answer, GeoplanError):
            raise answer
        yield answer
        future.release()


def _try(make: partial[Planned], study: Study) -> Planned | GeoplanError:
    """Return what is refused instead of raising it, which a worker would log as a fault."""
    try:
        return make(study)
    except GeoplanError as refused:
        return refused


def _put(content: bytes, path: Path) -> None:
    path.write_bytes(content)
