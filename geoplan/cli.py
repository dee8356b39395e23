"""The command line: each command run, and what it says."""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from geoplan.errors import GeoplanError
from geoplan.options import parser
from geoplan.progress import Progress, Standing, silent

if TYPE_CHECKING:
    from distributed import Client

    from geoplan.layers.cadastre.report import ParcelReport
    from geoplan.layers.raw.asking import Question
    from geoplan.roads import Brought
    from geoplan.study import Study

REFUSED = 2
INTERRUPTED = 130
MAPS = Path("maps")  # where `geoplan plan` writes if nothing else is said


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code: 0 done, 2 refused, 130 interrupted."""
    options = parser().parse_args(arguments)
    try:
        RUNS[options.run](options)
    except GeoplanError as refused:
        print(f"geoplan: {refused}", file=sys.stderr)
        return REFUSED
    except KeyboardInterrupt:
        print("geoplan: interrupted; earlier results are untouched.", file=sys.stderr)
        return INTERRUPTED
    except BrokenPipeError:
        sys.stderr.close()
    return 0


def _plan(options: argparse.Namespace) -> None:
    from geoplan.study import Study

    studies = [Study.load(path, dict(options.set)) for path in options.studies or [None]]
    if options.without_roads:
        studies = [study.without_roads() for study in studies]
    with _cluster(options.cluster) as client:
        planned = _plan_one if len(studies) == 1 else _plan_several
        planned(studies, options, client)


def _plan_one(studies: list[Study], options: argparse.Namespace, client: Client | None) -> None:
    from geoplan.planning import plan
    from geoplan.reports.folder import prepare

    prepare(options.out)
    figures = {"seed": options.seed, "draws": options.draws, "client": client}
    with _progress_bar() as progress:
        answer = plan(studies[0], **figures, progress=progress)
        progress("Map and tables", 0.0)
        files = answer.write(options.out, basemap=options.online_basemap)
        progress("Map and tables", 1.0)
    _tell_planned(str(answer), files)


def _plan_several(studies: list[Study], options: argparse.Namespace, client: Client | None) -> None:
    from geoplan.many import plan_many

    figures = {"seed": options.seed, "draws": options.draws, "basemap": options.online_basemap}
    with _progress_bar() as progress:
        for planned in plan_many(studies, options.out, **figures, client=client, progress=progress):
            _tell_planned(*planned)


def _tell_planned(headline: str, files: list[Path]) -> None:
    print(headline)
    for file in files:
        print(file, flush=True)


def _check(options: argparse.Namespace) -> None:
    from geoplan.checking import check
    from geoplan.study import Study

    study = Study.load(options.study)
    print(f"{study.title_en} ({study.path})\n")
    print(check(study))


def _explain(options: argparse.Namespace) -> None:
    from geoplan.reports.explanation import explain

    print(explain(options.plan, options.site_id, language=options.lang))


def _compare(options: argparse.Namespace) -> None:
    from geoplan.maps.comparison import write
    from geoplan.reports.comparison import compare

    comparison = compare(options.before, options.after)
    files = write(comparison, options.out)
    print(comparison)
    print(*files, sep="\n")


def _export(options: argparse.Namespace) -> None:
    from geoplan.exports.export import DOCUMENTS, export

    wanted = options.documents or DOCUMENTS
    with _progress_bar() as progress:
        files = export(
            options.plan,
            wanted,
            language=options.lang,
            paper=options.paper,
            out=options.out,
            template=options.template,
            progress=progress,
        )
    print(*files, sep="\n")


def _catchments(options: argparse.Namespace) -> None:
    from geoplan.catchments import site_catchments, write_catchments
    from geoplan.study import Study

    table = site_catchments(Study.load(options.study), options.plan, options.minutes)
    print(f"{len(table):,} catchments, times: {table['travel'].iloc[0]}")
    print(write_catchments(table, options.out))


def _read_roads(options: argparse.Namespace) -> None:
    from geoplan import roads
    from geoplan.study import Study

    _tell_brought(roads.read(Study.load(options.study), options.file, options.out))


def _fetch_roads(options: argparse.Namespace) -> None:
    from geoplan import roads
    from geoplan.layers.overpass import PUBLIC
    from geoplan.study import Study

    study, endpoint = Study.load(options.study), options.endpoint or PUBLIC
    with _progress_bar() as progress:
        brought = roads.fetch(study, options.out, endpoint=endpoint, progress=progress)
    _tell_brought(brought)


def _check_parcels(options: argparse.Namespace) -> None:
    [report] = _tell_parcels([options.file], options.study, options)
    report.refuse_contradicted()


def _read_parcels(options: argparse.Namespace) -> None:
    from geoplan.layers.cadastre.reading_in import store_checked

    stored = store_checked(_tell_parcels(options.files, options.into, options), options.into)
    print(stored)


def _tell_parcels(
    files: list[Path], study_file: Path | None, options: argparse.Namespace
) -> list[ParcelReport]:
    from geoplan.land.rules import land_layers_of
    from geoplan.layers.cadastre.report import check_parcels
    from geoplan.layers.communes import read_communes
    from geoplan.layers.raw.mapping import read_mapping
    from geoplan.study import Study

    study = Study.load(study_file)
    communes = read_communes(study.path.parent / study.layers.communes)
    mapping = read_mapping(options.mapping) if options.mapping else None
    zoning = land_layers_of(study, communes).get("zoning")
    reports = []
    for file in files:
        reports.append(check_parcels(file, communes, options.crs, mapping=mapping, zoning=zoning))
        print(reports[-1], flush=True)
    return reports


def _shortlist(options: argparse.Namespace) -> None:
    from geoplan.land_lists import list_plots

    with _progress_bar() as progress:
        lists = list_plots(options.study, options.plan, progress=progress)
        files = lists.write()
    _tell_planned(str(lists), files)


def _dossier(options: argparse.Namespace) -> None:
    from geoplan.reports.land.dossier import write_dossier

    name = re.sub(r"[^\w.-]+", "-", options.site_id)
    out = options.out or Path(f"dossier-{name}.html")
    print(
        write_dossier(
            options.plan, options.site_id, out, study_file=options.study, language=options.lang
        )
    )


def _decide(options: argparse.Namespace) -> None:
    from datetime import datetime

    from geoplan.land.deciding import decide
    from geoplan.layers.decision_rules import Decision
    from geoplan.layers.decision_words import decision_words
    from geoplan.layers.decisions import decisions_path
    from geoplan.reports.written import recommended_kinds
    from geoplan.study import Study

    study, given = Study.load(options.study), vars(options)
    blank = dict.fromkeys(Decision._fields, "")
    said = {name: given[name] for name in blank if given.get(name)}
    said["when"] = datetime.now().astimezone().isoformat(timespec="seconds")
    plan, recommended = given.get("plan"), None
    if plan or ("plan" in given and not options.kind and (MAPS / "plan.json").is_file()):
        recommended = recommended_kinds(plan or MAPS, study.id)
    decision = decide(study, Decision(**blank | said), recommended=recommended)
    print(decision_words(decision).en)
    print(decisions_path(study.path))


def _list_decisions(options: argparse.Namespace) -> None:
    from geoplan.layers.decision_rules import listed
    from geoplan.layers.decision_words import decision_words
    from geoplan.layers.decisions import decisions_path, in_force, read_decisions
    from geoplan.study import Study

    path = decisions_path(Study.load(options.study).path)
    decisions = read_decisions(path)
    for decision in listed(in_force(decisions.table)):
        print(decision_words(decision).en)
    for line in decisions.torn:
        print(f"{path}: line {line} was cut off while it was written; it is no decision.")
    if decisions.table.empty:
        print(f"{path}: there is no decision.")


def _tell_brought(brought: Brought) -> None:
    print(brought)
    print(f'\nName it in the study, [layers]: roads = "{brought.file}"')


def _new(options: argparse.Namespace) -> None:
    from geoplan.layers.raw.province import RawFiles
    from geoplan.new_study import begin

    raw = RawFiles(
        options.boundaries,
        options.population,
        facilities=options.facilities,
        density=options.density,
        mapping=options.mapping,
    )
    on_terminal = sys.stdin.isatty() and sys.stderr.isatty()
    print(begin(options.folder, raw, study_id=options.id, ask=_ask if on_terminal else None))


def _ask(question: Question) -> str:
    """Put a question on the terminal until it is answered by number; blank where one may skip."""
    print(f"\n{question}", file=sys.stderr)
    for number, choice in enumerate(question.choices, 1):
        print(f"  {number} {choice}", file=sys.stderr)
    prompt = "number, or Enter if it is not there: " if question.may_skip else "number: "
    while True:
        print(prompt, end="", file=sys.stderr, flush=True)
        line = sys.stdin.readline()
        if not line:
            raise KeyboardInterrupt
        answer = line.strip()
        if answer.isdecimal() and 1 <= int(answer) <= len(question.choices):
            return question.choices[int(answer) - 1]
        if not answer and question.may_skip:
            return ""


@contextmanager
def _cluster(address: str | None) -> Iterator[Client | None]:
    if address is None:
        yield None
        return
    from geoplan.travel.cluster import cluster_client

    with cluster_client(address) as client:
        yield client


@contextmanager
def _progress_bar() -> Iterator[Progress]:
    """Give a function that moves a bar on a terminal, and nothing in a pipe."""
    if not sys.stderr.isatty():
        yield silent
        return
    from rich import progress as rich_progress
    from rich.console import Console

    columns = (
        rich_progress.TextColumn("{task.description:20}"),
        rich_progress.BarColumn(),
        rich_progress.TimeElapsedColumn(),
        rich_progress.TextColumn("{task.fields[note]}"),
    )
    with rich_progress.Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        tasks: dict[str, rich_progress.TaskID] = {}

        def move(stage: str, share: float, note: Standing | str = "", /) -> None:
            if stage not in tasks:
                tasks[stage] = bar.add_task(stage, total=1.0, note=str(note))
            bar.update(tasks[stage], completed=share, note=str(note))

        yield move


RUNS = {
    "plan": _plan,
    "check": _check,
    "catchments": _catchments,
    "explain": _explain,
    "compare": _compare,
    "export": _export,
    "new": _new,
    "roads read": _read_roads,
    "roads fetch": _fetch_roads,
    "parcels check": _check_parcels,
    "parcels read": _read_parcels,
    "parcels shortlist": _shortlist,
    "parcels dossier": _dossier,
    "decide": _decide,
    "decide list": _list_decisions,
}

if __name__ == "__main__":
    sys.exit(main())
