"""spopt's San Francisco set: the four values that it publishes."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from benchmarks.instances import read_san_francisco
from benchmarks.running import timed, warm_up
from benchmarks.tables import MarkdownTable, number, write_rows
from geoplan.siting import family
from geoplan.siting.limits import Limits

RADIUS_M, P = 5_000.0, 4
PUBLISHED = {  # spopt's notebooks, with this radius and p
    "LSCP": 8.0,
    "MCLP": 875_247.0,
    "p-median": 2_848_268_129.7145,
    "p-center": 7_403.0638,
}
DIGITS = 4  # of the published values


def run(folder: Path, out: Path | None) -> None:
    """Solve the four problems, print and write.

    Parameters
    ----------
    folder
        Holds spopt's three tables.
    out
        Gets the rows; None for none.
    """
    people, metres = read_san_francisco(folder)
    builds = {
        "LSCP": partial(family.lscp, people, metres, RADIUS_M),
        "MCLP": partial(family.mclp, people, metres, RADIUS_M, p=P),
        "p-median": partial(family.p_median, people, metres, p=P),
        "p-center": partial(family.p_center, people, metres, p=P),
    }
    rows: list[dict[str, object]] = []
    warm_up()
    table = MarkdownTable("problem", "published", "value", "bound", "same", "s")
    for problem, build in builds.items():
        siting, seconds = timed(build, Limits())
        published = PUBLISHED[problem]
        same = round(siting.objective, DIGITS) == published
        rows.append(
            {
                "instance": "SF",
                "problem": problem,
                "p": int(siting.order.size),
                "objective": siting.objective,
                "bound": siting.bound,
                "published": published,
                "seconds": round(seconds, 3),
                "sites": siting.order.tolist(),
            }
        )
        table.line(
            problem,
            number(published),
            number(siting.objective),
            number(siting.bound),
            "yes" if same else "no",
            f"{seconds:.2f}",
        )
    if out is not None:
        write_rows(out, rows)
