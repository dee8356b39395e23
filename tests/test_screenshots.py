"""The script that takes the pictures: small files, right colours, and told what it did not find."""

from __future__ import annotations

import runpy
import subprocess
import sys
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from tests.maps.browser import CHROMIUM

pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")
ROOT = Path(__file__).resolve().parents[1]
PATH = ROOT / "scripts" / "build_screenshots.py"
SCRIPT = runpy.run_path(str(PATH))
IMPATIENT = """import runpy, sys
main = runpy.run_path(sys.argv[1])["main"]
main.__globals__["PATIENCE_MS"] = 500
sys.exit(main(sys.argv[2:]))"""
NOISE_PX = 800  # on a side: as many dots of chance are too much for any palette


def colours(image):
    return np.asarray(image.convert("RGB")).astype(int)


def test_a_picture_keeps_its_few_colours_exactly():
    image = Image.new("RGB", (600, 400), (40, 77, 160))
    image.paste((200, 60, 20), (10, 10, 14, 14))
    packed = Image.open(BytesIO(SCRIPT["packed"](image)))
    assert packed.mode == "P"
    assert (colours(packed) == colours(image)).all()


def test_a_picture_that_cannot_be_small_is_refused():
    greys = np.random.default_rng(1).integers(0, 64, (NOISE_PX, NOISE_PX), dtype=np.uint8)
    noise = np.repeat(4 * greys[..., None], 3, axis=2)
    with pytest.raises(SCRIPT["NotFoundError"], match="300,000"):
        SCRIPT["packed"](Image.fromarray(noise))


def test_the_pictures_of_the_pages_are_those_that_are_taken():
    taken = {picture.name for picture in SCRIPT["PICTURES"]}
    shipped = {path.stem for path in (ROOT / "docs" / "images").glob("*.png")}
    assert shipped == taken
    sizes = [path.stat().st_size for path in (ROOT / "docs" / "images").glob("*.png")]
    assert max(sizes) <= SCRIPT["MOST_BYTES"]
    assert sum(sizes) <= SCRIPT["MOST_BYTES_ALL"]


@pytest.mark.browser
@pytest.mark.parametrize("said", ["Lọc", "Filter"])
def test_a_control_is_found_in_either_language(chromium, tmp_path, monkeypatch, said):
    page = tmp_path / "page.html"
    page.write_text(
        f"<h1>A page</h1><details><summary>{said}</summary><p>opened</p></details>", "utf-8"
    )
    steps = (SCRIPT["press"]("button", "Lọc", "Filter"), SCRIPT["shows"]("opened"))
    picture = SCRIPT["Picture"]("opened", "plan", (200, 150), "en", {}, steps)
    assert SCRIPT["taken"](chromium, picture, page.as_uri()).size == (200, 150)
    page.write_text("<h1>A page</h1>", "utf-8")
    monkeypatch.setitem(SCRIPT["seen"].__globals__, "PATIENCE_MS", 500)
    with pytest.raises(SCRIPT["NotFoundError"], match="button Lọc or Filter"):
        SCRIPT["taken"](chromium, picture, page.as_uri())


@pytest.mark.browser
@pytest.mark.skipif(CHROMIUM is None, reason="no Chromium found on the path")
def test_what_is_missing_is_said_and_the_rest_is_taken(tmp_path):
    page = tmp_path / "page.html"
    page.write_text("<h1>A page without controls</h1>", "utf-8")
    out = tmp_path / "images"
    command = [sys.executable, "-c", IMPATIENT, PATH, "--plan", page, "--out", out]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    told = done.stderr
    assert "tour-compare: left as it is, no page for --compared" in told
    assert "tour-ranking: left as it is, not found: tab Xếp hạng or Ranking" in told
    assert {path.stem for path in out.iterdir()} == {"page-1920", "page-1366", "page-390"}
