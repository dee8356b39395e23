"""A page opened in a real browser with the network cut off."""

from __future__ import annotations

import shutil
from contextlib import contextmanager
from pathlib import Path

CHROMIUM = next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
)
SIZES = {"projector": (1920, 1080), "laptop": (1366, 768), "phone": (390, 844)}
PICTURES = Path(__file__).parents[2] / "test-output" / "screenshots"
READ_BACK = "willReadFrequently"  # Chromium's advice to these tests, which read pixels


@contextmanager
def opened(chromium, address, *, size=(1366, 768), **options):
    """Open the page offline; afterwards, nothing may have been asked for or complained of."""
    options = {"reduced_motion": "reduce"} | options
    context = chromium.new_context(
        viewport={"width": size[0], "height": size[1]}, offline=True, **options
    )
    page = context.new_page()
    complaints, requests = [], []
    page.on("console", lambda message: complaints.append((message.type, message.text)))
    page.on("pageerror", lambda error: complaints.append(("error", str(error))))
    page.on(
        "dialog", lambda dialog: (complaints.append(("dialog", dialog.message)), dialog.dismiss())
    )
    page.on("request", lambda request: requests.append(request.url))
    page.set_default_timeout(5_000)
    page.goto(address)
    yield page
    context.close()
    assert [said for said in complaints if READ_BACK not in said[1]] == []
    assert {request.split("#")[0] for request in requests} == {address.split("#")[0]}


def keep_picture(page, name):
    """Keep what the page shows, all of it where it scrolls as a whole, for people to look at."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=PICTURES / f"{name}.png", full_page=page.viewport_size["width"] < 760)
