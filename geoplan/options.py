"""The commands and their options, as the command line takes them."""

from __future__ import annotations

import argparse
from math import inf
from pathlib import Path
from typing import NoReturn

from geoplan._version import __version__


class Parser(argparse.ArgumentParser):
    """A parser that refuses what it does not know in a sentence, without the whole usage."""

    def error(self, message: str) -> NoReturn:
        """End with what is wrong and where help is."""
        self.exit(2, f"{self.prog}: {message}. What it takes: {self.prog} --help\n")


def parser() -> Parser:
    """Return the parser; ``run`` names the command that was asked for."""
    words = Parser(
        prog="geoplan",
        description="Where new health facilities should go, in what order, why, and how far that "
        "is from the best possible plan.",
    )
    words.add_argument("--version", action="version", version=f"geoplan {__version__}")
    commands = words.add_subparsers(required=True, metavar="COMMAND")

    _add_plan(commands.add_parser("plan", help="site the facilities of a study and draw the map"))

    check = commands.add_parser(
        "check", help="validate a study and its layers; say what is assumed, modelled, missing"
    )
    _add_study(check)
    check.set_defaults(run="check")

    roads = commands.add_parser("roads", help="bring a road network for a study to name")
    _add_roads(roads.add_subparsers(required=True, metavar="HOW"))

    parcels = commands.add_parser("parcels", help="parcels of land as cadastral offices send them")
    _add_parcels(parcels.add_subparsers(required=True, metavar="WHAT"))

    decide = commands.add_parser(
        "decide", help="record a decision on a site or a parcel, which the plan then honours"
    )
    _add_decide(decide.add_subparsers(required=True, metavar="WHAT", dest="what"))

    catchments = commands.add_parser(
        "catchments", help="draw from where each site of a written plan is reached by road"
    )
    _add_study(catchments)
    _add_folder(catchments)
    catchments.add_argument(
        "--minutes",
        type=_bands,
        metavar="M,…",
        help="bands (those of full and of no benefit, as the study says)",
    )
    catchments.add_argument(
        "--out",
        type=Path,
        default=Path("catchments.gpkg"),
        metavar="FILE",
        help="GeoPackage to write (catchments.gpkg)",
    )
    catchments.set_defaults(run="catchments")

    explain = commands.add_parser(
        "explain", help="say why a site of a written plan is where it is, and what it is worth"
    )
    explain.add_argument("site_id", metavar="SITE_ID", help="as in sites.csv and on the map")
    _add_folder(explain)
    explain.add_argument("--lang", choices=("vi", "en"), default="en", help="language (en)")
    explain.set_defaults(run="explain")

    compare = commands.add_parser(
        "compare", help="say what changed between two written plans, as a page and as tables"
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
        help="page to write (compare.html); comparison.json and comparison.csv go beside it",
    )
    compare.set_defaults(run="compare")

    _add_export(
        commands.add_parser(
            "export",
            help="write atlas, slides, spreadsheet, images and GIS files of a written plan",
        )
    )
    _add_new(commands.add_parser("new", help="begin the study of a province from its own files"))
    return words


def _add_plan(plan: argparse.ArgumentParser) -> None:
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
    plan.set_defaults(run="plan")


def _add_export(export: argparse.ArgumentParser) -> None:
    export.add_argument(
        "plan", type=Path, metavar="PLAN_DIR", help="folder that `geoplan plan` wrote"
    )
    documents = {
        "atlas": "atlas.pdf, maps and tables to print",
        "slides": "slides.pptx, ten slides with notes",
        "sheet": "sheet.xlsx, every table with sums as formulas",
        "images": "images/, maps and charts as PNG and SVG",
        "gis": "gis/, GeoPackage with styles, GeoParquet and KML",
    }
    for name, words in documents.items():
        export.add_argument(
            f"--{name}",
            action="append_const",
            const=name,
            dest="documents",
            help=f"{words} (all five if none is named)",
        )
    export.add_argument("--lang", choices=("vi", "en"), default="vi", help="language (vi)")
    export.add_argument(
        "--paper", choices=("A3", "A4"), default="A3", help="of the atlas and the sheet (A3)"
    )
    export.add_argument("--out", type=Path, metavar="DIR", help="folder to write (PLAN_DIR/export)")
    export.add_argument(
        "--template",
        type=Path,
        metavar="FILE",
        help="presentation (.pptx) whose look the slides take; it needs the layouts Title Slide "
        "and Title Only",
    )
    export.set_defaults(run="export")


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
    new.set_defaults(run="new")


def _add_roads(ways: argparse._SubParsersAction[Parser]) -> None:
    read = ways.add_parser("read", help="from a file: OpenStreetMap, GraphML of osmnx, line layer")
    read.add_argument(
        "file",
        type=Path,
        metavar="FILE",
        help=".osm.pbf, .osm, .osm.bz2, .graphml, .gpkg, .shp, .geojson",
    )
    read.set_defaults(run="roads read")
    fetch = ways.add_parser("fetch", help="from an Overpass server of OpenStreetMap")
    fetch.add_argument(
        "--endpoint", metavar="URL", help="the server's interpreter (that of overpass-api.de)"
    )
    fetch.set_defaults(run="roads fetch")
    for way in (read, fetch):
        _add_study(way)
        way.add_argument(
            "--out",
            type=Path,
            default=Path("roads.parquet"),
            metavar="FILE",
            help="network file to write (roads.parquet)",
        )


