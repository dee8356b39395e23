"""The communes in the atlas: several a page, each with a small map, its figures, its sites."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import geopandas as gpd
import pandas as pd
import shapely
from matplotlib.figure import Figure

from geoplan.exports.drawing.column import Column
from geoplan.exports.drawing.ground import Ground, Window, ground_of
from geoplan.exports.drawing.map_legends import class_colour, looks
from geoplan.exports.drawing.numbers import Style, place_facilities
from geoplan.exports.drawing.paper import BORDER, INK, LINE, SMALL, SOFT, Box, Paper
from geoplan.exports.drawing.sheet_of_map import QUIET, commune_name, framed
from geoplan.exports.drawing.symbols import draw, look_today
from geoplan.exports.drawing.views import Views
from geoplan.exports.written_whole import WholePlan
from geoplan.words.wording import Wording

Size = tuple[float, float]
CELL_IN = (4.9, 2.75)  # a commune takes at least so much
MAP_PART = 0.5  # of its width
PAD_IN = 0.12
NEIGHBOUR = "#edf0f2"
TODAY_PT, UPGRADE_RANKS = 2.6, 0
RANKS_SHOWN = 8  # of a programme, in words
CHIP_IN = 0.13


def commune_pages(
    plan: WholePlan, words: Wording, size: Size
) -> Iterator[tuple[str, list[str], Callable[[], Figure]]]:
    """Return each page of communes: its title, the names on it, and what draws it.

    Communes come by former province, then by code.
    """
    heads = words("section.communes"), words("commune.note")
    box = framed(Paper(size), plan, words, heads)
    across, down = max(1, int(box.width // CELL_IN[0])), max(1, int(box.height // CELL_IN[1]))
    each = across * down
    communes = plan.communes.rename_axis("code").sort_values(["former_province", "code"])
    for province, held in communes.groupby("former_province", sort=False):
        for start in range(0, len(held), each):
            part = held.iloc[start : start + each]
            names = [commune_name(row, words) for _, row in part.iterrows()]
            title = words("commune.page", group=str(province), first=names[0], last=names[-1])
            codes = [str(code) for code in part.index]
            yield title, names, partial(_page, plan, words, size, (title, heads[1]), codes,
                                        (across, down))  # fmt: skip


def _page(
    plan: WholePlan, words: Wording, size: Size, heads: tuple[str, str], codes: list[str],
    grid: tuple[int, int],
) -> Figure:  # fmt: skip
    paper = Paper(size)
    box = framed(paper, plan, words, heads)
    across, down = grid
    width, height = box.width / across, box.height / down
    for number, code in enumerate(codes):
        row, column = divmod(number, across)
        cell = Box(box.left + column * width, box.top - (row + 1) * height, width, height)
        _commune(paper, cell.inset(0, PAD_IN, PAD_IN, 0), plan, words, code)
    return paper.figure


def _commune(paper: Paper, cell: Box, plan: WholePlan, words: Wording, code: str) -> None:
    row: Any = plan.communes.loc[code]
    built = plan.programme[plan.programme["commune_code"] == code]
    paper.line([cell.left, cell.right], [cell.top] * 2, LINE)
    area = cell.inset(0, 0, 0, 0.06)
    side = Box(area.left, area.bottom, MAP_PART * area.width, area.height)
    _map(paper, side, plan, words, code, built)
    column = Column(paper, Box(side.right + 0.14, area.bottom, area.width - side.width - 0.14,
                               area.height))  # fmt: skip
    column.heading(commune_name(row, words))
    kind = words("commune.kind", type=words(f"type.{row['type']}"), province=row["former_province"])
    column.text(kind)
    pairs = [(words("commune.people"), words.number(row["people"]))]
    pairs.append((words("commune.covered"), _change(row, "covered_share", words)))
    pairs.append((words("commune.primary"), _change(row, "travel_min", words)))
    pairs.append((words("commune.hospital"), _change(row, "hospital_min", words)))
    column.pairs(pairs, points=SMALL)
    _chips(column, row, plan)
    for text in _programmes(plan, built, words) or [words("commune.none")]:
        column.text(text, colour=INK if len(built) else SOFT)


def _change(row: Any, measure: str, words: Wording) -> str:
    values = [row[f"{measure}_{state}"] for state in ("before", "after")]
    share = measure == "covered_share"
    before, after = (
        "–" if pd.isna(value) else words.percent(value, 0) if share else words.number(value, 1)
        for value in values
    )
    return words("commune.change", before=before, after=after)


def _chips(column: Column, row: Any, plan: WholePlan) -> None:
    """Draw the colours of the classes before and after, an arrow's worth apart."""
    half = column.box.width / 2
    column.gap(CHIP_IN)
    for number, state in enumerate(("before", "after")):
        chip = Box(column.box.left + number * half, column.top, half, CHIP_IN)
        column.paper.fill(
            chip, class_colour(row[f"covered_share_{state}"], plan.classes), edge=BORDER
        )
    column.gap(0.07)


def _programmes(plan: WholePlan, built: pd.DataFrame, words: Wording) -> list[str]:
    told = []
    for key in plan.about["programmes"]:
        ranks = sorted(built.loc[built["programme"] == key, "rank"])
        if not ranks:
            continue
        said = ", ".join(str(rank) for rank in ranks[:RANKS_SHOWN])
        if len(ranks) > RANKS_SHOWN:
            more = words.number(len(ranks) - RANKS_SHOWN)
            said = words("commune.more", ranks=said, count=more)
        title = plan.programme_title(key, words.language)
        told.append(
            words("commune.programme", programme=title, count=words.number(len(ranks)), ranks=said)
        )
    return told


def _map(
    paper: Paper, box: Box, plan: WholePlan, words: Wording, code: str, built: gpd.GeoDataFrame
) -> None:
    ground = ground_of(plan)
    window = Window(ground.bounds_m((code,)), box.inset(0, 0.3, 0, 0), room=0.07, edge_in=0.08)
    views = Views(paper, ground, words)
    views.windows.append(window)
    views.communes(
        window, _around(ground, window), lambda each: QUIET if each == code else NEIGHBOUR
    )
    views.scale(window, (box.left + 0.04, box.bottom + 0.06))
    today = plan.facilities[
        (plan.facilities["commune_code"] == code) & (plan.facilities["status"] == "operating")
    ]
    for (kind, quality), held in today.groupby(["kind", "position_quality"]):
        for _, _, places in views.each_window(gpd.GeoSeries(held.geometry)):
            draw(paper, places, look_today(str(kind), str(quality)), TODAY_PT, order=8)
    upgraded = built["upgraded"].astype(bool)
    for held, ranks in ((built[upgraded], UPGRADE_RANKS), (built[~upgraded], len(plan.programme))):
        if len(held):
            ordered = held.sort_values("rank", kind="stable")
            place_facilities(views, ordered, looks(ordered), Style(ranks=ranks))


def _around(ground: Ground, window: Window) -> gpd.GeoSeries:
    """Return the communes of which something is in a window."""
    edges = shapely.box(window.west, window.south, window.east, window.north)
    found = sorted(shapely.STRtree(ground.shapes.to_numpy()).query(edges, "intersects"))
    return gpd.GeoSeries(ground.shapes.iloc[found])
