"""Folders of exports: what stands in them is listed, so that nothing of others is swept away."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from geoplan.errors import OutputError
from geoplan.exports.written_whole import WholePlan
from geoplan.layers.files import sha256
from geoplan.words.catalogue import Language
from geoplan.words.wording import Wording

LIST = "ABOUT.txt"
SEPARATOR = "  "  # between sha256 and name, as sha256sum has it


def write_listed(
    plan: WholePlan,
    language: Language,
    fill: Callable[[WholePlan, Path, Language], object],
    folder: Path,
) -> None:
    """Make a folder, fill it, and list what it holds with SHA-256.

    Parameters
    ----------
    plan
        The plan.
    language
        Of what is written.
    fill
        Writes the plan into the folder, in the language.
    folder
        To be made.
    """
    folder.mkdir()
    fill(plan, folder, language)
    words, about = Wording("export", language), plan.about
    made_of = sha256(plan.folder / "plan.json")
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    lines = [
        plan.title(language),
        words("about.made", version=about["geoplan"], study=about["study"]["id"], sha256=made_of),
        words("about.files"),
        "",
        *(f"{sha256(path)}{SEPARATOR}{path.relative_to(folder).as_posix()}" for path in files),
    ]
    (folder / LIST).write_text("\n".join(lines) + "\n", encoding="utf-8")


def refuse_foreign(folder: Path) -> None:
    """Refuse to replace a folder that holds what no export has put there.

    Files that programs lay beside those of an export, such as ``plan.gpkg-wal``, do not count.

    Raises
    ------
    OutputError
        Naming a file that is not on the list of the folder.
    """
    if not folder.is_dir():
        return
    own = {LIST, *_listed(folder / LIST)}
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.is_file() and not any(name.startswith(listed) for listed in own):
            raise OutputError(
                f"{folder} holds {name}, which no export has written, and would be replaced. Move "
                "it to another place, or choose another folder with --out; nothing was written."
            )


def _listed(path: Path) -> list[str]:
    if not path.is_file():
        return []
    lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
    return [line.partition(SEPARATOR)[2] for line in lines if SEPARATOR in line]