def _add_parcels(what: argparse._SubParsersAction[Parser]) -> None:
    check = what.add_parser(
        "check", help="say where a file of parcels lies, with evidence, and what is wrong in it"
    )
    kinds = ".gpkg, .shp, .zip of it, .geojson, .dxf, .csv, .xlsx"
    check.add_argument("file", type=Path, metavar="FILE", help=kinds)
    _add_study(check)
    check.set_defaults(run="parcels check")
    read = what.add_parser("read", help="check files of parcels and store what is in them")
    read.add_argument("files", nargs="+", type=Path, metavar="FILE", help=kinds)
    read.add_argument(
        "--into",
        type=Path,
        metavar="STUDY",
        required=True,
        help="study file; parcels.parquet beside it holds the parcels of all files read so far",
    )
    read.set_defaults(run="parcels read")
    shortlist = what.add_parser(
        "shortlist",
        help="list the plots that come into question for each site of a plan, with score, findings "
        "and gain kept, and put them on its map",
    )
    _add_study(shortlist)
    _add_folder(shortlist)
    shortlist.set_defaults(run="parcels shortlist")
    dossier = what.add_parser(
        "dossier", help="write one page on paper about a site and the plots on its list"
    )
    dossier.add_argument("site_id", metavar="SITE_ID", help="as in parcels.csv and on the map")
    _add_folder(dossier)
    dossier.add_argument(
        "--study",
        type=Path,
        metavar="STUDY",
        help="take its decisions as they stand now (as they stood when the lists were made)",
    )
    dossier.add_argument(
        "--out", type=Path, metavar="FILE", help="page to write (dossier-SITE_ID.html)"
    )
    dossier.add_argument("--lang", choices=("vi", "en"), default="vi", help="language (vi)")
    dossier.set_defaults(run="parcels dossier")
    for way in (check, read):
        way.add_argument(
            "--crs",
            metavar="CODE",
            help="reference system, such as EPSG:9210, or EPSG:9210,swapped where northings come "
            "first (likewise mm, false-easting-0)",
        )
        way.add_argument(
            "--mapping",
            type=Path,
            metavar="FILE",
            help="which columns or layers hold what, [parcels] in TOML",
        )


def _add_decide(what: argparse._SubParsersAction[Parser]) -> None:
    site, parcel = ("site_id", "SITE_ID"), ("parcel_id", "PARCEL_ID")
    commands = {
        "pin": ("a facility must stand at a site", (site,)),
        "forbid": ("no new facility may stand at a site", (site,)),
        "choose": ("the facility of a site goes to a parcel", (site, parcel)),
        "waive": ("a norm is waived for a parcel", (parcel, ("norm", "NORM"))),
        "reject": ("a parcel is not offered again", (parcel,)),
        "reopen": ("a decision is taken back", (("reopens", "DECISION_ID"),)),
        "list": ("say which decisions are in force", ()),
    }
    for name, (words, named) in commands.items():
        command = what.add_parser(name, help=words)
        for field, shown in named:
            command.add_argument(field, metavar=shown)
        if name == "reject":
            command.add_argument(
                "--site", dest="site_id", metavar="SITE_ID", help="not for this site (for any)"
            )
        if name in ("pin", "choose"):
            command.add_argument("--kind", help="of the facility (as the plan has it there)")
            command.add_argument(
                "--plan", type=Path, metavar="DIR", help="folder of a written plan (maps)"
            )
        if name == "waive":
            command.add_argument("--kind", required=True, help="of the facility")
        if name != "list":
            command.add_argument("--by", required=True, metavar="NAME", help="who decided")
            command.add_argument("--why", required=True, metavar="TEXT", help="the reason")
        command.add_argument(
            "--study", type=Path, metavar="STUDY", help="study file (the bundled one)"
        )
        command.set_defaults(run="decide list" if name == "list" else "decide")


def _setting(text: str) -> tuple[str, str]:
    key, equals, value = text.partition("=")
    if not (key and equals and value):
        raise argparse.ArgumentTypeError(f"{text!r} is not KEY=VALUE")
    return key.strip(), value.strip()


def _count(text: str) -> int:
    if not text.isdecimal():
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number from 0")
    return int(text)


def _bands(text: str) -> list[float]:
    try:
        bands = [float(part) for part in text.split(",")]
    except ValueError:
        bands = []
    if not bands or not all(0 < band < inf for band in bands):
        raise argparse.ArgumentTypeError(f"{text!r} is not minutes, such as 5,15")
    return sorted(set(bands))


def _add_folder(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--plan",
        type=Path,
        default=Path("maps"),
        metavar="DIR",
        help="folder that `geoplan plan` wrote (maps)",
    )


def _add_study(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "study",
        nargs="?",
        type=Path,
        metavar="STUDY",
        help="study file (the bundled study of Hai Phong)",
    )
