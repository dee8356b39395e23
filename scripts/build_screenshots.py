"""Take the pictures of the documentation from written pages, with the network cut off.

geoplan plan
geoplan plan --set standards.primary.capacity_people=12000 --out what-if
geoplan compare maps what-if
python scripts/build_screenshots.py --compared compare.html --plots land-trial/plan-1/index.html

The page with plots is that of docs/land-example.md after its fourth step. A picture whose page is
not there stays as it is. What is missing, and what was not found on a page, is said in the end.
"""

from __future__ import annotations

import argparse
import re
import shutil
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from urllib.parse import urlencode

from PIL import Image
from playwright.sync_api import Browser, Error, Locator, Page, sync_playwright

ROOT = Path(__file__).parent.parent
PROJECTOR, LAPTOP, PHONE = (1920, 1080), (1366, 768), (390, 844)
MOST_BYTES, MOST_BYTES_ALL = 300_000, 1_500_000
COLOURS = (256, 192, 128, 96, 64)
PATIENCE_MS, STILL_MS, LOOKS = 5_000, 400, 25
Step = Callable[[Page], None]


class NotFoundError(Exception):
    """Something that a picture needs is not on the page."""


@dataclass(frozen=True)
class Picture:
    """One picture: of which page, how large, in which state of the address, after which steps."""

    name: str
    page: str
    size: tuple[int, int]
    language: str
    state: dict[str, str] = field(default_factory=dict)
    steps: tuple[Step, ...] = ()


def seen(what: Locator, said: str) -> Locator:
    """Return the first of what is looked for, once it shows."""
    try:
        what.filter(visible=True).first.wait_for(timeout=PATIENCE_MS)
    except Error:
        raise NotFoundError(said) from None
    return what.filter(visible=True).first


def press(role: str, *words: str) -> Step:
    """Return the step that presses the control that one of the words names."""
    pattern = re.compile("|".join(words))

    def step(page: Page) -> None:
        by_role = page.get_by_role(role, name=pattern)  # type: ignore[arg-type]
        control = by_role.or_(page.locator("summary", has_text=pattern))
        seen(control, f"{role} {' or '.join(words)}").click(timeout=PATIENCE_MS)

    return step


def shows(*words: str) -> Step:
    """Return the step that waits until one of the words is read on the page."""

    def step(page: Page) -> None:
        seen(page.get_by_text(re.compile("|".join(words))), f"text {' or '.join(words)}")

    return step


AFTER = {"view": "after"}
PICTURES = (
    Picture("page-1920", "plan", PROJECTOR, "en", AFTER),
    Picture("page-1366", "plan", LAPTOP, "vi"),
    Picture("page-390", "plan", PHONE, "vi", AFTER),
    Picture(
        "tour-filter",
        "plan",
        LAPTOP,
        "en",
        AFTER | {"programme": "new-facilities", "kind": "polyclinic"},
        (press("button", "Lọc", "Filter"), shows("Phường, xã", "Commune")),
    ),
    Picture(
        "tour-card",
        "plan",
        LAPTOP,
        "en",
        AFTER | {"site": "new-facilities.5"},
        (shows("Bao phủ thêm", "Covers .* more people"),),
    ),
    Picture(
        "tour-ranking",
        "plan",
        LAPTOP,
        "en",
        AFTER | {"year": "2028"},
        (press("tab", "Xếp hạng", "Ranking"),),
    ),
    Picture("tour-compare", "compared", LAPTOP, "en"),
    Picture(
        "tour-plots",
        "plots",
        LAPTOP,
        "en",
        AFTER | {"site": "SC1663"},
        (
            press("checkbox", "Thửa dành cho", "Plots given"),
            press("checkbox", "Thửa khác", "Other plots"),
            press("button", r"^1\. Tờ", r"^1\. Sheet"),
            shows("giả định", "made up"),
        ),
    ),
)


def taken(browser: Browser, picture: Picture, address: str) -> Image.Image:
    """Return a picture of a page that has come to rest."""
    context = browser.new_context(
        viewport={"width": picture.size[0], "height": picture.size[1]},
        offline=True,
        reduced_motion="reduce",
    )
    page = context.new_page()
    try:
        page.goto(f"{address}#{urlencode({'lang': picture.language} | picture.state)}")
        seen(page.get_by_role("heading", level=1), "a title")
        for step in picture.steps:
            step(page)
        return Image.open(BytesIO(at_rest(page))).convert("RGB")
    finally:
        context.close()


def at_rest(page: Page) -> bytes:
    """Return what the page looks like once two looks in a row are the same."""
    before = page.screenshot()
    for _ in range(LOOKS):
        page.wait_for_timeout(STILL_MS)
        now = page.screenshot()
        if now == before:
            return now
        before = now
    raise NotFoundError("a page that comes to rest")


def packed(image: Image.Image) -> bytes:
    """Return a PNG with as many colours as its size allows."""
    for colours in COLOURS:
        file = BytesIO()
        image.quantize(colours, Image.Quantize.MAXCOVERAGE, kmeans=1).save(
            file, "PNG", optimize=True
        )
        if file.tell() <= MOST_BYTES:
            return file.getvalue()
    raise NotFoundError(f"a palette small enough for {MOST_BYTES:,} bytes")


def chromium() -> str | None:
    """Return the browser that is installed, None for the one that Playwright brings."""
    names = ("chromium", "chromium-browser", "google-chrome")
    return next(filter(None, map(shutil.which, names)), None)


def main(arguments: Sequence[str] | None = None) -> int:
    """Take all pictures whose pages are there; return 1 if something was missing, else 0."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--plan", type=Path, default=ROOT / "maps" / "index.html")
    options.add_argument("--compared", type=Path, help="page that geoplan compare wrote")
    options.add_argument("--plots", type=Path, help="page that geoplan parcels shortlist wrote")
    options.add_argument("--out", type=Path, default=ROOT / "docs" / "images")
    pages = vars(options.parse_args(arguments))
    folder = pages.pop("out")
    folder.mkdir(exist_ok=True)
    complaints = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium(), args=["--no-sandbox", "--disable-gpu"]
        )
        for picture in PICTURES:
            page = pages[picture.page]
            if page is None or not page.exists():
                complaints.append(f"{picture.name}: left as it is, no page for --{picture.page}")
                continue
            try:
                file = packed(taken(browser, picture, page.resolve().as_uri()))
            except (NotFoundError, Error) as missing:
                complaints.append(f"{picture.name}: left as it is, not found: {missing}")
                continue
            (folder / f"{picture.name}.png").write_bytes(file)
            print(f"{picture.name}.png: {len(file):,} bytes")
        browser.close()
    total = sum(path.stat().st_size for path in folder.glob("*.png"))
    print(f"all pictures: {total:,} bytes")
    if total > MOST_BYTES_ALL:
        complaints.append(f"the pictures are larger than {MOST_BYTES_ALL:,} bytes together")
    print(*complaints, sep="\n", end="\n" if complaints else "", file=sys.stderr)
    return 1 if complaints else 0


if __name__ == "__main__":
    sys.exit(main())
