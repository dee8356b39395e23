"""A deck that takes slide after slide, with title, notes and a line at the foot."""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from pptx.enum.text import PP_ALIGN
from pptx.util import Inches, Pt

from geoplan.exports.deck.fitting import largest_size, shortened
from geoplan.exports.deck.look import add_child
from geoplan.exports.deck.opening import (
    layouts_of,
    open_template,
    plain_deck,
    subtitle_of,
    title_of,
)
from geoplan.exports.deck.slide import Place
from geoplan.exports.deck.titles import size_pt

FOOT_IN = 0.3
FOOT_PT = 10
NUMBER_IN = 0.5  # width of the number of the slide
NUMBER_FIELD = "{00000000-1234-1234-1234-123412341234}"  # any, the same on all slides
LONGEST = 255  # letters of a property
EDGE_IN = 0.1  # inside a placeholder
SMALLER = (1.0, 0.9, 0.8, 0.7, 0.6, 0.5)  # of the size that the layout gives


class Deck:
    """A presentation in the making.

    Parameters
    ----------
    template
        Whose look it takes; None for a plain one, 16:9.
    foot
        A line at the foot of every slide but the first.
    """

    def __init__(self, template: Path | None, foot: str) -> None:
        self._deck = plain_deck() if template is None else open_template(template)
        self._layouts = layouts_of(self._deck)
        self._foot = foot

    def first(self, title: str, subtitle: str, notes: Sequence[str]) -> None:
        """Add the slide of the title."""
        layout = self._layouts.title_slide
        slide = self._new(layout, notes)
        _write(slide.shapes.title, title_of(layout), title, "titleStyle")
        held = subtitle_of(layout)
        index = held.placeholder_format.idx
        own = next(each for each in slide.placeholders if each.placeholder_format.idx == index)
        _write(own, held, subtitle, "bodyStyle")
        self._clear(slide, keep=(own.shape_id, slide.shapes.title.shape_id))

    def slide(self, title: str, notes: Sequence[str]) -> tuple[Any, Place]:
        """Add a slide and return it with the place for what it shows."""
        layout = self._layouts.title_only
        slide = self._new(layout, notes)
        held = title_of(layout)
        _write(slide.shapes.title, held, title, "titleStyle")
        self._clear(slide, keep=(slide.shapes.title.shape_id,))
        high, wide = self._deck.slide_height, self._deck.slide_width
        left, top = held.left / Inches(1), (held.top + held.height) / Inches(1) + EDGE_IN
        bottom = high / Inches(1) - FOOT_IN - 2 * EDGE_IN
        place = Place(left, top, held.width / Inches(1), bottom - top)
        if held.width < wide / 2:  # a narrow title does not narrow the slide
            edge = min(left, 0.05 * wide / Inches(1))
            place = Place(edge, top, wide / Inches(1) - 2 * edge, bottom - top)
        self._add_foot(slide, place._replace(top=bottom + EDGE_IN, height=FOOT_IN))
        return slide, place

    def saved(self, title: str, subject: str, comments: str) -> bytes:
        """Return the presentation as it is written, with its properties."""
        properties = self._deck.core_properties
        properties.title, properties.subject, properties.comments = (
            text[:LONGEST] for text in (title, subject, comments)
        )
        properties.author = properties.last_modified_by = "geoplan"
        held = io.BytesIO()
        self._deck.save(held)
        return held.getvalue()

    def _new(self, layout: Any, notes: Sequence[str]) -> Any:
        slide = self._deck.slides.add_slide(layout)
        slide.notes_slide.notes_text_frame.text = "\n".join(notes)
        return slide

    def _clear(self, slide: Any, keep: tuple[int, ...]) -> None:
        """Take out placeholders that stay empty, which would ask for text."""
        for held in list(slide.placeholders):
            if held.shape_id not in keep:
                held.element.getparent().remove(held.element)

    def _add_foot(self, slide: Any, place: Place) -> None:
        text, number = place.split(1 - NUMBER_IN / place.width, gap=0)
        run = _line_of(slide, text).add_run()
        run.text = shortened(self._foot, text.width - EDGE_IN, 1, FOOT_PT)
        run.font.size = Pt(FOOT_PT)
        line = _line_of(slide, number)
        line.alignment = PP_ALIGN.RIGHT
        _number(line, len(self._deck.slides))


def _line_of(slide: Any, place: Place) -> Any:
    """Return the paragraph of a new box of one line."""
    frame = slide.shapes.add_textbox(*place.emu()).text_frame
    frame.margin_left = frame.margin_right = Inches(EDGE_IN / 2)
    frame.margin_top = frame.margin_bottom = 0
    frame.word_wrap = True
    return frame.paragraphs[0]


def _number(paragraph: Any, now: int) -> None:
    """Write the number of the slide as a field, which follows when slides are moved."""
    field = add_child(paragraph._p, "a:fld", id=NUMBER_FIELD, type="slidenum")  # noqa: SLF001
    add_child(field, "a:rPr", sz=str(100 * FOOT_PT))
    add_child(field, "a:t").text = str(now)


def _write(placeholder: Any, held: Any, text: str, style: str) -> None:
    """Write into a placeholder; smaller than the layout has it only if it would not fit."""
    width = held.width / Inches(1) - 2 * EDGE_IN
    height = held.height / Inches(1) - EDGE_IN
    usual = size_pt(held, style)
    sizes = [usual * scale for scale in SMALLER]
    size = largest_size(text, width, height, sizes, bold=True)
    lines = max(1, int(height / (1.2 * size / 72)))
    placeholder.text_frame.text = shortened(text, width, lines, size, bold=True)
    if size != usual:
        for paragraph in placeholder.text_frame.paragraphs:
            paragraph.font.size = Pt(round(size))
