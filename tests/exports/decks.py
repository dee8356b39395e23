"""Decks as templates, and what a deck says."""

from __future__ import annotations

import pptx
from pptx.util import Inches


def template(folder, *, drop=(), rename=None, slides=0):
    """Write a template and return its path.

    Parameters
    ----------
    folder
        Where it goes.
    drop
        Names of layouts to leave out.
    rename
        New names of layouts by their old ones.
    slides
        Slides of its own.
    """
    deck = pptx.Presentation()
    deck.slide_width, deck.slide_height = Inches(13.333), Inches(7.5)
    for _ in range(slides):
        deck.slides.add_slide(deck.slide_layouts[0]).shapes.title.text = "of the template"
    for layout in list(deck.slide_layouts):
        if layout.name in drop:
            deck.slide_layouts.remove(layout)
        elif rename and layout.name in rename:
            layout.element.cSld.set("name", rename[layout.name])
    path = folder / "template.pptx"
    deck.save(path)
    return path


def texts(slide):
    """Return every text of a slide: of shapes and of cells."""
    held = []
    for shape in slide.shapes:
        if shape.has_text_frame:
            held.append(shape.text_frame.text)
        if getattr(shape, "has_table", False) and shape.has_table:
            held += [cell.text for row in shape.table.rows for cell in row.cells]
    return held


def charts(slide):
    return [shape.chart for shape in slide.shapes if getattr(shape, "has_chart", False)]


def tables(slide):
    return [shape.table for shape in slide.shapes if getattr(shape, "has_table", False)]
