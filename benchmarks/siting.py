"""The siting engine on instances of others, beside its rivals, and on whole cities.

Run as ``python -m benchmarks.siting COMMAND``; ``docs/benchmarks.md`` says what each is for.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks import made_up, mclp, pmed, san_francisco, side_by_side
from benchmarks.peers import CONTENDERS
from geoplan.errors import GeoplanError

RIVALS = [name for name in CONTENDERS if name != side_by_side.OURS]


def main(words: list[str] | None = None) -> None:
    """Run one benchmark."""
    given = vars(_parser().parse_args(words))
    run = given.pop("run")
    try:
        run(**given)
    except GeoplanError as refused:
        print(refused, file=sys.stderr)
        sys.exit(2)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.siting", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    command = commands.add_parser("mclp", help="MCLP instances against the best known values")
    command.set_defaults(run=mclp.run)
    _folder_and_out(command)
    _mclp_options(command)

    command = commands.add_parser("pmed", help="OR-Library's graphs, p-median and p-center")
    command.set_defaults(run=pmed.run)
    _folder_and_out(command)

    command = commands.add_parser("peers", help="both kinds beside other solvers")
    command.set_defaults(run=side_by_side.run)
    _folder_and_out(command)
    _mclp_options(command)
    command.add_argument(
        "--peers",
        type=_rivals,
        default=RIVALS,
        metavar="NAME,…",
        help=f"of {', '.join(RIVALS)} (all)",
    )
    command.add_argument(
        "--seconds", type=float, default=60.0, metavar="N", help="limit for each (%(default)g)"
    )

    command = commands.add_parser("spopt", help="spopt's San Francisco set, four published values")
    command.set_defaults(run=san_francisco.run)
    _folder_and_out(command, out_required=False)

    command = commands.add_parser("city", help="the bundled study and a made-up city")
    command.set_defaults(run=_city)
    command.add_argument("--out", type=Path, required=True, metavar="FILE", help="JSON of the rows")
    for option, default in {"cells": 20_000, "sites": 5_000, "p": 368, "seed": 0}.items():
        command.add_argument(
            f"--{option}", type=int, default=default, metavar="N", help="(%(default)d)"
        )

    command = commands.add_parser("make-pmed", help="write graphs of the kind of pmed21 to pmed40")
    command.set_defaults(run=_make_pmed)
    command.add_argument("--out", type=Path, required=True, metavar="DIR", help="gets the files")
    command.add_argument("--seed", type=int, default=0, metavar="N", help="(%(default)d)")
    return parser


def _folder_and_out(command: argparse.ArgumentParser, *, out_required: bool = True) -> None:
    command.add_argument(
        "--instances",
        dest="folder",
        type=Path,
        required=True,
        metavar="DIR",
        help="folder of the instances, and of the known values",
    )
    command.add_argument(
        "--out", type=Path, required=out_required, metavar="FILE", help="JSON of the rows"
    )


def _mclp_options(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--p",
        dest="sizes",
        type=int,
        nargs="+",
        default=mclp.SIZES,
        metavar="N",
        help="numbers of sites of an MCLP (50, 60, … 100)",
    )
    command.add_argument(
        "--radius",
        dest="radius_m",
        type=float,
        metavar="M",
        help="of an MCLP in metres (by the name of the instance)",
    )
    command.add_argument(
        "--prove", action="store_true", help="branch until the gap is closed, the easiest first"
    )


def _rivals(text: str) -> list[str]:
    names = [name for name in text.split(",") if name != side_by_side.OURS]
    strangers = [name for name in names if name not in RIVALS]
    if strangers:
        raise argparse.ArgumentTypeError(f"{', '.join(strangers)}: choose of {', '.join(RIVALS)}")
    return names


def _city(**given: Any) -> None:
    from benchmarks import city  # every contender's process loads this module, but not the layers

    city.run(**given)


def _make_pmed(out: Path, seed: int) -> None:
    files = made_up.make_graphs(out, np.random.default_rng(seed))
    print(f"{len(files)} graphs in {out}")


if __name__ == "__main__":
    main()
