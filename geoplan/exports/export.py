"""Everything that a meeting needs, from the folder of a plan: atlas, slides, sheet, images, GIS."""

from __future__ import annotations

from collections.abc import Callable, Collection
from functools import partial
from pathlib import Path
from typing import Literal, get_args

from geoplan.errors import OutputError
from geoplan.exports.atlas import write_atlas
from geoplan.exports.gis import write_gis
from geoplan.exports.images import write_images
from geoplan.exports.own_folders import refuse_foreign, write_listed
from geoplan.exports.sheet import write_sheet
from geoplan.exports.slides import refuse_template, write_slides
from geoplan.exports.written_whole import read_whole
from geoplan.progress import Progress, silent
from geoplan.reports.folder import prepare, refuse_locked, write_all
from geoplan.reports.land.written import FILE, WrittenLists, read_lists
from geoplan.words.catalogue import LANGUAGES, Language

Document = Literal["atlas", "slides", "sheet", "images", "gis"]
DOCUMENTS: tuple[Document, ...] = get_args(Document)
NAMES: dict[Document, str] = {
    "atlas": "atlas.pdf",
    "slides": "slides.pptx",
    "sheet": "sheet.xlsx",
    "images": "images",
    "gis": "gis",
}
FOLDER = "export"  # in that of the plan, if nothing else is said


def export(
    folder: Path,
    documents: Collection[Document] = DOCUMENTS,
    *,
    language: Language = "vi",
    paper: Literal["A3", "A4"] = "A3",
    out: Path | None = None,
    template: Path | None = None,
    progress: Progress = silent,
) -> list[Path]:
    """Write documents of a plan, all that are asked for or none; figures are those of its files.

    Parameters
    ----------
    folder
        That ``geoplan plan`` wrote.
    documents
        Which ones.
    language
        Of all of them.
    paper
        Of atlas and sheet.
    out
        Where they go, ``export`` in the folder of the plan if None. The folders ``images`` and
        ``gis`` there are replaced as a whole.
    template
        PowerPoint file whose look the slides take.
    progress
        Told of each document.

    Returns
    -------
    list of Path
        The files and folders written.

    Raises
    ------
    PlanError
        When the plan cannot be read, or its short lists are of another plan.
    OutputError
        When the language is not known, the template cannot be used, or nothing can be written.
    """
    if language not in LANGUAGES:
        raise OutputError(f"{language!r} is no language of the documents. Take vi or en.")
    if template is not None and "slides" not in documents:
        raise OutputError(
            "A template is for slides. Ask for --slides too, or leave --template out."
        )
    wanted = [document for document in DOCUMENTS if document in documents]
    plan, lists = read_whole(folder), _lists(folder)
    if "slides" in wanted and template is not None:
        refuse_template(template)
    place = folder / FOLDER if out is None else out
    refuse_locked(place, [NAMES[document] for document in wanted])
    for document in wanted:
        refuse_foreign(place / NAMES[document])
    prepare(place)
    plots = None if lists is None else lists.layers["plots"]
    writers: dict[Document, Callable[[Path], object]] = {
        "atlas": lambda path: write_atlas(plan, path, language, paper=paper),
        "slides": lambda path: write_slides(plan, path, language, template=template, lists=lists),
        "sheet": lambda path: write_sheet(plan, path, language, paper=paper, plots=plots),
        "images": lambda path: write_listed(plan, language, write_images, path),
        "gis": lambda path: write_listed(plan, language, partial(write_gis, lists=lists), path),
    }
    return write_all(
        place,
        {NAMES[each]: partial(_told, NAMES[each], writers[each], progress) for each in wanted},
    )


def _lists(folder: Path) -> WrittenLists | None:
    """Return the short lists of the plan, if any were made."""
    made = (folder / FILE).is_file() or (folder / "parcels.csv").is_file()
    return read_lists(folder) if made else None


def _told(name: str, write: Callable[[Path], object], progress: Progress, path: Path) -> None:
    progress(name, 0.0)
    write(path)
    progress(name, 1.0)
