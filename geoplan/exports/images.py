"""Every map and chart of a plan as a picture: PNG at 300 dpi and SVG, with and without title."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from matplotlib.figure import Figure

from geoplan.exports import chart_figures, map_figures
from geoplan.exports.drawing.saving import write_png, write_svg
from geoplan.exports.written_whole import WholePlan
from geoplan.reports.folder import Writer, write_all
from geoplan.words.catalogue import Language

CHARTS = {
    "chart-access-curve": chart_figures.access_curve,
    "chart-lorenz": chart_figures.lorenz,
    "chart-money-people": chart_figures.money_people,
    "chart-phases": chart_figures.phases_chart,
}


def write_images(plan: WholePlan, folder: Path, language: Language) -> list[Path]:
    """Write the maps and charts of a plan into a folder.

    Parameters
    ----------
    plan
        As read from its folder.
    folder
        Where they go; made if it does not exist.
    language
        Of the words on them.

    Returns
    -------
    list of Path
        The files: ``<name>.png``, ``<name>.svg`` and the same with ``-untitled``.

    Raises
    ------
    OutputError
        When the folder cannot be written to or the disk is full; what stood there stays whole.
    """
    files: dict[str, Writer] = {}
    for name, draw in pictures(plan, language):
        files |= _four(name, draw)
    return write_all(folder, files)


def _four(name: str, draw: Callable[[], Figure | None]) -> dict[str, Writer]:
    """Return what writes the four files of a picture, which is drawn once."""
    held: list[Figure] = []

    def pngs(path: Path) -> None:
        figure = draw()
        if figure is not None:
            held.append(figure)
            write_png(figure, path, untitled=path.with_name(f"{name}-untitled.png"))

    def svg(path: Path) -> None:
        write_svg(held[0], path)

    def untitled_svg(path: Path) -> None:
        write_svg(held.pop(), path, titled=False)

    return {
        f"{name}.png": pngs,
        f"{name}-untitled.png": lambda path: None,  # noqa: ARG005 - written with the one above
        f"{name}.svg": svg,
        f"{name}-untitled.svg": untitled_svg,
    }


def pictures(
    plan: WholePlan, language: Language
) -> Iterator[tuple[str, Callable[[], Figure | None]]]:
    """Return the name of each picture of a plan and what draws it, a chart perhaps not at all."""
    for state in ("before", "after"):
        yield (
            f"map-access-{state}",
            lambda state=state: map_figures.access_map(  # type: ignore[misc]
                plan, state, language
            ),
        )
    for key in plan.about["programmes"]:
        yield (
            f"map-programme-{key}",
            lambda key=key: map_figures.programme_map(  # type: ignore[misc]
                plan, key, language
            ),
        )
    for year in years(plan):
        yield (
            f"map-year-{year}",
            lambda year=year: map_figures.phase_map(  # type: ignore[misc]
                plan, year, language
            ),
        )
    for name, draw in CHARTS.items():
        if plan.phases is not None or draw(plan, language) is not None:
            yield name, lambda draw=draw: draw(plan, language)  # type: ignore[misc]


def years(plan: WholePlan) -> list[int]:
    """Return the years that a plan is phased over; none where it says nothing of money."""
    return [] if plan.phases is None else sorted({int(year) for year in plan.phases["year"]})
