"""An empty deck, plain or on the template of the user, with the layouts that slides need."""

from __future__ import annotations

from pathlib import Path
from typing import Any, NamedTuple
from zipfile import BadZipFile

import pptx
from pptx.enum.shapes import PP_PLACEHOLDER
from pptx.exc import PackageNotFoundError, PythonPptxError
from pptx.oxml.ns import qn
from pptx.util import Emu, Inches

from geoplan.errors import OutputError
from geoplan.exports.deck.look import Bar, add_bar, add_child, colour_theme

SIZE_IN = (13.333, 7.5)  # 16:9
TITLE_SLIDE, TITLE_ONLY = "Title Slide", "Title Only"
# What PowerPoint calls them inside, whatever its language calls them on the screen
LAYOUTS = {TITLE_SLIDE: "title", TITLE_ONLY: "titleOnly"}
TITLES = (PP_PLACEHOLDER.TITLE, PP_PLACEHOLDER.CENTER_TITLE)
LEAST_ROOM = 0.5  # share of the height that the layout leaves below its title
NOT_A_DECK = (PackageNotFoundError, PythonPptxError, BadZipFile, SyntaxError, KeyError,
              ValueError, AttributeError)  # fmt: skip


class Layouts(NamedTuple):
    """The layouts of a deck that slides are made of."""

    title_slide: Any
    title_only: Any


def plain_deck() -> Any:
    """Return an empty deck 16:9 in the colours of the maps, titles on the left."""
    deck = pptx.Presentation()
    wider = Inches(SIZE_IN[0]) / deck.slide_width
    deck.slide_width, deck.slide_height = Inches(SIZE_IN[0]), Inches(SIZE_IN[1])
    master = deck.slide_master
    for shape in [
        *master.shapes,
        *(shape for layout in deck.slide_layouts for shape in layout.shapes),
    ]:
        if shape.element.spPr.xfrm is not None:
            shape.left, shape.width = Emu(int(shape.left * wider)), Emu(int(shape.width * wider))
    layouts = layouts_of(deck)
    colour_theme(deck)
    add_bar(layouts.title_only, Bar(0, 0.42, 0.22, 0.6, "accent1"))
    add_bar(layouts.title_slide, Bar(0, 0, 0.5, SIZE_IN[1], "accent1"))
    _place_title(layouts.title_only, (0.5, 0.3, 12.33, 0.85), size_pt=28, anchor="ctr")
    _place_title(layouts.title_slide, (0.9, 2.0, 11.5, 1.9), size_pt=40, anchor="b")
    subtitle = subtitle_of(layouts.title_slide)
    subtitle.left, subtitle.top, subtitle.width, subtitle.height = (
        Inches(each) for each in (0.9, 4.1, 11.5, 1.6)
    )
    _style(subtitle, size_pt=20, bold=False, anchor="t")
    return deck


def open_template(path: Path) -> Any:
    """Return the deck of a template without its slides.

    Raises
    ------
    OutputError
        When it is no PowerPoint file, or has not the layouts that slides need.
    """
    try:
        deck = pptx.Presentation(str(path))
        names = [layout.name for layout in deck.slide_layouts]
    except OSError as refused:
        raise OutputError(
            f"{path}: the template cannot be read ({refused.strerror or refused}). Name a file "
            ".pptx with --template."
        ) from None
    except NOT_A_DECK:
        raise OutputError(
            f"{path}: the template cannot be read; it is missing or no PowerPoint presentation. "
            "Save it as .pptx and name it with --template."
        ) from None
    _refuse_layouts(path, deck, names)
    _drop_slides(deck)
    return deck


def layouts_of(deck: Any) -> Layouts:
    """Return the layouts for slides, by what they are called or by their type."""
    return Layouts(*(_layout(deck, name) for name in LAYOUTS))


def title_of(layout: Any) -> Any:
    """Return the placeholder of the title, None if there is none."""
    return next(
        (held for held in layout.placeholders if held.placeholder_format.type in TITLES), None
    )


def subtitle_of(layout: Any) -> Any:
    """Return the placeholder of the subtitle, None if there is none."""
    kind = PP_PLACEHOLDER.SUBTITLE
    return next(
        (held for held in layout.placeholders if held.placeholder_format.type == kind), None
    )


def _drop_slides(deck: Any) -> None:
    """Take the slides out, which python-pptx has no way for, with sections and shows of them."""
    numbers = deck.element.find(qn("p:sldIdLst"))
    for number in list(numbers) if numbers is not None else []:
        deck.part.drop_rel(number.get(qn("r:id")))
        numbers.remove(number)
    for shows in deck.element.findall(qn("p:custShowLst")):
        deck.element.remove(shows)
    for extension in deck.element.findall(f"{qn('p:extLst')}/{qn('p:ext')}"):
        if any(child.tag.endswith("}sectionLst") for child in extension):
            extension.getparent().remove(extension)


def _layout(deck: Any, name: str) -> Any:
    by_name = [layout for layout in deck.slide_layouts if layout.name == name]
    by_type = [
        layout for layout in deck.slide_layouts if layout.element.get("type") == LAYOUTS[name]
    ]
    return next(iter(by_name + by_type), None)


def _refuse_layouts(path: Path, deck: Any, names: list[str]) -> None:
    layouts = layouts_of(deck)
    missing = [name for name, held in zip(LAYOUTS, layouts, strict=True) if held is None]
    if missing:
        raise OutputError(
            f"{path}: the template has no layout called {' and none called '.join(missing)}; it "
            f"has {', '.join(names) or 'none'}. Add it to the slide master, or rename the layout "
            "that takes its place."
        )
    for name, held in zip(LAYOUTS, layouts, strict=True):
        if title_of(held) is None:
            raise OutputError(
                f"{path}, layout {name}: it has no placeholder for a title. Add one to the layout."
            )
    if subtitle_of(layouts.title_slide) is None:
        raise OutputError(
            f"{path}, layout {TITLE_SLIDE}: it has no placeholder for a subtitle. Add one to the "
            "layout."
        )
    title = title_of(layouts.title_only)
    if deck.slide_height - title.top - title.height < LEAST_ROOM * deck.slide_height:
        raise OutputError(
            f"{path}, layout {TITLE_ONLY}: less than half of the slide is left below its title. "
            "Move the title up."
        )


def _place_title(
    layout: Any, box_in: tuple[float, float, float, float], *, size_pt: int, anchor: str
) -> None:
    title = title_of(layout)
    title.left, title.top, title.width, title.height = (Inches(each) for each in box_in)
    _style(title, size_pt=size_pt, bold=True, anchor=anchor)


def _style(placeholder: Any, *, size_pt: int, bold: bool, anchor: str) -> None:
    """Set in a layout how its placeholder looks, so that slides take it from there."""
    body = placeholder.text_frame._txBody  # noqa: SLF001 - list styles have no public way
    body.bodyPr.set("anchor", anchor)
    for child in list(body.bodyPr):
        body.bodyPr.remove(child)
    styles = body.find(qn("a:lstStyle"))
    for child in list(styles):
        styles.remove(child)
    level = add_child(styles, "a:lvl1pPr", algn="l", marL="0", indent="0")
    add_child(level, "a:buNone")
    run = add_child(level, "a:defRPr", sz=str(100 * size_pt), b=str(int(bold)))
    add_child(add_child(run, "a:solidFill"), "a:schemeClr", val="tx2")
