"""Figures as files: the same figure gives the same bytes, on every machine."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import matplotlib as mpl
from matplotlib.backend_bases import FigureCanvasBase
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.transforms import Bbox
from PIL import Image

from geoplan.exports.drawing.paper import TITLE_ENDS

DPI = 300
LOOKS: dict[Any, Any] = {
    "text.hinting": "none",  # letters as wide as they are measured
    "pdf.fonttype": 42,  # TrueType, embedded as a subset
    "pdf.compression": 9,
    "svg.fonttype": "path",  # looks alike where the font is missing
    "svg.hashsalt": "geoplan",
    "path.simplify": False,
    "hatch.linewidth": 0.6,
}
COMPRESSION = 2  # of PNG, 0 to 9


@contextmanager
def exact() -> Iterator[None]:
    """Save alike whatever a machine or a notebook has set for matplotlib."""
    with mpl.rc_context():
        mpl.rcdefaults()
        mpl.rcParams.update(LOOKS)
        yield


def write_png(figure: Figure, path: Path, *, dpi: int = DPI, untitled: Path | None = None) -> None:
    """Write a figure as PNG, and once more without its title where a path says so.

    Parameters
    ----------
    figure
        Of the maps and charts.
    path
        Where to.
    dpi
        Pixels per inch.
    untitled
        Where the picture without title goes.
    """
    with exact():
        figure.set_dpi(dpi)
        canvas = FigureCanvasAgg(figure)
        canvas.draw()  # type: ignore[no-untyped-call]
    size = canvas.get_width_height(physical=True)
    pixels = canvas.buffer_rgba()  # type: ignore[no-untyped-call]
    whole = Image.frombuffer("RGBA", size, pixels, "raw", "RGBA", 0, 1).convert("RGB")
    figure.set_canvas(FigureCanvasBase(figure))  # the pixels are many; let them go
    whole.save(path, format="PNG", dpi=(dpi, dpi), compress_level=COMPRESSION)
    if untitled is not None:
        cut = whole.height - round(_below_title_in(figure) * dpi)
        part = whole.crop((0, cut, whole.width, whole.height))
        part.save(untitled, format="PNG", dpi=(dpi, dpi), compress_level=COMPRESSION)


def write_svg(figure: Figure, path: Path, *, titled: bool = True) -> None:
    """Write a figure as SVG, letters as outlines, with or without its title."""
    width, _ = figure.get_size_inches()
    part = None if titled else Bbox.from_bounds(0, 0, float(width), _below_title_in(figure))
    with exact():
        figure.savefig(
            path, format="svg", bbox_inches=part, metadata={"Date": None, "Creator": None}
        )


def _below_title_in(figure: Figure) -> float:
    """Return where the title ends, inches from below; the whole height without a title."""
    label = str(figure.get_label())
    if label.startswith(TITLE_ENDS):
        return float(label.removeprefix(TITLE_ENDS))
    return float(figure.get_size_inches()[1])
