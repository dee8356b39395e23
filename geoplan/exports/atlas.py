"""The atlas of a plan: one PDF of maps, charts and tables, with page numbers and bookmarks."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Literal

from matplotlib.backends.backend_pdf import PdfPages
from matplotlib.figure import Figure
from pypdf import PdfReader, PdfWriter
from pypdf.generic import IndirectObject

from geoplan.exports import atlas_communes, atlas_front, atlas_tables
from geoplan.exports.chart_figures import access_curve, lorenz, money_people, phases_chart
from geoplan.exports.drawing.letters import font
from geoplan.exports.drawing.paper import MARGIN_IN, SOFT
from geoplan.exports.drawing.saving import exact
from geoplan.exports.images import years
from geoplan.exports.map_figures import access_map, phase_map, programme_map
from geoplan.exports.written_whole import WholePlan
from geoplan.reports.folder import write_all
from geoplan.words.catalogue import Language
from geoplan.words.wording import Wording

Size = tuple[float, float]
PAPERS: dict[str, Size] = {"A3": (420 / 25.4, 297 / 25.4), "A4": (297 / 25.4, 210 / 25.4)}
FOOT_PT, FOOT_IN = 7.0, 0.2


@dataclass(frozen=True)
class Page:
    """A page to be drawn: its bookmark, what draws it, bookmarks of what stands on it."""

    title: str
    draw: Callable[[], Figure]
    inner: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Section:
    """Pages that belong together; one page alone has no bookmark of its own below."""

    title: str
    pages: list[Page]


def write_atlas(
    plan: WholePlan, path: Path, language: Language, *, paper: Literal["A3", "A4"] = "A3"
) -> Path:
    """Write the atlas of a plan as PDF.

    Parameters
    ----------
    plan
        As read from its folder.
    path
        Of the PDF.
    language
        Of all words.
    paper
        Landscape.

    Returns
    -------
    Path
        The file: vector maps, fonts embedded, the same bytes for the same plan.

    Raises
    ------
    OutputError
        When it cannot be written; what stood there before stays whole.
    """
    words = Wording("drawing", language)
    return write_all(
        path.parent, {path.name: lambda staged: _write(plan, staged, words, PAPERS[paper])}
    )[0]


def _write(plan: WholePlan, path: Path, words: Wording, size: Size) -> None:
    sections = _sections(plan, words, size)
    total = sum(len(section.pages) for section in sections)
    title = f"{plan.title(words.language)}. {words('atlas.title')}"
    drawn = io.BytesIO()
    with exact(), PdfPages(drawn, metadata={"CreationDate": None, "Title": title}) as pdf:
        number = 0
        for section in sections:
            for page in section.pages:
                number += 1
                figure = page.draw()
                _foot(figure, title, words("atlas.page", page=number, total=total))
                pdf.savefig(figure)
    _bind(drawn, path, sections, title)


def _sections(plan: WholePlan, words: Wording, size: Size) -> list[Section]:
    """Return what the atlas holds, in order; the cover tells where each section begins."""
    inside = [
        Section(words("section.method"), _numbered(words("section.method"),
                                                   atlas_front.method_pages(plan, words, size))),
        Section(words("section.access"), list(_access(plan, words, size))),
        Section(words("section.programmes"), list(_programmes(plan, words, size))),
        Section(words("section.years"), list(_years(plan, words, size))),
        Section(words("section.charts"), list(_charts(plan, words, size))),
        Section(words("section.communes"), [
            Page(title, draw, inner)
            for title, inner, draw in atlas_communes.commune_pages(plan, words, size)
        ]),
        Section(words("section.tables"), [
            Page(title, draw) for title, draw in atlas_tables.table_pages(plan, words, size)
        ]),
        Section(words("section.sources"), _numbered(words("section.sources"),
                                                    atlas_tables.source_pages(plan, words, size))),
    ]  # fmt: skip
    inside = [section for section in inside if section.pages]
    contents, number = [], 2
    for section in inside:
        contents.append((section.title, number))
        number += len(section.pages)
    cover = Page(words("section.cover"), lambda: atlas_front.cover(plan, words, size, contents))
    return [Section(words("section.cover"), [cover]), *inside]


def _numbered(title: str, draws: list[Callable[[], Figure]]) -> list[Page]:
    return [Page(title, draw) for draw in draws]


def _access(plan: WholePlan, words: Wording, size: Size) -> Iterator[Page]:
    for state in ("before", "after"):
        yield Page(
            words(f"state.{state}"),
            partial(access_map, plan, state, words.language, size_in=size),
        )


def _programmes(plan: WholePlan, words: Wording, size: Size) -> Iterator[Page]:
    for key in plan.about["programmes"]:
        draw = partial(programme_map, plan, key, words.language, size_in=size)
        yield Page(plan.programme_title(key, words.language), draw)


def _years(plan: WholePlan, words: Wording, size: Size) -> Iterator[Page]:
    for year in years(plan):
        yield Page(str(year), partial(phase_map, plan, year, words.language, size_in=size))


def _charts(plan: WholePlan, words: Wording, size: Size) -> Iterator[Page]:
    charts: dict[str, Callable[..., Figure | None]] = {
        "curve.title": access_curve,
        "lorenz.title": lorenz,
        "money.title": money_people,
        "phases.title": phases_chart,
    }
    for name, draw in charts.items():
        figure = draw(plan, words.language, size_in=size)
        if figure is not None:
            yield Page(words(name), partial(_same, figure))


def _same(figure: Figure) -> Figure:
    return figure


def _foot(figure: Figure, title: str, page: str) -> None:
    """Write title and page number at the foot of a page."""
    width, _ = figure.get_size_inches()
    for across, text, side in ((MARGIN_IN, title, "left"), (width - MARGIN_IN, page, "right")):
        figure.text(
            across, FOOT_IN, text, fontproperties=font(), fontsize=FOOT_PT, color=SOFT, ha=side,
            transform=figure.dpi_scale_trans, parse_math=False,
        )  # fmt: skip


def _bind(drawn: io.BytesIO, path: Path, sections: list[Section], title: str) -> None:
    """Add bookmarks and the title, and write the file."""
    writer = PdfWriter(clone_from=PdfReader(drawn))
    writer.metadata = {"/Title": title}  # no dates, no names of versions
    number = 0
    for section in sections:
        top = writer.add_outline_item(title=section.title, page_number=number)
        alone = len(section.pages) == 1
        for page in section.pages:
            _bookmarks(writer, page, number, top, alone=alone)
            number += 1
    writer.page_mode = "/UseOutlines"
    with path.open("wb") as file:
        writer.write(file)


def _bookmarks(
    writer: PdfWriter, page: Page, number: int, above: IndirectObject, *, alone: bool
) -> None:
    """Add the bookmark of a page, unless its section is that page alone, and those within it."""
    own = above
    if not alone:
        own = writer.add_outline_item(title=page.title, page_number=number, parent=above)
    for inner in page.inner:
        writer.add_outline_item(title=inner, page_number=number, parent=own)
