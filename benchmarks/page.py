"""The siting map in a browser: size, time until it answers, memory, frames while it is dragged.

Run as ``python -m benchmarks.page``; ``docs/benchmarks.md`` says what is measured.
"""

from __future__ import annotations

import argparse
import json
import shutil
import statistics
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import shapely

from benchmarks.running import apart
from benchmarks.tables import MarkdownTable, number, write_rows
from geoplan.maps.elements import embedded_json
from geoplan.maps.geometry import DEGREE_STEPS, encoded_line
from geoplan.maps.page import render
from geoplan.maps.plots import PLAN
from geoplan.planning import plan
from geoplan.study import Study

LOADS = 5  # of which the median is told
SIZE = {"width": 1280, "height": 720}
DRAGS, DRAG_PX, STEPS = 6, 320, 40
WATCH_LOAD = """addEventListener("load", () =>
    requestAnimationFrame(() => setTimeout(() => { window.ready = performance.now(); })));"""
WATCH_FRAMES = """() => {
    window.frames_ = [];
    const watch = (now) => { window.frames_.push(now); requestAnimationFrame(watch); };
    requestAnimationFrame(watch);
}"""
SHOW_CELLS = """() => {
    page.cellEntry?.group.addTo(page.map);
    page.map.setZoom(page.map.getZoom() + 1, { animate: false });
}"""
FILTER = """() => {
    const start = performance.now();
    page.setFilter({ from: 10, to: 200 });
    page.clearFilter();
    return (performance.now() - start) / 2;
}"""
SEARCH = """() => {
    const input = document.querySelector("#search input");
    const type = (text) => {
        input.value = text;
        const start = performance.now();
        input.dispatchEvent(new Event("input"));
        return performance.now() - start;
    };
    type("a");
    return type("tram y te");
}"""


