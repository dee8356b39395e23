"""The command line: words and options, nothing else."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from geoplan._version import __version__
from geoplan.errors import GeoplanError
from geoplan.progress import Progress, Standing, silent

if TYPE_CHECKING:
    from distributed import Client

    from geoplan.layers.raw.asking import Question
    from geoplan.roads import Brought
    from geoplan.study import Study

REFUSED = 2
INTERRUPTED = 130


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code: 0 done, 2 refused, 130 interrupted."""
    options = _parser().parse_args(arguments)
    try:
        options.run(options)
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
    from geoplan.maps.comparison import render
    from geoplan.reports.comparison import compare
    from geoplan.reports.folder import write_all

    comparison = compare(options.before, options.after)

    def write_page(path: Path) -> None:
        path.write_text(render(comparison), encoding="utf-8")

    written = write_all(options.out.parent, {options.out.name: write_page})
    print(comparison)
    print(*written)


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


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="geoplan",
        description="Where new health facilities should go, in what order, why, and how far that "
        "is from the best possible plan.",
    )
    parser.add_argument("--version", action="version", version=f"geoplan {__version__}")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    plan = commands.add_parser("plan", help="site the facilities of a study and draw the map")
    plan.add_argument(
        "studies",
        nargs="*",
        type=Path,
        metavar="STUDY",
        help="study file (the bundled one); several go to DIR/ID each",
    )
    plan.add_argument(
        "--out", type=Path, default=Path("maps"), metavar="DIR", help="folder to write (maps)"
    )
    plan.add_argument(
        "--cluster",
        metavar="ADDRESS",
        help="search the roads, or plan several studies, on Dask: local, or a scheduler's address",
    )
    plan.add_argument("--seed", type=int, default=0, help="seed of the search (0)")
    plan.add_argument(
        "--draws",
        type=_count,
        metavar="N",
        help="plan again under N draws of the assumptions, 0 for none (as the study says)",
    )
    plan.add_argument(
        "--online-basemap",
        action="store_true",
        help="add OpenStreetMap tiles; the page then needs the internet",
    )
    plan.add_argument(
        "--set",
        type=_setting,
        action="append",
        default=[],
        metavar="KEY=VALUE",
        help="take another value for a figure of the study this time, for a what-if",
    )
    plan.add_argument(
        "--without-roads",
        action="store_true",
        help="leave the study's road network out, to compare with a plan over it",
    )
    plan.set_defaults(run=_plan)

    check = commands.add_parser(
        "check", help="validate a study and its layers; say what is assumed, modelled, missing"
    )
    _add_study(check)
    check.set_defaults(run=_check)

    roads = commands.add_parser("roads", help="bring a road network for a study to name")
    _add_roads(roads.add_subparsers(required=True, metavar="HOW"))

    explain = commands.add_parser(
        "explain", help="say why a site of a written plan is where it is, and what it is worth"
    )
    explain.add_argument("site_id", metavar="SITE_ID", help="as in sites.csv and on the map")
    explain.add_argument(
        "--plan",
        type=Path,
        default=Path("maps"),
        metavar="DIR",
        help="folder that `geoplan plan` wrote (maps)",
    )
    explain.add_argument("--lang", choices=("vi", "en"), default="en", help="language (en)")
    explain.set_defaults(run=_explain)

    compare = commands.add_parser(
        "compare", help="say what changed between two written plans, as a page"
    )
    for name in ("before", "after"):
        compare.add_argument(
            name,
            type=Path,
            metavar=name.upper(),
            help="folder that `geoplan plan` wrote",
        )
    compare.add_argument(
        "--out",
        type=Path,
        default=Path("compare.html"),
        metavar="FILE",
        help="page to write (compare.html)",
    )
    compare.set_defaults(run=_compare)

    _add_new(commands.add_parser("new", help="begin the study of a province from its own files"))
    return parser


def _add_new(new: argparse.ArgumentParser) -> None:
    new.add_argument("folder", type=Path, metavar="DIR", help="folder of the new study")
    files = {
        "boundaries": "vector file of the communes, in any declared CRS",
        "population": "GeoTIFF of people, or CSV of people by cell or by commune",
        "facilities": "CSV with lon and lat, or points (a modelled station in each commune)",
        "density": "spread people by commune over this: GeoTIFF, or roads (evenly)",
        "mapping": "TOML that says which column holds what (asked on a terminal)",
    }
    for name, words in files.items():
        required = name in ("boundaries", "population")
        new.add_argument(f"--{name}", type=Path, metavar="FILE", help=words, required=required)
    new.add_argument("--id", metavar="ID", help="of the study (from the name of the folder)")
    new.set_defaults(run=_new)


def _add_roads(ways: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    read = ways.add_parser("read", help="from a file: OpenStreetMap, GraphML of osmnx, line layer")
    read.add_argument(
        "file",
        type=Path,
        metavar="FILE",
        help=".osm.pbf, .osm, .osm.bz2, .graphml, .gpkg, .shp, .geojson",
    )
    read.set_defaults(run=_read_roads)
    fetch = ways.add_parser("fetch", help="from an Overpass server of OpenStreetMap")
    fetch.add_argument(
        "--endpoint", metavar="URL", help="the server's interpreter (that of overpass-api.de)"
    )
    fetch.set_defaults(run=_fetch_roads)
    for way in (read, fetch):
        _add_study(way)
        way.add_argument(
            "--out",
            type=Path,
            default=Path("roads.parquet"),
            metavar="FILE",
            help="network file to write (roads.parquet)",
        )


def _setting(text: str) -> tuple[str, str]:
    key, equals, value = text.partition("=")
    if not (key and equals and value):
        raise argparse.ArgumentTypeError(f"{text!r} is not KEY=VALUE")
    return key.strip(), value.strip()


def _count(text: str) -> int:
    if not text.isdecimal():
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number from 0")
    return int(text)


def _add_study(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "study",
        nargs="?",
        type=Path,
        metavar="STUDY",
        help="study file (the bundled study of Hai Phong)",
    )


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


if __name__ == "__main__":
    sys.exit(main())