def main(words: list[str] | None = None) -> None:
    """Open the page of the bundled study, and one of a made-up study, and print a line for each."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.page", description=__doc__)
    parser.add_argument("--sites", type=int, default=5_000, metavar="N", help="(%(default)d)")
    parser.add_argument("--cells", type=int, default=50_000, metavar="N", help="(%(default)d)")
    parser.add_argument("--page", type=Path, metavar="FILE", help="a written page, instead of one")
    parser.add_argument("--out", type=Path, metavar="FILE", help="JSON of the rows")
    options = parser.parse_args(words)
    page = options.page.read_text("utf-8") if options.page else render(plan(Study.load(), draws=0))
    many = made_up(page, options.sites, options.cells, np.random.default_rng(0))
    table = MarkdownTable(
        "study", "facilities", "cells", "MB", "s until it answers", "MB of heap", "frames/s",
        "95% of frames within, ms", "filter, ms", "search, ms",
    )  # fmt: skip
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        for name, text in {"bundled": page, "made-up": many}.items():
            path = Path(folder) / f"{name}.html"
            path.write_text(text, encoding="utf-8")
            row = {"study": name, **apart(measured, path)}
            rows.append(row)
            table.line(
                name, number(row["facilities"]), number(row["cells"]), f"{row['mb']:.2f}",
                f"{row['ready_s']:.2f}", f"{row['heap_mb']:.0f}", f"{row['frames_per_s']:.0f}",
                f"{row['frame_ms_p95']:.0f}", f"{row['filter_ms']:.0f}", f"{row['search_ms']:.0f}",
            )  # fmt: skip
    if options.out is not None:
        write_rows(options.out, rows)


def made_up(page: str, sites: int, cells: int, rng: np.random.Generator) -> str:
    """Return a page with as many sites of the first programme and cells as are asked for.

    Parameters
    ----------
    page
        A written page with sites; those of the other programmes stay.
    sites, cells
        How many; each site is a copy of one of the page, at a cell.
    rng
        Source of places and people.
    """
    found = PLAN.search(page)
    if found is None:
        raise ValueError("the page carries no plan")
    told: dict[str, Any] = json.loads(found[1])
    at = _places(told["frame"], cells, rng)
    first = told["programmes"][0]["id"]
    copied = [site for site in told["sites"] if site["programme"] == first]
    others = [site for site in told["sites"] if site["programme"] != first]
    where = [place for place in told["places"] if place["programme"] != first]
    moved = sites - len(copied)
    for place in where:
        place["sites"] = [number + moved for number in place["sites"]]
    told["sites"] = [
        {**copied[i % len(copied)], "rank": i + 1, "site_id": f"M{i}"} for i in range(sites)
    ] + others
    for site in told["sites"]:
        for other in ("runner_up", "alternative"):
            site.pop(other, None)
    told["places"] = [
        {"programme": first, "at": at[i].round(5).tolist(), "sites": [number]}
        for number, i in enumerate(rng.choice(cells, sites, replace=False).tolist())
    ] + where
    told["programmes"][0]["count"] = sites
    order = np.lexsort((at[:, 1], at[:, 0]))
    told["cells"] = {
        "steps": encoded_line(shapely.LineString(at[order][:, ::-1]), DEGREE_STEPS),
        "people": np.ceil(rng.lognormal(5, 1, cells)).astype(int).tolist(),
        "size_m": 300,
        **{state: "".join(rng.integers(0, 6, cells).astype(str)) for state in ("before", "after")},
    }
    return page[: found.start(1)] + embedded_json(told) + page[found.end(1) :]


def measured(path: Path) -> dict[str, float]:
    """Return what opening, dragging, filtering and searching a page takes, network off."""
    with _chromium() as browser:
        return _measured(browser, path)


def _measured(browser: Any, path: Path) -> dict[str, float]:
    loads = []
    for _ in range(LOADS):
        with _opened(browser, path) as page:
            loads.append(page.evaluate("window.ready") / 1000)
    with _opened(browser, path) as page:
        session = page.context.new_cdp_session(page)
        session.send("HeapProfiler.collectGarbage")
        heap = session.send("Runtime.getHeapUsage")["usedSize"]
        filtered, searched = page.evaluate(FILTER), page.evaluate(SEARCH)
        page.fill("#search input", "")
        page.evaluate(SHOW_CELLS)
        frames = np.diff(_dragged(page))
        told = page.evaluate("[page.plan.sites.length, page.plan.cells?.people.length ?? 0]")
    return {
        "facilities": told[0],
        "cells": told[1],
        "mb": path.stat().st_size / 1e6,
        "ready_s": statistics.median(loads),
        "heap_mb": heap / 1e6,
        "frames_per_s": float(1000 / frames.mean()),
        "frame_ms_p95": float(np.quantile(frames, 0.95)),
        "filter_ms": filtered,
        "search_ms": searched,
    }


def _places(
    frame: list[list[float]], count: int, rng: np.random.Generator
) -> np.ndarray[Any, np.dtype[np.float64]]:
    """Return latitudes and longitudes in a frame, no two the same on the page."""
    south_west, north_east = np.array(frame)
    drawn = south_west + rng.random((2 * count, 2)) * (north_east - south_west)
    return np.unique((drawn * DEGREE_STEPS).round() / DEGREE_STEPS, axis=0)[rng.permutation(count)]


def _dragged(page: Any) -> list[float]:
    """Drag the map to and fro, and return when frames were drawn, milliseconds."""
    box = page.locator(".folium-map").bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.wait_for_timeout(500)
    page.evaluate(WATCH_FRAMES)
    for drag in range(DRAGS):
        way = 1 if drag % 2 else -1
        page.mouse.move(x, y)
        page.mouse.down()
        page.mouse.move(x + way * DRAG_PX, y + way * DRAG_PX / 3, steps=STEPS)
        page.mouse.up()
    frames: list[float] = page.evaluate("window.frames_")
    return frames


@contextmanager
def _opened(browser: Any, path: Path) -> Iterator[Any]:
    context = browser.new_context(viewport=SIZE, offline=True, reduced_motion="reduce")
    context.add_init_script(WATCH_LOAD)
    page = context.new_page()
    page.goto(path.as_uri())
    while page.evaluate("window.ready === undefined"):
        page.wait_for_timeout(20)
    yield page
    context.close()


@contextmanager
def _chromium() -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"]
        )
        yield browser
        browser.close()


if __name__ == "__main__":
    main()
